"""Corrections of single articles, and trying rules before they go in."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from transforms.clean import clean, load_rules
from transforms.corrections import Correction, correct_facts, read_corrections, stale_corrections
from transforms.reference import ReferenceError
from transforms.rule_trial import as_articles, compare, unused, uses

TEXTS = [
    "Air surut. Baca juga: Tanggul Diperkuat Jelang Hujan Namun warga belum pulang.",
    "TUBAN - Nelayan melaut. Pasar sepi.",
]
ARTICLES = as_articles(pl.Series(TEXTS)).with_columns(
    url=pl.Series(["https://kabar.com/a", "https://kabar.com/b?utm_source=x"])
)
HEADER = ",".join(Correction.column_names())


def corrections(tmp_path: Path, *rows: str) -> pl.DataFrame:
    """A table of corrections; each row without its last three columns."""
    lines = [f"{row},salah potong,rina,2025-01-01" for row in rows]
    (tmp_path / "corrections.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return read_corrections(tmp_path)


def test_keep_takes_a_passage_out_of_what_is_cut(tmp_path: Path) -> None:
    table = corrections(
        tmp_path, "a1,https://kabar.com/a,surut. Baca juga: Tanggul Diperkuat,keep,fact_removed_span,Tanggul,,,"
    )
    assert clean(ARTICLES, corrections=table)["surface"].to_list() == [
        "Baca juga:",
        "Diperkuat Jelang Hujan",
        "TUBAN -",
    ]


def test_cut_adds_a_span_of_its_own_rule(tmp_path: Path) -> None:
    table = corrections(
        tmp_path, "b1,https://kabar.com/b,TUBAN - Nelayan melaut. Pasar sepi.,cut,fact_removed_span,Pasar sepi.,promo,,"
    )
    spans = clean(ARTICLES, corrections=table).filter(pl.col("article_no") == 1)
    assert spans.select("surface", "rule_id").rows() == [
        ("TUBAN -", "clean.dateline.capitals"), ("Pasar sepi.", "correction.b1"),
    ]  # fmt: skip


def test_a_changed_source_makes_the_correction_stale_and_leaves_the_spans_alone(tmp_path: Path) -> None:
    table = corrections(
        tmp_path, "b1,https://kabar.com/b,Nelayan melaut kemarin sore,cut,fact_removed_span,kemarin,promo,,"
    )
    assert clean(ARTICLES, corrections=table).equals(clean(ARTICLES))
    assert stale_corrections(ARTICLES, table)["correction_id"].to_list() == ["b1"]


def test_a_correction_without_an_address_holds_wherever_its_text_stands(tmp_path: Path) -> None:
    table = corrections(tmp_path, "x,,Nelayan melaut. Pasar sepi.,cut,fact_removed_span,Pasar sepi.,promo,,")
    assert "Pasar sepi." in clean(ARTICLES, corrections=table)["surface"].to_list()
    assert stale_corrections(ARTICLES, table).is_empty()


def test_a_fact_is_set_or_dropped(tmp_path: Path) -> None:
    facts = pl.DataFrame(
        {
            "article_no": [1, 1],
            "start_char": [8, 24],
            "end_char": [15, 29],
            "surface": ["Nelayan", "Pasar"],
            "low": [1.0, 2.0],
        }
    )
    table = corrections(
        tmp_path,
        "s,https://kabar.com/b,TUBAN - Nelayan melaut. Pasar,set,fact_quantity,Nelayan,,low,7",
        "d,https://kabar.com/b,Nelayan melaut. Pasar sepi.,drop,fact_quantity,Pasar,,,",
    )
    corrected = correct_facts(facts, "fact_quantity", ARTICLES, table)
    assert corrected.select("surface", "low").rows() == [("Nelayan", 7.0)]


@pytest.mark.parametrize(
    "row",
    [
        "c,,Nelayan melaut. Pasar sepi.,cut,fact_removed_span,Pasar sepi.,,,",
        "c,,Nelayan melaut. Pasar sepi.,cut,fact_quantity,Pasar sepi.,promo,,",
        "c,,Nelayan melaut. Pasar sepi.,keep,fact_removed_span,tidak ada,,,",
        "c,,Nelayan melaut. Pasar sepi.,set,fact_quantity,Pasar,,,7",
    ],
)
def test_a_correction_that_contradicts_itself_names_its_row(tmp_path: Path, row: str) -> None:
    with pytest.raises(ReferenceError, match=r"row 2 \(c\)"):
        corrections(tmp_path, row)


def test_compare_shows_what_a_rule_gains_and_loses() -> None:
    rules = load_rules()
    fewer = rules.without(["clean.dateline.capitals"])
    changes = compare(ARTICLES, fewer, rules)
    assert changes.select("change", "article_no", "surface", "after").rows() == [
        ("gained", 1, "TUBAN -", " Nelayan melaut. Pasar sepi."),
    ]  # fmt: skip
    assert compare(ARTICLES, rules, fewer)["change"].to_list() == ["lost"]
    assert compare(ARTICLES, rules, rules).is_empty()


def test_use_of_rules_by_outlet() -> None:
    use = uses(clean(ARTICLES), ARTICLES)
    assert use.select("rule_id", "outlet_id", "articles", "spans").rows() == [
        ("clean.dateline.capitals", "kabar.com", 1, 1), ("clean.related_link.also", "kabar.com", 1, 1),
    ]  # fmt: skip
    idle = unused(load_rules(), use)["rule_id"].to_list()
    assert "clean.dateline.capitals" not in idle
    assert "clean.ad.scroll" in idle
