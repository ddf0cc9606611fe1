"""Contents that stand before their subject: ``…, namun X membantahnya``, ``Lima orang tewas, Reuters melaporkan.``"""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import only_where
from transforms.statements.tables import any_word

_MIN_OBJECT = 12
_UNSEEN = (
    r"^(.*(?-u:\b)(?:tidak|tak|belum)\s+(?:\S+\s+)?(?:menemukan|melihat|mendapat|mendapatkan|memperoleh|menerima|ada)\s+"
    r"(?:bukti|indikasi|tanda|tanda-tanda|petunjuk|konfirmasi|keterangan|laporan)\s+(?:\S+\s+){0,3}?"
    r"(?:mengenai|tentang|soal|terkait|atas|akan|adanya|bahwa)\s+)"
)
"""``BBC belum menemukan bukti mengenai …, namun X membantahnya``: what is denied is what there is no evidence of."""


def attached_object(hits: pl.DataFrame) -> pl.DataFrame:
    """``…, namun X membantahnya``, ``Terkait …, X enggan berkomentar``: the object stands before the subject.

    Without words enough before the subject it is the sentence before.
    """
    active = pl.col("position") == "before"
    refuses = (pl.col("strength") == "negated") | pl.col("lemma").str.starts_with("menolak ")
    asked = (active & (pl.col("has_nya") | refuses)).fill_null(False)
    after = only_where(asked, "_after")
    time = after.str.contains(r"^\s*,?\s*(?:[a-z]+\s+[A-Z]|pada|saat|dalam|ketika|kepada)").fill_null(False)
    hits = hits.with_columns(_ends=asked & after.str.contains(r"^\s*[.,]?\s*$").fill_null(False), _time=time)
    attached = active & pl.col("has_nya") & (pl.col("_ends") | pl.col("_time"))
    alone = attached | (active & refuses & pl.col("_ends"))
    found = hits.filter(alone).select("hit", *_object_ahead())
    hits = hits.join(found, on="hit", how="left", maintain_order="left")
    enough = pl.col("_object_end") - pl.col("_object_start") >= _MIN_OBJECT
    return hits.with_columns(
        content_start=pl.when(enough).then("_object_start").otherwise("content_start"),
        content_end=pl.when(enough).then("_object_end").otherwise("content_end"),
        refers=pl.when(~enough).then(pl.lit("sentence")).otherwise("refers"),
    )


@functools.cache
def _leads_in() -> str:
    """A subject that only a clause or a circumstance stands before: ``Mendengar hal itu, Megawati tertawa.``"""
    return rf"^(?:{any_word('leads_in', capital=True)}|M(?:en|em|el|er|eng|eny)[a-z]{{4,}})\s"


def content_first(hits: pl.DataFrame) -> pl.DataFrame:
    """``Lima orang tewas, kantor berita X melaporkan.``: what is reported stands before the subject and a comma."""
    says = (pl.col("position") == "before") & (pl.col("strength") == "strong") & ~pl.col("nested") & ~pl.col("relative")
    says &= pl.col("stance") == "assert"
    says &= pl.col("speaker_kind").is_in(["named", "described"]) & ~pl.col("has_nya") & pl.col("refers").is_null()
    day = rf"(?:(?:pada\s+)?(?:hari\s+)?{any_word('weekday')}(?:\s*\([^)]*\))?)?"
    last = says & only_where(says, "_after").str.contains(rf"^\s*{day}\s*[.]?\s*$").fill_null(False)
    found = hits.filter(last).select("hit", _object_ahead_of_comma(), *_object_ahead())
    hits = hits.join(found, on="hit", how="left", maintain_order="left", suffix="_first")
    starts, ends = pl.col("_object_start_first"), pl.col("_object_end_first")
    leads_in = only_where(pl.col("_comma_ahead"), "surface").str.contains(_leads_in())
    enough = (pl.col("_comma_ahead") & ~leads_in & (ends - starts >= _MIN_OBJECT)).fill_null(False)
    return hits.with_columns(
        content_start=pl.when(enough).then(starts).otherwise("content_start"),
        content_end=pl.when(enough).then(ends).otherwise("content_end"),
    )


def _object_ahead_of_comma() -> pl.Expr:
    """``_comma_ahead``: whether a comma stands before the subject."""
    to_subject = pl.col("surface").str.slice(0, pl.col("subject_end")).str.strip_chars_end(" ,")
    subject = (chars(to_subject) - chars(pl.col("phrase"))).clip(0)
    return pl.col("surface").str.slice(0, subject).str.contains(r",\s*$").alias("_comma_ahead")


def _object_ahead() -> tuple[pl.Expr, pl.Expr]:
    """``_object_start``, ``_object_end``: the words before the subject without what leads in to them."""
    to_subject = pl.col("surface").str.slice(0, pl.col("subject_end")).str.strip_chars_end(" ,")
    subject = (chars(to_subject) - chars(pl.col("phrase"))).clip(0)
    before = pl.col("surface").str.slice(0, subject).str.strip_chars_end(" ,")
    before = before.str.replace(rf"(?:,\s*|\s){any_word('connector')}$", "").str.strip_chars_end(" ,")
    about = before.str.extract(
        r"^((?:Terkait|Soal|Mengenai|Tentang|Menanggapi|Saat ditanya)\s+(?:dengan |soal |mengenai )?)"
    )
    start = chars(pl.coalesce(about, before.str.extract(_UNSEEN))).fill_null(0)
    return start.alias("_object_start"), chars(before).alias("_object_end")


def chars(text: pl.Expr) -> pl.Expr:
    return text.str.len_chars().cast(pl.Int64)
