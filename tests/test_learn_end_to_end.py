"""Learning as users run it: load, ``saring learn`` or its flow, load again; real files, Prefect and DuckDB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows import steps
from flows.warehouse import connect_readonly
from tests.test_learn_aliases import of_company
from tests.test_learn_templates import story

SITE = "kabarpesisir.id"
SLOGAN = "Suara pesisir untuk nelayan di seluruh kepulauan kita"
"""A line that no rule knows."""


def write(path: Path, articles: list[tuple[str, str]], day: str = "2025-06-02") -> Path:
    lines = [
        {"url": f"https://{SITE}/{name}", "judul": f"Kabar {name}", "tanggal": f"{day} 08:00", "isi": text}
        for name, text in articles
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def taught() -> list[tuple[str, str]]:
    """Forty stories that end with one slogan, and one name in two spellings in the same company."""
    stories = [(f"cerita-{n}", story(n, SLOGAN)) for n in range(40)]
    names = ("Oleksandr Markovych", "Oleksandr Markovych", "Oleksandr Markovich")
    return stories + [(f"menteri-{n}", of_company(name, n)) for n, name in enumerate(names)]


def saring(*arguments: str | Path) -> Any:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def one(warehouse: Path, sql: str) -> Any:
    with connect_readonly(warehouse) as con:
        row = con.execute(sql).fetchone()
    return row


def test_learn_on_the_command_line_and_the_load_after_it(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    steps.ingest([write(tmp_path / "a.jsonl", taught())], warehouse)
    before = warehouse.read_bytes()
    tried = saring("learn", "-w", warehouse, "--dry-run")
    assert warehouse.read_bytes() == before
    assert SLOGAN in [template["surface"] for template in tried["new_templates"]]
    learned = saring("learn", "-w", warehouse)
    assert learned["version"] == tried["version"]
    assert one(warehouse, "select learned_version, templates, aliases from learned_version where is_pinned") == (
        learned["version"], learned["templates"], learned["aliases"],
    )  # fmt: skip
    assert saring("learn", "-w", warehouse)["batch_id"] is None, "the corpus teaches what is pinned"

    new = [("cerita-baru", story(99, SLOGAN)), ("menteri-baru", of_company("Oleksandr Markovich", 9))]
    steps.ingest([write(tmp_path / "b.jsonl", new, "2025-06-09")], warehouse)
    rows = "from fact_article where url like '%/{}'"
    assert one(warehouse, "select learned_version " + rows.format("cerita-baru")) == (learned["version"],)
    assert one(warehouse, "select learned_version " + rows.format("cerita-1")) == (None,)
    removed = (
        "select s.surface, s.kind, r.stage from fact_removed_span as s join dim_rule as r on s.rule_id = r.rule_id "
        "where s.rule_id like 'learned:%' and s.article_id = (select article_id " + rows.format("cerita-baru") + ")"
    )
    assert one(warehouse, removed) == (SLOGAN, "promo", "learn")
    named = (
        "select distinct e.name from fact_entity_mention as m join dim_entity as e using (entity_id) "
        "where m.surface = 'Oleksandr Markovich' and m.article_id = (select article_id "
    )
    assert one(warehouse, named + rows.format("menteri-baru") + ")") == ("Oleksandr Markovych",)


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
def test_the_flow_pins_a_version_and_a_rebuild_brings_all_articles_to_it(tmp_path: Path) -> None:
    from flows.learn import learn
    from flows.nightly import nightly
    from flows.rebuild import rebuild

    inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
    write(inbox / "a.jsonl", taught())
    nightly(inbox=inbox, warehouse=warehouse)
    version = learn(warehouse=warehouse).version
    write(inbox / "b.jsonl", [("cerita-baru", story(99, SLOGAN))], "2025-06-09")
    assert nightly(inbox=inbox, warehouse=warehouse).loaded == 1
    counts = "select count(*) from fact_article where learned_version is not distinct from "
    assert one(warehouse, f"{counts} '{version}'") == (1,)
    assert one(warehouse, f"select count(*) from fact_article where contains(body, '{SLOGAN}')") == (40,)
    assert rebuild(warehouse=warehouse).rows["fact_article"] == 44
    assert one(warehouse, f"{counts} '{version}'") == (44,)
    assert one(warehouse, f"select count(*) from fact_article where contains(body, '{SLOGAN}')") == (0,)


def test_learning_needs_a_warehouse(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows.cli", "learn", "-w", str(tmp_path / "none.duckdb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "there is no warehouse" in done.stderr + done.stdout
