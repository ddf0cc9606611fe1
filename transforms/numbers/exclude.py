"""Which numbers neither count nor measure: years, clock times, labels, ranks, scores, list marks, names."""

from __future__ import annotations

import polars as pl

from transforms.numbers import tables
from transforms.numbers.nouns import noun_words
from transforms.spans import EDGE, only_where

AGO = rf"^(?:\slebih)?\s(?:yang\s)?(?:lalu|silam){EDGE}"
TO_COME = rf"^\s(?:yang\s)?lagi{EDGE}"
LEFT_OVER = (
    r"(?i)(?:^|[^A-Za-z])(?:tinggal|tersisa|sisa|waktu|selama|masih|menunggu|butuh|bertahan|tambahan|kontrak)\s$"
)
OF_THE = r"dari\s(?:total\s|sekitar\s|jumlah\s)?[0-9a-z]+"
OF_MORE = rf"^\s(?:lainnya|lain|di\s?antaranya|di antara|termasuk|{OF_THE}){EDGE}"
LABELLED = ["reference", "ordinal", "name", "date"]
HOUR = rf"^\s(?:pagi|siang|sore|petang|subuh|dini){EDGE}"
SEASON = rf"^\s(?:ini|lalu|depan|[0-9]{{4}}){EDGE}"
DAY_BEFORE = rf"(?:\($|(?i){EDGE}(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad),?\s$)"
CLOCK = r"^(?:[01][0-9]|2[0-3])\.[0-5][0-9]$"
ROUND = rf"^\s(?:besar|terbaik){EDGE}"


def keep_quantities(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows whose number counts or measures.

    Adds ``is_strong`` (unit, currency or classifier), ``is_plain`` (digits alone) and ``is_bare``
    (nothing says what is counted).
    """
    has_unit = pl.any_horizontal(
        pl.col("unit_text").is_not_null(),
        pl.col("currency").is_not_null(),
        pl.col("unit_before").is_not_null(),
    )
    rows = rows.with_columns(
        is_strong=has_unit | pl.col("is_classified"),
        is_plain=pl.col("core").str.contains(r"^[0-9]+(?:\.[0-9])?$"),
        is_initial=pl.col("left_rest").str.contains(r"^[\s\"“‘'(]*$") & pl.col("is_first"),
        _word=pl.col("left_word").str.to_lowercase(),
    ).with_columns(is_bare=~pl.col("is_strong") & pl.col("noun").is_null())
    excluded = (
        _name(), _spelled_name(), _label(), _year(), _ago(), _identifier(), _list_mark(), _rate(),
        _collective(), _unmeasured_product(), _wheels(), _date_not_fraction(), _repetition(), _bare(), _clock(),
        pl.col("is_score"),
    )  # fmt: skip
    return rows.filter(~pl.any_horizontal(e.fill_null(False) for e in excluded)).drop("_word")


def _name() -> pl.Expr:
    """``5G``, ``iOS 17``, ``Snapdragon 8 Elite``: letters glued on, or names around it."""
    said = pl.col("_word").is_in(noun_words()[0] + tables.bare_cues()["word"].to_list())
    capital = pl.col("left_word").str.contains(r"^[A-Z][\w'’-]*$") & ~said
    weak = ~pl.col("is_strong") & ~pl.col("is_age") & pl.col("is_plain") & (pl.col("approximator") == "")
    named = capital & weak & (pl.col("noun").is_null() | pl.col("noun").str.contains("^[A-Z]"))
    unmeasured = pl.col("unit_text").is_null() & pl.col("left").str.contains(r"\+$")
    letters = pl.col("left").str.contains(r"[A-Za-z]-$") & (pl.col("unit_kind") != "percent").fill_null(True)
    return pl.col("is_glued") | named | letters | unmeasured


def _spelled_name() -> pl.Expr:
    """``Danau Dua Rasa``, ``Kepulauan Seribu``: a capital number word in a name or a place."""
    capital = pl.col("core").str.contains("^[A-Z][a-z]") & pl.col("is_spelled")
    opens = pl.col("left_rest").str.contains(r"(?:^|[.:!?;•·\"”“—–-]|\))\s*[\"“‘'(]?$")
    place = (pl.col("label") == "name").fill_null(False)
    named = pl.col("noun").is_null() | pl.col("noun").str.contains("^[A-Z]") | place
    return capital & ~opens & named & ~pl.col("is_strong")


def _label() -> pl.Expr:
    """A number that names or orders what stands before it: ``Pasal 27``, ``posisi 3``."""
    kind, direct = pl.col("label"), pl.col("approximator") == ""
    weak = ~pl.col("is_strong") & direct
    small = pl.col("is_plain") | (pl.col("is_spelled") & (pl.col("low") <= 20))
    untitled = pl.col("noun").is_null() | pl.col("noun").str.contains("^[A-Z]")
    this_season = (pl.col("unit_kind") == "duration") & pl.col("after").str.contains(SEASON)
    level = pl.col("_word").is_in(tables.index_cues()["word"].to_list())
    version = ~level & pl.col("core").str.contains(r"^[0-9]+\.[0-9]{1,2}$")
    return pl.any_horizontal(
        kind.is_in(LABELLED) & weak & small,
        (kind == "title") & weak & small & untitled,
        kind.is_in(LABELLED) & pl.col("is_plain") & (pl.col("low") <= 20) & this_season,
        (kind == "reference") & pl.col("is_bare") & direct,
        (kind == "name") & pl.col("is_bare") & version,
        (kind == "minute") & ~(pl.col("unit_text") == "detik").fill_null(False),
        (kind == "clock") & ~(pl.col("unit_text") == "menit").fill_null(False),
        (kind == "calendar") & pl.col("is_bare"),
        (kind == "date") & pl.col("is_plain"),
    )


def _year() -> pl.Expr:
    looks = pl.col("core").str.contains("^[0-9]{4}$") & pl.col("low").is_between(1800, 2150)
    counted = pl.col("is_strong") | (pl.col("noun").is_not_null() & pl.col("precision").is_not_null())
    counted |= only_where(looks, "left").str.contains(r"(?i)(?-u:\b)(?:sebanyak|sejumlah|berjumlah)\s$")
    return looks & ((pl.col("label") == "calendar") | ~counted)


def _ago() -> pl.Expr:
    """``tiga tahun lalu``, ``dua pekan lagi`` name a time: a date, no duration, as ``tersisa dua pekan lagi`` is."""
    to_come = pl.col("after").str.contains(TO_COME) & ~pl.col("left_rest").str.contains(LEFT_OVER)
    return (pl.col("unit_kind") == "duration") & (pl.col("after").str.contains(AGO) | to_come)


def _identifier() -> pl.Expr:
    return pl.col("core").str.contains(r"^(?:0[0-9]+|[0-9]{7,})$") & ~pl.col("is_strong")


def _wheels() -> pl.Expr:
    """``tarif roda dua (2W)``: short for two-wheelers, no power."""
    alone = pl.col("left").str.ends_with("(") & pl.col("right").str.contains(r"^W\)")
    return alone & pl.col("low").is_in([2.0, 3.0, 4.0])


def _clock() -> pl.Expr:
    """``09.45 Sesi Latihan``, a line of a programme: a time of day and what is on then."""
    untitled = pl.col("noun").is_null() | pl.col("noun").str.contains("^[A-Z]")
    return pl.col("core").str.contains(CLOCK) & untitled & ~pl.col("is_strong") & (pl.col("approximator") == "")


def _list_mark() -> pl.Expr:
    return pl.col("is_initial") & pl.col("right").str.contains(r"^\s?[.)](?:\s|[^0-9\s]|$)") & pl.col("is_plain")


def _rate() -> pl.Expr:
    """``dua kali sehari``, ``35 gram gandum sehari``: the fused unit is what the amount is held against."""
    against = pl.col("_word").is_in(["kali", "per", "tiap", "setiap", "sekali"])
    ends = (pl.col("end_char") + pl.col("used").cast(pl.Int64)).shift(1)
    near = (pl.col("start_char") - ends).is_between(1, 14) & pl.col("left").str.contains(r"^[^,.;:()]*$")
    behind = near & ~pl.col("is_first") & ~pl.col("_word").is_in(noun_words()[0])
    directly = (pl.col("start_char") - ends == 1) & ~pl.col("is_first")
    lately = pl.col("right").str.contains(rf"^\s(?:terakhir|ini|penuh){EDGE}")
    rate = (against | behind.fill_null(False) | directly.fill_null(False)) & ~lately
    return pl.col("is_fused") & (rate | pl.col("right").str.contains("^-"))


def _collective() -> pl.Expr:
    """``ke-32`` is a place in an order, unless it gathers a group: ``oleh ke-32 peserta``."""
    free = pl.col("is_initial") | pl.col("_word").is_in(tables.gatherers()["word"].to_list())
    counted = pl.col("noun").str.contains("^[a-z ]{3,}$") & ~pl.col("noun").is_in(["kali", "kalinya"])
    return pl.col("is_collective") & ~((free & counted).fill_null(False))


def _unmeasured_product() -> pl.Expr:
    return pl.col("core").str.contains("[xX×]") & ~(pl.col("unit_text").str.to_lowercase() == "jam").fill_null(False)


def _date_not_fraction() -> pl.Expr:
    """``2/3 suara`` is a fraction; ``(2/3)`` and ``Kamis 2/3`` are days."""
    of_something = pl.any_horizontal(
        pl.col("noun").str.contains("^[a-z]"),
        pl.col("unit_text").is_not_null(),
        pl.col("right").str.contains(r"^\sdari\s"),
    ).fill_null(False)
    dated = pl.col("left").str.contains(DAY_BEFORE) | (pl.col("label") == "date").fill_null(False)
    return pl.col("core").str.contains("/", literal=True) & (dated | ~of_something)


def _repetition() -> pl.Expr:
    """``Rp 500 ribu (lima ratus ribu rupiah)``: the bracket says the same amount again."""
    again = (pl.col("low") == pl.col("low").shift(1)) & pl.col("gap").str.contains(r"^[\sA-Za-z]{0,12}\(\s?$")
    return again & pl.col("is_spelled") & ~pl.col("is_first")


def _bare() -> pl.Expr:
    """A number without unit or noun counts only where its form or a word beside it says so."""
    cue = pl.col("_word").is_in(tables.bare_cues()["word"].to_list()).fill_null(False) & ~pl.col("is_part")
    form = pl.any_horizontal(
        "has_scale",
        "is_vague",
        "is_part",
        pl.col("core").str.contains(r"^(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+,[0-9]+)$"),
    )
    hour = pl.col("right").str.contains(HOUR) & (pl.col("low") <= 12)
    other_sense = hour | pl.col("right").str.contains(ROUND)
    partitive = pl.col("right").str.contains(OF_MORE) & (pl.col("is_spelled") | pl.col("is_plain"))
    outcome = pl.col("word1").is_in(tables.outcomes()["word"].to_list()) & ~pl.col("is_first") & ~pl.col("is_part")
    told = outcome & pl.col("left").str.contains(r"(?:,|dan|sedangkan|sementara)\s$")
    shown = form | cue | partitive | told.fill_null(False) | pl.col("precision").is_not_null()
    return pl.col("is_bare") & ~pl.col("is_age") & (~shown | other_sense)
