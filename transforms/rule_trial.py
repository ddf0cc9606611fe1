"""Trying boilerplate rules before they go in: their examples, their effect, their use.

Pure functions behind ``saring rules test`` and ``saring rules list --fired``. A rule's examples are in its
row of ``boilerplate_rules.csv``; what a changed table would do to a dump is the difference between the
spans of two rule sets.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.clean import RuleSet, clean
from transforms.schemas import Article, RemovedSpan
from transforms.urls import outlet_of

OPEN, CLOSE = "⟦", "⟧"
"""Around the text that a rule must cut in its example."""
TITLE_LINE = r"^title: ([^\n]*)\n"
CONTEXT_CHARS = 40


class Example(dy.Schema):
    """One example of one rule, parted into text and expected spans."""

    rule_id = dy.String()
    role = dy.Enum(["caught", "near_miss"])
    title = dy.String(nullable=True)
    text = dy.String()
    expected = dy.List(dy.String())
    """What the rule must cut, in order; of a near miss, what other rules may cut (mostly nothing)."""


class ExampleResult(dy.Schema):
    """What the rules did to one example."""

    rule_id = dy.String()
    role = dy.Enum(["caught", "near_miss"])
    text = dy.String()
    expected = dy.List(dy.String())
    found = dy.List(dy.String())
    """What the rule cut; for a near miss, what any rule cut."""
    passed = dy.Bool()


class SpanChange(dy.Schema):
    """One span that one of two rule sets cuts and the other does not."""

    change = dy.Enum(["gained", "lost"])
    article_no = dy.UInt32()
    start_char = dy.UInt32()
    end_char = dy.UInt32()
    before = dy.String()
    """The text before the span, line breaks as ``⏎``."""
    surface = dy.String()
    after = dy.String()
    rule_id = dy.String()
    kind = dy.String()


class RuleUse(dy.Schema):
    """How often a rule fired at an outlet."""

    rule_id = dy.String()
    outlet_id = dy.String(nullable=True)
    articles = dy.UInt32()
    spans = dy.UInt32()
    chars = dy.UInt64()
    first_surface = dy.String()


def as_articles(texts: pl.Series, titles: pl.Series | None = None) -> dy.DataFrame[Article]:
    """Wrap plain texts as an article frame, numbered from 0.

    >>> as_articles(pl.Series(["Air surut."]))["text"].to_list()
    ['Air surut.']
    """
    missing = pl.lit(None, pl.String)
    frame = pl.DataFrame({"text": texts.cast(pl.String)}).with_columns(
        title=missing if titles is None else titles.cast(pl.String)
    )
    return Article.validate(
        frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("article_no"),
            *(missing.alias(c) for c in ("url", "published_raw", "authors_raw", "tags_raw")),
            "title", "text",
        ).select(Article.column_names())
    )  # fmt: skip


def examples(rules: RuleSet) -> dy.DataFrame[Example]:
    """Read the examples of all rules: one row for each ``caught`` and each ``near_miss`` that is given."""
    marked = (
        rules.frame.select("rule_id", "caught", "near_miss")
        .unpivot(["caught", "near_miss"], index="rule_id", variable_name="role", value_name="marked")
        .filter(pl.col("marked").is_not_null())
    )
    return Example.validate(read_marked(marked), cast=True)


def read_marked(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace the column ``marked`` by ``title``, ``text`` and ``expected``, the passages between ``⟦`` and ``⟧``.

    A first line ``title: …`` is the headline that stands beside the text, and no part of it.
    """
    marked = pl.col("marked").str.replace_all(r"\n", "\n", literal=True)
    text = marked.str.replace(TITLE_LINE, "")
    return frame.with_columns(
        title=marked.str.extract(TITLE_LINE, 1),
        text=text.str.replace_all(f"[{OPEN}{CLOSE}]", ""),
        expected=text.str.extract_all(f"{OPEN}[^{CLOSE}]*{CLOSE}").list.eval(
            pl.element().str.strip_chars(OPEN + CLOSE)
        ),
    ).drop("marked")


def try_examples(rules: RuleSet) -> dy.DataFrame[ExampleResult]:
    """Run all rules over all examples.

    A caught example passes if its rule cuts exactly the marked passages; a near miss passes if nothing else
    than what is marked in it is cut by any rule.
    """
    cases = examples(rules).with_row_index("article_no")
    removed = clean(as_articles(cases["text"], cases["title"]), rules)
    own = removed.join(cases.select("article_no", "rule_id", "role"), on="article_no", suffix="_wanted")
    counted = own.filter((pl.col("rule_id") == pl.col("rule_id_wanted")) | (pl.col("role") == "near_miss"))
    found = counted.group_by("article_no", maintain_order=True).agg(found=pl.col("surface"))
    results = cases.join(found, on="article_no", how="left", maintain_order="left").with_columns(
        pl.col("found").fill_null(pl.lit([], pl.List(pl.String)))
    )
    return ExampleResult.validate(
        results.with_columns(passed=pl.col("found") == pl.col("expected")).drop("article_no", "title")
    )


def compare(articles: dy.DataFrame[Article], before: RuleSet, after: RuleSet) -> dy.DataFrame[SpanChange]:
    """Return what ``after`` cuts and ``before`` does not (``gained``), and the reverse (``lost``).

    A span counts as changed where its place or its kind differs; in order of article and place. Take
    ``.group_by("change", "rule_id").len()`` for the sums and ``.sample()`` for something to read.
    """
    key = ["article_no", "start_char", "end_char", "kind"]
    old, new = (clean(articles, rules).cast({"kind": pl.String}) for rules in (before, after))
    changes = pl.concat(
        [
            new.join(old, on=key, how="anti").with_columns(change=pl.lit("gained")),
            old.join(new, on=key, how="anti").with_columns(change=pl.lit("lost")),
        ]
    )
    return SpanChange.validate(_with_context(changes, articles).sort("article_no", "start_char", "change"), cast=True)


def _with_context(spans: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("start_char").cast(pl.Int64)
    from_char = pl.max_horizontal(start - CONTEXT_CHARS, pl.lit(0))
    joined = spans.join(articles.select("article_no", "text"), on="article_no", how="left", maintain_order="left")
    return joined.with_columns(
        before=pl.col("text").str.slice(from_char, start - from_char).str.replace_all("\n", "⏎"),
        after=pl.col("text").str.slice(pl.col("end_char"), CONTEXT_CHARS).str.replace_all("\n", "⏎"),
    ).drop("text")


def uses(removed: dy.DataFrame[RemovedSpan], articles: dy.DataFrame[Article]) -> dy.DataFrame[RuleUse]:
    """Count the use of each rule by outlet (registrable domain of the url; null without one), most used first."""
    outlets = articles.select("article_no", outlet_id=outlet_of(pl.col("url")))
    counted = (
        removed.join(outlets, on="article_no", how="left", maintain_order="left")
        .group_by("rule_id", "outlet_id", maintain_order=True)
        .agg(
            articles=pl.col("article_no").n_unique(),
            spans=pl.len(),
            chars=pl.col("surface").str.len_chars().sum(),
            first_surface=pl.col("surface").first(),
        )
    )
    return RuleUse.validate(counted.sort("spans", "rule_id", "outlet_id", descending=[True, False, False]), cast=True)


def unused(rules: RuleSet, use: dy.DataFrame[RuleUse]) -> pl.DataFrame:
    """Return the rules (``rule_id``, ``description``) that did not fire."""
    return rules.frame.select("rule_id", "description").join(use, on="rule_id", how="anti")
