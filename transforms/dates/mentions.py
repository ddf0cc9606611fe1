"""Where date expressions stand: located in sentences, read, with the text around them."""

from __future__ import annotations

import polars as pl

from transforms.calendar_words import forms_pattern, months, weekdays
from transforms.dates.grammar import number_of, read_windows, window_pattern, words
from transforms.spans import EDGE, find_spans

SENTENCE = ["article_no", "sentence_no"]
FAR_CHARS, TAIL_CHARS = 250, 60
"""How much text before a mention is searched for words that look ahead, and for guards."""


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
    lead = rf"(?i){EDGE}({forms_pattern(words('lead')['form'])})\s+$"
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
    marked = pl.when(pl.col("surface").str.contains(r"[\"“”]")).then("surface")  # counting skips the null rest
    keys = [pl.col("article_no"), pl.col("paragraph_no")]
    marks = sentences.select(marked=marked, first=pl.any_horizontal(k.ne_missing(k.shift(1)) for k in keys)).select(
        "first",
        curly=curly_marks("marked").fill_null(0),
        straight=pl.col("marked").str.count_matches('"', literal=True).cast(pl.Int32).fill_null(0),
    )

    def before(count: str) -> pl.Expr:
        """The sum over the paragraph's earlier sentences, which stand together."""
        earlier = pl.col(count).cum_sum() - pl.col(count)
        return earlier - pl.when("first").then(earlier).forward_fill()

    ends_curly = before("curly") + pl.col("curly") > 0
    return marks.select(
        open_curly=before("curly"),
        open_straight=before("straight") % 2,
        ends_quoted=ends_curly | ((before("straight") + pl.col("straight")) % 2 == 1),
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
        return pl.coalesce(number_of(column, f"direction{kind}") for kind in ("", "_more", "_other"))

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
