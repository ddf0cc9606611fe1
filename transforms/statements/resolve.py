"""Back references: who ``dia``, ``katanya`` or ``pejabat itu`` is."""

from __future__ import annotations

import polars as pl

_SPEAKER = ("speaker", "speaker_entity_id", "speaker_role", "speaker_type")


def resolve_speakers(events: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Fill in speakers that only refer back.

    ``events``: everything said and everyone shown speaking, with ``article_no, at`` (place in the
    article) and ``speaker_kind``; null kind means a continued quotation. A pronoun takes the last
    speaker named before it, a plural one the last that was no single person, and failing that the
    last person mentioned before it.
    """
    events = events.sort("article_no", "at")
    own = pl.col("speaker_kind").is_in(["named", "described"])
    single = own & (pl.col("speaker_type").is_null() | (pl.col("speaker_type") == "PER"))
    several = own & (pl.col("speaker_type").is_null() | (pl.col("speaker_type") != "PER"))

    def last(condition: pl.Expr, column: str) -> pl.Expr:
        """The value of the latest event that holds the condition; one without a value hides earlier ones."""
        index = pl.when(condition).then(pl.int_range(pl.len())).forward_fill().over("article_no")
        return pl.col(column).gather(index)

    del last
    events = events.with_row_index("_row")
    for name, condition in (("_any", own), ("_single", single), ("_several", several)):
        events = events.with_columns(
            pl.when(condition).then("_row").forward_fill().over("article_no").alias(name)
        )
    which = (
        pl.when(pl.col("speaker_kind") == "plural").then(pl.coalesce("_several", "_any"))
        .when(pl.col("speaker_kind").is_in(["singular", "definite"])).then(pl.coalesce("_single", "_any"))
        .when(pl.col("speaker_kind").is_null()).then("_any")
    )  # fmt: skip
    values = events.select(pl.col("_row").alias("_which"), *[pl.col(c).alias(f"_{c}") for c in _SPEAKER])
    events = events.with_columns(_which=which.cast(pl.UInt32)).join(
        values, on="_which", how="left", maintain_order="left"
    )
    people = _last_person(events, mentions, names)
    events = events.join(people, on="_row", how="left", maintain_order="left")
    found = pl.col("_which").is_not_null()
    wanted = ~own
    return events.with_columns(
        basis=pl.when(own)
        .then(pl.lit("own"))
        .when(found)
        .then(pl.lit("discourse"))
        .when(pl.col("_name").is_not_null())
        .then(pl.lit("mention")),
        speaker=pl.when(wanted).then(pl.coalesce("_speaker", "_name")).otherwise("speaker"),
        speaker_entity_id=pl.when(wanted & found)
        .then("_speaker_entity_id")
        .when(wanted)
        .then("_person_id")
        .otherwise("speaker_entity_id"),
        speaker_role=pl.when(wanted & found)
        .then("_speaker_role")
        .when(wanted)
        .then("_person_role")
        .otherwise("speaker_role"),
    ).drop(
        "_row",
        "_which",
        "_any",
        "_single",
        "_several",
        *[f"_{c}" for c in _SPEAKER],
        "_name",
        "_person_id",
        "_person_role",
    )


def _last_person(events: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The last person mentioned before an event that nobody spoke before."""
    people = (
        mentions.filter(pl.col("entity_type") == "PER")
        .select(
            "article_no",
            "entity_id",
            _person_role="role",
            _at=pl.col("end_char").cast(pl.Int64),
            _surface="surface",
        )
        .join(names.unique("entity_id"), on="entity_id", how="left")
        .with_columns(_name=pl.coalesce("name", "_surface"))
        .sort("article_no", "_at")
        .select("article_no", "_at", "_name", "_person_role", _person_id="entity_id")
    )
    lost = (
        events.filter(pl.col("_which").is_null()).select("article_no", "_row", "at").sort("article_no", "at")
    )
    return lost.join_asof(
        people, left_on="at", right_on="_at", by="article_no", check_sortedness=False
    ).select("_row", "_name", "_person_id", "_person_role")
