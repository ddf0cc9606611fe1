"""From bytes to text: UTF-8 with or without byte order mark, UTF-16, UTF-32, Windows-1252.

Lines and records are decoded one by one, so one bad record, or a file pasted together from two
encodings, costs no more than the records concerned. Byte order marks are also looked for at the beginning
of later lines: files that were pasted together bring theirs along.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator

from .records import ReadFault

_BOMS = (  # UTF-32 before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x81\x8d\x8f\x90\x9d]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_INNER_BOM = re.compile(rb"(?<=[\n\r\]}])\xef\xbb\xbf")
_SWITCH = re.compile(rb"(?<=[\n\r\]}])(?:\xff\xfe|\xfe\xff)")
"""Where UTF-16 begins in a stream of another encoding: no other text has these two bytes there."""
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOK_BEHIND = 4
_LONGEST_MARK = 4
_UTF16_INSIDE = re.compile(rb"(?:[^\0]\0){8}|(?:\0[^\0]){8}")
_NEVER_TEXT = "\udc81"
"""Stands around the hexadecimal digits of bytes that UTF-16 or UTF-32 cannot decode, so that none is lost: becomes byte
0x81, valid in no encoding here."""
_UNDECODED = re.compile(rb"\x81((?:[0-9a-f]{2})+)\x81")


class UndecodableError(ValueError):
    """The bytes are text in none of the encodings; the message says where they stop making sense."""


def decode(data: bytes) -> str:
    """Decode one record.

    Not UTF-8 and no UTF-8 sequence in it: Windows-1252. A mixture is damaged UTF-8 and raises
    UndecodableError, as do control bytes, bytes that Windows-1252 does not define, and what was damaged UTF-16.

    >>> decode("Rp 5 juta – lunas".encode("cp1252"))
    'Rp 5 juta – lunas'
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    if undecoded := _UNDECODED.search(data):
        digits = undecoded[1].decode("ascii")
        raise UndecodableError(f"0x{digits.upper()} is neither UTF-16 nor UTF-32; kept as {digits} between bytes 0x81")
    if _SEQUENCE.search(data):
        raise UndecodableError(f"byte 0x{data[at]:02X} at offset {at} is not valid UTF-8")
    if bad := _BINARY.search(data):
        raise UndecodableError(f"byte 0x{bad[0][0]:02X} at offset {bad.start()} is not text")
    return data.decode("cp1252")


def is_binary(text: str) -> bool:
    """Whether more than one character in a hundred is a control character: not text, though decodable."""
    return len(_CONTROLS.findall(text)) * 100 > len(text)


def is_utf16(data: bytes) -> bool:
    """Whether bytes that should be UTF-8 hold UTF-16: every second byte of a stretch is zero."""
    return b"\0" in data and _UTF16_INSIDE.search(data) is not None


def utf8_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text as UTF-8 without byte order marks; UTF-8 and Windows-1252 pass unchanged.

    UTF-16 and UTF-32 are known by their mark, UTF-16 also by its zero bytes; a mark at the beginning of a
    later line begins UTF-16 there.
    """
    chunks = iter(chunks)
    head = next(chunks, b"")
    try:
        while len(head) < _LONGEST_MARK and (following := next(chunks, b"")):
            head += following
    except ReadFault:
        yield head
        raise
    encoding, mark = _encoding_of(head)
    stream = itertools.chain([head[mark:]], chunks)
    yield from _watched(stream if encoding == "utf-8" else _transcoded(stream, encoding))


def _transcoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="saring_mark")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


def _watched(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream in UTF-8 without the marks inside it, from a UTF-16 mark on as UTF-16.

    A chunk waits for the next one, whose beginning may end a mark.
    """
    data = next(chunks, b"")
    try:
        while True:
            if b"\xef\xbb\xbf" in data:
                data = _INNER_BOM.sub(b"", data)
            found = _SWITCH.search(data) if any(mark in data for mark in _UTF16_MARKS) else None
            if found:
                encoding = "utf-16-le" if found[0] == codecs.BOM_UTF16_LE else "utf-16-be"
                rest = itertools.chain([data[found.end() :]], chunks)
                data = data[: found.start()]
                yield data
                yield from _watched(_transcoded(rest, encoding))
                return
            following = next(chunks, None)
            if following is None:
                break
            yield data[:-_LOOK_BEHIND]
            data = data[-_LOOK_BEHIND:] + following
    except ReadFault:
        yield data
        raise
    yield data


def without_surrogates(text: str) -> str:
    """Join surrogate pairs and replace lone surrogates, which no UTF-8 can hold, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _encoding_of(head: bytes) -> tuple[str, int]:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding, len(bom)
    sample = head[:4096]
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half >= 4 and zeros_odd > 0.7 * half and zeros_even == 0:
        return "utf-16-le", 0
    if half >= 4 and zeros_even > 0.7 * half and zeros_odd == 0:
        return "utf-16-be", 0
    return "utf-8", 0


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _NEVER_TEXT + error.object[error.start : error.end].hex() + _NEVER_TEXT, error.end


codecs.register_error("saring_mark", _mark_undecodable)
