"""The category is read once and wholly: what overlaps, mixes or does not fit is set aside and said, and never becomes a share."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib.analysis import category, market

Q3, BASE = ["2026-07", "2026-08", "2026-09"], ["2025-07", "2025-08", "2025-09"]
COLUMNS = ["period", "outlet", "group", "supplier", "product", "quantity", "value"]
US, THEM = "Kruisheide", "Hazelberg"

# two outlets, one group; per month 10 kg of ours at 10 euro and 30 kg of theirs at 8 euro in outlet 01, half of that in 02
ROWS = [
    (month, outlet, "beef", supplier, product, quantity * size, quantity * price * size)
    for month in (*Q3, *BASE)
    for outlet, size in (("01", 1.0), ("02", 0.5))
    for supplier, product, quantity, price in ((US, "steak", 10.0, 10.0), (THEM, "roast", 30.0, 8.0))
]


@dataclass
class Given(dict):
    """A slice made by hand."""

    partial = False
    company: str = "Kruisheide Vleesbedrijven"
    channel: str = "retail"
    tables: dict = field(default_factory=dict)

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self.tables and self.tables[name].supplied

    def give(self, name, frame):
        self[name] = frame
        self.tables[name] = SimpleNamespace(supplied=True)


def sold(size=1.0):
    """Our own deliveries: exactly our rows in the category, times ``size``."""
    return pd.DataFrame(
        [
            (month, outlet, "north", "b", "beef", 10.0 * part * size, 100.0 * part * size)
            for month in (*Q3, *BASE)
            for outlet, part in (("01", 1.0), ("02", 0.5))
        ],
        columns=["month", "outlet", "region", "banner", "group", "quantity", "revenue"],
    )


def sheet(rows=ROWS, *, source="customer", as_of="2026-10-01"):
    return pd.DataFrame(rows, columns=COLUMNS).assign(source=source, as_of=pd.Timestamp(as_of))


def given(rows=None):
    found = Given()
    found.give("category_sales", sheet() if rows is None else rows)
    names = {"outlet": ["01", "02"], "name": ["Ede", "Goes"], "region": ["north", "north"], "banner": "b"}
    found.give("outlets", pd.DataFrame(names))
    found.give("products", pd.DataFrame({"product": ["steak", "roast"], "supplier": [US, THEM]}))
    found.give("sales", pd.DataFrame({"product": ["steak"]}))
    return found


def read(rows=None, sales=None):
    return category.read(given(rows), Q3, BASE, sales=sold() if sales is None else sales)


def codes(found):
    return {remark.code for remark in found.remarks}


def share(found):
    return market.shares(found, "total")["share"].iloc[0]


def test_a_sound_category_has_nothing_to_remark():
    found = read()
    assert codes(found) == set()
    assert (found.level, found.kind, found.ours, found.trusted, found.has_base) == (
        "outlet",
        "month",
        (US,),
        True,
        True,
    )
    # 1.5 outlets × 3 months: ours 450 euro of 450 + 1080
    assert found.rows["value"].sum() == pytest.approx(1530)
    assert share(found) == pytest.approx(450 / 1530)
    assert market.shares(found, "total")["volume_share"].iloc[0] == pytest.approx(0.25)


def test_our_own_name_is_that_of_the_articles_we_sell_not_of_the_company():
    assert category.ourselves(given()) == (US,)


def test_without_supplier_in_products_the_company_is_the_name():
    found = given()
    found["products"]["supplier"] = None
    assert category.ourselves(found) == ("Kruisheide Vleesbedrijven",)


OVERLAPS = {  # what is supplied beside the months, and what the remark names
    "a quarter beside its months": ("2026Q3", "01", "quarter outlet"),
    "a year's week beside months": ("2026W30", "01", "week outlet"),
    "the account beside its outlets": ("2026-07", None, "month account"),
    "the account's quarter": ("2026Q3", None, "quarter account"),
}


@pytest.mark.parametrize("what", OVERLAPS)
def test_what_overlaps_is_counted_once_and_said(what):
    period, outlet, name = OVERLAPS[what]
    extra = (period, outlet, "beef", THEM, "roast", 90.0, 720.0)
    found = read(sheet([*ROWS, extra]))
    assert share(found) == pytest.approx(450 / 1530)
    (remark,) = found.remarks
    assert (remark.code, remark.rows, remark.amount, remark.names) == ("overlap", 1, 720.0, (name,))


def test_quarters_serve_where_there_are_no_months():
    rows = [
        (p, o, "beef", s, a, q, v)
        for p, o in (("2026Q3", "01"), ("2025Q3", "01"))
        for s, a, q, v in ((US, "steak", 45.0, 450.0), (THEM, "roast", 135.0, 1080.0))
    ]
    found = read(sheet(rows), sold(1.5).query("outlet == '01'"))
    assert found.kind == "quarter"
    assert share(found) == pytest.approx(450 / 1530)


def test_months_that_miss_one_are_no_quarter():
    assert read(sheet([r for r in ROWS if r[0] != "2026-08"])) is None


def test_a_base_that_misses_a_month_is_no_base():
    found = read(sheet([r for r in ROWS if r[0] != "2025-08"]))
    assert not found.has_base
    assert codes(found) == {"no_base"}
    assert market.shares(found, "total")["base_share"].isna().all()


def test_weeks_count_in_the_month_of_their_thursday_and_are_said():
    weeks = [f"2026W{w:02d}" for w in range(27, 40)]  # Thursdays 2 July to 24 September 2026
    rows = [
        (w, "01", "beef", s, a, q, v)
        for w in weeks
        for s, a, q, v in ((US, "steak", 1.0, 10.0), (THEM, "roast", 3.0, 24.0))
    ]
    sales = sold().query("outlet == '01'").assign(quantity=13 / 3, revenue=130 / 3)
    found = read(sheet(rows), sales)
    assert found.kind == "week"
    assert codes(found) == {"weeks", "no_base"}
    assert read(sheet(rows[2:]), sales) is None, "a quarter without its first week is no quarter"


def test_two_sources_for_the_same_months_are_not_added_up():
    both = pd.concat([sheet(), sheet(source="agency")])
    found = read(both)
    assert share(found) == pytest.approx(450 / 1530)
    assert found.rows["value"].sum() == pytest.approx(1530)
    assert "sources" in codes(found)


def test_figures_drawn_again_replace_the_older_ones():
    older = sheet([(*r[:5], r[5] * 2, r[6] * 2) for r in ROWS], as_of="2026-09-01")
    found = read(pd.concat([older, sheet()]))
    assert found.rows["value"].sum() == pytest.approx(1530)
    assert codes(found) == {"revised"}


def test_a_category_without_our_name_gives_no_share():
    found = read(sheet([(*r[:3], "Kruisheide B.V." if r[3] == US else r[3], *r[4:]) for r in ROWS]))
    assert not found.trusted
    (remark,) = found.remarks
    assert (remark.code, remark.names) == ("supplier_missing", (US, THEM, "Kruisheide B.V."))
    assert pd.isna(share(found))


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_another_unit_gives_no_share(factor):
    found = read(sheet([(*r[:5], r[5] * factor, r[6]) for r in ROWS]))
    assert "other_unit" in codes(found)
    assert not found.trusted
    assert pd.isna(share(found))


def test_a_category_smaller_than_our_own_deliveries_gives_no_share():
    found = read(sales=sold(5.0))
    assert "smaller_than_ours" in codes(found)
    assert pd.isna(share(found))


def test_one_outlet_smaller_than_our_own_deliveries_has_no_share_there():
    sales = sold()
    sales.loc[sales["outlet"] == "02", "quantity"] = 60.0
    found = read(sales=sales)
    each = market.shares(found, "outlet").set_index("key")["share"]
    assert pd.isna(each["02"])


def test_our_rows_that_differ_a_little_from_our_deliveries_are_said_and_trusted():
    found = read(sales=sold(1.1))
    (remark,) = found.remarks
    assert (remark.code, remark.amount, remark.beside) == (
        "own_differs",
        pytest.approx(45.0),
        pytest.approx(49.5),
    )
    assert found.trusted


def test_our_rows_that_differ_much_are_not_trusted():
    found = read(sales=sold(1.4))
    assert codes(found) == {"own_differs"}
    assert not found.trusted


def test_returns_in_the_category_count_as_returns_and_are_said():
    found = read(sheet([*ROWS, ("2026-07", "01", "beef", THEM, "roast", -5.0, -40.0)]))
    assert found.rows["value"].sum() == pytest.approx(1490)
    (remark,) = found.remarks
    assert (remark.code, remark.rows, remark.amount) == ("negative", 1, -40.0)


def test_a_place_of_which_nothing_is_left_has_no_share():
    found = read(sheet([*ROWS, ("2026-07", "02", "beef", THEM, "roast", -500.0, -4000.0)]))
    assert {"negative", "nothing_left"} <= codes(found)
    assert pd.isna(market.shares(found, "outlet").set_index("key")["share"]["02"])


def test_an_unknown_quantity_leaves_the_share_of_value():
    rows = [(*r[:5], None if i == 0 else r[5], r[6]) for i, r in enumerate(ROWS)]
    found = read(sheet(rows))
    assert codes(found) == {"quantity_missing"}
    assert share(found) == pytest.approx(450 / 1530)
    assert market.shares(found, "total")["volume_share"].isna().all()


def test_totals_without_names_are_split_by_our_own_deliveries():
    rows = pd.DataFrame(
        [
            (m, o, "beef", None, None, 40.0 * s, 340.0 * s)
            for m in (*Q3, *BASE)
            for o, s in (("01", 1.0), ("02", 0.5))
        ],
        columns=COLUMNS,
    )
    found = read(rows.assign(source="customer", as_of=pd.NaT))
    assert (found.named, found.measure, found.as_of) == (False, "quantity", None)
    assert codes(found) == {"unnamed"}
    assert share(found) == pytest.approx(0.25)
    assert found.rows["value"].sum() == pytest.approx(1530)


def test_outlets_that_do_not_report_leave_a_range():
    # outlet 02 does not report; our share at 01 is 300/1020, at 03 it is 300/600
    third = [(r[0], "03", r[2], r[3], r[4], r[5], 100.0) for r in ROWS if r[1] == "01"]
    sales = pd.concat([sold(), sold().query("outlet == '01'").assign(outlet="03")])
    found = read(sheet([*(r for r in ROWS if r[1] == "01"), *third]), sales)
    assert codes(found) == {"outlets_missing"}
    assert found.covered == pytest.approx(600 / 750)
    seen, low, high = market.share_range(found)
    # ours 600 of 1620; 150 more at a tenth from 0.2941 to 0.5, and at a tenth from 0.5 down
    assert seen == pytest.approx(600 / 1620)
    spread = 0.5 - 300 / 1020
    assert low == pytest.approx(750 / (1620 + 150 / (300 / 1020 + 0.1 * spread)))
    assert high == pytest.approx(750 / (1620 + 150 / (0.5 - 0.1 * spread)))


def test_totals_need_both_periods_wholly():
    rows = pd.DataFrame(
        {"period": ["2026-07", "2026-08"], "outlet": "01", "group": "beef", "quantity": [300.0, 200.0]}
    )
    found = given()
    found.give("category_totals", rows)
    assert category.totals(found, Q3, BASE) is None
    quarters = pd.DataFrame(
        {"period": ["2026Q3", "2025Q3"], "outlet": ["01", "02"], "group": "beef", "quantity": [500.0, 400.0]}
    )
    found.give("category_totals", quarters)
    assert category.totals(found, Q3, BASE).to_numpy().tolist() == [
        ["01", "beef", 0.0, 500.0],
        ["02", "beef", 400.0, 0.0],
    ]
    found.give("category_totals", pd.concat([quarters, rows]))
    assert category.totals(found, Q3, BASE).to_numpy().tolist() == [
        ["01", "beef", 0.0, 500.0],
        ["02", "beef", 400.0, 0.0],
    ]


def test_the_order_of_the_rows_does_not_matter_and_the_input_is_left_alone():
    rows = sheet([*ROWS, ("2026Q3", None, "beef", US, "steak", 1.0, 1.0)])
    before = rows.copy()
    one, other = read(rows), read(rows.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(one.rows, other.rows)
    assert one.remarks == other.remarks


def test_not_supplied_is_none():
    found = given()
    found.tables["category_sales"].supplied = False
    assert category.read(found, Q3, BASE, sales=sold()) is None
