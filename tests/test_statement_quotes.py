"""Pairing quotation marks, whatever marks an outlet uses and however many it forgets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.statement_frames import NO_SENTENCES, sentences_of
from transforms.statements.quotes import find_quotes

CASES = {
    "straight": ('Ia berkata "maju terus" lalu pergi.', ["maju terus"]),
    "curly": ("Ia berkata “maju terus” lalu pergi.", ["maju terus"]),
    "closing marks on both sides": ("”Maju terus,” katanya.", ["Maju terus,"]),
    "low opening mark": ("„Maju terus,” katanya.", ["Maju terus,"]),
    "curly opened, straight closed": ('“Maju terus," katanya.', ["Maju terus,"]),
    "guillemets": ("«Maju terus,» katanya.", ["Maju terus,"]),
    "two in a sentence": ('"Maju," katanya, "atau pulang."', ["Maju,", "atau pulang."]),
    "fused with the next word": ('"Maju,"kata Sari. "Pulang,"ujar Budi.', ["Maju,", "Pulang,"]),
    "fused with the sentence before": ('Mereka pergi."Maju," kata Sari.', ["Maju,"]),
    "over two sentences": ('"Maju. Jangan ragu," kata Sari.', ["Maju. Jangan ragu,"]),
    "over two paragraphs": ('"Maju.\nJangan ragu," kata Sari.', ["Maju.\nJangan ragu,"]),
    "opened anew with each paragraph": ("“Maju.\n“Jangan ragu,” kata Sari.", ["Maju.", "Jangan ragu,"]),
    "nested": ("“Ia bilang “maju” lalu pergi,” kata Sari.", ["Ia bilang “maju” lalu pergi,"]),
    "inner mark never closed": ("“Ia bilang “maju lalu pergi,” kata Sari.", ["Ia bilang “maju lalu pergi,"]),
    "never closed": ("“Maju terus, kata Sari.", ["Maju terus, kata Sari."]),
    "never opened": ('Maju terus," kata Sari.', []),
    "apostrophes are none": ("Jum'at sore Ma'ruf pergi.", []),
}


def inner_texts(text: str) -> list[str]:
    quotes = find_quotes(sentences_of(text))
    return [text[a:b] for a, b in quotes.select("inner_start", "inner_end").rows()]


@pytest.mark.parametrize("name", CASES)
def test_quotations_of_an_example(name: str) -> None:
    text, wanted = CASES[name]
    assert inner_texts(text) == wanted


def test_no_sentences_no_quotations() -> None:
    assert find_quotes(NO_SENTENCES).height == 0


@examples(60)
@given(st.lists(st.sampled_from([*'"“”„ \n.,aB:', "kata "]), max_size=40).map("".join))
def test_quotations_do_not_overlap(text: str) -> None:
    spans = find_quotes(sentences_of(text)).select("open_char", "inner_start", "inner_end", "close_char").rows()
    at = 0
    for open_char, inner_start, inner_end, close_char in spans:
        assert at <= open_char < inner_start <= inner_end <= close_char <= len(text)
        assert text[open_char] in '"“”„'
        at = close_char
