"""The year ahead, its targets, its stages and its track record, on an account small enough to reckon by hand."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import periods
from amlib.analysis import results, stages, targets, track, year
from amlib.documents import publication


class Account:
    """As much of a slice as these modules look at."""

    def __init__(self, budget=None):
        self.tables, self._budget = {}, budget

    def supplied(self, name):
        return name == "budget" and self._budget is not None

    def __getitem__(self, name):
        return self._budget


def sales(first="2023-01", months=45, cost=8.0, noise=0.0):
    """Two outlets and two groups; 100 kg at 10 a month each, 110 kg in 2026."""
    random = np.random.default_rng(3)
    rows = pd.MultiIndex.from_product(
        [pd.period_range(first, periods=months, freq="M").astype(str), ["o1", "o2"], ["beef", "pork"]],
        names=["month", "outlet", "group"],
    ).to_frame(index=False)
    quantity = np.where(rows["month"] >= "2026-01", 110.0, 100.0) * np.exp(
        random.normal(0, noise, len(rows)) if noise else 0.0
    )
    return rows.assign(
        outlet_name=rows["outlet"], quantity=quantity, revenue=10 * quantity, cost=cost * quantity
    )


def budget(amount=1000.0, months=12, group="beef"):
    return (
        pd.DataFrame(
            [
                ("a", None, group, f"2026-{m:02d}", measure, amount)
                for m in range(1, months + 1)
                for measure in results.MEASURES
            ],
            columns=["account", "outlet", "group", "period", "measure", "amount"],
        )
        .astype({"outlet": "str"})
        .assign(outlet=pd.Series(pd.NA, index=range(3 * months), dtype="string"))
    )


WHEN = periods.parse("2026Q3")


def test_the_year_to_date_ratio_can_be_checked_on_paper():
    # nine months of 4 × 1,100 realised; last year's rest 12,000 × (39,600 ÷ 36,000) = 13,200
    line = year.ahead(Account(), WHEN, sales=sales()).line("revenue")
    assert (line["realised"], line["last_year"]) == (pytest.approx(39_600), pytest.approx(48_000))
    assert line["ytd_ratio"] == pytest.approx(39_600 + 13_200)


def test_a_period_of_another_kind_gives_the_same_estimate():
    made = [
        year.ahead(Account(), periods.parse(text), sales=sales(noise=0.1))
        for text in ("2026Q3", "2026-09", "2026")
    ]
    assert {one.through for one in made} == {"2026-09"}
    pd.testing.assert_frame_equal(made[0].lines, made[1].lines)
    pd.testing.assert_frame_equal(made[0].lines, made[2].lines)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.sampled_from(["2026Q3", "2026Q2", "2026Q1", "2025Q2"]))
def test_groups_and_outlets_add_up_to_the_total_to_the_cent(seed, text):
    random = np.random.default_rng(seed)
    given_ = sales(noise=0.1)
    given_ = given_.assign(revenue=(given_["revenue"] * random.uniform(-0.1, 2, len(given_))).round(2))
    made = year.ahead(Account(), periods.parse(text), sales=given_)
    for measure in results.MEASURES:
        for level in ("group", "outlet"):
            for amount in ("realised", "rest", "centre"):
                assert made.level(level, measure)[amount].sum() == pytest.approx(
                    made.line(measure)[amount], abs=1e-6
                )


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1e6, 1e6).map(lambda x: round(x, 2))
)
def test_what_is_tied_adds_up_to_the_cent(parts, total):
    assert sum(year.tied(parts, total)) == pytest.approx(total, abs=1e-6)


def test_a_budget_of_nine_months_is_no_target_and_one_of_twelve_is():
    assert targets.of_year(Account(budget(months=9)), 2026, sales()).empty
    found = targets.of_year(Account(budget()), 2026, sales(), growth_target=0.5)
    assert found[found["measure"] == "revenue"][["level", "target", "source"]].to_numpy().tolist() == [
        ["total", 12_000.0, "budget"], ["group", 12_000.0, "budget"],
    ]  # fmt: skip


def test_a_growth_target_is_one_of_revenue_in_total_alone():
    found = targets.of_year(Account(), 2026, sales(), growth_target=0.05)
    assert found[["level", "measure", "target", "source"]].to_numpy().tolist() == [
        ["total", "revenue", pytest.approx(50_400), "growth_target"]
    ]
    assert targets.of_year(Account(), 2026, sales(first="2025-03", months=19), growth_target=0.05).empty


def test_margin_is_unknown_where_a_cost_of_the_year_is_missing():
    holes = sales().assign(
        cost=lambda rows: rows["cost"].where((rows["month"] != "2026-02") | (rows["outlet"] != "o1"))
    )
    made = year.ahead(Account(), WHEN, sales=holes)
    assert made.line("margin")["reason"] == "cost_missing"
    assert np.isnan(made.line("margin")["centre"])
    assert made.line("margin", "outlet", "o2")["reason"] == "few_errors"  # two outlets, one of them dark
    assert made.line("revenue")["reason"] == ""


def test_a_closed_year_is_what_was_realised():
    line = year.ahead(Account(), periods.parse("2025"), sales=sales(), growth_target=0.0).line("revenue")
    assert (line["reason"], line["centre"], line["rest"], line["probability"]) == (
        "closed",
        pytest.approx(48_000),
        0.0,
        1.0,
    )


def test_no_sales_give_no_lines():
    assert year.ahead(Account(), periods.parse("2030Q1"), sales=sales()).lines.empty
    assert year.ahead(Account(), WHEN, sales=sales().iloc[:0]).lines.empty


def test_events_stand_on_top_of_the_line_they_are_given_for():
    event = pd.DataFrame(
        [("total", "total", "revenue", "2026-11", 500.0, 500.0, 500.0)],
        columns=["level", "key", "measure", "month", "amount", "low", "high"],
    )
    one, two = (year.ahead(Account(), WHEN, sales=sales(noise=0.1), events=each) for each in (None, event))
    assert two.line("revenue")["centre"] == pytest.approx(one.line("revenue")["centre"] + 500)
    assert two.line("quantity")["centre"] == one.line("quantity")["centre"]


def test_the_stages_and_their_effects_add_up():
    whole = pd.concat([budget(900.0), budget(1100.0, group="pork")], ignore_index=True)
    made = stages.chain(Account(whole), WHEN, sales=sales(noise=0.1))
    for measure in ("revenue", "margin"):
        for before, after in (("budget", "estimate"), ("estimate", "actual")):
            steps = made.steps[(made.steps["measure"] == measure) & (made.steps["before"] == before)]
            assert steps["money"].sum() == pytest.approx(
                made.total(measure, after) - made.total(measure, before), abs=0.01
            )
    assert made.total("revenue", "budget") == 3 * (900 + 1100)


def test_the_estimate_on_the_eve_knows_nothing_of_the_period():
    rows = sales(noise=0.1)
    spoiled = rows.assign(revenue=rows["revenue"].where(rows["month"] < "2026-07", 1e6))
    one, two = (stages.chain(Account(), WHEN, sales=each).lines["estimate"] for each in (rows, spoiled))
    pd.testing.assert_series_equal(one, two)


def test_probabilities_are_scored_when_their_year_closes():
    said = pd.DataFrame(
        [("e", "2025-06", 2025, "total", "total", "revenue", 48_000.0, 0.8, 48_500.0, 47_000.0, 49_000.0),
         ("e", "2025-06", 2025, "group", "beef", "revenue", 25_000.0, 0.3, 25_500.0, 25_000.0, 26_000.0),
         ("e", "2026-06", 2026, "total", "total", "revenue", 1.0, 0.9, 1.0, 1.0, 1.0)],
        columns=list(track.COLUMNS),
    )  # fmt: skip
    found = track.scored(said, Account(), sales=sales())
    assert found["closed"].tolist() == [True, True, False]
    assert found["outcome"].tolist()[:2] == [1.0, 0.0]
    assert found["inside"].tolist()[:2] == [1.0, 0.0]
    assert found[["actual", "outcome", "inside"]].iloc[2].isna().all()
    # (0.2² + 0.3²) ÷ 2 = 0.065, beside ½ × ½
    score = track.brier(found)
    assert (score.count, score.score, score.base_score, score.held) == (2, 0.065, 0.25, 0.5)
    assert track.calibration(found)["count"].tolist() == [1, 1]


def test_what_is_replayed_is_of_closed_years_only():
    found = track.replayed(Account(), WHEN, growth_target=0.03, sales=sales(noise=0.1))
    assert set(found["year"]) == {2025}
    assert set(found["through"]) == {"2025-09"}  # before that three series have fewer than 24 errors


def test_a_publication_shows_nothing_and_holds_what_must_be_kept():
    rows = sales(noise=0.1).assign(region="", banner="", product="p", kind="delivery")
    made = year.ahead(Account(), WHEN, growth_target=0.03, sales=rows)
    bundle, _ = publication.of(made, results.compare(Account(), WHEN, sales=rows))._repr_mimebundle_()
    assert bundle["text/html"] == ""
    kept = json.loads(json.dumps(bundle[publication.PUBLISHED]))
    assert [one["level"] for one in kept["published"]] == ["total"]
    assert {one["level"] for one in kept["figures"]} == {"total", "group"}
    assert len(kept["figures"]) == 3 * 3
