"""
What people say in the ledger: the kinds of entries, and how an old one is read today.

A decision is worth keeping only if it can still be read when the program has moved on. So each kind has a version number. An entry is read by the version that wrote it and
brought up, step by step, to the kind as it is now; what a newer program wrote is refused in words and left as it is.

Every entry stands in a *stream*: all that is said about one plan, one promise, one proposal. Most kinds name their stream themselves, so that a reason or a promise given twice meets
itself; some only follow in a stream that another kind has opened.

* A correction is a new entry of the same kind in the same stream: the latest is the one that counts.
* A withdrawal takes one entry back and puts nothing in its place.
* A plan is kept as it came: what is in it is for the plan's own room.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from amlib import errors, language
from amlib.plan import records

__all__ = [
    "KINDS",
    "Adoption",
    "Done",
    "Insight",
    "Kept",
    "Kind",
    "Minutes",
    "PlanVersion",
    "Proposal",
    "Publication",
    "Returned",
    "Submission",
    "Upgrade",
    "Wish",
    "Withdrawal",
    "WorkedIn",
    "kind_of",
    "made",
    "meant",
    "shown",
    "written",
]

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""Brings a body from one version to the next."""

Body = TypeVar("Body", bound=BaseModel)

Wish, Insight = records.Wish, records.Insight
"""What documents tell of as it was said lives with the records."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Done(_Said):
    """A promise was fulfilled, on a day."""

    done_on: date


class Kept(_Said):
    """What the receiver of a promise says of it: right the first time, or not."""

    confirmed: bool
    said_on: date
    said_by: str = ""


class Minutes(_Said):
    """What a meeting concluded: who were there, and which insights or proposals it was about."""

    meeting: str = Field(min_length=1)
    held_on: date
    present: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    text: str = Field(min_length=1)


class Proposal(_Said):
    """A numbered proposal to a supervisor; ``effect`` is the money that it promises."""

    proposal: str = Field(min_length=1)
    subject: Literal["plan", "contract"]
    what: str = Field(min_length=1)
    why: str = ""
    year: int | None = None
    effect: float | None = None


class WorkedIn(_Said):
    """What was decided instead of a proposal is worked into the plan: how, in words."""

    how: str = ""


class PlanVersion(_Said):
    """A version of the plan of a year, whole and as it came."""

    year: int
    plan: Mapping[str, JsonValue]
    note: str = ""


class Submission(_Said):
    """
    The plan of entry ``number``, handed to a supervisor to decide on; ``reason`` is why, although something does not hold together, and ``note`` what that is and what else was said with it, a line each.

    ``login`` is, here and in the other steps of a plan, that of who wrote it; empty where it is the name itself.
    """

    number: int = Field(ge=1)
    submitted_to: str = ""
    note: str = ""
    reason: str = ""
    login: str = ""


class Returned(_Said):
    """The plan that was submitted as entry ``number`` goes back to its writer, for a reason."""

    number: int = Field(ge=1)
    reason: str = Field(min_length=1)
    login: str = ""


class Adoption(_Said):
    """The entry ``number`` is the plan as adopted, on the strength of exactly this document."""

    number: int = Field(ge=1)
    bound: records.Bound
    note: str = ""
    login: str = ""


class Publication(_Said):
    """
    All probabilities that an edition gave, with its address, its document and its period.

    One entry for each edition and not for each probability: they were said together, and a reader of the ledger sees that somebody published, not sixty lines.
    """

    edition: str = Field(min_length=1)
    document: str
    period: str
    probabilities: tuple[records.Probability, ...] = Field(min_length=1)


class Withdrawal(_Said):
    """The entry ``number`` of this stream is taken back, for a reason."""

    number: int = Field(ge=1)
    reason: str = Field(min_length=1)


@dataclass(frozen=True)
class Kind:
    """
    One kind of entry.

    Attributes
    ----------
    model : type of the body
    stream : str
        The stream that a body names itself, with its fields in braces; or, where it ends in a slash, the streams in which it can only follow. Empty for any.
    version : int
        Of the body as it is written now.
    upgrades : mapping
        For each older version, what brings a body to the next.
    line : callable, optional
        A body in one line for a person, of a kind whose fields are too many to be read one by one.
    """

    name: str
    model: type[BaseModel]
    stream: str
    version: int = 1
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)
    line: Callable[[Any], str] | None = None

    @property
    def opens(self) -> bool:
        """Whether a body names its stream and may be the first in it."""
        return "{" in self.stream

    def stream_of(self, body: BaseModel) -> str:
        """The stream that a body names itself; empty where it names none."""
        return self.stream.format_map(dict(body)) if self.opens else ""


def _of_its_edition(body: dict[str, Any]) -> dict[str, Any]:
    """A single probability, which was an entry once, as all that its edition gave."""
    edition = str(body.pop("edition"))
    _, period, document, *_ = (
        [*edition.split("/"), "", ""] if edition.count("/") == 3 else ("", body["through"], "")
    )
    return {
        "edition": edition,
        "document": document.partition("-")[0],
        "period": period,
        "probabilities": [body],
    }


def _published(body: Publication) -> str:
    """Which edition gave how many probabilities, of which year."""
    return language.say_many(
        "{edition}: one probability for {year}",
        "{edition}: {count} probabilities for {year}",
        len(body.probabilities),
        edition=body.edition,
        year=language.listing(sorted({str(each.year) for each in body.probabilities})),
    )


def _as_it_was(body: dict[str, Any]) -> dict[str, Any]:
    """A body to which only something was added that may be empty."""
    return body


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("reason", records.Reason, "reason/{period}/{effect}/{level}/{key}"),
            Kind("commitment", records.Commitment, "commitment/{commitment}"),
            Kind("redated", records.Redated, "commitment/"),
            Kind("done", Done, "commitment/"),
            Kind("kept", Kept, "commitment/"),
            Kind("proposal", Proposal, "proposal/{proposal}"),
            Kind("decision", records.Decision, "proposal/{proposal}", 2, {1: _as_it_was}),
            Kind("worked", WorkedIn, "proposal/"),
            Kind("published", Publication, "published/{edition}", 2, {1: _of_its_edition}, _published),
            Kind("plan", PlanVersion, "plan/{year}"),
            Kind("submission", Submission, "plan/", 2, {1: _as_it_was}),
            Kind("returned", Returned, "plan/", 2, {1: _as_it_was}),
            Kind("adoption", Adoption, "plan/", 2, {1: _as_it_was}),
            Kind("wish", Wish, "wish/{wish}"),
            Kind("insight", Insight, "insight/{insight}"),
            Kind("minutes", Minutes, "minutes/{meeting}"),
            Kind("withdrawal", Withdrawal, ""),
        )
    }
)
"""Every kind of entry that this version writes."""

_BY_MODEL = {kind.model: kind for kind in KINDS.values()}


def kind_of(body: BaseModel) -> Kind:
    """
    The kind of a body.

    Raises
    ------
    LedgerError
        Nothing of this type is kept in the ledger.
    """
    found = _BY_MODEL.get(type(body))
    if found is None:
        raise errors.LedgerError(
            language.say("the ledger keeps no {kind}", kind=type(body).__name__),
            expected=language.say("one of: {all}", all=", ".join(KINDS)),
        )
    return found


def made(model: type[Body], **values: object) -> Body:
    """
    A body from what a person filled in; what was left open (None) is left out.

    Raises
    ------
    ParameterError
        A value is missing or not what the model describes; all faults at once.
    """
    try:
        return model.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise errors.ParameterError(
            language.say("this cannot be written in the ledger"),
            where=_faults(error),
            do_next=language.say("correct what is named and try again"),
        ) from error


def written(body: BaseModel) -> str:
    """
    The one text of a body: JSON with sorted names and no blanks, the same on every machine.

    Raises
    ------
    LedgerError
        The text would not be read back as the same body: a number that is none, or values that were never checked.

    Examples
    --------
    >>> written(Done(done_on=date(2026, 9, 30)))
    '{"done_on":"2026-09-30"}'
    """
    try:
        plain = body.model_dump(mode="json", warnings="error")
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        type(body).model_validate_json(text.encode())
    except ValueError as error:
        raise errors.LedgerError(
            language.say("this cannot be written in the ledger"),
            where=str(error),
            expected=language.say("values that can be read back exactly as they were"),
        ) from error
    return text


def meant(kind: str, version: int, text: str, *, where: str = "") -> BaseModel:
    """
    The body that a text was written for, in the shape that its kind has now.

    Parameters
    ----------
    kind, version, text : as an entry holds them.
    where : str, optional
        Which entry it is, for the person who must look.

    Raises
    ------
    LedgerError
        It was written by a newer version of the program, or it is not such a body. Nothing is lost: the entry stays as it is.
    """
    known = KINDS.get(kind)
    if known is None or version > known.version:
        raise errors.LedgerError(
            language.say("written by a newer version: {kind}, version {version}", kind=kind, version=version),
            where=where or None,
            expected=language.say("a kind and version that this program knows"),
            do_next=language.say("install the newer version to read it; in the ledger nothing is lost"),
        )
    try:
        if version == known.version:
            return known.model.model_validate_json(text)
        body = json.loads(text)
        for older in range(version, known.version):
            body = known.upgrades[older](body)
        return known.model.model_validate_json(json.dumps(body))
    except (ValueError, KeyError, TypeError) as error:
        raise errors.LedgerError(
            language.say(
                "an entry that cannot be read: {kind}, version {version}", kind=kind, version=version
            ),
            where="\n".join(filter(None, [where, _faults(error)])),
            do_next=language.say("run 'amlib ledger verify', and report what it says"),
        ) from error


def shown(text: str, kind: str = "") -> str:
    """
    A body as a person reads it, of whatever kind and version: what was filled in, by name; in a sentence, where its kind has one.

    Examples
    --------
    >>> shown('{"answer":null,"heard_on":"2026-09-01","key":"","what":"smaller packs"}')
    'heard_on: 2026-09-01; what: smaller packs'
    """
    known = KINDS.get(kind)
    if known and known.line:
        with suppress(ValidationError):  # another version of the kind is shown by its fields
            return known.line(known.model.model_validate_json(text))
    try:
        said = json.loads(text).items()
    except (ValueError, AttributeError):
        return text
    filled = {name: value for name, value in said if value not in (None, "", [], {})}
    return "; ".join(
        f"{name}: {'; '.join(value.splitlines()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in filled.items()
    )


def _faults(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
