"""Every finding calls for a proposal or is said to call for none; what is proposed is numbered by money and never invents an effect."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.plan import findings, proposals
from amlib.plan.records import Decision


def finding(code, place="beef", money=float("nan"), **values):
    return findings.Finding(code, findings.CODES[code], place, money, values)


def test_every_code_calls_for_a_proposal_or_for_none():
    assert set(proposals.CALLS) | proposals.SILENT == set(findings.CODES)
    assert set(proposals.CALLS) & proposals.SILENT == set()


def test_every_call_is_of_a_known_kind():
    assert {call.kind for call in proposals.CALLS.values()} <= set(proposals.KINDS)


def test_stopping_a_promotion_that_loses_brings_back_what_it_loses():
    lost = finding("promotion_repeated_loss", "Speklap", -2_100.0, low=-2_500.0, high=-1_700.0)
    (one,) = proposals.drafted([lost])
    assert (one.number, one.kind, one.subject, one.cause) == ("P1", "stop_promotion", "plan", "own")
    assert (one.money, one.low, one.high) == (2_100.0, 1_700.0, 2_500.0)
    assert one.reason is lost


def test_the_most_money_comes_first_and_what_has_none_last():
    made = proposals.drafted(
        [
            finding("payment_days", ""),
            finding("promotion_loss", "a", -900.0),
            finding("bonus_cliff", "", -9_600.0),
            finding("losing_share", "pork", -1_000.0),
        ]
    )
    assert [(p.number, p.kind) for p in made] == [
        ("P1", "renegotiate_step"), ("P2", "close_gap"), ("P3", "change_promotion"), ("P4", "shorten_term"),
    ]  # fmt: skip
    assert [p.subject for p in made] == ["contract", "plan", "plan", "contract"]
    assert math.isnan(made[3].money)


def test_what_counts_as_revenue_is_not_called_result():
    made = proposals.drafted([finding("losing_share", money=-5.0), finding("promotion_loss", money=-4.0)])
    assert [p.measure for p in made] == ["revenue", "result"]


def test_the_same_place_is_one_proposal_and_nothing_is_added_up():
    made = proposals.drafted(
        [finding("losing_share", "beef", -100.0), finding("losing_in_growth", "beef", -300.0)]
    )
    assert [(p.money, len(p.reasons)) for p in made] == [(300.0, 2)]
    apart = proposals.drafted(
        [finding("losing_share", "beef", -100.0), finding("losing_share", "pork", -300.0)]
    )
    assert [p.place for p in apart] == ["pork", "beef"]


def test_what_is_about_other_outlets_is_a_proposal_of_its_own():
    """The largest outlet, to which nobody ever went, is not hidden behind a longer list of smaller ones."""
    never = finding("outlet_never_visited", "", 900.0, count=1, names=("Harbour",))
    unseen = finding("outlet_unvisited", "", 6_000.0, count=2, names=("Bistro", "Market"))
    made = proposals.drafted([never, unseen])
    assert [(one.kind, one.money, one.reasons) for one in made] == [
        ("visit_outlet", 6_000.0, (unseen,)),
        ("visit_outlet", 900.0, (never,)),
    ]


def test_stopping_a_promotion_includes_changing_it():
    made = proposals.drafted(
        [
            finding("promotion_loss", "Speklap", -500.0),
            finding("promotion_repeated_loss", "Speklap", -200.0),
            finding("promotion_loss", "Worst", -1.0),
        ]
    )
    assert [(p.kind, p.place, p.money) for p in made] == [
        ("stop_promotion", "Speklap", 500.0),
        ("change_promotion", "Worst", 1.0),
    ]


def test_what_calls_for_nothing_leads_to_nothing():
    assert proposals.drafted([finding(code) for code in sorted(proposals.SILENT)]) == ()


def test_priority_is_that_of_the_worst_finding():
    worst = findings.Finding("promotion_repeated_loss", "error", "a", -1.0)
    made = proposals.drafted([worst, finding("promotion_loss", "b", -2.0), finding("never_listed", "c")])
    assert [p.priority for p in made] == ["normal", "high", "low"]


def test_a_limit_leaves_out_the_least():
    made = proposals.drafted([finding("losing_share", str(n), -float(n)) for n in range(1, 6)], limit=2)
    assert [(p.number, p.place) for p in made] == [("P1", "5"), ("P2", "4")]


@given(
    st.lists(st.tuples(st.sampled_from(sorted(findings.CODES)), st.sampled_from(["", "a", "b"]), st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)))),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_findings_does_not_matter_and_each_is_used_once(drawn, chance):
    made = [finding(*one) for one in drawn]
    shuffled = list(made)
    chance.shuffle(shuffled)
    one, other = proposals.drafted(made), proposals.drafted(shuffled)
    assert [(p.number, p.kind, p.place, repr(p.money)) for p in one] == [
        (p.number, p.kind, p.place, repr(p.money)) for p in other
    ]
    used = [id(reason) for p in one for reason in p.reasons]
    assert sorted(used) == sorted(id(f) for f in made if f.code in proposals.CALLS)
    assert all(p.money >= 0 for p in one if not math.isnan(p.money))
    for at_stake in (False, True):
        money = [p.money for p in one if not math.isnan(p.money) and (p.measure == "stake") == at_stake]
        assert money == sorted(money, reverse=True)


def test_an_effect_in_revenue_weighs_its_margin_and_what_is_at_stake_weighs_nothing():
    made = [
        finding("losing_share", "pork", -1000.0),  # a quarter of it is ours: 250
        finding("promotion_loss", "bacon", -300.0),
        finding("outlet_unvisited", "", 90000.0),
    ]
    kinds = [p.kind for p in proposals.drafted(made, margin=0.25)]
    assert kinds == ["change_promotion", "close_gap", "visit_outlet"]
    assert [p.kind for p in proposals.drafted(made)] == ["close_gap", "change_promotion", "visit_outlet"]


@pytest.mark.parametrize(
    ("outcomes", "counts"), [((), (3, 2, 0, 0)), (("adopted", "amended", "rejected"), (3, 2, 3, 2))]
)
def test_what_became_of_findings_is_counted(outcomes, counts):
    found = [finding("losing_share", money=-1.0), finding("losing_in_growth", money=-2.0), finding("weeks")]
    decisions = [
        Decision(
            proposal=f"P{n}",
            subject="plan",
            what="x",
            outcome=outcome,
            decided_on=date(2026, 7, 1),
            decided_by="C",
        )
        for n, outcome in enumerate(outcomes)
    ]
    made = proposals.followed(found, proposals.drafted(found), decisions)
    assert (made.findings, made.led, made.decided, made.adjusted) == counts
