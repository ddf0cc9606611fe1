"""Write a warehouse file anew, so that nothing is left in it of rows that were deleted."""

from __future__ import annotations

import os
from pathlib import Path

from flows import publish
from flows.connection import close_after_load, connect_for_load
from flows.migrate import prepare_schema
from flows.sqlfiles import read_sql
from flows.warehouse import MEMORY_LIMIT, now_utc


def compact(path: Path, target: Path) -> None:
    """Replace ``path`` (closed, of this product's schema) by a new file with the same rows.

    ``target``: the warehouse that it belongs to, whose spill folder is used.
    """
    part = path.with_name(path.name + ".compact")
    part.unlink(missing_ok=True)
    con = connect_for_load(part, memory_limit=MEMORY_LIMIT, temp_directory=publish.spill_directory(target))
    prepare_schema(con, now_utc())
    tables = [name for name, _ in con.execute(read_sql("queries/table_columns")).fetchall()]
    quoted = str(path).replace("'", "''")
    con.execute(f"attach '{quoted}' as origin (read_only)")
    for table in tables:
        con.execute(f"delete from {table}")
        con.execute(f"insert into {table} by name select * from origin.{table}")
    con.execute("detach origin")
    close_after_load(con)
    os.replace(part, path)
