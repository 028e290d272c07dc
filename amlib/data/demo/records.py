"""
What people said about the invented company: promises, reasons and decisions, as its account managers would have kept them.

No table holds these, and a document without them can only show that there are none. So the demo has a few: the promises of ``truth``, reasons that fit the stories and are given in the words of the
account manager, and two decisions of the supervisor that were taken before. They lie beside the tables as one file per account, in the shape in which documents read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from amlib.data.demo import company, people

__all__ = ["records"]

_SUPERVISORS = {"goudveld": "Hendrik Roelfsema", "even-langs": "Ingrid van Schaik"}

# account: effect, level, key, whose doing, in the account manager's words
_REASONS = (
    (
        "goudveld",
        "price",
        "total",
        "",
        "own",
        "De stijging van de rundnotering in 2025 is in december 2025 volledig doorgerekend; Goudveld ging akkoord na onze onderbouwing.",
    ),
    (
        "goudveld",
        "cost",
        "total",
        "",
        "market",
        "De rundnotering steeg tussen mei en oktober 2025 met een zesde; onze inkoop volgt die in drie weken.",
    ),
    (
        "prijsbaken",
        "lost_articles",
        "region",
        "Zuid",
        "customer",
        "In regio Zuid maakten vier artikelen op 4 mei plaats voor het huismerk; de inkoper wilde minder merken in het schap.",
    ),
    (
        "prijsbaken",
        "share",
        "region",
        "Zuid",
        "own",
        "We boden te laat een alternatief aan; het huismerkschap was al ingericht toen ons voorstel kwam.",
    ),
    (
        "noorderhof",
        "lost_outlets",
        "region",
        "Noord",
        "customer",
        "Zes dorpswinkels zijn tussen november 2025 en april 2026 gesloten; de omzet ging maar voor een klein deel naar winkels in de buurt.",
    ),
)

# account: number, about what, what, outcome, days before the end, why, euros a year
_DECISIONS = (
    (
        "goudveld",
        "2026Q2-1",
        "plan",
        "Kleinere verpakking rundergehakt aanbieden voor tweepersoonshuishoudens",
        "adopted",
        -74,
        "Past bij wat bedrijfsleiders vragen; proef in dertig winkels.",
        85_000.0,
    ),
    (
        "goudveld",
        "2026Q2-2",
        "contract",
        "Bonusstaffel 2027 niet langer met terugwerkende kracht",
        "amended",
        -74,
        "Wel inzetten, maar pas bij de jaarafspraak en samen met het serviceniveau.",
        None,
    ),
    (
        "even-langs",
        "2026Q2-1",
        "plan",
        "Openingsactie voor elke nieuwe vestiging in het zuiden",
        "adopted",
        -68,
        "De eerste vier openingen leverden meer op dan begroot.",
        40_000.0,
    ),
    (
        "even-langs",
        "2026Q2-2",
        "plan",
        "Vestigingen met minder dan € 500 per week niet meer bezoeken",
        "rejected",
        -68,
        "Eerst kijken of bellen werkt; een vestiging zonder bezoek verliezen we uit het oog.",
        None,
    ),
)


def records(commitments: list[dict[str, object]], until: date) -> Mapping[str, dict[str, object]]:
    """
    The records of every account of the invented company.

    Parameters
    ----------
    commitments : list of dict
        As ``truth.commitments`` gives.
    until : date
        The last day with figures; reasons are about the quarter in which it falls.

    Returns
    -------
    mapping of account to dict
        ``account``, ``reasons``, ``commitments``, ``decisions``: plain values.
    """
    return {
        one.account: {
            "account": one.account,
            "reasons": _reasons(one.account, until),
            "commitments": [
                {name: value for name, value in said.items() if name != "account"}
                for said in commitments
                if said["account"] == one.account
            ],
            "decisions": _decisions(one.account, until),
        }
        for one in company.CHAINS
    }


def _reasons(account: str, until: date) -> list[dict[str, object]]:
    """Why the causes of the quarter came about, said a week after it."""
    return [
        {
            "period": f"{until.year}Q{(until.month + 2) // 3}",
            "effect": effect,
            "level": level,
            "key": key,
            "cause": cause,
            "text": text,
            "author": people.MANAGERS[account],
            "said_on": (until + timedelta(days=7)).isoformat(),
        }
        for whose, effect, level, key, cause, text in _REASONS
        if whose == account
    ]


def _decisions(account: str, until: date) -> list[dict[str, object]]:
    """What the supervisor decided about proposals of the quarter before."""
    return [
        {
            "proposal": proposal,
            "subject": subject,
            "what": what,
            "outcome": outcome,
            "decided_on": (until + timedelta(days=days)).isoformat(),
            "decided_by": _SUPERVISORS[account],
            "reason": reason,
            "effect": effect,
        }
        for whose, proposal, subject, what, outcome, days, reason, effect in _DECISIONS
        if whose == account
    ]
