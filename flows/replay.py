"""Rejected records: what they are, and take them again after a fix.

A record was refused because of its bytes and of the rules that read them. When a rule, a mapping or the reader
was mended, a replay reads the bytes that were kept; of files with records that cannot stand alone (a row without
its header, a whole file) all of the file, where it is still there: its known articles cost next to nothing.
What is refused no more is marked, not removed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from flows import steps
from flows.console import Reporter
from flows.errors import UsageError
from flows.readers import RECORD_SCHEMA, REJECT_SCHEMA, Shard, SourceFile, digest_of, file_at, read_shards
from flows.readers.records import MAX_FILE_ORIGINAL_BYTES
from flows.readers.streams import bare_name
from flows.scratch import Scratch, open_scratch
from flows.settings import MAX_TEXT_CHARS
from flows.sqlfiles import read_sql, set_variables
from flows.summary import RunSummary
from flows.warehouse import connect_readonly


@dataclass
class Replayed:
    """What a replay did."""

    summary: RunSummary
    asked: int
    """Rejected records that were taken again."""
    still_rejected: int = 0
    without_file: list[str] = field(default_factory=list)
    """Files that are gone or changed: of these the kept bytes were read."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return self.summary.as_dict() | {
            "asked": self.asked,
            "still_rejected": self.still_rejected,
            "without_file": self.without_file,
        }


def rejected(
    warehouse: Path, *, reason: str | None = None, file: str | None = None, also_replayed: bool = False
) -> list[dict[str, Any]]:
    """Rejected records, columns of ``sql/queries/rejected.sql``; ``file`` is part of an address."""
    with connect_readonly(warehouse) as con:
        set_variables(con, reason=reason, uri=file, also_replayed=also_replayed)
        return con.execute(read_sql("queries/rejected")).pl().to_dicts()


def rejected_record(warehouse: Path, rejected_record_id: int) -> dict[str, Any]:
    """One rejected record with its bytes. Raises :class:`flows.errors.UsageError` where there is none."""
    with connect_readonly(warehouse) as con:
        set_variables(con, rejected_record_id=str(rejected_record_id))
        rows = con.execute(read_sql("queries/rejected_one")).pl().to_dicts()
    if not rows:
        raise UsageError(
            f"there is no rejected record {rejected_record_id}; find its number with: saring rejected list"
        )
    return rows[0]


def replay(
    warehouse: Path,
    *,
    reason: str | None = None,
    file: str | None = None,
    mapping: Mapping[str, str] | None = None,
    reporter: Reporter | None = None,
    wait_seconds: float = 0.0,
) -> Replayed:
    """Take rejected records again, all or those of a reason or file, and publish what comes of it.

    ``mapping`` as for a load, where the fix is to say which column is which.
    """
    asked = len(rejected(warehouse, reason=reason, file=file))
    if not asked:
        return Replayed(RunSummary("replay", warehouse), 0)
    with (
        steps.open_again(warehouse, "replay", reporter, wait_seconds=wait_seconds) as run,
        open_scratch(warehouse) as scratch,
    ):
        con = run.warehouse.con
        set_variables(con, reason=reason, uri=file)
        files = con.execute(read_sql("queries/files_to_replay")).pl()
        run.summary.files_seen = files.height
        without_file = []
        # files, not records
        for file_id, uri, sha256, size, file_records in files.iter_rows():
            rejects = _rejects_of(run, file_id, reason)
            run.warehouse.run_sql("load/replay_start", {"staged_replay": rejects}, batch_id=run.batch_id)
            source = SourceFile(uri, Path(uri), size)
            stand_alone = all(_name_of(reject, source.name) for reject in rejects.to_dicts())
            whole = _whole_file(uri, sha256, scratch)
            if whole and not stand_alone:
                run.replay_file(whole, sha256, mapping)
            else:
                without_file += [] if whole else [uri]
                _replay_kept_bytes(run, source, sha256, file_id, file_records, rejects, mapping)
            scratch.drop(uri)
        summary = run.publish()
    left = len(rejected(warehouse, reason=reason, file=file))
    return Replayed(summary, asked, left, without_file)


def _whole_file(uri: str, sha256: str, scratch: Scratch) -> SourceFile | None:
    """The file on this machine, if it is still there with the same bytes."""
    found = file_at(uri)
    local = scratch.local(found) if found else None
    return local if local and digest_of(local.path) == sha256 else None


def _rejects_of(run: steps.Run, file_id: str, reason: str | None) -> pl.DataFrame:
    con = run.warehouse.con
    set_variables(con, source_file_id=file_id, reason=reason)
    return con.execute(read_sql("queries/rejects_of_file")).pl()


def _replay_kept_bytes(
    run: steps.Run,
    source: SourceFile,
    sha256: str,
    file_id: str,
    file_records: int | None,
    rejects: pl.DataFrame,
    mapping: Mapping[str, str] | None,
) -> None:
    run.warehouse.start_source_file(
        run.batch_id, uri=source.uri, sha256=sha256, size_bytes=source.bytes, dump_name=source.name
    )
    with tempfile.TemporaryDirectory() as folder:
        # rejects are few, and each is a file of its own to the readers
        for reject in rejects.to_dicts():
            run.replay_shard(file_id, _read_kept(reject, source.name, Path(folder), mapping), source.name)
    run.warehouse.finish_source_file(run.batch_id, file_id, records=rejects.height, file_records=file_records)
    run.summary.files_loaded += 1


def _read_kept(reject: dict[str, Any], file_name: str, folder: Path, mapping: Mapping[str, str] | None) -> Shard:
    """The record in the kept bytes, under its old number and place; the same reject where they are not enough."""
    again = pl.DataFrame([{name: reject[name] for name in REJECT_SCHEMA}], schema=REJECT_SCHEMA)
    refused = Shard(pl.DataFrame(schema=RECORD_SCHEMA), again)
    name = _name_of(reject, file_name)
    if name is None:
        return refused
    path = folder / f"{reject['record_no']}-{name}"
    path.write_bytes(reject["original"])
    shards = list(
        read_shards(SourceFile(str(path), path, path.stat().st_size), mapping=mapping, max_text_chars=MAX_TEXT_CHARS)
    )
    if len(shards) != 1 or shards[0].count != 1 or shards[0].rejects.height:
        return refused
    place = {"record_no": pl.lit(reject["record_no"], pl.UInt64), "position": pl.lit(reject["position"])}
    return Shard(shards[0].records.with_columns(**place), shards[0].rejects)


def _name_of(reject: dict[str, Any], file_name: str) -> str | None:
    """A file name that tells the readers what the kept bytes are; None where they cannot stand alone."""
    original = reject["original"]
    if not original or len(original) >= MAX_FILE_ORIGINAL_BYTES:
        return None
    try:
        if isinstance(orjson.loads(original), dict):
            return "record.jsonl"
    except ValueError:
        pass
    words = reject["position"].split(" ")
    member = reject["position"].removeprefix("member ") if words[0] == "member" else file_name
    name = bare_name(Path(member).name)
    return name if name.lower().endswith((".txt", ".html", ".htm")) else None
