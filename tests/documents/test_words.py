"""Every table has a name and a consequence; a period, a level and a place are called the same everywhere."""

import pytest

from amlib import periods
from amlib.data import contracts
from amlib.documents import words

pytestmark = pytest.mark.usefixtures("english")


def test_every_table_of_the_contract_has_its_words_in_its_order():
    assert words.tables() == tuple(contracts.TABLES)
    assert all(words.table(name) and words.unknown(name).endswith(".") for name in words.tables())


@pytest.mark.parametrize(
    ("period", "during", "until", "compared"),
    [
        ("2026Q3", "in Q3 2026", "to September 2026", "compared with Q3 2026"),
        ("2026-02", "in February 2026", "to February 2026", "compared with February 2026"),
    ],
)
def test_a_period_is_said_in_words(period, during, until, compared):
    when = periods.parse(period)
    assert (words.during(when), words.until(when), words.compared_with(when)) == (during, until, compared)


@pytest.mark.parametrize(
    ("name", "key", "called"),
    [("Harbour", "o1", "Harbour"), (" ", "o1", "o1"), (None, "o1", "o1"), (float("nan"), "", "unknown")],
)
def test_a_place_is_called_by_its_name_else_its_key(name, key, called):
    assert words.name_of(name, key) == called


def test_what_is_not_named_is_counted():
    assert words.places(["a", "b"], 0) == "a and b"
    assert words.places(["a", "b"], 3) == "a, b and 3 more"


def test_one_and_several_of_a_level():
    assert (words.level("region"), words.levels("region", 1), words.levels("region", 2)) == (
        "region",
        "region",
        "regions",
    )
