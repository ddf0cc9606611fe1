"""Parse one JSON text, forgiving what real dumps do: NaN, raw line ends in strings, lone surrogates."""

from __future__ import annotations

import json

import orjson

from .decode import UndecodableError, decode, without_surrogates
from .records import Record, Reject


def parse_record(position: str, data: bytes) -> Record | Reject:
    """One JSON object as a record.

    orjson decides; what it refuses is tried by the standard library, which accepts NaN, control
    characters in strings and other encodings.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        try:
            value = _parse_leniently(data)
        except UndecodableError as error:
            return Reject(position, "undecodable", str(error), data)
        except (ValueError, RecursionError) as error:
            return Reject(position, "broken_json", str(error) or "nested too deeply", data)
    if isinstance(value, dict):
        return Record(position, value, data)
    return Reject(position, "not_an_object", f"a JSON {_kind(value)}", data)


def _parse_leniently(data: bytes) -> object:
    value = json.loads(decode(data), strict=False)
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return _mended(value)
    return value


def _mended(value: object) -> object:
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): _mended(item) for key, item in value.items()}
    return value


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return names.get(type(value), type(value).__name__)
