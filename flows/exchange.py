"""Shards on storage that a run shares with its workers: repaired articles out, their facts back, as Parquet.

The address is a folder that all of them see, or a prefix in an object store (``s3://bucket/prefix``).

A shard's folder is named by the hash of its articles, the rules and what was learned, so the same shard has the
same name in every run. Nothing is written twice: each attempt has a folder of its own, and ``done.json``, which
comes last, names one that is whole. What is done already, by a worker that was believed dead or for a run that
was killed, is not derived again.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any
from uuid import uuid4

import fsspec
import polars as pl

from flows.deriving import DerivedShard, derive_shard
from flows.pool_thread import in_pool_thread
from transforms.learn import Learned
from transforms.pipeline import Facts
from transforms.reference import rules_version

FACT_FRAMES = tuple(field.name for field in fields(Facts))


class WorkerError(RuntimeError):
    """A worker cannot do what it is asked for; the message says what to do."""


@dataclass(frozen=True)
class ShardTask:
    """All that a worker is told of a shard; the rest is in the exchange."""

    exchange: str
    shard: str
    """Its folder."""
    rules_version: str
    learned_version: str | None


class Exchange:
    """A folder or prefix, with what is written to it and read from it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._files, self._root = fsspec.core.url_to_fs(address, use_listings_cache=False)

    def put_articles(self, articles: pl.DataFrame, learned: Learned | None) -> ShardTask:
        """Write what a worker needs to derive repaired articles."""
        content = _as_parquet(articles)
        task = ShardTask(self.address, "", rules_version(), learned.version if learned else None)
        shard = sha256(content + repr(task).encode()).hexdigest()[:20]
        self._write(f"{shard}/articles.parquet", content)
        if learned and not self._exists(f"learned-{learned.version}/aliases.parquet"):
            self._put(f"learned-{learned.version}", {"templates": learned.templates, "aliases": learned.aliases})
        return ShardTask(task.exchange, shard, task.rules_version, task.learned_version)

    def articles(self, shard: str) -> pl.DataFrame:
        """The repaired articles of a shard."""
        return self._frame(f"{shard}/articles.parquet")

    def learned(self, version: str) -> Learned:
        """A learned version that :meth:`put_articles` left."""
        return Learned(
            version, *(self._frame(f"learned-{version}/{name}.parquet") for name in ("templates", "aliases"))
        )

    def put_facts(self, shard: str, derived: DerivedShard) -> None:
        """Write the facts of a shard, then the note that they are whole."""
        attempt = uuid4().hex
        frames = {name: getattr(derived.facts, name) for name in FACT_FRAMES}
        self._put(f"{shard}/{attempt}", frames | {"failures": derived.failures})
        done = {"attempt": attempt, "stage_seconds": derived.stage_seconds}
        self._write(f"{shard}/done.json", json.dumps(done).encode())

    def is_done(self, shard: str) -> bool:
        """Whether the facts of a shard are there."""
        return self._exists(f"{shard}/done.json")

    def facts(self, shard: str) -> DerivedShard:
        """The facts of a shard that is done."""
        done: dict[str, Any] = json.loads(self._files.cat_file(f"{self._root}/{shard}/done.json"))
        frames = {name: self._frame(f"{shard}/{done['attempt']}/{name}.parquet") for name in (*FACT_FRAMES, "failures")}
        failures = frames.pop("failures")
        return DerivedShard(Facts(**frames), failures, done["stage_seconds"])

    def remove(self, shard: str) -> None:
        """Remove a shard; not the learned versions, which the next run needs too."""
        self._files.rm(f"{self._root}/{shard}", recursive=True)

    def _put(self, folder: str, frames: Mapping[str, pl.DataFrame]) -> None:
        for name, frame in frames.items():
            self._write(f"{folder}/{name}.parquet", _as_parquet(frame))

    def _frame(self, path: str) -> pl.DataFrame:
        return pl.read_parquet(self._files.cat_file(f"{self._root}/{path}"))

    def _exists(self, path: str) -> bool:
        return bool(self._files.exists(f"{self._root}/{path}"))

    def _write(self, path: str, content: bytes) -> None:
        full = f"{self._root}/{path}"
        self._files.makedirs(full.rsplit("/", 1)[0], exist_ok=True)
        self._files.pipe_file(full, content)


def derive_from_exchange(task: ShardTask) -> None:
    """What a worker does: read a shard, derive it, write its facts. Done twice, it is done once.

    Raises :class:`WorkerError` where this worker has other rules than the run.
    """
    if task.rules_version != rules_version():
        raise WorkerError(
            f"this worker has rules {rules_version()}, the run has {task.rules_version}: "
            "install the same version of Saring everywhere and start the workers again"
        )
    exchange = Exchange(task.exchange)
    if not exchange.is_done(task.shard):
        learned = _learned(task.exchange, task.learned_version) if task.learned_version else None
        articles = exchange.articles(task.shard)
        exchange.put_facts(task.shard, in_pool_thread(lambda: derive_shard(articles, learned)))


@functools.lru_cache(maxsize=2)
def _learned(address: str, version: str) -> Learned:
    return Exchange(address).learned(version)


def _as_parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content, compression="lz4")
    return content.getvalue()
