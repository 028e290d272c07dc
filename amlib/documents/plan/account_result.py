"""
The customer's result in a plan, at three prices of the raw material: one small table.

Three columns of the same sum say more than a page on markets: what the plan leaves when the meat is cheap, as it counts on, and dear. The rows lead from revenue to what is left and add up as
shown; under the table stands how far the quotation moves and who follows it.

Examples
--------
In the notebook, with ``result`` of ``plan.account_result.of(data, plan, when, year, follows)``::

    account_result.table(result, data)
    account_result.reading(result, data)
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language
from amlib.analysis import scenarios
from amlib.documents import words
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from amlib.data.slices import Slice
    from amlib.plan.account_result import Result

__all__ = ["reading", "table"]

_ROWS: Mapping[str, str] = {
    "revenue": "Revenue",
    "cost": "Cost of the goods",
    "actions": "Cost of actions",
    "margin": "Margin before conditions",
    "terms": "Conditions",
    "contribution": "Margin after conditions",
}
_TOTALS = ("revenue", "margin", "contribution")
_HEADS: Mapping[str, str] = {"low": "Low", "expected": "As planned", "high": "High"}


def table(found: Result | None, given: Slice) -> Table | None:
    """
    From revenue to margin after conditions in each case, in whole money that adds up; None where no margin is asked.

    Parameters
    ----------
    found : Result or None
        As ``plan.account_result.of``.
    given : Slice
        For currency and unit.
    """
    if found is None:
        return None
    cases = {
        str(row["case"]): {str(name): value for name, value in row.items()}
        for row in found.cases.to_dict("records")
    }
    cases = cases if found.moves else {"expected": cases["expected"]}
    shown = {case: _whole(values) for case, values in cases.items()}
    sign = words.sign(given.currency)
    columns = (
        Column(language.say("Raw material"), "left"),
        *(Column(f"{language.say(_HEADS[case])} ({sign})") for case in cases),
    )
    rows = [_moved(found)] if found.moves else []
    if found.lines.quantity:
        kilograms = language.number(found.lines.quantity)
        rows.append(Row((own.headed("quantity", given), *[kilograms] * len(cases))))
    for name, label in _ROWS.items():
        cells = [language.number(values[name]) for values in shown.values()]
        if (name == "actions" and not found.lines.actions) or language.MISSING in cells:
            continue
        rows.append(Row((language.say(label), *cells), "total" if name in _TOTALS else "body"))
    last = "contribution" if isfinite(float(cases["expected"]["contribution"])) else "margin"
    parts = [language.percent(_rate(values, last)) for values in cases.values()]
    rows.append(Row((language.say("Part of revenue"), *parts)))
    note = language.say("As planned: the goals of the plan, at the prices of the last twelve months.")
    if found.moves:
        note += " " + language.say(
            "Volume stays the same; all quotations are low, or high, together. Conditions are worked out again over each revenue."
        )
    if last == "margin":
        note += " " + language.say("What the conditions cost is not known.")
    title = (
        language.say("The customer's result at three raw-material prices")
        if found.moves
        else language.say("The customer's result, as planned")
    )
    return Table(columns, tuple(rows), title, None, note)


def reading(found: Result | None, given: Slice) -> Prose:
    """What the raw material does to the result, how far it moves and who follows it, and what is not known."""
    if found is None:
        return prose(write("The plan asks no margin, so the customer's result is not known; for that every sale needs a cost."))  # fmt: skip
    if not found.quoted:
        return prose(
            write(
                "Not supplied: {table}, so {unknown}",
                table=words.table("raw_materials"),
                unknown=words.unknown("raw_materials"),
            ),
            write("So only the planned prices are shown."),
        )
    if not found.moves:
        return prose(write("Of no group it could be measured how far price and cost follow a quotation, so only the planned prices are shown."))  # fmt: skip
    cases = found.cases.set_index("case")
    last = "contribution" if isfinite(float(cases["contribution"].iloc[0])) else "margin"
    plain, low, high = (float(cases.loc[case, last]) / 100 for case in ("expected", "low", "high"))  # type: ignore[arg-type]
    told = [
        write(
            "The plan leaves {plain}; with cheap raw material {low}, with dear {high}.",
            plain=language.short_money(plain, given.currency),
            low=_signed(low - plain, given),
            high=_signed(high - plain, given),
        )
    ]
    told += [_spread(one) for one in found.moves.values()]
    if found.unmeasured:
        told.append(
            write_many(
                "Of {count} group it is not known how far price and cost follow; it stays as planned: {names}.",
                "Of {count} groups it is not known how far price and cost follow; they stay as planned: {names}.",
                len(found.unmeasured),
                names=words.places(list(found.unmeasured)[:5], max(0, len(found.unmeasured) - 5)),
            )
        )
    return prose(told)


def _whole(case: Mapping[str, Any]) -> dict[str, float]:
    """One case in whole money: totals to the nearest, changes so that they lead from one total to the next."""
    shown = {name: _nearest(float(case[name]) / 100) for name in _TOTALS}
    shown["actions"] = _nearest(-float(case["actions"]) / 100)
    shown["cost"] = shown["margin"] - shown["revenue"] - shown["actions"]
    return shown | {"terms": shown["contribution"] - shown["margin"]}


def _nearest(value: float) -> float:
    return float(round(value)) if isfinite(value) else float("nan")


def _rate(case: Mapping[str, Any], last: str) -> float:
    revenue = float(case["revenue"])
    return float(case[last]) / revenue if revenue > 0 else float("nan")


def _moved(found: Result) -> Row:
    """How far the quotations are moved in each case."""
    cells = []
    for case in scenarios.CASES:
        sides = {one.species: getattr(one, case, 0.0) for one in found.moves.values()}
        parts = {language.percent(move, 0, plus=True) for move in sides.values()}
        named = [f"{species} {language.percent(move, 0, plus=True)}" for species, move in sides.items()]
        cells.append(parts.pop() if len(parts) == 1 else ", ".join(named))
    return Row((language.say("Change of the quotation, mean of the year"), *cells))


def _spread(one: scenarios.Spread) -> str:
    values = {"species": one.species, "far": language.percent(one.high, 0)}
    if not one.measured:
        return write("The history of the quotation of {species} is short, so {far} either way was taken.", **values)  # fmt: skip
    now = language.percent(abs(one.now), 0)
    told = write("In four of five cases the mean of a year of {species} stayed within {far} of the year before.", **values)  # fmt: skip
    if not abs(one.now) >= 0.005:
        return told
    message = (
        "It now stands {now} above the mean that the plan counts on."
        if one.now > 0
        else "It now stands {now} below the mean that the plan counts on."
    )
    return f"{told} {write(message, now=now)}"


def _signed(money: float, given: Slice) -> str:
    return language.short_money(money, given.currency, plus=True)
