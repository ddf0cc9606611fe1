"""Which links and articles are compared letter by letter: those of one outlet, close in time, with most words alike."""

from __future__ import annotations

import random
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from flows.sqlfiles import read_sql, set_variables

WORDS = [f"kata{n:02}" for n in range(25)]
DAY = date(2025, 6, 1)
LINKS, ARTICLES, OUTLETS = 300, 400, 3


def some_words(chance: random.Random) -> list[str]:
    return chance.sample(WORDS, chance.randint(1, 12))


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Articles with titles of few different words, half of them pending; each link stands in one of them."""
    chance = random.Random(7)
    con = duckdb.connect()
    articles = pl.DataFrame(
        {
            "article_id": [f"a{n:03}" for n in range(ARTICLES)],
            "outlet_id": [f"o{chance.randrange(OUTLETS)}" if chance.random() < 0.95 else None for _ in range(ARTICLES)],
            "published_on": [DAY + timedelta(chance.randint(0, 130)) for _ in range(ARTICLES)],
            "title_words": [some_words(chance) for _ in range(ARTICLES)],
        }
    ).with_columns(title=pl.col("title_words").list.join(" "))
    links = pl.DataFrame(
        {
            "related_link_id": range(LINKS),
            "article_id": [f"a{chance.randrange(ARTICLES):03}" for _ in range(LINKS)],
            "title_words": [some_words(chance) for _ in range(LINKS)],
        },
        schema_overrides={"related_link_id": pl.UInt64},
    ).with_columns(linked_title=pl.col("title_words").list.join(" "))
    con.register("articles", articles)
    con.register("links", links)
    con.execute("create table fact_article as select article_id, outlet_id, published_on, title from articles")
    con.execute(
        "create table article_signature as select article_id, hash(title) as title_key, title_words from articles"
    )
    con.execute("create table fact_related_link as select related_link_id, linked_title from links")
    con.execute("create table related_link_key as select related_link_id, article_id, hash(linked_title) as title_key, "
                "title_words from links")  # fmt: skip
    con.execute("create table pending_article as select article_id from articles where right(article_id, 1) < '5'")
    set_variables(con, first_on=DAY + timedelta(30), last_on=DAY + timedelta(60))
    return con


NAIVE = """
select k.related_link_id, t.article_id
from related_link_key k join fact_article f on k.article_id = f.article_id,
    article_signature t join fact_article a on t.article_id = a.article_id
where f.outlet_id = a.outlet_id and k.article_id <> t.article_id and k.title_key <> t.title_key
    and (f.article_id in (from pending_article) or a.article_id in (from pending_article))
    and f.published_on between getvariable('first_on') - 1 and getvariable('last_on') + 60
    and a.published_on between getvariable('first_on') - 60 and getvariable('last_on') + 1
    and a.published_on between f.published_on - 60 and f.published_on + 1
    and len(k.title_words) >= 3
    and len(list_intersect(k.title_words, t.title_words)) >= greatest(3, 0.6 * len(k.title_words))
"""


@pytest.mark.parametrize("parts", [1, 3])
def test_what_is_screened_out_has_too_few_words_in_common(con: duckdb.DuckDBPyConnection, parts: int) -> None:
    """The rarest words and the bits bring together all that a comparison of every link with every title does."""
    found = []
    for part in range(parts):
        set_variables(con, part=part, parts=parts)
        found += [row[:2] for row in con.execute(read_sql("link/51_near_titles")).fetchall()]
    expected = con.execute(NAIVE).fetchall()
    assert sorted(found) == sorted(expected)
    assert len(expected) > 50
