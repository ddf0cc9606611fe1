"""All stages together: facts depend on the article alone, and every one of them can be traced."""

from __future__ import annotations

import random

import polars as pl
import pytest

from flows.readers import discover, read_shards
from tests.conftest import EXAMPLES, ROOT
from transforms import schemas
from transforms.pipeline import Facts, derive
from transforms.schemas import RawArticle

FRAMES = {
    "removed_spans": schemas.RemovedSpan,
    "related_links": schemas.RelatedLink,
    "sentences": schemas.Sentence,
    "quantities": schemas.Quantity,
    "date_mentions": schemas.DateMention,
    "entity_mentions": schemas.EntityMention,
    "statements": schemas.Statement,
    "statement_quantities": schemas.StatementQuantity,
}


def raw_articles() -> pl.DataFrame:
    """The seeds, the examples, and texts that break careless code."""
    shards = [s.records for source in discover([ROOT / "seeds/articles", EXAMPLES]) for s in read_shards(source)]
    records = pl.concat(shards).select("record_id", "url", "title", "published_raw", "authors_raw", "tags_raw", "raw")
    odd = [
        "",
        " \n ",
        "a",
        "Baca juga",
        "🙂 12 🙂 orang",
        '"',
        "“Ya,” kata",
        "1.2.3.4",
        "\n\n",
        "Rp",
        "ADVERTISEMENT",
        "“" * 40,
    ]
    odd_rows = pl.DataFrame({"raw": odd}).with_columns(
        pl.lit(None, pl.String).alias(name) for name in records.columns if name != "raw"
    )
    return pl.concat([records, odd_rows.select(records.columns)])


def numbered(records: pl.DataFrame) -> pl.DataFrame:
    return RawArticle.cast(records.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32)))


def rows_by_article(facts: Facts, names: list[int]) -> dict[int, dict[str, list[tuple]]]:
    """Rows of every frame for each article, under the name it has in the full set."""
    found: dict[int, dict[str, list[tuple]]] = {name: {} for name in names}
    for frame_name in ["articles", *FRAMES]:
        frame = getattr(facts, frame_name)
        columns = sorted(set(frame.columns) - {"article_no"})
        for article_no, name in enumerate(names):
            of_article = frame.filter(pl.col("article_no") == article_no).select(columns)
            found[name][frame_name] = sorted(of_article.rows(), key=repr)
    return found


@pytest.fixture(scope="module")
def together() -> dict[int, dict[str, list[tuple]]]:
    raw = raw_articles()
    return rows_by_article(derive(numbered(raw)), list(range(raw.height)))


def test_every_frame_has_its_schema() -> None:
    facts = derive(numbered(raw_articles()))
    for name, schema in FRAMES.items():
        schema.validate(getattr(facts, name))


def test_an_articles_facts_do_not_depend_on_order_or_company(together: dict[int, dict[str, list[tuple]]]) -> None:
    raw = raw_articles()
    order = list(range(raw.height))
    random.Random(5).shuffle(order)
    for part in (order[: raw.height // 3], order[raw.height // 3 :]):
        alone = rows_by_article(derive(numbered(raw[part])), part)
        for name in part:
            assert alone[name] == together[name], raw["raw"][name][:80]


def test_one_article_alone(together: dict[int, dict[str, list[tuple]]]) -> None:
    raw = raw_articles()
    for name in (0, 2, 7, 10, raw.height - 1):
        assert rows_by_article(derive(numbered(raw[[name]])), [name])[name] == together[name]


def test_no_article_at_all() -> None:
    facts = derive(numbered(raw_articles().head(0)))
    assert all(getattr(facts, name).height == 0 for name in ["articles", *FRAMES])


def test_every_offset_yields_its_surface() -> None:
    facts = derive(numbered(raw_articles()))
    texts = dict(facts.articles.select("article_no", "text").rows())
    for name in set(FRAMES) - {"statement_quantities"}:
        frame = getattr(facts, name).select("article_no", "start_char", "end_char", "surface")
        for article_no, start, end, surface in frame.rows():
            assert texts[article_no][start:end] == surface, name


def test_kept_and_removed_rebuild_the_text() -> None:
    facts = derive(numbered(raw_articles()))
    for row in facts.articles.rows(named=True):
        spans = facts.removed_spans.filter(pl.col("article_no") == row["article_no"]).sort("start_char")
        kept, position = [], 0
        for start, end in spans.select("start_char", "end_char").rows():
            assert start >= position, "removed spans overlap"
            kept.append(row["text"][position:start])
            position = end
        kept.append(row["text"][position:])
        assert "".join("".join(kept).split()) == "".join(row["body"].split())


def test_no_fact_stands_in_a_removed_span() -> None:
    facts = derive(numbered(raw_articles()))
    for name in ("sentences", "quantities", "date_mentions", "entity_mentions", "statements"):
        inside = (
            getattr(facts, name)
            .join(facts.removed_spans, on="article_no", suffix="_cut")
            .filter((pl.col("start_char") < pl.col("end_char_cut")) & (pl.col("end_char") > pl.col("start_char_cut")))
        )
        assert inside.height == 0, inside.select("surface", "surface_cut").rows()


def test_statement_quantities_point_to_rows_that_exist() -> None:
    facts = derive(numbered(raw_articles()))
    lost = facts.statement_quantities.join(
        facts.quantities, left_on=["article_no", "quantity_start_char", "quantity_end_char"],
        right_on=["article_no", "start_char", "end_char"], how="anti",
    )  # fmt: skip
    assert lost.height == 0
    lost = facts.statement_quantities.join(
        facts.statements, left_on=["article_no", "statement_start_char", "statement_end_char"],
        right_on=["article_no", "start_char", "end_char"], how="anti",
    )  # fmt: skip
    assert lost.height == 0
