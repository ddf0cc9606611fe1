"""Metadata of articles: own examples with near misses, properties, edge cases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.metadata import find_metadata, find_related_links
from transforms.metadata.authors import read_credits
from transforms.metadata.places import read_datelines
from transforms.metadata.tags import read_tags
from transforms.metadata.titles import headlines, outlet_of_title
from transforms.schemas import Article, ArticleMetadata, RelatedLink, RemovedSpan

CORPUS = Path(__file__).parent / "corpus" / "metadata"


def corpus(name: str) -> list[tuple[str | None, ...]]:
    """Rows of a corpus file, its note left out; empty cells are null."""
    return pl.read_csv(CORPUS / f"{name}.csv", infer_schema=False).drop("note").rows()


def article(text: str = "", **fields: str | None) -> pl.DataFrame:
    row = {
        "article_no": 0,
        "url": None,
        "title": None,
        "published_raw": None,
        "authors_raw": None,
        "tags_raw": None,
    }
    return pl.DataFrame([row | fields | {"text": text}], schema=Article.create_empty().schema)


def cut(text: str, *spans: tuple[str, str]) -> pl.DataFrame:
    """The removed spans of article 0: kind and surface, in order of appearance."""
    rows, position = [], 0
    for kind, surface in spans:
        start = text.index(surface, position)
        position = start + len(surface)
        rows.append((0, start, position, surface, "test", kind))
    return pl.DataFrame(rows, schema=RemovedSpan.create_empty().schema, orient="row")


def metadata_of(text: str = "", *spans: tuple[str, str], **fields: str | None) -> dict[str, object]:
    return find_metadata(article(text, **fields), cut(text, *spans)).row(0, named=True)


@pytest.mark.parametrize(("surface", "place", "outlet"), corpus("datelines"))
def test_a_dateline_gives_place_and_outlet(surface: str | None, place: str | None, outlet: str | None) -> None:
    assert read_datelines(pl.Series([surface or ""])).row(0)[1:] == (place, outlet)


@pytest.mark.parametrize(("text", "is_field", "authors"), corpus("bylines"))
def test_a_byline_gives_its_writers(text: str, is_field: str, authors: str | None) -> None:
    found = read_credits(pl.Series([text]), is_field=is_field == "yes")["authors"].to_list()
    assert found == ([authors.split("|")] if authors else [])


@pytest.mark.parametrize(("title", "expected", "outlet"), corpus("titles"))
def test_a_title_field_gives_headline_and_outlet(title: str, expected: str | None, outlet: str | None) -> None:
    assert headlines(pl.Series([title])).to_list() == [expected]
    assert pl.select(outlet_of_title(pl.lit(pl.Series([title])))).item() == outlet


@pytest.mark.parametrize(("url", "on", "at"), corpus("url_dates"))
def test_an_address_gives_the_day(url: str, on: str | None, at: str | None) -> None:
    found = metadata_of(url=url)
    assert found["published_on"] == (dt.date.fromisoformat(on) if on else None)
    assert found["published_at"] == (dt.datetime.fromisoformat(at) if at else None)
    assert found["published_basis"] == ("url" if on else None)


@pytest.mark.parametrize(("text", "tags"), corpus("tags"))
def test_tags_are_parted(text: str, tags: str | None) -> None:
    found = read_tags(pl.Series([text]))["tags"].to_list()
    assert found == ([tags.split("|")] if tags else [])


@pytest.mark.parametrize(("surface", "titles", "urls"), corpus("links"))
def test_a_pointer_names_headline_and_address(surface: str, titles: str | None, urls: str | None) -> None:
    text = f"Petani di Demak gembira. {surface} Mereka menjual gabah."
    found = find_related_links(article(text), cut(text, ("related_link", surface)))
    expected = titles.split("|") if titles else [None]
    assert found["linked_title"].to_list() == expected
    assert found["linked_url"].to_list() == ([u or None for u in urls.split("|")] if urls else [None])
    assert [text[s:e] for s, e in found.select("start_char", "end_char").rows()] == found["surface"].to_list()


def test_cue_and_headline_in_two_spans_are_one_pointer() -> None:
    text = "Panen raya.\nBaca juga:\nHarga Beras Turun\nPetani gembira."
    spans = cut(text, ("related_link", "Baca juga:"), ("related_link", "Harga Beras Turun"))
    found = find_related_links(article(text), spans)
    assert found["linked_title"].to_list() == ["Harga Beras Turun"]
    assert found["surface"].to_list() == ["Baca juga:\nHarga Beras Turun"]


def test_the_full_story_named_in_a_promo_is_a_pointer() -> None:
    surface = 'Baca artikel kabarkita, "Harga Beras Turun di Tiga Kota" selengkapnya https://kabarkita.co.id/a/77'
    text = f"Petani gembira. {surface}"
    found = find_related_links(article(text), cut(text, ("legal", surface))).row(0, named=True)
    assert found["linked_title"] == "Harga Beras Turun di Tiga Kota"
    assert found["linked_url"] == "https://kabarkita.co.id/a/77"
    assert found["rule_id"] == "M-LINK-FULL"


def test_field_and_bylines_are_joined_without_doubles() -> None:
    text = "Penulis: Sari Melati\nPetani gembira.\nPewarta: Budi Darma"
    spans = (("byline", "Penulis: Sari Melati"), ("byline", "Pewarta: Budi Darma"))
    assert metadata_of(text, *spans, authors_raw="SARI MELATI")["authors"] == ["Sari Melati", "Budi Darma"]


def test_the_headline_in_the_text_stands_in_for_a_placeholder() -> None:
    text = "Panen Raya di Demak\nPetani gembira."
    assert metadata_of(text, ("title", "Panen Raya di Demak"), title="No Title")["title"] == "Panen Raya di Demak"


def test_the_standfirst_is_the_paragraph_before_the_dateline() -> None:
    lead = "Hasil sawah tahun ini naik dua kali lipat dari tahun lalu."
    text = f"Panen Raya\n{lead}\nDEMAK, KabarKita.co.id - Petani gembira."
    found = metadata_of(text, ("title", "Panen Raya"), ("dateline", "DEMAK, KabarKita.co.id -"))
    assert found["standfirst"] == lead


@pytest.mark.parametrize(
    "before",
    [
        "",
        "Bagus.",
        "Satu paragraf yang agak panjang.\nSatu lagi yang juga panjang.",
        "Laporan Wartawan Kabar Kita Sari Melati Putri",
    ],
)
def test_what_is_not_one_paragraph_is_no_standfirst(before: str) -> None:
    text = f"{before} DEMAK - Petani gembira."
    assert metadata_of(text, ("dateline", "DEMAK -"))["standfirst"] is None


@pytest.mark.parametrize(
    ("text", "span", "outlet"),
    [
        (
            "Panen.\nCopyright © KabarKita.co.id 2025",
            ("legal", "Copyright © KabarKita.co.id 2025"),
            "kabarkita.co.id",
        ),
        ("Panen.\nsumber : Antara Foto", ("legal", "sumber : Antara Foto"), None),
        (
            "Kompas.com - 05/06/2025, 16:01 WIB\nPanen.",
            ("stamp", "Kompas.com - 05/06/2025, 16:01 WIB"),
            "kompas.com",
        ),
        ("Panen.\n[Gambas:Video 20detik]", ("caption", "[Gambas:Video 20detik]"), "detik.com"),
        (
            "Panen.\nIkuti Whatsapp Channel Republika",
            ("promo", "Ikuti Whatsapp Channel Republika"),
            "republika.co.id",
        ),
        ("Panen.\nIkuti kami di whatsapp.com/x", ("promo", "Ikuti kami di whatsapp.com/x"), None),
        ('"Naik," kata Tono kepada Solopos, Senin.', None, "solopos.com"),
        ('"Naik," kata Tono kepada Solopos, dikutip Senin.', None, None),
        ('"Naik," kata Tono kepada ANTARA, Senin.', None, None),
        ('"Naik," kata Tono kepada Solopos. "Turun," kata Dewi kepada Tempo.', None, None),
        ("Panen.\n(Fajar Wibowo Putra)", ("byline", "(Fajar Wibowo Putra)"), None),
        ("Panen.\n(Solopos/Sari Melati)", ("byline", "(Solopos/Sari Melati)"), "solopos.com"),
        ("Merdeka dan tempo dulu adalah kata biasa di sini.", None, None),
    ],
)
def test_without_an_address_the_text_tells_the_outlet(
    text: str, span: tuple[str, str] | None, outlet: str | None
) -> None:
    assert metadata_of(text, *([span] if span else []))["outlet_id"] == outlet


def test_the_publishers_string_goes_before_the_text_and_the_address() -> None:
    text = "Diterbitkan 3 Juni 2025, 09:13 WIB\nPanen."
    span = ("stamp", "Diterbitkan 3 Juni 2025, 09:13 WIB")
    url = "https://kabarkita.co.id/2025/06/02/panen"
    both = metadata_of(text, span, published_raw="4 Juni 2025", url=url)
    assert (both["published_on"], both["published_at"]) == (dt.date(2025, 6, 4), None)
    assert both["published_basis"] == "metadata"
    stamped = metadata_of(text, span, published_raw="tidak ditemukan", url=url)
    assert (stamped["published_on"], stamped["published_basis"]) == (dt.date(2025, 6, 3), "text")
    assert str(stamped["published_at"]) == "2025-06-03 09:13:00+07:00"
    assert metadata_of("Panen.", url=url)["published_basis"] == "url"


def test_a_day_without_clock_takes_the_clock_of_a_stamp_of_that_day() -> None:
    text = "3 Juni 2025, 09:13 WIB\nPanen."
    found = metadata_of(text, ("stamp", "3 Juni 2025, 09:13 WIB"), published_raw="2025-06-03")
    assert str(found["published_at"]) == "2025-06-03 09:13:00+07:00"
    assert found["published_basis"] == "metadata"


def test_exchanged_day_and_month_are_read_as_the_address_has_them() -> None:
    found = metadata_of(published_raw="06/10/2025 20:00", url="https://kabarkita.co.id/2025/06/10/panen")
    assert found["published_on"] == dt.date(2025, 6, 10)
    assert str(found["published_at"]) == "2025-06-10 20:00:00+07:00"
    other = metadata_of(published_raw="06/10/2025 20:00", url="https://kabarkita.co.id/2025/10/05/panen")
    assert other["published_on"] == dt.date(2025, 10, 6)


def test_a_clock_without_zone_is_in_the_zone_of_its_outlet() -> None:
    url = "https://www.balipost.com/news/panen"
    bare = metadata_of(published_raw="3 Juni 2025 09:13", url=url)
    named = metadata_of(published_raw="3 Juni 2025 09:13 WIB", url=url)
    assert str(bare["published_at"]) == "2025-06-03 08:13:00+07:00"
    assert str(named["published_at"]) == "2025-06-03 09:13:00+07:00"
    assert bare["published_on"] == named["published_on"] == dt.date(2025, 6, 3)


def test_empty_frames_give_empty_frames() -> None:
    articles, removed = Article.create_empty(), RemovedSpan.create_empty()
    assert ArticleMetadata.is_valid(find_metadata(articles, removed))
    assert RelatedLink.is_valid(find_related_links(articles, removed))


@pytest.mark.parametrize(
    "text", ["", "   \n ", "😀" * 50, "kata " * 200_000], ids=["empty", "blank", "emoji", "megabyte"]
)
def test_odd_texts_give_one_row(text: str) -> None:
    found = find_metadata(article(text, title=" ", authors_raw="", tags_raw="", published_raw="", url=""), cut(text))
    assert found.height == 1
    assert found.row(0, named=True) | {"authors": [], "tags": []} == found.row(0, named=True)


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=80), max_size=4),
    st.sampled_from(["byline", "dateline", "related_link", "tags", "title"]),
)
def test_any_surface_keeps_rows_offsets_and_order(surfaces: list[str], kind: str) -> None:
    surfaces = [s for s in (s.replace("\x00", "") for s in surfaces) if s]
    text = "".join(surfaces)
    rows, position = [], 0
    for surface in surfaces:
        rows.append((0, position, position + len(surface), surface, "test", kind))
        position += len(surface)
    removed = pl.DataFrame(rows, schema=RemovedSpan.create_empty().schema, orient="row")
    assert find_metadata(article(text), removed)["article_no"].to_list() == [0]
    links = find_related_links(article(text), removed)
    assert [text[s:e] for s, e in links.select("start_char", "end_char").rows()] == links["surface"].to_list()
