"""The forms as people meet them, in a browser: two supervisors decide on one plan, and somebody writes down a reason."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from amlib.plan import decided, ledger, state
from tests.widgets import office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from amlib.data.freeze import Freeze
    from amlib.plan.records import Records

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).parents[2]
PATIENCE = 60_000
"""Milliseconds that a form may take to appear on a machine that is busy: a kernel starts behind each."""


@dataclass
class Served:
    """Forms that are open, with what was asked of the network."""

    output: Path
    address: str
    asked: list[str] = field(default_factory=list)

    def open(self, browser: Browser, form: str, *, secret: bool = True) -> Page:
        """A window of its own, with cookies of its own."""
        page = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="nl-NL").new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self.asked.append(request.url))
        address = self.address.replace("decide", form)
        page.goto(address if secret else address.partition("?")[0], wait_until="commit")
        return page

    def records(self) -> Records:
        kept = ledger.open(f"sqlite:///{self.output / 'ledger.sqlite'}")
        return state.records_of(kept.read(), office.ACCOUNT, audience="internal")


@pytest.fixture(scope="module")
def served(demo_freeze: Freeze, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``amlib forms``, as one starts it, on a plan that was submitted."""
    home = tmp_path_factory.mktemp("forms")
    output = home / "output"
    shutil.copytree(PROJECT / "parameters", home / "parameters")
    shutil.copytree(demo_freeze.path.parent, output / "freezes")
    office.submit(output, reason="de doelen per vestiging volgen in januari")
    command = [
        sys.executable, "-m", "amlib", "forms", "--author", "Pieter", "--port", "8931", "--notebooks", str(PROJECT / "notebooks" / "forms"),
        "--workbook", str(home / "parameters" / "workbook.yml"), "--output", str(output),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=home)
    stop = threading.Timer(300, program.kill)
    stop.start()
    assert program.stdout is not None
    told = next((found for line in program.stdout if (found := re.search(r"http://\S+", line))), None)
    assert told, "the address was not told"
    yield Served(output, told.group())
    program.terminate()
    program.wait(20)
    program.stdout.close()
    stop.cancel()


def card(page: Page, number: int) -> Locator:
    """The form of one proposal."""
    return page.locator(".am-form", has=page.get_by_text(f"Voorstel {number}, over"))


def decide(page: Page, number: int, outcome: str, reason: str = "", instead: str = "") -> Locator:
    form = card(page, number)
    form.get_by_text(outcome, exact=True).click()
    if instead:
        form.get_by_label("Wat dan wel").fill(instead)
    if reason:
        form.get_by_label("Reden").fill(reason)
    form.get_by_role("button", name="Besluit vastleggen").click()
    return form


def test_two_supervisors_decide_on_a_plan_and_one_adopts_it(served: Served, browser: Browser) -> None:
    pieter, els = served.open(browser, "decide"), served.open(browser, "decide")
    for page in (pieter, els):
        page.get_by_text("Jaarplan 2027 van goudveld").wait_for()
    els.get_by_label("U besluit als").fill("Els")
    pieter.frame_locator(".am-paper iframe").get_by_text("Jaarplan 2027", exact=True).wait_for()
    assert "de doelen per vestiging volgen in januari" in pieter.locator(".am-warning").inner_text()
    adopt = pieter.get_by_role("button", name="Jaarplan vaststellen")
    assert adopt.is_disabled()

    form = decide(pieter, 2, "wijzigen", "de prijs stijgt harder", "half op afzet, half op omzet")
    form.get_by_text("Gewijzigd overgenomen").wait_for()
    form = decide(pieter, 3, "afwijzen")
    form.get_by_role("alert").get_by_text("geef een reden").wait_for()
    assert decided.decisions(
        ledger.open(f"sqlite:///{served.output / 'ledger.sqlite'}").read(), office.ACCOUNT, office.plan()
    ).keys() == {2}
    form.get_by_label("Reden").fill("geen schapruimte")
    form.get_by_role("button", name="Besluit vastleggen").click()
    form.get_by_text("omdat: “geen schapruimte”").wait_for()

    form = decide(els, 2, "afwijzen", "eerst met de klant praten")
    form.get_by_text("half op afzet, half op omzet").wait_for()
    assert form.get_by_label("Reden").input_value() == "eerst met de klant praten"

    decide(pieter, 1, "overnemen").get_by_text("Overgenomen (").wait_for()
    pieter.get_by_text("3 van 3 besloten").wait_for()
    adopt.click()
    pieter.get_by_text("Het jaarplan 2027 van goudveld is vastgesteld.").wait_for()

    told = served.records()
    assert {d.proposal: (d.outcome, d.decided_by, d.reason, d.instead) for d in told.decisions} == {
        "2027-1": ("adopted", "Pieter", "", ""),
        "2027-2": ("amended", "Pieter", "de prijs stijgt harder", "half op afzet, half op omzet"),
        "2027-3": ("rejected", "Pieter", "geen schapruimte", ""),
    }
    page_ = served.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert told.plans[-1].state == "adopted"
    assert told.plans[-1].bound is not None
    assert told.plans[-1].bound.page == office.sha(page_)
    for page in (pieter, els):
        page.context.close()


def test_a_reason_is_written_beside_a_cause(served: Served, browser: Browser) -> None:
    page = served.open(browser, "say")
    page.get_by_label("Account").select_option("goudveld")
    page.get_by_text("een reden bij een oorzaak", exact=True).click()
    page.get_by_label("Periode").fill("2026Q3")
    page.get_by_label("Welke oorzaak").wait_for()
    page.get_by_role("button", name="Reden vastleggen").click()
    page.get_by_role("alert").get_by_text("kies er een").first.wait_for()
    page.get_by_label("Welke oorzaak").select_option(index=1)
    page.get_by_label("Waar", exact=True).select_option("een productgroep")
    page.get_by_label("Welke", exact=True).select_option(index=1)
    page.get_by_text("de markt", exact=True).click()
    page.get_by_label("Waarom, in een zin").fill("rund werd duurder")
    page.get_by_role("button", name="Reden vastleggen").click()
    page.get_by_role("status").get_by_text("Vastgelegd").wait_for()
    [kept] = served.records().reasons
    assert (kept.period, kept.level, kept.cause, kept.text, kept.author) == (
        "2026Q3", "group", "market", "rund werd duurder", "Pieter"
    )  # fmt: skip
    page.context.close()


def test_who_does_not_have_the_secret_sees_nothing(served: Served, browser: Browser) -> None:
    page = served.open(browser, "decide", secret=False)
    page.wait_for_load_state()
    assert "/login" in page.url
    assert "goudveld" not in page.content()
    document = page.request.get(
        f"http://{urlsplit(served.address).netloc}/documents/goudveld/2026Q3/annual_plan/v1/page.html"
    )
    assert "/login" in document.url
    assert "Jaarplan" not in document.text()
    page.context.close()


def test_nothing_was_asked_of_another_host(served: Served) -> None:
    hosts = {urlsplit(url).netloc for url in served.asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(served.address).netloc}
