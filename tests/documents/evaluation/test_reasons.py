"""Reasons stand beside the money of their cause, as they were said; what nobody explained is shown."""

import dataclasses
from datetime import date

import pytest

from amlib import language
from amlib.documents.evaluation import reasons
from amlib.plan.records import NONE, Reason, Records

HOSTILE = "Dock <b>*strike*</b> $5|`x`"


def records(*said):
    return Records(account="slager", reasons=said)


def reason(effect, level="total", key="", text=HOSTILE, period="2026Q3"):
    return Reason(
        period=period,
        effect=effect,
        level=level,
        key=key,
        cause="customer",
        text=text,
        author="A. de Wit",
        said_on=date(2026, 10, 2),
    )


@pytest.fixture(autouse=True)
def _english(english):
    pass


def test_a_reason_stands_beside_its_money_and_what_has_none_after_it(bridge, compared, given):
    # volume: -1,800.10 + 1,000 + 499.85 - 200 + 5,000 = 4,499.75; in o3 5,000
    made = reasons.table(
        bridge, records(reason("volume", "outlet", "o3"), reason("weather")), compared, given
    )
    assert [row.cells for row in made.rows] == [
        (
            "Volume",
            "Bistro <b>*Zuid*</b> $5|`x`",
            "+5,000",
            HOSTILE,
            "the customer",
            "A. de Wit, 2 October 2026",
        ),
        ("weather", "whole account", "–", HOSTILE, "the customer", "A. de Wit, 2 October 2026"),
        ("Lost outlets", "whole account", "−8,000", "no reason written", "–", "–"),
        ("Price", "whole account", "+1,180", "no reason written", "–", "–"),
        ("Product mix", "whole account", "−200", "no reason written", "–", "–"),
    ]


def test_the_indicator_of_causes_is_told(bridge, compared, given):
    # weights: volume 4,499.75, mix 199.85, price 1,180, lost 8,000, other 0.30 = 13,879.90; lost outlets are 57.6 % of it
    said = reasons.reading(bridge, records(reason("lost_outlets")), compared, given).markdown
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "Causes with a reason carry 58% of all that moved revenue. The weightiest cause without one is volume: +€4,500."
    )


def test_without_reasons_or_with_those_of_another_period_that_is_said(bridge, compared, given):
    for said in (NONE, records(reason("price", period="2026Q2"))):
        assert reasons.reading(bridge, said, compared, given).markdown.startswith(
            "No reason has been written"
        )
        assert len(reasons.table(bridge, said, compared, given).rows) == 3


def test_a_customer_sees_no_reasons(bridge, compared, given):
    customer = dataclasses.replace(given, audience="customer")
    assert reasons.table(bridge, records(reason("price")), compared, customer) is None
    assert reasons.reading(bridge, records(reason("price")), compared, customer).markdown == ""


def test_reasons_speak_dutch(bridge, compared, given):
    with language.use("nl"):
        made = reasons.table(bridge, records(reason("price")), compared, given)
        assert made.rows[0].cells[4] == "de klant"
