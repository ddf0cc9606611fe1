"""Loading: versions, sources, facts; whatever the order, the same facts; the same again, no change."""

from __future__ import annotations

import itertools
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from flows.warehouse import Warehouse, connect_readonly
from tests.examples import examples
from tests.shards import (
    Given,
    article_id,
    content_hash,
    contents,
    facts_of,
    fill,
    load,
    raw_frame,
    sources_frame,
    text_of,
)

FIRST = Given(
    text_of("Pasukan tiba", "TokohA berkata 300 tentara tiba di KotaX hari ini", "Ada 12 perwira lain"),
    "https://a.id/pasukan",
    "2025-06-01T10:00",
    "r1",
)
SECOND = Given(
    text_of("Pasukan tiba", "TokohA berkata 500 tentara tiba di KotaX hari ini", "Ada 12 perwira lain"),
    "https://a.id/pasukan",
    "2025-06-01T12:00",
    "r2",
)
UNDATED = Given(text_of("Pasukan tiba", "Kabar awal menyebut 9 orang"), "https://a.id/pasukan", None, "r0")
OTHER = Given(text_of("Banjir", "TokohB berkata 7 rumah rusak di KotaY"), "https://b.id/banjir", None, "r3")
ENGLISH = Given(text_of("Flood", "Some 9 houses are gone"), "https://b.id/flood", None, "r4", language="en")


def query(path: Path, sql: str) -> list[tuple]:
    with connect_readonly(path) as con:
        return con.execute(sql).fetchall()


def test_every_table_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    results = load(path, [FIRST, OTHER])
    assert results["failing_rows"].sum() == 0
    assert query(
        path,
        "select speaker, low, fact_quantity.concept, surface "
        "from fact_statement_quantity join fact_quantity using (quantity_id) "
        "join fact_statement using (statement_id) order by low".replace("surface", "fact_quantity.surface"),
    ) == [("TokohB", 7.0, "rumah", "7 rumah"), ("TokohA", 300.0, "tentara", "300 tentara")]
    assert query(path, "select surface, name, kind from fact_removed_span cross join (select 1 as kind_) join "
                       "fact_article using (article_id) join dim_outlet using (outlet_id) where name = 'Harian A'") \
        == [("JUDUL: Pasukan tiba", "Harian A", "title")]  # fmt: skip
    assert query(path, "select starts_on::varchar from fact_date_mention") == [("2025-06-01",)]
    assert query(path, "select count(*) from fact_entity_mention join dim_entity using (entity_id)") == [(4,)]
    assert query(path, "select title, place, word_count, sentence_count from fact_article where record_id = 'r3'") == [
        ("Banjir", None, 7, 1)
    ]


def test_offsets_are_code_points(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [Given(text_of("Emoji 👩‍👩‍👧 “kutip”", "Ada 👍🏽 dan 12 orang di Kotaß"), "https://a.id/e")])
    assert query(
        path,
        "select q.surface = text[start_char + 1:end_char] from fact_quantity q join fact_article using (article_id)",
    ) == [(True,)]


def test_other_languages_are_kept_without_facts(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [ENGLISH])
    assert query(path, "select language, sentence_count from fact_article") == [("en", 0)]
    assert query(path, "select count(*) from fact_quantity") == [(0,)]


def test_empty_shard(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [])
    assert query(path, "select records_in, status from etl_batch") == [(0, "published")]


def test_only_the_latest_version_has_facts(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [SECOND, FIRST, UNDATED])
    assert query(path, "select record_id, revision from fact_article") == [("r2", 3)]
    assert query(path, "select low from fact_quantity order by low") == [(12.0,), (500.0,)]
    assert query(path, "select record_id, revision from raw_article order by revision") == [
        ("r0", 1),
        ("r1", 2),
        ("r2", 3),
    ]


def test_equal_stamps_are_ranked_by_content_hash(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    twins = [Given(text_of("A", f"Ada {n} orang"), "https://a.id/t", "2025-01-01T00:00", f"r{n}") for n in (1, 2, 3)]
    load(path, twins)
    latest = max(twins, key=content_hash)
    assert query(path, "select record_id from fact_article") == [(latest.record_id,)]


@pytest.mark.parametrize("order", list(itertools.permutations([FIRST, SECOND, UNDATED])))
def test_versions_in_any_order_over_batches(tmp_path: Path, order: tuple[Given, ...]) -> None:
    path, reference = tmp_path / "w.duckdb", tmp_path / "reference.duckdb"
    for number, version in enumerate(order):
        load(path, [version], uri=f"inbox/{version.record_id}.jsonl")
        assert query(path, "select count(*) from fact_article") == [(1,)], number
    for version in (FIRST, SECOND, UNDATED):
        load(reference, [version], uri=f"inbox/{version.record_id}.jsonl")
    assert contents(path) == contents(reference)


RECORDS = st.lists(
    st.builds(
        lambda url, n, who, day, language: Given(
            text_of("Berita", f"Tokoh{who} berkata {n} orang tiba di Kota{who}"),
            f"https://{url}.id/x", day, f"{url}-{n}-{who}-{day}", language,
        ),
        st.sampled_from("abc"), st.integers(1, 3), st.sampled_from("PQ"),
        st.sampled_from([None, "2025-06-01T10:00", "2025-06-02T10:00"]), st.sampled_from(["id", "id", "en"]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(records=RECORDS, data=st.data())
@examples(
    8, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_facts_depend_on_the_set_of_articles_alone(
    tmp_path_factory: pytest.TempPathFactory, records: list[Given], data: st.DataObject
) -> None:
    """Any order, any cut into shards and batches: each record a file of its own, the same facts."""
    folder = tmp_path_factory.mktemp("order")
    together, apart = folder / "together.duckdb", folder / "apart.duckdb"
    named = {f"inbox/{number}.jsonl": record for number, record in enumerate(records)}
    with Warehouse.writing(together) as warehouse:
        batch_id = warehouse.start_batch("ingest", rules_version="r1")
        for uri, record in named.items():
            fill(warehouse, batch_id, [record], uri=uri)
        warehouse.finish_batch(batch_id)
        warehouse.publish()
    shuffled = data.draw(st.permutations(list(named)))
    cut = data.draw(st.integers(0, len(shuffled)))
    for batch in (shuffled[:cut], shuffled[cut:]):
        with Warehouse.writing(apart) as warehouse:
            batch_id = warehouse.start_batch("ingest", rules_version="r1")
            for uri in batch:
                fill(warehouse, batch_id, [named[uri]], uri=uri)
            warehouse.finish_batch(batch_id)
            warehouse.publish()
    assert contents(apart) == contents(together)


def test_the_same_file_again_changes_no_row(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [FIRST, OTHER, OTHER])
    before = contents(path)
    load(path, [FIRST, OTHER, OTHER])
    assert contents(path) == before
    assert query(path, "select records_in, records_loaded, records_unchanged from etl_batch order by batch_id") == [
        (3, 2, 1),
        (3, 0, 3),
    ]
    assert query(path, "select count(*) from fact_change") == [(0,)]


def test_the_same_article_from_another_file_is_one_more_source(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [FIRST], uri="inbox/b.jsonl")
    before = contents(path)
    copy = Given(FIRST.text, FIRST.url, FIRST.published, "copy")
    load(path, [copy], uri="inbox/a.jsonl")
    after = contents(path)
    assert len(after["article_source"]) == 2
    assert query(path, "select record_id from fact_article") == [("copy",)], "that of the first file by its address"
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"article_source", "fact_article"}


def test_record_id_is_of_the_first_source_that_has_one(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [Given(FIRST.text, FIRST.url, FIRST.published, None)], uri="inbox/a.jsonl")
    assert query(path, "select record_id from fact_article") == [(None,)]
    load(path, [FIRST], uri="inbox/z.jsonl")
    assert query(path, "select record_id from fact_article") == [("r1",)]


def test_a_version_loaded_again_in_the_same_shard_twice(tmp_path: Path) -> None:
    """A shard that holds known and new versions, and one version under two numbers."""
    path = tmp_path / "w.duckdb"
    load(path, [FIRST])
    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch("ingest", rules_version="r1")
        raw = raw_frame([FIRST, SECOND, SECOND])
        file_id = warehouse.start_source_file(batch_id, uri="inbox/b.jsonl", sha256="1", size_bytes=3)
        for _ in range(2):
            warehouse.load_shard(batch_id, raw, facts_of(raw), sources_frame([FIRST, SECOND, SECOND], file_id))
        warehouse.finish_batch(batch_id)
        warehouse.publish()
    assert query(path, "select count(*) from raw_article") == [(2,)]
    assert query(path, "select low from fact_quantity order by low") == [(12.0,), (500.0,)]


def test_learned_entities_leave_with_their_last_mention(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    old = Given(text_of("A", "TokohLama tiba di KotaX"), "https://a.id/1", "2025-01-01T00:00")
    new = Given(text_of("A", "TokohBaru tiba di KotaX"), "https://a.id/1", "2025-01-02T00:00")
    load(path, [old])
    load(path, [new], uri="inbox/b.jsonl")
    assert query(path, "select name from dim_entity order by name") == [("KotaX",), ("TokohBaru",)]


def test_a_failing_shard_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"

    def broken(raw: pl.DataFrame):
        facts = facts_of(raw)
        facts.statements = facts.statements.drop("stance")
        return facts

    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch("ingest", rules_version="r1")
        with pytest.raises(duckdb.Error):
            fill(warehouse, batch_id, [FIRST], derive=broken)
        for table in ("raw_article", "article_source", "fact_article", "fact_quantity", "dim_entity"):
            assert warehouse.con.execute(f"select count(*) from {table}").fetchone() == (0,), table


def test_rejects_are_kept_once_and_counted_each_time(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for batch in (1, 2):
        with Warehouse.writing(path) as warehouse:
            batch_id = warehouse.start_batch("ingest", rules_version="r1")
            file_id = warehouse.start_source_file(batch_id, uri="inbox/a.jsonl", sha256="1", size_bytes=9)
            rejects = pl.DataFrame(
                {
                    "source_file_id": [file_id] * 2, "record_no": [0, 1], "position": ["line 1", "line 2"],
                    "stage": ["read"] * 2, "reason": ["broken_json"] * 2, "detail": ["x", "y"],
                    "original": [b'{"a', b"\xff\x00"],
                }
            )  # fmt: skip
            warehouse.load_rejects(batch_id, rejects)
            warehouse.finish_source_file(batch_id, file_id, records=2)
            assert warehouse.finish_batch(batch_id)["records_rejected"] == 2, batch
            warehouse.publish()
    assert query(path, "select record_no, original, batch_id from etl_rejected_record order by record_no") == [
        (0, b'{"a', 1),
        (1, b"\xff\x00", 1),
    ]


def test_known_and_forgotten_versions(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [FIRST])
    with Warehouse.writing(path) as warehouse:
        warehouse.con.execute(
            "insert into etl_tombstone values ('article', ?, 'on demand', 1, now())", [article_id(OTHER)]
        )
        found = warehouse.known_versions(raw_frame([FIRST, SECOND, OTHER])).sort("is_known", "is_forgotten")
    assert found.select("article_id", "content_hash", "is_known", "is_forgotten").rows() == [
        (article_id(SECOND), content_hash(SECOND), False, False),
        (article_id(OTHER), content_hash(OTHER), False, True),
        (article_id(FIRST), content_hash(FIRST), True, False),
    ]


def test_dimensions_follow_the_reference(tmp_path: Path) -> None:
    def load_names(names: dict[str, str], rules: dict[str, str]) -> None:
        with Warehouse.writing(tmp_path / "w.duckdb") as warehouse:
            warehouse.load_dimensions(
                outlets=pl.DataFrame({"domain": ["a.id"], "name": ["A"], "zone": ["Asia/Jakarta"]}),
                rules=pl.DataFrame({"rule_id": list(rules), "stage": "s", "version": list(rules.values())}),
                entities=pl.DataFrame({"entity_id": list(names), "entity_type": "LOC", "name": list(names.values())}),
                aliases=pl.DataFrame({"alias": list(names.values()), "entity_id": list(names)}),
            )
            warehouse.publish()

    load_names({"country:KP": "Korea Utara", "country:KR": "Korea Selatan"}, {"s:one": "1", "s:two": "1"})
    load_names({"country:KP": "Korut"}, {"s:two": "2"})
    path = tmp_path / "w.duckdb"
    assert query(path, "select rule_id, version, is_retired from dim_rule order by 1") == [
        ("s:one", "1", True), ("s:two", "2", False),
    ]  # fmt: skip
    assert query(path, "select entity_id, name, basis from dim_entity order by 1") == [
        ("country:KP", "Korut", "reference"), ("country:KR", "Korea Selatan", "learned"),
    ]  # fmt: skip
    assert query(path, "select alias from dim_entity_alias") == [("Korut",)]
    load_names({"country:KP": "Korut"}, {"s:one": "1", "s:two": "2"})
    assert query(path, "select count(*) from dim_rule where is_retired") == [(0,)]
