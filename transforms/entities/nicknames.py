"""What people are called besides their names: ``Setya Novanto alias Setnov``, ``pria yang akrab disapa Zul itu``."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.entities.words import word_kinds
from transforms.schemas import ENTITY_TYPES

_PERSON = ENTITY_TYPES.index("PER") + 1
_CUES = ["alias", "disapa", "dipanggil", "sapaan", "panggilan"]
_HABITUALLY = frozenset(("akrab", "biasa", "kerap", "karib", "sering"))
_BETWEEN = frozenset((",", "(", ")", "-", "–", "—", "0", "atau", "yang", "juga", "lebih")) | _HABITUALLY
"""Between a name and a cue, or a cue and a name (a number reads 0); all else means that the name is another's."""
_HIS_OWN = frozenset(["akrabnya", "karibnya", "sapaannya", "panggilannya"])
_REACH = 4
_MOST_CANDIDATES = 12


@functools.cache
def _between() -> frozenset[str]:
    """All that may stand between a name and a cue, ``Mbak`` in ``yang akrab disapa Mbak Ita`` too."""
    courtesies = word_kinds().filter(pl.col("kind").is_in(["courtesy", "nickname"]))["word"]
    return _BETWEEN | frozenset(courtesies)


def find_nicknames(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Rows ``long`` and ``short`` of located ``spans`` (in order) where one is the nickname of the other.

    Where no name stands beside the nickname (``is_beside``) it is that of the last person before in whose name it has
    a counterpart: the nickname itself, or a word with the same initial.
    """
    low = types.table["low"].to_list()
    cue = types.table["low"].is_in(_CUES).to_numpy()
    reading = _Reading(spans, tokens, low)
    pairs = [pair for at in np.flatnonzero(cue[tokens.code]) for pair in reading.pairs(int(at))]  # dozens a shard
    return pl.DataFrame(pairs, schema={"long": pl.Int64, "short": pl.Int64, "is_beside": pl.Boolean}, orient="row")


class _Reading:
    """The spans of a shard as a reader of one place in the text needs them."""

    def __init__(self, spans: pl.DataFrame, tokens: Tokens, low: list[str]) -> None:
        self.first, self.stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
        self.is_person = spans["kind"].to_numpy() == _PERSON
        self.article = spans["article_no"].to_numpy()
        self.surface = spans["surface"]
        self.tokens, self.low = tokens, low

    def word(self, at: int) -> str:
        return self.low[self.tokens.code[at]] if 0 <= at < len(self.tokens) else ""

    def pairs(self, cue: int) -> Iterator[tuple[int, int, bool]]:
        after = int(np.searchsorted(self.first, cue))
        before, word = after - 1, self.word(cue)
        if word == "dipanggil" and self.word(cue - 1) not in _HABITUALLY:  # ``dipanggil Patrick Kluivert``: called up
            return
        left, right = self._reaches(before, cue), self._reaches(after, cue)
        if word in ("sapaan", "panggilan"):
            if left and self.word(cue + 1) in _HIS_OWN:
                yield from self._of_someone_before(before)
            elif left and right and self.word(cue + 1) in ("akrab", "karib"):
                yield after, before, True
        elif left and right:
            yield before, after, True
        elif right and word != "alias":
            yield from self._of_someone_before(after)

    def _reaches(self, row: int, cue: int) -> bool:
        """Whether nothing but small words lies between a person and the cue, in one sentence."""
        if not 0 <= row < len(self.first) or not self.is_person[row]:
            return False
        if self.tokens.sentence[self.first[row]] != self.tokens.sentence[cue]:
            return False
        gap = range(cue + 1, self.first[row]) if self.first[row] > cue else range(self.stop[row], cue)
        return len(gap) <= 2 * _REACH and all(self.word(at) in _between() for at in gap)

    def _of_someone_before(self, short: int) -> Iterator[tuple[int, int, bool]]:
        name = self.surface[short].lower()
        alike = None
        for row in range(short - 1, max(short - 1 - _MOST_CANDIDATES, -1), -1):
            words = self.surface[row].lower().split()
            if self.article[row] != self.article[short]:
                break
            if not self.is_person[row] or len(words) < 2 or name == " ".join(words):
                continue
            if any(name in word or word.startswith(name[:3]) for word in words):
                yield row, short, False
                return
            alike = row if alike is None and any(word[0] == name[0] for word in words) else alike
        if alike is not None:
            yield alike, short, False
