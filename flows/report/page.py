"""Pages that carry everything they need: no request leaves, and nothing that an article says can run."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from flows.report import wording

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def environment() -> jinja2.Environment:
    """The templates, with everything escaped that they do not mark, and the words of :mod:`wording` as filters."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = ("number", "figure", "share", "day", "moment", "duration", "safe_url", "plural", "file_name", "size")
    made.filters |= {name: getattr(wording, name) for name in filters}
    return made


def render(template: str, *, styles: list[str], scripts: list[str], **context: Any) -> str:
    """A page of ``template`` with style sheets and scripts inside, and a policy that allows these and nothing else.

    ``styles``: names of files beside the templates. ``scripts``: their texts, in order.
    """
    style = "\n".join(read(name) for name in styles)
    return (
        environment()
        .get_template(template)
        .render(
            policy=_policy(style, scripts),
            style=Markup(style),
            scripts=[Markup(script) for script in scripts],
            **context,
        )
    )


def read(name: str) -> str:
    """The text of a file beside the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def write_page(target: Path, html: str) -> None:
    """Put a page at ``target`` in one step; makes the folder. Raises OSError where that cannot be done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        partial.write_text(html, encoding="utf-8")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def json_in_html(value: Any) -> Markup:
    """JSON that stands in a ``script`` element: no tag and no comment can begin in it.

    >>> json_in_html({"judul": "</script><script>alert(1)"})
    Markup('{"judul":"\\\\u003c/script>\\\\u003cscript>alert(1)"}')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return Markup(text.replace("<", "\\u003c"))


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _policy(style: str, scripts: list[str]) -> str:
    sources = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {sources}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
