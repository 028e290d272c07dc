"""
Promotions in tables: from the rise that everybody saw to what it brought, and whether to do it again.

A promotion is judged on what remains: the rise during its days, less the dip around them and less what our own other articles lost, at our margin, less all that was
paid for it, also on what would have been sold anyway. Because none of that is exact, a verdict hangs on the whole range: worth repeating only where all of it lies above nil.

* Goods and money stand in two tables with the same rows, so that both can be read on paper.
* Rows add up across as shown (rise, dip and own articles to what remained) and down to their total.
* A customer sees goods only: no support, cost, margin or profit of ours.

Deliberately absent: any estimate. What is not known is a dash with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Literal

import pandas as pd

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.tables import Column, Row, Table, Tone, tone

if TYPE_CHECKING:
    from datetime import date

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "Verdict",
    "combined",
    "coming",
    "day",
    "days",
    "ended",
    "learning",
    "lessons",
    "name",
    "ranged",
    "returns",
    "soon",
    "together",
    "verdict",
    "volumes",
    "why",
]

MISSING = language.MISSING
NEAR = 0.05
"""A predicted uplift within five percentage points of what was realised was good."""

Verdict = Literal["yes", "no", "unsure", "unmeasured", "unpriced", "unknown"]
"""Worth repeating, not, not certain (the range spans nil, or there is none), without money to judge by, or not to be judged at all."""

_PARTS = ("gross", "dip", "cannibalisation")

_WHY: Mapping[str, str] = {
    "few_clean_weeks": "too few quiet weeks",
    "holiday": "feast weeks never seen without a promotion",
    "no_weeks": "no deliveries per week",
    "no_sales": "not sold",
    "overlap": "overlaps another promotion",
    "": "reason unknown",
}

_VERDICTS: Mapping[Verdict, str] = {
    "yes": "yes",
    "no": "no",
    "unsure": "not certain",
    "unmeasured": "not certain: no range",
    "unpriced": "no margin or support",
}

_TONES: Mapping[Verdict, Tone] = {
    "yes": "better",
    "no": "worse",
    "unsure": "warn",
    "unmeasured": "warn",
    "unpriced": None,
    "unknown": None,
}


def ended(evaluated: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The promotions that ended in a period, judged or not, in the order of their days; ``evaluated`` as ``promotions.evaluate`` gives."""
    over = evaluated[evaluated["status"].isin(["assessed", "not_assessable"])]
    inside = over[over["end"].map(lambda value: period.start <= day(value) <= period.end).astype(bool)]
    return inside.sort_values(["start", "end", "promotion"], kind="stable").reset_index(drop=True)


def soon(evaluated: pd.DataFrame) -> pd.DataFrame:
    """The promotions that run or are planned, in the order of their days."""
    ahead = evaluated[evaluated["status"].isin(["running", "planned"])]
    return ahead.sort_values(["start", "end", "promotion"], kind="stable").reset_index(drop=True)


def verdict(promotion: Mapping[str, object] | pd.Series) -> Verdict:
    """Whether a promotion is worth repeating, as far as its profit and the range of it tell."""
    if promotion["status"] != "assessed":
        return "unknown"
    profit, low, high = (_float(promotion[c]) for c in ("profit", "profit_low", "profit_high"))
    if not isfinite(profit):
        return "unpriced"
    if not (isfinite(low) and isfinite(high)):
        return "unmeasured"
    return "yes" if low > 0 else "no" if high < 0 else "unsure"


def why(promotion: Mapping[str, object] | pd.Series) -> str:
    """Why a promotion could not be judged."""
    reason = promotion["reason"]
    return language.say(_WHY.get(reason if isinstance(reason, str) else "", _WHY[""]))


def name(promotion: Mapping[str, object] | pd.Series) -> str:
    """What a promotion is called: its article and its form."""
    article = words.name_of(promotion["name"], promotion["product"])
    form = promotion["mechanic"]
    return f"{article}, {form}" if isinstance(form, str) and form.strip() else article


def day(value: object) -> date:
    """A day, whether the table holds dates or timestamps."""
    return pd.Timestamp(value).date()  # type: ignore[arg-type]  # a day of a table


def days(promotion: Mapping[str, object] | pd.Series) -> str:
    """How many days a promotion lasted or will last."""
    return language.number((day(promotion["end"]) - day(promotion["start"])).days + 1)


def ranged(low: float, high: float, write: object) -> str:
    """A range in words; a dash where an end is not known."""
    if not (isfinite(low) and isfinite(high)):
        return MISSING
    return language.say("{low} to {high}", low=write(low), high=write(high))  # type: ignore[operator]  # a writer of numbers


def combined(rows: pd.DataFrame, of: str = "profit") -> tuple[float, float, float]:
    """
    The sum of what promotions brought, with its range.

    The ranges are combined as errors that have nothing to do with each other: each side is the square root of the summed squares. NaN where one of them has none.

    Parameters
    ----------
    rows : DataFrame, one row per promotion
    of : str
        A column that has ``_low`` and ``_high`` beside it.

    Returns
    -------
    tuple of float
        The sum, and the low and high end of its range.

    Examples
    --------
    >>> combined(pd.DataFrame({"profit": [10.0, 5.0], "profit_low": [7.0, 1.0], "profit_high": [13.0, 9.0]}))
    (15.0, 10.0, 20.0)
    """
    value, low, high = (rows[c].to_numpy(float) for c in (of, f"{of}_low", f"{of}_high"))
    total = float(value.sum())
    return (
        total,
        total - sqrt(float(((value - low) ** 2).sum())),
        total + sqrt(float(((high - value) ** 2).sum())),
    )


def together(judged: pd.DataFrame) -> pd.Series:
    """Rise, dip, own articles and net of promotions together, in the whole numbers that the table shows; ``judged`` from ``ended``."""
    whole = _whole(judged)
    return pd.concat([whole.columns, pd.Series({"net": whole.total})])


def volumes(evaluated: pd.DataFrame, period: Period, given: Slice) -> Table | None:
    """
    What each promotion did to the goods: baseline, rise, dip, own articles, what remained; None where none could be judged.

    Fit for a customer: there is no money in it.
    """
    rows = ended(evaluated, period)
    judged = rows[rows["status"] == "assessed"]
    if judged.empty:
        return None
    columns = (
        Column(language.say("Article"), "left"),
        Column(language.say("Promotion"), "left"),
        Column(language.say("From"), "left"),
        Column(language.say("Days")),
        Column(language.say("Baseline")),
        Column(language.say("Rise")),
        Column(language.say("Dip")),
        Column(language.say("Own other articles")),
        Column(language.say("Net")),
        Column(language.say("Net uplift")),
    )
    whole = _whole(judged)
    base = rounding.one_way(judged["baseline"].set_axis(_keys(judged)))
    made = []
    for at, row in rows.iterrows():
        known = at in judged.index
        figures = (
            _figures(whole.cells.T[_key(at)].tolist(), whole.rows[_key(at)], base[_key(at)], row["uplift"])
            if known
            else [MISSING] * 6
        )
        made.append(_promotion_row(row, figures))
    if len(judged) > 1:
        made.append(_sum_row(whole, int(base.sum()), judged))
    note = language.say(
        "In {unit}. Net = rise + dip + own other articles; net uplift = net ÷ baseline. Rounded so that rows and columns add up.",
        unit=given.unit,
    )
    return Table(columns, tuple(made), language.say("What the promotions did to the volume"), None, note)


def returns(evaluated: pd.DataFrame, period: Period, given: Slice) -> Table | None:
    """What each promotion cost and brought, its return with ranges, and whether to repeat it; None for a customer and where none ended."""
    rows = ended(evaluated, period)
    if rows.empty or given.audience != "internal":
        return None
    columns = (
        Column(language.say("Promotion"), "left"),
        Column(language.say("Costs")),
        Column(language.say("Profit")),
        Column(language.say("Range")),
        Column("ROI"),
        Column(language.say("Range")),
        Column(language.say("Break-even")),
        Column(language.say("Worth repeating?"), "left"),
    )
    note = language.say(
        "Costs and profit in {unit}. Costs = support on all that was sold in the promotion + fixed cost; profit = net volume × margin per {quantity} − costs; ROI = profit ÷ costs. Break-even = the net uplift at which the profit is nil. Ranges: {part} of what quiet periods show by chance. Worth repeating is not certain where the range of the profit spans nil.",
        unit=words.sign(given.currency),
        quantity=given.unit,
        part=language.percent(0.8, 0),
    )
    made = tuple(_return_row(row) for _, row in rows.iterrows())
    return Table(columns, made, language.say("What the promotions cost and brought"), None, note)


def lessons(evaluated: pd.DataFrame, period: Period) -> pd.DataFrame:
    """
    What was predicted and what was realised, per form of promotion.

    Returns
    -------
    DataFrame, one row per form that has both, in the order of their names
        ``mechanic``, ``count``, ``predicted`` and ``realised``: the net uplift of all of them together, as fractions of their baseline.
    """
    rows = ended(evaluated, period)
    rows = rows[(rows["status"] == "assessed") & rows["predicted"].notna() & (rows["baseline"] > 0)]
    weighed = rows.assign(predicted=rows["predicted"] * rows["baseline"], count=1)
    summed = (
        weighed.groupby("mechanic", sort=True)[["count", "predicted", "net", "baseline"]].sum().reset_index()
    )
    return pd.DataFrame({
        "mechanic": summed["mechanic"],
        "count": summed["count"].astype(int),
        "predicted": summed["predicted"] / summed["baseline"],
        "realised": summed["net"] / summed["baseline"],
    })  # fmt: skip


def learning(evaluated: pd.DataFrame, period: Period) -> Table | None:
    """Predicted beside realised per form of promotion, with what is learnt; None where nothing was predicted."""
    found = lessons(evaluated, period)
    if found.empty:
        return None
    columns = (
        Column(language.say("Promotion"), "left"),
        Column(language.say("Number")),
        Column(language.say("Predicted")),
        Column(language.say("Realised")),
        Column(language.say("Difference")),
        Column(language.say("What we learn"), "left"),
    )
    rows = tuple(
        Row(
            (
                words.name_of(row["mechanic"], ""),
                language.number(row["count"]),
                language.percent(row["predicted"], 0, plus=True),
                language.percent(row["realised"], 0, plus=True),
                language.points(row["realised"] - row["predicted"], 0),
                _learnt(float(row["realised"] - row["predicted"])),
            )
        )
        for _, row in found.iterrows()
    )
    note = language.say(
        "Net uplift on the baseline. Predicted from earlier promotions of the same form, as they were known before it began."
    )
    return Table(columns, rows, language.say("Predicted and realised"), None, note)


def coming(evaluated: pd.DataFrame, given: Slice) -> Table | None:
    """The promotions that run or are planned and, internally, what each must bring to pay for itself; None where there are none."""
    rows = soon(evaluated)
    if rows.empty:
        return None
    internal = given.audience == "internal"
    columns = [
        Column(language.say("Article"), "left"),
        Column(language.say("Promotion"), "left"),
        Column(language.say("From"), "left"),
        Column(language.say("Until"), "left"),
        Column(language.say("State"), "left"),
    ]
    if internal:
        columns += [
            Column(language.say("Predicted")),
            Column(language.say("Break-even")),
            Column(language.say("Losses before")),
        ]
    made = tuple(_coming_row(row, internal=internal) for _, row in rows.iterrows())
    note = (
        language.say(
            "Predicted and break-even: net uplift on the baseline. Losses before: promotions of the same article in the same form whose whole range lay below nil."
        )
        if internal
        else None
    )
    return Table(tuple(columns), made, language.say("Promotions that run or are planned"), None, note)


def _float(value: object) -> float:
    """A number, or NaN."""
    return float(value) if isinstance(value, int | float) else float("nan")


def _key(at: object) -> str:
    """A row's place as text that sorts as it stands."""
    return f"{at:06d}"


def _keys(rows: pd.DataFrame) -> pd.Index:
    return pd.Index([_key(at) for at in rows.index])


def _whole(judged: pd.DataFrame) -> rounding.Rounded:
    """The parts of each promotion's net in whole numbers that add up both ways."""
    return rounding.two_way(judged[list(_PARTS)].set_axis(_keys(judged)))


def _figures(parts: Sequence[float], net: float, base: float, uplift: float) -> list[str]:
    """Baseline, rise, dip, own articles, net and net uplift as text; of a baseline that is shown as nil there is no uplift."""
    signed = [language.number(value, plus=True) for value in (*parts, net)]
    told = pd.notna(uplift) and round(base) > 0
    return [language.number(base), *signed, words.grown(float(uplift)) if told else MISSING]


def _promotion_row(row: pd.Series, figures: list[str]) -> Row:
    """One promotion in goods."""
    cells = (
        words.name_of(row["name"], row["product"]),
        words.name_of(row["mechanic"], ""),
        language.date(day(row["start"])),
        days(row),
        *figures,
    )
    return Row(cells, tones=(*(None for _ in cells[:-2]), tone(_float(row["net"]), least=0.5), None))


def _sum_row(whole: rounding.Rounded, base: int, judged: pd.DataFrame) -> Row:
    """All promotions that could be judged, together."""
    size = float(judged["baseline"].sum())
    uplift = float(judged["net"].sum()) / size if size > 0 else float("nan")
    return Row(
        (language.say("Total"), "", "", "", *_figures(list(whole.columns), whole.total, base, uplift)),
        "total",
    )


def _return_row(row: pd.Series) -> Row:
    """One promotion in money."""
    found = verdict(row)
    said = (
        language.say("not judged: {reason}", reason=why(row))
        if found == "unknown"
        else language.say(_VERDICTS[found])
    )
    known = found != "unknown"
    cells = (
        name(row),
        language.number(_float(row["cost"])) if known else MISSING,
        language.number(_float(row["profit"]), plus=True) if known else MISSING,
        ranged(_float(row["profit_low"]), _float(row["profit_high"]), _signed) if known else MISSING,
        language.percent(_float(row["roi"]), 0, plus=True) if known else MISSING,
        ranged(_float(row["roi_low"]), _float(row["roi_high"]), _percent) if known else MISSING,
        _percent(_float(row["break_even"])),
        said,
    )
    return Row(
        cells,
        tones=(
            None,
            None,
            tone(_float(row["profit"]), least=0.5) if known else None,
            *(None,) * 4,
            _TONES[found],
        ),
    )


def _coming_row(row: pd.Series, *, internal: bool) -> Row:
    """One promotion to come; a warning where it lost money before."""
    state = language.say("running") if row["status"] == "running" else language.say("planned")
    cells = [
        words.name_of(row["name"], row["product"]),
        words.name_of(row["mechanic"], ""),
        language.date(day(row["start"])),
        language.date(day(row["end"])),
        state,
    ]
    if not internal:
        return Row(tuple(cells))
    losses, need, expected = (_float(row[c]) for c in ("repeated_losses", "break_even", "predicted"))
    short: Tone = "worse" if expected < need else None
    return Row(
        (*cells, _percent(expected), _percent(need), language.number(losses)),
        tones=(*(None for _ in cells), short, None, "warn" if losses > 0 else None),
    )


def _learnt(difference: float) -> str:
    """What a difference between realised and predicted teaches."""
    if abs(difference) <= NEAR:
        return language.say("the prediction was good")
    if difference > 0:
        return language.say("brings more than we thought")
    return language.say("brings less than we thought: plan it lower")


def _signed(value: float) -> str:
    return language.number(value, plus=True)


def _percent(value: float) -> str:
    return language.percent(value, 0, plus=True)
