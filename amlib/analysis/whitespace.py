"""
White space: the articles of ours that an outlet does not sell, and what they would bring there.

A list of everything that is missing everywhere is no advice: most of it is missing for good reasons, and a mean over all outlets promises a kiosk the sales of a
superstore. So each missing article is judged by the outlets that are comparable (same banner, same region, alike in size) and do sell it, and the list
is ordered by money. The comparison is shown: how many outlets, of which group, list the article.

With v the yearly sales of an article where it is listed and s the outlet's category sales of everything else,

    ln v = b·ln s + article + article in the banner + article in the banner and size class + article in the banner and region
           + article in the banner, region and size class + outlet + the rest

b is one slope for all, within articles, from 0 to 1. Each other term is the mean of what the terms before it leave, shrunk towards nil as far as its own noise demands, so that a
group of three outlets moves little and one of eighty much. A group counts once three of its outlets list the article. What is estimated is twofold:

* expected = exp(the sum) × one factor for the account, the weighted median of actual ÷ estimated with the estimates as weights: the factor at which the money that was
  estimated wrongly adds up to least. It is a middle value: sales are skew, and the sum of many estimates is lower than the sum of what they would sell;
* the range = the expected value × the spread of actual ÷ estimated, among the listed pairs of the same kind of comparison group.

Both are taken from estimates of listed pairs that did not see the pair itself: the pairs are dealt over ten parts, and each part is estimated from the other nine.

What it is not: a forecast of what a listing adds. The article may take from its neighbours on the shelf; and a year in which it was listed halfway counts as a year.
No correction is made for the rule that the last outlets listed sell slower. It was tested: ``docs/benchmarks.md`` holds the estimates against listings that were
made afterwards, and these sold no less than estimated.

References
----------
Efron and Morris (1975), Data analysis using Stein's estimator, and DerSimonian and Laird (1986), for the shrinkage (``amlib.analysis.outlets``); Hastie and Tibshirani
(1990), Generalized additive models, for fitting term by term (backfitting); Stone (1974), Cross-validatory choice and assessment of statistical predictions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from amlib.analysis import outlets as comparing

__all__ = ["COLUMNS", "COMPARISONS", "LEAST_PEERS", "gaps", "summed"]

COMPARISONS = {
    "all": (),
    "banner": ("banner",),
    "banner+size": ("banner", "class"),
    "banner+region": ("banner", "region"),
    "banner+region+size": ("banner", "region", "class"),
}
"""The groups in which outlets are compared, the widest first, and what their outlets have in common."""

COLUMNS = (
    "outlet",
    "product",
    "group",
    "chance",
    "expected_quantity",
    "expected_value",
    "low",
    "high",
    "peers",
    "group_of_peers",
    "peers_total",
)

LEAST_PEERS = 3
"""Fewer outlets that list an article than this are no comparison."""
SIZE_CLASSES = 3
PARTS = 10
SWEEPS = 8
"""The terms are fitted in turns; after this many the estimates stand still in three figures."""
LEAST_SPREAD = 30
"""Fewer listed pairs than this have no spread of their own; that of all pairs stands for it."""
LEAST_REST = 0.05
"""An outlet's other sales count as at least this part of its size, so that one that lives of a single article keeps a size."""
NO_NOISE = 1e-9


def gaps(listings: pd.DataFrame, outlets: pd.DataFrame, *, level: float = 0.8) -> pd.DataFrame:
    """
    Every article of ours that an outlet does not sell, with what it would sell there in a year if it were listed.

    Parameters
    ----------
    listings : DataFrame, one row per (outlet, product)
        Our sales over the last twelve months: ``outlet``, ``product``, ``group``, ``quantity``, ``value`` (currency). Only a value above nil counts as listed.
    outlets : DataFrame, one row per outlet of the account that sold anything of the category
        ``outlet``, ``banner``, ``region`` (either may be empty) and ``size``: its category sales of all suppliers over the same months, in the same currency. Outlets
        without a size above nil, and listings in outlets that are not here, are left out.
    level : float
        The part of all cases that the range should hold, between 0 and 1.

    Returns
    -------
    DataFrame, one row per missing pair with an estimate, the most money first
        ``outlet``, ``product``, ``group``; ``chance``, the share of the comparison group that lists the article, drawn towards that of the wider groups as if three of
        their outlets stood beside it; ``expected_quantity`` and ``expected_value``, what it would sell in a year where it is listed (quantity at the
        article's price in the account, NaN where there is none); ``low`` and ``high``, its range in value; ``group_of_peers``, the narrowest of
        ``COMPARISONS`` in which three outlets list it; ``peers``, how many outlets of that group do; ``peers_total``, how many it has. The outlet itself is not among
        its peers. Equal estimates stand in order of outlet and product.

        An article that fewer than three outlets of the account list has no estimate and is not in the table. A kind of group that divides the outlets no further
        than a wider one (one banner, no regions) is not used.

    Examples
    --------
    Five outlets of one size; four of them sell an article for 100 a year beside other things for 1,000.

    >>> five = pd.DataFrame({"outlet": list("ABCDE"), "banner": "x", "region": "", "size": [1100.0] * 4 + [1000.0]})
    >>> four = pd.DataFrame({"outlet": list("ABCD"), "product": "p", "group": "g", "quantity": 10.0, "value": 100.0})
    >>> gaps(four, five)[["outlet", "product", "expected_quantity", "expected_value", "peers", "peers_total"]].round(2)
      outlet product  expected_quantity  expected_value  peers  peers_total
    0      E       p               10.0           100.0      4            4
    """
    table = _table(listings, outlets)
    carried = np.bincount(table.product, minlength=len(table.products))
    known = carried >= LEAST_PEERS
    rows, columns = np.nonzero(~table.listed & known)
    if not len(rows):
        return _empty(listings, outlets)
    x = _ln_rest(table.size[table.outlet], table.value)
    y = np.log(table.value)
    slope = _slope(x, y, table.product)
    left = y - slope * x
    unseen = np.zeros(len(left))
    part = (
        np.arange(len(left)) % PARTS
    )  # the pairs are in order of product: each part takes its turn of every article
    for each in np.unique(part):
        seen = part != each
        fitted = _fit(left[seen], table, seen)
        unseen[~seen] = _sum(fitted, table, table.outlet[~seen], table.product[~seen])
    held = known[table.product]
    estimate = np.exp(slope * x + unseen)[held]
    ratio = table.value[held] / estimate
    factor = _weighted_median(ratio, estimate)
    everything = _sum(_fit(left, table, slice(None)), table, rows, columns)
    expected = factor * np.exp(slope * np.log(table.size[rows]) + everything)
    chance, kind, peers, total = _peers(table, rows, columns)
    compared = _peers(table, table.outlet[held], table.product[held], least=LEAST_PEERS - 1)[1]
    low, high = _spread(ratio / factor, compared, kind, level)
    price = _price(table, listings)
    found = pd.DataFrame(
        {
            "outlet": table.outlets.take(rows),
            "product": table.products.take(columns),
            "group": table.groups.take(columns),
            "chance": chance,
            "expected_quantity": expected / price[columns],
            "expected_value": expected,
            "low": expected * low,
            "high": expected * high,
            "peers": peers,
            "group_of_peers": np.array(table.kinds)[kind],
            "peers_total": total,
        }
    )
    return found.sort_values(
        ["expected_value", "outlet", "product"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)[list(COLUMNS)]


def summed(gaps: pd.DataFrame, by: str) -> pd.DataFrame:
    """
    The estimates added up, per article or per outlet.

    Low and high are added up too: as far apart as if all estimates were off to the same side. The range of a sum is narrower.

    Parameters
    ----------
    gaps : DataFrame
        As ``gaps`` gives them.
    by : the column to add up by, such as ``'product'`` or ``'outlet'``

    Returns
    -------
    DataFrame, one row per value of that column, the most money first
        ``by``, ``expected_quantity``, ``expected_value``, ``low``, ``high``, ``count`` (pairs).

    Examples
    --------
    >>> two = pd.DataFrame({"product": ["p", "p", "q"], "expected_quantity": 1.0, "expected_value": [5.0, 7.0, 9.0], "low": 1.0, "high": 10.0})
    >>> summed(two, "product")[["product", "expected_value", "low", "count"]].to_numpy().tolist()
    [['p', 12.0, 2.0, 2], ['q', 9.0, 1.0, 1]]
    """
    amounts = ["expected_quantity", "expected_value", "low", "high"]
    grouped = gaps.groupby(by, observed=True)
    found = grouped[amounts].sum().assign(count=grouped.size()).reset_index()
    return found.sort_values(
        ["expected_value", by], ascending=[False, True], kind="stable", ignore_index=True
    )


@dataclass(frozen=True)
class _Table:
    """The listed pairs as numbers, in order of product and outlet, and the groups that each outlet is in, the widest first."""

    outlets: pd.Index
    products: pd.Index
    groups: pd.Index
    size: np.ndarray
    kinds: tuple[str, ...]
    labels: tuple[np.ndarray, ...]
    outlet: np.ndarray
    product: np.ndarray
    value: np.ndarray
    listed: np.ndarray


def _table(listings: pd.DataFrame, outlets: pd.DataFrame) -> _Table:
    places = outlets[outlets["size"] > 0].sort_values("outlet").reset_index(drop=True)
    sold = listings[(listings["value"] > 0) & listings["outlet"].isin(places["outlet"])]
    sums = sold.groupby(["product", "outlet"], observed=True)["value"].sum().reset_index()
    where, what = pd.Index(places["outlet"]), pd.Index(sums["product"].unique())
    named = sold.sort_values(["product", "group"]).drop_duplicates("product").set_index("product")["group"]
    i, j = where.get_indexer(sums["outlet"]), what.get_indexer(sums["product"])
    listed = np.zeros((len(where), len(what)), dtype=bool)
    listed[i, j] = True
    common = pd.DataFrame({name: places[name].astype(object).fillna("") for name in ("banner", "region")})
    standing = places.groupby(common["banner"])["size"].rank(pct=True)
    common["class"] = np.ceil(standing * SIZE_CLASSES).astype(int)
    kinds: list[str] = []
    labels: list[np.ndarray] = []
    for kind, same in COMPARISONS.items():
        label = (
            common.groupby(list(same)).ngroup().to_numpy() if same else np.zeros(len(places), dtype=np.intp)
        )
        if all(len(np.unique(label)) > len(np.unique(wider)) for wider in labels if _within(label, wider)):
            kinds.append(kind)
            labels.append(label)
    return _Table(
        where,
        what,
        pd.Index(named.reindex(what)),
        places["size"].to_numpy(float),
        tuple(kinds),
        tuple(labels),
        i,
        j,
        sums["value"].to_numpy(float),
        listed,
    )


def _within(label: np.ndarray, wider: np.ndarray) -> bool:
    """Whether each group of the one lies in one group of the other."""
    both = np.unique(np.stack([label, wider]), axis=1)
    return bool(both.shape[1] == len(np.unique(label)))


def _empty(listings: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """A table without rows, of the kinds that it has with rows."""
    whole, text = pd.Series(dtype="int64"), pd.Series(dtype="str")
    columns = {name: pd.Series(dtype="float64") for name in COLUMNS}
    columns |= {"peers": whole, "peers_total": whole, "group_of_peers": text}
    columns |= {"outlet": outlets["outlet"].iloc[:0]}
    columns |= {name: listings[name].iloc[:0] for name in ("product", "group")}
    return pd.DataFrame({name: column.reset_index(drop=True) for name, column in columns.items()})


def _ln_rest(size: np.ndarray, own: np.ndarray) -> np.ndarray:
    """How large an outlet is without the article, as it would be where the article is missing."""
    result: np.ndarray = np.log(np.maximum(size - own, LEAST_REST * size))
    return result


def _slope(x: np.ndarray, y: np.ndarray, product: np.ndarray) -> float:
    """
    The slope of y on x within articles, from nil (size says nothing) to one (in proportion to size).

    Outside of these it says more of the sizes than of the sales: among outlets of nearly one size, what sells much leaves little rest.
    """
    count = np.bincount(product)
    dx = x - (np.bincount(product, x) / count)[product]
    dy = y - (np.bincount(product, y) / count)[product]
    spread = float(dx @ dx)
    return min(max(float(dx @ dy) / spread, 0.0), 1.0) if spread > NO_NOISE * len(x) else 0.0


def _fit(left: np.ndarray, table: _Table, seen: np.ndarray | slice) -> list[np.ndarray]:
    """The mean, the terms of article × group from the widest to the narrowest, and that of the outlet; each the shrunk mean of what the others leave."""
    i, j = table.outlet[seen], table.product[seen]
    width = len(table.products)
    cells = [label[i] * width + j for label in table.labels] + [i]
    lengths = [(int(label.max()) + 1) * width for label in table.labels] + [len(table.outlets)]
    mean = float(left.mean())
    terms = [np.zeros(length) for length in lengths]
    parts = [np.zeros(len(left)) for _ in cells]
    rest = left - mean
    for _ in range(SWEEPS):
        for at, (cell, length) in enumerate(zip(cells, lengths, strict=True)):
            rest = rest + parts[at]
            grouped = 0 < at < len(table.labels)
            terms[at] = _shrunk_means(rest, cell, length, LEAST_PEERS if grouped else 1)
            parts[at] = terms[at][cell]
            rest = rest - parts[at]
        mean += float(rest.mean())
        rest = rest - rest.mean()
    return [np.array([mean]), *terms]


def _shrunk_means(rest: np.ndarray, cell: np.ndarray, length: int, least: int) -> np.ndarray:
    """The mean of each cell, shrunk towards nil; nil where it holds fewer values than ``least``."""
    count = np.bincount(cell, minlength=length)
    mean = np.bincount(cell, rest, length) / np.maximum(count, 1)
    freedom = int((count - 1).clip(0).sum())
    noise = float(((rest - mean[cell]) ** 2).sum()) / freedom if freedom else 1.0
    enough = count >= least
    term = np.zeros(length)
    if enough.any():
        term[enough] = comparing.shrunk(mean[enough], max(noise, NO_NOISE) / count[enough], towards=0.0)
    return term


def _sum(fitted: list[np.ndarray], table: _Table, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """What the terms add up to for these outlets and articles."""
    mean, *terms, outlet = fitted
    result: np.ndarray = mean + outlet[i]
    for label, term in zip(table.labels, terms, strict=True):
        result = result + term[label[i] * len(table.products) + j]
    return result


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The value at which half of the weight is reached, whichever way the last digit was rounded."""
    order = np.lexsort((weights, values))
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2 * (1 - NO_NOISE))])


def _peers(
    table: _Table, i: np.ndarray, j: np.ndarray, least: int = LEAST_PEERS
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Per pair: the chance, the narrowest kind of group with enough outlets that list the article, how many these are, and of how many; itself not counted."""
    own = table.listed[i, j].astype(int)
    chance = np.zeros(len(i))
    kind, peers, total = (np.zeros(len(i), dtype=int) for _ in range(3))
    for at, label in enumerate(table.labels):
        counts = np.zeros((int(label.max()) + 1, len(table.products)), dtype=int)
        np.add.at(counts, (label[table.outlet], table.product), 1)
        listing = counts[label[i], j] - own
        others = np.bincount(label)[label[i]] - 1
        shared = (
            (listing + LEAST_PEERS * chance) / (others + LEAST_PEERS)
            if at
            else listing / np.maximum(others, 1)
        )
        enough = listing >= least
        chance = np.where(enough, shared, chance)
        kind, peers, total = (
            np.where(enough, new, old) for new, old in ((at, kind), (listing, peers), (others, total))
        )
    return chance, kind, peers, total


def _spread(
    ratio: np.ndarray, compared: np.ndarray, kind: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Per missing pair, between which ratios the middle ``level`` of the listed pairs of its kind of group lie; one is always among them."""
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = (np.full(len(kind), bound) for bound in np.quantile(ratio, tails))
    for each in np.unique(kind):
        alike = ratio[compared == each]
        if len(alike) >= LEAST_SPREAD:
            low[kind == each], high[kind == each] = np.quantile(alike, tails)
    return np.minimum(low, 1.0), np.maximum(high, 1.0)


def _price(table: _Table, listings: pd.DataFrame) -> np.ndarray:
    """Each article's value per unit over all listings of the account."""
    sold = listings[
        (listings["value"] > 0) & (listings["quantity"] > 0) & listings["outlet"].isin(table.outlets)
    ].sort_values(["product", "outlet", "value"])
    sums = sold.groupby("product", observed=True)[["value", "quantity"]].sum()
    price: np.ndarray = (sums["value"] / sums["quantity"]).reindex(table.products).to_numpy(float)
    return price
