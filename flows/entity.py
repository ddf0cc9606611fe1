"""One entity as the warehouse knows it: identity, spellings with their evidence, roles, coverage, company, words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from rapidfuzz import fuzz, process, utils

from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import connect_readonly

CLEARLY = 10
"""A meaning with so many times the mentions of the next one is what a name means when nothing else is said."""
ALIKE = 75
"""Least likeness (0 to 100) of a name that is offered for one that is not there."""


def look_up(warehouse: Path, name: str, *, max_rows: int = 10) -> dict[str, Any]:
    """What ``name`` (a usual name, a spelling, an ``entity_id``, or words of a name) means.

    With ``profile`` where it means one entity (:func:`profile`), and ``others`` it can mean too, each as a row of
    ``sql/queries/entity_meanings.sql``; with ``candidates`` where it can mean several; with ``near`` (names alike
    that occur) where nothing is called so.
    """
    with connect_readonly(warehouse) as con:
        set_variables(con, sought=name)
        meanings = _rows(con, "entity_meanings")
        chosen = _chosen(meanings)
        if chosen:
            others = [row for row in meanings if row is not chosen]
            return {"profile": profile(con, chosen["entity_id"], max_rows=max_rows), "others": others[:max_rows]}
        if meanings:
            return {"candidates": meanings}
        return {"near": _near(con, name)}


def profile(con: duckdb.DuckDBPyConnection, entity_id: str, *, max_rows: int = 10) -> dict[str, Any]:
    """All that is known of an entity that stands, as plain rows.

    ``identity`` (row of ``dim_entity``), ``merged`` (ids that became it), and the rows of the files
    ``sql/queries/entity_*.sql``, at most ``max_rows`` of each kind save spellings and months: ``aliases``, ``roles``,
    ``outlets``, ``months``, ``company``, ``statements`` (by it and about it), ``contexts``.
    """
    set_variables(con, entity_id=entity_id, max_rows=max_rows)
    identity, *merged = _rows(con, "entity_identity")
    set_variables(con, entity_ids=[entity_id, *(row["entity_id"] for row in merged)])
    parts = ("aliases", "roles", "outlets", "months", "company", "statements", "contexts")
    return {"identity": identity, "merged": merged} | {part: _rows(con, f"entity_{part}") for part in parts}


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return con.execute(read_sql(f"queries/{query}")).pl().to_dicts()


def _chosen(meanings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one meaning there is, or the one that is named far more often than all others."""
    if not meanings:
        return None
    first, *others = meanings
    is_exact = first["matched"] != "part of name"
    if not others or (is_exact and first["mentions"] >= CLEARLY * max(1, others[0]["mentions"])):
        return first
    return None


def _near(con: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    """Names that occur in articles and are spelt almost so, the likest first."""
    known = con.execute(read_sql("queries/entity_names")).fetchall()
    found = process.extract(
        name, [row[0] for row in known], scorer=fuzz.WRatio, processor=utils.default_process, limit=40,
        score_cutoff=ALIKE,
    )  # fmt: skip
    near: dict[str, dict[str, Any]] = {}
    for spelling, score, place in found:
        _, entity_id, usual_name, mentions = known[place]
        likeness = round(score - abs(len(spelling) - len(name)))  # a name of three letters is part of many
        if likeness >= ALIKE and (entity_id not in near or likeness > near[entity_id]["likeness"]):
            near[entity_id] = {
                "entity_id": entity_id,
                "name": usual_name,
                "spelling": spelling,
                "mentions": mentions,
                "likeness": likeness,
            }
    return sorted(near.values(), key=lambda row: (-row["likeness"], -row["mentions"]))[:5]
