"""The reference tables of this stage, and the patterns built from them."""

from __future__ import annotations

import functools
import re

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import STANCES

POSITIONS = ("before", "after", "passive", "source")
"""Where the cue stands: ``before`` the reported words, ``after`` them, a ``passive`` verb, or a ``source`` word."""
STRENGTHS = ("strong", "weak", "evident", "negated", "relay")
WORD_KINDS = (
    "negation", "adverb", "pronoun_singular", "pronoun_plural", "subordinator", "connector", "after_boundary",
    "content_opener", "closing_reference", "quantifier", "unreal", "ability", "weekday", "circumstance", "before_bahwa",
    "before_quote", "link", "contrast", "place_preposition", "claim_noun", "no_speaker", "phrase_end", "opening_cue",
    "set_phrase", "condition", "auxiliary", "telling", "matter", "predicate_mark", "of_now", "withholding", "channel",
    "announced", "unnamed", "inner_clause", "inner_time", "saying", "concession", "predicate", "leads_in",
    "leads_alone", "several", "finding",
)  # fmt: skip
SOURCE_KINDS = ("person", "group", "document", "relation")


class CueVerb(dy.Schema):
    """A word that reports. ``weak``: reports only where its subject can speak or ``bahwa`` follows;
    ``evident``: only of what is no person, before ``bahwa`` (``data menunjukkan bahwa``);
    ``negated``: only when negated (``enggan berkomentar``); ``relay``: passes on what others said."""

    cue = dy.String()
    position = dy.Enum(POSITIONS)
    stance = dy.Enum(STANCES)
    strength = dy.Enum(STRENGTHS)
    needs = dy.String(nullable=True)
    """Pattern that the text behind the cue must match."""
    unless = dy.String(nullable=True)
    """Pattern that it must not match."""


class SourceNoun(dy.Schema):
    """A noun for someone or something that can say things without being named.

    ``relation``: somebody's, so that the name behind it is not the speaker's: ``istri Budi``, ``juru bicara Trump``. A
    noun that also stands before its bearer's own name is a ``person`` besides.
    """

    noun = dy.String()
    kind = dy.Enum(SOURCE_KINDS)
    office = dy.String(nullable=True)
    """What a short title stands for, as it reads in a role: ``menkeu`` is ``menteri keuangan``; itself where it is a
    title that one person has at a time (``gubernur``)."""


class StatementWord(dy.Schema):
    """A function word of the grammar of attribution; each kind is explained where it is used."""

    word = dy.String()
    kind = dy.Enum(WORD_KINDS)


class StanceModifier(dy.Schema):
    """Words that change the stance: ``scope`` says where they stand, ``applies_to`` which stances they change."""

    rule_id = dy.String()
    scope = dy.Enum(["chain", "content", "content_start"])
    pattern = dy.String()
    applies_to = dy.String()
    stance = dy.Enum(STANCES)


@functools.cache
def cue_table() -> pl.DataFrame:
    return load_table("cue_verbs", CueVerb, unique=["cue"], regex=["needs", "unless"])


@functools.cache
def source_nouns() -> pl.DataFrame:
    return load_table("source_nouns", SourceNoun, unique=["noun", "kind"])


@functools.cache
def stance_modifiers() -> pl.DataFrame:
    return load_table("stance_modifiers", StanceModifier, unique=["rule_id"], regex=["pattern"])


@functools.cache
def words(kind: str) -> list[str]:
    table = load_table("statement_words", StatementWord, unique=["word", "kind"])
    return table.filter(pl.col("kind") == kind)["word"].to_list()


def alternation(terms: list[str], *, capital: bool = False) -> str:
    """A group that matches any of the terms, longest first; with ``capital`` also with a capital first letter.

    >>> alternation(["kata", "kata dia"], capital=True)
    '(?:[Kk]ata dia|[Kk]ata)'
    """
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    escaped = [re.escape(term).replace(r"\ ", " ").replace(r"\-", "-") for term in ordered]
    if capital:
        escaped = [f"[{t[0].upper()}{t[0]}]{t[1:]}" for t in escaped]
    return f"(?:{'|'.join(escaped)})"


@functools.cache
def inner(kind: str, *, capital: bool = False) -> str:
    """The alternatives of :func:`any_word` without the group around them."""
    return any_word(kind, capital=capital)[3:-1]


@functools.cache
def any_word(kind: str, *, capital: bool = False) -> str:
    return alternation(words(kind), capital=capital)
