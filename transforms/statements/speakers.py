"""Speakers: who stands beside a cue, as named mention, pronoun, description or back reference."""

from __future__ import annotations

import functools

import polars as pl

from transforms.statements.tables import alternation, any_word, source_nouns

_MAX_REGION = 160
"""Characters beside a cue in which its speaker is looked for."""
_PARENTHESIS = r"(?:\s*\([^()]*\)?)?"


@functools.cache
def _sources(*kinds: str) -> str:
    table = source_nouns()
    chosen = table.filter(pl.col("kind").is_in(kinds)) if kinds else table
    return alternation(chosen["noun"].to_list(), capital=True)


@functools.cache
def _described() -> str:
    quantifiers = any_word("quantifier", capital=True)
    return rf"^(?:{quantifiers}\s+)*{_sources()}(?:-\w+)?(?:nya)?(?-u:\b)"


@functools.cache
def _after_end() -> str:
    """Everything up to where the name after ``kata`` ends."""
    return rf"(?s)^(.*?)(?:,?\s+{any_word('after_boundary')}(?-u:\b)|[.(\"“”;:?!\n]|$)"


def find_speakers(hits: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Add to each cue its speaker.

    ``mentions``: those of the sentences (offsets in the article); ``names``: ``entity_id, name``.
    Adds ``speaker, speaker_surface, speaker_entity_id, speaker_role, speaker_kind`` and, inside the
    sentence, ``region_start, region_end`` of the words that name the speaker (for a cue that stands
    before the name: up to where the name ends). ``speaker_kind`` is ``named``, ``described``,
    ``singular`` or ``plural`` (pronouns), ``definite`` (``pejabat itu``) or null where nobody is found.
    """
    hits = _regions(hits)
    candidates = _candidates(hits, mentions, names)
    best = _best_mention(candidates)
    hits = hits.join(best, on="hit", how="left", maintain_order="left")
    hits = _decide(hits)
    described = _describe(hits, candidates)
    return hits.join(described, on="hit", how="left", maintain_order="left").with_columns(
        speaker=pl.when(pl.col("speaker_kind") == "described").then("_description").otherwise("speaker")
    )


def _regions(hits: pl.DataFrame) -> pl.DataFrame:
    """The stretch of the sentence that can hold the speaker, and its text."""
    before = pl.col("position") == "before"
    tail = pl.col("surface").str.slice(pl.col("cue_end"), _MAX_REGION)
    source_end = tail.str.extract(r"(?s)^([^,.;:\"“”\n]*)").str.len_chars().cast(pl.Int64)
    after_end = tail.str.extract(_after_end()).str.len_chars().cast(pl.Int64)
    start = pl.max_horizontal(pl.col("subject_end") - _MAX_REGION, 0)
    return hits.with_columns(
        region_start=pl.when(before).then(start).otherwise("cue_end"),
        region_end=pl.when(before).then("subject_end")
        .when(pl.col("position") == "source").then(pl.col("cue_end") + source_end)
        .otherwise(pl.col("cue_end") + after_end),
    ).with_columns(
        _region=pl.col("surface").str.slice("region_start", pl.col("region_end") - pl.col("region_start"))
    )  # fmt: skip


def _candidates(hits: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The mentions inside each region, with the text between them and the cue."""
    columns = mentions.select(
        "article_no", "sentence_no", "entity_type", "entity_id", "role", "confidence",
        _start=pl.col("start_char").cast(pl.Int64), _end=pl.col("end_char").cast(pl.Int64), _mention="surface",
    ).with_columns(pl.col("entity_type").cast(pl.String))  # fmt: skip
    named = columns.join(
        names.unique("entity_id"), on="entity_id", how="left", maintain_order="left"
    ).with_columns(name=pl.coalesce("name", "_mention"))
    keys = [
        "hit",
        "article_no",
        "sentence_no",
        "sentence_start",
        "surface",
        "position",
        "region_start",
        "region_end",
    ]
    joined = hits.select(keys).join(named, on=["article_no", "sentence_no"], maintain_order="left_right")
    joined = joined.with_columns(
        _start=pl.col("_start") - pl.col("sentence_start"), _end=pl.col("_end") - pl.col("sentence_start")
    ).filter((pl.col("_start") >= pl.col("region_start")) & (pl.col("_end") <= pl.col("region_end")))
    before = pl.col("position") == "before"
    return joined.with_columns(
        _between=pl.when(before)
        .then(pl.col("surface").str.slice("_end", pl.col("region_end") - pl.col("_end")))
        .otherwise(pl.col("surface").str.slice("region_start", pl.col("_start") - pl.col("region_start")))
    )


def _best_mention(candidates: pl.DataFrame) -> pl.DataFrame:
    """The mention that fits best: beside the cue, or before an apposition; a person before anything else."""
    before, person = pl.col("position") == "before", pl.col("entity_type") == "PER"
    beside = pl.col("_between").str.contains(
        rf"^{_PARENTHESIS}(\s+alias\s.*)?\s*,?\s*(itu|tersebut|sendiri|dkk\.?|cs)?\s*,?\s*$"
    )
    blocked = rf"(?-u:\b)(?:bahwa|{any_word('subordinator')[3:-1]})(?-u:\b)"
    apposition = (
        pl.col("_between").str.contains(rf"^{_PARENTHESIS}\s*,\s+\S")
        & (pl.col("_between").str.len_chars() <= 130)
        & ~pl.col("_between").str.contains(
            rf",\s+(?:{any_word('subordinator')[3:-1]}|yang|lalu|kemudian)(?-u:\b)"
        )
        & (pl.col("_between").str.count_matches(",") <= 3)
    )
    del blocked
    score = (
        pl.when(before & beside & person).then(5)
        .when(before & apposition & person).then(4)
        .when(before & beside).then(3)
        .when(~before & person).then(5)
        .when(~before).then(2)
    )  # fmt: skip
    # Before a cue the mention nearest to it wins, after a cue the first one.
    nearness = pl.when(before).then(-pl.col("_start")).otherwise("_start")
    return (
        candidates.with_columns(_score=score, _nearness=nearness)
        .filter(pl.col("_score").is_not_null())
        .sort("hit", "_score", "_nearness", descending=[False, True, False])
        .unique("hit", keep="first", maintain_order=True)
        .select(
            "hit", "_score", "_mention", "name", "entity_id", "entity_type", "role",
            _mention_start="_start", _mention_end="_end",
        )
    )  # fmt: skip


def _decide(hits: pl.DataFrame) -> pl.DataFrame:
    """Choose between pronoun, mention, description and back reference."""
    before = pl.col("position") == "before"
    phrase = _noun_phrase()
    hits = hits.with_columns(_phrase=phrase).with_columns(
        _phrase_lead=pl.when(pl.col("_mention").is_not_null() & before).then(
            pl.col("_phrase")
            .str.replace(r"\s*\([^()]*\)\s*$", "")
            .str.strip_suffix(pl.col("_mention"))
            .str.strip_chars()
        )
    )
    pronoun = any_word("pronoun_singular", capital=True), any_word("pronoun_plural", capital=True)
    at_cue = r"^\s*{p}(?-u:\b)", r"(?:^|[\s,]){p}\s*(?:\([^)]*\))?\s*,?\s*$"

    def has(which: int) -> pl.Expr:
        return (
            pl.when(before)
            .then(pl.col("_region").str.contains(at_cue[1].format(p=pronoun[which])))
            .otherwise(pl.col("_region").str.contains(at_cue[0].format(p=pronoun[which])))
        )

    described = pl.col("_phrase").str.contains(_described())
    refers_back = described & pl.col("_phrase").str.contains(rf"\s{any_word('closing_reference')}\s*,?$")
    person = pl.col("entity_type") == "PER"
    relation = pl.col("_phrase_lead").str.contains(
        rf"^(?:{any_word('quantifier', capital=True)}\s+)*{_sources('relation')}$"
    )
    bare = (pl.col("_phrase_lead") == "") | ~before
    proper = pl.col("_phrase").str.contains(r"^(?:\p{Lu}[\w'.-]*\s*){1,5}$")
    kind = (
        pl.when(pl.col("has_nya") & (pl.col("position") != "before")).then(pl.lit("singular"))
        .when(has(0)).then(pl.lit("singular"))
        .when(has(1)).then(pl.lit("plural"))
        .when(person & relation.fill_null(False)).then(pl.lit("described"))
        .when(person).then(pl.lit("named"))
        .when(refers_back & pl.col("_mention").is_null()).then(pl.lit("definite"))
        .when(refers_back).then(pl.lit("definite"))
        .when(described & ~pl.col("_phrase").str.strip_chars().eq(pl.col("_mention")).fill_null(False)).then(pl.lit("described"))
        .when(pl.col("_mention").is_not_null() & bare).then(pl.lit("named"))
        .when(pl.col("_mention").is_null() & proper).then(pl.lit("described"))
    )  # fmt: skip
    found = pl.col("speaker_kind") == "named"
    pronoun_surface = (
        pl.when(pl.col("has_nya") & ~before)
        .then(pl.lit("nya"))
        .otherwise(pl.col("_region").str.extract(rf"((?:{pronoun[0][3:-1]}|{pronoun[1][3:-1]}))(?-u:\b)"))
    )
    return hits.with_columns(speaker_kind=kind).with_columns(
        speaker=pl.when(found).then("name"),
        speaker_entity_id=pl.when(found).then("entity_id"),
        speaker_type=pl.when(found).then("entity_type"),
        speaker_role=pl.when(found).then("role"),
        speaker_surface=pl.when(found).then("_mention")
        .when(pl.col("speaker_kind").is_in(["singular", "plural"])).then(pronoun_surface)
        .when(pl.col("speaker_kind").is_not_null()).then(pl.col("_phrase").str.strip_chars(" ,")),
    )  # fmt: skip


def _noun_phrase() -> pl.Expr:
    """The words that name the speaker: for a cue after its subject the last stretch without a comma."""
    connectors = any_word("connector", capital=True)
    region = pl.col("_region").str.strip_chars(" ,\n")
    several = region.str.extract(r"((?:\p{Lu}[\w .-]*,\s+)+dan\s+\p{Lu}[^,]*)$")
    clause = region.str.replace(r"(?s)^.*(?:[;:—–]|\sbahwa\s|\snamun\s|\ssedangkan\s)\s*", "")
    # An age or an abbreviation in brackets may hold a comma and does not end the phrase.
    last = clause.str.extract(r"(?s)((?:[^,()]|\([^()]*\))*)$").str.strip_chars()
    lead = rf"^(?:(?:{connectors[3:-1]}|[Pp]ada\s\p{{Lu}}\w+\s\([^)]*\))(?:\s+|$))+"
    before = pl.coalesce(several, last).str.replace(lead, "")
    return pl.when(pl.col("position") == "before").then(before).otherwise(
        region.str.replace(r"^(?:oleh|dari)\s+", "")
    )  # fmt: skip


def _describe(hits: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Write out a description with its entities under their usual names: ``pejabat AS`` → ``pejabat Amerika Serikat``."""
    wanted = hits.filter(pl.col("speaker_kind") == "described").select(
        "hit", "_phrase", _at=pl.col("region_start"), _text="_region"
    )
    wanted = wanted.with_columns(
        _phrase_start=pl.col("_at")
        + pl.col("_text").str.slice(0, None).str.len_chars().cast(pl.Int64) * 0
        + pl.col("_text").str.split(pl.col("_phrase")).list.first().str.len_chars().cast(pl.Int64)
    )
    inside = (
        wanted.join(candidates.select("hit", "_start", "_end", "_mention", "name"), on="hit")
        .filter(
            (pl.col("_start") >= pl.col("_phrase_start"))
            & (pl.col("_end") <= pl.col("_phrase_start") + pl.col("_phrase").str.len_chars().cast(pl.Int64))
        )
        .sort("hit", "_start")
        .with_columns(_from=pl.coalesce(pl.col("_end").shift(1).over("hit"), "_phrase_start"))
        .with_columns(
            _piece=pl.col("_phrase").str.slice(
                pl.col("_from") - pl.col("_phrase_start"), pl.col("_start") - pl.col("_from")
            )
            + pl.col("name")
        )
        .group_by("hit", maintain_order=True)
        .agg(_head=pl.col("_piece").str.join(""), _last=pl.col("_end").last())
    )
    tail = pl.col("_phrase").str.slice(pl.col("_last") - pl.col("_phrase_start"))
    described = pl.coalesce(pl.col("_head") + tail, "_phrase").str.strip_chars(" ,")
    return wanted.join(inside, on="hit", how="left").select(
        "hit", _description=_lower_first(described.str.replace(r"\s*\([^()]*\)?\s*$", ""))
    )


def _lower_first(text: pl.Expr) -> pl.Expr:
    """A common noun that opened its sentence loses its capital; a proper name keeps it."""
    common = text.str.contains(_described())
    return pl.when(common).then(text.str.head(1).str.to_lowercase() + text.str.slice(1)).otherwise(text)
