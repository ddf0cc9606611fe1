"""Reports told again in other words, from text to pair; and reports on one matter that are nobody's copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.warehouse import connect_readonly
from tests.test_link_end_to_end import article, load

FIRST, SECOND, THIRD = (
    "Kami sudah mengirim 14 perahu karet dan 320 personel ke Demak sejak Senin malam karena tanggul jebol di dua titik",
    "Warga yang masih bertahan di atap rumah kami minta segera pindah ke pengungsian sebelum air pasang datang lagi",
    "Tanggul sementara dari karung pasir sepanjang 250 meter kami targetkan selesai dalam empat hari ke depan",
)
REPORT = (
    "Badan Nasional Penanggulangan Bencana (BNPB) mengerahkan bantuan ke Kabupaten Demak, Jawa Tengah, setelah tanggul "
    "Sungai Wulan jebol dan merendam 4.250 rumah.\n"
    f'"{FIRST}," kata Kepala BNPB Suharyanto dalam konferensi pers di Semarang, Selasa (3/6/2025).\n'
    "Ia menyebut kerugian sementara ditaksir Rp 87 miliar.\n"
    f'"{SECOND}," ujar Suharyanto.\n'
    "Menurut dia pemulihan menjadi tanggung jawab bersama dengan Kementerian Pekerjaan Umum.\n"
    f'"{THIRD}," katanya.'
)
RETOLD = (
    "Sebanyak 4.250 rumah di Demak kebanjiran, dan nilai kerugiannya diperkirakan menyentuh Rp 87 miliar. Hal itu "
    "diungkapkan Suharyanto, orang nomor satu di BNPB, saat bertemu pewarta di Semarang pada Selasa (3/6/2025).\n"
    f'Air meluap lantaran Sungai Wulan tak lagi terbendung. "{FIRST}," tutur Suharyanto.\n'
    f'Sampai kini belum semua penduduk mau mengungsi. "{SECOND}," kata dia mengingatkan.\n'
    "Bersama Kementerian Pekerjaan Umum, pihaknya menyusun langkah darurat. "
    f'"{THIRD}," ujarnya menutup keterangan.'
)
SAME_MATTER = (
    "BNPB mencatat 4.250 rumah di Kabupaten Demak terendam setelah tanggul Sungai Wulan jebol, dengan kerugian "
    "Rp 87 miliar.\n"
    '"Dapur umum di lapangan kecamatan memasak sembilan ribu bungkus nasi setiap hari untuk para pengungsi dan '
    'relawan," kata Kepala BNPB Suharyanto di Semarang, Selasa (3/6/2025).\n'
    "Kementerian Pekerjaan Umum menambah pompa di hilir sungai.\n"
    '"Kesehatan anak dan lansia menjadi perhatian utama kami selama masa tanggap darurat yang berlangsung dua minggu '
    'ini," ujar Suharyanto.'
)
LATER = RETOLD.replace("Hal itu diungkapkan", "Catatan itu pernah diungkapkan")


@pytest.mark.parametrize(
    ("host", "text", "day", "found"),
    [
        ("warta-dua.id", RETOLD, "2025-06-03 15:00", [("rewrite",)]),
        ("warta-dua.id", RETOLD, "2025-06-05 07:00", [("rewrite",)]),
        ("warta-dua.id", SAME_MATTER, "2025-06-03 15:00", []),  # the same names and figures, other things said
        ("warta-dua.id", LATER, "2025-06-20 15:00", []),  # quoted again weeks after
        ("warta-satu.id", RETOLD, "2025-06-03 15:00", []),  # an outlet's own follow-up
    ],
)
def test_what_is_said_again_in_other_words(
    tmp_path: Path, host: str, text: str, day: str, found: list[tuple[str]]
) -> None:
    records = [
        article("warta-satu.id/demak/1", "Tanggul Wulan Jebol, BNPB Kirim Bantuan", REPORT, "2025-06-03 12:00"),
        article(f"{host}/banjir/2", "Demak Terendam, Kerugian Rp 87 Miliar", text, day),
    ]
    load(tmp_path / "w.duckdb", tmp_path / "in", [records])
    with connect_readonly(tmp_path / "w.duckdb") as con:
        assert con.execute("select relation from duplicate_pair").fetchall() == found
