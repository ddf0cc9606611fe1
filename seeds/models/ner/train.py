"""Train the name tagger and write ``weights.parquet`` beside this file. Minutes, single-threaded.

    pip install python-crfsuite==0.9.12 faker==40.63.0 spacy-lookups-data==1.0.5
    python seeds/models/ner/train.py NEWS_TRAIN.conll MIXED_TRAIN.conll [--test NEWS_DEV.conll]

Material: sentences in two columns (token, label), see ``CARD.md``. The features are those that
``transforms.entities`` works out, so that training and use cannot drift apart.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pycrfsuite
import spacy_lookups_data

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]

from copies import copies  # noqa: E402
from material import mend  # noqa: E402

from transforms.entities import corpus  # noqa: E402
from transforms.entities.gazetteer import matcher  # noqa: E402
from transforms.entities.observe import Observation, Types, code_types, observe  # noqa: E402
from transforms.entities.tagger import LABELS, PAIR_TEMPLATES, WORD_TEMPLATES, positions, with_edge  # noqa: E402
from transforms.entities.tokens import Tokens, tokenise  # noqa: E402
from transforms.entities.words import describe  # noqa: E402

PARAMETERS = {"c1": 0.12, "c2": 0.02, "max_iterations": 180, "feature.possible_transitions": True}
LEAST_WEIGHT = 0.02
COMMON_COUNT = 2
SEEDS = (1, 2, 3)


def features(tokens: Tokens, types: Types, seen: Observation) -> list[list[str]]:
    """The features of every candidate, as ``template=value``."""
    where, table = positions(seen, tokens), with_edge(types.table)
    columns = []
    for place, properties in WORD_TEMPLATES.items():
        for name in properties:
            values = np.array(table[name].to_list(), object)
            columns.append([f"{place}:{name}={v}" for v in values[where[place]]])
    sorts = np.array(table["sort"].to_list(), object)
    for template, distance in PAIR_TEMPLATES.items():
        other = sorts[where["-1" if distance < 0 else "+1"]]
        columns.append([f"{template}={a}~{b}" for a, b in zip(other, sorts[where["0"]], strict=True)])
    for template, numbers in seen.place.items():
        columns.append([f"{template}={n}" for n in numbers])
    return [list(row) for row in zip(*columns, strict=True)]


def prepare(
    sentences: list[corpus.LabelledSentence], common: pl.Series
) -> tuple[Tokens, Observation, list[list[str]], list[str]]:
    """Tokens, candidates, their features and their labels."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    types = code_types(describe(tokens.types, common))
    seen = observe(tokens, types, matcher().find(tokens, types.capital[tokens.code]))
    labels = corpus.token_labels(sentences, tokens)
    return tokens, seen, features(tokens, types, seen), [labels[i] for i in seen.token]


def common_words(sentences: list[corpus.LabelledSentence]) -> pl.Series:
    """Words that the material writes in lower case, and the inflected words of spacy-lookups-data (MIT)."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    words = (
        tokens.types.gather(tokens.code)
        .rename("value")
        .to_frame()
        .filter(pl.col("value").str.contains(r"^[\p{Ll}'’]+$"))
    )
    seen = words.group_by("value").len().filter(pl.col("len") >= COMMON_COUNT)["value"]
    return pl.concat([seen, dictionary_words()]).unique().sort()


def dictionary_words() -> pl.Series:
    """Indonesian word forms of three letters and more, from the lemma table of spacy-lookups-data (MIT)."""
    path = Path(spacy_lookups_data.__file__).parent / "data" / "id_lemma_lookup.json.gz"
    table = json.loads(gzip.decompress(path.read_bytes()))
    forms = pl.Series("value", sorted({*table, *table.values()}), dtype=pl.String)
    return forms.filter(forms.str.contains(r"^[a-z]{3,}$"))


def train(sequences: list[tuple[list[list[str]], list[str]]], path: str) -> pycrfsuite.Tagger:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS)
    for items, labels in sequences:
        trainer.append([[], *items, []], ["O", *labels, "O"])
    trainer.train(path)
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    return tagger


def weights(tagger: pycrfsuite.Tagger, common: pl.Series) -> pl.DataFrame:
    """One row a feature, one a transition (``value``: index of the label before), one a common word."""
    info = tagger.info()
    table: dict[tuple[str, str], list[float]] = {}
    for (feature, label), weight in info.state_features.items():
        if abs(weight) >= LEAST_WEIGHT:
            template, _, value = feature.partition("=")
            table.setdefault((template, value), [0.0] * len(LABELS))[LABELS.index(label)] = weight
    for before in LABELS:
        for after in LABELS:
            weight = info.transitions.get((before, after), -8.0 if after[0] == "I" and after[2:] != before[2:] else 0.0)
            table.setdefault(("transition", str(LABELS.index(before))), [0.0] * len(LABELS))[LABELS.index(after)] = (
                weight
            )
    for word in common:
        table[("common", word)] = [0.0] * len(LABELS)
    rows = [(t, v, *w) for (t, v), w in sorted(table.items())]
    schema = {"template": pl.String, "value": pl.String} | dict.fromkeys(LABELS, pl.Float32)
    return pl.DataFrame(rows, schema=schema, orient="row")


def mean_of(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """The mean of the weights of several models; a feature that a model lacks has weight 0 in it."""
    total = pl.concat(tables).group_by("template", "value").agg(pl.col(LABELS).sum() / len(tables))
    needed = pl.max_horizontal(pl.col(LABELS).abs()) >= LEAST_WEIGHT
    kept = total.filter(needed | pl.col("template").is_in(["transition", "common"]))
    return kept.with_columns(pl.col(LABELS).cast(pl.Float32)).sort("template", "value")


def runs(seen: Observation, items: list[list[str]], labels: list[str]) -> list[tuple[list[list[str]], list[str]]]:
    cuts = [*np.flatnonzero(np.diff(seen.run, prepend=-1)).tolist(), len(items)]
    return [(items[a:b], labels[a:b]) for a, b in itertools.pairwise(cuts)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", nargs="+", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "weights.parquet")
    arguments = parser.parse_args()
    sentences = [s for path in arguments.material for s in corpus.read_conll(path)]
    common = common_words(sentences)
    sentences = mend(sentences)
    tables = []
    for seed in SEEDS:  # each model sees other copies; their mean is steadier than one of them
        _, seen, items, labels = prepare(sentences + copies(sentences, seed), common)
        with tempfile.TemporaryDirectory() as folder:
            tables.append(weights(train(runs(seen, items, labels), f"{folder}/model"), common))
        print(f"seed {seed}: {len(items)} candidates, {tables[-1].height} rows", flush=True)
    table = mean_of(tables)
    table.write_parquet(arguments.out, compression="zstd", compression_level=15)
    print(f"{len(sentences)} sentences, {table.height} rows, {arguments.out.stat().st_size} bytes")
    if arguments.test:
        print(corpus.score(arguments.test))


if __name__ == "__main__":
    main()
