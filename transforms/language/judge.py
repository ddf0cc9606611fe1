"""The judge: langdetect, text by text, on what the screen leaves open."""

from __future__ import annotations

import langdetect
import polars as pl

from transforms.language.tables import REGIONAL

MIN_WORDS = 4
"""With fewer words the language is unknown."""
MIN_UNSPACED_LETTERS = 12
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]"
JUDGED_CHARS = 1200
"""langdetect sees no more of a text: its time grows with the length, its certainty hardly."""


def judge(texts: pl.DataFrame, unsettled: pl.DataFrame) -> pl.DataFrame:
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
