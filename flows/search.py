"""Full-text search: the stories that answer a query in words, ranked, with the sentence that answers best."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import polars as pl
from rapidfuzz import fuzz, process

from flows.errors import UsageError
from flows.publish import WarehouseBusy, search_index_path
from flows.search_index import attach_index, is_current, refresh
from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import connect_readonly

SNIPPET_CHARS = 300
"""A longer sentence is cut around its first word found."""
ALIKE = 80
"""Least likeness (0 to 100) of a word that is offered for one that no article holds."""
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+|[^\W_]+")
"""A word, as ``search_tokens`` of ``sql/search`` cuts them."""


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
    """Word of the query → the words that answer it."""
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
    max_hits: int = 10,
) -> SearchResult:
    """The stories that answer ``query`` best; the index is brought up to date first.

    ``since``, ``until``: days of publication, both included; undated articles are left out then. ``outlet``: its
    ``outlet_id`` or usual name. Words in double quotes must stand just so.
    Raises :class:`flows.errors.UsageError` for a query without a word or an unknown outlet.
    """
    if not _WORD.search(query):
        raise UsageError(f'{query!r} holds no word to look for; try: saring search "harga beras"')
    current = _up_to_date(warehouse)
    with connect_readonly(warehouse) as con:
        attach_index(con, warehouse)
        started = perf_counter()
        set_variables(
            con,
            query=query,
            since=since,
            until=until,
            outlet=_outlet_id(con, outlet) if outlet else None,
            max_hits=max_hits,
        )
        terms = con.execute(read_sql("queries/search_words")).pl()
        rows = con.execute(read_sql("queries/search_hits")).pl().to_dicts()
        set_variables(con, article_ids=[row["article_id"] for row in rows])
        sentences = con.execute(read_sql("queries/search_sentences")).pl()
        unknown = {word: _alike(con, word) for word in terms.filter(pl.col("word").is_null())["asked"]}
        snippets = best_sentences(sentences, terms)
        seconds = perf_counter() - started
    terms = terms.drop_nulls("word")
    answering = set(terms["word"])
    return SearchResult(
        query=query,
        stories=rows[0]["stories"] if rows else 0,
        articles=rows[0]["articles"] if rows else 0,
        words=dict(terms.group_by("asked", maintain_order=True).agg("word").rows()),
        unknown=unknown,
        is_current=current,
        query_seconds=seconds,
        hits=[_hit(row, snippets[row["article_id"]], answering) for row in rows],
    )


def best_sentences(sentences: pl.DataFrame, terms: pl.DataFrame) -> dict[str, str]:
    """Of each article the sentence that holds most of what is asked; of equals the first.

    ``sentences``: ``article_id``, ``sentence_no``, ``surface``. ``terms``: ``asked``, ``word``, ``weight``,
    ``rarity`` (``sql/search/macros/search.sql``). A word asked for counts once a sentence, by its rarity, and half
    of it where only another word of its stem is there.
    """
    found = (
        sentences.with_columns(word=pl.col("surface").str.extract_all(_WORD.pattern))
        .explode("word")
        .with_columns(word=pl.col("word").str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase())
        .join(terms, on="word", how="left")
        .with_columns(gain=(pl.col("rarity") * pl.when(pl.col("weight") < 1).then(0.5).otherwise(1.0)))
        .group_by("article_id", "sentence_no", "surface", "asked")
        .agg(pl.col("gain").max())
        .group_by("article_id", "sentence_no", "surface")
        .agg(pl.col("gain").sum())
        .sort("article_id", "gain", "sentence_no", descending=[False, True, False])
        .unique("article_id", keep="first", maintain_order=True)
    )
    return dict(found.select("article_id", "surface").rows())


def marks_of(text: str, words: set[str]) -> list[tuple[int, int]]:
    """Where words of ``words`` (small letters, no accents) stand in a text.

    >>> marks_of("Harga Beras naik", {"beras"})
    [(6, 11)]
    """
    return [found.span() for found in _WORD.finditer(text) if _plain(found[0]) in words]


def _up_to_date(warehouse: Path) -> bool:
    """Refresh the index; False where that cannot be done now and an earlier state can be used meanwhile."""
    if is_current(warehouse):
        return True
    try:
        refresh(warehouse)
    except (WarehouseBusy, OSError):
        if not search_index_path(warehouse).exists():
            raise
        return False
    return True


def _outlet_id(con: duckdb.DuckDBPyConnection, wanted: str) -> str:
    known = con.execute("select outlet_id, coalesce(name, outlet_id) from dim_outlet").fetchall()
    for outlet_id, name in known:
        if wanted.lower() in (outlet_id.lower(), name.lower()):
            return str(outlet_id)
    near = [name for name, *_ in process.extract(wanted, [o for o, _ in known], limit=3, score_cutoff=60)]
    raise UsageError(f"there is no outlet {wanted!r} in the warehouse" + (f"; near: {', '.join(near)}" if near else ""))


def _alike(con: duckdb.DuckDBPyConnection, word: str) -> list[str]:
    known = [w for (w,) in con.execute("select word from search_index.search_word order by articles desc").fetchall()]
    return [w for w, *_ in process.extract(word, known, scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE)]


def _hit(row: dict[str, Any], sentence: str, words: set[str]) -> Hit:
    snippet = _clipped(" ".join(sentence.split()), words)
    return Hit(
        **{name: row[name] for name in row if name not in ("stories", "articles", "score")},
        score=round(row["score"], 3),
        snippet=snippet,
        marks=marks_of(snippet, words),
        title_marks=marks_of(row["title"] or "", words),
    )


def _clipped(sentence: str, words: set[str]) -> str:
    """A sentence of more than SNIPPET_CHARS cut at spaces, around the first word found."""
    if len(sentence) <= SNIPPET_CHARS:
        return sentence
    found = marks_of(sentence, words)
    start = max(0, (found[0][0] if found else 0) - SNIPPET_CHARS // 3)
    start = 0 if not start else sentence.find(" ", start) + 1
    end = sentence.rfind(" ", start, start + SNIPPET_CHARS)
    end = end if end > 0 and start + SNIPPET_CHARS < len(sentence) else start + SNIPPET_CHARS
    return ("… " if start else "") + sentence[start:end] + (" …" if end < len(sentence) else "")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
