"""Copies of remote files on this machine's disk, beside the warehouse, while they are read.

They are there for one run: a file is fetched once, however many portions of a backfill read it, and removed when
it has been read to its end. What a killed run left is removed by the next one.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from flows.lake.address import is_lake
from flows.publish import work_directory
from flows.readers import SourceFile
from flows.readers.remote import RemoteFile, fetch

AHEAD_FILES = 128
AHEAD_BYTES = 64 * 2**20
"""Small files are fetched so many at once: each alone costs a journey to the store."""
_LOCK = "lock"


class Scratch:
    """Remote files fetched for one run; made by :func:`open_scratch`."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folder: Path | None = None
        self._lock: IO[str] | None = None
        self._fetched: dict[str, SourceFile] = {}

    def local(self, source: SourceFile, following: Iterable[SourceFile] = ()) -> SourceFile:
        """The same file on this machine; small ones of ``following`` are fetched with it.

        One that is gone or refused by now comes with its ``fault``. Raises OSError where the store does not answer.
        """
        if not isinstance(source, RemoteFile):
            return source
        if source.uri not in self._fetched:
            self._fetch([source, *self._next(source, following)])
        return self._fetched[source.uri]

    def drop(self, uri: str) -> None:
        """Remove the copy of a file that has been read."""
        if copy := self._fetched.pop(uri, None):
            shutil.rmtree(copy.path.parent, ignore_errors=True)

    def close(self) -> None:
        """Remove all."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock:
            self._lock.close()

    def _next(self, source: RemoteFile, following: Iterable[SourceFile]) -> Iterator[RemoteFile]:
        files, size = 1, source.bytes
        for other in following:
            if not isinstance(other, RemoteFile) or other.fs is not source.fs or files >= AHEAD_FILES:
                return
            size += other.bytes
            if size > AHEAD_BYTES:
                return
            if other.uri != source.uri and other.uri not in self._fetched:
                files += 1
                yield other

    def _fetch(self, sources: list[RemoteFile]) -> None:
        paths = [Path(tempfile.mkdtemp(dir=self._open())) / source.name for source in sources]
        try:
            fetch(sources, paths)
        except (FileNotFoundError, PermissionError) as error:
            if len(sources) > 1:  # one of them: the others are whole
                for source in sources:
                    self._fetch([source])
                return
            self._fetched[sources[0].uri] = SourceFile(sources[0].uri, paths[0], 0, fault=str(error))
            return
        for source, path in zip(sources, paths, strict=True):
            self._fetched[source.uri] = SourceFile(source.uri, path, path.stat().st_size, source.tag)

    def _open(self) -> Path:
        """The folder of this run, locked as long as the run lives, so that it is known from a dead one's."""
        while self._folder is None:
            room, prefix = _room(self._target)
            room.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=room))
            with suppress(FileNotFoundError):  # another run took it for a dead one's before it was locked
                self._lock = (folder / _LOCK).open("w", encoding="utf-8")
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                self._folder = folder if (folder / _LOCK).exists() else None
        return self._folder


@contextmanager
def open_scratch(target: Path) -> Iterator[Scratch]:
    """Room for remote files of a run into the warehouse ``target``, emptied at its end."""
    _remove_dead(target)
    scratch = Scratch(target)
    try:
        yield scratch
    finally:
        scratch.close()


def _room(target: Path) -> tuple[Path, str]:
    """Where the folders of runs are, and how their names begin."""
    if is_lake(target):
        return Path(tempfile.gettempdir()), "saring-fetched-"
    return work_directory(target), f"{target.name}.fetched-"


def _remove_dead(target: Path) -> None:
    room, prefix = _room(target)
    for folder in room.glob(f"{prefix}*"):
        with suppress(OSError), (folder / _LOCK).open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
