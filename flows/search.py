"""Full-text search: the stories that answer a query in words, ranked, with the sentence that answers best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from rapidfuzz import fuzz, process

from flows.errors import UsageError
from flows.search_index import connect_indexed
from flows.search_snippets import best_sentences, clipped, marks_of, words_of
from flows.sqlfiles import read_sql, set_variables

ALIKE = 80
"""Least likeness (0 to 100) of a word that is offered for one that no article holds."""
MOST_ALIKE = 50_000
"""Words among which such a word is looked for: those that most articles hold."""


@dataclass(frozen=True)
class Hit:
    """One story found."""

    article_id: str
    score: float
    title: str | None
    outlet_id: str | None
    outlet: str | None
    published_on: date | None
    url: str | None
    copies: int
    """Further articles within the bounds that carry the same text."""
    copy_outlets: list[str]
    snippet: str
    """A sentence of the body."""
    marks: list[tuple[int, int]]
    """Where the words asked for stand in ``snippet``: code points, half-open."""
    title_marks: list[tuple[int, int]]
    """Where they stand in ``title``."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found."""

    query: str
    stories: int
    """Stories found in all; ``hits`` are the best of them."""
    articles: int
    """Articles found in all, copies included."""
    words: dict[str, list[str]]
    """Word of the query → the words and names that answer it."""
    unknown: dict[str, list[str]]
    """Word of the query that no article holds → words like it."""
    is_current: bool
    """False where the index has not seen the last batch: another process is refreshing it, or it cannot be written."""
    query_seconds: float
    hits: list[Hit] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return asdict(self)


def search(
    warehouse: Path,
    query: str,
    *,
    since: date | None = None,
    until: date | None = None,
    outlet: str | None = None,
    aliases: bool = True,
    max_hits: int = 10,
) -> SearchResult:
    """The stories that answer ``query`` best; the index is brought up to date first.

    ``since``, ``until``: days of publication, both included; undated articles are left out then. ``outlet``: its
    ``outlet_id`` or usual name. ``aliases``: whether a name is answered by the other names of its entity, too.
    Words in double quotes must stand just so.
    Raises :class:`flows.errors.UsageError` for a query without a word or an unknown outlet.
    """
    if not words_of(query):
        raise UsageError(f'{query!r} holds no word to look for; try: saring search "harga beras"')
    with connect_indexed(warehouse) as (con, is_current):
        started = perf_counter()
        outlet_id = _outlet_id(con, outlet) if outlet else None
        set_variables(con, query=query, aliases=aliases)
        terms = con.execute(read_sql("queries/search_words")).pl()
        set_variables(con, terms=terms.to_dicts(), since=since, until=until, outlet=outlet_id, max_hits=max_hits)
        rows = con.execute(read_sql("queries/search_hits")).pl().to_dicts() if len(terms) else []
        set_variables(con, article_ids=[row["article_id"] for row in rows])
        sentences = con.execute(read_sql("queries/search_sentences")).pl()
        unknown = {word: _alike(con, word) for word in words_of(query) if word not in terms["asked"]}
        snippets = best_sentences(sentences, terms)
        hits = [_hit(row, snippets[row["article_id"]], terms["answer"].unique()) for row in rows]
        seconds = perf_counter() - started
    return SearchResult(
        query=query,
        stories=rows[0]["stories"] if rows else 0,
        articles=rows[0]["articles"] if rows else 0,
        words=dict(terms.group_by("asked", maintain_order=True).agg("answer").rows()),
        unknown=unknown,
        is_current=is_current,
        query_seconds=seconds,
        hits=hits,
    )


def _outlet_id(con: duckdb.DuckDBPyConnection, wanted: str) -> str:
    known = con.execute("select outlet_id, coalesce(name, outlet_id) from dim_outlet").fetchall()
    for outlet_id, name in known:
        if wanted.lower() in (outlet_id.lower(), name.lower()):
            return str(outlet_id)
    near = [name for name, *_ in process.extract(wanted, [o for o, _ in known], limit=3, score_cutoff=60)]
    raise UsageError(f"there is no outlet {wanted!r} in the warehouse" + (f"; near: {', '.join(near)}" if near else ""))


def _alike(con: duckdb.DuckDBPyConnection, word: str) -> list[str]:
    set_variables(con, word=word, words=MOST_ALIKE)
    known = con.execute(read_sql("queries/search_alike")).pl()["word"].to_list()
    return [w for w, *_ in process.extract(word, known, scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE)]


def _hit(row: dict[str, Any], sentence: str, answers: Iterable[str]) -> Hit:
    snippet = clipped(" ".join(sentence.split()), answers)
    return Hit(
        **{name: row[name] for name in row if name not in ("stories", "articles", "score")},
        score=round(row["score"], 3),
        snippet=snippet,
        marks=marks_of(snippet, answers),
        title_marks=marks_of(row["title"] or "", answers),
    )
