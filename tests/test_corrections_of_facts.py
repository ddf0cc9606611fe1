"""A human's corrections reach every fact, and fail the load once the source has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import run as run_module
from flows import steps
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES
from transforms import corrections as module
from transforms import pipeline
from transforms.corrections import read_corrections

HEADER = "correction_id,url,expects,action,target,passage,kind,column,value,reason,corrected_by,corrected_on"
URL = "https://www.kabarpesisir.com/read/2025/03/11/101/banjir-rendam-tiga-desa"
END = "Ralat BPBD,Sari,2025-03-12"
WARGA = f"{URL},Sekitar 1.200 warga mengungsi ke balai desa,set,fact_quantity,1.200"
RIGHT = [f"warga-low,{WARGA},,low,1250,{END}", f"warga-high,{WARGA},,high,1250,{END}"]
DROP = f"perahu,{URL},menyiapkan 12 perahu karet dan dapur,drop,fact_quantity,12 perahu,,,,{END}"
STALE = f"lama,{URL},Sekitar 9.999 warga mengungsi ke balai desa,drop,fact_quantity,9.999,,,,{END}"


def use(rows: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "corrections.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    table = read_corrections(folder)
    for place in (module, pipeline, run_module):
        monkeypatch.setattr(place, "load_corrections", lambda: table)


def test_values_are_set_and_facts_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use([*RIGHT, DROP], tmp_path, monkeypatch)
    steps.ingest([EXAMPLES], tmp_path / "w.duckdb")
    with connect_readonly(tmp_path / "w.duckdb") as con:
        rows = con.execute("select low, unit from fact_quantity where unit in ('warga', 'perahu')").fetchall()
        lost = con.execute(
            "select count(*) from fact_statement_quantity anti join fact_quantity using (quantity_id)"
        ).fetchone()
    assert rows == [(1250.0, "warga")]
    assert lost == (0,)


def test_a_stale_correction_fails_the_load_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use([STALE], tmp_path, monkeypatch)
    with pytest.raises(steps.CheckFailed, match=r"(?s)lama.*9\.999.*corrections\.csv"):
        steps.ingest([EXAMPLES], tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()
