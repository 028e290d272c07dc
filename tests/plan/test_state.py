"""What holds today: the last word counts, what was withdrawn does not, and a promise keeps its first day."""

from datetime import timedelta

import pytest

from amlib import errors
from amlib.plan import entries, ledger, records, state
from tests.plan.said import PROMISE, REASON, STREAM, WHEN, draft

DECISION = records.Decision(
    proposal="V-1", subject="plan", what="minder leveringen", outcome="rejected", decided_on="2026-08-01", decided_by="chef"
)  # fmt: skip
MOVED = records.Redated(on="2026-07-20", due="2026-08-25", reason="tekening te laat")


def chance(probability=0.5, **more):
    """A probability of the year's margin."""
    told = {
        "through": "2026-06",
        "year": 2026,
        "level": "total",
        "key": "total",
        "measure": "margin",
        "target": 100,
        "centre": 99,
    }
    return records.Probability.model_validate({**told, "probability": probability, **more})


def published(*chances, version=1, document="x", period="2026Q2", filed=0):
    """What an edition published, so many minutes after the first."""
    edition = f"alfa/{period}/{document}/v{version}"
    body = entries.Publication(edition=edition, document=document, period=period, probabilities=chances)
    return draft(body, author="amlib batch", at=WHEN + timedelta(minutes=filed))


def said(tmp_path, *drafts, account="alfa"):
    """All of these, each behind the last of its stream, as records of the account."""
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    for each in drafts:
        stream = each.stream or entries.kind_of(each.body).stream_of(each.body)
        kept.append(each, len(kept.read(account=each.account, stream=stream)))
    return state.records_of(kept.read(), account, audience="internal")


def test_a_promise_is_told_with_all_that_was_said_of_it_since(tmp_path):
    found = said(
        tmp_path,
        draft(PROMISE),
        draft(MOVED, stream=STREAM),
        draft(entries.Done(done_on="2026-08-20"), stream=STREAM),
        draft(entries.Kept(confirmed=True, said_on="2026-08-21"), stream=STREAM),
    )
    (promise,) = found.commitments
    assert promise == PROMISE.model_copy(
        update={"redated": (MOVED,), "done_on": entries.Done(done_on="2026-08-20").done_on, "confirmed": True}
    )
    assert str(promise.due) == "2026-07-11"
    assert found.account == "alfa"


def test_a_correction_of_a_promise_changes_its_words_but_not_its_first_day(tmp_path):
    corrected = PROMISE.model_copy(update={"what": "Nieuwe tekening", "due": MOVED.due})
    (promise,) = said(tmp_path, draft(PROMISE), draft(MOVED, stream=STREAM), draft(corrected)).commitments
    assert (promise.what, promise.due, promise.redated) == ("Nieuwe tekening", PROMISE.due, (MOVED,))


def test_a_day_that_was_typed_wrongly_is_withdrawn_and_said_again(tmp_path):
    again = PROMISE.model_copy(update={"due": MOVED.due})
    taken = entries.Withdrawal(number=1, reason="verkeerde dag getypt")
    (promise,) = said(tmp_path, draft(PROMISE), draft(taken, stream=STREAM), draft(again)).commitments
    assert promise == again


def test_a_promise_that_was_withdrawn_is_none(tmp_path):
    taken = entries.Withdrawal(number=1, reason="niet beloofd")
    assert said(tmp_path, draft(PROMISE), draft(taken, stream=STREAM)).commitments == ()


def test_done_taken_back_is_open_again(tmp_path):
    done, taken = entries.Done(done_on="2026-07-01"), entries.Withdrawal(number=2, reason="toch niet")
    (promise,) = said(
        tmp_path, draft(PROMISE), draft(done, stream=STREAM), draft(taken, stream=STREAM)
    ).commitments
    assert promise == PROMISE


def test_the_last_word_about_a_reason_counts_and_other_places_keep_theirs(tmp_path):
    better = REASON.model_copy(update={"cause": "own", "text": "wij verhoogden later"})
    elsewhere = REASON.model_copy(update={"key": "Varken"})
    found = said(tmp_path, draft(REASON), draft(elsewhere), draft(better, author="Bob"))
    assert found.reasons == (better, elsewhere)


def test_decisions_and_what_was_published_are_told(tmp_path):
    proposal = entries.Proposal(proposal="V-1", subject="plan", what="minder leveringen")
    later = DECISION.model_copy(update={"outcome": "amended"})
    given = chance(0.5), chance(0.6, measure="revenue")
    found = said(tmp_path, draft(proposal), draft(DECISION), draft(later), published(*given))
    assert found.decisions == (later,)
    where = {"edition": "alfa/2026Q2/x/v1", "document": "x", "period": "2026Q2"}
    assert found.published == tuple(records.Published(**dict(each), **where) for each in given)


# what was published, oldest entry first                                                                        the probabilities that are told
TOLD = [
    ([published(chance(0.1)), published(chance(0.2), period="2026Q3", filed=1)], [0.1, 0.2]),
    ([published(chance(0.1)), published(chance(0.2), document="y", filed=1)], [0.1, 0.2]),
    ([published(chance(0.1), chance(0.3, key="a")), published(chance(0.2), version=2, filed=1)], [0.2]),
    ([published(chance(0.2), version=2, filed=1), published(chance(0.1))], [0.2]),
    ([published(chance(0.1)), published(chance(0.2, year=2027), version=2, filed=1)], [0.1, 0.2]),
]


@pytest.mark.parametrize(
    ("drafts", "given"),
    TOLD,
    ids=["another period", "another document", "a next version", "written down late", "another year"],
)
def test_of_each_document_period_and_year_the_edition_that_was_filed_last_is_told(tmp_path, drafts, given):
    assert [each.probability for each in said(tmp_path, *drafts).published] == given


def test_what_was_published_by_mistake_can_be_withdrawn(tmp_path):
    taken = entries.Withdrawal(number=1, reason="verkeerde tabel")
    found = said(tmp_path, published(chance()), draft(taken, stream="published/alfa/2026Q2/x/v1"))
    assert found.published == ()


def test_another_accounts_words_stay_there(tmp_path):
    found = said(tmp_path, draft(PROMISE, account="beta"), draft(REASON))
    assert (found.commitments, found.reasons) == ((), (REASON,))


def test_a_customer_is_told_of_promises_only(tmp_path):
    said(tmp_path, draft(PROMISE), draft(REASON), draft(DECISION))
    entries_ = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}").read()
    found = state.records_of(entries_, "alfa", audience="customer")
    assert found == records.Records(account="alfa", commitments=(PROMISE,))


def test_nothing_said_is_nothing_known(tmp_path):
    assert said(tmp_path) == records.Records(account="alfa")


def test_a_newer_entry_stops_the_reading_with_its_place(tmp_path):
    said(tmp_path, draft(PROMISE))
    (entry,) = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}").read()
    newer = ledger.Entry(**{**vars(entry), "version": 2})
    with pytest.raises(errors.LedgerError, match="nieuwere versie") as caught:
        state.records_of([newer], "alfa", audience="internal")
    assert f"1: {STREAM}" in str(caught.value)
    assert state.records_of([newer], "beta", audience="internal").commitments == ()


def test_of_two_readings_the_later_word_counts_and_nothing_else_is_lost():
    moved = PROMISE.model_copy(update={"what": "Nieuwe tekening"})
    before = records.Records(account="alfa", commitments=(PROMISE,), decisions=(DECISION,))
    later = records.Records(account="alfa", commitments=(moved,), reasons=(REASON,))
    found = state.joined(before, later)
    assert (found.commitments, found.decisions, found.reasons) == ((moved,), (DECISION,), (REASON,))
    assert state.joined(later, records.Records(account="alfa")) == later


def test_wishes_and_insights_are_told_as_they_were_last_said(tmp_path):
    wish = entries.Wish(wish="W-1", what="kleinere verpakking", heard_on="2026-09-01", contact="C1")
    answered = wish.model_copy(update={"answer": "per 1 januari", "proposal": "2027-2"})
    other = entries.Wish(wish="W-2", what="later leveren", heard_on="2026-09-02")
    insight = entries.Insight(insight="I-1", text="filialen bestellen later", seen_on="2026-09-03")
    found = said(tmp_path, draft(wish), draft(other), draft(insight), draft(answered))
    assert (found.wishes, found.insights) == ((answered, other), (insight,))
    assert state.joined(records.Records(account="alfa", wishes=(wish,)), found) == found.model_copy(
        update={"wishes": (answered, other)}
    )
    taken = entries.Withdrawal(number=2, reason="niet gezegd")
    assert said(tmp_path, draft(taken, stream="wish/W-1")).wishes == (wish, other)
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}").read()
    assert state.records_of(kept, "alfa", audience="customer").wishes == ()


def planned(version=1, state="draft", **other):
    return entries.PlanVersion(year=2027, plan={"format": 1, "version": version, "state": state, **other})


def test_a_plan_is_told_as_it_last_stood_in_each_state_of_each_version(tmp_path):
    bound = records.Bound(edition="alfa/2026Q3/annual_plan/v2", page="a" * 64)
    found = said(
        tmp_path,
        draft(planned(account="first")),
        draft(planned(account="second")),
        draft(planned(state="submitted")),
        draft(
            entries.Submission(number=3, submitted_to="chef", reason="grootboek volgt"), stream="plan/2027"
        ),
        draft(planned(state="adopted")),
        draft(entries.Adoption(number=5, bound=bound), stream="plan/2027"),
        draft(planned(version=2)),
    ).plans
    assert [(one.version, one.state, one.number) for one in found] == [
        (1, "draft", 2),
        (1, "submitted", 3),
        (1, "adopted", 5),
        (2, "draft", 7),
    ]
    assert found[0].plan["account"] == "second"
    assert (found[1].submitted_to, found[1].reason) == ("chef", "grootboek volgt")
    assert [one.bound for one in found] == [None, None, bound, None]


def test_a_submission_needs_the_plan_that_it_names(tmp_path):
    with pytest.raises(errors.LedgerError, match="plan/2027"):
        said(tmp_path, draft(planned()), draft(entries.Submission(number=4), stream="plan/2027"))


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (["draft", "submitted"], ["submitted"]),
        (["submitted", "draft"], []),  # given back
        (["draft", "adopted", "draft"], ["adopted"]),
    ],
)
def test_what_is_settled_is_what_was_handed_over_and_not_given_back(tmp_path, told, left):
    known = said(tmp_path, *(draft(planned(state=state)) for state in told))
    assert [one.state for one in records.settled(known).plans] == left
