"""Paragraphs and sentences: the kept text of an article, cut where a sentence ends.

Every stop and every line end is a *candidate*. A candidate is refused where the words around it show
that the sentence goes on: after an abbreviation, an initial or a list number, inside a domain name,
between a closing quotation mark and its ``kata X``, and at a line end that merely wraps a sentence.
"""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.reference import load_table
from transforms.schemas import Article, RemovedSpan, Sentence
from transforms.spans import MARK, only_where

RULE_ID = "segment:sentence"
"""What produced every row of this stage."""

WORD_KINDS = ("open_word", "letter_head", "initial_lead", "attribution", "domain_part")
_STOP = ".!?…"
_CLOSERS = r"\"”’'»)\]"
_OPENERS = r"\"“‘«(\["
_CANDIDATE = (
    rf"([{_STOP}]+[{_CLOSERS}]*)(\s+)"  # a stop, whatever closes after it, and space
    rf"|([{_STOP}])([{_OPENERS}]?\p{{Lu}})"  # a stop fused with the next sentence
    rf"|([{_STOP}][{_CLOSERS}]+)(\p{{Lu}})"
    r"|(\n\s*)"
)
_TAIL_CHARS, _HEAD_CHARS = 40, 24
_NAME_LINE = r"^\s*(?:[A-ZÀ-Ý][A-Za-zÀ-ÿ.'’/-]*,?\s?){1,6}$"
"""A line of capitalised words. Plain classes, since those of all Unicode letters are slow to compile."""
_NAME_LINE_BYTES = 100
_MOST_NAME_LINES = 3


class Abbreviation(dy.Schema):
    """A shortened word that carries a full stop; kind ``closing`` may end a sentence (``dll.``)."""

    abbreviation = dy.String()
    kind = dy.Enum(["title", "address", "company", "short form", "closing"])


class SegmentWord(dy.Schema):
    """A word that decides on a candidate: see the module's functions for what each kind does."""

    word = dy.String()
    kind = dy.Enum(WORD_KINDS)


@functools.cache
def _abbreviations() -> tuple[pl.Series, pl.Series]:
    table = load_table("abbreviations", Abbreviation, unique=["abbreviation"])
    closing = pl.col("kind") == "closing"
    return table.filter(~closing)["abbreviation"], table.filter(closing)["abbreviation"]


@functools.cache
def _words(kind: str) -> pl.Series:
    table = load_table("segment_words", SegmentWord, unique=["word", "kind"])
    return table.filter(pl.col("kind") == kind)["word"]


def segment(articles: dy.DataFrame[Article], removed: dy.DataFrame[RemovedSpan]) -> dy.DataFrame[Sentence]:
    """Cut the kept pieces of ``text`` into paragraphs and sentences.

    ``surface`` is exactly ``text[start_char:end_char]``, trimmed; a sentence never spans a removed
    span. Pieces without a letter or digit give no sentence. A removed span and a line end that is no
    mere wrap begin a new paragraph.

    >>> from transforms.schemas import Article, RemovedSpan
    >>> a = pl.DataFrame({"article_no": [0], "text": ['Kata Dr. Sari di Kompas.com, "Aman." Ia pulang.']})
    >>> a = a.select(pl.col("article_no").cast(pl.UInt32), url=None, title=None, published_raw=None,
    ...              authors_raw=None, tags_raw=None, text="text")
    >>> segment(a, RemovedSpan.create_empty())["surface"].to_list()
    ['Kata Dr. Sari di Kompas.com, "Aman."', 'Ia pulang.']
    """
    fragments = _fragments(_kept_pieces(articles, removed))
    fragments = _move_closing_quotes(_with_context(fragments))
    fragments = (
        _with_stop_breaks(_with_line_breaks(fragments))
        .with_columns(_break=pl.col("_first") | pl.col("_line_break") | pl.col("_stop_break"))
        .with_columns(_break=pl.col("_break") & (pl.col("_first") | ~_after_item_number()))
        .with_columns(_new_paragraph=pl.col("_break") & (pl.col("_newline") | pl.col("_first")))
    )
    return Sentence.cast(_number(_join_fragments(fragments)))


def _kept_pieces(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """The stretches of text between removed spans: ``article_no, piece_start, piece``, in order."""
    texts = articles.select("article_no", "text")
    starts = pl.concat([texts.select("article_no", _from=pl.lit(0, pl.Int64)),
                        removed.select("article_no", _from=pl.col("end_char").cast(pl.Int64))])  # fmt: skip
    ends = pl.concat([removed.select("article_no", _to=pl.col("start_char").cast(pl.Int64)),
                      texts.select("article_no", _to=pl.col("text").str.len_chars().cast(pl.Int64))])  # fmt: skip
    # Both lists have one row more than there are removed spans; sorted, the k-th start meets the k-th end.
    kept = pl.concat(
        [starts.sort("article_no", "_from"), ends.sort("article_no", "_to").select("_to")], how="horizontal"
    )
    return (
        kept.filter(pl.col("_to") > pl.col("_from"))
        .join(texts, on="article_no", maintain_order="left")
        .select(
            "article_no",
            piece_start="_from",
            piece=pl.col("text").str.slice(pl.col("_from"), pl.col("_to") - pl.col("_from")),
        )
    )


def _fragments(pieces: pl.DataFrame) -> pl.DataFrame:
    """Split each piece at every candidate; a fragment keeps the white space before it."""
    marked = pl.col("piece").str.replace_all(_CANDIDATE, f"${{1}}${{3}}${{5}}{MARK}${{2}}${{4}}${{6}}${{7}}")
    return (
        pieces.select("article_no", "piece_start", fragment=marked.str.split(MARK))
        .with_row_index("piece_no")
        .explode("fragment")
        .with_columns(_length=pl.col("fragment").str.len_chars().cast(pl.Int64))
        .with_columns(_first=(pl.col("piece_no") != pl.col("piece_no").shift(1)).fill_null(True))
        .with_columns(_to=pl.col("_length").cum_sum())
        .with_columns(_shift=pl.when("_first").then(pl.col("piece_start") - pl.col("_to") + pl.col("_length")))
        .with_columns(_end=pl.col("_to") + pl.col("_shift").forward_fill())
        .with_columns(_start=pl.col("_end") - pl.col("_length"))
    )


def _with_context(fragments: pl.DataFrame) -> pl.DataFrame:
    """Add what a decision looks at: the end of the text before, and the beginning of the fragment."""
    body = pl.col("fragment").str.strip_chars_start()
    return fragments.with_columns(
        _tail=pl.col("fragment").shift(1, fill_value="").str.strip_chars_end().str.tail(_TAIL_CHARS),
        _head=body.str.head(_HEAD_CHARS),
        _lead=pl.col("fragment").str.len_bytes() - body.str.len_bytes(),
    ).with_columns(
        _newline=pl.col("fragment").str.head(pl.col("_lead")).str.contains("\n", literal=True),
        _head_word=pl.col("_head").str.extract(r"^[\"“‘(]*([\p{L}\d]+)").str.to_lowercase().fill_null(""),
        _last_word=pl.col("_tail").str.extract(r"([\p{L}\d.@/]+)[^\p{L}\d\s]*$").str.strip_chars_end(".").fill_null(""),
    )


def _move_closing_quotes(fragments: pl.DataFrame) -> pl.DataFrame:
    """Give a straight mark fused between two sentences (``pergi."Ia``) to the quotation that it closes.

    Within its piece an odd number of straight marks before it means that it closes.
    """
    marks = pl.col("fragment").str.count_matches('"', literal=True)
    earlier = marks.cum_sum() - marks
    before = earlier - pl.when("_first").then(earlier).forward_fill()
    closes = (pl.col("_lead") == 0) & ~pl.col("_first") & pl.col("fragment").str.starts_with('"') & (before % 2 == 1)
    frame = fragments.with_columns(_closes=closes)
    if not frame["_closes"].any():
        return fragments
    gains = pl.col("_closes").shift(-1, fill_value=False)
    text = pl.when("_closes").then(pl.col("fragment").str.slice(1)).otherwise("fragment")
    return frame.with_columns(
        fragment=pl.when(gains).then(text + pl.lit('"')).otherwise(text),
        _start=pl.col("_start") + pl.col("_closes").cast(pl.Int64),
        _end=pl.col("_end") + gains.cast(pl.Int64),
        _head=pl.when("_closes").then(pl.col("_head").str.slice(1)).otherwise("_head"),
    )


def _with_line_breaks(fragments: pl.DataFrame) -> pl.DataFrame:
    """Add ``_line_break``: whether a line end before a fragment closes the sentence, as it does unless wrapped.

    Wrapped: a single line end before which the line stands open (a comma, a bracket, a word such as
    ``oleh`` that cannot end a sentence) or after which the text goes on in lower case or with a stop. So is a name on a
    line of its own behind or before such a line end: a page's link, cut out of its sentence.
    """
    blank_line = pl.col("fragment").str.head(pl.col("_lead")).str.count_matches("\n") > 1
    ended = pl.col("_tail").str.contains(rf"[{_STOP}:][{_CLOSERS}]*$")
    open_before = pl.col("_tail").str.contains(r"[,(\-/]$") | pl.col("_last_word").is_in(_words("open_word").implode())
    goes_on = pl.col("_head").str.contains(r"^([,;.)]|[”\"]([\s.,]|$)|\p{Ll})") & ~pl.col("_head").str.contains(
        r"^(\p{L}[.)]\s|\S*(://|www\.|\.\p{L}))"
    )
    item = pl.col("_head").str.contains(r"^([-–—•*▪]|\d{1,2}[.)])\s?")
    is_short = (pl.col("fragment").str.len_bytes() <= _NAME_LINE_BYTES) & pl.col("_newline")
    lines = fragments.select(
        "_first",
        single=pl.col("_newline") & ~blank_line & ~ended,
        open_before=open_before,
        goes_on=goes_on,
        item=item,
        name=only_where(is_short, "fragment").str.contains(_NAME_LINE),
    )
    first, single, open_before_, goes_on_, item_, name = (column.to_numpy() for column in lines)
    may_wrap = single & ~item_
    onward = single & goes_on_
    wrapped = onward | (may_wrap & open_before_)
    wrapped[1:] |= wrapped[:-1] & name[:-1] & may_wrap[1:] & ~first[1:]
    # backwards, as far as such lines follow each other: ``Sekretaris Jenderal⏎Kementerian X⏎Tomsi Tohir⏎mengancam``
    for _ in range(_MOST_NAME_LINES):
        onward[:-1] |= may_wrap[:-1] & name[:-1] & onward[1:] & ~first[1:]
    newline = fragments["_newline"].to_numpy()
    return fragments.with_columns(_line_break=pl.Series(newline & ~(wrapped | onward)))


def _with_stop_breaks(fragments: pl.DataFrame) -> pl.DataFrame:
    """Add ``_stop_break``: whether a stop followed by space, or fused with what follows, closes the sentence."""
    at_stop = ~fragments["_newline"].to_numpy()
    closes = np.zeros(fragments.height, np.bool_)
    closes[at_stop] = fragments.filter(~pl.col("_newline")).select(~_is_refused()).to_series().to_numpy()
    return fragments.with_columns(_stop_break=pl.Series(closes))


def _is_refused() -> pl.Expr:
    """Whether the stop before a fragment is none that closes a sentence."""
    fused = pl.col("_lead") == 0
    return (
        _after_abbreviation()
        | _after_initial()
        | _goes_on_in_lower_case()
        | _before_attribution()
        | pl.col("_head").str.contains(r"^[\"”’')\]»]+([\s.,]|$)")  # a stray closing mark
        | (pl.col("_head") == "")
        | (fused & _inside_a_name())
    )


def _after_abbreviation() -> pl.Expr:
    never_ends, may_end = _abbreviations()
    word = pl.col("_last_word").str.to_lowercase()
    bracketed = pl.col("_tail").str.contains(r"\(\p{L}+\.\)$")  # Letjen (Purn.) Doni
    stopped = bracketed | (
        pl.col("_tail").str.ends_with(".") & ~pl.col("_tail").str.contains(r"\d\s+[HM]\.$")  # a Hijri year
    )
    new_sentence = pl.col("_head").str.contains(r"^[\"“‘]?\p{Lu}")
    return stopped & (word.is_in(never_ends.implode()) | (word.is_in(may_end.implode()) & ~new_sentence))


def _after_item_number() -> pl.Expr:
    """The number of a list item, standing where a sentence begins: ``1. Fotokopi rapor``, not ``No. 7.``."""
    number = pl.col("_tail").str.contains(r"^\W*(\d{1,3}|\p{L}|[IVX]{1,4})\.$")
    return number & ~pl.col("_newline") & pl.col("_break").shift(1, fill_value=True)


def _after_initial() -> pl.Expr:
    """``W.`` in ``Rudi W. Sitompul``, ``kata M. Sitompul``; not the letter of ``Grup C.`` or ``vitamin A.``, nor ``X``:
    the tenth, a site."""
    letter = pl.col("_tail").str.contains(r"(^|[\s(.,])[\p{Lu}--X]\.$") & pl.col("_head").str.contains(r"^\p{Lu}")
    before = pl.col("_tail").str.extract(r"(\S+)\s+\p{Lu}\.$")
    heads_a_letter = before.str.to_lowercase().str.strip_chars('("“').is_in(_words("letter_head").implode())
    closing = pl.col("_last_word").str.to_lowercase().is_in(_abbreviations()[1].implode())
    leads = before.str.contains(r"^[(\"“]*\p{Lu}") | before.is_in(_words("initial_lead").implode())
    return letter & ~closing & ~(before.is_not_null() & (heads_a_letter | ~leads))


def _goes_on_in_lower_case() -> pl.Expr:
    """The next word is in lower case, and no plain word followed by a plain full stop precedes it."""
    plain_end = pl.col("_tail").str.contains(r"\p{Ll}{4,}\.$") & ~pl.col("_tail").str.contains(r"\.\.$")
    return pl.col("_head").str.contains(r"^\(?\p{Ll}") & ~plain_end


def _before_attribution() -> pl.Expr:
    """``"Kami siap." Kata Budi``: what follows the closing mark names the speaker."""
    quoted = pl.col("_tail").str.contains(r"[\"”’']$")
    return (
        quoted & pl.col("_head").str.contains(r"^\p{L}") & pl.col("_head_word").is_in(_words("attribution").implode())
    )


def _inside_a_name() -> pl.Expr:
    """A fused stop inside ``M.Si``, ``Ph.D``, ``KOMPAS.COM``, an address or a file number (``9/Pid.Sus/2020``,
    ``IMI-568.GR.01.01``)."""
    stub = pl.col("_tail").str.contains(r"(^|[\s(.])(\p{Lu}|\p{Lu}\p{Ll})\.$")
    address = pl.col("_last_word").str.contains(r"//|^www")
    reference = pl.col("_head").str.contains(r"^\p{L}+[/-]\w") & pl.col("_last_word").str.contains("/", literal=True)
    numbered = pl.col("_head").str.contains(r"^\p{Lu}{1,6}\.\d")
    return stub | address | reference | numbered | pl.col("_head_word").is_in(_words("domain_part").implode())


def _join_fragments(fragments: pl.DataFrame) -> pl.DataFrame:
    """Put together the fragments of each sentence and trim it; drop what holds no letter or digit."""
    numbered = fragments.with_columns(
        _sentence=pl.col("_break").cum_sum(), _paragraph=pl.col("_new_paragraph").cum_sum()
    )
    alone = pl.col("_break") & pl.col("_break").shift(-1, fill_value=True)
    single = numbered.filter(alone).select("article_no", "_sentence", "_paragraph", "_start", "_end", "fragment")
    several = (
        numbered.filter(~alone)
        .group_by("_sentence", maintain_order=True)
        .agg(
            pl.col("article_no").first(),
            pl.col("_paragraph").first(),
            pl.col("_start").first(),
            pl.col("_end").last(),
            pl.col("fragment").str.join(""),
        )
        .select(single.columns)
    )
    left = pl.col("fragment").str.strip_chars_start()
    return (
        pl.concat([single, several])
        .filter(pl.col("fragment").str.contains(r"[\p{L}\p{N}]"))
        .sort("_sentence")
        .with_columns(_start=pl.col("_end") - left.str.len_chars().cast(pl.Int64), surface=left.str.strip_chars_end())
        .with_columns(_end=pl.col("_start") + pl.col("surface").str.len_chars().cast(pl.Int64))
    )


def _number(sentences: pl.DataFrame) -> pl.DataFrame:
    """Count sentences and paragraphs from 0 within each article."""
    return sentences.select(
        "article_no",
        sentence_no=pl.int_range(pl.len()).over("article_no"),
        paragraph_no=(pl.col("_paragraph").rank("dense").over("article_no") - 1),
        start_char=pl.col("_start"),
        end_char=pl.col("_end"),
        surface=pl.col("surface"),
    )
