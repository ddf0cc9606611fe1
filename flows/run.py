"""One batch under way: files or raw articles in, facts out, checked and published at the end.

Reading, deriving and loading overlap; nothing here knows Prefect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from time import perf_counter

import polars as pl
from loky import cpu_count

from flows.backlog import Backlog, LeftOff
from flows.checks import Results, check_texts, explain_failures, failed, fits_one_part, run_checks
from flows.console import Reporter, Silent
from flows.count_batch import count_batch
from flows.derived import (
    CheckFailed,
    Derived,
    Part,
    Pending,
    Taken,
    no_rejects,
    no_sources,
    require_fresh_corrections,
    with_article_no,
    without_failures,
    without_outlets,
)
from flows.deriving import ShardDerivers
from flows.impact import Impact, no_impact, read_impact
from flows.learned import read_learned
from flows.link import link_batch
from flows.memory import give_back, search_seldom
from flows.prefetch import prefetch
from flows.raw_articles import choose_articles, raw_shards
from flows.readers import UNREADABLE, Shard, SourceFile, digest_of, read_shards
from flows.reference_data import dimensions
from flows.settings import MAX_TEXT_CHARS, SHARD_RECORDS
from flows.sqlfiles import read_sql, set_variables
from flows.summary import RunSummary
from flows.warehouse import MEMORY_LIMIT, MEMORY_LIMIT_DERIVING, THREADS_DERIVING, Warehouse, now_utc
from transforms.corrections import load_corrections, stale_corrections
from transforms.identity import identify
from transforms.pipeline import StageTimes
from transforms.reference import rules_version
from transforms.repair import repair
from transforms.schemas import Article, RawArticle
from transforms.urls import outlet_of

LEAST_SHARE = 1000
"""Records of the last shard that are worth a share of their own: each shard costs as much as 700 articles."""


class Run:
    """One batch under way: files or raw articles in, facts out, checked and published at the end.

    Reading, deriving and loading overlap: a thread reads ahead, some derive, this one loads in order.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        flow: str,
        derivers: ShardDerivers,
        reporter: Reporter | None = None,
        backlog: Backlog | None = None,
    ) -> None:
        search_seldom()
        self.warehouse = warehouse
        self.backlog = backlog or Backlog.of([])
        self.reporter = reporter or Silent()
        self.times = StageTimes()
        self.summary = RunSummary(flow=flow, warehouse=warehouse.target)
        self.learned = read_learned(warehouse.con)
        learned_version = self.learned.version if self.learned else None
        self.batch_id = warehouse.start_batch(flow, rules_version=rules_version(), learned_version=learned_version)
        self._started = perf_counter()
        self._derivers = derivers
        warehouse.limit(MEMORY_LIMIT_DERIVING, THREADS_DERIVING)
        self._taken_records: dict[str, int] = {}  # records of each file that are taken already
        self._pending = Pending()  # read, not derived yet: small files share a shard
        self._deriving: deque[Derived] = deque()
        self._stale: list[pl.DataFrame] = []  # corrections whose articles no longer say what they expect
        self._kept_records: dict[str, int] = {}  # of each file, less those of days that were not asked for
        self._records = 0  # taken
        self._done_bytes = self.backlog.done_bytes
        self.load_as: Callable[[str, Callable[[], None]], None] = _call
        """How each shard is loaded, by its name: a flow makes it a task."""
        self.unreadable: list[str] = []
        """Names of files that could not be read."""
        self._has_work = False
        self._forgotten_outlets = warehouse.forgotten_outlets()
        self._unchanged_articles = 0
        self._results: pl.DataFrame | None = None
        self._has_dimensions = False

    def load_file(self, source: SourceFile, mapping: Mapping[str, str] | None = None) -> int:
        """Load one file shard by shard; returns its records, good and bad.

        Small files share a shard: what is still pending is loaded with the next file, or by :meth:`publish`.
        Called again for the same file (input failed half-way), it goes on after the last shard taken.
        A file that another run has loaded while this one waited for it is passed over. One that cannot be
        read is a reject.
        """
        source = self.backlog.local(source)
        left = self.backlog.go_on(source)
        sha256 = left.sha256 if left else digest_of(source.path)
        if self.warehouse.was_loaded(self.batch_id, source.uri, sha256):
            self.warehouse.run_sql("load/source_file_tag", uri=source.uri, sha256=sha256, file_tag=source.tag)
            self.backlog.finished(source)
            return 0
        return self._read_file(source, sha256, mapping, left)

    def replay_file(self, source: SourceFile, sha256: str, mapping: Mapping[str, str] | None = None) -> int:
        """Read a file that was loaded before again, because some of its records were refused; returns its records."""
        file_id = self._start_file(source, sha256)
        self.warehouse.run_sql("load/replay_file", source_file_id=file_id)
        return self._read_file(source, sha256, mapping)

    def replay_shard(self, file_id: str, shard: Shard, name: str) -> None:
        """Take records of the file ``name`` again whose bytes were kept."""
        self._has_work = True
        self._take(shard, file_id, name)

    def _read_file(
        self, source: SourceFile, sha256: str, mapping: Mapping[str, str] | None, left: LeftOff | None = None
    ) -> int:
        self._has_work = True
        file_id = self._start_file(source, sha256)
        before = max(self._taken_records.get(source.uri, 0), self._loaded_before(source.uri, file_id))
        if left:
            records, shards = left.records, left.rest
        else:
            whole = read_shards(source, mapping=mapping, shard_records=SHARD_RECORDS, max_text_chars=MAX_TEXT_CHARS)
            records, shards = 0, prefetch(whole)
        ahead = None
        reading = self._read(shards)
        for shard in reading:
            records += shard.count
            if records <= before:
                continue
            self._take(shard, file_id, source.name)
            self._taken_records[source.uri] = records
            if self.is_full:
                ahead = next(reading, None)
                break
        if ahead:
            self.backlog.leave_off(source, sha256, records, chain([ahead], shards))
            # with days asked for, another run may ask for others: it must read all of the file
            self._finish_file(file_id, records, "partial" if self.backlog.days else "reading")
        else:
            self._end_of_file(source, file_id, records, is_unreadable=sha256 == UNREADABLE)
        return records

    def _start_file(self, source: SourceFile, sha256: str) -> str:
        return self.warehouse.start_source_file(
            self.batch_id,
            uri=source.uri,
            sha256=sha256,
            size_bytes=source.bytes,
            dump_name=source.name,
            file_tag=source.tag,
        )

    def _end_of_file(self, source: SourceFile, file_id: str, records: int, *, is_unreadable: bool) -> None:
        self._done_bytes += source.bytes
        self.summary.files_loaded += 1
        self.unreadable += [source.name] if is_unreadable else []
        self.backlog.finished(source)
        self._finish_file(file_id, records, "failed" if is_unreadable else "partial" if self.backlog.days else "loaded")

    def _finish_file(self, file_id: str, records: int, status: str) -> None:
        kept = self._kept_records.get(file_id, 0)
        self.warehouse.finish_source_file(self.batch_id, file_id, records=kept, file_records=records, status=status)

    @property
    def is_full(self) -> bool:
        """Whether this batch has taken as many records as a portion of its backlog holds."""
        return self.backlog.portion_records is not None and self._records >= self.backlog.portion_records

    def _loaded_before(self, uri: str, file_id: str) -> int:
        """Records at the file's begin that earlier batches took: in this process, or one that was killed."""
        if uri in self.backlog.read_records:
            return self.backlog.read_records[uri]
        return 0 if self.backlog.days else self.warehouse.records_read(self.batch_id, file_id)

    def _take(self, shard: Shard, file_id: str, name: str) -> None:
        if self.backlog.days:
            shard = replace(shard, records=self.backlog.days.keep(shard.records))
        self._kept_records[file_id] = self._kept_records.get(file_id, 0) + shard.count
        if self._has_full_shard():
            self._derive_pending()
        self._pending.add(Taken(name, shard.of_file(file_id), self._done_bytes + shard.read_bytes))
        self._records += shard.count
        if self._has_full_shard() and len(self._deriving) < self._derivers.at_once:
            self._derive_pending()  # else it waits for the next one: the last is shared out

    def _has_full_shard(self) -> bool:
        return self._pending.records >= SHARD_RECORDS

    def _derive_pending(self, shares: int = 1) -> None:
        """Derive what is pending as one shard, or as ``shares`` of it at the same time."""
        for part, records, rejects in self._pending.shards(shares):
            self._derive_new(part, records, rejects)

    def _derive_last(self) -> None:
        """Derive the last shard: in shares, so that no worker is idle while another derives all of it."""
        most = self._derivers.at_once - 1 if self._deriving else 1
        self._derive_pending(max(1, min(most, self._pending.records // LEAST_SHARE)))

    def rebuild(self, *, everything: bool = False) -> int:
        """Derive facts again from raw articles; returns how many versions were read.

        Only of articles whose facts were derived by other rules or with another learned set, unless
        ``everything``. Which rule touches which article is not asked: a stage reads what earlier ones made.
        """
        learned_version = self.learned.version if self.learned else None
        stale = choose_articles(self.warehouse.con, rules_version(), learned_version, everything=everything)
        self._unchanged_articles = stale.passed_over
        self._has_work = stale.versions > 0
        self.reporter.started(f"{stale.versions:,} versions of articles", stale.versions)
        for raw in raw_shards(self.warehouse.con, SHARD_RECORDS):
            first, self._records = self._records + 1, self._records + raw.height
            self._derive_again(Part(f"articles {first:,}–{self._records:,}", raw.height, self._records), raw)
        return self._records

    def publish(self) -> RunSummary:
        """Check the batch and publish it. Raises :class:`CheckFailed` and publishes nothing if a check fails.

        Where no file was left to load nothing is published: the summary has no batch then.
        """
        if not self._has_work:
            return self.summary
        results = self.settle()
        if failed(results):
            raise CheckFailed(
                f"nothing was published: the batch breaks its checks\n{explain_failures(results)}\n"
                "`saring status` shows the batch; mend the cause and run the load again"
            )
        with self.times.measure("publish"):
            self.warehouse.publish(keep_snapshot=self.backlog.is_first)
        give_back()  # what linking held; the next portion's workers need it
        self.summary.batch_id = self.batch_id
        self.summary.wall_seconds = perf_counter() - self._started
        self.summary.stage_seconds = self.times.seconds
        return self.summary

    def settle(self) -> pl.DataFrame:
        """Load what is pending, link, compare with what is published, check: all but publishing.

        Returns the results of the checks (:func:`flows.checks.run_checks`); again, the same ones.
        """
        if self._results is None:
            self._derive_last()
            self._load_dimensions()
            while self._deriving:
                self._load_oldest()
            self._derivers.rest()
            give_back()
            self.warehouse.limit(MEMORY_LIMIT, cpu_count())
            require_fresh_corrections(self._stale)
            of_texts = self._link()
            with self.times.measure("check"):
                counts = self.warehouse.finish_batch(self.batch_id)
                with self.warehouse.written_meanwhile():
                    self._results = run_checks(
                        self.warehouse.con, self.batch_id, checked_at=now_utc(), of_texts=of_texts
                    )
            count_batch(self.summary, self.warehouse.con, self.batch_id, counts, self._results)
        return self._results

    def _link(self) -> Results | None:
        """Link the batch; a small one's texts are checked at the same time."""
        if not fits_one_part(self.warehouse.con, self.batch_id):
            with self.times.measure("link"):
                link_batch(self.warehouse, self.batch_id)
            return None
        with self.warehouse.read_meanwhile(partial(check_texts, batch_id=self.batch_id)) as of_texts:
            with self.times.measure("link"):
                link_batch(self.warehouse, self.batch_id)
            with self.times.measure("check"):
                return of_texts()

    @property
    def has_work(self) -> bool:
        """Whether anything was taken that may have to be published."""
        return self._has_work

    def reject_counts(self) -> list[dict[str, object]]:
        """Records that this batch refused and no batch before it: ``uri``, ``reason``, ``records``."""
        set_variables(self.warehouse.con, batch_id=self.batch_id)
        return self.warehouse.con.execute(read_sql("queries/rejects_of_batch")).pl().to_dicts()

    def impact(self) -> Impact:
        """What this batch would change in facts that are published, and which checks it would break."""
        if not self._has_work:
            return no_impact(self._unchanged_articles)
        results = self.settle()
        return read_impact(self.warehouse.con, self.batch_id, results, unchanged=self._unchanged_articles)

    def _read(self, shards: Iterator[Shard]) -> Iterator[Shard]:
        """The same shards, with the time spent waiting for them."""
        while True:
            with self.times.measure("read"):
                shard = next(shards, None)
            if shard is None:
                return
            yield shard

    def _derive_new(self, part: Part, records: pl.DataFrame, rejects: pl.DataFrame) -> None:
        """Derive the versions of a shard that are not in the warehouse yet."""
        raw = with_article_no(records)
        with self.times.measure("repair"):
            articles = repair(RawArticle.cast(raw.with_columns(raw=pl.coalesce("extracted", "raw"))))
            identities = identify(articles)
        raw = raw.join(identities, on="article_no", maintain_order="left")
        with self.times.measure("load"):
            known = self.warehouse.known_versions(identities)
        if self._forgotten_outlets:
            outlet = raw.select("article_id", "content_hash", outlet_id=outlet_of(pl.col("url")))
            of_forgotten = outlet.filter(pl.col("outlet_id").is_in(self._forgotten_outlets))
            known = known.join(of_forgotten, on=["article_id", "content_hash"], how="anti", maintain_order="left")
        arriving = (
            raw.join(known, on=["article_id", "content_hash"], maintain_order="left")
            .filter(~pl.col("is_known") & ~pl.col("is_forgotten"))
            .unique(["article_id", "content_hash"], keep="first", maintain_order=True)
        )
        new = articles.join(arriving, on="article_no", how="semi", maintain_order="left")
        facts = self._derivers.submit(new, self.learned)
        self._enqueue(Derived(part, arriving, sources=raw, rejects=rejects, facts=facts))

    def _derive_again(self, part: Part, raw: pl.DataFrame) -> None:
        with self.times.measure("repair"):
            articles = repair(RawArticle.cast(raw.with_columns(raw=pl.coalesce("extracted", "raw"))))
        facts = self._derivers.submit(articles, self.learned)
        self._enqueue(Derived(part, raw, sources=no_sources(), rejects=no_rejects(), facts=facts))

    def _enqueue(self, derived: Derived) -> None:
        """Note a shard as under way; load the oldest where more than one waits for its turn: memory is bounded."""
        self._deriving.append(derived)
        while len(self._deriving) > self._derivers.at_once:
            self._load_oldest()

    def _load_dimensions(self) -> None:
        """Load what facts refer to, before the first of them, while it is being derived."""
        with self.times.measure("dimensions"):
            if not (self._has_dimensions or _has_dimensions(self.warehouse, rules_version())):
                self.warehouse.load_dimensions(**dimensions())
            self._has_dimensions = True

    def _load_oldest(self) -> None:
        self._load_dimensions()
        shard = self._deriving[0]
        self.load_as(shard.part.name, self._load_first)  # a task that is kept to its end keeps no shard
        self._deriving.popleft()
        self.backlog.loaded_records += shard.part.records
        self.reporter.progressed(shard.part.name, self.backlog.loaded_records, shard.part.done_bytes)

    def _load_first(self) -> None:
        shard = self._deriving[0]
        result = self._derivers.result(shard.facts)
        self.times.add(result.stage_seconds)
        shard, facts = without_failures(shard, result.failures), result.facts
        if self._forgotten_outlets:
            shard, facts = without_outlets(shard, facts, self._forgotten_outlets)
        if load_corrections().height:
            self._stale.append(stale_corrections(Article.cast(facts.articles), load_corrections()))
        with self.times.measure("load"):
            self.warehouse.load_shard(self.batch_id, shard.raw, facts, shard.sources)
            self.warehouse.load_rejects(self.batch_id, shard.rejects)


def _call(_name: str, load: Callable[[], None]) -> None:
    load()


def _has_dimensions(warehouse: Warehouse, version: str) -> bool:
    """Whether the published batch before this one loaded the same reference data."""
    last = warehouse.con.execute(
        "select rules_version from etl_batch where status = 'published' order by batch_id desc limit 1"
    ).fetchone()
    return last is not None and last[0] == version
