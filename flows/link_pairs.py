"""Which articles are copies: those that meet in a bucket are paired, screened by their sketches, and compared.

What is in ``duplicate_pair`` afterwards depends on the set of articles alone: pairs that a batch makes inadmissible
(another article is now the first of its wording, or a bucket has become crowded) go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.sqlfiles import query_on, read_sql, run_on, set_variables
from transforms.duplicates import compare, features_of, may_be_copies, near_copies, retold
from transforms.duplicates.article_signatures import SAID
from transforms.duplicates.meeting import band_buckets, day_buckets, equal_bytes, hashes_of, likely, paired, shared
from transforms.duplicates.retold import FACT_SKETCH_BYTES, MOST_DAYS, may_be_retold
from transforms.duplicates.signatures import BANDS, SKETCH_BYTES

HASHES_AT_ONCE = 8_000_000
"""Band hashes in memory at once; about 40 bytes each."""
READ_AT_ONCE = 20_000
"""Pairs whose texts are in memory at once."""
COMPARED_AT_ONCE = 1_000
"""Of these, pairs compared at once; about 100 kB a pair."""
RETOLD_AT_ONCE = 50_000
"""Pairs whose facts are."""
FACTS = ("quantities", "mentions", "quotes")

Rows = NDArray[np.int64]
Buckets = NDArray[np.uint64]


@dataclass(frozen=True)
class Part:
    """Buckets of all articles, or some of these: of each the position in ``row_nos``; and what articles have left."""

    buckets: Buckets
    rows: Rows
    row_nos: Rows
    left: Buckets


@dataclass(frozen=True)
class Kind:
    """How articles of one relation meet, and which of them are paired."""

    relation: str
    parts: Callable[[duckdb.DuckDBPyConnection, Rows], Iterator[Part]]
    holders: Callable[[duckdb.DuckDBPyConnection, pl.DataFrame], pl.DataFrame]
    """Of what meets: ``place``, ``row_no``, ``article_id``, in the order of publication."""


@dataclass(frozen=True)
class Fresh:
    """Pairs that no batch has compared yet: places in ``holders``, earlier and later."""

    holders: pl.DataFrame
    one: Rows
    other: Rows

    def kept(self, flags: NDArray[np.bool_]) -> Fresh:
        """Those that are flagged."""
        return Fresh(self.holders, self.one[flags], self.other[flags])

    def named(self) -> pl.DataFrame:
        """``left``, ``right``: their ids, the lesser left, in order."""
        ids = self.holders["article_id"]
        ends = pl.DataFrame({"one": ids.gather(self.one), "other": ids.gather(self.other)})
        return _sided(ends).sort("left", "right")


def pair_copies(con: duckdb.DuckDBPyConnection) -> None:
    """Bring exact and near pairs up to date."""
    new = _numbers(con, "link/20_new_rows")
    met, left = _meet(_band_parts(con, new), new)
    holders = _wordings(con, met)
    _update_exact(con, holders)
    fresh = _fresh(con, NEAR, met, holders.filter("is_first"), new, left)
    words = fresh.holders["body_words"].to_numpy().astype(np.int64)
    equal = equal_bytes(_matrix(fresh.holders["sketch"], SKETCH_BYTES), fresh.one, fresh.other)
    _compare_texts(con, fresh.kept(likely(equal, SKETCH_BYTES, (words[fresh.one], words[fresh.other]))).named())


def pair_retold(con: duckdb.DuckDBPyConnection) -> None:
    """Bring pairs of retold reports up to date; after :func:`pair_copies`."""
    new = _numbers(con, "link/25_new_rows")
    met, left = _meet(_day_parts(con, new), new)
    fresh = _fresh(con, REWRITE, met, _tellers(con, met), new, left)
    tellers = fresh.holders
    outlets = tellers["outlet_id"].rank("dense").fill_null(0).to_numpy()
    days = tellers["story_on"].cast(pl.Int32).to_numpy().astype(np.int64)
    apart = np.abs(days[fresh.one] - days[fresh.other])
    fresh = fresh.kept((outlets[fresh.one] != outlets[fresh.other]) & (apart <= MOST_DAYS))
    fresh = fresh.kept(may_be_retold(_matrix(tellers["fact_sketch"], FACT_SKETCH_BYTES), fresh.one, fresh.other))
    stories = tellers.select("article_id", "story_on")
    pairs = fresh.named()
    for side in ("left", "right"):
        pairs = pairs.join(
            stories.rename({"article_id": side, "story_on": f"{side}_on"}), on=side, maintain_order="left"
        )
    apart_days = (pl.col("left_on") - pl.col("right_on")).dt.total_days().abs()
    _compare_facts(con, pairs.select("left", "right", days=apart_days))


def _wordings(con: duckdb.DuckDBPyConnection, met: pl.DataFrame) -> pl.DataFrame:
    """The articles that meet in a band; ``first``: place of the first of the same wording."""
    holders = query_on(con, "link/22_holders", staged_row=_rows(met)).with_row_index("place")
    first = pl.col("place").min().over("body_hash")
    return holders.with_columns(first=first, is_first=first == pl.col("place"))


def _tellers(con: duckdb.DuckDBPyConnection, met: pl.DataFrame) -> pl.DataFrame:
    return query_on(con, "link/27_tellers", staged_row=_rows(met)).with_row_index("place")


def _band_parts(con: duckdb.DuckDBPyConnection, new: Rows) -> Iterator[Part]:
    """All wordings, some bands at a time."""
    at_once = max(1, min(BANDS, HASHES_AT_ONCE // max(1, _count(con))))
    for first in range(0, BANDS, at_once):
        set_variables(con, first_band=first, end_band=min(first + at_once, BANDS))
        frame = con.execute(read_sql("link/21_bands")).pl()
        former = con.execute(read_sql("link/21_left_bands")).pl()
        row_nos = frame["row_no"].to_numpy()
        buckets, at = band_buckets(frame["bands"], first, _changed(frame, row_nos, new, former))
        yield Part(buckets, at, row_nos, band_buckets(former["bands"], first)[0])


def _day_parts(con: duckdb.DuckDBPyConnection, new: Rows) -> Iterator[Part]:
    """All stories, some at a time by the residue of their buckets."""
    frame = con.execute(read_sql("link/26_fact_bands")).pl()
    former = con.execute(read_sql("link/26_left_fact_bands")).pl()
    row_nos = frame["row_no"].to_numpy()
    changed = _changed(frame, row_nos, new, former)
    buckets, at = day_buckets(frame["bands"], frame["story_on"], MOST_DAYS, changed)
    left, _ = day_buckets(former["bands"], former["story_on"], MOST_DAYS)
    parts = np.uint64(1 + buckets.size // HASHES_AT_ONCE)
    for part in range(int(parts)):
        own, gone = buckets % parts == part, left % parts == part
        yield Part(buckets[own], at[own], row_nos, left[gone])


def _changed(frame: pl.DataFrame, row_nos: Rows, new: Rows, former: pl.DataFrame) -> NDArray[np.uint32]:
    """The hashes that new rows have, or that an article had before."""
    own = frame["bands"].filter(pl.Series(np.isin(row_nos, new)))
    return np.concatenate((hashes_of(own), hashes_of(former["bands"])))


def _meet(parts: Iterator[Part], new: Rows) -> tuple[pl.DataFrame, Buckets]:
    """What stands in a bucket of two or more that holds a new row or was left: ``bucket``, ``row_no``; and the left."""
    met, left = [], [np.zeros(0, np.uint64)]
    for part in parts:
        found = shared(part.buckets, part.rows, np.isin(part.row_nos, new), part.left)
        met.append(found.select("bucket", row_no=pl.Series(part.row_nos).gather(found["row"])))
        left.append(part.left)
    return pl.concat(met), np.concatenate(left)


def _admitted(met: pl.DataFrame, holders: pl.DataFrame) -> tuple[Rows, Rows]:
    """The pairs that meet among the holders: earlier and later place."""
    placed = met.join(holders.select("row_no", "place"), on="row_no")
    return paired(placed["bucket"].to_numpy(), placed["place"].cast(pl.Int64).to_numpy())


def _fresh(
    con: duckdb.DuckDBPyConnection, kind: Kind, met: pl.DataFrame, holders: pl.DataFrame, new: Rows, left: Buckets
) -> Fresh:
    """The pairs of a kind to be compared now; those that are no longer admitted go."""
    holders = holders.drop("place").with_row_index("place")
    one, other = _admitted(met, holders)
    pairs = pl.DataFrame({"one": one, "other": other})
    stored = _stored(con, holders)
    _drop_inadmissible(con, kind, holders, stored.filter(pl.col("relation") == kind.relation), pairs)
    woken = met.filter(pl.col("bucket").is_in(pl.Series(np.unique(left)).implode()))["row_no"].to_numpy()
    row_nos = holders["row_no"].to_numpy()
    due = np.isin(row_nos, new) | np.isin(row_nos, woken)
    fresh = pairs.filter(pl.Series(due[one] | due[other]))
    fresh = fresh.join(stored, on=["one", "other"], how="anti", maintain_order="left")
    return Fresh(holders, fresh["one"].to_numpy(), fresh["other"].to_numpy())


def _stored(con: duckdb.DuckDBPyConnection, holders: pl.DataFrame) -> pl.DataFrame:
    """The pairs there are among holders: ``one``, ``other`` (places), ``relation``."""
    found = query_on(con, "link/24_stored", staged_holder=holders.select("article_id"))
    places = holders.select("article_id", pl.col("place").cast(pl.Int64))
    for side in ("left", "right"):
        found = found.join(places.rename({"article_id": side, "place": f"{side}_place"}), on=side)
    sides = ("left_place", "right_place")
    return found.select(one=pl.min_horizontal(sides), other=pl.max_horizontal(sides), relation="relation")


def _drop_inadmissible(
    con: duckdb.DuckDBPyConnection, kind: Kind, holders: pl.DataFrame, stored: pl.DataFrame, pairs: pl.DataFrame
) -> None:
    """Drop stored pairs that do not meet any more, in whatever bucket."""
    suspects = stored.join(pairs, on=["one", "other"], how="anti")
    if suspects.is_empty():
        return
    ids, row_nos = holders["article_id"], holders["row_no"]
    named = _sided(pl.DataFrame({"one": ids.gather(suspects["one"]), "other": ids.gather(suspects["other"])}))
    rows = row_nos.gather(suspects["one"]).unique().to_numpy()
    met, _ = _meet(kind.parts(con, rows), rows)
    around = kind.holders(con, met).drop("place").with_row_index("place")
    one, other = _admitted(met, around)
    meeting = pl.DataFrame({"one": around["article_id"].gather(one), "other": around["article_id"].gather(other)})
    run_on(con, "link/24_drop", staged_pair=named.join(_sided(meeting), on=["left", "right"], how="anti"))


def _update_exact(con: duckdb.DuckDBPyConnection, holders: pl.DataFrame) -> None:
    ids = holders["article_id"]
    later = holders.filter(~pl.col("is_first"))
    exact = _sided(later.select(other="article_id", one=ids.gather(later["first"])))
    run_on(con, "link/22_exact", staged_holder=holders.select("article_id"), staged_exact=exact)
    run_on(con, "link/23_copies", staged_later=later.select("article_id"))


def _compare_texts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in pairs.iter_slices(READ_AT_ONCE):
        bodies = query_on(con, "link/28_texts", staged_pair=part)
        for alike in may_be_copies(part, bodies).iter_slices(COMPARED_AT_ONCE):
            ends = pl.concat([alike["left"], alike["right"]]).unique().to_frame("article_id")
            of_pairs = bodies.join(ends, on="article_id", how="semi", maintain_order="left")
            compared = query_on(con, "link/28_sites", staged_comparison=compare(alike, of_pairs))
            run_on(con, "link/29_pairs", staged_copy=near_copies(compared, of_pairs))


def _compare_facts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in pairs.iter_slices(RETOLD_AT_ONCE):
        wanted = pl.concat([part["left"], part["right"]]).unique().to_frame("article_id")
        facts = {name: query_on(con, f"link/13_{name}", staged_wanted=wanted) for name in FACTS}
        quotes = facts["quotes"].filter(pl.col("form").is_in(SAID)).select("article_id", "content")
        features = features_of(facts["quantities"], facts["mentions"], quotes)
        run_on(con, "link/29_pairs", staged_copy=retold(part, features))


def _sided(ends: pl.DataFrame) -> pl.DataFrame:
    """``left``, ``right``: the lesser and the greater of the ids ``one``, ``other``."""
    return ends.select(left=pl.min_horizontal("one", "other"), right=pl.max_horizontal("one", "other"))


def _rows(met: pl.DataFrame) -> pl.DataFrame:
    return met.select("row_no").unique()


def _matrix(sketches: pl.Series, width: int) -> NDArray[np.uint8]:
    flat = sketches.list.explode(keep_nulls=False, empty_as_null=False).to_numpy()
    return flat.reshape(-1, width)


def _numbers(con: duckdb.DuckDBPyConnection, name: str) -> Rows:
    return con.execute(read_sql(name)).pl().to_series().to_numpy()


def _count(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("select count(*) from article_signature").fetchone()
    return int(row[0]) if row else 0


NEAR = Kind("near", _band_parts, lambda con, met: _wordings(con, met).filter("is_first"))
REWRITE = Kind("rewrite", _day_parts, _tellers)
