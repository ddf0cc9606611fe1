"""Indonesian text to facts: pure functions over Polars frames.

Stages, in the order in which they may import each other (a test holds it):
repair → clean → metadata → language → segment → numbers, dates, entities → statements.
"""

import sys


def _import_dataframely() -> None:
    """Import dataframely without SQLAlchemy, which it would load to speak of databases' types: a quarter of the time
    in which every command and worker starts. Whoever imports SQLAlchemy later gets it.
    """
    if "sqlalchemy" in sys.modules:
        return
    sys.modules["sqlalchemy"] = None  # type: ignore[assignment]  # to import it raises ImportError
    try:
        import dataframely  # noqa: F401
    finally:
        del sys.modules["sqlalchemy"]


_import_dataframely()
