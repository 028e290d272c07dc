"""
Our sales per week, for whoever asks what a promotion did.

A promotion lasts a week, and a month hides it: the dip after it falls into the same sum as the rise. So for the articles that were ever promoted at an account, and for their
siblings on the same shelf, sales are also kept per ISO week and outlet. Of the account's other articles they are kept per week only, all outlets together: enough to see what the season did, and small.

Conventions: a week is named by its Monday. Only whole weeks are kept: those that start on or after the first day of the sales table, up to the last one that it covers to its Sunday.
Deliveries and returns are added up; value without volume is not a week's price and is left out. Siblings are the articles of the same group and subgroup; where an article has no
subgroup, those of its group that have none either.
"""

from __future__ import annotations

from datetime import date

from amlib.data.sources import text

__all__ = ["NAME", "selected"]

NAME = "promotion_weeks"
"""The table of a slice that is made here: from sales, where promotions are supplied."""


def selected(sales: str, products: str, promotions: str, through: date) -> str:
    """
    The table as SQL, for all accounts.

    Parameters
    ----------
    sales, products, promotions : quoted relations of accepted rows
    through : the last day that the sales table covers
    """
    family = f"SELECT product, \"group\", coalesce(subgroup, '') AS subgroup FROM {products}"
    promoted = f'SELECT DISTINCT account, "group", subgroup FROM {promotions} JOIN ({family}) USING (product)'
    asked = (
        f'SELECT account, product, true AS asked FROM ({promoted}) JOIN ({family}) USING ("group", subgroup)'
    )
    return (
        "SELECT account, date_trunc('week', date)::DATE AS week, CASE WHEN asked THEN outlet END AS outlet, product, "
        "sum(quantity)::DECIMAL(18,4) AS quantity, sum(revenue)::DECIMAL(18,4) AS revenue, "
        "CASE WHEN count(cost) = count(*) THEN sum(cost)::DECIMAL(18,4) END AS cost "
        f"FROM {sales} LEFT JOIN ({asked}) USING (account, product) "
        f"WHERE quantity <> 0 AND account IN (SELECT account FROM {promotions}) "
        f"AND date_trunc('week', date) >= (SELECT min(date) FROM {sales}) "
        f"AND date_trunc('week', date) + INTERVAL 6 DAY <= DATE {text(through.isoformat())} GROUP BY ALL"
    )
