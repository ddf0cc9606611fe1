"""Identity depends on content alone: neither on order, nor on company, nor on where a copy came from."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.identity import Identity, identify
from transforms.schemas import Article

FIELDS = ("url", "title", "published_raw", "authors_raw", "tags_raw", "text")
FULL = {
    "url": "https://www.warta.example/desa/panen-raya?id=7", "title": "Panen raya", "published_raw": "2/6/2025",
    "authors_raw": "Ani", "tags_raw": "desa", "text": "Ngawi - Panen raya dimulai.\nPetani senang.",
}  # fmt: skip
NAMELESS = {**FULL, "url": None}


def articles(*rows: dict[str, str | None]) -> pl.DataFrame:
    columns = {name: pl.Series([row[name] for row in rows], dtype=pl.String) for name in FIELDS}
    return Article.validate(pl.DataFrame(columns).with_row_index("article_no"))


def same(first: dict[str, str | None], second: dict[str, str | None]) -> tuple[bool, bool]:
    """Whether two articles have the same id, and the same content hash."""
    identities = identify(articles(first, second))
    one, two = identities.rows()
    return one[1] == two[1], one[2] == two[2]


def test_ids_do_not_change_between_releases() -> None:
    """Stored ids are compared with these for ever; a change here is a migration."""
    by_address, by_text = identify(articles(FULL, NAMELESS)).rows()
    assert by_address[1] == "edc5b7d32095f4692818"
    assert by_text[1] == "6156f0afa7a196915f9e"
    assert by_text[2] == "85d6dae4eb63ca28501f41ee75cd318d001178198080c798602fc9bd984fbe8c"


@pytest.mark.parametrize(
    "url",
    [
        "http://warta.example/desa/panen-raya?id=7",
        "HTTPS://Warta.Example/desa/panen-raya/?id=7&utm_source=wa",
        "https://www.warta.example/desa/panen-raya?id=7#komentar",
    ],
)
def test_same_address_is_same_article(url: str) -> None:
    assert same(FULL, {**FULL, "url": url, "text": "Teks yang lain."}) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "NGAWI – Panen raya dimulai. Petani senang.",
        "  Ngawi - Panen raya dimulai.Petani\u00a0senang.\n",
        "Ngawi - Panen raya dimulai.\n\nPetani ｓenang.",
    ],
)
def test_same_words_are_the_same_article_without_address(text: str) -> None:
    assert same(NAMELESS, {**NAMELESS, "text": text}) == (True, False)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FULL, {**FULL, "url": "https://warta.example/desa/panen-raya?id=8"}),
        (FULL, {**FULL, "url": "https://kabar.example/desa/panen-raya?id=7"}),
        (FULL, NAMELESS),
        (NAMELESS, {**NAMELESS, "text": "Ngawi - Panen raya dimulai.\nPetani senang sekali."}),
        (NAMELESS, {**NAMELESS, "text": "Ngawi - Panen raya dimulai 2.\nPetani senang."}),
        ({**NAMELESS, "text": "!!!"}, {**NAMELESS, "text": "???"}),
        ({**NAMELESS, "text": "क"}, {**NAMELESS, "text": "कि"}),
    ],
)
def test_different_articles(first: dict[str, str | None], second: dict[str, str | None]) -> None:
    assert same(first, second) == (False, False)


def test_home_page_as_address_names_no_article() -> None:
    home = {**FULL, "url": "https://warta.example/"}
    assert same(home, {**home, "text": "Berita lain."}) == (False, False)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_counts_as_content(field: str) -> None:
    assert same(FULL, {**FULL, field: f"{FULL[field]} "})[1] is False
    if field != "text":
        assert same({**FULL, field: None}, {**FULL, field: ""})[1] is False


def test_content_cannot_move_between_fields() -> None:
    first = {**NAMELESS, "title": "a\ntags_raw:1:b", "tags_raw": None}
    second = {**NAMELESS, "title": "a", "tags_raw": "b"}
    assert same(first, second)[1] is False


VALUES = st.none() | st.sampled_from(["", "a", "b", "https://warta.example/x", "https://warta.example/y", "É é"])
ROWS = st.fixed_dictionaries({**dict.fromkeys(FIELDS[:-1], VALUES), "text": st.text(max_size=5)})


@examples(40)
@given(st.lists(ROWS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_and_company_do_not_matter(rows: list[dict[str, str | None]], random) -> None:
    together = identify(articles(*rows)).drop("article_no").rows()
    assert together == [identify(articles(row)).drop("article_no").row(0) for row in rows]
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = identify(articles(*[rows[i] for i in order])).drop("article_no").rows()
    assert shuffled == [together[i] for i in order]


@examples(100)
@given(ROWS, ROWS)
def test_same_content_hash_means_same_fields(first: dict[str, str | None], second: dict[str, str | None]) -> None:
    assert same(first, second)[1] is (first == second)


def test_empty_frame() -> None:
    assert identify(articles(FULL).clear()).columns == Identity.column_names()
