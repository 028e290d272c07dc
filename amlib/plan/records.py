"""
What people said and decided, and what editions published before: all that a document needs and no table holds.

A reason, a promise, a decision and a probability have in common that they are said once, on a day, by somebody, and must be found again as they were said. They come to a document as one
value, ``Records``, whoever keeps them; the sections that show them know nothing else. A document without records says that there are none.

* A commitment keeps its first day: re-dated promises count as missed for the day that they were first due.
* What was published is what an edition said on the day it was made, as the ledger tells it; what would be said today with the figures of then is computed elsewhere and called something else.
* A plan is told of as it last stood in each state of each version; what came of it when it was decided on is told with it.
* A customer is told of commitments of both sides only: not of reasons, decisions, probabilities, plans, wishes or insights.

Deliberately absent: keeping. Where records are written, and that nothing is ever lost of them, is for the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from amlib import errors, language

__all__ = [
    "ANNUAL_PLAN",
    "NONE",
    "PUBLISHED",
    "Bound",
    "Commitment",
    "Decision",
    "Edited",
    "Figure",
    "Insight",
    "Planned",
    "Probability",
    "Published",
    "Reason",
    "Records",
    "Redated",
    "ToWorkIn",
    "Wish",
    "for_audience",
    "given",
    "read",
    "settled",
]

PUBLISHED = "application/vnd.amlib.published+json"
"""The form in which a notebook says what later editions must find again; no page shows it."""
ANNUAL_PLAN = "annual_plan"
"""What the document of a plan is called."""
_ENVIRONMENT = "AMLIB_RECORDS"
_NEARBY = ("output/records", "../output/records")


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Probability(_Said):
    """A probability of reaching a target of a year, as known at the end of a month; ``probability`` as shown."""

    through: str
    year: int
    level: Literal["total", "group", "outlet"]
    key: str
    measure: Literal["quantity", "revenue", "margin"]
    target: float
    probability: float = Field(ge=0, le=1)
    centre: float
    low: float | None = None
    high: float | None = None


class Published(Probability):
    """A probability with the edition that gave it, of which document and over which period; these two are empty in records of before they were kept."""

    edition: str
    document: str = ""
    period: str = ""


class Figure(_Said):
    """A figure of the edition of this document that was filed before this one, to compare with."""

    edition: str
    period: str
    level: str
    key: str
    measure: Literal["quantity", "revenue", "margin"]
    value: float


class Reason(_Said):
    """Why a cause came about, as the account manager sees it: for one effect of a period, in one group, region or outlet or in the whole account."""

    period: str
    effect: str
    level: Literal["total", "group", "region", "outlet"] = "total"
    key: str = ""
    cause: Literal["market", "customer", "own"]
    text: str = Field(min_length=1)
    author: str
    said_on: date


class Redated(_Said):
    """A new day for a promise, the day on which that was agreed, and why."""

    on: date
    due: date
    reason: str = ""


class Commitment(_Said):
    """A promise of either side; ``confirmed`` is whether the receiver says that it was right the first time."""

    commitment: str
    promised_by: Literal["us", "customer"]
    promised_to: str
    what: str
    agreed_on: date
    due: date
    agreed_where: str = ""
    outlet: str | None = None
    redated: tuple[Redated, ...] = ()
    done_on: date | None = None
    confirmed: bool | None = None


class Decision(_Said):
    """What the supervisor decided about a numbered proposal, and why; ``instead`` is what was decided where it was amended, ``effect`` the money that the proposal promised, ``login`` that of who decided where it is not the name itself."""

    proposal: str
    subject: Literal["plan", "contract"]
    what: str
    outcome: Literal["adopted", "amended", "rejected"]
    decided_on: date
    decided_by: str
    reason: str = ""
    instead: str = ""
    effect: float | None = None
    login: str = ""


class Wish(_Said):
    """What somebody at the customer wants, who said so, and the proposal that answers it."""

    wish: str = Field(min_length=1)
    what: str = Field(min_length=1)
    heard_on: date
    contact: str = ""
    level: Literal["total", "group", "region", "outlet"] = "total"
    key: str = ""
    proposal: str | None = None
    answer: str | None = None


class Insight(_Said):
    """Something worth discussing with the team, and what was seen that says so."""

    insight: str = Field(min_length=1)
    text: str = Field(min_length=1)
    period: str = ""
    seen_on: date


class Bound(_Said):
    """The document that was decided on, by its address in the archive and the SHA-256 of its page and its print."""

    edition: str = Field(min_length=1)
    page: str = Field(pattern="^[0-9a-f]{64}$")
    print: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    @property
    def period(self) -> str:
        """The period up to which that document looked: the second part of its address; empty where it has none."""
        return self.edition.split("/")[1] if "/" in self.edition else ""


class Planned(_Said):
    """
    A version of the plan of a year as it last stood in one state.

    Attributes
    ----------
    year, number : int
        ``number`` is that of its entry in the stream ``plan/<year>``.
    version, state : as the plan says
    by, at, note : who kept it, when, and what was said with it
    plan : mapping
        The plan, whole, as ``written`` reads it.
    submitted_to, reason : str
        Of what was submitted: to whom, and why although something did not hold together.
    bound : Bound or None
        Of what was adopted: the document that was decided on.
    """

    year: int
    number: int
    version: int
    state: Literal["draft", "submitted", "adopted", "superseded"]
    by: str
    at: datetime
    note: str = ""
    plan: Mapping[str, JsonValue]
    submitted_to: str = ""
    reason: str = ""
    bound: Bound | None = None


class ToWorkIn(_Said):
    """A proposal that was adopted with changes which are not in the plan yet: what was decided instead, and the ids of the actions and terms that it asked for."""

    year: int
    proposal: str
    instead: str
    actions: tuple[str, ...] = ()


class Edited(_Said):
    """Who touched a field of a value of a plan last, and when; an empty field where the value came or went."""

    year: int
    kind: str
    id: str
    field: str = ""
    by: str
    at: datetime


class Records(_Said):
    """All of one account."""

    account: str
    published: tuple[Published, ...] = ()
    figures: tuple[Figure, ...] = ()
    reasons: tuple[Reason, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    plans: tuple[Planned, ...] = ()
    wishes: tuple[Wish, ...] = ()
    insights: tuple[Insight, ...] = ()
    to_work_in: tuple[ToWorkIn, ...] = ()
    edited: tuple[Edited, ...] = ()


NONE = Records(account="")
"""No records: of an account for which nobody keeps them."""


def read(path: Path | str) -> Records:
    """
    The records in a file; none where there is no file.

    Raises
    ------
    DataError
        The file holds something else; all faults at once.
    """
    file = Path(path)
    if not file.is_file():
        return NONE
    try:
        return Records.model_validate_json(file.read_text("utf-8"))
    except ValidationError as error:
        faults = "\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise errors.DataError(
            language.say("the records cannot be read: {faults}", faults=faults),
            where=str(file),
            expected=language.say("records as this version writes them"),
            do_next=language.say("correct the file, or take it away to go on without records"),
        ) from error


def given(account: str) -> Records:
    """
    The records that this notebook was given; none where it was given none.

    In a batch it is the file that the parent names in the environment, or ``./records.json``. For a person in JupyterLab, it is the account's file that the last batch collected nearby.

    Raises
    ------
    DataError
        The file cannot be read, or it is of another account.
    """
    told = os.environ.get(_ENVIRONMENT)
    beside = Path(told or "records.json")
    if told or beside.is_file() or Path("slice/slice.json").is_file():
        found = read(beside)
    else:
        found = next((r for place in _NEARBY if (r := read(Path(place) / f"{account}.json")) != NONE), NONE)
    if found != NONE and found.account != account:
        raise errors.DataError(
            language.say("the records given are of {account}", account=found.account),
            where=str(beside),
            expected=language.say("those of {account}", account=account),
            do_next=language.say("give the notebook the records that its parameters name"),
        )
    return found


def for_audience(records: Records, audience: str) -> Records:
    """What an audience may be told: to a customer, the commitments of both sides and nothing else."""
    if audience == "internal":
        return records
    return Records(account=records.account, commitments=records.commitments)


def settled(records: Records) -> Records:
    """
    The records without drafts of plans, and without what was given back and is a draft again.

    What is being tried out concerns the plan's own document, and no other is made again for it.
    """
    drafts = {(one.year, one.version): one.number for one in records.plans if one.state == "draft"}
    kept = (
        one
        for one in records.plans
        if one.state in ("adopted", "superseded")
        or (one.state == "submitted" and drafts.get((one.year, one.version), 0) < one.number)
    )
    return records.model_copy(update={"plans": tuple(kept), "to_work_in": (), "edited": ()})
