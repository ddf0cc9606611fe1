"""Where date expressions stand: located in sentences, read, and judged by the text around them."""

from __future__ import annotations

import polars as pl

from transforms.calendar_words import forms_pattern, months, weekdays
from transforms.dates.grammar import guards, number_of, read_windows, window_pattern, words
from transforms.spans import find_spans

SENTENCE = ["article_no", "sentence_no"]
_RANGE = r"^\s*(?:[-–—]|s/d|s\.d\.?|sampai(?:\s+dengan)?|hingga)\s*(?:pada\s+|tanggal\s+|hari\s+|di\s+|tahun\s+)*$"
_LIST = r"^\s*(?:[,/&]|,?\s*(?:dan|atau|serta|maupun|ke|juga))\s*(?:pada\s+|tanggal\s+|bulan\s+|tahun\s+|di\s+)*$"
_NAME_AFTER = r"^\s+\p{Lu}\p{Ll}"
_QUOTE = r"[\"“”]"
FAR_CHARS, TAIL_CHARS = 250, 60
"""How much text before a mention is searched for words that look ahead, and for guards."""
NEAR_DAYS = 60
"""A bare ``(24/8)`` is a date only this near to the publication; else a score, a page or a fraction."""


def beside(column: str, step: int) -> pl.Expr:
    """The value of the mention ``step`` rows before (negative: after), null outside the sentence."""
    same = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(step)) for k in SENTENCE)
    return pl.when(same).then(pl.col(column).shift(step))


def locate(sentences: pl.DataFrame) -> pl.DataFrame:
    """Every candidate with its reading and the text of its sentence around it, in order.

    Columns: those of a span, ``sentence_no``, ``gap`` (the text since the candidate before, or since the
    sentence begins), ``before`` and ``tail`` (the last :data:`FAR_CHARS` and :data:`TAIL_CHARS` up to it),
    ``after``, ``led`` (the preposition right before it), ``quoted`` and the numbers of :func:`_numbers`.
    """
    sentences = sentences.with_row_index("sentence_row")
    windows = find_spans(sentences, window_pattern(), text="surface", keys=["sentence_row"])
    readings = _numbers(read_windows(windows["surface"]))
    found = windows.select("sentence_row", "start_char", window="surface").join(
        readings, on="window", suffix="_in_window", maintain_order="left_right"
    )
    found = found.with_columns(
        start_char=pl.col("start_char") + pl.col("start_char_in_window"),
        end_char=pl.col("start_char") + pl.col("end_char"),
    ).drop("window", "start_char_in_window")
    return _with_surroundings(_split_lists(_without_stray_bracket(found)), sentences)


def _with_surroundings(found: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add the keys and the text around each candidate, and move its offsets into the article."""
    of_sentence = sentences.select(*SENTENCE, text="surface", text_start="start_char")
    found = found.hstack(of_sentence[found["sentence_row"]])
    found = found.hstack(_quotation(sentences)[found["sentence_row"]])
    begin = pl.col("start_char")
    reach = pl.min_horizontal(begin, pl.lit(FAR_CHARS, pl.UInt32))
    gap_from = beside("end_char", 1).fill_null(0)
    lead = rf"(?i)\b({forms_pattern(words('lead')['form'])})\s+$"
    found = found.with_columns(
        gap=pl.col("text").str.slice(gap_from, begin - gap_from),
        before=pl.col("text").str.slice(begin - reach, reach),
        after=pl.col("text").str.slice(pl.col("end_char"), TAIL_CHARS),
        start_char=begin + pl.col("text_start"),
        end_char=pl.col("end_char") + pl.col("text_start"),
    ).drop("text", "text_start")
    found = found.with_columns(tail=pl.col("before").str.tail(TAIL_CHARS), _curly=curly_marks("gap"))
    inside = pl.col("open_curly") + pl.col("_curly").cum_sum().over("sentence_row") > 0
    straight = pl.col("gap").str.count_matches('"', literal=True).cum_sum().over("sentence_row")
    return found.with_columns(
        led=pl.col("tail").str.extract(lead),
        quoted=inside | ((pl.col("open_straight") + straight) % 2 == 1),
    ).drop("_curly", "open_curly", "open_straight", "sentence_row")


def curly_marks(column: str) -> pl.Expr:
    """Opening less closing curly quotation marks."""
    count = pl.col(column).str.count_matches
    return count("“", literal=True).cast(pl.Int32) - count("”", literal=True).cast(pl.Int32)


def _without_stray_bracket(found: pl.DataFrame) -> pl.DataFrame:
    """A closing bracket belongs to a surface only if the opening one does."""
    stray = pl.col("surface").str.ends_with(")") & ~pl.col("surface").str.contains("(", literal=True)
    trimmed = pl.col("surface").str.strip_chars_end(") ")
    found = found.with_columns(surface=pl.when(stray).then(trimmed).otherwise("surface"))
    return found.with_columns(end_char=pl.col("start_char") + pl.col("surface").str.len_chars())


def _quotation(sentences: pl.DataFrame) -> pl.DataFrame:
    """For each sentence whether it begins and ends inside quotation marks, which may span sentences.

    They do not span paragraphs: ``open_curly`` counts the curly marks still open where the sentence
    begins, ``open_straight`` is the parity of the straight ones, ``ends_quoted`` tells of its end.
    """
    straight = pl.col("surface").str.count_matches('"', literal=True).cast(pl.Int32)
    marks = sentences.select("article_no", "paragraph_no", curly=curly_marks("surface"), straight=straight)
    marks = marks.with_columns(
        pl.col("curly", "straight").cum_sum().over("article_no", "paragraph_no").name.suffix("_after")
    )
    return marks.select(
        open_curly=pl.col("curly_after") - pl.col("curly"),
        open_straight=(pl.col("straight_after") - pl.col("straight")) % 2,
        ends_quoted=(pl.col("curly_after") > 0) | (pl.col("straight_after") % 2 == 1),
    )


def _numbers(readings: pl.DataFrame) -> pl.DataFrame:
    """The words of each reading as numbers: months, weekdays, years in full, directions, units."""

    def lookup(column: str, table: pl.DataFrame, value: str) -> pl.Expr:
        form = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", " ")
        return form.replace_strict(table["form"], table[value], default=None)

    def year(column: str) -> pl.Expr:
        number = pl.col(column).cast(pl.Int32, strict=False)
        decade = pl.col("shape") == "decade"
        century = pl.when(decade | (number >= 70)).then(1900).otherwise(2000)
        return pl.when(number < 100).then(number + century).otherwise(number)

    def direction(column: str) -> pl.Expr:
        return pl.coalesce(number_of(column, "direction"), number_of(column, "direction_more"))

    later = pl.col("dir").str.to_lowercase().is_in(words("future_cue")["form"].implode())
    out = readings.with_columns(
        *(lookup(c, weekdays(), "weekday").cast(pl.Int32).alias(c) for c in ("wd", "wd2")),
        month=pl.coalesce(lookup("m", months(), "month").cast(pl.Int32), pl.col("mn").cast(pl.Int32, strict=False)),
        month2=pl.col("mn2").cast(pl.Int32, strict=False),
        d=pl.col("d").cast(pl.Int32, strict=False),
        d2=pl.col("d2").cast(pl.Int32, strict=False),
        y=year("y"),
        y2=pl.when(pl.col("shape") == "year").then(_pair_end(year("y"), pl.col("y2"))).otherwise(year("y2")),
        n=number_of("n", "number"),
        n2=number_of("n2", "number"),
        ord=number_of("ord", "ordinal"),
        part=number_of("part", "part"),
        later=later.fill_null(False),
        **{c: direction(c) for c in ("dir", "ydir", "mdir", "wdir")},
        unit=pl.coalesce(lookup("unit", words("unit"), "value"), lookup("qunit", words("period"), "value")),
        when=pl.coalesce(number_of("surface", "day_offset"), number_of("when", "day_offset")),
    )
    return out.drop("m", "mn", "mn2", "qunit")


def _pair_end(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """The second year of ``2023/24``, in the century of the first."""
    number = second.cast(pl.Int32, strict=False)
    return pl.when(number < 100).then(first // 100 * 100 + number).otherwise(number)


def _split_lists(found: pl.DataFrame) -> pl.DataFrame:
    """``5, 12 dan 19 Juni`` becomes three mentions, each with the month and year written once."""
    is_list = pl.col("shape") == "day_list"
    lists = found.filter(is_list).with_row_index("list_no")
    if lists.height == 0:
        return found
    month = forms_pattern(months()["form"])
    each = rf"(?i)\b[0-9]{{1,2}}(?:\s*(?:{month})\b.*)?"
    days = find_spans(lists, each, text="surface", keys=["list_no"], offset="start_char").with_columns(
        d=pl.col("surface").str.extract(r"^([0-9]{1,2})").cast(pl.Int32)
    )
    split = days.join(lists.drop("start_char", "end_char", "surface", "d"), on="list_no", maintain_order="left")
    split = split.with_columns(shape=pl.lit("day"), found_in_list=True).select(*found.columns)
    return pl.concat([found.filter(~is_list), split]).sort("sentence_row", "start_char")


def chain(found: pl.DataFrame) -> pl.DataFrame:
    """Link mentions that stand in one range or list, and let them share a year written once.

    Adds ``link`` (``range`` or ``list``: how the mention before is joined to this one) and ``chain_no``.
    """
    linked = beside("end_char", 1).is_not_null()
    between = beside("led", 1).str.to_lowercase() == "antara"  # antara 12 dan 25 Juli
    found = found.with_columns(
        link=pl.when(~linked).then(None)
        .when(pl.col("gap").str.contains(f"(?i){_RANGE}")).then(pl.lit("range"))
        .when(pl.col("gap").str.contains(r"^\s*dan\s*$") & between).then(pl.lit("range"))
        .when(pl.col("gap").str.contains(f"(?i){_LIST}")).then(pl.lit("list"))
    )  # fmt: skip
    found = found.with_columns(chain_no=pl.col("link").is_null().cum_sum())
    return _share_years(found)


def _share_years(found: pl.DataFrame) -> pl.DataFrame:
    """In a chain of days and months, one without a year takes its neighbour's, over New Year if need be."""
    lacks = (
        pl.col("y").is_null() & pl.col("ydir").is_null() & pl.col("shape").is_in(["day", "days", "month", "quarter"])
    )
    order = pl.coalesce(pl.col("month"), pl.col("ord") * 3)
    dated = pl.when(~lacks).then(pl.col("y"))
    dated_order = pl.when(~lacks).then(order)
    right, right_order = (e.fill_null(strategy="backward").over("chain_no") for e in (dated, dated_order))
    left, left_order = (e.fill_null(strategy="forward").over("chain_no") for e in (dated, dated_order))
    shared = pl.coalesce(
        right - (order > right_order).cast(pl.Int32),
        left + (order < left_order).cast(pl.Int32),
    )
    return found.with_columns(y=pl.when(lacks).then(shared).otherwise(pl.col("y")))


def keep_meant(found: pl.DataFrame) -> pl.DataFrame:
    """Drop candidates that their surroundings do not bear out."""
    return found.filter(_borne_out() & ~_guarded() & ~_titled() & ~_week_not_day() & ~_opening_days())


def _borne_out() -> pl.Expr:
    """What its rule needs. ``near``: brackets around it. ``lead``: a month or year alone counts after a
    preposition, but no month before a capitalised word (``untuk April Jasmine``); or beside another of
    its kind in a list; two years also in brackets (``Soewirjo (1945-1950)``).
    """  # fmt: skip
    alone = (pl.col("needs") == "lead").fill_null(False)
    is_month = pl.col("shape") == "month"
    named = is_month & pl.col("after").str.contains(_NAME_AFTER)
    led = pl.col("led").is_not_null() & ~named
    months_together = (pl.col("shape").is_in(["day", "days", "month"])).sum().over("chain_no") > 1
    years_together = (~alone | led).any().over("chain_no", "shape")
    in_company = pl.when(is_month).then(months_together & ~named).otherwise(years_together)
    in_brackets = pl.col("tail").str.contains(r"\(\s*$") & pl.col("after").str.contains(r"^\s*\)")
    near = (pl.col("needs") == "near").fill_null(False)
    return (~alone | led | in_company | (in_brackets & pl.col("y2").is_not_null())) & (~near | in_brackets)


def _guarded() -> pl.Expr:
    """Whether a guard of ``date_guards.csv`` says that this is no date."""
    refused = pl.lit(False)
    for guard in guards().iter_rows(named=True):  # some twenty guards
        shown = pl.col("tail" if guard["side"] == "before" else "after").str.contains(guard["pattern"])
        if guard["shapes"] != "all":
            shown = pl.col("shape").is_in(guard["shapes"].split()) & shown
        if guard["reach"] == "chain":
            shown = shown.any().over("chain_no")
        if guard["reach"] == "unlinked":
            shown = shown & pl.col("link").is_null()
        refused = refused | shown
    return refused


def _titled() -> pl.Expr:
    """``Pemilu Tahun 2024``: a year inside a name, told by the capitals of both words before it."""
    capital = pl.col("surface").str.contains("^T(?:ahun|AHUN)") & pl.col("tail").str.contains(r"\p{Lu}[\w.-]*\s+$")
    return (pl.col("shape") == "year") & capital & pl.col("led").is_null()


def _week_not_day() -> pl.Expr:
    """A bare ``Minggu`` that begins a sentence may be the week; so may any ``minggu`` in small letters."""
    word = (pl.col("shape") == "weekday") & pl.col("surface").str.contains(r"(?i)^minggu\b")
    plain = ~pl.col("surface").str.contains(r"(?i)\b(?:pagi|siang|sore|petang|malam|subuh|hari)\b")
    inside = pl.col("tail").str.contains(r"[\p{L},)]\s*$") & pl.col("surface").str.contains("^M")
    return word & plain & ~inside


def sunday_or_week(found: pl.DataFrame) -> pl.DataFrame:
    """``pada Minggu lalu``: a capital inside the sentence makes it the day; ``minggu lalu`` is the week."""
    inside = pl.col("tail").str.contains(r"[\p{L},)]\s*$") & pl.col("surface").str.contains("^Minggu [a-z]")
    sunday = (pl.col("shape") == "unit") & inside
    return found.with_columns(
        shape=pl.when(sunday).then(pl.lit("weekday")).otherwise("shape"),
        wd=pl.when(sunday).then(7).otherwise("wd"),
    )


def _opening_days() -> pl.Expr:
    """``Senin-Jumat``, ``Senin hingga Jumat``: a timetable, no day of the calendar."""
    bare = (pl.col("shape") == "weekday") & pl.col("dir").is_null() & pl.col("wdir").is_null()
    ranged = (pl.col("link") == "range").fill_null(False)
    return bare & (ranged | ranged.shift(-1, fill_value=False)) & bare.all().over("chain_no")


def looks_ahead(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``future``: the sentence up to here speaks of what is to come, and nobody's words begin between."""
    cues, speech = forms_pattern(words("future_cue")["form"]), forms_pattern(words("speech")["form"])
    since = pl.col("before").str.extract(rf"(?is).*\b(?:{cues})\b(.*)$", 1)
    future = since.is_not_null() & ~since.str.contains(rf"(?i){_QUOTE}|\b(?:{speech})(?:nya)?\b")
    return found.with_columns(future=future.fill_null(False))
