"""What an edition keeps: chances and figures, shown nowhere."""

import json

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import results, year
from amlib.analysis.odds import Odds
from amlib.documents import publication
from amlib.plan import records
from tests.analysis.steady import Account, sales
from tests.documents.evaluation import years
from tests.documents.plan import small

WHEN = periods.parse("2026Q3")


def test_a_publication_shows_nothing_and_holds_what_must_be_kept():
    rows = sales(noise=0.1).assign(region="", banner="", product="p", kind="delivery")
    made = year.ahead(Account(), WHEN, growth_target=0.03, sales=rows)
    bundle, _ = publication.of(made, results.compare(Account(), WHEN, sales=rows))._repr_mimebundle_()
    assert bundle["text/html"] == ""
    kept = json.loads(json.dumps(bundle[records.PUBLISHED]))
    assert [one["level"] for one in kept["published"]] == ["total"]
    assert {one["level"] for one in kept["figures"]} == {"total", "group"}
    assert len(kept["figures"]) == 3 * 3


def kept(made, compared):
    return publication.of(made, compared).bundle()


def test_what_is_kept_is_the_figure_to_the_cent_and_no_outlet():
    rows = sales().assign(region="", banner="", product="p", kind="delivery")
    compared = results.compare(Account(), WHEN, sales=rows)
    figures = {(f["level"], f["key"], f["measure"]): f for f in kept(None, compared)["figures"]}
    # three months, two outlets, two groups, 110 kg at 10 less 8
    assert {key: one["value"] for key, one in figures.items()} == {
        ("total", "total", "quantity"): 1_320.0, ("total", "total", "revenue"): 13_200.0, ("total", "total", "margin"): 2_640.0,
        ("group", "beef", "quantity"): 660.0, ("group", "beef", "revenue"): 6_600.0, ("group", "beef", "margin"): 1_320.0,
        ("group", "pork", "quantity"): 660.0, ("group", "pork", "revenue"): 6_600.0, ("group", "pork", "margin"): 1_320.0,
    }  # fmt: skip
    assert {one["period"] for one in figures.values()} == {"2026Q3"}
    assert kept(None, compared)["published"] == []


def test_a_figure_that_is_not_known_is_left_out():
    rows = sales().assign(region="", banner="", product="p", kind="delivery", cost=float("nan"))
    compared = results.compare(Account(), WHEN, sales=rows)
    assert {one["measure"] for one in kept(None, compared)["figures"]} == {"quantity", "revenue"}


@pytest.mark.parametrize(
    ("made", "count"),
    [(years.ahead(), 4), (years.ahead(left=0), 0), (years.without_targets(), 0), (years.nothing(), 0)],
    ids=["four chances", "closed", "no targets", "nothing"],
)
def test_only_chances_of_an_open_year_are_published(made, count, compared):
    published = kept(made, compared)["published"]
    assert len(published) == count
    if count:
        # in total revenue and margin have a target; revenue of beef and pork too
        assert [(one["level"], one["key"], one["measure"]) for one in published] == [
            ("total", "total", "revenue"), ("total", "total", "margin"), ("group", "beef", "revenue"), ("group", "pork", "revenue"),
        ]  # fmt: skip
        assert [one["probability"] for one in published] == [0.3, 0.9, 0.9, 0.05]
        assert {(one["through"], one["year"]) for one in published} == {("2026-09", 2026)}


def test_what_is_published_is_what_records_can_hold(compared):
    for one in kept(years.ahead(), compared)["published"]:
        assert records.Published(edition="e", **one).target == one["target"]
    for one in kept(years.ahead(), compared)["figures"]:
        assert records.Figure(edition="e", **one).value == one["value"]


# what is asked, the chance as its page shows it and where the year is expected to end, in the measure's own unit
OF_PLAN = [
    (
        "total",
        "total",
        "revenue",
        12_000.0,
        0.4,
        11_400.0,
    ),  # with the listing: 10,800 + 600, two of five (small.py)
    ("total", "total", "quantity", 2_400.0, 0.2, 2_172.0),  # with 12 kg more
    ("total", "total", "margin", 2_400.0, 0.4, 2_260.0),  # with 120 of the listing, less what it costs: 20
    ("group", "beef", "revenue", 7_200.0, 0.2, 6_480.0),  # without action, as the page has it
    ("group", "pork", "revenue", 4_800.0, 0.4, 4_320.0),
    ("outlet", "o1", "revenue", 6_003.96, 0.2, 5_400.0),
    ("outlet", "o2", "revenue", 3_998.52, 0.4, 3_600.0),
    ("outlet", "o3", "revenue", 1_997.52, 0.4, 1_800.0),
]


def test_a_plan_publishes_the_chance_of_each_goal_as_its_page_shows_it(given):
    made = publication.of_plan(small.view(given)).bundle()
    rows = ("level", "key", "measure", "target", "probability", "centre")
    assert [tuple(one[name] for name in rows) for one in made["published"]] == OF_PLAN
    assert {(one["through"], one["year"]) for one in made["published"]} == {("2026-09", 2027)}
    assert made["figures"] == []
    for one in made["published"]:
        records.Probability.model_validate(one)


def test_a_plan_publishes_no_chance_that_is_not_known(given):
    assert publication.of_plan(small.view(given, odds={})).published == ()


def test_what_has_no_row_of_its_own_on_the_page_of_a_plan_is_not_published(given):
    goals = tuple(small.goal(f"G{n}", "revenue", "outlet", f"o{n}", 1_000 + n, 1_000) for n in range(12))
    odds = {("revenue", "outlet", f"o{n}"): Odds(0.0, 120.0, 0.1, small.EVEN) for n in range(12)}
    view = small.view(given, plan=small.PLAN.model_copy(update={"goals": goals}), odds={**small.ODDS, **odds})
    view.__dict__["places"] = pd.DataFrame({"outlet": [f"o{n}" for n in range(12)], "name": "x", "region": "", "banner": ""})  # fmt: skip
    assert [one["key"] for one in publication.of_plan(view).published] == [f"o{n}" for n in range(4, 12)]


def test_what_has_no_group_in_the_books_has_none_in_what_a_plan_publishes(given):
    goal = small.goal("G1", "revenue", "group", language.MISSING, 54_000, 60_000)
    odds = {("revenue", "group", language.MISSING): small.ODDS["revenue", "group", "beef"]}
    view = small.view(given, plan=small.PLAN.model_copy(update={"goals": (goal,)}), odds=odds)
    assert [one["key"] for one in publication.of_plan(view).published] == [""]
