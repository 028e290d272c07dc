"""
An account as a desk finds it: which there are, what was said of one, and its figures up to a quarter.

A notebook is given its slice and its records. A form that is opened in a browser lets somebody choose first, and must then find the same: the latest freeze, the records that the last batch
collected with what was said since, and what a person set for the account. So a form in a browser and the same form in a notebook show the same figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amlib import errors, language, periods
from amlib.data import account, freeze, slices
from amlib.plan import records, state

if TYPE_CHECKING:
    from pathlib import Path

    from amlib.data.account import AccountParameters
    from amlib.periods import Period
    from amlib.plan.records import Records
    from amlib.plan.review import Review
    from amlib.widgets.desk import Desk

__all__ = ["known", "offered", "quarter", "review", "set_for"]


def offered(place: Desk) -> list[tuple[str, str]]:
    """
    The accounts of the latest freeze: how each is called, with its code beside it, and that code; by their names.

    Raises
    ------
    DataError
        There is no freeze yet.
    """
    found = slices.latest(place.output / "freezes")
    if found is None:
        raise errors.DataError(
            language.say("there is no freeze yet"),
            where=str(place.output / "freezes"),
            do_next=language.say("run 'amlib freeze' first"),
        )
    codes = (each.name for each in (found / "slices").iterdir())
    return sorted(((_called(found, code), code) for code in codes), key=lambda each: each[0].casefold())


def quarter(place: Desk) -> Period:
    """The quarter that was closed last, today and when the latest freeze was made: in January the figures of December are often still to come."""
    today, found = place.now().date(), freeze.latest(place.output / "freezes")
    return periods.last_closed_quarter(min(today, found.as_of) if found else today)


def known(place: Desk, name: str) -> Records:
    """What the last batch was told of an account, and what people said since."""
    before = records.read(place.output / "records" / f"{name}.json")
    now = state.records_of(place.ledger.read(account=name, without="published"), name, audience="internal")
    return state.joined(before.model_copy(update={"account": name}), now)


def set_for(place: Desk, name: str) -> AccountParameters | None:
    """What a person set for an account, in the file beside the workbook's own."""
    return account.folder_read(place.accounts).get(name) if place.accounts else None


def review(place: Desk, name: str, period: str) -> Review:
    """An account up to a quarter, as its evaluation reads it."""
    from amlib.plan import review as reviews

    own = set_for(place, name)
    settings: dict[str, Any] = {}
    if own:
        settings = {"growth_target": own.growth_target, "follows": own.follows, "coming": _events(own)}
    given = slices.given(name, "internal", place.output / "freezes")
    return reviews.read(
        given, periods.parse(period), base="last_year", records=known(place, name), **settings
    )


def _called(freeze: Path, code: str) -> str:
    """An account's name and its code; the code alone where it has no other name, or its slice cannot be read."""
    try:
        name = slices.read(freeze / "slices" / code / "internal").name
    except (errors.DataError, OSError, ValueError, KeyError, TypeError):
        return code  # what is wrong with it is said when it is chosen
    return f"{name} ({code})" if name not in ("", code) else code


def _events(own: AccountParameters) -> list[dict[str, object]]:
    return [each.model_dump() for each in own.events]
