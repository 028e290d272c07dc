"""The plan out and back on the command line: to Excel, the diary and the team talk, with two people at work and with everything that can be wrong."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import openpyxl
import pytest

from amlib import cli, cli_outgoing, language
from amlib.data import slices
from amlib.plan import keeping, ledger
from amlib.plan.items import Action, Activity, Goal
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze

WORKBOOK = "company: Ons bedrijf\nlanguage: nl\ntables:\n  sales:\n    path: sales.csv\n"
ACCOUNT = "account: alfa\naccount_manager: Ans\nsupervisor: Chef\n"
WHEN = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
PLAN = Plan(
    account="alfa",
    year=2027,
    activities=(Activity(id="V1", outlet="001", kind="visit", months=(1,) * 12, owner="Ans", text="kijken"),),
    actions=(
        Action(id="A1", name="Opname", kind="listing", owner="Bob", begins=date(2027, 3, 1), ends=date(2027, 3, 14), cost=100_00),
        Action(id="A2", name="Prijs", kind="price", owner="Bob", begins=date(2027, 5, 1), ends=date(2027, 5, 31)),
    ),
)  # fmt: skip
COST, NAME, OUT = ("Acties", "J4"), ("Acties", "B4"), ["activities", "alfa", "2027", "plan.xlsx"]

# command line                                                 exit  words in what it says
REFUSED = [
    (["activities", "beta", "2027", "x.xlsx"], 1, "het logboek heeft geen jaarplan van beta voor 2027"),
    (["activities", "alfa", "1", "x.xlsx"], 2, "1900"),
    (["activities", "alfa", "2027", "nergens/x.xlsx"], 1, "x.xlsx is niet te schrijven"),
    (["activities-back", "absent.xlsx"], 1, "absent.xlsx is niet te lezen als Excel"),
    (["activities-back", "absent.xlsx", "--prefer", "mij"], 2, "--prefer is 'mij'"),
    (["calendar", "alfa", "2026", "x.ics"], 1, "het logboek heeft geen jaarplan van alfa voor 2026"),
    (["calendar", "alfa", "2027", "x.ics", "--at", "vroeg"], 2, "--at is 'vroeg'"),
    (["agenda", "--on", "morgen"], 2, "--on is 'morgen'"),
    (["minutes", "absent.md"], 1, "absent.md is niet te lezen"),
    (["insight", "alfa", "I-1", "--text", ""], 1, "text: "),
    (["insight", "alfa", "I-1", "--text", "x", "--period", "gauw"], 1, "gauw"),
    (["wish", "alfa", "W-1", "--what", "x", "--level", "straat"], 1, "level: "),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project folder with a workbook, an account, and its plan as the second entry."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(cli.signal, "signal", lambda number, action: None)
    (tmp_path / "parameters" / "accounts").mkdir(parents=True)
    (tmp_path / "parameters" / "workbook.yml").write_text(WORKBOOK)
    (tmp_path / "parameters" / "accounts" / "alfa.yml").write_text(ACCOUNT)
    first = keeping.save(book(tmp_path), PLAN.without("actions", "A2"), author="Ans", at=WHEN, seen=None)
    keeping.save(book(tmp_path), PLAN, author="Ans", at=WHEN, seen=first.seen)
    with language.use("nl"):
        yield tmp_path


def book(folder: Path = Path()) -> ledger.Ledger:
    return ledger.open(f"sqlite:///{folder.absolute() / 'output' / 'ledger.sqlite'}")


def kept() -> keeping.Kept:
    found = keeping.latest(book(), "alfa", 2027)
    assert found is not None
    return found


def amlib(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["plan", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def edited(*cells: tuple[tuple[str, str], Any], also: Callable[[openpyxl.Workbook], object] | None = None) -> None:  # fmt: skip
    file = openpyxl.load_workbook("plan.xlsx")
    for (sheet, cell), value in cells:
        file[sheet][cell] = value
    if also:
        also(file)
    file.save("plan.xlsx")


def meanwhile(**fields: Any) -> None:
    """Somebody else changes the first action."""
    now = kept()
    changed = now.plan.with_action(now.plan.actions[0].model_copy(update=fields))
    keeping.save(book(), changed, author="Kees", at=WHEN, seen=now.seen)


@pytest.mark.parametrize(("words", "code", "says"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], here: Path, words: list[str], code: int, says: str
) -> None:
    before = sorted(here.iterdir())
    ended, said = amlib(capsys, *words)
    assert ended == code, said
    assert says in said
    assert "Traceback" not in said
    assert len(book().read()) == 2
    assert sorted(here.iterdir()) == before


def test_out_and_back_unchanged_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert amlib(capsys, *OUT) == (0, "plan.xlsx: 1 activiteiten en 2 acties, zoals in vermelding 2\n")
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert (ended, said.splitlines()[0]) == (0, "in het bestand is niets gewijzigd")
    assert len(book().read()) == 2


def test_a_changed_cell_becomes_the_next_draft(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    edited((COST, "1.234,60"))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--look")
    assert ended == 0
    assert "Actie A1: Opname · kosten" in said
    assert "€ 1.235" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert kept().number == 2, "looking writes nothing"
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--author", "Bob")
    assert ended == 0, said
    assert said.splitlines()[-1] == "vermelding 3 van het jaarplan van alfa, 2027, versie 1"
    found = kept()
    assert found.plan == PLAN.with_action(PLAN.actions[0].model_copy(update={"cost": 123_460}))
    assert (found.by, found.note) == ("Bob", "uit plan.xlsx")


def test_what_another_changed_here_is_kept_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    meanwhile(name="Opname vers")
    edited((COST, 200))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 0, said
    assert "hier intussen gewijzigd: Actie A1: Opname vers · naam, door Kees" in said
    action = kept().plan.actions[0]
    assert (action.name, action.cost) == ("Opname vers", 200_00)


# who is preferred    what the cost becomes
CHOSEN = [("file", 200_00), ("plan", 300_00)]


@pytest.mark.parametrize(("side", "cost"), CHOSEN)
def test_where_both_changed_the_same_nobody_wins_until_somebody_says_who(
    capsys: pytest.CaptureFixture[str], side: str, cost: int
) -> None:
    amlib(capsys, *OUT)
    meanwhile(cost=300_00)
    edited((COST, 200), (NAME, "Opname koel"), (("Activiteiten", "F4"), 3))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    plain = said.replace("\N{NO-BREAK SPACE}", " ")
    assert ended == 1
    assert "één ding is in het bestand én in het plan gewijzigd" in plain
    assert (
        "Acties!J4, Actie A1: Opname koel · kosten: het was € 100; in het bestand € 200; in het plan € 300, door Kees"
        in plain
    )
    assert kept().number == 3, "nothing was written"
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--prefer", side)
    assert ended == 0, said
    plan = kept().plan
    assert (plan.actions[0].cost, plan.actions[0].name, plan.activities[0].months[1]) == (cost, "Opname koel", 3)  # fmt: skip


def test_a_month_that_both_changed_is_told_with_its_own_cell(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    now = kept()
    twice = now.plan.activities[0].model_copy(update={"months": (1, 2, *(1,) * 10)})
    keeping.save(book(), now.plan.with_activity(twice), author="Kees", at=WHEN, seen=now.seen)
    edited((("Activiteiten", "F4"), 3), (("Activiteiten", "G4"), 4))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 1
    assert "één ding" in said
    assert "Activiteiten!F4, Activiteit V1: kijken · maanden, maand 2: het was 1; in het bestand 3; in het plan 2" in said  # fmt: skip


def test_new_rows_come_in_and_rows_that_are_gone_are_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)

    def also(file: openpyxl.Workbook) -> None:
        file["Acties"].delete_rows(5)

    new = {"B": "Nieuw", "C": "service", "G": "Chef", "H": date(2027, 6, 1), "I": date(2027, 6, 30)}
    edited(*(((("Acties", f"{column}7")), value) for column, value in new.items()), also=also)
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 0, said
    assert "geen regel meer, blijft zonder --take-out in het plan: A2: Prijs" in said
    assert [each.id for each in kept().plan.actions] == ["A1", "A2", "A3"]
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--take-out")
    assert ended == 0, said
    assert "geen regel meer, eruit gehaald: A2: Prijs" in said
    assert "A2" not in [each.id for each in kept().plan.actions]


def test_somebody_else_may_be_named_who_is_said_to_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    edited((("Acties", "G4"), "Dirk"))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 1
    assert "Acties!G4: actie A1: Dirk" in said
    assert amlib(capsys, "activities-back", "plan.xlsx", "--owner", "Dirk")[0] == 0
    assert kept().plan.actions[0].owner == "Dirk"


def test_a_file_is_not_written_over_what_somebody_did_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    assert amlib(capsys, *OUT)[0] == 0, "the very same may be written again"
    edited((COST, 5))
    before = Path("plan.xlsx").read_bytes()
    ended, said = amlib(capsys, *OUT)
    assert ended == 1
    assert "plan.xlsx is er al, met iets anders erin" in said
    assert Path("plan.xlsx").read_bytes() == before
    assert amlib(capsys, *OUT, "--replace")[0] == 0
    assert Path("plan.xlsx").read_bytes() != before


def test_a_plan_that_was_submitted_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    edited((COST, 5))
    now = kept()
    submitted = now.plan.submitted("Ans", date(2026, 11, 5))
    book().append(ledger.Draft("alfa", keeping.body(submitted), "Ans", WHEN), now.seen)
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 1
    assert "er is niets geschreven" in said
    assert kept().number == 3


def test_what_was_changed_in_a_file_of_an_adopted_plan_goes_into_the_next_version(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def keep(plan: Plan) -> Plan:
        book().append(ledger.Draft("alfa", keeping.body(plan), "Ans", WHEN), kept().seen)
        return plan

    adopted = keep(kept().plan.submitted("Ans", date(2026, 11, 5)).adopted("Chef", date(2026, 11, 6)))
    amlib(capsys, *OUT)
    edited((COST, 5))
    assert amlib(capsys, "activities-back", "plan.xlsx")[0] == 1, "it is adopted"
    keep(adopted.amended("het werd anders", "market", "Ans", date(2027, 2, 1)))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 0, said
    assert said.splitlines()[-1].endswith("versie 2")
    assert (kept().plan.version, kept().plan.actions[0].cost) == (2, 500)


def test_a_file_of_another_ledger_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    other = keeping.save(ledger.open("sqlite:///elders/ledger.sqlite"), PLAN, author="x", at=WHEN, seen=None)
    assert other.number == 1
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--output", "elders")
    assert ended == 1
    assert "waarvan dit bestand is gemaakt" in said
    assert "vermelding 2 in plan/2027" in said


def test_a_file_of_another_ledger_with_the_same_numbers_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Account, year and number of the entry are those of the file; what the entry holds is not."""
    other = ledger.open("sqlite:///elders/ledger.sqlite")
    for cost in (1, 2):
        changed = PLAN.with_action(PLAN.actions[0].model_copy(update={"cost": cost}))
        there = keeping.save(other, changed, author="x", at=WHEN, seen=cost - 1 or None)
    assert there.number == kept().number == 2
    amlib(capsys, *OUT)
    edited((NAME, "Opname vers"))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--output", "elders")
    assert ended == 1
    assert "waarvan dit bestand is gemaakt" in said
    assert len(other.read()) == 2, "nothing was written"


def test_a_wrong_cell_is_told_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    amlib(capsys, *OUT)
    edited((COST, "veel"), (("Activiteiten", "B4"), "099"))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx")
    assert ended == 1
    assert "2 cellen van plan.xlsx" in said
    assert "Acties!J4: 'veel'" in said
    assert "Activiteiten!B4: activiteit V1: 099" in said
    assert kept().number == 2


def test_the_diary_is_of_the_adopted_plan_and_cancels_what_was_dropped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended, said = amlib(capsys, "calendar", "alfa", "2027", "plan.ics", "--at", "09:00")
    assert (ended, said) == (0, "plan.ics: 14 afspraken, van versie 1, een concept\n")
    now = kept()
    fewer = keeping.save(book(), now.plan.without("actions", "A2"), author="Ans", at=WHEN, seen=now.seen)
    first = fewer.plan.submitted("Ans", date(2026, 11, 5)).adopted("Chef", date(2026, 11, 6))
    book().append(ledger.Draft("alfa", keeping.body(first), "Ans", WHEN), fewer.seen)
    second = first.amended("anders", "own", "Ans", date(2027, 2, 1))
    book().append(ledger.Draft("alfa", keeping.body(second), "Ans", WHEN), kept().seen)
    assert kept().plan.version == 2
    before = icalendar.Calendar.from_ical(Path("plan.ics").read_bytes())
    ended, said = amlib(capsys, "calendar", "alfa", "2027", "plan.ics")
    assert (ended, said) == (0, "plan.ics: 13 afspraken, van versie 1, vastgesteld\n")
    after = icalendar.Calendar.from_ical(Path("plan.ics").read_bytes())
    assert {int(each["SEQUENCE"]) for each in before.walk("VEVENT")} == {2}
    assert {int(each["SEQUENCE"]) for each in after.walk("VEVENT")} == {4}
    assert amlib(capsys, "calendar", "alfa", "2027", "bob.ics", "--who", "Bob")[1].startswith(
        "bob.ics: 1 afspraken"
    )


def test_what_only_a_later_draft_has_is_not_told_as_cancelled(capsys: pytest.CaptureFixture[str]) -> None:
    now = kept()
    first = now.plan.submitted("Ans", date(2026, 11, 5)).adopted("Chef", date(2026, 11, 6))
    book().append(ledger.Draft("alfa", keeping.body(first), "Ans", WHEN), now.seen)
    second = first.amended("anders", "own", "Ans", date(2027, 2, 1))
    more = second.with_action(PLAN.actions[1].model_copy(update={"id": "A3", "name": "Later"}))
    book().append(ledger.Draft("alfa", keeping.body(more), "Ans", WHEN), kept().seen)
    assert (kept().plan.version, kept().plan.state) == (2, "draft")
    ended, said = amlib(capsys, "calendar", "alfa", "2027", "plan.ics")
    assert (ended, said) == (0, "plan.ics: 14 afspraken, van versie 1, vastgesteld\n")
    told = icalendar.Calendar.from_ical(Path("plan.ics").read_bytes()).walk("VEVENT")
    assert len(told) == 14
    assert {str(each["STATUS"]) for each in told} == {"CONFIRMED"}
    assert not [each for each in told if "Later" in str(each["SUMMARY"])]


def test_from_an_insight_to_the_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("I-1", "I-2"):
        told = amlib(capsys, "insight", "alfa", number, "--text", f"gezien {number}", "--period", "2026k3", "--on", "1-9-2026", "--author", "Ann")  # fmt: skip
        assert told[0] == 0, told
    ended, said = amlib(capsys, "agenda", "--on", "30-11-2026")
    assert ended == 0
    assert "### I-1: gezien I-1\n\n*Gezien op 1 september 2026 (2026Q3), gezegd door Ann.*" in said
    assert amlib(capsys, "agenda", "alfa", "--mail")[1].count("gezegd door Ann") == 2
    assert amlib(capsys, "agenda", "beta")[1].count("gezegd door") == 0
    assert amlib(capsys, "agenda", "--to", "a.md", "--on", "30-11-2026") == (0, "a.md: 2 inzichten\n")
    filled = Path("a.md").read_text("utf-8").replace("Besproken:", "Besproken: we doen het", 1)
    Path("a.md").write_text(filled, "utf-8-sig")
    assert amlib(capsys, "agenda", "--to", "a.md")[0] == 1, "somebody worked in it"
    assert amlib(capsys, "minutes", "a.md", "--author", "Ann") == (0, "vermelding 5: minutes/2026-11-30, nummer 1\n")  # fmt: skip
    assert amlib(capsys, "minutes", "a.md") == (0, "alfa: dit verslag is er al\n")
    said = amlib(capsys, "agenda")[1]
    assert "I-2" in said
    assert "I-1" not in said
    Path("a.md").write_text(filled.replace("we doen het", "toch niet"), "utf-8")
    assert amlib(capsys, "minutes", "a.md")[1].endswith("minutes/2026-11-30, nummer 2\n")


def test_minutes_that_are_not_right_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.md").write_text("# Teamoverleg\nOverleg: x\nDatum van het overleg: 1-2-2027\n## alfa\n### I-9: z\nBesproken: ja\n")  # fmt: skip
    ended, said = amlib(capsys, "minutes", "a.md")
    assert ended == 1
    assert "a.md, 5: alfa heeft geen inzicht of voorstel I-9" in said
    assert len(book().read()) == 2


def test_a_wish_is_said_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["wish", "alfa", "W-1", "--what", "kleinere verpakking", "--contact", "inkoper", "--on", "2026-09-01"]  # fmt: skip
    assert amlib(capsys, *words) == (0, "vermelding 3: wish/W-1, nummer 1\n")
    assert amlib(capsys, *words, "--answer", "vanaf mei", "--proposal", "2027-3")[1] == "vermelding 4: wish/W-1, nummer 2\n"  # fmt: skip


COMMANDS = [each.name or each.callback.__name__ for each in cli_outgoing.app.registered_commands]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_one_sentence_and_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:  # fmt: skip
    ended, said = amlib(capsys, command, "--help")
    assert ended == 0
    (found,) = (e for e in cli_outgoing.app.registered_commands if (e.name or e.callback.__name__) == command)
    assert found.callback.__doc__.strip().count(".") == 1
    assert f"Example: amlib plan {command}" in said


@pytest.mark.parametrize("command", ["activities", "calendar", "agenda", "insight", "wish"])
def test_the_examples_can_be_pasted(capsys: pytest.CaptureFixture[str], command: str) -> None:
    (found,) = (e for e in cli_outgoing.app.registered_commands if e.callback.__name__ == command)
    words = shlex.split(found.epilog.replace("noorderhof", "alfa"))[3:]
    ended, said = amlib(capsys, *words)
    assert ended == 0, said


def test_what_is_asked_of_each_outlet_is_in_the_file_and_not_taken_back(
    capsys: pytest.CaptureFixture[str], here: Path, demo_freeze: Freeze
) -> None:
    """Each month 100 euros are asked of every outlet, evenly over the groups: the sheet adds up to that, and a cell that was changed in it is told."""
    shutil.copytree(demo_freeze.path.parent, here / "output" / "freezes")
    data = slices.read(demo_freeze.slice_path("even-langs", "internal"))
    outlets, groups = sorted(data["outlets"]["outlet"]), sorted(data["products"]["group"].dropna().unique())
    amounts = {"total": {"": 100_00 * len(outlets) * len(groups)}, "outlet": dict.fromkeys(outlets, 100_00 * len(groups)), "group": dict.fromkeys(groups, 100_00 * len(outlets))}  # fmt: skip
    goals = tuple(
        Goal(id=f"G-{level}-{key}", name="omzet", measure="revenue", level=level, key=key, baseline=(each,) * 12, target=(each,) * 12)
        for level, places in amounts.items() for key, each in places.items()
    )  # fmt: skip
    plan = Plan(account="even-langs", year=2027, goals=goals)
    keeping.save(book(), plan, author="Ans", at=WHEN, seen=None)
    ended, said = amlib(capsys, "activities", "even-langs", "2027", "plan.xlsx")
    assert ended == 0, said
    page = openpyxl.load_workbook("plan.xlsx")["Doelen per vestiging"]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    assert len(rows) == (1 + len(outlets)) * (1 + len(groups))
    assert rows[0][3:] == (*(100.0 * len(outlets) * len(groups),) * 12, 1200.0 * len(outlets) * len(groups))
    asked = {row[2]: row[3] for row in rows[1 : 1 + len(groups)]}
    assert asked == dict.fromkeys(groups, 100.0 * len(outlets))
    edited((("Doelen per vestiging", "D4"), 1.5))
    ended, said = amlib(capsys, "activities-back", "plan.xlsx", "--look")
    assert ended == 0, said
    assert "in het bestand is niets gewijzigd" in said
    assert "niet overgenomen, want dat blad is alleen om te lezen: Doelen per vestiging!D4: 1,50, was " in said  # fmt: skip


def test_what_leaves_the_house_says_that_its_data_are_invented(
    capsys: pytest.CaptureFixture[str], here: Path, demo_freeze: Freeze
) -> None:
    plan = PLAN.model_copy(update={"account": "even-langs"})
    keeping.save(book(), plan, author="Ans", at=WHEN, seen=None)
    shutil.copytree(demo_freeze.path.parent, here / "output" / "freezes")
    amlib(capsys, "insight", "even-langs", "I-1", "--text", "de schappen zijn leeg")
    amlib(capsys, "activities", "even-langs", "2027", "plan.xlsx")
    amlib(capsys, "calendar", "even-langs", "2027", "plan.ics")
    amlib(capsys, "agenda", "--to", "agenda.md", "--on", "1-2-2027")
    titles = [page["A1"].value for page in openpyxl.load_workbook("plan.xlsx").worksheets if page.sheet_state == "visible"]  # fmt: skip
    diary = icalendar.Calendar.from_ical(Path("plan.ics").read_bytes())
    entries = [str(each["SUMMARY"]) for each in diary.walk("VEVENT")]
    heading = next(
        line for line in Path("agenda.md").read_text("utf-8").splitlines() if "(even-langs)" in line
    )
    said = f"{slices.read(demo_freeze.slice_path('even-langs', 'internal')).name} (verzonnen gegevens)"
    assert titles
    assert entries
    assert all(said in each for each in (*titles, str(diary["X-WR-CALNAME"]), *entries, heading))
    filled = Path("agenda.md").read_text("utf-8").replace("Aanwezig:", "Aanwezig: Ans, Bob").replace("Besproken:", "Besproken: bijvullen")  # fmt: skip
    Path("agenda.md").write_text(filled, "utf-8")
    assert amlib(capsys, "minutes", "agenda.md")[0] == 0
