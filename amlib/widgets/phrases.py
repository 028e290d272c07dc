"""
What the drafting form says in words: its buttons, what is kept, who changed what, what stands in the way.

The browser draws and the sitting decides; what is read stands here, in the language of the workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.documents.plan import changes as worded
from amlib.documents.plan import wanted
from amlib.plan import checks, targets
from amlib.widgets import answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.plan.items import Action, Proposal, Term
    from amlib.plan.keeping import Clash
    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle
    from amlib.plan.texts import Gone
    from amlib.widgets.ground import Ground
    from amlib.widgets.kept import Came, Standing

__all__ = [
    "causes",
    "extreme",
    "head",
    "lacking",
    "loose",
    "merged",
    "proposed",
    "question",
    "status",
    "unasked",
    "went",
    "words",
]

_STATES = {"draft": "draft", "submitted": "submitted", "adopted": "adopted", "superseded": "superseded"}
FEW = 5
"""How many rows a notice names one by one."""
MOST = 12
"""How many changes of others are told one by one."""


def words(*, served: bool = False) -> dict[str, str]:
    """The form's own words; ``served``: it stands in a page of its own, and in no notebook."""
    return {
        "undo": language.say("Undo"),
        "redo": language.say("Redo"),
        "save": language.say("Save now"),
        "submit": language.say("Submit"),
        "author": language.say("Who writes"),
        "not_you": language.say("not you?"),
        "board": language.say("What the plan does to the year"),
        "what_if": language.say("What if …"),
        "take": language.say("Take over as the target"),
        "take_help": language.say(
            "The year as the sliders make it becomes the target of the whole account, and is divided over groups and outlets"
        ),
        "rest": language.say("Back to the plan"),
        "sheets": language.say("Parts of the plan"),
        "hand": language.say("Divide the total"),
        "hand_help": language.say(
            "The targets of groups and outlets follow that of the whole account, in their present proportions"
        ),
        "way": language.say("How the total is divided"),
        "to_correct": language.say("In this sheet a cell is marked: look there what must be corrected"),
        "unsaved": language.say("Not saved yet …"),
        "dead": language.say(
            "No answer: the forms have stopped. What was not saved yet stays here and in this browser; start ‘amlib forms’ again, and open the address that it gives."
        )
        if served
        else language.say(
            "No answer: the notebook's kernel has stopped. What was not saved yet stays here and in this browser; start the kernel and run this cell again to go on."
        ),
        "merge": language.say("Save with these choices"),
        "read": language.say("I have read it"),
        "kept": language.say("Saved"),
        "not_kept": language.say("Not saved: look above"),
        "stopped": language.say("No answer: look above"),
        "notices": language.say("What was told"),
        "left": language.say("This was typed earlier in this browser and was not saved:"),
        "put_back": language.say("Put it back in the plan"),
        "leave_out": language.say("Leave it out"),
        "propose": language.say("Make the proposal"),
        "submit_title": language.say("Submit the plan"),
        "to": language.say("To whom"),
        "reason": language.say("Why it is submitted nevertheless"),
        "send": language.say("Submit now"),
        "cancel": language.say("Not yet"),
        "adjust": language.say("Adjust the plan"),
        "adjust_lead": language.say(
            "This begins the next version of the plan, as a draft. The adopted one holds until that is adopted."
        ),
        "adjust_why": language.say("What changed, in a sentence"),
        "adjust_cause": language.say("With whom it lies"),
        "adjust_go": language.say("Begin the next version"),
        "worked": language.say("Worked in"),
        "make": language.say("Make the document"),
        "make_again": language.say("Make the document again"),
        "make_title": language.say("The document of this plan"),
        "page": language.say("open the page in a window of its own"),
        "print": language.say("open the print"),
    }


def head(ground: Ground, plan: Plan, tongue: str, author: str = "") -> dict[str, str]:
    """What stands above the form; whose account it is, where somebody else writes."""
    told = language.say(
        "plan version {version}; amounts in {currency} and {unit}",
        version=plan.version,
        currency=ground.currency,
        unit=ground.unit,
    )
    return {
        "lang": tongue,
        "title": language.say("Annual plan {year} for {name}", year=str(plan.year), name=ground.name),
        "sub": f"{told} · {language.say('Invented data')}" if ground.invented else told,
        "whose": _whose(ground.manager, author),
    }


def _whose(manager: str, author: str) -> str:
    if manager in ("", language.MISSING, author):
        return ""
    return language.say("The account manager of this account is {manager}. What is changed here is changed by {author}.", manager=manager, author=author)  # fmt: skip


def status(kept: Standing, *, beside: int, same: bool, waits: bool, fault: str) -> dict[str, str]:
    """Whether all is kept: the line that is always in sight."""
    state = language.say(_STATES[kept.plan.state])
    if fault:
        return {"text": language.say("Not saved: {what}", what=fault), "tone": "error", "state": state}
    parts = []
    if waits:
        parts.append(language.say("Not saved: choose first between what you and the other wrote."))
    elif not same:
        parts.append(language.say("Not saved yet …"))
    elif kept.at is None:
        parts.append(language.say("The first draft, from the figures. Nothing was changed yet."))
    else:
        moment = kept.at.astimezone()
        parts.append(
            language.say(
                "Saved on {day} at {time} by {name}: plan version {version}.",
                day=language.date(moment.date()),
                time=moment.strftime("%H:%M:%S"),
                name=kept.by,
                version=kept.plan.version,
            )
        )
    if beside:
        parts.append(
            language.say_many(
                "One cell could not be read and is not in the plan.",
                "{count} cells could not be read and are not in the plan.",
                beside,
            )
        )
    kept_all = same and not waits and not beside
    return {"text": " ".join(parts), "tone": "saved" if kept_all else "unsaved", "state": state}


def merged(came: Came) -> dict[str, Any]:
    """What others changed meanwhile, and what both changed; empty where nobody did."""
    if came.clashes:
        names = language.listing(sorted({clash.by for clash in came.clashes}))
        return {
            "tone": "warned",
            "title": language.say("{names} changed the same as you. Which is to hold?", names=names),
            "lines": _changed(came),
            "clashes": [_clash(clash) for clash in came.clashes],
        }
    if not came.theirs:
        return {}
    names = language.listing(sorted({change.who for change in came.theirs}))
    return {
        "tone": "told",
        "title": language.say("{names} changed this plan meanwhile. It is in your plan now:", names=names),
        "lines": _changed(came),
    }


def causes() -> list[list[str]]:
    """With whom the cause of an adjustment can lie: its name and its words."""
    return [[name, language.say(answered.CAUSES[name])] for name in answered.CAUSES]


def loose(proposals: Sequence[Proposal], actions: Sequence[Action], currency: str = "EUR") -> dict[str, Any]:
    """What is asked when proposals are taken out whose actions stay, and what each of these is; empty where none does."""
    if not actions:
        return {}
    numbers = language.listing([each.id for each in proposals])
    listed = language.listing(_some([each.id for each in actions]))
    return {
        "tone": "told",
        "title": language.say_many(
            "Proposal {numbers} is out of the plan. What it asked for stays: {actions}.",
            "Proposals {numbers} are out of the plan. What they asked for stays: {actions}.",
            len(proposals),
            numbers=numbers,
            actions=listed,
        ),
        "lines": _some([_action(each, currency) for each in actions]),
        "offer": {
            "kind": "along",
            "ids": [each.id for each in actions],
            "label": language.say("Take out {actions} too", actions=listed),
            "stay": language.say("Leave {actions} in the plan", actions=listed),
        },
    }


def _action(action: Action, currency: str) -> str:
    """An action, with what revenue it is to bring and what it costs."""
    if action.revenue is None:
        return language.say(
            "{id}: {name}, of which nobody said what it brings", id=action.id, name=action.name
        )
    return language.say(
        "{id}: {name}, revenue {revenue}, cost {cost}",
        id=action.id,
        name=action.name,
        revenue=language.short_money(action.revenue.expected / 100, currency),
        cost=language.short_money(action.cost / 100, currency),
    )


def extreme(names: Sequence[str]) -> dict[str, Any]:
    """Which targets became extreme as the total was divided; empty where none did."""
    if not names:
        return {}
    return {
        "tone": "told",
        "title": language.say_many(
            "By dividing, one target became extreme: its chance without actions is now below {stretch}. Undo takes the dividing back.",
            "By dividing, {count} targets became extreme: their chance without actions is now below {stretch}. Undo takes the dividing back.",
            len(names),
            stretch=language.percent(targets.BANDS["stretch"], 0),
        ),
        "lines": _some(names),
    }


def _some(told: Sequence[str]) -> list[str]:
    """The first of what is told, and how many more there are: so that what can be done about it stays in sight."""
    if len(told) <= FEW:
        return list(told)
    more = len(told) - FEW + 1
    return [*told[: FEW - 1], language.say_many("{count} more", "{count} more", more)]


def proposed(made: Sequence[Proposal]) -> dict[str, Any]:
    """The proposals that were made for what is otherwise than agreed; empty where none was."""
    if not made:
        return {}
    return {
        "tone": "told",
        "title": language.say_many("This is a proposal now:", "These are proposals now:", len(made)),
        "lines": [f"{each.number}. {each.text}" for each in made],
    }


def unasked(terms: Sequence[Term]) -> dict[str, Any]:
    """What is offered when terms are otherwise than agreed and no proposal asks for them; empty where none is."""
    if not terms:
        return {}
    listed = language.listing([wanted.named(term) for term in terms])
    return {
        "tone": "told",
        "title": language.say("Otherwise than is agreed, and no proposal asks for it: {terms}. The supervisor decides on what is asked; where it is rejected, what is agreed holds.", terms=listed),
        "offer": {"kind": "propose", "ids": [], "label": language.say("Make the proposal")},
    }  # fmt: skip


def went(gone: Sequence[Gone]) -> dict[str, Any]:
    """What went out by itself with the last edit; empty where nothing did."""
    if not gone:
        return {}
    return {
        "tone": "told",
        "title": language.say("This went out with it: the draft wrote it, and what it says is no longer so. Undo brings it back."),
        "lines": [f"{checks.one(each.kind)} {each.id}: {each.text}" for each in gone],
    }  # fmt: skip


def question(
    obstacles: Sequence[Obstacle],
    *,
    to: str,
    reason: str = "",
    fault: str = "",
    notes: Sequence[str] = (),
    short: Sequence[str] = (),
) -> dict[str, Any]:
    """What is asked before a plan is handed over, what no action covers (``short``), and what is said with it."""
    return {
        "open": True,
        "to": to,
        "reason": reason,
        "fault": fault,
        "lead": language.say("This stands in the way:")
        if any(not each.arguable for each in obstacles)
        else language.say(
            "This stands in the way, unless you say why the plan is submitted nevertheless. What then follows stands with it:"
        ),
        "obstacles": [{"what": each.what, "then": each.then} for each in obstacles],
        "free": _free(obstacles, short),
        "unasked": any(each.kind == "terms" for each in obstacles),
        "notes_lead": language.say("This is said with it:"),
        "notes": list(notes),
    }


def _free(obstacles: Sequence[Obstacle], short: Sequence[str]) -> str:
    """That the plan can be submitted, where it can; and what no action covers, which holds nobody up."""
    if not short:
        return "" if obstacles else language.say("Nothing stands in the way.")
    values = {"what": language.listing(list(short))}
    if obstacles:
        return language.say("The actions do not cover all that is asked, which holds nothing up: not covered is {what}.", **values)  # fmt: skip
    return language.say("You can submit this plan. The actions do not cover all that is asked: not covered is {what}. Your supervisor reads that on the first page.", **values)  # fmt: skip


def lacking(obstacles: Sequence[Obstacle], to: str, reason: str) -> str:
    """What is missing before a plan can be handed over; empty where nothing is."""
    stuck = [each.what for each in obstacles if not each.arguable]
    if stuck:
        return language.say("correct this first: {what}", what="; ".join(stuck))
    if not to:
        return language.say("say to whom the plan is submitted")
    if obstacles and not reason:
        return language.say("say why the plan is submitted although this stands in the way")
    return ""


def _changed(came: Came) -> list[str]:
    """The changes of others, the first of them in words."""
    told = [
        language.say(
            "{what}: {before} → {after}",
            what=worded.what(change),
            before=worded.shown(change.before, change.measure) if not change.came else language.MISSING,
            after=language.say("taken out") if change.went else language.say("new") if change.came else worded.shown(change.after, change.measure),
        )
        for change in came.theirs[:MOST]
    ]  # fmt: skip
    more = len(came.theirs) - len(told)
    return [*told, *([language.say("and {count} more", count=language.number(more))] if more > 0 else [])]


def _clash(clash: Clash) -> dict[str, str]:
    row = worded.conflicts([clash]).rows[0].cells
    return {
        "key": clash.key,
        "what": str(row[0]),
        "mine": str(row[2]),
        "theirs": str(row[3]),
        "mine_word": language.say("you:"),
        "theirs_word": language.say("{name}:", name=clash.by),
    }
