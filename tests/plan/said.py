"""What the tests of the ledger say in it."""

from datetime import UTC, datetime

from amlib.plan import entries, ledger, records

WHEN = datetime(2026, 10, 6, 8, 30, tzinfo=UTC)
PROMISE = records.Commitment(
    commitment="TZ-003", promised_by="us", promised_to="inkoper", what="Nieuw schappenplan – één “versie”",
    agreed_on="2026-05-01", due="2026-07-11",
)  # fmt: skip
REASON = records.Reason(
    period="2026Q3", effect="price", level="group", key="Rund", cause="market", text="rund werd duurder",
    author="Ann", said_on="2026-10-06",
)  # fmt: skip
STREAM = "commitment/TZ-003"


def draft(body, *, account="alfa", author="Ann", stream="", at=WHEN):
    return ledger.Draft(account, body, author, at, stream)


def wish(number, text="kleinere verpakking"):
    return draft(entries.Wish(wish=f"W-{number}", what=text, heard_on="2026-09-01"))
