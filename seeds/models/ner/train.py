"""Train the name tagger and write ``weights.parquet`` beside this file. Minutes, single-threaded.

    pip install python-crfsuite==0.9.12 faker==40.63.0 spacy-lookups-data==1.0.5 pysastrawi==1.2.1
    python seeds/models/ner/train.py NEWS_TRAIN.conll MIXED_TRAIN.conll [--test NEWS_DEV.conll]
    python seeds/models/ner/train.py --check

``--check`` tells whether the weights are those that ``CARD.md`` names and whether the reference tables, which are
features too, are still those that they were trained with: then the first command gives the same file, bit for bit.

Material: sentences in two columns (token, label), see ``CARD.md``. The features are those that
``transforms.entities`` works out, so that training and use cannot drift apart.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pycrfsuite
import Sastrawi
import spacy_lookups_data

HERE = Path(__file__).resolve().parent
CARD = HERE / "CARD.md"
TABLES = ("entities", "entity_aliases", "entity_words", "local_name_words", "name_words", "places", "titles")
"""Reference tables that the features are made of."""
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]

from copies import copies  # noqa: E402
from material import mend  # noqa: E402

from transforms.entities import corpus, tagger  # noqa: E402
from transforms.entities.gazetteer import hints, matcher, reference_entities  # noqa: E402
from transforms.entities.observe import Observation, Types, code_types, observe  # noqa: E402
from transforms.entities.tagger import LABELS, PAIR_TEMPLATES, WORD_TEMPLATES, with_edge, word_at  # noqa: E402
from transforms.entities.tokens import Tokens, tokenise  # noqa: E402
from transforms.entities.words import add_pairs, describe, name_words  # noqa: E402

PARAMETERS = {"c1": 0.12, "c2": 0.02, "max_iterations": 180, "feature.possible_transitions": True}
LEAST_WEIGHT = 0.02
COMMON_COUNT = 2
SEEDS = (1, 2, 3)
HIDDEN_COMMON, HIDDEN_NAMES = 0.15, 0.3
"""Shares of the ordinary words and of the name words that each set of copies does not know."""
LEAST_KNOWN, LEAST_ENGLISH = -16.5, -12.0
"""Log probabilities (spacy-lookups-data) of English words: to be known at all, and to stand in names of things."""


def features(tokens: Tokens, types: Types, seen: Observation, hidden: set[str]) -> list[list[str]]:
    """The features of every candidate, as ``template=value``; ``hidden`` words have none that names the word."""
    where, table = {place: word_at(place, seen, tokens) for place in WORD_TEMPLATES}, with_edge(types.table)
    columns = []
    for place, properties in WORD_TEMPLATES.items():
        for name in properties:
            values = np.array(table[name].to_list(), object)
            if name == "low":
                values[[v in hidden for v in values]] = ""
            columns.append([f"{place}:{name}={v}" if v else "" for v in values[where[place]]])
    sorts = np.array(table["sort"].to_list(), object)
    for template, distance in PAIR_TEMPLATES.items():
        other = sorts[where["-1" if distance < 0 else "+1"]]
        columns.append([f"{template}={a}~{b}" for a, b in zip(other, sorts[where["0"]], strict=True)])
    for template, numbers in seen.place.items():
        columns.append([f"{template}={n}" for n in numbers])
    return [[feature for feature in row if feature] for row in zip(*columns, strict=True)]


def prepare(
    sentences: list[corpus.LabelledSentence], common: pl.Series, english: pl.Series, hidden: set[str]
) -> list[tuple[list[list[str]], list[str]]]:
    """The runs of candidates, each with its features and its labels.

    ``hidden``: words to treat as unknown, so that the model learns what to make of words that no list holds.
    """
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    table = describe(tokens.types, common.filter(~common.is_in(list(hidden))), english)
    unknown = pl.col("low").is_in(list(hidden))
    types = code_types(add_pairs(table.with_columns(name=pl.when(unknown).then(pl.lit("-")).otherwise("name"))))
    seen = observe(tokens, types, matcher().find(tokens, types.capital[tokens.code]))
    labels = corpus.token_labels(sentences, tokens)
    return runs(seen, features(tokens, types, seen, hidden), [labels[i] for i in seen.token])


def hidden_words(common: pl.Series, rng: random.Random) -> set[str]:
    names = name_words()["word"].to_list()
    return {w for w in common if rng.random() < HIDDEN_COMMON} | {w for w in names if rng.random() < HIDDEN_NAMES}


def common_words(sentences: list[corpus.LabelledSentence]) -> pl.Series:
    """Words that the material writes in lower case, those of spacy-lookups-data and of the dictionary of Sastrawi."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    words = (
        tokens.types.gather(tokens.code)
        .rename("value")
        .to_frame()
        .filter(pl.col("value").str.contains(r"^[\p{Ll}'’]+$"))
    )
    seen = words.group_by("value").len().filter(pl.col("len") >= COMMON_COUNT)["value"]
    return pl.concat([seen, dictionary_words(), root_words()]).unique().sort()


def root_words() -> pl.Series:
    """Indonesian root words of four letters and more from PySastrawi (MIT), but for those that are names as well."""
    path = Path(Sastrawi.__file__).parent / "Stemmer" / "data" / "kata-dasar.txt"
    roots = pl.Series("value", path.read_text(encoding="utf-8").split()).unique().sort()
    names = pl.concat([reference_entities()[1]["alias"], hints()["alias"]]).str.to_lowercase()
    names = pl.concat([names, name_words()["word"].rename("alias")])
    return roots.filter(roots.str.contains(r"^[a-z]{4,}$") & ~roots.is_in(names.implode()))


def dictionary_words() -> pl.Series:
    """Indonesian word forms of three letters and more, from the lemma table of spacy-lookups-data (MIT)."""
    path = Path(spacy_lookups_data.__file__).parent / "data" / "id_lemma_lookup.json.gz"
    table = json.loads(gzip.decompress(path.read_bytes()))
    forms = pl.Series("value", sorted({*table, *table.values()}), dtype=pl.String)
    return forms.filter(forms.str.contains(r"^[a-z]{3,}$"))


def english_words(common: pl.Series) -> tuple[pl.Series, pl.Series]:
    """English words of spacy-lookups-data (MIT; WordNet) that are no ordinary or name words here: all, the frequent."""
    data = Path(spacy_lookups_data.__file__).parent / "data"
    table = json.loads(gzip.decompress((data / "en_lemma_lookup.json.gz").read_bytes()))
    chances = json.loads(gzip.decompress((data / "en_lexeme_prob.json.gz").read_bytes()))
    forms = pl.Series("value", sorted({*table, *table.values()}), dtype=pl.String)
    known = pl.concat([common, name_words()["word"].rename("value")])
    forms = forms.filter(forms.str.contains(r"^[a-z]{4,}$") & ~forms.is_in(known.implode()))
    chance = np.array([chances.get(w, -99.0) for w in forms])
    return forms.filter(pl.Series(chance > LEAST_KNOWN)), forms.filter(pl.Series(chance > LEAST_ENGLISH))


def train(sequences: list[tuple[list[list[str]], list[str]]], path: str, iterations: int) -> pycrfsuite.Tagger:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS | {"max_iterations": iterations})
    for items, labels in sequences:
        trainer.append([[], *items, []], ["O", *labels, "O"])
    trainer.train(path)
    crf = pycrfsuite.Tagger()
    crf.open(path)
    return crf


def weights(crf: pycrfsuite.Tagger, lists: dict[str, pl.Series]) -> pl.DataFrame:
    """One row a feature, one a transition (``value``: index of the label before), one a word of ``lists``."""
    info = crf.info()
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
    for name, words in lists.items():
        table |= {(name, word): [0.0] * len(LABELS) for word in words}
    rows = [(t, v, *w) for (t, v), w in sorted(table.items())]
    schema = {"template": pl.String, "value": pl.String} | dict.fromkeys(LABELS, pl.Float32)
    return pl.DataFrame(rows, schema=schema, orient="row")


def mean_of(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """The mean of the weights of several models; a feature that a model lacks has weight 0 in it."""
    keys = ["template", "value"]
    total = pl.concat(tables).select(keys).unique().sort(keys)
    for number, table in enumerate(tables):  # added up in one order, so that the same command gives the same file
        own = table.rename({label: f"{label}_{number}" for label in LABELS})
        total = total.join(own, on=keys, how="left", maintain_order="left")
    of_label = [
        sum(pl.col(f"{label}_{n}").cast(pl.Float64).fill_null(0.0) for n in range(len(tables))) / len(tables)
        for label in LABELS
    ]
    total = total.select(
        *keys, *(mean.cast(pl.Float32).alias(label) for label, mean in zip(LABELS, of_label, strict=True))
    )
    needed = pl.max_horizontal(pl.col(LABELS).abs()) >= LEAST_WEIGHT
    return total.filter(needed | pl.col("template").is_in(["transition", "common", "english"]))


def runs(seen: Observation, items: list[list[str]], labels: list[str]) -> list[tuple[list[list[str]], list[str]]]:
    cuts = [*np.flatnonzero(np.diff(seen.run, prepend=-1)).tolist(), len(items)]
    return [(items[a:b], labels[a:b]) for a, b in itertools.pairwise(cuts)]


def tables_digest() -> str:
    """SHA-256 of the reference tables and of ``forms.csv``, one after the other."""
    paths = [*(HERE.parents[1] / "reference" / f"{name}.csv" for name in TABLES), HERE / "forms.csv"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def check(weights_path: Path) -> str | None:
    """What keeps the command from giving the card's weights again; nothing if it would."""
    card = CARD.read_text(encoding="utf-8")
    if hashlib.sha256(weights_path.read_bytes()).hexdigest() not in card:
        return f"{weights_path} is not the file that {CARD.name} names: restore it, or renew the card"
    if tables_digest() not in card:
        return (
            f"the reference tables have changed since the weights of {CARD.name} were made; training gives others now"
        )
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("material", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--test", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--iterations", type=int, default=PARAMETERS["max_iterations"])
    parser.add_argument("--out", type=Path, default=HERE / "weights.parquet")
    arguments = parser.parse_args()
    if arguments.check:
        sys.exit(check(arguments.out) or 0)
    if not arguments.material:
        parser.error("give the labelled sentences to train on, or --check")
    sentences = [s for path in arguments.material for s in corpus.read_conll(path)]
    common = common_words(sentences)
    english, frequent = english_words(common)
    sentences = mend(sentences)
    tables = []
    for seed in arguments.seeds:  # each model sees other copies; their mean is steadier than one of them
        rng = random.Random(seed)
        sequences = prepare(sentences, common, english, set())
        for group in copies(sentences, seed, common.to_list(), frequent.to_list()):
            sequences += prepare(group, common, english, hidden_words(common, rng))
        with tempfile.TemporaryDirectory() as folder:
            crf = train(sequences, f"{folder}/model", arguments.iterations)
            tables.append(weights(crf, {"common": common, "english": english}))
        print(f"seed {seed}: {len(sequences)} runs, {tables[-1].height} rows", flush=True)
    table = mean_of(tables)
    table.write_parquet(arguments.out, compression="zstd", compression_level=15)
    digest = hashlib.sha256(arguments.out.read_bytes()).hexdigest()
    print(f"{len(sentences)} sentences, {table.height} rows, {arguments.out.stat().st_size} bytes, SHA-256 {digest}")
    print(f"SHA-256 of the tables: {tables_digest()}")
    if arguments.test:
        tagger.WEIGHTS = arguments.out
        print(corpus.score(arguments.test))


if __name__ == "__main__":
    main()
