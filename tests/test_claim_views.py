"""The views on claims: conflicts between figures, denials, speakers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

SQL = Path(__file__).parent.parent / "sql"
VIEWS = ("quantity_claim", "denial", "claim_conflict", "speaker_profile")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for path in [*sorted((SQL / "schema").glob("*.sql")), *(SQL / "marts" / f"{v}.sql" for v in VIEWS)]:
            connection.execute(path.read_text(encoding="utf-8"))
        connection.execute(
            "insert into dim_entity (entity_id, entity_type, name, basis) values"
            " ('country:NO', 'LOC', 'Norwegia', 'reference'), ('country:IS', 'LOC', 'Islandia', 'reference'),"
            " ('person:a', 'PER', 'Astrid Lund', 'learned'), ('person:b', 'PER', 'Björn Dal', 'learned')"
        )
        yield connection


def insert(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    con.execute(
        f"insert into {table} ({', '.join(values)}) values ({', '.join('?' * len(values))})", list(values.values())
    )


def article(con: duckdb.DuckDBPyConnection, name: str, outlet: str, day: date | None) -> None:
    insert(
        con, "fact_article", article_id=name, outlet_id=outlet, title=name, authors=[], tags=[], published_on=day,
        text="", body="", text_chars=0, body_chars=0, word_count=0, sentence_count=0, revision=1, content_hash="",
        rules_version="", rule_id="test", batch_id=1,
    )  # fmt: skip


def said(
    con: duckdb.DuckDBPyConnection, number: int, article_id: str, speaker: str, content: str, *, stance: str = "assert",
    entity: str | None = None, figure: float | None = None, concept: str = "tentara", subject: str = "country:NO",
    mentions: tuple[tuple[str, str], ...] = (), day: date | None = None,
) -> None:  # fmt: skip
    """One statement, with one figure where one is given; it stands at ``number * 100`` of its article."""
    start = number * 100
    insert(
        con, "fact_statement", statement_id=number, article_id=article_id, sentence_no=number, start_char=start,
        end_char=start + 90, surface=content, content=content, speaker=speaker, speaker_entity_id=entity, stance=stance,
        form="indirect", stated_on=day, confidence=0.9, rule_id="test", batch_id=1,
    )  # fmt: skip
    for k, (kind, entity_id) in enumerate(mentions):
        insert(
            con, "fact_entity_mention", entity_mention_id=start + k, article_id=article_id, sentence_no=number,
            start_char=start + k, end_char=start + k + 1, surface="x", entity_type=kind, entity_id=entity_id,
            confidence=1.0, rule_id="test", batch_id=1,
        )  # fmt: skip
    if figure is None:
        return
    insert(
        con, "fact_quantity", quantity_id=number, article_id=article_id, sentence_no=number, start_char=start,
        end_char=start + 5, surface=str(figure), low=figure, high=figure, precision="exact", kind="count",
        unit="pasukan", rule_id="test", batch_id=1,
    )  # fmt: skip
    insert(
        con, "fact_statement_quantity", statement_quantity_id=number, article_id=article_id, statement_id=number,
        quantity_id=number, concept=concept, subject_entity_id=subject, rule_id="statements:quantity-inside",
        batch_id=1,
    )  # fmt: skip


def story(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.sql("select entry, speaker, low, articles, outlets from claim_conflict").fetchall()


def test_different_figures_for_one_thing_are_a_conflict(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", date(2025, 3, 4))
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300, entity="person:a")
    said(con, 2, "a2", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300, entity="person:a")
    said(con, 3, "a2", "Björn Dal", "Norwegia mengirim 500 pasukan", figure=500, entity="person:b")
    assert story(con) == [
        ("figure", "Astrid Lund", 300.0, 2, ["dua.id", "satu.id"]),
        ("figure", "Björn Dal", 500.0, 1, ["dua.id"]),
    ]


def test_equal_figures_or_other_subjects_are_none(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300)
    said(con, 2, "a1", "Björn Dal", "Norwegia mengirim 300 pasukan", figure=300)
    said(con, 3, "a1", "Björn Dal", "Islandia mengirim 500 pasukan", figure=500, subject="country:IS")
    said(con, 4, "a1", "Björn Dal", "Norwegia mengirim 500 kapal", figure=500, concept="kapal")
    assert story(con) == []


def test_a_gap_of_more_than_a_month_parts_two_stories(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", date(2025, 5, 1))
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300)
    said(con, 2, "a2", "Björn Dal", "Norwegia mengirim 500 pasukan", figure=500)
    assert story(con) == []


def test_an_undated_claim_joins_the_story(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", None)
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300)
    said(con, 2, "a2", "Björn Dal", "Norwegia mengirim 500 pasukan", figure=500)
    assert [row[1] for row in story(con)] == ["Astrid Lund", "Björn Dal"]


def test_a_denial_of_the_subject_answers_the_claims(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", date(2025, 3, 4))
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300)
    said(con, 2, "a1", "Björn Dal", "Norwegia mengirim 500 pasukan", figure=500)
    norway = (("LOC", "country:NO"),)
    said(con, 3, "a2", "juru bicara", "Norwegia tidak mengirim pasukan", stance="deny", mentions=norway)
    said(con, 4, "a2", "juru bicara", "Norwegia tidak mengirim kapal", stance="deny", mentions=norway)
    answered = con.sql("select content, claimed_by, basis from denial order by all").fetchall()
    assert answered == [
        ("Norwegia tidak mengirim kapal", None, None),
        ("Norwegia tidak mengirim pasukan", "Astrid Lund", "same subject"),
        ("Norwegia tidak mengirim pasukan", "Björn Dal", "same subject"),
    ]
    assert ("denial", "juru bicara", None, 1, ["dua.id"]) in story(con)


def test_a_denial_before_the_claim_answers_nothing(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 4))
    article(con, "a2", "dua.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "Norwegia mengirim 300 pasukan", figure=300)
    norway = (("LOC", "country:NO"),)
    said(con, 2, "a2", "juru bicara", "Norwegia tidak mengirim pasukan", stance="deny", mentions=norway)
    assert con.sql("select claim_id from denial").fetchall() == [(None,)]


def test_a_denial_that_points_back_answers_the_claim_before_it(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", None)
    said(con, 1, "a1", "Astrid Lund", "300 kapal tenggelam", figure=300, concept="kapal")
    said(con, 2, "a1", "Björn Dal", "500 pasukan berangkat", figure=500)
    said(con, 3, "a1", "juru bicara", "klaim tersebut", stance="deny")
    said(con, 4, "a1", "juru bicara", "komentar Astrid", stance="deny", mentions=(("PER", "person:c"),))
    answered = con.sql("select content, claimed_by, basis from denial order by all").fetchall()
    assert answered == [("klaim tersebut", "Björn Dal", "same article"), ("komentar Astrid", None, None)]


def test_speakers_are_counted_by_entity_or_description(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "300 kapal tenggelam", figure=300, concept="kapal", entity="person:a")
    said(con, 2, "a1", "Astrid Lund", "itu bohong", stance="deny", entity="person:a")
    said(con, 3, "a1", "sumber kepolisian", "pelaku dua orang")
    rows = con.sql("select speaker_id, speaker, statements, figures, denies from speaker_profile order by 1").fetchall()
    assert rows == [
        ("person:a", "Astrid Lund", 2, 1, 1),
        ("unnamed:sumber kepolisian", "sumber kepolisian", 1, 0, 0),
    ]


def test_a_breakdown_by_one_speaker_is_no_conflict(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    article(con, "a2", "dua.id", date(2025, 3, 4))
    said(con, 1, "a1", "Astrid Lund", "300 pasukan di darat", figure=300, entity="person:a")
    said(con, 2, "a1", "Astrid Lund", "200 pasukan di laut", figure=200, entity="person:a")
    assert story(con) == []
    said(con, 3, "a2", "Astrid Lund", "kini 700 pasukan", figure=700, entity="person:a")
    assert {low for _, _, low, *_ in story(con)} == {200.0, 300.0, 700.0}


def test_figures_that_fit_each_other_are_no_conflict(con: duckdb.DuckDBPyConnection) -> None:
    article(con, "a1", "satu.id", date(2025, 3, 1))
    said(con, 1, "a1", "Astrid Lund", "sekitar 300 pasukan", figure=300, entity="person:a")
    said(con, 2, "a1", "Björn Dal", "310 pasukan", figure=310, entity="person:b")
    con.execute("update fact_quantity set precision = 'about' where quantity_id = 1")
    assert story(con) == []
    con.execute("update fact_quantity set precision = 'at_least', high = null where quantity_id = 1")
    assert story(con) == []
    con.execute("update fact_quantity set low = 320 where quantity_id = 1")
    assert len(story(con)) == 2


def test_every_view_and_column_is_commented(con: duckdb.DuckDBPyConnection) -> None:
    bare = con.sql(
        "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''"
        f" and table_name in {VIEWS}"
    ).fetchall()
    assert bare == []
