"""Statements: worked examples with near misses, and what must hold of any text."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.statement_frames import (
    NO_DATES,
    NO_MENTIONS,
    NO_SENTENCES,
    dated_texts,
    mentions_of,
    names_of,
    sentences_of,
)
from transforms.reference import REFERENCE_DIR
from transforms.schemas import DateMention, Statement
from transforms.statements import find_statements
from transforms.statements.tables import stance_modifiers

CORPUS = Path(__file__).parent / "corpus" / "statements" / "examples.jsonl"
CASES = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def statements_of(
    text: str, names: list[list[str]], dates: pl.DataFrame = NO_DATES, roles: dict[str, str] | None = None
) -> pl.DataFrame:
    sentences = sentences_of(text)
    mentions = mentions_of(sentences, names, roles)
    return find_statements(sentences, mentions, dates, dated_texts(sentences, text), names_of(mentions))


@functools.cache
def statements_of_examples() -> pl.DataFrame:
    """Of all examples together, ``article_no`` the number of the case."""
    texts = [case["text"] for case in CASES]
    sentences = sentences_of(*texts)
    mentions = pl.concat(
        mentions_of(sentences.filter(pl.col("article_no") == number), case["mentions"], case.get("roles"))
        for number, case in enumerate(CASES)
    )
    return find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, *texts), names_of(mentions))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[c["case"] for c in CASES])
def test_statements_of_an_example(number: int) -> None:
    case = CASES[number]
    found = statements_of_examples().filter(pl.col("article_no") == number)
    got = found.select("speaker", "stance", "form", "content").rows()
    assert got == [tuple(s[k] for k in ("speaker", "stance", "form", "content")) for s in case["statements"]]
    if "relay" in case:
        assert found["relay"].to_list() == [case["relay"]]


def test_a_name_with_commas_in_one_article_is_none_in_another() -> None:
    text = "Menurut Badan Pasang, Surut, dan Arus, air naik besok."
    sentences = sentences_of(text, text)
    named = mentions_of(sentences.filter(pl.col("article_no") == 0), [["Badan Pasang, Surut, dan Arus", "ORG"]])
    short = mentions_of(sentences.filter(pl.col("article_no") == 1), [["Badan Pasang", "ORG"]])
    mentions = pl.concat([named, short])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, text, text), names_of(mentions))
    assert found["speaker"].to_list() == ["Badan Pasang, Surut, dan Arus", "Badan Pasang"]


def test_a_short_title_is_whoever_holds_the_office() -> None:
    text = '"Ekspor naik," kata Rudi Hartawan. Menperin menjelaskan pabrik bertambah.'
    found = statements_of(text, [["Rudi Hartawan", "PER"]], roles={"Rudi Hartawan": "Menteri Perindustrian"})
    assert found["speaker"].to_list() == ["Rudi Hartawan", "Rudi Hartawan"]


def test_confidence_falls_with_the_distance_of_the_evidence() -> None:
    text = 'Rudi Hartawan mengatakan gudang penuh. "Truk masih datang," katanya.'
    named, referred = statements_of(text, [["Rudi Hartawan", "PER"]])["confidence"]
    assert named > referred


@pytest.mark.parametrize(
    ("published", "stated"),
    [
        (None, ["2025-02-03", "None"]),
        ("2025-02-04", ["2025-02-03", "2025-02-04"]),
        ("2025-02-02", ["2025-02-02", "2025-02-02"]),  # nothing is said after it was published
    ],
)
def test_stated_on_is_the_day_beside_the_cue(published: str | None, stated: list[str]) -> None:
    text = '"Gudang penuh," kata Rudi Hartawan, Senin (3/2/2025). Ia menyebut panen dimulai 1 Maret.'
    day = pl.date(2025, 2, 3)
    sentence = sentences_of(text)
    spans = [(0, text.index("Senin"), text.index("Senin") + 16, "Senin (3/2/2025)", "test", 0)]
    frame = pl.DataFrame(
        spans, schema=["article_no", "start_char", "end_char", "surface", "rule_id", "sentence_no"], orient="row"
    )
    dates = DateMention.cast(
        frame.with_columns(
            starts_on=day, ends_on=day, granularity=pl.lit("day"), anchor=pl.lit("absolute"), weekday_agrees=True
        )
    )
    assert sentence.height == 2
    mentions = mentions_of(sentence, [["Rudi Hartawan", "PER"]])
    texts = dated_texts(sentence, text).with_columns(published_on=pl.lit(published, pl.String).str.to_date())
    found = find_statements(sentence, mentions, dates, texts, names_of(mentions))
    assert [str(d) for d in found["stated_on"].to_list()] == stated


def test_a_quotation_around_a_removed_span_keeps_its_text_exact() -> None:
    text = '"Gudang penuh. IKLAN Truk masih datang," kata Rudi Hartawan.'
    sentences = sentences_of(text).filter(pl.lit(True))
    found = statements_of(text, [["Rudi Hartawan", "PER"]])
    assert found["surface"].to_list() == ["Gudang penuh. IKLAN Truk masih datang"]
    assert sentences.height == 2


def test_a_large_frame_worked_on_in_parts_gives_the_same() -> None:
    text = 'Rudi Hartawan mengatakan gudang penuh. Truk datang. "Ia menunggu," katanya.'
    one = statements_of(text, [["Rudi Hartawan", "PER"]]).drop("article_no").rows()
    texts = [text] * 3000
    sentences = sentences_of(*texts)
    mentions = mentions_of(sentences, [["Rudi Hartawan", "PER"]])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, *texts), names_of(mentions))
    assert found["article_no"].to_list() == [n for n in range(3000) for _ in one]
    assert found.drop("article_no").rows() == one * 3000


def test_empty_frames() -> None:
    no_texts = pl.DataFrame(schema={"article_no": pl.UInt32, "text": pl.String, "published_on": pl.Date})
    no_names = pl.DataFrame(schema={"entity_id": pl.String, "name": pl.String})
    found = find_statements(NO_SENTENCES, NO_MENTIONS, NO_DATES, no_texts, no_names)
    assert found.schema == Statement.create_empty().schema


@pytest.mark.parametrize(
    "text", ["   ", "🎉🎉", '"""""', "kata", "kata kata kata.", '" " " kata', "Menurut", "kata " * 20_000]
)
def test_text_without_statements(text: str) -> None:
    assert statements_of(text, []).height == 0


def test_every_rule_is_listed() -> None:
    listed = pl.read_csv(REFERENCE_DIR / "rules_statements.csv")["rule_id"].to_list()
    assert len(listed) == len(set(listed))
    assert set(stance_modifiers()["rule_id"]) <= set(listed)
    texts = [c["text"] for c in CASES]
    names = [n for c in CASES for n in c["mentions"]]
    sentences = sentences_of(*texts)
    mentions = mentions_of(sentences, [list(x) for x in {tuple(n) for n in names}])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, *texts), names_of(mentions))
    assert set(found["rule_id"]) <= set(listed)


NAMES = [["Rudi Hartawan", "PER"], ["Badan Pangan", "ORG"], ["Norwegia", "LOC"]]
PIECES = [
    "Rudi Hartawan ", "Badan Pangan ", "Norwegia ", "ia ", "mengatakan ", "membantah ", "tidak ", "kata ", "katanya ",
    "menurut ", "Menurut ", "bahwa ", "dan ", "yang ", "dibantah ", "oleh ", "dikutip ", "dari ", '"', "“", "”", ", ",
    ". ", ".", "\n", "gudang penuh ", "3.000 orang ", "(20) ", ": ", "é🎉 ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@examples(20)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_any_text_gives_exact_unique_statements_whatever_its_company(texts: list[str]) -> None:
    sentences = sentences_of(*texts)
    mentions = mentions_of(sentences, NAMES)
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, *texts), names_of(mentions))
    for row in found.iter_rows(named=True):
        assert texts[row["article_no"]][row["start_char"] : row["end_char"]] == row["surface"] != ""
    assert found.select("article_no", "start_char", "end_char", "speaker_surface").is_unique().all()
    for number, text in enumerate(texts):
        alone = statements_of(text, NAMES).drop("article_no")
        assert alone.rows() == found.filter(pl.col("article_no") == number).drop("article_no").rows()


def test_names_that_overlap_are_read_once() -> None:
    text = "Seorang pejabat Badan Pangan Nasional mengatakan stok beras cukup."
    sentences = sentences_of(text)
    mentions = mentions_of(sentences, [["Badan Pangan", "ORG"], ["Pangan Nasional", "ORG"], ["Badan Pangan", "ORG"]])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, text), names_of(mentions))
    assert found["content"].to_list() == ["stok beras cukup"]
