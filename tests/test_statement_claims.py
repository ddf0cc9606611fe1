"""Figures inside statements: what is counted, whose it is and where."""

from __future__ import annotations

import polars as pl
import pytest

from tests.statement_frames import NO_DATES, dated_texts, mentions_of, names_of, sentences_of
from transforms.schemas import Quantity, StatementQuantity
from transforms.statements import find_statements, link_quantities

NAMES = [
    ["Rudi Hartawan", "PER"], ["Norwegia", "LOC"], ["Islandia", "LOC"], ["Laut Utara", "LOC"], ["Badan Pangan", "ORG"],
]  # fmt: skip


def claims_of(text: str, *figures: tuple[str, str, str | None]) -> list[dict[str, object]]:
    """Link the figures, each given as surface, kind and unit, found in order in the text."""
    sentences = sentences_of(text)
    rows, at = [], 0
    for surface, kind, unit in figures:
        at = text.index(surface, at)
        inside = sentences.filter((pl.col("start_char") <= at) & (pl.col("end_char") > at))["sentence_no"].item()
        rows.append(
            (0, at, at + len(surface), surface, "test", inside, 1.0, 1.0, "exact", kind, unit, None, None, None)
        )
        at += len(surface)
    frame = pl.DataFrame(rows, schema=Quantity.column_names(), orient="row", infer_schema_length=None)
    quantities = Quantity.cast(frame)
    mentions = mentions_of(sentences, NAMES)
    statements = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, text), names_of(mentions))
    linked = link_quantities(statements, sentences, quantities, mentions)
    return linked.with_columns(pl.col("subject_entity_id", "place_entity_id").str.strip_prefix("test:")).to_dicts()


@pytest.mark.parametrize("unit", ["tentara", "pasukan", "personel", "prajurit", "serdadu"])
def test_words_for_one_thing_are_one_concept(unit: str) -> None:
    [claim] = claims_of(f"Rudi Hartawan mengatakan 300 {unit} berangkat.", (f"300 {unit}", "count", unit))
    assert claim["concept"] == "tentara"


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("12 orang tewas dalam banjir itu", "korban tewas"),
        ("banjir itu menewaskan 12 orang", "korban tewas"),
        ("12 orang terluka", "korban luka"),
        ("12 orang masih hilang", "korban hilang"),
        ("12 orang mengungsi", "pengungsi"),
        ("12 orang ditangkap", "orang ditangkap"),
        ("jumlah pasukan Norwegia hanya 12 orang", "tentara"),
        ("12 orang hadir di lapangan", "orang"),
    ],
)
def test_a_generic_noun_takes_the_concept_of_its_context(words: str, concept: str) -> None:
    [claim] = claims_of(f"Rudi Hartawan mengatakan {words}.", ("12 orang", "count", "orang"))
    assert claim["concept"] == concept


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("300 personel Polda Norwegia menjaga aksi itu", "polisi"),
        ("Polres Islandia menurunkan 300 personel untuk menjaga aksi itu", "polisi"),
        ("18 unit mobil damkar beserta 300 personel tiba", "petugas pemadam"),
        ("300 personel tiba untuk memadamkan api", "petugas pemadam"),
        ("300 personel Basarnas menyisir sungai", "tim penyelamat"),
        ("300 personel gabungan menjaga aksi itu", "personel"),
        ("TNI dan Polri menurunkan 300 personel", "personel"),
        ("300 personel TNI berangkat", "tentara"),
        ("korban mengungsi setelah 300 personel berangkat", "tentara"),
    ],
)
def test_people_on_duty_are_of_the_force_that_their_context_names(words: str, concept: str) -> None:
    [claim] = claims_of(f"Rudi Hartawan mengatakan {words}.", ("300 personel", "count", "personel"))
    assert claim["concept"] == concept


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("PDB atas dasar harga berlaku mencapai", "pdb"),
        ("ekonomi atas dasar harga konstan tercatat", "pdb"),
        ("PDRB wilayah itu sebesar", "pdb"),
        ("harga berlaku mulai besok", "harga"),
        ("atas dasar harga itu kerugian mencapai", "kerugian"),
        ("dia harus membayar ganti rugi", "denda"),
    ],
)
def test_an_amount_is_of_the_last_thing_named_before_it_as_a_whole(words: str, concept: str) -> None:
    [claim] = claims_of(f"Rudi Hartawan mengatakan {words} Rp2 miliar.", ("Rp2 miliar", "money", "IDR"))
    assert claim["concept"] == concept


@pytest.mark.parametrize(
    ("words", "quantity", "concept"),
    [
        ("penduduk usia tua naik menjadi", ("16 persen", "percent", "persen"), None),
        ("harga beras pada usia tua naik", ("16 persen", "percent", "persen"), "harga"),
        ("tegangan tinggi mencapai", ("2 meter", "length", "meter"), "tinggi"),
        ("tegangan tinggi mencapai", ("2 GWh", "other", "GWh"), None),
        ("pabrik memulai produksi selama", ("10 tahun", "duration", "tahun"), None),
        ("pabrik memulai produksi", ("10 ton", "weight", "ton"), "produksi"),
        ("pemilu diikuti", ("18 partai", "count", "partai"), "partai"),
        ("pemilu diikuti", ("18 laga", "count", "laga"), "laga"),
    ],
)
def test_a_thing_is_measured_in_amounts_of_its_kind(words: str, quantity: tuple[str, str, str], concept: str) -> None:
    [claim] = claims_of(f"Rudi Hartawan mengatakan {words} {quantity[0]}.", quantity)
    assert claim["concept"] == concept


def test_a_noun_without_entry_is_its_own_concept() -> None:
    [claim] = claims_of("Rudi Hartawan menyebut 7 kompor rusak.", ("7 kompor", "count", "kompor"))
    assert claim["concept"] == "kompor"


def test_an_amount_takes_the_noun_before_it() -> None:
    [claim] = claims_of("Rudi Hartawan menyebut kerugian mencapai Rp2 miliar.", ("Rp2 miliar", "money", "IDR"))
    assert claim["concept"] == "kerugian"


def test_owner_and_place_stand_beside_the_figure() -> None:
    text = "Rudi Hartawan mengatakan 300 tentara Norwegia dikirim ke Islandia."
    [claim] = claims_of(text, ("300 tentara", "count", "tentara"))
    assert (claim["subject_entity_id"], claim["place_entity_id"]) == ("Norwegia", "Islandia")


def test_the_actor_owns_a_figure_without_owner() -> None:
    text = "Rudi Hartawan mengatakan Norwegia mengirim 300 tentara ke Laut Utara."
    [claim] = claims_of(text, ("300 tentara", "count", "tentara"))
    assert (claim["subject_entity_id"], claim["place_entity_id"]) == ("Norwegia", "Laut Utara")


def test_a_capital_that_acts_is_its_country() -> None:
    text = "Rudi Hartawan mengatakan Oslo mengirim 300 tentara."
    sentences = sentences_of(text)
    mentions = mentions_of(sentences, [["Rudi Hartawan", "PER"], ["Oslo", "LOC"]]).with_columns(
        entity_id=pl.col("entity_id").replace("test:Oslo", "city:3143244")
    )
    statements = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences, text), names_of(mentions))
    at = text.index("300")
    row = (0, at, at + 11, "300 tentara", "test", 0, 300.0, 300.0, "exact", "count", "tentara", None, None, None)
    quantities = Quantity.cast(
        pl.DataFrame([row], schema=Quantity.column_names(), orient="row", infer_schema_length=None)
    )
    assert link_quantities(statements, sentences, quantities, mentions)["subject_entity_id"].to_list() == ["country:NO"]


@pytest.mark.parametrize(
    ("word", "rule"), [("rendah", "statements:quantity-below"), ("tinggi", "statements:quantity-above")]
)
def test_a_figure_that_the_speaker_puts_lower_or_higher(word: str, rule: str) -> None:
    text = f"Rudi Hartawan mengatakan jumlah tentara jauh lebih {word} dari yang dilaporkan sebanyak 300 orang."
    [claim] = claims_of(text, ("300 orang", "count", "orang"))
    assert claim["rule_id"] == rule


def test_a_figure_outside_the_statement_is_not_linked() -> None:
    text = '"Gudang penuh," kata Rudi Hartawan kepada 20 wartawan. Ada 30 truk di sana.'
    assert claims_of(text, ("20 wartawan", "count", "wartawan"), ("30 truk", "count", "truk")) == []


def test_empty_frames() -> None:
    sentences = sentences_of()
    mentions = mentions_of(sentences, NAMES)
    names = pl.DataFrame(schema={"entity_id": pl.String, "name": pl.String})
    statements = find_statements(sentences, mentions, NO_DATES, dated_texts(sentences), names)
    linked = link_quantities(statements, sentences, Quantity.create_empty(), mentions)
    assert linked.schema == StatementQuantity.create_empty().schema
