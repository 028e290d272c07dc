"""Errors: four lines in a fixed order, in the language of whoever reads them."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

from amlib import errors, language

WHAT, WHERE, EXPECTED, NEXT = (
    "growth_target is '12%'",
    "accounts/hyvee.yml, line 3\n  growth_target: 12%\n                 ^^^",
    "a fraction from -1 to 10, such as 0.12",
    "correct the marked value and run again",
)

WRITTEN = [
    ("en", "Where:   ", "Expected:", "Do next: "),
    ("nl", "Waar:    ", "Verwacht:", "Doe nu:  "),
]


@pytest.mark.parametrize(("tongue", "where", "expected", "following"), WRITTEN)
def test_an_error_is_four_parts_in_a_fixed_order(
    tongue: str, where: str, expected: str, following: str
) -> None:
    error = errors.WorkbookError(WHAT, where=WHERE, expected=EXPECTED, do_next=NEXT)
    with language.use(tongue):
        assert str(error).splitlines() == [
            WHAT,
            f"  {where} accounts/hyvee.yml, line 3",
            "              growth_target: 12%",
            "                             ^^^",
            f"  {expected} {EXPECTED}",
            f"  {following} {NEXT}",
        ]


def test_what_is_not_known_about_an_error_takes_no_line() -> None:
    with language.use("en"):
        assert str(errors.DataError(WHAT, do_next=NEXT)).splitlines() == [WHAT, f"  Do next:  {NEXT}"]
        assert str(errors.DataError(WHAT)) == WHAT


def test_a_value_with_braces_is_shown_as_it_was_typed() -> None:
    with language.use("en"):
        assert str(errors.WorkbookError("name is '{0.__class__}'")) == "name is '{0.__class__}'"
        assert language.say("the period is '{text}'", text="{text}") == "the period is '{text}'"


def test_wrong_usage_leaves_with_two_and_all_else_with_one() -> None:
    kinds = [kind for name in errors.__all__ if (kind := getattr(errors, name)) is not errors.UsageError]
    assert errors.UsageError.exit_code == 2
    assert {kind.exit_code for kind in kinds} == {1}


def test_faulty_tables_show_every_fault_and_carry_them() -> None:
    faults = pd.DataFrame({"table": ["sales", "outlets"], "row": [12, 7], "found": ["12,5O", "51.9O"]})
    error = errors.FaultyTables("2 faults", faults, do_next="repair the source")
    assert error.faults is faults
    with language.use("en"):
        for seen in ("12,5O", "51.9O", "Where:", "repair the source"):
            assert seen in str(error)


@pytest.mark.parametrize(
    "error",
    [
        errors.ParameterError(WHAT, where=WHERE, expected=EXPECTED, do_next=NEXT),
        errors.FaultyTables("2 faults", pd.DataFrame({"row": [1, 2]}), expected=EXPECTED),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_the_way_from_one_process_to_another(error: errors.WorkbookError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived)) == (type(error), str(error))
