"""The language of an article: a vectorised screen settles the clear cases, langdetect judges the rest.

langdetect knows no Malay, Javanese, Sundanese, Minangkabau, Balinese, Banjar or Acehnese, and takes
them for Indonesian or for whatever is spelled alike. These are told apart by the frequent words and
endings of each (``language_words.csv``, ``language_endings.csv``), Indonesian from Malay by the words
in which the two standards differ (``karena``/``kerana``, ``uang``/``wang``, ``persen``/``peratus``).

1. Every article: the frequent words of each language, as shares of the lower-case words of a sample
   from its head and middle. Names and quoted titles are capitalised and do not count.
2. What is not clearly Indonesian by that: the same on the whole text, with the endings.
3. What is still open goes to langdetect, seeded, so that the same text gives the same answer.

Codes are ISO 639-1 where there is one, else ISO 639-3 (``min``, ``ban``, ``bjn``, ``ace``).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import dataframely as dy
import langdetect
import polars as pl

from transforms.reference import load_table
from transforms.schemas import Language

LANGUAGES = ("id", "ms", "jv", "su", "min", "ban", "bjn", "ace", "en", "tl", "mg")
"""Languages of the screen; all others are langdetect's."""
REGIONAL = ("jv", "su", "min", "ban", "bjn", "ace")
REGIONAL_WEIGHT = 1.6
"""How much more a word of a regional language tells than one that Indonesian has too."""
OWN_STANDARD = 0.3
"""From here on a text is Indonesian by its own words, not only by those that Malay has too."""
JUDGED = ("en", "tl")
JUDGED_SHARE = 0.25
"""Languages that langdetect knows: below this share their words may be those of a related language."""
MIN_WORDS = 4
"""With fewer words the language is unknown."""
MIN_UNSPACED_LETTERS = 12
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]"
SAMPLE_CHARS = 800
"""Length of each of the two samples, from the head and from the middle."""
JUDGED_CHARS = 1200
"""langdetect sees no more of a text: its time grows with the length, its certainty hardly."""


class LanguageWord(dy.Schema):
    """A frequent word of one language; ``common``: of Indonesian and Malay alike."""

    word = dy.String()
    language = dy.Enum(["common", *LANGUAGES])
    weight = dy.Float64(min=0.0, max=1.0)


class LanguageEnding(dy.Schema):
    """An ending, or way to write an amount, that marks a language; matched in lower case."""

    rule_id = dy.String()
    language = dy.Enum(LANGUAGES)
    pattern = dy.String()
    weight = dy.Float64(min=0.0, max=1.0)
    description = dy.String()


@dataclass(frozen=True)
class _Demand:
    """What a screen must see to settle a text."""

    words: int
    share: float
    margin: float
    """How far ahead of the second language the first must be, as a part of their sum."""
    standard: float
    """The same between what is Indonesian alone and what is Malay alone, one word added to the sum."""


_FIRST = _Demand(words=25, share=0.18, margin=0.5, standard=0.4)
_SECOND = _Demand(words=6, share=0.12, margin=0.2, standard=0.0)
_FRAME = _Demand(words=5, share=0.15, margin=0.2, standard=0.0)
_QUOTATION = r"[\"“][^\"“”]{1,600}[\"”]"


@functools.cache
def _words() -> pl.DataFrame:
    """One row a word: ``word`` and its weight in each language, ``common`` included."""
    table = load_table("language_words", LanguageWord, unique=["word", "language"])
    wide = table.pivot("language", index="word", values="weight").fill_null(0.0)
    return wide.select("word", pl.col("common", *LANGUAGES))


@functools.cache
def _endings() -> list[tuple[str, str, float]]:
    table = load_table("language_endings", LanguageEnding, unique=["rule_id"], regex=["pattern"])
    return list(zip(table["language"], table["pattern"], table["weight"], strict=True))


def detect_language(bodies: pl.DataFrame) -> pl.DataFrame:
    """Name the language of each body: :class:`Language`, one row for each row of ``bodies``, in order.

    ``bodies``: ``article_no``, ``body``. ``language_confidence`` is in 0..1: for the screen, how far
    ahead of the second the first language is and how much of the text its words cover; for the judge,
    its probability. Both are null for texts of fewer than four words.

    >>> bodies = pl.DataFrame({"article_no": [0, 1, 2], "body": [
    ...     "Ia mengatakan bahwa harga beras naik karena panen di desa itu gagal.",
    ...     "Beliau berkata harga beras naik kerana hasil tuaian di kampung itu tidak menjadi.", ""]})
    >>> detect_language(bodies)["language"].to_list()
    ['id', 'ms', None]
    """
    texts = bodies.select("article_no", pl.col("body").fill_null("")).with_row_index("_row")
    first = _settle(_weigh(_plain_tokens(_sample(texts))), _FIRST)
    first = first.with_columns(pl.col("settled") & (pl.col("language") == "id"))
    still = texts.join(first.filter(~pl.col("settled")), on="_row", how="semi", maintain_order="left")
    second = _frame_of_quotes(still, _settle(_with_endings(_weigh(_tokens(still)), still), _SECOND))
    judged = _judge(still, second.filter(~pl.col("settled")))
    found = pl.concat([first.filter("settled"), second.filter("settled"), judged], how="diagonal")
    return Language.validate(
        texts.join(found, on="_row", how="left", maintain_order="left").select(
            "article_no", "language", language_confidence=pl.col("confidence").round(4)
        ),
        cast=True,
    )


def _sample(texts: pl.DataFrame) -> pl.DataFrame:
    """Cut long bodies to a piece of their head and one of their middle."""
    body = pl.col("body")
    middle = (body.str.len_chars() // 2).cast(pl.Int64)
    both = pl.concat_str(body.str.slice(0, SAMPLE_CHARS), pl.lit(" "), body.str.slice(middle, SAMPLE_CHARS))
    return texts.with_columns(
        body=pl.when(body.str.len_bytes() > 2 * SAMPLE_CHARS).then(both).otherwise(body)
    )


def _plain_tokens(texts: pl.DataFrame) -> pl.DataFrame:
    """Split texts at white space and no more, which is fast: ``_row``, ``word``.

    Words with punctuation or a capital match no entry; the rest is plenty.
    """
    text = pl.col("body").str.replace_all("\n", " ", literal=True)
    return texts.select("_row", word=text.str.split(" ")).explode("word")


def _tokens(texts: pl.DataFrame) -> pl.DataFrame:
    """Split texts into words free of punctuation: ``_row``, ``word``.

    The first word of a sentence is lowered, and a text in capitals; other capitals mark names, whose
    words tell nothing.
    """
    text = pl.col("body").str.replace_all("’", "'")
    shouted = text.str.count_matches(r"\p{Lu}") > text.str.count_matches(r"\p{Ll}")
    text = pl.when(shouted).then(text.str.to_lowercase()).otherwise(text)
    tokens = texts.select("_row", word=text.str.replace_all(r"\s+", " ").str.split(" ")).explode("word")
    before = pl.col("word").shift(1).over("_row")
    starts = (
        before.is_null() | before.str.contains(r"[.!?:;\"“”»)-]$") | pl.col("word").str.contains(r"^[\"“«]")
    )
    word = pl.when(starts).then(pl.col("word").str.to_lowercase()).otherwise("word")
    return tokens.select("_row", word=word.str.replace_all(r"[^\p{L}\p{M}'-]+", "").str.strip_chars("'-"))


def _weigh(tokens: pl.DataFrame) -> pl.DataFrame:
    """Weigh the frequent words: ``_row``, ``words`` (those in lower case), and each language's weight."""
    counted = tokens.group_by("_row").agg(words=pl.col("word").str.contains(r"^\p{Ll}").sum())
    hits = tokens.join(_words(), on="word").group_by("_row").agg(pl.exclude("word").sum())
    weighed = counted.join(hits, on="_row", how="left")
    return weighed.with_columns(pl.col("common", *LANGUAGES).fill_null(0.0)).sort("_row")


def _frame_of_quotes(texts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Where a foreign language won in a text with quotations, look at the text around them.

    What frames a quotation is the article's own language: if that is Indonesian, so is the article.
    Against Malay it must be so by words of its own.
    """
    foreign = found.filter(pl.col("language") != "id").select("_row", won="language")
    framed = (
        texts.join(foreign, on="_row", how="semi")
        .filter(pl.col("body").str.contains(_QUOTATION))
        .with_columns(pl.col("body").str.replace_all(_QUOTATION, " "))
    )
    frame = _settle(_weigh(_tokens(framed)), _FRAME).join(foreign, on="_row", maintain_order="left")
    own = (pl.col("won") != "ms") | (pl.col("standard") >= OWN_STANDARD)
    frame = frame.filter(pl.col("settled") & (pl.col("language") == "id") & own).drop("won")
    return pl.concat([found.join(frame, on="_row", how="anti"), frame]).sort("_row")


def _with_endings(weights: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Add the weight of endings to that of words."""
    low = texts.select("_row", low=pl.col("body").str.to_lowercase())
    frame = weights.join(low, on="_row", maintain_order="left")
    for language, pattern, weight in _endings():  # a dozen endings, on the few texts still open
        frame = frame.with_columns(pl.col(language) + weight * pl.col("low").str.count_matches(pattern))
    return frame.drop("low")


def _settle(weights: pl.DataFrame, demand: _Demand) -> pl.DataFrame:
    """Choose the language with most weight; ``settled`` tells whether ``demand`` is met.

    Returns ``_row``, ``words``, ``language``, ``share``, ``standard``, ``confidence``, ``settled``.

    What Indonesian and Malay share counts for the one of them that has more weight of its own. Regional
    languages borrow Indonesian words much more than the reverse, so their own words count for more.
    """
    words = pl.col("words").clip(lower_bound=1)
    own, other = pl.col("id"), pl.col("ms")
    malay = (other > own) & (other >= 0.4)
    malayic = pl.col("common") + pl.max_horizontal(own, other)
    frame = weights.select(
        "_row",
        "words",
        pl.col(REGIONAL) * REGIONAL_WEIGHT,
        pl.col("en", "tl", "mg"),
        id=pl.when(~malay).then(malayic).otherwise(0.0),
        ms=pl.when(malay).then(malayic).otherwise(0.0),
        standard=(own - other).abs() / (own + other + 1.0),
    )
    ranked = pl.concat_list(pl.col(LANGUAGES)).list.sort(descending=True)
    frame = frame.with_columns(best=ranked.list.get(0), second=ranked.list.get(1)).with_columns(
        language=pl.coalesce(
            pl.when((pl.col(c) == pl.col("best")) & (pl.col("best") > 0)).then(pl.lit(c)) for c in LANGUAGES
        ),
        share=pl.col("best") / words,
        margin=(pl.col("best") - pl.col("second")) / (pl.col("best") + pl.col("second") + 1e-6),
        standard=pl.when(pl.col("best") == pl.max_horizontal("id", "ms")).then("standard").otherwise(1.0),
    )
    covered = (pl.col("share") / (2 * demand.share)).clip(0.0, 1.0)
    dense = ~pl.col("language").is_in(JUDGED) | (pl.col("share") >= JUDGED_SHARE)
    settled = (
        (pl.col("words") >= demand.words)
        & (pl.col("share") >= demand.share)
        & (pl.col("margin") >= demand.margin)
        & (pl.col("standard") >= demand.standard)
        & dense
    )
    return frame.select(
        "_row",
        "words",
        "language",
        "share",
        "standard",
        confidence=(0.5 + 0.5 * pl.col("margin")) * (0.5 + 0.5 * covered) * (0.6 + 0.4 * pl.col("standard")),
        settled=settled,
    )


def _judge(texts: pl.DataFrame, unsettled: pl.DataFrame) -> pl.DataFrame:
    """Let langdetect judge what the screen left open: ``_row``, ``language``, ``confidence``.

    The screen keeps its own choice where it has some evidence for a language that langdetect does not
    know or often misses (Indonesian of few function words), and where the judge is unsure. Texts of too
    few words stay unknown, unless their script sets no spaces.
    """
    rows = unsettled.join(texts, on="_row", maintain_order="left").filter(
        (pl.col("words") >= MIN_WORDS)
        | (pl.col("body").str.count_matches(r"\p{L}{2,}") >= 2 * MIN_WORDS)
        | (pl.col("body").str.count_matches(_UNSPACED) >= MIN_UNSPACED_LETTERS)
    )
    judged = [_langdetect(body) for body in rows["body"].str.slice(0, JUDGED_CHARS)]  # its API takes one text
    verdict = pl.DataFrame(judged, schema={"judged": pl.String, "probability": pl.Float64}, orient="row")
    rows = pl.concat([rows, verdict], how="horizontal")
    unknown_to_judge = pl.col("language").is_in(["ms", "mg", *REGIONAL])
    keep = pl.col("language").is_not_null() & (
        ((pl.col("share") >= 0.06) & (unknown_to_judge | (pl.col("language") == "id")))
        | ((pl.col("judged") == "id") & unknown_to_judge)
        | pl.col("judged").is_null()
        | (pl.col("probability") < 0.9)
    )
    return rows.select(
        "_row",
        language=pl.when(keep).then("language").otherwise("judged"),
        confidence=pl.when(keep).then(pl.col("confidence").clip(0.0, 0.6)).otherwise("probability"),
    )


def _langdetect(text: str) -> tuple[str | None, float | None]:
    """The likeliest language and its probability; nulls where the text holds no letters."""
    langdetect.DetectorFactory.seed = 0
    try:
        first = langdetect.detect_langs(text)[0]
    except langdetect.LangDetectException:
        return None, None
    return first.lang.split("-")[0], first.prob
