"""Where the headline ends that follows a pointer such as ``Baca juga:``.

On a line of its own the headline is the rest of the line. In text that lost its line breaks the next
sentence follows at once, and what tells them apart is style: headlines are written With Capital Letters
and without a final stop. The run of capitalised words is taken, and of the words at its end those are
given back that open the next sentence: the place is chosen where the words before it are most like a
headline and those after it most like the start of a sentence (:mod:`transforms.clean.word_cases`),
helped by an opening quotation mark, a stop, a name that the article uses elsewhere, or two words fused
where a line break was lost (``GazaSelain``). Headlines that are written like sentences end before the
first capital that only the start of a sentence explains. Where no end is found, only the pointer itself
is cut: a sentence is never lost for a headline.
"""

from __future__ import annotations

import functools

import polars as pl

from transforms.clean.word_cases import FUSED, SEAM, function_words, with_odds, with_seams

LONGEST = 220
"""Longest headline, in characters."""
LONGEST_LIST = 600
"""Longest list of fused headlines at the end of a text."""
GIVEN_BACK = 12
"""How many words at the end of a run of capitals may belong to the next sentence."""
QUOTE = "\"“”‘'’"
ENDS_SENTENCE = r"[\p{Ll}\d)%][.?!…]+[\"”’')]*\s*$"
TELLS = r"^(?:me(?:ng|ny|m|n|l|r)\p{Ll}{4,}|juga|pun|telah|yang|adalah|merupakan|pada|selaku)[,.]?\s*$"
"""What follows the subject of a sentence sooner than a name inside a headline."""
FRAME = r"\s[\"“]\p{Lu}\S*\s|[.!?,][\"”’]\s?\p{Lu}"


@functools.cache
def _run_pattern() -> str:
    function = "|".join(sorted(function_words(), key=len, reverse=True))
    word = rf"(?:[({QUOTE}\[]*\p{{Lu}}\S*|\S*\d\S*|(?:{function})[,:;!?.…){QUOTE}]*|[-–—&|/+×:]+)"
    return rf"^(?:\s*{word}(?:\s+|$))+"


def find_headlines(marks: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Extend each mark of reach ``headline`` over the headline that follows it, and a bullet before it.

    ``marks``: ``article_no``, ``start_char``, ``end_char``, ``surface``, ``reach`` …, the matches of all rules
    in order. Returns ``marks``, ``end_char`` and ``surface`` of these extended.
    """
    following = pl.col("start_char").shift(-1).over("article_no").alias("_next")
    pointers = marks.with_columns(following).filter(pl.col("reach") == "headline")
    if pointers.is_empty():
        return marks
    rest = _rest_of_line(pointers, articles)
    headline = pl.col("_rest").str.slice(0, _headline_chars(rest)).str.strip_chars_end()
    extended = rest.with_columns(_headline=headline).with_columns(
        start_char=(pl.col("start_char") - pl.col("_bullet").str.len_chars()).cast(pl.UInt32),
        end_char=(pl.col("end_char") + pl.col("_headline").str.len_chars()).cast(pl.UInt32),
        surface=pl.col("_bullet") + pl.col("surface") + pl.col("_headline"),
    )
    extended = extended.select(marks.columns)
    return pl.concat([marks.filter(pl.col("reach") != "headline"), extended]).sort("article_no", "start_char")


def _rest_of_line(pointers: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Add ``_rest``, what follows on the line up to the next mark, and what is known of the mark's place."""
    joined = pointers.join(articles.select("article_no", "text"), on="article_no", how="left", maintain_order="left")
    start, end = pl.col("start_char").cast(pl.Int64), pl.col("end_char").cast(pl.Int64)
    room = (pl.col("_next").cast(pl.Int64) - end).fill_null(10_000)
    from_char = pl.max_horizontal(start - 20, pl.lit(0))
    after = pl.col("text").str.slice(end, pl.min_horizontal(room, pl.lit(LONGEST_LIST + 1)))
    before = pl.col("text").str.slice(from_char, start - from_char)
    return joined.select(
        pl.exclude("_next"),
        _rest=after.str.extract(r"^([^\n]*)", 1).str.strip_chars_end(),
        _own_line=before.str.contains(r"(?:^|\n)[\s\u200b*•-]*$"),
        _colon=pl.col("surface").str.contains(r"[:：;»›]\s*$"),
        _bullet=before.str.extract(r"(?:^|\n)\s*([•▪●►▶➡👉>»*–\uFE0F-]{1,3}[ \u00a0]?)$", 1).fill_null(""),
    ).with_row_index("_row")


def _headline_chars(rest: pl.DataFrame) -> pl.Series:
    """Return how many characters of ``_rest`` are the headline (0: none found)."""
    rest = rest.with_columns(_run=pl.col("_rest").str.extract(_run_pattern(), 0).fill_null(""))
    easy = rest.select(pl.when(_is_all_headline()).then(pl.col("_rest").str.len_chars())).to_series()
    hard = rest.filter(easy.is_null())
    if hard.is_empty():
        return easy
    plain = _sentence_case_end(hard.filter(pl.col("_colon")))
    found = _capitals_end(hard).join(plain, on="_row", how="full", coalesce=True)
    joined = rest.select("_row").join(found, on="_row", how="left", maintain_order="left")
    styled = (pl.col("_evidence") >= pl.when(rest["_colon"]).then(0.8).otherwise(2.5)) & (pl.col("_words") >= 3)
    end = joined.select(
        pl.when(styled).then("_end")
        .when(rest["_colon"]).then(pl.coalesce("_plain_end", pl.when(pl.col("_words") >= 4).then("_end")))
    ).to_series()  # fmt: skip
    return pl.select(pl.coalesce(easy, end, pl.lit(0))).to_series().cast(pl.UInt32)


def _is_all_headline() -> pl.Expr:
    """Return whether all of ``_rest`` is the headline, or a list of headlines that have been fused."""
    chars = pl.col("_rest").str.len_chars()
    stops = pl.col("_rest").str.contains(r"[.][\"”’')\]]*$")
    sentences = pl.col("_rest").str.count_matches(r"[\p{Ll}\d)][.?!][\"”’']?(?:\s+[\"“]?\p{Lu}|$)")
    own = pl.col("_own_line") & (chars <= 200) & ((sentences <= 1) | ~stops)
    no_sentence = ~stops & (sentences == 0) & ~pl.col("_rest").str.contains(FRAME)
    fused = pl.col("_rest").str.contains(FUSED)
    longest = pl.when(fused).then(LONGEST_LIST).otherwise(LONGEST)
    return (pl.col("_colon") & (own | (no_sentence & (chars <= longest)))) | (chars < 4)


def _tokens(rest: pl.DataFrame, column: str) -> pl.DataFrame:
    """Part a column into words: ``_row``, ``_no``, ``token``, ``_at`` (characters before it), ``_fused``."""
    seamed = with_seams(pl.col(column).str.slice(0, LONGEST + 80))
    chars = pl.col("token").str.len_chars().cast(pl.Int64)
    return (
        rest.select("_row", token=seamed.str.extract_all(rf"^\s+|[^\s{SEAM}]+(?:\s+|{SEAM})?"))
        .explode("token")
        .with_columns(_fused=pl.col("token").str.ends_with(SEAM), token=pl.col("token").str.strip_chars(SEAM))
        .with_columns(
            _no=pl.int_range(pl.len()).over("_row"),
            _at=chars.cum_sum().over("_row") - chars,
            _fused=pl.col("_fused").shift(1, fill_value=False).over("_row"),
        )
        .filter(pl.col("token").str.strip_chars() != "")
    )


def _capitals_end(rest: pl.DataFrame) -> pl.DataFrame:
    """Choose where a capitalised headline ends: ``_row``, ``_end``, ``_words`` and ``_evidence`` of its style.

    ``_evidence``: log odds that the words cut are a headline and not a sentence.
    """
    tokens = with_odds(_tokens(rest, "_run"))
    previous = pl.col("token").shift(1).over("_row")
    capital = pl.col("token").str.contains(rf"^[({QUOTE}\[]*[\p{{Lu}}\d]")
    tokens = tokens.with_columns(
        inside_odds=pl.when(capital).then("inside_odds").otherwise(0.0),
        _capital=capital,
        _last=pl.col("_no").max().over("_row"),
        _previous=previous,
        _opens_quote=pl.col("token").str.contains(r"^[\"“]\p{Lu}") & (pl.col("token").str.count_matches('["“”]') == 1),
    )
    after = pl.col("inside_odds").cum_sum(reverse=True).over("_row") - pl.col("inside_odds")
    before = pl.col("inside_odds").cum_sum().over("_row") - pl.col("inside_odds")
    distance = pl.col("_last") - pl.col("_no")
    joins = pl.col("_previous").str.strip_chars_end().str.contains(r"[,:;(–—-]$") | ~pl.col("_previous").str.contains(
        rf"^[({QUOTE}\[]*[\p{{Lu}}\d]"
    )
    closing = pl.col("token").str.count_matches('["”]').cum_sum(reverse=True).over("_row")
    straight = pl.col("token").str.starts_with('"').cast(pl.UInt32)
    unclosed = pl.col("_opens_quote") & (closing == straight)
    score = (
        pl.col("first_odds")
        + after
        - 0.5 * distance
        + pl.when(pl.col("_previous").str.contains(ENDS_SENTENCE)).then(3.0).otherwise(0.0)
        - pl.when(joins & ~pl.col("_fused")).then(6.0).otherwise(0.0)
        + pl.when(pl.col("_fused")).then(3.0).otherwise(0.0)
        + pl.when(unclosed).then(20.0).otherwise(0.0)
    )
    candidates = tokens.with_columns(_score=score, _evidence=-before).filter(
        pl.col("_capital") & (distance < GIVEN_BACK) & (pl.col("_no") > 0)
    )
    candidates = _with_names(candidates, rest)
    best = candidates.sort("_score", descending=True).group_by("_row", maintain_order=True).first()
    whole = rest.filter(pl.col("_run").str.len_chars() >= pl.col("_rest").str.len_chars()).select("_row", "_rest")
    return _whole_runs(best.select("_row", _end="_at", _words="_no", _evidence="_evidence"), whole, tokens)


def _whole_runs(best: pl.DataFrame, whole: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Take the run itself where it reaches to the end of its line and no sentence follows."""
    quoted = tokens.filter("_opens_quote").select("_row").unique()
    sums = tokens.group_by("_row").agg(_words=pl.col("_no").max() + 1, _evidence=-pl.col("inside_odds").sum())
    taken = (
        whole.join(quoted, on="_row", how="anti")
        .join(sums, on="_row")
        .select(
            "_row",
            _end=pl.col("_rest").str.len_chars().cast(pl.Int64),
            _words=pl.col("_words").cast(pl.Int64),
            _evidence="_evidence",
        )
    )
    return pl.concat([best.join(taken, on="_row", how="anti").cast({"_words": pl.Int64}), taken])


def _with_names(candidates: pl.DataFrame, rest: pl.DataFrame) -> pl.DataFrame:
    """Favour a place after which stands a name that the article uses elsewhere."""
    near = candidates.filter(pl.col("_last") - pl.col("_no") < 5)
    texts = rest.select("_row", "_run", "text")
    named = near.join(texts, on="_row", how="left", maintain_order="left").with_columns(
        _name=pl.col("_run").str.slice(pl.col("_at")).str.strip_chars(" ,:;\u00a0")
    )
    recurs = pl.col("text").str.count_matches(pl.col("_name"), literal=True) >= 2
    named = named.filter(recurs & (pl.col("_name").str.len_chars() > 3))
    longest = pl.col("_no") == pl.col("_no").min().over("_row")
    worth = 1.5 + 1.3 * (pl.col("_last") - pl.col("_no"))
    bonus = named.select("_row", "_no", _bonus=pl.when(longest).then(worth).otherwise(-1.0))
    return candidates.join(bonus, on=["_row", "_no"], how="left", maintain_order="left").with_columns(
        pl.col("_score") + pl.col("_bonus").fill_null(0.0)
    )


def _sentence_case_end(rest: pl.DataFrame) -> pl.DataFrame:
    """Choose where a headline written like a sentence ends: ``_row``, ``_plain_end``; rows without one are left out."""
    tokens = with_odds(_tokens(rest, "_rest"))
    previous, following = pl.col("_previous"), pl.col("token").shift(-1).over("_row")
    tokens = tokens.with_columns(
        _previous=pl.col("token").shift(1).over("_row").str.strip_chars_end(),
        _tells=pl.col("token").str.contains(TELLS),
    )
    broken = previous.str.contains(r"[.?!][\"”’')]*$") & previous.str.contains(r"^\p{Ll}")
    capital = pl.col("token").str.contains(r"^\p{Lu}\p{Ll}")
    bound = previous.str.contains(r"[:,;(–—-]$") | previous.str.strip_chars().is_in(list(function_words()))
    after_capital = previous.str.contains(r"^[\"“(]?\p{Lu}")
    opens = capital & ~bound & pl.col("opens") & (~after_capital | (pl.col("first_odds") >= 2.5))
    told = pl.any_horizontal(pl.col("_tells").shift(-n).over("_row").fill_null(False) for n in range(1, 6))
    subject = pl.col("token").str.contains(r"^\p{Lu}") & ~bound & ~after_capital & (pl.col("_at") >= 35) & told
    quote = pl.col("token").str.contains(r"^[\"“]\p{Lu}") & following.is_not_null()
    tokens = tokens.with_columns(
        _broken=broken.cast(pl.Int32).cum_sum().over("_row") > 0, _starts=opens | quote | subject | pl.col("_fused")
    )
    ends = tokens.filter((pl.col("_no") >= 3) & ~pl.col("_broken") & (pl.col("_at") <= 180) & pl.col("_starts"))
    return ends.group_by("_row", maintain_order=True).agg(_plain_end=pl.col("_at").first())
