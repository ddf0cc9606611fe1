"""The worked questions: answers on the sample articles, on the real dumps, and the pages that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docs import generate
from flows.errors import UsageError
from flows.questions import Question, ask, questions, values_of
from flows.sqlfiles import header
from tests.conftest import ROOT
from tests.test_cli import saring

pytestmark = pytest.mark.xdist_group("questions")
QUESTIONS = questions()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate.sample_warehouse(tmp_path_factory.mktemp("samples") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    return generate.archive_warehouse(tmp_path_factory.mktemp("archive") / "warehouse.duckdb")


def rows(warehouse: Path, name: str, columns: str, **parameters: str) -> list[tuple[Any, ...]]:
    """Some columns of an answer."""
    answer = ask(warehouse, name, parameters)
    places = [answer.columns.index(column) for column in columns.split()]
    return [tuple(row[k] for k in places) for row in answer.rows]


def test_there_are_twelve_questions_each_with_its_page() -> None:
    assert len(QUESTIONS) == 12
    pages = {path.stem for path in (ROOT / "docs" / "analysis").glob("*.md")} - {"README"}
    assert pages == {each.name for each in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_the_header_says_what_is_asked_for_and_answered(question: Question, samples: Path) -> None:
    assert ask(samples, question.name, {}).columns == question.columns
    for_archive = values_of(header(f"analysis/{question.name}").get("archive", ""))
    assert for_archive.keys() == question.parameters.keys()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_the_page_shows_the_present_answer_on_the_samples(question: Question, samples: Path) -> None:
    page = (ROOT / "docs" / "analysis" / f"{question.name}.md").read_text("utf-8")
    assert generate.without_archive(page) == generate.analysis_page(question, samples), "run make docs"
    assert generate.ARCHIVE_HEAD in page


def test_who_said_how_many_and_who_denied_it(samples: Path) -> None:
    found = rows(samples, "who_said_how_many", "speaker stance low high precision")
    assert ("Pentagon", "assert", 10000.0, 10000.0, "about") in found
    assert ("Mark Rutte", "doubt", 12000.0, None, "at_least") in found
    assert [speaker for speaker, stance, *_ in found if stance == "deny"] == [
        "Korea Utara", "Kremlin", "perwakilan Korea Utara",
    ]  # fmt: skip
    ferry = rows(samples, "who_said_how_many", "speaker low outlets", about="Selat Sunda", concept="korban tewas")
    assert ferry == [
        ("Deni Mahendra", 9.0, ["kabarteluk.example", "wartasamudra.example"]),
        ("Rudi Hartono", 9.0, ["harianpesisir.example"]),
        ("Rudi Hartono", 15.0, ["harianpesisir.example"]),
        ("Deni Mahendra", 17.0, ["kabarteluk.example", "wartasamudra.example"]),
        ("Deni Mahendra", 23.0, ["kabarteluk.example"]),
    ]


def test_who_carried_the_denial(samples: Path) -> None:
    found = rows(samples, "who_carried_the_denial", "outlet articles with_denial")
    assert found == [
        ("SP Globalindo", 2, 1), ("Koran Prabumulih Pos", 1, 1), ("Liputan6", 1, 1), ("Parameter Media", 1, 0),
    ]  # fmt: skip


def test_how_the_figure_changed_from_day_to_day(samples: Path) -> None:
    found = rows(samples, "figure_by_day", "day highest")
    assert [(day.day, highest) for day, highest in found] == [(2, 9.0), (3, 17.0), (4, 23.0)]


def test_which_figures_conflict(samples: Path) -> None:
    found = rows(samples, "conflicting_figures", "subject concept lowest highest denied_by")
    assert ("Selat Sunda", "korban tewas", 9.0, 23.0, []) in found
    assert found[0][:2] == ("Korea Utara", "tentara")
    assert "Kremlin" in found[0][-1]


def test_who_copied_whom(samples: Path) -> None:
    found = rows(samples, "who_copied_whom", "copied_by source hours_later")
    assert found == [("wartasamudra.example", "kabarteluk.example", 4.3)]


def test_who_is_heard(samples: Path) -> None:
    found = rows(samples, "who_is_heard", "speaker outlets mainly denies")
    assert found[:2] == [("Deni Mahendra", 2, "assert", 0), ("PT Bahari Lestari", 2, "assert", 1)]
    assert ("Dudy Purwagandhi", 1, "intend", 0) in found


def test_who_leans_on_unnamed_sources(samples: Path) -> None:
    shares = dict(rows(samples, "unnamed_sources", "outlet unnamed_share"))
    assert shares["Koran Prabumulih Pos"] > shares["Liputan6"] > shares["kabarteluk.example"] == 0
    assert rows(samples, "unnamed_sources", "outlet", at_least="1000") == []


def test_who_is_named_together(samples: Path) -> None:
    found = rows(samples, "named_together", "name articles")
    assert ("Kim Jong Un", 2) in found
    assert rows(samples, "named_together", "name", at_least="9") == []


def test_who_rises(samples: Path) -> None:
    assert rows(samples, "rising_names", "name articles share_before")[0] == ("Selat Sunda", 7, None)
    assert rows(samples, "rising_names", "name", week_to="2026-04-30") == []


def test_who_promised_what_by_when(samples: Path) -> None:
    found = rows(samples, "promises", "speaker due_on")
    assert {(speaker, due_on.isoformat()) for speaker, due_on in found} == {("Dudy Purwagandhi", "2026-03-20")}
    assert rows(samples, "promises", "speaker", days_ahead="30") == []


def test_which_sums_are_the_largest(samples: Path) -> None:
    assert rows(samples, "largest_sums", "amount what") == [(12.5e9, "kerugian"), (1.05e9, None)]
    assert rows(samples, "largest_sums", "amount", currency="EUR") == []


def test_what_publishers_changed_quietly(samples: Path) -> None:
    found = rows(samples, "quiet_changes", "outlet what before after")
    assert ("harianpesisir.example", "quantity", "11 orang", "sembilan orang") in found
    assert {outlet for outlet, *_ in found} == {"harianpesisir.example"}


def test_answers_from_the_real_dumps(archive: Path) -> None:
    """What a reader of the articles knows; each was looked up in them."""
    names = [name for name, *_ in rows(archive, "rising_names", "name", week_to="2025-06-20")]
    assert {"Al Ghazali", "Ali Khamenei"} <= set(names[:10])  # a wedding, and a war
    gaza = rows(archive, "who_said_how_many", "speaker low", about="Gaza", concept="korban tewas")
    assert ("Perserikatan Bangsa-Bangsa", 1000.0) in gaza
    denied = {row[0]: row[1:] for row in rows(archive, "who_carried_the_denial", "outlet articles with_denial",
                                              about="Nadiem Makarim")}  # fmt: skip
    assert denied["SINDOnews"] == (3, 2)
    assert denied["CNN Indonesia"] == (1, 0)
    company = rows(archive, "named_together", "name articles", about="Prabowo Subianto", at_least="3")
    assert "Gibran Rakabuming Raka" in {name for name, _ in company[:3]}
    assert rows(archive, "who_is_heard", "speaker", about="Raja Ampat")[0] == ("Bahlil Lahadalia",)
    growth = {row[:2]: row[2:] for row in rows(archive, "conflicting_figures", "subject concept lowest highest")}
    assert growth["Indonesia", "pertumbuhan"] == (4.7, 5.12)
    copies = rows(archive, "who_copied_whom", "copied_by source")
    assert ("detikcom", "Liputan6") in copies
    (first, *_), *_ = rows(archive, "largest_sums", "amount", currency="IDR")
    assert first == 53_618e12
    promised = rows(archive, "promises", "speaker due_on", days_ahead="7")
    assert ("Kementerian Perhubungan", "2024-09-30") in {(who, due.isoformat()) for who, due in promised}
    toll = rows(archive, "figure_by_day", "day highest", about="Selat Bali", concept="korban tewas")
    assert (toll[0][0].isoformat(), toll[0][1]) == ("2025-07-03", 6.0)
    shares = dict(rows(archive, "unnamed_sources", "outlet unnamed_share", at_least="200"))
    assert max(shares.values()) < 0.25
    assert rows(archive, "quiet_changes", "outlet") == []  # each article came once


def test_what_cannot_be_asked_is_said(samples: Path) -> None:
    for name, parameters, message in (
        ("who", {}, "there is no question 'who'; there are: conflicting_figures"),
        ("promises", {"about": "x"}, "promises does not ask for about; it asks for: days_ahead"),
        ("promises", {"days_ahead": "x"}, "Could not convert string 'x' to INT32"),
    ):
        with pytest.raises(UsageError, match="^.*" + message.replace("?", r"\?")):
            ask(samples, name, parameters)


def test_the_command_lists_and_answers(samples: Path) -> None:
    listed = saring("ask")
    assert "Which figures conflict?" in listed.stdout
    answered = saring("ask", "who_copied_whom", "--csv", "-w", samples)
    assert answered.stdout.startswith("copied_by,source,relation,")
    wrong = saring("ask", "promises", "days_ahead", "-w", samples)
    assert wrong.returncode == 2
    assert "KEY=VALUE" in wrong.stderr
