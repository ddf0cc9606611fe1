"""Names that their article calls a body: ``Waymo adalah perusahaan teknologi``, ``Fininvest, perusahaan milik …``,
``kantor berita Fars``, ``vokalis Coldplay tersebut``."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.reference import load_table

_IS = ["adalah", "merupakan", "ialah"]
_ONE_OF = ["sebuah", "suatu", "salah", "satu", "satu-satunya", "anak", "induk", "raksasa", "yang", *_IS]
"""Words between a name and its noun: ``salah satu perusahaan``, ``yang merupakan anak usaha``."""
_MOST = 3
_NAMES_IT = ["maskapai", "majalah", "tabloid", "koran", "emiten"]
"""Nouns right before a name that is never their owner's, unlike ``perusahaan Elon Musk``."""
_NAMES_IT_IN_TWO = {"berita": "kantor", "kabar": "surat"}
_POINTING = ["itu", "ini", "tersebut", "tadi"]
_MEMBERS = ["vokalis", "gitaris", "drummer", "basis", "bassist", "keyboardis"]
"""Who plays in a band, which is what stands between such a noun and a word that points back."""


class BodyNoun(dy.Schema):
    word = dy.String()


@functools.cache
def body_nouns() -> pl.Series:
    """Nouns of companies, clubs and other bodies."""
    return load_table("body_nouns", BodyNoun, unique=["word"])["word"]


def called_bodies(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> tuple[np.ndarray, np.ndarray]:
    """For each span whether a clause says that it is a body, and whether one noun more behind a comma may say so.

    Behind the comma another clause may begin (``Menurut Budi, perusahaan merugi``): that one proves little.
    """
    table = types.table.select(
        noun=pl.col("low").is_in(body_nouns().implode()),
        is_=pl.col("low").is_in(_IS),
        one=pl.col("low").is_in(_ONE_OF),
        points=pl.col("low").is_in(_POINTING),
        comma=pl.col("low") == ",",
        opening=pl.col("low") == "(",
        closing=pl.col("low") == ")",
        cue=pl.col("kind").is_in(["cue", "joiner"]),
        names_it=pl.col("low").is_in(_NAMES_IT),
        member=pl.col("low").is_in(_MEMBERS),
    )
    noun, is_, one, points, comma, opening, closing, cue, names_it, member = (
        table[c].to_numpy() for c in table.columns
    )
    low = types.table["low"].to_numpy()
    code, size, sentence = tokens.code, len(tokens), tokens.sentence

    def has(mark: np.ndarray, place: np.ndarray) -> np.ndarray:
        safe = np.clip(place, 0, size - 1)
        return (safe == place) & (sentence[safe] == sentence[first]) & mark[code[safe]]

    abbreviated = has(opening, stop) & has(closing, stop + 2)
    behind = np.where(abbreviated, stop + 3, stop)
    at, reading = behind + 1, np.ones(len(first), bool)
    found = np.zeros(len(first), bool)
    for _ in range(_MOST + 1):
        found |= reading & has(noun, at) & ~has(points, at + 1)
        reading &= has(one, at) & ~found
        at = at + 1
    named = has(names_it, first - 1) | has(member, first - 1) & has(points, stop)
    for word, before in _NAMES_IT_IN_TWO.items():
        named |= has(low == word, first - 1) & has(low == before, first - 2)
    return named | found & has(is_, behind), found & has(comma, behind) & ~has(cue, first - 1)
