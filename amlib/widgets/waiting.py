"""
Which plans wait for a decision, and what matters of each before it is opened.

A supervisor with several accounts wants to know where to begin: what a plan asks, what it leaves uncovered, how likely it is, how much of it is still to be decided, and who waits since when. What the
plan itself says is read off the plan. How likely its target is depends on the figures of a day, and stands in its document: what that published, and its own first paragraph, are repeated here, so that list and
document cannot disagree.

The plans that were submitted to whoever looks come first, and of those the one that waits longest.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.data import people
from amlib.documents.plan import words as worded
from amlib.editions import archive, binding, memory
from amlib.plan import decided, entries, keeping, records, state, targets
from amlib.widgets import told

if TYPE_CHECKING:
    from amlib.editions.archive import Edition
    from amlib.plan.chain import Entry
    from amlib.plan.items import Proposal
    from amlib.plan.keeping import Kept
    from amlib.plan.model import Plan
    from amlib.widgets.desk import Desk

__all__ = ["Case", "Paper", "cases", "facts", "first", "line", "listed", "paper", "row", "title_of"]


@dataclass(frozen=True)
class Case:
    """
    A plan that waits for a decision.

    Attributes
    ----------
    account : str
    kept : keeping.Kept
        The plan as it was submitted.
    planned : records.Planned
        The same, as documents are told of it.
    handed : entries.Submission
        To whom, and why although something does not hold together.
    decisions : mapping of number to Decision
        Those about its proposals that stand now.
    before : keeping.Kept, optional
        What it is compared with: the version that was adopted before, else the same version as it was submitted before.
    returned : Entry, optional
        Where it was given back before, as the ledger has it.
    """

    account: str
    kept: Kept
    planned: records.Planned
    handed: entries.Submission
    decisions: Mapping[int, records.Decision] = field(default_factory=dict)
    before: Kept | None = None
    returned: Entry | None = None

    @property
    def plan(self) -> Plan:
        """What is decided on."""
        return self.kept.plan

    @property
    def year(self) -> int:
        """The year it is for."""
        return self.plan.year

    @property
    def open(self) -> list[Proposal]:
        """The proposals that nobody decided on yet."""
        return [each for each in self.plan.proposals if each.number not in self.decisions]


@dataclass(frozen=True)
class Paper:
    """
    The document of a plan, or why there is none.

    Attributes
    ----------
    edition : Edition or None
    bound : records.Bound or None
        What an adoption will name.
    why : str
        What is wrong with the document that is there, in the four lines of an error; empty where nothing is, or there is none yet.
    name : str
        What the documents call the account; empty where there are none.
    untied : float
        What the general ledger does not explain of its revenue, with which it cannot be adopted.
    """

    edition: Edition | None
    bound: records.Bound | None
    why: str = ""
    name: str = ""
    untied: float = 0.0

    def chance(self, year: int) -> float | None:
        """How likely the revenue target of the whole account is, as the document published it; None where it did not."""
        if self.edition is None:
            return None
        try:
            told_ = memory.filed(self.edition)["published"]
        except errors.WorkbookError:
            return None
        asked = {"year": year, "level": "total", "measure": "revenue"}
        found = (each["probability"] for each in told_ if asked.items() <= each.items())
        return next((float(one) for one in found), None)

    @property
    def speaks(self) -> str:
        """The language of the document."""
        return html.escape(str(self.edition.manifest.get("language", "")) if self.edition else "", quote=True)

    @property
    def lead(self) -> str:
        """The first paragraph of its bottom line; empty where it cannot be read."""
        if self.edition is None:
            return ""
        import nbformat  # slow to import, and only a list of what waits needs it

        try:
            return archive.bottom_line(nbformat.read(self.edition.folder / "notebook.ipynb", 4)) or ""
        except (OSError, ValueError):
            return ""


def cases(said: Iterable[Entry]) -> list[Case]:
    """
    The plans that were submitted and neither adopted nor given back, the one that waits longest first.

    Parameters
    ----------
    said : iterable of Entry
        The whole ledger, as ``Ledger.read`` gives it.
    """
    said = tuple(said)
    plans = {(each.account, int(each.stream.partition("/")[2])) for each in said if each.kind == "plan"}
    found = [case for account, year in sorted(plans) if (case := _waiting(said, account, year))]
    return sorted(found, key=lambda case: case.kept.at)


def first(found: Iterable[Case], who: str) -> list[Case]:
    """The same, those that were submitted to somebody before the others."""
    return sorted(found, key=lambda case: (not people.same(case.handed.submitted_to, who), case.kept.at))


def paper(place: Desk, case: Case) -> Paper:
    """The document that shows a plan as it was submitted; of several the last."""
    named = (each.manifest.get("account_name") for each in archive.editions(place.output, case.account))
    name = str(next(filter(None, named), ""))
    edition = binding.document(place.output, case.account, case.planned)
    if edition is None:
        return Paper(None, None, "", name)
    try:
        untied = binding.untied(place.output, edition)
        return Paper(edition, binding.bound(edition), "", name, untied)
    except errors.ArchiveError as error:
        return Paper(edition, None, str(error), name)


def line(case: Case, name: str = "") -> str:
    """A plan in one line, as a list that folds out shows it."""
    return language.say(
        "{account}, plan for {year}: submitted by {who} on {day}",
        account=name or case.account, year=str(case.year), who=case.kept.by, day=language.date(case.kept.at.astimezone().date()),
    )  # fmt: skip


def facts(case: Case, shown: Paper, currency: str) -> dict[str, str]:
    """What is asked, what is not covered, and who waits since when."""
    goal = next((g for g in case.plan.goals if (g.level, g.measure) == ("total", "revenue")), None)
    known = {}
    if goal is not None:
        gap = targets.gap(goal, case.plan.actions)
        known[language.say("Target of the year")] = language.short_money(gap.target / 100, currency)
        if (chance := shown.chance(case.year)) is not None:
            known[language.say("Chance of the target")] = worded.chance(chance)
        known[language.say("Revenue not covered by actions")] = (
            language.short_money(gap.uncovered / 100, currency) if gap.uncovered > 0 else language.say("nothing")
        )  # fmt: skip
    known[language.say("Submitted by")] = case.kept.by
    known[language.say("Submitted on")] = told.when(case.kept.at.isoformat())
    known[language.say("Submitted to")] = case.handed.submitted_to or language.MISSING
    return known


def row(case: Case, shown: Paper, currency: str) -> str:
    """A plan in the list, as markup: what it is, its facts, and what its document says of it; that it has none, or one that cannot be adopted."""
    title = html.escape(title_of(case, shown))
    version = html.escape(language.say("plan version {version}", version=language.number(case.plan.version)))
    said = f'<p lang="{shown.speaks}">{html.escape(shown.lead)}</p>' if shown.lead else ""
    if shown.bound is None:
        said = (
            f'<p class="am-missing">{html.escape(language.say("There is no document to decide on yet."))}</p>'
        )
    elif shown.untied:
        held = language.say("Cannot be adopted yet: it does not tie out to the general ledger.")
        said = f'<p class="am-missing">{html.escape(held)}</p>{said}'
    open_ = language.say(
        "{open} of {all} proposals",
        open=language.number(len(case.open)), all=language.number(len(case.plan.proposals)),
    )  # fmt: skip
    known = {language.say("To be decided"): open_, **facts(case, shown, currency)}
    return f'<h3>{title} <span class="am-quiet">{version}</span></h3>{listed(known)}{said}'


def title_of(case: Case, shown: Paper) -> str:
    """What a plan is called."""
    return language.say(
        "The plan of {account} for {year}", account=shown.name or case.account, year=str(case.year)
    )


def listed(known: Mapping[str, str]) -> str:
    """Facts beside each other, as markup."""
    pairs = (f"<div><dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd></div>" for k, v in known.items())
    return f'<dl class="am-facts">{"".join(pairs)}</dl>'


def _waiting(said: tuple[Entry, ...], account: str, year: int) -> Case | None:
    """The plan of a year, if it waits."""
    held = keeping.kept_in(said, account, year)
    if not held or held[-1].plan.state != "submitted":
        return None
    found = decided.submission(said, account, year, held[-1].number)
    handed = found[1] if found else entries.Submission(number=held[-1].number)
    plans = state.records_of(said, account, audience="internal").plans
    planned = next(each for each in plans if (each.year, each.number) == (year, held[-1].number))
    known: Any = decided.decisions(said, account, held[-1].plan)
    return Case(account, held[-1], planned, handed, known, _before(held), _returned(said, account, held))


def _before(held: Sequence[Kept]) -> Kept | None:
    """What a plan is compared with."""
    now, earlier = held[-1].plan, list(held[:-1])
    adopted = [each for each in earlier if each.plan.state == "adopted" and each.plan.version < now.version]
    again = [each for each in earlier if (each.plan.state, each.plan.version) == ("submitted", now.version)]
    found = adopted or again
    return found[-1] if found else None


def _returned(said: Iterable[Entry], account: str, held: Sequence[Kept]) -> Entry | None:
    """Where this version was given back last."""
    began = min(each.number for each in held if each.plan.version == held[-1].plan.version)
    stream = keeping.stream(held[-1].plan.year)
    found = [e for e in said if (e.account, e.stream, e.kind) == (account, stream, "returned") and e.number > began]  # fmt: skip
    return found[-1] if found else None
