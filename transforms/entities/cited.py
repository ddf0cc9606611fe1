"""Media whose names are ordinary words or initials: ``Antara``, ``Kontan``, ``AP``.

Such a name (tier ``cited`` of the reference) means the medium where it is cited: behind ``dikutip`` or ``kepada``,
before ``melaporkan``, as a credit (``(AP)``, ``Antara/Teresia``), and elsewhere in an article that cites it. What is
left is the word (``Antara lain``), a suspect's initials or a class of motorcycles.
"""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.reference import load_table

_REACH = 2
"""Words between a lead and the name: ``kepada kantor berita AP``, ``dikutip dari Antara``."""
_LINKS = [":", "(", "dari", "oleh", "dengan", "kantor", "berita", "media", "situs", "laman"]


class CitedWord(dy.Schema):
    word_pattern = dy.String()
    side = dy.Enum(("before", "after"))
    """Where the word stands beside the name."""
    description = dy.String()


@functools.cache
def _pattern(side: str) -> str:
    table = load_table("cited_words", CitedWord, unique=["word_pattern"], regex=["word_pattern"])
    return rf"^(?:{'|'.join(table.filter(pl.col('side') == side)['word_pattern'])})$"


@functools.cache
def _cited_names() -> pl.Series:
    return reference_entities()[1].filter(pl.col("tier") == "cited")["alias"].unique()


def drop_uncited(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Drop single words that are names of media, unless they or others of their article are cited.

    A dictionary word that opens a sentence needs a citation of its own.
    """
    first = spans["first"].to_numpy()
    named = tokens.types.is_in(_cited_names().implode()).to_numpy()
    row = np.flatnonzero(named[tokens.code[first]] & (spans["stop"].to_numpy() - first == 1))
    if not len(row):
        return spans
    token = first[row]
    cited = _is_cited(token, tokens, types)
    key = article[token].astype(np.int64) * len(tokens.types) + tokens.code[token]
    word = types.common[tokens.code[token]] & tokens.opens[token]
    kept = np.ones(spans.height, bool)
    kept[row] = cited | ~word & np.isin(key, key[cited])
    return spans.filter(pl.Series(kept))


def _is_cited(token: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether something beside a word makes a source of it."""
    size = len(tokens)

    def beside(distance: int) -> pl.DataFrame:
        """``low``, ``kind``, ``shape`` of the word so far from each; null beyond the sentence."""
        at = np.clip(token + distance, 0, size - 1)
        inside = (at == token + distance) & (tokens.sentence[at] == tokens.sentence[token])
        words = types.table.select("low", "kind", "shape")[tokens.code[at]]
        return words.select(pl.when(pl.Series(inside)).then(pl.all()))

    lead = pl.col("low").str.contains(_pattern("before"))
    link = pl.col("low").is_in(_LINKS)
    cited, linked = np.zeros(len(token), bool), np.ones(len(token), bool)
    for words in (beside(-distance) for distance in range(1, _REACH + 2)):
        cited |= linked & _test(words, lead)
        linked &= _test(words, link)
    after = beside(1)
    cited |= _test(after, pl.col("low").str.contains(_pattern("after")) | (pl.col("low") == "/"))
    credit = _test(beside(-1), pl.col("low") == "(") & _test(after, pl.col("low").is_in([")", "/"]))
    return cited | credit & ~_test(beside(-2), pl.col("shape").is_in(["title", "upper", "mixed", "number"]))


def _test(words: pl.DataFrame, test: pl.Expr) -> np.ndarray:
    return words.select(test.fill_null(False)).to_series().to_numpy()
