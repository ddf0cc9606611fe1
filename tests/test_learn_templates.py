"""Learned templates: what is boilerplate is proposed, what reporters copy is not, and what is learned is cut."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.learn import LearnedAlias, freeze, with_templates
from transforms.learn.templates import THRESHOLD, learn_templates
from transforms.learn.units import key_of, units_of
from transforms.schemas import Article, RemovedSpan

NOUNS = [
    "sawah",
    "jalan",
    "pasar",
    "sungai",
    "sekolah",
    "masjid",
    "pelabuhan",
    "bandara",
    "stadion",
    "museum",
    "hutan",
    "pabrik",
    "rumah",
    "kapal",
    "jembatan",
    "bendungan",
    "kantor",
    "klinik",
    "taman",
    "terminal",
    "gudang",
    "kebun",
    "pantai",
    "tambak",
    "kolam",
    "lapangan",
    "candi",
    "waduk",
    "stasiun",
    "menara",
]
VERBS = [
    "diperbaiki",
    "dibangun",
    "ditutup",
    "diresmikan",
    "ditinjau",
    "dijaga",
    "dibersihkan",
    "diperluas",
    "dijual",
    "dikelola",
]
PLACES = ["Tuban", "Kupang", "Demak", "Palu", "Ambon", "Garut", "Solok", "Bima", "Sorong", "Kudus", "Blora", "Jepara"]
CHANNEL = "Ikuti kanal WhatsApp Kabar Pesisir dan dapatkan berita pilihan setiap hari"
CLOSING = "Hingga berita ini ditulis pihak pengelola belum memberikan keterangan kepada wartawan."


def story(number: int, *extra: str) -> str:
    """A story of its own: no two share a sentence."""
    pick = random.Random(number)
    sentences = [
        f"{pick.choice(NOUNS).capitalize()} di {pick.choice(PLACES)} {pick.choice(VERBS)} oleh warga nomor {w} "
        f"setelah {pick.choice(NOUNS)} lama {pick.choice(VERBS)} pada musim {pick.choice(NOUNS)} yang lalu "
        f"bersama {pick.choice(NOUNS)} {chr(97 + number % 26)}{chr(97 + w)}{chr(97 + number // 26)}."
        for w in range(6)
    ]
    return "\n".join([*sentences, *extra])


def corpus(texts: list[str], outlet: str = "kabarpesisir.id") -> pl.DataFrame:
    rows = [
        {
            "article_no": n,
            "article_id": f"{n:04x}",
            "outlet_id": outlet,
            "title": f"Judul {n}",
            "published_on": None,
            "text": t,
        }
        for n, t in enumerate(texts)
    ]
    return pl.DataFrame(rows, schema={"article_no": pl.UInt32, "article_id": pl.String, "outlet_id": pl.String,
                                      "title": pl.String, "published_on": pl.Date, "text": pl.String})  # fmt: skip


def no_cuts() -> pl.DataFrame:
    return RemovedSpan.create_empty()


def learned(texts: list[str]) -> pl.DataFrame:
    return learn_templates(corpus(texts), no_cuts()).filter(pl.col("confidence") >= THRESHOLD)


def plain_article(texts: list[str]) -> pl.DataFrame:
    empty = dict.fromkeys(("url", "title", "published_raw", "authors_raw", "tags_raw"))
    rows = [{"article_no": n, **empty, "text": text} for n, text in enumerate(texts)]
    return Article.validate(pl.DataFrame(rows, schema=Article.create_empty().schema))


def cut_with(templates: pl.DataFrame, texts: list[str]) -> list[list[str]]:
    """What a frozen version cuts out of new texts of the same outlet."""
    frozen = freeze(templates, LearnedAlias.create_empty())
    articles = plain_article(texts)
    outlets = articles.select("article_no", outlet_id=pl.lit("kabarpesisir.id"))
    removed = with_templates(articles, no_cuts(), outlets, frozen.templates)
    return [removed.filter(pl.col("article_no") == n)["surface"].to_list() for n in range(len(texts))]


def test_a_line_of_many_stories_is_learned_and_cut() -> None:
    templates = learned([story(n, CHANNEL) for n in range(40)])
    assert templates["surface"].to_list() == [CHANNEL]
    assert templates.select("stories", "share", "position").row(0) == (40, 1.0, "tail")
    assert cut_with(templates, [story(99, CHANNEL), story(98)]) == [[CHANNEL], []]


def test_evidence_counts_stories_not_copies() -> None:
    """One story printed forty times teaches nothing."""
    assert learned([story(7, CHANNEL)] * 40).is_empty()


def test_background_that_reporters_copy_is_left_alone() -> None:
    background = "Panitia pemilihan telah menetapkan jadwal pemungutan suara pada bulan depan di seluruh daerah."
    about = [story(n, f"Calon ketua koperasi nelayan berkampanye {n} kali di tambak.", background) for n in range(12)]
    templates = learned([*about, *(story(n) for n in range(100, 160))])
    assert templates.is_empty()


def test_a_closing_sentence_is_prose() -> None:
    texts = [story(n, CLOSING) if n % 8 == 0 else story(n) for n in range(80)]
    assert learned(texts).is_empty()


@pytest.mark.parametrize("slogan", ['"Laut bersih, nelayan senang"', "“Jaga laut kita bersama,”"])
def test_a_quoted_slogan_is_left_alone(slogan: str) -> None:
    assert learned([story(n, slogan) if n % 3 == 0 else story(n) for n in range(60)]).is_empty()


def test_reported_speech_is_left_alone() -> None:
    said = "Kami masih mendata kerugian warga, kata petugas."
    assert learned([story(n, said) if n % 3 == 0 else story(n) for n in range(60)]).is_empty()


def pointers(form: str) -> list[str]:
    """Stories of which every fourth ends in a line of this form."""
    headlines = [f"{noun.capitalize()} {PLACES[n % 12]} {VERBS[n % 10]}" for n, noun in enumerate(NOUNS)]
    return [story(n, *([form.format(headlines[n % 30])] if n % 4 == 0 else [])) for n in range(96)]


def test_words_before_a_quoted_headline_and_colon_are_a_pointer() -> None:
    """Though no rule knows its words, and nothing else tells them from the beginning of a sentence."""
    templates = learned(pointers("Putar klip '{}':"))
    assert templates.select("form", "key").rows() == [("opening", "putar klip")]
    assert cut_with(templates, [story(200, "Putar klip 'Gempa Bima':")]) == [["Putar klip 'Gempa Bima':"]]
    for sentence in ("Putar klip {}", "Warga putar klip {}", "Putar klip '{}'."):
        assert learned(pointers(sentence)).is_empty(), sentence


def test_numbers_and_days_are_slots() -> None:
    texts = [story(n, f"Halaman {n} dari {n + 3} edisi Senin") for n in range(60)]
    templates = learned(texts)
    assert "halaman 0 dari 0 edisi 0" in templates["key"].to_list()
    assert cut_with(templates, [story(90, "Halaman 771 dari 9 edisi Jumat")]) == [["Halaman 771 dari 9 edisi Jumat"]]


def test_tags_at_the_end_are_a_shape() -> None:
    pick = random.Random(5)
    texts = [story(n, "(abc/def)", *(pick.choice(NOUNS) for _ in range(3))) for n in range(60)]
    templates = learned(texts)
    assert ("shape", "small_tail") in templates.select("form", "key").rows()
    assert cut_with(templates, [story(91, "(abc/def)", "nelayan tuban", "gelombang")])[0][-2:] == [
        "nelayan tuban",
        "gelombang",
    ]


def test_a_text_is_never_cut_to_nothing() -> None:
    templates = learned([story(n, CHANNEL) for n in range(40)])
    assert cut_with(templates, [CHANNEL]) == [[]]


def test_other_outlets_are_left_alone() -> None:
    templates = learned([story(n, CHANNEL) for n in range(40)])
    frozen = freeze(templates, LearnedAlias.create_empty())
    articles = plain_article([story(99, CHANNEL)])
    other = articles.select("article_no", outlet_id=pl.lit("kabargunung.id"))
    assert with_templates(articles, no_cuts(), other, frozen.templates).is_empty()


@examples(8)
@given(st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter(pick: random.Random) -> None:
    texts = [story(n, CHANNEL, f"Simak juga: kabar {NOUNS[n % 30]} {n}") for n in range(30)]
    rows = corpus(texts)
    order = list(range(rows.height))
    pick.shuffle(order)
    shuffled = rows[order].with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
    first = freeze(learn_templates(rows, no_cuts()), LearnedAlias.create_empty())
    second = freeze(learn_templates(shuffled, no_cuts()), LearnedAlias.create_empty())
    assert first.version == second.version
    assert first.templates.equals(second.templates)


@examples(60)
@given(st.lists(st.text(alphabet="aB .?!\n\"”'()7é🙂", max_size=60), max_size=5))
def test_units_are_where_they_say(texts: list[str]) -> None:
    articles = pl.DataFrame(
        {"article_no": range(len(texts)), "text": texts}, schema={"article_no": pl.UInt32, "text": pl.String}
    )
    for row in units_of(articles, no_cuts()).iter_rows(named=True):
        assert texts[row["article_no"]][row["start_char"] : row["end_char"]] == row["unit"]


def test_keys() -> None:
    units = pl.DataFrame({"unit": ["- Editor:  Sari", "EDITOR: sari", "Tayang 3 Mei 2021, 10:15"]})
    assert units.select(key_of(pl.col("unit")))["unit"].to_list() == ["editor: sari", "editor: sari", "tayang 0 0 0, 0"]
