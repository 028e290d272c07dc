"""
What became of the plan, in the words of the form: given back and why, decided and how, adopted on which document, begun anew from which version.

It stands above everything else in the form, for as long as it holds: also for who opens the plan days later, and has never seen the message of that moment. What was decided otherwise and is not
in the actions yet is told with it until it is.

Two things have a version: the plan (1, 2, as it was adopted and adjusted) and its document (v1, v2, as it was made again). They are never both just called a version here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.widgets import told

if TYPE_CHECKING:
    from amlib.plan.answers import Answer, Answers
    from amlib.plan.model import Plan

__all__ = ["CAUSES", "decided", "shown", "summary", "to_work_in"]

CAUSES = told.SIDES
"""Whose cause an adjustment can have."""


def shown(answers: Answers, plan: Plan) -> dict[str, Any]:
    """
    What stands above the form.

    Returns
    -------
    dict
        ``tone``; ``title``; ``lines``; ``answers``: what was decided, a line per proposal, with its ``tone``; ``left``: what is still to be worked in, with its ``number``; ``adjust``: whether the plan can be adjusted.
        Empty where nothing became of the plan yet.
    """
    lines = _lines(answers, plan)
    left = [{"number": one.number, "text": text} for one, text in _left(answers, plan)]
    if not lines and not left:
        return {}
    tone = "warned" if answers.returned and plan.state == "draft" else "told"
    return {
        "tone": tone,
        "title": lines[0] if lines else "",
        "lines": lines[1:],
        "answers": [_answer(each) for each in answers.answers]
        if plan.state != "submitted" or answers.answers
        else [],
        "answers_title": summary(answers),
        "left": left,
        "left_title": language.say("Adopted otherwise than proposed, and not in the actions yet:")
        if left
        else "",
        "left_help": _left_help(plan) if left else "",
        "adjust": plan.state == "adopted",
    }


def decided(answers: Answers) -> dict[int, str]:
    """What stands about each proposal, for its row in the sheet."""
    return {each.number: _verdict(each) for each in answers.answers}


def summary(answers: Answers) -> str:
    """What was decided about the proposals, in one sentence; empty where nothing was."""
    if not answers.answers:
        return ""
    standing = [each.decision.outcome for each in answers.answers if each.stands]
    told_ = language.say(
        "Decided: {adopted} adopted as proposed, {amended} adopted with changes, {rejected} rejected.",
        **{name: language.number(standing.count(name)) for name in ("adopted", "amended", "rejected")},
    )
    again = len(answers.answers) - len(standing)
    if not again:
        return told_
    more = language.say_many(
        "One was put in other words since, and is asked again.",
        "{count} were put in other words since, and are asked again.",
        again,
    )
    return f"{told_} {more}"


def to_work_in(answers: Answers, plan: Plan) -> list[str]:
    """What was adopted with changes and is not in the actions yet, a line each."""
    return [text for _, text in _left(answers, plan)]


def _lines(answers: Answers, plan: Plan) -> list[str]:
    """What happened last first, and then what it is about."""
    if plan.state == "submitted" and answers.submitted:
        return [_submitted(answers, plan)]
    if plan.state == "adopted" and answers.adopted:
        return _adopted(answers, plan)
    if plan.state != "draft":
        return []
    lines = []
    if answers.returned:
        back = answers.returned
        lines += [
            language.say("{name} gave this plan back on {when}: “{why}”", name=back.by, when=told.when(back.at.isoformat()), why=back.why),
            language.say("Change what must be otherwise and submit it again. What was decided stays for proposals whose words stay as they are."),
        ]  # fmt: skip
    if plan.revision and answers.holds:
        lines += [
            language.say(
                "This is plan version {version}. {name} began it on {day} from plan version {before}: “{why}” (lies with {side}).",
                version=plan.version, name=plan.revision.by, day=language.date(plan.revision.on), before=plan.version - 1, why=plan.revision.reason, side=language.say(CAUSES[plan.revision.cause]),
            ),
            language.say("Plan version {version} holds until this one is adopted.", version=answers.holds),
        ]  # fmt: skip
    return lines


def _submitted(answers: Answers, plan: Plan) -> str:
    handed = answers.submitted
    assert handed is not None  # asked before
    when = told.when(handed.at.isoformat())
    done = sum(each.stands for each in answers.answers)
    first = language.say("Submitted to {name} on {when}. The plan can be read here, and is changed again when it is given back.", name=handed.to or language.MISSING, when=when)  # fmt: skip
    if not plan.proposals:
        return first
    count = language.say_many("{done} of one proposal decided.", "{done} of {count} proposals decided.", len(plan.proposals), done=language.number(done))  # fmt: skip
    return f"{first} {count}"


def _adopted(answers: Answers, plan: Plan) -> list[str]:
    adopted = answers.adopted
    assert adopted is not None  # asked before
    when = told.when(adopted.at.isoformat())
    first = language.say("{name} adopted plan version {version} on {when}.", name=adopted.by, version=plan.version, when=when)  # fmt: skip
    if adopted.bound:
        folder, _, number = adopted.bound.edition.rpartition("/")
        first += " " + language.say("It was decided on document {number} ({folder}).", number=number, folder=folder)  # fmt: skip
    lines = [first]
    if adopted.why:
        lines.append(language.say("With it: {what}.", what=adopted.why))
    lines.append(
        language.say("An adopted plan is not changed any more. What must be otherwise goes into the next version of the plan, with a reason; this one holds until that is adopted.")
    )  # fmt: skip
    return lines


def _answer(answer: Answer) -> dict[str, str]:
    tones = {"adopted": "better", "amended": "noted", "rejected": "worse"}
    text = language.say("Proposal {number}, {what}: {verdict}", number=answer.number, what=answer.text, verdict=_verdict(answer))  # fmt: skip
    return {"text": text, "tone": tones[answer.decision.outcome] if answer.stands else "again"}


def _verdict(answer: Answer) -> str:
    verdict = told.decided(answer.decision)
    if answer.stands:
        return verdict
    return language.say("asked again; in other words it was {verdict}", verdict=verdict)


def _left(answers: Answers, plan: Plan) -> Sequence[tuple[Any, str]]:
    return [
        (
            one,
            language.say(
                "Proposal {number}: instead “{what}”, in {actions}",
                number=one.number, what=one.decision.instead, actions=language.listing(list(one.asked)),
            )
            if one.asked
            else language.say("Proposal {number}: instead “{what}”; it names no action", number=one.number, what=one.decision.instead),
        )
        for one in answers.left(plan)
    ]  # fmt: skip


def _left_help(plan: Plan) -> str:
    if plan.state == "adopted":
        return language.say("Adjust the plan and change the actions, or say that it is worked in.")
    if plan.state == "draft":
        return language.say("Change the actions, or say that it is worked in.")
    return language.say("It can be worked in when the plan is adjusted, or given back.")
