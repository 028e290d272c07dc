"""
What a plan that waits is otherwise than before: the first thing that a supervisor asks of an adjustment.

Who adopted a plan in January and gets the next version in May does not read fifteen pages again. They want the version, the reason and whose cause it is, what it does to the year, and then each change
beside what it was. The same is told of a plan that comes back after it was given back: what was asked, and what was done about it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.plan import changes as worded
from amlib.plan import changes
from amlib.widgets import told
from amlib.widgets.waiting import listed

if TYPE_CHECKING:
    from amlib.documents.tables import Table
    from amlib.plan.changes import Change
    from amlib.widgets.waiting import Case

__all__ = ["shown"]

FEW = 6
"""So many changes are shown without being asked for."""


def shown(case: Case, currency: str) -> str:
    """Why there is another version, what it does to the year, and each change in words and money; empty for a plan that is new."""
    if case.before is None:
        return ""
    found = [replace(each, why="", cause="", who="") for each in changes.between(case.before.plan, case.plan)]
    again = case.before.plan.version == case.plan.version
    since = language.say(
        "What changed since it was {state} before, by {who} on {day}"
        if again
        else "What changed since plan version {version}, {state} by {who} on {day}",
        version=language.number(case.before.plan.version), state=language.say(case.before.plan.state), who=case.before.by,
        day=language.date(case.before.at.astimezone().date()),
    )  # fmt: skip
    reading = str(worded.reading(found, currency))
    parts = [
        f"<h3>{html.escape(since)}</h3>",
        listed(_why(case)),
        _asked(case),
        f"<p>{html.escape(reading)}</p>",
    ]
    if found:
        head = language.say_many("the one change", "the {count} changes", len(found))
        open_ = " open" if len(found) <= FEW else ""
        parts.append(
            f'<details{open_}><summary>{html.escape(head)}</summary><div class="am-wide" tabindex="0" role="region" aria-label="{html.escape(head, quote=True)}">{_table(found, currency).html()}</div></details>'
        )
    return f'<section class="am-difference" aria-label="{html.escape(since, quote=True)}">{"".join(parts)}</section>'


def _why(case: Case) -> dict[str, str]:
    """The version, its reason, whose cause it is, and what it does to the year."""
    revision = case.plan.revision
    if revision is None:
        return {}
    return {
        language.say("Reason"): revision.reason,
        language.say("Lies with"): language.say(told.SIDES[revision.cause]),
        language.say("Adjusted by"): language.say(
            "{who}, {day}", who=revision.by, day=language.date(revision.on)
        ),
    }


def _table(found: Sequence[Change], currency: str) -> Table:
    """The changes, without the reason that all of them share: it stands above them."""
    made = worded.table(found, currency)
    worth = any(
        each.money is not None for each in found
    )  # where no change has an effect, a column of dashes says nothing
    keep = -1 if worth else -2
    rows = tuple(
        replace(r, cells=r.cells[:keep], tones=r.tones[:keep] if r.tones else None) for r in made.rows
    )
    return replace(
        made, columns=made.columns[:keep], rows=rows, title=None, note=made.note if worth else None
    )


def _asked(case: Case) -> str:
    """What was asked when it was given back."""
    return "" if case.returned is None else f"<p>{html.escape(told.line(case.returned))}</p>"
