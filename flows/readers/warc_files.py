"""``.warc`` and ``.wet``: the pages of a web archive, or the texts that were made from them.

What counts as a record in: every answer to a request for a page (``response``, ``resource``) and every
text made from one (``conversion``). Answers that are no page (redirects, errors, images) become rejects,
so that each address that was fetched can be accounted for. The archive's own notes (``warcinfo``,
``request``, ``metadata``, ``revisit``, look-ups of names) are no records, like a table's header.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import NamedTuple

from fastwarc.warc import WarcRecord

from .columns import ColumnMap
from .decode import UndecodableError, decode, utf8_chunks
from .html_pages import decode_page, extract, is_page
from .http_bodies import decode_chunked, decode_content
from .records import Items, ReadFault, Record, Reject
from .streams import Content
from .warc_records import Cut, split_records

_ANSWERS = {"response", "resource"}
_TEXTS = {"conversion"}
_PAGE_TYPES = {"text/html", "application/xhtml+xml"}
_VAGUE_TYPES = {"", "text/plain", "text/xml", "application/xml", "application/octet-stream"}
"""Servers send pages under these names too."""
_NAME_LOOKUPS = ("dns:", "whois:")
_KEPT = ("warc-date", "warc-identified-content-language", "warc-ip-address", "warc-payload-digest", "warc-refers-to")
_MAX_HEAD_BYTES = 2**16


class _Answer(NamedTuple):
    """What a server sent."""

    status: int | None
    """None where there is no HTTP header: the archive holds the page alone."""
    media_type: str
    charset: str | None
    body: bytes


def read_warc(content: Content, columns: ColumnMap) -> Items:
    """The pages and texts of a web archive; an archive without any is one reject."""
    passed_over: Counter[str] = Counter()
    counted = False
    for cut in split_records(content.chunks):
        headers = _headers(cut)
        kind = headers.get("warc-type", "").lower()
        is_note = kind not in _ANSWERS | _TEXTS or headers.get("warc-target-uri", "").startswith(_NAME_LOOKUPS)
        if is_note and (not cut.fault or cut.fault.reason == "record_too_large"):
            passed_over[kind or "nameless"] += 1
            continue
        counted = True
        try:
            item = _read_record(cut, headers, kind)
        except ReadFault as fault:
            what = f"{_url(headers)}: {fault.what}" if _url(headers) else fault.what
            item = Reject("", fault.reason, what, cut.header + cut.block)
        except UndecodableError as error:
            item = Reject("", "undecodable", f"{_url(headers)}: {error}", cut.header + cut.block)
        yield item._replace(position=content.at(f"record {cut.number}"))
    if not counted:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in passed_over.most_common(6)) or "none"
        yield Reject(content.at(), "not_a_page", f"no page and no text among its records ({kinds})", b"")


def _read_record(cut: Cut, headers: dict[str, str], kind: str) -> Record | Reject:
    """Raises ReadFault and UndecodableError for what is wrong with the record."""
    if cut.fault and (cut.fault.reason != "record_too_large" or kind in _TEXTS):
        raise cut.fault
    original = cut.header + cut.block
    fields: dict[str, object] = {name.replace("-", "_"): headers[name] for name in _KEPT if name in headers}
    fields |= {"id": headers.get("warc-record-id", "").strip("<>"), "url": _url(headers)}
    if kind in _TEXTS:
        return Record("", {**fields, "text": decode(_as_utf8(cut.block))}, original)
    answer = _answer(cut, headers)
    if reason := _why_no_page(answer):
        head = original[: len(cut.header) + max(0, cut.block.find(b"\r\n\r\n") + 4)]
        return Reject("", "not_a_page", f"{_url(headers)}: {reason}", head[:_MAX_HEAD_BYTES])
    if cut.fault:
        raise cut.fault
    if "warc-truncated" in headers:
        raise ReadFault("truncated", f"the crawler kept only a part of the page ({headers['warc-truncated']})")
    source = decode_page(_as_utf8(answer.body), answer.charset)
    found, text = extract(source)
    if not text:
        raise ReadFault("no_article", "no article text on the page")
    return Record("", {**found, **fields, "text": source}, original, text)


def _headers(cut: Cut) -> dict[str, str]:
    """The WARC header, names in lower case; empty where it cannot be read."""
    try:
        record = WarcRecord.from_reader(io.BytesIO(cut.header), quirks_mode=True)
        return {name.lower(): value for name, value in record.headers.items()}
    except (OSError, ValueError):
        return {}


def _url(headers: dict[str, str]) -> str:
    return headers.get("warc-target-uri", "").strip("<>")


def _answer(cut: Cut, headers: dict[str, str]) -> _Answer:
    """The answer with its encodings undone. Raises ReadFault where it breaks off."""
    if not headers.get("content-type", "").lower().startswith("application/http") and not cut.block.startswith(
        b"HTTP/"
    ):
        media_type, _, parameters = headers.get("content-type", "").partition(";")
        _, found, charset = parameters.lower().partition("charset=")
        return _Answer(None, media_type.strip().lower(), _unquoted(charset) if found else None, cut.block)
    try:
        record = WarcRecord.from_reader(io.BytesIO(cut.header + cut.block), quirks_mode=True)
        record.parse_http(auto_decode="none", quirks_mode=True)
        body, http = record.reader.read(), record.http_headers
    except (OSError, ValueError) as error:
        raise ReadFault("corrupt", f"the answer's HTTP header cannot be read: {error}") from error
    status = http.status_code if http else None
    if status == 200 and not cut.fault:
        if "chunked" in (http.get("Transfer-Encoding") or "").lower():
            body = decode_chunked(body)
        body = decode_content(body, http.get("Content-Encoding") or "")
    media_type = (record.http_content_type or "").strip().lower()
    return _Answer(status or 0, media_type, _unquoted(record.http_charset), body)


def _why_no_page(answer: _Answer) -> str | None:
    if answer.status is not None and answer.status != 200:
        return f"the server answered with HTTP status {answer.status or 'unknown'}"
    if answer.media_type in _PAGE_TYPES:
        return None
    if answer.media_type in _VAGUE_TYPES and is_page(answer.body[:8192].decode("utf-8", "replace")):
        return None
    return f"it is {answer.media_type or 'of no stated type'}, not HTML"


def _unquoted(charset: str | None) -> str | None:
    return (charset or "").strip(" \"'") or None


def _as_utf8(data: bytes) -> bytes:
    return b"".join(utf8_chunks([data]))
