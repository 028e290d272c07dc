"""The charts of the evaluation say in words what they show."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import causes
from amlib.documents.evaluation import charts, words

pytestmark = pytest.mark.usefixtures("english")

EVERY = ["causes", "course", "changes", "outlets"]


def made(name, bridge, compared, months, ranking, given):
    return {
        "causes": lambda: charts.causes(bridge, compared, given),
        "course": lambda: charts.course(months, compared.period, given),
        "changes": lambda: charts.changes(compared, given),
        "outlets": lambda: charts.outlets(ranking, given),
    }[name]()


@pytest.mark.parametrize("name", EVERY)
def test_a_chart_is_well_formed_small_and_the_same_every_time(name, bridge, compared, months, ranking, given):
    one, other = (made(name, bridge, compared, months, ranking, given) for _ in range(2))
    assert one == other
    assert len(one.svg) < 80_000
    ElementTree.fromstring(one.svg)


def test_the_description_names_the_largest_gain_and_loss(bridge, compared, given):
    chart = charts.causes(bridge, compared, given)
    assert "Largest loss: lost outlets, −€8,000." in chart.alt
    assert "Largest gain: more volume, +€4,500." in chart.alt
    assert chart.title == "Revenue fell €2,520; lost outlets cost the most"


def test_every_bar_has_its_figure_in_the_picture(bridge, compared, given):
    svg = charts.causes(bridge, compared, given).svg
    for money in charts.material(bridge.total()):
        assert language.short_money(money, "EUR", plus=True) in svg


def test_small_causes_are_drawn_together_and_never_dropped(bridge):
    total = bridge.total()
    shown = charts.material(total)
    assert shown.sum() == pytest.approx(total.sum())
    assert words.REST in shown.index
    assert len(shown) < len(total)


def test_one_small_cause_keeps_its_name():
    shown = charts.material(pd.Series({"price": 100.0, "volume": 1.0}))
    assert list(shown.index) == ["price", "volume"]


@pytest.mark.parametrize(
    ("effects", "title"),
    [
        ({"price": 5.0}, "Revenue rose €5; higher prices added the most"),
        ({"volume": 5.0}, "Revenue rose €5; more volume added the most"),
        ({"price": -5.0}, "Revenue fell €5; lower prices cost the most"),
        ({"volume": -5.0}, "Revenue fell €5; less volume cost the most"),
        ({"price": 5.0, "volume": -5.0}, "Revenue stayed the same; gains and losses cancel out"),
    ],
)
def test_the_title_has_the_right_direction(effects, title, compared, given):
    leaf = {
        "region": "r",
        "banner": "",
        "outlet": "o",
        "group": "g",
        "product": "p",
        "kind": "delivery",
        "base": 10.0,
    }
    frame = pd.DataFrame([leaf | {"actual": 10.0 + sum(effects.values())} | effects])
    bridge = causes.Bridge("revenue", frame, tuple(effects), (0.0, 0.0))
    assert charts.causes(bridge, compared, given).title == title


def test_the_course_counts_its_months(months, compared, given):
    chart = charts.course(months, compared.period, given)
    # the first eight of the last twelve months are 0.96 of the year before, the last four 0.94
    assert chart.title == "Revenue was below the year before in all of the last 12 months"
    assert "Highest in December 2024 (€21.0k)" in chart.alt


def test_a_course_without_a_year_before_says_so(months, compared, given):
    chart = charts.course(months.assign(base_revenue=float("nan")), compared.period, given)
    assert chart.title == "Revenue by month; there is no year before to compare with"


def test_changes_are_in_order_and_all_named(compared, given):
    chart = charts.changes(compared, given)
    assert chart.title == "pork gained the most (+€600), beef lost the most (−€3,620)"
    assert re.findall(r"(pork|poultry|beef)", chart.alt) == ["pork", "poultry", "beef"]


def test_changes_without_a_base_are_not_invented(without_last_year, given):
    assert charts.changes(without_last_year, given).title == "There is nothing to compare these figures with."


def test_outlets_outside_the_limits_are_named(ranking, given):
    chart = charts.outlets(ranking, given)
    assert chart.title == "1 outlet grew clearly more than the account, 1 clearly less"
    assert "Above the limits: Bistro <b>*Zuid*</b> $5|`x` (+40.0%)." in chart.alt
    assert "1 outlet without sales in one of the two periods is not drawn." in chart.alt
    assert "<b>" not in chart.svg


def test_no_outlet_in_both_periods_is_no_crash(ranking, given):
    chart = charts.outlets(ranking[ranking["signal"] == "lost"], given)
    assert "no outlet sold in both periods" in chart.svg


def test_a_thousand_outlets_stay_light(ranking, given):
    many = pd.concat(
        [
            ranking.iloc[[1]].assign(outlet=f"n{n}", base_revenue=1000.0 + n, growth=n / 1000 - 0.4)
            for n in range(979)
        ]
    )
    assert len(charts.outlets(many, given).svg) < 150_000


def test_the_period_is_marked_in_the_course(months, given):
    assert "Q3 2026" in charts.course(months, periods.parse("2026Q3"), given).svg
