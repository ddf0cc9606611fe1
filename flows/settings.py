"""Where things are and how Prefect is to behave; every value can be set in the environment.

``SARING_WAREHOUSE``  the published warehouse        (default ``data/warehouse.duckdb``)
``SARING_INBOX``      the folder or address (``s3://…``) ``nightly`` reads (default ``inbox``)
``SARING_DASK``       scheduler of the Dask cluster that derives, e.g. ``tcp://10.0.0.5:8786`` (default: none)
``SARING_EXCHANGE``   folder or ``s3://bucket/prefix`` that the run shares with the cluster's workers
``SARING_NOTIFY_BLOCK``  Prefect block that is told of failed runs, e.g. ``slack-webhook/saring`` (default: none)
``SARING_SNAPSHOTS``  earlier published files kept   (default 7; 0 keeps none)
``SARING_PROCESSES``  worker processes that derive facts (default: one a core, at most 8; about 400 MB each)
``SARING_SNAPSHOT_BYTES``  what they may take together (default 20,000,000,000; the newest always stays)
``SARING_REPORTS``    nightly reports kept          (default 60; 0 keeps all)
"""

from __future__ import annotations

import os
from pathlib import Path

WAREHOUSE = Path(os.environ.get("SARING_WAREHOUSE", "data/warehouse.duckdb"))
INBOX = os.environ.get("SARING_INBOX", "inbox")

DASK_SCHEDULER = os.environ.get("SARING_DASK", "")
EXCHANGE = os.environ.get("SARING_EXCHANGE", "")
NOTIFY_BLOCK = os.environ.get("SARING_NOTIFY_BLOCK", "")
SNAPSHOTS_KEPT = int(os.environ.get("SARING_SNAPSHOTS", "7"))
SNAPSHOT_BYTES = int(os.environ.get("SARING_SNAPSHOT_BYTES", "20_000_000_000"))
REPORTS_KEPT = int(os.environ.get("SARING_REPORTS", "60"))

PROCESSES = int(os.environ.get("SARING_PROCESSES", "0"))
"""Worker processes that derive facts; 0: as many as there are cores, at most ``MOST_PROCESSES``."""

MOST_PROCESSES = 8
"""One loader keeps up with about so many."""

SHARD_RECORDS = 4000
"""Records derived and loaded together, in one transaction; bounds memory whatever a file's size."""

MAX_TEXT_CHARS = 1_000_000
"""A record with more text than this is rejected: no article is that long, and one would stall a shard."""

LEARN_ARTICLES_OF_OUTLET = 3000
"""Articles of one outlet that the learn step reads; more teach nothing that these do not."""

LEARN_ARTICLES = 8_000
"""Articles in all that it reads, which bounds its memory; each outlet has its share of them."""

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_BUSY = 0, 1, 2, 3
"""Exit codes of ``saring``: done (or nothing to do); failed, nothing published; wrong usage; another writer."""

_PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # the default of 20 fails on a busy machine
    "PREFECT_CLI_PROMPT": "false",
}


def prepare_prefect(*, quiet: bool) -> None:
    """Set Prefect's defaults for runs from the command line; call before importing Prefect.

    A value that is already in the environment wins.
    """
    for name, value in _PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
