"""The macros and the views behind them: asked by a name, answered with the facts about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import duckdb
import pytest

from flows.connection import connect
from flows.migrate import create_marts, prepare_schema
from tests.conftest import ROOT
from tests.test_claim_views import article, insert, said

ENTITIES = [
    ("country:NO", "LOC", "Norwegia", None),
    ("country:IS", "LOC", "Islandia", None),
    ("person:a", "PER", "Astrid Lund", None),
    ("person:a2", "PER", "Astrid", "person:a"),
    ("person:b", "PER", "Björn Lund", None),
]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(":memory:") as connection:
        prepare_schema(connection, datetime.now(UTC))
        for entity_id, kind, name, merged_into in ENTITIES:
            insert(connection, "dim_entity", entity_id=entity_id, entity_type=kind, name=name, basis="reference",
                   merged_into=merged_into)  # fmt: skip
        insert(connection, "dim_entity_alias", alias="Norge", entity_id="country:NO", basis="reference")
        yield connection


def named(con: duckdb.DuckDBPyConnection, article_id: str, sentence: int, entity_id: str, surface: str) -> None:
    number = con.sql("select count(*) from fact_entity_mention").fetchall()[0][0]
    insert(
        con, "fact_entity_mention", entity_mention_id=10_000 + number, article_id=article_id, sentence_no=sentence,
        start_char=0, end_char=len(surface), surface=surface, entity_type="LOC", entity_id=entity_id, confidence=1.0,
        rule_id="test", batch_id=1,
    )  # fmt: skip


def sentence(con: duckdb.DuckDBPyConnection, article_id: str, number: int, surface: str) -> None:
    insert(con, "fact_sentence", sentence_id=number, article_id=article_id, sentence_no=number, paragraph_no=0,
           start_char=0, end_char=len(surface), surface=surface, rule_id="test", batch_id=1)  # fmt: skip


def ids(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    return con.execute("select entity_id, matched from entity(?)", [name]).fetchall()


def test_an_entity_is_found_by_id_name_and_listed_spelling(con: duckdb.DuckDBPyConnection) -> None:
    assert ids(con, "country:NO") == ids(con, "norwegia") == [("country:NO", "name")]
    assert ids(con, "NORGE") == [("country:NO", "spelling")]
    assert ids(con, "Nor") == []


def test_a_merged_entity_answers_as_the_one_that_stands(con: duckdb.DuckDBPyConnection) -> None:
    named(con, "a1", 1, "person:a2", "Astrid")
    named(con, "a2", 1, "person:a", "Astrid Lund")
    assert con.sql("select entity_id, mentions, articles from entity('Astrid')").fetchall() == [("person:a", 2, 2)]


def test_words_of_a_name_find_all_who_bear_them(con: duckdb.DuckDBPyConnection) -> None:
    assert sorted(ids(con, "Lund")) == [("person:a", "part of name"), ("person:b", "part of name")]


def test_a_spelling_means_whom_articles_mean_by_it(con: duckdb.DuckDBPyConnection) -> None:
    for number in range(12):
        named(con, "a1", number, "person:b", "Lund")
    named(con, "a2", 1, "person:a", "Lund")
    assert ids(con, "Lund") == [("person:b", "spelling")]
    named(con, "a2", 2, "person:a", "Lund")
    assert sorted(ids(con, "Lund")) == [("person:a", "spelling"), ("person:b", "spelling")]


def test_a_name_with_signs_of_patterns_and_quotes_is_a_name(con: duckdb.DuckDBPyConnection) -> None:
    assert ids(con, "Lund (") == ids(con, ".*") == ids(con, "Rif'at") == []


def test_context_marks_the_place(con: duckdb.DuckDBPyConnection) -> None:
    text = "Pagi ini " * 20 + "12 orang tewas\ndi Oslo."
    article(con, "a1", "satu.id", None)
    con.execute("update fact_article set text = ?, text_chars = ?", [text, len(text)])
    start = text.index("12 orang")
    shown = con.execute("select context('a1', ?, ?)", [start, start + 8]).fetchall()[0][0]
    assert shown.startswith("…")
    assert shown.endswith("[12 orang] tewas di Oslo.")
    assert len(shown) == 1 + 80 + 10 + len(" tewas di Oslo.")
    assert con.sql("select context('tidak ada', 0, 1)").fetchall() == [(None,)]


def test_claims_about_say_why_they_belong(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("a1", "a2", "a3", "a4"):
        article(con, name, "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "300 pasukan", figure=300, subject="country:NO")
    said(con, 2, "a2", "Astrid Lund", "500 pasukan di Norwegia", figure=500, subject="country:IS")
    said(con, 3, "a3", "Astrid Lund", "700 pasukan", figure=700, subject="country:IS")
    said(con, 4, "a4", "Astrid Lund", "900 pasukan", figure=900, subject="country:IS")
    named(con, "a2", 2, "country:NO", "Norwegia")
    for number in (8, 9):
        named(con, "a3", number, "country:NO", "Norwegia")
    named(con, "a4", 9, "country:NO", "Norwegia")
    found = con.sql("select about, low from claims_about('Norge')").fetchall()
    assert found == [("subject", 300.0), ("sentence", 500.0), ("article", 700.0)]


def test_denials_about_have_the_denier_and_the_subject(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "itu bohong", stance="deny", entity="person:a")
    named(con, "a1", 1, "country:NO", "Norwegia")
    assert con.sql("select about, content from denials_about('Astrid Lund')").fetchall() == [("speaker", "itu bohong")]
    assert con.sql("select about, speaker from denials_about('Norwegia')").fetchall() == [("sentence", "Astrid Lund")]
    assert con.sql("from denials_about('Islandia')").fetchall() == []


def test_said_by_follows_a_merge(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid", "kapal itu aman", entity="person:a2")
    found = con.sql("select speaker, speaker_entity_id, said_on, content from said_by('Astrid Lund')").fetchall()
    assert found == [("Astrid Lund", "person:a", date(2025, 3, 1), "kapal itu aman")]


def test_a_timeline_counts_articles_mentions_and_statements_by_day(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", date(2025, 3, 1))
    article(con, "a3", "dua.id", None)
    said(con, 1, "a2", "Astrid Lund", "kapal itu aman", entity="person:a")
    for article_id, number in (("a1", 1), ("a1", 2), ("a3", 1)):
        named(con, article_id, number, "person:a2", "Astrid")
    days = con.sql(
        "select published_on, articles, outlets, mentions, statements from entity_timeline('Astrid Lund')"
    ).fetchall()
    assert days == [(date(2025, 3, 1), 2, 2, 2, 1), (None, 1, 1, 1, 0)]


def test_named_with_gives_the_company_and_its_lift(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    for number, entities in enumerate((["country:NO", "person:a"], ["country:NO", "person:a2"], ["country:NO"], [])):
        sentence(con, "a1", number, f"Kalimat {number}.")
        for entity_id in entities:
            named(con, "a1", number, entity_id, "x")
    columns = "name, sentences, articles, lift, example"
    assert con.sql(f"select {columns} from named_with('Norge')").fetchall() == [
        ("Astrid Lund", 2, 1, 2 * 4 / (3 * 2), "Kalimat 0.")
    ]
    assert con.sql(f"select {columns} from named_with('Astrid Lund')").fetchall() == [
        ("Norwegia", 2, 1, 2 * 4 / (3 * 2), "Kalimat 0.")
    ]


def test_a_figure_has_the_innermost_speaker_or_none(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "kata Björn ada 300 pasukan", figure=300)
    insert(
        con, "fact_statement", statement_id=2, article_id="a1", sentence_no=1, start_char=110, end_char=150, surface="",
        content="ada 300 pasukan", speaker="Björn Lund", stance="assert", form="indirect", confidence=0.9,
        rule_id="test", batch_id=1,
    )  # fmt: skip
    insert(con, "fact_statement_quantity", statement_quantity_id=99, article_id="a1", statement_id=2, quantity_id=1,
           concept="tentara", rule_id="test", batch_id=1)  # fmt: skip
    insert(con, "fact_quantity", quantity_id=7, article_id="a1", sentence_no=2, start_char=0, end_char=2, surface="12",
           low=12, high=12, precision="exact", kind="count", concept="kapal", rule_id="test", batch_id=1)  # fmt: skip
    found = con.sql("select low, speaker, concept, told_on from quantity_context order by low").fetchall()
    day = date(2025, 3, 1)
    assert found == [(12.0, None, "kapal", day), (300.0, "Björn Lund", "tentara", day)]


def test_a_copy_stands_beside_its_named_source_or_the_first(con: duckdb.DuckDBPyConnection) -> None:
    for name, outlet in (("a1", "satu.id"), ("a2", "dua.id"), ("a3", "tiga.id"), ("a4", "satu.id")):
        article(con, name, outlet, date(2025, 3, 1))
        insert(
            con, "fact_duplicate", duplicate_id=int(name[1]), article_id=name, cluster_id="a1", relation="near",
            similarity=0.9, first_article_id="a1", copied_from_article_id="a2" if name == "a3" else None,
            rule_id="test", batch_id=1,
        )  # fmt: skip
    found = con.sql(
        "select article_id, source_article_id, names_source, same_outlet from copied_article order by 1"
    ).fetchall()
    assert found == [("a2", "a1", False, False), ("a3", "a2", True, False), ("a4", "a1", False, True)]


def test_a_night_sums_its_batches_and_counts_what_failed(con: duckdb.DuckDBPyConnection) -> None:
    batches = [
        (1, "published", "2025-03-01 01:30:00+07", 100, 10),
        (2, "failed", "2025-03-02 01:30:00+07", 50, 0),
        (3, "published", "2025-03-02 02:30:00+07", 80, 20),
        (4, "published", "2025-03-02 03:30:00+07", 20, 0),
    ]
    for batch_id, status, started_at, records, rejected in batches:
        insert(
            con, "etl_batch", batch_id=batch_id, flow="nightly", status=status, started_at=started_at,
            rules_version="r", product_version="1", records_in=records, records_loaded=records - rejected,
            records_unchanged=0, records_rejected=rejected,
        )  # fmt: skip
    found = con.sql(
        "select night_on, batches, batches_failed, records_in, share_rejected, usual_records_in from quality_by_night"
    ).fetchall()
    assert found == [
        (date(2025, 3, 2), 3, 1, 100, 0.2, 100.0),
        (date(2025, 3, 1), 1, 0, 100, 0.1, None),
    ]


def test_views_and_macros_are_refreshed_whatever_was_there(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create or replace view co_mention as select 1 as gone")  # of an older product, without a column
    create_marts(con)
    assert con.sql("from named_with('Norge')").fetchall() == []


def test_every_macro_for_analysts_is_commented(con: duckdb.DuckDBPyConnection) -> None:
    comments = dict(con.sql("select function_name, comment from duckdb_functions() where not internal").fetchall())
    names = [
        name
        for path in (ROOT / "sql" / "macros").glob("*.sql")
        for name in re.findall(r"^create or replace macro (\w+)", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(names) > 5
    assert [name for name in names if not (comments[name] or "").startswith(f"{name}(")] == []
