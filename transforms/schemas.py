"""The frames that pass between stages, as dataframely schemas: a schema is a stage's signature.

Within a shard an article is known by ``article_no`` (its row number there); the loader turns it into
``article_id`` and hashes the keys of the facts. All offsets are Unicode code points, half-open, into
the article's repaired ``text``. Columns are never null unless marked ``nullable``.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

REMOVED_KINDS = (
    "title", "dateline", "byline", "stamp", "related_link", "promo", "caption", "navigation", "tags", "ad", "legal",
)  # fmt: skip
PRECISIONS = ("exact", "about", "at_least", "at_most", "range", "vague")
QUANTITY_KINDS = (
    "count", "money", "percent", "duration", "age", "length", "area", "weight", "speed", "temperature", "other",
)  # fmt: skip
GRANULARITIES = ("minute", "hour", "day", "week", "month", "quarter", "semester", "year", "decade", "span")
ANCHORS = ("absolute", "published", "context", "unresolved")
ENTITY_TYPES = ("PER", "ORG", "LOC")
STANCES = ("assert", "deny", "confirm", "doubt", "concern", "demand", "intend", "judge")
STATEMENT_FORMS = ("direct", "indirect", "mixed")
PUBLISHED_BASES = ("metadata", "text", "url")


class RawArticle(dy.Schema):
    """One record as its dump gave it, fields found and named, nothing repaired."""

    article_no = dy.UInt32()
    record_id = dy.String(nullable=True)
    """The dump's own id."""
    url = dy.String(nullable=True)
    title = dy.String(nullable=True)
    published_raw = dy.String(nullable=True)
    """The publisher's date string, often garbage."""
    authors_raw = dy.String(nullable=True)
    tags_raw = dy.String(nullable=True)
    """Category, topic or tag field, as one string."""
    raw = dy.String()


class Article(dy.Schema):
    """One repaired article: what every later stage reads."""

    article_no = dy.UInt32()
    url = dy.String(nullable=True)
    title = dy.String(nullable=True)
    published_raw = dy.String(nullable=True)
    authors_raw = dy.String(nullable=True)
    tags_raw = dy.String(nullable=True)
    text = dy.String()


class _Span(dy.Schema):
    article_no = dy.UInt32()
    start_char = dy.UInt32()
    end_char = dy.UInt32()
    surface = dy.String()
    rule_id = dy.String()

    @dy.rule()
    def surface_fills_offsets(cls) -> pl.Expr:
        """A stage that breaks this breaks on one article, which is refused; at a check all of a batch would be."""
        chars = pl.col("surface").str.len_chars()
        return (chars > 0) & (chars == pl.col("end_char") - pl.col("start_char"))


class RemovedSpan(_Span):
    """One span cut from the text. Spans of an article do not overlap and are in order."""

    kind = dy.Enum(REMOVED_KINDS)


class ArticleMetadata(dy.Schema):
    """What is known about an article besides its text; one row an article."""

    article_no = dy.UInt32()
    outlet_id = dy.String(nullable=True)
    """Registrable domain of the outlet, e.g. ``kompas.com``; key of ``dim_outlet``."""
    title = dy.String(nullable=True)
    standfirst = dy.String(nullable=True)
    authors = dy.List(dy.String())
    tags = dy.List(dy.String())
    place = dy.String(nullable=True)
    published_at = dy.Datetime(time_zone="Asia/Jakarta", time_unit="us", nullable=True)
    published_on = dy.Date(nullable=True)
    """The day in the source's own zone (WIB unless it says WITA or WIT)."""
    published_basis = dy.Enum(PUBLISHED_BASES, nullable=True)


class RelatedLink(_Span):
    """One pointer to another story."""

    linked_title = dy.String(nullable=True)
    linked_url = dy.String(nullable=True)


class Language(dy.Schema):
    article_no = dy.UInt32()
    language = dy.String(nullable=True)
    """ISO 639-1 code, or ISO 639-3 where there is none; null where there is too little text."""
    language_confidence = dy.Float64(nullable=True)


class Sentence(dy.Schema):
    """One sentence of the body; ``surface`` is exactly the text between its offsets."""

    article_no = dy.UInt32()
    sentence_no = dy.UInt32()
    """From 0, in order of appearance in the article."""
    paragraph_no = dy.UInt32()
    start_char = dy.UInt32()
    end_char = dy.UInt32()
    surface = dy.String()


class _Mention(_Span):
    sentence_no = dy.UInt32()


class Quantity(_Mention):
    """One number that counts or measures. ``low`` or ``high`` null: open to that side."""

    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    precision = dy.Enum(PRECISIONS)
    kind = dy.Enum(QUANTITY_KINDS)
    unit = dy.String(nullable=True)
    """Count: the counted noun's head word; money: ISO 4217; else the unit as written."""
    si_value_low = dy.Float64(nullable=True)
    si_value_high = dy.Float64(nullable=True)
    si_unit = dy.String(nullable=True)


class DateMention(_Mention):
    """One calendar expression. ``starts_on``/``ends_on`` (inclusive days) null when unresolved."""

    starts_on = dy.Date(nullable=True)
    ends_on = dy.Date(nullable=True)
    granularity = dy.Enum(GRANULARITIES)
    anchor = dy.Enum(ANCHORS)
    weekday_agrees = dy.Bool(nullable=True)
    """Whether a weekday written beside the date is the calendar's; null where none is written."""


class EntityMention(_Mention):
    entity_type = dy.Enum(ENTITY_TYPES)
    entity_id = dy.String()
    role = dy.String(nullable=True)
    """Title or office written beside a person, as written: ``Menteri Luar Negeri Rusia``."""
    confidence = dy.Float64()


class Entity(dy.Schema):
    """An entity that an article mentions and the reference does not hold (basis ``learned``).

    One row an article and entity: the name is the one that the article gives it, whatever other articles do.
    """

    article_no = dy.UInt32()
    entity_id = dy.String()
    entity_type = dy.Enum(ENTITY_TYPES)
    name = dy.String()


class Statement(_Mention):
    """One reported statement; offsets and ``surface`` are those of its content."""

    content = dy.String()
    speaker = dy.String(nullable=True)
    """Resolved name, or the description of an unnamed source."""
    speaker_surface = dy.String(nullable=True)
    speaker_entity_id = dy.String(nullable=True)
    speaker_role = dy.String(nullable=True)
    cue = dy.String(nullable=True)
    stance = dy.Enum(STANCES)
    form = dy.Enum(STATEMENT_FORMS)
    relay = dy.String(nullable=True)
    """Who passed the statement on: ``Rferl`` in ``Mengutip Rferl, …``."""
    stated_on = dy.Date(nullable=True)
    confidence = dy.Float64()


class StatementQuantity(dy.Schema):
    """A quantity inside a statement; both are known by article and offsets."""

    article_no = dy.UInt32()
    statement_start_char = dy.UInt32()
    statement_end_char = dy.UInt32()
    quantity_start_char = dy.UInt32()
    quantity_end_char = dy.UInt32()
    rule_id = dy.String()
    concept = dy.String(nullable=True)
    subject_entity_id = dy.String(nullable=True)
    place_entity_id = dy.String(nullable=True)
