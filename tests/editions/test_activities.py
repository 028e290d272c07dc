"""The activity plan to Excel and back: nothing is read that was not changed, nothing that was changed is lost, and what is wrong is told with its cell."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from amlib import errors, language
from amlib.editions import activities, returned, sheets
from amlib.plan import changes
from amlib.plan.items import Action, Activity, Goal, Promotion, Proposal, Range
from amlib.plan.model import Plan

KNOWN = sheets.Known(
    {"001": "Noord", "002": "Zuid"}, ("Rund", "Varken"), ("Ans de Boer", "Bob"), ("G1", "G2")
)
PLAN = Plan(
    account="alfa",
    year=2027,
    version=2,
    activities=(
        Activity(id="V1", outlet="002", kind="visit", months=(1, 0) * 6, owner="Bob", text="=SOM(A1)"),
        Activity(id="V3", outlet="001", kind="layout", months=(0,) * 12, text="+31 6 1234"),
        Activity(id="V4", outlet="weg", kind="advice", months=(2,) * 12, owner="Niemand"),
    ),
    actions=(
        Action(
            id="A1", name="-10% op gehakt", kind="promotion", groups=("Rund",), owner="Bob", begins=date(2027, 3, 1), ends=date(2027, 3, 14),
            cost=125_050, quantity=Range(low=-5, expected=10, high=20), margin=Range(low=1, expected=2, high=300), reason="@ans: zie mail",
            promotion=Promotion(mechanic="1+1", products=("P1", "P2"), consumer_price=499),
        ),
        Action(id="A2", name="Opname", kind="listing", level="outlet", outlets=("001", "002"), owner="Ans de Boer", begins=date(2027, 10, 31), ends=date(2027, 12, 31), new=True),
        Action(id="A3", name="Weg", kind="price", owner="Bob", begins=date(2027, 1, 1), ends=date(2027, 1, 2)),
    ),
)  # fmt: skip
MADE = activities.carried(PLAN)
NOW = PLAN.model_copy(
    update={
        "goals": tuple(
            Goal(id=id, name=id, measure="revenue", baseline=(1,) * 12, target=(1,) * 12)
            for id in KNOWN.goals
        )
    }
)
WHEN = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
AFTERNOON = datetime(2027, 3, 5, 13, 0, tzinfo=UTC).replace(tzinfo=None)
VISITS, ACTIONS = "Activiteiten", "Acties"

# cell                  what is typed                what the plan then holds
TYPED: list[tuple[str, str, Any, str, str, Any]] = [
    (ACTIONS, "J4", "1.234,5", "A1", "cost", 123_450),
    (ACTIONS, "J4", "€ 12", "A1", "cost", 1200),
    (ACTIONS, "J4", 1234.5, "A1", "cost", 123_450),
    (ACTIONS, "J4", 0.1 + 0.2, "A1", "cost", 30),
    (ACTIONS, "J4", None, "A1", "cost", 0),
    (ACTIONS, "L4", "12", "A1", "quantity", Range(low=-5, expected=12, high=20, typed=("expected",))),
    (ACTIONS, "H4", "5-3-2027", "A1", "begins", date(2027, 3, 5)),
    (ACTIONS, "H4", AFTERNOON, "A1", "begins", date(2027, 3, 5)),
    (ACTIONS, "I5", date(2027, 11, 30), "A2", "ends", date(2027, 11, 30)),
    (ACTIONS, "C5", "Prijs", "A2", "kind", "price"),
    (ACTIONS, "U5", None, "A2", "new", False),
    (ACTIONS, "U4", "x", "A1", "new", True),
    (ACTIONS, "E4", "001;\n002 ", "A1", "outlets", ("001", "002")),
    (ACTIONS, "E5", None, "A2", "outlets", ()),
    (ACTIONS, "T4", "G2", "A1", "goal", "G2"),
    (ACTIONS, "X4", 5.49, "A1", "promotion", Promotion(mechanic="1+1", products=("P1", "P2"), consumer_price=549)),
    (ACTIONS, "B4", "=1+1 is twee", "A1", "name", "=1+1 is twee"),
    (VISITS, "B4", "001 · Noord", "V1", "outlet", "001"),
    (VISITS, "B4", "001", "V1", "outlet", "001"),
    (VISITS, "F4", 3, "V1", "months", (1, 3, *(1, 0) * 5)),
    (VISITS, "E4", None, "V1", "months", (0, 0, *(1, 0) * 5)),
    (VISITS, "D5", "Ans de Boer", "V3", "owner", "Ans de Boer"),
    (VISITS, "Q4", "nieuw\nin twee regels", "V1", "text", "nieuw\nin twee regels"),
]  # fmt: skip

# what is typed, and what is said of it
WRONG: list[tuple[str, str, Any, str]] = [
    (ACTIONS, "J4", "veel", "Acties!J4: 'veel'; verwacht: een getal zoals 1.234,50, met hoogstens 2 decimalen"),
    (ACTIONS, "J4", "1.5", "Acties!J4: '1.5'; verwacht: een getal"),
    (ACTIONS, "J4", 1.005, "Acties!J4: '1.005'; verwacht: een getal"),
    (ACTIONS, "J4", -1, "Acties!J4: actie A1: het kostenbedrag is minder dan niets"),
    (ACTIONS, "J4", True, "Acties!J4: 'True'; verwacht: een getal"),
    (ACTIONS, "K4", None, "Acties!K4:M4: een deel ervan; verwacht: laag, verwacht en hoog, alle drie of geen"),
    (ACTIONS, "L4", 99, "Acties!K4:M4: actie A1"),
    (ACTIONS, "H4", date(2028, 3, 1), "Acties!H4: actie A1: 1 maart 2028"),
    (ACTIONS, "H4", "gauw", "Acties!H4: 'gauw'; verwacht: een dag zoals 31-12-2027"),
    (ACTIONS, "H4", None, "Acties!H4: niets; verwacht: een dag zoals"),
    (ACTIONS, "G4", "Kees", "Acties!G4: actie A1: Kees"),
    (ACTIONS, "E4", "001; 099", "Acties!E4: actie A1: 099"),
    (ACTIONS, "F4", "Kalf", "Acties!F4: actie A1: Kalf"),
    (ACTIONS, "T4", "G9", "Acties!T4: actie A1"),
    (ACTIONS, "B4", None, "Acties!B4: niets; verwacht: dit moet worden ingevuld"),
    (ACTIONS, "C4", "feest", "Acties!C4: 'feest'; verwacht: een van: actie in de winkel, prijs"),
    (ACTIONS, "U4", "misschien", "Acties!U4: 'misschien'; verwacht: ja, of niets"),
    (ACTIONS, "A4", "A9", "Acties!A4: 'A9'; verwacht: een nummer uit het bestand, één keer"),
    (ACTIONS, "A5", "A1", "Acties!A5: 'A1'; verwacht: een nummer uit het bestand, één keer"),
    (ACTIONS, "J4", "=1/0", "Acties!J4: een fout of een formule zonder waarde"),
    (VISITS, "B4", "099", "Activiteiten!B4: activiteit V1: 099"),
    (VISITS, "F4", -1, "Activiteiten!E4:P4: activiteit V1"),
    (VISITS, "F4", 0.5, "Activiteiten!F4: '0.5'; verwacht: een getal zoals 1.234, met hoogstens 0 decimalen"),
    (VISITS, "F4", date(2027, 1, 1), "Activiteiten!F4: 1 januari 2027; verwacht: een getal"),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(folder: Path, plan: Plan = PLAN, known: sheets.Known = KNOWN) -> Path:
    path = folder / "plan.xlsx"
    path.write_bytes(activities.content(activities.Origin(plan, 7, WHEN, "Alfa"), known))
    return path


def edited(file: Path, edit: Callable[[openpyxl.Workbook], object]) -> Path:
    """The file as another program writes it, with something changed."""
    book = openpyxl.load_workbook(file)
    edit(book)
    book.save(file)
    return file


def typed(book: openpyxl.Workbook, sheet: str, cell: str, value: Any) -> None:
    book[sheet][cell] = value
    if isinstance(value, str) and not value.startswith("=1/"):
        book[sheet][cell].data_type = "s"  # as a person types into a cell that is a text


def back(file: Path, now: Plan = NOW, **more: Any) -> returned.Returned:
    return returned.read(file, now, KNOWN, **more)


def test_out_and_in_again_changes_nothing(file: Path) -> None:
    found = back(file)
    assert found.mine == found.base == MADE
    assert (found.number, found.gone) == (7, ())


def test_the_same_plan_gives_the_same_bytes() -> None:
    origin = activities.Origin(PLAN, 7, WHEN, "Alfa")
    assert activities.content(origin, KNOWN) == activities.content(origin, KNOWN)


def test_a_file_that_another_program_wrote_changes_nothing(file: Path) -> None:
    assert back(edited(file, lambda book: None)).mine == MADE


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_file_is_read_in_its_own_language(tmp_path: Path, spoken: str) -> None:
    with language.use(spoken):
        file = made(tmp_path)
        sheet = language.say(sheets.SHEETS["actions"])
    with language.use("nl" if spoken == "en" else "en"):
        number = "1,234.5" if spoken == "en" else "1.234,5"
        found = back(edited(file, lambda book: typed(book, sheet, "J4", number)))
    assert found.mine == MADE.with_action(PLAN.actions[0].model_copy(update={"cost": 123_450}))


def test_texts_are_no_formulas(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    kinds = {
        cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    }
    assert kinds == {"s", "n", "d"}
    assert book[VISITS]["Q4"].value == "=SOM(A1)"
    assert book[ACTIONS]["B4"].value == "-10% op gehakt"


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "+31 6 1234", "-10%", "@ans", "007", "http://alfa.nl", "mailto:a@b.nl"]
)
def test_a_text_is_a_text_whatever_the_writer_makes_of_texts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    """With every setting at its default or worse, no text becomes a formula, a number or a link: not in a cell, a list or the base."""
    real = xlsxwriter.Workbook
    settings = {"in_memory": True, "strings_to_numbers": True}
    monkeypatch.setattr(activities.xlsxwriter, "Workbook", lambda told, given: real(told, settings))
    plan = PLAN.model_copy(
        update={
            "account": text,
            "activities": (PLAN.activities[0].model_copy(update={"text": text, "outlet": text}),),
            "actions": (PLAN.actions[0].model_copy(update={"name": text, "reason": text}),),
        }
    )
    book = openpyxl.load_workbook(made(tmp_path, plan, sheets.Known({text: ""}, (), (text,), (text,))))
    cells = {
        VISITS: ("B4", "Q4"), ACTIONS: ("B4", "AA4"), "amlib": ("B2", "D1", "E1", "F1"),
    }  # fmt: skip
    for page, places in cells.items():
        for place in places:
            cell = book[page][place]
            assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None), f"{page}!{place}"


# how a text stands in the plan       what a program makes of its cell
UNCHANGED = [
    ("  kijken  ", "kijken"),
    ("kijken", " kijken "),
    ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
    ("een\ntwee", "een\r\ntwee"),
    ("een  \t twee", "een twee"),
    ("een\u00a0twee", "een twee"),
    ("een\x07twee", "een_x0007_twee"),
    (" \n", None),
]


@pytest.mark.parametrize(("held", "cell"), UNCHANGED)
def test_blanks_and_the_ends_of_lines_are_no_change(tmp_path: Path, held: str, cell: str | None) -> None:
    """The plan keeps the text as it was, to the last character."""
    plan = PLAN.with_activity(PLAN.activities[0].model_copy(update={"text": held}))
    found = back(edited(made(tmp_path, plan), lambda book: typed(book, VISITS, "Q4", cell)), plan)
    assert found.mine.found("activities", "V1").text == held


@pytest.mark.parametrize("cell", ["Kijken", "kij ken", "kijken.", None])
def test_any_other_difference_in_a_text_is_a_change(tmp_path: Path, cell: str | None) -> None:
    plan = PLAN.with_activity(PLAN.activities[0].model_copy(update={"text": "kijken"}))
    found = back(edited(made(tmp_path, plan), lambda book: typed(book, VISITS, "Q4", cell)), plan)
    assert found.mine.found("activities", "V1").text == (cell or "")


def test_what_cannot_be_read_again_stays_where_its_cell_was_not_changed(tmp_path: Path) -> None:
    """Names with a semicolon, a price that a number of Excel cannot hold to the cent, an outlet that looks like another one."""
    action = PLAN.actions[0].model_copy(
        update={"groups": ("Rund; Kalf", ""), "cost": 12_345_678_901_234_567, "reason": " zie mail\r"}
    )
    visit = PLAN.activities[0].model_copy(update={"outlet": "002 · Noord"})
    plan = PLAN.with_action(action).with_activity(visit)
    found = back(edited(made(tmp_path, plan), lambda book: typed(book, ACTIONS, "B5", "Opname vers")), plan)
    (change,) = changes.between(found.base, found.mine)
    assert (change.id, change.field) == ("A2", "name")
    assert found.mine.actions[0] == action
    assert found.mine.activities[0] == visit


@pytest.mark.parametrize("rewritten", [False, True])
@pytest.mark.parametrize("text", ["_x000D_", "a_x0041_b", "_x005F_x000D_", "x_", "\\u005f_", "__x0041__"])
def test_signs_that_a_program_may_rewrite_do_not_break_the_seal(
    tmp_path: Path, text: str, rewritten: bool
) -> None:
    plan = PLAN.with_activity(PLAN.activities[0].model_copy(update={"text": text}))
    file = made(tmp_path, plan)
    if rewritten:
        edited(file, lambda book: None)
    assert back(file, plan).base == activities.carried(plan)


def test_how_the_sheets_are_set_up(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    assert [(page.title, page.sheet_state) for page in book] == [
        (VISITS, "visible"), (ACTIONS, "visible"), ("amlib", "veryHidden"),
    ]  # fmt: skip
    for name in (VISITS, ACTIONS):
        page: Worksheet = book[name]
        assert page.freeze_panes == "C4"
        assert page.protection.sheet
        assert page["A4"].protection.locked
        assert not page["B4"].protection.locked
        assert not page["B100"].protection.locked, "there is room for new rows"
    offered = {
        next(iter(rule.sqref.ranges)).coord: rule.formula1
        for rule in book[VISITS].data_validations.dataValidation
        if rule.type == "list"
    }
    assert offered["B4:B106"] == "amlib!$D$1:$D$2"
    assert offered["C4:C106"] == '"bezoek,advies,schapindeling,assortiment,kwaliteit"'
    assert [book["amlib"][f"D{n}"].value for n in (1, 2)] == ["001 · Noord", "002 · Zuid"]


def test_the_file_tells_no_more_of_the_plan_than_it_shows(tmp_path: Path) -> None:
    goal = Goal(
        id="G1", name="geheimdoel", measure="revenue", baseline=(98_765_432,) * 12, target=(98_765_432,) * 12
    )
    told = PLAN.with_goal(goal).with_proposal(Proposal(number=1, subject="plan", text="geheimvoorstel"))
    book = openpyxl.load_workbook(made(tmp_path, told))
    held = " ".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    assert "9876543" not in held
    assert "geheim" not in held


@pytest.mark.parametrize(("sheet", "cell", "value", "id", "field", "holds"), TYPED)
def test_a_changed_cell_changes_one_field(
    file: Path, sheet: str, cell: str, value: Any, id: str, field: str, holds: Any
) -> None:
    found = back(edited(file, lambda book: typed(book, sheet, cell, value)))
    (change,) = changes.between(found.base, found.mine)
    assert (change.id, change.field, change.after) == (id, field, holds)
    assert found.cells[change.kind, id, field].startswith(f"{sheet}!")


@pytest.mark.parametrize(("sheet", "cell", "value", "says"), WRONG)
def test_a_wrong_cell_is_told_with_what_was_expected(
    file: Path, sheet: str, cell: str, value: Any, says: str
) -> None:
    with pytest.raises(errors.ParameterError) as told:
        back(edited(file, lambda book: typed(book, sheet, cell, value)))
    assert says in str(told.value)
    assert "niet over te nemen" in str(told.value)


def test_all_wrong_cells_are_told_at_once(file: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for sheet, cell, value, _ in WRONG:
            if cell in ("J4", "H4", "G4", "F4") or (sheet, cell) == (VISITS, "B4"):
                typed(book, sheet, cell, value)

    with pytest.raises(errors.ParameterError, match="6 cellen van") as told:
        back(edited(file, edit))
    for cell in ("Acties!J4", "Acties!H4", "Acties!G4", "Acties!F4", "Activiteiten!B4", "Activiteiten!F4"):
        assert f"{cell}: " in str(told.value)


# what stands in the cell of the cost of A1, in the file itself
BROKEN = [
    '<c r="J4" t="e"><v>#REF!</v></c>',
    '<c r="J4" t="e"><v>#N/A</v></c>',
    '<c r="J4" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="J4"><f>1+1</f></c>',
    '<c r="J4"><f>1+1</f><v></v></c>',
]


@pytest.mark.parametrize("cell", BROKEN)
def test_an_error_of_excel_is_told_with_its_cell_and_is_not_empty(file: Path, cell: str) -> None:
    rewritten(file, cell)
    with pytest.raises(errors.ParameterError, match=re.escape("één cel van plan.xlsx")) as told:
        back(file)
    assert "Acties!J4: een fout of een formule zonder waarde; verwacht: een waarde" in str(told.value)


def test_a_formula_with_its_value_is_read_as_that_value(file: Path) -> None:
    rewritten(file, '<c r="J4"><f>10*20.5</f><v>205</v></c>')
    assert back(file).mine.found("actions", "A1").cost == 205_00


def rewritten(file: Path, cell: str) -> None:
    """The file with another cell J4 in its sheet of actions."""
    with zipfile.ZipFile(file) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    sheet = "xl/worksheets/sheet2.xml"
    text, count = re.subn(r'<c r="J4".*?</c>', lambda found: cell, held[sheet].decode(), count=1)
    assert count == 1
    with zipfile.ZipFile(file, "w") as parts:
        for name, content in {**held, sheet: text.encode()}.items():
            parts.writestr(name, content)


def test_what_was_wrong_already_is_not_the_files_fault(file: Path) -> None:
    """V4 is in an outlet that is not there, by somebody who is not."""
    found = back(edited(file, lambda book: typed(book, VISITS, "Q6", "toch maar niet")))
    assert found.mine.found("activities", "V4").text == "toch maar niet"


def test_a_row_without_a_number_is_new_and_gets_a_number_that_nothing_has(file: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[ACTIONS]
        for column, value in {
            "B": "Nieuwe actie",
            "C": "prijs",
            "G": "Bob",
            "H": "1-5-2027",
            "I": "31-5-2027",
            "J": "2.000",
        }.items():
            page[f"{column}9"] = value
        book[VISITS]["B30"], book[VISITS]["C30"], book[VISITS]["P30"] = "001", "bezoek", 2

    now = PLAN.with_action(PLAN.actions[0].model_copy(update={"id": "A8"}))  # fmt: skip
    found = back(edited(file, edit), now)
    new = found.mine.actions[-1]
    assert new == Action(id="A9", name="Nieuwe actie", kind="price", owner="Bob", begins=date(2027, 5, 1), ends=date(2027, 5, 31), cost=200_000)  # fmt: skip
    assert found.mine.activities[-1] == Activity(id="V5", outlet="001", kind="visit", months=(*(0,) * 11, 2))
    assert found.mine.actions[:-1] == PLAN.actions


def test_a_new_row_says_what_it_must(file: Path) -> None:
    with pytest.raises(errors.ParameterError, match="4 cellen") as told:
        back(edited(file, lambda book: typed(book, ACTIONS, "B9", "Half")))
    for cell in ("C9", "G9", "H9", "I9"):
        assert f"Acties!{cell}: niets; verwacht: dit moet worden ingevuld" in str(told.value)


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_row_that_is_gone_is_told_and_taken_out_only_by_who_says_so(file: Path, how: str) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        if how == "deleted":
            book[ACTIONS].delete_rows(5)
        else:
            for cell in book[ACTIONS][5][1:]:
                cell.value = None

    edited(file, edit)
    found = back(file)
    assert found.gone == (returned.Gone("actions", "A2", "Opname"),)
    assert found.mine == MADE
    assert [each.id for each in back(file, take_out=True).mine.actions] == ["A1", "A3"]


def test_rows_may_be_sorted_and_others_put_above(file: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[ACTIONS]
        rows = [[cell.value for cell in row] for row in page.iter_rows(4, 6)]
        random.Random(1).shuffle(rows)
        for at, row in enumerate(rows, 4):
            for column, value in enumerate(row, 1):
                page.cell(at, column).value = value
                if isinstance(value, str):
                    page.cell(at, column).data_type = "s"
        page.insert_rows(2, 3)

    assert back(edited(file, edit)).mine == MADE


def swapped(book: openpyxl.Workbook) -> None:
    page = book[ACTIONS]
    page["H3"], page["I3"] = page["I3"].value, page["H3"].value


# what was done to the file, and what is said of it
REFUSED: list[tuple[Callable[[openpyxl.Workbook], object], str]] = [
    (lambda book: book.remove(book["amlib"]), "plan.xlsx zegt niet van welk jaarplan het is"),
    (lambda book: typed(book, "amlib", "B8", "{}"), "plan.xlsx zegt niet van welk jaarplan het is"),
    (lambda book: typed(book, "amlib", "B1", "2"), "gemaakt door een andere versie van het werkboek (vorm 2)"),
    (lambda book: typed(book, "amlib", "B2", "beta"), "plan.xlsx is het activiteitenplan van beta, 2027"),
    (lambda book: typed(book, "amlib", "B3", "2026"), "plan.xlsx is het activiteitenplan van alfa, 2026"),
    (lambda book: book.remove(book[VISITS]), "plan.xlsx heeft geen blad Activiteiten"),
    (lambda book: book[ACTIONS].delete_cols(4), "Acties!D3: 'Vestigingen'; verwacht: 'Voor wie'"),
    (lambda book: book[ACTIONS].insert_cols(4), "Acties!D3: niets; verwacht: 'Voor wie'"),
    (lambda book: typed(book, ACTIONS, "AB3", "Mijn kolom"), "Acties!AB3: 'Mijn kolom'; verwacht: niets"),
    (swapped, "Acties!I3: 'Vanaf'; verwacht: 'Tot en met'"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "says"), REFUSED)
def test_a_file_that_is_not_as_it_was_made_is_refused(
    file: Path, edit: Callable[[openpyxl.Workbook], object], says: str
) -> None:
    with pytest.raises(errors.DataError) as told:
        back(edited(file, edit))
    assert says in str(told.value)
    assert "Doe nu:" in str(told.value)


def test_what_is_no_excel_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_text("hallo")
    for name in ("plan.xlsx", "absent.xlsx"):
        with pytest.raises(errors.DataError, match=f"{name} is niet te lezen als Excel"):
            back(tmp_path / name)


def test_a_text_longer_than_a_cell_keeps_what_did_not_fit(tmp_path: Path) -> None:
    long = PLAN.activities[0].model_copy(update={"text": "vlees " * 10_000})
    plan = PLAN.model_copy(update={"activities": (long,)})
    assert back(edited(made(tmp_path, plan), lambda book: None), plan).mine == activities.carried(plan)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)) | st.sampled_from("=+-@'\"\r\n\t _x0D;·"),
    max_size=30,
)
AMOUNTS = st.integers(-(10**11), 10**11)
RANGES = st.none() | st.builds(Range, low=AMOUNTS, expected=AMOUNTS, high=AMOUNTS)
PROMOTIONS = st.none() | st.builds(
    Promotion, mechanic=TEXTS, products=st.lists(TEXTS, max_size=3).map(tuple), consumer_price=st.none() | AMOUNTS,
    discount_per_unit=st.none() | AMOUNTS, agreement=TEXTS,
)  # fmt: skip
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
NUMBERED = st.lists(st.integers(1, 99), max_size=3, unique=True)
ACTION = st.builds(
    Action, id=st.just(""), name=TEXTS, kind=st.sampled_from(["promotion", "price", "listing", "service", "layout", "quality"]),
    level=st.sampled_from(["customer", "outlet"]), outlets=st.lists(TEXTS, max_size=3).map(tuple), groups=st.lists(TEXTS, max_size=2).map(tuple),
    owner=TEXTS, begins=DAYS, ends=DAYS, cost=AMOUNTS, quantity=RANGES, revenue=RANGES, margin=RANGES, goal=TEXTS, new=st.booleans(),
    promotion=PROMOTIONS, reason=TEXTS,
)  # fmt: skip
ACTIVITY = st.builds(
    Activity, id=st.just(""), outlet=TEXTS, kind=st.sampled_from(["visit", "advice", "layout", "assortment", "quality"]),
    months=st.lists(st.integers(-9, 99), min_size=12, max_size=12).map(tuple), owner=TEXTS, text=TEXTS,
)  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans as somebody may have left them: wrong in any way, but for their numbers."""
    made = {
        kind: tuple(draw(each).model_copy(update={"id": f"{letter}{n}"}) for n in draw(NUMBERED))
        for kind, each, letter in (("actions", ACTION, "A"), ("activities", ACTIVITY, "V"))
    }
    return Plan(account=draw(TEXTS), year=2027, **made)


@settings(max_examples=50)
@given(plan=plans(), rewritten=st.booleans(), spoken=st.sampled_from(language.LANGUAGES))
def test_any_plan_comes_back_as_it_went(
    tmp_path_factory: pytest.TempPathFactory, plan: Plan, rewritten: bool, spoken: str
) -> None:
    with language.use(spoken):
        file = made(tmp_path_factory.getbasetemp(), plan)
        if rewritten:
            edited(file, lambda book: None)
        found = back(file, plan)
    assert found.mine == found.base == activities.carried(plan)
    assert found.gone == ()


def test_the_content_is_a_workbook_that_opens_without_a_warning() -> None:
    data = activities.content(activities.Origin(PLAN, 7, WHEN, "Alfa"), KNOWN)
    assert openpyxl.load_workbook(io.BytesIO(data)).properties.created == WHEN.replace(tzinfo=None)
