"""
A plan drafted in a real JupyterLab: from opening the notebook to submission, with a keyboard, with Excel's clipboard, with two windows and with a kernel that dies.

The tests of this file are one afternoon of one account manager, in order; each begins where the one before ended.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from amlib.plan import decided, keeping, ledger, records, workflow
from amlib.plan.items import Range

from . import lab as labs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from .lab import Lab

# the first of them waits for a freeze, a server and a kernel
pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

NOTEBOOK = "notebooks/30_annual_plan.ipynb"
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def page(browser: Browser, lab: Lab) -> Iterator[Page]:
    """The notebook of the annual plan, run down to the form; what it asked for and complained of is kept on it."""
    shown = labs.opened(browser, lab, NOTEBOOK)
    heard: dict[str, list[Any]] = {"complaints": [], "requests": []}
    shown.on("pageerror", lambda error: heard["complaints"].append(str(error)))
    shown.on("request", lambda asked: heard["requests"].append(asked.url))
    labs.ran(shown)
    shown.heard = heard  # type: ignore[attr-defined]  # kept here for the tests
    yield shown
    shown.context.close()


@pytest.fixture
def form(page: Page) -> Locator:
    return page.locator(".am-draft:not(.before)")


def sheet(form: Locator, name: str) -> None:
    form.get_by_role("tab", name=re.compile(f"^{name}")).click()


def cell(form: Locator, row: str, head: str) -> Locator:
    """A cell of the sheet that is open, by the id of its row and the words above it."""
    panel = form.locator(".am-panel:visible")
    heads = panel.locator("th").all_text_contents()
    return panel.locator(f'tr[data-id="{row}"] td').nth(heads.index(head))


def text(found: Locator) -> str:
    """What is read in a cell: only a row that is in sight is drawn."""
    found.scroll_into_view_if_needed()
    found.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return found.locator(".am-text").inner_text()


def types(page: Page, found: Locator, words: str, key: str = "Enter") -> None:
    found.click()
    page.keyboard.type(words)
    page.keyboard.press(key)


def settled(form: Locator) -> None:
    """All that was typed, pressed and chosen is answered: whatever stands there now follows from it."""
    form.page.wait_for_function(
        "form => Number(form.dataset.asked ?? 0) <= Number(form.querySelector('.am-board').dataset.done)",
        arg=form.element_handle(),
    )


def kept(form: Locator) -> str:
    """The line that says so, when all is kept."""
    settled(form)
    line = form.locator('.am-status[data-tone="saved"]')
    line.filter(has_text="Opgeslagen").wait_for()
    return line.inner_text()


def written(lab: Lab) -> ledger.Ledger:
    return ledger.open(f"sqlite:///{(lab.home / 'output' / 'ledger.sqlite').as_posix()}")


def plan(lab: Lab) -> keeping.Kept | None:
    return keeping.latest(written(lab), "goudveld", 2027)


def test_the_form_stands_in_the_notebook_and_asks_nothing_of_another_host(page: Page, form: Locator, lab: Lab) -> None:  # fmt: skip
    assert form.get_by_role("heading", level=2).inner_text() == "Jaarplan 2027 voor Goudveld Supermarkten"
    assert form.locator(".am-tile dt").all_text_contents() == ["Omzet 2027, met de acties", "Marge 2027 vóór voorwaarden, na de kosten van de acties", "Voorwaarden 2027, bij het doel", "Kans op het omzetdoel 2027", "Boven het omzetdoel 2027", "Nieuw ten opzichte van 2026"]  # fmt: skip
    assert "De eerste opzet" in form.locator(".am-status").inner_text()
    heard = page.heard  # type: ignore[attr-defined]  # kept there by the fixture
    assert heard["complaints"] == []
    others = [url for url in heard["requests"] if not url.startswith((lab.address, lab.address.replace("http", "ws"), "data:", "blob:"))]  # fmt: skip
    assert others == []
    assert plan(lab) is None


def test_a_target_is_typed_with_the_keyboard_and_the_board_follows(page: Page, form: Locator) -> None:
    before, doubt = form.locator(".am-board").inner_text(), form.locator(".am-board .am-doubt")
    assert doubt.count() == 0
    cell(form, "G1", "Naam").click()
    for key in ("End", "Home", *["ArrowRight"] * 3):
        page.keyboard.press(key)
    focused = page.evaluate(
        "[document.activeElement.ariaColIndex, document.activeElement.parentElement.dataset.id]"
    )
    assert focused == ["4", "G1"]
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("3.300.000,00")
    page.keyboard.press("Enter")
    settled(form)
    assert text(cell(form, "G1", "Doel")) == "3.300.000"
    assert page.evaluate("document.activeElement.parentElement.dataset.id") == "G2"
    assert form.locator(".am-board").inner_text() != before
    assert "Is dat de bedoeling? Zo ja, laat het staan" in doubt.inner_text(), "of revenue alone"
    label, mark = form.locator(".am-mark"), form.locator(".am-bar line.am-target")
    assert label.inner_text().replace("\N{NO-BREAK SPACE}", " ") == "doel € 3,30 mln"
    named, at = label.bounding_box(), mark.bounding_box()
    assert named is not None
    assert at is not None
    edges = (named["x"], named["x"] + named["width"])
    assert min(abs(edge - (at["x"] + at["width"] / 2)) for edge in edges) < 8, (
        "the target is named at its mark"
    )


def test_where_the_board_is_out_of_sight_its_figures_and_what_is_kept_stay_on_one_line(page: Page, form: Locator) -> None:  # fmt: skip
    line, usual = form.locator(".am-glance > div"), page.viewport_size
    page.set_viewport_size({"width": 1366, "height": 768})
    form.locator(".am-tiles").scroll_into_view_if_needed()
    line.wait_for(state="hidden")
    form.locator(".am-panel:visible .am-help").scroll_into_view_if_needed()
    line.wait_for()
    assert line.locator("strong").all_inner_texts() == form.locator(".am-tile strong").all_inner_texts()
    assert line.locator(".am-keeps").inner_text() in ("Opgeslagen", "Nog niet opgeslagen …")
    box = line.bounding_box()
    assert box is not None
    cell(form, "G30", "Doel").click()
    for _ in range(29):
        page.keyboard.press("ArrowUp")
    top = cell(form, "G1", "Doel").bounding_box()
    assert top is not None
    assert top["y"] >= box["y"] + box["height"], "the cell that is reached is not under the line"
    page.set_viewport_size(usual)  # type: ignore[arg-type]  # it has one


def test_the_button_says_which_rows_it_takes_out(page: Page, form: Locator) -> None:
    out = form.locator(".am-panel:visible").get_by_role("button", name=re.compile("^Rij weghalen"))
    cell(form, "G2", "Doel").click()
    assert out.inner_text() == "Rij weghalen: G2"
    page.keyboard.press("Shift+ArrowDown")
    assert out.inner_text() == "Rij weghalen: G2 – G3"
    cell(form, "G1", "Doel").click()


def test_goals_that_do_not_add_up_are_told_where_they_stand_and_divided_with_one_button(form: Locator) -> None:  # fmt: skip
    target = cell(form, "G1", "Doel")
    assert target.get_attribute("aria-invalid") == "true"
    told = target.locator(".am-why").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"het doel van alle vestigingen samen is € [\d.]+, van de hele klant € 3\.300\.000: een verschil van € [\d.]+", told)  # fmt: skip
    assert "‘Totaal verdelen’ lost dit op" in told
    form.get_by_role("button", name="Totaal verdelen").click()
    settled(form)
    assert "samen" not in target.locator(".am-why").inner_text()
    assert "boven de eigen uitdaging" in target.locator(".am-why").inner_text()


def test_a_wrong_number_stays_with_its_reason_under_it(page: Page, form: Locator) -> None:
    stretch = cell(form, "G1", "Uitdaging")
    types(page, stretch, "3.5 mln")
    settled(form)
    assert stretch.get_attribute("aria-invalid") == "true"
    told = page.locator(f"#{stretch.get_attribute('aria-errormessage')}").inner_text()
    assert "geen bedrag" in told
    assert text(stretch) == "3.5 mln"
    form.locator('.am-status[data-tone="unsaved"]').filter(has_text="Eén cel was niet te lezen").wait_for()
    types(page, stretch, "3.500.000")
    settled(form)
    assert stretch.get_attribute("aria-invalid") is None
    assert text(stretch) == "3.500.000"
    assert cell(form, "G1", "Doel").locator(".am-why").count() == 0


def test_the_chances_of_a_goal_follow_an_edit_of_it_and_are_those_of_the_board(
    page: Page, form: Locator
) -> None:
    heads = ("Kans zonder acties", "Kans met acties", "Het doel is")
    row = lambda id: [text(cell(form, id, head)) for head in heads]  # noqa: E731
    others = form.locator(".am-panel:visible tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.id)"
    )
    asked = [id for id in others if text(cell(form, id, "Niveau")) == "vestiging"]
    assert all("%" in each for id in ("G1", "G2", "G3", asked[0]) for each in row(id)[:2])
    before = {id: row(id) for id in ("G2", asked[0], asked[1])}
    target = cell(form, asked[0], "Doel")
    old = text(target)
    types(page, target, "1.000.000")
    settled(form)
    assert row(asked[0]) == ["5%", "5%", "extreem"]
    assert {id: row(id) for id in ("G2", asked[1])} == {id: before[id] for id in ("G2", asked[1])}
    types(page, target, "1.000")
    settled(form)
    assert row(asked[0]) == ["95%", "95%", "goed haalbaar"]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    settled(form)
    assert text(target) == old
    assert row(asked[0]) == before[asked[0]]
    tile = form.locator(".am-tile").nth(3)
    assert tile.locator("strong").inner_text() == row("G1")[1]
    assert row("G1")[0] in tile.locator("span").inner_text()
    assert row("G1")[2] in tile.locator("span").inner_text()


def test_a_total_is_divided_by_the_room_of_each_outlet(page: Page, form: Locator) -> None:
    way = form.get_by_label("Hoe het totaal wordt verdeeld")
    assert [each.split(" (")[0] for each in way.locator("option").all_text_contents()] == ["Zoals het nu is verdeeld", "Naar rato", "Naar potentieel", "Gelijke uitdaging"]  # fmt: skip
    rows = form.locator(".am-panel:visible tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    outlets = [id for id in rows if text(cell(form, id, "Niveau")) == "vestiging"]
    told = lambda: [text(cell(form, id, "Groei")) for id in outlets]  # noqa: E731
    divide = form.get_by_role("button", name="Totaal verdelen")
    way.select_option(label="Naar rato")
    divide.click()
    settled(form)
    assert len(set(told())) == 1, "everyone the same growth"
    way.select_option(label="Naar potentieel")
    divide.click()
    settled(form)
    assert len(set(told())) > 1
    assert cell(form, "G1", "Doel").get_attribute("aria-invalid") is None, "it adds up in every month"
    page.keyboard.press("Control+z")
    settled(form)
    assert len(set(told())) == 1


def test_what_is_typed_is_kept_by_itself(form: Locator, lab: Lab) -> None:
    line = kept(form)
    assert re.search(
        r"Opgeslagen op .+ om \d\d:\d\d:\d\d door Marieke Wouda: planversie 1\.",
        line,
    )
    found = plan(lab)
    assert found is not None
    assert found.plan.found("goals", "G1").year() == 330_000_000
    assert found.plan.found("goals", "G1").year("stretch") == 350_000_000


def test_undo_and_redo_are_one_key(page: Page, form: Locator) -> None:
    stretch = cell(form, "G1", "Uitdaging")
    stretch.click()
    page.keyboard.press("Delete")
    settled(form)
    assert text(stretch) == ""
    for key, words in (("Control+z", "3.500.000"), ("Control+y", ""), ("Control+z", "3.500.000"), ("Control+Shift+z", ""), ("Control+z", "3.500.000")):  # fmt: skip
        page.keyboard.press(key)
        settled(form)
        assert text(stretch) == words


def test_escape_forgets_what_was_typed(page: Page, form: Locator) -> None:
    name = cell(form, "G1", "Naam")
    types(page, name, "weg", "Escape")
    assert text(name) == "Omzet"


def test_a_block_from_excel_is_pasted_over_rows_and_below_them(page: Page, form: Locator, lab: Lab) -> None:
    sheet(form, "Acties")
    rows = form.locator(".am-panel:visible tbody tr")
    ids = rows.evaluate_all("rows => rows.map(row => row.dataset.id)")
    new = f"A{int(ids[-1][1:]) + 1}"
    # name, kind, owner, from, until, cost, revenue: the last row and one that is not there yet; a cell with a newline and quotes is one cell
    block = (
        '"Proeverij ""Zomer""\nin de winkel"\tkwaliteit\tMarieke Wouda\t1-6-2027\t30-6-2027\t1.234,50\t45.000\n'
        "Nieuwe schapindeling\tschapindeling\tHendrik Roelfsema\t1 mei 2027\t31-12-2027\t€ 2.500\t80.000\n"
    )
    page.evaluate("block => navigator.clipboard.writeText(block)", block)
    cell(form, ids[-1], "Actie").click()
    page.keyboard.press("Control+v")
    settled(form)
    assert text(cell(form, ids[-1], "Actie")) == 'Proeverij "Zomer"\nin de winkel'
    assert text(cell(form, ids[-1], "Kosten")) == "1.234"
    assert [text(cell(form, new, head)) for head in ("Actie", "Soort", "Eigenaar", "Vanaf", "Omzet")] == ["Nieuwe schapindeling", "schapindeling", "Hendrik Roelfsema", "1 mei 2027", "80.000"]  # fmt: skip
    kept(form)
    found = plan(lab)
    assert found is not None
    assert found.plan.found("actions", ids[-1]).cost == 123_450
    assert found.plan.found("actions", new).revenue.expected == 8_000_000


def test_a_block_is_copied_as_excel_takes_it(page: Page, form: Locator) -> None:
    rows = form.locator(".am-panel:visible tbody tr")
    last = rows.evaluate_all("rows => rows.at(-2).dataset.id")
    before = page.evaluate("navigator.clipboard.readText()")
    cell(form, last, "Actie").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    page.wait_for_function("async before => await navigator.clipboard.readText() !== before", arg=before)
    assert page.evaluate("navigator.clipboard.readText()") == '"Proeverij ""Zomer""\nin de winkel"\tkwaliteit'


def test_one_of_several_is_chosen_from_a_list(page: Page, form: Locator) -> None:
    last = form.locator(".am-panel:visible tbody tr").last.get_attribute("data-id")
    found = cell(form, str(last), "Dient doel")
    found.click()
    page.keyboard.press("Enter")
    found.locator("select").select_option(label="G1 Omzet")
    settled(form)
    assert text(found) == "G1 Omzet"


def test_an_end_of_a_range_that_nobody_typed_is_grey_and_follows(page: Page, form: Locator, lab: Lab) -> None:
    rows = form.locator(".am-panel:visible tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    last = rows[-1]
    panel = form.locator(".am-panel:visible")
    place = panel.locator("th").all_text_contents().index("Omzet")
    expected, low, high = (panel.locator(f'tr[data-id="{last}"] td').nth(place + n) for n in range(3))
    grey = re.compile(r"\bam-follows\b")
    assert [text(each) for each in (expected, low, high)] == ["80.000"] * 3
    assert all(grey.search(each.get_attribute("class") or "") for each in (low, high))
    assert "volgt het verwachte bedrag" in (low.get_attribute("title") or "")
    types(page, low, "60.000")
    settled(form)
    assert not grey.search(low.get_attribute("class") or "")
    types(page, expected, "100.000")
    settled(form)
    assert [text(each) for each in (expected, low, high)] == ["100.000", "60.000", "100.000"]
    types(page, expected, "50.000")
    settled(form)
    assert "buiten de ingevulde grenzen" in expected.locator(".am-why").inner_text()
    low.click()
    assert "beweegt weer mee" in panel.locator(".am-help").inner_text()
    page.keyboard.press("Delete")
    settled(form)
    assert [text(each) for each in (expected, low, high)] == ["50.000"] * 3
    assert expected.locator(".am-why").count() == 0
    kept(form)
    found = plan(lab)
    assert found is not None
    assert found.plan.found("actions", last).revenue == Range.certain(5_000_000)


def test_the_field_of_a_day_fills_its_cell_and_a_reason_in_the_last_row_is_not_cut(
    page: Page, form: Locator
) -> None:
    last = str(form.locator(".am-panel:visible tbody tr").last.get_attribute("data-id"))
    name, begins = (cell(form, last, head) for head in ("Actie", "Vanaf"))
    before = text(name), text(begins)
    types(
        page, name, "Een actie met een naam die zo lang is dat de rij er twee regels hoog van wordt, of drie"
    )
    settled(form)
    begins.click()
    page.keyboard.press("F2")
    own, field = (each.bounding_box() for each in (begins, begins.locator("input:not(.am-picker)")))
    assert own is not None
    assert field is not None
    assert own["height"] > 40, "more than one line"
    assert own["height"] - field["height"] <= 1, "the line under it"
    page.keyboard.press("Control+a")
    page.keyboard.type("31-31-2027, wat geen dag is in welk jaar dan ook en dus te lezen moet zijn")
    page.keyboard.press("Tab")
    settled(form)
    scroller = form.locator(".am-scroll:visible")
    assert scroller.evaluate("each => each.scrollHeight > each.clientHeight")
    why, around = begins.locator(".am-why").bounding_box(), scroller.bounding_box()
    assert why is not None
    assert around is not None
    assert why["y"] + why["height"] <= around["y"] + around["height"]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    settled(form)
    assert (text(name), text(begins)) == before
    kept(form)


def test_a_block_of_visits_is_pasted_in_the_activities(page: Page, form: Locator, lab: Lab) -> None:
    sheet(form, "Activiteiten")
    rows = form.locator(".am-panel:visible tbody tr")
    ids = rows.evaluate_all("rows => rows.map(row => row.dataset.id)")
    outlet = text(cell(form, ids[0], "Vestiging"))
    new = f"V{max(int(id[1:]) for id in ids) + 1}"
    # outlet, kind and the first months, over the last row and one that is not there yet; an outlet by its name, and a month that is no number
    name = outlet.partition(" ")[2]
    block = f"{outlet}\tbezoek\t1\t0\t2\n{name}\tkwaliteit\t\t1,5\t3\n"
    page.evaluate("block => navigator.clipboard.writeText(block)", block)
    cell(form, ids[-1], "Vestiging").click()
    page.keyboard.press("Control+v")
    settled(form)
    assert name in text(cell(form, new, "Vestiging"))
    assert text(cell(form, ids[-1], "Vestiging")) == outlet
    wrong = cell(form, new, "feb")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert text(wrong) == "1,5"
    types(page, wrong, "1")
    settled(form)
    assert wrong.get_attribute("aria-invalid") is None
    assert text(cell(form, new, "Jaar")) == "4"
    kept(form)
    found = plan(lab)
    assert found is not None
    assert found.plan.found("activities", ids[-1]).months[:3] == (1, 0, 2)
    made = found.plan.found("activities", new)
    assert (made.outlet, made.kind, made.months[:4]) == (outlet.partition(" ")[0], "quality", (0, 1, 3, 0))
    page.keyboard.press("Control+z")
    settled(form)
    assert (text(wrong), wrong.get_attribute("aria-invalid")) == ("1,5", "true")
    page.keyboard.press("Control+y")
    settled(form)
    assert (text(wrong), wrong.get_attribute("aria-invalid")) == ("1", None)


def test_a_term_takes_the_place_of_what_is_agreed_and_a_wrong_rate_stays(page: Page, form: Locator, lab: Lab) -> None:  # fmt: skip
    sheet(form, "Contractafspraken")
    form.get_by_role("button", name="Rij toevoegen").click()
    settled(form)
    new = str(form.locator(".am-panel:visible tbody tr").first.get_attribute("data-id"))
    instead = cell(form, new, "In plaats van")
    instead.click()
    page.keyboard.press("Enter")
    instead.locator("select").select_option(index=1)
    settled(form)
    assert form.locator(f'.am-panel:visible tr[data-id="{new}"]').count() == 0
    agreed = str(form.locator(".am-panel:visible tbody tr").first.get_attribute("data-id"))
    rate = cell(form, agreed, "Percentage of bedrag")
    before = text(rate)
    assert before.endswith("%")
    types(page, rate, "1.25%")
    settled(form)
    assert "geen percentage of bedrag" in rate.locator(".am-why").inner_text()
    assert text(rate) == "1.25%"
    types(page, rate, "1,25%")
    settled(form)
    assert rate.get_attribute("aria-invalid") is None
    kept(form)
    found = plan(lab)
    assert found is not None
    term = found.plan.found("terms", agreed)
    assert (str(term.rate), term.wanted, term.kind) == ("0.0125", True, "bonus ladder")
    assert term.retroactive is True
    for key, words in (("Control+z", "1.25%"), ("Control+y", "1,25%")):
        page.keyboard.press(key)
        settled(form)
        assert text(rate) == words


def test_a_term_moves_the_board_and_is_asked_with_one_press(page: Page, form: Locator, lab: Lab) -> None:
    """The rate of the highest step of the ladder, which is the one that the target reaches."""
    sheet(form, "Contractafspraken")
    tile = form.locator(".am-tile").nth(2)
    agreed = str(form.locator(".am-panel:visible tbody tr").first.get_attribute("data-id"))
    instead = cell(form, agreed, "In plaats van")
    instead.click()
    page.keyboard.press("Enter")
    instead.locator("select").select_option(index=3)
    settled(form)
    assert form.locator(f'.am-panel:visible tr[data-id="{agreed}"]').count() == 0
    reached = str(form.locator(".am-panel:visible tbody tr").first.get_attribute("data-id"))
    tile.filter(has_text="zoals is afgesproken").wait_for()
    types(page, cell(form, reached, "Percentage of bedrag"), "2,5%")
    settled(form)
    tile.filter(has_text="meer dan wat is afgesproken").wait_for()
    assert "meer dan wat is afgesproken zou kosten" in form.locator(".am-board .am-unseen").inner_text()
    offer = form.get_by_role("button", name="Maak het voorstel")
    usual = page.viewport_size
    for size in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        form.locator(".am-board").evaluate("each => each.scrollIntoView()")
        box = offer.bounding_box()
        assert box is not None
        assert box["y"] > form.locator(".am-board").bounding_box()["y"]  # type: ignore[index]  # both are there
        assert box["x"] + box["width"] <= size[0], "it is seen whole"
        assert box["y"] + box["height"] <= size[1], "it is seen where the board is"
    page.set_viewport_size(usual)  # type: ignore[arg-type]  # it has one
    offer.focus()
    page.keyboard.press("Enter")
    form.locator(".am-notice").filter(has_text="Dit is nu een voorstel").wait_for()
    kept(form)
    found = plan(lab)
    assert found is not None
    assert [(each.subject, each.terms) for each in found.plan.proposals if each.terms] == [
        ("contract", (reached,))
    ]
    proposal = next(each for each in found.plan.proposals if each.terms)
    assert "tarief 2,5% in plaats van 2%" in proposal.text
    assert proposal.effect.expected < 0
    form.get_by_role("button", name="Indienen", exact=True).click()
    ask = form.locator(".am-ask")
    ask.get_by_role("heading").wait_for()
    assert "geen voorstel vraagt erom" not in ask.inner_text()
    lies = "each => getComputedStyle(each).position"
    told = form.locator(".am-notices")
    assert told.evaluate(lies) == "static", "what was told lies over no question"
    ask.get_by_role("button", name="Nog niet").click()
    ask.wait_for(state="hidden")
    assert told.evaluate(lies) == "sticky"


def test_text_of_a_person_is_never_markup(page: Page, form: Locator) -> None:
    sheet(form, "Opmerkingen")
    form.get_by_role("button", name="Rij toevoegen").click()
    settled(form)
    note = cell(form, "N1", "Opmerking")
    types(page, note, "<img src=x onerror='window.fired=1'><b>vet</b>")
    settled(form)
    assert text(note) == "<img src=x onerror='window.fired=1'><b>vet</b>"
    assert form.locator(".am-grid img, .am-grid b").count() == 0
    assert page.evaluate("window.fired") is None


def test_the_keys_of_the_lab_do_nothing_in_the_form(page: Page, form: Locator) -> None:
    lab_cells = "window.jupyterapp.shell.currentWidget.content.widgets.length"
    cells = page.evaluate(lab_cells)
    form.get_by_role("tab", name=re.compile("^Doelen")).click()
    page.keyboard.press("b")  # a cell below
    assert page.evaluate(lab_cells) == cells
    cell(form, "G2", "Nr.").click()
    page.keyboard.press("b")
    assert page.evaluate(lab_cells) == cells


def test_sliders_ask_what_if_and_are_taken_over_as_the_target(page: Page, form: Locator) -> None:
    form.get_by_label("Volume").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    settled(form)
    assert form.locator(".am-asked").is_visible()
    assert form.locator(".am-slider output").first.inner_text() == "+2,0%"
    assert "ten opzichte van het plan" in form.locator(".am-tile").first.inner_text()
    before = text(cell(form, "G1", "Doel"))
    form.get_by_role("button", name="Overnemen als doel").click()
    settled(form)
    assert form.locator(".am-asked").count() == 0
    after = text(cell(form, "G1", "Doel"))
    assert after != before
    assert cell(form, "G1", "Doel").get_attribute("aria-invalid") is None


def test_a_colleague_in_another_window_is_told_what_changed_and_both_are_kept(browser: Browser, page: Page, form: Locator, lab: Lab) -> None:  # fmt: skip
    kept(form)
    other = _colleague(browser, lab)
    theirs = labs.ran(other, alone=True)
    assert theirs.locator(".am-who strong").inner_text() == "Bob Bakker"
    sheet(form, "Opmerkingen")
    sheet(theirs, "Opmerkingen")
    # the one changes a goal, the other a note: both are in
    types(page, cell(form, "N1", "Opmerking"), "van Marieke")
    kept(form)
    sheet(theirs, "Doelen")
    types(other, cell(theirs, "G2", "Reden"), "van Bob")
    news = theirs.locator(".am-notice").filter(has_text="Marieke Wouda heeft dit plan ondertussen aangepast")
    news.wait_for()
    assert "van Marieke" in news.inner_text()
    kept(theirs)
    found = plan(lab)
    assert found is not None
    assert found.plan.found("notes", "N1").text == "van Marieke"
    assert found.plan.found("goals", "G2").reason == "van Bob"
    # both change the same: the second is asked, and nothing is lost
    sheet(theirs, "Opmerkingen")
    types(other, cell(theirs, "N1", "Opmerking"), "Bob weet het beter")
    kept(theirs)
    types(page, cell(form, "N1", "Opmerking"), "Marieke ook")
    clash = form.locator(".am-clash")
    clash.wait_for()
    assert "Bob weet het beter" in clash.inner_text()
    assert text(cell(form, "N1", "Opmerking")) == "Marieke ook"
    clash.get_by_role("radio").first.check()
    form.get_by_role("button", name="Met deze keuzes opslaan").click()
    settled(form)
    clash.wait_for(state="hidden")
    kept(form)
    found = plan(lab)
    assert found is not None
    assert found.plan.found("notes", "N1").text == "Marieke ook"
    other.context.close()


def test_after_a_reload_the_plan_is_as_it_was_kept(page: Page, form: Locator) -> None:
    kept(form)
    page.reload()
    again = labs.ran(page, alone=True)
    sheet(again, "Opmerkingen")
    assert text(cell(again, "N1", "Opmerking")) == "Marieke ook"
    assert "Opgeslagen" in again.locator(".am-status").inner_text()


def test_when_the_kernel_dies_what_was_typed_stays_and_comes_back(page: Page, form: Locator, lab: Lab) -> None:  # fmt: skip
    kernels = _kernels()
    for kernel in kernels:
        kernel.suspend()  # so that it answers nothing and the lab asks nothing while it is typed
    types(page, cell(form, "N1", "Opmerking"), "getypt zonder kernel")
    for kernel in kernels:
        kernel.kill()
    note = cell(form, "N1", "Opmerking")
    form.locator('.am-status[data-tone="error"]').filter(has_text="de kernel van het notebook staat stil").wait_for()  # fmt: skip
    assert text(note) == "getypt zonder kernel"
    found = plan(lab)
    assert found is not None
    assert found.plan.found("notes", "N1").text == "Marieke ook"
    _restarted(page)
    again = labs.ran(page)
    sheet(again, "Opmerkingen")
    assert text(cell(again, "N1", "Opmerking")) == "Marieke ook"
    left = again.locator(".am-notice").filter(has_text="niet opgeslagen")
    assert "getypt zonder kernel" in left.inner_text()
    left.get_by_role("button", name="Terugzetten in het plan").click()
    kept(again)
    assert text(cell(again, "N1", "Opmerking")) == "getypt zonder kernel"
    found = plan(lab)
    assert found is not None
    assert found.plan.found("notes", "N1").text == "getypt zonder kernel"


def test_the_plan_is_submitted_and_then_only_read(page: Page, form: Locator, lab: Lab) -> None:
    form.get_by_role("button", name="Indienen", exact=True).click()
    ask = form.locator(".am-ask")
    ask.wait_for()
    assert ask.get_by_label("Aan wie").input_value() == "Hendrik Roelfsema"
    if ask.locator("li").count():
        ask.get_by_role("button", name="Nu indienen").click()
        ask.locator(".am-fault").filter(has_text="zeg waarom").wait_for()
        ask.get_by_label("Waarom het toch wordt ingediend").fill("de boekhouding volgt volgende week")
    ask.get_by_role("button", name="Nu indienen").click()
    form.locator('.am-state[data-state="submitted"]').wait_for()
    assert form.locator(".am-state").inner_text() == "ingediend"
    assert "Ingediend bij Hendrik Roelfsema" in form.locator(".am-story").inner_text()
    off = [form.get_by_role("button", name=each, exact=True) for each in ("Indienen", "Ongedaan maken")]
    assert all(each.is_disabled() for each in off)
    one, other = (each.evaluate("each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).color]") for each in off)  # fmt: skip
    assert one == other, "what cannot be pressed looks so, also what one usually comes for"
    sheet(form, "Opmerkingen")
    types(page, cell(form, "N1", "Opmerking"), "te laat")
    settled(form)
    assert text(cell(form, "N1", "Opmerking")) == "getypt zonder kernel"
    assert form.locator(".am-panel:visible [role=grid]").get_attribute("aria-readonly") == "true"
    found = plan(lab)
    assert found is not None
    assert found.plan.state == "submitted"


def test_the_document_that_is_decided_on_is_made_from_the_form_and_opened(page: Page, form: Locator, lab: Lab) -> None:  # fmt: skip
    made = form.locator(".am-paper-made")
    made.get_by_role("button", name="Document maken").click()
    made.get_by_role("status").filter(has_text="Het document wordt gemaakt").wait_for()
    form.get_by_role("tab", name=re.compile("^Doelen")).click()  # the form answers meanwhile
    made.get_by_role("status").filter(has_text="Het document is er: document 1 van dit plan").wait_for()
    with page.context.expect_page() as opening:
        made.get_by_role("link", name="pagina").click()
    opened = opening.value
    opened.get_by_role("heading", level=1).wait_for()
    assert "Ingediend: planversie 1" in opened.locator("body").inner_text()
    opened.close()
    assert made.get_by_role("link", name="afdruk").get_attribute("href").startswith("blob:")  # type: ignore[union-attr]  # it is a link
    assert (lab.home / "output/goudveld/2026Q3/annual_plan/v1/print.pdf").is_file()


def test_a_plan_that_was_given_back_says_by_whom_and_why_and_what_was_decided(form: Locator, lab: Lab) -> None:  # fmt: skip
    kept_, asked = written(lab), plan(lab)
    assert asked is not None
    first = asked.plan.proposals[0]
    workflow.decide(kept_, "goudveld", 2027, first.number, "rejected", reason="geen <i>budget</i>", by="Hendrik Roelfsema", at=AT)  # fmt: skip
    workflow.give_back(kept_, "goudveld", 2027, reason="de prijzen ontbreken", by="Hendrik Roelfsema", at=AT)
    looked_at(form)
    story = form.locator(".am-story")
    story.filter(has_text="Hendrik Roelfsema heeft dit plan teruggegeven op").wait_for()
    told = story.inner_text()
    assert "“de prijzen ontbreken”" in told
    assert "afgewezen; omdat: “geen <i>budget</i>”" in told
    sheet(form, "Voorstellen")
    assert "1 afgewezen" in form.locator(".am-panel:visible .am-above").inner_text()
    assert "geen <i>budget</i>" in text(cell(form, str(first.number), "Besloten"))
    assert form.get_by_role("button", name="Indienen", exact=True).is_enabled()


def test_an_adopted_plan_is_adjusted_from_the_form(form: Locator, lab: Lab) -> None:
    form.get_by_role("button", name="Indienen", exact=True).click()
    ask = form.locator(".am-ask:visible")
    ask.wait_for()
    if ask.get_by_label("Waarom het toch wordt ingediend").count():
        ask.get_by_label("Waarom het toch wordt ingediend").fill("de boekhouding volgt")
    ask.get_by_role("button", name="Nu indienen").click()
    form.locator('.am-state[data-state="submitted"]').wait_for()
    kept_, asked = written(lab), plan(lab)
    assert asked is not None
    waiting = decided.open_proposals(kept_, "goudveld", 2027)
    number = next(each.number for each in waiting if each.actions)
    for proposal in waiting:
        amended = {"reason": "te lang", "instead": "twee weken"} if proposal.number == number else {}
        workflow.decide(kept_, "goudveld", 2027, proposal.number, "amended" if amended else "adopted", by="Hendrik Roelfsema", at=AT, **amended)  # fmt: skip
    bound = records.Bound(edition="goudveld/2026Q3/annual_plan/v1", page="0" * 64)
    workflow.adopt(kept_, "goudveld", 2027, by="Hendrik Roelfsema", at=AT, bound=bound)
    looked_at(form)
    story = form.locator(".am-story")
    story.filter(has_text="Hendrik Roelfsema heeft planversie 1 vastgesteld").wait_for()
    assert "document v1" in story.inner_text()
    assert "in plaats daarvan “twee weken”" in story.locator(".am-to-work-in").inner_text()
    form.get_by_role("button", name="Plan bijstellen").click()
    adjusting = form.locator(".am-adjusting")
    adjusting.get_by_role("button", name="Volgende versie beginnen").click()
    adjusting.get_by_role("alert").filter(has_text="zeg wat er is veranderd").wait_for()
    adjusting.get_by_label("Wat er is veranderd").fill("een vestiging sluit in mei")
    adjusting.get_by_label("de klant").check()
    adjusting.get_by_role("button", name="Volgende versie beginnen").click()
    form.locator('.am-state[data-state="draft"]').wait_for()
    form.locator(".am-sub").filter(has_text="planversie 2").wait_for()
    assert "vanuit planversie 1: “een vestiging sluit in mei” (ligt bij de klant)" in story.inner_text()
    story.get_by_role("button", name="Verwerkt").click()
    story.locator(".am-to-work-in").wait_for(state="detached")
    found = plan(lab)
    assert found is not None
    assert (found.plan.version, found.plan.state, found.by) == (2, "draft", "Marieke Wouda")


def looked_at(form: Locator) -> None:
    """The window is looked at again."""
    form.page.evaluate("window.dispatchEvent(new Event('focus'))")


def _colleague(browser: Browser, lab: Lab) -> Page:
    """A window of its own, in which the kernel of the first is used: it has read the figures already."""
    (session,) = lab.asked("/api/sessions")
    lab.asked("/api/sessions", "POST", {"path": "notebooks/second.ipynb", "name": "second.ipynb", "type": "notebook", "kernel": {"id": session["kernel"]["id"]}})  # fmt: skip
    return labs.opened(browser, lab, "notebooks/second.ipynb")


def _kernels() -> list[psutil.Process]:
    """The kernels that our own server runs."""
    ours = psutil.Process().children(recursive=True)
    return [each for each in ours if "ipykernel_launcher" in " ".join(labs.command(each))]


def _restarted(page: Page) -> None:
    """The lab says that the kernel died and starts it again."""
    button = page.locator(".jp-Dialog button.jp-mod-accept")
    button.wait_for()
    button.click()
    page.wait_for_function(labs.READY)
