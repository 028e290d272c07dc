"""
The cause tree: from the account to its regions, their outlets, and in the largest of those to group and article.

A difference explained for the whole account is a story; what a region manager asks is which outlet. So the same causes are followed down, and at each node base, causes and actual add up
across, and the nodes below one add up to it, in the whole amounts that are shown: the account is rounded first, and each level within what stands above it.

Not every outlet can have a row on paper. Those that moved most have one; the others stand together, so that no amount is lost. So do the causes that are too small.

A reason is what the account manager says about a cause. The part of all movement that has one is the indicator of this document; the weightiest causes without one are named,
because that is where somebody still has to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import links, rounding, words
from amlib.documents.evaluation import tables
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, prose, write
from amlib.documents.tables import Column, Kind, Row, Table, Tone, tone

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison
    from amlib.data.slices import Slice

__all__ = ["Node", "articles", "deepest", "grown", "placed", "reading", "shown_effects", "table"]

SHOWN = 6
"""Causes with a column of their own; the others stand together."""

MATERIAL = 0.02
"""A cause smaller than this part of all movement has no column of its own."""

LEAST = 0.005
"""Money that is nothing."""

OTHERS = "\uffff"
"""The key of what stands together; it sorts last."""

_INDENT = "\u2003"


@dataclass(frozen=True)
class Node:
    """
    One place of the tree, in whole amounts.

    Attributes
    ----------
    level : 'total', 'region', 'banner', 'outlet', 'group' or 'product'
    key : str
        Its key; ``OTHERS`` for what stands together.
    count : int
        How many places it stands for.
    cells : Series of int
        ``base`` and each cause that is shown; together the actual value.
    below : tuple of Node
        What it is made of; they add up to it, cell by cell.
    """

    level: str
    key: str
    count: int
    cells: pd.Series[int]
    below: tuple[Node, ...] = ()

    @property
    def actual(self) -> int:
        """The actual value: base and causes together."""
        return int(self.cells.sum())

    @property
    def change(self) -> int:
        """Actual minus base."""
        return self.actual - int(self.cells["base"])


def shown_effects(bridge: Bridge, most: int = SHOWN) -> tuple[str, ...]:
    """The causes with a column of their own, in their order, and ``rest`` last where others stand together."""
    moved = bridge.by("region")[list(bridge.effects)].abs().sum()
    moved = moved[moved >= LEAST]
    large = moved[moved >= MATERIAL * moved.sum()].sort_values(ascending=False, kind="stable").index[:most]
    small = [effect for effect in moved.index if effect not in large]
    kept = [e for e in bridge.effects if e in large or (len(small) == 1 and e in small)]
    return (*kept, own.REST) if len(small) > 1 else tuple(kept)


def grown(
    bridge: Bridge,
    *,
    top: str = "region",
    unit: int = 1,
    places: int = 6,
    outlets: int = 3,
    deep: int = 2,
    parts: int = 3,
) -> Node:
    """
    The tree of a bridge in whole amounts: account, region or banner, outlet, and in some outlets group and article.

    Parameters
    ----------
    bridge : Bridge
    top : 'region' or 'banner'
    unit : int
        1, or 1000 for amounts in thousands.
    places, outlets : int
        At most so many regions, and outlets of each; beyond that the ones that moved most, and the others together.
    deep : int
        In so many of the outlets shown, those that moved most, the tree goes on to the group and the article.
    parts : int
        At most so many groups of an outlet and articles of a group.

    Returns
    -------
    Node
        Of the account. Each node's cells are one of the two whole numbers next to their exact value, and add up to those above.
    """
    exact = _exact(bridge, unit)
    cells = _account(bridge, exact, unit)
    steps = ((top, places), ("outlet", outlets), ("group", parts), ("product", parts))
    root = Node("total", "total", 1, cells, _below(exact, cells, steps, frozenset()))
    if not deep:
        return root
    goes_on = frozenset(node.key for node in _heaviest(root)[:deep])
    return Node("total", "total", 1, cells, _below(exact, cells, steps, goes_on))


def placed(bridge: Bridge) -> bool:
    """Whether causes are known per outlet: a plan or budget has no articles, and beside it they go down to product groups."""
    return bool((bridge.leaves["outlet"].astype(str) != "").any())


def reading(bridge: Bridge) -> Prose:
    """Why there is no tree, where there is none."""
    if not len(bridge.leaves) or placed(bridge):
        return prose("")
    return prose(
        write(
            "What was set for the period knows no articles, so its causes are followed to the product groups and not to outlets. What came of each outlet stands under {outlets}.",
            outlets=links.to("Which outlets stand out"),
        )
    )


def articles(given: Slice) -> Mapping[str, str]:
    """Article → name, as far as articles were supplied."""
    if not given.supplied("products"):
        return {}
    products = given["products"]
    named = zip(products["product"], products["name"], strict=True)
    return {str(key): words.name_of(name, key) for key, name in named}


def table(
    bridge: Bridge,
    compared: Comparison,
    given: Slice,
    *,
    top: str = "region",
    places: int = 6,
    outlets: int = 3,
) -> Table | None:
    """
    The tree from the account to its regions (or banners) and outlets; None where nothing moved.

    Parameters
    ----------
    bridge : Bridge
        Of revenue or margin, over the periods of ``compared``.
    compared : Comparison
        For the names of outlets.
    given : Slice
        For the currency.
    top : 'region' or 'banner'
    places, outlets : int
        At most so many of each have a row; the others stand together.
    """
    if not len(bridge.leaves) or not shown_effects(bridge) or not placed(bridge):
        return None
    unit = _unit(bridge)
    root = grown(bridge, top=top, unit=unit, places=places, outlets=outlets, deep=0)
    names = {"outlet": own.names(compared, "outlet")}
    rows = [_row(node, depth, names) for node, depth in _walked(root) if depth]
    rows.append(_row(root, 0, names, "total"))
    title = language.say(
        "From the account to the outlet: {measure}", measure=own.change_of(bridge.measure).lower()
    )
    return Table(_columns(root, compared), tuple(rows), title, None, _note(unit, given))


def deepest(
    bridge: Bridge,
    compared: Comparison,
    given: Slice,
    *,
    named: Mapping[str, str] | None = None,
    top: str = "region",
    deep: int = 2,
) -> Table | None:
    """
    The outlets that moved most, down to the group and the article; None where nothing moved.

    In whole currency, also where ``table`` is in thousands: an article is small beside the account. The outlets are those that have a row of their own in ``table``.

    Parameters
    ----------
    bridge, compared, given
        As for ``table``.
    named : mapping of article to name, optional
        As ``articles`` gives; an article without a name is called by its key.
    top : 'region' or 'banner'
    deep : int
        Of the outlets with a row of their own, so many.
    """
    if not len(bridge.leaves) or not shown_effects(bridge) or not placed(bridge):
        return None
    root = grown(bridge, top=top, deep=deep)
    found = [node for node in _heaviest(root) if node.below]
    if not found:
        return None
    names = {"outlet": own.names(compared, "outlet"), "product": named or {}}
    rows = [_row(node, depth + 1, names) for outlet in found for node, depth in _walked(outlet)]
    title = language.say_many(
        "The outlet that moved most, down to the article",
        "The {count} outlets that moved most, down to the article",
        len(found),
    )
    return Table(_columns(root, compared), tuple(rows), title, None, _note(1, given))


def _account(bridge: Bridge, exact: pd.DataFrame, unit: int) -> pd.Series[int]:
    """
    The base and the causes of the account in whole amounts: those with a column of their own as in every table of causes.

    What stands together takes what is left; where so many small causes are in it that this is not next to its exact value, the causes are rounded among themselves.
    """
    sums = exact[_figures(exact)].sum()
    base, effects = round(bridge.base / unit), sums.drop("base")
    change = round(bridge.actual / unit) - base
    every = bridge.total() / unit
    apart = rounding.one_way(every[bridge.leaves[list(bridge.effects)].abs().sum() >= LEAST], change)
    causes = apart.reindex(effects.index.drop(own.REST, errors="ignore"))
    if own.REST in effects.index:
        left = change - int(causes.sum())
        causes = pd.concat([causes, pd.Series({own.REST: left})])
        if abs(left - effects[own.REST]) >= 1:
            causes = rounding.one_way(effects, change)
    return pd.concat([pd.Series({"base": base}), causes]).astype("int64")


def _exact(bridge: Bridge, unit: int) -> pd.DataFrame:
    """The lowest rows with places as text, the base and the causes that are shown, in the unit of the table."""
    effects = shown_effects(bridge)
    kept = [effect for effect in effects if effect != own.REST]
    keys = ["region", "banner", "outlet", "group", "product"]
    rows = bridge.leaves[keys].astype(object)
    rows = rows.where(rows.notna(), "").astype(str)
    figures = bridge.leaves[["base", *kept]] / unit
    if len(effects) > len(kept):
        others = [effect for effect in bridge.effects if effect not in kept]
        figures = figures.assign(**{own.REST: bridge.leaves[others].sum(axis=1) / unit})
    return pd.concat([rows, figures], axis=1)


def _figures(exact: pd.DataFrame) -> list[str]:
    """The columns with figures."""
    return [
        str(name) for name in exact.columns if name not in ("region", "banner", "outlet", "group", "product")
    ]


def _moved(nodes: pd.DataFrame) -> pd.Series:
    """How much each node moved: its change, without sign."""
    change: pd.Series[float] = nodes.drop(columns="base").sum(axis=1).abs()
    return change


def _below(
    exact: pd.DataFrame, cells: pd.Series[int], steps: Sequence[tuple[str, int]], goes_on: frozenset[str]
) -> tuple[Node, ...]:
    """The nodes below one, in whole amounts that add up to its own."""
    (level, most), *further = steps
    nodes = exact.groupby(level, sort=True)[_figures(exact)].sum()
    order = _moved(nodes).sort_values(ascending=False, kind="stable").index
    cut = most if len(order) > most + 1 else len(order)  # one other place has a row rather than a name for it
    kept, others = list(order[:cut]), list(order[cut:])
    shown = nodes.loc[kept]
    if others:
        shown = pd.concat([shown, nodes.loc[others].sum().to_frame(OTHERS).T])
    whole = rounding.two_way(shown, cells)
    made = []
    for key in shown.index:
        own_cells = whole.cells.T[key]
        deeper = further and key != OTHERS and (level != "outlet" or key in goes_on)
        below = _below(exact[exact[level] == key], own_cells, further, goes_on) if deeper else ()
        made.append(Node(level, str(key), len(others) if key == OTHERS else 1, own_cells, below))
    return tuple(made)


def _heaviest(root: Node) -> list[Node]:
    """The outlets that have a node of their own, those that moved most first."""
    outlets = [node for node, _ in _walked(root) if node.level == "outlet" and node.key != OTHERS]
    return sorted(outlets, key=lambda node: (-abs(node.change), node.key))


def _walked(node: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    """A node and all below it, each with its depth."""
    yield node, depth
    for child in node.below:
        yield from _walked(child, depth + 1)


def _unit(bridge: Bridge) -> int:
    """1, or 1000 where an amount of the account would be too long for its column."""
    return 1000 if max(abs(bridge.base), abs(bridge.actual)) >= tables.LARGE else 1


def _columns(root: Node, compared: Comparison) -> tuple[Column, ...]:
    """Place, base, causes, actual."""
    causes = [Column(own.cause(str(effect)).name) for effect in root.cells.index if effect != "base"]
    return (
        Column(language.say("Place"), "left"),
        Column(own.base_of(compared)),
        *causes,
        Column(language.say("Actual")),
    )


def _row(node: Node, depth: int, names: Mapping[str, Mapping[str, str]], kind: Kind = "body") -> Row:
    """One node: base and actual as they are, causes signed."""
    causes = [int(value) for effect, value in node.cells.items() if effect != "base"]
    signed = [language.number(value, plus=True) if value else "0" for value in causes]
    tones: tuple[Tone, ...] = (None, None, *(tone(value) for value in causes), None)
    label = _INDENT * max(depth - 1, 0) + _label(node, names) if kind == "body" else language.say("Total")
    base, actual = language.number(int(node.cells["base"])), language.number(node.actual)
    return Row((label, base, *signed, actual), "rest" if node.key == OTHERS else kind, tones)


def _label(node: Node, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a node is called."""
    if node.key == OTHERS:
        return _others(node.level, node.count)
    return words.name_of(names.get(node.level, {}).get(node.key), node.key)


def _others(level: str, count: int) -> str:
    """What stands together, counted."""
    one, many = {
        "region": ("{count} other region", "{count} other regions"),
        "banner": ("{count} other banner", "{count} other banners"),
        "outlet": ("{count} other outlet", "{count} other outlets"),
        "group": ("{count} other group", "{count} other groups"),
        "product": ("{count} other article", "{count} other articles"),
    }[level]
    return language.say_many(one, many, count)


def _note(unit: int, given: Slice) -> str:
    sign = words.sign(given.currency)
    told = (
        language.say("Amounts in {unit}.", unit=sign)
        if unit == 1
        else language.say("Amounts in thousands of {unit}.", unit=sign)
    )
    rest = language.say(
        "Each row adds up from base to actual, and the rows below one add up to it, as shown. Shown are those that moved most; the others stand together."
    )
    return f"{told} {rest}"
