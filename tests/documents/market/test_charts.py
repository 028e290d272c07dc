"""The charts: a title that is the finding, a description with the figures, and none where there is nothing to draw."""

import pytest

from amlib import language
from amlib.documents.market import charts

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"


def every(view, given):
    return {
        "growth": charts.growth(view, given),
        "course": charts.course(view),
        "outlets": charts.outlets(view, given),
        "drivers": charts.drivers(view, given),
        "season": charts.season(view),
        "lag": charts.lag(view),
        "opportunities": charts.opportunities(view, given),
    }


TITLES = {
    "growth": "We grew slower than the category in every group drawn",
    "course": "In a year our share rose nowhere; it fell most in beef (−5.3 points)",
    "outlets": "In 1 of 4 outlets our share is below our average of 20.0%",
    "drivers": "Our revenue fell €10.0k; most of it came from our share",
    "season": "The category peaks in June, 17% above the average month",
    "lag": "Our price of beef follows the quotation after 4 months, and passes on 70%",
}
ALTS = {
    "growth": "beef: category +11.1%, we −10.0%; pork: category +25.0%, we 0.0%.",
    "course": "All together from 24.1% to 21.8%; beef from 29.1% to 26.8%; pork from 14.1% to 11.8%.",
    "outlets": "Lowest in Old mill (6.7%), highest in Harbour (26.7%).",
    "drivers": "Market +€13.0k, Our share −€24.6k and Price +€1,600.",
    "season": "Jun 117",
    "lag": "the quotation of beef ends at 133, our price of beef at 122.",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_chart_says_what_it_shows(name, view, given, english):
    chart = every(view, given)[name]
    assert chart.title.replace("\N{NO-BREAK SPACE}", " ") == TITLES[name]
    assert ALTS[name] in chart.alt.replace("\N{NO-BREAK SPACE}", " ")
    assert "<svg" in chart.svg


def test_the_opportunity_map_needs_two_places(build, given, english):
    assert charts.opportunities(build.view(), given) is None  # all of it lies in the south
    rows = [("o1", "North", "beef", 30, 70, 30, 60), ("o3", "South", "beef", 10, 90, 20, 80), ("o4", "South", "pork", 10, 40, 10, 30), ("o1", "North", "pork", 0, 50, 0, 40)]  # fmt: skip
    chart = charts.opportunities(build.view(year=build.category(rows)), given)
    assert chart.title == "The largest opportunity is beef in South: €20.0k of €25.0k; in thousands of €"
    assert "South €20.0k, most in beef; North €5,000, most in pork." in chart.alt


def test_many_places_are_drawn_with_the_others_together(build, given, english):
    rows = [(f"o{1 + n % 4}", f"region {n:02d}", "beef", 1, 9 + n, 1, 9) for n in range(15)]
    chart = charts.opportunities(build.view(year=build.category(rows)), given)
    assert "5 others" in chart.svg


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_without_data_there_is_no_chart(speech, build, given):
    with language.use(speech):
        assert set(every(build.nothing(), given).values()) == {None}


def test_quarters_are_short_on_the_axis(build, english):
    history = build.view().history
    history = history[history["period"].str[5:].isin(["03", "06", "09", "12"])]
    quarter = {"03": "Q1", "06": "Q2", "09": "Q3", "12": "Q4"}
    named = history.assign(period=[text[:4] + quarter[text[5:]] for text in history["period"]])
    assert "Q4 2024" in charts.course(build.view(history=named)).alt


def test_hostile_names_do_no_harm(build, given, english):
    rows = [("o3", HOSTILE, HOSTILE, 10, 90, 30, 60), ("o1", "North", "beef", 30, 70, 30, 60), ("o2", "North", HOSTILE, 50, 50, 30, 60), ("o4", "North", "beef", 3, 90, 3, 90)]  # fmt: skip
    found = build.category(rows)
    for chart in every(build.view(category=found, year=found, beside=found), given).values():
        assert chart is None or "<b>" not in chart.svg


@pytest.mark.parametrize(
    ("shares", "classes"),
    [
        (
            [0.1, 0.2, 0.3, 0.4, 0.5],
            ["below 20% (1)", "20% to 30% (1)", "30% to 40% (1)", "40% and more (2)"],
        ),
        ([0.2, 0.2, 0.2, 0.2], ["all outlets (4)"]),
    ],
)
def test_classes_of_the_map_have_round_bounds_and_counts(shares, classes, english):
    import numpy as np
    import pandas as pd

    cuts = charts._cuts(pd.Series(shares))
    counts = np.bincount(np.digitize(shares, cuts), minlength=len(cuts) + 1)
    assert charts._classes(cuts, counts.tolist()) == classes
