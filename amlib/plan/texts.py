"""
Texts with figures in them, when the plan changes under them.

A first draft writes sentences that rest on the plan itself: *the target is € 3,20 mln*, *run 12 promotions*, what a proposal should bring. Raise the target or take out an action, and they say
something that is no longer so. So a plan that is changed is read again:

* What the draft wrote and nobody touched is written again (``again``). Whether nobody touched it needs no memory: it is, to the letter, what would be written from the plan as it was, in the
  language in which it stands there; and in that language it is written again.
* The goal that the draft says an action serves goes along with the groups and outlets of that action.
* A proposal that nobody put in other words, and that would not be written any more (its last action is out, the target is no longer too low), goes out; so does such an assumption.
* What a person wrote is left alone. Where it has an amount in it and the target has become another since, that is told (``stale``): *written when the target was € 3,20 mln*.

``Memory`` knows what the target was when a text was first put where it stands.

A proposal for terms of the contract is written from what is agreed, which is no part of a plan; who knows it brings the way to write it along (``ways``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.plan import baselines, drafts, first_goals

if TYPE_CHECKING:
    from amlib.plan.items import Action, Assumption, Proposal
    from amlib.plan.model import Plan

__all__ = [
    "FIELDS",
    "Gone",
    "Memory",
    "Stale",
    "Written",
    "again",
    "amounts",
    "remembered",
    "said",
    "stale",
    "tongue",
]

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "goals": ("reason",),
        "actions": ("reason",),
        "proposals": ("text", "reason"),
        "risks": ("text", "response"),
        "assumptions": ("text",),
    }
)
"""Where sentences stand that may hold amounts."""

_AMOUNT = re.compile(
    r"[€$£]\s?\d|\d\s?(?:[€$£%]|EUR\b|mln\b|mld\b|miljoen|million|duizend|thousand|kg\b|ton\b)|\d{1,3}(?:[.,]\d{3})+",
    re.IGNORECASE,
)

Memory = Mapping[tuple[str, str, str, str], int]
"""By kind, id, field and text: the target of the year's revenue when that text was first there, in cents."""


@dataclass(frozen=True)
class Gone:
    """Something that went out by itself, as it would not be written any more: its kind, id and text."""

    kind: str
    id: str
    text: str


@dataclass(frozen=True)
class Stale:
    """A text with an amount that was written when the target was another one, in cents."""

    kind: str
    id: str
    field: str
    target: int


Written = Callable[["Plan", Any], Mapping[str, Any] | None]
"""What the draft writes of a value in a plan: fields by name; None where it would not write it."""


def again(
    before: Plan, after: Plan, first: Plan | None = None, ways: tuple[Written, ...] = ()
) -> tuple[Plan, tuple[Gone, ...]]:
    """
    A plan in which what the draft wrote is written again, from the plan as it is now.

    Parameters
    ----------
    before : Plan
        As it was before a change.
    after : Plan
        A draft; with that change.
    first : Plan, optional
        The first draft: what it assumes in words that rest on no plan is known by them.
    ways : tuple of Written
        How proposals are written that rest on more than a plan.

    Returns
    -------
    Plan, tuple of Gone
        What a person wrote, and what the change itself touched, is as it was.
    """
    actions = tuple(_served(_action(each, before), before, after) for each in after.actions)
    if actions != after.actions:  # else the same ones: what was worked out of them still holds
        after = after.model_copy(update={"actions": actions})
    gone: list[Gone] = []
    drafted = frozenset(each.text for each in first.assumptions) if first else frozenset()
    held = {
        "proposals": _each("proposals", before, after, (*ways, *_PROPOSALS), gone),
        "assumptions": _each("assumptions", before, after, _ASSUMPTIONS, gone, drafted),
    }
    if all(held[kind] == getattr(after, kind) for kind in held):
        return after, ()
    return after.model_copy(update=held), tuple(gone)


def remembered(plans: Iterable[Plan], memory: Memory = MappingProxyType({})) -> Memory:
    """A memory of plans, oldest first, on top of another."""
    found = dict(memory)
    for plan in plans:
        target = _target(plan)
        if target is not None:
            for kind, id, field, text in _texts(plan):
                found.setdefault((kind, id, field, text), target)
    return MappingProxyType(found)


def stale(plan: Plan, memory: Memory, first: Plan | None = None) -> tuple[Stale, ...]:
    """
    What was written when the target was another one, and has an amount in it; of a proposal for terms, whose rates are no amounts of the plan, only what names that other target.

    Parameters
    ----------
    plan : Plan
    memory : Memory
    first : Plan, optional
        The first draft; of what it wrote itself only what names that other target is told.
    """
    target = _target(plan)
    drafted = {text for _, _, _, text in _texts(first)} if first else set()
    found, rates = [], {each.id for each in plan.proposals if each.terms}
    for kind, id, field, text in _texts(plan):
        then = memory.get((kind, id, field, text))
        if target is None or then in (None, target):
            continue
        assert then is not None
        plain = text in drafted or (kind == "proposals" and id in rates)
        if _names(text, then) or (not plain and amounts(text)):
            found.append(Stale(kind, id, field, then))
    return tuple(found)


def said(found: Stale) -> str:
    """That a text was written when the target was another one."""
    return language.say("written when the target was {target}", target=language.short_money(found.target / 100))  # fmt: skip


def amounts(text: str) -> bool:
    """
    Whether there is an amount in a text: money, a part in percent, a quantity, thousands.

    Examples
    --------
    >>> [amounts(each) for each in ("bij 29,5 mln", "€ 12", "5%", "12.500", "vanaf week 12 in 2027", "A3 en A4")]
    [True, True, True, True, False, False]
    """
    return bool(_AMOUNT.search(text))


def tongue(plan: Plan) -> str:
    """The language in which a plan was begun, by what the draft called its goals; '' where that cannot be said."""
    found = {}
    for each in language.LANGUAGES:
        with language.use(each):
            called = first_goals.called()
        found[each] = sum(goal.name.startswith(called.get(goal.measure, "\0")) for goal in plan.goals)
    most = max(found.values(), default=0)
    return (
        next(each for each in found if found[each] == most) if list(found.values()).count(most) == 1 else ""
    )


def _raised(plan: Plan, _: Proposal) -> Mapping[str, Any] | None:
    return next(({"text": one.text, "reason": one.reason} for one in drafts.raised(plan)), None)


def _of_promotions(plan: Plan, proposal: Proposal) -> Mapping[str, Any] | None:
    promotions = _asked_by(plan, proposal, "promotion")
    return next(({"text": one.text, "reason": one.reason} for one in drafts.asked_for(promotions)), None)


def _of_listing(plan: Plan, proposal: Proposal) -> Mapping[str, Any] | None:
    listings = _asked_by(plan, proposal, "listing")
    if len(listings) != 1:
        return None
    return next(({"text": one.text, "reason": one.reason} for one in drafts.asked_for(listings)), None)


def _of_actions(plan: Plan, proposal: Proposal) -> Mapping[str, Any] | None:
    """What its actions bring together; whatever it is called."""
    actions = [found for id in proposal.actions if (found := plan.found("actions", id)) is not None]
    return {"effect": drafts.effect_of(actions) if actions else None}


def _listed(plan: Plan, _: Assumption) -> Mapping[str, Any] | None:
    """The margin that hangs on listings; None where there are none."""
    listed = [action for action in plan.actions if action.kind == "listing"]
    margins = [action.margin.expected for action in listed if action.margin is not None]
    return {"impact": -max(sum(margins), 0) if margins else None} if listed else None


def _no_growth(plan: Plan, _: Assumption) -> Mapping[str, Any] | None:
    goal = _goal(plan)
    asked = goal is not None and goal.year() != goal.year("baseline")
    return None if asked else {"text": baselines.no_growth()}


_PROPOSALS: tuple[Written, ...] = (_raised, _of_promotions, _of_listing, _of_actions)
_ASSUMPTIONS: tuple[Written, ...] = (_listed, _no_growth)


def _each(  # noqa: PLR0917  a kind in two plans, and how it is written
    kind: str,
    before: Plan,
    after: Plan,
    ways: tuple[Written, ...],
    gone: list[Gone],
    drafted: frozenset[str] = frozenset(),
) -> tuple[Any, ...]:
    """The values of a kind, each written again as far as it was."""
    found = []
    for item in getattr(after, kind):
        was = before.found(kind, item.id)
        new = item if was is None else _anew(item, was, before, after, ways, drafted)
        if new is None:
            gone.append(Gone(kind, item.id, item.text))
        else:
            found.append(new)
    return tuple(found)


def _anew(  # noqa: PLR0917  the same
    item: Any, was: Any, before: Plan, after: Plan, ways: tuple[Written, ...], drafted: frozenset[str]
) -> Any:
    """A value with what the draft wrote of it written again; None where it would not be written any more."""
    for way in ways:
        for tongue in language.LANGUAGES:
            with language.use(tongue):
                wrote = way(before, was)
                if wrote is None or wrote.get("text", was.text) != was.text:
                    continue
                now = way(after, item)
            untouched = [k for k, v in wrote.items() if v is not None and getattr(item, k) == getattr(was, k) == v]  # fmt: skip
            if now is None and len(untouched) == sum(v is not None for v in wrote.values()) > 0 and ("text" in wrote or item.text in drafted):  # fmt: skip
                return None
            new = {k: (now or {}).get(k) for k in untouched if now is not None or k == "impact"}
            item = item.model_copy(update={k: v for k, v in new.items() if v != getattr(item, k)})
            break
    return item


def _action(action: Action, before: Plan) -> Action:
    """A listing whose name counts its outlets counts them again."""
    was = before.found("actions", action.id)
    if was is None or was.outlets == action.outlets or was.name != action.name or action.kind != "listing":
        return action
    for tongue in language.LANGUAGES:
        with language.use(tongue):
            head, tail = _named("\0", was).split("\0")
            if action.name.startswith(head) and action.name.endswith(tail) and len(action.name) > len(head + tail):  # fmt: skip
                article = action.name[len(head) : len(action.name) - len(tail)]
                return action.model_copy(update={"name": _named(article, action)[:120]})
    return action


def _served(action: Action, before: Plan, after: Plan) -> Action:
    """An action that serves the goal which the draft gave it serves the goal of where it is done now, also where that goal went out."""
    was = before.found("actions", action.id)
    if was is None or not action.goal or not action.goal == was.goal == drafts.serves(before, was):
        return action
    now = drafts.serves(after, action)
    return action if now == action.goal else action.model_copy(update={"goal": now})


def _named(article: str, action: Action) -> str:
    return language.say("List {article} in {count} outlets", article=article, count=language.number(len(action.outlets)))  # fmt: skip


def _asked_by(plan: Plan, proposal: Proposal, kind: str) -> list[Action]:
    """The actions that a proposal asks for, where all of them are of one kind."""
    named = [found for id in proposal.actions if (found := plan.found("actions", id)) is not None]
    return named if all(each.kind == kind for each in named) else []


def _goal(plan: Plan) -> Any:
    return next((g for g in plan.goals if (g.level, g.measure) == ("total", "revenue")), None)


def _target(plan: Plan) -> int | None:
    goal = _goal(plan)
    return None if goal is None else int(goal.year())


def _texts(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """All sentences of a plan: kind, id, field and text."""
    for kind, fields in FIELDS.items():
        for item in getattr(plan, kind):
            for field in fields:
                if text := getattr(item, field):
                    yield kind, item.id, field, text


def _names(text: str, cents: int) -> bool:
    """Whether a text names an amount of money, as one of our languages writes it."""
    plain = _plain(text)
    return any(each in plain for each in _written(cents))


@lru_cache(maxsize=64)
def _written(cents: int) -> frozenset[str]:
    """How our languages write an amount of money; a plan has many texts that are asked for the same one."""
    found = set()
    for tongue in language.LANGUAGES:
        with language.use(tongue):
            found |= {_plain(language.short_money(cents / 100)), _plain(language.money(cents / 100))}
    return frozenset(found)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)
