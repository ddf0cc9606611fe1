"""What the documents say is there: commands, files, links."""

from __future__ import annotations

import re

import pytest
import typer

from flows.cli import app
from tests.conftest import ROOT

DOCUMENTS = [path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")] if path.name != "CHANGELOG.md"]
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


def test_every_command_is_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"saring {command}" in readme, command
