"""Words, signatures, comparison, clusters, credits and retold reports, each by itself."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.duplicates import (
    Feature,
    clusters,
    compare,
    features_of,
    find_credits,
    near_copies,
    retold,
    sign,
    sign_features,
)
from transforms.duplicates.retold import LEAST_SHARE, alike_in_figures, may_be_retold, sketch_parts
from transforms.duplicates.signatures import BANDS
from transforms.duplicates.words import words_of
from transforms.story_links import near_titles

STORY = (
    "Gubernur meresmikan pasar baru di tepi sungai pada Rabu pagi setelah dibangun selama delapan belas bulan. "
    "Sebanyak 214 pedagang menempati kios yang dibagikan lewat undian terbuka. Mereka tidak dipungut sewa sampai "
    "akhir tahun. Kepala dinas perdagangan menyebut pembangunan menelan Rp 48,5 miliar dari anggaran provinsi."
)
TAIL = " Warga berharap jalan menuju pasar segera diperbaiki karena sering tergenang bila hujan turun lama."
FORECAST = (
    "Prakiraan cuaca {day}: suhu {low} sampai {high} derajat, kelembapan {wet} persen, angin {wind} km per jam. " * 3
)


def texts(*bodies: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": [f"{n:02}" for n in range(len(bodies))], "body": bodies})


def relation(
    left: str,
    right: str,
    *,
    same_site: bool = False,
    titles: tuple[str | None, str | None] = (None, None),
) -> bool:
    bodies = texts(left, right)
    measures = compare(pl.DataFrame({"left": ["00"], "right": ["01"]}), bodies)
    named = measures.with_columns(
        same_site=pl.lit(same_site),
        left_title=pl.lit(titles[0], pl.String),
        right_title=pl.lit(titles[1], pl.String),
    )
    return near_copies(named, bodies).height == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (STORY, STORY.upper()),
        (STORY, STORY.replace(". ", ".\n\n").replace("Rp 48,5", "Rp48,5")),
        (STORY, STORY + TAIL),
        (STORY + TAIL, STORY[: STORY.index(" Kepala")] + TAIL),
        (STORY, STORY.replace("menyebut", "mengatakan").replace("Sebanyak ", "")),
        (STORY, STORY.replace("214", "241")),
    ],
    ids=["case", "layout", "extended", "cut", "edited", "one figure corrected"],
)
def test_copies(left: str, right: str) -> None:
    assert relation(left, right)
    assert relation(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            FORECAST.format(day="Senin", low=22, high=31, wet=70, wind=9),
            FORECAST.format(day="Selasa", low=24, high=33, wet=85, wind=14),
        ),
        (STORY, STORY[: len(STORY) // 3] + TAIL * 2),
        ("", ""),
        ("", STORY),
        ("dua kata", "dua kata lain"),
    ],
    ids=["series", "common background", "empty", "one empty", "too short for a shingle"],
)
def test_no_copies(left: str, right: str) -> None:
    assert not relation(left, right)


def test_a_long_frame_with_other_figures_is_a_series() -> None:
    frame = STORY + TAIL + " Ketinggian air {a} cm, debit {b} meter kubik, curah hujan {c} mm, suhu {d} derajat."
    left = frame.format(a=112, b=78, c=31, d=24)
    assert relation(left, frame.format(a=112, b=78, c=31, d=24) + TAIL)
    assert not relation(left, frame.format(a=145, b=96, c=57, d=27))


def test_two_headlines_of_one_site_must_be_about_one_story() -> None:
    half = STORY + " Wali kota ikut hadir."
    longer = STORY + " Pedagang ikan meminta ruang pendingin dan tempat parkir yang lebih luas."
    same = ("Pasar Baru di Tepi Sungai Diresmikan", "Pasar Tepi Sungai Diresmikan Gubernur")
    other = ("Pasar Baru di Tepi Sungai Diresmikan", "Nelayan Keluhkan Harga Solar Subsidi")
    assert relation(half, longer, same_site=True, titles=same)
    assert not relation(half, longer, same_site=True, titles=other)


def test_without_headlines_the_beginnings_must_be_about_one_story() -> None:
    news = "Nelayan mengeluhkan harga solar subsidi yang melonjak di pelabuhan ikan sejak pekan lalu. "
    more = " Pedagang ikan meminta ruang pendingin dan tempat parkir yang lebih luas di lantai dua pasar itu."
    assert relation(STORY + " Wali kota ikut hadir pada peresmian itu.", STORY + more, same_site=True)
    assert not relation(news + STORY + STORY[:90], STORY + more + STORY[:90], same_site=True)
    assert relation(news + STORY + STORY[:90], STORY + more + STORY[:90], same_site=False)


def test_headlines_of_a_series_differ_in_figures_alone() -> None:
    titles = ("Jadwal Kapal Hari Ini, Senin 2 Juni", "Jadwal Kapal Hari Ini, Selasa 3 Juni")
    assert relation(STORY, STORY + TAIL, same_site=True)
    assert not relation(STORY, STORY + TAIL, same_site=True, titles=titles)


def test_words_do_not_depend_on_company() -> None:
    bodies = ["", STORY, "😀 emoji saja 😀", "café Ñandú 3.000,50 pukul 04:05", "a" * 1_000_000, " \n\t "]
    together = words_of(pl.Series(bodies))
    for number, body in enumerate(bodies):
        alone = words_of(pl.Series([body]))
        part = slice(together.starts[number], together.starts[number + 1])
        assert (together.hashes[part] == alone.hashes).all()
        assert (together.shingles[part][alone.is_whole] == alone.shingles[alone.is_whole]).all()
    assert words_of(pl.Series([], dtype=pl.String)).hashes.size == 0


def test_noughts_and_spellings_of_amounts() -> None:
    one, other = words_of(pl.Series(["Senin (02/06/2025) Rp 500"])), words_of(pl.Series(["Senin (2/6/2025), Rp500"]))
    assert (one.hashes == other.hashes).all()
    assert one.is_number.tolist() == [True, True, True, True, False, True]


@given(st.lists(st.text(max_size=300), max_size=6))
@examples(60)
def test_any_text_can_be_signed(bodies: list[str]) -> None:
    signed = sign(texts(*bodies).cast({"body": pl.String}))
    assert signed.height == len(bodies)
    assert set(signed["bands"].list.len()) <= {0, BANDS}
    alone = [sign(texts(body)).row(0)[1:] for body in bodies]
    assert [row[1:] for row in signed.iter_rows()] == alone


def test_short_texts_have_no_bands() -> None:
    assert sign(texts("Foto: dokumentasi redaksi.", STORY))["bands"].list.len().to_list() == [0, BANDS]


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14), st.randoms())
@examples(80)
def test_clusters_are_stars_whatever_the_order(drawn: set[tuple[int, int]], rng) -> None:  # type: ignore[no-untyped-def]
    edges = sorted({(min(e), max(e)) for e in drawn if e[0] != e[1]})
    pairs = pl.DataFrame(
        {"left": [f"{a}" for a, _ in edges], "right": [f"{b}" for _, b in edges]},
        schema={"left": pl.String, "right": pl.String},
    ).with_columns(relation=pl.lit("near"), similarity=pl.lit(0.9), rule_id=pl.lit("r"))
    articles = pl.DataFrame({"article_id": [f"{n}" for n in range(8)]}).with_columns(
        published_on=pl.lit(None, pl.Date), published_at=pl.lit(None, pl.Datetime("us", "Asia/Jakarta"))
    )
    found = clusters(pairs, articles)
    expected: dict[int, int] = {}
    for n in range(8):  # the definition, article by article
        heads = [m for m in range(n) if expected.get(m) == m and (m, n) in edges]
        expected[n] = heads[0] if heads else n
    members = {n: h for n, h in expected.items() if n != h or any(o == n and m != n for m, o in expected.items())}
    assert dict(zip(found["article_id"], found["first_article_id"], strict=True)) == {
        f"{n}": f"{h}" for n, h in members.items()
    }
    order = list(range(pairs.height))
    rng.shuffle(order)
    assert clusters(pairs[order], articles.sample(fraction=1, shuffle=True)).equals(found)


@pytest.mark.parametrize(
    ("text", "outlet", "credited"),
    [
        ("Dilansir dari Antara, banjir mulai surut.", "kompas.com", ["antaranews.com"]),
        ("Artikel ini telah tayang di Tribunnews.com dengan judul lain.", "kompas.com", ["tribunnews.com"]),
        ("Sumber: ANTARA", None, ["antaranews.com"]),
        ("JAKARTA, KOMPAS.com - Harga naik.", "tribunnews.com", ["kompas.com"]),
        ("JAKARTA, KOMPAS.com - Harga naik.", "kompas.com", []),
        ("Menteri bertemu wartawan Kompas.com dan Antara.", "tempo.co", []),
        ("Sumber daya air dikelola negara.", "tempo.co", []),
        ("", None, []),
    ],
)
def test_credits(text: str, outlet: str | None, credited: list[str]) -> None:
    frame = pl.DataFrame(
        {"article_id": ["a"], "outlet_id": [outlet], "text": [text]}, schema_overrides={"outlet_id": pl.String}
    )
    assert find_credits(frame)["credited_outlet_id"].to_list() == credited


SPEECH = "Kami membuka tiga posko dan menambah dokter sampai semua warga kembali ke rumah masing-masing dengan selamat"


NO_QUANTITIES = pl.DataFrame(schema={"article_id": pl.String, "kind": pl.String, "low": pl.Float64, "high": pl.Float64})
NO_MENTIONS = pl.DataFrame(schema={"article_id": pl.String, "entity_id": pl.String})


def told(figures: int, names: int, quote: str, common: float = 1.0) -> pl.DataFrame:
    facts = [("figure", n) for n in range(figures)] + [("name", 100 + n) for n in range(names)]
    rows = [
        (article, kind, feature if number < common * len(facts) else feature + 1000 * (1 + index))
        for index, article in enumerate("ab")
        for number, (kind, feature) in enumerate(facts)
    ]
    frame = pl.DataFrame(rows, schema={"article_id": pl.String, "kind": pl.String, "feature": pl.UInt64}, orient="row")
    quotes = pl.DataFrame({"article_id": ["a", "b"] if quote else [], "content": [quote] * 2 if quote else []})
    quoted = features_of(NO_QUANTITIES, NO_MENTIONS, quotes.cast({"article_id": pl.String, "content": pl.String}))
    return Feature.cast(pl.concat([frame, quoted.cast({"kind": pl.String})]))


@pytest.mark.parametrize(
    ("features", "days", "is_one"),
    [
        (told(2, 4, SPEECH), 1, True),
        (told(8, 8, ""), 0, True),
        (told(8, 8, ""), 1, False),
        (told(0, 9, ""), 0, False),
        (told(0, 9, SPEECH), 0, False),
        (told(3, 2, SPEECH), 0, False),
        (told(8, 8, "", common=0.4), 0, False),
        (told(2, 4, "Kami siap membantu semua warga"), 0, False),
    ],
    ids=[
        "quoted",
        "translated",
        "another day",
        "names alone",
        "no figure",
        "two names",
        "half the facts",
        "one phrase",
    ],
)
def test_retold_reports(features: pl.DataFrame, days: int, is_one: bool) -> None:
    pairs = pl.DataFrame({"left": ["a"], "right": ["b"], "days": [days]})
    assert (retold(pairs, features).height == 1) is is_one
    if is_one:
        bands = sign_features(features)["fact_bands"]
        assert set(bands[0]) == set(bands[1])


@given(st.lists(st.sets(st.integers(11, 24), max_size=14), min_size=2, max_size=2), st.integers(0, 1))
@examples(60)
def test_whatever_is_retold_is_alike_in_figures(figures: list[set[int]], days: int) -> None:
    rows = [
        (article, "money", float(n), float(n)) for article, own in zip("ab", figures, strict=True) for n in sorted(own)
    ]
    quantities = pl.DataFrame(rows, schema=NO_QUANTITIES.schema, orient="row")
    names = [(article, f"person:{n}") for article in "ab" for n in range(8)]
    mentions = pl.DataFrame(names, schema=NO_MENTIONS.schema, orient="row")
    quotes = pl.DataFrame({"article_id": ["a", "b"], "content": [SPEECH] * 2})
    pairs = pl.DataFrame({"left": ["a"], "right": ["b"], "days": [days]})
    found = retold(pairs, features_of(quantities, mentions, quotes))
    kept = alike_in_figures(pairs, quantities)
    common, fewer = len(figures[0] & figures[1]), min(map(len, figures))
    assert kept.height == (common > 0 and common >= LEAST_SHARE * fewer)
    assert found.height <= kept.height


@pytest.mark.parametrize(
    ("quote", "days", "may_be"), [("", 0, True), ("", 1, False), (SPEECH, 1, True)], ids=["told", "later", "quoted"]
)
def test_without_common_quotes_only_reports_of_one_day_are_compared(quote: str, days: int, may_be: bool) -> None:
    signed = sign_features(told(8, 8, quote))
    sketches = np.array(signed["fact_sketch"].to_list(), np.uint8)
    ends = np.array([0]), np.array([1]), np.array([days])
    assert may_be_retold(sketch_parts(sketches), *ends).tolist() == [may_be]


@pytest.mark.parametrize(
    ("linked", "title", "is_one"),
    [
        ("Harga Beras Turun di Pasar Induk Cipinang", "Harga beras turun di Pasar Induk Cipinang!", True),
        ("Harga Beras Turun di Pasar Induk Cipinang Se…", "Harga Beras Turun di Pasar Induk Cipinang Sejak Rabu", True),
        ("Prakiraan Cuaca Bandung 27 Februari 2023", "Prakiraan Cuaca Bandung 28 Februari 2023", False),
        ("Gempa Guncang Kota Bengkulu Siang Ini", "Gempa Guncang Kota Padang Siang Ini", False),
    ],
)  # fmt: skip
def test_near_titles(linked: str, title: str, is_one: bool) -> None:
    row = {"related_link_id": 1, "article_id": "a", "linked_title": linked, "title": title}
    assert (near_titles(pl.DataFrame([row])).height == 1) is is_one


def test_empty_frames() -> None:
    strings = {"left": pl.String, "right": pl.String}
    assert sign(texts()).is_empty() if texts().columns else True
    assert compare(pl.DataFrame(schema=strings), texts(STORY)).is_empty()
    assert retold(pl.DataFrame(schema=strings | {"days": pl.Int64}), told(1, 1, "")).is_empty()
    candidates = {"related_link_id": pl.UInt64, "article_id": pl.String, "linked_title": pl.String, "title": pl.String}
    assert near_titles(pl.DataFrame(schema=candidates)).is_empty()


def test_measures_are_those_of_the_definition() -> None:
    bodies = texts(STORY, STORY[: len(STORY) // 2] + TAIL, TAIL + STORY)
    pairs = pl.DataFrame(
        [{"left": a, "right": b} for a, b in itertools.combinations(bodies["article_id"].to_list(), 2)]
    )
    for row in compare(pairs, bodies).iter_rows(named=True):
        one, other = (shingles(bodies, row[side]) for side in ("left", "right"))
        assert row["jaccard"] == pytest.approx(len(one & other) / len(one | other))


@pytest.mark.parametrize("least", [0.3, 0.6, 0.9, 1.0])
def test_pairs_of_little_coverage_are_left_out_and_the_others_measured_alike(least: float) -> None:
    bodies = texts(STORY, STORY + TAIL, STORY[: len(STORY) // 2] + TAIL, TAIL + STORY.replace("214", "215"), TAIL)
    ids = itertools.permutations(bodies["article_id"].to_list(), 2)
    pairs = pl.DataFrame(list(ids), schema=["left", "right"], orient="row")
    whole, some = compare(pairs, bodies), compare(pairs, bodies, least)
    assert 0 < some.height < whole.height
    assert some.equals(whole.filter(pl.col("coverage") >= least))


def shingles(bodies: pl.DataFrame, article_id: str) -> set[int]:
    words = words_of(bodies.filter(pl.col("article_id") == article_id)["body"])
    return set(np.asarray(words.shingles[words.is_whole]).tolist())
