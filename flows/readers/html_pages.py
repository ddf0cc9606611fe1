"""``.html``: the article of a page, by trafilatura; the page's source is kept as ``raw``."""

from __future__ import annotations

import functools
import re

import dataframely as dy
from lxml import etree
from lxml.html import HtmlElement

from transforms.reference import ReferenceError, load_table

from .columns import ColumnMap
from .decode import UndecodableError, decode
from .records import Items, Record, Reject
from .streams import Content
from .text_files import read_whole

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
PAGE_START = r"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head)\b"
_PAGE = re.compile(PAGE_START, re.IGNORECASE | re.DOTALL)
_LONE_BULLET = re.compile(r"^-[ \t]*\n\s*", re.MULTILINE)
_DATE_SEARCH = {"extensive_search": False, "original_date": True}
"""Only where the page states its date; the extensive search guesses from numbers anywhere in it."""

Paths = tuple[tuple[etree.XPath, "re.Pattern[str] | None"], ...]


class HtmlPublished(dy.Schema):
    """Where pages say when they were published, the surest first."""

    xpath = dy.String()
    pattern = dy.String(nullable=True)
    """Cuts the stamp (group 1) from what the path gives."""
    description = dy.String()


def read_html(content: Content, columns: ColumnMap) -> Items:
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


def is_page(text: str) -> bool:
    """Whether a text is the source of a whole page, not prose with some tags in it."""
    return _PAGE.match(text) is not None


def with_article(record: Record, text: str) -> Record | Reject:
    """A record of another format whose text is a page's source: the article taken out, gaps filled from it.

    Fields that the record has itself stay.
    """
    fields, article = extract(text)
    if not article:
        original = text.encode() if record.original is None else record.original
        return Reject(record.position, "no_article", "the text is a web page without an article", original)
    return record._replace(fields={**fields, **record.fields}, extracted=article)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """UTF-8 where it is valid, else as the server (``charset``) or the page declares, else Windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
    for name in (charset, declared[1].decode() if declared else None):
        if name and name.lower() not in ("utf-8", "utf8"):
            try:
                return data.decode(name)
            except (UnicodeDecodeError, LookupError):
                pass
    return decode(data)


def extract(source: str) -> tuple[dict[str, object], str | None]:
    """A page's metadata by field, and the text of its article, one paragraph a line."""
    import trafilatura  # here: it takes half a second, and most runs hold no page

    paths = _published_paths()  # outside the try: a fault in the reference data must be heard
    try:
        tree = trafilatura.load_html(source)
        if tree is None:
            return {}, None
        published = _published(tree, paths)
        page = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            deduplicate=False,
            date_extraction_params=_DATE_SEARCH,
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        RecursionError,
        AssertionError,
        etree.LxmlError,
    ):
        return {}, None  # the extractor's own faults on hostile pages
    if page is None or isinstance(page, dict):
        return {}, None
    fields: dict[str, object] = {
        "url": page.url,
        "title": title_without_site(page.title or "", [page.sitename or "", page.hostname or ""]),
        "published": published or page.date,
        "authors": page.author,
        "tags": [*(page.categories or []), *(page.tags or [])],
        "sitename": page.sitename,
        "description": page.description,
    }
    return {name: value for name, value in fields.items() if value}, _paragraphs(page.text or "")


def title_without_site(title: str, sites: list[str]) -> str:
    """A page's title without the name of the site after or before it.

    >>> title_without_site("Panen raya - awal musim | Warta Desa", ["Warta Desa", "warta.example"])
    'Panen raya - awal musim'
    """
    names = tuple(name for site in sites if len(name := _letters(site)) >= 4)
    if not names:
        return title
    for separator in (" | ", " - ", " – ", " — ", " :: "):
        head, found, tail = title.rpartition(separator)
        if found and head.strip() and _letters(tail).startswith(names):
            return head.strip()
    head, found, tail = title.partition(": ")
    return tail.strip() if found and tail.strip() and _letters(head) in names else title


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _published(tree: HtmlElement, paths: Paths) -> str | None:
    """The page's own statement of its publication time, as written, zone included."""
    for path, pattern in paths:
        for value in path(tree):
            found = pattern.search(value) if pattern else None
            stamp = found[1] if found else value if not pattern else ""
            if any(map(str.isdigit, stamp)):
                return str(stamp).strip()
    return None


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in _LONE_BULLET.sub("- ", text).split("\n"))
    return "\n".join(line for line in lines if line)


@functools.cache
def _published_paths() -> Paths:
    table = load_table("html_published", HtmlPublished, unique=["xpath"], regex=["pattern"])
    paths = []
    for row, (xpath, pattern) in enumerate(zip(table["xpath"], table["pattern"], strict=True), start=2):
        try:
            paths.append((etree.XPath(xpath), re.compile(pattern) if pattern else None))
        except etree.XPathError as error:
            raise ReferenceError(f"html_published.csv: row {row}: bad path {xpath!r}: {error}") from error
    return tuple(paths)
