"""Indirect speech: what each cue outside direct speech reports, and where those words begin and end."""

from __future__ import annotations

import polars as pl

from transforms.statements.tables import any_word

_MIN_CHARS = 4


def find_contents(hits: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Give each cue the words that it reports.

    ``hits`` carry their speaker and ``used`` (true where the cue attributes direct speech or stands
    beside one that does). Adds ``content_start, content_end`` (inside the sentence; null where the
    cue reports nothing), ``previous`` (the content is the sentence before), ``joined`` (the subject
    is that of the cue before it).
    """
    hits = _joined(hits)
    hits = _starts(hits)
    hits = _ends(hits)
    kept = _reports()
    start, end = (pl.when(kept).then(c) for c in ("content_start", "content_end"))
    return hits.with_columns(content_start=start, content_end=end)


def _joined(hits: pl.DataFrame) -> pl.DataFrame:
    """``X menepis … dan menegaskan …``: the second verb shares the first one's subject."""
    before = pl.col("surface").str.slice(0, pl.col("subject_end"))
    link = before.str.contains(
        r"(?:\s|,\s*)(?:dan|serta|sekaligus|sembari|sambil|seraya|lalu|kemudian|namun|tetapi|tapi)\s*$"
    ) | pl.col("chain").str.contains(r"^(?:serta|sekaligus|lalu|kemudian)(?-u:\b)")
    active = (pl.col("position") == "before") & ~pl.col("relative")
    earlier = (
        (pl.col("position").shift(1) == "before")
        & (pl.col("article_no") == pl.col("article_no").shift(1))
        & (pl.col("sentence_no") == pl.col("sentence_no").shift(1))
    )
    joined = (active & link & earlier).fill_null(False)
    cut = before.str.replace(
        r"(?:,\s*|\s+)(?:dan|serta|sekaligus|sembari|sambil|seraya|lalu|kemudian|namun|tetapi|tapi)\s*$", ""
    )
    return hits.with_columns(joined=joined, _joint=pl.when(joined).then(cut.str.len_chars().cast(pl.Int64)))


def _starts(hits: pl.DataFrame) -> pl.DataFrame:
    """Where the content begins: behind verb, addressee, ``bahwa`` and commas."""
    after = pl.col("surface").str.slice("cue_end")
    opener = any_word("content_opener")
    addressee = rf"(?s)^[\s,]*(?:kepada|pada|dalam|di|saat|ketika|melalui|lewat|usai|terkait|soal|lagi|juga|pula|secara|dengan)\s[^\"“.;]{{0,140}}?[\s,]{opener}[\s,]+"
    to_person = r"^[\s,]*kepada\s[^,.\"“]{1,60},\s+"
    plain = rf"^[\s,:]*(?:(?:pula|juga|lagi|kembali)\s*,?\s+)?(?:{opener}[\s,]+)?"
    lead = pl.coalesce(
        after.str.extract(rf"({addressee})"),
        after.str.extract(rf"({to_person})"),
        after.str.extract(rf"({plain})"),
    )
    from_active = pl.col("cue_end") + lead.str.len_chars().cast(pl.Int64)
    rest = pl.col("surface").str.slice("region_end")
    gap = rest.str.extract(rf"^([\s,:]*(?:{opener}[\s,]+)?)").str.len_chars().cast(pl.Int64)
    return hits.with_columns(_active_start=from_active, _behind=pl.col("region_end") + gap, _tail=rest)


def _ends(hits: pl.DataFrame) -> pl.DataFrame:
    length = pl.col("surface").str.len_chars().cast(pl.Int64)
    relay = (
        r"(?s)^(.*?)(?:,|\s)\s*(?:(?:seperti|sebagaimana|demikian|begitu)\s+)?"
        r"(?:dikutip|dilansir|diberitakan|dilaporkan oleh|dinukil|melansir|mengutip|seperti dilaporkan)(?-u:\b)"
    )
    content = pl.col("surface").str.slice("_active_start")
    relayed = pl.col("_active_start") + content.str.extract(relay).str.len_chars().cast(pl.Int64)
    whole = length - pl.col("surface").str.extract(r"([\s.,;:]*)$").str.len_chars().cast(pl.Int64)
    next_joint = pl.when(
        (pl.col("article_no").shift(-1) == pl.col("article_no"))
        & (pl.col("sentence_no").shift(-1) == pl.col("sentence_no"))
    ).then(pl.col("_joint").shift(-1))
    active_end = pl.min_horizontal(whole, relayed, next_joint)
    position = pl.col("position")
    # Words before the cue, for cues that may follow what they report.
    ahead = pl.col("surface").str.slice(0, "cue_start").str.replace(r"[\s,]*(?:seperti|demikian)?[\s,]*$", "")
    ahead_end = ahead.str.len_chars().cast(pl.Int64)
    ahead_start = (
        ahead.str.extract(rf"^((?:{any_word('connector', capital=True)[3:-1]})?[\s,]*)")
        .str.len_chars()
        .cast(pl.Int64)
    )
    behind_length, ahead_length = whole - pl.col("_behind"), ahead_end - ahead_start
    comma = pl.col("_tail").str.contains(r"^\s*,")
    behind_wins = (behind_length >= ahead_length) & comma
    opens_sentence = (
        pl.col("surface")
        .str.slice(0, "cue_start")
        .str.strip_chars(' "“,')
        .str.contains(
            rf"^(?:{any_word('connector', capital=True)[3:-1]}|[Ss]eperti|[Ss]ebagaimana|[Mm]asih)?$"
        )
    )
    start = (
        pl.when(position == "before").then("_active_start")
        .when((position == "source") & opens_sentence).then("_behind")
        .when(behind_wins).then("_behind")
        .otherwise(ahead_start)
    )  # fmt: skip
    end = (
        pl.when(position == "before").then(active_end)
        .when((position == "source") & opens_sentence).then(whole)
        .when(behind_wins).then(whole)
        .otherwise(ahead_end)
    )  # fmt: skip
    return hits.with_columns(
        content_start=start,
        content_end=end,
        _opens=opens_sentence,
        _comma=comma,
        _after=pl.col("surface").str.slice("cue_end"),
    )


def _reports() -> pl.Expr:
    """Whether the cue reports at all, by position and strength."""
    position, strength = pl.col("position"), pl.col("strength")
    has_speaker = pl.col("speaker_kind").is_not_null() | pl.col("joined")
    says_that = pl.col("_after").str.contains(rf"^(?:nya)?\s*,?\s*{any_word('content_opener')}(?-u:\b)")
    negated = pl.col("chain").str.contains(rf"(?:^|\s){any_word('negation')}(?:\s|$)")
    future = pl.col("chain").str.contains(r"(?:^|\s)(?:akan|untuk|hendak)(?:\s|$)")
    can_speak = pl.col("speaker_kind").is_in(["named", "singular", "plural", "definite"]) & (
        pl.col("speaker_type").is_null() | (pl.col("speaker_type") == "PER")
    )
    active = (
        (position == "before")
        & has_speaker
        & ~future
        & ~pl.col("relative")
        & (
            (strength == "strong")
            | ((strength == "weak") & (can_speak | says_that))
            | ((strength == "negated") & negated)
        )
    )
    named = pl.col("speaker_kind").is_not_null()
    after = (
        (position == "after")
        & named
        & pl.col("surface").str.slice(0, "cue_start").str.contains(r",\s*$")
        & (pl.col("_comma") | pl.col("_tail").str.contains(r"^[\s.]*(?:$|\p{L})"))
    )
    passive = (position == "passive") & named & pl.col("_after").str.contains(r"^\s+oleh\s") | (
        (position == "passive") & named & (strength == "strong") & ~pl.col("relative")
    )
    source = (
        (position == "source")
        & named
        & (
            (
                (strength == "strong")
                & (pl.col("_opens") | pl.col("surface").str.slice(0, "cue_start").str.contains(r",\s*$"))
            )
            | (
                (strength == "weak")
                & pl.col("_opens")
                & pl.col("_comma")
                & (pl.col("speaker_kind") == "described")
            )
            | ((strength == "relay") & pl.col("_opens") & pl.col("_comma"))
        )
    )
    long_enough = pl.col("content_end") - pl.col("content_start") >= _MIN_CHARS
    return (active | after | passive | source) & ~pl.col("used") & long_enough
