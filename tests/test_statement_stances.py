"""Stance over a labelled set: half of it open while the rules were written, half set aside until the end.

A third part, ``later``, was labelled after the half set aside had been tried and before any rule saw it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.statement_frames import NO_DATES, dated_texts, sentences_of
from transforms.entities import find_entities, reference_entities
from transforms.statements import find_statements

CORPUS = pl.read_csv(Path(__file__).parent / "corpus" / "statements" / "stances.csv")
LEAST_F1 = 0.85


def predicted(half: str) -> pl.DataFrame:
    """Each example with the stance of its longest statement, or ``none``."""
    examples = CORPUS.filter(pl.col("half") == half).with_row_index("article_no")
    texts = examples["text"].to_list()
    sentences = sentences_of(*texts)
    mentions, learned = find_entities(sentences)
    names = pl.concat([reference_entities()[0].select("entity_id", "name"), learned.select("entity_id", "name")])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, *texts), names)
    main = (
        found.sort("article_no", pl.col("content").str.len_chars(), descending=[False, True])
        .unique("article_no", keep="first")
        .select("article_no", predicted=pl.col("stance").cast(pl.String))
    )
    return examples.join(main, on="article_no", how="left").with_columns(pl.col("predicted").fill_null("none"))


@pytest.mark.parametrize("half", ["open", "aside", "later"])
@pytest.mark.parametrize("stance", ["deny", "doubt", "confirm"])
def test_f1_of_a_stance(half: str, stance: str) -> None:
    labelled = predicted(half)
    given, found = labelled["stance"] == stance, labelled["predicted"] == stance
    f1 = 2 * (given & found).sum() / (given.sum() + found.sum())
    wrong = labelled.filter(given != found).select("text", "stance", "predicted").rows()
    assert f1 >= LEAST_F1, wrong


def test_the_set_is_large_enough() -> None:
    sizes = dict(CORPUS.group_by("stance").len().rows())
    assert sizes["deny"] >= 100
    assert min(sizes["doubt"], sizes["confirm"]) >= 60
    assert CORPUS.height - sizes["deny"] - sizes["doubt"] - sizes["confirm"] >= 100
    assert CORPUS["text"].is_unique().all()


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Rudi Hartawan tidak membantah maupun membenarkan kabar itu.", "doubt"),
        ("Rudi Hartawan tidak membenarkan atau membantah kabar itu.", "doubt"),
        ("Rudi Hartawan tidak membantah kabar itu.", "confirm"),
        ("Rudi Hartawan menyarankan pemerintah berhemat.", "demand"),
        ("Rudi Hartawan mengatakan pihaknya mengedepankan asas praduga tak bersalah.", "assert"),
        ("Rudi Hartawan mengatakan warga tidak bersalah ikut menjadi korban.", "assert"),
        ("Rudi Hartawan mengatakan kliennya tidak bersalah.", "deny"),
        ("Rudi Hartawan menegaskan akan memberikan sanksi kepada kontraktor itu.", "intend"),
        ("Rudi Hartawan menyatakan kesiapannya untuk maju sebagai ketua.", "intend"),
        ("Rudi Hartawan menegaskan komitmen pemerintah untuk memperbaiki jalan.", "intend"),
        ("Rudi Hartawan mengatakan komitmen ini sejalan dengan visi daerah.", "assert"),
        ("Rudi Hartawan mengatakan akan ada hujan lebat pekan depan.", "assert"),
        ('"Saya imbau masyarakat waspada," kata Rudi Hartawan.', "demand"),
        ('"Janganlah membuang sampah," kata Rudi Hartawan.', "demand"),
        ('"Harusnya pemerintah malu," kata Rudi Hartawan.', "demand"),
        ('"Sebaiknya pasien beristirahat di rumah," kata Rudi Hartawan.', "demand"),
        ('"Peluang itu kita pakai dengan sebaiknya," kata Rudi Hartawan.', "assert"),
        ("Rudi Hartawan tidak khawatir dengan gelombang tinggi.", "assert"),
        ('"Kalau pengemudi tidak bersalah, akunnya aktif kembali," kata Rudi Hartawan.', "assert"),
        ('"Kalau soal itu, saya tidak pernah menerima uang," kata Rudi Hartawan.', "deny"),
    ],
)
def test_a_negation_within_a_set_phrase_or_a_condition_denies_nothing(text: str, stance: str) -> None:
    sentences = sentences_of(text)
    mentions, learned = find_entities(sentences)
    names = pl.concat([reference_entities()[0].select("entity_id", "name"), learned.select("entity_id", "name")])
    found = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, text), names)
    assert found["stance"].cast(pl.String).to_list() == [stance]
