"""Names that mean one entity, taught by the corpus: brackets that agree, and spellings that keep the same company.

``bracket``: an abbreviation that the articles which define it (``Badan Pangan Nasional (Bapanas)``) give to one and
the same body means that body where it stands undefined. ``spelling``: two full names that sound the same, written
almost the same (:mod:`rapidfuzz` inside blocks of equal sound), are one entity where they also keep the same company:
the entities named in the same articles, and for persons the roles written beside them. A shared part of a name is
never enough: all words must sound alike, and single personal names are not compared at all.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from transforms.entities import reference_entities
from transforms.entities.known import known_names, pins
from transforms.entities.names import learned_id, name_key
from transforms.learn.company import company_of, compared
from transforms.learn.corpus import Corpus
from transforms.learn.sounds import sound_of

LEAST_CHARS = 6
"""Shorter names differ by a letter and are someone else."""
LEAST_SIMILARITY = 0.85
LEAST_WORD_SIMILARITY = 0.72
LEAST_SLIP_CHARS = 5
"""Length of a word in which one letter may be a slip."""
LEAST_CONFIDENCE = 0.9
LEAST_DEFINING = 2
"""Articles that must define an abbreviation."""
LEAST_AGREEING = 0.9
"""Share of the articles that define an abbreviation which must mean the same body."""
SAMPLES = 3
COLUMNS = (
    "alias", "alias_key", "entity_type", "entity_id", "entity_name", "merged_entity_id", "basis", "similarity",
    "context", "alias_articles", "entity_articles", "confidence", "evidence_article_id", "samples",
)  # fmt: skip


def learn_aliases(corpus: Corpus) -> pl.DataFrame:
    """Return the aliases that the corpus teaches, with evidence: :data:`COLUMNS`; best candidates only."""
    ids = corpus.articles.select("article_no", "article_id")
    mentions = corpus.mentions.join(ids, on="article_no", how="inner").with_columns(
        pl.col("entity_type").cast(pl.String)
    )
    names = _names(corpus, mentions)
    proposed = propose_spellings(mentions, names)
    spellings = _to_one_target(proposed.filter(pl.col("confidence") >= LEAST_CONFIDENCE), names)
    brackets = propose_brackets(mentions, names).filter(pl.col("confidence") >= LEAST_CONFIDENCE)
    found = pl.concat([brackets.select(COLUMNS[:-2]), spellings.select(COLUMNS[:-2])], how="vertical_relaxed")
    found = found.unique(["entity_type", "alias_key"], keep="first", maintain_order=True)
    return _with_evidence(_allowed(found), corpus, mentions).select(COLUMNS)


def _names(corpus: Corpus, mentions: pl.DataFrame) -> pl.DataFrame:
    """Every entity mentioned: ``entity_id``, ``entity_type``, ``name``, ``key``, ``known``, ``articles``."""
    reference = reference_entities()[0].select("entity_id", "name", known=pl.lit(True))
    own = corpus.entities.select("entity_id", "name", known=pl.lit(False))
    counts = mentions.group_by("entity_id").agg(
        pl.col("entity_type").sort().mode(maintain_order=True).first(), articles=pl.col("article_id").n_unique()
    )
    named = pl.concat([reference, own]).unique("entity_id", keep="first", maintain_order=True)
    return counts.join(named, on="entity_id").with_columns(key=name_key(pl.col("name"))).sort("entity_id")


def propose_spellings(mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Pairs of names that sound the same, with the evidence for and against; the second is the one to keep."""
    long = (pl.col("entity_type") != "PER") | pl.col("key").str.contains(" ")
    plain = pl.col("key").str.contains(r"^[\p{L} ]+$")
    able = names.filter(long & plain & (pl.col("key").str.len_chars() >= LEAST_CHARS))
    able = able.with_columns(sound=sound_of(able["key"]))
    pairs = able.join(able, on=["entity_type", "sound"], suffix="_kept").filter(
        ~pl.col("known") & (pl.col("key") != pl.col("key_kept"))
    )
    ahead = (
        (pl.col("known_kept") & ~pl.col("known"))
        | (pl.col("articles_kept") > pl.col("articles"))
        | ((pl.col("articles_kept") == pl.col("articles")) & (pl.col("key_kept") < pl.col("key")))
    )
    pairs = pairs.filter(ahead)
    alike = [
        (fuzz.ratio(a, b) / 100, min(fuzz.ratio(x, y) / 100 for x, y in zip(a.split(), b.split(), strict=True)))
        for a, b in pairs.select("key", "key_kept").rows()  # pairs of one sound: some hundred
    ]
    pairs = pairs.with_columns(
        similarity=pl.Series([a for a, _ in alike], dtype=pl.Float64).round(3),
        word_similarity=pl.Series([b for _, b in alike], dtype=pl.Float64),
        slip=pl.Series([is_slip(a, b) for a, b in pairs.select("key", "key_kept").rows()], dtype=pl.Boolean),
    ).filter((pl.col("similarity") >= LEAST_SIMILARITY) & (pl.col("word_similarity") >= LEAST_WORD_SIMILARITY))
    company = company_of(mentions)
    pairs = pairs.join(compared(pairs, company, mentions), on=["entity_id", "entity_id_kept"], how="left")
    pairs = pairs.with_columns(pl.col("company", "role").fill_null(0.0), pl.col("together", "shared").fill_null(0))
    # names that one article writes side by side are two people, unless the difference is a slip of the pen
    pairs = pairs.filter((pl.col("together") == 0) | pl.col("slip"))
    numbers = (_numerals(pl.col(name)) for name in ("key", "key_kept"))  # Komisi VI and Komisi VII
    pairs = pairs.filter(pl.Expr.eq(*numbers))
    kept = {"entity_id_kept": "entity_id", "name_kept": "entity_name", "articles_kept": "entity_articles"}
    return (
        pairs.with_columns(
            confidence=_confidence(),
            basis=pl.lit("spelling"),
            alias="name",
            alias_key="key",
            merged_entity_id="entity_id",
            context=pl.max_horizontal("company", "role").round(3),
            alias_articles="articles",
        )
        .drop("entity_id")
        .rename(kept)
    )


def _numerals(key: pl.Expr) -> pl.Expr:
    return key.str.extract_all(r"\b[ivxlc]+\b").list.join(" ")


def is_slip(one: str, other: str) -> bool:
    """Whether two names differ by one slip: a letter left out, doubled or exchanged with its neighbour.

    Another vowel is no slip (``Khomeini``, ``Khamenei``), nor is a difference in a short word.

    >>> is_slip("jerome powel", "jerome powell"), is_slip("doanld trump", "donald trump")
    (True, True)
    >>> is_slip("bob vylan", "bobby vylan")
    False
    """
    differing = [(a, b) for a, b in zip(one.split(), other.split(), strict=True) if a != b]
    if len(differing) != 1 or min(map(len, differing[0])) < LEAST_SLIP_CHARS:
        return False
    a, b = differing[0]
    return OSA.distance(a, b) == 1 and (len(a) != len(b) or sorted(a) == sorted(b))


def _confidence() -> pl.Expr:
    """Weigh likeness of sound and company; company that one article gives to both says nothing."""
    person = pl.col("entity_type") == "PER"
    place = pl.col("entity_type") == "LOC"
    together = pl.col("together") > 0
    total = (
        -4.5
        + 12.0 * (pl.col("similarity") - LEAST_SIMILARITY)
        + 7.0 * pl.when(together).then(0.5).otherwise("company")
        + 0.5 * pl.when(together).then(2).otherwise(pl.col("shared").clip(0, 4))
        + 3.0 * person * pl.col("role")
        - 3.0 * (person & pl.col("roles_differ"))
        + 1.5 * together
        - 1.5 * place
        + 1.0 * (pl.col("key").str.count_matches(" ") >= 2)
    )
    return (1 / (1 + (-total).exp())).round(3)


def _to_one_target(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """A spelling means one entity: that of the best pair; one that is itself merged passes its spellings on."""
    best = pairs.sort("merged_entity_id", -pl.col("confidence"), "entity_id").unique(
        "merged_entity_id", keep="first", maintain_order=True
    )
    for _ in range(8):  # chains of spellings are short
        onward = best.select(entity_id="merged_entity_id", _next="entity_id")
        if best.join(onward, on="entity_id", how="semi").is_empty():
            break
        best = best.join(onward, on="entity_id", how="left", maintain_order="left").with_columns(
            entity_id=pl.coalesce("_next", "entity_id")
        ).drop("_next")  # fmt: skip
    best = best.filter(pl.col("entity_id") != pl.col("merged_entity_id"))
    kept = names.select("entity_id", entity_name="name", entity_articles="articles")
    return best.drop("entity_name", "entity_articles").join(kept, on="entity_id", how="left", maintain_order="left")


def propose_brackets(mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Abbreviations that articles define beside a full name, all alike."""
    defined = mentions.filter(pl.col("rule_id") == "entities:definition")
    used = defined.select("article_id", "entity_id", "entity_type", "surface", alias_key=name_key(pl.col("surface")))
    used = used.join(names.select("entity_id", "name", "key", "known", "articles"), on="entity_id")
    short = used.filter(
        (pl.col("alias_key") != pl.col("key"))
        & ~pl.col("alias_key").str.contains(" ") & pl.col("key").str.contains(" ")
        & (pl.col("alias_key").str.len_chars() >= 3) & pl.col("surface").str.contains(r"^\p{Lu}[\p{L}\d-]+$")
    )  # fmt: skip
    first = pl.col("alias_key").str.head(1) == pl.col("key").str.head(1)
    ticker = pl.col("surface").str.contains(r"^[A-Z]{4}$") & pl.col("name").str.contains(r"\bTbk\b")
    short = short.filter(first | ticker | pl.col("known"))
    listed = known_names().filter(pl.col("entity_type").cast(pl.String) == "ORG").select(alias_key="key")
    counts = (
        short.filter(pl.col("entity_type") == "ORG")
        .group_by("alias_key", "entity_id")
        .agg(
            pl.col("name", "known").first(),
            alias=pl.col("surface").sort().mode(maintain_order=True).first(),
            alias_articles=pl.col("article_id").n_unique(),
            entity_articles=pl.col("articles").first(),
        )
    )
    total = short.group_by("alias_key").agg(_total=pl.col("article_id").n_unique())
    agreed = counts.join(total, on="alias_key").with_columns(
        context=(pl.col("alias_articles") / pl.col("_total")).round(3)
    )
    sure = (pl.col("alias_articles") >= LEAST_DEFINING) & (pl.col("context") >= LEAST_AGREEING)
    found = agreed.join(listed, on="alias_key", how="anti").filter(sure)
    merged = learned_id(pl.lit("ORG"), pl.col("alias"), pl.lit(""))
    return found.with_columns(
        entity_type=pl.lit("ORG"), entity_name="name", basis=pl.lit("bracket"), similarity=pl.lit(0.0),
        merged_entity_id=merged, confidence=(1 - 0.2 / pl.col("alias_articles")).round(3),
    ).sort("alias_key")  # fmt: skip


def _allowed(found: pl.DataFrame) -> pl.DataFrame:
    """Leave out what an analyst's pin says otherwise about."""
    barred = pins().filter(pl.col("pin") == "not same").select("entity_id", alias_key=name_key(pl.col("surface")))
    pinned = pins().filter(pl.col("pin") == "same").select(merged_entity_id="other_id")
    return found.join(barred, on=["entity_id", "alias_key"], how="anti").join(pinned, on="merged_entity_id", how="anti")


def _with_evidence(found: pl.DataFrame, corpus: Corpus, mentions: pl.DataFrame) -> pl.DataFrame:
    """Add up to three passages that show the spelling, and the first article of them."""
    places = mentions.with_columns(alias_key=name_key(pl.col("surface"))).select(
        "article_no", "article_id", "start_char", "end_char", "entity_type", "alias_key"
    )
    seen = places.join(found.select("entity_type", "alias_key"), on=["entity_type", "alias_key"], how="semi")
    first = seen.sort("alias_key", "article_id", "start_char").unique(
        ["entity_type", "alias_key", "article_id"], keep="first", maintain_order=True
    )
    first = first.filter(pl.int_range(pl.len()).over("entity_type", "alias_key") < SAMPLES)
    texts = corpus.articles.select("article_no", "text")
    start = pl.max_horizontal(pl.col("start_char").cast(pl.Int64) - 60, pl.lit(0))
    passages = first.join(texts, on="article_no", how="left", maintain_order="left").with_columns(
        sample=pl.col("text").str.slice(start, pl.col("end_char").cast(pl.Int64) + 60 - start)
    )
    shown = passages.group_by("entity_type", "alias_key", maintain_order=True).agg(
        evidence_article_id=pl.col("article_id").first(), samples=pl.col("sample")
    )
    joined = found.join(shown, on=["entity_type", "alias_key"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("samples").fill_null([]))
