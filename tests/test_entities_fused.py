"""Words that stand fused in the text, and are cut into theirs."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from transforms.entities.fused import cut_fused
from transforms.entities.tagger import tagger
from transforms.entities.tokens import Tokens, tokenise


def cut(*sentences: str) -> Tokens:
    """The words of sentences of one article, each 100 characters behind the one before."""
    tokens = tokenise(pl.Series(sentences), np.arange(len(sentences)) * 100)
    return cut_fused(tokens, tagger().lexicon, np.zeros(len(tokens), np.int64))


def words(tokens: Tokens) -> list[str]:
    return tokens.types.gather(tokens.code).to_list()


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("dilansirReuters", ["dilansir", "Reuters"]),
        ("KPKmenetapkan", ["KPK", "menetapkan"]),
        ("diIndonesiayang", ["di", "Indonesia", "yang"]),
        ("YouTube", ["YouTube"]),
        ("Supardi", ["Supardi"]),
        ("Effendi", ["Effendi"]),
        ("Wahyudi", ["Wahyudi"]),
        ("Muskdikabarkan", ["Musk", "dikabarkan"]),
        ("Subiantoagar", ["Subianto", "agar"]),
        ("Yosodiningrat", ["Yosodiningrat"]),
        ("Guardianyang", ["Guardian", "yang"]),
        ("Gasperinimengaku", ["Gasperini", "mengaku"]),
        ("dikutipReuters", ["dikutip", "Reuters"]),
        ("agarBP", ["agar", "BP"]),
        ("daridetikJateng", ["dari", "detikJateng"]),
        ("detikJateng", ["detikJateng"]),
        ("Bastianini", ["Bastianini"]),
        ("Trumpini", ["Trump", "ini"]),
        ("RusiaVladimir", ["Rusia", "Vladimir"]),
        ("iPhone", ["iPhone"]),
        ("InJourney", ["InJourney"]),
        ("StatesWest", ["StatesWest"]),
        ("ASKanye", ["AS", "Kanye"]),
        ("UNMmendorong", ["UNM", "mendorong"]),
        ("BRImo", ["BRImo"]),
        ("Westdilarang", ["West", "dilarang"]),
        ("Kusumadiningrat", ["Kusumadiningrat"]),
        ("IrandanIsrael", ["Iran", "dan", "Israel"]),
        ("SuryadiDeddy", ["Suryadi", "Deddy"]),  # not Surya|di|Deddy
        ("AnungWibowo", ["Anung", "Wibowo"]),
        ("KejagungHarli", ["Kejagung", "Harli"]),
        ("GrabBike", ["GrabBike"]),
        ("TribunGorontalo", ["TribunGorontalo"]),
        ("TransJakarta", ["TransJakarta"]),
        ("PTHutama", ["PT", "Hutama"]),
        ("PTPKjuncto", ["PTPKjuncto"]),
    ],
)
@pytest.mark.parametrize("text", ["{}", "kata {} kemarin"])
def test_fused_words(text: str, word: str, pieces: list[str]) -> None:
    whole = text.format(word)
    found = cut(whole)
    assert words(found) == whole.replace(word, " ".join(pieces)).split()
    assert [whole[a:b] for a, b in zip(found.start, found.end, strict=True)] == words(found)


def test_a_name_fused_with_a_verb_is_cut_once_though_it_stands_alone_too() -> None:
    found = cut("Gasperinimengaku kalah.", "Gasperini pulang.")
    assert words(found) == [*["Gasperini", "mengaku", "kalah", "."], *["Gasperini", "pulang", "."]]
    assert found.sentence.tolist() == [0] * 4 + [1] * 3
