"""Which articles are copies: those that meet in a bucket are paired, screened by their sketches, and compared.

What is in ``duplicate_pair`` afterwards depends on the set of articles alone: pairs that a batch makes inadmissible
(another article is now the first of its wording, or a bucket has become crowded) go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.sqlfiles import count_rows, query_on, read_sql, run_on, set_variables, stream_on
from transforms.duplicates import compare, features_of, may_be_copies, near_copies, retold
from transforms.duplicates.article_signatures import SAID
from transforms.duplicates.meeting import (
    Screen,
    band_buckets,
    by_family,
    day_buckets,
    equal_bytes,
    likely,
    paired,
    places_of,
    runs,
    shared,
)
from transforms.duplicates.relation import LEAST_COVERAGE
from transforms.duplicates.retold import FACT_SKETCH_BYTES, MOST_DAYS, alike_in_figures, may_be_retold, sketch_parts
from transforms.duplicates.signatures import BANDS, SKETCH_BYTES
from transforms.duplicates.words import among, distinct

HASHES_AT_ONCE = 4_000_000
"""Band hashes of changed articles in memory at once; about 60 bytes each. A part reads all there is to meet them."""
MET_WITH_AT_ONCE = 50_000
"""Articles whose band hashes are held against these at once."""
MET_AT_ONCE = 100_000
"""Articles in buckets that are paired at once, an article counted once a bucket; each is in up to ten pairs."""
TEXTS_AT_ONCE = 40_000
"""Articles whose texts are read at once to be compared, each read passing over all texts there are; about 2 kB each."""
READ_AT_ONCE = 100_000
"""Pairs among these, and so at most twice as many articles."""
COMPARED_AT_ONCE = 1_000
"""Of these, pairs compared at once; about 100 kB a pair."""
TELLERS_AT_ONCE = 20_000
"""Articles whose facts are read at once to be compared; about 6 kB each."""
RETOLD_AT_ONCE = 10_000
"""Of the pairs among them, those compared at once."""
FACTS = ("quantities", "mentions", "quotes")

Rows = NDArray[np.int64]
Buckets = NDArray[np.uint64]
Pairs = NDArray[np.uint64]
"""Of two places each, the earlier in the upper 32 bits."""
Flags = NDArray[np.bool_]
BucketsOf = Callable[[pl.DataFrame], tuple[Buckets, Rows]]
"""Of a frame of bands: the buckets, and of each the position of the row that stands there."""


@dataclass(frozen=True)
class Part:
    """Buckets in which articles may meet, or some of these, with who stands in them; and which articles have left."""

    buckets: Buckets
    rows: Rows
    """Of each bucket who stands in it: a position in ``row_nos``, since the row numbers of a lake are no small ones."""
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
    parts = sketch_parts(_matrix(tellers["fact_sketch"], FACT_SKETCH_BYTES))
    outlets = tellers["outlet_id"].rank("dense").fill_null(0).to_numpy()
    days = tellers["story_on"].cast(pl.Int32).to_numpy().astype(np.int64)

    def told_alike(one: Rows, other: Rows) -> Flags:
        apart = np.abs(days[one] - days[other])
        flags = (outlets[one] != outlets[other]) & (apart <= MOST_DAYS)
        flags[flags] = may_be_retold(parts, one[flags], other[flags], apart[flags])
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
    """Of the wordings that have changed all, of the others what may meet them; some bands at a time."""
    changed = max(1, new.size + count_rows(con, "replaced_signature"))
    at_once = max(1, min(BANDS, HASHES_AT_ONCE // changed))
    for first in range(0, BANDS, at_once):
        set_variables(con, first_band=first, end_band=min(first + at_once, BANDS))
        former = con.execute(read_sql("link/21_left_bands")).pl()
        own = _own(con, "link/21_bands", new)
        screen = Screen.of(own["bands"], former["bands"])
        yield _part(con, "link/21_bands", new, own, former, partial(_of_bands, first, screen))


def _day_parts(con: duckdb.DuckDBPyConnection, new: Rows) -> Iterator[Part]:
    """The same of stories, some of their hashes at a time."""
    former = con.execute(read_sql("link/26_left_fact_bands")).pl()
    own = _own(con, "link/26_fact_bands", new)
    screen = Screen.of(own["bands"], former["bands"])
    parts = 1 + screen.size // HASHES_AT_ONCE
    for part in range(parts):
        yield _part(con, "link/26_fact_bands", new, own, former, partial(_of_days, (part, parts), screen))


def _own(con: duckdb.DuckDBPyConnection, bands: str, new: Rows) -> pl.DataFrame:
    """Of the query ``bands`` the new rows."""
    set_variables(con, are_asked=True)
    return query_on(con, bands, staged_row=pl.DataFrame({"row_no": new}))


def _part(
    con: duckdb.DuckDBPyConnection,
    bands: str,
    new: Rows,
    own: pl.DataFrame,
    former: pl.DataFrame,
    buckets_of: BucketsOf,
) -> Part:
    """Where the new rows ``own`` stand, which others of the query ``bands`` may stand there, where ``former`` stood."""
    set_variables(con, are_asked=False)
    stream = stream_on(con, bands, MET_WITH_AT_ONCE, staged_row=pl.DataFrame({"row_no": new}))
    buckets, rows, row_nos = [], [], []
    before = 0
    for frame in chain([own], stream):
        found, at = buckets_of(frame)
        stands = np.zeros(frame.height, np.bool_)
        stands[at] = True
        buckets.append(found)
        rows.append((np.cumsum(stands) - 1 + before)[at])
        row_nos.append(frame["row_no"].to_numpy()[stands])
        before += row_nos[-1].size
    return Part(np.concatenate(buckets), np.concatenate(rows), np.concatenate(row_nos), left=buckets_of(former)[0])


def _of_bands(first_band: int, screen: Screen, frame: pl.DataFrame) -> tuple[Buckets, Rows]:
    return band_buckets(frame["bands"], first_band, screen)


def _of_days(part: tuple[int, int], screen: Screen, frame: pl.DataFrame) -> tuple[Buckets, Rows]:
    return day_buckets(frame["bands"], frame["story_on"], MOST_DAYS, screen, part)


def _meet(parts: Iterator[Part], new: Rows) -> tuple[pl.DataFrame, Buckets]:
    """What stands in a bucket of two or more that holds a new row or was left: ``bucket``, ``row_no``; and the left."""
    met, left = [], [np.zeros(0, np.uint64)]
    for part in parts:
        new_rows = np.flatnonzero(np.isin(part.row_nos, new))
        found = shared(part.buckets, part.rows, new_rows, part.left)
        met.append(found.select("bucket", row_no=pl.Series(part.row_nos).gather(found["row"])))
        left.append(part.left)
    return pl.concat(met), np.concatenate(left)


def _admitted(met: pl.DataFrame, holders: pl.DataFrame) -> Iterator[Pairs]:
    """The pairs that meet among the holders, some buckets at a time, each time in order.

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
        yield paired(buckets[first:end], places[first:end])
        first = end


def _fresh(
    con: duckdb.DuckDBPyConnection, kind: Kind, met: pl.DataFrame, holders: pl.DataFrame, new: Rows, left: Buckets
) -> pl.DataFrame:
    """The pairs of a kind to be compared now: ``left``, ``right``; those that are no longer admitted go."""
    holders = holders.drop("place").with_row_index("place")
    row_nos = holders["row_no"].to_numpy()
    woken = met.filter(pl.col("bucket").is_in(pl.Series(distinct(left)).implode()))["row_no"].to_numpy()
    due = np.isin(row_nos, new) | np.isin(row_nos, woken)
    stored = _placed(query_on(con, "link/24_stored", staged_holder=holders.select("article_id")), holders)
    suspects = stored.filter(pl.col("relation") == kind.relation)
    screened = kind.screen(holders)
    fresh = [np.zeros(0, np.uint64)]
    for pairs in _admitted(met, holders):
        suspects = _not_among(suspects, pairs)
        one, other = places_of(pairs)
        at = np.flatnonzero(due[one] | due[other])
        fresh.append(pairs[at[screened(one[at], other[at])]])
    _drop_inadmissible(con, kind, holders, suspects)
    found = distinct(np.concatenate(fresh))
    one, other = places_of(found[~among(found, stored["pair"].sort().to_numpy())])
    order = by_family(one, other, holders.height)
    ids = holders["article_id"]
    return _sided(pl.DataFrame({"one": ids.gather(one[order]), "other": ids.gather(other[order])}))


def _placed(pairs: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The pairs (``left``, ``right``) among the holders, with their ``pair`` of places."""
    places = holders.select("article_id", pl.col("place").cast(pl.UInt64))
    for side in ("left", "right"):
        pairs = pairs.join(
            places.rename({"article_id": side, "place": f"{side}_place"}), on=side, maintain_order="left"
        )
    sides = ("left_place", "right_place")
    return pairs.with_columns(pair=pl.min_horizontal(sides) * 2**32 + pl.max_horizontal(sides)).drop(sides)


def _not_among(stored: pl.DataFrame, pairs: Pairs) -> pl.DataFrame:
    return stored.filter(pl.Series(~among(stored["pair"].to_numpy(), pairs)))


def _drop_inadmissible(
    con: duckdb.DuckDBPyConnection, kind: Kind, holders: pl.DataFrame, suspects: pl.DataFrame
) -> None:
    """Of stored pairs that do not meet in a changed bucket any more, drop those that meet in no other either."""
    if suspects.is_empty():
        return
    earlier, _ = places_of(suspects["pair"].to_numpy())
    rows = holders["row_no"].gather(earlier).unique().to_numpy()
    met, _ = _meet(kind.parts(con, rows), rows)
    around = kind.holders(con, met).drop("place").with_row_index("place")
    beside = gone = _placed(suspects.select("left", "right"), around)
    for pairs in _admitted(met, around):
        gone = _not_among(gone, pairs)
    admitted = beside.join(gone, on="pair", how="anti")
    run_on(con, "link/24_drop", staged_pair=suspects.join(admitted, on=["left", "right"], how="anti"))


def _update_exact(con: duckdb.DuckDBPyConnection, holders: pl.DataFrame) -> None:
    ids = holders["article_id"]
    later = holders.filter(~pl.col("is_first"))
    exact = _sided(later.select(other="article_id", one=ids.gather(later["first"])))
    run_on(con, "link/22_exact", staged_holder=holders.select("article_id"), staged_exact=exact)
    run_on(con, "link/23_copies", staged_later=later.select("article_id"))


def _compare_texts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in _by_articles(pairs, TEXTS_AT_ONCE):
        texts = query_on(con, "link/28_texts", staged_pair=part)
        for alike in may_be_copies(part, texts).iter_slices(COMPARED_AT_ONCE):
            of_pairs = texts.join(_ends(alike), on="article_id", how="semi", maintain_order="left")
            compared = _with_sites(compare(alike, of_pairs, LEAST_COVERAGE), of_pairs)
            run_on(con, "link/29_pairs", staged_copy=near_copies(compared, of_pairs))


def _by_articles(pairs: pl.DataFrame, at_once: int) -> list[pl.DataFrame]:
    """The pairs in order, cut where as many articles came up as are read at once."""
    unread = pl.col("left").is_first_distinct().cast(pl.Int64) + pl.col("right").is_first_distinct()
    parts = pairs.with_columns(articles=unread.cum_sum() // at_once, pairs=pl.row_index() // READ_AT_ONCE)
    return parts.partition_by("articles", "pairs", maintain_order=True, include_key=False)


def _with_sites(compared: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """With what judges pairs beside their wording: ``same_site``, ``left_title``, ``right_title``."""
    for side in ("left", "right"):
        beside = texts.select(pl.col("article_id").alias(side), pl.col("site", "title").name.prefix(f"{side}_"))
        compared = compared.join(beside, on=side, maintain_order="left")
    same_site = (pl.col("left_site") == pl.col("right_site")).fill_null(True)
    return compared.with_columns(same_site=same_site).drop("left_site", "right_site").sort("left", "right")


def _compare_facts(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    for part in _by_articles(_alike_in_figures(con, pairs), TELLERS_AT_ONCE):
        facts = {name: query_on(con, f"link/13_{name}", staged_wanted=_ends(part)) for name in FACTS}
        quotes = facts["quotes"].filter(pl.col("form").is_in(SAID)).select("article_id", "content")
        features = features_of(facts["quantities"], facts["mentions"], quotes)
        for some in part.iter_slices(RETOLD_AT_ONCE):
            run_on(con, "link/29_pairs", staged_copy=retold(some, features))


def _alike_in_figures(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    kept = [pairs.clear()]
    for part in _by_articles(pairs, TELLERS_AT_ONCE):
        quantities = query_on(con, "link/13_quantities", staged_wanted=_ends(part))
        kept.append(alike_in_figures(part, quantities))
    return pl.concat(kept)


def _ends(pairs: pl.DataFrame) -> pl.DataFrame:
    """The articles of pairs: ``article_id``, each once."""
    return pl.concat([pairs["left"], pairs["right"]]).unique().to_frame("article_id")


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
