"""Cleaning: find the spans that are not the article's own prose.

``clean`` returns spans and never changes the text, so that what is kept and what is removed rebuild it.
Rules are data (:mod:`transforms.clean.rules`); what a pattern cannot say, the shape of a whole article,
is in :mod:`transforms.clean.structure`.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.clean.body import body_of
from transforms.clean.headlines import find_headlines
from transforms.clean.lines import find_ruled_lines, lines_of
from transforms.clean.marks import find_marks
from transforms.clean.merge import settle, trimmed
from transforms.clean.rules import BoilerplateRule, RuleSet, load_rules
from transforms.clean.structure import find_structure
from transforms.clean.unmarked import find_unmarked
from transforms.clean.values import find_values
from transforms.corrections import correct_spans, load_corrections
from transforms.schemas import Article, RemovedSpan

__all__ = ["BoilerplateRule", "RuleSet", "body_of", "clean", "load_rules"]


def clean(
    articles: dy.DataFrame[Article], rules: RuleSet | None = None, corrections: pl.DataFrame | None = None
) -> dy.DataFrame[RemovedSpan]:
    """Find the boilerplate of repaired articles.

    ``rules`` and ``corrections`` (of :mod:`transforms.corrections`): those of the project where not given.

    Returns one row a span: ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``,
    ``kind``; spans of an article are in order and do not overlap.

    >>> text = "TUBAN, kabarpesisir.com - Nelayan melaut. Baca Juga: Gelombang Tinggi Mengintai Namun sepi."
    >>> row = {"article_no": 0, "url": None, "title": None, "published_raw": None, "authors_raw": None,
    ...        "tags_raw": None, "text": text}
    >>> clean(Article.cast(pl.DataFrame([row])))["surface"].to_list()
    ['TUBAN, kabarpesisir.com -', 'Baca Juga: Gelombang Tinggi Mengintai']
    """
    rules = rules or load_rules()
    lines = lines_of(articles)
    marks = find_marks(articles, lines, rules)
    marks = find_values(find_headlines(marks, articles), articles)
    ruled = find_ruled_lines(lines, marks, articles, rules)
    structure = find_structure(articles, lines, marks, ruled, rules)
    unmarked = find_unmarked(articles, marks).filter(pl.col("rule_id").is_in(rules.ids))
    columns = ["article_no", "start_char", "end_char", "surface", "rule_id", "kind"]
    spans = pl.concat([part.select(columns).cast({"kind": pl.String}) for part in (marks, ruled, structure, unmarked)])
    corrections = load_corrections() if corrections is None else corrections
    corrected = correct_spans(settle(spans), articles, corrections)
    return RemovedSpan.validate(trimmed(corrected), cast=True)
