"""Descriptions of sources that are not named: written out, with their entities under their usual names."""

from __future__ import annotations

import polars as pl

from transforms.statements.regions import described_as
from transforms.statements.tables import any_word, inner

_VERB = r"me(?:ng|ny|mb|mp|re)[a-z]{3,}|mela[klprw][a-z]{2,}|mem(?:il|ut|ak|as|in|oh|uk)[a-z]{3,}|di[a-z]{3,}(?:kan|i)"
"""What stands from here on is what the source does, not who it is."""
_INSTITUTION = (
    r"^(?:Komisi|Badan|Dewan|Kementerian|Departemen|Dinas|Direktorat|Majelis|Mahkamah|Partai|Bank|Universitas|Lembaga"
    r"|Asosiasi|Federasi|Serikat|Yayasan|Kejaksaan|Pengadilan|Polres|Polda|Polsek|Fraksi|Koalisi|Satgas|Aliansi"
    r"|Himpunan|Ikatan|Kantor|DPR|DPRD|TNI|Polri|Istana)\s+[A-Z]"
)
"""The beginning of an institution's own name, which keeps its capital."""


def descriptions(hits: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Descriptions with their entities under their usual names: ``Pejabat AS`` → ``pejabat Amerika Serikat``."""
    wanted = hits.filter(pl.col("speaker_kind") == "described").select("hit", "_phrase", "_region", "region_start")
    ahead = pl.col("_region").str.split(pl.col("_phrase")).list.first().str.len_chars().cast(pl.Int64)
    wanted = wanted.with_columns(_from=pl.col("region_start") + ahead)
    length = pl.col("_phrase").str.len_chars().cast(pl.Int64)
    inside = (
        wanted.join(candidates.select("hit", "_start", "_end", "name"), on="hit")
        .filter((pl.col("_start") >= pl.col("_from")) & (pl.col("_end") <= pl.col("_from") + length))
        .sort("hit", "_start")
        .with_columns(_last=pl.coalesce(pl.col("_end").cum_max().shift(1).over("hit"), "_from"))
        .filter(pl.col("_start") >= pl.col("_last"))
        .with_columns(
            _piece=pl.col("_phrase").str.slice(
                pl.col("_last") - pl.col("_from"), (pl.col("_start") - pl.col("_last")).clip(0)
            )
            + pl.col("name")
        )
        .group_by("hit", maintain_order=True)
        .agg(_named=pl.col("_piece").str.join(""), _to=pl.col("_end").last())
    )
    rest = pl.col("_phrase").str.slice(pl.col("_to") - pl.col("_from"))
    found = wanted.join(inside, on="hit", how="left", maintain_order="left").with_columns(
        _described=pl.coalesce(pl.col("_named") + rest, "_phrase").str.replace(r"\s*\([^()]*\)?\s*$", "")
    )
    found = found.with_columns(_tidy=_tidied(pl.col("_described")))
    tidy = pl.col("_tidy")
    nobody = tidy.str.contains(rf"^{any_word('quantifier', capital=True)}$")  # of ``sejumlah pihak``
    two_words = pl.when(nobody).then("_described").str.extract(r"^(\S+\s+\S+)")
    found = found.with_columns(_tidy=pl.coalesce(two_words, tidy))
    # A common noun that opened its sentence loses its capital; a proper name keeps it.
    common = tidy.str.contains(described_as()) & ~tidy.str.contains(_INSTITUTION)
    lower = tidy.str.head(1).str.to_lowercase() + tidy.str.slice(1)
    return found.select("hit", _description=pl.when(common).then(lower).otherwise(tidy))


def _tidied(described: pl.Expr) -> pl.Expr:
    """A description without what its source does, and without words that lead in to it or point back."""
    end = f"yang|{inner('unreal')}|{inner('phrase_end')}"
    return (
        described.str.replace(rf"\s(?:{end}|{inner('auxiliary')}|{_VERB})(?-u:\b).*$", "")
        .str.replace(r"\s(?:dan|serta|atau)$", "")
        .str.replace(rf"(?:\s+(?:{inner('adverb')}))+$", "")
        .str.replace_all(r"\s*\([^()]*\)", "")
        .str.replace(rf"\s+{any_word('closing_reference')}$", "")
        .str.replace(r"^[Bb]aik\s+", "")
        .str.replace(" maupun ", " dan ", literal=True)
        .str.strip_chars(" ,")
        .str.replace(r"^(?:salah satu|salah seorang)\s+", "")
    )
