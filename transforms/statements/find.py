"""Put the parts together: sentences in, statements out."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.schemas import STATEMENT_FORMS, DateMention, EntityMention, Sentence, Statement
from transforms.statements.cues import find_cues
from transforms.statements.direct import attribute_quotes
from transforms.statements.indirect import find_contents
from transforms.statements.quotes import find_quotes
from transforms.statements.resolve import resolve_speakers
from transforms.statements.speakers import find_speakers
from transforms.statements.stance import with_stance

_KEYS = ["article_no", "sentence_no"]
_CONFIDENCE = {"own": 0.95, "discourse": 0.85, "mention": 0.6}
"""By what tells the speaker: named in the sentence, by an earlier attribution, by the last person mentioned.
Shares of attributions that were right in 200 read ones, rounded down to the next twentieth."""


def find_statements(
    sentences: dy.DataFrame[Sentence],
    mentions: dy.DataFrame[EntityMention],
    dates: dy.DataFrame[DateMention],
    articles: pl.DataFrame,
    entities: pl.DataFrame,
) -> dy.DataFrame[Statement]:
    """Find every reported statement.

    ``articles``: ``article_no, published_on, text``; ``entities``: ``entity_id, name``, reference and learned.
    """
    quotes = find_quotes(sentences)
    hits = find_speakers(find_cues(sentences, quotes), mentions, entities)
    direct = attribute_quotes(quotes, hits, sentences)
    hits = _mark_used(hits, direct)
    contents = _referred(find_contents(hits), sentences)
    events = pl.concat([_direct_events(direct, hits), _indirect_events(contents)], how="diagonal_relaxed")
    events = resolve_speakers(events, mentions, entities)
    return _finish(events, hits, sentences, quotes, dates, articles)


def _mark_used(hits: pl.DataFrame, direct: pl.DataFrame) -> pl.DataFrame:
    """Cues that attribute direct speech, and those behind it in the same sentence, report nothing else."""
    attributed = direct.filter(pl.col("hit").is_not_null()).select("hit", "side", _quote_sentence="last_sentence_no")
    tails = (
        attributed.filter(pl.col("side") == "tail")
        .join(hits.select("hit", *_KEYS, _tail_at="cue_start"), on="hit")
        .group_by(_KEYS)
        .agg(pl.col("_tail_at").min())
    )
    return (
        hits.join(
            attributed.select("hit").unique().with_columns(_own=pl.lit(True)),
            on="hit",
            how="left",
            maintain_order="left",
        )
        .join(tails, on=_KEYS, how="left", maintain_order="left")
        .with_columns(
            used=pl.col("_own").fill_null(False) | (pl.col("cue_start") >= pl.col("_tail_at")).fill_null(False)
        )
        .drop("_own", "_tail_at")
    )


def _referred(contents: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Fill in contents that stand elsewhere: in the sentence before, or in the statement before."""
    previous = sentences.select(
        "article_no",
        pl.col("sentence_no") + 1,
        _start=pl.col("start_char").cast(pl.Int64),
        _end=pl.col("end_char").cast(pl.Int64),
    )
    shift, here = pl.col("sentence_start"), ["article_no", "sentence_no"]
    numbered = contents.with_columns(
        content_sentence_no="sentence_no",
        _last_start=pl.col("content_start").forward_fill().shift(1),
        _last_end=pl.col("content_end").forward_fill().shift(1),
    )
    refers = pl.col("kept") & pl.col("refers").is_not_null()
    elsewhere = numbered.filter(refers).join(previous, on=here, how="left", maintain_order="left")
    sentence = pl.col("refers") == "sentence"
    elsewhere = elsewhere.with_columns(
        content_start=pl.when(sentence)
        .then(pl.col("_start") - shift)
        .otherwise(pl.coalesce("_last_start", "content_start")),
        content_end=pl.when(sentence).then(pl.col("_end") - shift).otherwise(pl.coalesce("_last_end", "content_end")),
        content_sentence_no=pl.col("sentence_no") - sentence.cast(pl.UInt32),
    ).drop("_start", "_end")
    return pl.concat([numbered.filter(~refers), elsewhere]).sort("hit").drop("_last_start", "_last_end")


_SHOWN = ["speaker", "speaker_surface", "speaker_entity_id", "speaker_role", "speaker_kind", "speaker_type"]


def _direct_events(direct: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    cue = hits.select("hit", "cue", "chain", "stance", cue_sentence_no="sentence_no", *_SHOWN)
    return direct.join(cue, on="hit", how="left", maintain_order="left").select(
        "article_no", "sentence_no", "content_start", "content_end", "leads", "cue", "chain", *_SHOWN,
        cue_sentence_no=pl.coalesce("cue_sentence_no", "last_sentence_no"),
        at=pl.when(pl.col("side") == "head").then(pl.col("open_char")).otherwise("close_char"),
        stance=pl.col("stance").fill_null("assert"),
        kind=pl.lit("direct"),
        relays=pl.lit(False),
        after_words=pl.col("side") != "head",
        strength=pl.lit("strong"),
        shares=pl.lit(False),
        rule_id=pl.concat_str(pl.lit("statements:direct-"), pl.col("side")),
    )  # fmt: skip


def _indirect_events(contents: pl.DataFrame) -> pl.DataFrame:
    """Cues that report, and cues that only show somebody speaking (they count for back references)."""
    strong = (pl.col("strength") == "strong") & pl.col("position").is_in(["before", "passive"]) & ~pl.col("nested")
    only_shown = strong & (pl.col("speaker_kind") == "named")
    shown = contents.filter(~pl.col("used") & (pl.col("content_start").is_not_null() | only_shown))
    shift = pl.col("sentence_start")
    return shown.select(
        "article_no", "cue", "chain", "stance",
        *[c for c in _SHOWN if c not in ("speaker_kind", "speaker_surface")],
        speaker_surface=pl.when(~pl.col("joined")).then("speaker_surface"),
        content_start=shift + pl.col("content_start"),
        content_end=shift + pl.col("content_end"),
        speaker_kind=pl.when(pl.col("joined")).then(None).otherwise("speaker_kind"),
        sentence_no="content_sentence_no",
        cue_sentence_no="sentence_no",
        at=shift + pl.col("cue_start"),
        leads=pl.lit(False),
        kind=pl.when(pl.col("content_start").is_null()).then(pl.lit("shown")).otherwise(pl.lit("indirect")),
        relays=pl.col("strength") == "relay",
        after_words=pl.col("position") != "before",
        strength="strength",
        shares="joined",
        rule_id=pl.concat_str(pl.lit("statements:indirect-"), pl.col("position")),
    )  # fmt: skip


def _with_relay(said: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
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
    most = held & ((pl.col("_inner_end") - pl.col("_inner_start")) * 2 > length)
    return (
        said.join(inner, on=place, how="left", maintain_order="left")
        .filter(~(pl.col("relays") & most.fill_null(False)))
        .with_columns(relay=pl.when("relays").then(None).otherwise("relay"))
        .drop("_inner_start", "_inner_end")
    )


def _with_day(said: pl.DataFrame, dates: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """``stated_on``: the day named beside the cue, else that of the article; null where only a longer time is named."""
    beside = (
        said.select("_id", "article_no", "cue_sentence_no", "content_start", "content_end")
        .join(
            dates.filter(pl.col("starts_on").is_not_null()).select(
                "article_no", "starts_on", "ends_on", cue_sentence_no="sentence_no",
                _at=pl.col("start_char").cast(pl.Int64),
            ),
            on=["article_no", "cue_sentence_no"],
        )
        .filter((pl.col("_at") < pl.col("content_start")) | (pl.col("_at") >= pl.col("content_end")))
        .sort("_id", pl.col("starts_on") != pl.col("ends_on"), "_at")
        .unique("_id", keep="first", maintain_order=True)
        .select("_id", _day=pl.when(pl.col("starts_on") == pl.col("ends_on")).then("starts_on"), _named=pl.lit(True))
    )  # fmt: skip
    return (
        said.join(beside, on="_id", how="left", maintain_order="left")
        .join(articles.select("article_no", "published_on"), on="article_no", how="left", maintain_order="left")
        .with_columns(stated_on=pl.when(pl.col("_named")).then("_day").otherwise("published_on"))
    )


def _finish(
    events: pl.DataFrame,
    hits: pl.DataFrame,
    sentences: pl.DataFrame,
    quotes: pl.DataFrame,
    dates: pl.DataFrame,
    articles: pl.DataFrame,
) -> dy.DataFrame[Statement]:
    # Without anybody to attribute it to, only a plain report counts.
    doubtful = pl.col("basis").is_null() & (pl.col("shares") | (pl.col("strength") != "strong"))
    said = _with_relay(events.filter(pl.col("content_start").is_not_null() & ~doubtful), hits)
    said = _with_form(_with_content(said.with_row_index("_id"), sentences, articles), quotes)
    said = with_stance(said.with_columns(pl.col("chain").fill_null("")))
    said = _with_day(said, dates, articles)
    confidence = pl.col("basis").replace_strict(_CONFIDENCE, default=0.3, return_dtype=pl.Float64)
    rows = said.select(
        "article_no", "sentence_no", start_char="content_start", end_char="content_end", surface="surface",
        rule_id="rule_id", content="content", speaker="speaker", speaker_surface="speaker_surface",
        speaker_entity_id="speaker_entity_id", speaker_role="speaker_role", cue="cue", stance="stance", form="form",
        relay="relay", stated_on="stated_on", confidence=confidence,
    )  # fmt: skip
    key = ["article_no", "start_char", "end_char", "speaker_surface"]
    return Statement.cast(rows.unique(key, keep="first", maintain_order=True).sort(key[:3], maintain_order=True))


def _with_content(said: pl.DataFrame, sentences: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Trim the content and cut it out: ``surface`` exactly, ``content`` without what was removed inside it."""
    pieces = sentences.select(
        "article_no", "sentence_no",
        _s=pl.col("start_char").cast(pl.Int64), _e=pl.col("end_char").cast(pl.Int64), _text="surface",
    )  # fmt: skip
    said = said.join(pieces, on=_KEYS, how="left", maintain_order="left")
    short = pl.col("content_end") <= pl.col("_e")
    within = pl.col("_text").str.slice(
        pl.col("content_start") - pl.col("_s"), pl.col("content_end") - pl.col("content_start")
    )
    said = said.with_columns(content=pl.when(short).then(within))
    long = said.filter(~short).select("_id", "article_no", "content_start", "content_end")
    joined = (
        long.join(pieces.drop("sentence_no"), on="article_no")
        .filter((pl.col("_s") < pl.col("content_end")) & (pl.col("_e") > pl.col("content_start")))
        .with_columns(_from=pl.max_horizontal(pl.col("content_start") - pl.col("_s"), 0))
        .with_columns(_part=pl.col("_text").str.slice("_from", pl.col("content_end") - pl.col("_s") - pl.col("_from")))
        .sort("_id", "_s")
        .group_by("_id", maintain_order=True)
        .agg(_joined=pl.col("_part").str.join(" "))
    )
    exact = long.join(articles.select("article_no", "text"), on="article_no").select(
        "_id",
        _exact=pl.col("text").str.slice("content_start", pl.col("content_end") - pl.col("content_start")),
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


def _with_form(said: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
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
    return said.join(inside, on=["article_no", "content_start", "content_end"], how="left", maintain_order="left").with_columns(
        form=pl.when(pl.col("kind") == "direct").then(pl.lit("direct")).when(pl.col("_mixed")).then(pl.lit("mixed"))
        .otherwise(pl.lit("indirect")).cast(pl.Enum(STATEMENT_FORMS))
    )  # fmt: skip
