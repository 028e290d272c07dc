"""What editions published stands in the ledger: once each, in the order in which it was filed, and from there it is scored."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from amlib import errors, language, periods
from amlib.data import slices
from amlib.documents.evaluation import record
from amlib.editions import archive, memory, provenance, publications
from amlib.plan import entries, ledger, records, review, state

CHANCE = {"through": "2022-09", "year": 2022, "level": "total", "key": "total", "measure": "revenue", "target": 100.0, "probability": 0.6, "centre": 98.0}  # fmt: skip
SUFFIX = {"customer": "-customer", "en": "-en"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock on which each filing is a minute after the one before."""
    minutes = iter(range(1000))
    monkeypatch.setattr(provenance, "now", lambda: f"2022-10-05T{(m := next(minutes)) // 60:02d}:{m % 60:02d}:00+00:00")  # fmt: skip


@pytest.fixture
def kept(tmp_path):
    return ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def filed(
    output: Path, *chances: float | dict[str, Any], period: str = "2022Q3", **facts: str
) -> archive.Edition:
    """An edition that published these probabilities, or nothing."""
    known = {"document": "toy", "account": "alfa", "audience": "internal", "language": "nl", **facts}
    draft = output / "draft"
    draft.mkdir(parents=True)
    told = [{**CHANCE, **(one if isinstance(one, dict) else {"probability": one})} for one in chances]
    (draft / "published.json").write_text(json.dumps({"published": told, "figures": []}))
    name = known["document"] + SUFFIX.get(known["audience"], "") + SUFFIX.get(known["language"], "")
    name += f"-{known['selection']}" if known.get("selection") else ""
    return archive.file(draft, output, f"{known['account']}/{period}/{name}", {**known, "period": period}, lambda _: {})  # fmt: skip


def said(kept: ledger.Ledger) -> list[tuple[str, list[float]]]:
    """Each entry: its stream, and the probabilities in it."""
    bodies = [(each.stream, entries.meant(each.kind, each.version, each.body)) for each in kept.read()]
    return [(stream, [one.probability for one in body.probabilities]) for stream, body in bodies]


def test_what_was_filed_is_written_by_the_batch_at_the_time_of_its_filing(tmp_path, kept):
    edition = filed(tmp_path, 0.6, {"measure": "margin", "low": 90.0, "high": 110.0})
    assert publications.write(kept, tmp_path) == 1
    (entry,) = kept.read()
    assert (entry.account, entry.stream, entry.kind, entry.version, entry.author, entry.at) == (
        "alfa", "published/alfa/2022Q3/toy/v1", "published", 2, "amlib batch", edition.manifest["filed_at"],
    )  # fmt: skip
    body = entries.meant(entry.kind, entry.version, entry.body)
    assert (body.edition, body.document, body.period) == ("alfa/2022Q3/toy/v1", "toy", "2022Q3")
    assert [one.model_dump(exclude_none=True) for one in body.probabilities] == [
        CHANCE, {**CHANCE, "measure": "margin", "low": 90.0, "high": 110.0},
    ]  # fmt: skip


def test_what_is_there_is_not_written_again(tmp_path, kept):
    filed(tmp_path, 0.6)
    publications.write(kept, tmp_path)
    assert publications.write(kept, tmp_path) == 0
    assert len(kept.read()) == 1


def test_the_same_in_a_second_language_or_in_a_next_version_gets_no_second_entry(tmp_path, kept):
    filed(tmp_path, 0.6)
    filed(tmp_path, 0.6, language="en")
    filed(tmp_path, 0.6)
    publications.write(kept, tmp_path)
    filed(tmp_path, 0.6, language="en")
    publications.write(kept, tmp_path)
    assert said(kept) == [("published/alfa/2022Q3/toy/v1", [0.6])]


# what is filed after a first edition that gave 0.6                 the probabilities of the entries
NEXT = [
    ([((0.7,), {})], [0.6, 0.7]),
    ([((0.7,), {}), ((0.6,), {})], [0.6, 0.7, 0.6]),
    ([((0.6,), {"language": "en"}), ((0.7,), {}), ((0.7,), {"language": "en"})], [0.6, 0.7]),
    ([((0.6,), {"document": "other"})], [0.6, 0.6]),
    ([((0.6,), {"period": "2022-09"})], [0.6, 0.6]),
    ([(({"year": 2023},), {}), ((0.6,), {})], [0.6, 0.6]),
    ([((0.7,), {"selection": "f00d"})], [0.6]),
    ([((0.7,), {"audience": "customer"})], [0.6]),
    ([((), {})], [0.6]),
]


@pytest.mark.parametrize(
    ("later", "given"),
    NEXT,
    ids=["another", "and back", "in two languages", "another document", "another period", "another year", "for an occasion", "a customer's", "nothing"],
)  # fmt: skip
@pytest.mark.parametrize("each_time", [True, False], ids=["after each", "caught up"])
def test_another_gets_an_entry_of_its_own(tmp_path, kept, later, given, each_time):
    for chances, facts in [((0.6,), {}), *later]:
        filed(tmp_path, *chances, **facts)
        if each_time:
            publications.write(kept, tmp_path)
    publications.write(kept, tmp_path)
    assert [one for _, chances in said(kept) for one in chances] == given


def test_only_the_accounts_that_are_asked_for_are_looked_at(tmp_path, kept):
    filed(tmp_path, 0.6)
    filed(tmp_path, 0.6, account="beta")
    assert publications.write(kept, tmp_path, ["beta"]) == 1
    assert [each.account for each in kept.read()] == ["beta"]
    assert publications.write(kept, tmp_path) == 1


def test_what_was_withdrawn_is_not_written_again(tmp_path, kept):
    filed(tmp_path, 0.6)
    publications.write(kept, tmp_path)
    (entry,) = kept.read()
    taken = entries.Withdrawal(number=1, reason="a wrong table")
    kept.append(ledger.Draft("alfa", taken, "Ann", datetime.fromisoformat(entry.at), entry.stream), 1)
    filed(tmp_path, 0.6, language="en")
    assert publications.write(kept, tmp_path) == 0


def test_of_two_batches_that_write_the_same_one_does(tmp_path, kept, monkeypatch):
    filed(tmp_path, 0.6)
    read = ledger.Ledger.read
    monkeypatch.setattr(ledger.Ledger, "read", lambda *_, **__: (monkeypatch.undo(), publications.write(kept, tmp_path), ())[-1])  # fmt: skip
    assert publications.write(kept, tmp_path) == 0
    assert ledger.Ledger.read is read
    assert len(kept.read()) == 1


def test_what_is_not_as_it_was_filed_is_not_written(tmp_path, kept):
    file = filed(tmp_path, 0.6).folder / "published.json"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("0.6", "0.9"))
    with language.use("en"), pytest.raises(errors.ArchiveError, match="is not as it was filed"):
        publications.write(kept, tmp_path)
    assert kept.read() == ()


def test_what_was_improved_afterwards_is_found(tmp_path, kept):
    filed(tmp_path, 0.6)
    publications.write(kept, tmp_path)
    assert ledger.verify(kept) == []
    with sqlite3.connect(tmp_path / "ledger.sqlite") as file:
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        changed = file.execute("UPDATE entries SET body = replace(body, ':0.6', ':0.9')").rowcount
        for _, made in triggers:
            file.execute(made)
    assert changed == 1
    assert said(kept) == [("published/alfa/2022Q3/toy/v1", [0.9])]
    with language.use("en"):
        assert [(fault.position, fault.what) for fault in ledger.verify(kept)] == [
            (1, "the entry was changed")
        ]


def test_out_and_in_again_it_is_the_same(tmp_path, kept):
    filed(tmp_path, 0.6, 0.7)
    publications.write(kept, tmp_path)
    again = ledger.restore(f"sqlite:///{tmp_path / 'again.sqlite'}", ledger.lines(kept))
    assert again.read() == kept.read()
    assert publications.write(again, tmp_path) == 0


def test_a_closed_year_is_scored_from_the_ledger_evaluations_and_plans_apart(tmp_path, kept, demo_freeze):
    """What was published about 2025 over its quarters and in the plan before it, scored when it has closed."""
    data = slices.read(demo_freeze.slice_path("goudveld", "internal"))
    facts = {"account": "goudveld", "document": "results_evaluation"}
    low, high = (
        {"year": 2025, "target": 1.0},
        {"year": 2025, "target": 1e12},
    )  # what was reached, and what was not
    filed(
        tmp_path,
        {**low, "probability": 0.8},
        {**high, "probability": 0.3, "measure": "margin"},
        period="2025Q1",
        **facts,
    )
    filed(tmp_path, {**low, "probability": 0.9}, period="2025Q2", **facts)
    filed(tmp_path, {**low, "probability": 0.7, "year": 2026}, period="2026Q1", **facts)
    filed(tmp_path, {**low, "probability": 0.2}, period="2026Q3", **facts)  # not of a period before
    plan = {**facts, "document": "annual_plan"}
    filed(tmp_path, {**high, "probability": 0.6}, period="2024Q3", **plan)
    filed(
        tmp_path,
        {**high, "probability": 0.6},
        {**low, "probability": 0.9, "measure": "quantity"},
        period="2024Q3",
        **plan,
    )
    publications.write(kept, tmp_path)

    told = state.records_of(kept.read(), "goudveld", audience="internal")
    known = memory.collect(tmp_path, told, "results_evaluation", "2026Q3", "nl")
    view = review.read(data, periods.parse("2026Q3"), records=known)
    with language.use("en"):
        first, _ = str(record.reading(view.scored, view.replayed)).split("\n\n")
    # evaluations: (0.2² + 0.3² + 0.1²) ÷ 3 = 0.14 ÷ 3 = 0.047; two of three came true: ⅔ × ⅓ = 0.222
    assert first.startswith(
        "Of evaluations 3 published chances were scored: Brier 0.047, better than the 0.222 of giving every target the 67% that came true;"
    )
    # the plan, as it was published last: (0.6² + 0.1²) ÷ 2 = 0.185, and ½ × ½
    assert (
        "Of annual plans 2 published chances were scored: Brier 0.185, better than the 0.250 of giving every target the 50% that came true."
        in first
    )
    assert first.endswith("1 published chance is of a year that is still open.")
    customer = records.for_audience(told, "customer")
    assert customer.published == ()
