"""One input file, and what a file system says of it without reading it."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

RACY_SECONDS = 2.0
"""A file that changed later than so long ago may change again without its time of change telling."""


class FileState(NamedTuple):
    """What a file system says of a file."""

    bytes: int
    changed_at: float | None
    """Seconds since 1970; None where it does not say."""
    tag: str | None
    """Differs whenever the content does; None where nothing tells that."""


@dataclass(frozen=True)
class SourceFile:
    """One input file on this machine; :class:`flows.readers.remote.RemoteFile` is one elsewhere."""

    uri: str
    """The absolute path or the address, as it is stored in ``etl_source_file``."""
    path: Path
    """Where its bytes are; of a remote file only its name, until it is fetched."""
    bytes: int
    tag: str | None = None
    """Of :class:`FileState`, when the file was found; None: only reading tells whether it is a known one."""
    fault: str | None = None
    """Why it cannot be read, where that is known already."""

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name

    def state(self) -> FileState | None:
        """A fresh look at it; None where it cannot be looked at."""
        return state_of(self.path)


def state_of(path: Path) -> FileState | None:
    """The state of a local file, without tag where it has just changed; None where it cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    changed_at = max(found.st_mtime_ns, found.st_ctime_ns) / 1e9
    is_settled = abs(time.time() - changed_at) > RACY_SECONDS
    tag = f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}-{found.st_ino}"
    return FileState(found.st_size, changed_at, tag if is_settled else None)


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes in hex; reads in pieces, so any size will do."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


UNREADABLE = "unreadable"
"""Stands for the digest of a file that cannot be read; it becomes a reject, and is tried again the next time."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or ``unreadable``."""
    try:
        return sha256_of(path)
    except OSError:
        return UNREADABLE


def is_litter(relative: PurePosixPath) -> bool:
    """Whether a file inside a folder is none of its user's: hidden, or left by a packer."""
    return any(part.startswith(".") or part == "__MACOSX" for part in relative.parts)
