"""Thousands of articles whose texts are damaged, through a real load: no check fails and no stage breaks on one.

``python -m tests.soak.texts [ROUNDS] [SEED]`` (three by default, by ``make soak``) damages the text of every article of
the dumps anew in each round. The rules meet what no outlet writes but some dump may hold: names, amounts and dates cut
in the middle, run together, repeated, in other cases, with marks and blanks of all kinds between them.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flows import steps
from flows.derived import CheckFailed
from flows.warehouse import connect_readonly
from tests.conftest import SHARED
from tests.test_load_order_dumps import dump_records

PIECES = (
    *("\u00a0", "\u200b", "\u2028", "\t", "  ", "\r\n", "\x00", "\ufdd0", "\x0b", "\ufeff"),
    *("“", "”", '"', "(", ")", "[", "]", "—", "-", ".", "..", "…", "/", "|", ":", ";", "'", "’", "©", "%", "±"),
    *("İ", "ß", "🙂", "e\u0301", "ﬁ", "Ⅷ", "²", "½", "٣", "１２", "&amp;", "&nbsp;", "<br>", "<p>"),
    *("Rp", "$", " 12 ", " ribu ", " dan ", " atau ", " kurang lebih ", " hingga ", " Senin ", " (28/10) ", " Mei "),
)
STRETCH, CHANGES = 200, 6


def damaged(text: str, pick: random.Random, texts: list[str]) -> str:
    """The text after up to :data:`CHANGES` changes; ``texts``: where others are taken from."""
    for _ in range(pick.randint(1, CHANGES)):
        start = pick.randrange(len(text) + 1)
        change = pick.choice(_CHANGES)
        text = change(text, start, min(len(text), start + pick.randint(1, STRETCH)), pick, texts)
    return text


def _run_on(text: str, start: int, end: int, pick: random.Random, _: list[str]) -> str:
    """Line ends, full stops or blanks of the whole text are others."""
    old, new = pick.choice((("\n", " "), ("\n", ""), ("\n", "\n\n"), (". ", "."), (". ", " . "), (" ", "\u00a0")))
    return text.replace(old, new)


def _shuffled(text: str, start: int, end: int, pick: random.Random, _: list[str]) -> str:
    words = text[start:end].split(" ")
    pick.shuffle(words)
    return text[:start] + " ".join(words) + text[end:]


def _pasted(text: str, start: int, end: int, pick: random.Random, texts: list[str]) -> str:
    other = pick.choice(texts)
    at = pick.randrange(len(other) + 1)
    return text[:start] + other[at : at + end - start] + text[start:]


def _strewn(text: str, start: int, end: int, pick: random.Random, _: list[str]) -> str:
    """Pieces put in at twenty places."""
    for _ in range(20):
        at = pick.randrange(len(text) + 1)
        text = text[:at] + pick.choice(PIECES) + text[at:]
    return text


_CHANGES: tuple[Callable[[str, int, int, random.Random, list[str]], str], ...] = (
    lambda text, start, end, pick, texts: text[:start] + text[end:],
    lambda text, start, end, pick, texts: text[:start] + "\n" + text[start:],
    lambda text, start, end, pick, texts: text[:start] + text[start:end].upper() + text[end:],
    lambda text, start, end, pick, texts: text[:start] + text[start:end].lower() + text[end:],
    lambda text, start, end, pick, texts: text[:end] + text[start:],
    lambda text, start, end, pick, texts: text[:start] + pick.choice(PIECES) + text[start:],
    *(_run_on, _shuffled, _pasted, _strewn),
)


def faults(folder: Path, texts: list[str], seed: int) -> list[str]:
    """Load the texts damaged; what broke, a line each: articles that were refused, checks that failed."""
    pick, source = random.Random(seed), folder / f"damaged-{seed}.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            url = f"https://kabar{number % 40}.example.co.id/{seed}/{number}"
            day = pick.choice(("2025-06-10", "Senin, 06 Jan 2025 23:20 WIB", "", "11/12/2024"))
            record = {"url": url, "tanggal": day, "isi": damaged(text, pick, texts) or "-"}
            file.write(json.dumps(record) + "\n")
    warehouse = folder / f"damaged-{seed}.duckdb"
    try:
        steps.ingest([source], warehouse)
    except CheckFailed as error:
        return [f"seed {seed}: {line}" for line in str(error).splitlines() if line.startswith("error:")]
    with connect_readonly(warehouse) as con:
        rows = con.execute("select detail from etl_rejected_record where stage = 'derive'").fetchall()
    return [f"seed {seed}: {detail}" for (detail,) in rows]


def main(rounds: int, seed: int) -> bool:
    """Damage and load; prints a line a round and each fault. Returns whether there was none."""
    texts = [record["isi"] for record in dump_records(SHARED)]
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="saring-texts-") as folder:
        for number in range(seed, seed + rounds):
            new = faults(Path(folder), texts, number)
            found += new
            print(f"seed {number}: {len(texts)} texts, {len(new)} faults", *new, sep="\n  ", flush=True)
    return not found


if __name__ == "__main__":
    if not SHARED.exists():
        sys.exit("the dumps are not beside the project (../shared)")
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(not main(*(arguments + [3, 11][len(arguments) :])))
