"""Targets that do not belong together: what is doubted, what the plan explains itself, and what is too small to be told."""

import pytest

from amlib.plan import consistency, model
from amlib.plan.items import Goal, Range
from tests.plan import examples

NOTHING: tuple[str, ...] = ()
BASE = {"revenue": 1_000_00, "quantity": 100, "margin": 200_00}
"""A month without action: 1,000 of revenue, 100 kg, 200 of margin; so 10.00 per kg, of which a fifth is margin."""


def goal(measure, change):
    base = BASE[measure] * 1_000
    return Goal(id=measure, name=measure, measure=measure, baseline=(base,) * 12, target=(round(base * (1 + change)),) * 12)  # fmt: skip


def plan(revenue, quantity, margin, *actions):
    """Targets that lie so far from the year without action, and actions that bring such parts of it."""
    goals = tuple(goal(*each) for each in zip(BASE, (revenue, quantity, margin), strict=True))
    return examples.plan().model_copy(update={"goals": goals, "actions": actions, "proposals": ()})


def bringing(revenue=0.0, quantity=0.0, margin=0.0, **more):
    """An action that brings such a part of the year without action."""
    brought = zip(BASE, (revenue, quantity, margin), strict=True)
    effects = {name: Range.certain(round(BASE[name] * 12_000 * part)) for name, part in brought}
    return examples.action(**effects, **more)


def codes(made):
    return [one.code for one in consistency.of(made)]


# growth asked of revenue, quantity and margin, and actions → the doubts
CASES = [
    ("all the same", plan(0.03, 0.03, 0.03), NOTHING),
    ("all below, revenue too", plan(-0.01, -0.01, -0.01), NOTHING),
    ("revenue raised alone, from a draft below the year without action", plan(0.027, -0.01, -0.01), ("below",)),
    ("revenue as without action", plan(0.0, -0.01, 0.0), ("below",)),
    ("margin alone below", plan(0.01, 0.01, -0.03), ("below",)),
    ("so little that it reads as nothing", plan(0.0, -0.0004, -0.0004), NOTHING),
    ("revenue raised alone, from a draft at the year without action", plan(0.05, 0.0, 0.0), ("price", "rate")),
    ("two percent may be off", plan(0.019, 0.0, 0.0), NOTHING),
    ("a price that falls", plan(0.0, 0.05, 0.0), ("price",)),
    ("margin raised alone", plan(0.0, 0.0, 0.03), ("rate",)),
    # 1,030 for 105 kg is 9.81, as with the actions; for 108 kg it is 9.54, and 9.81 less 2% of 10.00 is 9.61
    ("the actions sell what is cheap", plan(0.03, 0.05, 0.03, bringing(0.03, 0.05, 0.03)), NOTHING),
    ("and no further than they do", plan(0.03, 0.08, 0.03, bringing(0.03, 0.05, 0.03)), ("price",)),
    ("a price that costs kilograms", plan(0.02, -0.03, 0.02, bringing(0.02, -0.03, 0.02, kind="price")), NOTHING),
    ("more kilograms less than it costs", plan(0.02, -0.05, 0.02, bringing(0.02, -0.03, 0.02, kind="price")), ("below",)),
    ("an action that costs margin", plan(0.02, 0.02, -0.01, bringing(0.02, 0.02, 0.0, cost=round(BASE["margin"] * 120))), NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(("made", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_doubted(made, found):
    assert tuple(codes(made)) == found


def test_a_doubt_holds_the_figures_that_its_sentence_needs():
    (below,) = consistency.of(plan(0.027, -0.01, -0.012))
    assert below.values == pytest.approx({"revenue": 0.027, "quantity": -0.01, "margin": -0.012})
    price, rate = consistency.of(plan(0.05, 0.0, 0.0, bringing(0.02)))
    # 1,050 ÷ 100 kg, and with the action 1,020; 200 ÷ 1,050 and ÷ 1,020
    assert price.values == pytest.approx({"asked": 10.50, "without": 10.0, "acted": 10.20})
    assert rate.values == pytest.approx({"asked": 200 / 1050, "without": 0.2, "acted": 200 / 1020})


def test_what_is_not_there_is_not_held_against_anything():
    made = plan(0.05, 0.0, 0.0)
    revenue, quantity, margin = made.goals
    nothing = quantity.model_copy(update={"baseline": (0,) * 12})
    loss = margin.model_copy(update={"baseline": (-1,) * 12})
    for goals in ((), (revenue,), (quantity, margin), (revenue, nothing, loss)):
        assert codes(made.model_copy(update={"goals": goals})) == []


def test_a_doubt_is_no_fault():
    """It may be meant: it stands in nobody's way."""
    found = model.faults(plan(0.027, -0.01, -0.01), outlets=examples.OUTLETS, groups=examples.GROUPS, owners=examples.OWNERS)  # fmt: skip
    assert codes(plan(0.027, -0.01, -0.01)) == ["below"]
    assert list(found) == []
