"""The description of an exported file as a Data Package (https://datapackage.org, version 2)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.migrate import product_version

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
}
FIELD_TYPES = {
    "BOOLEAN": {"type": "boolean"},
    "INTEGER": {"type": "integer"},
    "BIGINT": {"type": "integer"},
    "UINTEGER": {"type": "integer"},
    "UBIGINT": {"type": "integer"},
    "DOUBLE": {"type": "number"},
    "DATE": {"type": "date"},
    "TIMESTAMP WITH TIME ZONE": {"type": "datetime"},
    "BLOB": {"type": "string", "format": "binary"},
    "JSON": {"type": "any"},
    "VARCHAR": {"type": "string"},
}
"""DuckDB's type → that of a field; lists are arrays, structs objects."""


def descriptor(described: dict[str, Any], data: Path, *, form: str, rows: int, created_at: datetime) -> dict[str, Any]:
    """The package of one file: what it is, how it is written, its size and digest, and each column.

    ``described``: a table or view of :func:`flows.describe.describe_schema`. ``data``: the file, already written.
    """
    resource = {
        "name": described["table"],
        "type": "table",
        "title": described["table"].replace("_", " "),
        "description": described["comment"],
        "path": data.name,
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "bytes": data.stat().st_size,
        "hash": f"sha256:{_sha256(data)}",
        "rows": rows,
        "schema": {"fields": [_field(column, form) for column in described["columns"]], "missingValues": [""]},
    }
    if form != "parquet":
        resource["encoding"] = "utf-8"
    return {
        "$schema": PROFILE,
        "name": described["table"],
        "created": created_at.isoformat(timespec="seconds"),
        "sources": [{"title": f"Saring {product_version()}"}],
        "resources": [resource],
    }


def _field(column: dict[str, Any], form: str) -> dict[str, Any]:
    kind = column["type"]
    if kind.endswith("[]"):
        typed = {"type": "array"}
    elif kind.startswith(("STRUCT", "MAP")):
        typed = {"type": "object"}
    elif kind == "UBIGINT" and form in ("json", "jsonl"):
        typed = {"type": "string"}
    else:
        typed = FIELD_TYPES[kind]
    field = {"name": column["column"], **typed, "description": column["comment"] or ""}
    if column["is_nullable"] is False:
        field["constraints"] = {"required": True}
    return field


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
