"""Names and the abbreviations that stand for them: ``Badan Pangan Nasional (Bapanas)``.

A bracket splits a span into the name and its abbreviation, and what the bracket defines holds in the
whole article: an abbreviation that the tagger missed becomes a mention of the type of its name.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES
from transforms.spans import MARK

_LONG_NAME = 3
"""Words of a name whose abbreviation may stand behind ``atau`` rather than in brackets."""
_ALSO_BEGIN = ["indonesia", "pergerakan"]
"""Words of the dictionary that begin names of bodies although they are no nouns for one."""
_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
_PLACE_KINDS = [KINDS.index("LOC"), KINDS.index("ANY")]

_MOST_REST = 8
"""Tokens of a body's name that the tagger may have left out before its acronym."""


def split_brackets(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut spans at a bracket that ends them or stays open, and at a dash with space on both sides.

    The one behind ``(Persero`` is taken in, as part of a company's name.
    """
    code, low = tokens.code, types.table["low"]
    opening, closing, persero = ((low == word).to_numpy() for word in ("(", ")", "persero"))
    dash = low.is_in(["-", "–", "—"]).to_numpy()
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    inside = persero[code[stop - 1]] & opening[code[np.maximum(stop - 2, 0)]] & (stop - first > 2) & (stop < len(code))
    stop = stop + (inside & closing[code[np.minimum(stop, len(code) - 1)]])  # ``PT Pos (Persero[)]``
    spans = spans.with_columns(stop=pl.Series(stop))
    owner = np.repeat(np.arange(len(first)), stop - first)
    token = tokens_of(first, stop)
    opened, closed = opening[code[token]], closing[code[token]]
    balance = np.bincount(owner[opened], minlength=len(first)) - np.bincount(owner[closed], minlength=len(first))
    state = (low == "ri").to_numpy()[code[stop - 1]] & closing[code[np.maximum(stop - 2, 0)]]
    # "(PN)" inside "Pengadilan Negeri (PN) Jakarta Pusat" stays
    loose = closing[code[stop - 1]] | state | (balance != 0)
    ahead, behind = np.minimum(token + 1, len(code) - 1), np.maximum(token - 1, 0)
    beside = persero[code[ahead]] | persero[code[behind]]  # "(Persero)" is part of a name
    spaced = tokens.space_before[token] & (tokens.space_before[ahead] | (token + 1 == len(code)))
    cut = dash[code[token]] & spaced | ((opened | closed) & loose[owner] & ~beside)
    if not cut.any():
        return spans
    piece = np.cumsum(cut | (np.diff(owner, prepend=-1) != 0))[~cut]
    owner, token = owner[~cut], token[~cut]
    begins = np.diff(piece, prepend=-1) != 0
    ends = np.append(begins[1:], True)[: len(begins)]
    return spans[owner[begins]].with_columns(first=pl.Series(token[begins]), stop=pl.Series(token[ends] + 1))


def split_lists(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut a place that is nothing but several known places, side by side or joined by dashes.

    ``Benin Senegal`` (a table that lost its columns) and ``Rusia-Ukraina`` become two mentions each; ``Kota
    Bandung`` is one name of the reference and stays.
    """
    known = np.isin(matches.kind, _PLACE_KINDS)
    begin, end = matches.first[known], matches.stop[known]  # in order, without overlap
    if not len(begin):
        return spans
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    from_, to = np.searchsorted(begin, first), np.searchsorted(begin, stop)  # the known places inside a span
    safe = np.minimum(from_, len(begin) - 1)
    whole = (spans["kind"].to_numpy() == _PLACE) & (to - from_ > 1) & (begin[safe] == first) & (end[to - 1] == stop)
    row = np.flatnonzero(whole)
    place = tokens_of(from_[row], to[row])
    owner = np.repeat(row, to[row] - from_[row])
    gap = begin[place] - np.append(0, end)[place]  # tokens between a place and the one before it
    dash = types.table["low"].is_in(["-", "–"]).to_numpy()[tokens.code[np.maximum(begin[place] - 1, 0)]]
    loose = (begin[place] != first[owner]) & (gap > 0) & ~((gap == 1) & dash)
    whole[owner[loose]] = False
    if not whole.any():
        return spans
    place, owner = place[whole[owner]], owner[whole[owner]]
    new = spans[owner].with_columns(first=pl.Series(begin[place]), stop=pl.Series(end[place]))
    return pl.concat([spans.filter(pl.Series(~whole)), new]).sort("first")


def add_abbreviations(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make a mention of the word in brackets after a name of two words or more whose initial it shares, or that of the
    word behind a place's class noun: ``Kabupaten Tapanuli Tengah (Tapteng)``.

    Also of one behind ``atau`` (``Komisi Kepolisian Nasional atau Kompolnas``). There, and of three capitals or less,
    the letters must stand in the name in order: unlike those of ``Pasar Senen (PP)``, there and back. Three capitals or
    more behind a body may come from its name in another language: ``Yayasan Kemanusiaan Gaza (GHF)``.
    """
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    size, code, low = len(tokens), tokens.code, types.table["low"]
    opening, closing, either = ((low == word).to_numpy() for word in ("(", ")", "atau"))
    written = types.table["shape"].is_in(["upper", "mixed", "coded", "title"]) & (types.table["kind"] != "thing")
    shapes = written.to_numpy()
    row = np.flatnonzero((stop + 2 < size) & (stop - first > 1))
    bracket = opening[code[stop[row]]] & closing[code[stop[row] + 2]]
    other = either[code[stop[row]]] & (stop[row] - first[row] >= _LONG_NAME)
    row = row[(bracket | other) & shapes[code[stop[row] + 1]] & ~np.isin(stop[row] + 1, first)]
    row = row[tokens.sentence[stop[row] + 1] == tokens.sentence[first[row]]]
    short = stop[row] + 1
    noun = (types.table["kind"] == "loc_head").to_numpy()
    begin = first[row] + (noun[code[first[row]]] & (stop[row] - first[row] > 2))
    same = (low.gather(code[short]).str.head(1) == low.gather(code[begin]).str.head(1)).to_numpy()
    same |= (low.gather(code[short]).str.head(1) == low.gather(code[first[row]]).str.head(1)).to_numpy()
    acronym = ((types.table["shape"] == "upper") & (low.str.len_chars() <= 3)).to_numpy()
    name = _letters(first[row], stop[row], tokens, low)
    in_order = letters_in_order(low.gather(code[short]), name).to_numpy()
    same &= in_order | ~(either[code[stop[row]]] | acronym[code[short]])
    capitals = ((types.table["shape"] == "upper") & (low.str.len_chars() >= 3)).to_numpy()
    same |= (spans["kind"].to_numpy()[row] == _BODY) & opening[code[stop[row]]] & capitals[code[short]]
    row, short = row[same], short[same]
    new = spans[row].with_columns(first=pl.Series(short), stop=pl.Series(short + 1))
    return pl.concat([spans, new]).sort("first")


def take_in_initials(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Begin a body at the word before it whose initial its acronym has: ``Norges [Bank Investment Management] (NBIM)``;
    not at a word of the dictionary that begins no body: ``Peraturan [Otoritas Jasa Keuangan] (POJK)``.

    Spans must not overlap.
    """
    first, stop, code = spans["first"].to_numpy(), spans["stop"].to_numpy(), tokens.code
    size, low = len(tokens), types.table["low"]
    opening, closing = ((low == word).to_numpy() for word in ("(", ")"))
    acronym = ((types.table["shape"] == "upper") & (low.str.len_chars() >= 3)).to_numpy()
    body = (spans["kind"].to_numpy() == _BODY) & (stop - first > 1)
    row = np.flatnonzero(body & (stop + 2 < size) & (first > 0) & ~tokens.opens[first])
    row = row[opening[code[stop[row]]] & closing[code[stop[row] + 2]] & acronym[code[stop[row] + 1]]]
    heads = (types.table["kind"] == "org_head") | low.is_in(_ALSO_BEGIN)
    begins = types.capital & (~types.common | heads.to_numpy())
    row = row[begins[code[first[row] - 1]] & (np.append(0, stop[:-1])[row] < first[row])]
    short = low.gather(code[stop[row] + 1])
    before, own = (low.gather(code[first[row] - back]).str.head(1) for back in (1, 0))
    fits = (before == short.str.head(1)) & (own == short.str.slice(1, 1)) & (own != short.str.head(1))
    begin = first.copy()
    begin[row[fits.to_numpy()]] -= 1
    return spans.with_columns(first=pl.Series(begin))


def reach_brackets(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Take in the rest of a body's name up to its acronym: ``[Dinas Pemberdayaan Masyarakat] dan Desa (DPMD)``.

    Capitalised words with ``dan`` or a comma between them that no other span has, behind a word that begins bodies;
    body and acronym begin with the same letter. Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    code, size, low = tokens.code, len(tokens), types.table["low"]
    opening, closing, comma = ((low == word).to_numpy()[code] for word in ("(", ")", ","))
    joiner = low.is_in(["dan", "&"]).to_numpy()[code]
    word = types.table["shape"].is_in(["title", "upper", "mixed"]) & (types.table["kind"] != "rank")
    word = word.to_numpy()[code]
    follower = np.append(first[1:], size)
    head = (types.table["kind"] == "org_head").to_numpy()[code[first]]
    at, live = stop.copy(), np.flatnonzero((kind == _BODY) & head & (stop + 2 < size))
    ends = np.full(len(first), -1)
    for step in range(_MOST_REST):
        here = np.minimum(at[live], size - 3)
        live = live[(at[live] < follower[live]) & (at[live] + 2 < size) & ~tokens.opens[here]]
        here = at[live]
        reached = opening[here] & word[here + 1] & closing[here + 2] & (step > 0) & word[here - 1]
        ends[live[reached]] = here[reached]
        goes_on = word[here] | joiner[here] | comma[here] & (joiner[here + 1] | word[here + 1])
        live = live[goes_on & ~reached]
        at[live] += 1
    row = np.flatnonzero(ends >= 0)
    if not row.size:
        return spans
    same = low.gather(code[first[row]]).str.head(1) == low.gather(code[ends[row] + 1]).str.head(1)
    row = row[same.to_numpy()]
    reached = stop.copy()
    reached[row] = ends[row]
    return spans.with_columns(stop=pl.Series(reached))


def letters_in_order(short: pl.Series, long: pl.Series) -> pl.Series:
    """Whether the letters of each abbreviation stand in the name beside it in their order, spaces apart.

    >>> letters_in_order(pl.Series(["bapanas", "pp"]), pl.Series(["badan pangan nasional", "pasar senen"])).to_list()
    [True, False]
    """
    letters = short.str.replace_all(" ", "", literal=True)
    most = pl.select(letters.str.len_chars().max()).item() or 0
    padding = MARK * most  # so that all are of one length: the marks of the one stand in the other
    frame = pl.DataFrame({"letters": letters + padding, "name": long + padding})
    rest = pl.col("name")
    for place in range(most):  # null from where a letter is missing
        rest = rest.str.splitn(pl.col("letters").str.slice(place, 1), 2).struct.field("field_1")
    return frame.select(rest.is_not_null()).to_series()


def other_words(spans: pl.DataFrame, tokens: Tokens, types: Types) -> tuple[np.ndarray, np.ndarray]:
    """Companies (rows of ``spans``), and the token behind ``atau`` whose letters stand in the name of each in order.

    ``PT Dayamitra Telekomunikasi Tbk (MTEL) atau [Mitratel]``
    """
    first, stop, code, low = spans["first"].to_numpy(), spans["stop"].to_numpy(), tokens.code, types.table["low"]
    opening, closing, either, legal = (low.is_in(words).to_numpy() for words in (["("], [")"], ["atau"], ["pt", "cv"]))

    def is_at(mask: np.ndarray, at: np.ndarray) -> np.ndarray:
        return mask[code[np.minimum(at, len(code) - 1)]]

    behind = stop + 3 * (is_at(opening, stop) & is_at(closing, stop + 2))
    row = np.flatnonzero(is_at(legal, first) & (stop - first > 1) & is_at(either, behind) & (behind + 1 < len(code)))
    word = behind[row] + 1
    same = tokens.sentence[word] == tokens.sentence[first[row]]
    row, word = row[same], word[same]
    fits = letters_in_order(low.gather(code[word]), _letters(first[row], stop[row], tokens, low)).to_numpy()
    fits &= types.capital[code[word]]
    return row[fits], word[fits]


def definitions(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Pairs of mentions ``LONG (SHORT)``, ``LONG atau SHORT`` or, of companies, ``LONG (CODE) atau SHORT``.

    ``long`` and ``short`` are rows of ``spans``, which is in order; ``in_brackets`` tells the forms apart: behind
    ``atau`` only an abbreviation of the name is another word for it. ``abbreviates``: its letters stand in the name in
    order, or it is in capitals, maybe from another language. What a bracket says else of a person is no name of his:
    ``Sandy Kurniawan (Persib)``.
    """
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    if len(first) < 2:
        schema = {"long": pl.Int64, "short": pl.Int64, "in_brackets": pl.Boolean, "abbreviates": pl.Boolean}
        return pl.DataFrame(schema=schema)
    opening, closing = (types.table["low"] == "(").to_numpy(), (types.table["low"] == ")").to_numpy()
    near = (first[1:] == stop[:-1] + 1) & opening[tokens.code[stop[:-1]]]
    near &= closing[tokens.code[np.minimum(stop[1:], len(tokens) - 1)]]
    lengths = stop - first
    either = (first[1:] == stop[:-1] + 1) & (types.table["low"] == "atau").to_numpy()[tokens.code[stop[:-1]]]
    either &= (lengths[1:] == 1) & (lengths[:-1] >= _LONG_NAME)
    same_sentence = tokens.sentence[first[1:]] == tokens.sentence[first[:-1]]
    lower = (types.table["shape"] == "lower").to_numpy()[tokens.code[first]]
    abbreviated = (lengths[1:] <= 3) & (lengths[:-1] > lengths[1:]) & ~lower[1:]
    row = np.flatnonzero((near | either) & abbreviated & same_sentence)
    low, acronym = types.table["low"], (types.table["shape"] == "upper").to_numpy()
    thing = spans["kind"].to_numpy()[row] != _PERSON
    long, short = (_letters(first[r], stop[r], tokens, low) for r in (row, row + 1))
    in_order = letters_in_order(short, long).to_numpy()
    fits = in_order | (thing & acronym[tokens.code[first[row + 1]]])
    row, fits = row[fits | thing], fits[fits | thing]
    company, word = other_words(spans, tokens, types)
    other = np.minimum(np.searchsorted(first, word), len(first) - 1)
    apart = (first[other] == word) & (lengths[other] == 1) & (other > company + 1)
    company, other = company[apart], other[apart]
    return pl.DataFrame(
        {
            "long": np.append(row, company),
            "short": np.append(row + 1, other),
            "in_brackets": np.append(near[row], np.zeros(len(company), bool)),
            "abbreviates": np.append(fits, np.ones(len(company), bool)),
        }
    )


def _letters(first: np.ndarray, stop: np.ndarray, tokens: Tokens, low: pl.Series) -> pl.Series:
    """The letters of each span, in small ones and without spaces."""
    words = low.gather(tokens.code[tokens_of(first, stop)])
    spans = pl.DataFrame({"span": np.repeat(np.arange(len(first)), stop - first), "word": words})
    return spans.group_by("span", maintain_order=True).agg(pl.col("word").str.join(""))["word"]


def type_definitions(spans: pl.DataFrame, defined: pl.DataFrame) -> pl.DataFrame:
    """Give what a bracket defines the type of its name. Adds ``is_defined``, of abbreviations: it decides on types."""
    kind = spans["kind"].to_numpy().copy()
    kind[defined["short"].to_numpy()] = kind[defined["long"].to_numpy()]
    marked = np.zeros(len(kind), bool)
    marked[defined.filter("abbreviates")["short"].to_numpy()] = True
    return spans.with_columns(kind=pl.Series("kind", kind), is_defined=pl.Series("is_defined", marked))
