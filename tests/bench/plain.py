"""The yardstick: what a careful team writes first. One article at a time, with the usual libraries.

langdetect for the language, ``re`` for boilerplate and numbers, dateparser's ``search_dates`` for dates,
one INSERT a row into DuckDB, spread over two processes.
"""

from __future__ import annotations

import re
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

BOILERPLATE = re.compile(
    r"^\s*(?:baca juga|simak juga|lihat juga|advertisement|scroll to continue with content|tag|editor|reporter|"
    r"penulis|pewarta|copyright|saksikan|ikuti|dapatkan|video|foto)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
NUMBER = re.compile(
    r"(?:(?:sekitar|hampir|lebih dari|kurang dari)\s+)?(?:Rp\s*)?\d+(?:[.,]\d+)*(?:\s+(?:ribu|juta|miliar|triliun))?"
    r"(?:\s+[a-zA-Z]+)?"
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
QUOTE = re.compile(r"[\"“]([^\"”]{10,})[\"”],?\s+(?:kata|ujar|ucap|tutur|jelas)\s+((?:[A-Z]\w+\s?)+)")


def facts_of(text: str) -> dict[str, Any]:
    """Language, body, sentences, numbers, dates and quotes of one article."""
    import langdetect
    from dateparser.search import search_dates

    langdetect.DetectorFactory.seed = 0
    body = BOILERPLATE.sub("", text)
    try:
        language = langdetect.detect(body)
    except langdetect.LangDetectException:
        language = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dates = search_dates(body, languages=["id"]) or []
    return {
        "language": language,
        "body": body,
        "sentences": SENTENCE.split(body),
        "numbers": [(m.start(), m.end(), m.group()) for m in NUMBER.finditer(body)],
        "dates": [(surface, value) for surface, value in dates],
        "quotes": [(m.group(2), m.group(1)) for m in QUOTE.finditer(body)],
    }


def run(texts: list[str], warehouse: Path, processes: int = 2) -> float:
    """Load ``texts`` into ``warehouse`` the plain way; seconds from first article to last row."""
    import duckdb

    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(facts_of, texts[:processes]))  # start the processes before the clock
        start = perf_counter()
        con = duckdb.connect(str(warehouse))
        con.execute("create table article (id int, language text, body text)")
        for table in ("sentence", "number", "date", "quote"):
            con.execute(f"create table {table} (id int, a text, b text, c text)")
        for number, facts in enumerate(pool.map(facts_of, texts, chunksize=8)):
            con.execute("begin")
            con.execute("insert into article values (?, ?, ?)", [number, facts["language"], facts["body"]])
            for sentence in facts["sentences"]:
                con.execute("insert into sentence values (?, ?, null, null)", [number, sentence])
            for row in facts["numbers"]:
                con.execute("insert into number values (?, ?, ?, ?)", [number, *map(str, row)])
            for row in facts["dates"]:
                con.execute("insert into date values (?, ?, ?, null)", [number, *map(str, row)])
            for row in facts["quotes"]:
                con.execute("insert into quote values (?, ?, ?, null)", [number, *row])
            con.execute("commit")
        con.close()
        return perf_counter() - start
