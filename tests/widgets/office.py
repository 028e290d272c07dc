"""An office in a folder: a ledger with a plan that was submitted, its document in the archive, and desks to sit at."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from amlib.editions import archive, memory
from amlib.plan import keeping, ledger, state, workflow
from amlib.plan.items import Action, Proposal, Range
from amlib.plan.model import Plan
from amlib.widgets.desk import Desk
from tests.plan import examples

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ACCOUNT, YEAR = "goudveld", 2027
PAGE = "<!doctype html><title>Jaarplan</title><h1 id='plan'>Jaarplan 2027</h1><p><a href='#plan'>plan</a></p>"
PROPOSALS = (
    Proposal(number=1, subject="plan", text="Herhaal de winteractie", reason="Zij bracht volume.", effect=Range(low=925000, expected=1850000, high=2590000), actions=("A1",)),
    Proposal(number=2, subject="contract", text="Leg de bonusstaffel vast op afzet"),
    Proposal(number=3, subject="plan", text="Vraag schapruimte voor <kip> & meer"),
)  # fmt: skip


def at(output: Path, author: str = "Pieter", **more: Any) -> Desk:
    """A desk of somebody."""
    return Desk(ledger.open(f"sqlite:///{output / 'ledger.sqlite'}"), author, output, **more)


def plan() -> Plan:
    """Three proposals, one of which asks for an action."""
    action: Action = examples.action("A1", name="Winteractie rundvlees")
    return Plan(account=ACCOUNT, year=YEAR, goals=(examples.goal(),), actions=(action,), proposals=PROPOSALS)


def submit(output: Path, *, reason: str = "", filed: bool = True) -> Desk:
    """Sanne submits her plan to Pieter, and its document is filed; Pieter's desk."""
    desk = at(output)
    keeping.save(desk.ledger, plan(), author="Sanne", at=AT, seen=None)
    workflow.submit(desk.ledger, ACCOUNT, YEAR, to="Pieter", author="Sanne", at=AT, reason=reason)
    if filed:
        file(desk)
    return desk


def file(desk: Desk, page: str = PAGE, lead: str = "", chance: float = 0.0) -> archive.Edition:
    """The document of the plan as it is now, with the first paragraph of its bottom line, and how likely it says that the target is."""
    told = state.records_of(desk.ledger.read(), ACCOUNT, audience="internal")
    draft = desk.output / "draft"
    (draft / "inputs").mkdir(parents=True)
    (draft / "inputs" / memory.FILE).write_text(told.model_dump_json(), "utf-8")
    if chance:
        given = {
            "through": "2026-09",
            "year": YEAR,
            "level": "total",
            "key": "total",
            "target": 12.0,
            "centre": 12.0,
        }
        told_ = [{**given, "measure": measure, "probability": chance} for measure in ("quantity", "revenue")]
        told_[0]["probability"] = 0.01
        (draft / "published.json").write_text(json.dumps({"published": told_, "figures": []}), "utf-8")
    if lead:
        shown = new_output("display_data", data={"text/markdown": lead})
        cell = new_code_cell("x", outputs=[shown], metadata={"tags": ["bottom-line"]})
        nbformat.write(new_notebook(cells=[cell]), draft / "notebook.ipynb")
    facts = {
        "account": ACCOUNT, "period": "2026Q3", "document": "annual_plan", "audience": "internal", "language": "nl", "parameters": {"year": YEAR},
    }  # fmt: skip
    drawn = {"page.html": page.encode(), "print.pdf": b"%PDF-1.7"}
    return archive.file(draft, desk.output, f"{ACCOUNT}/2026Q3/annual_plan", facts, lambda version: drawn)


def sha(file: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
