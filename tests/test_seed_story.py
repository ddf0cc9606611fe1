"""The story of the five seed articles, written down from reading them: who said how many, and who denied it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.warehouse import connect_readonly

pytestmark = pytest.mark.xdist_group("seeds")  # one worker loads for all

NIS = "Badan Intelijen Nasional Korea Selatan"
FIGURES = {
    (NIS, "assert", 1500, 1500, "about", None),
    (NIS, "assert", 3000, 3000, "exact", None),
    (NIS, "assert", None, 12000, "at_most", None),
    ("pemberitaan media terbaru", "assert", 3000, 3000, "about", None),
    ("sumber intelijen militer Ukraina", "assert", 3000, 3000, "exact", "below"),
    ("Pentagon", "assert", 10000, 10000, "about", None),
    ("Volodymyr Zelenskyy", "assert", 10000, 10000, "about", None),
    ("Nico Lange", "doubt", 12000, 12000, "exact", None),
    ("Mark Rutte", "doubt", 12000, None, "at_least", None),
    ("pejabat Amerika Serikat", "concern", 20000, 99999, "vague", None),
}
"""Speaker, stance, low, high, precision, and how the figure compares to what is said to be true."""
DENYING = {"Kremlin", "Korea Utara", "perwakilan Korea Utara"}


def story(path: Path, entry: str, columns: str) -> set[tuple]:
    with connect_readonly(path) as con:
        rows = con.execute(
            f"select {columns} from claim_conflict where subject = 'Korea Utara' and concept = 'tentara' and entry = ?",
            [entry],
        ).fetchall()
    return set(rows)


def test_every_figure_with_its_speaker_and_stance(seed_warehouse: Path) -> None:
    assert story(seed_warehouse, "figure", "speaker, stance, low, high, precision, comparison") == FIGURES


def test_who_denies(seed_warehouse: Path) -> None:
    assert {speaker for (speaker,) in story(seed_warehouse, "denial", "speaker")} == DENYING


def test_the_relay_is_told_from_the_speaker(seed_warehouse: Path) -> None:
    with connect_readonly(seed_warehouse) as con:
        rows = con.execute("select speaker, relay from fact_statement where relay is not null").fetchall()
    assert ("Volodymyr Zelenskyy", "Radio Free Europe/Radio Liberty") in {(speaker, relay) for speaker, relay in rows}


def test_days_stand_where_the_text_or_the_stamp_says_them(seed_warehouse: Path) -> None:
    said = story(seed_warehouse, "figure", "speaker, first_said_on::varchar")
    assert ("Pentagon", "2024-10-28") in said
    assert ("pemberitaan media terbaru", None) in said
