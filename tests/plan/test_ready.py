"""What stands in the way of a submission: all of it, in words, and whether a reason can overrule it."""

from __future__ import annotations

from datetime import date

import pytest

from amlib.analysis.results import TieOut
from amlib.plan import findings, model, ready
from amlib.plan.items import Activity
from tests.plan import examples

KNOWN = {"outlets": examples.OUTLETS, "groups": examples.GROUPS, "owners": examples.OWNERS}


def action(**values):
    """The small plan with one action that is wrong."""
    held = (examples.action(goal="G2", groups=("beef",), **values), *examples.plan().actions[1:])
    return examples.plan().model_copy(update={"actions": held})


# what is wrong                                                                 words                                             may a reason overrule it
FAULTS = [
    (action(owner="Zoë"), "actie A1: Zoë hoort niet bij de mensen van dit plan", True),
    (action(outlets=("009",)), "actie A1: 009 is geen vestiging", True),
    (examples.plan().with_goal(examples.goal(target=(99,) * 12)), "doel G1: het doel van alle productgroepen samen is € 12,00, van de hele klant € 11,88: een verschil van € 0,12", True),
    (action(begins=date(2026, 4, 1)), "actie A1: 1 april 2026 ligt niet in 2027", False),
    (action(begins=date(2027, 5, 1)), "actie A1: het eindigt op 30 april 2027, vóór het begin op 1 mei 2027", False),
    (action(cost=-1), "actie A1: het kostenbedrag is minder dan niets", False),
    (examples.plan().model_copy(update={"goals": (examples.goal(target=(-1,) * 12),)}), "doel G1: het doel is minder dan niets", False),
    (action(name=" "), "actie A1: er staat niets", False),
    (examples.plan().model_copy(update={"activities": (Activity(id="V1", outlet="002", kind="visit", months=(-1,) * 12),)}), "activiteit V1: een maand is minder dan niets", False),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "words", "arguable"), FAULTS)
def test_what_is_wrong_with_a_plan_stands_in_its_way(plan, words, arguable):
    found = ready.of_faults(model.faults(plan, **KNOWN))
    (one,) = [each for each in found if each.what.startswith(words[:10]) and each.arguable == arguable][:1]
    assert one.kind == "fault"
    assert words in one.what.replace("\N{NO-BREAK SPACE}", " ")
    assert one.then.startswith("Met uw reden" if arguable else "Dit moet eerst worden verbeterd")


def test_a_sound_plan_has_nothing_in_its_way():
    assert ready.of_faults(model.faults(examples.plan(), **KNOWN)) == ()


def test_only_findings_that_are_errors_stand_in_the_way_and_the_tie_out_once():
    found = [
        findings.made("supplier_missing"),
        findings.made("market_late", months=3),
        findings.made("does_not_tie", money=5.0),
    ]
    (one,) = ready.of_findings(found, lambda one: f"<{one.code}>", lambda one: "Vraag het na.")
    assert (one.kind, one.what, one.arguable) == ("finding", "<supplier_missing>", True)
    assert one.then == "Met uw reden kan het plan zo worden ingediend en vastgesteld. Vraag het na."


@pytest.mark.parametrize(
    ("status", "difference", "words"),
    [
        ("ties", 0.0, []),
        (
            "does_not_tie",
            -1234.5,
            ["de cijfers sluiten niet aan op het grootboek: −€ 1.234,50 is onverklaard"],
        ),
        ("not_supplied", float("nan"), []),
        ("part", float("nan"), []),
    ],
)
def test_figures_that_do_not_tie_out_stand_in_the_way(status, difference, words):
    found = ready.of_tie_out(TieOut(status, 1.0, 1.0, (), difference))
    assert [each.what.replace("\N{NO-BREAK SPACE}", " ") for each in found] == words
    assert all(each.arguable and "pas vaststellen als dit is opgelost" in each.then for each in found)


def test_figures_that_could_not_be_looked_at_stand_in_the_way():
    (one,) = ready.unchecked("er is nog geen freeze")
    assert (one.kind, one.what) == (
        "unchecked",
        "de cijfers konden niet worden nagekeken: er is nog geen freeze",
    )
    assert "kan niet worden vastgesteld" in one.then
