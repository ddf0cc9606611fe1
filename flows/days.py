"""Keep the records of a range of days, by the day on which each article was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.errors import UsageError
from transforms.clean import clean
from transforms.metadata import find_metadata
from transforms.repair import repair
from transforms.schemas import RawArticle


@dataclass(frozen=True)
class Days:
    """A range of days, both included; None: open to that side. Days are those of ``fact_article.published_on``."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise UsageError(f"the days end ({self.last}) before they begin ({self.first})")

    def __bool__(self) -> bool:
        return bool(self.first or self.last)

    def keep(self, records: pl.DataFrame) -> pl.DataFrame:
        """Those of ``records`` (columns of a shard) that were published in the range; undated ones are not.

        >>> records = pl.DataFrame({"raw": ["Banjir surut.", "Banjir naik."], "extracted": None, "url": None,
        ...     "title": None, "published_raw": ["2025-01-31 23:59 WIB", "2025-02-01 00:00 WIB"],
        ...     "authors_raw": None, "tags_raw": None, "record_id": None, "metadata": None})
        >>> records = records.with_columns(pl.col(pl.Null).cast(pl.String))
        >>> Days(date(2025, 2, 1)).keep(records)["raw"].to_list()
        ['Banjir naik.']
        """
        numbered = records.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
        articles = repair(RawArticle.cast(numbered.with_columns(raw=pl.coalesce("extracted", "raw"))))
        metadata = find_metadata(articles, clean(articles))
        day = pl.col("published_on")
        inside = metadata.filter(
            day.is_not_null(),
            day >= self.first if self.first else pl.lit(True),
            day <= self.last if self.last else pl.lit(True),
        )
        return numbered.join(inside, on="article_no", how="semi", maintain_order="left").drop("article_no")
