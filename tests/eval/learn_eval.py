"""What learned templates recover of hidden rules, what they lose, and which names are merged.

For an outlet every rule is hidden that is scoped to it or that its articles alone prompted (columns ``scope`` and
``outlets`` of ``boilerplate_rules.csv``). Templates are learned from the dumps without these rules and applied to the
outlet's articles. Two settings: ``alone`` (no rule at all cuts the outlet's texts, only templates do) and ``beside``
(the other rules stay on, as in a real run). Counted in words: of those that the hidden rules cut (``beside``: and no
other rule does) the share that templates cut; and words that templates cut and no rule does, per 1,000 words of body.

    python -m tests.eval.learn_eval [--aliases]
"""

from __future__ import annotations

import argparse
import functools
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.readers import discover, read_shards
from transforms.clean import RuleSet, clean, load_rules
from transforms.clean.merge import settle
from transforms.identity import identify
from transforms.learn.apply import find_learned
from transforms.learn.corpus import Corpus, observe_corpus
from transforms.learn.templates import THRESHOLD, learn_templates
from transforms.metadata import find_metadata
from transforms.repair import repair
from transforms.schemas import Article, RawArticle
from transforms.spans import find_spans

DUMPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "dumps"
OUTLETS = ("bisnis.com", "detik.com", "tempo.co", "tribunnews.com", "liputan6.com", "kompas.com")
"""The outlets of the dumps whose articles alone prompted rules that cut the most words."""


@dataclass(frozen=True)
class Recovery:
    """One outlet in one setting, at one threshold."""

    hidden_words: int
    recovered: float
    """Share of the hidden words that templates cut."""
    lost_per_1000: float


@functools.cache
def dump_records() -> pl.DataFrame:
    """The records of all dumps, one row an article: ``RawArticle`` and ``article_id``."""
    frames = [shard.records for source in discover([DUMPS]) for shard in read_shards(source)]
    records = pl.concat(frames).with_columns(raw=pl.coalesce("extracted", "raw"))
    raw = records.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
    identities = identify(repair(RawArticle.cast(raw)))
    columns = [name for name in RawArticle.column_names() if name != "article_no"]
    return raw.join(identities, on="article_no").unique("article_id", keep="first", maintain_order=True).select(
        "article_id", *columns
    )  # fmt: skip


@functools.cache
def articles() -> pl.DataFrame:
    """The same repaired, with outlet and day: what templates are learned from."""
    raw = dump_records().with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
    repaired = repair(RawArticle.cast(raw))
    metadata = find_metadata(repaired, clean(repaired)).select("article_no", "outlet_id", "published_on")
    ids = raw.select("article_no", "article_id")
    return repaired.join(metadata, on="article_no", maintain_order="left").join(
        ids, on="article_no", maintain_order="left"
    )


def own_rules(rules: RuleSet, outlet: str) -> list[str]:
    """The rules for ``outlet`` alone and those that its articles alone prompted."""
    own = (pl.col("scope") == outlet) | (pl.col("outlets") == outlet)
    return rules.frame.filter(own)["rule_id"].to_list()


def recover(outlet: str, *, alone: bool, thresholds: tuple[float, ...] = (THRESHOLD,)) -> dict[float, Recovery]:
    """Hide the outlet's rules, learn, apply; one result a threshold."""
    rules, everything = load_rules(), articles()
    hidden = own_rules(rules, outlet)
    own = everything.filter(pl.col("outlet_id") == outlet)
    own_articles = Article.cast(own)
    cut_before = clean(own_articles, rules)
    cut_now = clean(own_articles, rules.without(hidden))
    if alone:
        cut_now = cut_now.clear()
    others = Article.cast(everything.filter(pl.col("outlet_id").ne_missing(outlet)))
    removed = pl.concat([clean(others, rules.without(hidden)), cut_now])
    templates = learn_templates(everything, removed).filter(pl.col("outlet_id") == outlet)
    templates = templates.with_columns(rule_id=pl.lit("learned:trial"))
    words = find_spans(own.select("article_no", "text"), r"\S+")
    before, now = _covered(words, cut_before), _covered(words, cut_now)
    wanted = _covered(words, cut_before.filter(pl.col("rule_id").is_in(hidden))).join(now, on=_WORD, how="anti")
    found = {}
    for threshold in thresholds:
        sure = templates.filter(pl.col("confidence") >= threshold)
        spans = find_learned(own_articles, cut_now, own.select("article_no", "outlet_id"), sure)
        cut = _covered(words, settle(spans.with_columns(pl.col("kind").cast(pl.String))))
        lost = cut.join(before, on=_WORD, how="anti").height
        found[threshold] = Recovery(
            wanted.height,
            wanted.join(cut, on=_WORD, how="semi").height / max(wanted.height, 1),
            1000 * lost / max(words.height - before.height, 1),
        )
    return found


_WORD = ["article_no", "start_char"]


def _covered(words: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """The words whose middle lies in a span: ``article_no``, ``start_char``."""
    at = spans.select("article_no", _at=pl.col("start_char").cast(pl.Int64), _end=pl.col("end_char").cast(pl.Int64))
    middle = (pl.col("start_char").cast(pl.Int64) + pl.col("end_char").cast(pl.Int64)) // 2
    placed = words.with_columns(_at=middle).sort("_at").join_asof(
        at.sort("_at"), on="_at", by="article_no", strategy="backward", check_sortedness=False
    )  # fmt: skip
    inside = placed.with_columns(_middle=middle).filter(pl.col("_middle") < pl.col("_end"))
    return inside.select(_WORD)


@functools.cache
def corpus() -> Corpus:
    """All dumps as the learn step sees them."""
    return observe_corpus(dump_records().iter_slices(4000))


def main() -> None:
    """Print the figures, or with ``--aliases`` every alias for reading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aliases", action="store_true", help="print every alias that the dumps teach")
    if parser.parse_args().aliases:
        from transforms.learn.aliases import learn_aliases

        for row in learn_aliases(corpus()).iter_rows(named=True):
            print(row["entity_type"], row["basis"], row["alias"], row["entity_name"], row["confidence"], sep=" | ")
        return
    for alone in (True, False):
        for outlet in OUTLETS:
            results = recover(outlet, alone=alone, thresholds=(0.7, 0.8, THRESHOLD, 0.95))
            shown = "  ".join(f"{t}: {r.recovered:.3f} lost {r.lost_per_1000:.2f}" for t, r in results.items())
            words = next(iter(results.values())).hidden_words
            print(f"{'alone ' if alone else 'beside'} {outlet:15s} {words:5d} words  {shown}")


if __name__ == "__main__":
    main()
