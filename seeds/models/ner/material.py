"""Labels mended where the annotators left out or mistyped a name."""

from __future__ import annotations

import numpy as np
import polars as pl
from forms import WORDS

from transforms.entities.corpus import LabelledSentence, small_lead, type_by_first_word
from transforms.entities.gazetteer import KINDS, matcher
from transforms.entities.tokens import tokenise


def mend(sentences: list[LabelledSentence]) -> list[LabelledSentence]:
    """Give schools, courts and hospitals the type ``ORG`` and streets and venues ``LOC``; label missed strong names."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    capital = tokens.types.str.contains(r"^[\p{Lu}0-9]").to_numpy()[tokens.code]
    found = matcher().find(tokens, capital)
    before = tokens.types.str.to_lowercase().gather(tokens.code[np.maximum(found.first - 1, 0)]).to_list()
    extra: dict[int, list[tuple[int, int, str]]] = {}
    for first, stop, kind, word in zip(found.first, found.stop, found.kind, before, strict=True):
        name = KINDS[kind]
        strong = not name.endswith("?") and not name.startswith("ANY")
        if strong and word not in WORDS["not_after"]:
            extra.setdefault(int(tokens.sentence[first]), []).append(
                (int(tokens.start[first]), int(tokens.end[stop - 1]), name)
            )
    return [_mend_one(s, extra.get(i, [])) for i, s in enumerate(sentences)]


def _mend_one(sentence: LabelledSentence, extra: list[tuple[int, int, str]]) -> LabelledSentence:
    names = []
    for begin, end, kind in sentence.names:
        start = begin + small_lead(sentence.text[begin:end])
        names.append((start, end, type_by_first_word(sentence.text[start:end], kind)))
    for start, end, kind in extra:
        free = all(end <= a or start >= b for a, b, _ in names)
        if free and sentence.text[start:end] not in WORDS["not_missed"]:
            names.append((start, end, kind))
    return LabelledSentence(sentence.text, sorted(names))
