"""
What stands in an annual plan: goals, actions, proposals, terms, assumptions, risks, activities and notes.

Each is a frozen value with an id that it keeps for life, so that 'action A3 was moved to May' can be said of two versions of a plan, and so that what a supervisor adopted is still there
as it was. A value holds what somebody entered, also where it is wrong: a plan that is half finished must be kept. What is wrong with it is asked of ``checks``.

Conventions:

* amounts are whole: money in cents, quantities in whole units of the workbook (kg), rates (share, distribution, service level) in hundredths of a percent. What is whole adds up;
* a year is twelve amounts, January first. Quantity, revenue and margin add up over months and places; a rate does not, and its year is what should hold in December;
* an effect is a ``Range``: low, expected, high, of which low and high hold four in five;
* what an action brings in margin is before its cost; ``effect`` takes the cost off;
* an id is unique among values of its kind.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "ADDITIVE",
    "KINDS",
    "LEVELS",
    "MEASURES",
    "NIL",
    "Action",
    "Activity",
    "Assumption",
    "Goal",
    "Item",
    "Months",
    "Note",
    "Promotion",
    "Proposal",
    "Range",
    "Risk",
    "Term",
    "Trigger",
]

LEVELS = ("total", "group", "region", "banner", "outlet")
MEASURES = ("quantity", "revenue", "margin", "share", "distribution", "service")
ADDITIVE = ("quantity", "revenue", "margin")
"""The measures that add up over months and places; the others are rates."""
KINDS = ("goals", "actions", "proposals", "terms", "assumptions", "risks", "activities", "notes")
"""The kinds of values in a plan, in the order in which a plan is read."""

Measure = Literal["quantity", "revenue", "margin", "share", "distribution", "service"]
Months = Annotated[tuple[int, ...], Field(min_length=12, max_length=12)]


class Item(BaseModel):
    """Anything in a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Range(Item):
    """
    An effect with the range that holds four in five.

    An end that a person gave (``typed``) stays where it is when another amount is expected; any other follows in proportion, as how sure one is does not change by saying another amount. Of what goes along with
    something else (``Action.along``) the amount that is expected is such an end too.

    Examples
    --------
    >>> found = Range(low=5, expected=10, high=20) + Range(low=1, expected=1, high=1)
    >>> found.low, found.expected, found.high
    (6, 11, 21)
    """

    low: int
    expected: int
    high: int
    typed: tuple[Literal["low", "high", "expected"], ...] = ()

    @classmethod
    def certain(cls, value: int) -> Range:
        """An amount of which nobody has said how sure it is."""
        return cls(low=value, expected=value, high=value)

    def expecting(self, value: int) -> Range:
        """
        Another amount expected: ends that a person gave stay, the others follow; in proportion between amounts above nil, else by as much.

        Examples
        --------
        >>> Range(low=5, expected=10, high=20, typed=("high",)).expecting(16)
        Range(low=8, expected=16, high=20, typed=('high',))
        """
        part = value / self.expected if self.expected > 0 and value > 0 else None
        ends = {
            end: round(now * part) if part is not None else now + value - self.expected
            for end, now in (("low", self.low), ("high", self.high))
            if end not in self.typed
        }
        return self.model_copy(update={"expected": value, **ends})

    def ending(self, end: Literal["low", "high"], value: int | None) -> Range:
        """
        Another end, given by a person; without one it follows what is expected again, and lies on it until somebody says how far it may be off.

        Examples
        --------
        >>> given = Range.certain(10).ending("low", 4)
        >>> given
        Range(low=4, expected=10, high=10, typed=('low',))
        >>> given.ending("low", None) == Range.certain(10)
        True
        """
        others = tuple(each for each in self.typed if each != end)
        if value is None:
            return self.model_copy(update={end: self.expected, "typed": others})
        typed = tuple(sorted((*others, end), reverse=True))
        return self.model_copy(update={end: value, "typed": typed})

    def given(self) -> Range:
        """The same, of which a person gave the amount that is expected."""
        return self.model_copy(update={"typed": (*(e for e in self.typed if e != "expected"), "expected")})

    def scaled(self, part: float) -> Range:
        """
        So many times as much, above nil, within the ends that a person gave; nothing changes where a person gave what is expected.

        Examples
        --------
        >>> Range(low=5, expected=10, high=20).scaled(1.5)
        Range(low=8, expected=15, high=30, typed=())
        >>> Range(low=5, expected=10, high=12, typed=("high",)).scaled(1.5).expected
        12
        """
        if "expected" in self.typed:
            return self
        low = self.low if "low" in self.typed else round(self.low * part)
        high = self.high if "high" in self.typed else round(self.high * part)
        middle = round(self.expected * part)
        if "high" in self.typed:
            low, middle = min(low, high), min(middle, high)
        if "low" in self.typed:
            middle, high = max(middle, low), max(high, low)
        return self.model_copy(update={"low": low, "expected": middle, "high": high})

    def __add__(self, other: Range) -> Range:
        """The sum as if both were off to the same side; ``targets.combined`` takes them as independent."""
        return Range(
            low=self.low + other.low, expected=self.expected + other.expected, high=self.high + other.high
        )


NIL = Range(low=0, expected=0, high=0)
FOLLOWING = ("quantity", "margin")
"""What of an action goes along with its revenue."""


class Goal(Item):
    """What is to be reached, for one measure at one place: the year without action, the year that is asked, and the year that would be better still."""

    id: str
    name: str
    measure: Measure
    level: Literal["total", "group", "region", "banner", "outlet"] = "total"
    key: str = ""
    baseline: Months
    target: Months
    stretch: Months | None = None
    reason: str = ""

    @property
    def additive(self) -> bool:
        """Whether its months add up to its year."""
        return self.measure in ADDITIVE

    def year(self, which: Literal["baseline", "target", "stretch"] = "target") -> int:
        """The year of one of its three courses; the target where there is no stretch."""
        months = getattr(self, which) or self.target
        return sum(months) if self.additive else months[-1]


class Promotion(Item):
    """How a promotion is carried out: prices per unit and support, in cents."""

    mechanic: str
    products: tuple[str, ...] = ()
    consumer_price: int | None = None
    discount_per_unit: int | None = None
    agreement: str = ""


class Action(Item):
    """What will be done, by whom and when, what it costs, and what it should bring; ``new`` says that last year's plan had nothing of the kind."""

    id: str
    name: str
    kind: Literal["promotion", "price", "listing", "service", "layout", "quality"]
    level: Literal["customer", "outlet"] = "customer"
    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    owner: str
    begins: date
    ends: date
    cost: int = 0
    quantity: Range | None = None
    revenue: Range | None = None
    margin: Range | None = None
    goal: str = ""
    new: bool = False
    promotion: Promotion | None = None
    reason: str = ""

    def along(self, before: Range | None) -> Action:
        """
        The same after its revenue was ``before``: quantity and margin of which nobody gave what is expected go along with the revenue that is expected now, in proportion.

        Between amounts of which one is not above nil there is no proportion; then they stay.
        """
        now = self.revenue
        if before is None or now is None or min(before.expected, now.expected) <= 0:
            return self
        part = now.expected / before.expected
        moved = {name: found.scaled(part) for name in FOLLOWING if (found := getattr(self, name)) is not None}
        return self.model_copy(update=moved)

    def effect(self, measure: str) -> Range | None:
        """What it brings in a measure; of margin, after its cost. None where nobody has said."""
        found: Range | None = getattr(self, measure) if measure in ADDITIVE else None
        if measure != "margin" or found is None:
            return found
        return found + Range(low=-self.cost, expected=-self.cost, high=-self.cost)


class Proposal(Item):
    """A numbered question to the supervisor, about the plan or the contract; its effect is the margin of a year, in cents; ``actions`` are the ids of what is not done where it is rejected, ``terms`` of what then stays as it is agreed."""

    number: int = Field(ge=1)
    subject: Literal["plan", "contract"]
    text: str
    reason: str = ""
    effect: Range | None = None
    actions: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its number, as text."""
        return str(self.number)


class Term(Item):
    """
    A condition that the plan counts on or wants; a rate or threshold is as in the table of terms, exact.

    ``basis`` says what a threshold or growth counts and ``retroactive`` whether a step that is reached holds from the first euro or kilogram. Where they are left open ('' and None) they are as in
    the row of the table whose place the term takes; without such a row revenue counts, and a step holds for what lies above it.
    """

    id: str
    kind: str
    text: str = ""
    begins: date
    ends: date
    threshold: Decimal | None = None
    rate: Decimal | None = None
    basis: Literal["", "revenue", "quantity"] = ""
    retroactive: bool | None = None
    counter_performance: str = ""
    agreement: str = ""
    wanted: bool = False


class Assumption(Item):
    """What the plan takes to be so: how well that is known (A, B, C as market data are graded; '' when nobody judged), and the year's margin that it is worth if it is not so."""

    id: str
    text: str
    quality: Literal["A", "B", "C", ""] = ""
    impact: int | None = None
    source: str = ""


class Trigger(Item):
    """When a plan must be adjusted: a figure below or above a bound, or what is said in words."""

    text: str
    measure: str = ""
    below: int | None = None
    above: int | None = None


class Risk(Item):
    """What may go wrong, how likely, what it costs the year's margin, what then is done and at which sign."""

    id: str
    text: str
    chance: Literal["low", "medium", "high"] = "medium"
    impact: int | None = None
    response: str = ""
    owner: str = ""
    triggers: tuple[Trigger, ...] = ()


class Activity(Item):
    """What is done in one outlet, and how often in each month."""

    id: str
    outlet: str
    kind: Literal["visit", "advice", "layout", "assortment", "quality"]
    months: Months
    owner: str = ""
    text: str = ""


class Note(Item):
    """A remark of a person, on a day."""

    id: str
    text: str
    author: str = ""
    written_on: date | None = None
