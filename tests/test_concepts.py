"""What a quantity counts or measures, as its sentence tells it."""

from __future__ import annotations

import pytest

from transforms.numbers import find_quantities
from transforms.spans import as_sentences
from transforms.statements.concepts import with_concepts


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Rudi (44) melatih siswa berusia 12 tahun.", ["umur", "umur"]),
        ("Pemuda berusia 24 tahun itu menandatangani kontrak lima tahun.", ["umur", None]),
        ("Wilayah itu menyumbang 28% PDB dan 24% perdagangan negara.", ["pdb", "perdagangan"]),
        ("Sebanyak 82 persen penumpang setuju.", ["penumpang"]),
        ("Sebanyak 10 persen dari total penumpang batal.", ["penumpang"]),
        ("Laba turun 5 persen tahun lalu.", ["laba"]),
        ("Bantuan itu tiba di 31 kecamatan, 24 kabupaten, dan 3 provinsi.", ["kecamatan", "kabupaten", "provinsi"]),
        ("Sebanyak 40 narapidana dan 7 sandera dibebaskan.", ["narapidana", "sandera"]),
        ("Ada puluhan pelaku UMKM dan 30 pelaku pencurian.", ["pelaku usaha", "tersangka"]),
        ("Nilai tukar rupiah turun 0,2 persen.", ["nilai tukar"]),
        ("Suhu 30 derajat Celsius, kelembapan 60 persen.", ["suhu", "kelembapan"]),
        ("Bea masuk naik karena tarif 19 persen.", ["tarif"]),
    ],
)
def test_concept(text: str, concepts: list[str | None]) -> None:
    sentences = as_sentences([text])
    assert with_concepts(find_quantities(sentences), sentences)["concept"].to_list() == concepts
