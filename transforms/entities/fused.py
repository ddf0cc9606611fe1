"""Words that lost the space between them: ``dariGizchina``, ``Gunawanmemastikan``, ``JakartaMenurut``.

Pages whose links were cut out of the markup fuse a name with its neighbours. A distinct word is cut
where a small word of the dictionary meets a capital, where a dictionary word begins with a capital
inside a word, where an acronym meets a small dictionary word, and where a known name runs into a verb.
"""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.tokens import Tokens
from transforms.entities.words import name_words
from transforms.reference import load_table

_LEFT = r"^(\p{Lu}?\p{Ll}{2,})(\p{Lu}\p{L}{2,})$"
_BODY = r"^(\p{Lu}{2,})(\p{Lu}\p{Ll}{3,})$"
_ACRONYM = r"^(\p{Lu}{2,})(\p{Ll}{2,})$"

LONG_VERB = 7
"""Letters of a verb that is taken off whatever stands before it, known or not."""


class FusedWordRow(dy.Schema):
    word = dy.String()
    """A word, or the beginning of words as a pattern (``me[mn]``)."""
    kind = dy.Enum(("after_name", "after_place", "small"))


@functools.cache
def _fused_words(kind: str) -> list[str]:
    table = load_table("fused_words", FusedWordRow, unique=["word", "kind"], regex=["word"])
    return table.filter(pl.col("kind") == kind)["word"].to_list()


@functools.cache
def _place_words() -> pl.Series:
    """Words (lower case) of the strong names of places and bodies that are no words of personal names."""
    strong = reference_entities()[1].filter((pl.col("tier") == "strong") & (pl.col("entity_type") != "PER"))
    words = strong["alias"].str.split(" ").explode().str.to_lowercase().unique()
    return words.filter(~words.is_in(name_words()["word"].implode()))


@functools.cache
def _names() -> pl.Series:
    """Words (lower case) that are names by themselves: of persons, and single words of the reference."""
    words = (
        reference_entities()[1].filter(pl.col("tier") == "strong")["alias"].str.split(" ").explode().str.to_lowercase()
    )
    return pl.concat([words, name_words()["word"]]).unique()


def cut_fused(tokens: Tokens, common: pl.Series) -> Tokens:
    """The tokens with fused ones cut into their words. ``common``: words known in lower case.

    >>> import numpy as np
    >>> from transforms.entities.tokens import tokenise
    >>> fused = tokenise(pl.Series(["kata KPKmenetapkan"]), np.array([0]))
    >>> cut = cut_fused(fused, pl.Series(["menetapkan"]))
    >>> cut.types.gather(cut.code).to_list()
    ['kata', 'KPK', 'menetapkan']
    """
    pieces = _pieces(tokens.types, common)
    if not pieces.height:
        return tokens
    table = pieces.group_by("code", maintain_order=True).agg(pl.len(), pl.col("row").first())
    slot = np.full(len(tokens.types), -1, np.int64)
    slot[table["code"].to_numpy()] = np.arange(table.height)
    at = np.flatnonzero(slot[tokens.code] >= 0)
    which = slot[tokens.code[at]]
    more = table["len"].to_numpy()[which].astype(np.int64) - 1  # tokens to add behind each fused one
    types, number = _join_types(tokens.types, pieces["piece"])
    behind = np.repeat(at + 1, more)
    new = at + np.cumsum(more) - more  # place of the first piece once the others are in
    place = np.repeat(new, more + 1) + _count_up(more + 1)
    row = np.repeat(table["row"].to_numpy().astype(np.int64)[which], more + 1) + _count_up(more + 1)
    columns = [
        np.insert(a, behind, a[behind - 1])
        for a in (tokens.sentence, tokens.start, tokens.end, tokens.space_before, tokens.code)
    ]
    sentence, start, end, space, code = columns
    start[place] += pieces["offset"].to_numpy()[row]
    end[place] = start[place] + pieces["piece"].str.len_chars().to_numpy()[row]
    space[place] &= _count_up(more + 1) == 0
    code[place] = number[row]
    return Tokens(sentence, start, end, space, code, types)


def _count_up(lengths: np.ndarray) -> np.ndarray:
    """0, 1, … for each length, one after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _join_types(types: pl.Series, pieces: pl.Series) -> tuple[pl.Series, np.ndarray]:
    """The distinct tokens with the pieces added, and the number of each piece among them."""
    both = pl.concat([types, pieces.rename(types.name)]).unique(maintain_order=True)
    numbered = pl.DataFrame({"word": both}).with_row_index("number")
    joined = pl.DataFrame({"word": pieces}).join(numbered, on="word", how="left", maintain_order="left")
    return both, joined["number"].to_numpy().astype(np.int32)


def _pieces(types: pl.Series, common: pl.Series) -> pl.DataFrame:
    """``code``, ``row``, ``piece``, ``offset``: the words that each fused word is made of, in order."""
    frame = (
        pl.DataFrame({"piece": types})
        .with_row_index("code")
        .filter(pl.col("piece").str.contains(r"^\p{L}{5,}$") & pl.col("piece").str.contains(r"\p{Lu}"))
    )
    frame = frame.with_columns(offset=pl.lit(0, pl.Int64))
    for _ in range(2):  # a name fused on both sides
        cuts = _cuts(frame["piece"], common)
        halves = frame.with_row_index("at").join(cuts, left_on="at", right_on="code", how="left", maintain_order="left")
        width = pl.col("left").str.len_chars().cast(pl.Int64)
        left = halves.with_columns(piece=pl.coalesce("left", "piece"))
        right = halves.drop_nulls("right").with_columns(piece="right", offset=pl.col("offset") + width)
        frame = pl.concat([left, right]).select("code", "piece", "offset").sort("code", "offset")
        frame = frame.filter(pl.len().over("code") > 1)
    return frame.with_row_index("row")


def _cuts(types: pl.Series, common: pl.Series) -> pl.DataFrame:
    """``code``, ``left``, ``right`` of the distinct words that are two words fused."""
    words = pl.DataFrame({"word": types}).with_row_index("code")
    lower = pl.col("word").str.to_lowercase()
    words = words.filter(~lower.is_in(common.implode()) & ~lower.is_in(_names().implode()))
    known, names = common.implode(), _names().implode()

    def parts(pattern: str) -> pl.DataFrame:
        return words.select(
            "code", left=pl.col("word").str.extract(pattern, 1), right=pl.col("word").str.extract(pattern, 2)
        ).drop_nulls()

    small = _fused_words("small")
    verbs, links = "|".join(_fused_words("after_name")), "|".join(_fused_words("after_place"))
    left_low, right_low = pl.col("left").str.to_lowercase(), pl.col("right").str.to_lowercase()
    left_common = left_low.is_in(known) & (pl.col("left").str.len_chars() >= 3) | pl.col("left").is_in(small)
    camel = parts(_LEFT).filter(
        left_common & (left_low.is_in(small) | right_low.is_in(names) | left_low.str.len_chars().ge(4))
        | right_low.is_in(known) & pl.col("left").str.contains(r"^\p{Lu}") & (pl.col("right").str.len_chars() >= 4)
    )
    acronym = parts(_ACRONYM).filter(
        pl.col("right").is_in(known) & (pl.col("right").str.len_chars() >= 4) | pl.col("right").is_in(small)
    )
    body = parts(_BODY).filter(right_low.is_in(names) | right_low.is_in(known))
    long_verb = pl.col("right").str.len_chars() >= LONG_VERB
    verb = parts(rf"^(\p{{Lu}}\p{{Ll}}{{3,}}?)((?:{verbs})\p{{Ll}}*)$").filter(
        right_low.is_in(known) & (left_low.is_in(names) | long_verb)
    )
    place = parts(rf"^(\p{{Lu}}\p{{Ll}}{{4,}}?)({links})$").filter(left_low.is_in(_place_words().implode()))
    return pl.concat([camel, body, acronym, verb, place]).unique("code", keep="first", maintain_order=True)
