"""Cues: the words that report, found in every sentence, with the text on either side of them."""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import find_spans
from transforms.statements.tables import alternation, any_word, cue_table, inner, words

_BOUNDARY = r"(?-u:\b)"
_LEAD_CHARS = 30
"""A connector that opens a sentence (``Pada kesempatan yang sama,``) is no longer than this."""
_FUSED_CHARS = 7
"""A verb of this length is recognised even when fused with the name before it."""


@functools.cache
def _cue_pattern() -> str:
    """Any cue as a whole word, with ``nya`` or ``lah`` attached; the first letter may be a capital.

    The space before a name may be lost (``tulisKompas``).
    """
    cues = alternation(cue_table()["cue"].to_list(), capital=True)
    return rf"{_BOUNDARY}{cues}(?:nya|lah)?(?:{_BOUNDARY}|[A-Z])"


@functools.cache
def _fused_pattern() -> str:
    """A long verb that lost the space before it: ``Gunawanmemastikan``, ``KPKmengungkapkan``."""
    long = [c for c in cue_table()["cue"].to_list() if c.startswith(("me", "ber")) and len(c) >= _FUSED_CHARS]
    return rf"[A-Za-z]{alternation(long)}(?:nya)?{_BOUNDARY}"


@functools.cache
def _chain_pattern() -> str:
    """What may stand between a subject and its verb: adverbs and negations, at the end of the text."""
    return rf"(?:^|[\s,])((?:(?:{inner('adverb')}|{inner('negation')}|{inner('unreal')})[\s,]+)*)$"


def find_cues(sentences: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Every cue outside quotation marks.

    Returns the sentence's ``article_no, sentence_no, paragraph_no, sentence_start, surface`` and
    ``place`` (one number for the sentence); with offsets inside it ``cue_start, cue_end``; ``cue`` as
    written, ``lemma`` (the table's spelling), ``position``, ``stance``, ``strength``, ``has_nya``;
    ``chain``: the adverbs between subject and verb; ``subject_end``: where the subject must end;
    ``relative``: the verb follows ``yang``.
    """
    keys = ["article_no", "sentence_no"]
    hits = _hits(find_spans(sentences, _cue_pattern(), text="surface", keys=keys), sentences, quotes)
    silent = sentences.join(hits, on=keys, how="anti", maintain_order="left")
    fused = find_spans(silent, _fused_pattern(), text="surface", keys=keys).with_columns(
        start_char=pl.col("start_char") + 1, surface=pl.col("surface").str.slice(1)
    )
    hits = pl.concat([hits, _hits(fused, silent, quotes)])
    chain = pl.col("_before").str.extract(_chain_pattern(), 1).fill_null("")
    return (
        hits.with_columns(chain=chain)
        .with_columns(
            subject_end=pl.col("cue_start") - pl.col("chain").str.len_chars().cast(pl.Int64),
            relative=pl.col("chain").str.contains(r"(^|\s)yang\s") | pl.col("_before").str.contains(r"\syang\s+$"),
            chain=pl.col("chain").str.strip_chars(),
        )
        .drop("_before")
        .with_row_index("hit")
        .with_columns(place=pl.col("article_no").cast(pl.UInt64) * 2**32 + pl.col("sentence_no"))
    )


def _hits(spans: pl.DataFrame, sentences: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """What was found, with its sentence and the table's word on it; what cannot report is left out."""
    sentence = sentences.select(
        "article_no",
        "sentence_no",
        "paragraph_no",
        sentence_start=pl.col("start_char").cast(pl.Int64),
        surface="surface",
    )
    bare = pl.col("surface").str.replace(r"(.)[A-Z]$", "${1}")  # the capital of a name fused to the cue
    hits = spans.select(
        "article_no", "sentence_no", cue_start=pl.col("start_char").cast(pl.Int64), cue=bare,
    ).with_columns(cue_end=pl.col("cue_start") + pl.col("cue").str.len_chars().cast(pl.Int64))  # fmt: skip
    hits = hits.join(sentence, on=["article_no", "sentence_no"], maintain_order="left")
    return _fitting(_with_table(_outside(hits, quotes)))


def _fitting(hits: pl.DataFrame) -> pl.DataFrame:
    """Keep the cues whose surroundings allow them to report, as far as one look tells.

    A cue that follows the reported words stands behind a comma or a quotation; ``needs`` and
    ``unless`` of the table look at the text behind the cue.
    """
    hits = hits.with_columns(
        _before=pl.col("surface").str.slice(0, pl.col("cue_start")),
        _behind=pl.col("surface").str.slice(pl.col("cue_end")),
    )
    connector = rf"^{any_word('connector', capital=True)}\s+$"  # ``Padahal kata dia, …``
    placed = pl.col("_before").str.contains(r"(?:^|[,\"“”’'?!.…)–-])\s*(?:(?:demikian|begitu|begitulah)\s+)?$")
    placed |= pl.col("lemma").is_in(words("opening_cue")) & pl.col("_before").str.contains(connector)
    # A weak source word reports only where it opens its sentence.
    inside = (pl.col("position") == "source") & (pl.col("strength") == "weak") & (pl.col("cue_start") > _LEAD_CHARS)
    doubled = pl.col("_behind").str.starts_with("-")  # ``bersiap-siap``
    # ``Menanggapi hal itu, …``: a verb that opens its sentence has no subject before it.
    bare = (pl.col("position") == "before") & (pl.col("_before").str.strip_chars(' "“') == "")
    # ``enggan berkomentar`` is one report, that of the second word.
    refusing = cue_table().filter(pl.col("strength") == "negated")["cue"].to_list()
    reluctant = (pl.col("lemma") == "enggan") & pl.col("_behind").str.contains(
        rf"^\s+{alternation(refusing)}{_BOUNDARY}"
    )
    # ``Singkatnya, …`` opens a summary; only some of these verbs open their sentence as reports.
    opens = (pl.col("position") == "after") & (pl.col("cue_start") == 0)
    summary = opens & ~pl.col("lemma").is_in(words("opening_cue"))
    bare = bare | reluctant | summary
    # ``Dinas Keluarga Berencana``: part of a name.
    named = (pl.col("position") == "before") & pl.col("cue").str.contains(r"^[A-Z][a-z]")
    named &= pl.col("_before").str.contains(r"[\p{L}\p{N}]\s+$")
    keep = ((pl.col("position") != "after") | placed) & ~inside & ~doubled & ~bare & ~named
    return _unhindered(hits.filter(keep)).drop("_behind")


def _unhindered(hits: pl.DataFrame) -> pl.DataFrame:
    """Keep the cues that have what the table says they need, and not what stops them.

    Both are waived for verbs whose negation is a report as well: ``belum bisa mengungkap identitas pelaku``, unlike
    ``tidak bisa melanjutkan lomba``.
    """
    conditions = cue_table().select("cue", "needs", "unless")
    conditions = conditions.unpivot(index="cue", variable_name="kind", value_name="pattern").drop_nulls()
    negated = pl.col("_before").str.contains(rf"(?:^|\s){any_word('negation')}\s+(?:[a-z]+\s+){{0,2}}$")
    numbered = hits.with_row_index("_no")
    withheld = negated & pl.col("lemma").is_in(words("withholding"))
    judged = numbered.filter(~withheld).join(conditions, left_on="lemma", right_on="cue")
    broken = [judged["_no"].clear()]
    for (kind, pattern), of_pattern in judged.group_by("kind", "pattern"):  # few
        there = pl.col("_behind").str.contains(str(pattern))
        broken.append(of_pattern.filter(there if kind == "unless" else ~there)["_no"])
    return numbered.filter(~pl.col("_no").is_in(pl.concat(broken).implode())).drop("_no")


def _outside(hits: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Drop the cues that stand inside a quotation."""
    opened = quotes.select("article_no", _open="open_char", _close="close_char").sort("article_no", "_open")
    at = pl.col("sentence_start") + pl.col("cue_start")
    return (
        hits.with_columns(_at=at)
        .sort("article_no", "_at")
        .join_asof(opened, left_on="_at", right_on="_open", by="article_no", check_sortedness=False)
        .filter(pl.col("_close").is_null() | (pl.col("_at") >= pl.col("_close")))
        .drop("_open", "_close", "_at")
    )


def _with_table(hits: pl.DataFrame) -> pl.DataFrame:
    """Look up each distinct spelling: the cue as in the table, and whether ``nya`` is attached."""
    spelling = hits.select(pl.col("cue").unique()).with_columns(
        _full=pl.col("cue").str.to_lowercase().str.replace_all(r"\s+", " ")
    )
    known = cue_table().select("cue", pl.col("position", "stance", "strength").cast(pl.String))
    bare = pl.col("_full").str.replace("(nya|lah)$", "")
    spelling = (
        spelling.with_columns(
            lemma=pl.when(pl.col("_full").is_in(known["cue"].implode())).then("_full").otherwise(bare)
        )
        .join(known, left_on="lemma", right_on="cue", how="inner")
        .with_columns(has_nya=pl.col("_full").str.ends_with("nya") & (pl.col("_full") != pl.col("lemma")))
        .drop("_full")
    )
    return hits.join(spelling, on="cue", how="inner", maintain_order="left")
