"""Derive shards at the same time, so that neither a bad article nor a lost process can stop the night.

When a stage fails on a shard, the shard is halved until the articles that break it stand alone; they are
refused with the error, everything else goes on. The main path derives once and pays nothing for this. Where a
stage fails even on a text made of what every article has, no article is to blame: the run ends at once.

A small night's only shard is derived by this process; more of them by worker processes of one Polars thread each,
which beat threads that share a pool.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from threading import Thread
from time import sleep
from typing import Any, Protocol

import polars as pl
from loky import cpu_count, get_reusable_executor
from polars.exceptions import PanicException

from flows.cores import stay_on_a_core
from flows.memory import give_back, search_seldom
from flows.pool_thread import in_pool_thread
from flows.settings import MOST_PROCESSES, PROCESSES
from transforms.learn import Learned
from transforms.pipeline import Facts, StageTimes, derive_repaired
from transforms.reference import ReferenceError
from transforms.schemas import Article

DERIVE_PROCESSES = PROCESSES or min(cpu_count(), MOST_PROCESSES)
"""Shards derived at the same time."""

WORKER_ENVIRONMENT = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # of Polars and of numpy: freed memory goes back within half a second, a third less is held
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:500,muzzy_decay_ms:0",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "8388608",  # of glibc: with its own bound large arrays keep 60 MB more
    "LOKY_MAX_MEMORY_LEAK_SIZE": "2e9",  # else a worker is taken for leaky as soon as it has derived a shard
}

WORKER_IDLE_SECONDS = 30
"""After which an idle worker ends: portions of a backfill follow each other sooner."""

WARM_BYTES = 20_000_000
"""Input that is likely to be more than one shard: the workers start while the first one is read."""

TRIES = 2
"""A shard whose worker process died is derived once more; it may have been killed for another's memory."""


class WorkerLost(RuntimeError):
    """A worker process died over a shard, and again when it was tried anew; nothing was published."""


SOUND_TEXT = """JAKARTA - Sebanyak 12 ribu warga mengungsi, kata Kepala BNPB Suharyanto, Senin (28/10/2024).

Baca juga: Banjir di Demak

"Kami tidak membantah itu," ujarnya."""
"""What no stage that works may fail on."""


class StagesBroken(RuntimeError):
    """A stage fails whatever it reads: a defect of the program, for which no article is refused."""


@dataclass(frozen=True)
class DerivedShard:
    """Facts of the articles that could be derived, and ``article_no``, ``error`` of those that could not."""

    facts: Facts
    failures: pl.DataFrame
    stage_seconds: dict[str, float]


@dataclass
class Deriving:
    """A shard under way: its repaired articles (schema ``Article``), and the result to come, where it is begun."""

    articles: pl.DataFrame
    learned: Learned | None
    future: Future[Path] | None = None
    """Where the worker has left the facts."""


class ShardDerivers(Protocol):
    """Whoever derives shards for a run: this machine's processes, or workers of a cluster."""

    @property
    def at_once(self) -> int:
        """How many shards may be under way or wait, so that none idles and memory is bounded."""

    def submit(self, articles: pl.DataFrame, learned: Learned | None) -> Any:
        """Begin to derive repaired articles (schema ``Article``); what it gives is for :meth:`result`."""

    def result(self, shard: Any) -> DerivedShard:
        """Wait for the facts of a shard."""

    def rest(self) -> None:
        """No shard will follow soon: give memory back."""


class Derivers:
    """Derive shards by worker processes, or the only one here; ``folder`` is where workers leave facts."""

    at_once = DERIVE_PROCESSES + 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first: Deriving | None = None
        self._futures: list[Future[Any]] = []

    def submit(self, articles: pl.DataFrame, learned: Learned | None) -> Deriving:
        """Hand over repaired articles (schema ``Article``); the first, unless workers were started for it, waits
        to see whether more come."""
        shard = Deriving(articles, learned)
        if self._first is None and not self._futures:
            self._first = shard
            return shard
        if self._first and self._first.future is None:
            self._begin(self._first)
        self._begin(shard)
        return shard

    def warm_up(self) -> None:
        """Start the workers before there is work: they import the stages meanwhile, half a second of processor each."""
        self._futures += [_worker_processes().submit(_started) for _ in range(DERIVE_PROCESSES)]

    def result(self, shard: Deriving) -> DerivedShard:
        """The facts of a shard; raises :class:`WorkerLost`."""
        if shard.future is None:
            return derive_shard(shard.articles, shard.learned)
        for _ in range(TRIES - 1):
            try:
                return _collect(shard.future.result())
            except BrokenExecutor:
                self._begin(shard)
        try:
            return _collect(shard.future.result())
        except BrokenExecutor as error:
            raise WorkerLost(f"a process that derives facts died twice: {error}; is there enough memory?") from error

    def rest(self) -> None:
        """End the workers: linking and checking need the memory that they hold."""
        if self._futures:
            _worker_processes().shutdown(wait=False)
            self._futures.clear()

    def cancel(self) -> None:
        """Drop what no worker has begun."""
        for future in self._futures:
            future.cancel()

    def _begin(self, shard: Deriving) -> None:
        shard.future = _worker_processes().submit(derive_into, self._folder, shard.articles, shard.learned)
        self._futures = [future for future in self._futures if not future.done()] + [shard.future]


@contextmanager
def local_derivers(room: Path | None = None, input_bytes: int = 0) -> Iterator[Derivers]:
    """Derivers of this machine; what waits is dropped when the run ends early.

    ``room``: where a folder for the facts may be made (default: that for temporary files); ``input_bytes``: how much
    is to be read, if that is known.
    """
    if room:
        room.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="saring-shards-", dir=room, ignore_cleanup_errors=True) as folder:
        derivers = Derivers(Path(folder))
        if input_bytes >= WARM_BYTES:
            derivers.warm_up()
        try:
            yield derivers
        finally:
            derivers.cancel()


def _worker_processes() -> Executor:
    """The worker processes, started when they are first asked for; they end by themselves when idle."""
    return get_reusable_executor(
        DERIVE_PROCESSES,
        timeout=WORKER_IDLE_SECONDS,
        env=WORKER_ENVIRONMENT,
        initializer=_start,
        initargs=(os.getpid(),),
    )


def _started() -> None:
    """What a worker does that is to be there when work comes: to know this function it has imported the stages."""


def _start(parent: int) -> None:
    """Prepare a worker: it is to end when the process that started it does, for a killed one cannot tell it."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
    search_seldom()
    stay_on_a_core(DERIVE_PROCESSES)


def derive_into(folder: Path, articles: pl.DataFrame, learned: Learned | None) -> Path:
    """What a worker does: derive a shard and leave it as Arrow files, at a third of the cost of sending it."""
    derived = in_pool_thread(lambda: derive_shard(articles, learned))
    place = Path(mkdtemp(dir=folder))
    for name, frame in {**vars(derived.facts), "failures": derived.failures}.items():
        frame.write_ipc(place / f"{name}.arrow")
    (place / "stage_seconds.json").write_text(json.dumps(derived.stage_seconds), encoding="utf-8")
    del derived
    give_back()
    return place


def _collect(place: Path) -> DerivedShard:
    """Take over what a worker has left."""
    frames = {path.stem: pl.read_ipc(path) for path in place.glob("*.arrow")}
    stage_seconds = json.loads((place / "stage_seconds.json").read_text(encoding="utf-8"))
    rmtree(place)
    failures = frames.pop("failures")
    return DerivedShard(Facts(**frames), failures, stage_seconds)


def derive_shard(articles: pl.DataFrame, learned: Learned | None) -> DerivedShard:
    """Derive repaired articles (schema ``Article``); never raises for what an article contains.

    Raises :class:`StagesBroken`.
    """
    times = StageTimes()
    found = _derive(articles, times, learned)
    if isinstance(found, Facts):
        parts, failures = [found], list[tuple[int, str]]()
    else:
        _require_sound_stages(found, learned)
        parts, failures = _derive_halves(articles, found, times, learned)
        parts = [_joined(parts or [derive_repaired(Article.create_empty(), times, learned)])]
    frame = pl.DataFrame(failures, schema={"article_no": pl.UInt32, "error": pl.String}, orient="row")
    return DerivedShard(parts[0], frame, times.seconds)


def _derive(articles: pl.DataFrame, times: StageTimes, learned: Learned | None) -> Facts | str:
    """The facts, or the error for which there are none."""
    try:
        return derive_repaired(Article.cast(articles), times, learned)
    except (MemoryError, ReferenceError):  # a fault of the machine or of the rules, not of an article
        raise
    except (Exception, PanicException) as error:  # a panic of Polars is no Exception, nor is the end of the process
        return f"{type(error).__name__}: {error}"[:2000]


def _derive_halves(
    articles: pl.DataFrame, error: str, times: StageTimes, learned: Learned | None
) -> tuple[list[Facts], list[tuple[int, str]]]:
    """Facts of what can be derived of a shard that failed with ``error``; numbers and errors of the rest."""
    if articles.height == 1:
        return [], [(articles["article_no"][0], error)]
    parts: list[Facts] = []
    failures: list[tuple[int, str]] = []
    middle = articles.height // 2
    for half in (articles[:middle], articles[middle:]):
        found = _derive(half, times, learned)
        if isinstance(found, Facts):
            parts.append(found)
        else:
            of_half = _derive_halves(half, found, times, learned)
            parts += of_half[0]
            failures += of_half[1]
    return parts, failures


def _require_sound_stages(error: str, learned: Learned | None) -> None:
    """Raise :class:`StagesBroken` unless a sound article can be derived; ``error``: of the shard."""
    sound = pl.DataFrame({"article_no": [0], "text": [SOUND_TEXT]}, schema_overrides={"article_no": pl.UInt32})
    articles = Article.cast(pl.concat([Article.create_empty(), sound], how="diagonal"))
    try:
        derive_repaired(articles, StageTimes(), learned)
    except (Exception, PanicException) as fault:
        raise StagesBroken(f"a stage fails whatever it reads, nothing was published: {error}") from fault


def _joined(parts: list[Facts]) -> Facts:
    frames = {field.name: pl.concat([getattr(part, field.name) for part in parts]) for field in fields(Facts)}
    frames["learned_entities"] = frames["learned_entities"].unique(maintain_order=True)
    return Facts(**frames)
