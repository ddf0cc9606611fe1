"""What every report needs and no data changes: the chart library and the specifications of the charts.

To make them takes about two seconds, so they are kept as files in the warehouse's folder for work, if there is one;
their names carry what they were made from, and who deletes them has them made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from flows.publish import work_directory
from flows.report.page import write_page


def chart_library(warehouse: Path) -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that gives ``vegaEmbed``, from the package that carries them."""
    return _kept(warehouse, f"vega-{version('vl-convert-python')}.js", _bundle)


def chart_specifications(warehouse: Path) -> str:
    """:func:`flows.report.charts.specifications` as JSON."""
    source = (Path(__file__).parent / "charts.py").read_bytes()
    made_from = hashlib.sha256(source + version("altair").encode()).hexdigest()[:12]
    return _kept(warehouse, f"charts-{made_from}.json", _specify)


def _kept(warehouse: Path, name: str, make: Callable[[], str]) -> str:
    path = work_directory(warehouse) / name
    if path.exists():
        return path.read_text(encoding="utf-8")
    text = make()
    if path.parent.is_dir():
        with contextlib.suppress(OSError):  # a folder that is read-only: made again the next time
            write_page(path, text)
    return text


def _bundle() -> str:
    import vl_convert

    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("the chart library cannot stand in a page")
    return script


def _specify() -> str:
    from flows.report.charts import specifications  # Altair takes half a second to import

    return json.dumps(specifications())
