"""Where the headline ends that follows a pointer such as ``Baca juga:``.

On a line of its own the headline is the rest of the line. In text that lost its line breaks the next
sentence follows at once, and what tells them apart is style: headlines are written With Capital Letters
and without a final stop. The run of capitalised words is taken, and the words at its end that open the
next sentence are given back: from an opening quotation mark, from a word that opens sentences and stands
capitalised in no headline (``Namun``, ``Selain``), after a stop, from a name that the article uses
elsewhere, from a word fused to the headline (``GazaSelain``), or else the last capitalised word alone.
Outlets that write headlines like sentences are cut at the first word that opens a sentence. Where no end
is found, only the pointer itself is cut: a sentence is never lost for a headline.
"""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table

LONGEST = 220
"""Longest headline, in characters."""
ROLES = ("function", "opener", "weak_opener", "common")
QUOTE = "\"“”‘'’"


class HeadlineWord(dy.Schema):
    """One row of ``headline_words.csv``.

    ``function``: stands in lower case inside a capitalised headline; ``opener``: opens sentences, and is
    not capitalised inside headlines; ``weak_opener``: opens sentences, and may be; ``common``: a word
    that running text writes in lower case, so that its capital is a sign of a headline.
    Counted over sentences and titles of Indonesian news.
    """

    word = dy.String()
    role = dy.Enum(ROLES)


@functools.cache
def words_of(*roles: str) -> tuple[str, ...]:
    """Return the words of these roles. Raises :class:`~transforms.reference.ReferenceError`."""
    table = load_table("headline_words", HeadlineWord, unique=["word", "role"])
    return tuple(table.filter(pl.col("role").is_in(roles))["word"])


@functools.cache
def _patterns() -> dict[str, str]:
    function = "|".join(words_of("function"))
    openers = "|".join(w.capitalize() for w in words_of("opener"))
    either = "|".join(w.capitalize() for w in words_of("opener", "weak_opener"))
    word = rf"(?:[({QUOTE}\[]*[\p{{Lu}}\d]\S*|(?:{function})[,:;!?.…){QUOTE}]*|[-–—&|/+×:]+)"
    return {
        "run": rf"^(?:\s*{word}(?:\s+|$))+",
        "quote": r"^((?:.*\s)?)[\"“][^\"”]*$",
        "opener": rf"^(.*\s)(?:{openers}),?(?:\s+\S+){{0,14}}\s*$",
        "stop": r"^(.*[\p{Ll}\d)][.?!…]+[\"”’']?\s+)\S+(?:\s+\S+){0,7}\s*$",
        "fused": r"^(.*[\p{Ll}\d.!?)\"”’'])\p{Lu}\p{Ll}+[,:]?(?:\s+[\p{Lu}\d]\S*){0,3}\s*$",
        "sentence_case": rf"^(.{{12,180}}?)(?:\s+(?:{either}),?\s+\S|\s*[\"“]\p{{Lu}}|$)",
    }


FUSED_NAMES = r"(?:Mc|Mac|You|Whats|Tik|Face|Linked|Grab|Open|Play|Go|De|Di|Le|La|Al|Net|Pay|Mini|Java|Big|Air|e|i)\p{Lu}\p{Ll}+\S*\s*$"


def find_headlines(marks: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Extend each mark of reach ``headline`` over the headline that follows it on its line.

    ``marks``: ``article_no``, ``start_char``, ``end_char``, ``surface``, ``reach`` …, all rules' matches in
    order. Returns ``marks`` with ``end_char`` and ``surface`` of these extended.
    """
    ends = pl.col("start_char").shift(-1).over("article_no").alias("_next")
    pointers = marks.with_columns(ends).filter(pl.col("reach") == "headline")
    if pointers.is_empty():
        return marks
    rest = _rest_of_line(pointers, articles)
    ended = rest.with_columns(_cut=_headline_chars(rest))
    extended = ended.with_columns(
        end_char=(pl.col("end_char") + pl.col("_cut")).cast(pl.UInt32),
        surface=pl.col("surface") + pl.col("_rest").str.slice(0, pl.col("_cut")),
    ).select(marks.columns)
    return pl.concat([marks.filter(pl.col("reach") != "headline"), extended]).sort("article_no", "start_char")


def _rest_of_line(pointers: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Add the text, ``_rest`` (what follows on the line, up to the next mark) and where the mark stands."""
    joined = pointers.join(articles.select("article_no", "text"), on="article_no", how="left", maintain_order="left")
    room = (pl.col("_next").cast(pl.Int64) - pl.col("end_char").cast(pl.Int64)).fill_null(10_000)
    return joined.with_columns(
        _after=pl.col("text").str.slice(pl.col("end_char"), pl.min_horizontal(room, pl.lit(600))),
        _before=pl.col("text").str.slice(
            pl.max_horizontal(pl.col("start_char").cast(pl.Int64) - 20, pl.lit(0)),
            pl.min_horizontal(pl.col("start_char").cast(pl.Int64), pl.lit(20)),
        ),
    ).with_columns(
        _rest=pl.col("_after").str.extract(r"^([^\n]*)", 1).str.strip_chars_end(),
        _own_line=pl.col("_before").str.contains(r"(?:^|\n)[\s\u200b*•-]*$"),
        _colon=pl.col("surface").str.contains(r"[:：»›]\s*$"),
    )


def _headline_chars(rest: pl.DataFrame) -> pl.Series:
    """Return how many characters of ``_rest`` are the headline (0: none found)."""
    pattern = _patterns()
    frame = rest.select("article_no", "text", "_rest", "_own_line", "_colon").with_row_index("_row")
    frame = frame.with_columns(
        _chars=pl.col("_rest").str.len_chars(),
        _run=pl.col("_rest").str.extract(pattern["run"], 0).fill_null(""),
        _sentences=pl.col("_rest").str.count_matches(r"[\p{Ll}\d)][.?!][\"”’']?(?:\s+[\"“]?\p{Lu}|$)"),
        _stops=pl.col("_rest").str.contains(r"[.][\"”’')\]]*$"),
    )
    frame = frame.with_columns(_style=_capital_end(frame), _plain=_sentence_case_end(frame))
    whole = (pl.col("_chars") <= 200) & (
        (pl.col("_own_line") & ((pl.col("_sentences") <= 1) | ~pl.col("_stops")))
        | ((pl.col("_chars") <= 180) & ~pl.col("_stops") & (pl.col("_sentences") == 0) & ~pl.col("_rest").str.contains(r"\p{Ll}[\"“]\p{Lu}|\s[\"“]\p{Lu}\S*\s\p{Ll}"))
    )
    capital_whole = pl.col("_run").str.len_chars() >= pl.col("_chars")
    lost = ~pl.col("_colon") & ~_looks_like_headline(frame)
    ended = frame.select(
        pl.when(pl.col("_chars") < 4)
        .then(pl.col("_chars"))
        .when(lost)
        .then(0)
        .when(whole & capital_whole & (pl.col("_chars") <= LONGEST))
        .then(pl.col("_chars"))
        .when(whole & pl.col("_own_line"))
        .then(pl.col("_chars"))
        .when(pl.col("_style") > 0)
        .then(pl.col("_style"))
        .when(pl.col("_plain") > 0)
        .then(pl.col("_plain"))
        .otherwise(0)
        .cast(pl.UInt32)
    )
    return ended.to_series()


def _looks_like_headline(frame: pl.DataFrame) -> pl.Series:
    """Return whether the run is headline style beyond doubt: long enough, common words capitalised."""
    counts = frame.select("_row", _word=pl.col("_run").str.slice(0, LONGEST).str.split(" ")).explode("_word")
    common = pl.Series(words_of("common"))
    signs = (
        counts.filter(pl.col("_word").str.contains(r"^\p{Lu}"))
        .with_columns(_bare=pl.col("_word").str.to_lowercase().str.strip_chars(f"{QUOTE},.:;!?()"))
        .group_by("_row")
        .agg(_capitals=pl.len(), _common=pl.col("_bare").is_in(common.implode()).sum())
    )
    joined = frame.select("_row").join(signs, on="_row", how="left", maintain_order="left")
    return joined.select((pl.col("_capitals") >= 4) & (pl.col("_common") >= 2)).to_series().fill_null(False)


def _capital_end(frame: pl.DataFrame) -> pl.Series:
    """Return where a capitalised headline ends, 0 where the run is none."""
    pattern = _patterns()
    run = frame.select("_row", "text", "_run", "_chars")
    # the last capitalised word of the run, and names of up to five words before it
    tails = [rf"(?:^|\s)(\p{{Lu}}\S*(?:\s+\S+){{{k}}})\s*$" for k in range(4, -1, -1)]
    seen = [
        pl.when(pl.col("text").str.count_matches(pl.col(f"_tail{k}"), literal=True) >= 2).then(pl.col(f"_tail{k}"))
        for k in range(4)
    ]
    run = run.with_columns(pl.col("_run").str.extract(p, 1).str.strip_chars_end(",:;").alias(f"_tail{i}") for i, p in enumerate(tails))
    last = pl.col("_run").str.extract(r"^(.*?)(?:\p{Lu}|\d)\S*(?:\s+[^\p{Lu}\d\s]\S*)*\s*$", 1)
    run = run.with_columns(_name=pl.coalesce(*seen, pl.lit(None, pl.String)))
    name_at = (pl.col("_run").str.strip_chars_end(" ,:;").str.len_chars().cast(pl.Int64) - pl.col("_name").str.len_chars().cast(pl.Int64))
    default = pl.col("_run").str.extract(r"^((?:.*\s)?)[\p{Lu}\d\"“(]\S*(?:\s+[^\p{Lu}\d\s]\S*)*\s*$", 1)
    at = {key: pl.col("_run").str.extract(pattern[key], 1).str.len_chars().cast(pl.Int64) for key in ("quote", "opener", "stop")}
    fused = pl.when(~pl.col("_run").str.contains(FUSED_NAMES)).then(
        pl.col("_run").str.extract(pattern["fused"], 1).str.len_chars().cast(pl.Int64)
    )
    ends = run.select(
        _run_chars=pl.col("_run").str.len_chars().cast(pl.Int64),
        _whole=pl.col("_run").str.len_chars() >= pl.col("_chars"),
        _quote=at["quote"],
        _sure=pl.max_horizontal(at["opener"], at["stop"]),
        _fused=fused,
        _name=name_at,
        _default=default.str.len_chars().cast(pl.Int64),
    ).with_columns(pl.lit(None).alias("_unused"))
    end = pl.coalesce(
        pl.col("_quote"),
        pl.when(pl.col("_whole")).then(pl.col("_run_chars")),
        pl.col("_sure"),
        pl.col("_fused"),
        pl.col("_name"),
        pl.col("_default"),
    )
    cut = pl.concat([run.select("_row", "_run"), ends.select(_end=end)], how="horizontal")
    headline = cut.select("_row", _run=pl.col("_run").str.slice(0, pl.col("_end").cast(pl.UInt32)).str.strip_chars_end())
    good = _headline_enough(headline)
    chars = headline["_run"].str.len_chars()
    return pl.select(pl.when(good & (chars <= LONGEST)).then(chars).otherwise(0)).to_series()


def _headline_enough(headline: pl.DataFrame) -> pl.Series:
    words = headline["_run"].str.count_matches(r"\S+")
    return (words >= 3) & _has_common(headline)


def _has_common(headline: pl.DataFrame) -> pl.Series:
    common = pl.Series(words_of("common", "weak_opener"))
    signs = (
        headline.select("_row", _word=pl.col("_run").str.split(" ").list.slice(1))
        .explode("_word")
        .filter(pl.col("_word").str.contains(r"^[\"“‘'(]?\p{Lu}"))
        .with_columns(_bare=pl.col("_word").str.to_lowercase().str.strip_chars(f"{QUOTE},.:;!?()"))
        .filter(pl.col("_bare").is_in(common.implode()))
        .select("_row")
        .unique()
    )
    return headline.join(signs.with_columns(_has=pl.lit(True)), on="_row", how="left", maintain_order="left")["_has"].fill_null(False)


def _sentence_case_end(frame: pl.DataFrame) -> pl.Series:
    """Return where a headline written like a sentence ends, 0 where no sentence opening follows it."""
    found = pl.col("_rest").str.extract(_patterns()["sentence_case"], 1)
    clean = ~found.str.contains(r"[\p{Ll}\d)][.?!]\s+\p{Lu}") & ~found.str.contains(r"[.]$")
    return frame.select(pl.when(clean).then(found.str.len_chars()).otherwise(0).fill_null(0)).to_series()
