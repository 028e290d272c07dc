"""A proposal can be decided on: in words, with its reason, its effect and who decides; a customer sees none."""

import dataclasses
from datetime import date

import pytest

from amlib import language
from amlib.documents import links
from amlib.documents.evaluation import proposals
from amlib.plan import findings
from amlib.plan import proposals as plan
from amlib.plan.records import Decision

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"


def finding(code, place="beef", money=float("nan"), **values):
    return findings.Finding(code, findings.CODES[code], place, money, values)


FOUND = [
    finding("promotion_repeated_loss", "Speklap, 2 voor prijsje", -2_100.0, amount=2_100.0, low=-2_500.0, high=-1_700.0, count=2),
    finding("bonus_cliff", "", -9_600.0, size=4_715.0, amount=11_687.0, beside=1_226.0, names=("T050",)),
    finding("losing_share", HOSTILE, -1_250.0, points=-0.02, growth=-0.1),
    finding("losing_in_growth", HOSTILE, -400.0, points=-0.02, growth=0.1),
    finding("payment_days", "", count=45, limit=30, names=("T051",)),
]  # fmt: skip


@pytest.fixture
def made():
    return plan.drafted(FOUND)


def spaces(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("speech", ["nl", "en"])
@pytest.mark.parametrize("kind", plan.KINDS)
def test_every_kind_has_words(kind, speech, made):
    with language.use(speech):
        said = proposals.what(dataclasses.replace(made[0], kind=kind, place="X"))
    assert "X" in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("code", "names", "said"),
    [
        ("target_unlikely", (), "Close the gap to the target of X"),
        ("commitment_overdue", ("us",), "Do what was promised, or agree on another day (X)"),
        ("commitment_overdue", ("customer",), "Ask the customer for what it promised, or agree on another day (X)"),
    ],
)  # fmt: skip
def test_what_is_asked_says_no_more_than_what_was_found(code, names, said, made, english):
    reason = findings.made(code, place="X", names=names, count=3)
    proposal = dataclasses.replace(made[0], kind=plan.CALLS[code].kind, place="X", reasons=(reason,))
    assert proposals.what(proposal) == said


def test_there_are_no_words_of_kinds_that_are_not_proposed():
    assert set(proposals._WHAT) == set(plan.KINDS)


def test_each_proposal_is_one_row_that_can_be_decided_on(made, given, english):
    table = proposals.table(made, given, {"bonus_cliff": "Contract"})
    assert [row.cells[:3] for row in table.rows] == [
        ("P1", "Renegotiate the step of the bonus ladder (T050)", "contract (ourselves)"),
        ("P2", "Do not repeat the promotion of Speklap, 2 voor prijsje", "annual plan (ourselves)"),
        ("P3", f"Win back share in {HOSTILE}", "annual plan (ourselves)"),
        ("P4", "Agree on a shorter payment term (T051)", "contract (the customer)"),
    ]
    assert [row.cells[4] for row in table.rows] == [
        "+€9,600", "+€2,100 (+€1,700 to +€2,500) each time", "+€1,250 revenue", "–",
    ]  # fmt: skip
    assert table.rows[0].links == (None, None, None, links.anchor("Contract"), None)
    assert table.rows[1].links is None
    assert table.rows[2].cells[3].endswith("And 1 finding more.")


def test_at_most_three_decisions_are_asked_for(made, given, english):
    said = spaces(proposals.asked(made, given, heading="What we propose").markdown)
    assert said.startswith(
        "Decisions asked for (the first 3 of 4; see [all proposals](#s-what-we-propose)):\n\n- **P1** "
    )
    assert said.count("\n- ") == 3
    assert (
        "**P2** Do not repeat the promotion of Speklap, 2 voor prijsje: +€2,100 (+€1,700 to +€2,500) each time (supervisor)."
        in said
    )
    assert "\\*Zuid\\*" in said
    few = proposals.asked(made[:2], given).markdown
    assert few.startswith("Decisions asked for:\n\n- ")


def test_that_nothing_is_asked_is_said(given, english):
    assert proposals.asked((), given).markdown.startswith("No decision is asked for")
    assert proposals.table((), given) is None


def test_decisions_of_the_past_stand_with_their_outcome(given, english):
    decisions = [
        Decision(proposal="P1", subject="plan", what="Stop", outcome="adopted", decided_on=date(2026, 7, 1), decided_by="C. Baas", effect=2_100.0),
        Decision(proposal="P2", subject="contract", what=HOSTILE, outcome="rejected", decided_on=date(2026, 8, 1), decided_by="C. Baas", reason="Too late"),
    ]  # fmt: skip
    rows = proposals.decided(decisions, given).rows
    assert [row.cells for row in rows] == [
        (f"P2: {HOSTILE}", "contract", "rejected on 1 August 2026 by C. Baas", "Too late", "–"),
        ("P1: Stop", "annual plan", "adopted as proposed on 1 July 2026 by C. Baas", "–", "+2,100"),
    ]
    assert proposals.decided([], given) is None


def test_a_customer_sees_no_proposals(made, given, english):
    customer = dataclasses.replace(given, audience="customer")
    decision = Decision(
        proposal="P1",
        subject="plan",
        what="x",
        outcome="adopted",
        decided_on=date(2026, 7, 1),
        decided_by="C",
    )
    assert proposals.table(made, customer) is proposals.decided([decision], customer) is None
    assert proposals.asked(made, customer).markdown == ""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0, 0), "There were no findings to make a proposal of. No proposal has been decided on yet."),
        (
            (5, 5, 4, 3),
            "Of 5 findings 5 led to a proposal. Of 4 proposals that were decided on 3 led to an adjustment (75%).",
        ),
    ],
)
def test_the_indicator_counts_what_was_followed(counts, said, english):
    assert proposals.indicator(plan.Followed(*counts)).markdown == said
