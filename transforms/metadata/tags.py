"""Tags: topics and categories, from the record's field and from the tag lines cut from the text."""

from __future__ import annotations

import polars as pl

from transforms.metadata.tables import tag_noise

MAX_TAG_CHARS = 60
_LABEL = (
    r"(?i)^\W*(?:tags?|topik|kategori|category|topics?|kata kunci|keywords?|terkait)\b"
    r"(?:\s*(?:terkait|populer|berita))?\s*:?\s*"
)


def read_tags(texts: pl.Series) -> pl.DataFrame:
    """Read tag lists, one row for each distinct one that holds tags: ``text``, ``tags`` (list).

    Tags are parted by commas, semicolons, bars, line ends or ``#``; a label before them is no tag.
    Words in a row without any such mark cannot be parted again: more than four of them give nothing.
    Nor does a sentence cut into words, as some pages have it for keywords.

    >>> read_tags(pl.Series(["Tag: panen raya, beras | Demak", "harga cabai naik lagi di pasar"])).rows()
    [('Tag: panen raya, beras | Demak', ['panen raya', 'beras', 'Demak'])]
    """
    distinct = texts.unique(maintain_order=True).drop_nulls().to_frame("text")
    plain = pl.col("text").str.replace(_LABEL, "").str.replace_all(r"[,;|\n\r\t\[\]#•·]+", "\n")
    return (
        distinct.with_columns(tag=plain.str.split("\n"))
        .explode("tag")
        .with_columns(pl.col("tag").str.strip_chars(" \u00a0\"'“”.:").str.replace_all(r"\s+", " "))
        .with_columns(_low=pl.col("tag").str.to_lowercase())
        .filter(pl.col("_low").str.contains(tag_noise("function")).sum().over("text") < 2)
        .filter(
            ~pl.col("_low").str.contains(tag_noise("drop"))
            & pl.col("tag").str.len_chars().is_between(2, MAX_TAG_CHARS)
            & (pl.col("tag").str.count_matches(" ") < 4)
            & pl.col("tag").str.contains(r"\p{L}|\p{N}")
        )
        .unique(["text", "_low"], keep="first", maintain_order=True)
        .group_by("text", maintain_order=True)
        .agg(tags="tag")
    )
