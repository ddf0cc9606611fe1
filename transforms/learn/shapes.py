"""Places in the text where an outlet's articles have a short line of one look, whatever it says.

``small_tail``: lines after the last prose, in small letters and without punctuation: tags. ``place_head``: the
first line, one to three capitalised words and nothing else, before prose, and a dash on a line of its own after
it: the place of a dateline. Such lines are no prose; that many articles of an outlet have one says what they are.
"""

from __future__ import annotations

import polars as pl

from transforms.learn.units import FULL_STOP, PROSE_CHARS

SMALL = r"^(?:\p{Ll}|\d+ ?\p{Ll})[\p{Ll}\d '’&,./+-]{1,59}$"
PLACE = r"^\p{Lu}[\p{L}'’.]+(?: \p{Lu}[\p{L}'’.]+){0,2}$"
LEAST_STORIES = 20
LEAST_SHARE = 0.1
SENTENCE_CHARS = 30
"""Least length of the sentence after the place."""
CLOSED = r"[.?!…\"”’')\]]$"
SHAPES = {"small_tail": "tags", "place_head": "dateline"}


def shaped(units: pl.DataFrame) -> pl.DataFrame:
    """Units that have one of the shapes: the rows of ``units`` with ``shape`` added.

    ``units``: at least ``article_no``, ``unit``, ``opens``, ``closes``, ``from_start``, ``from_end``, in order.
    """
    alone = pl.col("opens") & pl.col("closes")
    chars, unit = pl.col("unit").str.len_chars(), pl.col("unit")
    prose = (chars >= PROSE_CHARS) & unit.str.contains(FULL_STOP)
    units = units.with_columns(
        _last=prose.cast(pl.Int32).cum_sum(reverse=True).over("article_no") == 0,
        _has_prose=prose.any().over("article_no"),
        _closed=unit.shift(1).str.contains(CLOSED).fill_null(False),
    )
    units = units.with_columns(_small=alone & pl.col("_last") & pl.col("_has_prose") & unit.str.contains(SMALL))
    begins = pl.col("_small") & ~pl.col("_small").shift(1, fill_value=False)
    units = units.with_columns(_begins=begins, _run=begins.cast(pl.Int32).cum_sum())
    # a run after an open line is a sentence that was broken at a link
    units = units.with_columns(_whole=(pl.col("_begins") & pl.col("_closed")).any().over("_run"))
    tag = pl.col("_small") & pl.col("_whole")
    bare = ~unit.str.contains(r"[\p{L}\d]")
    following = chars.shift(-1).over("article_no") >= SENTENCE_CHARS
    dashed = bare.shift(-1).over("article_no")
    place = alone & (pl.col("from_start") == 0) & unit.str.contains(PLACE) & (following | dashed)
    dash = bare & (pl.col("from_start") == 1) & place.shift(1)
    shape = pl.when(tag).then(pl.lit("small_tail")).when(place | dash).then(pl.lit("place_head"))
    labelled = units.with_columns(shape=shape).filter(pl.col("shape").is_not_null())
    return labelled.select(pl.exclude("^_(last|has_prose|closed|small|begins|run|whole)$"))


def learn_shapes(units: pl.DataFrame) -> pl.DataFrame:
    """Propose the shapes that enough articles of an outlet have; columns of the templates."""
    totals = units.group_by("outlet_id").agg(_total=pl.col("article_no").n_unique())
    found = shaped(units).group_by("outlet_id", key="shape").agg(
        articles=pl.col("article_no").n_unique(),
        stories=pl.col("story").n_unique(),
        first_on=pl.col("published_on").min(),
        last_on=pl.col("published_on").max(),
        samples=pl.col("unit").sort_by("article_id", "from_start").head(3),
        values=pl.col("key").n_unique(),
    ).join(totals, on="outlet_id")  # fmt: skip
    share = pl.col("articles") / pl.col("_total")
    enough = (pl.col("stories") >= LEAST_STORIES) & (share >= LEAST_SHARE) & (pl.col("values") >= 5)
    return found.with_columns(
        form=pl.lit("shape"),
        kind=pl.col("key").replace_strict(SHAPES),
        position=pl.col("key").str.split("_").list.last(),
        surface=pl.col("key"),
        share=share.round(4),
        head_share=(pl.col("key").str.ends_with("head")).cast(pl.Float64),
        tail_share=(pl.col("key").str.ends_with("tail")).cast(pl.Float64),
        vocabulary=pl.lit(0.0),
        subject=pl.lit(0.0),
        confidence=pl.when(enough).then(0.95).otherwise(0.3),
    )
