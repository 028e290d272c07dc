"""What promotions did to the months: laid where it fell, and adding up to what was found."""

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import effects, promotions, weeks


@pytest.fixture(scope="module")
def evaluated(demo_slice):
    found = promotions.evaluate(demo_slice, periods.parse("2026Q3"))
    found = found[found["status"] == "assessed"].set_index("promotion")
    assert len(found) > 3
    return found


@pytest.fixture(scope="module")
def laid(demo_slice, evaluated):
    return effects.monthly(evaluated.reset_index(), demo_slice)


def test_each_effect_adds_up_to_what_was_found(evaluated, laid):
    sums = laid.groupby(["promotion", "effect"])["quantity"].sum().unstack(fill_value=0.0)
    for effect in ("gross", "dip", "cannibalisation"):
        expected = evaluated[effect].reindex(sums.index)
        pd.testing.assert_series_equal(sums[effect], expected, check_names=False, rtol=1e-9, atol=1e-6)
    net = evaluated["net"].reindex(sums.index)
    pd.testing.assert_series_equal(sums.sum(axis=1), net, check_names=False, rtol=1e-9, atol=1e-6)


def test_support_costs_money_and_no_kilograms(evaluated, laid):
    paid = laid[laid["effect"] == "support"]
    assert (paid["quantity"] == 0).all()
    money = paid.groupby("promotion")["money"].sum()
    expected = -evaluated["support"].reindex(money.index)
    pd.testing.assert_series_equal(money, expected, check_names=False, rtol=1e-9)


def test_the_rise_lies_on_the_days_of_the_promotion_and_the_dip_on_the_weeks_after(evaluated, laid):
    latest = max(weeks.AFTER.values())
    for (promotion, effect), rows in laid.groupby(["promotion", "effect"]):
        start, end = (pd.Timestamp(evaluated.loc[promotion, side]) for side in ("start", "end"))
        first, last = (end, end + pd.Timedelta(weeks=latest + 1)) if effect == "dip" else (start, end)
        assert set(rows["month"]) <= set(pd.date_range(first, last).strftime("%Y-%m")), (promotion, effect)


def test_a_promotion_over_two_months_is_parted_by_its_days(evaluated, laid):
    over = evaluated[pd.to_datetime(evaluated["start"]).dt.month != pd.to_datetime(evaluated["end"]).dt.month]
    assert len(over)
    for promotion, one in over.iterrows():
        days = pd.date_range(one["start"], one["end"]).strftime("%Y-%m").value_counts(normalize=True)
        gross = laid[(laid["promotion"] == promotion) & (laid["effect"] == "gross")]
        shares = gross.groupby("month")["quantity"].sum() / one["gross"]
        assert shares.to_dict() == pytest.approx(days.to_dict())


def test_only_the_article_itself_rises_and_only_its_siblings_are_eaten(demo_slice, evaluated, laid):
    article = demo_slice["promotions"].set_index("promotion")["product"]
    own = laid["product"] == laid["promotion"].map(article)
    assert own[laid["effect"] != "cannibalisation"].all()
    assert not own[laid["effect"] == "cannibalisation"].any()


def test_without_an_assessed_promotion_there_is_nothing(demo_slice, evaluated):
    made = effects.monthly(evaluated.reset_index().assign(status="planned"), demo_slice)
    assert made.empty
    assert made["money"].dtype == "float64"


def test_the_dip_lies_on_whole_weeks_after_the_promotion_by_their_days(evaluated, laid):
    crossed = 0
    for promotion, rows in laid[laid["effect"] == "dip"].groupby("promotion"):
        end = pd.Timestamp(evaluated.loc[promotion, "end"])
        over = end - pd.Timedelta(days=end.day_of_week) + pd.Timedelta(weeks=1)
        days = [pd.date_range(over, periods=7 * count).strftime("%Y-%m").value_counts(normalize=True) for count in weeks.AFTER.values()]  # fmt: skip
        shares = rows.groupby("month")["quantity"].sum() / rows["quantity"].sum()
        assert any(shares.to_dict() == pytest.approx(each.to_dict()) for each in days), promotion
        crossed += len(shares) > 1
    assert crossed


def test_kilograms_have_their_price(demo_slice, evaluated, laid):
    """The article's own at its normal price; a sibling's at what it sold for."""
    kilograms = laid[(laid["effect"] != "support") & (laid["quantity"].abs() > 1e-9)]
    paid = kilograms["money"] / kilograms["quantity"]
    own = kilograms["effect"] != "cannibalisation"
    normal = kilograms["promotion"].map(evaluated["price_per_kg"])
    assert paid[own].to_list() == pytest.approx(normal[own].to_list())
    sold = demo_slice["promotion_weeks"]
    sold = sold[sold["quantity"] > 0].groupby("product")[["quantity", "revenue"]]
    dearest = sold.apply(lambda rows: (rows["revenue"] / rows["quantity"]).max())
    cheapest = sold.apply(lambda rows: (rows["revenue"] / rows["quantity"]).min())
    eaten = kilograms.loc[~own, "product"]
    assert len(eaten)
    assert (paid[~own] <= eaten.map(dearest) + 1e-9).all()
    assert (paid[~own] >= eaten.map(cheapest) - 1e-9).all()


def test_effects_stay_in_the_outlets_and_the_family_of_the_promotion(demo_slice, laid):
    agreed = demo_slice["promotions"].set_index("promotion")
    family = demo_slice["products"].set_index("product")["subgroup"]
    for promotion, rows in laid.groupby("promotion"):
        assert set(family[rows["product"]]) == {family[agreed.loc[promotion, "product"]]}
        named = agreed.loc[promotion, "outlets"]
        assert not isinstance(named, tuple | list) or set(rows["outlet"]) <= set(named)
