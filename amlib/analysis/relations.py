"""
What the customer thinks of us, and which people there came and went.

Satisfaction is what the customer answers, never what the account manager believes, and a score of four answers is a rumour: below ten answers there are counts only. People matter because
agreements are made with them; who leaves takes what was understood along, and a function that nobody holds is a door that nobody opens.

Conventions: satisfaction is that of the answers of the twelve months up to the end of the period, beside the twelve months before, since a survey is held once or twice a year. Questions that
begin with 'imago:' (or 'image:') are about our profile and are told apart. Over several questions, the number of answers is that of the question answered most, for one person answers them all. A function is a role at a level, or at an outlet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import intervals
from amlib.analysis.intervals import Estimate
from amlib.analysis.visits import within, year_to
from amlib.data.contracts import LEVELS

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "PROFILE",
    "RECOMMENDING",
    "changes",
    "course",
    "net_promoter",
    "overall",
    "profile",
    "satisfaction",
    "tenure",
    "uncovered",
]

PROFILE = ("imago:", "image:")
"""How the questions begin that are about our profile."""

RECOMMENDING = ("aanbeveling", "recommendation", "recommend", "nps")
"""What the question is called that asks whether one would recommend us."""

_YEAR = 365.25


def satisfaction(answers: pd.DataFrame, end: date, by: str = "question") -> pd.DataFrame:
    """
    The mean score per question or level, of the twelve months to a day and of the twelve before.

    Parameters
    ----------
    answers : DataFrame, as the contract has ``satisfaction``
    end : date
    by : 'question' or 'level'
        Per level, the questions about our profile do not count.

    Returns
    -------
    DataFrame, one row per question (or level), the questions about our profile last, else from low to high
        ``key``, ``profile`` (bool), ``n``, ``mean``, ``low``, ``high``, ``base_n``, ``base_mean``: the mean is NaN below ten answers.
    """
    first, last = year_to(end)
    before = (first - pd.DateOffset(years=1), first - pd.Timedelta(days=1))
    rows = answers if by == "question" else answers[~profile(answers["question"])]
    now, then = within(rows, "date", first, last), within(rows, "date", *before)
    made = []
    for key in sorted(now[by].dropna().unique(), key=_placed if by == "level" else None):
        one, old = (_pooled(part[part[by] == key]) for part in (now, then))
        made.append((str(key), one.n, *_told(one), old.n, _told(old)[0]))
    columns = ["key", "n", "mean", "low", "high", "base_n", "base_mean"]
    found = pd.DataFrame(made, columns=columns)
    found.insert(1, "profile", profile(found["key"]))
    if by == "level":
        return found
    return found.sort_values(["profile", "mean", "key"], kind="stable", ignore_index=True)


def overall(answers: pd.DataFrame, end: date) -> tuple[Estimate, Estimate]:
    """The mean of all answers but those about our profile: of the twelve months to a day, and of the twelve before."""
    first, last = year_to(end)
    rows = answers[~profile(answers["question"])]
    parts = (
        within(rows, "date", first, last),
        within(rows, "date", first - pd.DateOffset(years=1), first - pd.Timedelta(days=1)),
    )
    return _pooled(parts[0]), _pooled(parts[1])


def net_promoter(answers: pd.DataFrame, end: date) -> tuple[Estimate, Estimate]:
    """The net promoter score of the question that asks for it: of the twelve months to a day, and of the twelve before; without such a question it has no answers."""
    first, last = year_to(end)
    asked = answers[answers["question"].str.strip().str.lower().isin(RECOMMENDING)]
    found = []
    for days in ((first, last), (first - pd.DateOffset(years=1), first - pd.Timedelta(days=1))):
        scores = within(asked, "date", *days)["score"]
        found.append(intervals.net_promoter(int((scores >= 9).sum()), int((scores <= 6).sum()), len(scores)))
    return found[0], found[1]


def course(answers: pd.DataFrame, end: date) -> pd.DataFrame:
    """
    The mean score of each month with answers, up to a day.

    Returns
    -------
    DataFrame, one row per month, oldest first
        ``month`` ('YYYY-MM'), ``n``, ``mean`` (NaN below ten answers), ``low``, ``high``.
    """
    rows = answers[~profile(answers["question"]) & (answers["date"] <= pd.Timestamp(end))]
    parts = [(str(m), _pooled(part)) for m, part in rows.groupby(rows["date"].dt.strftime("%Y-%m"))]
    return pd.DataFrame(
        [(m, e.n, *_told(e)) for m, e in parts], columns=["month", "n", "mean", "low", "high"]
    )


def profile(questions: pd.Series) -> pd.Series:
    """Which questions are about our profile."""
    return questions.astype("str").str.strip().str.lower().str.startswith(PROFILE)


def changes(contacts: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """
    Who came and who left in a period.

    Returns
    -------
    DataFrame, one row per change, by day
        ``day``, ``change`` ('came' or 'left'), ``name``, ``role``, ``level``, ``outlet``, ``years`` (that somebody who left was in function; NaN where unknown).
    """
    came = within(contacts, "since", start, end)
    left = within(contacts, "until", start, end)
    served = (left["until"] - left["since"]).dt.days / _YEAR
    rows: pd.DataFrame = pd.concat(
        [
            came.assign(day=came["since"], change="came", years=float("nan")),
            left.assign(day=left["until"], change="left", years=served),
        ],
        ignore_index=True,
    )
    kept = rows[["day", "change", "name", "role", "level", "outlet", "years"]]
    return kept.sort_values(
        ["day", "change", "name"], ascending=[True, False, True], kind="stable", ignore_index=True
    )


def uncovered(contacts: pd.DataFrame, end: date) -> pd.DataFrame:
    """
    Functions that nobody holds at the end of a day, though somebody did.

    Returns
    -------
    DataFrame, one row per function, in the order of levels
        ``role``, ``level``, ``outlet``, ``name`` (who held it last), ``until``.
    """
    last = pd.Timestamp(end)
    keys = ["level", "outlet", "role"]
    begun = contacts[~(contacts["since"] > last) & contacts["role"].notna()].assign(
        held=lambda c: c["until"].isna() | (c["until"] > last)
    )
    filled = begun.assign(**{k: begun[k].astype("object").fillna("") for k in keys})
    vacant = filled[~filled.groupby(keys)["held"].transform("any")].sort_values("until", kind="stable")
    gone = begun.loc[
        vacant.drop_duplicates(keys, keep="last").index, ["role", "level", "outlet", "name", "until"]
    ]
    order = gone["level"].map(_placed)
    return (
        gone.assign(order=order)
        .sort_values(["order", "role"], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def tenure(contacts: pd.DataFrame, end: date) -> tuple[float, int]:
    """How many years those in function on a day have been so on average, and how many of them have a known first day."""
    last = pd.Timestamp(end)
    now = contacts[(contacts["since"] <= last) & (contacts["until"].isna() | (contacts["until"] > last))]
    return (float((last - now["since"]).dt.days.mean() / _YEAR) if len(now) else float("nan")), len(now)


def _pooled(answers: pd.DataFrame) -> Estimate:
    """The mean of answers; whoever answered several questions counts once in its range."""
    asked = answers.groupby("question").size()
    return intervals.mean(answers["score"].tolist(), int(asked.max()) if len(asked) else 0)


def _told(estimate: Estimate) -> tuple[float, float, float]:
    """A mean and its range; nothing where there are few answers."""
    if estimate.few:
        return float("nan"), float("nan"), float("nan")
    return estimate.value, estimate.low, estimate.high


def _placed(level: object) -> int:
    """The place of a level in the order of the contract."""
    return LEVELS.index(str(level)) if level in LEVELS else len(LEVELS)
