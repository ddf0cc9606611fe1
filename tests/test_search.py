"""Full-text search: what is found, in what order, how it is shown."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from flows import search_index, steps
from flows.errors import UsageError
from flows.publish import search_index_path
from flows.sandbox import QueryError, run_sql
from flows.search import search
from flows.search_snippets import best_sentences, marks_of
from flows.warehouse import WarehouseError
from tests.conftest import EXAMPLES
from tests.shards import Given, load, text_of
from tests.test_cli import saring

pytestmark = pytest.mark.xdist_group("search")  # one worker loads for all

GEMPA = text_of("Gempa Guncang Palu", "Gempa kuat merusak rumah di Palu", "Warga mengungsi ke bukit")
ARTICLES = [
    Given(GEMPA, "https://a.id/gempa", "2025-03-01T08:00"),
    Given(text_of("Rumah Sakit Baru", "Bupati meresmikan rumah sakit", "Gempa tidak disebut lagi"),
          "https://b.id/rs", "2025-03-05T08:00"),
    Given(text_of("Kebakaran Pasar", "Api membakar pasar di Solo", "Pedagang rugi"), "https://b.id/pasar",
          "2025-03-09T08:00"),
    Given(text_of("Harga Turun", "Harga cabai dan bawang turun", "Beras tetap 12.000 rupiah"), "https://c.id/1", None),
    Given(text_of("Stok Aman", "Harga beras naik di Kota Kudus", "José Sánchez membeli beras"), "https://c.id/2",
          "2025-04-01T08:00"),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "w.duckdb"
    load(path, ARTICLES)
    search_index.refresh(path)
    return path


def urls(warehouse: Path, query: str, **bounds: object) -> list[str]:
    return [str(hit.url) for hit in search(warehouse, query, **bounds).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "first", "never"),
    [
        ("gempa", "https://a.id/gempa", "https://b.id/pasar"),
        ("GEMPA Palu", "https://a.id/gempa", "https://c.id/1"),
        ("kebakaran pasar", "https://b.id/pasar", "https://a.id/gempa"),
        ("terbang", "", ""),
        ("sanchez", "https://c.id/2", "https://c.id/1"),
        ("12.000", "https://c.id/1", "https://c.id/2"),
    ],
)
def test_the_best_comes_first_and_what_lacks_it_is_not_there(
    warehouse: Path, query: str, first: str, never: str
) -> None:
    found = urls(warehouse, query)
    assert found[:1] == ([first] if first else [])
    assert never not in found


def test_words_of_one_stem_find_each_other_and_the_word_itself_ranks_higher(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [Given(text_of("Satu", "Polisi menyerang markas"), "https://a.id/kata-lain"),
                Given(text_of("Dua", "Polisi memuji serangan itu"), "https://a.id/kata-itu"),
                Given(text_of("Tiga", "Polisi membeli seragam itu"), "https://a.id/bukan")])  # fmt: skip
    assert urls(path, "serangan") == ["https://a.id/kata-itu", "https://a.id/kata-lain"]


FORMS = [
    ("kirim", "mengirimkan", "meminjam"),
    ("menewaskan", "tewas", "was-was"),
    ("pemilihan", "memilih", "pemulihan"),
    ("terima", "penerimaan", "keluarga"),
    ("kementerian", "menteri", "mentega"),
    ("menulis", "ditulis", "ulas"),
    ("mengubah", "diubah", "kubah"),
]
"""A word, another form of it, and a word that only looks like one."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "w.duckdb"
    known = ["dikirim kirim", "tewas", "dipilih pilih", "diterima terima", "menteri", "tulis ditulis", "ubah kubah"]
    texts = [*(word for form in FORMS for word in form), *known, *known]
    load(path, [Given(text_of("Lain", f"Kata {text}"), f"https://a.id/{n}") for n, text in enumerate(texts)])
    return path


@pytest.mark.parametrize(("query", "word", "other"), FORMS)
def test_forms_of_one_word_find_each_other(forms: Path, query: str, word: str, other: str) -> None:
    found = {hit.snippet for hit in search(forms, query, max_hits=100).hits}
    assert f"Kata {word}." in found
    assert f"Kata {other}." not in found


def test_a_stem_that_no_article_holds_as_a_word_is_understood(warehouse: Path) -> None:
    found = search(warehouse, "bakar")
    assert found.unknown == {}
    assert [hit.url for hit in found.hits] == ["https://b.id/pasar"]


def test_a_title_counts_more_than_the_body(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    records = [
        {"url": "https://a.id/1", "title": "Cuaca", "text": "Banjir melanda desa di pesisir utara sejak pagi."},
        {
            "url": "https://a.id/2",
            "title": "Banjir di Pesisir",
            "text": "Air melanda desa di pesisir utara sejak pagi.",
        },
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    steps.ingest([tmp_path / "a.jsonl"], path)
    assert urls(path, "banjir") == ["https://a.id/2", "https://a.id/1"]


def test_an_article_with_less_than_half_of_what_is_asked_is_not_found(warehouse: Path) -> None:
    assert urls(warehouse, "gempa bupati rumah palu") == ["https://a.id/gempa", "https://b.id/rs"]
    assert "https://b.id/rs" not in urls(warehouse, "rumah di pasar solo")


def test_quoted_words_stand_just_so(warehouse: Path) -> None:
    assert set(urls(warehouse, "harga beras")) == {"https://c.id/2", "https://c.id/1"}
    assert urls(warehouse, '"harga beras"') == ["https://c.id/2"]
    assert urls(warehouse, '"beras harga"') == []
    assert urls(warehouse, 'naik "HARGA, beras"') == ["https://c.id/2"]
    assert urls(warehouse, '"harga ber"') == []


def test_quoted_words_stand_in_the_title_or_in_the_body_but_not_across_both(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    records = [
        {"url": "https://a.id/1", "title": "Cuaca Buruk", "text": "Banjir melanda desa sejak pagi hari itu."},
        {"url": "https://a.id/2", "title": "Waspada", "text": "Warga takut cuaca. Buruk banjir itu, kata camat."},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    steps.ingest([tmp_path / "a.jsonl"], path)
    assert urls(path, '"cuaca buruk"') == ["https://a.id/1", "https://a.id/2"]
    assert urls(path, '"buruk banjir"') == ["https://a.id/2"]
    assert urls(path, '"cuaca buruk" "melanda desa"') == ["https://a.id/1"], "both of them"
    assert urls(path, '"banjir banjir"') == []


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named")
    texts = {
        "nama": "Tentara Korea Utara tiba di pelabuhan pada malam hari.",
        "singkatan": "Tentara Korut tiba di pelabuhan pada malam hari.",
        "bukan": "Pulau di utara itu ramai, orang dari Korea datang pada malam hari.",
        "as": "Warga membeli as roda di pasar pada malam hari.",
        "amerika": "Presiden Amerika Serikat tiba di Manila pada malam hari.",
    }
    rows = [{"url": f"https://a.id/{name}", "title": "Kabar", "text": text} for name, text in texts.items()]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    steps.ingest([folder / "a.jsonl"], folder / "w.duckdb")
    return folder / "w.duckdb"


def test_a_name_finds_the_other_names_of_its_bearer_after_itself(named: Path) -> None:
    assert urls(named, "Korut") == ["https://a.id/singkatan", "https://a.id/nama"]
    assert urls(named, "tentara Korea Utara")[:2] == ["https://a.id/nama", "https://a.id/singkatan"]
    hit = search(named, "korut").hits[1]
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["Korea Utara"]
    assert "korea utara" in search(named, "korut").words["korut"]
    rows = run_sql(named, "select url from search('korut') where url like '%nama'").rows
    assert rows == [["https://a.id/nama"]]


def test_other_names_can_be_left_out(named: Path) -> None:
    assert urls(named, "Korut", aliases=False) == ["https://a.id/singkatan"]
    assert urls(named, '"Korut"') == ["https://a.id/singkatan"], "what is quoted must stand just so"
    assert run_sql(named, "select url from search('korut', aliases := false)").rows == [["https://a.id/singkatan"]]
    assert json.loads(saring("search", "Korut", "--no-aliases", "--json", "-w", named).stdout)["stories"] == 1


def test_a_name_of_three_letters_or_less_is_a_name_only_as_it_is_written(named: Path) -> None:
    assert urls(named, "as") == ["https://a.id/as"]
    assert urls(named, "AS") == ["https://a.id/as", "https://a.id/amerika"]


def test_days_and_outlets_bound_what_is_found(warehouse: Path) -> None:
    assert urls(warehouse, "gempa", since=date(2025, 3, 2)) == ["https://b.id/rs"]
    assert urls(warehouse, "gempa", until=date(2025, 3, 1)) == ["https://a.id/gempa"]
    assert urls(warehouse, "beras", since=date(1900, 1, 1)) == ["https://c.id/2"], "undated ones are left out"
    assert urls(warehouse, "gempa", outlet="b.id") == ["https://b.id/rs"]
    assert urls(warehouse, "gempa", outlet="harian a") == ["https://a.id/gempa"], "by its name"
    with pytest.raises(UsageError, match=r"no outlet 'bb\.id' in the warehouse; near: b\.id"):
        search(warehouse, "gempa", outlet="bb.id")


def test_the_number_found_is_told_and_the_best_are_shown(warehouse: Path) -> None:
    found = search(warehouse, "gempa", max_hits=1)
    assert (found.stories, found.articles, len(found.hits)) == (2, 2, 1)


def test_the_snippet_is_the_sentence_that_answers_best(warehouse: Path) -> None:
    hit = search(warehouse, "beras José").hits[0]
    assert hit.snippet == "José Sánchez membeli beras."
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["José", "beras"]
    assert hit.published_on == date(2025, 4, 1)


def test_marks_are_whole_words() -> None:
    assert marks_of("Beras, berasal; BERAS", {"beras"}) == [(0, 5), (16, 21)]


def test_a_sentence_with_more_of_the_words_beats_one_with_the_same_word_often() -> None:
    import polars as pl

    sentences = pl.DataFrame({"article_id": ["a", "a", "a"], "sentence_no": [0, 1, 2],
                              "surface": ["Beras, beras, beras.", "Beras naik.", "Beras naik."]})  # fmt: skip
    terms = pl.DataFrame({"asked": ["beras", "naik"], "answer": ["beras", "naik"], "weight": [1.0, 1.0],
                          "rarity": [2.0, 1.0]})  # fmt: skip
    assert best_sentences(sentences, terms) == {"a": "Beras naik."}


def test_a_long_sentence_is_cut_around_the_word(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    filler = " ".join(f"kata{n}" for n in range(200))
    load(path, [Given(text_of("Panjang", f"{filler} jarum {filler}"), "https://a.id/1")])
    snippet = search(path, "jarum").hits[0].snippet
    assert len(snippet) < 320
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert " jarum " in snippet


def test_copies_are_one_hit_shown_by_the_first(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    text = " ".join(f"Warga desa nomor {n} mengungsi ke balai kecamatan karena banjir bandang besar." for n in range(9))
    records = [
        {"url": f"https://{outlet}.id/{n}", "title": f"Banjir {n}", "text": text, "date": f"2025-03-0{n}"}
        for n, outlet in ((3, "tiga"), (1, "satu"), (2, "dua"))
    ]
    records.append({"url": "https://lain.id/4", "title": "Lain", "text": "Banjir surut di kota, kata camat.",
                    "date": "2025-03-04"})  # fmt: skip
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    steps.ingest([tmp_path / "a.jsonl"], path)
    found = search(path, "banjir")
    assert (found.stories, found.articles) == (2, 4)
    story = next(hit for hit in found.hits if hit.copies)
    assert (story.url, story.copies, story.copy_outlets) == ("https://satu.id/1", 2, ["dua.id", "tiga.id"])
    bounded = next(h for h in search(path, "banjir", since=date(2025, 3, 2)).hits if h.copies)
    assert (bounded.url, bounded.copies) == ("https://dua.id/2", 1), "a copy out of bounds hides none within"


def test_a_word_that_no_article_holds_is_named_with_words_like_it(warehouse: Path) -> None:
    found = search(warehouse, "gempo palu")
    assert found.unknown == {"gempo": ["gempa"]}
    assert [hit.url for hit in found.hits] == ["https://a.id/gempa"]


def test_a_query_without_a_word_is_refused(warehouse: Path) -> None:
    with pytest.raises(UsageError, match="no word"):
        search(warehouse, "?! ")
    with pytest.raises(WarehouseError, match="saring ingest PATH"):
        search(warehouse.with_name("none.duckdb"), "gempa")


@pytest.mark.parametrize("query", ["a' || 'b", "gempa'; drop table x; --", "100% %s {}", '"', '"" ""', "\\p{L} ("])
def test_a_query_is_never_taken_for_sql(warehouse: Path, query: str) -> None:
    with contextlib.suppress(UsageError):
        search(warehouse, query)
    run_sql(warehouse, f"from search('{query.replace(chr(39), chr(39) * 2)}')")


def test_search_from_sql(warehouse: Path) -> None:
    rows = run_sql(warehouse, "select url, score > 0 from search('gempa palu') limit 1").rows
    assert rows == [["https://a.id/gempa", True]]
    joined = run_sql(
        warehouse, "select a.title from search('gempa') s join fact_article a using (article_id) order by 1"
    )
    assert len(joined.rows) == 2


def test_search_from_another_client_needs_one_attach_and_no_extension(warehouse: Path) -> None:
    con = duckdb.connect(str(warehouse), read_only=True)
    con.execute(f"attach '{search_index_path(warehouse)}' as search_index (read_only)")
    assert con.execute("select url from search('gempa palu')").fetchone() == ("https://a.id/gempa",)
    assert con.execute("select extension_name from duckdb_extensions() where loaded and extension_name = 'fts'"
                       ).fetchall() == []  # fmt: skip


def test_without_an_index_sql_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:1])
    with pytest.raises(QueryError, match="make the search index first"):
        run_sql(path, "from search('gempa')")


class TestCommand:
    def test_hits_are_shown_with_marks_dates_and_addresses(self, tmp_path: Path) -> None:
        empty_home = tmp_path / "home"
        empty_home.mkdir()
        warehouse = tmp_path / "w.duckdb"
        assert saring("ingest", EXAMPLES, "-w", warehouse, cwd=empty_home).returncode == 0
        shown = saring("search", "harga beras", "-w", warehouse, cwd=empty_home)
        assert shown.returncode == 0, shown.stderr
        assert "[Harga] [Beras] Naik 5 Persen Jelang Lebaran" in shown.stdout
        assert "2025-03-12" in shown.stdout
        assert "https://www.kabarpesisir.com/read/2025/03/12/102/harga-beras-naik" in shown.stdout
        assert "1 story, " in shown.stderr
        assert list(empty_home.iterdir()) == [], "nothing was fetched or installed"
        as_json = json.loads(saring("search", "banjir", "--since", "2025-03-01", "--limit", "1", "--json", "-w",
                                    warehouse).stdout)  # fmt: skip
        assert as_json["hits"][0]["url"].endswith("banjir-rendam-tiga-desa")

    def test_what_is_wrong_is_said(self, example_warehouse: Path) -> None:
        refused = saring("search", "banjir", "--outlet", "tiada.id", "-w", example_warehouse)
        assert refused.returncode == 2
        assert "no outlet 'tiada.id'" in refused.stderr

    def test_a_hostile_title_stays_text(self, tmp_path: Path) -> None:
        load(tmp_path / "w.duckdb", [Given(text_of("x", "Banjir [bold]besar[/] [/red] di sini"), "https://a.id/1")])
        shown = saring("search", "banjir", "-w", tmp_path / "w.duckdb")
        assert "[Banjir] [bold]besar[/] [/red] di sini." in shown.stdout
