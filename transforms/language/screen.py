"""The screen: which language the weights tell, and whether that is clear enough."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.language.tables import LANGUAGES, REGIONAL
from transforms.language.weigh import careful_tokens, weigh

REGIONAL_WEIGHT = 1.6
"""How much more a word of a regional language tells than one that Indonesian has too."""
MALAY_WEIGHT = 0.5
"""With less weight of its own words no text is Malay: Indonesian has most of the light ones too."""
OWN_STANDARD = 0.3
"""From here on a text is Indonesian by its own words, not only by those that Malay has too."""
HEAD_CHARS = 250
MALAYIC = ("ms", "min", "bjn")
"""Too near to Indonesian to be told from it by a text as short as a head."""
JUDGED = ("en", "tl")
JUDGED_SHARE = 0.25
"""Languages that langdetect knows: below this share their words may be those of a related language."""
_QUOTATION = r"[\"“][^\"“”]+[\"”]"


@dataclass(frozen=True)
class Demand:
    """What a screen must see to settle a text."""

    words: int
    share: float
    margin: float
    """How far ahead of the second language the first must be, as a part of their sum."""
    standard: float
    """The same between what is Indonesian alone and what is Malay alone, one word added to the sum."""


FIRST = Demand(words=25, share=0.18, margin=0.5, standard=0.4)
SECOND = Demand(words=6, share=0.12, margin=0.2, standard=0.0)
_FRAME = Demand(words=5, share=0.15, margin=0.2, standard=0.0)
_HEAD = Demand(words=10, share=0.2, margin=0.2, standard=0.3)


def settle(weights: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Choose the language with most weight; ``settled`` tells whether ``demand`` is met.

    Returns ``_row``, ``words``, ``language``, ``share``, ``standard``, ``confidence``, ``settled``.

    What Indonesian and Malay share counts for the one of them that has more weight of its own. Regional
    languages borrow Indonesian words much more than the reverse, so their own words count for more.
    """
    words = pl.col("words").clip(lower_bound=1)
    frame = _rivals(weights)
    ranked = pl.concat_list(pl.col(LANGUAGES)).list.sort(descending=True)
    frame = frame.with_columns(best=ranked.list.get(0), second=ranked.list.get(1)).with_columns(
        language=pl.coalesce(
            pl.when((pl.col(c) == pl.col("best")) & (pl.col("best") > 0)).then(pl.lit(c)) for c in LANGUAGES
        ),
        share=pl.col("best") / words,
        margin=(pl.col("best") - pl.col("second")) / (pl.col("best") + pl.col("second") + 1e-6),
        standard=pl.when(pl.col("best") == pl.max_horizontal("id", "ms")).then("standard").otherwise(1.0),
    )
    covered = (pl.col("share") / (2 * demand.share)).clip(0.0, 1.0)
    dense = ~pl.col("language").is_in(JUDGED) | (pl.col("share") >= JUDGED_SHARE)
    settled = (
        (pl.col("words") >= demand.words)
        & (pl.col("share") >= demand.share)
        & (pl.col("margin") >= demand.margin)
        & (pl.col("standard") >= demand.standard)
        & dense
    )
    return frame.select(
        "_row",
        "words",
        "language",
        "share",
        "standard",
        confidence=(0.5 + 0.5 * pl.col("margin")) * (0.5 + 0.5 * covered) * (0.6 + 0.4 * pl.col("standard")),
        settled=settled,
    )


def _rivals(weights: pl.DataFrame) -> pl.DataFrame:
    """The weight of each language as a whole: ``_row``, ``words``, a column each, ``standard``.

    ``standard``: how far Indonesian and Malay stand apart by their own words.
    """
    own, other = pl.col("id"), pl.col("ms")
    malay = (other > own) & (other >= MALAY_WEIGHT)
    malayic = pl.col("common") + pl.max_horizontal(own, other)
    return weights.select(
        "_row",
        "words",
        pl.col(REGIONAL) * REGIONAL_WEIGHT,
        pl.col("en", "tl", "mg"),
        id=pl.when(~malay).then(malayic).otherwise(0.0),
        ms=pl.when(malay).then(malayic).otherwise(0.0),
        standard=(own - other).abs() / (own + other + 1.0),
    )


def prefer_frame(texts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Where another language than Indonesian won, look at what frames the bulk of the text.

    The frame is the text around quotations, or, in a long text, its head: a song's words or a speech
    printed in full stand under an introduction. If the frame is Indonesian, so is the article. Against
    the near languages only quotations count; against Malay it must be so by words of its own.
    """
    foreign = found.filter(pl.col("language") != "id").select("_row", won="language")
    rows = texts.join(foreign, on="_row", how="semi").select("_row", "body")
    body = pl.col("body")
    unquoted = rows.filter(body.str.contains(_QUOTATION)).with_columns(body.str.replace_all(_QUOTATION, " "))
    near = foreign.filter(pl.col("won").is_in(MALAYIC))
    heads = rows.join(near, on="_row", how="anti").filter(body.str.len_chars() > 2 * HEAD_CHARS)
    heads = heads.with_columns(body.str.slice(0, HEAD_CHARS))
    frames = pl.concat([_indonesian(unquoted, foreign, _FRAME), _indonesian(heads, foreign, _HEAD)])
    frames = frames.unique("_row", keep="first", maintain_order=True)
    return pl.concat([found.join(frames, on="_row", how="anti"), frames]).sort("_row")


def _indonesian(frames: pl.DataFrame, foreign: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """The frames that are Indonesian, as :func:`settle` gives them."""
    settled = settle(weigh(careful_tokens(frames)), demand).join(foreign, on="_row", maintain_order="left")
    own = (pl.col("won") != "ms") | (pl.col("standard") >= OWN_STANDARD)
    return settled.filter(pl.col("settled") & (pl.col("language") == "id") & own).drop("won")
