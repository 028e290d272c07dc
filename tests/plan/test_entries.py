"""Bodies: each kind is written in one text, an old one is brought up when it is read, and a newer one is refused and stays."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from pydantic import BaseModel, ConfigDict

from amlib import errors, language
from amlib.plan import chain, entries, ledger, records, state
from tests.plan.said import PROMISE, REASON, STREAM, WHEN, draft, wish

CHANCE = records.Probability(through="2026-09", year=2026, level="total", key="", measure="margin", target=1.5, probability=0.25, centre=2)  # fmt: skip
BODIES = [
    (PROMISE, "commitment", STREAM),
    (REASON, "reason", "reason/2026Q3/price/group/Rund"),
    (records.Redated(on="2026-07-01", due="2026-08-01"), "redated", ""),
    (entries.Done(done_on="2026-07-01"), "done", ""),
    (entries.Kept(confirmed=True, said_on="2026-07-02"), "kept", ""),
    (entries.Proposal(proposal="V-1", subject="plan", what="minder leveringen"), "proposal", "proposal/V-1"),
    (records.Decision(proposal="V-1", subject="plan", what="x", outcome="adopted", decided_on="2026-08-01", decided_by="chef"), "decision", "proposal/V-1"),
    (entries.Publication(edition="e", document="d", period="2026Q3", probabilities=(CHANCE,)), "published", "published/e"),
    (entries.PlanVersion(year=2027, plan={"doel": [1, 2.5, {"é": None}]}), "plan", "plan/2027"),
    (entries.Submission(number=1), "submission", ""),
    (entries.Returned(number=1, reason="te ruim"), "returned", ""),
    (entries.WorkedIn(how="A3 duurt nu twee weken"), "worked", ""),
    (entries.Adoption(number=1, bound=records.Bound(edition="alfa/2026Q3/annual_plan/v1", page="0" * 64)), "adoption", ""),
    (entries.Wish(wish="W-1", what="klein {pak}", heard_on="2026-09-01"), "wish", "wish/W-1"),
    (entries.Insight(insight="I-{1}", text="x", seen_on="2026-09-01"), "insight", "insight/I-{1}"),
    (entries.Minutes(meeting="M-1", held_on="2026-09-01", present=("Ann", "Bob"), text="x"), "minutes", "minutes/M-1"),
    (entries.Withdrawal(number=1, reason="vergissing"), "withdrawal", ""),
]  # fmt: skip


class OldWish(BaseModel):
    """A wish as it was two versions ago: in one word, without a day."""

    model_config = ConfigDict(extra="forbid")
    text: str


def named(body):
    return {"wish": body["text"][:3], "what": body["text"]}


def dated(body):
    return {**body, "heard_on": "2026-01-01"}


@pytest.fixture
def third_version(monkeypatch):
    """The program as it will be: a wish has its third version."""
    newer = replace(entries.KINDS["wish"], version=3, upgrades={1: named, 2: dated})
    monkeypatch.setattr(entries, "KINDS", MappingProxyType({**entries.KINDS, "wish": newer}))
    monkeypatch.setattr(entries, "_BY_MODEL", {kind.model: kind for kind in entries.KINDS.values()})


@pytest.mark.parametrize(("body", "kind", "stream"), BODIES, ids=[kind for _, kind, _ in BODIES])
def test_each_kind_is_written_and_read_back(body, kind, stream):
    found = entries.kind_of(body)
    assert (found.name, found.stream_of(body)) == (kind, stream)
    text = entries.written(body)
    assert entries.meant(kind, found.version, text) == body
    assert entries.written(entries.meant(kind, found.version, text)) == text


def test_every_kind_is_tried_here():
    assert sorted(kind for _, kind, _ in BODIES) == sorted(entries.KINDS)


def test_every_older_version_has_its_upgrade():
    assert {kind.name: sorted(kind.upgrades) for kind in entries.KINDS.values()} == {
        kind.name: list(range(1, kind.version)) for kind in entries.KINDS.values()
    }


@pytest.mark.usefixtures("third_version")
def test_what_an_older_version_wrote_is_brought_up_step_by_step():
    assert entries.meant("wish", 1, '{"text":"W-7 kleiner"}') == entries.Wish(
        wish="W-7", what="W-7 kleiner", heard_on="2026-01-01"
    )
    second = entries.meant("wish", 2, '{"wish":"W-8","what":"x"}')
    assert (second.wish, str(second.heard_on)) == ("W-8", "2026-01-01")


def test_what_a_newer_version_wrote_is_refused_in_words_and_stays(tmp_path, request, monkeypatch):
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    with monkeypatch.context():
        request.getfixturevalue("third_version")
        written = kept.append(wish(1), None)
        monkeypatch.undo()
    assert written.version == 3
    with pytest.raises(errors.LedgerError, match="nieuwere versie: wish, versie 3"):
        entries.meant(written.kind, written.version, written.body)
    kept.append(draft(PROMISE), None)
    assert kept.read()[0] == written
    assert ledger.verify(kept) == []
    again = ledger.restore(f"sqlite:///{tmp_path / 'm.sqlite'}", ledger.lines(kept))
    assert again.read() == kept.read()


def test_a_kind_that_is_not_known_is_of_a_newer_version():
    with pytest.raises(errors.LedgerError, match="nieuwere versie: dream, versie 1") as caught:
        entries.meant("dream", 1, "{}", where="7: dream/1")
    assert "7: dream/1" in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "geen json", '{"done_on":"ooit"}', '{"done_on":"2026-01-01","x":1}'])
def test_a_text_that_is_no_such_body_is_told(text):
    with pytest.raises(errors.LedgerError, match="niet te lezen is: done, versie 1"):
        entries.meant("done", 1, text)


def test_what_a_person_fills_in_wrongly_is_told_all_at_once():
    with pytest.raises(errors.ParameterError) as caught:
        entries.made(
            records.Reason,
            period="2026Q3",
            effect="price",
            cause="weather",
            text="",
            author="Ann",
            said_on="x",
            key=None,
        )
    for name in ("cause", "text", "said_on"):
        assert f"{name}: " in str(caught.value)
    assert "key" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"a":null,"b":"","c":[],"d":0,"e":false,"f":["é",1]}', 'd: 0; e: false; f: ["é", 1]'),
        ("geen json", "geen json"),
        ("[1]", "[1]"),
    ],
)
def test_a_body_is_shown_by_name_and_whatever_it_holds(text, read):
    assert entries.shown(text) == read


OLD = '{{"centre":98.0,"edition":"{edition}","high":null,"key":"total","level":"total","low":null,"measure":"{measure}","probability":0.6,"target":100.0,"through":"2022-09","year":2022}}'


def old_lines(edition, *measures):
    """A ledger as an older version exported it: each probability is an entry of its own."""
    last = None
    for number, measure in enumerate(measures, 1):
        last = chain.sealed(
            position=number, account="alfa", stream=f"published/{edition}", number=number, kind="published", version=1, author="Ann",
            at=WHEN.isoformat(), body=OLD.format(edition=edition, measure=measure), previous=last.hash if last else chain.START,
        )  # fmt: skip
        yield chain.line(last)


def test_a_probability_that_was_an_entry_of_its_own_is_read_with_those_of_its_edition(tmp_path):
    kept = ledger.restore(
        f"sqlite:///{tmp_path / 'l.sqlite'}", old_lines("alfa/2022Q3/x-en/v1", "revenue", "margin")
    )
    assert ledger.verify(kept) == []
    told = state.records_of(kept.read(), "alfa", audience="internal").published
    assert [(one.edition, one.document, one.period, one.measure, one.probability) for one in told] == [
        ("alfa/2022Q3/x-en/v1", "x", "2022Q3", "revenue", 0.6), ("alfa/2022Q3/x-en/v1", "x", "2022Q3", "margin", 0.6),
    ]  # fmt: skip
    assert [each.version for each in kept.read()] == [1, 1], "what was written stays as it was written"


def test_of_an_edition_without_an_address_the_last_month_is_the_period(tmp_path):
    kept = ledger.restore(f"sqlite:///{tmp_path / 'l.sqlite'}", old_lines("e", "revenue"))
    (told,) = state.records_of(kept.read(), "alfa", audience="internal").published
    assert (told.edition, told.document, told.period) == ("e", "", "2022-09")


@pytest.mark.parametrize(
    ("speech", "count", "read"),
    [("en", 1, "e/v1: one probability for 2026"), ("en", 3, "e/v1: 3 probabilities for 2026"), ("nl", 3, "e/v1: 3 kansen voor 2026")],
)  # fmt: skip
def test_what_an_edition_published_is_shown_in_a_line(speech, count, read):
    body = entries.Publication(edition="e/v1", document="d", period="2026Q3", probabilities=(CHANCE,) * count)
    with language.use(speech):
        assert entries.shown(entries.written(body), "published") == read
    assert entries.shown('{"edition":"e"}', "published") == "edition: e", "another version, by its fields"
