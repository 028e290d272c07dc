"""The forms as people meet them, in a browser: two supervisors decide on one plan, and somebody writes down a reason."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil
import pytest

from amlib.plan import decided, ledger, state
from tests.widgets import office

from . import lab as labs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from amlib.data.freeze import Freeze
    from amlib.plan.records import Records

# the first of them waits for a freeze, a server and a kernel
pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

PROJECT = Path(__file__).parents[2]
PATIENCE = 300_000
"""Milliseconds that a form may take to appear on a machine that is busy: a kernel starts behind each."""
NO_ROOM = "geen schapruimte, en die komt er voor de zomer ook niet bij in de winkels waar het om gaat"
"""Long enough that the last signs are still under way when the button is pressed."""


@dataclass
class Served:
    """Forms that are open, with what was asked of the network."""

    output: Path
    address: str
    program: subprocess.Popen[str]
    asked: list[str] = field(default_factory=list)

    def of(self, form: str) -> str:
        """The address of a form: the one that was told, of whichever form that is."""
        return re.sub(r"\w+(?=\.ipynb)", form, self.address)

    def open(self, browser: Browser, form: str, *, secret: bool = True) -> Page:
        """A window of its own, with cookies of its own."""
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="nl-NL")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        address = self.of(form)
        page.goto(address if secret else address.partition("?")[0], wait_until="commit")
        return page

    def kernels(self) -> int:
        """How many kernels run behind the forms."""
        ours = psutil.Process(self.program.pid).children(recursive=True)
        return sum("ipykernel_launcher" in " ".join(labs.command(each)) for each in ours)

    def kernels_become(self, count: int) -> None:
        """Wait until so many kernels run."""
        last = time.monotonic() + PATIENCE / 1000
        while (found := self.kernels()) != count and time.monotonic() < last:
            time.sleep(0.2)
        assert found == count

    def records(self) -> Records:
        kept = ledger.open(f"sqlite:///{self.output / 'ledger.sqlite'}")
        return state.records_of(kept.read(), office.ACCOUNT, audience="internal")


@pytest.fixture(scope="module")
def home(demo_freeze: Freeze, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with a plan that was submitted."""
    made = tmp_path_factory.mktemp("forms")
    shutil.copytree(PROJECT / "parameters", made / "parameters")
    shutil.copytree(demo_freeze.path.parent, made / "output" / "freezes")
    office.submit(made / "output", reason="de doelen per vestiging volgen in januari")
    return made


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    """``amlib forms``, as Pieter starts it."""
    with started(home, "Pieter", 8931) as found:
        yield found


@contextmanager
def started(home: Path, author: str, port: int, left: int = 0, language: str = "nl") -> Iterator[Served]:
    """``amlib forms``, in somebody's name and a language; ``left`` seconds instead of minutes until a kernel without a page is ended."""
    output = home / "output"
    hurry = f"from amlib.widgets import serving; serving.LEFT, serving._LOOK = {left}, 1; from amlib import cli; cli.main()"
    command = [
        sys.executable, *(["-c", hurry] if left else ["-m", "amlib"]), "forms", "--author", author, "--port", str(port), "--notebooks", str(PROJECT / "notebooks" / "forms"),
        "--workbook", str(home / "parameters" / "workbook.yml"), "--output", str(output), "--language", language,
    ]  # fmt: skip
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=home)
    stop = threading.Timer(3600, program.kill)
    stop.start()
    assert program.stdout is not None
    told = next((found for line in program.stdout if (found := re.search(r"http://\S+", line))), None)
    assert told, "the address was not told"
    try:
        yield Served(output, told.group(), program)
    finally:
        stop.cancel()
        program.terminate()
        program.wait(60)
        program.stdout.close()


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


@pytest.fixture(scope="module")
def els(home: Path, browser: Browser) -> Iterator[Page]:
    """The desk of another supervisor, who started the forms in her own name."""
    with started(home, "Els", 8941) as hers:
        page = hers.open(browser, "decide")
        page.get_by_role("heading", name="Jaarplan 2027 van goudveld").wait_for()
        yield page
        page.context.close()


def in_the_dark(page: Page) -> None:
    """In a lab with a dark theme the letters stay dark on a ground that stays light."""
    page.evaluate(
        """async () => { const sheet = document.createElement('link'); sheet.rel = 'stylesheet'; sheet.href = '/voila/static/theme-dark.css';
        await new Promise((done, fail) => { sheet.onload = done; sheet.onerror = fail; document.head.append(sheet); }) }"""
    )
    for place in (".am-facts dd", ".am-progress", ".am-signed p", ".am-top h2", ".am-field .widget-label"):
        ink = page.locator(place).first.evaluate("each => getComputedStyle(each).color")
        assert ink == "rgb(27, 39, 51)", place
    ground = page.locator(".am-desk").evaluate("each => getComputedStyle(each).backgroundColor")
    assert ground == "rgb(244, 246, 248)"
    page.evaluate("() => document.head.lastChild.remove()")


def in_sight(place: Locator, near: float) -> bool:
    """Whether something stands so near to the top of what is seen, in pixels."""
    place.wait_for()
    box = place.bounding_box()
    return box is not None and 0 <= box["y"] <= near


def test_in_the_lab_how_far_it_is_stays_in_sight_too(
    demo_freeze: Freeze, tmp_path: Path, browser: Browser
) -> None:
    shutil.copytree(PROJECT / "parameters", tmp_path / "parameters")
    shutil.copytree(PROJECT / "notebooks" / "forms", tmp_path / "notebooks")
    shutil.copytree(demo_freeze.path.parent, tmp_path / "output" / "freezes")
    office.submit(tmp_path / "output")
    with labs.started(tmp_path, {"AMLIB_AUTHOR": "Pieter"}) as lab:
        page = labs.opened(browser, lab, "notebooks/decide.ipynb", size=(1366, 768))
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.get_by_text("0 van 3 besloten").wait_for()
        bar = page.locator(".am-progress")
        top = page.locator(".jp-WindowedPanel-outer").first.bounding_box()
        assert top is not None
        page.get_by_role("button", name="Jaarplan teruggeven").scroll_into_view_if_needed()
        page.wait_for_function(
            "() => document.querySelector('.am-top h2').getBoundingClientRect().bottom < 0"
        )
        assert in_sight(bar, top["y"] + 60)
        page.context.close()


def test_two_supervisors_decide_on_a_plan_and_one_adopts_it(
    served: Served, els: Page, browser: Browser
) -> None:
    pieter = served.open(browser, "decide")
    pieter.get_by_role("heading", name="Jaarplan 2027 van goudveld").wait_for()
    assert els.locator(".am-signed strong").inner_text() == "Els"
    assert pieter.locator(".am-signed strong").inner_text() == "Pieter"
    pieter.frame_locator(".am-paper iframe").get_by_text("Jaarplan 2027", exact=True).wait_for()
    assert "de doelen per vestiging volgen in januari" in pieter.locator(".am-warning").inner_text()
    in_the_dark(pieter)
    adopt = pieter.get_by_role("button", name="Jaarplan vaststellen")
    assert adopt.is_disabled()

    form = decide(pieter, 2, "wijzigen", "de prijs stijgt harder", "half op afzet, half op omzet")
    form.get_by_text("Gewijzigd overgenomen").wait_for()
    form = decide(pieter, 3, "afwijzen")
    form.get_by_role("alert").get_by_text("geef een reden").wait_for()
    assert decided.decisions(
        ledger.open(f"sqlite:///{served.output / 'ledger.sqlite'}").read(), office.ACCOUNT, office.plan()
    ).keys() == {2}
    form.get_by_label("Reden").press_sequentially(NO_ROOM)  # as quick as keys can be, and at once the button
    form.get_by_role("button", name="Besluit vastleggen").click()
    form.get_by_text(f"omdat: “{NO_ROOM}”").wait_for()

    form = decide(els, 2, "afwijzen", "eerst met de klant praten")
    form.get_by_text("half op afzet, half op omzet").wait_for()
    assert form.get_by_label("Reden").input_value() == "eerst met de klant praten"

    decide(pieter, 1, "overnemen").get_by_text("Overgenomen (").wait_for()
    pieter.get_by_text("3 van 3 besloten").wait_for()
    adopt.and_(pieter.locator(":enabled")).wait_for()  # said after the progress
    adopt.focus()
    assert in_sight(pieter.locator(".am-progress"), 60), "how far it is, also at the end"
    pieter.keyboard.press("Enter")
    asked = pieter.locator(".am-question").filter(has_text="Dit gebeurt er dan")
    asked.get_by_role("button", name="Ja:").and_(pieter.locator(":focus")).wait_for()
    assert office.sha(served.output / "goudveld/2026Q3/annual_plan/v1/page.html")[:12] in asked.inner_text()
    assert served.records().plans[-1].state == "submitted"
    pieter.keyboard.press("Enter")  # the confirmation has the focus
    pieter.get_by_text("Het jaarplan 2027 van goudveld is vastgesteld.").wait_for()
    assert in_sight(pieter.get_by_role("button", name="Het vastgestelde document maken"), 700)
    assert in_sight(pieter.locator(".am-came").and_(pieter.locator(":focus")), 600), "who pressed it reads on"
    with pieter.context.expect_page() as opened:
        pieter.get_by_role("link", name="naar de voorpagina").click()
    opened.value.get_by_text("planversie 1, vastgesteld").first.wait_for()

    form = decide(els, 3, "afwijzen", "te laat")
    form.get_by_role("alert").get_by_text("dit jaarplan wacht niet meer zoals het hier staat").wait_for()
    assert form.get_by_label("Reden").input_value() == "te laat"

    told = served.records()
    assert {d.proposal: (d.outcome, d.decided_by, d.reason, d.instead) for d in told.decisions} == {
        "2027-1": ("adopted", "Pieter", "", ""),
        "2027-2": ("amended", "Pieter", "de prijs stijgt harder", "half op afzet, half op omzet"),
        "2027-3": ("rejected", "Pieter", NO_ROOM, ""),
    }
    pieter.goto("about:blank")
    served.kernels_become(0)
    page_ = served.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert told.plans[-1].state == "adopted"
    assert told.plans[-1].bound is not None
    assert told.plans[-1].bound.page == office.sha(page_)
    pieter.context.close()


def test_a_form_that_is_left_ends_its_kernel(served: Served, browser: Browser) -> None:
    served.kernels_become(0)
    page = served.open(browser, "decide")
    page.locator(".am-signed").wait_for()
    assert served.kernels() == 1
    page.goto(served.of("say"), wait_until="commit")
    page.get_by_label("Account").wait_for()
    served.kernels_become(1)
    page.goto("about:blank")
    served.kernels_become(0)
    page.context.close()


def test_the_kernel_of_a_browser_that_was_killed_is_ended_and_that_of_an_open_page_is_not(
    home: Path, browser: Browser
) -> None:
    with started(home, "Pieter", 8951, left=15) as soon:
        stays, killed = soon.open(browser, "decide"), soon.open(browser, "decide")
        for page in (stays, killed):
            page.locator(".am-signed").wait_for()
        assert soon.kernels() == 2
        killed.context.close()  # nothing is asked of the server as it goes
        soon.kernels_become(1)
        stays.get_by_role("button", name="Opnieuw lezen").click()
        stays.get_by_role("status").filter(has_text="op een besluit").first.wait_for()
        time.sleep(20)  # longer than a kernel stays with which nobody is connected
        assert soon.kernels() == 1
        stays.context.close()


def test_a_reason_is_written_beside_a_cause(served: Served, browser: Browser) -> None:
    page = served.open(browser, "say")
    page.get_by_label("Account").select_option("Goudveld Supermarkten (goudveld)")
    page.get_by_text("een reden bij een oorzaak", exact=True).click()
    page.get_by_label("Periode").fill("2026Q3")
    page.get_by_label("Periode").press("Enter")  # it stood there already, or not: that depends on the day
    page.get_by_text(re.compile("3e kwartaal 2026: zeg hoe het zo kwam")).wait_for()
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


def test_the_form_of_the_plan_s_notebook_opens_here_too_and_makes_the_document(
    served: Served, browser: Browser
) -> None:
    page = served.open(browser, "draft")
    page.get_by_label("Account").select_option("Lindehof Horeca (lindehof)")
    page.locator(".am-draft").get_by_role("button", name="Indienen").wait_for()
    page.reload(wait_until="commit")  # what was chosen is open again
    page.locator(".am-draft").get_by_role("button", name="Indienen").wait_for()
    assert page.get_by_label("Account").input_value() == "Lindehof Horeca (lindehof)"
    assert page.locator(".am-who strong").inner_text() == "Pieter"
    form = page.locator(".am-draft")
    assert "Jaarplan 2027 voor Lindehof" in form.inner_text()
    assert page.locator("nav.house strong").inner_text().endswith(" · Verzonnen gegevens")
    assert form.locator(".am-sub").inner_text().count("Verzonnen gegevens") == 1
    form.get_by_role("button", name="Indienen").click()
    ask = form.locator(".am-ask:visible")
    ask.get_by_label("Aan wie").fill("Els")
    if ask.get_by_label("Waarom het toch wordt ingediend").count():
        ask.get_by_label("Waarom het toch wordt ingediend").fill("de boekhouding volgt")
    ask.get_by_role("button", name="Nu indienen").click()
    made = form.locator(".am-paper-made")
    made.get_by_role("button", name="Document maken").click()
    made.get_by_role("status").filter(has_text="Het document is er: document 1 van dit plan").wait_for()
    with page.context.expect_page() as opening:
        made.get_by_role("link", name="pagina").click()
    opening.value.get_by_role("heading", level=1).wait_for()
    assert "/documents/lindehof/2026Q3/annual_plan/v1/page.html" in opening.value.url
    assert "bij Els" in opening.value.locator("body").inner_text()
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
