"""What stands before a number and bounds it behind: approximators, labels, words of age."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables
from transforms.numbers.patterns import any_of
from transforms.spans import EDGE, only_where

BEFORE = r"(?:^|[^A-Za-z-])"
_COMPARED = rf"(?:baik|buruk|tinggi|rendah|besar|kecil|banyak|sedikit|cepat|lambat|mahal|murah|kuat|lemah){EDGE}"
"""``US$5,3 miliar atau lebih baik`` compares: nothing bounds the number."""
JOINER = r"^\s?(?:,|/|&|[-–]|,?\s?(?:dan|atau|hingga|sampai|serta|dan/atau))\s?$"


@functools.cache
def approximator_pattern() -> str:
    phrases = tables.approximators().filter(pl.col("place") == "before")["phrase"].to_list()
    return rf"(?i){BEFORE}({any_of(phrases)}\s?)$"


_REACHED = (
    rf"(?i){BEFORE}(?:membengkak|melonjak|melambung|meroket|laku|terjual|tembus)\s(?:hingga|sampai)\s(?:rp\.?\s?)?$"
)
"""``membengkak hingga Rp12 miliar``: the value that was reached, no bound; ``turun hingga 5 persen`` bounds."""


@functools.cache
def after_pattern() -> str:
    """``ke atas``, ``atau lebih`` anywhere; a lone ``lebih`` only where the phrase ends or goes on with a noun."""
    phrases = tables.approximators().filter(pl.col("place") == "after")["phrase"].to_list()
    words = any_of([p for p in phrases if p[0].isalpha() and p != "lebih"])
    follows = any_of([*tables.phrase_ends()["word"], *tables.counted_nouns()["word"]])
    ends = rf"(?:[.,;:!?)\"”]|\s(?:{follows}|lamanya){EDGE}|\s?$)"
    return rf"^(?:(\s{words}){EDGE}|(\slebih){ends})"


def read_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text before each number and behind its noun.

    Adds ``approximator`` (as written), ``precision`` (null where nothing bounds the number),
    ``left_rest`` (the text before the approximator), ``left_word`` (its last word), ``label`` (see
    ``number_labels.csv``), ``unit_before`` (``magnitudo 5,6``), ``is_age``, ``minus`` (a minus sign
    or word, as written) and ``after_chars`` (length of ``lebih`` and the like).
    """
    rows = rows.with_columns(
        approximator=pl.col("left").str.extract(approximator_pattern()).fill_null(""),
        _after=pl.col("after").str.extract_groups(after_pattern()),
    ).with_columns(
        approximator=pl.when(pl.col("is_range") | ~pl.col("approximator").str.contains(r"^(?i:antara)\s?$"))
        .then("approximator")
        .otherwise(pl.lit("")),
        _after=pl.coalesce(pl.col("_after").struct.field("1"), pl.col("_after").struct.field("2")).fill_null(""),
    )
    reached = pl.col("left").str.contains(_REACHED) & pl.col("unit_kind").ne_missing("percent")
    rows = rows.with_columns(approximator=pl.when(reached).then(pl.lit("")).otherwise("approximator"))
    better = pl.col("after").str.contains(rf"^\satau\slebih\s{_COMPARED}")
    rows = rows.with_columns(_after=pl.when(better).then(pl.lit("")).otherwise("_after"))
    rows = rows.with_columns(_after=pl.when(_is_of_next()).then(pl.lit("")).otherwise("_after"))
    length = pl.col("left").str.len_chars() - pl.col("approximator").str.len_chars()
    rows = _precision(rows).with_columns(
        left_rest=pl.col("left").str.head(length), after_chars=pl.col("_after").str.len_chars()
    )
    fused = pl.col("left_rest").str.extract(r"[a-z]([A-Z][a-z]+)\s?\(?$")  # a lost space: junctoPasal 55
    word = pl.col("left_rest").str.extract(r"([^\s(\"“‘']+)\s?[(\"“‘']?$")
    rows = rows.with_columns(left_word=pl.coalesce(fused, word))
    rows = _unit_before(_labels(rows.with_columns(_word=pl.col("left_word").str.to_lowercase())))
    minus = pl.col("left_rest").str.extract(r"(?:^|[\s(])([-−]|(?i:minus)\s)$")
    measured = pl.col("unit_kind").is_in(["percent", "temperature", "money"]) | pl.col("core").str.contains(
        "^[0-9]+,[0-9]+$"
    )
    and_months = pl.col("gap").str.contains(r"^\s(?:tahun|thn)\s$") & (pl.col("unit_kind") == "duration")
    rows = rows.with_columns(is_age=_is_age())
    or_years = pl.col("gap").str.contains(r"^\s(?:atau|dan|hingga)\s$") & pl.col("unit_text").str.contains(
        "^(?i:tahun|thn)$"
    )
    beside = (and_months | or_years).fill_null(False)  # berusia 5 tahun 3 bulan, usia 12 atau 13 tahun
    older = pl.col("is_age").shift(1, fill_value=False) & beside
    signed = pl.when(measured).then(minus).fill_null("")
    return rows.with_columns(is_age=pl.col("is_age") | older, minus=signed).drop("_word", "_after")


def _is_of_next() -> pl.Expr:
    """Whether the phrase behind a number bounds the next: ``€1 miliar atau [kurang lebih USD 1,1 miliar]``."""
    behind = pl.sum_horizontal(pl.col("tail", "_after").str.len_chars(), "used").cast(pl.Int64)
    begins = pl.col("start_char") - pl.col("approximator").str.len_chars().cast(pl.Int64)
    same = (pl.col(c) == pl.col(c).shift(-1) for c in ("article_no", "sentence_no"))
    return pl.all_horizontal(*same, begins.shift(-1) < pl.col("end_char") + behind).fill_null(False)


def _precision(rows: pl.DataFrame) -> pl.DataFrame:
    """Bound by the phrase before, else by the one behind, else by ``-an``."""
    for place, column in (("before", "approximator"), ("after", "_after")):
        table = tables.approximators().filter(pl.col("place") == place)
        bound = table.select(_phrase="phrase", **{f"_bound_{place}": pl.col("precision").cast(pl.String)})
        phrase = pl.col(column).str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")
        rows = rows.with_columns(_phrase=phrase).join(bound, on="_phrase", how="left", maintain_order="left")
        rows = rows.drop("_phrase")
    upward = pl.when((pl.col("tail") != "") | pl.col("is_upward")).then(pl.lit("at_least"))
    precision = pl.coalesce("_bound_before", "_bound_after", upward)
    return rows.with_columns(precision=precision).drop("_bound_before", "_bound_after")


def _labels(rows: pl.DataFrame) -> pl.DataFrame:
    """The label before a number, also across ``ke``; in ``Pasal 3, 4 dan 5`` it holds for the whole chain."""
    labels = tables.number_labels().select(_word="word", label=pl.col("label").cast(pl.String))
    before_ke = pl.col("left_rest").str.extract(r"([A-Za-z.]+)\s+ke\s?$").str.to_lowercase()
    joined = pl.col("gap").str.contains(JOINER).fill_null(False)
    uncounted = pl.col("noun").is_null() | pl.col("noun").str.contains("^[A-Z]|^undang-undang$")
    rows = rows.with_columns(_word=pl.coalesce(before_ke, "_word"), _chain=(~joined).cum_sum())
    rows = rows.join(labels, on="_word", how="left", maintain_order="left")
    inherited = pl.when(joined & uncounted).then(pl.col("label").forward_fill().over("_chain"))
    return rows.with_columns(label=pl.coalesce("label", inherited)).drop("_chain")


def _unit_before(rows: pl.DataFrame) -> pl.DataFrame:
    table = tables.units_before().select(_word="word", unit_before="unit")
    word = pl.col("left_word").str.strip_chars_end(":)")
    rows = rows.with_columns(_word=pl.when(word == "M").then(word).otherwise(word.str.to_lowercase()))
    rows = rows.join(table, on="_word", how="left", maintain_order="left")
    bare = pl.col("unit_text").is_null() & pl.col("noun").is_null() & pl.col("currency").is_null()
    bracketed = pl.col("left_rest").str.ends_with("(")
    return rows.with_columns(unit_before=pl.when(bare & ~bracketed).then("unit_before"))


def _is_age() -> pl.Expr:
    """An age by a word before it, by the person it stands behind, or in brackets behind a name."""
    nouns = tables.age_nouns()

    def words(role: str) -> list[str]:
        return nouns.filter(pl.col("role") == role)["word"].to_list()

    of_whom = r"(?:\s(?-i:[A-Z])[a-z'’-]+){0,2}"
    said_by = rf"(?i){BEFORE}{any_of(words('age'))}(?:nya)?\)?{of_whom}(?:\s{any_of(words('between'))}){{0,4}},?\s?$"
    years = pl.col("unit_text").str.to_lowercase().is_in(["tahun", "thn"])
    bare = pl.col("unit_text").is_null() & pl.col("noun").is_null() & pl.col("currency").is_null()
    may_be = (pl.col("unit_kind") == "duration").fill_null(False) | (bare & pl.col("low").is_between(1, 110))
    said = only_where(may_be, "left_rest").str.contains(said_by) & may_be
    said |= may_be & pl.col("approximator").str.contains(r"(?:umur|usia)\s?$")  # ``di bawah umur 15 tahun``
    said |= may_be & only_where(may_be, "left").str.contains(r"\((?i:lk|pr)\)\s?$")  # ``Z.P (lk) 36 tahun``
    beside = pl.col("_word").is_in(words("person"))
    described = rf"(?i){BEFORE}{any_of(words('person'))}(?:\s[a-z]+){{1,2}},?\s$"
    pointed = pl.col("right").str.contains(rf"^\s(?:tahun|thn)\s(?:itu|ini|tersebut|asal|bernama){EDGE}")
    near = only_where(years & pointed, "left_rest").str.contains(described)
    sentenced = pl.col("right").str.contains(
        rf"^\s(?:tahun|thn)\s(?:penjara|kurungan|bui|pidana|hukuman|masa|me[a-z]+){EDGE}"
    )
    person = years & (beside.fill_null(False) | near) & ~sentenced & pl.col("low").is_between(5, 110)
    past = pl.col("right").str.contains(rf"^\s[a-z]+\s(?:terakhir|lalu|silam|ke|lamanya){EDGE}")
    infant = may_be & pl.col("_word").is_in(["balita", "bayi", "batita"]) & ~past  # ``bayi 8 bulan``
    person |= infant & pl.col("unit_text").is_not_null()
    half = pl.col("core").str.contains(r"^[0-9],5$") & pl.col("right").str.contains(r"^\s?tahun\s?\)")
    whole = (pl.col("core").str.contains("^[0-9]{1,3}$") | half) & pl.col("low").is_between(1, 110)
    child = pl.col("left").str.contains(rf"(?i){BEFORE}{any_of(words('child'))}{EDGE}")
    grown = (pl.col("low") >= 10) | half
    bracket = (
        pl.col("left").str.contains(r"[A-Z][A-Za-z'’.]*\s?\($")
        & pl.col("right").str.contains(r"^(?:\s?(?:tahun|thn|th))?\s?[).,]")
    )  # fmt: skip
    comma = (
        pl.col("left").str.contains(r"[A-Z][A-Za-z'’]+,\s$")
        & pl.col("right").str.contains(r"^(?:\s(?:tahun|thn|th))?,\s")
        & (years.fill_null(False) | pl.col("left").str.contains(r"[A-Z][a-z'’]+,\s$"))
    )
    return (said | person | (whole & (bracket | comma) & (grown | child))).fill_null(False)
