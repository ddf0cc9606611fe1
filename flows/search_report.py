"""Search results in the terminal. Whatever comes from an article is plain text, never console markup."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.search import Hit, SearchResult

MARK = "bold yellow"


def print_search(found: SearchResult, console: Console | None = None) -> None:
    """Each story with title, day, outlet, address and its best sentence, then what was found in all.

    Without a terminal the words asked for are marked ``[so]``.
    """
    console = console or Console(highlight=False)
    for number, hit in enumerate(found.hits, start=1):
        _print_hit(console, number, hit)
    for word, near in found.unknown.items():
        hint = f"; near: {', '.join(near)}" if near else ""
        console.print(Text(f"no article holds “{word}”{hint}", style="yellow"), soft_wrap=True)
    shown = f", the best {len(found.hits):,} shown" if len(found.hits) < found.stories else ""
    copies = f" ({found.articles:,} articles with copies)" if found.articles > found.stories else ""
    noun = "story" if found.stories == 1 else "stories"
    note = f"{found.stories:,} {noun}{copies}{shown}, {1000 * found.query_seconds:,.0f} ms"
    if not found.is_current:
        note += "; the index could not be brought up to date now, the newest articles may be missing"
    Console(stderr=True).print(Text(note, style="dim"))


def _print_hit(console: Console, number: int, hit: Hit) -> None:
    title = _marked(hit.title or "(no title)", hit.title_marks, console, "bold")
    console.print(Text(f"{number:>2}  ").append_text(title), soft_wrap=True)
    where = [str(hit.published_on or "undated"), hit.outlet or hit.outlet_id or "unknown outlet"]
    if hit.copies:
        others = f" ({', '.join(hit.copy_outlets)})" if hit.copy_outlets else ""
        where.append(f"and {hit.copies} with the same text{others}")
    console.print(Text(f"    {'  '.join(where)}  {hit.url or hit.article_id}", style="dim"), soft_wrap=True)
    console.print(Padding(_marked(hit.snippet, hit.marks, console), (0, 0, 1, 4), expand=False))


def _marked(content: str, marks: list[tuple[int, int]], console: Console, style: str = "") -> Text:
    """A text with its marks in colour, or in brackets where there is no terminal."""
    shown = Text(style=style)
    end = 0
    for start, stop in marks:
        word = content[start:stop]
        shown.append(content[end:start]).append(word if console.is_terminal else f"[{word}]", style=MARK)
        end = stop
    return shown.append(content[end:])
