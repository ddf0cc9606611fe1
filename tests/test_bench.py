"""The benchmark's own parts, on a handful of articles."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from tests.bench.corpus import write_corpus
from tests.bench.measure import measure, module


def test_stages_are_measured_one_at_a_time(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(corpus, 20)
    measured = measure(module("tests.bench.stages", corpus, tmp_path / "w.duckdb"))
    stages = json.loads(measured.output)
    assert {"read", "repair", "clean", "entities", "statements", "load", "link", "check", "publish"} <= set(stages)
    assert 0 < sum(stages.values()) <= measured.cpu_seconds


def test_the_texts_of_a_corpus_are_distinct_and_as_long_as_asked(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    assert write_corpus(corpus, 400, mean_chars=1000) == corpus.stat().st_size
    texts = pl.read_ndjson(corpus)["text"]
    assert texts.n_unique() == 400
    assert abs(texts.str.len_chars().mean() - 1000) < 150  # type: ignore[operator]
