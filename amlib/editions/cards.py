"""
The card of an edition: the facts of its cover, and how they are said.

Page, print and portal show the same facts: what kind of document it is, about whom and when, for whose eyes, in what state, from which data. They travel as plain words in the notebook's own
metadata, so that a notebook that is carried away still knows what it is; here they are read back, and said in the language in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nbformat import NotebookNode

from amlib import language, periods

__all__ = ["Card"]

KINDS = {
    "market_analysis": "Market analysis",
    "competitor_overview": "Competitor overview",
    "annual_plan": "Annual plan",
    "results_evaluation": "Results evaluation",
    "account_care": "Account care",
    "outlet_guidance": "Outlet guidance",
    "contract_brief": "Contract brief",
    "portfolio_review": "Portfolio review",
}


@dataclass(frozen=True)
class Card:
    """
    What an edition is: the facts of its cover. An ordinary notebook has none of them and is still a document.

    The document of a plan is about a ``year``, in which its figures do not lie: they reach up to the ``period``. ``plan`` is the version of the plan that it shows, which is counted
    otherwise than the ``version`` of the document; empty where nobody has kept one.
    """

    document: str = ""
    title: str = ""
    account: str = ""
    account_name: str = ""
    period: str = ""
    audience: str = ""
    language: str = "nl"
    company: str = ""
    invented: bool = False
    freeze: str = ""
    as_of: str = ""
    version: str = ""
    state: str = ""
    code: str = ""
    year: str = ""
    plan: str = ""

    @classmethod
    def of(cls, notebook: NotebookNode) -> Card:
        """The card in a notebook's metadata; what is missing there keeps its default."""
        given = notebook.metadata.get("amlib", {})
        known = {name: given[name] for name in cls.__dataclass_fields__ if given.get(name) is not None}
        words = {name: str(value) for name, value in known.items() if name != "invented"}
        return cls(invented=bool(known.get("invented", False)), **words)

    @property
    def kind(self) -> str:
        """The kind of document, in words."""
        if self.document in KINDS:
            return language.say(KINDS[self.document])
        return self.document.replace("_", " ").strip().capitalize()

    @property
    def period_words(self) -> str:
        """The period, in words."""
        return language.period(periods.parse(self.period)) if self.period else ""

    @property
    def audience_words(self) -> str:
        """Who may read it, in words."""
        known = {"internal": language.say("internal use only"), "customer": language.say("for the customer")}
        return known.get(self.audience, self.audience)

    @property
    def state_words(self) -> str:
        """Version and state, in words; a plan has versions of its own, so of its document it is said whose."""
        known = {
            "draft": language.say("draft"),
            "submitted": language.say("submitted"),
            "adopted": language.say("adopted"),
            "superseded": language.say("superseded"),
        }
        state = known.get(self.state, self.state)
        number = self.version.lstrip("v")
        version = language.say("version {number}", number=number) if number else ""
        if not self.year:
            return ", ".join(filter(None, (version, state)))
        plan = (
            language.say("plan version {number}, {state}", number=self.plan, state=state)
            if self.plan
            else language.say("drawn up, not kept yet")
        )
        return " · ".join(filter(None, (plan, language.say("document {number}", number=number) if number else "")))  # fmt: skip

    @property
    def subject(self) -> str:
        """What kind of document it is, and about when."""
        if self.year:
            return language.say("{kind} {year}", kind=self.kind, year=self.year)
        return " · ".join(filter(None, (self.kind or self.title, self.period_words)))

    @property
    def day(self) -> date | None:
        """The day of the data."""
        return date.fromisoformat(self.as_of[:10]) if self.as_of else None

    def facts(self) -> list[tuple[str, str]]:
        """Label and value of each fact that is known, in the order of the cover."""
        rows = [
            (
                language.say("Figures up to and including") if self.year else language.say("Period"),
                self.period_words,
            ),
            (language.say("Supplier"), self.company),
            (language.say("Audience"), self.audience_words),
            (language.say("State"), self.state_words),
            (language.say("Data as of"), language.date(self.day) if self.day else ""),
            (language.say("Fingerprint of the data"), self.freeze[:12]),
        ]
        return [(label, value) for label, value in rows if value]
