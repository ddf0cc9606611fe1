"""Read dumps: files of a path, decompressed, decoded and cut into shards of records."""

from .discover import discover, file_at
from .settled import unsettled
from .shards import MAX_TEXT_CHARS, RECORD_SCHEMA, REJECT_SCHEMA, Shard, read_shards
from .source_files import UNREADABLE, SourceFile, digest_of, sha256_of

__all__ = [
    "MAX_TEXT_CHARS",
    "RECORD_SCHEMA",
    "REJECT_SCHEMA",
    "UNREADABLE",
    "Shard",
    "SourceFile",
    "digest_of",
    "discover",
    "file_at",
    "read_shards",
    "sha256_of",
    "unsettled",
]
