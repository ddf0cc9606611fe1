"""Date expressions: own examples with near misses, properties, odd input, and the public weekday mentions."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.dates import find_dates
from transforms.dates.grammar import guards, patterns
from transforms.reference import REFERENCE_DIR
from transforms.schemas import DateMention
from transforms.spans import as_sentences

CORPUS = sorted(p for p in (Path(__file__).parent / "corpus" / "dates").glob("*.csv") if p.stem != "published")
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "dates" / "weekday_mentions.csv"
WEEK = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“A-Z])")
WORDS = (
    *(
        "Senin",
        "Minggu",
        "minggu",
        "hari",
        "ini",
        "kemarin",
        "lalu",
        "depan",
        "pekan",
        "bulan",
        "tahun",
        "dua",
    ),
    *(
        "Mei",
        "April",
        "Juni",
        "2025",
        "2019",
        "17",
        "9/6",
        "(16/6/2025)",
        "tanggal",
        "kuartal",
        "II",
        "semester",
    ),
    *(
        "1990-an",
        "pukul",
        "09.00",
        "WIB",
        "akhir",
        "awal",
        "-",
        "hingga",
        "dan",
        ",",
        ".",
        "“",
        "”",
        "Karto",
        "pada",
    ),
)


def _cases() -> pl.DataFrame:
    parts = [pl.read_csv(p, infer_schema=False).with_columns(subject=pl.lit(p.stem)) for p in CORPUS]
    return pl.concat(parts)


def _sentences(texts: list[str]) -> pl.DataFrame:
    rows = []
    for number, text in enumerate(texts):
        start = 0
        for sentence_no, sentence in enumerate(SENTENCE_END.split(text)):
            start = text.index(sentence, start)
            rows.append((number, sentence_no, 0, start, start + len(sentence), sentence))
            start += len(sentence)
    numbers = ["article_no", "sentence_no", "paragraph_no", "start_char", "end_char"]
    return pl.DataFrame(rows, schema=dict.fromkeys(numbers, pl.UInt32) | {"surface": pl.String}, orient="row")


def _published(days: list[str | None]) -> pl.DataFrame:
    frame = pl.DataFrame({"published_on": days}, schema={"published_on": pl.String})
    return frame.select(
        article_no=pl.int_range(pl.len(), dtype=pl.UInt32),
        published_at=pl.lit(None, pl.Datetime("us", "Asia/Jakarta")),
        published_on=pl.col("published_on").str.to_date(),
    )


def _written(row: dict[str, object]) -> str:
    """A mention as the corpus writes it."""
    start, end = row["starts_on"], row["ends_on"]
    days = "?" if start is None else str(start) if start == end else f"{start}..{end}"
    agrees = {None: "", True: ", weekday agrees", False: ", weekday contradicts"}[row["weekday_agrees"]]  # type: ignore[index]
    return f"{row['surface']} = {days} ({row['granularity']}, {row['anchor']}{agrees})"


@pytest.fixture(scope="module")
def read_corpus() -> dict[str, str]:
    cases = _cases()
    found = find_dates(_sentences(cases["text"].to_list()), _published(cases["published_on"].to_list()))
    mentions: dict[int, list[str]] = {}
    for row in found.sort("article_no", "start_char").to_dicts():
        mentions.setdefault(row["article_no"], []).append(_written(row))
    keys = zip(cases["text"], cases["published_on"], strict=True)
    return {f"{text}|{on}": " | ".join(mentions.get(n, [])) for n, (text, on) in enumerate(keys)}


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        pytest.param(text, on, mentions or "", id=f"{subject}-{n}")
        for n, (text, on, mentions, subject) in enumerate(_cases().rows())
    ],
)
def test_text_gives_exactly_these_mentions(
    text: str, on: str | None, expected: str, read_corpus: dict[str, str]
) -> None:
    assert read_corpus[f"{text}|{on}"] == expected


def test_corpus_is_large_and_holds_near_misses() -> None:
    cases = _cases()
    assert cases.height >= 300
    assert cases["mentions"].null_count() >= 80


def test_every_rule_is_described_and_shown() -> None:
    described = set(pl.read_csv(REFERENCE_DIR / "rules_dates.csv")["rule_id"])
    assert described - {"dates:range"} == {r for r in patterns()["rule_id"] if r.startswith("dates:")}
    cases = _cases()
    found = find_dates(_sentences(cases["text"].to_list()), _published(cases["published_on"].to_list()))
    assert described - set(found["rule_id"]) == set()


@pytest.mark.parametrize("example", guards()["prompted_by"].to_list())
def test_each_guard_keeps_its_example_out(example: str) -> None:
    for text in example.split("; "):
        found = find_dates(as_sentences([f"Menurut warga, {text} itu."]), _published(["2025-06-18"]))
        assert found.height == 0, found


def test_schema_holds_without_sentences_and_without_dates() -> None:
    for texts in ([], [""], ["   \n "], ["Tidak ada apa-apa. 😀"]):
        found = find_dates(as_sentences(texts))
        assert found.height == 0
        DateMention.validate(found)


def test_absolute_dates_need_no_publication() -> None:
    found = find_dates(as_sentences(["Rapat pada 28 Oktober 2024 membahas panen tahun lalu."]))
    assert found.select("surface", "starts_on", "anchor").rows() == [
        ("28 Oktober 2024", dt.date(2024, 10, 28), "absolute"),
        ("tahun lalu", None, "unresolved"),
    ]


def test_hours_ago_need_a_clock_time() -> None:
    at = (
        pl.Series([dt.datetime(2025, 6, 18, 1, 0)])
        .dt.replace_time_zone("Asia/Jakarta")
        .cast(pl.Datetime("us", "Asia/Jakarta"))
    )
    published = pl.DataFrame({"article_no": [0], "published_at": at, "published_on": [dt.date(2025, 6, 18)]})
    sentences = as_sentences(["Gempa terjadi dua jam lalu."])
    assert find_dates(sentences, published)["starts_on"].to_list() == [dt.date(2025, 6, 17)]
    assert find_dates(sentences, _published(["2025-06-18"]))["starts_on"].to_list() == [None]


def test_offsets_count_code_points_in_the_article() -> None:
    text = "😀😀 Café itu tutup Senin (16/6/2025) — “besok” buka."
    sentences = as_sentences([text]).with_columns(start_char=pl.lit(100, pl.UInt32), end_char=pl.col("end_char") + 100)
    for row in find_dates(sentences, _published(["2025-06-18"])).to_dicts():
        assert text[row["start_char"] - 100 : row["end_char"] - 100] == row["surface"]


def test_a_megabyte_of_text_is_read() -> None:
    text = "Harga beras naik pada Senin (16/6/2025) di pasar. " * 20_000
    found = find_dates(as_sentences([text]), _published(["2025-06-18"]))
    assert found.height == 20_000
    assert found["starts_on"].unique().to_list() == [dt.date(2025, 6, 16)]


@examples(25)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), min_size=1, max_size=6),
    st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)) | st.none(),
)
def test_any_jumble_of_date_words_gives_valid_mentions(texts: list[str], on: dt.date | None) -> None:
    day = None if on is None else on.isoformat()
    found = find_dates(as_sentences(texts), _published([day] * len(texts)))
    DateMention.validate(found)
    for row in found.to_dicts():
        assert texts[row["article_no"]][row["start_char"] : row["end_char"]] == row["surface"]
        assert (row["starts_on"] is None) == (row["anchor"] == "unresolved")
        assert row["starts_on"] is None or row["starts_on"] <= row["ends_on"]
    ordered = found.sort("article_no", "start_char")
    overlap = pl.col("start_char").shift(-1).over("article_no") < pl.col("end_char")
    assert ordered.filter(overlap).height == 0


@examples(25)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_text_raises(texts: list[str]) -> None:
    clean = ["".join(c for c in t if not "\ufdd0" <= c <= "\ufdef") for t in texts]
    DateMention.validate(find_dates(as_sentences(clean)))


@examples(30)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_written_comes_back(day: dt.date) -> None:
    weekday, month = WEEK[day.weekday()], MONTHS[day.month - 1]
    texts = [
        f"Rapat digelar {weekday} ({day.day}/{day.month}/{day.year}).",
        f"Rapat digelar {weekday}, {day.day} {month} {day.year}.",
        f"Rapat digelar pada {day:%d-%m-%Y}.",
        f"Rapat digelar hari {weekday} tanggal {day.day} {month} {day.year} malam.",
    ]
    found = find_dates(as_sentences(texts))
    assert found["starts_on"].to_list() == [day] * 4
    assert found["weekday_agrees"].to_list() == [True, True, None, True]


@examples(30)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(-150, 150))
def test_a_day_without_year_takes_the_nearest(published: dt.date, away: int) -> None:
    day = published + dt.timedelta(days=away)
    text = f"Rapat digelar tanggal {day.day}/{day.month}."
    found = find_dates(as_sentences([text]), _published([published.isoformat()]))
    if (day.month, day.day) != (2, 29):
        assert found["starts_on"].to_list() == [day]


def test_the_order_of_articles_does_not_matter() -> None:
    cases = _cases()
    sentences, published = _sentences(cases["text"].to_list()), _published(cases["published_on"].to_list())
    key = ["article_no", "start_char"]
    straight = find_dates(sentences, published).sort(key)
    turned = find_dates(sentences.sort("article_no", descending=True, maintain_order=True), published).sort(key)
    assert straight.equals(turned)


@pytest.mark.skipif(not REAL.exists(), reason="the public weekday mentions (../shared/data/dates) are not here")
def test_public_weekday_mentions_agree_or_contradict_as_the_calendar_says() -> None:
    rows = pl.read_csv(REAL, infer_schema=False).with_row_index("article_no")
    found = find_dates(as_sentences(rows["mention"].to_list())).select("article_no", found="weekday_agrees")
    joined = rows.join(found, on="article_no", how="left")
    wrong = joined.filter((pl.col("weekday_agrees") == "True").ne_missing(pl.col("found")))
    assert wrong.rows() == []
