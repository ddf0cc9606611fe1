"""The day from which a mention is measured: publication, or a date to which the text itself ties it."""

from __future__ import annotations

import polars as pl

from transforms.dates.calendar import make_date
from transforms.dates.mentions import SENTENCE, beside

APPOSED_DAYS = 2
"""How far a day written beside ``hari ini`` or ``kemarin`` may lie from what the publication would give."""
_APPOSED = r"^[\s,(–-]*(?:hari\s+|pada\s+|yakni\s+|yaitu\s+)*$"


def anchored(found: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Add ``anchor_on``, ``anchor_at`` and ``anchor_kind`` (``published`` or ``context``; null: none).

    What is said inside quotation marks is measured from the day on which the same sentence says it was
    said (``"Besok kami rapat," ujarnya, Jumat (5/7/2024)``). Where the publication is unknown, a day
    apposed to a relative word (``hari ini, Senin (28/10/2024)``) anchors the article, and a full date
    anchors the bare weekday or the yearless day and month that name the same day, and the yearless day near it that
    falls on the weekday beside it (``Kamis (31/7)`` beside ``Senin (4/8/2025)``); what one day of a list is measured
    from, all of it are (``6 dan 9 Agustus``). ``bulan sebelumnya`` is
    measured from the month that the sentence names right before.
    """
    found = found.join(published, on="article_no", how="left", maintain_order="left")
    explicit = make_date(pl.col("y"), pl.col("month"), pl.col("d"))
    found = found.with_columns(explicit_on=pl.when(pl.col("shape") == "day").then(explicit))
    found = found.with_columns(said_on=_said_on(found), tied_on=_tied_article(found), same_on=_same_day(found))
    spoken = pl.col("shape").is_in(["day_word", "ago", "unit"]) & pl.col("quoted") & pl.col("said_on").is_not_null()
    unknown = pl.col("published_on").is_null()
    listed = pl.when(pl.col("shape").is_in(["day", "days", "month"])).then(
        pl.col("same_on").drop_nulls().first().over("chain_no")
    )
    tied = pl.when(unknown).then(pl.coalesce("same_on", "tied_on", listed))
    context = pl.when(spoken).then(pl.col("said_on")).otherwise(tied)
    found = found.with_columns(_context=context, named_on=_named_before(found))
    other = (pl.col("needs") == "context").fill_null(False)
    found = found.with_columns(
        _context=pl.when(other).then("named_on").otherwise("_context"),
        _present=pl.when(~other).then("published_on"),
    )
    kind = pl.when(pl.col("_context").is_not_null()).then(pl.lit("context"))
    return found.with_columns(
        anchor_on=pl.coalesce("_context", "_present"),
        anchor_at=pl.when(pl.col("_context").is_null()).then(pl.col("published_at")),
        anchor_kind=kind.when(pl.col("_present").is_not_null()).then(pl.lit("published")),
    ).drop("said_on", "tied_on", "same_on", "explicit_on", "named_on", "_context", "_present")


def _named_before(found: pl.DataFrame) -> pl.Series:
    """For ``bulan sebelumnya`` and the like, the month (day, quarter, year) named right before in the sentence."""
    shape, first = pl.col("shape"), pl.lit(1)
    month = (
        pl.when(shape == "month").then("month").when(shape == "quarter").then(pl.col("ord") * 3 - 2).otherwise(first)
    )
    begins = pl.when(shape == "day").then("explicit_on").otherwise(make_date(pl.col("y"), month, first))
    named = found.select(
        *SENTENCE,
        "unit",
        _unit=pl.when(shape == "quarter").then("unit").otherwise(shape),
        _begins=pl.when(pl.col("y2").is_null()).then(begins),
    )
    same = beside("_unit", 1) == pl.col("unit")
    return named.select(named_on=pl.when(same).then(beside("_begins", 1)))["named_on"]


def _said_on(found: pl.DataFrame) -> pl.Series:
    """The last day outside quotation marks in each mention's sentence, or the next if a quotation goes on."""
    day = (
        pl.when(~pl.col("quoted") & (pl.col("shape") == "day")).then(pl.col("explicit_on"))
        .when(~pl.col("quoted") & (pl.col("shape") == "day_word"))
        .then(pl.col("published_on") + pl.duration(days=pl.col("when")))
    )  # fmt: skip
    told = found.group_by(SENTENCE).agg(told_on=day.drop_nulls().last()).filter(pl.col("told_on").is_not_null())
    following = told.select("article_no", pl.col("sentence_no").cast(pl.Int64) - 1, next_on="told_on")
    joined = (
        found.select("article_no", "sentence_no", "ends_quoted")
        .join(told, on=SENTENCE, how="left", maintain_order="left")
        .with_columns(pl.col("sentence_no").cast(pl.Int64))
        .join(following, on=SENTENCE, how="left", maintain_order="left")
    )
    return joined.select(said=pl.coalesce("told_on", pl.when("ends_quoted").then("next_on")))["said"]


def _tied_article(found: pl.DataFrame) -> pl.Series:
    """For each mention the day of its article's present, from a relative day word beside a full date."""
    frame = found.with_columns(_apposed=_apposed())
    ahead = beside("explicit_on", -1) - pl.duration(days=pl.col("when"))
    behind = beside("explicit_on", 1) - pl.duration(days=pl.col("when"))
    day_word = pl.col("shape") == "day_word"
    after = pl.when(day_word & pl.col("_apposed")).then(ahead)
    before = pl.when(day_word & beside("_apposed", 1)).then(behind)
    tied = frame.select("article_no", tied_on=pl.coalesce(after, before))
    return tied.select(pl.col("tied_on").drop_nulls().first().over("article_no"))["tied_on"]


def _apposed() -> pl.Expr:
    """Whether the next mention stands in apposition: nothing between but a comma, a bracket or ``yakni``."""
    touching = beside("start_char", -1) - pl.col("end_char") == beside("gap", -1).str.len_chars()
    return (touching & beside("gap", -1).str.contains(_APPOSED)).fill_null(False)


def settle_appositions(found: pl.DataFrame) -> pl.DataFrame:
    """``hari ini, Selasa (20/5)`` in an article of the 21st: the day written beside the word decides.

    Takes resolved mentions; a day more than :data:`APPOSED_DAYS` off is another day, not the same.
    """
    found = found.with_columns(_apposed=_apposed())
    is_day = (pl.col("shape") == "day") & pl.col("dir").is_null()
    found = found.with_columns(_written_on=pl.when(is_day).then("starts_on"))
    beside_it = pl.coalesce(
        pl.when("_apposed").then(beside("_written_on", -1)),
        pl.when(beside("_apposed", 1) & pl.col("gap").str.contains(r"^\s*$")).then(beside("_written_on", 1)),
    )
    off = (beside_it - pl.col("starts_on")).dt.total_days().abs()
    other = ((pl.col("shape") == "day_word") & off.is_between(1, APPOSED_DAYS)).fill_null(False)
    return found.with_columns(
        starts_on=pl.when(other).then(beside_it).otherwise("starts_on"),
        ends_on=pl.when(other).then(beside_it).otherwise("ends_on"),
        anchor_kind=pl.when(other).then(pl.lit("context")).otherwise("anchor_kind"),
    ).drop("_apposed", "_written_on")


def _same_day(found: pl.DataFrame) -> pl.Series:
    """For a bare weekday or a yearless day, the article's full date of that weekday or day and month; for a yearless
    day with its weekday, else the day nearest to the article's first full date with one, where the weekday agrees."""
    columns = ("article_no", "explicit_on", "wd", "month", "d", "shape", "dir", "wdir")
    frame = found.select(columns).with_row_index("row")
    full = frame.filter(pl.col("explicit_on").is_not_null())
    with_weekday = full.filter(pl.col("wd").is_not_null())
    by_weekday = with_weekday.unique(["article_no", "wd"], keep="first", maintain_order=True)
    by_day = full.unique(["article_no", "month", "d"], keep="first", maintain_order=True)
    first = with_weekday.unique("article_no", keep="first", maintain_order=True)
    for table, keys, name in (
        (by_weekday, ["article_no", "wd"], "weekday_on"),
        (by_day, ["article_no", "month", "d"], "day_on"),
        (first, ["article_no"], "first_on"),
    ):
        named = table.select(*keys, pl.col("explicit_on").alias(name))
        frame = frame.join(named, on=keys, how="left", maintain_order="left")
    months_off = pl.col("month").cast(pl.Int32) - pl.col("first_on").dt.month().cast(pl.Int32)
    year = pl.col("first_on").dt.year() + pl.when(months_off > 6).then(-1).when(months_off < -6).then(1).otherwise(0)
    near = make_date(year, pl.col("month"), pl.col("d"))
    agrees = near.dt.weekday() == pl.col("wd")
    bare = (pl.col("shape") == "weekday") & pl.col("dir").is_null() & pl.col("wdir").is_null()
    return frame.select(
        pl.when(bare).then(pl.col("weekday_on"))
        .when(pl.col("shape") == "day").then(pl.coalesce("day_on", pl.when(agrees).then(near)))
        .alias("same_on")
    )["same_on"]  # fmt: skip
