"""Whether a file has arrived whole: the nightly run leaves one that has not for the next night.

Evidence, in this order: a name that downloaders give to unfinished files; a process that has the file
open for writing (Linux tells, by a lease); size or time of change differing between two looks; a missing
end. The last is half-written only for :data:`PATIENCE_HOURS` after the last change: after that the file
is broken, and is loaded as far as it goes.
"""

from __future__ import annotations

import errno
import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from .formats import suffix_of
from .records import ReadFault
from .source_files import FileState, SourceFile
from .streams import Content, file_chunks, peek, peel

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE_HOURS = 36
"""A night and a half: a file that came during one night's run is looked at in the next one."""
QUIET_SECONDS = 30
"""A file that changed later than so long ago is looked at twice: a writer on another machine holds nothing open."""
LOOK_AGAIN_SECONDS = 1.0

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".inprogress", ".!ut")
_TAIL_BYTES = 4096


def unsettled(
    sources: Iterable[SourceFile],
    *,
    now: float | None = None,
    fetched: Callable[[SourceFile], SourceFile] = lambda source: source,
) -> dict[str, str]:
    """Uri → why the file is not whole yet, for those that are not. ``now`` in seconds since 1970.

    Waits a second in all where files changed just now. A file that cannot be looked at is left out: reading
    it tells why. ``fetched`` gives a remote file on this machine; it is asked for those that came lately.
    """
    now = time.time() if now is None else now
    found: dict[str, str] = {}
    young: dict[SourceFile, FileState] = {}
    for source in sources:
        state = source.state()
        if state is None:
            continue
        # a clock that was wrong makes no file young for ever; of a file without a time nothing is known
        age = abs(now - state.changed_at) if state.changed_at is not None else float("inf")
        if _is_open_for_writing(source.path):
            found[source.uri] = "a process has it open for writing"
        elif age < PATIENCE_HOURS * 3600 and (why := _unfinished_name(source) or missing_end(fetched(source).path)):
            found[source.uri] = why
        elif age < QUIET_SECONDS:
            young[source] = state
    if young:
        time.sleep(LOOK_AGAIN_SECONDS)
        changing = [source for source, state in young.items() if _changed(state, source.state())]
        found |= dict.fromkeys((source.uri for source in changing), "it is growing or changing")
    return found


def missing_end(path: Path) -> str | None:
    """What is missing at the end of a file whose format has an end mark; None where nothing is."""
    content = peel(Content(path.name, None, file_chunks(path), path))
    try:
        head, tail = _ends_of_file(path) if content.path else _ends_of_stream(content)
    except ReadFault as fault:
        return fault.what if fault.reason == "truncated" else None
    except OSError:
        return None
    text_end = tail.rstrip(b"\0 \t\r\n")
    suffix = suffix_of(content.name)
    if head.startswith(b"PK\x03\x04") and content.path and not zipfile.is_zipfile(path):
        return "the zip archive has no directory at its end"
    if head[257:262] == b"ustar" and not tail.endswith(bytes(1024)):
        return "the tar archive has no end mark"
    if head.startswith(b"PAR1") and not (tail.endswith(b"PAR1") and len(text_end) > 8):
        return "the Parquet file has no footer"
    closing = {b"[": b"]", b"{": b"}"}.get(head.lstrip()[:1])
    if suffix in (".json", ".jsonl", ".ndjson") and closing and not text_end.endswith(closing):
        return "the JSON ends in the middle of a value"
    if suffix in (".warc", ".wet") and head.startswith(b"WARC/") and not tail.endswith((b"\n\r\n", b"\n\n")):
        return "the web archive ends in the middle of a record"
    return None


def _ends_of_file(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_TAIL_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
        return head, file.read()


def _ends_of_stream(content: Content) -> tuple[bytes, bytes]:
    head, chunks = peek(content.chunks)
    tail = b""
    for chunk in chunks:
        tail = (tail + chunk)[-_TAIL_BYTES:] if len(chunk) < _TAIL_BYTES else chunk[-_TAIL_BYTES:]
    return head[:_TAIL_BYTES], tail


def _unfinished_name(source: SourceFile) -> str | None:
    return "its name says that it is still being fetched" if source.name.lower().endswith(_UNFINISHED) else None


def _changed(before: FileState, after: FileState | None) -> bool:
    return after is not None and (before.bytes, before.changed_at) != (after.bytes, after.changed_at)


def _is_open_for_writing(path: Path) -> bool:
    """Whether some process is known to have it open for writing.

    Linux grants a read lease on a file of one's own exactly where nobody has it open for writing. Who opens
    it meanwhile waits until the lease is given back, and we get a signal that does nothing.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        with path.open("rb") as file:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            try:
                fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            except OSError as error:
                return error.errno == errno.EAGAIN
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            return False
    except OSError:
        return False
