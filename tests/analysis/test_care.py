"""A customer's care read as a whole: each table that is not supplied is missing by itself, and a customer is told no credit."""

import pytest

from amlib import periods
from amlib.analysis import care, service
from tests.analysis import attended as at

Q3 = periods.parse("2026Q3")
PARTS = {
    "visits": "visits", "service": "deliveries", "complaints": "complaints", "satisfaction": "satisfaction", "people": "contacts",
}  # fmt: skip


def test_all_parts_are_read_from_one_period():
    found = care.read(at.given(), Q3)
    assert found.visits.practice.made == 3
    assert (found.service.now.lines, found.service.base.lines, found.service.agreed) == (11, 1, 0.98)
    assert found.complaints.record.rate.value == pytest.approx(3 * 1000 / 2000)  # returns are no deliveries
    assert found.complaints.record.base_rate.value == pytest.approx(1000 / 2000)
    assert found.satisfaction.overall[0].value == 7.0
    assert found.people.uncovered["role"].tolist() == ["head of DC"]
    # 10 kg short at 9,500 for 1,900 kg after returns
    assert found.service.missed == pytest.approx(10 * 9500 / 1900)
    assert found.service.groups["key"].tolist() == ["pork", "beef"]
    assert len(found.service.course) == len(found.complaints.course) == care.MONTHS


@pytest.mark.parametrize(("part", "table"), PARTS.items())
def test_what_is_not_supplied_is_missing_and_nothing_else(part, table):
    found = care.read(at.given(table), Q3)
    assert {name for name in PARTS if getattr(found, name) is None} == {part}


def test_without_any_of_them_there_is_nothing():
    found = care.read(at.given(*PARTS.values(), "terms"), Q3)
    assert all(getattr(found, name) is None for name in PARTS)


def test_without_contacts_visits_have_no_levels_and_without_terms_nothing_is_agreed():
    found = care.read(at.given("contacts", "terms"), Q3)
    assert found.visits.levels is None
    assert found.visits.people is None
    assert found.service.agreed != found.service.agreed


def test_the_customers_slice_is_read_too():
    found = care.read(at.given(audience="customer"), Q3)
    assert "credit" not in found.complaints.causes


def test_the_definition_and_the_norms_are_those_told():
    orders = service.Definition(level="order")
    found = care.read(at.given(), Q3, definition=orders, report_days=4, settle_days=60)
    assert found.service.now.figure(found.service.definition).value == 0.5
    assert found.visits.practice.reported.value == pytest.approx(2 / 3)
    assert found.complaints.record.overdue == 0


def test_a_period_without_rows_is_nil():
    found = care.read(at.given(), periods.parse("2030Q1"))
    assert found.visits.practice.made == 0
    assert found.service.now.lines == 0
    assert found.complaints.record.count == 0
    assert found.satisfaction.overall[0].n == 0
