"""Shards on their way through a run: read, then derived, then loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from flows.readers import REJECT_SCHEMA, Shard
from flows.readers.records import reject_reasons
from transforms.pipeline import Facts


class StageFailed(RuntimeError):
    """A stage breaks on an article that is in the warehouse already: nothing was published."""


class CheckFailed(RuntimeError):
    """An error check found rows that break its rule: nothing was published; the message names them."""


class ShardFailed(RuntimeError):
    """The facts of a shard could not be read or written: nothing was published; the message names it."""


@dataclass(frozen=True)
class Taken:
    """Records of one file that are read and not derived yet; small files share a shard."""

    file: str
    """Its name."""
    shard: Shard
    done_bytes: int
    """Of all files of the run, up to the last of these records."""


@dataclass(frozen=True)
class Part:
    """What a shard holds, for the names of tasks and for progress."""

    name: str
    records: int
    done_bytes: int

    @classmethod
    def of(cls, taken: list[Taken]) -> Part:
        """The part that a shard of ``taken`` is: ``malam.jsonl 4,001–8,000``, or ``12 files a.txt … l.txt``."""
        files = list(dict.fromkeys(one.file for one in taken))
        frames = [frame["record_no"] for one in taken for frame in (one.shard.records, one.shard.rejects)]
        numbers = pl.concat(frames).to_numpy()
        if len(files) > 1:
            name = f"{len(files):,} files {files[0]} … {files[-1]}"
        else:
            name = f"{files[0]} {numbers.min():,}–{numbers.max():,}" if numbers.size else files[0]
        return cls(name, len(numbers), taken[-1].done_bytes)

    def shares(self, count: int) -> list[Part]:
        """The part in ``count`` shares, as even as can be.

        >>> [(share.name, share.records) for share in Part("malam.jsonl 1–5", 5, 900).shares(2)]
        [('malam.jsonl 1–5, 1 of 2', 3), ('malam.jsonl 1–5, 2 of 2', 2)]
        """
        if count == 1:
            return [self]
        whole, rest = divmod(self.records, count)
        return [
            Part(f"{self.name}, {number} of {count}", whole + (number <= rest), self.done_bytes)
            for number in range(1, count + 1)
        ]


class Pending:
    """Records that are read and wait to fill a shard."""

    def __init__(self) -> None:
        self._taken: list[Taken] = []
        self.records = 0
        """Good and bad ones."""

    def add(self, taken: Taken) -> None:
        """Let the records of one more piece of a file wait."""
        self._taken.append(taken)
        self.records += taken.shard.count

    def shards(self, shares: int) -> Iterator[tuple[Part, pl.DataFrame, pl.DataFrame]]:
        """All that waits, which is none afterwards, as one shard or as ``shares`` of it: part, records, rejects."""
        if not self._taken:
            return
        records = pl.concat([taken.shard.records for taken in self._taken])
        rejects = pl.concat([taken.shard.rejects for taken in self._taken])
        parts = Part.of(self._taken).shares(shares)
        self._taken, self.records = [], 0
        size = max(1, -(-records.height // shares))
        for number, part in enumerate(parts):
            yield part, records.slice(number * size, size), rejects if number == 0 else rejects.clear()


@dataclass(frozen=True)
class Derived:
    """A shard whose facts are being derived, and what is loaded with them."""

    part: Part
    raw: pl.DataFrame
    sources: pl.DataFrame
    rejects: pl.DataFrame
    facts: Any
    """What the derivers gave for it."""


def require_fresh_corrections(stale: list[pl.DataFrame]) -> None:
    """Raise :class:`CheckFailed` where a correction was written for a text that has changed since."""
    lines = [
        f"  {row['correction_id']}: {row['url']} no longer contains {row['expects']!r}"
        for frame in stale
        for row in frame.iter_rows(named=True)  # a human's corrections: few
    ]
    if lines:
        raise CheckFailed(
            "nothing was published: corrections are stale, their source has changed\n"
            + "\n".join(lines)
            + "\nremove or renew their rows in seeds/reference/corrections.csv"
        )


def without_failures(shard: Derived, failures: pl.DataFrame) -> Derived:
    """The shard less the articles that broke a stage; every record that holds one becomes a reject."""
    if not failures.height:
        return shard
    key = ["article_id", "content_hash"]
    broken = shard.raw.join(failures, on="article_no").select(*key, "error")
    if not shard.sources.height:
        raise StageFailed(f"nothing was published: article {broken['article_id'][0]} {broken['error'][0]}")
    refused = shard.sources.join(broken, on=key).select(
        "source_file_id",
        "record_no",
        "position",
        stage=pl.lit("derive"),
        reason=pl.lit("stage_failed"),
        detail=pl.format("{}: {}. {}", "position", "error", pl.lit(reject_reasons()["stage_failed"][1])),
        original=pl.col("raw").cast(pl.Binary),
    )
    return replace(
        shard,
        raw=shard.raw.join(failures, on="article_no", how="anti", maintain_order="left"),
        sources=shard.sources.join(broken, on=key, how="anti", maintain_order="left"),
        rejects=pl.concat([shard.rejects, refused.select(shard.rejects.columns)], how="vertical_relaxed"),
    )


def without_outlets(shard: Derived, facts: Facts, outlets: list[str]) -> tuple[Derived, Facts]:
    """The shard less the articles of forgotten ``outlets`` that only their text names; their records stay counted."""
    gone = facts.articles.filter(pl.col("outlet_id").is_in(outlets)).select("article_no")
    if not gone.height:
        return shard, facts
    frames = {field.name: getattr(facts, field.name) for field in fields(facts)}
    kept = {
        name: frame.join(gone, on="article_no", how="anti", maintain_order="left")
        for name, frame in frames.items()
        if "article_no" in frame.columns
    }
    named = kept["entity_mentions"].select("entity_id").unique()
    kept["learned_entities"] = facts.learned_entities.join(named, on="entity_id", how="semi", maintain_order="left")
    raw = shard.raw.join(gone, on="article_no", how="anti", maintain_order="left")
    return replace(shard, raw=raw), replace(facts, **kept)


def with_article_no(records: pl.DataFrame) -> pl.DataFrame:
    """Number the articles of a shard from 0."""
    return records.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))


def no_sources() -> pl.DataFrame:
    """An empty frame of sources: a rebuild reads no file."""
    strings = ("article_id", "content_hash", "source_file_id", "position", "record_id")
    return pl.DataFrame(schema=dict.fromkeys(strings, pl.String) | {"record_no": pl.UInt64})


def no_rejects() -> pl.DataFrame:
    """An empty frame of rejects."""
    return pl.DataFrame(schema=REJECT_SCHEMA | {"source_file_id": pl.String})
