"""The page: one file, offline, readable by everyone, with nothing in it but the document."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from amlib import errors
from amlib.editions import page

from . import sample

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
# foreground on background, and the least contrast: 4.5 for text, 3 for the shapes of a chart (WCAG 2.2, 1.4.3 and 1.4.11)
CONTRASTS = [
    *[(ink, ground, 4.5) for ink in ("ink", "muted", "accent") for ground in ("paper", "surface")],
    *[(tone, ground, 4.5) for tone in ("better", "worse", "warning") for ground in ("paper", "surface")],
    ("notice-ink", "notice", 4.5),
    ("paper", "accent", 4.5),
    *[("on-mark", mark, 3.0) for mark in ("better", "worse", "warning")],
    *[(shape, "paper", 3.0) for shape in ("us", "comparison", "better", "worse", "market", "warning")],
    ("ink", "grid", 4.5),
]
ATTACKS = [
    "<script",
    "javascript:",
    "<b onclick",
    "https://example.org/pixel.png",
    "SECRET_SOURCE",
    "STREAM_NOISE",
    "WIDGET_NOISE",
]


@pytest.fixture(scope="module")
def made() -> str:
    return page.render(sample.executed())


@pytest.fixture(scope="module")
def soup(made: str) -> BeautifulSoup:
    return BeautifulSoup(made, "html.parser")


def test_nothing_outside_the_file_is_asked_for(made: str, soup: BeautifulSoup) -> None:
    assert soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"] == POLICY  # type: ignore[index]
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "base", "form"])
    assert all(tag["src"].startswith("data:") for tag in soup.find_all(src=True))
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\((.*?)\)", made))
    assert "@import" not in made
    assert {tag["href"] for tag in soup.find_all(href=True) if not tag["href"].startswith("#")} == {
        "https://example.org/x"
    }


def test_it_weighs_less_than_a_megabyte(made: str) -> None:
    assert len(made.encode()) < 1_000_000


@pytest.mark.parametrize("attack", ATTACKS)
def test_neither_code_nor_markup_of_others_reaches_the_page(made: str, attack: str) -> None:
    assert attack not in made


def test_hostile_words_are_shown_as_words(soup: BeautifulSoup) -> None:
    assert soup.main is not None
    assert sample.HOSTILE in soup.main.get_text()
    assert sample.HOSTILE in soup.find_all("svg", role="img")[-1]["aria-label"]


def test_the_same_notebook_gives_the_same_bytes(made: str) -> None:
    assert page.render(sample.executed()) == made


def test_headings_form_one_outline(soup: BeautifulSoup) -> None:
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_inside_leads_somewhere_and_every_name_is_unique(soup: BeautifulSoup) -> None:
    names = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(names) == len(set(names))
    assert {tag["href"][1:] for tag in soup.find_all(href=re.compile("^#"))} <= set(names)
    assert set(re.findall(r"url\(#(.*?)\)", str(soup))) <= set(names)


def test_a_line_and_a_cell_lead_to_their_evidence() -> None:
    notebook = sample.with_evidence(
        "Zie [*het* bewijs](#s-het-bewijs).", "Iets anders", "Het bewijs", cell_leads_to="s-iets-anders"
    )
    soup = BeautifulSoup(page.render(notebook), "html.parser")
    assert soup.main is not None
    followed = [
        (a.get_text(), soup.find(id=a["href"].removeprefix("#")).get_text())  # type: ignore[union-attr]
        for a in soup.main.find_all("a")
    ]
    assert followed == [("het bewijs", "Het bewijs"), ("Rund", "Iets anders")]
    assert soup.select_one("th[scope=row] > a")


def test_a_cell_that_leads_on_is_still_words() -> None:
    rows = [
        {"kind": "section", "cells": [sample.HOSTILE, ""], "tones": None, "links": ["s-kop", None]},
        {
            "kind": "body",
            "cells": ["Rund", sample.HOSTILE],
            "tones": [None, "worse"],
            "links": [None, "s-kop"],
        },
    ]
    notebook = sample.with_output(sample.table(rows=rows))
    notebook.cells.append(nbformat.v4.new_markdown_cell("## Kop"))
    soup = BeautifulSoup(page.render(notebook), "html.parser")
    assert [a.get_text() for a in soup.select("tbody a[href='#s-kop']")] == [sample.HOSTILE] * 2


def test_a_link_to_nowhere_is_refused() -> None:
    with pytest.raises(errors.RenderError, match="leidt naar geen enkele kop"):
        page.render(sample.with_evidence("Zie [het bewijs](#s-het-bewijs).", "Iets anders"))


def test_every_element_is_closed(made: str) -> None:
    class Nesting(HTMLParser):
        void = ("meta", "img", "br", "hr")

        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    nesting = Nesting()
    nesting.feed(made)
    assert nesting.open == []


def test_a_figure_has_its_title_and_says_what_it_shows(soup: BeautifulSoup) -> None:
    figures = soup.find_all("figure", class_="picture")
    assert len(figures) == 6
    for figure in figures:
        shown = figure.find("svg") or figure.find("img")
        assert shown.get("aria-label") or shown.get("alt")
        assert figure.figcaption.strong
    assert all(svg["role"] == "img" for svg in soup.select("figure svg"))


def test_a_table_says_which_cells_are_heads(soup: BeautifulSoup) -> None:
    table = soup.find_all("table")[0]
    assert table.caption.get_text() == "Afzet, omzet en marge per groep"
    assert [head.get_text() for head in table.select("thead tr.spans th[scope=colgroup]")] == [
        "Afzet, kg",
        "Omzet",
        "Marge",
    ]
    assert len(table.select("thead tr:last-child th[scope=col]")) == 9
    assert len(table.select("tbody th[scope=row]")) == 9
    assert len(table.select("tbody th[scope=rowgroup]")) == 2
    assert table.find_parent("div", class_="scroll")["tabindex"] == "0"
    assert len(soup.find_all("table")[1].select("tbody tr")) == 120


def test_a_tone_is_never_colour_alone(soup: BeautifulSoup) -> None:
    toned = soup.select("td.better, td.worse, td.warn")
    assert len(toned) > 100
    assert all(cell.find("i", class_="sign") and cell.find("span", class_="vh") for cell in toned)
    for item in soup.select(".strip li:not(.neutral)"):
        assert item.find("svg", class_="icon")
        assert item.find("span", class_="vh")


def test_invented_data_is_labelled_where_the_card_says_so(soup: BeautifulSoup) -> None:
    assert "Verzonnen gegevens" in soup.find(class_="invented").get_text()  # type: ignore[union-attr]
    assert "Verzonnen gegevens" in soup.footer.get_text()  # type: ignore[union-attr]
    assert '@top-right { content: "Verzonnen gegevens"' in soup.style.get_text()  # type: ignore[union-attr]
    assert "Verzonnen" not in page.render(sample.executed(invented=False))


def test_the_page_speaks_the_language_of_the_card() -> None:
    english = page.render(sample.executed(language="en"))
    assert '<html lang="en">' in english
    assert "Results evaluation · Q3 2026" in english
    assert "Resultatenevaluatie · 3e kwartaal 2026" in page.render(sample.executed())


def test_a_name_from_the_card_is_a_name() -> None:
    made = page.render(sample.executed(account_name=sample.HOSTILE, company="</style><script>x</script>"))
    assert BeautifulSoup(made, "html.parser").h1.get_text() == sample.HOSTILE  # type: ignore[union-attr]
    assert "<script" not in made


def test_only_the_pieces_of_the_typeface_that_are_needed_are_inside() -> None:
    plain = page.render(sample.ordinary()).count("@font-face")
    polish = sample.with_output({"text/markdown": "Łódź ≥ 3"})
    assert page.render(polish).count("@font-face") > plain


def test_a_figure_without_description_is_refused() -> None:
    notebook = sample.with_output({"image/svg+xml": "<svg/>"}, {"image/svg+xml": {"title": "x"}})
    with pytest.raises(errors.RenderError, match="geen beschrijving"):
        page.render(notebook)


@pytest.mark.parametrize(("front", "back", "least"), CONTRASTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_meets_wcag_aa(scheme: str, front: str, back: str, least: float) -> None:
    css = resources.files("amlib.editions").joinpath("templates", "page.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.S)
    )
    colours = light if scheme == "light" else {**light, **dark}
    one, other = sorted((_luminance(colours[front]), _luminance(colours[back])))
    assert (other + 0.05) / (one + 0.05) >= least


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("to", "suffix", "start"),
    [("amlib_page", ".html", b"<!DOCTYPE html>"), ("amlib_print", ".pdf", b"%PDF-")],
)
def test_nbconvert_finds_the_exporter_and_renders_an_ordinary_notebook(
    tmp_path: Path, to: str, suffix: str, start: bytes
) -> None:
    source = tmp_path / "ordinary.ipynb"
    nbformat.write(sample.ordinary(), source)
    command = [sys.executable, "-m", "nbconvert", "--to", to, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert source.with_suffix(suffix).read_bytes().startswith(start)


def test_a_sign_stays_with_its_amount(soup: BeautifulSoup) -> None:
    assert [found.get_text() for found in soup.select(".lead .whole")] == [
        "(+€\u00a0141",
        "(+€\u00a096",
        "(−€\u00a0182",
    ]


def test_months_and_days_are_not_parted_at_the_end_of_a_line() -> None:
    cells = ["2026Q2-2: dozen 10-12", "1 jan – 31 dec"]
    rows = [{"kind": "body", "cells": cells, "tones": None, "links": None}]
    given = sample.with_output(sample.table(rows=rows))
    tile = ("Historie", "45 maanden", "2023-01 t/m 2026-09", "neutral")
    given.cells += sample.with_output(sample.tiles("strip", tile)).cells[1:]
    soup = BeautifulSoup(page.render(given), "html.parser")
    assert [found.get_text() for found in soup.select(".whole")] == [
        "2026Q2-2",
        "1 jan – 31 dec",
        "2023-01",
        "2026-09",
    ]


@pytest.mark.parametrize(("heading", "hidden"), [("Omzet per groep", True), ("Wat verkochten we?", False)])
def test_a_table_under_a_heading_of_the_same_words_shows_them_once_and_keeps_its_name(
    heading: str, hidden: bool
) -> None:
    given = sample.with_output(sample.table())
    given.cells.insert(1, nbformat.v4.new_markdown_cell(f"## {heading}"))
    soup = BeautifulSoup(page.render(given), "html.parser")
    caption = soup.select_one("caption")
    assert caption is not None
    assert (caption.get_text(), caption.get("class") == ["vh"]) == ("Omzet per groep", hidden)
