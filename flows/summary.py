"""What a run did, in figures."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.impact import Impact


@dataclass
class RunSummary:
    """Counts of one load or rebuild. ``records_in = loaded + unchanged + rejected``."""

    flow: str
    warehouse: Path
    batch_id: int | None = None
    """None when there was nothing to do: then the warehouse was not touched."""
    files_seen: int = 0
    files_loaded: int = 0
    files_waiting: list[str] = field(default_factory=list)
    """Files left for the next night, each with what tells that it has not arrived whole."""
    records_in: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    changed_facts: int = 0
    """Published facts gained, lost or altered (``fact_change``)."""
    impact: Impact | None = None
    """The same in detail, of a rebuild."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows of each fact table of the published warehouse."""
    example_article: str | None = None
    """Its ``article_id``: one of this batch with many stated figures."""
    report: Path | None = None
    """The page that a nightly run wrote."""
    checks_passed: int = 0
    checks_warned: int = 0
    warnings: list[str] = field(default_factory=list)
    wall_seconds: float = 0.0
    stage_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def nothing_new(self) -> bool:
        return self.batch_id is None

    def followed_by(self, later: RunSummary) -> RunSummary:
        """Both runs as one: counts added, the state of the warehouse that of the later one."""
        added = ("files_loaded", "records_in", "loaded", "unchanged", "rejected", "changed_facts", "wall_seconds")
        names = {*self.stage_seconds, *later.stage_seconds}
        return replace(
            later,
            **{name: getattr(self, name) + getattr(later, name) for name in added},
            warnings=sorted({*self.warnings, *later.warnings}),
            stage_seconds={n: self.stage_seconds.get(n, 0.0) + later.stage_seconds.get(n, 0.0) for n in names},
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json`` and for Prefect."""
        return asdict(self) | {
            "warehouse": str(self.warehouse),
            "report": str(self.report) if self.report else None,
            "nothing_new": self.nothing_new,
            "impact": self.impact.as_dict() if self.impact else None,
        }

    def try_next(self) -> list[str]:
        """Three commands that show what is in the warehouse, as they can be typed here."""
        command = "saring" if shutil.which("saring") else os.path.relpath(Path(sys.executable).parent / "saring")
        is_default = self.warehouse == Path("data/warehouse.duckdb")
        at = "" if is_default else f" --warehouse {shlex.quote(str(self.warehouse))}"
        return [
            f'{command} sql "select * from claim_conflict limit 10"{at}',
            f"{command} explain {self._example(is_default)}{at}",
            f"{command} schema fact_statement",
        ]

    def _example(self, is_default: bool) -> str:
        seed = Path("seeds/articles/002_f08965d8579d4f6b.txt")
        return str(seed) if is_default and seed.exists() else self.example_article or "FILE"
