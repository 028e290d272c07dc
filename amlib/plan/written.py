"""
A plan as text: as it is kept, and as a person types its amounts.

What a supervisor adopted must be read back as it was, by this version of the software and by every later one. So a plan is kept as JSON that gives the same plan again, exactly
(``read(text(plan)) == plan``), and it says in which form it was written. A plan of an older form is brought up to date step by step; what cannot be read is refused with the reason, and as
nothing is written here, nothing is lost by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from amlib import errors, language
from amlib.language import typed
from amlib.plan.model import Plan

__all__ = ["FORMAT", "UPGRADES", "amount", "read", "text"]

FORMAT = 4
"""The form in which this version of the software writes a plan."""


def _second(held: dict[str, Any]) -> dict[str, Any]:
    """
    The second form of a plan out of the first, which did not say of a term what it counts and whether it holds from the first euro, nor of a range which ends a person gave.

    A term left both to the table: it still does. Of a range nothing needs to be said: as before, both of its ends follow what is expected.
    """
    terms = [{**term, "basis": "", "retroactive": None} for term in held.get("terms", [])]
    return {**held, "terms": terms}


def _third(held: dict[str, Any]) -> dict[str, Any]:
    """The third form of a plan out of the second, in which no proposal said of which terms it asks: it asks for none."""
    proposals = [{**proposal, "terms": []} for proposal in held.get("proposals", [])]
    return {**held, "proposals": proposals}


def _fourth(held: dict[str, Any]) -> dict[str, Any]:
    """
    The fourth form of a plan out of the third, which did not say whether a person gave the quantity and the margin of an action.

    That cannot be known any more, and what a person gave must stay: so all of them stay when the revenue changes, as they did.
    """

    def stays(found: dict[str, Any] | None) -> dict[str, Any] | None:
        return found and {**found, "typed": [*found.get("typed", []), "expected"]}

    actions = [
        {**each, **{name: stays(each[name]) for name in ("quantity", "margin") if name in each}}
        for each in held.get("actions", [])
    ]
    return {**held, "actions": actions}


UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType(
    {1: _second, 2: _third, 3: _fourth}
)
"""Per older form, what makes it the next one."""

_UNITS = {"quantity": 0, "revenue": 2, "margin": 2, "share": 2, "distribution": 2, "service": 2}


def text(plan: Plan) -> str:
    """The plan as JSON; the same plan always gives the same text."""
    held = {"format": FORMAT, **plan.model_dump(mode="json")}
    return json.dumps(held, ensure_ascii=False, indent=1)


def read(
    written: str,
    *,
    where: str = "",
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = UPGRADES,
) -> Plan:
    """
    A plan from JSON, of this version of the software or an older one.

    Parameters
    ----------
    written : str
    where : str
        What to call the place in an error.
    upgrades : mapping of an older form to what makes it the next one

    Raises
    ------
    DataError
        It is no plan, or one of a newer version, or of an older one that cannot be brought up to date. The text stays as it was.
    """
    try:
        held = json.loads(written)
    except json.JSONDecodeError as error:
        raise _refused(language.say("it is no JSON: {reason}", reason=str(error)), where) from error
    form = held.pop("format", None) if isinstance(held, dict) else None
    if not isinstance(form, int):
        raise _refused(language.say("it does not say in which form it was written"), where)
    if form > FORMAT:
        raise _refused(
            language.say("it was written by a newer version of the workbook (form {form})", form=form), where
        )
    while form < FORMAT:
        if form not in upgrades:
            raise _refused(language.say("nothing here can bring form {form} up to date", form=form), where)
        held, form = upgrades[form](held), form + 1
    try:
        return Plan.model_validate_json(json.dumps(held))
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise _refused(found, where) from error


def amount(typed_text: str, measure: str) -> int:
    """
    What somebody typed as the whole amount that a plan holds: cents, whole units, or hundredths of a percent.

    Parameters
    ----------
    typed_text : str
        In the current language: ``1.234,5`` in Dutch. A rate is typed as a percentage. More decimals than the measure has are refused also where they are nil: who types
        ``1.250`` where a point is a decimal one most likely means a thousand.
    measure : one of ``items.MEASURES``

    Raises
    ------
    ParameterError
        It is no number in this language, or finer than a plan can hold.

    Examples
    --------
    >>> with language.use("nl"):
    ...     amount("€ 1.234,5", "revenue"), amount("12,5%", "share"), amount("1.234", "quantity")
    (123450, 1250, 1234)
    """
    digits = _UNITS[measure]
    value = typed.number(typed_text)
    if value is None or -int(value.as_tuple().exponent) > digits:
        raise errors.ParameterError(
            language.say("'{text}' is no amount", text=typed_text),
            expected=language.say(
                "a number such as {example}, with at most {digits} decimals",
                example=language.number(1234.5 if digits else 1234, digits),
                digits=digits,
            ),
            do_next=language.say("type it again"),
        )
    return int(value * Decimal(10) ** digits)


def _refused(why: str, where: str) -> errors.DataError:
    return errors.DataError(
        language.say("the plan cannot be read: {why}", why=why),
        where=where or None,
        expected=language.say("a plan as this version of the workbook writes it (form {form})", form=FORMAT),
        do_next=language.say("nothing was changed: open it with the version that wrote it, or correct it"),
    )
