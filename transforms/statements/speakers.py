"""Speakers: who stands beside a cue, as named mention, pronoun, description or back reference."""

from __future__ import annotations

import polars as pl

from transforms.statements.descriptions import descriptions
from transforms.statements.regions import NAME, described_as, sources, with_phrase, with_region
from transforms.statements.tables import any_word, inner

_AGENTIVE = (
    r"^(?:(?:[Pp]ara|[Ss]eorang|[Ss]ejumlah|[Bb]eberapa|[Ss]ang)\s+)?"
    r"(?:[A-Za-z][a-z]+(?:wan|wati|tor|log|alis|nis)|[Pp]e(?:ng|m|ny|n)[a-z]{2,}(?:[b-mo-z]|[^a]n|[aiueo]))(?-u:\b)"
)
"""Nouns of agents that no list holds: ``sejarawan``, ``pengunggah``, ``kurator``."""
_CALLED = r"\syang\s+(?:\S+\s+)?(?:disapa|dipanggil|bernama)(?:\s+\S+)?$"
"""What stands before a name in ``pria yang akrab disapa Zul itu``."""
_WITH_REGION = 2.5
"""How well a body fits behind which a country or region is named, among the mentions beside a cue."""
_APPOSED = 2.65
"""The same for a body of which more is said between commas."""
_NOT_ITS_VERB = (
    r"^\s+(?:dan|serta|maupun|atau|bersama)\s"
    r"|\s(?:dengan|karena|untuk|tanpa|saat|ketika|usai|sambil|seraya|setelah|sebelum|dikenal|disebut|tampil)"
    r"(?:\s+[a-z]+)?\s*$"
)
"""Between a name and a verb: others speak too, or what is said of the name is another verb or only reported."""
_BRACKETS = (
    r"(?:,?\s?(?:S|M|Dr|Drs|A|B)\.\s?[A-Z][A-Za-z]{0,5}(?:\.[A-Z]\.?)?\.?"
    r"|,?\s(?:SH|MH|SE|MM|ST|MT|MSi|MPd|SPdi?|SIK|SSos|SIP|SAg|MAg|MKes|SKM|SKom|MKom|AMd|MAP|MSc|PhD|MBA|Lc|MA)(?-u:\b)\.?)*"
    r"(?:\s*\([^()]*\)?)?"
)
"""What belongs to a name behind it: degrees with stops (``S.H., M.Si.``), an age or short form in brackets."""


def find_speakers(hits: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Add to each cue its speaker.

    ``mentions``: those of the sentences (offsets in the article); ``names``: ``article_no, entity_id, name``.
    Adds ``speaker, speaker_surface, speaker_entity_id, speaker_role, speaker_type, speaker_kind`` and,
    inside the sentence, ``region_start, region_end`` of the words in which the speaker is named (for a
    cue before the name, ``region_end`` is where the name ends). ``speaker_kind`` is ``named``,
    ``described``, ``singular`` or ``plural`` (pronouns), ``definite`` (``pejabat itu``) or null.
    """
    hits = _without_inner_commas(hits, mentions)
    hits = with_phrase(with_region(hits))
    candidates = _candidates(hits, mentions, names)
    hits = hits.join(_best_mention(candidates), on="hit", how="left", maintain_order="left")
    hits = _with_speaker(_with_kind(hits))
    hits = hits.join(descriptions(hits, candidates), on="hit", how="left", maintain_order="left")
    return _with_commas(_end_of_name(_described_or_named(hits)))


_INNER_COMMA = "\ufdd2"
"""Stands for a comma that is part of a name (a noncharacter, never in repaired text)."""


def _without_inner_commas(hits: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Cover the commas inside names, which end no phrase: ``Menurut Badan Meteorologi, Klimatologi, dan Geofisika``."""
    keys = ["article_no", "sentence_no"]
    sentences = hits.select(*keys, "sentence_start", "surface").unique(keys)
    listed = mentions.filter(pl.col("surface").str.contains(",", literal=True))
    start = pl.col("start_char").cast(pl.Int64) - pl.col("sentence_start").cast(pl.Int64)
    last = pl.col("_end").shift(1, fill_value=0).over(keys, order_by="_start")
    up_to_name = pl.col("surface").str.slice("_last", pl.col("_start") - pl.col("_last"))
    covered = (
        listed.select(*keys, "start_char", _name="surface")
        .join(sentences, on=keys)
        .with_columns(_start=start)
        .with_columns(_end=pl.col("_start") + pl.col("_name").str.len_chars().cast(pl.Int64))
        .with_columns(_last=last)
        .with_columns(_name=pl.col("_name").str.replace_all(",", _INNER_COMMA, literal=True))
        .with_columns(_part=up_to_name + pl.col("_name"), _rest=pl.col("surface").str.slice("_end"))
        .sort(*keys, "_start")
        .group_by(keys, maintain_order=True)
        .agg(_covered=pl.col("_part").str.join("") + pl.col("_rest").last())
    )
    hits = hits.join(covered, on=keys, how="left", maintain_order="left")
    return hits.with_columns(surface=pl.coalesce("_covered", "surface")).drop("_covered")


def _with_commas(hits: pl.DataFrame) -> pl.DataFrame:
    """Put the covered commas back."""
    return hits.with_columns(pl.col(pl.String).str.replace_all(_INNER_COMMA, ",", literal=True))


def _described_or_named(hits: pl.DataFrame) -> pl.DataFrame:
    """Put in the descriptions; one that says no more than the name of its mention is that mention."""
    described = pl.col("speaker_kind") == "described"
    only_name = described & (pl.col("_description").str.to_lowercase() == pl.col("name").str.to_lowercase())
    hits = hits.with_columns(_only_name=only_name.fill_null(False))
    only_name = pl.col("_only_name")
    return hits.with_columns(
        speaker=pl.when(only_name).then("name").when(described).then("_description").otherwise("speaker"),
        speaker_entity_id=pl.when(only_name).then("entity_id").otherwise("speaker_entity_id"),
        speaker_type=pl.when(only_name).then("entity_type").otherwise("speaker_type"),
        speaker_kind=pl.when(only_name).then(pl.lit("named")).otherwise("speaker_kind"),
    ).drop("_only_name")


def _candidates(hits: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The mentions inside each region, with the text between them and the cue."""
    columns = mentions.select(
        "article_no", "sentence_no", "entity_id", "role",
        entity_type=pl.col("entity_type").cast(pl.String), _mention="surface",
        _start=pl.col("start_char").cast(pl.Int64), _end=pl.col("end_char").cast(pl.Int64),
    ).join(names, on=["article_no", "entity_id"], how="left", maintain_order="left")  # fmt: skip
    keys = [
        "hit", "article_no", "sentence_no", "sentence_start", "surface", "position", "strength", "region_start",
        "region_end", "_phrase_start",
    ]  # fmt: skip
    joined = (
        hits.select(keys)
        .join(columns, on=["article_no", "sentence_no"], maintain_order="left_right")
        .with_columns(
            name=pl.coalesce("name", "_mention"),
            _start=pl.col("_start") - pl.col("sentence_start"),
            _end=pl.col("_end") - pl.col("sentence_start"),
        )
        .filter((pl.col("_start") >= pl.col("region_start")) & (pl.col("_end") <= pl.col("region_end")))
        .filter((pl.col("position") == "before") | (pl.col("_start") >= pl.col("_phrase_start")))
    )
    behind = pl.col("surface").str.slice("_end", (pl.col("region_end") - pl.col("_end")).clip(0))
    ahead = pl.col("surface").str.slice("region_start", (pl.col("_start") - pl.col("region_start")).clip(0))
    before = pl.col("position") == "before"
    lead = pl.col("surface").str.slice("_phrase_start", (pl.col("_start") - pl.col("_phrase_start")).clip(0))
    return joined.with_columns(
        _between=pl.when(before).then(behind).otherwise(ahead), _ahead=ahead, _lead=lead.str.strip_chars()
    )


def _heads_subject() -> pl.Expr:
    """Whether a name, by itself or behind its title, begins the subject: ``Presiden Rusia Vladimir Putin yang …``."""
    title = rf"{described_as('person')}(?:\s+[A-Z0-9(][^\s,]*)*$"
    of_another = pl.col("_lead").str.contains(rf"^{sources('relation')}(?:\s+[a-z]+)*$")
    titled = (pl.col("_lead") == pl.col("role")).fill_null(False) | pl.col("_lead").str.contains(title)
    return (pl.col("_start") >= pl.col("_phrase_start")) & ((pl.col("_lead") == "") | (titled & ~of_another))


def _is_apposition() -> pl.Expr:
    """Whether what stands between a name and the verb only says more of the name."""
    other_clause = rf",\s+(?:{inner('subordinator')}|yang|lalu|kemudian)(?-u:\b)"
    short = (pl.col("_between").str.len_chars() <= 130) & (pl.col("_between").str.count_matches(",") <= 3)
    clause = pl.col("_between").str.contains(rf"^{_BRACKETS}\s*,\s+yang\s[^,]+,\s*$")
    return clause | (
        pl.col("_between").str.contains(rf"^{_BRACKETS}\s*,\s+\S")
        & short
        & ~pl.col("_between").str.contains(other_clause)
    )


def _best_mention(candidates: pl.DataFrame) -> pl.DataFrame:
    """The mention that fits best: beside the cue, or before an apposition; a person before anything else."""
    before, person = pl.col("position") == "before", pl.col("entity_type") == "PER"
    beside, place, apposition, heads = (pl.col(name) for name in ("_beside", "_place", "_apposition", "_heads"))
    # ``di Bali menjelaskan``, ``…, Ukraina, menunjukkan``, ``di Kyiv, Ukraina, menunjukkan``: a place, not the subject.
    at = rf"(?:^|\s){any_word('place_preposition')}\s+(?:[a-z]+\s)?"
    candidates = candidates.with_columns(
        _beside=pl.col("_between").str.contains(
            rf"^{_BRACKETS}(?:\s+alias\s.*)?\s*,?\s*(?:itu|tersebut|sendiri|dkk\.?|cs)?\s*,?\s*(?:(?:yang|seraya|sambil|sembari)\s*)?$"
        ),
        _place=pl.col("_ahead").str.contains(rf"{at}$"),
        _apposition=before & person & _is_apposition(),
    )
    # ``Vladimir Putin yang bertemu Donald Trump``: whoever the clause is about; ``Chris Murphy dari Partai Demokrat``.
    candidates = candidates.with_columns(_heads=before & person & ~place & _heads_subject())
    of_place = (pl.col("entity_type") == "LOC") & pl.col("_ahead").str.contains(rf"{at}(?:{NAME},\s+)+$")
    tail = (
        (pl.col("entity_type") == "LOC")
        & pl.col("_between").str.contains(r"^\s*,")
        & pl.col("_ahead").str.contains(r",\s*$")
    )
    before_tail = pl.col("_between").str.contains(r"^\s*,\s+[A-Z][A-Za-z ]+,\s*$")
    relative = apposition & pl.col("_between").str.contains(
        rf"^{_BRACKETS}\s*,\s+(?:ibu|ayah|bapak|{sources('relation')[3:]}(?-u:\b)"
    )
    # ``Menteri X di Jakarta, Kamis, mengatakan``, ``X dalam keterangannya menjelaskan``
    circumstance = rf"^{_BRACKETS}\s*,?\s+(?:{inner('circumstance')}|{inner('weekday')})\s*[\s(,]"
    main = pl.col("_ahead").str.replace(r"^\s*Sementara\s(?:itu,?\s)?", "")  # it may begin a main clause
    opens = ~main.str.contains(rf"(?i)^\s*(?:{inner('subordinator')})\s")
    opens &= ~pl.col("_lead").str.contains(r"\syang\s")  # ``petani yang menemui X di balai desa``
    # ``Presiden Iran dalam percakapan dengan [Nicolas Maduro], Senin, mengatakan``
    beheld = pl.col("_ahead").str.contains(r"\s(?:dengan|bersama|kepada)\s+(?:[A-Z]\S*\s+)*$")
    elsewhere = pl.col("_between").str.contains(circumstance) & opens & (pl.col("_between").str.count_matches(",") <= 4)
    # ``Wawan selaku wakil Agnez Mo``: whoever speaks in a capacity, not who is named in it.
    capacity = pl.col("_between").str.contains(rf"^{_BRACKETS}\s+(?:selaku|sebagai)\s")
    # ``Mawardi Yahya Wakil Gubernur Sumatera Selatan mengatakan``: the title behind the name, the comma forgotten
    titled_behind = person & pl.col("_between").str.contains(
        rf"^{_BRACKETS}\s+{sources('person')}(?-u:\b)(?:\s+[A-Z(][^\s,]*)*\s*$"
    )
    # ``dinas intelijen NIS Korea Selatan``: the organisation, not its country or region.
    with_region = (pl.col("entity_type") == "ORG") & pl.col("_between").str.contains(rf"^{_BRACKETS}\s+{NAME}\s*$")
    # ``kata kuasa hukum Nadira, Hotma``: the first name only says whose lawyer speaks.
    of_another = pl.col("_between").str.contains(rf"^\s*(?:oleh\s+)?{sources('relation')}\s+$")
    # ``komentar pelatih yang mendampingi Adit, GM Andrei``: whom the clause is about does not speak
    of_another |= pl.col("_between").str.contains(r"\syang\s[^,]*$")
    called = (
        before
        & person
        & pl.col("_lead").str.contains(_CALLED)
        & pl.col("_between").str.contains(r"^\s*(?:itu|ini)\s*$")
    )
    # ``Gedung Putih, dalam pernyataan resmi, menyatakan``, ``X selaku pengelola mengatakan``, ``Iran, yang …, menolak``
    body_opens = before & ~person & pl.col("_ahead").str.contains(rf"^(?:{inner('connector', capital=True)}|[\s,])*$")
    clause = pl.col("_between").str.contains(rf"^{_BRACKETS}\s*,\s+yang\s[^,]+,\s*$")
    body_elsewhere = body_opens & (
        clause
        | (pl.col("entity_type") == "ORG")
        & (capacity | pl.col("_between").str.contains(circumstance) & (pl.col("_between").str.count_matches(",") <= 4))
    )
    # ``Hamas, kelompok yang menguasai Gaza, mengatakan``: the body, not what is said of it
    apposed = rf"^{_BRACKETS}\s*,\s+(?:(?:sebuah|salah\s+satu)\s|{sources('group', 'document')}(?-u:\b))[^,]*,\s*$"
    body_apposed = body_opens & (pl.col("entity_type") == "ORG") & pl.col("_between").str.contains(apposed)
    with_clause = heads & pl.col("_between").str.contains(rf"^{_BRACKETS}\s+yang\s")
    with_more = (
        heads
        & pl.col("_between").str.contains(rf"^{_BRACKETS}\s+(?:dari\s+[A-Z]|[a-z])")
        & ~pl.col("_between").str.contains(_NOT_ITS_VERB)
        & ((pl.col("strength") == "strong") | pl.col("_between").str.contains(r"^\s+(?:dari\s+[A-Z]|lebih\s+lanjut)"))
    )
    score = (
        pl.when(before & relative & person).then(6)
        .when((before & capacity & person & ~place) | with_clause | called).then(5.5)
        .when(before & beside & person & ~place).then(5)
        .when(before & apposition & person & ~place & ~beheld).then(4)
        .when(before & elsewhere & person & ~place & ~beheld).then(3)
        .when(before & titled_behind & ~place & heads).then(2.9)
        .when(with_more).then(2.7)
        .when(body_apposed).then(_APPOSED)
        .when(body_elsewhere).then(2.6)
        .when(before & with_region & ~place).then(_WITH_REGION)
        .when(before & beside & ~tail & ~place).then(2)
        .when(before & beside & tail).then(0)
        .when(before & before_tail & ~person & ~place).then(1)
        .when(~before & person & ~of_another).then(5)
        .when(~before & person).then(4)
        .when(~before).then(2)
    )  # fmt: skip
    # Before a cue the mention nearest to it wins, after a cue the first one.
    nearness = pl.when(before).then(-pl.col("_start")).otherwise("_start")
    return (
        candidates.with_columns(_score=score, _nearness=nearness)
        .filter(pl.col("_score").is_not_null())
        .sort("hit", "_score", "_nearness", descending=[False, True, False])
        .unique("hit", keep="first", maintain_order=True)
        .select(
            "hit",
            "_mention",
            "name",
            "entity_id",
            "entity_type",
            "role",
            "_score",
            _of_place=of_place,
            _mention_start="_start",
            _mention_end="_end",
            _agent_lead=pl.when(before).then(None).otherwise("_between"),
        )
    )


def _has_pronoun(which: str) -> pl.Expr:
    """Whether the pronoun stands beside the cue."""
    pronoun = any_word(which, capital=True)
    more = r"(?:\s+yang\s+(?:juga|kini|merupakan|akrab|pernah|saat)\s[^,]*)?"  # ``Dia yang juga Ketua DPR itu``
    subject = pl.col("_region").str.contains(rf"(?:^|[\s,]){pronoun}{more}\s*(?:\([^)]*\))?\s*,?\s*$")
    agent = pl.col("_region").str.contains(rf"^\s*(?:oleh\s+)?{pronoun}(?-u:\b)")
    return pl.when(pl.col("position") == "before").then(subject).otherwise(agent)


def _with_kind(hits: pl.DataFrame) -> pl.DataFrame:
    """Choose between pronoun, mention, description and back reference."""
    before, phrase, mention = pl.col("position") == "before", pl.col("_phrase"), pl.col("_mention")
    lead, described, document = pl.col("_lead"), pl.col("_is_described"), pl.col("_is_document")
    start = pl.col("_phrase_start")
    agentive = phrase.str.replace(r"^(\S+an)nya(?-u:\b)", "${1}").str.contains(_AGENTIVE)  # no ``penampilannya``
    hits = hits.with_columns(
        _lead=pl.col("surface").str.slice(start, (pl.col("_mention_start") - start).clip(0)).str.strip_chars(),
        _is_described=phrase.str.contains(described_as()) | (agentive & (pl.col("strength") == "strong")),
        _is_document=phrase.str.contains(described_as("document")),
    )
    person, organisation = pl.col("entity_type") == "PER", pl.col("entity_type") == "ORG"
    quantifiers = any_word("quantifier", capital=True)
    relation = lead.str.contains(rf"^(?:{quantifiers}\s+)*{sources('relation')}(?:\s+[a-z]+)?$")
    # ``pria asal Garut ini``, ``Mantan rektor UGM ini``: one person of whom more is said; not ``Warga selama ini``
    one = phrase.str.contains(rf"^(?:(?:[Mm]antan|[Ee]ks|[Ss]ang)\s+)?{sources('person', 'relation')}\s.*\sini\s*,?$")
    said = pl.when(one).then("surface").str.slice(0, start)
    one &= ~said.str.contains(rf"{quantifiers}\s+$")  # ``para peserta … ini``
    now = phrase.str.contains(rf"(?:^|[^0-9]\s){any_word('of_now')}\s+ini\s*,?$")
    back = phrase.str.contains(r"\s(?:itu|tersebut)\s*,?$|^(?:\S+\s+){1,2}ini\s*,?$") | (one & ~now)
    refers_back = back & ~document & (described | (phrase.str.contains(r"^[a-z]") & (pl.col("position") == "after")))
    # ``dinas intelijen NIS``, ``situs Transfermarkt``: the common noun only introduces the name.
    introduced = (
        organisation
        & lead.str.contains(described_as("group", "document"))
        & ~lead.str.contains(r"\s(?:di|dari|yang)\s|,")
    ).fill_null(False)
    # ``Badan Pusat Statistik (BPS) Jawa Barat``: a body's branch is the body.
    of_region = (organisation & (lead == "") & (pl.col("_score") == _WITH_REGION)).fill_null(False)
    several = phrase.str.contains(rf"^(?:[Bb]aik\s+)?{NAME}(?:,\s+{NAME})*,?\s+(?:dan|maupun|serta)\s+[A-Z]")
    function_word = phrase.str.to_lowercase().str.contains(
        rf"^(?:{inner('subordinator')}|{inner('connector')}|{inner('adverb')}|{inner('after_boundary').lower()})(?-u:\b)"
    )
    nobody = phrase.str.to_lowercase().str.contains(rf"^(?:{any_word('no_speaker')}$|(?:se)?tiap\s)")
    apposed = (pl.col("_score") == _APPOSED).fill_null(False)
    place_tail = ((pl.col("_score") == 0) & ((pl.col("strength") == "weak") | pl.col("_of_place"))).fill_null(False)
    through = (pl.col("_score") == 1).fill_null(False)
    # A passive verb has an agent only right behind it: ``dibantah Kremlin``, not ``dinilai memicu perang Ukraina``.
    by_agent = pl.col("_region").str.contains(r"^\s*(?:[a-z-]+\s+)?oleh\s")
    agent = (
        (pl.col("position") != "passive")
        | phrase.str.contains(described_as())
        | (pl.col("_agent_lead").str.contains(r"^\s*(?:oleh\s+)?(?:[A-Z][A-Za-z.]*\s+)*$").fill_null(False))
        | by_agent
    )
    # ``Dikatakan tentara itu diberi seragam``: what follows is the report, not its author.
    clause = (
        (pl.col("position") == "passive")
        & ~by_agent
        & (pl.col("cue_start") < 3)
        & ~pl.col("_region").str.contains(",", literal=True)
        & ~pl.col("surface").str.slice("region_end", 1).is_in([",", "."])
    )
    # One unknown word that opens the sentence is as likely no name: ``Jangan ragu …``.
    opening = (pl.col("_phrase_start") == 0) & ~phrase.str.contains(r"\s") & ~phrase.str.contains(r"^[A-Z]{2,}$")
    proper = phrase.str.contains(rf"^{NAME}$") & (phrase.str.len_chars() <= 60) & ~(before & opening)
    kind = (
        pl.when(pl.col("has_nya") & ~before).then(pl.lit("singular"))
        .when(_has_pronoun("pronoun_singular")).then(pl.lit("singular"))
        .when(_has_pronoun("pronoun_plural")).then(pl.lit("plural"))
        .when(~agent | clause | place_tail | nobody).then(None)
        .when(person & lead.str.contains(_CALLED)).then(pl.lit("named"))
        .when(apposed).then(pl.lit("named"))
        .when(refers_back).then(pl.lit("definite"))
        .when(person & relation.fill_null(False) & before).then(pl.lit("described"))
        .when(person).then(pl.lit("named"))
        .when(several & mention.is_not_null()).then(pl.lit("described"))
        .when(introduced | through | of_region).then(pl.lit("named"))
        .when(described & (phrase.str.strip_chars() != mention.fill_null(""))).then(pl.lit("described"))
        .when(mention.is_not_null() & ((lead == "") | ~before | pl.col("relative"))).then(pl.lit("named"))
        .when(mention.is_null() & proper & ~function_word).then(pl.lit("described"))
        .when((pl.col("strength") == "relay") & phrase.str.contains(r"^[a-z]\S+(?:\s\S+){0,6}$") & ~function_word)
        .then(pl.lit("described"))
    )  # fmt: skip
    # ``Dalam pasal 5 disebutkan bahwa …``: a document before a passive verb without agent.
    hits = hits.with_columns(speaker_kind=kind)
    agentless = (pl.col("position") == "passive") & pl.col("speaker_kind").is_null()
    earlier: pl.Expr = pl.when(agentless).then("surface").str.slice(0, pl.col("subject_end"))
    day = rf"(?:,\s*{any_word('weekday')}[\s,]*(?:\([^)]*\))?)?[\s,]*$"
    source = earlier.str.extract(
        rf"(?:^|[,;]\s|\s)(?:[Pp]ada|[Dd]alam|[Dd]i|[Mm]elalui|[Ll]ewat)\s+([^,;]{{3,80}}?){day}"
    )
    hits = hits.with_columns(_document=source)
    stands_in = pl.col("_document").str.contains(described_as("document")).fill_null(False)
    return hits.with_columns(
        speaker_kind=pl.when(stands_in).then(pl.lit("described")).otherwise("speaker_kind"),
        _phrase=pl.when(stands_in).then("_document").otherwise("_phrase"),
    ).drop("_lead", "_is_described", "_is_document")


def _with_speaker(hits: pl.DataFrame) -> pl.DataFrame:
    found = pl.col("speaker_kind") == "named"
    pronoun = rf"((?:{inner('pronoun_singular', capital=True)}|{inner('pronoun_plural', capital=True)}))(?-u:\b)"
    attached = pl.col("has_nya") & (pl.col("position") != "before")
    refers = pl.col("speaker_kind").is_in(["singular", "plural"])
    return hits.with_columns(
        speaker=pl.when(found).then("name"),
        speaker_entity_id=pl.when(found).then("entity_id"),
        speaker_type=pl.when(found).then("entity_type"),
        speaker_role=pl.when(found).then("role"),
        speaker_surface=pl.when(found).then("_mention")
        .when(refers & attached).then(pl.lit("nya"))
        .when(refers).then(pl.col("_region").str.extract(pronoun))
        .when(pl.col("speaker_kind").is_not_null()).then(pl.col("_phrase").str.strip_chars(" ,")),
    )  # fmt: skip


def _end_of_name(hits: pl.DataFrame) -> pl.DataFrame:
    """Move ``region_end`` of a cue that precedes its speaker to the end of the name or pronoun."""
    pronoun = (
        rf"^(\s*(?:oleh\s+)?(?:{inner('pronoun_singular', capital=True)}|{inner('pronoun_plural', capital=True)}))"
    )
    length = pl.col("_region").str.extract(pronoun).str.len_chars().cast(pl.Int64)
    segment = pl.col("_region").str.extract(r"^([^,]*)").str.len_chars().cast(pl.Int64)
    end = (
        pl.when(pl.col("position") == "before").then("region_end")
        .when(pl.col("speaker_surface") == "nya").then("cue_end")
        .when(pl.col("speaker_kind").is_in(["singular", "plural"])).then(pl.col("cue_end") + length)
        .when((pl.col("speaker_kind") == "named") & (pl.col("position") != "source")).then("_mention_end")
        .when((pl.col("position") == "source") & pl.col("_region").str.ends_with(",")).then(pl.col("region_end") - 1)
        .when(pl.col("speaker_kind").is_not_null()).then(pl.col("cue_end") + segment)
        .otherwise("region_end")
    )  # fmt: skip
    drop = [c for c in hits.columns if c.startswith("_") and c != "_phrase"]
    return (
        hits.with_columns(pl.coalesce("_to_verb", "_phrase").alias("_phrase"), region_end=end)
        .drop(*drop, "name", "entity_id", "entity_type", "role")
        .rename({"_phrase": "phrase"})
    )
