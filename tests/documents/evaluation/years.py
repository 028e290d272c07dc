"""A year ahead that can be checked by hand: nine months known, three to come, two groups, four outlets; and chances of closed years."""

import pandas as pd

from amlib import language, periods
from amlib.analysis import stages, track, year

NAN = float("nan")
HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"

# level, key, measure, realised, rest, low, high, target, probability, last_year; the groups and the outlets add up to the total
LINES = [
    ("total", "total", "quantity", 3_960.4, 1_320.4, 5_100.0, 5_460.0, NAN, NAN, 4_800.0),
    ("total", "total", "revenue", 39_600.4, 13_200.4, 51_000.0, 54_600.0, 54_000.0, 0.28, 48_000.0),
    ("total", "total", "margin", 7_920.4, 2_640.4, 10_000.0, 11_100.0, 10_000.0, 0.88, 9_600.0),
    ("group", "beef", "quantity", 2_000.2, 700.2, 2_600.0, 2_800.0, NAN, NAN, 2_500.0),
    ("group", "beef", "revenue", 20_000.2, 7_000.2, 26_000.0, 28_000.0, 26_000.0, 0.9, 25_000.0),
    ("group", "beef", "margin", 4_000.2, 1_400.2, 5_100.0, 5_700.0, NAN, NAN, 5_000.0),
    ("group", "pork", "quantity", 1_960.2, 620.2, 2_500.0, 2_660.0, NAN, NAN, 2_300.0),
    ("group", "pork", "revenue", 19_600.2, 6_200.2, 25_000.0, 26_600.0, 28_000.0, 0.04, 23_000.0),
    ("group", "pork", "margin", 3_920.2, 1_240.2, 4_900.0, 5_400.0, NAN, NAN, 4_600.0),
    ("outlet", "o1", "revenue", 12_000.1, 4_000.1, 15_500.0, 16_500.0, NAN, NAN, 16_500.0),
    ("outlet", "o2", "revenue", 10_600.1, 3_200.1, 13_000.0, 14_600.0, NAN, NAN, 12_000.0),
    ("outlet", "o3", "revenue", 9_000.1, 3_000.1, 11_000.0, 13_000.0, NAN, NAN, 14_500.0),
    ("outlet", "o4", "revenue", 8_000.1, 3_000.1, NAN, NAN, NAN, NAN, 5_000.0),
]  # fmt: skip
COLUMNS = ["level", "key", "measure", "realised", "rest", "low", "high", "target", "probability", "last_year"]
NAMES = {"o1": "Harbour", "o2": "Market square", "o3": HOSTILE, "o4": "Old mill"}


def ahead(*, left=3, history=45, gaps=(("group", -600.0), ("outlet", 900.0)), drop=(), **changed):
    """The year of ``LINES``; ``changed`` are columns of its revenue in total."""
    frame = pd.DataFrame(LINES, columns=COLUMNS)
    frame = frame[~frame["level"].isin(drop)]
    frame = frame.assign(
        name=frame["key"].map(NAMES), events=0.0, centre=frame["realised"] + frame["rest"],
        target_source=["budget" if known else "" for known in frame["target"].notna()],
        naive=NAN, months_left=left, reason="" if left else "closed",
    )  # fmt: skip
    frame.loc[frame["key"] == "o4", "reason"] = "short_history"
    frame["ytd_ratio"] = frame["realised"] * 4 / 3
    total = (frame["level"] == "total") & (frame["measure"] == "revenue")
    for column, value in changed.items():
        frame.loc[total, column] = value
    whole = float(frame.loc[total, "centre"].iloc[0])
    apart = pd.DataFrame(
        [(level, "revenue", whole + gap, whole, gap) for level, gap in gaps],
        columns=["level", "measure", "below", "total", "gap"],
    )
    frame = frame[list(year.COLUMNS)].reset_index(drop=True)
    return year.Ahead(2026, "2026-09" if left else "2026-12", left, history, frame, apart, course(left))


def without_targets(**more):
    """The same year, in which nobody said what it should bring."""
    made = ahead(**more)
    lines = made.lines.assign(target=NAN, probability=NAN, target_source="")
    return year.Ahead(**{**vars(made), "lines": lines})


def nothing():
    """A year of which nothing is known."""
    made = ahead()
    return year.Ahead(2026, "", 0, 0, made.lines.iloc[:0], made.gaps.iloc[:0], course(12))


def course(left):
    """4,400 a month this year, 4,000 a month last year, 4,500 a month budgeted."""
    rows = pd.DataFrame({"month": [f"2026-{month:02d}" for month in range(1, 13)]})
    known = rows.index < 12 - left
    for measure, scale in (("quantity", 0.1), ("revenue", 1.0), ("margin", 0.2)):
        rows[measure] = pd.Series(4_400.0 * scale, index=rows.index).where(known)
        rows[f"base_{measure}"] = 4_000.0 * scale
        rows[f"budget_{measure}"] = 4_500.0 if measure == "revenue" else NAN
    return rows


# level, key, measure, budget, estimate, actual; the groups add up to the total
STAGES = [
    ("total", "total", "quantity", 1_000.4, 980.2, 1_010.4), ("group", "beef", "quantity", 600.2, 570.1, 590.2), ("group", "pork", "quantity", 400.2, 410.1, 420.2),
    ("total", "total", "revenue", 10_000.8, 9_700.4, 9_900.6), ("group", "beef", "revenue", 6_000.4, 5_700.2, 5_800.3), ("group", "pork", "revenue", 4_000.4, 4_000.2, 4_100.3),
    ("total", "total", "margin", 2_000.6, 1_950.4, 1_900.2), ("group", "beef", "margin", 1_200.3, 1_150.2, 1_100.1), ("group", "pork", "margin", 800.3, 800.2, 800.1),
]  # fmt: skip
# measure, before, after, effect, money; the effects of a step add up to it
STEPS = [
    ("revenue", "budget", "estimate", "volume", -250.2), ("revenue", "budget", "estimate", "mix", -30.1), ("revenue", "budget", "estimate", "price", -20.1),
    ("revenue", "estimate", "actual", "volume", 290.1), ("revenue", "estimate", "actual", "mix", 0.0), ("revenue", "estimate", "actual", "price", -89.9),
    ("margin", "budget", "estimate", "volume", -50.2), ("margin", "budget", "estimate", "mix", 0.0), ("margin", "budget", "estimate", "price", 0.0),
    ("margin", "estimate", "actual", "volume", 20.0), ("margin", "estimate", "actual", "mix", 0.0), ("margin", "estimate", "actual", "price", 0.0), ("margin", "estimate", "actual", "cost", -70.2),
]  # fmt: skip


def chain(*, without=(), missing=()):
    """A quarter in its stages; ``without`` names stages that are not known."""
    lines = pd.DataFrame(STAGES, columns=["level", "key", "measure", *stages.STAGES])
    lines[list(without)] = NAN
    steps = pd.DataFrame(STEPS, columns=["measure", "before", "after", "effect", "money"])
    steps = steps[~steps["before"].isin(without) & ~steps["after"].isin(without)].reset_index(drop=True)
    return stages.Chain(periods.parse("2026Q3"), "2026-06", lines, steps, tuple(missing))


def said(*chances, closed=True, document="results_evaluation"):
    """Chances that were given, each with what came: (probability, reached, held)."""
    rows = [
        ("e1", document, "2025-06", 2025 if closed else 2026, "total", "total", "revenue", 100.0, chance, 100.0, 90.0, 110.0, closed, 100.0, float(reached), float(held))
        for chance, reached, held in chances
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*track.COLUMNS, "closed", "actual", "outcome", "inside"])
    if not closed:
        frame[["actual", "outcome", "inside"]] = NAN
    return frame.astype({"closed": bool})


def whole(text):
    """A whole number as a table writes it in English; what is missing is nil."""
    return 0 if text == language.MISSING else int(text.replace(",", "").replace("−", "-").replace("+", ""))


def blocks(table):
    """The rows of each section, its total last."""
    found = []
    for row in table.rows:
        if row.kind == "section":
            found.append([])
        else:
            found[-1].append(row)
    return found
