"""Snippets: of each article found the sentence that answers best, and where in it the words asked for stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

SNIPPET_CHARS = 300
"""A longer sentence is cut around its first word found."""
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+|[^\W_]+")
"""A word, as ``search_tokens`` of ``sql/search`` cuts them."""


def words_of(text: str) -> list[str]:
    """The distinct words of a text in order, as the index has them.

    >>> words_of("Harga: 12.000, harga José")
    ['harga', '12.000', 'jose']
    """
    return list(dict.fromkeys(_plain(word) for word in _WORD.findall(text)))


def best_sentences(sentences: pl.DataFrame, terms: pl.DataFrame) -> dict[str, str]:
    """Of each article the sentence that holds most of what is asked; of equals the first.

    ``sentences``: ``article_id``, ``sentence_no``, ``surface``. ``terms``: ``asked``, ``answer``, ``weight``,
    ``rarity`` (``sql/search/macros/search.sql``). A word asked for counts once a sentence, by its rarity, and half
    of it where only another word of its stem or another name is there.
    """
    gains = terms.select(
        "asked", "answer", gain=pl.col("rarity") * pl.when(pl.col("weight") < 1).then(0.5).otherwise(1.0)
    )
    words = (
        pl.col("surface").str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase()
        .str.extract_all(_WORD.pattern).list.join(" ")
    )  # fmt: skip
    held = sentences.with_columns(words=pl.format(" {} ", words)).join(gains, how="cross").filter(
        pl.col("words").str.contains(pl.format(" {} ", "answer"), literal=True)
    )  # fmt: skip
    gained = (
        held.group_by("article_id", "sentence_no", "asked")
        .agg(pl.col("gain").max())
        .group_by("article_id", "sentence_no")
        .agg(pl.col("gain").sum())
    )
    best = (
        sentences.join(gained, on=["article_id", "sentence_no"], how="left")
        .sort("article_id", pl.col("gain").fill_null(0.0), "sentence_no", descending=[False, True, False])
        .unique("article_id", keep="first", maintain_order=True)
    )
    return dict(best.select("article_id", "surface").rows())


def marks_of(text: str, answers: Iterable[str]) -> list[tuple[int, int]]:
    """Where words, or names of several words, stand in a text; ``answers``: small letters, no accents.

    >>> marks_of("Harga Beras naik di Korea Utara", {"beras", "korea utara"})
    [(6, 11), (20, 31)]
    """
    found = list(_WORD.finditer(text))
    plain = [_plain(word[0]) for word in found]
    marks = []
    for wanted in [answer.split(" ") for answer in answers]:
        for first in range(len(found) - len(wanted) + 1):
            if plain[first : first + len(wanted)] == wanted:
                marks.append((found[first].start(), found[first + len(wanted) - 1].end()))
    return _merged(sorted(marks))


def clipped(sentence: str, answers: Iterable[str]) -> str:
    """A sentence of more than SNIPPET_CHARS cut at spaces, around the first word found."""
    if len(sentence) <= SNIPPET_CHARS:
        return sentence
    found = marks_of(sentence, answers)
    start = max(0, (found[0][0] if found else 0) - SNIPPET_CHARS // 3)
    start = 0 if not start else sentence.find(" ", start) + 1
    end = sentence.rfind(" ", start, start + SNIPPET_CHARS)
    end = end if end > 0 and start + SNIPPET_CHARS < len(sentence) else start + SNIPPET_CHARS
    return ("… " if start else "") + sentence[start:end] + (" …" if end < len(sentence) else "")


def _merged(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The marks without those that overlap the one before."""
    apart: list[tuple[int, int]] = []
    for start, end in marks:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
