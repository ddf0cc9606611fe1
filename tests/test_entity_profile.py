"""``saring entity``: what a name means, and what is told of it, on the articles that come with the project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.entity import look_up
from tests.test_cli import saring

pytestmark = pytest.mark.xdist_group("seeds")  # one worker loads for all


def profile(warehouse: Path, name: str, **options: int) -> dict[str, Any]:
    found: dict[str, Any] = look_up(warehouse, name, **options)["profile"]
    return found


def named(rows: list[dict[str, Any]], column: str) -> list[Any]:
    return [row[column] for row in rows]


@pytest.mark.parametrize("name", ["Korea Utara", "Korut", "korut", "DPRK", "country:KP"])
def test_every_spelling_and_the_id_lead_to_one_entity(seed_warehouse: Path, name: str) -> None:
    assert profile(seed_warehouse, name)["identity"]["entity_id"] == "country:KP"


def test_spellings_with_what_ties_them(seed_warehouse: Path) -> None:
    aliases = {row["alias"]: row for row in profile(seed_warehouse, "Korut")["aliases"]}
    assert aliases["Korut"]["mentions"] > 0
    assert "defined in brackets" in aliases["Korut"]["evidence"]
    assert "Korea Utara ([Korut])" in aliases["Korut"]["passage"]
    assert aliases["Korut"]["evidence_article_id"]
    assert aliases["Korea Utara"]["evidence"] == ["reference"]
    assert aliases["North Korea"]["mentions"] == 0, "known, not met"
    singh = {row["alias"]: row for row in profile(seed_warehouse, "Rutte")["aliases"]}
    assert "part of a full name in the article" in singh["Rutte"]["evidence"]


def test_mentions_are_those_of_the_warehouse(seed_warehouse: Path) -> None:
    found = profile(seed_warehouse, "Korut")
    with duckdb.connect(str(seed_warehouse), read_only=True) as con:
        row = con.execute(
            "select count(*), count(distinct article_id) from fact_entity_mention where entity_id = 'country:KP'"
        ).fetchone()
    assert row is not None
    mentions, articles = row
    assert sum(named(found["aliases"], "mentions")) == mentions
    assert sum(named(found["outlets"], "mentions")) == sum(named(found["months"], "mentions")) == mentions
    assert sum(named(found["outlets"], "articles")) == articles


def test_roles_of_a_person(seed_warehouse: Path) -> None:
    roles = named(profile(seed_warehouse, "Mark Rutte")["roles"], "role")
    assert roles
    assert any("NATO" in role for role in roles)
    assert profile(seed_warehouse, "Korut")["roles"] == []


def test_company_is_met_in_two_articles_and_more_often_than_by_chance(seed_warehouse: Path) -> None:
    company = profile(seed_warehouse, "Korut", max_rows=100)["company"]
    assert "country:RU" in named(company, "entity_id")
    assert "country:KP" not in named(company, "entity_id")
    assert all(row["articles"] >= 2 and row["lift"] > 1 for row in company)
    assert all(row["example"] for row in company)


def test_statements_by_it_and_about_it(seed_warehouse: Path) -> None:
    statements = profile(seed_warehouse, "Korut")["statements"]
    by = [row for row in statements if row["relation"] == "by"]
    about = [row for row in statements if row["relation"] == "about"]
    assert by
    assert about
    assert {row["speaker"] for row in by} == {"Korea Utara"}
    assert "Korea Utara" not in {row["speaker"] for row in about}
    assert all("Korea Utara" in row["content"] or "Korut" in row["content"] for row in about)
    assert not set(named(by, "statement_id")) & set(named(about, "statement_id"))
    assert len(named(about, "article_id")) == len(set(named(about, "article_id"))), "one an article"


def test_contexts_show_every_spelling_first(seed_warehouse: Path) -> None:
    found = profile(seed_warehouse, "Korut", max_rows=2)
    assert set(named(found["contexts"], "surface")) == {"Korea Utara", "Korut"}
    assert all(f"[{row['surface']}]" in row["passage"] for row in found["contexts"])


def test_a_name_with_several_meanings_lists_them(seed_warehouse: Path) -> None:
    found = look_up(seed_warehouse, "Korea")
    assert {"country:KP", "country:KR"} <= set(named(found["candidates"], "entity_id"))
    assert found["candidates"] == sorted(found["candidates"], key=lambda row: -row["mentions"])


def test_an_unknown_name_gets_near_ones_that_occur(seed_warehouse: Path) -> None:
    assert named(look_up(seed_warehouse, "Zelensky Volodimir")["near"], "name")[0] == "Volodymyr Zelenskyy"
    assert named(look_up(seed_warehouse, "Korea Utarra")["near"], "entity_id")[0] == "country:KP"
    assert look_up(seed_warehouse, "xqzwv")["near"] == []


def test_merged_ids_count_with_the_one_that_stands(seed_warehouse: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copy(seed_warehouse, path)
    with duckdb.connect(str(path)) as con:
        con.execute("insert into dim_entity by name select 'org:pentagon-x' as entity_id, 'LOC' as entity_type, "
                    "'Korea Utarra' as name, 'learned' as basis, 'country:KP' as merged_into")  # fmt: skip
        con.execute("update fact_entity_mention set entity_id = 'org:pentagon-x' where surface = 'Korut'")
    found = profile(path, "Korea Utara")
    assert named(found["merged"], "entity_id") == ["org:pentagon-x"]
    assert {"Korut", "Korea Utara"} <= {row["alias"] for row in found["aliases"] if row["mentions"]}
    assert profile(path, "Korea Utarra")["identity"]["entity_id"] == "country:KP"


class TestCommand:
    def test_the_parts_are_shown(self, seed_warehouse: Path) -> None:
        shown = saring("entity", "Korut", "-w", seed_warehouse)
        assert shown.returncode == 0, shown.stderr
        for part in ("country:KP", "Spellings", "By outlet", "By month", "Latest statements by it", "In context"):
            assert part in shown.stdout

    def test_as_json(self, seed_warehouse: Path) -> None:
        found = json.loads(saring("entity", "Pentagon", "-w", seed_warehouse, "--json").stdout)
        assert found["profile"]["identity"]["name"] == "Pentagon"

    def test_an_unknown_name_ends_with_2_and_names_near_ones(self, seed_warehouse: Path) -> None:
        missing = saring("entity", "Korea Utarra", "-w", seed_warehouse)
        assert missing.returncode == 2
        assert "near: Korea Utara (country:KP)" in missing.stderr
