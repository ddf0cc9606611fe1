"""A mistake in a reference file names file, row and remedy."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import pytest

from transforms.reference import REFERENCE_DIR, ReferenceError, load_table, rules_version


class Rule(dy.Schema):
    rule_id = dy.String()
    kind = dy.Enum(["ad", "promo"])
    weight = dy.Int64(nullable=True)
    pattern = dy.String(nullable=True)


GOOD = "rule_id,kind,weight,pattern\niklan,ad,1,(?i)iklan\najakan,promo,,\n"


def load(folder: Path, text: str):
    (folder / "rules.csv").write_text(text, encoding="utf-8")
    return load_table("rules", Rule, unique=["rule_id"], regex=["pattern"], directory=folder)


def test_a_good_table_is_read_and_typed(tmp_path: Path) -> None:
    frame = load(tmp_path, GOOD)
    assert frame.rows() == [("iklan", "ad", 1, "(?i)iklan"), ("ajakan", "promo", None, None)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (GOOD.replace("weight", "wieght"), r"rules.csv: row 1: unknown column 'wieght'.*the columns are"),
        (GOOD.replace(",weight", "").replace(",1,", ",").replace(",,", ","), r"row 1: column 'weight' is missing"),
        (GOOD.replace("ajakan", "iklan"), r"row 3: duplicate rule_id='iklan'"),
        (GOOD.replace("(?i)iklan", "(?i)(iklan"), r"row 2: bad pattern in 'pattern'.*unclosed group"),
        (GOOD.replace("(?i)iklan", "iklan|x*"), r"row 2: the pattern in 'pattern' matches the empty string"),
        (GOOD.replace(",promo,", ",prom,"), r"row 3: column 'kind' breaks the rule"),
        (GOOD.replace(",1,", ",satu,"), r"row 2: column 'weight' breaks the rule"),
        (GOOD.replace("\niklan", "\n"), r"row 2: column 'rule_id' breaks the rule"),
    ],
)
def test_a_mistake_names_file_and_row(tmp_path: Path, broken: str, message: str) -> None:
    assert broken != GOOD
    with pytest.raises(ReferenceError, match=f"(?s){message}"):
        load(tmp_path, broken)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceError, match=r"aturan.csv: file not found"):
        load_table("aturan", Rule, directory=tmp_path)


def test_rules_version_is_twelve_hex_digits() -> None:
    assert len(rules_version()) == 12
    assert int(rules_version(), 16) >= 0


def test_all_reference_files_are_utf8_without_bom_and_end_with_a_newline() -> None:
    for path in REFERENCE_DIR.rglob("*.csv"):
        content = path.read_bytes()
        assert content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert content.endswith(b"\n"), path.name
