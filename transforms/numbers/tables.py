"""Reference tables of the numbers stage: their schemas and how they are loaded.

Every list of words, units and patterns the stage knows stands in ``seeds/reference/``; the functions
here load each table once a process and validate it (:class:`transforms.reference.ReferenceError`).
"""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import PRECISIONS, QUANTITY_KINDS

WORD_ROLES = ("value", "teen", "times", "scale", "part", "share", "vague", "point")
WORD_CLASSES = ("not_counted", "noun")
LABELS = ("reference", "ordinal", "minute", "clock", "date", "calendar", "name", "title")


class NumberWord(dy.Schema):
    """A number word: its value (two ends where vague) and the scale that it closes, if any."""

    word = dy.String()
    role = dy.Enum(WORD_ROLES)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    scale = dy.Float64(nullable=True)


class MoneyScale(dy.Schema):
    """An abbreviated scale that counts only beside a currency sign: ``Rp 1,2 T``."""

    spelling = dy.String()
    currency = dy.String(nullable=True)
    """The one currency with which it has this meaning; null: all others."""
    scale = dy.Float64()


class CurrencySpelling(dy.Schema):
    spelling = dy.String()
    place = dy.Enum(("before", "after"))
    currency = dy.String()
    """ISO 4217."""
    cue = dy.String(nullable=True)
    """Pattern for the text around the number without which the spelling means something else."""


class Unit(dy.Schema):
    """A unit's spelling. SI value = number * factor + offset, in ``si_unit``."""

    spelling = dy.String()
    kind = dy.Enum(QUANTITY_KINDS)
    si_unit = dy.String(nullable=True)
    factor = dy.Float64(nullable=True)
    offset = dy.Float64(nullable=True)
    case = dy.Enum(("any", "exact"))
    cue = dy.String(nullable=True)
    """Pattern for the text around the number without which the spelling is no unit (``10 HP``)."""


class Approximator(dy.Schema):
    phrase = dy.String()
    place = dy.Enum(("before", "after"))
    precision = dy.Enum(PRECISIONS)


class WordClass(dy.Schema):
    word = dy.String()
    word_class = dy.Enum(WORD_CLASSES)


class NumberLabel(dy.Schema):
    """A word after which a number names or orders rather than counts: ``Pasal 27``, ``Liga 1``."""

    word = dy.String()
    label = dy.Enum(LABELS)


class AgeNoun(dy.Schema):
    word = dy.String()
    role = dy.Enum(("age", "person", "between", "child"))


class NumberNoise(dy.Schema):
    """A written shape with digits or number words that is no quantity."""

    rule_id = dy.String()
    pattern = dy.String()
    description = dy.String()


class SingleWord(dy.Schema):
    word = dy.String()


class Words(dy.Schema):
    words = dy.String()


@functools.cache
def number_words() -> pl.DataFrame:
    return load_table("number_words", NumberWord, unique=["word"])


@functools.cache
def money_scales() -> pl.DataFrame:
    return load_table("money_scales", MoneyScale, unique=["spelling", "currency"])


@functools.cache
def currency_spellings() -> pl.DataFrame:
    return load_table("currency_spellings", CurrencySpelling, unique=["spelling", "place"], regex=["cue"])


@functools.cache
def units() -> pl.DataFrame:
    return load_table("units", Unit, unique=["spelling"], regex=["cue"])


@functools.cache
def approximators() -> pl.DataFrame:
    return load_table("approximators", Approximator, unique=["phrase", "place"])


@functools.cache
def word_classes() -> pl.DataFrame:
    return load_table("quantity_word_classes", WordClass, unique=["word"])


@functools.cache
def number_labels() -> pl.DataFrame:
    return load_table("number_labels", NumberLabel, unique=["word"])


@functools.cache
def age_nouns() -> pl.DataFrame:
    return load_table("age_nouns", AgeNoun, unique=["word", "role"])


@functools.cache
def number_noise() -> pl.DataFrame:
    return load_table("number_noise", NumberNoise, regex=["pattern"])


@functools.cache
def classifiers() -> pl.DataFrame:
    return load_table("classifiers", SingleWord, unique=["word"])


@functools.cache
def compounds() -> pl.DataFrame:
    return load_table("quantity_compounds", Words, unique=["words"])


@functools.cache
def quantifiers() -> pl.DataFrame:
    return load_table("quantity_quantifiers", SingleWord, unique=["word"])


class FusedQuantity(dy.Schema):
    """A unit grown together with the number one: ``setahun``."""

    word = dy.String()
    unit = dy.String()


@functools.cache
def fused_quantities() -> pl.DataFrame:
    return load_table("fused_quantities", FusedQuantity, unique=["word"])


@functools.cache
def bare_cues() -> pl.DataFrame:
    return load_table("bare_number_cues", SingleWord, unique=["word"])


class UnitBefore(dy.Schema):
    """A unit that stands before its number: ``magnitudo 5,6``."""

    word = dy.String()
    unit = dy.String()
    kind = dy.Enum(QUANTITY_KINDS)


@functools.cache
def units_before() -> pl.DataFrame:
    return load_table("units_before", UnitBefore, unique=["word"])


@functools.cache
def gatherers() -> pl.DataFrame:
    """Words after which ``ke-32`` gathers a group rather than names a place in an order."""
    return load_table("collective_cues", SingleWord, unique=["word"])


class Rule(dy.Schema):
    rule_id = dy.String()
    stage = dy.String()
    kind = dy.Enum(QUANTITY_KINDS, nullable=True)
    """Kind of what the rule finds; null: the unit decides."""
    scope = dy.String()
    description = dy.String()
    version = dy.Int64()
    prompted_by = dy.String()


@functools.cache
def rule_kinds() -> pl.DataFrame:
    """``rule_id`` and ``kind`` (string) of the stage's rules."""
    return load_table("rules_numbers", Rule, unique=["rule_id"]).select("rule_id", pl.col("kind").cast(pl.String))


@functools.cache
def index_cues() -> pl.DataFrame:
    """Words after which a bare number is a level on a scale rather than a count of things."""
    return load_table("index_cues", SingleWord, unique=["word"])


@functools.cache
def outcomes() -> pl.DataFrame:
    """What befell those counted; a bare number before it counts the things named before."""
    return load_table("outcome_words", SingleWord, unique=["word"])


@functools.cache
def score_words() -> pl.DataFrame:
    """Words before two numbers with a hyphen that make them a score."""
    return load_table("score_words", SingleWord, unique=["word"])


@functools.cache
def phrase_ends() -> pl.DataFrame:
    """Words that begin something new, so that ``lebih`` before them belongs to the number behind it."""
    return load_table("phrase_ends", SingleWord, unique=["word"])


@functools.cache
def counted_nouns() -> pl.DataFrame:
    """Nouns of what is often counted: ``lebih`` between a number and one of them belongs to the number."""
    return load_table("counted_nouns", SingleWord, unique=["word"])
