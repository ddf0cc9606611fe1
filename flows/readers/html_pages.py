"""``.html``: the article of a page, by trafilatura; the page's source is kept as ``raw``."""

from __future__ import annotations

import re

import trafilatura

from .decode import UndecodableError, decode
from .open import Content
from .records import Items, Record, Reject
from .text_files import read_whole

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


def read_html(content: Content) -> Items:
    """One page: one record, or a reject where no article is found in it."""
    data, fault = read_whole(content)
    if fault:
        yield Reject(content.at(), fault.reason, fault.what, data)
        return
    try:
        source = decode_page(data)
    except UndecodableError as error:
        yield Reject(content.at(), "undecodable", str(error), data)
        return
    fields, text = extract(source)
    if text:
        yield Record(content.at(), {**fields, "text": source}, data, text)
    else:
        yield Reject(content.at(), "no_article", "no article text on the page", data)


def decode_page(data: bytes) -> str:
    """UTF-8 where it is valid, else as the page declares, else Windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode())
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def extract(source: str) -> tuple[dict[str, object], str | None]:
    """A page's metadata by field, and the text of its article, one paragraph a line."""
    try:
        page = trafilatura.bare_extraction(
            source, with_metadata=True, include_comments=False, include_tables=False, deduplicate=False,
            date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%dT%H:%M:%S"},
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        return {"error": str(error)}, None
    if page is None or isinstance(page, dict):
        return {}, None
    fields: dict[str, object] = {
        "url": page.url, "title": page.title, "published": page.date, "authors": page.author,
        "tags": [*(page.categories or []), *(page.tags or [])], "sitename": page.sitename,
        "description": page.description, "hostname": page.hostname,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}, page.text
