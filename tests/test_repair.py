"""Repair: every step on what it must mend and must leave alone; nothing lost, nothing repaired twice."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.reference import ReferenceError, load_table
from transforms.repair import RepairCharacters, explain, mend, repair, steps
from transforms.schemas import Article

CORPUS = Path(__file__).parent / "corpus" / "repair"
FORBIDDEN = r"[\r\x00-\x08\x0b-\x1f\x7f-\x9f\x{a0}\x{200b}\x{feff}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}]"


def _corpus(name: str) -> list[dict[str, str]]:
    """Rows of a corpus file; ``\\n`` and ``\\u200b`` in a cell stand for the character."""
    with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: _unescape(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


def _unescape(cell: str) -> str:
    return cell.encode("latin-1", "backslashreplace").decode("unicode_escape")


def mended(text: str) -> str:
    return mend(pl.Series([text])).item()


@pytest.mark.parametrize("row", _corpus("mends"), ids=lambda row: row["why"])
def test_mends(row: dict[str, str]) -> None:
    assert mended(row["before"]) == row["after"]
    assert row["rule_id"] in {change.rule_id for change in explain(row["before"])}


@pytest.mark.parametrize("row", _corpus("must_not_change"), ids=lambda row: row["why"])
def test_must_not_change(row: dict[str, str]) -> None:
    assert mended(row["text"]) == row["text"]
    assert explain(row["text"]) == []


def test_every_step_has_an_example() -> None:
    assert {step.rule_id for step in steps()} == {row["rule_id"] for row in _corpus("mends")} | {"repair:controls"}


POISON = [
    *[
        "&",
        "amp;",
        "nbsp;",
        "&amp;",
        "&nbsp;",
        "lt;",
        "gt;",
        "&lt;",
        "&#60;",
        "#112",
        ";",
        "&#xFDD0;",
        "&#13;",
    ],
    *[
        "<",
        ">",
        "</",
        "p",
        "br",
        "script",
        "<p>",
        "</p>",
        "<br/>",
        "<!--",
        "-->",
        "]]>",
        "<script>",
        "</script>",
    ],
    *[
        "Ã",
        "©",
        "â",
        "€",
        "™",
        "Â",
        "Å",
        "‚",
        "¢",
        "\x80",
        "\x93",
        "\x9d",
        "\xa0",
        "\x85",
        "é",
        "“",
        "”",
        "–",
    ],
    *["\u200b", "\u200d", "\ufeff", "\ufdd0", "\uffff", "\r", "\n", "\u2028", "\t", "\0", "e", "\u0301"],
    *["\u212b", "👨", "م", "ي", " ", "a", "Harga", "5", ".", "\u3000", "\u0323"],
]
PIECES = st.sampled_from(POISON) | st.characters(exclude_categories=["Cs"])
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@examples(400)
@given(TEXTS)
@example("&am&#112;nbsp;")
@example("&am\u200bp;amp;lt;p>")
@example("<p<p>>&lt;<br>p&gt;")
@example("Ã\u200b©")
@example("&#xFDD0;&#13;&#0;&#128;")
def test_repaired_text_is_sound_and_repair_is_idempotent(text: str) -> None:
    after = mended(text)
    assert not pl.Series([after]).str.contains(FORBIDDEN).item()
    assert unicodedata.is_normalized("NFC", after)
    assert mended(after) == after


@examples(300)
@given(TEXTS)
def test_every_change_is_explained(text: str) -> None:
    """Text, plus what was put in, less what was taken out, is the repaired text: nothing is unaccounted."""
    for change in explain(text):
        assert change.before != change.after
        assert change.rule_id in {step.rule_id for step in steps()}
    removed = Counter("".join(change.before for change in explain(text)))
    added = Counter("".join(change.after for change in explain(text)))
    assert Counter(text) + added == Counter(mended(text)) + removed


@examples(200)
@given(st.text(st.characters(categories=["L", "N", "Zs", "P"], exclude_characters="&<>"), max_size=200))
def test_letters_and_digits_survive(text: str) -> None:
    """Without HTML and mojibake, repair touches no letter and no digit."""
    text = unicodedata.normalize("NFC", text)
    if any(change.rule_id == "repair:mojibake" for change in explain(text)):
        return
    kept = [c for c in text if c.isalnum()]
    assert [c for c in mended(text) if c.isalnum()] == kept


def _raw(**columns: object) -> pl.DataFrame:
    """A raw frame of one article."""
    names = ("record_id", "url", "title", "published_raw", "authors_raw", "tags_raw", "raw")
    frame = pl.DataFrame({name: pl.Series([columns.get(name)], dtype=pl.String) for name in names})
    return frame.with_row_index("article_no")


def test_fields_of_one_line() -> None:
    article = repair(
        _raw(
            raw="Isi\r\nberita.", title=" Harga&nbsp;<b>naik</b>\n lagi ", published_raw="Senin,\xa02/6/2025",
            url=" https://warta.example/a?b=1\n", authors_raw=" \u200b ", tags_raw="Ekonomi,\r\nPasar",
        )
    ).row(0, named=True)  # fmt: skip
    assert article == {
        "article_no": 0, "url": "https://warta.example/a?b=1", "title": "Harga naik lagi",
        "published_raw": "Senin, 2/6/2025", "authors_raw": None, "tags_raw": "Ekonomi, Pasar",
        "text": "Isi\nberita.",
    }  # fmt: skip


def test_no_character_that_nfc_changes_is_missed() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    every += [unicodedata.normalize("NFD", c) for c in every]
    changed = [c for c in every if unicodedata.normalize("NFC", c) != c]
    screen = next(step.screen for step in steps() if step.rule_id == "repair:nfc")
    assert pl.Series(changed).str.contains(screen).all()


def test_long_text_is_explained_in_seconds() -> None:
    changes = explain("Harga\xa0cabai &ldquo;naik&rdquo;\r\n" * 3_000)
    assert {change.rule_id for change in changes} == {"repair:line_ends", "repair:entities", "repair:spaces"}


def test_empty_frame_and_long_text() -> None:
    assert repair(_raw(raw="x").clear()).height == 0
    long = "Harga “cabai” naik&nbsp;5 % – 🌶️\r\n" * 30_000
    article = repair(_raw(raw=long))
    assert article["text"].item() == "Harga “cabai” naik 5 % – 🌶️\n" * 30_000
    Article.validate(article)


def test_rows_do_not_influence_each_other() -> None:
    rows = [row["before"] for row in _corpus("mends")] + [row["text"] for row in _corpus("must_not_change")]
    rows += ["a &nbspasi; b"]
    together = mend(pl.Series(rows))
    assert together.to_list() == [mended(row) for row in rows]
    assert mend(pl.Series([None, "a&amp;b", None])).to_list() == [None, "a&b", None]


def test_input_is_not_changed() -> None:
    before = pl.Series(["a&amp;b", "c"])
    mend(before)
    assert before.to_list() == ["a&amp;b", "c"]


def test_wrong_reference_names_its_row(tmp_path: Path) -> None:
    table = "rule_id,first,last,becomes,why\nrepair:spaces,XYZ,00A0,space,x\n"
    (tmp_path / "repair_characters.csv").write_text(table)
    with pytest.raises(ReferenceError, match="row 2"):
        load_table("repair_characters", RepairCharacters, directory=tmp_path)
