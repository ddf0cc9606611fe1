"""Marks of many outlets around the same two paragraphs: whatever stands beside it, the prose is left."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from transforms.clean import body_of, clean
from transforms.rule_trial import as_articles

MARKS = pl.read_csv(Path(__file__).parent / "corpus" / "clean" / "outlet_marks.csv", infer_schema=False)
FIRST = (
    "Menteri Perhubungan mengatakan jumlah penumpang naik 12 persen dibandingkan tahun lalu. "
    "Pemerintah menyiapkan 30 kapal untuk mengangkut pemudik ke sejumlah pulau."
)
SECOND = (
    '"Kami sudah menyiapkan semuanya," kata Menteri di Jakarta, Senin (16/6/2025). '
    "Ia menambahkan petugas akan berjaga selama 24 jam."
)
AROUND = {
    "head": f"{{mark}}{FIRST}\n{SECOND}",
    "line": f"{FIRST}\n{{mark}}\n{SECOND}",
    "end": f"{FIRST}\n{SECOND} {{mark}}",
    "tail": f"{FIRST}\n{SECOND}\n{{mark}}",
}
PROSE = [
    "Jakarta: kota yang tidak pernah tidur, begitu julukan yang diberikan warganya.",
    "Radar Bogor itu dipasang di puncak bukit, kata petugas.",
    "Akhir dari cerita itu belum diketahui siapa pun hingga malam ini, kata warga yang menunggu di dermaga.",
    "Keterangan gambar itu dibuat petugas, kata warga.",
    "Ikuti kami di perjalanan ini, ajak nakhoda kepada para penumpang yang baru datang.",
    "Editor itu berkata naskahnya belum selesai.",
    "Warga membaca artikel terkait mudik di papan pengumuman.",
    "Harga tiket naik dari Rp10.000 menjadi Rp12.500 [angka sementara] sejak Senin.",
]
"""Sentences that begin or look like marks and are none."""


def bodies_of(texts: list[str]) -> list[str]:
    articles = as_articles(pl.Series(texts))
    body = body_of(articles, clean(articles)).sort("article_no")["body"]
    return body.str.replace_all(r"\s+", " ").str.strip_chars().to_list()


@pytest.mark.parametrize("place", AROUND)
def test_only_the_prose_is_left(place: str) -> None:
    marks = MARKS.filter(pl.col("place") == place)["mark"].str.replace_all("\\n", "\n", literal=True).to_list()
    assert len(marks) >= 40
    left = bodies_of([AROUND[place].format(mark=mark) for mark in marks])
    wrong = {mark: body for mark, body in zip(marks, left, strict=True) if body != f"{FIRST} {SECOND}"}
    assert wrong == {}


def test_prose_that_looks_like_a_mark_stays() -> None:
    left = bodies_of([AROUND["line"].format(mark=line) for line in PROSE])
    assert left == [f"{FIRST} {line} {SECOND}" for line in PROSE]
