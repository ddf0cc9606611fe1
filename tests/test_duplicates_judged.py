"""Copies among real articles, against pairs that were read and judged.

``judged_pairs.csv`` judges every candidate pair of ``../shared/data/duplicates``, ``judged_negatives.csv`` further
pairs of the same articles that share five names or more. ``judged_further.csv`` was judged after the thresholds had
been set, of pairs with a fifth of their wording in common and more that are in neither: nearly all of them follow-ups,
series and retellings, the hardest there are. Labels:

* ``near``: the shorter text stands in the longer but for edits, and has no passage of news of its own;
* ``rewrite``: the same report, the same quotes and figures, most sentences worded anew;
* ``series``: one form filled with other figures, days, products or questions;
* ``topic``: two reports on one matter, however much background they have in common.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
import zstandard

from flows import steps
from flows.warehouse import connect_readonly

CORPUS = Path(__file__).parent / "corpus" / "duplicates"
LEAST_NEAR_PRECISION = 0.98
LEAST_NEAR_RECALL = 0.93
LEAST_REWRITE_PRECISION = 0.9
LEAST_FURTHER_PRECISION = 0.7
LEAST_FURTHER_RECALL = 0.75


@pytest.fixture(scope="module")
def judged(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Judged pairs with ``found``, the relation that the pipeline gives them, or null."""
    folder = tmp_path_factory.mktemp("judged")
    with (
        zstandard.open(shared / "data" / "duplicates" / "articles.jsonl.zst", "rt", encoding="utf-8") as source,
        open(folder / "articles.jsonl", "w", encoding="utf-8") as target,
    ):
        for line in source:  # one address is in the data twice; here each record is to be an article of its own
            record = json.loads(line)
            record["url"] = f"{record['url']}?salinan={record['id']}" if record["url"] else None
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
    steps.ingest([folder / "articles.jsonl"], folder / "w.duckdb")
    with connect_readonly(folder / "w.duckdb") as con:
        wordings = con.execute(
            "select a.record_id, s.body_hash from fact_article as a "
            "join article_signature as s on a.article_id = s.article_id where len(s.bands) > 0"
        ).pl()
        found = con.execute(
            "select l.body_hash as left_hash, r.body_hash as right_hash, p.relation as found from duplicate_pair as p "
            "join article_signature as l on p.left_article_id = l.article_id "
            "join article_signature as r on p.right_article_id = r.article_id"
        ).pl()
    names = ("pairs", "negatives", "further")
    pairs = pl.concat([pl.read_csv(CORPUS / f"judged_{name}.csv").with_columns(file=pl.lit(name)) for name in names])
    return of_wordings(pairs, wordings, found)


def of_wordings(pairs: pl.DataFrame, wordings: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Add ``found`` to pairs: what was found of their wordings, of which one article each is compared."""
    both = pl.concat([found, found.select(left_hash="right_hash", right_hash="left_hash", found="found")]).unique()
    for side in ("left", "right"):
        named = wordings.rename({"record_id": side, "body_hash": f"{side}_hash"})
        pairs = pairs.join(named, on=side, how="left", maintain_order="left")
    return pairs.join(both, on=["left_hash", "right_hash"], how="left", maintain_order="left")


def test_enough_is_judged() -> None:
    pairs, negatives = (pl.read_csv(CORPUS / f"judged_{name}.csv") for name in ("pairs", "negatives"))
    assert pairs.height >= 300
    assert negatives.height >= 60
    assert set(negatives["label"]) == {"topic", "series"}


def test_near_copies_are_found_and_little_else(judged: pl.DataFrame) -> None:
    judged = judged.filter(pl.col("file") != "further")
    found = judged.filter(pl.col("found").is_in(["exact", "near"]))
    right = found.filter(pl.col("label") == "near").height
    wrong = found.filter(pl.col("label") != "near")
    assert right / found.height >= LEAST_NEAR_PRECISION, wrong.rows()
    missed = judged.filter((pl.col("label") == "near") & ~pl.col("found").is_in(["exact", "near"]).fill_null(False))
    assert right / judged.filter(pl.col("label") == "near").height >= LEAST_NEAR_RECALL, missed.rows()


def test_follow_ups_and_series_are_told_from_copies(judged: pl.DataFrame) -> None:
    further = judged.filter(pl.col("file") == "further")
    found = further.filter(pl.col("found").is_in(["exact", "near"]))
    right = found.filter(pl.col("label") == "near").height
    assert right / found.height >= LEAST_FURTHER_PRECISION, found.filter(pl.col("label") != "near").rows()
    assert right / further.filter(pl.col("label") == "near").height >= LEAST_FURTHER_RECALL


def test_rewrites_are_copies_in_other_words(judged: pl.DataFrame) -> None:
    """A pair found as a rewrite may be judged near: the border between edited and told anew is a matter of degree."""
    found = judged.filter(pl.col("found") == "rewrite")
    right = found.filter(pl.col("label").is_in(["rewrite", "near"])).height
    assert found.height
    assert right / found.height >= LEAST_REWRITE_PRECISION, found.rows()
