"""All records of the dumps in random orders, in one file or many, in shards of several sizes: the same facts each time.

``python -m tests.soak.orders [ORDERS] [SEED]`` (three by default, by ``make soak``) compares each table of facts,
copies and signatures with those of one load of one file. ``tests/test_load_order_dumps.py`` does the same on a sample.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from flows import run as run_module
from tests.conftest import SHARED
from tests.test_load_order_dumps import cut, differing, dump_records, load

CUTS = ((5, 4000), (1, 450), (2, 1000))
"""Files, and records of a shard, of each order in turn; the first order is loaded file by file."""
SHOWN, SHOWN_CHARS = 5, 300


def main(orders: int, seed: int) -> bool:
    """Load and compare; prints a line an order. Returns whether all were the same."""
    pick, records, same = random.Random(seed), dump_records(SHARED), True
    with tempfile.TemporaryDirectory(prefix="saring-orders-") as folder:
        whole = Path(folder) / "whole"
        whole.mkdir()
        expected = load(whole, [records], at_once=True)
        print(f"{len(records)} records: {sum(map(len, expected.values()))} rows of {len(expected)} tables", flush=True)
        for number in range(orders):
            files, run_module.SHARD_RECORDS = CUTS[number % len(CUTS)]
            again = Path(folder) / f"order-{number}"
            again.mkdir()
            unequal = differing(load(again, cut(records, files, pick), at_once=bool(number)), expected)
            same &= not unequal
            shards = f"{files} files, shards of {run_module.SHARD_RECORDS}"
            print(f"order {number + 1}, {shards}: {'the same' if not unequal else 'not the same'}", flush=True)
            for table, rows in unequal.items():
                print(
                    f"  {table}: {len(rows)} rows, such as",
                    *(row[:SHOWN_CHARS] for row in rows[:SHOWN]),
                    sep="\n    ",
                    flush=True,
                )
    return same


if __name__ == "__main__":
    if not SHARED.exists():
        sys.exit("the dumps are not beside the project (../shared)")
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(not main(*(arguments + [3, 11][len(arguments) :])))
