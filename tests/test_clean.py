"""Cleaning: every rule's pair, worked examples, and what must hold of any text."""

from __future__ import annotations

import functools
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.clean import RuleSet, body_of, clean, load_rules
from transforms.clean.lines import OPEN_STRETCH
from transforms.clean.marks import matched_by_any
from transforms.clean.rules import check_rules
from transforms.reference import ReferenceError
from transforms.rule_trial import as_articles, read_marked, try_examples
from transforms.schemas import RemovedSpan

CORPUS = Path(__file__).parent / "corpus" / "clean" / "examples.csv"
EXAMPLES = read_marked(pl.read_csv(CORPUS, infer_schema=False))
FRAGMENTS = [
    "Warga menambal tanggul sejak pagi.", '"Kami menunggu," kata Rina.', "Baca juga: Rob Surut, Warga Bahari Pulang",
    "Baca Juga", "Advertisement", "SCROLL TO CONTINUE WITH CONTENT", "TUBAN, kabarbahari.com -", "Tuban (ANTARA) -",
    "(abc/xyz)", "banjir rob", "Pewarta: Rina", "Editor: Budi", "Copyright © KABAR 2024", "[Gambas:Video 20detik]",
    "Video Terkini", "Kategori :", "*", "(*)", "1. Karung pasir", "Daftar Isi", "Redaktur Utama", "Simak Video 'Rob':",
    "Foto: Rina", "ANTARA/Rina Wijaya", "=", "-", "😀", "\u00a0", "\u200b", "𝔸", "...", "\n", "\n\n", " ", "  ", "\t",
]  # fmt: skip


def removed_from(text: str, title: str | None = None) -> list[str]:
    """What is cut from one text."""
    articles = as_articles(pl.Series([text]), pl.Series([title], dtype=pl.String))
    return clean(articles)["surface"].to_list()


def body_from(text: str) -> str:
    articles = as_articles(pl.Series([text]))
    return body_of(articles, clean(articles))["body"].item()


@functools.cache
def results() -> pl.DataFrame:
    return try_examples(load_rules())


@pytest.mark.parametrize("rule_id", load_rules().frame["rule_id"].to_list())
def test_rule_cuts_its_example_and_leaves_its_near_miss(rule_id: str) -> None:
    own = results().filter(pl.col("rule_id") == rule_id)
    assert set(own["role"]) == {"caught", "near_miss"}
    for row in own.iter_rows(named=True):
        assert row["found"] == row["expected"], row["text"]


@functools.cache
def removed_from_examples() -> dict[tuple[int], list[str]]:
    removed = clean(as_articles(EXAMPLES["text"], EXAMPLES["title"])).sort("article_no", "start_char")
    return {no: part["surface"].to_list() for no, part in removed.partition_by("article_no", as_dict=True).items()}


@pytest.mark.parametrize("number", range(EXAMPLES.height), ids=EXAMPLES["about"].to_list())
def test_worked_example(number: int) -> None:
    assert removed_from_examples().get((number,), []) == EXAMPLES["expected"].to_list()[number]


def test_each_article_is_cleaned_as_if_it_were_alone() -> None:
    articles = as_articles(EXAMPLES["text"], EXAMPLES["title"])
    together = clean(articles).sort("article_no", "start_char")
    for seed in range(3):
        shuffled = articles.sample(fraction=0.5, seed=seed, shuffle=True)
        chosen = together.filter(pl.col("article_no").is_in(shuffled["article_no"].to_list()))
        assert clean(shuffled).sort("article_no", "start_char").equals(chosen)


def check_lossless(texts: list[str]) -> None:
    """Kept and removed rebuild the text; spans are in order, apart, trimmed and true to the text."""
    articles = as_articles(pl.Series(texts, dtype=pl.String))
    removed = clean(articles)
    assert removed["rule_id"].is_in(list(load_rules().ids)).all()
    for article_no, text in articles.select("article_no", "text").iter_rows():
        at, rebuilt = 0, ""
        for start, end, surface in (
            removed.filter(pl.col("article_no") == article_no).select("start_char", "end_char", "surface").iter_rows()
        ):
            assert at <= start < end <= len(text)
            assert surface == text[start:end] == surface.strip()
            rebuilt += text[at:start] + surface
            at = end
        assert rebuilt + text[at:] == text
    bodies = body_of(articles, removed)
    assert bodies["article_no"].to_list() == articles["article_no"].to_list()
    kept = ["".join(body.split()) for body in bodies["body"]]
    for article_no, text in enumerate(texts):
        spans = removed.filter(pl.col("article_no") == article_no)
        cut = "".join("".join(surface.split()) for surface in spans["surface"])
        assert len("".join(text.split())) == len(kept[article_no]) + len(cut)


@examples(60)
@given(st.lists(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join), max_size=6))
def test_lossless_on_texts_made_of_boilerplate(texts: list[str]) -> None:
    check_lossless(texts)


@examples(40)
@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cn", "Cc"]) | st.just("\n"), max_size=200), max_size=4)
)
def test_lossless_on_any_text(texts: list[str]) -> None:
    check_lossless(texts)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n \t\n", "😀😀\n😀", "\u00a0", ".", "Baca juga:", "-", "(*)", "Advertisement"]
)
def test_text_with_next_to_nothing_in_it(text: str) -> None:
    check_lossless([text, "Air surut."])


def test_no_articles() -> None:
    empty = as_articles(pl.Series([], dtype=pl.String))
    removed = clean(empty)
    assert RemovedSpan.is_valid(removed)
    assert removed.is_empty()
    assert body_of(empty, removed).is_empty()


def test_a_megabyte_without_line_breaks() -> None:
    text = "Warga menambal tanggul sejak pagi. " * 30_000 + "Baca juga: Rob Surut, Warga Bahari Pulang"
    assert removed_from(text) == ["Baca juga: Rob Surut, Warga Bahari Pulang"]


def test_body_joins_both_sides_of_a_cut_and_keeps_paragraphs() -> None:
    text = (
        "TUBAN, kabar.com - Air surut. Baca Juga Dia pulang.\n\n\nAdvertisement\n\nRob reda.Advertisement Warga lega."
    )
    assert body_from(text) == "Air surut. Dia pulang.\nRob reda. Warga lega."


def test_a_disabled_rule_cuts_nothing_and_hides_no_other() -> None:
    text = "Warga pulang sejak pagi.\n(abc/xyz)\nbanjir rob"
    rules = load_rules().without(["clean.tags.tail"])
    spans = clean(as_articles(pl.Series([text])), rules)
    assert spans["rule_id"].to_list() == ["clean.byline.initials", "clean.navigation.tail_list"]


def test_a_rule_for_one_outlet_leaves_the_others_alone() -> None:
    frame = load_rules().frame.head(1).with_columns(
        rule_id=pl.lit("clean.promo.own"), scope=pl.lit("kabarbahari.com"), position=pl.lit("anywhere"),
        reach=pl.lit("match"), pattern=pl.lit("Salam bahari!"), before=pl.lit(None, pl.String),
        after=pl.lit(None, pl.String),
    )  # fmt: skip
    articles = as_articles(pl.Series(["Air surut. Salam bahari!"] * 2)).with_columns(
        url=pl.Series(["https://www.kabarbahari.com/a", "https://lain.com/a"])
    )
    spans = clean(articles, RuleSet(frame))
    assert spans["article_no"].to_list() == [0]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("pattern", "(salam) bahari", "capturing group"),
        ("pattern", "Salam (?P<laut>bahari)", "capturing group"),
        ("before", "([a-z", "bad pattern"),
        ("after", "[a-z", "bad pattern"),
        ("pattern", None, "give a pattern"),
    ],
)
def test_a_wrong_rule_names_its_row(column: str, value: str | None, says: str) -> None:
    frame = (
        load_rules()
        .frame.head(2)
        .with_columns(
            pl.when(pl.col("rule_id") == pl.col("rule_id").last())
            .then(pl.lit(value, pl.String))
            .otherwise(column)
            .alias(column)
        )
    )
    with pytest.raises(ReferenceError, match=f"row 3 .*{says}"):
        check_rules(frame)


@pytest.mark.parametrize("pattern", [r"\(salam\) bahari", "(?:salam|apa) kabar", "[(]salam[)]", "(?i:salam)"])
def test_parentheses_that_capture_nothing_are_no_mistake(pattern: str) -> None:
    check_rules(load_rules().frame.head(2).with_columns(pattern=pl.lit(pattern), reach=pl.lit("match")))


def test_one_search_finds_the_lines_that_any_rule_matches() -> None:
    table = load_rules().frame
    rules = table.filter(pl.col("reach").is_in(["line", "sign_off"]) & ~pl.col("pattern").str.contains(OPEN_STRETCH))
    examples = pl.concat([table["caught"], table["near_miss"]]).str.replace_all("[⟦⟧]", "")
    lines = examples.str.replace_all(r"\n", "\n", literal=True).str.split("\n").explode().to_frame("line")
    for position, found in matched_by_any(
        dict.fromkeys(("anywhere", "head", "tail"), lines), rules, whole=True
    ).items():
        patterns = rules.filter(pl.col("position") == position)["pattern"]
        each = [pl.col("line").str.contains(f"^(?:{pattern})$") for pattern in patterns]
        assert 0 < found.height < lines.height
        assert found.equals(lines.filter(pl.any_horizontal(each)))
