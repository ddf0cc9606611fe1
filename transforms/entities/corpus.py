"""Labelled sentences in CoNLL form: read them, lay their labels on our tokens, score against them.

For training and tests; the pipeline does not import this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from transforms.entities.tokens import Tokens

LABEL_NAMES = {"PERSON": "PER", "PLACE": "LOC", "ORGANISATION": "ORG"}
_NO_SPACE_BEFORE = set(".,;:?!)]}%”’")
_NO_SPACE_AFTER = set("([{“‘")


@dataclass(frozen=True)
class LabelledSentence:
    """A sentence joined back to text, with its names as ``(start, end, type)`` in characters."""

    text: str
    names: list[tuple[int, int, str]]


def read_conll(path: Path) -> list[LabelledSentence]:
    """Read a file of ``token<TAB>label`` lines, sentences apart by an empty line."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [_join([line.split("\t")[:2] for line in block.split("\n") if "\t" in line]) for block in blocks]


def _join(rows: list[list[str]]) -> LabelledSentence:
    text, names, quote_open = "", [], False
    for token, label in rows:
        quote = token in ('"', "``", "''")
        glue = not text or token[0] in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER or (quote and quote_open)
        if text.endswith('"') and quote_open and not quote:
            glue = True
        text += ("" if glue else " ") + ('"' if quote else token)
        quote_open ^= quote
        end = len(text)
        start = end - len('"' if quote else token)
        kind = LABEL_NAMES.get(label[2:], label[2:])
        if label.startswith("B-"):
            names.append((start, end, kind))
        elif label.startswith("I-") and names:
            names[-1] = (names[-1][0], end, names[-1][2])
    return LabelledSentence(text, [trim(text, *n) for n in names])


def trim(text: str, start: int, end: int, kind: str) -> tuple[int, int, str]:
    """A name without the marks at its ends, which the material's own tokens drag along."""
    surface = text[start:end]
    left = len(surface) - len(re.sub(r"^[^\w]+", "", surface))
    body = re.sub(r"[^\w)]+$", "", surface)
    if body.endswith(")") and "(" not in body:
        body = re.sub(r"[^\w]+$", "", body)
    return (start + left, start + max(len(body), left), kind)


def token_labels(sentences: list[LabelledSentence], tokens: Tokens) -> list[str]:
    """The label of each token of ``tokens``, which must be those of the sentences' texts."""
    labels = ["O"] * len(tokens)
    bounds = np.searchsorted(tokens.sentence, np.arange(len(sentences) + 1))
    for number, sentence in enumerate(sentences):  # training material: a few thousand sentences
        span = slice(int(bounds[number]), int(bounds[number + 1]))
        starts, ends = tokens.start[span], tokens.end[span]
        for start, end, kind in sentence.names:
            inside = np.flatnonzero((starts < end) & (ends > start))
            for order, index in enumerate(inside):
                labels[span.start + int(index)] = ("I-" if order else "B-") + kind
    return labels


def score(path: Path) -> dict[str, float]:
    """Exact span F1 of :func:`transforms.entities.find.find_entities` on a file, by type and over all."""
    from transforms.entities.find import find_entities
    from transforms.spans import as_sentences

    sentences = read_conll(path)
    mentions, _ = find_entities(as_sentences([s.text for s in sentences]))
    found = set(mentions.select("article_no", "start_char", "end_char", pl.col("entity_type").cast(pl.String)).rows())
    wanted = {(n, *name) for n, s in enumerate(sentences) for name in s.names}
    result = {}
    for kind in ("PER", "ORG", "LOC", None):
        a, b = ({x for x in s if kind in (None, x[3])} for s in (found, wanted))
        result[kind or "all"] = round(2 * len(a & b) / max(1, len(a) + len(b)), 4)
    return result
