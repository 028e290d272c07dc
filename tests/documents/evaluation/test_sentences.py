"""A sentence says the figure of its frame, in the right direction, and nothing that is not known."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from amlib import language
from amlib.analysis import causes
from amlib.documents.evaluation import sentences
from tests.documents.evaluation import years

pytestmark = pytest.mark.usefixtures("english")

UNITS = {"k": 1e3, "m": 1e6, "": 1.0}


def amounts(text):
    """The amounts in a text, read back, in order."""
    found = re.findall(r"([+−]?)€([\d,]+(?:\.\d+)?)([km]?)", text)
    return [
        float(size.replace(",", "")) * UNITS[unit] * (-1 if sign == "−" else 1) for sign, size, unit in found
    ]


def near(shown, exact):
    return shown == pytest.approx(exact, rel=0.006, abs=0.51)


def one_cause(actual, base, effect="volume"):
    leaf = {"region": "r", "banner": "", "outlet": "o", "group": "g", "product": "p", "kind": "delivery"}
    frame = pd.DataFrame([leaf | {"base": base, "actual": actual, effect: actual - base}])
    return causes.Bridge("revenue", frame, (effect,), (0.0, 0.0))


@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@each(actual=st.floats(1, 5e7), base=st.floats(1, 5e7))
def test_the_bottom_line_says_the_totals_and_the_direction(compare, given, actual, base):
    compared = compare([("total", "total", "total", 1.0, actual, 0.0, 1.0, base, 0.0)], has_margin=False)
    said = sentences.bottom_line(compared, one_cause(actual, base), given).markdown
    change = actual - base
    if abs(change) < 0.5:
        assert "stayed the same" in said
        return
    assert ("Revenue rose" in said) == (change > 0)
    assert ("Revenue fell" in said) == (change < 0)
    assert ("more volume" in said) == (change > 0)
    first, second, cause, year = amounts(said)
    assert near(first, abs(change))
    assert near(second, actual)
    assert near(cause, change)
    assert near(year, 3 * actual)


def test_the_bottom_line_of_the_example(compared, bridge, given, tie):
    said = sentences.bottom_line(compared, bridge, given, tie=tie, growth_target=0.02).markdown
    assert said.startswith("**Revenue fell in Q3 2026 by €2,520 (−4.7%) to €51.5k**, compared with Q3 2025.")
    assert (
        "The fall comes mostly from lost outlets (−€8,000) and a poorer mix of products (−€200); the largest gain came from more volume (+€4,500)."
        in said
    )
    assert "It shows most in beef (−€3,620) and in the region South (−€2,000)." in said
    assert "Margin fell by €800 to €9,100, 17.7% of revenue (−0.7 points)." in said.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "6.7 points short of the growth target of +2.0%" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "**Does not tie out:** the general ledger has €51,600.00, this document €51,480.40; €19.60 is unexplained"
        in said
    )


def test_without_last_year_nothing_is_compared(without_last_year, bridge, given):
    said = sentences.bottom_line(without_last_year, bridge, given).markdown
    assert said.startswith("**Revenue came to €51.5k** in Q3 2026; there is no last year to compare it with.")
    assert "rose" not in said
    assert "fell" not in said
    assert "nan" not in said.lower()


def test_margin_that_is_not_known_is_not_mentioned(compare, bridge, given):
    from_total = [("total", "total", "total", 1.0, 100.0, float("nan"), 1.0, 110.0, float("nan"))]
    assert (
        "Margin" not in sentences.bottom_line(compare(from_total, has_margin=False), bridge, given).markdown
    )


def test_above_and_below_budget(compared, bridge, given, against_budget, compare):
    said = sentences.bottom_line(compared, bridge, given, budget=against_budget).markdown
    # 51,480.40 against 0.9 × 54,000.80 = 48,600.72
    assert "Revenue of the period is €2,880 (5.9%) above budget." in said
    short = compare([("total", "total", "total", 1.0, 90.0, 0.0, 1.0, 100.0, 0.0)], base="budget")
    assert "€10 (10.0%) below budget" in sentences.bottom_line(compared, bridge, given, budget=short).markdown


def test_a_sign_that_hangs_on_the_convention_is_flagged(bridge, given):
    assert "nil" not in sentences.convention(bridge, given).markdown
    torn = causes.Bridge("revenue", bridge.leaves, bridge.effects, (-500.0, 400.0), ("o1",))
    said = sentences.convention(torn, given).markdown
    assert "at last year's quantities it is −€500, at this period's +€400" in said
    assert "In 1 outlet returns cancel sales" in said


def test_the_reading_of_causes_adds_up(bridge, compared, given):
    said = sentences.causes(bridge, compared, given).markdown
    gains, losses, change = amounts(said)[-3:]
    assert near(gains + losses, change)
    assert near(change, bridge.change)


def test_price_and_volume_make_revenue(compared, given):
    said = sentences.key_figures(compared, given).markdown
    volume, price, revenue = (float(p.replace("−", "-")) / 100 for p in re.findall(r"([+−][\d.]+)%", said))
    assert (1 + volume) * (1 + price) == pytest.approx(1 + revenue, abs=0.002)


def test_hostile_names_stay_names(ranking, given):
    said = sentences.outlets(ranking, given).markdown
    assert r"Bistro \<b\>\*Zuid\*\</b\> \$5\|\`x\`" in said
    assert "1 lost outlet had €8,000 last year." in said


def test_groups_are_counted(compared, given):
    said = sentences.breakdown(compared, "group", given).markdown
    assert said == "Of 3 groups, 2 grew and 1 fell. pork gained the most: +€600. beef lost the most: −€3,620."


def test_what_is_unknown_is_said(quality, without_last_year):
    said = sentences.unknowns(quality, without_last_year).markdown
    assert "3 tables were not supplied: the customer's category sales, budget and visits" in said
    assert "no history for July 2025, August 2025 and September 2025" in said
    assert "1 rejected row cannot be attributed" in said


def test_dutch_has_its_articles(compared, bridge, given):
    with language.use("nl"):
        said = sentences.bottom_line(compared, bridge, given).markdown
    assert said.startswith("**De omzet daalde in het 3e kwartaal 2026 met")
    assert "vergeleken met het 3e kwartaal 2025" in said


def opened(compared, bridge, tie, given, **changed):
    """The first page in words, of a review that holds no more than it looks at."""
    names = {"compared": compared, "revenue": bridge, "budget": None, "base": "last_year", "tie": tie, "growth_target": None, "ahead": years.ahead()}  # fmt: skip
    return sentences.opening(SimpleNamespace(**{**names, **changed}), given).markdown


def test_the_opening_ends_with_where_the_year_will(compared, bridge, tie, given):
    said = opened(compared, bridge, tie, given)
    first, *_, last = said.split("\n\n")
    assert first == sentences.bottom_line(compared, bridge, given, tie=tie).markdown.split("\n\n")[0]
    assert last.startswith("**The chance that 2026 reaches its revenue budget of €54.0k is 30%**")
    without = opened(compared, bridge, tie, given, ahead=years.nothing())
    assert without == sentences.bottom_line(compared, bridge, given, tie=tie).markdown


def test_the_opening_stands_beside_the_budget_unless_that_is_the_base(
    compared, against_budget, bridge, tie, given
):
    assert "budget" in opened(compared, bridge, tie, given, budget=against_budget, ahead=years.nothing())
    again = opened(compared, bridge, tie, given, budget=against_budget, base="budget", ahead=years.nothing())
    assert again == opened(compared, bridge, tie, given, ahead=years.nothing())


def test_the_opening_of_a_part_says_first_which_part(compared, bridge, tie, given):
    said = opened(compared, bridge, tie, replace(given, groups=("beef", "pork")))
    assert said.split("\n\n")[0].endswith("beef and pork.")
    assert said.split("\n\n")[1:] == opened(compared, bridge, tie, given).split("\n\n")
