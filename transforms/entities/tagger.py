"""The tagger: a linear-chain conditional random field, scored for a whole shard at once.

Trained by ``seeds/models/ner/train.py``; its weights are ``seeds/models/ner/weights.parquet``, one row
a feature (``template``, ``value``, one column a label) and one a transition. Scores that depend on a
word alone are worked out once for each distinct word, then gathered; runs of candidates are decoded
together, position by position (Viterbi).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.entities.fused import Lexicon
from transforms.entities.observe import Observation, Types
from transforms.entities.tokens import Tokens
from transforms.entities.words import EDGE
from transforms.reference import ROOT, ReferenceError

WEIGHTS = ROOT / "seeds" / "models" / "ner" / "weights.parquet"
LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
AFFIXES = ("pre2", "pre3", "suf2", "suf3", "suf4")
WORD_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "-2": ("low", "sort"),
    "-1": ("low", "sort", "suf3", "trait"),
    "0": ("low", "sort", "trait", *AFFIXES),
    "+1": ("low", "sort", "suf3", "trait"),
    "+2": ("low", "sort"),
    "before": ("low", "kind"),
    "after": ("low", "kind"),
}
"""Word properties by where the word stands: by distance, or before or after the run."""
PAIR_TEMPLATES: Mapping[str, int] = {"sort_pair-": -1, "sort_pair+": 1}
"""The kinds of two neighbouring words together."""
_WIDTH = 8
"""Columns of a table of scores: the labels and one of zeros, because numpy gathers rows of 32 bytes faster."""


def word_at(place: str, observation: Observation, tokens: Tokens) -> np.ndarray:
    """The distinct word at a place of :data:`WORD_TEMPLATES` for each candidate; ``len(tokens.types)`` at an edge."""
    match place:
        case "before":
            index = observation.run_first - 1
        case "after":
            index = observation.run_last + 1
        case distance:
            index = observation.token + int(distance)
    safe = np.clip(index, 0, max(len(tokens) - 1, 0))
    inside = (index == safe) & (tokens.sentence[safe] == tokens.sentence[observation.token])
    return np.where(inside, tokens.code[safe], len(tokens.types))


@dataclass(frozen=True)
class Tags:
    """The label of each candidate (index into :data:`LABELS`) and how sure the tagger is, 0 to 1."""

    label: np.ndarray
    certainty: np.ndarray


class Tagger:
    """A trained model ready to score. ``common``: words the training material knows in lower case; ``english``: words
    of the English dictionary (see :func:`transforms.entities.words.describe`).

    A property of words that several templates share (``low``) has one vocabulary, so that each distinct word is
    looked up once for all of them; behind a vocabulary's last row stand zeros for unknown values.
    """

    def __init__(self, weights: pl.DataFrame) -> None:
        value = weights.filter(~pl.col("template").is_in(["transition", "common", "english"]))
        self.common, self.english = (weights.filter(pl.col("template") == t)["value"] for t in ("common", "english"))
        self.lexicon = Lexicon(self.common)
        steps = weights.filter(pl.col("template") == "transition").sort(pl.col("value").cast(pl.Int64))
        self.transitions = steps.select(LABELS).to_numpy().astype(np.float32)
        properties = {name for names in WORD_TEMPLATES.values() for name in names}
        ending = pl.col("template").str.extract(r":(\w+)$")
        self._vocabulary = {p: _vocabulary(value.filter(ending == p)["value"]) for p in sorted(properties)}
        self._pair_vocabulary = {t: _vocabulary(value.filter(pl.col("template") == t)["value"]) for t in PAIR_TEMPLATES}
        self._weights: dict[str, np.ndarray] = {}
        self._places: dict[str, np.ndarray] = {}
        for name, rows in value.group_by("template", maintain_order=True):  # about forty templates, once a process
            self._add_template(str(name[0]), rows)

    def _add_template(self, template: str, rows: pl.DataFrame) -> None:
        if template in PAIR_TEMPLATES or ":" in template:
            vocabulary = self._pair_vocabulary.get(template, self._vocabulary.get(template.rpartition(":")[2]))
            if vocabulary is None:  # of a property that is no longer worked out
                return
            self._weights[template] = _dense(rows, _rows(rows["value"], vocabulary), vocabulary.height)
        else:
            numbers = rows["value"].cast(pl.Int64).to_numpy()
            self._places[template] = _dense(rows, numbers, int(numbers.max()) + 1)

    def tag(self, tokens: Tokens, types: Types, observation: Observation) -> Tags:
        """Label every candidate."""
        scores = self._emissions(tokens, types, observation)
        return decode(scores, self.transitions, observation.run)

    def _emissions(self, tokens: Tokens, types: Types, observation: Observation) -> np.ndarray:
        table = with_edge(types.table)
        row = {name: _rows(table[name], vocabulary) for name, vocabulary in self._vocabulary.items()}
        scores = np.zeros((len(observation.token), _WIDTH), np.float32)
        for place, properties in WORD_TEMPLATES.items():
            of_word = np.zeros((table.height, _WIDTH), np.float32)
            for template, name in ((f"{place}:{name}", name) for name in properties):
                if template in self._weights:
                    of_word += self._weights[template].take(row[name], axis=0)
            scores += of_word.take(word_at(place, observation, tokens), axis=0)
        for template, dense in self._places.items():
            scores += dense.take(observation.place[template], axis=0, mode="clip")
        self._add_pairs(scores, table["sort"], observation, tokens)
        return scores

    def _add_pairs(self, scores: np.ndarray, sort: pl.Series, observation: Observation, tokens: Tokens) -> None:
        sorts = sort.unique().sort()
        number = _rows(sort, pl.DataFrame({"value": sorts}).with_row_index("row"))
        left = pl.DataFrame({"a": sorts}).join(pl.DataFrame({"b": sorts}), how="cross", maintain_order="left")
        both = left.select(value=pl.concat_str("a", "b", separator="~"))["value"]
        for template, distance in PAIR_TEMPLATES.items():
            if template in self._weights:
                grid = self._weights[template].take(_rows(both, self._pair_vocabulary[template]), axis=0)
                own, other = (number[word_at(f"{d:+}", observation, tokens)] for d in (0, distance))
                scores += grid.take(other * len(sorts) + own, axis=0)


def _vocabulary(values: pl.Series) -> pl.DataFrame:
    return values.unique().sort().alias("value").to_frame().with_row_index("row")


def _dense(rows: pl.DataFrame, number: np.ndarray, height: int) -> np.ndarray:
    """The weights of each numbered value, and zeros behind them."""
    dense = np.zeros((height + 1, _WIDTH), np.float32)
    dense[number, : len(LABELS)] = rows.select(LABELS).to_numpy()
    return dense


def with_edge(table: pl.DataFrame) -> pl.DataFrame:
    """The description of the distinct tokens with one row more for the edge of a sentence."""
    edge: dict[str, object] = {c: EDGE if c in ("low", *AFFIXES) else "-" for c in table.columns}
    edge |= dict.fromkeys(("shape", "sort", "trait", "kind"), "edge")
    edge |= dict.fromkeys(("keeps", "takes_in", "alone"), False)
    return pl.concat([table, pl.DataFrame([edge], schema=table.schema)])


def _rows(values: pl.Series, vocabulary: pl.DataFrame) -> np.ndarray:
    frame = pl.DataFrame({"value": values}).join(vocabulary, on="value", how="left", maintain_order="left")
    return frame["row"].fill_null(vocabulary.height).to_numpy()


def decode(scores: np.ndarray, transitions: np.ndarray, run: np.ndarray) -> Tags:
    """The best labels of each run; the token before a run and the one after it are outside (label 0).

    ``scores``: a row a candidate, a column a label. Labels lie in rows inside, which numpy adds up faster.
    """
    count = len(scores)
    if not count:
        return Tags(np.zeros(0, np.int8), np.zeros(0, np.float32))
    scores = np.ascontiguousarray(scores[:, : len(LABELS)].T)
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    lengths = np.diff(np.append(starts, count))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = np.searchsorted(-lengths, -np.arange(int(lengths[0])), side="left")
    best = scores.take(starts, axis=1) + transitions[0][:, None]
    final = np.empty_like(best)
    choices = []
    for step in range(1, int(lengths[0])):  # one pass a word of the longest run, all runs at once
        live = active[step]
        final[:, live : best.shape[1]] = best[:, live:]
        best, choice = _advance(best[:, :live], transitions)
        choices.append(choice)
        best += scores.take(starts[:live] + step, axis=1)
    final[:, : best.shape[1]] = best
    label = np.zeros(count, np.int8)
    current = (final + transitions[:, :1]).argmax(0)
    label[starts + lengths - 1] = current
    for step in range(int(lengths[0]) - 1, 0, -1):
        live = active[step]
        current[:live] = choices[step - 1][current[:live], np.arange(live)]
        label[starts[:live] + step - 1] = current[:live]
    return Tags(label, _certainty(scores, label))


def _advance(best: np.ndarray, transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each label the best score of a path into it, and the label that path comes from."""
    reached = best[0] + transitions[0][:, None]
    choice = np.zeros(reached.shape, np.int8)
    for label in range(1, len(LABELS)):
        path = best[label] + transitions[label][:, None]
        better = path > reached
        np.maximum(reached, path, out=reached)
        np.maximum(choice, better * np.int8(label), out=choice)
    return reached, choice


def _certainty(scores: np.ndarray, label: np.ndarray) -> np.ndarray:
    """How far the label's score stands above the best other one, squeezed into 0 to 1."""
    index = np.arange(len(label))
    own = scores[label, index]
    scores[label, index] = -np.inf
    return (1 / (1 + np.exp((scores.max(0) - own) / 2))).astype(np.float32)


@functools.cache
def tagger() -> Tagger:
    """The trained tagger, loaded once a process. Raises :class:`transforms.reference.ReferenceError`."""
    try:
        return Tagger(pl.read_parquet(WEIGHTS))
    except FileNotFoundError as error:
        raise ReferenceError(f"{WEIGHTS}: file not found; restore it or run seeds/models/ner/train.py") from error
