"""The process in which a user's SQL runs; started by :mod:`flows.sandbox`, never imported.

Reads one request (JSON) from standard input, writes one answer (JSON) to the file descriptor given as
its argument, and imports nothing of the product.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import os
import resource
import sys
from typing import Any

import duckdb

READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
SETTINGS = (
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set timezone = 'Asia/Jakarta'",
    "set enable_progress_bar = false",
    "set threads = 2",
    "set temp_directory = ''",
    "set python_enable_replacements = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
"""In this order: the last one makes the others final."""


def main() -> None:
    request = json.load(sys.stdin)
    out = os.fdopen(int(sys.argv[1]), "w", encoding="utf-8")
    try:
        answer = run(request)
    except MemoryError:
        answer = {"error": f"the query needs more than {request['memory_mb']} MB of memory"}
    except duckdb.Error as error:
        answer = {"error": str(error)}
    text = json.dumps(answer, ensure_ascii=False)
    if len(text.encode()) > request["output_bytes"]:
        text = json.dumps({"error": f"the result is larger than {request['output_bytes'] >> 20} MB; select less"})
    out.write(text)
    out.close()


def run(request: dict[str, Any]) -> dict[str, Any]:
    """Open, lock down, run, fetch."""
    lake = request["lake"]
    con = duckdb.connect(request["path"], read_only=not lake)
    for statement in lake:
        con.execute(statement)
    if request["index"]:
        quoted = request["index"].replace("'", "''")
        con.execute(f"attach '{quoted}' as search_index (read_only)")
    con.execute(f"set memory_limit = '{int(request['memory_mb'])}MB'")
    for setting in SETTINGS:
        con.execute(setting)
    con.execute("select now(), 1.5::decimal(5, 2), uuid(), interval 1 day").fetchall()  # imports what they need
    limit_process(request["memory_mb"], request["cpu_seconds"], may_open=bool(lake))
    statements = con.extract_statements(request["query"])
    if len(statements) != 1 or statements[0].type not in READING:
        found = ", ".join(s.type.name.lower() for s in statements) or "nothing"
        return {
            "error": f"only one reading statement is allowed (select, from, with, describe, explain); this is: {found}"
        }
    cursor = con.execute(statements[0])
    rows = cursor.fetchmany(request["rows"] + 1)
    description = cursor.description or []
    return {
        "columns": [column[0] for column in description],
        "types": [str(column[1]) for column in description],
        "rows": [[plain(value) for value in row] for row in rows[: request["rows"]]],
        "is_truncated": len(rows) > request["rows"],
    }


def limit_process(memory_mb: int, cpu_seconds: int, *, may_open: bool = False) -> None:
    """Limits that hold whatever SQL does: no file or socket can be opened, memory and time are bounded.

    What is open stays open: the warehouse, and the pipe for the answer. A lake is many files, opened as they are
    asked for (``may_open``): there DuckDB's settings keep SQL to the lake's folder.
    """
    used = address_space()
    limits = {
        "RLIMIT_NOFILE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_AS": used + 3 * memory_mb * 2**20,
    }
    if may_open:
        del limits["RLIMIT_NOFILE"]
    for name, value in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):  # not every system knows or allows each
            continue


def address_space() -> int:
    """Bytes of address space in use (Linux); elsewhere a generous guess."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2**31


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)


if __name__ == "__main__":
    main()
