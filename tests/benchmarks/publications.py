"""
What a ledger full of published probabilities costs who reads one account: 100 accounts × 12 quarters × 60 probabilities, and two promises each.

``python tests/benchmarks/publications.py`` makes the ledger in a temporary folder and prints a line for each reading, in seconds: the least of five.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amlib.editions import publications
from amlib.plan import chain, entries, ledger, records, state

ACCOUNTS, QUARTERS, CHANCES = 100, 12, 60
WHEN = datetime(2024, 1, 10, tzinfo=UTC)


def bodies(account: str) -> Iterator[tuple[object, datetime]]:
    """What is said of an account in three years."""
    for n in range(2):
        yield (
            records.Commitment(
                commitment=f"TZ-{n}", promised_by="us", promised_to="x", what="y", agreed_on=WHEN.date(), due=WHEN.date()
            ),
            WHEN,
        )  # fmt: skip
    for quarter in range(QUARTERS):
        year, number = 2024 + quarter // 4, quarter % 4 + 1
        period = f"{year}Q{number}"
        chances = tuple(
            records.Probability(
                through=f"{year}-{3 * number:02d}", year=year, level="group", key=f"group {n // 3}", measure=("quantity", "revenue", "margin")[n % 3],
                target=1e6 + n / 7, probability=0.6, centre=1e6 + n / 3, low=9e5 + n / 3, high=1.1e6 + n / 3,
            )
            for n in range(CHANCES)
        )  # fmt: skip
        edition = f"{account}/{period}/results_evaluation/v1"
        yield (
            entries.Publication(edition=edition, document="results_evaluation", period=period, probabilities=chances),
            WHEN + timedelta(days=91 * quarter),
        )  # fmt: skip


def lines() -> Iterator[str]:
    """The whole ledger, as it is exported."""
    last: chain.Entry | None = None
    for number in range(ACCOUNTS):
        account = f"account-{number:03d}"
        for body, at in bodies(account):
            kind = entries.kind_of(body)  # type: ignore[arg-type]
            last = chain.sealed(
                position=last.position + 1 if last else 1, account=account, stream=kind.stream_of(body), number=1, kind=kind.name,
                version=kind.version, author=publications.AUTHOR, at=at.isoformat(), body=entries.written(body),
                previous=last.hash if last else chain.START,
            )  # fmt: skip
            yield chain.line(last)


def least(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, undisturbed."""
    found = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        kept = ledger.restore(f"sqlite:///{place / 'ledger.sqlite'}", lines())
        size = (place / "ledger.sqlite").stat().st_size / 1e6
        print(f"{len(kept.read())} entries, {size:.0f} MB")
        one = "account-050"
        told = {
            "one account, read": lambda: kept.read(account=one),
            "one account, read and told": lambda: state.records_of(
                kept.read(account=one), one, audience="internal"
            ),
            "one account, without what was published": lambda: kept.read(account=one, without="published"),
            "one account, looked for what is not written yet": lambda: publications.write(kept, place, [one]),
            "all, without what was published": lambda: kept.read(without="published"),
            "all": kept.read,
            "all, verified": lambda: ledger.verify(kept),
        }
        for name, work in told.items():
            print(f"{name}: {least(work):.3f}")


if __name__ == "__main__":
    main()
