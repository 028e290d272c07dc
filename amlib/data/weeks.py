"""
Our sales per week, for whoever asks what a promotion did.

A promotion lasts a week, and a month hides it: the dip after it falls into the same sum as the rise. So for the articles that were ever promoted at an account, and for their
siblings on the same shelf, sales are also kept per ISO week and outlet. Of all else only the groups' weekly totals are kept: enough to see what the season did, and small.

Conventions: a week is named by its Monday. Only whole weeks are kept: those that start on or after the first day of the sales table, up to the last one that it covers to its Sunday.
Deliveries and returns are added up; value without volume is not a week's price and is left out. Siblings are the articles of the same group and subgroup; where an article has no
subgroup, those of its group that have none either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from amlib.data.sources import text

__all__ = ["DERIVED", "derived"]

DERIVED = ("promotion_weeks", "group_weeks")
"""The tables of a slice that are made here: from sales, where promotions are supplied."""


def derived(sales: str, products: str, promotions: str, through: date) -> Mapping[str, str]:
    """
    The tables as SQL, for all accounts.

    Parameters
    ----------
    sales, products, promotions : quoted relations of accepted rows
    through : the last day that the sales table covers

    Returns
    -------
    mapping of name to a SELECT
        In the order in which they are to be made; ``group_weeks`` is of the accounts and groups with a promotion.
    """
    whole = (
        f"date_trunc('week', date) >= (SELECT min(date) FROM {sales}) "
        f"AND date_trunc('week', date) + INTERVAL 6 DAY <= DATE {text(through.isoformat())}"
    )
    family = f"SELECT product, \"group\", coalesce(subgroup, '') AS subgroup FROM {products}"
    promoted = f'SELECT DISTINCT account, "group", subgroup FROM {promotions} JOIN ({family}) USING (product)'
    asked = f'SELECT account, product FROM ({promoted}) JOIN ({family}) USING ("group", subgroup)'
    groups = f'SELECT DISTINCT account, product, "group" FROM ({family}) JOIN (SELECT account, "group" FROM ({promoted})) USING ("group")'
    lines = f"FROM {sales} JOIN ({{}}) USING (account, product) WHERE quantity <> 0 AND {whole} GROUP BY ALL"
    week = "date_trunc('week', date)::DATE AS week"
    return {
        "promotion_weeks": (
            f"SELECT account, {week}, outlet, product, sum(quantity)::DECIMAL(18,4) AS quantity, sum(revenue)::DECIMAL(18,4) AS revenue, "
            f"CASE WHEN count(cost) = count(*) THEN sum(cost)::DECIMAL(18,4) END AS cost {lines.format(asked)}"
        ),
        "group_weeks": f'SELECT account, {week}, "group", sum(quantity)::DECIMAL(18,4) AS quantity {lines.format(groups)}',
    }
