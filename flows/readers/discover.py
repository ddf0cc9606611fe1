"""Find the files of a path or address. Unknown names are returned too: reading them yields a reject that says so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from .remote import find_remote, is_remote
from .source_files import FileState, SourceFile, is_litter, state_of


def discover(paths: Iterable[Path | str]) -> list[SourceFile]:
    """All files of ``paths``, folders recursively, sorted by address, each once.

    A path may be an address that fsspec knows (``s3://bucket/folder``; errors as of :func:`find_remote`). Inside
    folders, names that begin with a dot and ``__MACOSX`` are left out, as ``ls`` does; every other file is
    returned, whatever its name, and a folder that cannot be listed is returned like a file: reading either yields
    a reject that says why. Raises FileNotFoundError for a path that does not exist.
    """
    found: dict[str, SourceFile] = {}
    for path in map(str, paths):
        sources = find_remote(path) if is_remote(path) else _find_local(Path(path.removeprefix("file://")))
        found |= {source.uri: source for source in sources}
    return [found[uri] for uri in sorted(found)]


def file_at(uri: str) -> SourceFile | None:
    """The file of an address in ``etl_source_file``; None where it is gone."""
    try:
        return next((source for source in discover([uri]) if source.uri == uri), None)
    except FileNotFoundError:
        return None


def _find_local(path: Path) -> Sequence[SourceFile]:
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file or folder")
    found = []
    for file in _files_of(path):
        state = state_of(file) or FileState(0, None, None)
        found.append(SourceFile(str(file.absolute()), file, state.bytes, state.tag))
    return found


def _files_of(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    unlisted: list[str] = []
    found: list[str] = []
    for folder, _, names in os.walk(path, onerror=lambda error: unlisted.append(str(error.filename))):
        found += [file for name in names if _may_be_file(file := os.path.join(folder, name))]
    found += filter(os.path.isdir, unlisted)
    return [file for file in map(Path, found) if not is_litter(PurePosixPath(file.relative_to(path)))]


def _may_be_file(path: str) -> bool:
    """A file, or what cannot be looked at; no pipe, socket or device: opening one may wait for ever."""
    return os.path.isfile(path) or not os.path.exists(path)
