"""The sheet of targets in the Excel file: adds up to the cent, is for reading only, and what is changed on it is told and not taken over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from amlib import errors, language
from amlib.editions import activities, goal_sheet
from amlib.plan import crossing
from tests.editions import test_activities as made

CELLS = pd.MultiIndex.from_product([["002", "001"], ["Rund", "Varken"]], names=["outlet", "group"])
TABLE = pd.DataFrame(
    [[n * 101 + m for m in range(1, 13)] for n in range(4)], index=CELLS, columns=range(1, 13)
)
REGIONS = {"001": "Noord", "002": ""}
ASKED = goal_sheet.lines(crossing.Crossed(TABLE), made.KNOWN, REGIONS, 2027)
SHEET = "Doelen per vestiging"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, ASKED)


def written(folder: Path, asked: tuple[tuple[Any, ...], ...]) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(activities.content(activities.Origin(made.PLAN, 7, made.WHEN, "Alfa", asked=asked), made.KNOWN))  # fmt: skip
    return path


def shown(file: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(file)[SHEET].iter_rows(values_only=True))


def test_the_sheet_holds_every_cell_and_sums_that_add_up_to_the_cent(file: Path) -> None:
    head, *rows = shown(file)[2:]
    assert head[:4] == ("Vestiging", "Regio", "Productgroep", "jan")
    assert head[-1] == "Jaar"
    assert len(rows) == 3 * 3  # all outlets and two outlets, each with a total and two groups
    cents = [tuple(round(each * 100) for each in row[3:]) for row in rows]
    assert all(row[-1] == sum(row[:-1]) for row in cents)
    for at in (0, 3, 6):  # a total is the sum of its groups, in each month and in the year
        assert cents[at] == tuple(map(sum, zip(cents[at + 1], cents[at + 2], strict=True)))
    for at in range(3):  # all outlets are the sum of the outlets
        assert cents[at] == tuple(map(sum, zip(cents[at + 3], cents[at + 6], strict=True)))
    assert cents[0][:-1] == tuple(TABLE.sum())
    assert [row[:3] for row in rows[3:]] == [
        ("002 · Zuid", None, "Alle productgroepen"), ("002 · Zuid", None, "Rund"), ("002 · Zuid", None, "Varken"),
        ("001 · Noord", "Noord", "Alle productgroepen"), ("001 · Noord", "Noord", "Rund"), ("001 · Noord", "Noord", "Varken"),
    ]  # fmt: skip


def test_it_is_locked_and_says_so(file: Path) -> None:
    page = openpyxl.load_workbook(file)[SHEET]
    assert page.protection.sheet
    assert page["D4"].protection.locked
    assert page["A2"].value.startswith("Alleen om te lezen")


def test_unchanged_it_says_nothing(file: Path) -> None:
    assert made.back(file).left == ()
    assert made.back(made.edited(file, lambda book: None)).left == ()


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("E5", 12.34, "Doelen per vestiging!E5: 12,34, was 2,06"),
        ("E5", None, "Doelen per vestiging!E5: niets, was 2,06"),
        ("E5", "veel", "Doelen per vestiging!E5: 'veel', was 2,06"),
        ("E5", "=1/0", "Doelen per vestiging!E5: niets, was 2,06"),
        ("R5", "mail", "Doelen per vestiging!R5: 'mail', was niets"),
        ("B20", 7, "Doelen per vestiging!B20: 7,00, was niets"),
        ("C8", "Kalf", "Doelen per vestiging: er is geen regel meer van 002 · Zuid, Rund"),
        ("F3", "lente", "Doelen per vestiging: de kolom mrt is er niet meer"),
    ],
)
def test_a_changed_cell_is_told_and_not_taken_over(file: Path, cell: str, value: Any, said: str) -> None:
    found = made.back(made.edited(file, lambda book: made.typed(book, SHEET, cell, value)))
    assert said in found.left
    assert found.mine == found.base == made.MADE


def test_a_sheet_that_was_taken_out_is_told(file: Path) -> None:
    found = made.back(made.edited(file, lambda book: book.remove(book[SHEET])))
    assert found.left == ("Doelen per vestiging: het blad is er niet meer",)


def test_sorting_and_rows_above_are_no_change(file: Path) -> None:
    def sorted_(book: openpyxl.Workbook) -> None:
        page = book[SHEET]
        rows = sorted(page.iter_rows(min_row=4, values_only=True), key=lambda row: str(row[2]))
        for at, row in enumerate(rows, 4):
            for column, value in enumerate(row, 1):
                page.cell(at, column).value = value
        page.insert_rows(1, 2)

    assert made.back(made.edited(file, sorted_)).left == ()


def test_goals_that_do_not_add_up_have_a_sheet_that_says_why(tmp_path: Path) -> None:
    why = crossing.Crossed(TABLE.iloc[:0], ("van vestigingen wordt geen omzet gevraagd",))
    file = written(tmp_path, goal_sheet.lines(why, made.KNOWN, REGIONS, 2027))
    assert shown(file)[2:4] == [("Er is geen tabel met doelen",), ("van vestigingen wordt geen omzet gevraagd",)]  # fmt: skip
    assert made.back(file).left == ()


def test_what_the_file_says_that_stood_there_is_sealed(file: Path) -> None:
    def forged(book: openpyxl.Workbook) -> None:
        page = book[activities.BASE]
        for row in page.iter_rows():
            if row[0].value == activities.ASKED:
                row[1].value = row[1].value.replace("1.02", "9.02", 1)

    with pytest.raises(errors.DataError, match="zegt niet van welk jaarplan het is"):
        made.back(made.edited(file, forged))


def test_a_file_is_held_against_its_own_language(tmp_path: Path) -> None:
    with language.use("en"):
        file = written(tmp_path, goal_sheet.lines(crossing.Crossed(TABLE), made.KNOWN, REGIONS, 2027))
    made.edited(file, lambda book: made.typed(book, "Targets per outlet", "E5", 1.0))
    assert made.back(file).left == ("Targets per outlet!E5: 1,00, was 2,06",)


def test_a_file_from_before_there_was_such_a_sheet_comes_back(tmp_path: Path) -> None:
    assert made.back(written(tmp_path, ())).left == ()
