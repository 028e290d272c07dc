"""
What is kept of the accepted rows: added up once, for all accounts.

Documents speak of months, outlets and articles, never of one delivery line. So sales and category sales are added up before anything is cut, and each
cut is then a small selection. All other tables are kept row by row.

Conventions: amounts are decimals, so a sum does not depend on the order of rows. A sum is empty when one of its parts is unknown: the cost of half the lines is not a
cost. Lines are split by sign of their quantity, since a price of deliveries and returns together is no price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from amlib import periods
from amlib.data import contracts, weeks
from amlib.data.checks import REASONS, Checked, Tally
from amlib.data.columns import Table
from amlib.data.questions import FIRST
from amlib.data.sources import quoted, text
from amlib.data.workbook import Workbook

__all__ = ["Kept", "added_up", "keep", "relation", "source"]

_LINES, _VALUE = "@lines", "@value"


@dataclass(frozen=True)
class Kept:
    """
    The accepted rows of all tables, ready to be cut.

    Attributes
    ----------
    workbook, work : whose they are, and the working database that holds them (see `relation`)
    checked : every supplied table
    accounts : tuple of str, in order
    through : mapping of table to the last day that it covers
    """

    workbook: Workbook
    work: duckdb.DuckDBPyConnection
    checked: Mapping[str, Checked]
    accounts: tuple[str, ...]
    through: Mapping[str, date | None]

    def tally(self, name: str) -> Tally:
        """The rows and value of a table, counted from what is kept, so that it proves the adding up."""
        amount = self.checked[name].table.value
        rows, value = "count(*)", f"sum({quoted(amount)})" if amount else "0"
        if name in contracts.ADDED_UP:
            rows, value = f"sum({quoted(_LINES)})", f"sum({quoted(_VALUE)})"
        found = self.work.execute(
            f"SELECT coalesce({rows}, 0), coalesce({value}, 0) FROM {relation(name)}"
        ).fetchall()[0]
        return Tally(int(found[0]), Decimal(found[1]), abs(Decimal(found[1])))


def keep(workbook: Workbook, work: duckdb.DuckDBPyConnection, checked: Mapping[str, Checked]) -> Kept:
    """
    Add up what was accepted.

    Parameters
    ----------
    workbook : whose figures these are
    work : the working database that holds the checked relations
    checked : every supplied table, accounts among them
    """
    for name, one in checked.items():
        kind = "TABLE" if name in contracts.ADDED_UP else "VIEW"
        work.execute(f"CREATE {kind} {relation(name)} AS {_summed(name, one.accepted)}")
    if "category_sales" in checked:
        sums = added_up(contracts.SLICES["category_totals"])
        work.execute(
            f"CREATE TABLE {relation('category_totals')} AS SELECT account, {sums} FROM {relation('category_sales')} GROUP BY ALL"
        )
    through = {name: _through(work, one) for name, one in checked.items()}
    if "promotions" in checked:
        sales, products, promotions = (checked[name].accepted for name in ("sales", "products", "promotions"))
        rows = weeks.selected(sales, products, promotions, through["sales"] or date.min)
        work.execute(f"CREATE TABLE {relation(weeks.NAME)} AS {rows}")
    counted = " UNION ALL ".join(map(_counted, checked.values()))
    work.execute(f"CREATE TABLE {relation('rejected')} AS {counted}")
    accounts = work.execute(f"SELECT account FROM {relation('accounts')} ORDER BY account").fetchall()
    return Kept(
        workbook,
        work,
        checked,
        tuple(name for (name,) in accounts),
        through,
    )


def relation(name: str) -> str:
    """Where the rows of a slice's table are kept, for all accounts."""
    return quoted(f"kept:{name}")


def source(name: str) -> str:
    """
    The table of the contract that a slice's table is made from.

    Examples
    --------
    >>> source("category_totals"), source("visits")
    ('category_sales', 'visits')
    """
    if name == weeks.NAME:
        return "sales"
    return "category_sales" if name == "category_totals" else name


def added_up(table: Table) -> str:
    """A table's columns as SQL, its quantity and value added up over the rest."""
    return ", ".join(
        _known_sum(c.name) if c.name in ("quantity", "value") else quoted(c.name) for c in table.columns
    )


def _known_sum(name: str) -> str:
    return f"CASE WHEN count({quoted(name)}) = count(*) THEN sum({quoted(name)})::DECIMAL(18,4) END AS {quoted(name)}"


def _summed(name: str, accepted: str) -> str:
    """What is kept of a table's accepted rows; hidden columns carry the number of lines and their value to the tie-out."""
    if name == "sales":
        return (
            "SELECT account, strftime(date, '%Y-%m') AS month, outlet, product, "
            "CASE WHEN quantity > 0 THEN 'delivery' WHEN quantity < 0 THEN 'return' ELSE 'value' END AS kind, "
            f"{_known_sum('quantity')}, {_known_sum('revenue')}, {_known_sum('cost')}, count(*) AS lines, "
            "CASE WHEN count(rate) > 0 THEN sum(revenue / coalesce(rate, 1))::DECIMAL(18,4) END AS invoiced, "
            f"count(*) AS {quoted(_LINES)}, sum(revenue) AS {quoted(_VALUE)} FROM {accepted} GROUP BY ALL"
        )
    if name == "category_sales":
        sums = added_up(contracts.SLICES[name])
        return f"SELECT {sums}, count(*) AS {quoted(_LINES)}, sum(value) AS {quoted(_VALUE)} FROM {accepted} GROUP BY ALL"
    return f"FROM {accepted}"


def _counted(one: Checked) -> str:
    """The rejected rows of a table, per account, month and first reason; unreadable amounts apart, so that they hide no readable one."""
    table, names = one.table, one.table.names
    reasons = " ".join(f"WHEN {text(code)} THEN {text(words)}" for code, words in REASONS.items())
    quantity = next((f"r.{name}" for name in ("quantity", "ordered") if name in names), "NULL")
    value = f"r.{table.value}" if table.value in ("revenue", "value") else "NULL"
    mine = "r.account" if "account" in names and table.name != "accounts" else "NULL"
    rows = (
        f"SELECT {_month(table)} AS month, CASE {quoted(FIRST)} {reasons} END AS reason, {quantity}::DECIMAL(18,4) AS quantity, "
        f"{value}::DECIMAL(18,4) AS revenue, a.account IS NOT NULL AS attributed, a.account AS account "
        f"FROM {one.rejected} AS r LEFT JOIN {relation('accounts')} AS a ON a.account = {mine}"
    )
    return (
        f'SELECT {text(table.name)} AS "table", month, reason, count(*) AS rows, sum(quantity)::DECIMAL(18,4) AS quantity, '
        f"sum(revenue)::DECIMAL(18,4) AS revenue, attributed, account FROM ({rows}) AS r "
        "GROUP BY month, reason, attributed, account, r.quantity IS NULL, r.revenue IS NULL"
    )


def _month(table: Table) -> str:
    """The month in which a row falls, if one can be told."""
    if table.when is None:
        return "NULL::VARCHAR"
    when = f"r.{quoted(table.when)}"
    if table[table.when].kind == "date":
        return f"strftime({when}, '%Y-%m')"
    return f"CASE WHEN regexp_full_match({when}, '[0-9]{{4}}-[0-9]{{2}}') THEN {when} END"


def _through(work: duckdb.DuckDBPyConnection, one: Checked) -> date | None:
    """The last day that a table covers."""
    if one.table.when is None:
        return None
    when = quoted(one.table.when)
    if one.table[one.table.when].kind == "date":
        return _day(work.execute(f"SELECT max({when}) FROM {one.accepted}").fetchall())
    found = work.execute(f"SELECT DISTINCT {when} FROM {one.accepted} WHERE {when} IS NOT NULL").fetchall()
    return max((periods.parse(name).end for (name,) in found), default=None)


def _day(rows: list[tuple[date | None]]) -> date | None:
    return rows[0][0]
