"""The reference of entities: its tables, pins, and the parts that read words."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from transforms.entities import gazetteer, known, resolve
from transforms.entities.names import expand, learned_id, name_key, usual_spelling
from transforms.entities.tagger import LABELS, decode
from transforms.entities.tokens import tokenise
from transforms.reference import ReferenceError
from transforms.spans import as_sentences


def test_reference_tables_fit_together() -> None:
    entities, names = gazetteer.reference_entities()
    assert entities["entity_id"].is_unique().all()
    assert names.select("alias", "entity_id").is_duplicated().sum() == 0
    assert names.join(entities, on="entity_id", how="anti").height == 0
    assert entities.join(names, on="entity_id", how="anti").height == 0
    assert all(isinstance(json.loads(text), dict) for text in entities["external_ids"].unique())


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("Korut", "Korea Utara"),
        ("DPRK", "Korea Utara"),
        ("RI", "Indonesia"),
        ("Bapanas", "Badan Pangan Nasional"),
        ("Sumut", "Sumatera Utara"),
        ("Moskow", "Moskwa"),
        ("Kemlu", "Kementerian Luar Negeri"),
        ("SBY", "Susilo Bambang Yudhoyono"),
    ],
)
def test_aliases(alias: str, name: str) -> None:
    entities, names = gazetteer.reference_entities()
    found = names.filter(pl.col("alias") == alias).join(entities.select("entity_id", "name"), on="entity_id")
    assert found["name"].to_list() == [name]


def test_an_alias_of_no_entity_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load = gazetteer.load_table

    def with_stray(table: str, *args: object, **kwargs: object) -> pl.DataFrame:
        frame = load(table, *args, **kwargs)
        stray = (
            pl.DataFrame({"alias": ["Antah"], "entity_id": ["org:antah-berantah"], "tier": ["strong"]}).cast(
                dict(frame.schema)
            )
            if table == "entity_aliases"
            else frame.head(0)
        )
        return pl.concat([frame, stray])

    monkeypatch.setattr(gazetteer, "load_table", with_stray)
    with pytest.raises(ReferenceError, match="Antah"):
        gazetteer.reference_entities.__wrapped__()


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch):
    """Lets a test put pins in place; the tables that depend on them are worked out anew, then forgotten."""

    def put(*rows: tuple[str, str, str | None, str | None]) -> None:
        schema = {"pin": pl.String, "entity_id": pl.String, "other_id": pl.String, "surface": pl.String}
        table = pl.DataFrame(rows, schema=schema, orient="row").with_columns(reason=pl.lit("test"))
        for module in (resolve, known):
            monkeypatch.setattr(module, "pins", lambda: table)
        known.known_names.cache_clear()

    yield put
    monkeypatch.undo()
    known.known_names.cache_clear()


def found_ids(text: str) -> dict[str, str]:
    from transforms.entities import find_entities

    return dict(find_entities(as_sentences([text]))[0].select("surface", "entity_id").rows())


def test_a_pin_joins_two_entities(pinned) -> None:
    text = "Gubernur Lampung Sutarno Wirya Kencana hadir."
    before = found_ids(text)["Sutarno Wirya Kencana"]
    pinned(("same", "person:joko-widodo", before, None))
    assert found_ids(text)["Sutarno Wirya Kencana"] == "person:joko-widodo"


def test_a_pin_keeps_a_name_from_an_entity(pinned) -> None:
    assert found_ids("Kata Prabowo, harga turun.")["Prabowo"] == "person:prabowo-subianto"
    pinned(("not same", "person:prabowo-subianto", None, "Prabowo"))
    assert found_ids("Kata Prabowo, harga turun.")["Prabowo"] != "person:prabowo-subianto"


def test_ids_of_learned_entities_never_change() -> None:
    frame = pl.DataFrame(
        {"t": ["PER", "ORG", "LOC"], "n": ["Kim Jong-nam Ha", "PT Sinar Jaya", "Desa Sukamaju"], "s": ["", "", ""]}
    )
    ids = frame.select(learned_id(pl.col("t"), pl.col("n"), pl.col("s"))).to_series().to_list()
    assert ids == ["person:kim-jong-nam-ha-147d94", "org:pt-sinar-jaya-abbb7a", "place:desa-sukamaju-e364c1"]


def test_spelling_and_keys() -> None:
    frame = pl.DataFrame({"n": ["KEMENTERIAN perhubungan", "Ahmad BIN Ali", "PDI-P", "Kylian Mbappé"]})
    assert frame.select(usual_spelling(pl.col("n"))).to_series().to_list() == [
        "Kementerian Perhubungan",
        "Ahmad BIN Ali",
        "PDI-P",
        "Kylian Mbappé",
    ]
    assert frame.select(name_key(pl.col("n"))).to_series().to_list()[2:] == ["pdi p", "kylian mbappe"]


def test_expansion_leaves_companies_and_persons_alone() -> None:
    frame = pl.DataFrame(
        {
            "plain": ["Polres Bantul", "Kejari Kota Batu", "BRI Finance", "Pemprov DKI Jakarta"],
            "entity_type": ["ORG"] * 4,
        }
    )
    assert expand(frame).to_list() == [
        "Kepolisian Resor Bantul",
        "Kejaksaan Negeri Kota Batu",
        "BRI Finance",
        "Pemerintah Provinsi Jakarta",
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ma’ruf, 3.000 orang (28/10)", ["Ma’ruf", ",", "3.000", "orang", "(", "28/10", ")"]),
        ("kompas.com Rusia.Presiden", ["kompas.com", "Rusia", ".", "Presiden"]),
        ("Jong-un “ya” – 🙂é", ["Jong", "-", "un", "“", "ya", "”", "–", "🙂", "é"]),
        ("a\u00a0b\u200bc", ["a", "b", "c"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    found = tokenise(pl.Series([text]), np.array([5]))
    assert found.types.gather(found.code).to_list() == tokens
    assert [text[a - 5 : b - 5] for a, b in zip(found.start, found.end, strict=True)] == tokens


def test_decoding_agrees_with_trying_every_path() -> None:
    rng = np.random.default_rng(3)
    lengths = [1, 3, 2, 4, 1]
    run = np.repeat(np.arange(len(lengths)), lengths)
    scores = rng.normal(size=(len(run), len(LABELS))).astype(np.float32)
    steps = rng.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    found = decode(scores, steps, run).label
    for number, length in enumerate(lengths):
        own = scores[run == number]
        paths = np.stack(np.meshgrid(*[np.arange(len(LABELS))] * length, indexing="ij"), -1).reshape(-1, length)
        total = steps[0, paths[:, 0]] + steps[paths[:, -1], 0] + own[np.arange(length), paths].sum(1)
        total += sum(steps[paths[:, k], paths[:, k + 1]] for k in range(length - 1))
        assert found[run == number].tolist() == paths[total.argmax()].tolist()


def test_the_card_names_the_weights_that_it_describes() -> None:
    from hashlib import sha256

    from transforms.entities.tagger import WEIGHTS

    card = (WEIGHTS.parent / "CARD.md").read_text(encoding="utf-8")
    assert sha256(WEIGHTS.read_bytes()).hexdigest() in card


def test_scores_are_added_up_in_one_order() -> None:
    from transforms.entities.tagger import WEIGHTS, Tagger

    table = pl.read_parquet(WEIGHTS)
    assert list(Tagger(table)._places) == list(Tagger(table)._places) == sorted(Tagger(table)._places)
