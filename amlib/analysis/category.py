"""
What the customer buys (or sells) of everyone in our category: the denominator of every share.

A share is wrong as soon as its denominator is: counted twice because months and quarters overlap, in crates instead of kilograms, without the outlets that did
not report. So the rows are read here, once, for all shares of all documents: one level (outlets, or the account as a whole) and one kind of period
that covers the months wholly, one source, its newest figures; and they are held against our own sales. What was set aside, and what looks wrong, is
told as remarks. Where a remark makes shares unreliable, ``trusted`` is false and no share is computed.

Conventions: ``ours`` are the suppliers of the articles that we sell, as the articles are named in ``products``. A week counts in the month of its Thursday. Where
suppliers are not named, our part is our own deliveries in quantity, and no share of value is known. Negative rows are returns and count as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import coverage
from amlib.analysis.coverage import Choice, Remark

if TYPE_CHECKING:
    from datetime import date

    from amlib.data.slices import Slice

__all__ = ["OTHERS", "Category", "ourselves", "read", "totals", "with_names"]

OTHERS = ""
"""The name of those who are not named."""

AMOUNTS = ("quantity", "value")
KEYS = ["outlet", "outlet_name", "region", "banner", "group", "supplier", "product"]
NEAR = 0.02
"""Our own sales and our rows in the category may differ this much, by rounding and by the day on which they are booked."""
FAR = 0.25
"""When they differ more than this, one of the two is about something else and no share is computed."""
OTHER_UNIT = 5.0
"""A quantity or price this many times as large or small as our own is in another unit."""


@dataclass(frozen=True)
class Category:
    """
    The customer's category in some months, beside the same months a year before.

    Attributes
    ----------
    months, base_months : tuple of 'YYYY-MM'
    rows : DataFrame, one row per (outlet, group, supplier, product)
        ``outlet``, ``outlet_name``, ``region``, ``banner`` (empty where only the account is known), ``group``, ``supplier``, ``product`` (empty where not
        named), ``ours`` (bool), ``quantity``, ``value`` and ``base_`` of both; NaN in the base where there is none.
    own : DataFrame, one row per (outlet, region, banner, group)
        ``quantity`` and ``revenue`` of our own deliveries, and ``base_`` of both; ``reported`` (bool) where the source reports the outlet.
    level : 'outlet' or 'account'
        How deep the source goes.
    kind : 'month', 'quarter', 'year' or 'week'
        Of which periods it is made.
    ours : tuple of str
        Our own names as a supplier.
    named, articles : bool
        Whether suppliers and articles are named.
    has_base, has_quantity, has_value : bool
    trusted : bool
        Whether shares may be computed.
    covered : float
        The part of our revenue that lies in outlets which the source reports.
    sources : tuple of str
    as_of : date or None
        The day on which the figures were drawn.
    remarks : tuple of Remark
    """

    months: tuple[str, ...]
    base_months: tuple[str, ...]
    rows: pd.DataFrame
    own: pd.DataFrame
    level: str
    kind: str
    ours: tuple[str, ...]
    named: bool
    articles: bool
    has_base: bool
    has_quantity: bool
    has_value: bool
    trusted: bool
    covered: float
    sources: tuple[str, ...]
    as_of: date | None
    remarks: tuple[Remark, ...]

    @property
    def measure(self) -> str:
        """The amount in which shares are told: value where it is known of each supplier, else quantity."""
        return "value" if self.has_value and self.named else "quantity"

    def by(self, *keys: str) -> pd.DataFrame:
        """The amounts of all suppliers added up per node, ``quantity``, ``value`` and ``base_`` of both."""
        columns = ["quantity", "value", "base_quantity", "base_value"]
        rows = self.rows.groupby(list(keys), observed=True)[columns].sum(min_count=1)
        rows.loc[:, [c for c in columns if not self._known(c)]] = float("nan")
        return rows

    def _known(self, column: str) -> bool:
        given = self.has_quantity if column.endswith("quantity") else self.has_value
        return given and (self.has_base or not column.startswith("base_"))


def read(
    data: Slice, months: Sequence[str], base_months: Sequence[str], *, sales: pd.DataFrame
) -> Category | None:
    """
    The customer's category in some months and in the months that they are compared with; None where it was not supplied for them.

    Parameters
    ----------
    data : Slice
        ``category_sales``, ``outlets``, ``products``.
    months, base_months : sequences of 'YYYY-MM'
    sales : DataFrame
        Our own deliveries, as ``results.book`` gives them.

    Returns
    -------
    Category or None
        Its base is absent (``has_base`` false) where the source does not go back that far at the same level.
    """
    if not data.supplied("category_sales"):
        return None
    given = with_names(data["category_sales"])
    for level in ("outlet", "account"):
        now, then = (
            coverage.chosen(given, wanted, levels=(level,), weeks=True) for wanted in (months, base_months)
        )
        if now is not None:
            return _category(data, given, (tuple(months), tuple(base_months)), (now, then), sales)
    return None


def totals(data: Slice, months: Sequence[str], base_months: Sequence[str]) -> pd.DataFrame | None:
    """
    The customer's whole category at each outlet and group, in both periods; None where it was not supplied for both.

    Weeks are no part of it: they do not add up to the months in which our own deliveries are counted.

    Returns
    -------
    DataFrame, one row per (outlet, group), or None
        ``m0`` and ``m1``: quantity in the base and in the actual period; a missing side is 0.
    """
    if not data.supplied("category_sales"):
        return None
    given = data["category_totals"]
    sides = []
    for side, wanted in (("m0", base_months), ("m1", months)):
        found = coverage.chosen(given, wanted, levels=("outlet",))
        if found is None or found.rows["quantity"].isna().any():
            return None
        sides.append(found.rows.groupby(["outlet", "group"], observed=True)["quantity"].sum().rename(side))
    return pd.concat(sides, axis=1).fillna(0.0).sort_index().reset_index()


def with_names(given: pd.DataFrame) -> pd.DataFrame:
    """The same table with empty columns for the names that an audience may not see."""
    hidden = [name for name in ("supplier", "product") if name not in given]
    return given.assign(**{name: pd.Series(None, given.index, dtype="str") for name in hidden})


def ourselves(data: Slice) -> tuple[str, ...]:
    """Our own names as a supplier: those of the articles that we sell, as ``products`` has them; else the company's name."""
    products = data["products"].set_index("product")["supplier"]
    sold = data["sales"]["product"].drop_duplicates()
    named = products.reindex(sold).dropna().unique()
    return tuple(sorted(named)) or (data.company,)


def _category(
    data: Slice,
    given: pd.DataFrame,
    wanted: tuple[tuple[str, ...], tuple[str, ...]],
    found: tuple[Choice, Choice | None],
    sales: pd.DataFrame,
) -> Category:
    (months, base_months), (now, then) = wanted, found
    ours = ourselves(data)
    own = _own(sales, months, base_months, placed=now.level == "outlet")
    remarks = list(now.remarks) if then is None else coverage.together(now.remarks, then.remarks)
    if then is None:
        remarks.append(Remark("no_base", names=base_months))
    sides = [now.rows] if then is None else [now.rows, then.rows]
    known = {a: all(bool(side[a].notna().all()) for side in sides) for a in AMOUNTS}
    for amount in AMOUNTS:
        if not known[amount]:
            missing = sum(int(side[amount].isna().sum()) for side in sides)
            remarks.append(Remark(f"{amount}_missing", missing))
    named = bool(now.rows["supplier"].notna().any())
    articles = bool(now.rows["product"].notna().any())
    rows = _beside(now.rows, None if then is None else then.rows)
    rows = _placed(rows, data["outlets"])
    rows["ours"] = rows["supplier"].isin(ours)
    if not named:
        rows = _split(rows, own, ours, has_base=then is not None)
        remarks.append(Remark("unnamed"))
    covered, missing = _covered(rows, own)
    if now.level == "outlet" and missing:
        remarks.append(Remark("outlets_missing", missing, covered))
    reported = own[own["outlet"].isin(rows["outlet"].unique())]
    told, trusted = _doubts(rows, reported, ours, known, named=named)
    remarks += [*_negatives(rows, given, months), *told]
    drawn = now.rows["as_of"].dropna()
    return Category(
        months=months,
        base_months=base_months,
        rows=rows.sort_values(["outlet", "group", "supplier", "product"], ignore_index=True),
        own=own.assign(reported=own["outlet"].isin(reported["outlet"])),
        level=now.level,
        kind=now.kind,
        ours=ours,
        named=named,
        articles=articles,
        has_base=then is not None,
        has_quantity=known["quantity"],
        has_value=known["value"],
        trusted=trusted,
        covered=covered if now.level == "outlet" else 1.0,
        sources=tuple(sorted(now.rows["source"].dropna().unique())),
        as_of=drawn.max().date() if len(drawn) else None,
        remarks=tuple(remarks),
    )


def _beside(now: pd.DataFrame, then: pd.DataFrame | None) -> pd.DataFrame:
    """One row per outlet, group, supplier and article, with both periods; a missing side is 0, a missing base NaN."""
    keys = ["outlet", "group", "supplier", "product"]
    sides = []
    for rows, prefix in ((now, ""), (then, "base_")):
        if rows is not None:
            named = rows.assign(**{key: rows[key].fillna("") for key in keys})
            added = named.groupby(keys, observed=True)[list(AMOUNTS)].sum(min_count=1)
            sides.append(added.add_prefix(prefix))
    both = pd.concat(sides, axis=1).fillna(0.0)
    for amount in AMOUNTS:
        if then is None:
            both[f"base_{amount}"] = float("nan")
    return both.reset_index()


def _placed(rows: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    places = outlets.set_index("outlet")
    return rows.assign(
        outlet_name=rows["outlet"].map(places["name"]).fillna(rows["outlet"]),
        region=rows["outlet"].map(places["region"]).fillna(""),
        banner=rows["outlet"].map(places["banner"]).fillna(""),
    )[[*KEYS, "quantity", "value", "base_quantity", "base_value"]]


def _own(
    sales: pd.DataFrame, months: Sequence[str], base_months: Sequence[str], *, placed: bool
) -> pd.DataFrame:
    """Our own deliveries at the level of the category."""
    keys = ["outlet", "region", "banner", "group"]
    named = sales if placed else sales.assign(outlet="", region="", banner="")
    sides = []
    for wanted, prefix in ((months, ""), (base_months, "base_")):
        rows = named[named["month"].isin(list(wanted))]
        sides.append(rows.groupby(keys, observed=True)[["quantity", "revenue"]].sum().add_prefix(prefix))
    return pd.concat(sides, axis=1).fillna(0.0).reset_index()


def _split(rows: pd.DataFrame, own: pd.DataFrame, ours: tuple[str, ...], *, has_base: bool) -> pd.DataFrame:
    """Totals without names, split into our own deliveries and the rest, in quantity; the value stays with the rest."""
    keys = ["outlet", "group"]
    mine = own.groupby(keys, observed=True)[["quantity", "base_quantity"]].sum()
    at = rows.set_index(keys)
    part = mine.reindex(at.index).fillna(0.0)
    rest = rows.assign(supplier=OTHERS, product="", ours=False)
    rest["quantity"] = rows["quantity"] - part["quantity"].to_numpy()
    us = rows.assign(
        supplier=ours[0], product="", ours=True, value=0.0, base_value=0.0 if has_base else np.nan
    )
    us["quantity"] = part["quantity"].to_numpy()
    if has_base:
        rest["base_quantity"] = rows["base_quantity"] - part["base_quantity"].to_numpy()
        us["base_quantity"] = part["base_quantity"].to_numpy()
    return pd.concat([us, rest], ignore_index=True)


def _covered(rows: pd.DataFrame, own: pd.DataFrame) -> tuple[float, int]:
    """The part of our revenue in outlets that the source reports, and how many of our outlets it does not."""
    mine = own.groupby("outlet", observed=True)["revenue"].sum()
    mine = mine[mine > 0]
    reported = rows.loc[rows["quantity"].fillna(0).ne(0) | rows["value"].fillna(0).ne(0), "outlet"].unique()
    there = mine.index.isin(reported)
    return (float(mine[there].sum() / mine.sum()) if len(mine) else 1.0), int((~there).sum())


def _negatives(rows: pd.DataFrame, given: pd.DataFrame, months: Sequence[str]) -> list[Remark]:
    """Returns in the category, and outlets and groups of which nothing is left after them."""
    inside = given[coverage.covers(given["period"], months, weeks=True)]
    below = inside[(inside["value"] < 0) | (inside["quantity"] < 0)]
    cells = rows.groupby(["outlet", "group"], observed=True)[["quantity", "value"]].sum(min_count=1)
    empty = cells[(cells < 0).any(axis=1)]
    told = []
    if len(below):
        told.append(Remark("negative", len(below), float(below["value"].sum())))
    if len(empty):
        told.append(Remark("nothing_left", len(empty), float(empty["value"].sum())))
    return told


def _doubts(
    rows: pd.DataFrame, own: pd.DataFrame, ours: tuple[str, ...], known: dict[str, bool], *, named: bool
) -> tuple[list[Remark], bool]:
    """What holding the category against our own sales shows, and whether shares can still be trusted."""
    mine = own[["quantity", "revenue"]].sum()
    whole = rows[["quantity", "value"]].sum()
    if mine["quantity"] <= 0 or not (known["quantity"] or known["value"]):
        return [], known["quantity"] or known["value"]
    told: list[Remark] = []
    if known["quantity"] and known["value"] and mine["revenue"] > 0 and whole["quantity"] > 0:
        price, our_price = whole["value"] / whole["quantity"], mine["revenue"] / mine["quantity"]
        if not 1 / OTHER_UNIT <= price / our_price <= OTHER_UNIT:
            told.append(Remark("other_unit", amount=float(price), beside=float(our_price)))
    if named:
        told += _our_rows(rows, mine, ours, known)
    amount, beside = ("quantity", "quantity") if known["quantity"] else ("value", "revenue")
    if whole[amount] < mine[beside] * (1 - NEAR):
        told.append(Remark("smaller_than_ours", 1, float(whole[amount]), float(mine[beside])))
    fatal = {"other_unit", "supplier_missing", "smaller_than_ours"}
    far = any(r.code == "own_differs" and abs(r.amount / r.beside - 1) > FAR for r in told)
    return told, not far and not any(r.code in fatal for r in told)


def _our_rows(
    rows: pd.DataFrame, mine: pd.Series, ours: tuple[str, ...], known: dict[str, bool]
) -> list[Remark]:
    """Our rows in the category beside our own deliveries."""
    ourselves_there = rows[rows["ours"]]
    if ourselves_there.empty:
        largest = rows.groupby("supplier", observed=True)["value"].sum().sort_values(ascending=False)
        return [Remark("supplier_missing", names=(*ours, *map(str, largest.index[:3])))]
    amount, beside = ("quantity", "quantity") if known["quantity"] else ("value", "revenue")
    found, own = float(ourselves_there[amount].sum()), float(mine[beside])
    if own <= 0 or abs(found / own - 1) <= NEAR:
        return []
    other = not 1 / OTHER_UNIT <= found / own <= OTHER_UNIT
    return [Remark("other_unit" if other else "own_differs", amount=found, beside=own)]
