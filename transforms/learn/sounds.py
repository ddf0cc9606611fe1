"""How a name sounds, coarsely: the letters that spellings of one name have in common.

Latin spellings of one foreign or old name differ in vowels, doubled letters and a few consonants (``Usuriysk`` and
``Ussuriisk``, ``Soeharto`` and ``Suharto``). Names of equal sound are compared, others never.
"""

from __future__ import annotations

import polars as pl

CONSONANTS = (
    ("dj", "j"), ("tj", "c"), ("ph", "f"), ("sh", "s"), ("sch", "s"), ("zh", "z"), ("kh", "h"), ("ck", "k"), ("q", "k"),
    ("x", "ks"), ("w", "v"),
)  # fmt: skip
"""Letters on the left are written for those on the right; Indonesian spelling of before 1972 and transliterations."""


def sound_of(keys: pl.Series) -> pl.Series:
    """The sound of each key (small letters and spaces), word by word.

    >>> sound_of(pl.Series(["usuriysk", "ussuriisk", "soeharto", "suharto"])).to_list()
    ['usrsk', 'usrsk', 'shrt', 'shrt']
    """
    words = (
        pl.DataFrame({"key": keys})
        .with_row_index("row")
        .with_columns(word=pl.col("key").str.split(" "))
        .explode("word")
    )
    sound = pl.col("word")
    for written, meant in CONSONANTS:
        sound = sound.str.replace_all(written, meant, literal=True)
    inner = sound.str.slice(1).str.replace_all("[aeiouy]", "")
    for letter in "bcdfghjklmnpqrstvz":
        inner = inner.str.replace_all(f"{letter}{{2,}}", letter)
    # the first letter stays, as a vowel too; a doubled one after it goes
    found = words.with_columns(sound=sound.str.head(1) + inner)
    return found.group_by("row", maintain_order=True).agg(pl.col("sound").str.join(" "))["sound"]
