"""
An adoption that is killed at every step it takes (see ``killed``): what the ledger was like afterwards, and after running it again.

``python killed_adoption.py URL EVERY`` with ``{n}`` in the URL; prints a line of JSON for each point.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
from datetime import UTC, datetime

sys.path.insert(0, os.getcwd())  # noqa: PTH109  a program of its own, started in the project's folder

from amlib.plan import keeping, ledger, records, workflow
from tests.plan import examples, killed

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def bound(version: int) -> records.Bound:
    return records.Bound(edition=f"a/2026Q3/annual_plan/v{version}", page="a" * 64, print="b" * 64)


def adopt(url: str, version: int) -> None:
    workflow.adopt(ledger.open(url), "a", 2027, by="Bob", at=AT, bound=bound(version))


def prepared(url: str) -> ledger.Ledger:
    """The second version of a plan, submitted, with its proposal decided."""
    kept = ledger.open(url)
    keeping.save(kept, examples.plan(), author="Ans", at=AT, seen=None)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    workflow.decide(kept, "a", 2027, 1, "adopted", by="Bob", at=AT)
    adopt(url, 1)
    workflow.adjust(kept, "a", 2027, reason="een pand sluit", cause="customer", author="Ans", at=AT)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    return kept


def main(url: str, every: int) -> None:
    for turn in itertools.count():
        here = url.replace("{n}", str(turn))
        kept = prepared(here)
        before = len(kept.read())
        killed.append = lambda url, number: adopt(url, 2)
        reached, told = killed.killed_at(1 + turn * every, here, turn)
        after = killed.settled(kept) - before
        faults = [fault.what for fault in ledger.verify(kept)]
        adopt(here, 2)
        adopt(here, 2)
        print(
            json.dumps(
                {
                    "reached": reached,
                    "told": told,
                    "after": after,
                    "faults": faults,
                    "then": len(kept.read()) - before,
                }
            ),
            flush=True,
        )
        if not reached:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
