"""``saring rules``: a rule is tried on its examples and on a dump before it goes in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.rules import all_rules, fired_rules, try_rules, with_rules
from tests.conftest import EXAMPLES
from tests.test_cli import saring
from transforms.clean import load_rules
from transforms.clean.rules import read_rules
from transforms.reference import ReferenceError

HEADER = (
    "rule_id,kind,scope,position,reach,before,pattern,after,prompted_by,outlets,caught,near_miss,description,version"
)
RULE = "clean.promo.uji,promo,any,anywhere,match,,(?i:unduh aplikasi kami),,uji,,{caught},Aplikasi kami diunduh.,Uji,1"


def table(folder: Path, row: str) -> Path:
    path = folder / "baru.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    return path


def test_all_examples_of_the_project_pass() -> None:
    trial = try_rules(None, [])
    assert trial.passed
    assert trial.changes is None
    assert set(trial.examples["role"].unique()) == {"caught", "near_miss"}


def test_a_new_rule_shows_what_it_would_cut(tmp_path: Path) -> None:
    (tmp_path / "berita.txt").write_text(
        "Judul\n\nHujan deras. Unduh aplikasi kami sekarang. Warga mengungsi.", "utf-8"
    )
    trial = try_rules(
        table(tmp_path, RULE.format(caught="Ayo ⟦unduh aplikasi kami⟧ sekarang.")), [tmp_path / "berita.txt"]
    )
    assert trial.passed
    assert trial.changes is not None
    assert trial.changes.select("change", "surface", "rule_id").rows() == [
        ("gained", "Unduh aplikasi kami", "clean.promo.uji")
    ]


def test_a_rule_of_the_same_id_is_replaced_in_its_place(tmp_path: Path) -> None:
    present = load_rules()
    first = present.frame["rule_id"][0]
    row = RULE.format(caught="x").replace("clean.promo.uji", first)
    tried = with_rules(present, read_rules(table(tmp_path, row)))
    assert tried.frame["rule_id"].to_list() == present.frame["rule_id"].to_list()
    assert tried.frame["description"][0] == "Uji"


def test_a_rule_that_misses_its_example_fails(tmp_path: Path) -> None:
    new = table(tmp_path, RULE.format(caught="Ayo ⟦unduh aplikasi mereka⟧ sekarang."))
    shown = saring("rules", "test", "--new", new)
    assert shown.returncode == 1
    assert "clean.promo.uji (caught)" in shown.stdout
    assert json.loads(saring("rules", "test", "--new", new, "--json").stdout)["passed"] is False


def test_a_wrong_rule_names_file_and_row(tmp_path: Path) -> None:
    with pytest.raises(ReferenceError, match=r"baru\.csv: row 2"):
        try_rules(table(tmp_path, RULE.format(caught="x").replace("promo,any", "promosi,any")), [])


def test_use_of_rules_by_outlet(example_warehouse: Path) -> None:
    fired = fired_rules(example_warehouse)
    assert set(all_rules()["rule_id"]) <= set(fired["rule_id"])
    used = fired.filter(fired["spans"] > 0)
    assert "kabarpesisir.com" in set(used["outlet_id"])
    assert fired.filter(fired["spans"] == 0).height
    assert saring("rules", "list").returncode == 0
    assert "kabarpesisir.com" in saring("rules", "list", "--fired", "-w", example_warehouse).stdout


def test_a_dump_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = saring("rules", "test", "--new", table(tmp_path, RULE.format(caught="x")), "--dump", tmp_path / "tiada")
    assert missing.returncode == 2
    assert "tiada" in missing.stderr


def test_the_examples_are_a_dump_too(tmp_path: Path) -> None:
    trial = try_rules(table(tmp_path, RULE.format(caught="Ayo ⟦unduh aplikasi kami⟧ sekarang.")), [EXAMPLES])
    assert trial.changes is not None
    assert trial.changes.height == 0
