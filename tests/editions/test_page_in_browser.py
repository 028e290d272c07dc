"""The page as a person meets it: on a desk and on a telephone, by day and by night, with a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amlib.editions import page

from . import sample

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

VIEWS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
# each run of text with its colour and the first opaque ground under it; words inside a drawing stand on the page or on a shape of their own
TEXTS = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(e).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || element.closest('svg') || !element.getClientRects().length) continue;
    found.push([walk.currentNode.data.trim().slice(0, 40), rgb(getComputedStyle(element).color).slice(0, 3), ground(element)]);
  }
  return found;
}"""


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def view(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """The sample page, opened from disk; what it complained of and what it asked for are kept on it."""
    width, scheme = request.param
    file: Path = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(page.render(sample.executed()), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    shown = context.new_page()
    heard: dict[str, list[Any]] = {"complaints": [], "requests": []}
    shown.on("console", lambda message: heard["complaints"].append(message.text))
    shown.on("pageerror", lambda error: heard["complaints"].append(str(error)))
    shown.on("request", lambda asked: heard["requests"].append(asked.url))
    shown.goto(file.as_uri())
    shown.evaluate("document.fonts.ready")
    shown.heard = heard  # type: ignore[attr-defined]  # kept here for the tests
    yield shown
    context.close()


def test_nothing_is_fetched_and_nothing_complains(view: Page) -> None:
    heard = view.heard  # type: ignore[attr-defined]  # kept there by the fixture
    assert heard["complaints"] == []
    assert [url for url in heard["requests"] if not url.startswith("data:")] == [view.url]


def test_the_page_is_never_wider_than_the_screen(view: Page) -> None:
    wide, screen = view.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen


def test_what_is_wider_scrolls_in_a_place_that_the_keyboard_reaches(view: Page) -> None:
    scrolling = view.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto')"
        ".map(e => [e.tabIndex, e.getAttribute('role'), !!e.getAttribute('aria-label')])"
    )
    assert all(found == [0, "region", True] for found in scrolling)
    assert bool(scrolling) == (view.viewport_size is not None and view.viewport_size["width"] == 390)


def test_the_typeface_in_the_file_is_used(view: Page) -> None:
    used = view.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', '') + f.weight)"
    )
    assert {"IBM Plex Sans400", "IBM Plex Sans600"} <= set(used)


def test_all_text_has_enough_contrast(view: Page) -> None:
    texts = view.evaluate(TEXTS)
    assert len(texts) > 500
    assert [(words, front, back) for words, front, back in texts if _contrast(front, back) < 4.5] == []


def test_the_first_tab_offers_to_skip_to_the_document(view: Page) -> None:
    view.keyboard.press("Tab")
    skip = view.locator(":focus")
    assert skip.inner_text() == "Ga direct naar het document"
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]  # it is on the screen
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "document"


def test_one_table_of_contents_is_shown_and_leads_to_its_heading(view: Page) -> None:
    if view.locator("nav.folded").is_visible():
        view.locator("nav.folded summary").click()
    shown = view.locator("nav:visible")
    assert shown.count() == 1
    shown.get_by_role("link", name="Vestigingen").click()
    assert 0 <= view.locator("#s-vestigingen").bounding_box()["y"] < 400  # type: ignore[index]  # it is on the screen


@pytest.mark.parametrize("width", [1366, 1024])
def test_tight_tables_and_long_figures_fit_on_a_desk(browser: Browser, tmp_path: Path, width: int) -> None:
    """The steps of a bonus, a row of months and five key figures: each was wider than its place."""
    file = tmp_path / "page.html"
    file.write_text(page.render(_tight()), encoding="utf-8")
    shown = browser.new_page(viewport={"width": width, "height": 900})
    shown.goto(file.as_uri())
    shown.evaluate("document.fonts.ready")
    over = shown.evaluate(
        "[...document.querySelectorAll('main, main *')].filter(e => e.clientWidth && e.scrollWidth > e.clientWidth && !e.matches('.vh'))"
        ".map(e => [e.className, e.scrollWidth - e.clientWidth])"
    )
    lines = shown.evaluate(
        "Math.max(...[...document.querySelectorAll('td')].map(e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)))"
    )
    shown.close()
    assert over == []
    assert lines < 4


def _tight() -> NotebookNode:
    """A notebook with what has least room to spare in a plan."""
    away = [
        "gehaald, met €\u00a06,50\u00a0mln",
        "gehaald, met €\u00a0530k",
        "gehaald, met €\u00a08,11\u00a0mln",
    ]
    step = ["Bonusstaffel (T009)", "€\u00a021.640.000", "1,0%", "alles vanaf de eerste euro", *away]
    heads = ["Voorwaarde", "Vanaf", "Tarief", "Geldt over", "Vanaf het doel", "Vanaf de basis", "Vanaf de schatting met acties"]  # fmt: skip
    months = ["Omzet (duizenden €)", *["88.298"] * 10, "101.298", "101.298", "999.999"]
    names = ("Omzet", "Afzet", "Marge", "Van de begroting", "Schatting")
    sizes = (
        "€\u00a026,9\u00a0mln",
        "756.446\u00a0kg",
        "€\u00a0760\u00a0duizend",
        "105,5%",
        "12.345.678.901\u00a0kg",
    )
    held = [
        sample.tiles(
            "tiles", *[(name, size, None, "better") for name, size in zip(names, sizes, strict=True)]
        ),
        _grid(heads, step, {0, 3}),
        _grid(["", *sample.MONTHS, "Jaar"], months, {0}),
    ]
    made = sample.with_evidence("De kern.", "Vestigingen")
    made.cells += [cell for data in held for cell in sample.with_output(data).cells[1:]]
    return made


def _grid(heads: list[str], cells: list[str], left: set[int]) -> dict[str, Any]:
    columns = [
        {"label": head, "align": "left" if place in left else "right"} for place, head in enumerate(heads)
    ]
    return sample.table(
        columns=columns, rows=[{"kind": "body", "cells": cells, "tones": None, "links": None}] * 3
    )


def _contrast(front: list[float], back: list[float]) -> float:
    dark, light = sorted(map(_luminance, (front, back)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [value / 255 for value in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
