"""
The goals in tables: what is asked of the account, of each group, region, banner and outlet, per month, and how it could be divided otherwise.

Every table of a measure adds up to the same total, which is that of the first page: amounts are whole cents in the plan, and are rounded together to whole units here. What gets no row of its own stands in
a rest row. Three ways of dividing stand side by side, because a division that nobody compared with another is a habit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.documents import rounding, words
from amlib.documents.plan import words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Kind, Row, Table, section
from amlib.plan import targets

if TYPE_CHECKING:
    from amlib.plan.items import Goal
    from amlib.plan.planned import PlanView

__all__ = [
    "METHODS",
    "WEIGHTIEST",
    "account",
    "division",
    "months",
    "places",
    "rest_name",
    "weightiest",
]

WEIGHTIEST = 8
"""So many places have a row of their own."""
LARGE = 1_000_000
"""A year from this size on is shown in thousands per month."""

METHODS: Mapping[str, str] = {
    "proportional": "In proportion",
    "potential": "By potential",
    "equal_stretch": "Equal stretch",
}
_REST = "\uffff"


def account(view: PlanView) -> Table | None:
    """The goals of the whole account: baseline, target, stretch, and the probability of each; None where there is none."""
    if not view.totals:
        return None
    columns = (
        Column(language.say("Goal of the plan"), "left"),
        Column(language.say("Without action")),
        Column(language.say("Target")),
        Column(language.say("Difference")),
        Column(language.say("Stretch")),
        Column(language.say("Chance without actions")),
        Column(language.say("Chance with actions")),
        Column(language.say("The target is"), "left"),
    )
    rows = []
    for goal in view.totals:
        target, baseline = (_whole(goal.year(which), goal.measure) for which in ("target", "baseline"))
        before = view.before_actions(goal)
        rows.append(
            Row(
                (
                    own.headed(goal.measure, view.data),
                    _figure(baseline, goal.measure),
                    _figure(target, goal.measure),
                    _figure(target - baseline, goal.measure, plus=True),
                    _figure(_whole(goal.year("stretch"), goal.measure), goal.measure)
                    if goal.stretch
                    else language.MISSING,
                    own.chance(before),
                    own.chance(view.after_actions(goal)),
                    own.band(before),
                )
            )
        )
    note = language.say(
        "Margin is before conditions and after the costs of actions. Chances are those of today's estimate, in steps of five percent. A target is a commitment from {commit} without actions, balanced from {balanced}, a stretch from {stretch}, below that an extreme.",
        **{name: language.percent(targets.BANDS[name], 0) for name in ("commit", "balanced", "stretch")},
    )
    return Table(columns, tuple(rows), language.say("The goals of the account"), None, note)


def places(view: PlanView, *levels: str) -> Table | None:
    """
    Revenue asked per place: baseline, target, difference and the probability of each; None where the plan says nothing of it.

    Parameters
    ----------
    view : PlanView
    *levels : 'group', 'region', 'banner' or 'outlet'
        Regions and banners without goals of their own are the sums of their outlets. Several levels stand below one another, each adding up.
    """
    known = {level: lines for level in levels if not (lines := weightiest(view, level)).empty}
    if not known:
        return None
    columns = (
        Column(capital(words.level(levels[0])) if len(levels) == 1 else "", "left"),
        Column(language.say("Without action")),
        Column(language.say("Target")),
        Column(language.say("Difference")),
        Column("%"),
        Column(language.say("Chance without actions")),
    )
    rows: list[Row] = []
    for level, lines in known.items():
        if len(levels) > 1:
            rows.append(section(capital(words.level(level)), columns))
        rows += _block(view, lines)
    title = language.say(
        "Revenue asked per {level} ({unit})",
        level=language.listing([words.level(level) for level in known]),
        unit=words.sign(view.data.currency),
    )
    return Table(columns, tuple(rows), title, None, _places_note(levels[0]))


def _block(view: PlanView, lines: pd.DataFrame) -> list[Row]:
    """The places of one level, and their total."""
    shown = {
        which: own.column(lines[which].astype("int64"), "revenue").to_dict()
        for which in ("baseline", "target")
    }
    rows = [
        _place_row(str(line["name"]), (shown["baseline"][key], shown["target"][key]), line)
        for key, line in lines.iterrows()
    ]
    sums = lines[["baseline", "target"]].sum()
    whole = (sum(shown["baseline"].values()), sum(shown["target"].values()))
    goal = view.total()
    mine = goal is not None and goal.year() == int(sums["target"])
    chance = view.before_actions(goal) if goal is not None and mine else None
    total = pd.Series({**sums, "chance": chance, "kind": "total"})
    return [*rows, _place_row(language.say("Total"), whole, total)]


def months(view: PlanView) -> Table | None:
    """What is asked of the account in each month, in quantity, revenue and margin; None where there is no goal that adds up."""
    goals = [goal for goal in view.totals if goal.additive]
    if not goals:
        return None
    names = [language.month(periods.parse(f"{view.year}-{n:02d}"), year=False) for n in range(1, 13)]
    columns = (Column("", "left"), *(Column(name) for name in names), Column(language.say("Year")))
    rows = []
    for goal in goals:
        large = own.in_units(goal.year(), goal.measure) >= LARGE
        scale = (1 if goal.measure == "quantity" else 100) * (1000 if large else 1)
        exact = pd.Series([each / scale for each in goal.target], index=[f"{n:02d}" for n in range(12)])
        whole = rounding.one_way(exact, round(sum(goal.target) / scale))
        rows.append(
            Row(
                (
                    _in_thousands(goal.measure, view) if large else own.headed(goal.measure, view.data),
                    *map(language.number, whole),
                    language.number(int(whole.sum())),
                )
            )
        )
    return Table(columns, tuple(rows), language.say("What is asked per month"), None, language.say("Rounded so that the months add up to the year."))  # fmt: skip


def division(view: PlanView) -> Table | None:
    """The account's revenue target over outlets in three ways, side by side; None where the plan has no goals of outlets."""
    lines = view.divided
    if lines.empty:
        return None
    methods = [name for name in targets.METHODS if lines[name].notna().all()]
    if "potential" in methods and (lines["potential"] == lines["proportional"]).all():
        methods.remove("potential")  # nothing is to be added, so it is the same
    kept, others = lines.iloc[:WEIGHTIEST], lines.iloc[WEIGHTIEST:]
    figures = ["baseline", "target", *methods]
    parts = kept[figures].astype("int64")
    if len(others):
        parts = pd.concat([parts, others[figures].astype("int64").sum().to_frame(_REST).T])
    shown = {name: own.column(parts[name], "revenue") for name in figures}
    columns = (
        Column(capital(words.level("outlet")), "left"),
        Column(language.say("Without action")),
        Column(language.say("In the plan")),
        *(Column(language.say(METHODS[name])) for name in methods),
        Column(language.say("Chance without actions")),
    )
    chances = {goal.key: view.before_actions(goal) for goal in view.goals("outlet")}
    names = kept["name"].to_dict()
    rows = []
    for key in parts.index:
        rest = key == _REST
        label = rest_name(len(others), "outlet") if rest else words.name_of(names[key], key)
        rows.append(
            Row((label, *(language.number(int(shown[name][key])) for name in figures), "" if rest else own.chance(chances.get(key))), "rest" if rest else "body")
        )  # fmt: skip
    total = (language.number(int(shown[name].sum())) for name in figures)
    rows.append(Row((language.say("Total"), *total, ""), "total"))
    if any(name in view.balances and pd.notna(view.balances[name].spread) for name in methods):
        spread = [
            language.points(view.balances[name].spread, 0, plus=False) if name in view.balances else language.MISSING
            for name in methods
        ]  # fmt: skip
        rows.append(Row((language.say("Spread of the chances over outlets"), "", "", *spread, "")))
    note = language.say(
        "In proportion: each outlet the same growth. By potential: what must be added goes where comparable outlets sell more. Equal stretch: every outlet is equally likely to reach its target. Each adds up to the target of the account, to the cent; the spread is that between the outlet with the tenth lowest and the tenth highest chance of a hundred."
    )
    title = language.say("The target over outlets, divided in other ways too ({unit})", unit=words.sign(view.data.currency))  # fmt: skip
    return Table(columns, tuple(rows), title, None, note)


def weightiest(view: PlanView, level: str, most: int = WEIGHTIEST) -> pd.DataFrame:
    """
    The places of a level with what is asked of them, the largest first, and the others together.

    Returns
    -------
    DataFrame, indexed by key
        ``name``, ``baseline``, ``target`` (cents), ``chance`` (before actions, NaN where not known) and ``kind``: 'body' or 'rest'.
    """
    goals = view.goals(level)
    if goals:
        rows = pd.DataFrame(
            [
                (goal.key, _called(view, goal), goal.year("baseline"), goal.year(), view.before_actions(goal))
                for goal in goals
            ],
            columns=["key", "name", "baseline", "target", "chance"],
        ).set_index("key")
    elif level in ("region", "banner"):
        rows = _summed(view, level)
    else:
        rows = pd.DataFrame(columns=["name", "baseline", "target", "chance"])
    rows = rows.sort_values(["baseline", "target"], ascending=False, kind="stable").assign(kind="body")
    if len(rows) <= most + 1:
        return rows
    kept, others = rows.iloc[:most], rows.iloc[most:]
    rest = {
        "name": rest_name(len(others), level),
        "baseline": int(others["baseline"].sum()),
        "target": int(others["target"].sum()),
        "chance": None,
        "kind": "rest",
    }
    return pd.concat([kept, pd.DataFrame([rest], index=[_REST])])


def _summed(view: PlanView, level: str) -> pd.DataFrame:
    """Regions or banners as the sums of their outlets' goals, with the probability of the sum."""
    rows = view.divided.reset_index()
    if rows.empty:
        return pd.DataFrame(columns=["name", "baseline", "target", "chance"])
    sums = rows.groupby(rows[level].fillna(""))[["baseline", "target"]].sum()
    chances = []
    for key, line in sums.iterrows():
        found = view.odds.get(("revenue", level, str(key)))
        chance = None if found is None else found.probability(line["target"] / 100)
        chances.append(float("nan") if chance is None else chance)
    names = [words.name_of(str(key), "") for key in sums.index]
    return sums.assign(name=names, chance=chances)[["name", "baseline", "target", "chance"]]


def _called(view: PlanView, goal: Goal) -> str:
    """What the place of a goal is called."""
    if goal.level == "outlet":
        return words.name_of(view.places.set_index("outlet")["name"].get(goal.key), goal.key)
    return words.name_of(goal.key, goal.name)


def _place_row(name: str, whole: tuple[int, int], line: pd.Series) -> Row:
    """A place: baseline, target, their difference as shown, growth and chance."""
    baseline, target = whole
    chance = line["chance"]
    growth = (line["target"] - line["baseline"]) / line["baseline"] if line["baseline"] > 0 else float("nan")
    kind: Kind = line["kind"]
    cells = (
        name,
        language.number(baseline),
        language.number(target),
        language.number(target - baseline, plus=True),
        language.percent(growth, plus=True),
        own.chance(None if chance is None or pd.isna(chance) else float(chance)),
    )
    return Row(cells, kind)  # more is asked or less: neither is better


def _whole(value: int, measure: str) -> float:
    """An amount in the unit of a table, whole where it adds up."""
    exact = own.in_units(value, measure)
    return round(exact) if measure in ("quantity", "revenue", "margin") else exact


def _figure(value: float, measure: str, *, plus: bool = False) -> str:
    if measure in ("quantity", "revenue", "margin"):
        return language.number(value, plus=plus)
    return language.number(value * 100, 1, plus=plus)


def _in_thousands(measure: str, view: PlanView) -> str:
    """A measure with thousands of its unit."""
    unit = view.data.unit if measure == "quantity" else words.sign(view.data.currency)
    return language.say("{measure} (thousands of {unit})", measure=own.measure(measure), unit=unit)


def rest_name(count: int, level: str) -> str:
    """What the row of the places without a row of their own is called."""
    return language.say_many("{count} other {level}", "{count} other {level}", count, level=words.levels(level, count))  # fmt: skip


def _places_note(level: str) -> str:
    if level in ("region", "banner"):
        return language.say(
            "The sums of their outlets. Rounded so that the figures shown add up; chances do not add up, each is of the place itself."
        )
    return language.say(
        "Rounded so that the figures shown add up; chances do not add up, each is of the place itself."
    )
