"""Assembling statements: their exact words, who passed them on, when they were said, and their form."""

from __future__ import annotations

import polars as pl

from transforms.schemas import STATEMENT_FORMS
from transforms.statements.regions import described_as

_MAX_LEAD = 100
"""Characters that name a speaker with offices and body, and the verb."""


def with_relay(said: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Who passed a statement on: ``seperti dilansir AP`` in the sentence of its cue.

    Where ``Dilansir AP, X mengatakan …`` names both, the statement is X's and AP only the relay.
    """
    place = ["article_no", "cue_sentence_no"]
    relays = (
        hits.filter((pl.col("strength") == "relay") & pl.col("speaker_kind").is_in(["named", "described"]))
        .select("article_no", cue_sentence_no="sentence_no", relay="speaker")
        .unique(place, keep="first", maintain_order=True)
    )
    said = said.join(relays, on=place, how="left", maintain_order="left")
    inner = (
        said.filter(~pl.col("relays") & (pl.col("kind") == "indirect"))
        .select(*place, _inner_start="content_start", _inner_end="content_end")
        .unique(place, keep="first", maintain_order=True)
    )
    length = pl.col("content_end") - pl.col("content_start")
    held = (pl.col("_inner_start") >= pl.col("content_start")) & (pl.col("_inner_end") <= pl.col("content_end"))
    most = (pl.col("_inner_end") - pl.col("_inner_start")) * 2 > length
    # ``Mengutip AP, Direktur Utama PT Tirta Jaya Abadi, X, mengatakan …``: before the inner words only who says them.
    lead = pl.col("_inner_start") - pl.col("content_start")
    someone = pl.col("content").str.contains(rf"^(?:[A-Z]|menurut\s|{described_as('person')[1:]})")
    all_but_lead = (pl.col("_inner_end") >= pl.col("content_end") - 1) & (lead <= _MAX_LEAD) & someone
    return (
        said.join(inner, on=place, how="left", maintain_order="left")
        .filter(~(pl.col("relays") & (held & (most | all_but_lead)).fill_null(False)))
        .with_columns(relay=pl.when("relays").then(None).otherwise("relay"))
        .drop("_inner_start", "_inner_end")
    )


def with_day(said: pl.DataFrame, dates: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """``stated_on``: the day named beside the cue, else that of the article; null where only a longer time is named.

    Nothing is said after it was published: a later day is another's (``yang dirilis besok``) or misprinted.
    """
    said = said.join(articles.select("article_no", "published_on"), on="article_no", how="left", maintain_order="left")
    beside = (
        said.select("_id", "published_on", "article_no", "cue_sentence_no", "content_start", "content_end")
        .join(
            dates.filter(pl.col("starts_on").is_not_null()).select(
                "article_no", "starts_on", "ends_on", cue_sentence_no="sentence_no",
                _at=pl.col("start_char").cast(pl.Int64),
            ),
            on=["article_no", "cue_sentence_no"],
        )
        .filter((pl.col("_at") < pl.col("content_start")) | (pl.col("_at") >= pl.col("content_end")))
        .filter((pl.col("starts_on") <= pl.col("published_on")).fill_null(True))
        .sort("_id", pl.col("starts_on") != pl.col("ends_on"), "_at")
        .unique("_id", keep="first", maintain_order=True)
        .select("_id", _day=pl.when(pl.col("starts_on") == pl.col("ends_on")).then("starts_on"), _named=pl.lit(True))
    )  # fmt: skip
    return said.join(beside, on="_id", how="left", maintain_order="left").with_columns(
        stated_on=pl.when(pl.col("_named")).then("_day").otherwise("published_on")
    )


def with_content(said: pl.DataFrame, sentences: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Trim the content and cut it out: ``surface`` exactly, ``content`` without what was removed inside it."""
    pieces = sentences.select(
        "article_no", "sentence_no",
        _s=pl.col("start_char").cast(pl.Int64), _e=pl.col("end_char").cast(pl.Int64), _text="surface",
    )  # fmt: skip
    said = said.join(pieces, on=["article_no", "sentence_no"], how="left", maintain_order="left")
    short = pl.col("content_end") <= pl.col("_e")
    within = pl.col("_text").str.slice(
        pl.col("content_start") - pl.col("_s"), (pl.col("content_end") - pl.col("content_start")).clip(0)
    )
    said = said.with_columns(content=pl.when(short).then(within))
    long = said.filter(~short).select("_id", "article_no", "content_start", "content_end")
    joined = (
        long.join(pieces.drop("sentence_no"), on="article_no")
        .filter((pl.col("_s") < pl.col("content_end")) & (pl.col("_e") > pl.col("content_start")))
        .with_columns(_from=pl.max_horizontal(pl.col("content_start") - pl.col("_s"), 0))
        .with_columns(_long=(pl.col("content_end") - pl.col("_s") - pl.col("_from")).clip(0))
        .with_columns(_part=pl.col("_text").str.slice("_from", "_long"))
        .sort("_id", "_s")
        .group_by("_id", maintain_order=True)
        .agg(_joined=pl.col("_part").str.join(" "))
    )
    exact = long.join(articles.select("article_no", "text"), on="article_no").select(
        "_id",
        _exact=pl.col("text").str.slice("content_start", (pl.col("content_end") - pl.col("content_start")).clip(0)),
    )
    said = said.join(joined, on="_id", how="left", maintain_order="left").join(
        exact, on="_id", how="left", maintain_order="left"
    )
    said = said.with_columns(surface=pl.coalesce("_exact", "content"), content=pl.coalesce("content", "_joined"))
    return _trim(said).drop("_s", "_e", "_text", "_joined", "_exact")


def _trim(said: pl.DataFrame) -> pl.DataFrame:
    left, right = " \t\n\u00a0,;:", " \t\n\u00a0,;:."
    cut = pl.col("surface").str.strip_chars_start(left)
    said = said.with_columns(
        content_start=pl.col("content_start")
        + (pl.col("surface").str.len_chars() - cut.str.len_chars()).cast(pl.Int64),
        surface=cut.str.strip_chars_end(right),
        content=pl.col("content").str.strip_chars_start(left).str.strip_chars_end(right),
    ).with_columns(content_end=pl.col("content_start") + pl.col("surface").str.len_chars().cast(pl.Int64))
    return said.filter(pl.col("surface") != "")


def with_form(said: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """``direct``, or ``indirect``, or ``mixed`` where words of the speaker stand quoted inside."""
    inside = (
        said.select("article_no", "content_start", "content_end", "kind")
        .filter(pl.col("kind") == "indirect")
        .with_row_index("_i")
        .sort("article_no", "content_start")
        .join_asof(
            quotes.select("article_no", _open="open_char", _close="close_char").sort("article_no", "_open"),
            left_on="content_start", right_on="_open", by="article_no", strategy="forward", check_sortedness=False,
        )
        .filter(pl.col("_close") <= pl.col("content_end") + 2)
        .select("article_no", "content_start", "content_end", _mixed=pl.lit(True))
        .unique()
    )  # fmt: skip
    joined = said.join(inside, on=["article_no", "content_start", "content_end"], how="left", maintain_order="left")
    return joined.with_columns(
        form=pl.when(pl.col("kind") == "direct").then(pl.lit("direct")).when(pl.col("_mixed")).then(pl.lit("mixed"))
        .otherwise(pl.lit("indirect")).cast(pl.Enum(STATEMENT_FORMS))
    )  # fmt: skip
