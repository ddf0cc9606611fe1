"""What the documents say is there: commands, files, links."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import typer

from docs import generate
from flows.cli import app
from flows.describe import describe_schema
from tests.conftest import ROOT

DOCUMENTS = [path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.name != "CHANGELOG.md"]
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_command_shown_exists(path) -> None:
    shown = set(re.findall(r"^\s*\$ saring ([a-z]+)", path.read_text("utf-8"), re.MULTILINE))
    shown |= set(re.findall(r"`saring ([a-z]+)", path.read_text("utf-8")))
    assert shown <= COMMANDS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_target_of_make_exists(path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", path.read_text("utf-8"))) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_link_to_a_file_leads_somewhere(path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_every_file_named_in_the_map_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for name in re.findall(r"`((?:transforms|flows|seeds|sql|tests)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`(test_\w+\*?\.py)`", text):
        assert list((ROOT / "tests").rglob(name)), name


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("data-dictionary.md", generate.data_dictionary),
        ("schema.md", generate.schema_picture),
        ("commands.md", generate.commands),
        ("analysis/README.md", generate.analysis_index),
    ],
)
def test_generated_documents_are_up_to_date(name: str, made: Callable[[], str]) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == made(), "run make docs"


def test_the_picture_joins_what_the_checks_join() -> None:
    tables = {each["table"]: each for each in describe_schema() if each["kind"] == "table"}
    found = {(name, column, target) for name, table in tables.items() for column, target in
             generate.references(table, tables)}  # fmt: skip
    assert {
        ("fact_article", "outlet_id", "dim_outlet"),
        ("fact_article", "batch_id", "etl_batch"),
        ("fact_related_link", "linked_article_id", "fact_article"),
        ("fact_statement_quantity", "statement_id", "fact_statement"),
        ("fact_statement_quantity", "quantity_id", "fact_quantity"),
        ("fact_statement", "sentence_no", "fact_sentence"),
        ("fact_statement", "speaker_entity_id", "dim_entity"),
        ("article_source", "source_file_id", "etl_source_file"),
        ("fact_quantity", "rule_id", "dim_rule"),
    } <= found
    assert not any(name == target for name, _, target in found)


def test_every_command_is_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"saring {command}" in readme, command
