"""Every command that README, tutorial and guide to the rules show runs, and prints what they show.

``...`` stands for anything.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

RUN_ELSEWHERE = {
    r"^make ": "sets up an environment; tests/test_end_to_end.py runs what is behind it",
    r"^prefect ": "needs a server; tests/test_flows.py",
    r"s3://": "needs an object store; tests of the readers",
}
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def commands(path: Path) -> list[tuple[str, str]]:
    """Each ``$ command`` of the console blocks, with the output shown below it."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"^```console\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            taken = 1
            while not is_whole("".join(lines[:taken])):
                taken += 1
            found.append(("".join(lines[:taken]).strip(), "".join(lines[taken:])))
    return found


def is_whole(command: str) -> bool:
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return False
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it: the seeds, some news of his own, a query, a rule."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    shutil.copytree(ROOT / "seeds" / "tutorial", tmp_path / "dumps")
    shutil.copy(sorted((ROOT / "seeds" / "articles").glob("*.txt"))[2], tmp_path / "berita.txt")
    (tmp_path / "berita.csv").write_text("judul,isi\nBanjir,Sebanyak 30 rumah terendam di Demak.\n", "utf-8")
    (tmp_path / "query.sql").write_text("select count(*) from fact_article", "utf-8")
    example = re.search(r"^```csv\n(rule_id,.*?)^```", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.M | re.S)
    assert example
    (tmp_path / "my_rules.csv").write_text(example[1], "utf-8")
    return tmp_path


def run(command: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=os.environ | {"PATH": path, "COLUMNS": "118"} | variables,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "first"), [
    ("README.md", "saring ingest seeds/articles"),  # what `make run` does, without Prefect
    ("docs/tutorial.md", "true"),
])  # fmt: skip
def test_every_command_shown_runs_and_prints_what_is_shown(name: str, first: str, folder: Path) -> None:
    variables: dict[str, str] = {}
    assert run(first, folder, variables).returncode == 0
    checker = doctest.OutputChecker()
    ran = 0
    for command, shown in commands(ROOT / name):
        if any(re.search(pattern, command) for pattern in RUN_ELSEWHERE):
            continue
        if exported := re.match(r"export (\w+)=(\S+)$", command):
            variables[exported[1]] = exported[2]
            continue
        done = run(command, folder, variables)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        if shown.strip():
            assert checker.check_output(shown, done.stdout, SAME), (
                f"{command}\nshown:\n{shown}\nprinted:\n{done.stdout}"
            )
        ran += 1
    assert ran >= 5


def test_what_is_run_elsewhere_is_there() -> None:
    for reason in RUN_ELSEWHERE.values():
        for path in re.findall(r"tests/\w+\.py", reason):
            assert (ROOT / path).exists(), path


def test_a_command_over_several_lines_is_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('```console\n$ saring sql "select 1\n  limit 1"  # one\n┃ 1\n$ saring status\n```\n', "utf-8")
    assert commands(page) == [
        ('saring sql "select 1\n  limit 1"  # one', "┃ 1\n"),
        ("saring status", ""),
    ]
