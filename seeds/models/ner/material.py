"""Training material made fit: labels mended where the annotators left or mistyped a name, and copies
of the sentences with other names in them.

The corpora are from 2013 to 2020 and know few foreign names, new ministries or full titles. A copy
keeps the sentence and puts another name of the same type in each place: names of persons from Faker
(MIT), names of places and bodies from this project's own reference tables and from the forms in
``ORG_FORMS`` and ``LOC_FORMS``.
"""

from __future__ import annotations

import functools
import importlib
import random
import re

import numpy as np
import polars as pl

from transforms.entities.corpus import LabelledSentence
from transforms.entities.gazetteer import KINDS, matcher, reference_entities
from transforms.entities.tokens import tokenise
from transforms.entities.words import word_kinds

COPIES = 8
PERSON_LOCALES = {"id_ID": 10, "en_US": 4, "en_IN": 2, "es_ES": 2, "it_IT": 1, "de_DE": 1, "fr_FR": 1, "nl_NL": 1, "pt_BR": 1, "tr_TR": 1, "vi_VN": 1, "pl_PL": 1}
ORG_WORDS = re.compile(
    r"^(?:s[dm][apk]?n?|mts|man|tk|madrasah|sekolah|universitas|institut|akademi|politeknik|fakultas|pesantren|ponpes|pondok pesantren|"
    r"rsud|rsup|rsu|rs|rumah sakit|puskesmas|klinik|pengadilan|mahkamah|gereja|kejaksaan|polda|polres|polsek|timnas)\b",
    re.IGNORECASE,
)  # fmt: skip
LOC_WORDS = re.compile(r"^(?:stadion|bandara|bandar udara|jalan|jl|gedung|taman|hotel|pelabuhan|stasiun|terminal|pasar|kampung|desa)\b", re.IGNORECASE)
TOPICS = (
    "Kesehatan;Pendidikan;Pariwisata dan Kebudayaan;Perhubungan;Lingkungan Hidup;Sosial;Pertanian dan Pangan;Perindustrian dan Perdagangan;"
    "Pekerjaan Umum dan Penataan Ruang;Pemuda dan Olahraga;Komunikasi dan Informatika;Tenaga Kerja;Koperasi dan UKM;Kependudukan dan Pencatatan Sipil;"
    "Perumahan dan Permukiman;Kelautan dan Perikanan;Pemadam Kebakaran dan Penyelamatan;Perlindungan Perempuan dan Anak;Arsip dan Perpustakaan"
).split(";")
BODIES = (
    "Wartawan;Petani;Nelayan;Dokter Gigi;Pengusaha Truk;Buruh Pelabuhan;Mahasiswa;Penyandang Disabilitas;Konsumen;Pedagang Pasar;Guru Honorer;"
    "Pengemudi Daring;Advokat;Penerbit;Perawat;Peternak Ayam;Pelaut;Apoteker;Insinyur;Arsitek"
).split(";")
ORG_FORMS = (
    "PT {w} {w} Tbk", "PT {w} {w}", "PT {w} {w} {w}", "CV {w} {w}", "Polda {r}", "Polres {k}", "Polsek {d}", "Polresta {k}", "Kejaksaan Negeri {k}", "Kejari {k}",
    "Kejaksaan Tinggi {r}", "Pengadilan Negeri {k}", "Pengadilan Negeri (PN) {k}", "Pengadilan Tinggi {r}", "Universitas {w}", "Universitas {k}", "Universitas Negeri {k}",
    "Universitas Islam Negeri {w}", "Fakultas Hukum Universitas {w}", "Institut {w} {k}", "SMA Negeri {n} {k}", "SMPN {n} {k}", "SDN {n} {d}", "SMP Negeri {n}", "SMK {w} {k}",
    "RSUD {w}", "RSUD {k}", "RS {w} {w}", "Rumah Sakit {w}", "Dinas {t} {r}", "Dinas {t} Kabupaten {k}", "Dinas {t}", "Badan Pendapatan Daerah {k}", "BPBD {r}", "DPRD {r}", "DPRD Kabupaten {k}",
    "Pemprov {r}", "Pemkab {k}", "Pemkot {k}", "Pemerintah Provinsi {r}", "Pemerintah Kabupaten {k}", "Kodam {x}/{w}", "Kodim {m}/{k}", "Korem {m}/{w} {w}", "Batalyon Infanteri {m}/{w}",
    "Komisi {x} DPR RI", "Komisi {x} DPR", "Fraksi {p}", "DPP {p}", "DPD {p} {r}", "Bank {w} {w}", "FC {c}", "{c} FC", "{c} United", "Real {c}", "Timnas {c}", "Timnas U{n} {c}", "Persatuan {b} Indonesia",
    "Asosiasi {b} Indonesia", "Ikatan {b} Indonesia", "Serikat {b} {r}", "Yayasan {w} {w}", "Lembaga Bantuan Hukum {k}", "LBH {k}", "KPU {r}", "Bawaslu {k}", "Kedutaan Besar {c}", "KBRI {c}",
    "Kementerian {t} {c}", "Majelis Nasional {c}", "Angkatan Bersenjata {c}", "Badan Intelijen {c}", "Bank Sentral {c}", "Direktorat Jenderal {t}", "Satgas {w} {w}", "Tim {w} {w}", "Koalisi {w} {w}",
    "Pusat Studi {t} Universitas {w}", "Gereja {w} {k}", "{e} Institute", "{e} University", "{e} Foundation", "University of {e}", "{e} News", "{e} Times", "{e} Research", "{e} Group", "{e} Capital", "{e} Motors",
    "Komisi {x} DPR RI", "Komisi {x} DPRD {r}", "Badan Legislasi DPR", "Badan Anggaran DPR RI", "Fakultas {f} {u}", "Fakultas {f} {u}", "Pusat Studi {f} {u}", "Kantor Wilayah {y} {r}",
    "Direktorat Jenderal {t} {y}", "Badan {t} {y}", "{y} {c}", "{y} {c}", "Departemen {t} {c}", "DPP {p}", "DPW {p} {r}", "Satgas {y}", "Biro {f} {y}", "Pusat Komunikasi {f} {c}", "Dewan Keamanan {c}",
    "School of {e} Studies", "{c} University", "University of {c}", "London School of {e}", "{e} Medical Committee", "Global {e} Watch", "The {e} Post", "The {c} Times", "{e} Weekly", "{w}.com", "{w}.id", "{w}{e}", "Komite {t} Nasional", "Dewan {t} Nasional", "Badan {t} Nasional", "Badan Pengelola {t} dan {t}", "Forum {b} {k}", "Pondok Pesantren {w}",
)  # fmt: skip
LOC_FORMS = (
    "Kabupaten {k}", "Kota {k}", "Kecamatan {d}", "Kelurahan {d}", "Desa {d}", "Kampung {d}", "Dusun {d}", "Jalan {w}", "Jalan {w} {w}", "Jl {w}", "Pulau {w}", "Gunung {w}", "Sungai {w}",
    "Teluk {w}", "Selat {w}", "Laut {w}", "Pantai {w} {w}", "Pelabuhan {d}", "Bandara {w} {w}", "Stadion {w} {w}", "Stasiun {d}", "Taman {w}", "Hotel {w}", "Gedung {w} {w}", "Pasar {d}",
    "Tol {d}", "Perumahan {w}", "Waduk {w}", "Danau {w}", "Jembatan {w}", "Semenanjung {w}", "Laut {r}", "Selat {k}", "Teluk {k}", "Pulau {k}", "Gunung {k}", "Sungai {k}", "Pelabuhan {k}", "Pelabuhan {d}",
    "Bandara {k}", "Stadion {k}", "Jalan {k}", "Jalan Tol {k}-{k}", "Tol {k}-{d}", "Jalan Raya {d}", "Kota {c}", "Provinsi {r}", "Kawasan Wisata {d}", "Taman Nasional {w} {w}", "Suaka Margasatwa {w}",
    "{d} International Convention Center", "{w} Convention Hall", "{w} Arena", "{w} Stadium", "{c} Airport", "Universitas {w} Hall", "Gedung {y}", "Gedung DPRD {r}", "Balai Kota {c}", "Republik {c} Barat",
    "RPTRA {w} {d}", "Geopark {d}", "Benteng {w}", "Situs {d}", "Kompleks {w} {d}", "Gang {w}", "Pondok {w}", "Bukit {w}", "Alun-Alun {k}", "Lapas {d}",
)  # fmt: skip


class Pools:
    """Names to draw from, by kind."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        entities, names = reference_entities()
        places = entities.filter(pl.col("entity_type") == "LOC")
        by_id = places["entity_id"]
        self.countries = places.filter(by_id.str.starts_with("country:"))["name"].to_list()
        self.capitals = "Washington Moskwa Beijing Pyongyang Seoul Tokyo London Paris Berlin Kyiv Teheran Riyadh Ankara Canberra Kairo Brussel Jakarta Manila Bangkok Hanoi".split()
        self.provinces = places.filter(by_id.str.starts_with("region:ID-"))["name"].to_list()
        self.regencies = [n for n in places.filter(by_id.str.contains(r"^region:\d\d\.\d\d$"))["name"] if not n.startswith("Kota ")]
        self.districts = places.filter(by_id.str.contains(r"^region:\d\d\.\d\d\.\d\d$"))["name"].to_list()
        self.cities = places.filter(by_id.str.starts_with("city:"))["name"].to_list()
        self.place_aliases = names.filter((pl.col("entity_type") == "LOC") & (pl.col("rank") < 2) & (pl.col("tier") == "strong"))["alias"].to_list()
        curated = names.filter((pl.col("entity_type") == "ORG") & (pl.col("tier") == "strong"))
        self.orgs = curated["alias"].to_list()
        self.persons = names.filter(pl.col("entity_type") == "PER")["alias"].to_list()
        self.parties = [n for n in self.orgs if n.startswith("Partai ")]
        self.universities = [n for n in self.orgs if re.match(r"U[A-Z]{1,3}$|Universitas |Institut |Un[a-z]+$", n)]
        self.ministries = [n for n in self.orgs if re.match(r"Kementerian |Kemen\w+$", n)]
        self.reserved = set(names.filter((pl.col("entity_type") == "LOC") & (pl.col("tier") == "strong"))["alias"])
        own = curated.join(entities.select("entity_id", "name"), on="entity_id")
        short = own.filter(pl.col("alias").str.contains(r"^[A-Z]\w{1,9}$") & (pl.col("name").str.count_matches(" ") > 0))
        self.defined = short.select("name", "alias").rows()
        self.foreign = (_SLAVIC, _ARABIC)
        self.locales = [tuple([w for w in words if w not in self.reserved] for words in _person_words(locale)) for locale in PERSON_LOCALES]

    def person(self, words: int) -> str:
        """A personal name of about so many words."""
        rng = self.rng
        if rng.random() < 0.12:
            name = rng.choice(self.persons)
            return name if words > 1 else name.split()[-1]
        if rng.random() < 0.12:
            parts = [s + rng.choice(["", rng.choice(_CODAS)]) for s in rng.choices(_SYLLABLES, k=3)]
            name = f"{parts[0]} {parts[1]}-{parts[2].lower()}" if rng.random() < 0.6 else " ".join(parts)
            return name if words > 1 else parts[0]
        first, last = rng.choices(self.locales, weights=list(PERSON_LOCALES.values()))[0] if rng.random() < 0.85 else rng.choice(self.foreign)
        if words <= 1:
            return rng.choice(first if rng.random() < 0.6 else last)
        middle = [rng.choice(first + last) for _ in range(words - 2)]
        if rng.random() < 0.12:
            middle.append(rng.choice("ABCDEFGHJKLMNPRSTWY") + rng.choice(["", "."]))
        if rng.random() < 0.05:
            middle.append(rng.choice(["bin", "binti", "al", "van", "de", "von"]))
        return " ".join([rng.choice(first), *middle, rng.choice(last)])

    def fill(self, form: str) -> str:
        """A form with words of the right kind in its places."""
        rng = self.rng
        makers = {
            "w": lambda: rng.choice(self.locales[0][0] + self.locales[0][1] + _PROPER),
            "r": lambda: rng.choice(self.provinces + self.place_aliases), "k": lambda: rng.choice(self.regencies), "d": lambda: rng.choice(self.districts),
            "c": lambda: rng.choice(self.countries + self.cities), "t": lambda: rng.choice(TOPICS), "b": lambda: rng.choice(BODIES), "n": lambda: str(rng.randint(1, 23)),
            "m": lambda: f"{rng.randint(1, 1800):04d}", "x": lambda: rng.choice(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]),
            "p": lambda: rng.choice(self.parties), "u": lambda: rng.choice(self.universities), "y": lambda: rng.choice(self.ministries), "f": lambda: rng.choice(_FIELDS), "e": lambda: rng.choice(self.locales[1][1]),
        }  # fmt: skip
        return re.sub(r"\{(\w)\}", lambda m: makers[m.group(1)](), form)

    def name(self, kind: str, words: int) -> str:
        rng = self.rng
        if kind == "PER":
            return self.person(words)
        if kind == "ORG":
            return rng.choice(self.orgs) if rng.random() < 0.4 or words == 1 else self.fill(rng.choice(ORG_FORMS))
        if words > 1 and rng.random() < 0.5:
            return self.fill(rng.choice(LOC_FORMS))
        pool = rng.choices([self.countries, self.place_aliases, self.provinces, self.regencies, self.cities, self.districts], weights=[5, 2, 3, 5, 4, 3])[0]
        return rng.choice(pool)


_SLAVIC = (
    "Sergey Sergei Dmitry Vladimir Georgiy Valery Andrei Andriy Yuri Oleg Igor Mikhail Nikolai Pavel Roman Ruslan Anatoly Boris Alexei Oleksandr Mykhailo Serhii Tymur Vitali Maria Olga Svetlana Natalia Yulia Irina Ekaterina Denis Maksym Kyrylo".split(),
    "Petrov Ivanov Zinchenko Kovalenko Shevchuk Volkov Morozov Lebedev Novikov Zakharov Sidorov Kuleshov Tkachuk Bondarenko Melnyk Savchenko Orlov Belov Gerasimov Patrushev Lukyanov Danilov Podolyak Budanov Syrsky Umerov Sybiha Medinsky Grushko Ryabkov Antonov".split(),
)  # fmt: skip
_ARABIC = (
    "Mohammed Muhammad Ahmad Ali Hassan Hussein Omar Khaled Ibrahim Abdullah Abdul Faisal Salman Tariq Yousef Mahmoud Mustafa Hamza Walid Bashar Riyad Marwan Ismail Yahya Saleh Nasser Karim Samir Rashid Hamad".split(),
    "al-Masri al-Sharif Al Khalifa Al Rashid Nasrallah Haddad Khoury Mansour Saleh Hamdan al-Najjar al-Hajj Barghouti Shtayyeh Abbas Meshaal al-Zahar Qassem Safadi Shoukry Hijazi Aboul Gheit Araghchi Khatib Rezaei Larijani Zarif Salehi Jalili".split(),
)  # fmt: skip
_SYLLABLES = "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Shin Seo Kwon Hwang Xi Li Wang Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Nguyen Tran Min Jin Ho Seung Tae Yong Hyun Jong Un Woo Sung Hong Gyu Chul Soo Young Ji Hye".split()  # fmt: skip
_CODAS = ["", "", "", "n", "ng"]
_PROPER = (
    "Sejahtera Makmur Abadi Mandiri Nusantara Jaya Utama Perkasa Lestari Sentosa Bersama Mulia Karya Cipta Graha Surya Bintang Mega Prima Bumi Tirta Citra Artha Persada Sakti Indah Raya Agung Bahari Samudra Sukses Global Energi Mining Nikel Sawit Tambang "
    "Merdeka Sudirman Thamrin Diponegoro Pahlawan Cendrawasih Melati Mawar Anggrek Kenanga Sedap Malam Cempaka Rajawali Garuda Elang Merpati"
).split()  # fmt: skip
_FIELDS = "Hukum;Kedokteran;Ekonomi;Ekonomi dan Bisnis;Teknik;Ilmu Sosial dan Ilmu Politik;Pertanian;Kehutanan;Psikologi;Strategis;Kebijakan Publik;Ilmu Budaya;Kesehatan Masyarakat;Hubungan Masyarakat".split(";")
_SOURCE_LEADS = (", dikutip dari {}", ", dilansir {}", ", seperti dilansir {}", ", melansir {}", ", mengutip {}", ", lapor {}", ", tulis {}", " kepada {}", ", menurut laporan {}", ", dikutip {}", " dalam wawancara dengan {}")
_OUTLET_FORMS = ("{e} Times", "The {e} Post", "{e}News", "{e} Magazine", "{w}.com", "{w} News", "{e}{e}", "{c} Herald", "{w}Post", "Radio {w}", "{w} TV", "{e} Insider", "{e}")
_TITLES = (
    "Presiden;Wakil Presiden;Menteri Keuangan;Menteri Luar Negeri;Gubernur;Wakil Gubernur;Bupati;Wali Kota;Kapolres;Kapolda;Kapolri;Ketua Umum;Sekretaris Jenderal;Direktur Utama;Brigjen Pol;Irjen Pol;Kombes Pol;AKBP;AKP;Kompol;Iptu;Letjen TNI;Kolonel;"
    "Juru Bicara;juru bicara;pengamat politik;pengamat;ekonom;anggota;Ketua;Kepala Dinas;Plt Bupati;Dr.;Dr. H.;Prof. Dr.;Ir.;H.;Hj.;KH;Ustaz;pelatih;striker;gelandang;penyerang;aktris;penyanyi;tersangka;korban;PM;Perdana Menteri;Jenderal;Mayor;Kapten;Bapak;Pak;Ibu;Bu"
).split(";")
_DEGREES = ("S.H.", "S.H., M.H.", "S.E., M.M.", "M.Si", "SH MH", "S.I.K.", "S.Sos., M.Si.", "M.Pd", "S.Pd", "Ph.D")


_OTHER = (
    "Piala Dunia 2026;Piala Asia U-23;Liga 1;Liga Champions;Liga Inggris;Serie A;Premier League;Bundesliga;La Liga;BRI Super League;MotoGP Mandalika;Olimpiade Paris 2024;SEA Games;Asian Games;Indonesia Open 2025;"
    "Kualifikasi Piala Dunia 2026 Zona Asia;Grand Final IBL;Formula E;Pemilu 2024;Pilkada Serentak;Pilpres 2029;Pileg;Undang-Undang Cipta Kerja;UU Nomor 8 Tahun 1999;Undang-Undang Dasar 1945;Perppu Nomor 2 Tahun 2022;"
    "Peraturan Menteri Keuangan Nomor 168;Instruksi Presiden;KUHP;Omnibus Law;Hari Raya Idul Fitri;Hari Kemerdekaan;Hari Santri Nasional;HUT ke-80 RI;Natal dan Tahun Baru;Iduladha;Ramadan;Misa Natal;Maulid Nabi;"
    "Al Quran;Surat Al-Baqarah;Hadis Riwayat;Bantuan Langsung Tunai (BLT);Bantuan Subsidi Upah (BSU);Program Keluarga Harapan (PKH);Kartu Indonesia Pintar (KIP);Kredit Usaha Rakyat (KUR);Makan Bergizi Gratis (MBG);"
    "Sistem Penerimaan Murid Baru (SPMB);Penerimaan Peserta Didik Baru (PPDB);Corporate Social Responsibility (CSR);Anggaran Pendapatan dan Belanja Negara (APBN);Produk Domestik Bruto (PDB);Indeks Harga Saham Gabungan (IHSG);"
    "Pajak Pertambahan Nilai (PPN);Upah Minimum Provinsi (UMP);Rencana Pembangunan Jangka Menengah (RPJMN);Surat Izin Mengemudi (SIM);Kartu Tanda Penduduk (KTP);Usaha Mikro Kecil dan Menengah (UMKM);Aparatur Sipil Negara (ASN);"
    "Warga Negara Indonesia (WNI);Penanganan Pelanggaran (GAKKUM);Tempat Kejadian Perkara (TKP);Berita Acara Pemeriksaan (BAP);Artificial Intelligence (AI);Tunjangan Hari Raya (THR);Pekerja Migran Indonesia (PMI);Purchasing Managers Index (PMI);"
    "Covid-19;Omicron;Demam Berdarah Dengue (DBD);HIV/AIDS;PMK;Windows 11;Android 15;iPhone 16 Pro;Galaxy S25 Ultra;Snapdragon 8 Gen 3;PlayStation 5;ChatGPT;Bitcoin;Toyota Avanza;Honda Beat;NMAX;"
    "Bio Solar;El Nino;La Nina;One Piece;Makan Siang;Rumah Subsidi;Hari Lingkungan Hidup;Sumpah Pemuda;Tes Kemampuan Akademik;Kamar Rawat Inap Standar;Kelas Menengah;Boeing 737 MAX;Airbus A320;F-16;Sukhoi Su-35;Proyek Strategis Nasional;Tol Laut;Kereta Cepat Whoosh;Commuter Line;Game of Thrones;Laskar Pelangi;Jumbo;Pengabdi Setan;Indonesian Idol;Merdeka Belajar;Bahasa Indonesia;"
    "Bahasa Inggris;Batik Megamendung;Pancasila;Bhinneka Tunggal Ika;Asta Cita;Deklarasi Bandung;Perjanjian Renville;Perang Dunia II;Reformasi;Orde Baru;Facebook;Instagram Story;WhatsApp;Play Store;Google Maps;Threads;"
    "Baca;Simak;Editor;Penulis;Foto;Video;Senin;Selasa;Rabu;Kamis;Jumat;Sabtu;Minggu;WIB;Tuhan Yang Maha Esa;Allah SWT;Nabi Muhammad SAW;Alhamdulillah;Insya Allah;Assalamualaikum"
).split(";")  # fmt: skip
_OTHER_LEADS = ("dalam", "pada", "melalui", "lewat", "soal", "terkait", "tentang", "menjelang", "untuk", "selama", "seperti", "dan", "serta", "ajang", "program", "menggunakan", "atau")


def _person_words(locale: str) -> tuple[list[str], list[str]]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def words(prefix: str) -> list[str]:
        lists = [v for k, v in vars(provider).items() if re.match(prefix + r"_names?(?!.*suffix)", k) and not callable(v)]
        return sorted({str(n) for names in lists for n in names if re.fullmatch(r"[^\W\d_'-]{3,}( [^\W\d_]+)?", str(n))})

    first, last = words("first"), words("last")
    return first or last, last or first


def mend(sentences: list[LabelledSentence]) -> list[LabelledSentence]:
    """Give schools, courts and hospitals the type ``ORG`` and streets and venues ``LOC``; label missed strong names."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    capital = tokens.types.str.contains(r"^[\p{Lu}0-9]").to_numpy()[tokens.code]
    found = matcher().find(tokens, capital)
    before = tokens.types.str.to_lowercase().gather(tokens.code[np.maximum(found.first - 1, 0)]).to_list()
    extra: dict[int, list[tuple[int, int, str]]] = {}
    for first, stop, kind, word in zip(found.first, found.stop, found.kind, before, strict=True):
        name = KINDS[kind]
        strong = not name.endswith("?") and not name.startswith("ANY")
        if strong and word not in _NOT_AFTER:
            extra.setdefault(int(tokens.sentence[first]), []).append((int(tokens.start[first]), int(tokens.end[stop - 1]), name))
    return [_mend_one(s, extra.get(i, [])) for i, s in enumerate(sentences)]


_NOT_AFTER = frozenset("piala liga kejuaraan bahasa suku pemilu turnamen festival pasar kopi batik tari".split())
_NOT_MISSED = re.compile(r"^(?:Surat|Negara|Kota|Pati|Batu|Nusantara|Meta|Jawa|Barat|Jaya|Grab|Kia|Ford|Intel|Chad|Mali|Guinea|Oman|Turki|Bitung|Gaya|Siak|Demak|Tegal|Palu|Tuban|Ende|Wajo|Sigi|Buru|Nias)$")


def _small_lead(surface: str) -> int:
    """Length of the class nouns in lower case before a name (``wilayah Gaza``), which are no part of it."""
    lead = re.match(r"(?:(?!(?:%s)\b)[a-z]+ )+(?=[A-Z])" % "|".join(_keeping_words()), surface)
    return lead.end() if lead else 0


@functools.cache
def _keeping_words() -> list[str]:
    return word_kinds().filter("keeps")["word"].to_list()


def _mend_one(sentence: LabelledSentence, extra: list[tuple[int, int, str]]) -> LabelledSentence:
    names = []
    for start, end, kind in sentence.names:
        start += _small_lead(sentence.text[start:end])
        surface = sentence.text[start:end]
        names.append((start, end, "ORG" if ORG_WORDS.match(surface) else "LOC" if LOC_WORDS.match(surface) else kind))
    for start, end, kind in extra:
        free = all(end <= a or start >= b for a, b, _ in names)
        if free and not _NOT_MISSED.match(sentence.text[start:end]):
            names.append((start, end, kind))
    return LabelledSentence(sentence.text, sorted(names))


def copies(sentences: list[LabelledSentence], seed: int = 20250601) -> list[LabelledSentence]:
    """Sentences with other names in place of theirs, :data:`COPIES` for each that holds a name."""
    pools = Pools(random.Random(seed))
    return [_copy(s, pools) for _ in range(COPIES) for s in sentences if s.names]


def _copy(sentence: LabelledSentence, pools: Pools) -> LabelledSentence:
    rng, text, at, names = pools.rng, "", 0, []
    for start, end, kind in sentence.names:
        text += sentence.text[at:start]
        surface = sentence.text[start:end]
        words = surface.count(" ") + 1
        if rng.random() < 0.15:
            new = surface
        elif kind == "PER" and words == 1 and rng.random() < 0.06:  # a capital or a state speaks
            kind, new = "LOC", rng.choice(pools.countries + pools.capitals * 3)
        elif kind == "ORG" and rng.random() < 0.12:
            long, short = rng.choice(pools.defined)
            names += [(len(text), len(text) + len(long), kind), (len(text) + len(long) + 2, len(text) + len(long) + 2 + len(short), kind)]
            text += f"{long} ({short})"
            at = end
            continue
        else:
            new = pools.name(kind, words)
        if kind == "PER" and " " in new and rng.random() < 0.25:
            text += rng.choice(_TITLES) + " "
        names.append((len(text), len(text) + len(new), kind))
        text += new
        if kind == "PER" and " " in new and rng.random() < 0.05:
            text += ", " + rng.choice(_DEGREES)
        elif kind == "PER" and rng.random() < 0.05:
            text += f" ({rng.randint(17, 78)})"
        at = end
    text += sentence.text[at:]
    if rng.random() < 0.12 and text.endswith(".") and not text.endswith(("..", "!.", "?.")):  # the outlet that reported it
        lead = rng.choice(_SOURCE_LEADS)
        outlet = pools.fill(rng.choice(_OUTLET_FORMS))
        start = len(text) - 1 + lead.index("{}")
        text = text[:-1] + lead.format(outlet) + "."
        names.append((start, start + len(outlet), "ORG"))
    elif rng.random() < 0.3:  # things with capitals that are no person, body or place
        other = rng.choice(_OTHER)
        if rng.random() < 0.6 and text.endswith("."):
            text = f"{text[:-1]} {rng.choice(_OTHER_LEADS)} {other}."
        else:
            names = [(a + len(other) + 1, b + len(other) + 1, k) for a, b, k in names]
            text = f"{other} {text[:1].lower() if not any(a == len(other) + 1 for a, _, _ in names) else text[:1]}{text[1:]}"
    return LabelledSentence(text, names)
