"""Labelled sentences in CoNLL form: read them, lay their labels on our tokens, score against them.

For training and tests; the pipeline does not import this module.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from transforms.entities.tokens import Tokens
from transforms.entities.words import word_kinds

LABEL_NAMES = {"PERSON": "PER", "PLACE": "LOC", "ORGANISATION": "ORG"}
_NO_SPACE_BEFORE = set(".,;:?!)]}%”’")
_NO_SPACE_AFTER = set("([{“‘")


Name = tuple[int, int, str]
"""Start and end in characters, and the type."""
Found = tuple[int, int, int, str]
"""The same behind the number of the sentence."""


@dataclass(frozen=True)
class LabelledSentence:
    """A sentence joined back to text, with its names."""

    text: str
    names: list[Name]


def read_conll(path: Path) -> list[LabelledSentence]:
    """Read a file of ``token<TAB>label`` lines, sentences apart by an empty line."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [_join([line.split("\t")[:2] for line in block.split("\n") if "\t" in line]) for block in blocks]


def _join(rows: list[list[str]]) -> LabelledSentence:
    text, quote_open = "", False
    names: list[Name] = []
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


def trim(text: str, start: int, end: int, kind: str) -> Name:
    """A name without the marks at its ends, which the material's own tokens drag along."""
    body = re.sub(r"^\W+", "", text[start:end])
    start = end - len(body)
    body = re.sub(r"[^\w)]+$", "", body)
    if body.endswith(")") and "(" not in body:
        body = re.sub(r"\W+$", "", body)
    return (start, start + len(body), kind)


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


def type_by_first_word(surface: str, kind: str) -> str:
    """The type that a name's first word gives it, else ``kind``."""
    return "ORG" if ORG_WORDS.match(surface) else "LOC" if LOC_WORDS.match(surface) else kind


def small_lead(surface: str) -> int:
    """Length of the class nouns in lower case before a name (``wilayah Gaza``), which are no part of it."""
    lead = re.match(rf"(?:(?!(?:{'|'.join(_keeping_words())})\b)[a-z]+ )+(?=[A-Z])", surface)
    return lead.end() if lead else 0


@functools.cache
def _keeping_words() -> list[str]:
    return word_kinds().filter("keeps")["word"].to_list()


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


def found_names(sentences: list[LabelledSentence]) -> set[Found]:
    """The names that :func:`transforms.entities.find.find_entities` finds, each sentence by itself."""
    from transforms.entities.find import find_entities
    from transforms.spans import as_sentences

    mentions, _ = find_entities(as_sentences([s.text for s in sentences]))
    return set(mentions.select("article_no", "start_char", "end_char", pl.col("entity_type").cast(pl.String)).rows())


def labelled_names(sentences: list[LabelledSentence]) -> set[Found]:
    """The names that the labels give."""
    return {(number, *name) for number, sentence in enumerate(sentences) for name in sentence.names}


def span_f1(found: set[Found], wanted: set[Found]) -> dict[str, float]:
    """Exact span F1 by type and over ``all``."""
    result = {}
    for kind in ("PER", "ORG", "LOC", None):
        a, b = ({x for x in s if kind in (None, x[3])} for s in (found, wanted))
        result[kind or "all"] = round(2 * len(a & b) / max(1, len(a) + len(b)), 4)
    return result


def score(path: Path) -> dict[str, float]:
    """Exact span F1 of the whole stage on a file, as it is labelled."""
    sentences = read_conll(path)
    return span_f1(found_names(sentences), labelled_names(sentences))
