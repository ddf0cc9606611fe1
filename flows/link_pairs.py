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

from flows.sqlfiles import count_rows, query_on, read_sql, run_on, set_variables
from transforms.duplicates import compare, features_of, may_be_copies, near_copies, retold
from transforms.duplicates.article_signatures import SAID
from transforms.duplicates.meeting import (
    band_buckets,
    by_family,
    day_buckets,
    equal_bytes,
    hashes_of,
    is_screened,
    likely,
    paired,
    runs,
    shared,
)
from transforms.duplicates.retold import FACT_SKETCH_BYTES, MOST_DAYS, may_be_retold
from transforms.duplicates.signatures import BANDS, SKETCH_BYTES
from transforms.duplicates.words import distinct

HASHES_AT_ONCE = 4_000_000
"""Band hashes in memory at once; about 80 bytes each."""
SCREENED_AT_ONCE = 16_000_000
"""The same where few of them can have changed, as on most nights: about 15 bytes each. A part reads all there is."""
MET_AT_ONCE = 100_000
"""Articles in buckets that are paired at once, an article counted once a bucket; each is in up to ten pairs."""
READ_AT_ONCE = 20_000
"""Pairs whose texts are in memory at once."""
COMPARED_AT_ONCE = 1_000
"""Of these, pairs compared at once; about 100 kB a pair."""
RETOLD_AT_ONCE = 10_000
"""Pairs whose facts are."""
FACTS = ("quantities", "mentions", "quotes")

Rows = NDArray[np.int64]
Buckets = NDArray[np.uint64]
Flags = NDArray[np.bool_]


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
    screen: Callable[[pl.DataFrame], Callable[[Rows, Rows], Flags]]
    """For holders: which pairs of their places are worth comparing, by their signatures alone."""


def pair_copies(con: duckdb.DuckDBPyConnection) -> None:
    """Bring exact and near pairs up to date."""
    new = _numbers(con, "link/20_new_rows")
    met, left = _meet(_band_parts(con, new), new)
    holders = _wordings(con, met)
    _update_exact(con, holders)
    _compare_texts(con, _fresh(con, NEAR, met, holders.filter("is_first"), new, left))


def pair_retold(con: duckdb.DuckDBPyConnection) -> None:
    """Bring pairs of retold reports up to date; after :func:`pair_copies`."""
    new = _numbers(con, "link/25_new_rows")
    met, left = _meet(_day_parts(con, new), new)
    tellers = _tellers(con, met)
    pairs = _fresh(con, REWRITE, met, tellers, new, left)
    for side in ("left", "right"):
        stories = tellers.select(pl.col("article_id").alias(side), pl.col("story_on").alias(f"{side}_on"))
        pairs = pairs.join(stories, on=side, maintain_order="left")
    apart_days = (pl.col("left_on") - pl.col("right_on")).dt.total_days().abs()
    _compare_facts(con, pairs.select("left", "right", days=apart_days))


def _alike(holders: pl.DataFrame) -> Callable[[Rows, Rows], Flags]:
    """By their sketches, two texts may have enough wording in common."""
    sketches = _matrix(holders["sketch"], SKETCH_BYTES)
    words = holders["body_words"].to_numpy().astype(np.int64)
    return lambda one, other: likely(equal_bytes(sketches, one, other), SKETCH_BYTES, (words[one], words[other]))


def _told_alike(tellers: pl.DataFrame) -> Callable[[Rows, Rows], Flags]:
    """Of two outlets, close in time, and by their sketches with enough facts in common."""
    sketches = _matrix(tellers["fact_sketch"], FACT_SKETCH_BYTES)
    outlets = tellers["outlet_id"].rank("dense").fill_null(0).to_numpy()
    days = tellers["story_on"].cast(pl.Int32).to_numpy().astype(np.int64)

    def told_alike(one: Rows, other: Rows) -> Flags:
        flags = (outlets[one] != outlets[other]) & (np.abs(days[one] - days[other]) <= MOST_DAYS)
        flags[flags] = may_be_retold(sketches, one[flags], other[flags])
        return flags

    return told_alike


def _wordings(con: duckdb.DuckDBPyConnection, met: pl.DataFrame) -> pl.DataFrame:
    """The articles that meet in a band; ``first``: place of the first of the same wording."""
    holders = query_on(con, "link/22_holders", staged_row=_rows(met)).with_row_index("place")
    first = pl.col("place").min().over("body_hash")
    return holders.with_columns(first=first, is_first=first == pl.col("place"))


def _tellers(con: duckdb.DuckDBPyConnection, met: pl.DataFrame) -> pl.DataFrame:
    return query_on(con, "link/27_tellers", staged_row=_rows(met)).with_row_index("place")


def _band_parts(con: duckdb.DuckDBPyConnection, new: Rows) -> Iterator[Part]:
    """All wordings, some bands at a time."""
    wordings = max(1, count_rows(con, "article_signature"))
    changed = new.size + count_rows(con, "replaced_signature")
    hashes_at_once = SCREENED_AT_ONCE if is_screened(changed, wordings) else HASHES_AT_ONCE
    at_once = max(1, min(BANDS, hashes_at_once // wordings))
    for first in range(0, BANDS, at_once):
        set_variables(con, first_band=first, end_band=min(first + at_once, BANDS))
        frame = con.execute(read_sql("link/21_bands")).pl()
        former = con.execute(read_sql("link/21_left_bands")).pl()
        row_nos = frame["row_no"].to_numpy()
        buckets, at = band_buckets(frame["bands"], first, _changed(frame, row_nos, new, former))
        yield Part(buckets, at, row_nos, band_buckets(former["bands"], first)[0])


def _day_parts(con: duckdb.DuckDBPyConnection, new: Rows) -> Iterator[Part]:
    """All stories, some of their hashes at a time."""
    frame = con.execute(read_sql("link/26_fact_bands")).pl()
    former = con.execute(read_sql("link/26_left_fact_bands")).pl()
    row_nos = frame["row_no"].to_numpy()
    changed = _changed(frame, row_nos, new, former)
    parts = 1 + int(frame["bands"].list.len().sum()) // HASHES_AT_ONCE
    for part in range(parts):
        buckets, at = day_buckets(frame["bands"], frame["story_on"], MOST_DAYS, changed, (part, parts))
        left, _ = day_buckets(former["bands"], former["story_on"], MOST_DAYS, part=(part, parts))
        yield Part(buckets, at, row_nos, left)


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


def _admitted(met: pl.DataFrame, holders: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs that meet among the holders, some buckets at a time: ``one``, ``other``, earlier and later place.

    A pair that meets in several buckets may come more than once. What stands in a bucket stands together in ``met``.
    """
    of_holders = holders.sort("row_no")
    known, row_nos = of_holders["row_no"].to_numpy(), met["row_no"].to_numpy()
    at = np.minimum(np.searchsorted(known, row_nos), known.size - 1)
    held = known[at] == row_nos if known.size else np.zeros(row_nos.size, np.bool_)
    places = of_holders["place"].cast(pl.Int64).to_numpy()[at[held]]
    buckets = met["bucket"].to_numpy()[held]
    starts, _ = runs(buckets)
    first = 0
    while first < buckets.size:
        later = np.searchsorted(starts, first + MET_AT_ONCE)
        end = int(starts[later]) if later < starts.size else buckets.size
        one, other = paired(buckets[first:end], places[first:end])
        yield pl.DataFrame({"one": one, "other": other})
        first = end


def _fresh(
    con: duckdb.DuckDBPyConnection, kind: Kind, met: pl.DataFrame, holders: pl.DataFrame, new: Rows, left: Buckets
) -> pl.DataFrame:
    """The pairs of a kind to be compared now: ``left``, ``right``; those that are no longer admitted go."""
    holders = holders.drop("place").with_row_index("place")
    row_nos = holders["row_no"].to_numpy()
    woken = met.filter(pl.col("bucket").is_in(pl.Series(distinct(left)).implode()))["row_no"].to_numpy()
    due = np.isin(row_nos, new) | np.isin(row_nos, woken)
    stored = _stored(con, holders)
    suspects = stored.filter(pl.col("relation") == kind.relation)
    screened = kind.screen(holders)
    fresh = [stored.select("one", "other").clear()]
    for pairs in _admitted(met, holders):
        suspects = suspects.join(pairs, on=["one", "other"], how="anti")
        one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
        at = np.flatnonzero(due[one] | due[other])
        fresh.append(pairs[at[screened(one[at], other[at])]])
    _drop_inadmissible(con, kind, holders, suspects)
    found = pl.concat(fresh).unique().join(stored, on=["one", "other"], how="anti")
    order = by_family(found["one"].to_numpy(), found["other"].to_numpy(), holders.height)
    return _named(found[order], holders["article_id"])


def _stored(con: duckdb.DuckDBPyConnection, holders: pl.DataFrame) -> pl.DataFrame:
    """The pairs there are among holders: ``one``, ``other`` (places), ``relation``."""
    found = query_on(con, "link/24_stored", staged_holder=holders.select("article_id"))
    places = holders.select("article_id", pl.col("place").cast(pl.Int64))
    for side in ("left", "right"):
        found = found.join(places.rename({"article_id": side, "place": f"{side}_place"}), on=side)
    sides = ("left_place", "right_place")
    return found.select(one=pl.min_horizontal(sides), other=pl.max_horizontal(sides), relation="relation")


def _drop_inadmissible(
    con: duckdb.DuckDBPyConnection, kind: Kind, holders: pl.DataFrame, suspects: pl.DataFrame
) -> None:
    """Of stored pairs that do not meet in a changed bucket any more, drop those that meet in no other either."""
    if suspects.is_empty():
        return
    rows = holders["row_no"].gather(suspects["one"]).unique().to_numpy()
    met, _ = _meet(kind.parts(con, rows), rows)
    around = kind.holders(con, met).drop("place").with_row_index("place")
    gone = _named(suspects, holders["article_id"])
    for pairs in _admitted(met, around):
        gone = gone.join(_named(pairs, around["article_id"]), on=["left", "right"], how="anti")
    run_on(con, "link/24_drop", staged_pair=gone)


def _update_exact(con: duckdb.DuckDBPyConnection, holders: pl.DataFrame) -> None:
    ids = holders["article_id"]
    later = holders.filter(~pl.col("is_first"))
    exact = _sided(later.select(other="article_id", one=ids.gather(later["first"])))
    run_on(con, "link/22_exact", staged_holder=holders.select("article_id"), staged_exact=exact)
    run_on(con, "link/23_copies", staged_later=later.select("article_id"))


def _compare_texts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in pairs.iter_slices(READ_AT_ONCE):
        texts = query_on(con, "link/28_texts", staged_pair=part)
        for alike in may_be_copies(part, texts).iter_slices(COMPARED_AT_ONCE):
            ends = pl.concat([alike["left"], alike["right"]]).unique().to_frame("article_id")
            of_pairs = texts.join(ends, on="article_id", how="semi", maintain_order="left")
            compared = _with_sites(compare(alike, of_pairs), of_pairs)
            run_on(con, "link/29_pairs", staged_copy=near_copies(compared, of_pairs))


def _with_sites(compared: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """With what judges pairs beside their wording: ``same_site``, ``left_title``, ``right_title``."""
    for side in ("left", "right"):
        beside = texts.select(pl.col("article_id").alias(side), pl.col("site", "title").name.prefix(f"{side}_"))
        compared = compared.join(beside, on=side, maintain_order="left")
    same_site = (pl.col("left_site") == pl.col("right_site")).fill_null(True)
    return compared.with_columns(same_site=same_site).drop("left_site", "right_site").sort("left", "right")


def _compare_facts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in pairs.iter_slices(RETOLD_AT_ONCE):
        wanted = pl.concat([part["left"], part["right"]]).unique().to_frame("article_id")
        facts = {name: query_on(con, f"link/13_{name}", staged_wanted=wanted) for name in FACTS}
        quotes = facts["quotes"].filter(pl.col("form").is_in(SAID)).select("article_id", "content")
        features = features_of(facts["quantities"], facts["mentions"], quotes)
        run_on(con, "link/29_pairs", staged_copy=retold(part, features))


def _named(pairs: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """``left``, ``right``: the ids at the places ``one``, ``other``."""
    return _sided(pl.DataFrame({"one": ids.gather(pairs["one"]), "other": ids.gather(pairs["other"])}))


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


NEAR = Kind("near", _band_parts, lambda con, met: _wordings(con, met).filter("is_first"), _alike)
REWRITE = Kind("rewrite", _day_parts, _tellers, _told_alike)
