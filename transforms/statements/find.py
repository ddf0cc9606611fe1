"""Put the parts together: sentences in, statements out."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.parts import work_on
from transforms.schemas import DateMention, EntityMention, Sentence, Statement
from transforms.statements.assemble import with_content, with_day, with_form, with_relay
from transforms.statements.cues import find_cues
from transforms.statements.direct import attribute_quotes
from transforms.statements.indirect import find_contents
from transforms.statements.quotes import find_quotes, outside
from transforms.statements.reports import unreal
from transforms.statements.resolve import resolve_speakers
from transforms.statements.speakers import find_speakers
from transforms.statements.stance import with_stance

_KEYS = ["article_no", "sentence_no"]
_CONFIDENCE = {"own": 0.9, "discourse": 0.8, "mention": 0.5}
"""By what tells the speaker: named in the sentence, by an earlier attribution, by the last person mentioned.
Of 264, 98 and 22 attributions read against their articles 239, 82 and 11 were right."""
_NOBODY = 0.3
_LEAST_PART = 4000
"""Sentences that make a thread of their own worth while."""


def find_statements(
    sentences: dy.DataFrame[Sentence],
    mentions: dy.DataFrame[EntityMention],
    dates: dy.DataFrame[DateMention],
    articles: pl.DataFrame,
    entities: pl.DataFrame,
) -> dy.DataFrame[Statement]:
    """Find every reported statement.

    ``articles``: ``article_no, published_on, text``; ``entities``: ``entity_id, name`` of the reference and of what
    was learned, the latter with ``article_no``: a learned entity is called as its article calls it.
    """
    names = _names(mentions, entities)
    parts = _parts(sentences.sort("article_no", "sentence_no"))
    # a text column is worked on by one core; articles do not meet
    found = work_on(parts, lambda part: _find(part, mentions, dates, articles, names))
    return Statement.cast(pl.concat(found))


def _names(mentions: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """``article_no, entity_id, name`` of every entity an article mentions."""
    if "article_no" not in entities.columns:
        entities = entities.with_columns(article_no=pl.lit(None, pl.UInt32))
    everywhere = entities.filter(pl.col("article_no").is_null()).select("entity_id", usual="name").unique("entity_id")
    mentioned = mentions.select("article_no", "entity_id").unique()
    own = mentioned.join(entities, on=["article_no", "entity_id"], how="left").join(
        everywhere, on="entity_id", how="left"
    )
    return own.select("article_no", "entity_id", name=pl.coalesce("name", "usual"))


def _parts(sentences: pl.DataFrame) -> list[pl.DataFrame]:
    """The sentences in as many parts as there are threads, cut between articles; a small frame is one part."""
    count = max(1, min(pl.thread_pool_size(), sentences.height // _LEAST_PART))
    share = pl.col("article_no").rle_id().cast(pl.Float64) * count / max(1, sentences["article_no"].n_unique())
    return sentences.with_columns(_part=share.floor()).partition_by("_part", include_key=False) or [sentences]


def _find(
    sentences: pl.DataFrame, mentions: pl.DataFrame, dates: pl.DataFrame, articles: pl.DataFrame, entities: pl.DataFrame
) -> pl.DataFrame:
    """The statements of some of the articles."""
    mentions = mentions.join(
        sentences.select("article_no").unique(), on="article_no", how="semi", maintain_order="left"
    )
    quotes = find_quotes(sentences)
    hits = find_speakers(find_cues(sentences, quotes), mentions, entities)
    direct = attribute_quotes(quotes, hits, sentences)
    hits = _mark_used(hits, direct)
    contents = _referred(find_contents(hits), sentences)
    events = pl.concat([_direct_events(direct, hits), _indirect_events(contents)], how="diagonal_relaxed")
    events = resolve_speakers(events, outside(mentions, quotes), entities)
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
    own = pl.concat([direct["hit"], direct["tail_hit"]]).drop_nulls().unique()
    return (
        hits.join(
            pl.DataFrame({"hit": own}).with_columns(_own=pl.lit(True)),
            on="hit",
            how="left",
            maintain_order="left",
        )
        .join(tails, on=_KEYS, how="left", maintain_order="left")
        .with_columns(
            used=pl.col("_own").fill_null(False)
            | ((pl.col("cue_start") >= pl.col("_tail_at")) & ~_adds(pl.col("_tail_at"))).fill_null(False)
        )
        .drop("_own", "_tail_at")
    )


def _adds(attribution: pl.Expr) -> pl.Expr:
    """``…," kata X, seraya menambahkan bahwa …``: a report of its own behind an attribution."""
    behind = (pl.col("cue_start") > attribution) & (pl.col("position") == "before")
    ahead = pl.when(behind).then(pl.col("surface").str.slice(0, pl.col("cue_start")))
    that = pl.when(behind).then(pl.col("surface").str.slice(pl.col("cue_end"), 7)) == " bahwa "
    return (ahead.str.contains(r"\s(?:seraya|sambil|sembari)\s+$") & that).fill_null(False)


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
    cue = hits.select("hit", "cue", "chain", "stance", *_SHOWN, cue_sentence_no="sentence_no")
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
    described = (pl.col("speaker_kind") == "described") & ~unreal()  # ``petugas harus memastikan``: he has said nothing
    strong = (pl.col("strength") == "strong") & (described | (pl.col("speaker_kind") == "named"))
    # ``Medvedev merespons dengan mengatakan …``: the verb before says nothing, but has the subject
    lends = pl.col("joined").shift(-1, fill_value=False) & (pl.col("place") == pl.col("place").shift(-1))
    lends &= pl.col("speaker_kind") == "named"
    only_shown = (strong | lends) & pl.col("position").is_in(["before", "passive"]) & ~pl.col("nested")
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


def _without_particle(said: pl.DataFrame) -> pl.DataFrame:
    """What is asked begins behind its particle (``meminta agar [warga pulang]``), which has told the stance."""
    particle = pl.col("surface").str.extract(r"^((?:agar|supaya)\s+)\S")
    length = particle.str.len_chars().fill_null(0)
    same = pl.col("content").str.starts_with(particle).fill_null(False)
    cut = pl.when(same).then(length).otherwise(0)
    return said.with_columns(
        content_start=pl.col("content_start") + cut.cast(pl.Int64),
        surface=pl.col("surface").str.slice(cut),
        content=pl.col("content").str.slice(cut),
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
    said = events.filter(pl.col("content_start").is_not_null() & ~doubtful).with_row_index("_id")
    said = with_form(with_relay(with_content(said, sentences, articles), hits), quotes)
    said = _without_particle(with_stance(said.with_columns(pl.col("chain").fill_null(""))))
    said = with_day(said, dates, articles)
    confidence = pl.col("basis").replace_strict(_CONFIDENCE, default=_NOBODY, return_dtype=pl.Float64)
    rows = said.select(
        "article_no", "sentence_no", start_char="content_start", end_char="content_end", surface="surface",
        rule_id="rule_id", content="content",
        speaker=pl.col("speaker").str.replace_all("\n", " ", literal=True), speaker_surface="speaker_surface",
        speaker_entity_id="speaker_entity_id", speaker_role="speaker_role", cue="cue", stance="stance", form="form",
        relay="relay", stated_on="stated_on", confidence=confidence,
    )  # fmt: skip
    key = ["article_no", "start_char", "end_char", "speaker_surface"]
    return Statement.cast(rows.unique(key, keep="first", maintain_order=True).sort(key[:3], maintain_order=True))
