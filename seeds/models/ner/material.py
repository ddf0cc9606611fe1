"""Labels mended where the annotators left out or mistyped a name."""

from __future__ import annotations

import functools
import re

import numpy as np
import polars as pl
from forms import WORDS

from transforms.entities.corpus import LabelledSentence
from transforms.entities.gazetteer import KINDS, matcher
from transforms.entities.tokens import tokenise
from transforms.entities.words import word_kinds


def _begins_with(words: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(words.split()).replace('_', ' ')})\b", re.IGNORECASE)


ORG_WORDS = _begins_with(
    "s[dm][apk]?n? mts man tk madrasah sekolah universitas institut akademi politeknik fakultas pesantren ponpes "
    "pondok_pesantren rsud rsup rsu rs rumah_sakit puskesmas klinik pengadilan mahkamah gereja kejaksaan polda polres "
    "polsek timnas"
)
LOC_WORDS = _begins_with(
    "stadion bandara bandar_udara jalan jl gedung taman hotel pelabuhan stasiun terminal pasar kampung desa"
)
"""First words that decide the type: schools, courts and hospitals are bodies, streets and venues places."""


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


def _small_lead(surface: str) -> int:
    """Length of the class nouns in lower case before a name (``wilayah Gaza``), which are no part of it."""
    lead = re.match(rf"(?:(?!(?:{'|'.join(_keeping_words())})\b)[a-z]+ )+(?=[A-Z])", surface)
    return lead.end() if lead else 0


@functools.cache
def _keeping_words() -> list[str]:
    return word_kinds().filter("keeps")["word"].to_list()


def _mend_one(sentence: LabelledSentence, extra: list[tuple[int, int, str]]) -> LabelledSentence:
    names = []
    for begin, end, kind in sentence.names:
        start = begin + _small_lead(sentence.text[begin:end])
        surface = sentence.text[start:end]
        names.append((start, end, "ORG" if ORG_WORDS.match(surface) else "LOC" if LOC_WORDS.match(surface) else kind))
    for start, end, kind in extra:
        free = all(end <= a or start >= b for a, b, _ in names)
        if free and sentence.text[start:end] not in WORDS["not_missed"]:
            names.append((start, end, kind))
    return LabelledSentence(sentence.text, sorted(names))
