"""Find the files of a path. Unknown names are returned too: reading them yields a reject that says so."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SourceFile:
    """One input file."""

    uri: str
    """The absolute path, as it is stored in ``etl_source_file``."""
    path: Path
    bytes: int


def discover(paths: Iterable[Path | str]) -> list[SourceFile]:
    """All files of ``paths``, folders recursively, sorted by path, each once.

    Inside folders, names that begin with a dot and ``__MACOSX`` are left out, as ``ls`` does; every
    other file is returned, whatever its name, and a folder that cannot be listed is returned like a file:
    reading either yields a reject that says why. Raises FileNotFoundError for a path that does not exist.
    """
    found: dict[str, SourceFile] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
        for file in _files_of(path):
            uri = str(file.absolute())
            found[uri] = SourceFile(uri, file, _size_of(file))
    return [found[uri] for uri in sorted(found)]


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes in hex; reads in pieces, so any size will do."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files_of(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    unlisted: list[str] = []
    found: list[str] = []
    for folder, _, names in os.walk(path, onerror=lambda error: unlisted.append(str(error.filename))):
        found += [file for name in names if _may_be_file(file := os.path.join(folder, name))]
    found += filter(os.path.isdir, unlisted)
    return [file for file in map(Path, found) if not _is_litter(file.relative_to(path))]


def _may_be_file(path: str) -> bool:
    """A file, or what cannot be looked at; no pipe, socket or device: opening one may wait for ever."""
    return os.path.isfile(path) or not os.path.exists(path)


def _size_of(path: Path) -> int:
    """Size in bytes; 0 for a file that has just vanished or may not be looked at."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_litter(relative: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in relative.parts)
