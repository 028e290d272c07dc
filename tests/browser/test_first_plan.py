"""
The guide to a first plan, followed to the letter in a browser, in each language: whoever does what it says submits a plan and has its document.

What is to be typed is read from the guide. It is the company of the demo in its own size, as the amounts of the guide are of that one.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from amlib import language
from amlib.data import demo, freeze, workbook
from amlib.plan import ledger, state
from tests.browser.test_forms import PROJECT, started
from tests.contracts.test_guide import FIRST

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

WRITER = "Marieke Wouda"
SAVED = {"nl": "Opgeslagen", "en": "Saved"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project folder of somebody who has the demo, before its documents are made."""
    home = tmp_path_factory.mktemp("ground")
    shutil.copytree(PROJECT / "parameters", home / "parameters")
    demo.write(home / "output" / "demo")
    freeze.make(workbook.read(home / "parameters" / "workbook.yml"), home / "output" / "freezes", as_of=date(2026, 10, 6))  # fmt: skip
    return home


def typed(guide: str) -> tuple[str, str]:
    """The code of the account that the guide chooses, and the target that it types."""
    account, target = (
        re.search(r"`[^`(]+\(([a-z]+)\)`", guide),
        re.search(r"`(\d\d?[.,]\d{3}[.,]\d{3})`", guide),
    )
    assert account
    assert target
    return account[1], target[1]


def told(form: Locator) -> list[str]:
    """What stands on the tiles."""
    return form.locator(".am-tile strong").all_inner_texts()


def button(place: Page | Locator, words: str) -> Locator:
    return place.get_by_role("button", name=words, exact=True)


@pytest.mark.parametrize("speak", FIRST)
def test_who_does_what_the_guide_says_has_submitted_a_plan(
    speak: str, ground: Path, browser: Browser, tmp_path: Path
) -> None:
    home = shutil.copytree(ground, tmp_path / "home")
    account, target = typed(FIRST[speak])
    with started(home, WRITER, 8951, language=speak) as served, language.use(speak):
        assert "/draft.ipynb?" in served.address, "who manages accounts comes to draft"
        page = served.open(browser, "draft")
        choice = page.get_by_label(language.say("Account"), exact=True)
        wanted = choice.locator("option").filter(has_text=f"({account})").first
        wanted.wait_for(state="attached")
        choice.select_option(label=wanted.inner_text())
        form = page.locator(".am-draft:not(.before)")
        tiles = form.locator(".am-tile")
        tiles.first.wait_for()
        assert tiles.count() == 6
        before = told(form)

        form.get_by_role("slider").first.press("ArrowRight")
        page.wait_for_function("before => document.querySelector('.am-tile strong').innerText !== before", arg=before[0])  # fmt: skip
        button(form, language.say("Back to the plan")).click()
        page.wait_for_function("before => document.querySelector('.am-tile strong').innerText === before", arg=before[0])  # fmt: skip
        assert told(form) == before

        panel = form.locator(".am-panel:visible")
        heads = panel.locator("th").all_text_contents()
        goal = panel.locator('tr[data-id="G1"] td')
        goal.nth(heads.index(language.say("Target"))).click()
        page.keyboard.type(target)
        page.keyboard.press("Enter")
        went = form.locator(".am-notice").filter(has_text=re.compile(r"\b1: "))
        went.wait_for()
        button(form, language.say("Divide the total")).click()
        went.get_by_role("button", name=language.say("I have read it")).click()
        went.wait_for(state="hidden")
        assert told(form)[3] != before[3], "the chance"

        for sheet in ("Actions", "Proposals"):
            tab = form.get_by_role("tab", name=re.compile(f"^{language.say(sheet)}"))
            tab.click()
            rows = panel.locator("tbody tr")
            many = rows.count()
            rows.last.locator("td").nth(1).click()
            form.locator(".am-panel:visible").get_by_role("button", name=re.compile(f"^{language.say('Take out the row')}: ")).click()  # fmt: skip
            tab.filter(has_text=re.compile(rf"\D{many - 1}$")).wait_for()
        last = rows.last.locator("td").nth(1)
        last.click()
        page.keyboard.type("Eigen woorden")
        page.keyboard.press("Enter")
        form.locator('.am-status[data-tone="saved"]').filter(has_text=SAVED[speak]).wait_for()

        button(form, language.say("Submit")).click()
        asked = form.locator(".am-ask")
        assert asked.locator("input").input_value()
        assert asked.locator("textarea").count() == 0, "a reason is asked for"
        button(asked, language.say("Submit now")).click()
        make = button(form, language.say("Make the document"))
        make.click()
        links = form.locator(".am-paper-made a")
        links.first.wait_for()
        assert links.count() >= 2
        kept = ledger.open(f"sqlite:///{(home / 'output' / 'ledger.sqlite').as_posix()}")
        plan = state.records_of(kept.read(), account, audience="internal").plans[-1]
        assert plan.state == "submitted"
        assert "Eigen woorden" in [each["text"] for each in plan.plan["proposals"]]
        page.context.close()
