"""``make eval``: the facts against the annotated articles beside the project (``../shared/gold``).

Loads the dev and the seed articles through the real ingest and scores every section; then cleaning by itself,
all rules on, and with each outlet's own rules off; then names against sentences of other annotators.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from flows import steps
from tests.eval import clean_eval, names_eval

GOLD_DIR = clean_eval.GOLD_DIR


def main() -> None:
    if not GOLD_DIR.exists():
        sys.exit(f"no annotated articles at {GOLD_DIR}: they are not part of the project")
    with tempfile.TemporaryDirectory(prefix="saring-eval-") as folder:
        for name in ("dev", "seeds"):
            warehouse = Path(folder) / f"{name}.duckdb"
            steps.ingest([GOLD_DIR / f"{name}.dump.jsonl"], warehouse)
            print(f"\n{name}: whole path", flush=True)
            score = [sys.executable, str(GOLD_DIR / "score.py"), str(warehouse), str(GOLD_DIR / f"{name}.gold.jsonl")]
            subprocess.run(score, check=True)
    print("\ncleaning by itself, and leave-one-outlet-out", flush=True)
    clean_eval.main()
    print("\nnames in sentences of other annotators, exact spans", flush=True)
    names_eval.main()


if __name__ == "__main__":
    main()
