"""Words that lost the space between them: ``dariGizchina``, ``Gunawanmemastikan``, ``JakartaMenurut``.

Pages whose links were cut out of the markup fuse a name with its neighbours. A distinct word is cut
where a word in small letters meets a capital, where a dictionary word begins with a capital inside a
word, where an acronym meets a small dictionary word, and where a name that is known, or that stands
alone elsewhere in the article, runs into a small word or verb.
"""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.scan import count_up
from transforms.entities.tokens import Tokens
from transforms.entities.words import name_words, word_kinds
from transforms.reference import load_table

_CAMEL = r"^(\p{Lu}?\p{Ll}{2,})(\p{Lu}\p{L}{2,})$"
_TITLE = r"^\p{Lu}\p{Ll}+$"
_LINKED = r"^(\p{Lu}\p{Ll}{3,})((?:dan|di|dari|dengan|untuk|yang)\p{Lu}\p{L}{2,})$"
_FIRM = r"^(PT|CV)(\p{Lu}\p{Ll}\p{L}{2,})$"
_SMALL_FIRST = r"^(\p{Ll}{4,})(\p{Lu}\p{L}+)$"
_BODY = r"^(\p{Lu}{2,})(\p{Lu}\p{Ll}{3,})$"
_ACRONYM = r"^(\p{Lu}{2,})(\p{Ll}{2,})$"

_VERB = r"^(?:di|ter|ber)(\p{Ll}{3,}?)(?:kan|i)$"
"""The stem of a verb (``di-kabar-kan``)."""
_BARE_VERB = r"^di(\p{Ll}{5,})$"
"""The stem of a passive without an ending (``di-larang``); only behind a name, and not in ``-diningrat``."""
LONG_VERB = 7
"""Letters of a verb that is taken off whatever stands before it, known or not."""


class FusedWordRow(dy.Schema):
    word = dy.String()
    """A word, or the beginning of words as a pattern (``me[mn]``)."""
    kind = dy.Enum(("after_name", "after_place", "small", "brand"))


@functools.cache
def _fused_words(kind: str) -> list[str]:
    table = load_table("fused_words", FusedWordRow, unique=["word", "kind"], regex=["word"])
    return table.filter(pl.col("kind") == kind)["word"].to_list()


class Lexicon:
    """What single words (lower case) are: known in small letters, part of a name or of a place's name, a name by
    themselves, an acronym of the reference, a title."""

    def __init__(self, common: pl.Series) -> None:
        strong = reference_entities()[1].filter(pl.col("tier") == "strong")
        words = pl.col("alias").str.split(" ").list.explode(keep_nulls=False, empty_as_null=False).str.to_lowercase()
        names = pl.concat([strong.select(words).to_series(), name_words()["word"].rename("alias")])
        places = strong.filter(pl.col("entity_type") != "PER").select(words).to_series()
        places = places.filter(~places.is_in(name_words()["word"].implode()))
        acronyms = strong.filter(pl.col("alias").str.contains(r"^\p{Lu}{2,5}$"))["alias"].str.to_lowercase()
        alone = strong.filter(~pl.col("alias").str.contains(" ", literal=True))["alias"].str.to_lowercase()
        titles = word_kinds().filter(pl.col("kind").is_in(["rank", "office", "academic"]))["word"].rename("alias")
        lists = {
            "known": common,
            "name": names,
            "place": places,
            "alone": alone,
            "acronym": acronyms,
            "title": titles,
        }
        rows = [pl.DataFrame({"word": words}).with_columns(list=pl.lit(k)) for k, words in lists.items()]
        self._words = pl.concat(rows).group_by("word").agg(pl.col("list").eq(k).any().alias(k) for k in lists)

    def look_up(self, words: pl.Series) -> pl.DataFrame:
        """``known``, ``name``, ``place``, ``alone``, ``acronym``, ``title`` of each word."""
        found = self._words.join(pl.DataFrame({"word": words.unique()}), on="word")  # hashes the shorter side
        rows = pl.DataFrame({"word": words}).join(found, on="word", how="left", maintain_order="left")
        return rows.select(pl.col("known", "name", "place", "alone", "acronym", "title").fill_null(False))


def cut_fused(tokens: Tokens, lexicon: Lexicon, article: np.ndarray) -> Tokens:
    """The tokens with fused ones cut into their words. ``article``: number of the article of each token.

    >>> import numpy as np
    >>> from transforms.entities.tokens import tokenise
    >>> fused = tokenise(pl.Series(["kata KPKmenetapkan"]), np.array([0]))
    >>> cut = cut_fused(fused, Lexicon(pl.Series(["menetapkan"])), np.zeros(2))
    >>> cut.types.gather(cut.code).to_list()
    ['kata', 'KPK', 'menetapkan']
    """
    words = _capitalised(tokens.types)
    judged = _judged(words["piece"], lexicon)
    pieces = _pieces(words, judged, lexicon)
    halves = _halves_beside(words, judged).join(pieces, on="code", how="anti", maintain_order="left")
    is_cut = np.zeros(len(tokens.types), bool)
    is_cut[pieces["code"].to_numpy()] = True
    chosen = is_cut[tokens.code] | _named_elsewhere(tokens, halves, article)
    return _cut(tokens, pl.concat([pieces, halves]).drop("row").with_row_index("row"), chosen)


def _named_elsewhere(tokens: Tokens, halves: pl.DataFrame, article: np.ndarray) -> np.ndarray:
    """Which tokens begin with a word that also stands alone in their article."""
    alone = pl.DataFrame({"piece": tokens.types}).with_row_index("left_code")
    halves = halves.filter(pl.col("offset") == 0).join(alone, on="piece")
    left = np.full(len(tokens.types), -1, np.int64)
    left[halves["code"].to_numpy()] = halves["left_code"].to_numpy()
    size = len(tokens.types)
    at = np.flatnonzero(left[tokens.code] >= 0)
    wanted = article[at].astype(np.int64) * size + left[tokens.code[at]]
    is_left = np.zeros(size, bool)
    is_left[halves["left_code"].to_numpy()] = True
    names = np.flatnonzero(is_left[tokens.code])
    found = np.zeros(len(tokens), bool)
    found[at] = np.isin(wanted, article[names].astype(np.int64) * size + tokens.code[names])
    return found


def _cut(tokens: Tokens, pieces: pl.DataFrame, chosen: np.ndarray) -> Tokens:
    """The tokens with the chosen ones, all of which have ``pieces``, cut into these."""
    at = np.flatnonzero(chosen)
    if not at.size:
        return tokens
    table = pieces.group_by("code", maintain_order=True).agg(pl.len(), pl.col("row").first())
    slot = np.full(len(tokens.types), -1, np.int64)
    slot[table["code"].to_numpy()] = np.arange(table.height)
    which = slot[tokens.code[at]]
    count = table["len"].to_numpy()[which].astype(np.int64)
    types, number = _join_types(tokens.types, pieces["piece"])
    added = count - 1
    first = at + np.cumsum(added) - added  # place of the first piece once the others are in
    nth = count_up(count)
    place = np.repeat(first, count) + nth
    row = np.repeat(table["row"].to_numpy().astype(np.int64)[which], count) + nth
    source = np.ones(len(tokens) + int(added.sum()), np.int64)
    source[0] = 0
    source[place[nth > 0]] = 0
    np.cumsum(source, out=source)
    columns = (tokens.sentence, tokens.start, tokens.end, tokens.space_before, tokens.code)
    sentence, start, end, space, code = (column.take(source) for column in columns)
    start[place] += pieces["offset"].to_numpy()[row]
    end[place] = start[place] + pieces["piece"].str.len_chars().to_numpy()[row]
    space[place] &= nth == 0
    code[place] = number[row]
    return Tokens(sentence, start, end, space, code, types)


def _join_types(types: pl.Series, pieces: pl.Series) -> tuple[pl.Series, np.ndarray]:
    """The distinct tokens with the pieces added, and the number of each piece among them."""
    both = pl.concat([types, pieces.rename(types.name)]).unique(maintain_order=True)
    numbered = pl.DataFrame({"word": both}).with_row_index("number")
    joined = pl.DataFrame({"word": pieces}).join(numbered, on="word", how="left", maintain_order="left")
    return both, joined["number"].to_numpy().astype(np.int64)


def _capitalised(types: pl.Series) -> pl.DataFrame:
    """``code``, ``piece``: the distinct words of five letters or more with a capital."""
    words = pl.DataFrame({"piece": types}).with_row_index("code")
    return words.filter(pl.col("piece").str.contains(r"^\p{L}{5,}$") & pl.col("piece").str.contains(r"\p{Lu}"))


def _pieces(words: pl.DataFrame, judged: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """``code``, ``row``, ``piece``, ``offset``: the words that each fused word is made of, in order."""
    frame = words.with_columns(offset=pl.lit(0, pl.Int64))
    for again in (False, True):  # a name fused on both sides
        cuts = _cuts(_judged(frame["piece"], lexicon) if again else judged)
        halves = frame.with_row_index("at").join(cuts, left_on="at", right_on="code", how="left", maintain_order="left")
        width = pl.col("left").str.len_chars().cast(pl.Int64)
        left = halves.with_columns(piece=pl.coalesce("left", "piece"))
        right = halves.drop_nulls("right").with_columns(piece="right", offset=pl.col("offset") + width)
        frame = pl.concat([left, right]).select("code", "piece", "offset").sort("code", "offset")
        frame = frame.filter(pl.len().over("code") > 1)
    return frame.with_row_index("row")


def _halves_beside(words: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """As :func:`_pieces`, the words that may be a name and a small word or verb, were the name known."""
    right = pl.col("right_known") | pl.col("right").is_in(_fused_words("small"))
    halves = judged.filter((pl.col("form") == "verb") & right).unique("code", keep="first", maintain_order=True)
    pieces = halves.select(
        pl.lit(words["code"]).gather(pl.col("code")).alias("code"), piece=pl.concat_list("left", "right")
    ).explode("piece")
    first = pl.int_range(pl.len()) % 2 == 0
    before = pl.col("piece").str.len_chars().shift(1, fill_value=0)
    offset = pl.when(first).then(0).otherwise(before).cast(pl.Int64)
    return pieces.with_columns(offset=offset).with_row_index("row")


def _judged(types: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Every way to cut the distinct words that no list holds (:func:`_halves`), with what is known of both halves."""
    whole = lexicon.look_up(types.str.to_lowercase())
    words = pl.DataFrame({"word": types}).with_row_index("code").filter(~(whole["known"] | whole["name"]))
    words = words.filter(~pl.col("word").str.contains(rf"^(?:{'|'.join(_fused_words('brand'))})\p{{Lu}}"))
    halves = _halves(words)
    left, right = (lexicon.look_up(halves[side].str.to_lowercase()) for side in ("left", "right"))
    right = right.with_columns(
        stem=lexicon.look_up(halves["right"].str.extract(_VERB, 1))["known"],
        bare_stem=lexicon.look_up(halves["right"].str.extract(_BARE_VERB, 1))["known"]
        & (halves["right"] != "diningrat"),
    )
    longer = lexicon.look_up((halves["left"] + halves["right"].str.extract(r"^(\p{Ll}*)")).str.to_lowercase())
    small = _fused_words("small")
    left, right = left.rename("left_{}".format), right.rename("right_{}".format)
    return pl.concat([halves, left, right], how="horizontal").with_columns(
        is_longer_name=longer["name"],  # Suryadi|Deddy, not Surya|diDeddy
        left_size=pl.col("left").str.len_chars(),
        right_size=pl.col("right").str.len_chars(),
        left_small=pl.col("left").str.to_lowercase().is_in(small),
    )


def _cuts(judged: pl.DataFrame) -> pl.DataFrame:
    """``code``, ``left``, ``right`` of the words that are two words fused."""
    small = _fused_words("small")
    left_common = pl.col("left_known") & (pl.col("left_size") >= 3) | pl.col("left").is_in(small)
    right_common = pl.col("right_known") & (pl.col("right_size") >= 4)
    ends_no_name = ~pl.col("right").is_in(["ini", "dari"])  # Bastianini, Purwandari
    short_name = pl.col("left_name") & pl.col("right_known") & pl.col("right").str.contains(r"^me\p{Ll}{5}")  # Zon
    fused = {
        "camel": left_common & (pl.col("left_small") | pl.col("right_name") | (pl.col("left_size") >= 4))
        | (right_common | pl.col("right_title")) & pl.col("left").str.contains(r"^\p{Lu}")
        | pl.col("left_title") & (pl.col("left_size") >= 4)
        | pl.col("left_alone") & pl.col("right_name") & (pl.min_horizontal("left_size", "right_size") >= 4)
        | pl.col("left_alone") & (pl.col("left_size") >= 5) & (pl.col("right_size") >= 4)  # unlike GrabBike
        | pl.col("left_name") & pl.col("right_name") & (pl.min_horizontal("left_size", "right_size") >= 5),
        "linked": (pl.col("left_name") | pl.col("left_place") | pl.col("left_alone")) & ~pl.col("is_longer_name"),
        "firm": pl.lit(True),
        "brand": pl.lit(True),
        "small_first": ~pl.col("left").str.contains(rf"(?:{'|'.join(_fused_words('brand'))})$"),
        "body": pl.col("right_name") | pl.col("right_known"),
        "acronym": right_common | pl.col("right").is_in(small),
        "verb": ((pl.col("left_size") > 3) | short_name)
        & (
            pl.col("right_known")
            & (pl.col("left_name") & ends_no_name | pl.col("left_alone") | (pl.col("right_size") >= LONG_VERB))
            | pl.col("right_stem") & (pl.col("right_size") > LONG_VERB)
            | pl.col("right_bare_stem") & pl.col("left_name")
        ),
        "place": pl.col("left_place"),
        "short": pl.col("left_acronym"),
    }
    kept = judged.filter(pl.any_horizontal((pl.col("form") == form) & test for form, test in fused.items()))
    guessed = (pl.col("form") == "verb") & ~pl.col("right_known")  # Cahyadi|menerapkan, not Cahya|dimenerapkan
    kept = kept.sort("code", guessed, maintain_order=True)
    return kept.unique("code", keep="first", maintain_order=True).select("code", "left", "right")


def _halves(words: pl.DataFrame) -> pl.DataFrame:
    """``code``, ``form``, ``left``, ``right``: every way to cut a word, by the form of the seam."""
    verbs, links, brands = ("|".join(_fused_words(kind)) for kind in ("after_name", "after_place", "brand"))
    word = pl.col("word")
    inner, shout, title = (words.filter(word.str.contains(p)) for p in (r"\p{Ll}\p{Lu}", r"^\p{Lu}{2}", _TITLE))
    forms = (
        ("camel", inner, _CAMEL),
        ("brand", inner, rf"^(\p{{Ll}}{{3,}})((?:{brands})\p{{Lu}}\p{{L}}+)$"),
        ("linked", inner, _LINKED),
        ("firm", shout, _FIRM),
        ("small_first", inner, _SMALL_FIRST),
        ("body", shout, _BODY),
        ("acronym", shout, _ACRONYM),
        ("verb", title, rf"^(\p{{Lu}}\p{{Ll}}{{3,}}?)((?:{verbs})\p{{Ll}}*)$"),
        ("verb", title, rf"^(\p{{Lu}}\p{{Ll}}{{2}})((?:{verbs})\p{{Ll}}*)$"),
        ("verb", title, rf"^(\p{{Lu}}\p{{Ll}}{{3,}})((?:{verbs})\p{{Ll}}*)$"),  # Gasperini|mengaku, not Gasper|ini
        ("place", title, rf"^(\p{{Lu}}\p{{Ll}}{{4,}}?)({links})$"),
        ("short", shout, _BODY),
    )
    cut = (
        (form, frame.filter(word.str.contains(pattern)), pattern)  # few; to find where they are cut costs far more
        for form, frame, pattern in forms
    )
    halves = [
        frame.select("code", form=pl.lit(form), left=word.str.extract(pattern, 1), right=word.str.extract(pattern, 2))
        for form, frame, pattern in cut
        if frame.height
    ]
    return pl.concat([words.select("code", form=word, left=word, right=word).clear(), *halves])
