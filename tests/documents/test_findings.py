"""Every finding has words, in both languages, whatever it carries; and that there are none is said."""

import math
from datetime import date

import pytest

from amlib import language
from amlib.documents import findings
from amlib.plan import findings as plan

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"
VALUES = {
    "rows": 12, "amount": 5_100.0, "beside": 9_900.0, "names": ("month outlet", "quarter account"),
    "months": 6, "coverage": 0.62, "count": 14, "growth": 0.154, "points": -0.044, "size": 45_762.0, "limit": 30,
}  # fmt: skip
NAMES = {
    "no_base": ("2025-07", "2025-08"),
    "sources": ("Scan A", "Scan B"),
    "supplier_missing": ("Wij BV", "Ander"),
}


def finding(code, place="beef", money=float("nan"), **values):
    return plan.Finding(
        code, plan.CODES[code], place, money, VALUES | {"names": NAMES.get(code, VALUES["names"])} | values
    )


@pytest.mark.parametrize("speech", ["nl", "en"])
@pytest.mark.parametrize("code", plan.CODES)
def test_every_finding_has_words_and_an_advice(code, speech, given):
    with language.use(speech):
        what, advice = findings.what(finding(code), given), findings.advice(finding(code))
    assert what.endswith(".")
    assert advice.endswith(".")
    assert "nan" not in what.lower().split()
    assert language.MISSING not in what
    assert "{" not in what


@pytest.mark.parametrize("code", findings._ALONE)
def test_one_of_a_kind_is_not_told_as_many(code, given):
    with language.use("en"):
        one, two = (findings.what(finding(code, count=n, names=("Mill",)), given) for n in (1, 2))
    assert "Mill" in one
    assert one != two
    assert not one.startswith("1 ")
    assert "1 outlets" not in one


def test_there_are_no_words_of_findings_that_cannot_be_made():
    assert set(findings._WHAT) == set(findings._ADVICE) == set(plan.CODES)


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("losing_in_growth", {}, "beef grew +15.4% at this customer, and our share of it fell by 4.4\N{NO-BREAK SPACE}points."),
        ("market_stale", {"months": 1}, "The market data stop 1 month before the end of this period; the market may have turned since."),
        ("market_thin", {"coverage": float("nan")}, "Which part of the market was measured is not known; its size is shown as it was measured."),
        ("never_listed", {}, "The customer buys 45,762\N{NO-BREAK SPACE}kg of beef, and nothing of it from us."),
        ("own_differs", {"amount": 110.0, "beside": 100.0}, "Our rows in the customer's category differ +10.0% from our own deliveries."),
        ("other_unit", {"amount": 1.25, "beside": 9.5}, "The customer's category is in another unit than our deliveries: 1.25 there, 9.50 here."),
        ("bonus_cliff", {"money": -9_600.0, "size": 4_715.21, "amount": 11_687.15, "beside": 1_226.0, "names": ("T050",)}, "A step of a bonus ladder lies €4,715 beyond the year as it is heading (T050): reaching it costs €11.7k more bonus, and the sales that reach it earn €1,226."),
        ("payment_days", {"count": 45, "names": ("T051",)}, "The customer may pay after 45 days (T051); for perishable goods the law allows 30."),
        ("promotion_loss", {"amount": 2_100.0}, "The promotion of beef cost €2,100 more than it brought, and its whole range lies below nil."),
        ("promotion_repeated_loss", {"amount": 2_100.0, "count": 2, "again": date(2026, 10, 5)}, "The promotion of beef lost money 2 times; the last one cost €2,100 more than it brought, and it is planned again from 5 October 2026."),
        ("promotion_unclear", {"count": 1, "names": ("Kip, 25%",)}, "Of one promotion (Kip, 25%) it is not certain whether it paid for itself."),
        ("no_base", {}, "The category does not go back to July 2025, so neither its growth nor the change of our share is known."),
    ],
)  # fmt: skip
def test_what_was_found_is_told_with_its_figures(code, values, said, given, english):
    assert findings.what(finding(code, **values), given) == said


def test_the_table_has_the_money_only_where_there_is_any(given, english):
    with_money = findings.table([finding("losing_in_growth", money=-12_345.0), finding("weeks")], given)
    assert [column.label for column in with_money.columns] == ["Finding", "Severity", "Worth", "Advice"]
    assert [row.cells[2] for row in with_money.rows] == ["€12.3k", "–"]
    without = findings.table([finding("weeks")], given)
    assert [column.label for column in without.columns] == ["Finding", "Severity", "Advice"]


def test_a_finding_leads_to_its_evidence(given, english):
    made = findings.table(
        [finding("losing_in_growth"), finding("weeks")], given, {"losing_in_growth": "What moved our share?"}
    )
    assert [row.links for row in made.rows] == [("s-what-moved-our-share", None, None), None]


def test_many_findings_are_cut_and_counted(given, english):
    made = findings.table([finding("never_listed", place=f"g{n}") for n in range(13)], given)
    assert len(made.rows) == findings.MOST
    assert made.note == "3 more findings."


def test_a_hostile_place_is_shown_as_it_is(given, english):
    assert HOSTILE in findings.what(finding("losing_in_growth", place=HOSTILE), given)
    assert (
        "\\*Zuid\\*"
        in findings.reading([finding("losing_in_growth", place=HOSTILE, money=-9.0)], given).markdown
    )


@pytest.mark.parametrize(
    ("speech", "said"),
    [
        ("nl", "Er valt niets op in wat is aangeleverd: geen twijfel"),
        ("en", "Nothing stands out in what was supplied: no doubt"),
    ],
)
def test_nothing_stands_out_is_said(speech, said, given):
    with language.use(speech):
        assert findings.reading([], given).markdown.startswith(said)
        assert findings.table([], given) is None


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["weeks"], "There is 1 note."),
        (["weeks", "negative"], "There are 2 notes."),
        (["other_unit", "overlap", "weeks", "negative"], "There are 1 error, 1 warning and 2 notes."),
    ],
)
def test_findings_are_counted_by_how_bad_they_are(codes, said, given, english):
    assert findings.reading([finding(code) for code in codes], given).markdown == said


def test_the_dearest_finding_is_named(given, english):
    found = [finding("losing_in_growth", "pork", -900.0), finding("losing_in_growth", "beef", -12_345.0)]
    assert "The most money hangs on beef: €12.3k in this period." in findings.reading(found, given).markdown


def test_missing_money_is_missing(given, english):
    assert math.isnan(finding("weeks").money)
    assert findings.what(finding("negative", amount=float("nan")), given).endswith("returns.")
