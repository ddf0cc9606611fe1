"""The files inside archives, read in place: nothing is unpacked to disk by its name, so no path leads astray.

A new kind of archive is a function from a stream to :class:`Content` and a row of ``_KINDS``.
"""

from __future__ import annotations

import re
import stat
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from .records import ReadFault, Reject
from .streams import (
    CHUNK,
    EXPANSION_MATTERS_ABOVE,
    MAX_EXPANSION,
    Chunks,
    Content,
    peek,
    peel,
    reject_all,
)
from .zip_members import ENCRYPTED, find_members, member_chunks, packed_chunks, why_unreadable

ARCHIVE_SUFFIXES = (".zip", ".tar")
MAX_MEMBERS = 100_000
MAX_DEPTH = 3
"""Archives inside archives that are opened."""
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._)")
_UNSAFE = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|\0")

Opened = Iterator[Content | Reject]


def unpack(content: Content, is_wanted: Callable[[str], bool], depth: int = 0) -> Opened:
    """The texts in a stream: itself, or where it is an archive its files, in their order there.

    ``is_wanted`` tells by its name what is opened: a ``.docx`` is a zip archive too.
    """
    content = peel(content)
    head, chunks = peek(content.chunks)
    content = replace(content, chunks=chunks)
    members = next((members for magic, members in _KINDS if magic.match(head)), None)
    if members is None or not is_wanted(content.name):
        if members is None and content.name.lower().endswith(ARCHIVE_SUFFIXES) and head:
            yield reject_all(
                content.at(), "wrong_format", f"{content.name} is not the archive that its name says", chunks
            )
        else:
            yield content
    elif depth == MAX_DEPTH:
        yield reject_all(content.at(), "nested_archive", f"more than {MAX_DEPTH} archives inside one another", chunks)
    else:
        for member in members(content):
            yield from unpack(member, is_wanted, depth + 1) if isinstance(member, Content) else [member]


def _zip_members(content: Content) -> Opened:
    """Zip archives are read from their end: one that is a stream goes to a temporary file first."""
    if content.path:
        yield from _members_of_zip(content, content.path)
        return
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        try:
            for chunk in content.chunks:
                file.write(chunk)
        except ReadFault as fault:
            yield Reject(content.at(), fault.reason, fault.what, b"")
            return
        file.flush()
        yield from _members_of_zip(content, Path(file.name))


def _members_of_zip(content: Content, path: Path) -> Opened:
    fault: Reject | None = None
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        infos = find_members(path, MAX_MEMBERS)
        if not infos:
            yield reject_all(content.at(), "corrupt", f"not a readable zip archive: {error}", content.chunks)
            return
        what = f"the archive has no readable directory ({error}); {len(infos):,} members were found without it"
        fault = Reject(content.at(), "truncated", what, b"")
    infos = [info for info in infos if not info.filename.endswith("/") and not _LITTER.search(info.filename)]
    if len(infos) > MAX_MEMBERS:
        yield _too_many(content)
        return
    packed, unpacked = path.stat().st_size, sum(info.file_size for info in infos)
    if unpacked > max(EXPANSION_MATTERS_ABOVE, packed * MAX_EXPANSION):
        what = f"{packed:,} bytes say that they expand to {unpacked:,}"
        yield reject_all(content.at(), "expansion", what, content.chunks)
        return
    yield from (_zip_member(content, path, info) for info in infos)
    if fault:
        yield fault


def _zip_member(content: Content, path: Path, info: zipfile.ZipInfo) -> Content | Reject:
    member = _member(content, info.filename, member_chunks(path, info))
    if path == content.path:  # not a temporary copy of an archive inside another
        content.meter.reached(info.header_offset)
    if info.flag_bits & ENCRYPTED:
        return reject_all(member.at(), "encrypted", "the member is encrypted", packed_chunks(path, info))
    if reason := why_unreadable(info):
        return reject_all(member.at(), "corrupt", reason, packed_chunks(path, info))
    if stat.S_ISLNK(info.external_attr >> 16):
        return reject_all(member.at(), "unsafe_member", "the member is a link", packed_chunks(path, info))
    return _checked(member, info.file_size)


def _tar_members(content: Content) -> Opened:
    """The files of a tar archive; a broken archive ends with a reject after its last readable file."""
    file = _ChunkFile(content.chunks)
    count = 0
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", file), mode="r|") as archive:
            for info in archive:
                if info.isdir() or _LITTER.search(info.name):
                    continue
                count += 1
                if count > MAX_MEMBERS:
                    yield _too_many(content)
                    return
                member = _member(content, info.name, _tar_chunks(archive, info, file))
                if info.isreg() and not info.issparse():
                    yield _checked(member, info.size)
                else:
                    yield Reject(member.at(), "unsafe_member", "the member is a link or a device", b"")
    except (tarfile.TarError, OSError, ValueError, EOFError, struct.error) as error:
        what = f"the tar archive breaks off after {count} files: {error}"
        file.fault = file.fault or ReadFault("truncated", what)
    if file.fault and not file.told:
        yield Reject(content.at(), file.fault.reason, file.fault.what, b"")


def _tar_chunks(archive: tarfile.TarFile, info: tarfile.TarInfo, file: _ChunkFile) -> Chunks:
    """A member's bytes. Not by ``extractfile``: that withholds the last piece of a member cut short."""
    stream = cast("IO[bytes]", archive.fileobj)
    stream.seek(info.offset_data)
    left = info.size
    while left and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
    if left:
        file.told = True
        raise file.fault or ReadFault("truncated", f"the archive ends {left:,} bytes before the member does")


def _member(content: Content, name: str, chunks: Chunks) -> Content:
    path = name if content.member is None else f"{content.member}/{name}"
    return Content(name.rpartition("/")[2], path, chunks, meter=content.meter)


def _checked(member: Content, size: int) -> Content | Reject:
    assert member.member is not None
    if _UNSAFE.search(member.member):
        return reject_all(member.at(), "unsafe_member", "the member's path leads out of the archive", member.chunks)
    if size == 0:
        return Reject(member.at(), "empty_file", "0 bytes", b"")
    return member


def _too_many(content: Content) -> Reject:
    what = f"more than {MAX_MEMBERS:,} files in the archive"
    return reject_all(content.at(), "too_many_members", what, content.chunks)


class _ChunkFile:
    """A stream of chunks as the file that :mod:`tarfile` reads; a fault is its end, and kept."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.rest = b""
        self.fault: ReadFault | None = None
        self.told = False
        """Whether a member has raised the fault already."""

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer at the end only."""
        try:
            while len(self.rest) < size and (chunk := next(self.chunks, b"")):
                self.rest += chunk
        except ReadFault as fault:
            self.fault = fault
        data, self.rest = self.rest[:size], self.rest[size:]
        return data


_KINDS: tuple[tuple[re.Pattern[bytes], Callable[[Content], Opened]], ...] = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"), _zip_members),
    (re.compile(rb".{257}ustar", re.DOTALL), _tar_members),
)
