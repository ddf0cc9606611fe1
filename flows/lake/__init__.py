"""The warehouse as a DuckLake: tables as Parquet, on a path or in an object store, their catalogue in PostgreSQL.

An address is ``ducklake:postgres:`` and the words that PostgreSQL's clients are told a database by, e.g.
``ducklake:postgres:host=db.example dbname=saring user=etl``; the password comes from ``PGPASSWORD`` or ``~/.pgpass``.
It goes wherever the path of a warehouse file goes. One database holds one lake.
"""

from flows.lake.address import is_lake

__all__ = ["is_lake"]
