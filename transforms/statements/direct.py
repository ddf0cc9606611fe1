"""Direct speech: which quotations report somebody's words, and which cue attributes them."""

from __future__ import annotations

import polars as pl

from transforms.statements.tables import inner

_CLOSE_GAP = r"^[\s,.\"”’')–—-]*(?:(?:demikian|begitu|begitulah|seperti)\s+)?$"
_NOTHING = r"^[\s.,;\"”’')]*$"
_OF_CUE = (
    "hit", "position", "strength", "speaker_kind", "has_nya", "cue_sentence", "cue_at", "cue_to", "_remainder",
)  # fmt: skip
_MIN_WORDS = 3
"""A quotation with no cue of its own counts as speech from this many words."""


def attribute_quotes(quotes: pl.DataFrame, hits: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Find the cue of each quotation and join those that share one.

    Returns one row a stretch of direct speech: ``article_no, sentence_no, last_sentence_no,
    paragraph_no, content_start, content_end`` (in the article's text), ``hit`` (null where the words
    continue an attributed quotation), ``tail_hit`` (a cue behind them, which only repeats where ``hit`` stands
    ahead), ``side`` (``tail``, ``head`` or ``none``) and ``leads`` (true where they have no cue and the next
    attributed quotation follows at once).
    """
    quotes = _with_context(quotes.with_row_index("quote"), sentences)
    quotes = _head(_tail(quotes, hits), hits)
    direct = quotes.with_columns(hit=pl.coalesce("head_hit", "tail_hit")).with_columns(
        side=pl.when(pl.col("head_hit").is_not_null()).then(pl.lit("head"))
        .when(pl.col("tail_hit").is_not_null()).then(pl.lit("tail"))
        .when(_is_bare()).then(pl.lit("none")),
    ).filter(pl.col("side").is_not_null())  # fmt: skip
    return _join_adjacent(direct)


def _with_context(quotes: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add the text of the sentence before the opening mark and after the closing one."""
    s = sentences.select("article_no", "sentence_no", _start=pl.col("start_char").cast(pl.Int64), _text="surface")
    last = s.rename({"sentence_no": "last_sentence_no", "_start": "_last_start", "_text": "_last_text"})
    joined = quotes.join(s, on=["article_no", "sentence_no"], maintain_order="left").join(
        last, on=["article_no", "last_sentence_no"], maintain_order="left"
    )
    return joined.with_columns(
        _lead=pl.col("_text").str.slice(0, (pl.col("open_char") - pl.col("_start")).clip(0)),
        _rest=pl.col("_last_text").str.slice(pl.col("close_char") - pl.col("_last_start")),
        _opening=pl.col("_text").str.slice(pl.col("inner_start") - pl.col("_start"), 12),
        _ending=pl.col("_last_text").str.slice(0, (pl.col("inner_end") - pl.col("_last_start")).clip(0)).str.tail(3),
        _words=pl.col("_text")
        .str.slice(pl.col("inner_start") - pl.col("_start"), (pl.col("inner_end") - pl.col("inner_start")).clip(0))
        .str.count_matches(r"\s+")
        + 1,
    )


def _is_bare() -> pl.Expr:
    """Nothing else stands in the sentences of the quotation."""
    return (
        pl.col("_lead").str.contains(r"^[\s.\"“”]*$")
        & pl.col("_rest").str.contains(_NOTHING)
        & (pl.col("_words") >= _MIN_WORDS)
    )


def _cue_places(hits: pl.DataFrame) -> pl.DataFrame:
    return hits.select(
        "article_no", "hit", "position", "strength", "speaker_kind", "has_nya",
        cue_sentence="sentence_no",
        cue_at=pl.col("sentence_start") + pl.col("cue_start"),
        cue_to=pl.col("sentence_start") + pl.col("cue_end"),
        _remainder=pl.col("surface").str.slice("cue_end"),
    ).sort("article_no", "cue_at")  # fmt: skip


def _tail(quotes: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """``"…," kata X``, ``"…," X menjelaskan.``, ``"…," demikian disampaikan X``."""
    joined = quotes.sort("article_no", "close_char").join_asof(
        _cue_places(hits),
        left_on="close_char",
        right_on="cue_at",
        by="article_no",
        strategy="forward",
        check_sortedness=False,
    )
    gap = pl.col("_rest").str.slice(0, (pl.col("cue_at") - pl.col("close_char")).clip(0))
    near = pl.col("cue_sentence") == pl.col("last_sentence_no")
    ends = rf"^\s*(?:[.,(]|$|(?:{inner('circumstance')}|{inner('weekday')})\s)"
    speech = pl.col("_ending").str.contains(r"[.,?!…]\s*$") | (pl.col("_words") >= 5)
    after = pl.col("position").is_in(["after", "passive"]) & gap.str.contains(_CLOSE_GAP)
    named = (pl.col("position") == "source") & gap.str.contains(_CLOSE_GAP)
    active = (
        (pl.col("position") == "before")
        & (gap.str.len_chars() <= 100)
        & gap.str.contains(r"^[\s,]*[^.\"“]*$")
        & pl.col("speaker_kind").is_not_null()
        & pl.col("_remainder").str.contains(ends)
        & speech
    )
    found = (near & (after | named | active)).fill_null(False)
    return joined.with_columns(
        tail_hit=pl.when(found).then("hit"), _repeats=(found & after & pl.col("has_nya")).fill_null(False)
    ).drop(_OF_CUE)


def _head(quotes: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """``X mengatakan, "…"``, ``Menurut X: "…"``; the quotation must run to the end of its sentence, or to a cue that
    only repeats who speaks: ``X mengatakan, "…," ujarnya``."""
    joined = quotes.sort("article_no", "open_char").join_asof(
        _cue_places(hits).sort("article_no", "cue_to"), left_on="open_char", right_on="cue_to", by="article_no",
        strategy="backward", check_sortedness=False,
    )  # fmt: skip
    gap = pl.col("_lead").str.slice(pl.col("cue_to") - pl.col("_start"))
    near = pl.col("cue_sentence") == pl.col("sentence_no")
    addressee = inner("before_quote")
    plain = gap.str.contains(rf"^\s*(?:(?:{addressee})(?-u:\b)[^\"“]{{0,140}})?[,:]?\s*$") & (
        pl.col("position") == "before"
    )
    other = gap.str.contains(r"^[^\"“]{1,140}[,:]\s*$") & (pl.col("position") != "before")
    to_end = pl.col("_rest").str.contains(_NOTHING) | (pl.col("last_sentence_no") > pl.col("sentence_no"))
    sentence = pl.col("_opening").str.contains(r"^[^A-Za-z0-9]*(?:[A-Z]|[0-9])")
    marked = (
        (gap.str.contains(r"[,:]\s*$") | (pl.col("_words") >= 6)) & sentence & ~gap.str.contains(r"(?:^|\s)sebagai\s*$")
    )
    free = (pl.col("tail_hit").is_null() & to_end) | (pl.col("_repeats") & pl.col("speaker_kind").is_not_null() & plain)
    found = (near & (plain | other) & marked & free).fill_null(False)
    return joined.with_columns(head_hit=pl.when(found).then("hit")).drop(_OF_CUE)


def _join_adjacent(direct: pl.DataFrame) -> pl.DataFrame:
    """Quotations with nothing between them, of which only the last is attributed, are one statement."""
    direct = direct.sort("article_no", "open_char")
    same = pl.col("article_no") == pl.col("article_no").shift(1)
    follows = (
        same
        & (pl.col("sentence_no") - pl.col("last_sentence_no").shift(1) <= 1)
        & (pl.col("_lead").str.strip_chars() == "")
    )
    open_before = (pl.col("side").shift(1) == "none") & (
        (pl.col("paragraph_no") == pl.col("paragraph_no").shift(1)) | ~pl.col("closed").shift(1)
    )
    linked = (follows & open_before).fill_null(False)
    direct = direct.with_columns(_breaks=(~follows.fill_null(False)).cum_sum(), _linked=linked)
    return (
        _with_leads(direct)
        .with_columns(_group=(~pl.col("_linked")).cum_sum())
        .group_by("_group", maintain_order=True)
        .agg(
            pl.col("article_no", "sentence_no", "paragraph_no").first(),
            pl.col("last_sentence_no", "hit", "tail_hit", "side", "close_char").last(),
            open_char=pl.col("open_char").first(),
            content_start=pl.col("inner_start").first(),
            content_end=pl.col("inner_end").last(),
            leads=pl.col("_leads").last(),
        )
        .drop("_group")
    )


def _with_leads(direct: pl.DataFrame) -> pl.DataFrame:
    """Mark quotations without cue that run on into an attributed one and do not continue one before them."""
    attributed = pl.col("side") != "none"
    next_breaks = pl.when(attributed).then("_breaks").backward_fill()
    next_side = pl.when(attributed).then("side").backward_fill()
    continues = (
        attributed.shift(1)
        & (pl.col("_breaks").shift(1) == pl.col("_breaks"))
        & (pl.col("paragraph_no").shift(1) == pl.col("paragraph_no"))
    ).fill_null(False)
    runs_on = (next_breaks == pl.col("_breaks")) & (next_side == "tail")
    return direct.with_columns(_leads=(~attributed & runs_on & ~continues).fill_null(False))
