"""The bones of a plan in tables: what was entered, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from amlib import language
from amlib.documents.plan import outline
from amlib.plan.items import Term
from amlib.plan.model import Plan


def term(id: str, kind: str, threshold: str | None, rate: str | None, basis: str = "") -> Term:
    held = {"threshold": threshold and Decimal(threshold), "rate": rate and Decimal(rate), "basis": basis}
    return Term(id=id, kind=kind, begins=date(2027, 1, 1), ends=date(2027, 12, 31), **held)


def test_the_terms_of_a_plan_are_shown_with_their_units() -> None:
    terms = (
        term("T1", "bonus ladder", "1500000", "0.025"),
        term("T2", "bonus ladder", "80000", "0.01", "quantity"),
        term("T3", "payment days", None, "30"),
        term("T4", "contribution", None, None),
    )
    with language.use("nl"):
        (table,) = outline.tables(Plan(account="a", year=2027, version=1, terms=terms), {})
        shown = [[str(cell) for cell in row.cells] for row in table.rows]
    assert table.title == "Contractafspraken"
    assert [row[1:3] for row in shown] == [["1 januari 2027", "31 december 2027"]] * 4
    assert [row[3:] for row in shown] == [
        ["€\N{NO-BREAK SPACE}1.500.000", "2,5%"],
        ["80.000\N{NO-BREAK SPACE}kg", "1%"],
        ["–", "30 dagen"],
        ["–", "–"],
    ]
    assert all(id in row[0] for id, row in zip(("T1", "T2", "T3", "T4"), shown, strict=True))


def test_a_kind_that_nobody_knows_is_its_own_name() -> None:
    plan = Plan(account="a", year=2027, version=1, terms=(term("T1", "kickback", None, "1"),))
    (table,) = outline.tables(plan, {})
    assert table.rows[0].cells[0] == "kickback (T1)"


def test_a_plan_without_terms_has_no_table_of_them() -> None:
    assert outline.tables(Plan(account="a", year=2027, version=1), {}) == ()
