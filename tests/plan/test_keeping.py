"""Plans in the ledger: each version is there as it was kept, and of two people who save at once nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib import errors
from amlib.plan import changes, entries, items, keeping, ledger, written
from amlib.plan.items import Note, Proposal, Range
from tests.plan import examples

AT = datetime(2026, 10, 6, 8, 30, tzinfo=UTC)
DAY = date(2026, 10, 6)


def save(kept, plan, author="Ann", seen=None, **more):
    return keeping.save(kept, plan, author=author, at=AT, seen=seen, **more)


def merge(kept, base, mine, seen, author="Bob", **more):
    return keeping.save_merged(kept, base, mine, author=author, at=AT, seen=seen, **more)


def target(plan, month, amount, id="G1"):
    goal = plan.found("goals", id)
    months = (*goal.target[:month], amount, *goal.target[month + 1 :])
    return plan.with_goal(goal.model_copy(update={"target": months}))


def changed(plan, kind, id, **values):
    """The plan with another value in some fields of one item."""
    held = tuple(e.model_copy(update=values) if e.id == id else e for e in getattr(plan, kind))
    return plan.model_copy(update={kind: held})


def test_a_plan_comes_back_as_it_was_kept_and_the_ones_before_are_still_there(url):
    kept = ledger.open(url)
    assert (keeping.latest(kept, "a", 2027), keeping.versions(kept, "a", 2027)) == (None, ())
    one = save(kept, examples.plan(), note="begonnen")
    assert one == keeping.latest(kept, "a", 2027)
    assert (one.plan, one.number, one.seen, one.by, one.at, one.note) == (
        examples.plan(), 1, 1, "Ann", AT, "begonnen",
    )  # fmt: skip
    two = save(kept, target(examples.plan(), 2, 101), "Bob", seen=one.seen)
    assert [(e.plan.goals[0].target[2], e.number, e.seen, e.by) for e in keeping.versions(kept, "a", 2027)] == [
        (100, 1, 2, "Ann"), (101, 2, 2, "Bob"),
    ]  # fmt: skip
    assert two == keeping.latest(kept, "a", 2027)
    assert keeping.latest(kept, "a", 2028) is None
    assert keeping.latest(kept, "b", 2027) is None


def test_the_steps_of_a_plan_are_its_states_and_the_last_draft_before_each():
    def kept(number, version, state):
        plan = examples.plan().model_copy(update={"version": version, "state": state})
        return keeping.Kept(plan, number, number, "Ann", AT)

    told = [(1, "draft"), (1, "draft"), (1, "submitted"), (1, "draft"), (1, "draft"), (1, "draft"), (1, "submitted"), (1, "adopted"), (2, "draft"), (2, "draft"), (2, "draft")]  # fmt: skip
    held = [kept(n, *each) for n, each in enumerate(told, 1)]
    # 1 was saved over by 2; 4 is how it came back, 5 stands between that and what was handed in at last; of version 2 only the last
    assert [each.number for each in keeping.steps(held)] == [2, 3, 4, 6, 7, 8, 11]
    assert keeping.steps(held[:1]) == (held[0],)
    assert keeping.steps([]) == ()


def test_a_plan_that_is_already_there_is_not_written_again(url):
    kept = ledger.open(url)
    one = save(kept, examples.plan())
    assert save(kept, examples.plan(), "Bob", seen=1) == one
    assert save(kept, examples.plan(), "Ann", seen=None) == one, "a save that was sent twice"
    assert len(kept.read()) == 1


def test_the_later_of_two_who_save_is_refused_and_can_merge(url):
    kept, base = ledger.open(url), examples.plan()
    seen = save(kept, base).seen
    theirs, mine = target(base, 2, 101), target(base, 4, 102)
    save(kept, theirs, "Ann", seen=seen)
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in plan/2027"):
        save(kept, mine, "Bob", seen=seen)
    found = merge(kept, base, mine, seen)
    assert found.clashes == ()
    assert found.kept == keeping.latest(kept, "a", 2027)
    assert found.kept.plan == found.plan == target(theirs, 4, 102)
    # of a goal's course of twelve months the whole is told
    assert [(c.kind, c.id, c.field, c.who) for c in found.theirs] == [("goals", "G1", "target", "Ann")]
    assert (found.kept.number, found.kept.seen, found.kept.by) == (3, 3, "Bob")


def test_a_withdrawn_version_is_none_and_its_number_stays_used(url):
    kept = ledger.open(url)
    save(kept, examples.plan())
    back = entries.Withdrawal(number=1, reason="verkeerde klant")
    kept.append(ledger.Draft("a", back, "Ann", AT, "plan/2027"), 1)
    assert keeping.latest(kept, "a", 2027) is None
    with pytest.raises(errors.LedgerConflict):
        save(kept, examples.plan(), seen=None)
    assert merge(kept, None, examples.plan(), None).kept.number == 3
    assert keeping.latest(kept, "a", 2027).seen == 3


# what they keep, what I want to keep; both set one thing, differently
CLASHES = {
    "one month": (lambda p: target(p, 3, 7), lambda p: target(p, 3, 8), "goals/G1/target/4", 100, 8, 7),
    "a field": (lambda p: changed(p, "actions", "A1", cost=7), lambda p: changed(p, "actions", "A1", cost=8), "actions/A1/cost", 0, 8, 7),
    "taken out by me": (lambda p: changed(p, "risks", "R1", text="soon"), lambda p: p.without("risks", "R1"), "risks/R1", "it falls", None, "soon"),
    "taken out by them": (lambda p: p.without("risks", "R1"), lambda p: changed(p, "risks", "R1", text="soon"), "risks/R1", "it falls", "soon", None),
}  # fmt: skip


def told(value):
    return getattr(value, "text", value)


@pytest.mark.parametrize("name", CLASHES)
def test_what_both_changed_is_asked_and_nothing_is_written_before_the_answer(tmp_path, name):
    theirs, mine, place, *values = CLASHES[name]
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, base).seen
    save(kept, theirs(base), "Ann", seen=seen)
    found = merge(kept, base, mine(base), seen)
    (clash,) = found.clashes
    assert found.kept is None
    assert len(kept.read()) == 2
    assert clash.key.split("@")[0] == place
    assert [told(each) for each in (clash.base, clash.mine, clash.theirs)] == values
    assert clash.by == "Ann"
    other = ledger.open(f"sqlite:///{tmp_path / 'm.sqlite'}")
    ledger.restore(f"sqlite:///{tmp_path / 'm.sqlite'}", ledger.lines(kept))
    # what was chosen is kept, whichever it is
    assert merge(kept, base, mine(base), seen, resolve={clash.key: "mine"}).kept.plan == mine(base)
    assert merge(other, base, mine(base), seen, resolve={clash.key: "theirs"}).kept.plan == theirs(base)


def test_a_choice_is_asked_again_when_they_write_something_else_meanwhile(tmp_path):
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, base).seen
    save(kept, target(base, 3, 7), "Ann", seen=seen)
    (clash,) = merge(kept, base, target(base, 3, 8), seen).clashes
    save(kept, target(base, 3, 9), "Cas", seen=2)
    (again,) = merge(kept, base, target(base, 3, 8), seen, resolve={clash.key: "mine"}).clashes
    assert (again.theirs, again.by) == (9, "Cas")
    assert again.key != clash.key
    assert len(kept.read()) == 3


def test_whoever_changed_it_is_named_not_whoever_saved_last(tmp_path):
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, base, "Dora").seen
    theirs = changed(base, "actions", "A1", cost=7)
    save(kept, theirs, "Ann", seen=seen)
    save(kept, theirs.without("risks", "R1"), "Cas", seen=2)
    found = merge(kept, base, changed(base, "actions", "A1", cost=8), seen)
    assert [(c.field, c.by) for c in found.clashes] == [("cost", "Ann")]
    assert [(c.kind, c.field, c.who) for c in found.theirs] == [
        ("actions", "cost", "Ann"),
        ("risks", "", "Cas"),
    ]


def test_a_choice_between_other_things_is_refused(tmp_path):
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    with pytest.raises(errors.ParameterError, match="een keuze die geen keuze is") as caught:
        merge(kept, None, examples.plan(), None, resolve={"goals/G1/target/1@x": "both"})
    assert "goals/G1/target/1@x: both" in str(caught.value)
    assert kept.read() == ()


def test_what_both_added_under_one_id_is_both_there_and_references_follow(tmp_path):
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, base).seen
    theirs = base.with_goal(examples.goal("G4", "outlet", "001", 5)).with_action(
        examples.action("A3", goal="G4")
    )
    theirs = theirs.with_proposal(Proposal(number=2, subject="plan", text="theirs", actions=("A3",)))
    mine = base.with_goal(examples.goal("G4", "outlet", "002", 6)).with_action(
        examples.action("A3", goal="G4", cost=1)
    )
    mine = mine.with_action(examples.action("A4", goal="G4"))
    mine = mine.with_proposal(Proposal(number=2, subject="plan", text="mine", actions=("A3", "A1")))
    save(kept, theirs, "Ann", seen=seen)
    found = merge(kept, base, mine, seen)
    assert found.clashes == ()
    # A4 is taken by me as well, so that my A3 becomes A5
    assert dict(found.renamed) == {"goals/G4": "G5", "actions/A3": "A5", "proposals/2": "3"}
    plan = found.kept.plan
    assert [(g.id, g.key) for g in plan.goals[3:]] == [("G4", "001"), ("G5", "002")]
    assert [(a.id, a.goal, a.cost) for a in plan.actions[2:]] == [
        ("A3", "G4", 0), ("A5", "G5", 1), ("A4", "G5", 0),
    ]  # fmt: skip
    assert [(p.number, p.text, p.actions) for p in plan.proposals[1:]] == [
        (2, "theirs", ("A3",)), (3, "mine", ("A5", "A1")),
    ]  # fmt: skip


def asked(number, text, actions=()):
    return Proposal(number=number, subject="plan", text=text, actions=actions)


def test_the_number_of_a_proposal_that_was_taken_out_is_not_given_again(tmp_path):
    kept, plan = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    one = save(kept, plan.with_proposal(asked(7, "zeven")))
    two = save(kept, plan, seen=one.seen)
    # nobody wrote in between; what was seven is gone, and what is new is another
    found = merge(kept, plan, plan.with_proposal(asked(7, "iets anders", ("A1",))), two.seen)
    assert dict(found.renamed) == {"proposals/7": "8"}
    assert [(p.number, p.text, p.actions) for p in found.kept.plan.proposals] == [(1, "do it", ()), (8, "iets anders", ("A1",))]  # fmt: skip
    # that which was seven comes back as seven, also when a colleague wrote in between
    for mine in (plan, found.kept.plan):
        again = merge(kept, mine, mine.with_proposal(asked(7, "zeven")), found.kept.seen if mine is not plan else two.seen)  # fmt: skip
        assert dict(again.renamed) == {}
        assert again.kept.plan.found("proposals", "7").text == "zeven"
    # a number that is in the plan keeps its words free: it may be put otherwise
    last = keeping.latest(kept, "a", 2027)
    other = changed(last.plan, "proposals", "8", text="anders gezegd")
    assert merge(kept, last.plan, other, last.seen).renamed == {}


def test_two_who_add_a_proposal_get_numbers_that_nothing_ever_had(tmp_path):
    kept, plan = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, plan).seen
    theirs = save(kept, plan.with_proposal(asked(2, "van hen")).with_proposal(asked(3, "kort")), "Ann", seen)
    save(kept, theirs.plan.without("proposals", "3"), "Ann", theirs.seen)
    mine = plan.with_proposal(asked(2, "van mij")).with_proposal(asked(3, "ook van mij"))
    found = merge(kept, plan, mine, seen)
    assert [(p.number, p.text) for p in found.kept.plan.proposals] == [
        (1, "do it"), (2, "van hen"), (4, "van mij"), (5, "ook van mij"),
    ]  # fmt: skip


def test_a_plan_that_was_withdrawn_has_given_its_numbers_out(tmp_path):
    kept, plan = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    one = save(kept, plan)
    save(kept, plan.with_proposal(asked(2, "vergissing")), seen=one.seen)
    kept.append(ledger.Draft("a", entries.Withdrawal(number=2, reason="nog eens"), "Ann", AT, "plan/2027"), 2)
    found = merge(kept, plan, plan.with_proposal(asked(2, "bedoeld")), 1)
    assert dict(found.renamed) == {"proposals/2": "3"}
    assert keeping.given_out(kept.read(), "a", 2027) == {1: {"do it"}, 2: {"vergissing"}, 3: {"bedoeld"}}
    assert keeping.given_out(kept.read(), "a", 2028) == keeping.given_out(kept.read(), "b", 2027) == {}


def test_the_same_addition_by_both_is_one(tmp_path):
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    both = base.with_note(Note(id="N2", text="same"))
    seen = save(kept, base).seen
    save(kept, both, "Ann", seen=seen)
    mine = both.with_note(Note(id="N3", text="more"))
    assert merge(kept, base, mine, seen).kept.plan == mine


def test_two_first_drafts_are_one_plan(tmp_path):
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    save(kept, examples.plan(), "Ann")
    mine = examples.plan().with_note(Note(id="N1", text="other")).without("risks", "R1")
    found = merge(kept, None, mine, None)
    assert dict(found.renamed) == {"notes/N1": "N2"}
    assert [n.text for n in found.kept.plan.notes] == ["begun", "other"]
    assert found.kept.plan.risks == examples.plan().risks, "what I never had I did not take out"
    # who says what both began with is understood better: the risk is gone, and the note was changed
    kept.append(ledger.Draft("a", entries.Withdrawal(number=2, reason="nog eens"), "Bob", AT, "plan/2027"), 2)
    assert merge(kept, examples.plan(), mine, 1).kept.plan == mine


@pytest.mark.parametrize("step", ["submitted", "next version"])
def test_what_moved_on_is_not_written_over(tmp_path, step):
    kept, base = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    seen = save(kept, base).seen
    moved = base.submitted("Ann", DAY)
    if step == "next version":
        moved = moved.adopted("Cas", DAY).amended("nieuw pand", "customer", "Ann", DAY)
    kept.append(ledger.Draft("a", keeping.body(moved), "Ann", AT), seen)
    mine = base.with_note(Note(id="N2", text="late"))
    with pytest.raises(errors.LedgerConflict, match="verder gegaan terwijl u schreef") as caught:
        merge(kept, base, mine, seen)
    assert [entry.number for entry in caught.value.since] == [2]
    assert f"Ann maakte er versie {moved.version} van" in str(caught.value)
    if step == "submitted":
        with pytest.raises(errors.ParameterError, match="versie 1 van het plan is ingediend"):
            save(kept, mine, seen=2)
        with pytest.raises(errors.ParameterError, match="versie 1 van het plan is ingediend"):
            save(kept, moved.model_copy(update={"account": "b"}), seen=None)
    assert len(kept.read()) == 2
    found = merge(kept, base, base, seen)  # who changed nothing is only told
    assert (found.kept.plan, found.kept.number) == (moved, 2)


def test_ids_that_are_used_twice_are_refused_all_at_once(tmp_path):
    kept, plan = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), examples.plan()
    twice = plan.model_copy(update={"notes": plan.notes * 2, "risks": plan.risks * 2})
    with pytest.raises(errors.ParameterError, match="meer dan eens zijn gebruikt") as caught:
        save(kept, twice)
    assert "N1" in str(caught.value)
    assert "R1" in str(caught.value)
    assert kept.read() == ()


def test_a_plan_of_an_older_form_is_brought_up_and_of_a_newer_one_refused_in_words(tmp_path, monkeypatch):
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    save(kept, examples.plan())
    form = written.FORMAT
    monkeypatch.setattr(written, "FORMAT", form + 1)
    monkeypatch.setattr(
        written.read,
        "__kwdefaults__",
        {
            "where": "",
            "upgrades": {form: lambda held: {**held, "notes": [{"id": "N1", "text": "brought up"}]}},
        },
    )
    assert keeping.latest(kept, "a", 2027).plan.notes[0].text == "brought up"
    monkeypatch.setattr(written, "FORMAT", 0)
    with pytest.raises(errors.DataError, match="nieuwere versie") as caught:
        keeping.latest(kept, "a", 2027)
    assert "1: a, plan/2027, 1" in str(caught.value)
    assert len(kept.read()) == 1


def test_what_a_newer_program_wrote_in_between_is_not_overlooked(tmp_path):
    from amlib.plan import chain, store

    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    save(kept, examples.plan())
    (first,) = kept.read()
    held = {name: value for name, value in vars(first).items() if name != "hash"}
    newer = chain.sealed(
        **{**held, "position": 2, "number": 2, "kind": "suspension", "body": "{}", "previous": first.hash}
    )
    with store.writing(kept.engine) as connection:
        store.insert(connection, [newer])
    for step in (
        lambda: keeping.latest(kept, "a", 2027),
        lambda: save(kept, examples.plan(), seen=2),
        lambda: merge(kept, None, examples.plan(), 2),
    ):
        with pytest.raises(errors.LedgerError, match="nieuwere versie: suspension"):
            step()


def test_a_year_of_drafts_does_not_slow_the_next_one(tmp_path, monkeypatch):
    kept, read = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}"), []
    for month in range(12):
        save(kept, target(examples.plan(), month, 101), seen=month)
    inner = written.read
    monkeypatch.setattr(written, "read", lambda *given, **more: read.append(1) or inner(*given, **more))
    save(kept, examples.plan(), seen=12)
    merge(kept, examples.plan(), target(examples.plan(), 1, 105), 13)
    # the one that is there, and the one that mine began with
    assert len(read) == 2


def test_of_many_who_save_at_once_nobodys_work_is_lost(url):
    base, together = examples.plan(), Barrier(4)
    save(ledger.open(url), base)

    def write(month: int) -> None:
        together.wait()
        mine = target(base, month, 900 + month).with_note(Note(id="N2", text=f"note {month}"))
        merge(ledger.open(url), base, mine, 1, author=f"schrijver {month}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    plan = keeping.latest(ledger.open(url), "a", 2027).plan
    assert plan.goals[0].target[:5] == (900, 901, 902, 903, 100)
    assert {note.text for note in plan.notes} == {"begun", *(f"note {month}" for month in range(4))}
    assert len({note.id for note in plan.notes}) == 5
    assert ledger.verify(ledger.open(url)) == []


# ---- the merge itself: any two edits of one plan

amounts = st.integers(0, 5)
texts = st.sampled_from(["één", "twee", "drie"])
goals = st.builds(
    lambda key, months: examples.goal("", "group", key, target=tuple(months)), st.sampled_from(["beef", "pork"]),
    st.lists(amounts, min_size=12, max_size=12),
)  # fmt: skip
actions = st.builds(
    lambda goal, cost, name: examples.action("", goal=goal, cost=cost, name=name, revenue=Range(low=0, expected=cost, high=9)),
    st.sampled_from(["", "G1", "G4"]), amounts, texts,
)  # fmt: skip
proposals = st.builds(
    lambda text, ids: Proposal(number=1, subject="plan", text=text, actions=tuple(ids)), texts,
    st.lists(st.sampled_from(["A1", "A3"]), unique=True, max_size=2),
)  # fmt: skip
notes = st.builds(lambda text: Note(id="", text=text), texts)
NEW = {"goals": goals, "actions": actions, "proposals": proposals, "notes": notes}


@st.composite
def edited(draw):
    """The small plan after a few edits: added, changed in one field, taken out."""
    plan = examples.plan()
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(sorted(NEW)))
        held, item = getattr(plan, kind), draw(NEW[kind])
        what = draw(st.sampled_from(["add", "change", "take out", "move"]))
        if what == "move":
            plan = plan.model_copy(update={kind: held[::-1]})
        elif what == "add" or not held:
            id = plan.next_id(kind)
            named = {"number": int(id)} if kind == "proposals" else {"id": id}
            plan = plan.model_copy(update={kind: (*held, item.model_copy(update=named))})
        elif what == "change":
            at = draw(st.sampled_from(held))
            name = draw(st.sampled_from(sorted({"goals": {"target", "key"}, "actions": {"cost", "goal", "name"}, "proposals": {"text", "actions"}, "notes": {"text"}}[kind])))  # fmt: skip
            plan = changed(plan, kind, at.id, **{name: getattr(item, name)})
        else:
            plan = plan.without(kind, draw(st.sampled_from(held)).id)
    return plan


def merged(tmp, base, mine, theirs, **more):
    """What comes of it when theirs was kept first."""
    kept = ledger.open(f"sqlite:///{tmp / 'l.sqlite'}")
    seen = save(kept, base).seen
    save(kept, theirs, "Ann", seen=seen)
    return kept, merge(kept, base, mine, seen, **more)


@given(edited())
def test_against_nothing_of_theirs_mine_is_kept_and_against_nothing_of_mine_theirs(tmp_path_factory, plan):
    base = examples.plan()
    for mine, theirs in ((plan, base), (base, plan)):
        _, found = merged(tmp_path_factory.mktemp("l"), base, mine, theirs)
        assert found.kept.plan == plan
        assert found.clashes == ()


def held_in(plan, change, renamed):
    """Whether an edit of somebody is in a plan: what came, what went, and each month."""
    id = renamed.get(f"{change.kind}/{change.id}", change.id)
    item = plan.found(change.kind, id)
    if change.went or item is None:
        return change.went and item is None
    names = (
        [change.field] if change.field else [n for n in type(item).model_fields if n not in ("id", "number")]
    )
    after = (lambda name: change.after) if change.field else (lambda name: getattr(change.after, name))
    return all(same(getattr(item, name), after(name), name, renamed) for name in names)


def same(found, wanted, name, renamed):
    if name == "goal":
        return found == renamed.get(f"goals/{wanted}", wanted)
    if name == "actions":
        return found == tuple(renamed.get(f"actions/{each}", each) for each in wanted)
    return found == wanted


@given(edited(), edited())
def test_no_edit_of_either_is_lost(tmp_path_factory, mine, theirs):
    base = examples.plan()
    kept, found = merged(tmp_path_factory.mktemp("l"), base, mine, theirs)
    clashing = {(c.kind, c.id, c.field) for c in found.clashes}
    whole = {(kind, id) for kind, id, field in clashing if not field}
    renamed = dict(found.renamed)
    assert (found.kept is None) == bool(clashing)
    for edits, names in ((changes.between(base, mine), renamed), (changes.between(base, theirs), {})):
        for change in edits:
            if (change.kind, change.id) in whole or (change.kind, change.id, change.field) in clashing:
                continue
            if change.field == "target":  # a course: each month that was set
                now = found.plan.found(change.kind, change.id).target
                months = zip(change.before, change.after, now, strict=True)
                assert all(is_ == after for before, after, is_ in months if before != after)
            else:
                assert held_in(found.plan, change, names), change
    for side, plan in (("mine", mine), ("theirs", theirs)):
        chosen = {clash.key: side for clash in found.clashes}
        done = merge(kept, base, mine, 1, resolve=chosen) if chosen else found
        for clash in found.clashes:
            item, other = done.plan.found(clash.kind, clash.id), plan.found(clash.kind, clash.id)
            if clash.month is not None:
                assert getattr(item, clash.field)[clash.month] == getattr(other, clash.field)[clash.month]
            elif clash.field:
                assert getattr(item, clash.field) == getattr(clash, side)
            else:
                assert item == getattr(clash, side)
        if chosen:
            break  # the second choice would be made on what the first one wrote
    ids = [(kind, each.id) for kind in items.KINDS for each in getattr(found.plan, kind)]
    assert len(ids) == len(set(ids))
