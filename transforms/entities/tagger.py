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


def positions(observation: Observation, tokens: Tokens) -> dict[str, np.ndarray]:
    """For each place in :data:`WORD_TEMPLATES` the distinct word there; ``len(tokens.types)`` at an edge."""
    token, edge = observation.token, len(tokens.types)
    size, sentence = len(tokens), tokens.sentence
    own = sentence[token]

    def at(index: np.ndarray) -> np.ndarray:
        safe = np.clip(index, 0, max(size - 1, 0))
        return np.where((index >= 0) & (index < size) & (sentence[safe] == own), tokens.code[safe], edge)

    places = {"-2": token - 2, "-1": token - 1, "0": token, "+1": token + 1, "+2": token + 2}
    places |= {"before": observation.run_first - 1, "after": observation.run_last + 1}
    return {name: at(index) for name, index in places.items()}


@dataclass(frozen=True)
class Tags:
    """The label of each candidate (index into :data:`LABELS`) and how sure the tagger is, 0 to 1."""

    label: np.ndarray
    certainty: np.ndarray


class Tagger:
    """A trained model ready to score. ``common``: words the training material knows in lower case."""

    def __init__(self, weights: pl.DataFrame) -> None:
        value = weights.filter(~pl.col("template").is_in(["transition", "common"]))
        self.common = weights.filter(pl.col("template") == "common")["value"]
        steps = weights.filter(pl.col("template") == "transition").sort(pl.col("value").cast(pl.Int64))
        self.transitions = steps.select(LABELS).to_numpy().astype(np.float32)
        self._words: dict[str, tuple[pl.DataFrame, np.ndarray]] = {}
        self._pairs: dict[str, tuple[pl.DataFrame, np.ndarray]] = {}
        self._places: dict[str, np.ndarray] = {}
        for name, rows in value.group_by("template", maintain_order=True):  # about forty templates, once a process
            self._add_template(str(name[0]), rows)

    def _add_template(self, template: str, rows: pl.DataFrame) -> None:
        scores = np.vstack([rows.select(LABELS).to_numpy(), np.zeros((1, len(LABELS)))]).astype(np.float32)
        if template in PAIR_TEMPLATES:
            self._pairs[template] = (rows.select("value").with_row_index("row"), scores)
        elif ":" in template:
            self._words[template] = (rows.select("value").with_row_index("row"), scores)
        else:
            numbers = rows["value"].cast(pl.Int64).to_numpy()
            dense = np.zeros((int(numbers.max()) + 2, len(LABELS)), np.float32)
            dense[numbers] = scores[:-1]
            self._places[template] = dense

    def tag(self, tokens: Tokens, types: Types, observation: Observation) -> Tags:
        """Label every candidate."""
        scores = self._emissions(tokens, types, observation)
        return decode(scores, self.transitions, observation.run)

    def _emissions(self, tokens: Tokens, types: Types, observation: Observation) -> np.ndarray:
        where = positions(observation, tokens)
        table = with_edge(types.table)
        scores = np.zeros((len(observation.token), len(LABELS)), np.float32)
        for place, properties in WORD_TEMPLATES.items():
            scores += self._word_scores(table, place, properties).take(where[place], axis=0)
        for template, dense in self._places.items():
            scores += dense.take(observation.place[template], axis=0, mode="clip")
        self._add_pairs(scores, table, where)
        return scores

    def _word_scores(self, table: pl.DataFrame, place: str, properties: tuple[str, ...]) -> np.ndarray:
        total = np.zeros((table.height, len(LABELS)), np.float32)
        for name in properties:
            if (found := self._words.get(f"{place}:{name}")) is not None:
                total += found[1][_rows(table[name], found[0])]
        return total

    def _add_pairs(self, scores: np.ndarray, table: pl.DataFrame, where: dict[str, np.ndarray]) -> None:
        sorts = table["sort"].unique().sort()
        number = (
            pl.DataFrame({"value": table["sort"]})
            .join(pl.DataFrame({"value": sorts}).with_row_index("row"), on="value", how="left", maintain_order="left")[
                "row"
            ]
            .to_numpy()
        )
        count = len(sorts)
        left = pl.DataFrame({"a": sorts}).join(pl.DataFrame({"b": sorts}), how="cross", maintain_order="left")
        both = left.select(value=pl.concat_str("a", "b", separator="~"))["value"]
        for template, distance in PAIR_TEMPLATES.items():
            if template not in self._pairs:
                continue
            vocabulary, weights = self._pairs[template]
            grid = weights[_rows(both, vocabulary)]
            own, other = number[where["0"]], number[where["-1" if distance < 0 else "+1"]]
            scores += grid.take(other * count + own, axis=0)


def with_edge(table: pl.DataFrame) -> pl.DataFrame:
    """The description of the distinct tokens with one row more for the edge of a sentence."""
    edge: dict[str, object] = {c: EDGE if c in ("low", *AFFIXES) else "-" for c in table.columns}
    edge |= {"shape": "edge", "sort": "edge", "trait": "edge", "kind": "edge", "keeps": False, "takes_in": False}
    return pl.concat([table, pl.DataFrame([edge], schema=table.schema)])


def _rows(values: pl.Series, vocabulary: pl.DataFrame) -> np.ndarray:
    frame = pl.DataFrame({"value": values}).join(vocabulary, on="value", how="left", maintain_order="left")
    return frame["row"].fill_null(vocabulary.height).to_numpy()


def decode(scores: np.ndarray, transitions: np.ndarray, run: np.ndarray) -> Tags:
    """The best labels of each run; the token before a run and the one after it are outside (label 0)."""
    count = len(scores)
    if not count:
        return Tags(np.zeros(0, np.int8), np.zeros(0, np.float32))
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    lengths = np.diff(np.append(starts, count))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = np.searchsorted(-lengths, -np.arange(int(lengths[0])), side="left")
    best = scores[starts] + transitions[0]
    back = np.zeros((count, len(LABELS)), np.int8)
    final = np.empty((len(starts), len(LABELS)), np.float32)
    for step in range(1, int(lengths[0])):  # one pass a word of the longest run, all runs at once
        live = active[step]
        final[live : len(best)] = best[live:]
        at = starts[:live] + step
        best, choice = _advance(best[:live], transitions)
        back[at] = choice
        best += scores[at]
    final[: len(best)] = best
    label = np.zeros(count, np.int8)
    current = (final + transitions[:, 0]).argmax(1).astype(np.int8)
    label[starts + lengths - 1] = current
    for step in range(int(lengths[0]) - 1, 0, -1):
        live = active[step]
        at = starts[:live] + step
        label[at - 1] = back[at, label[at]]
    return Tags(label, _certainty(scores, label))


def _advance(best: np.ndarray, transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each label the best score of a path into it, and the label that path comes from."""
    reached = best[:, :1] + transitions[0]
    choice = np.zeros(reached.shape, np.int8)
    for label in range(1, len(LABELS)):
        path = best[:, label : label + 1] + transitions[label]
        better = path > reached
        np.copyto(reached, path, where=better)
        choice[better] = label
    return reached, choice


def _certainty(scores: np.ndarray, label: np.ndarray) -> np.ndarray:
    """How far the label's score stands above the best other one, squeezed into 0 to 1."""
    index = np.arange(len(label))
    own = scores[index, label]
    others = scores.copy()
    others[index, label] = -np.inf
    rival = functools.reduce(np.maximum, others.T)
    return (1 / (1 + np.exp((rival - own) / 2))).astype(np.float32)


@functools.cache
def tagger() -> Tagger:
    """The trained tagger, loaded once a process. Raises :class:`transforms.reference.ReferenceError`."""
    try:
        return Tagger(pl.read_parquet(WEIGHTS))
    except FileNotFoundError as error:
        raise ReferenceError(f"{WEIGHTS}: file not found; restore it or run seeds/models/ner/train.py") from error
