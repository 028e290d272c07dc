"""Each answer about the market is drawn from the reading that fits it, and none is an error where a table is absent."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import grades, materials, panorama

US, THEM = "Kruisheide", "Hazelberg"
Q3 = periods.parse("2026Q3")
MONTHS = [str(m) for y in (2024, 2025, 2026) for m in periods.parse(str(y)).months()][:33]
COLUMNS = ["period", "outlet", "group", "supplier", "product", "quantity", "value"]


@dataclass
class Given(dict):
    """A slice made by hand."""

    partial = False
    company: str = US
    channel: str = "retail"
    account: str = "slager"
    tables: dict = field(default_factory=dict)

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self.tables

    def give(self, name, frame):
        self[name] = frame
        self.tables[name] = SimpleNamespace(supplied=True)


def given(*, category=True, market="2026Q3", raw=True):
    """Per month and outlet 10 kg of ours at 10 euro and 30 kg of theirs at 8 euro; outlet 02 takes half of that and has half of our articles."""
    found = Given()
    sold = [
        (m, o, "steak", "delivery", 10.0 * part, 100.0 * part)
        for m in MONTHS
        for o, part in (("01", 1.0), ("02", 0.25))
    ]
    found.give(
        "sales", pd.DataFrame(sold, columns=["month", "outlet", "product", "kind", "quantity", "revenue"])
    )
    found.give(
        "outlets",
        pd.DataFrame(
            {"outlet": ["01", "02"], "name": ["Ede", "Goes"], "region": ["north", "south"], "banner": "b"}
        ),
    )
    found.give(
        "products", pd.DataFrame({"product": ["steak", "roast"], "supplier": [US, THEM], "group": "beef"})
    )
    if category:
        rows = [
            (m, o, "beef", s, p, q * size, q * price * size)
            for m in MONTHS
            for o, part in (("01", 1.0), ("02", 0.25))
            for s, p, q, price, size in ((US, "steak", 10.0, 10.0, part), (THEM, "roast", 30.0, 8.0, 1.0))
        ]
        frame = pd.DataFrame(rows, columns=COLUMNS).assign(
            source="customer", as_of=pd.Timestamp("2026-10-01")
        )
        found.give("category_sales", frame)
        totals = frame.groupby(["period", "outlet", "group", "source", "as_of"], as_index=False)[
            ["quantity", "value"]
        ].sum()
        found.give("category_totals", totals)
    if market:
        last = periods.parse(market)
        rows = [
            (str(p), s, "beef", v / 10, float(v), 0.8, "panel", pd.Timestamp("2026-10-01"), pd.NA, pd.NA)
            for p in (last, last.last_year())
            for s, v in ((US, 2_000), (THEM, 8_000))
        ]
        names = [
            "period",
            "supplier",
            "group",
            "quantity",
            "value",
            "coverage",
            "source",
            "as_of",
            "region",
            "channel",
        ]
        found.give("market", pd.DataFrame(rows, columns=names))
    if raw:
        dates = [pd.Timestamp(f"{m}-15") for m in MONTHS]
        found.give(
            "raw_materials",
            pd.DataFrame({"date": dates, "species": "beef", "price": [5.0 + n / 50 for n in range(33)]}),
        )
    return found


def test_the_period_is_a_quarter_and_money_is_that_of_a_year():
    view = panorama.read(given(), Q3)
    # the quarter: outlets 01 and 02, us 3 × (100 + 25), all 3 × (340 + 265)
    assert view.shares("total")["value"].iloc[0] == pytest.approx(3 * 605)
    assert view.stretch.rows["value"].sum() == pytest.approx(12 * 605)
    assert view.yearly


def test_a_gap_is_measured_against_the_customers_average_over_the_year():
    outlets = panorama.read(given(), Q3).outlets().set_index("key")
    average = 125 / 605
    assert outlets["average"].unique() == pytest.approx([average])
    assert outlets.loc["02", "gap"] == pytest.approx((average - 25 / 265) * 12 * 265)
    assert outlets.index[0] == "02"
    assert outlets["gap"].sum() == pytest.approx(0)


def test_older_market_data_stand_beside_the_customer_of_the_same_months():
    view = panorama.read(given(market="2026Q1"), Q3)
    assert view.market.period == periods.parse("2026Q1")
    assert view.beside.months == ("2026-01", "2026-02", "2026-03")
    assert view.category.months == ("2026-07", "2026-08", "2026-09")
    assert view.sizes("total")["part"].iloc[0] == pytest.approx(3 * 605 / (10_000 / 0.8))


def test_without_a_market_only_the_customer_is_sized():
    sizes = panorama.read(given(market=None), Q3).sizes("group")
    assert "market_growth" not in sizes
    assert sizes["value"].tolist() == pytest.approx([3 * 605])


def test_drivers_add_up_to_our_change():
    view = panorama.read(given(), Q3)
    total = view.drivers().iloc[0]
    assert total[["market", "share", "volume", "mix", "price", "other"]].sum() == pytest.approx(
        view.bridge.change
    )


def test_concentration_is_of_the_customer_now_and_then_and_of_the_market():
    found = panorama.read(given(), Q3).concentration()
    assert found.index.tolist() == ["customer", "customer_before", "market"]
    assert found.loc["market", "hhi"] == pytest.approx(0.2**2 + 0.8**2)


def test_places_are_regions_where_there_are_several():
    assert panorama.read(given(), Q3).place == "region"
    one = given()
    one["outlets"]["region"] = "north"
    assert panorama.read(one, Q3).place == "outlet"


def test_the_course_is_cut_to_two_years():
    view = panorama.read(given(), Q3)
    assert view.history["period"].nunique() == 33
    assert view.course()["period"].unique().tolist() == MONTHS[9:]


def test_the_season_is_the_categorys_where_it_is_known_by_month():
    assert panorama.read(given(), Q3).seasonal == "category"
    assert panorama.read(given(category=False), Q3).seasonal == "own"


def test_without_market_data_every_answer_is_empty_or_none():
    view = panorama.read(given(category=False, market=None, raw=False), Q3)
    assert view.category is view.year is view.market is view.beside is view.stretch is None
    for level in ("total", "group", "region", "banner", "outlet"):
        assert view.shares(level).empty
        assert view.sizes(level).empty
    assert view.split().empty
    assert view.opportunities().empty
    assert view.outlets().empty
    assert view.concentration().empty
    assert view.course().empty
    assert view.lags is view.followed() is None
    assert all(map(pd.isna, view.share_range()))
    graded = view.graded().set_index("figure")["grade"]
    assert graded[graded != ""].index.tolist() == ["revenue_drivers", "season"]


def test_an_account_that_is_not_split_by_outlet_has_no_places():
    whole = given()
    rows = whole["category_sales"]
    whole["category_sales"] = (
        rows.groupby([c for c in rows if c not in ("outlet", "quantity", "value")], as_index=False)[
            ["quantity", "value"]
        ]
        .sum()
        .assign(outlet=pd.NA)[[*COLUMNS, "source", "as_of"]]
    )
    view = panorama.read(whole, Q3)
    assert view.category.level == "account"
    assert view.shares("region").empty
    assert view.shares("outlet").empty
    assert view.split().empty
    assert view.graded().set_index("figure").loc["share_split", "grade"] == ""


def test_without_last_year_nothing_is_put_down_to_drivers():
    short = given()
    short["sales"] = short["sales"][short["sales"]["month"] >= "2026-01"]
    view = panorama.read(short, Q3)
    assert not view.comparable
    assert view.drivers("group").empty


def test_figures_are_graded_by_the_data_that_they_rest_on():
    graded = panorama.read(given(market="2026Q1"), Q3).graded().set_index("figure")
    assert graded.loc["category_size", "grade"] == "A"
    assert graded.loc["market_size", ["grade", "months_behind"]].tolist() == ["B", 6]
    assert graded.loc["customer_part", "coverage"] == pytest.approx(0.8)
    assert graded.loc["customer_goals", "grade"] == ""


@pytest.mark.parametrize(
    ("months", "behind", "coverage", "grade"),
    [(MONTHS, 0, 1.0, "A"), (MONTHS[:-1], 1, 11 / 12, "B"), (MONTHS[:-4], 4, 8 / 12, "C")],
)
def test_quotations_are_graded_by_the_months_that_they_cover(months, behind, coverage, grade):
    dates = pd.to_datetime([f"{m}-15" for m in months])
    quoted = materials.quotations(pd.DataFrame({"date": dates, "species": "beef", "price": 5.0}))
    mark = grades.of_quotations(quoted, Q3)
    assert (mark.months_behind, mark.coverage, mark.letter) == (behind, pytest.approx(coverage), grade)
    assert grades.of_quotations(None, Q3).letter == ""


def test_reading_leaves_the_tables_alone():
    data = given()
    before = {name: frame.copy() for name, frame in data.items()}
    panorama.read(data, Q3)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(data[name], frame)


def test_the_feasts_of_both_years_are_looked_up():
    view = panorama.read(given(), periods.parse("2026Q2"))
    assert {feast.feast for feast in view.feasts()} >= {"easter", "whitsun"}
    assert view.feasts()[0].day == date(2026, 4, 5)


def test_a_group_with_another_name_follows_the_raw_material_that_a_person_names():
    found = given()
    found["raw_materials"] = found["raw_materials"].assign(species="cattle")
    group = found["products"]["group"].iloc[0]
    assert panorama.read(found, Q3).lags.empty
    followed = panorama.read(found, Q3, {group: "cattle"})
    assert followed.lags[["group", "species"]].to_numpy().tolist() == [[group, "cattle"]]
