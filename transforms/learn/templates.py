"""Boilerplate that an outlet's articles teach: units that recur across many different stories.

Three forms: a ``unit`` recurs as it stands (numbers and dates aside); an ``opening`` recurs and what follows
it on the line differs from story to story (``Simak juga video: …``); a ``shape`` is a place in the text where
nearly every article of the outlet has a short line of one look (tags in small letters at the end).

Evidence decides, not wording alone: how many different stories, over how many days, in which share of the
outlet's articles, always in the same place or not; whether the articles that hold it are about one subject
(then it is rather a sentence of background that reporters copy), whether it is a full sentence, and whether its
words are those of boilerplate elsewhere (:mod:`transforms.learn.vocabulary`).
"""

from __future__ import annotations

import polars as pl

from transforms.learn.shapes import learn_shapes
from transforms.learn.stories import stories_of
from transforms.learn.subjects import subject_strength
from transforms.learn.units import BROKEN, FULL_STOP, PROSE_CHARS, QUOTES, SLOT, key_of, units_of
from transforms.learn.vocabulary import weigh, word_odds

LEAST_STORIES = 3
"""Different stories that a unit must recur in to be considered at all."""
LEAST_STORIES_OPENED = 5
"""The same for an opening, which cuts words that were never seen before."""
LEAST_CHARS = 4
LONGEST_OPENING_LINE = 220
OPENING_WORDS = (1, 2, 3, 4)
THRESHOLD = 0.9
"""Least confidence with which a template is applied; see the evaluation beside the tests."""
TAIL_CHARS = 600
QUOTED_HEADLINE = r"[\"”’']:$"
"""What ends a pointer inside a line (``Lihat Video 'Banjir di Sukamaju':``); no sentence of prose ends so."""
SAMPLES = 3
SPEECH = r"\b(?:kata|ujar|ucap|tutur|jelas|ungkap|imbuh|tambah|sebut|papar|tegas|terang)(?:nya|kan)?\b"
"""Words beside reported speech: a sentence that holds one is prose, however often it was printed."""
COLUMNS = (
    "outlet_id", "form", "key", "kind", "position", "surface", "articles", "stories", "share", "first_on", "last_on",
    "head_share", "tail_share", "vocabulary", "subject", "confidence", "samples",
)  # fmt: skip


def observed(articles: pl.DataFrame, removed: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    """The units of articles with their outlet and key; the common ground of learning and applying."""
    known = outlets.filter(pl.col("outlet_id").is_not_null()).select("article_no", "outlet_id")
    texts = articles.join(known, on="article_no", how="semi").select("article_no", "text")
    units = units_of(texts, removed.join(known, on="article_no", how="semi"))
    units = units.join(known, on="article_no", how="left", maintain_order="left")
    sizes = texts.select("article_no", text_chars=pl.col("text").str.len_chars())
    distinct = units.select("unit").unique()
    distinct = distinct.with_columns(key=key_of(pl.col("unit")))
    return units.join(distinct, on="unit", how="left", maintain_order="left").join(
        sizes, on="article_no", how="left", maintain_order="left"
    )


def learn_templates(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Propose templates of every outlet with their evidence and confidence, best first.

    ``articles``: ``article_no``, ``article_id``, ``outlet_id``, ``title``, ``published_on``, ``text``; one
    row an article. ``removed``: what the rules cut (``RemovedSpan``). Returns :data:`COLUMNS`; a function of
    the set of articles, whatever their order.
    """
    outlets = articles.select("article_no", "outlet_id")
    about = articles.select("article_no", "article_id", "published_on")
    units = observed(articles, removed, outlets).join(about, on="article_no", how="left", maintain_order="left")
    goes_on = pl.col("unit").shift(-1).over("article_no").str.contains(BROKEN).fill_null(False)
    units = units.with_columns(goes_on=goes_on, chars=pl.col("unit").str.len_chars().cast(pl.Int64))
    stories = stories_of(units)
    units = units.join(stories, on="article_id", how="left", maintain_order="left")
    seen = pl.concat([_whole_units(units), _openings(units)])
    seen = seen.filter(pl.col("story").n_unique().over("outlet_id", "form", "key") >= LEAST_STORIES)
    proposed = _evidence(seen, units).join(subject_strength(seen, units), on=_TEMPLATE, how="left")
    proposed = proposed.join(_in_prose(units, seen), on=_TEMPLATE, how="left")
    proposed = proposed.with_columns(pl.col("subject").fill_null(0.0), pl.col("in_prose").fill_null(0))
    pointer = (pl.col("form") == "opening") & (pl.col("in_prose") == 0) & (pl.col("stories") >= 20)
    # words that begin many pointers and no sentence of the outlet are a pointer wherever they stand
    proposed = proposed.with_columns(position=pl.when(pointer).then(pl.lit("anywhere")).otherwise("position"))
    cut = removed.join(outlets, on="article_no", how="inner").select(
        "outlet_id", "surface", pl.col("kind").cast(pl.String)
    )
    first = _weighed(proposed, word_odds(units, cut))
    # the words of what is sure already are boilerplate words too: they tell of the rest
    sure = first.filter(pl.col("confidence") >= THRESHOLD).select("outlet_id", "kind", surface="key")
    proposed = _weighed(proposed, word_odds(units, pl.concat([cut, sure.select(cut.columns)])))
    found = pl.concat([_settled(proposed).select(COLUMNS), learn_shapes(units).select(COLUMNS)], how="vertical_relaxed")
    return found.sort(-pl.col("confidence"), "outlet_id", "form", "key")


_TEMPLATE = ["outlet_id", "form", "key"]


def _weighed(proposed: pl.DataFrame, odds: pl.DataFrame) -> pl.DataFrame:
    """Add ``vocabulary``, the kind it speaks for, and the confidence."""
    return proposed.join(weigh(proposed["key"], odds), on="key", how="left").with_columns(confidence=_confidence())


def _whole_units(units: pl.DataFrame) -> pl.DataFrame:
    long = units.filter(pl.col("key").str.len_chars() >= LEAST_CHARS)
    return long.with_columns(form=pl.lit("unit"), rest=pl.lit(""), shown="unit").select(_SEEN)


_SEEN = (
    "outlet_id", "form", "key", "article_no", "article_id", "story", "published_on", "shown", "rest", "unit",
    "opens", "closes", "from_start", "from_end", "end_char", "text_chars", "goes_on",
)  # fmt: skip


def line_rests(units: pl.DataFrame) -> pl.DataFrame:
    """Units from which the rest of the line is short and ends like no sentence; adds ``line_end``."""
    ended = pl.col("unit").str.contains(QUOTED_HEADLINE)
    joined = units.with_columns(
        line_end=pl.when(ended).then("end_char").otherwise(pl.col("end_char").last().over("line_no")),
        _last=pl.when(ended).then("unit").otherwise(pl.col("unit").last().over("line_no")),
    )
    short = pl.col("line_end").cast(pl.Int64) - pl.col("start_char").cast(pl.Int64) <= LONGEST_OPENING_LINE
    return joined.filter(short & ~pl.col("_last").str.contains(r"[.…][\"”’')\]]*$")).drop("_last")


def first_words(key: pl.Expr, count: int) -> pl.Expr:
    """The first ``count`` words of a key without quotation marks around them, null where it has fewer."""
    words = key.str.extract(rf"^((?:\S+ ){{{count - 1}}}\S+)(?: |$)", 1)
    return words.str.strip_chars("'\"‘“”’")


def _openings(units: pl.DataFrame) -> pl.DataFrame:
    """The first words of lines and of last units that end like no sentence, once for each number of words."""
    lines = line_rests(units)
    parts = []
    for count in OPENING_WORDS:
        opening = lines.with_columns(
            form=pl.lit("opening"), rest=pl.col("key"), shown="unit", key=first_words(pl.col("key"), count)
        ).filter((pl.col("key").str.len_chars() >= 6) & ~pl.col("key").str.starts_with(SLOT))  # no numbered list
        if count == 1:
            opening = opening.filter(pl.col("key").str.ends_with(":"))
        parts.append(opening.select(_SEEN))
    return pl.concat(parts).unique(["outlet_id", "key", "article_no", "from_start"], keep="first", maintain_order=True)


def _in_prose(units: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """How often sentences of prose begin with an opening: ``outlet_id``, ``form``, ``key``, ``in_prose``."""
    keys = candidates.filter(pl.col("form") == "opening").select("outlet_id", "form", "key").unique()
    prose = (pl.col("chars") >= PROSE_CHARS) & pl.col("unit").str.contains(r"[.…][\"”’')\]]*$")
    stopped = units.filter(prose).select("outlet_id", "key")
    parts = [stopped.select("outlet_id", key=first_words(pl.col("key"), count)) for count in OPENING_WORDS]
    counts = (
        pl.concat(parts).join(keys, on=["outlet_id", "key"]).group_by("outlet_id", "form", "key").agg(in_prose=pl.len())
    )
    return counts


def _evidence(seen: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """One row a candidate: how often, where, when, how quoted, and what it looks like."""
    totals = units.group_by("outlet_id").agg(outlet_articles=pl.col("article_no").n_unique())
    tail = (pl.col("from_end") <= 3) | (
        pl.col("text_chars").cast(pl.Int64) - pl.col("end_char").cast(pl.Int64) <= TAIL_CHARS
    )
    quoted = pl.col("unit").str.contains(rf"^[{QUOTES}]|[{QUOTES}][.,!?]?$|^[^“”\"]*[“”\"][^“”\"]*$")
    first = pl.col("shown").sort_by("article_id", "from_start")
    found = seen.group_by("outlet_id", "form", "key").agg(
        articles=pl.col("article_no").n_unique(),
        stories=pl.col("story").n_unique(),
        first_on=pl.col("published_on").min(),
        last_on=pl.col("published_on").max(),
        head_share=(pl.col("from_start") <= 2).mean().round(3),
        tail_share=tail.mean().round(3),
        own_line=(pl.col("opens") & pl.col("closes")).mean().round(3),
        opened=pl.col("opens").mean().round(3),
        stops=pl.col("unit").str.contains(FULL_STOP).mean().round(3),
        broken=pl.col("goes_on").mean().round(3),
        quoted=quoted.mean().round(3),
        rests=pl.col("rest").n_unique(),
        pointing=pl.col("unit").str.contains(QUOTED_HEADLINE).mean().round(3),
        surface=pl.col("shown").sort_by("shown").mode(maintain_order=True).first(),
        samples=first.head(SAMPLES),
    )
    position = (
        pl.when(pl.col("tail_share") >= 0.9).then(pl.lit("tail"))
        .when(pl.col("head_share") >= 0.9).then(pl.lit("head")).otherwise(pl.lit("anywhere"))
    )  # fmt: skip
    found = found.join(totals, on="outlet_id").with_columns(position=position)
    return found.with_columns(share=(pl.col("articles") / pl.col("outlet_articles")).round(4))


def _confidence() -> pl.Expr:
    """Weigh the evidence: a logistic sum, so that no single sign decides against all others."""
    words = pl.col("key").str.count_matches(r"\S+")
    prose = pl.col("stops") * (words >= 5)
    placed = ((pl.max_horizontal("tail_share", "head_share") - 0.5) * 2).clip(0, 1)
    speech = pl.col("key").str.contains(SPEECH)
    wordy = pl.col("vocabulary").clip(-2.5, 3.0)
    subject = pl.col("subject").clip(0, 20)
    unit = (
        -3.0
        + 1.1 * (pl.col("stories") / LEAST_STORIES).log(2.0).clip(0, 5)
        + 0.8 * (pl.col("share") / 0.02).log(2.0).clip(-2, 4)
        + 1.5 * wordy
        + 0.8 * placed
        + 0.5 * (pl.col("own_line") >= 0.9)
        + 1.0 * ((pl.col("stops") < 0.1) & (words >= 5))
        - 3.0 * prose
        - 0.25 * pl.when((wordy >= 0.9) & (pl.col("stops") < 0.1)).then(0.0).otherwise(subject)
        - 4.0 * (pl.col("quoted") >= 0.2)
        - 4.0 * speech
        - 5.0 * (pl.col("broken") >= 0.2)
        - 2.0 * (words < 3)
        - 2.0 * ((words < 2) & (wordy < 0.5))
    )
    never_prose = pl.col("in_prose") <= 0.1 * pl.col("articles")
    opening = (
        -4.6
        + 0.9 * (pl.col("stories") / LEAST_STORIES).log(2.0).clip(0, 4)
        + 1.9 * wordy
        + 1.0 * placed
        + 1.0 * pl.col("key").str.ends_with(":")
        + 2.0 * pl.col("pointing")
        + 1.5 * never_prose
        + 1.2 * (never_prose & (wordy >= 0.5)) * pl.col("opened")
        - 4.0 * (pl.col("in_prose") >= 0.5 * pl.col("articles"))
        - 0.1 * pl.when(never_prose & (wordy >= 0.5)).then(0.0).otherwise(subject)
        - 3.0 * speech
        - 6.0 * (pl.col("rests") < 0.5 * pl.col("articles"))
        - 6.0 * (pl.col("stories") < LEAST_STORIES_OPENED)
    )
    total = pl.when(pl.col("form") == "unit").then(unit).otherwise(opening)
    return (1 / (1 + (-total).exp())).round(3)


def _settled(proposed: pl.DataFrame) -> pl.DataFrame:
    """Of openings that begin alike and are confident, the shortest stays."""
    sure = proposed.filter((pl.col("form") == "opening") & (pl.col("confidence") >= THRESHOLD))
    words = sure.select("outlet_id", "key", _words=pl.col("key").str.split(" "))
    parts = (
        words.with_columns(_count=pl.int_ranges(1, pl.col("_words").list.len())).explode("_count").drop_nulls("_count")
    )
    shorter = parts.with_columns(_shorter=pl.col("_words").list.head(pl.col("_count")).list.join(" "))
    covered = shorter.join(sure.select("outlet_id", _shorter="key"), on=["outlet_id", "_shorter"]).select(
        "outlet_id", "key", form=pl.lit("opening")
    )
    return proposed.join(covered, on=["outlet_id", "key", "form"], how="anti")
