"""Read dumps: files of a path, decompressed, decoded and cut into shards of records."""

from .discover import SourceFile, discover, sha256_of
from .settled import unsettled
from .shards import MAX_TEXT_CHARS, RECORD_SCHEMA, REJECT_SCHEMA, Shard, read_shards

__all__ = [
    "MAX_TEXT_CHARS",
    "RECORD_SCHEMA",
    "REJECT_SCHEMA",
    "Shard",
    "SourceFile",
    "discover",
    "read_shards",
    "sha256_of",
    "unsettled",
]
