"""Addresses: canonical form, host, outlet; the outlets of the reference."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.urls import canonical_url, host_of, outlet_of, outlets

CORPUS = Path(__file__).parent / "corpus" / "metadata" / "urls.csv"


def _read(url: str | None) -> dict[str, str | None]:
    field = pl.lit(pl.Series([url], dtype=pl.String))
    return pl.select(c=canonical_url(field), h=host_of(field), o=outlet_of(field)).row(0, named=True)


@pytest.mark.parametrize(("url", "canonical", "outlet"), pl.read_csv(CORPUS, infer_schema=False).drop("note").rows())
def test_each_address_has_its_canonical_form_and_outlet(
    url: str | None, canonical: str | None, outlet: str | None
) -> None:
    found = _read(url)
    assert found["c"] == canonical
    assert found["o"] == outlet


@settings(deadline=None)
@given(st.text(max_size=120))
def test_the_canonical_form_is_stable(url: str) -> None:
    once = _read(url)["c"]
    assert _read(once)["c"] == once


@settings(deadline=None)
@given(
    st.from_regex(r"\A[a-z]{3,8}/[a-z0-9-]{3,12}\Z"),
    st.sampled_from(["", "?utm_medium=rss", "#x", "/", "?page=1", "?page=all"]),
)
def test_what_does_not_name_the_article_does_not_count(path: str, tail: str) -> None:
    assert _read(f"http://www.kabarkita.co.id/{path}{tail}")["c"] == _read(f"https://kabarkita.co.id/{path}")["c"]


def test_each_domain_of_the_reference_is_its_own_outlet() -> None:
    table = outlets()
    hosts = pl.concat(
        [
            table.select(h="domain"),
            table.select(h=pl.col("also_domains").str.split(" ")).explode("h").drop_nulls(),
        ]
    )
    found = hosts.with_columns(o=outlet_of("https://" + pl.col("h") + "/a"))
    assert hosts["h"].is_unique().all()
    assert set(found["o"]) == set(table["domain"])


def test_no_spelling_names_two_outlets() -> None:
    spellings = (
        outlets().select("domain", s=pl.col("spellings").str.to_lowercase().str.split("|")).explode("s").drop_nulls()
    )
    assert spellings.filter(pl.col("s").is_duplicated())["s"].to_list() == []


def test_a_later_page_is_an_article_of_its_own() -> None:
    urls = pl.Series([f"https://warta.co.id/a?page={n}" for n in ("1", "all", "2", "3")] + ["https://warta.co.id/a"])
    found = pl.select(canonical_url(pl.lit(urls))).to_series().to_list()
    assert found[0] == found[1] == found[4] == "https://warta.co.id/a"
    assert found[2:4] == ["https://warta.co.id/a?page=2", "https://warta.co.id/a?page=3"]
