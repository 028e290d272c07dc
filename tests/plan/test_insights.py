"""Which insights wait for a talk: from the last word until minutes that name it, whatever is corrected or taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from amlib.plan import entries, insights, ledger, records
from tests.plan.said import WHEN

SEEN = "2026-09-01"


def said(*words: str) -> list[tuple[object, str]]:
    """
    Bodies from short words: ``I-1`` says an insight, ``M1:I-1,I-2`` minutes a talk about two, ``-insight/I-1@1`` takes an entry back.
    """
    found: list[tuple[object, str]] = []
    for word in words:
        name, _, rest = word.partition(":")
        if word.startswith("-"):
            stream, _, number = word[1:].partition("@")
            found.append((entries.Withdrawal(number=int(number), reason="fout"), stream))
        elif word.startswith("M"):
            about = tuple(filter(None, rest.split(",")))
            found.append((entries.Minutes(meeting=name, held_on=SEEN, about=about, text="besproken"), ""))
        else:
            found.append((records.Insight(insight=name, text=rest or "iets", seen_on=SEEN), ""))
    return found


def kept(folder: Path, *words: str) -> ledger.Ledger:
    made = ledger.open(f"sqlite:///{folder / 'l.sqlite'}")
    for body, stream in said(*words):
        named = stream or entries.kind_of(body).stream_of(body)
        draft = ledger.Draft("alfa", body, "Ann", WHEN, named)
        made.append(draft, len(made.read(account="alfa", stream=named)))
    return made


# what was said, in order                                                    what waits
CASES = [
    (["I-1"], ["I-1"]),
    (["I-2", "I-1"], ["I-2", "I-1"]),
    (["I-1", "I-2", "M1:I-1"], ["I-2"]),
    (["I-1", "I-2", "M1:I-1,I-2"], []),
    (["M1:I-1", "I-1"], ["I-1"]),  # talked about before anybody said it
    (["I-1", "M1:I-1", "I-1:opnieuw"], ["I-1"]),
    (["I-1", "M1:I-1", "I-1:opnieuw", "M2:I-1"], []),
    (["I-1", "M1:I-1", "I-1:opnieuw", "M1:I-1"], ["I-1"]),  # minutes of before, corrected after
    (["I-1", "M1:I-1", "M1:"], ["I-1"]),  # corrected: it was not about it
    (["I-1", "M1:", "M1:I-1"], []),
    (["I-1", "M1:I-1", "-minutes/M1@1"], ["I-1"]),
    (["I-1", "-insight/I-1@1"], []),
    (["I-1", "I-1:beter", "-insight/I-1@2"], ["I-1"]),
    (["I-1", "I-2", "I-1:beter"], ["I-2", "I-1"]),
    ([], []),
]


@pytest.mark.parametrize(("words", "left"), CASES)
def test_what_waits_is_read_from_what_was_said(tmp_path: Path, words: list[str], left: list[str]) -> None:
    found = insights.waiting(kept(tmp_path, *words).read(), "alfa")
    assert [each.insight for each in found] == left


def test_the_last_word_counts_and_that_it_was_talked_about_is_told(tmp_path: Path) -> None:
    (found,) = insights.waiting(kept(tmp_path, "I-1:eerst", "M1:I-1", "I-1:later").read(), "alfa")
    assert (found.text, found.by, found.again) == ("later", "Ann", True)


def test_another_account_has_its_own(tmp_path: Path) -> None:
    read = kept(tmp_path, "I-1").read()
    assert insights.waiting(read, "beta") == ()
    assert insights.known(read, "beta") == ()


def test_minutes_may_be_about_insights_and_proposals(tmp_path: Path) -> None:
    made = kept(tmp_path, "I-1", "I-2", "I-1:weer", "-insight/I-2@1")
    asked = entries.Proposal(proposal="2027-3", subject="plan", what="doen")
    made.append(ledger.Draft("alfa", asked, "Ann", WHEN), None)
    assert insights.known(made.read(), "alfa") == ("I-1", "2027-3")
