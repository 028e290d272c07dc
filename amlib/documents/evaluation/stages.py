"""
From plan to estimate to result: the tables and sentences of ``analysis.stages``.

What was known on the eve of the period and what the period itself brought ask for different conversations: the first for a plan that follows the facts sooner, the second for causes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis.stages import EFFECTS, STAGES
from amlib.documents import rounding, words
from amlib.documents.evaluation import captions
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, capital, prose, write
from amlib.documents.tables import Column, Row, Table, section, tone

if TYPE_CHECKING:
    from amlib.analysis.stages import Chain
    from amlib.data.slices import Slice

__all__ = ["reading", "steps", "table"]

_EFFECTS = {
    "volume": "Volume", "mix": "Mix", "price": "Price", "cost": "Cost", "began": "Groups that began", "ended": "Groups that ended", "other": "Other value",
}  # fmt: skip
_STAGES = {"estimate": "Estimate on the eve", "actual": "Actual"}

_CAME = {
    "budget": "What was foreseen came mostly from {effect} ({money}).",
    "estimate": "What the period itself brought came mostly from {effect} ({money}).",
}


def reading(chain: Chain, given: Slice) -> Prose:
    """How much of the distance from plan to result was foreseen on the eve of the period, and by what."""
    plan, eve, came = (chain.total("revenue", stage) for stage in STAGES)
    told = []
    if pd.notna(plan) and pd.notna(eve) and pd.notna(came):
        told.append(
            write(
                "Revenue ended {whole} from {budget}: {foreseen} was in the estimate on the eve of the period already, {new} came in the period itself.",
                whole=_money(came - plan, given), foreseen=_money(eve - plan, given), new=_money(came - eve, given), budget=own.set_for(chain.planned),
            )
        )  # fmt: skip
    elif pd.notna(eve) and pd.notna(came):
        told.append(write("Revenue ended {new} from the estimate on the eve of the period.", new=_money(came - eve, given)))  # fmt: skip
    for before, after in pairwise(STAGES):
        chosen = (
            (chain.steps["measure"] == "revenue")
            & (chain.steps["before"] == before)
            & (chain.steps["after"] == after)
        )
        found = chain.steps[chosen]
        if len(found):
            top = found.iloc[int(found["money"].abs().argmax())]
            effect = language.say(_EFFECTS[str(top["effect"])]).lower()
            told.append(write(_CAME[before], effect=effect, money=_money(float(top["money"]), given)))
    return prose(told, _missing(chain))


def table(chain: Chain, given: Slice) -> Table:
    """
    Budget, estimate on the eve and result: revenue per group, which add up to the total, and the totals of quantity and margin.

    Parameters
    ----------
    chain : Chain
    given : Slice
        For the currency and the unit.
    """
    columns = (Column(capital(words.level("group")), "left"), *(Column(_stage(stage, chain)) for stage in STAGES), Column(language.say("Eve − {budget}", budget=own.set_for(chain.planned))), Column(language.say("Actual − eve")))  # fmt: skip
    rows: list[Row] = []
    for measure in ("quantity", "revenue", "margin"):
        lines = chain.lines[chain.lines["measure"] == measure]
        known = [stage for stage in STAGES if lines[stage].notna().any()]
        if not known:
            continue
        parts, total = (
            lines[lines["level"] == "group"].set_index("key"),
            lines[lines["level"] == "total"].iloc[0],
        )
        whole = rounding.two_way(
            parts[known].astype(float), total[known].astype(float).round().astype("int64")
        )
        unit = given.unit if measure == "quantity" else words.sign(given.currency)
        rows.append(section(f"{own.change_of(measure)} ({unit})", columns))
        if measure == "revenue":
            rows += [_row(words.name_of(key, key), whole.cells.loc[key]) for key in parts.index]
        rows.append(_row(language.say("Total"), whole.columns, total=True))
    note = language.say(
        "The estimate on the eve is made today from the months to {month}, with the figures of today. Rounded so that the figures shown add up.",
        month=words.month(chain.through),
    )
    return Table(columns, tuple(rows), language.say("From plan to estimate to result"), None, note)


def steps(chain: Chain, given: Slice) -> Table:
    """
    What each step came from: the effects add up to the step, and the steps to the whole way.

    Parameters
    ----------
    chain : Chain
    given : Slice
        For the currency.
    """
    pairs = list(dict.fromkeys(zip(chain.steps["before"], chain.steps["after"], strict=True)))
    heads = [language.say("{first} to {second}", first=_stage(a, chain), second=_stage(b, chain).lower()) for a, b in pairs]  # fmt: skip
    columns = (Column(language.say("Effect"), "left"), *map(Column, heads), *([Column(language.say("Together"))] if len(pairs) > 1 else []))  # fmt: skip
    rows: list[Row] = []
    for measure in ("revenue", "margin"):
        found = chain.steps[chain.steps["measure"] == measure]
        if found.empty:
            continue
        wide = found.pivot_table(
            index="effect", columns=["before", "after"], values="money", aggfunc="sum", fill_value=0.0
        )
        wide = wide.reindex([effect for effect in EFFECTS if effect in wide.index]).reindex(columns=pd.MultiIndex.from_tuples(pairs), fill_value=0.0)  # fmt: skip
        whole = rounding.two_way(wide, _shown(chain, measure, pairs, wide))
        rows.append(section(f"{own.change_of(measure)} ({words.sign(given.currency)})", columns))
        for effect in wide.index:
            rows.append(_moved(language.say(_EFFECTS[effect]), whole.cells.loc[effect], len(pairs) > 1))
        rows.append(_moved(language.say("Total"), whole.columns, len(pairs) > 1, total=True))
    note = language.say(
        "Over groups: where price and volume changed together each bears half of their joint effect. Mix within a group counts as price, as a {budget} knows no articles.",
        budget=own.set_for(chain.planned),
    )
    return Table(columns, tuple(rows), language.say("What the steps came from"), None, note)


def _stage(stage: str, chain: Chain) -> str:
    """What a stage is called."""
    return capital(own.set_for(chain.planned)) if stage == "budget" else language.say(_STAGES[stage])


def _shown(chain: Chain, measure: str, pairs: list[tuple[str, str]], wide: pd.DataFrame) -> pd.Series:
    """Each step as the table of stages shows it, where the effects can be rounded to that."""
    exact = wide.sum()
    shown = pd.Series([round(chain.total(measure, b)) - round(chain.total(measure, a)) for a, b in pairs], index=wide.columns)  # fmt: skip
    near = (shown - exact).abs() < 1
    return shown.where(near, exact.round()).astype("int64")


def _row(name: str, cells: pd.Series, *, total: bool = False) -> Row:
    """One group: three stages and the two differences of what is shown."""
    at = [int(cells[stage]) if stage in cells.index else None for stage in STAGES]
    steps = [None if a is None or b is None else b - a for a, b in pairwise(at)]
    texts = [language.MISSING if each is None else language.number(each) for each in at]
    moved = [language.MISSING if each is None else language.number(each, plus=True) for each in steps]
    marks = [None if each is None else tone(each) for each in steps]
    return Row((name, *texts, *moved), "total" if total else "body", (None, None, None, None, *marks))


def _moved(name: str, cells: pd.Series, together: bool, *, total: bool = False) -> Row:
    amounts = [int(each) for each in cells]
    amounts += [sum(amounts)] if together else []
    texts = [language.number(each, plus=True) for each in amounts]
    return Row((name, *texts), "total" if total else "body", (None, *(tone(each) for each in amounts)))


def _money(value: float, given: Slice) -> str:
    return captions.amount(value, "revenue", given, plus=True)


def _missing(chain: Chain) -> str:
    """What is absent, in one paragraph."""
    said = {
        "no_budget": write("Not supplied: a budget of the period per group, so we do not know how far the plan was from the estimate."),
        "no_budget_quantity": write("Not supplied: the quantity of the budget, so the step from budget to estimate cannot be split into volume and price."),
        "no_estimate": write("There is not a year of history before the period, so no estimate on its eve."),
        "no_actual": write("Not all months of the period are complete, so its result is not known yet."),
        "no_margin": write("Not every sale has a cost, so margin is not shown."),
    }  # fmt: skip
    return " ".join(said[doubt] for doubt in chain.missing)
