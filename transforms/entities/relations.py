"""Roles that tell a relation: ``kuasa hukum Nadira, Hotma`` says what Hotma is, not what Nadira is."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.reference import load_table

_OWN_BEFORE = ["sang", "bersama", "ditemani", "didampingi", "dengan", "beserta", "dan"]
"""Before the relation, the name behind it is the relative's own: ``bersama istri Rini``."""


class RelationRow(dy.Schema):
    """What somebody is to another; ``own_too``: the name behind it may be its holder's, as in ``pengacara Hotma``."""

    noun = dy.String()
    own_too = dy.Enum(["yes", "no"])


@functools.cache
def relations() -> pl.DataFrame:
    return load_table("relations", RelationRow, unique=["noun"])


def move_relations(
    start: np.ndarray,
    end: np.ndarray,
    first: np.ndarray,
    stop: np.ndarray,
    office: np.ndarray,
    tokens: Tokens,
    types: Types,
) -> tuple[np.ndarray, np.ndarray]:
    """Where the roles begin and end once a relation belongs to whoever is named behind the comma.

    ``start``, ``end``: tokens of the role of each person (equal where there is none), ``first``, ``stop``: of the name;
    ``office``: whether a distinct token is an office. Of ``istri Gubernur Rina`` the office stays with the name.
    """
    last = len(tokens) - 1
    low = types.table["low"]

    def is_at(at: np.ndarray, words: list[str]) -> np.ndarray:
        return low.is_in(words).to_numpy()[tokens.code[np.clip(at, 0, last)]]

    def ends_relation(at: np.ndarray, own_too: list[str]) -> np.ndarray:
        nouns = relations().filter(pl.col("own_too").is_in(own_too))["noun"]
        parts = nouns.str.split_exact(" ", 1).struct.unnest()
        single = parts.filter(pl.col("field_1").is_null())["field_0"].to_list()
        double = parts.filter(pl.col("field_1").is_not_null())
        found = is_at(at, single)
        for one, two in double.iter_rows():  # half a dozen
            found |= is_at(at, [two]) & is_at(at - 1, [one])
        return found

    has_role = start < end
    beside = has_role & (end == first) & ~is_at(start - 1, _OWN_BEFORE)
    shut = stop + 3 * is_at(stop, ["("])  # Kuasa hukum Ridwan Kamil (RK), Muslim
    holder = np.minimum(np.searchsorted(first, shut + 1), max(first.size - 1, 0))
    followed = is_at(shut, [","]) & (first[holder] == shut + 1) & ~tokens.opens[np.minimum(shut + 1, last)]
    alone = beside & ends_relation(end - 1, ["no"])
    either = beside & ends_relation(end - 1, ["yes", "no"]) & followed
    leads = np.where(ends_relation(start, ["no"]), start, start + 1)
    titled = office[tokens.code[np.minimum(leads + 1, last)]]
    before_office = beside & ends_relation(leads, ["no"]) & (leads + 1 < end) & titled
    gives = (alone | either | before_office) & followed
    given = holder[gives & (start[holder] == end[holder])]
    giver = np.flatnonzero(gives & (start[holder] == end[holder]))
    new_start = np.where(before_office, leads + 1, np.where(alone | either, end, start))
    new_end = end.copy()
    new_start[given], new_end[given] = start[giver], stop[giver]
    return new_start, new_end
