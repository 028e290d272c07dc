"""The ledger, in a file and on a server: what is said is kept, in order, by everyone, and nobody changes it afterwards."""

from __future__ import annotations

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from amlib import errors
from amlib.plan import chain, entries, ledger, records
from tests.plan.said import PROMISE, REASON, STREAM, WHEN, draft, wish

TAMPERING = [
    "UPDATE entries SET author = 'Bob'",  "DELETE FROM entries",
    "DELETE FROM entries WHERE position = 3",
    "INSERT INTO entries SELECT position + 5, account, stream, number + 1, kind, version, author, at, body, 'x', 'y' FROM entries WHERE position = 3",
]  # fmt: skip
OF_ONE_KIND = [
    ("sqlite", "INSERT OR REPLACE INTO entries SELECT position, account, stream, number, kind, version, 'Bob', at, body, previous, hash FROM entries WHERE position = 2"),
    ("postgresql", "TRUNCATE entries"),
    ("postgresql", "INSERT INTO entries SELECT * FROM entries WHERE position = 2 ON CONFLICT (position) DO UPDATE SET author = 'Bob'"),
]  # fmt: skip

# what is said                                              stream    words of the refusal
UNFIT = [
    (draft(PROMISE, account=" "), "account is ' '"),
    (draft(PROMISE, account="a" * 101), "account is 'aaa"),
    (draft(PROMISE, author="Ann\nBob"), r"author is 'Ann\\nBob'"),
    (draft(PROMISE, author="Ann\ud800"), "author is"),
    (draft(PROMISE, stream="commitment/TZ-004"), "hoort niet in de reeks commitment/TZ-004"),
    (draft(entries.Done(done_on="2026-07-01"), stream="plan/2027"), "hoort niet in de reeks plan/2027"),
    (draft(entries.Done(done_on="2026-07-01")), "stream is ''"),
    (draft(PROMISE, at=datetime(2026, 10, 6)), "at is 2026-10-06"),  # noqa: DTZ001  the very thing refused
    (draft(entries.Done(done_on="2026-07-01"), stream=STREAM), "alfa heeft geen vermelding 1 in commitment/TZ-003"),
    (draft(records.Records(account="alfa")), "bewaart geen Records"),
    (draft(entries.PlanVersion(year=2027, plan={"a": float("nan")})), "niet in het logboek worden geschreven"),
    (draft(entries.Proposal.model_construct(proposal="V-1", subject="x", what="y", why="", year=None, effect=None)), "niet in het logboek worden geschreven"),
    (draft(entries.Proposal.model_construct(proposal="V-1", subject="plan", what="y", why="", year=None, effect="1.5")), "niet in het logboek worden geschreven"),
    (draft(entries.Insight.model_construct(insight="I-1", text="", period="", seen_on=WHEN.date())), "niet in het logboek worden geschreven"),
    (draft(entries.Insight.model_construct(insight="I-1", text="x", period="", seen_on=WHEN)), "niet in het logboek worden geschreven"),
]  # fmt: skip


def filled(url: str) -> ledger.Ledger:
    """Three entries in two streams of two accounts."""
    kept = ledger.open(url)
    kept.append(draft(PROMISE), None)
    kept.append(draft(REASON, account="beta"), None)
    kept.append(draft(entries.Done(done_on="2026-07-01"), author="Bob", stream=STREAM), 1)
    return kept


def execute(kept: ledger.Ledger, *statements: str) -> None:
    with kept.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def unguarded(kept: ledger.Ledger, *statements: str) -> None:
    """What somebody can do who may do anything in the database: take the triggers away first, and put them back."""
    if kept.engine.dialect.name == "sqlite":
        with kept.engine.connect() as connection:
            triggers = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
        drops = [f"DROP TRIGGER {name}" for name, _ in triggers]
        execute(kept, *drops, *statements, *(made for _, made in triggers))
    else:
        back = [f"ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_{name}" for name in ("change", "insert")]
        execute(kept, "ALTER TABLE entries DISABLE TRIGGER USER", *statements, *back)


def test_what_is_said_is_read_in_order(url):
    kept = filled(url)
    first, second, third = kept.read()
    assert [
        (e.position, e.account, e.stream, e.number, e.kind, e.author) for e in (first, second, third)
    ] == [
        (1, "alfa", STREAM, 1, "commitment", "Ann"),
        (2, "beta", "reason/2026Q3/price/group/Rund", 1, "reason", "Ann"),
        (3, "alfa", STREAM, 2, "done", "Bob"),
    ]
    assert first.at == "2026-10-06T08:30:00+00:00"
    assert entries.meant(first.kind, first.version, first.body) == PROMISE
    assert (first.previous, second.previous) == (chain.START, first.hash)
    assert kept.read(account="alfa") == (first, third)
    assert kept.read(stream=STREAM, kind="done") == (third,)
    assert kept.read(until=2) == (first, second)
    for kind in {each.kind for each in kept.read()}:
        assert kept.read(without=kind) == tuple(each for each in kept.read() if each.kind != kind)
    assert ledger.head(kept) == ledger.Anchor(3, third.hash)
    assert ledger.verify(kept, [ledger.Anchor(2, second.hash, "an edition")]) == []


def test_a_time_elsewhere_is_kept_as_one_time(url):
    at = datetime(2026, 10, 6, 1, 30, tzinfo=timezone(timedelta(hours=2)))  # half past one in Dutch summer
    assert ledger.open(url).append(draft(PROMISE, at=at), None).at == "2026-10-05T23:30:00+00:00"


def test_a_ledger_that_is_not_there_is_empty_and_looking_makes_none(url, tmp_path):
    kept = ledger.open(url)
    assert (kept.read(), ledger.head(kept), ledger.verify(kept), list(ledger.lines(kept))) == (
        (),
        None,
        [],
        [],
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("statement", TAMPERING)
def test_the_database_refuses_what_a_ledger_does_not_do(url, statement):
    kept = filled(url)
    before = kept.read()
    with pytest.raises(sa.exc.DBAPIError, match=r"the ledger only grows|comes right after the last"):
        execute(kept, statement)
    assert kept.read() == before


@pytest.mark.parametrize(("name", "statement"), OF_ONE_KIND)
def test_a_database_refuses_its_own_ways_round(name, statement, tmp_path, request):
    kept = filled(
        f"sqlite:///{tmp_path / 'l.sqlite'}" if name == "sqlite" else request.getfixturevalue("server")()
    )
    before = kept.read()
    with pytest.raises(sa.exc.DBAPIError, match=r"the ledger only grows|comes right after the last"):
        execute(kept, statement)
    assert kept.read() == before


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE entries SET body = replace(body, '2026-07-11', '2026-09-11') WHERE position = 1", [(1, "gewijzigd")]),
        ("UPDATE entries SET at = '2026-10-06T08:30:01+00:00' WHERE position = 3", [(3, "gewijzigd")]),
        ("DELETE FROM entries WHERE position = 2", [(2, "ontbreekt één")]),
        ("DELETE FROM entries WHERE position = 1", [(1, "ontbreekt één"), (3, "een gat in de reeks")]),
        ("UPDATE entries SET previous = 'x' WHERE position = 2", [(2, "gewijzigd"), (2, "sluit niet aan")]),
    ],
)  # fmt: skip
def test_verify_finds_what_was_done_behind_its_back(url, statement, found):
    kept = filled(url)
    unguarded(kept, statement)
    faults = ledger.verify(kept)
    assert [fault.position for fault in faults] == [position for position, _ in found]
    for fault, (_, words) in zip(faults, found, strict=True):
        assert words in fault.what


def test_a_tail_that_is_cut_off_is_seen_by_what_an_edition_names(url):
    kept = filled(url)
    seen = ledger.head(kept)
    unguarded(kept, "DELETE FROM entries WHERE position = 3")
    assert ledger.verify(kept) == []
    (fault,) = ledger.verify(kept, [ledger.Anchor(seen.position, seen.hash, "alfa/2026Q3/x/v1")])
    assert (fault.position, fault.what) == (3, "het eind is afgeknipt: alfa/2026Q3/x/v1 zag vermelding 3")
    kept.append(draft(entries.Done(done_on="2026-07-02"), stream=STREAM), 1)
    (fault,) = ledger.verify(kept, [ledger.Anchor(seen.position, seen.hash, "alfa/2026Q3/x/v1")])
    assert fault.what == "niet de vermelding die alfa/2026Q3/x/v1 zag"


def test_triggers_that_are_gone_or_weakened_are_reported(url):
    kept = filled(url)
    if kept.engine.dialect.name == "sqlite":
        execute(kept, "DROP TRIGGER entries_update")
    else:
        execute(
            kept,
            "CREATE OR REPLACE FUNCTION entries_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
        )
    assert [fault.what for fault in ledger.verify(kept)] == [
        "de database weigert geen wijzigingen meer: de triggers zijn weg"
    ]


def test_a_server_refuses_changes_by_a_copy_too_and_reports_triggers_that_are_off(server):
    kept = filled(server())
    with pytest.raises(sa.exc.DBAPIError, match="the ledger only grows"):
        execute(kept, "SET LOCAL session_replication_role = replica", "DELETE FROM entries")
    execute(kept, "ALTER TABLE entries DISABLE TRIGGER entries_change")
    assert [fault.position for fault in ledger.verify(kept)] == [0]


def test_the_later_of_two_writers_is_told_what_came_in_between_and_merges(url):
    ann, bob = ledger.open(url), ledger.open(url)
    ann.append(draft(PROMISE), None)
    seen = len(bob.read(stream=STREAM))
    moved = records.Redated(on="2026-07-01", due="2026-08-01", reason="tekening te laat")
    said = ann.append(draft(moved, stream=STREAM), 1)
    mine = draft(entries.Kept(confirmed=False, said_on="2026-07-12"), author="Bob", stream=STREAM)
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in commitment/TZ-003") as caught:
        bob.append(mine, seen)
    assert caught.value.since == (said,)
    assert (
        "2  2026-10-06T08:30  Ann: redated, due: 2026-08-01; on: 2026-07-01; reason: tekening te laat"
        in str(caught.value)
    )
    arrived = pickle.loads(pickle.dumps(caught.value))
    assert (arrived.since, str(arrived)) == (caught.value.since, str(caught.value))
    assert bob.append(mine, caught.value.since[-1].number).number == 3
    assert ledger.verify(ann) == []


def test_writers_in_other_streams_do_not_meet(url):
    kept = ledger.open(url)
    kept.append(wish(1), None)
    kept.append(wish(2), None)
    assert kept.append(draft(PROMISE, account="beta"), None).number == 1
    assert kept.append(draft(PROMISE, account="alfa"), None).number == 1, "a promise of another account"


def test_what_is_done_in_one_step_is_written_whole_or_not_at_all(url):
    kept = filled(url)
    done, kept_ = entries.Done(done_on="2026-07-02"), entries.Kept(confirmed=True, said_on="2026-07-03")
    unfit = entries.Withdrawal(number=9, reason="vergissing")
    with pytest.raises(errors.LedgerError, match="alfa heeft geen vermelding 9"):
        kept.append_all([draft(done, stream=STREAM), draft(unfit, stream=STREAM)], 2)
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in commitment/TZ-003"):
        kept.append_all([draft(done, stream=STREAM), draft(kept_, stream=STREAM)], 1)
    with pytest.raises(
        errors.LedgerError, match="staan in één reeks, niet in: alfa/commitment/TZ-003, alfa/wish/W-1"
    ):
        kept.append_all([draft(done, stream=STREAM), wish(1)], 2)
    with pytest.raises(errors.LedgerError, match="staan in één reeks"):
        kept.append_all([], None)
    assert len(kept.read()) == 3
    back = entries.Withdrawal(number=3, reason="nog niet")  # of the entry that is written just before it
    made = kept.append_all([draft(done, stream=STREAM), draft(back, author="Bob", stream=STREAM)], 2)
    assert [(e.position, e.number, e.kind, e.author) for e in made] == [
        (4, 3, "done", "Ann"),
        (5, 4, "withdrawal", "Bob"),
    ]
    assert kept.read()[3:] == made
    assert ledger.verify(kept) == []


def test_what_was_read_in_other_streams_may_not_have_grown(url):
    kept = filled(url)
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in commitment/TZ-003") as caught:
        kept.append_all([wish(1)], None, beside={STREAM: 1})
    assert [e.number for e in caught.value.since] == [2]
    with pytest.raises(errors.LedgerConflict):
        kept.append_all([wish(1)], None, beside={STREAM: 0})
    assert len(kept.read()) == 3
    kept.append_all([wish(1)], None, beside={STREAM: 2, "wish/W-2": 0})
    assert kept.read()[-1].stream == "wish/W-1"


def test_of_many_writers_at_once_nobodys_work_is_lost(url):
    together, count = Barrier(8), 5

    def write(name: str) -> int:
        """Each writes in one shared stream, reading and merging until it is in; how often it had to."""
        kept, merged = ledger.open(url), 0
        together.wait()
        for turn in range(count):
            seen = 0
            while True:
                try:
                    kept.append(
                        draft(REASON.model_copy(update={"text": f"{name} {turn}"}), author=name), seen
                    )
                    break
                except errors.LedgerConflict as conflict:
                    seen, merged = conflict.since[-1].number, merged + 1
        return merged

    with ThreadPoolExecutor(8) as pool:
        merged = sum(pool.map(write, [f"schrijver {n}" for n in range(8)]))
    found = ledger.open(url).read()
    said = {entries.meant(e.kind, e.version, e.body).text for e in found}
    assert said == {f"schrijver {n} {turn}" for n in range(8) for turn in range(count)}
    assert [e.number for e in found] == list(range(1, 8 * count + 1))
    assert merged >= 8 * count - 1, "all but the very first saw nothing at first, and were told"
    assert ledger.verify(ledger.open(url)) == []


@pytest.mark.parametrize(("said", "words"), UNFIT, ids=lambda it: it if isinstance(it, str) else "")
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(url, said, words):
    kept = ledger.open(url)
    with pytest.raises(errors.LedgerError, match=words):
        kept.append(said, None)
    assert kept.read() == ()


def test_an_author_who_saw_more_than_there_is_looks_at_another_ledger(url):
    kept = filled(url)
    with pytest.raises(errors.LedgerError, match="alfa heeft geen vermelding 5"):
        kept.append(draft(PROMISE), 5)
    with pytest.raises(errors.LedgerError, match="alfa heeft geen vermelding 3"):
        kept.append(draft(entries.Withdrawal(number=3, reason="vergissing"), stream=STREAM), 2)


def test_text_and_back_loses_nothing(url, tmp_path):
    kept = filled(url)
    kept.append(
        draft(
            entries.Insight(insight="I-1", text="regel\u2028\x85\n\0 einde \U0001f969", seen_on="2026-10-01")
        ),
        None,
    )
    file = tmp_path / "uit" / "ledger.jsonl"
    assert ledger.export(kept, file) == 4
    assert [path.name for path in file.parent.iterdir()] == ["ledger.jsonl"]
    told = file.read_text("utf-8").split("\n")
    again = ledger.restore(f"sqlite:///{tmp_path / 'again.sqlite'}", told)
    assert again.read() == kept.read()
    assert list(ledger.lines(again)) == told[:-1]
    back = ledger.restore(url, told)  # what is there already is its beginning
    assert back.read() == kept.read()
    again.append(wish(1), None)
    assert ledger.restore(url, ledger.lines(again)).read() == again.read()


def test_another_ledger_is_not_written_over(url, tmp_path):
    kept = filled(url)
    other = ledger.open(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other.append(draft(PROMISE), None)
    other.append(wish(1), None)
    with pytest.raises(errors.LedgerError, match="ze verschillen vanaf vermelding 2"):
        ledger.restore(url, ledger.lines(other))
    assert len(kept.read()) == 3


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda told: [told[0], told[2]], "er ontbreekt één vermelding"),
        (
            lambda told: [told[0].replace("2026-07-11", "2026-07-12"), *told[1:]],
            "1: de vermelding is gewijzigd",
        ),
        (lambda told: [*told, told[-1]], "een splitsing"),
        (lambda told: [*told, "{}"], "geen vermelding uit een logboek"),
        (lambda told: [told[0].replace('"number":1', '"number":"1"')], "geen vermelding uit een logboek"),
        (lambda told: [told[0][:-5]], "geen vermelding uit een logboek"),
    ],
)
def test_text_that_is_not_sound_is_refused_whole(tmp_path, spoil, words):
    told = list(ledger.lines(filled(f"sqlite:///{tmp_path / 'l.sqlite'}")))
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    with pytest.raises(errors.LedgerError) as caught:
        ledger.restore(new, spoil(told))
    assert words in str(caught.value)
    assert ledger.open(new).read() == ()


@given(st.lists(st.tuples(st.text(min_size=1), st.floats(allow_nan=False, allow_infinity=False)), max_size=5))
def test_any_words_and_numbers_come_back_as_they_were(tmp_path_factory, said):
    home = tmp_path_factory.mktemp("l")
    kept = ledger.open(f"sqlite:///{home / 'l.sqlite'}")
    bodies = [
        entries.Proposal(proposal=f"V-{n}", subject="plan", what=what, effect=effect)
        for n, (what, effect) in enumerate(said)
    ]
    for body in bodies:
        kept.append(draft(body), None)
    ledger.export(kept, home / "l.jsonl")
    again = ledger.restore(
        f"sqlite:///{home / 'm.sqlite'}", (home / "l.jsonl").read_text("utf-8").split("\n")
    )
    assert again.read() == kept.read()
    assert [entries.meant(e.kind, e.version, e.body) for e in again.read()] == bodies


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "niet te lezen"), ("mysql://ann:geheim@db/x", "niet worden bewaard in mysql"),
        ("sqlite://", "niet worden bewaard in sqlite"), ("duckdb:///x", "niet worden bewaard in duckdb"),
        ("postgresql://ann:geheim@db:poort/x", "niet te lezen"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_its_secret(address, words):
    with pytest.raises(errors.LedgerError, match=words) as caught:
        ledger.open(address)
    assert "geheim" not in str(caught.value)


def test_a_driver_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(errors.LedgerError, match="stuurprogramma voor PostgreSQL is niet geïnstalleerd"):
        ledger.open("postgresql://ann@db/x")


@pytest.mark.parametrize(
    "address", ["postgresql://ann:geheim@/x?host={}", "postgres://ann@/x?password=geheim&host={}"]
)
def test_a_server_that_is_not_there_is_told_without_the_secret(tmp_path, address):
    kept = ledger.open(address.format(tmp_path))
    with pytest.raises(errors.LedgerError, match="het logboek is niet te gebruiken") as caught:
        kept.append(draft(PROMISE), None)
    assert "geheim" not in f"{caught.value!s}{kept!r}{kept.address}"
    assert "ann:***@" in str(caught.value)


def test_a_file_that_is_something_else_is_told(tmp_path):
    (tmp_path / "l.sqlite").write_bytes(b"geen database, maar een brief " * 100)
    with pytest.raises(errors.LedgerError, match="file is not a database"):
        ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}").read()


def test_a_writer_that_waits_too_long_is_told(url, monkeypatch):
    filled(url)
    monkeypatch.setattr("amlib.plan.store.WAIT", 1)
    kept = ledger.open(url)
    with store_writing(url), pytest.raises(errors.LedgerError, match=r"locked|lock timeout"):
        kept.append(wish(1), None)
    assert kept.append(wish(1), None).position == 4


def store_writing(url: str):
    from amlib.plan import store

    return store.writing(ledger.open(url).engine)


def test_sqlite_keeps_no_log_beside_the_file(tmp_path):
    kept = filled(f"sqlite:///{tmp_path / 'l.sqlite'}")
    with kept.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3
    assert [path.name for path in Path(tmp_path).iterdir()] == ["l.sqlite"]


def test_the_hash_can_be_checked_with_the_exported_line_alone(tmp_path):
    import hashlib
    import json

    line = next(ledger.lines(filled(f"sqlite:///{tmp_path / 'l.sqlite'}")))
    held = json.loads(line)
    hashed = held.pop("hash")
    text = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == hashed
    assert held["at"] == WHEN.astimezone(UTC).isoformat()
