"""How well cleaning does on the annotated articles, all rules on, and with each outlet's own rules off.

Leave-one-outlet-out: the articles of an outlet are cleaned without the rules that only this outlet's
articles prompted (column ``outlets`` of ``boilerplate_rules.csv``), as if it had never been seen. Needs the
annotations beside the project (``../shared/gold``) and their scorer.

    python -m tests.eval.clean_eval [--misses N]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import polars as pl

from transforms.clean import RuleSet, body_of, clean, load_rules
from transforms.repair import repair

GOLD_DIR = Path(__file__).resolve().parents[3] / "shared" / "gold"
Gold = list[dict[str, Any]]


def load_gold(name: str, directory: Path = GOLD_DIR) -> tuple[Gold, pl.DataFrame]:
    """Read annotations and the same articles as a raw frame. ``name``: ``dev`` or ``seeds``."""
    gold = [json.loads(line) for line in (directory / f"{name}.gold.jsonl").read_text("utf-8").splitlines()]
    dump = [json.loads(line) for line in (directory / f"{name}.dump.jsonl").read_text("utf-8").splitlines()]
    beside = {record["id"]: record for record in dump}
    rows = [
        {
            "article_no": number,
            "record_id": article["id"],
            "url": beside[article["id"]].get("url"),
            "title": beside[article["id"]].get("title"),
            "published_raw": None,
            "authors_raw": None,
            "tags_raw": None,
            "raw": beside[article["id"]]["text"],
        }
        for number, article in enumerate(gold)
    ]
    text = dict.fromkeys(("record_id", "url", "title", "published_raw", "authors_raw", "tags_raw", "raw"), pl.String)
    return gold, pl.DataFrame(rows, schema={"article_no": pl.UInt32, **text})


def load_scorer(directory: Path = GOLD_DIR) -> ModuleType:
    """Import the scorer that stands beside the annotations."""
    spec = importlib.util.spec_from_file_location("gold_score", directory / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{directory / 'score.py'}: no scorer; put the annotations beside the project")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(gold: Gold, raw: pl.DataFrame, rules: RuleSet, scorer: ModuleType) -> tuple[dict[str, Any], list[str]]:
    """Clean the articles with ``rules`` and score their bodies: the scorer's figures and its list of misses."""
    articles = repair(raw)
    bodies = body_of(articles, clean(articles, rules))
    stored = raw.select("article_no", "record_id").join(bodies, on="article_no").select("record_id", "body")
    with duckdb.connect() as connection:
        connection.register("stored", stored.to_arrow())
        connection.execute("create table fact_article as select record_id, body from stored")
        return scorer.score_clean(gold, connection, len(gold))


def own_rules(rules: RuleSet, outlet: str) -> list[str]:
    """Return the rules that only ``outlet`` prompted."""
    return rules.frame.filter(pl.col("outlets") == outlet)["rule_id"].to_list()


def leave_one_outlet_out(
    gold: Gold, raw: pl.DataFrame, rules: RuleSet, scorer: ModuleType
) -> dict[str, dict[str, Any]]:
    """Score the articles of each known outlet without the rules that only it prompted."""
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for number, article in enumerate(gold):
        if article["outlet"] != "?":
            by_outlet[article["outlet"]].append(number)
    figures = {}
    for outlet, numbers in sorted(by_outlet.items()):
        chosen = [gold[number] for number in numbers]
        part = raw.filter(pl.col("article_no").is_in(numbers))
        figures[outlet], _ = score(chosen, part, rules.without(own_rules(rules, outlet)), scorer)
        figures[outlet]["articles"] = len(numbers)
        figures[outlet]["kept_tokens"] = _kept_tokens(chosen, scorer)
    return figures


def _kept_tokens(gold: Gold, scorer: ModuleType) -> int:
    labels = (label for article in gold for label in scorer.gold_body(article)[1])
    return sum(1 for token, kind in labels if kind is None and token[0].isalnum())


def means(figures: dict[str, dict[str, Any]]) -> tuple[float, float]:
    """Return the mean F1 over outlets and the body tokens lost per 1,000 over all of them."""
    kept = sum(f["kept_tokens"] for f in figures.values())
    lost = sum(f["body_tokens_lost_per_1000"] * f["kept_tokens"] for f in figures.values())
    return sum(f["f1"] for f in figures.values()) / len(figures), lost / max(kept, 1)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=0, help="print so many articles that are not perfect")
    misses = parser.parse_args().misses
    rules, scorer = load_rules(), load_scorer()
    for name in ("seeds", "dev"):
        gold, raw = load_gold(name)
        result, wrong = score(gold, raw, rules, scorer)
        print(f"clean {name:5s}", json.dumps(result))
        print(*wrong[:misses], sep="\n", end="\n" if wrong[:misses] else "")
    figures = leave_one_outlet_out(gold, raw, rules, scorer)
    for outlet, result in figures.items():
        off = len(own_rules(rules, outlet))
        lost = result["body_tokens_lost_per_1000"]
        print(f"  without its own {off:2d} rules  {outlet:20s} f1 {result['f1']:.4f}  lost per 1,000 {lost:.3f}")
    f1, lost = means(figures)
    print(f"clean leave-one-outlet-out  mean f1 {f1:.4f}  body tokens lost per 1,000 {lost:.3f}")


if __name__ == "__main__":
    main()
