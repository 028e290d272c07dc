"""The print: an accessible PDF that is the same document, on paper."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from nbformat.v4 import new_markdown_cell

from amlib import errors
from amlib.editions import drawings, print

from . import sample

# text in a source → text in the print: what the typeface cannot show is a question mark, what cannot be seen is nothing
CHARACTERS = [
    ("Café Zeeën Łódź ≥ 3 → €", "Café Zeeën Łódź ≥ 3 → €"),
    ("e\u0301e\u0301n", "één"),
    ("寿司 Zwolle", "?? Zwolle"),
    ("a\x07b\u200bc", "abc"),
    ("\ufffd", "?"),
]


@pytest.fixture(scope="module")
def made() -> bytes:
    return print.render(sample.executed())


@pytest.fixture(scope="module")
def reader(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def structure(reader: pypdf.PdfReader) -> Iterator[dict[str, Any]]:
    """All elements of the structure tree."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        found = waiting.pop(0).get_object()
        if isinstance(found, list):
            waiting = [*found, *waiting]
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            if "/K" in found:
                waiting.insert(0, found["/K"])


def text(reader: pypdf.PdfReader, page: int) -> str:
    return " ".join(reader.pages[page].extract_text().split())


def test_the_file_declares_accessible_pdf(reader: pypdf.PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "De Kroon Supermarkten · Resultatenevaluatie · 3e kwartaal 2026"


def test_every_figure_has_its_description(reader: pypdf.PdfReader) -> None:
    figures = [element for element in structure(reader) if element["/S"] == "/Figure"]
    assert len(figures) == 6
    assert all(figure["/Alt"] for figure in figures)


def test_tables_headings_and_contents_are_tagged(reader: pypdf.PdfReader) -> None:
    kinds = Counter(element["/S"] for element in structure(reader))
    assert (kinds["/Title"], kinds["/Table"], kinds["/THead"], kinds["/TOC"]) == (1, 3, 3, 1)
    assert kinds["/H1"] == 6
    assert kinds["/TH"] >= 9 + 5 + 2
    assert next(entry.title for entry in reader.outline if not isinstance(entry, list)) == "De kern"


def test_the_first_page_holds_cover_bottom_line_checks_and_contents(reader: pypdf.PdfReader) -> None:
    first = text(reader, 0)
    for words in (
        "De Kroon Supermarkten",
        "Van Dalen",
        "7c1f09ab52d4",
        "Versie 2, concept",
        "intern gebruik",
        "64%",
        "sluit niet aan",
        "Inhoud",
    ):
        assert words in first
    assert "Verzonnen gegevens" in first


def test_later_pages_repeat_what_the_document_is(reader: pypdf.PdfReader) -> None:
    count = len(reader.pages)
    for number in range(1, count):
        words = text(reader, number)
        assert "De Kroon Supermarkten · Resultatenevaluatie · 3e kwartaal 2026" in words
        assert "Verzonnen gegevens" in words
        assert f"Pagina {number + 1} van {count}" in words


def test_a_long_table_repeats_its_head(reader: pypdf.PdfReader) -> None:
    pages = [text(reader, number) for number in range(len(reader.pages))]
    holding = [words for words in pages if re.search(r"Apeldoorn \d", words)]
    assert len(holding) > 2
    assert all("Vestiging Afzet, kg Omzet" in words for words in holding)


def led(reader: pypdf.PdfReader) -> list[tuple[int, str]]:
    """Where the links of the first page lead that stay in the document: the page, and the heading on it that stands nearest."""
    tops = {}
    for entry in reader.outline:
        number = reader.get_destination_page_number(entry)  # type: ignore[arg-type]  # these outlines have one level
        tops[number, float(entry["/Top"])] = str(entry["/Title"])  # type: ignore[call-overload,index]
    found = []
    for annotation in reader.pages[0].get("/Annots", []):
        dest = annotation.get_object().get("/Dest") or annotation.get_object()["/A"]["/D"]
        dest = (
            reader.named_destinations[str(dest)]
            if not isinstance(dest, list)
            else pypdf.generic.Destination("", dest[0], pypdf.generic.Fit.xyz(*dest[2:4]))
        )
        number = reader.get_destination_page_number(dest)
        near = min(
            (top for top in tops if top[0] == number), key=lambda top: abs(top[1] - float(dest["/Top"]))
        )
        found.append((number, tops[near]))
    return found


def test_a_line_and_a_cell_lead_to_their_evidence() -> None:
    notebook = sample.with_evidence(
        "Zie [*het* bewijs](#s-het-bewijs).", "Iets anders", "Het bewijs", cell_leads_to="s-iets-anders"
    )
    reader = pypdf.PdfReader(io.BytesIO(print.render(notebook)))
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    pages = {
        heading: next(n for n in range(len(reader.pages)) if heading in text(reader, n))
        for heading in ("Het bewijs", "Iets anders")
    }
    assert led(reader) == [(pages["Het bewijs"], "Het bewijs"), (pages["Iets anders"], "Iets anders")]
    assert Counter(element["/S"] for element in structure(reader))["/Link"] == 2


def test_a_section_of_a_table_and_a_table_on_its_side_lead_on_too() -> None:
    labels = [{"label": f"Kolom {i}", "align": "right" if i else "left"} for i in range(30)]
    row = {"cells": ["Rund", *[""] * 29], "tones": None, "links": ["s-kop", *[None] * 29]}
    notebook = sample.with_output(
        sample.table(columns=labels, rows=[{**row, "kind": kind} for kind in ("section", "body", "total")])
    )
    notebook.cells.append(new_markdown_cell("## Kop"))
    reader = pypdf.PdfReader(io.BytesIO(print.render(notebook)))
    assert sum(len(page.get("/Annots", [])) for page in reader.pages) == 3


def test_a_link_to_nowhere_is_refused() -> None:
    with pytest.raises(errors.RenderError, match="leidt naar geen enkele kop"):
        print.render(sample.with_evidence("Zie [het bewijs](#s-het-bewijs).", "Iets anders"))


def test_hostile_words_are_printed_as_words(reader: pypdf.PdfReader) -> None:
    everything = " ".join(text(reader, number) for number in range(len(reader.pages)))
    assert everything.count(sample.HOSTILE) == 2
    for noise in ("SECRET_SOURCE", "STREAM_NOISE", "WIDGET_NOISE", "javascript:"):
        assert noise not in everything


def test_charts_are_drawn_as_vectors_with_words(reader: pypdf.PdfReader) -> None:
    assert "Goëngahuizen" in " ".join(text(reader, number) for number in range(len(reader.pages)))
    images = [image for page in reader.pages for image in page.images]
    assert len(images) == 1  # the one that was a bitmap to begin with


def test_only_the_packaged_typeface_is_used(reader: pypdf.PdfReader) -> None:
    objects = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    fonts = {str(found["/BaseFont"]) for found in objects if isinstance(found, dict) and "/BaseFont" in found}
    assert {name.partition("+")[2] for name in fonts} == {
        "IBMPlexSans",
        "IBMPlexSans-SmBld",
        "IBMPlexSans-Italic",
    }


def test_the_same_notebook_gives_the_same_bytes(made: bytes) -> None:
    assert print.render(sample.executed()) == made
    assert b"D:20261006000000Z" in made


def test_the_print_speaks_the_language_of_the_card() -> None:
    english = pypdf.PdfReader(io.BytesIO(print.render(sample.executed(language="en", invented=False))))
    assert english.trailer["/Root"]["/Lang"] == "en"
    assert f"Page 2 of {len(english.pages)}" in text(english, 1)
    assert "Invented data" not in text(english, 0) + text(english, 1)


@pytest.mark.parametrize(("given", "printed"), CHARACTERS)
def test_characters_without_a_shape_do_not_cost_the_edition(given: str, printed: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(print.render(sample.with_output(sample.table(note=f"[{given}]")))))
    assert f"[{printed}]" in text(reader, 0)


def test_a_figure_with_an_exotic_name_is_printed() -> None:
    svg = sample.chart(2).replace("Zaltbommel", "寿司 🙂")
    made = print.render(
        sample.with_output({"image/svg+xml": svg}, {"image/svg+xml": {"alt": "Balken, 寿司."}})
    )
    assert "?? ?" in text(pypdf.PdfReader(io.BytesIO(made)), 0)


@pytest.mark.parametrize(("heading", "titles"), [("Omzet per groep", 1), ("Wat verkochten we?", 2)])
def test_a_table_under_a_heading_of_the_same_words_does_not_say_them_again(heading: str, titles: int) -> None:
    given = sample.with_output(sample.table())
    given.cells.insert(1, new_markdown_cell(f"## {heading}"))
    reader = pypdf.PdfReader(io.BytesIO(print.render(given)))
    words = " ".join(text(reader, number) for number in range(len(reader.pages)))
    assert words.count("Omzet per groep") + words.count("Wat verkochten we?") == titles


def test_an_ordinary_notebook_is_printed() -> None:
    reader = pypdf.PdfReader(io.BytesIO(print.render(sample.ordinary())))
    assert "An ordinary notebook" in text(reader, 0)
    assert "rund <b>" in text(reader, 0)


@pytest.mark.parametrize("columns", [1, 12, 30])
def test_a_table_of_any_width_stays_on_the_page(columns: int) -> None:
    labels = [{"label": f"Kolom {i}", "align": "right" if i else "left"} for i in range(columns)]
    rows = [
        {"kind": "body", "cells": [f"rij {i}", *["1.234.567"] * (columns - 1)], "tones": None}
        for i in range(3)
    ]
    reader = pypdf.PdfReader(
        io.BytesIO(print.render(sample.with_output(sample.table(columns=labels, rows=rows))))
    )
    placed: list[float] = []
    for page in reader.pages:
        page.extract_text(
            visitor_text=lambda words, _cm, tm, _f, _s: placed.append(tm[4]) if words.strip() else None
        )
    widest = max(float(page.mediabox.width) for page in reader.pages)
    assert max(placed) < widest - 50
    assert (widest > 800) == (columns == 30)  # it lies on its side only where it must


def test_few_rows_of_much_text_stay_on_their_pages() -> None:
    """Twelve rows of a long reason are more than a page; every word of them is printed above the foot."""
    rows = [
        {"kind": "body", "cells": [f"voorstel {i}", f"{'omdat het moet ' * 40}einde{i}."], "tones": None}
        for i in range(12)
    ]
    labels = [{"label": "Voorstel", "align": "left"}, {"label": "Waarom", "align": "left"}]
    reader = pypdf.PdfReader(
        io.BytesIO(print.render(sample.with_output(sample.table(columns=labels, rows=rows))))
    )
    lowest: list[float] = []

    def seen(words: str, at: list[float], tm: list[float], _font: object, _size: float) -> None:
        if "omdat" in words or "einde" in words:
            lowest.append(tm[5] * at[3] + at[5])

    said = " ".join(page.extract_text(visitor_text=seen) for page in reader.pages)
    assert all(f"einde{i}." in said for i in range(12))
    assert len(reader.pages) >= 2
    assert min(lowest) > 50  # points above the edge of the paper, where the foot is


def test_a_row_is_not_torn_over_two_pages() -> None:
    """Sixty rows of some lines each fill pages; each has its first and its last word on the same."""
    rows = [
        {"kind": "body", "cells": [f"voorstel {i}", f"begin{i}. {'omdat het moet ' * (20 + i % 15)}einde{i}."], "tones": None}
        for i in range(60)
    ]  # fmt: skip
    labels = [{"label": "Voorstel", "align": "left"}, {"label": "Waarom", "align": "left"}]
    made = print.render(sample.with_output(sample.table(columns=labels, rows=rows)))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert len(pages) > 3
    for i in range(60):
        (holding,) = (words for words in pages if f"begin{i}." in words)
        assert f"einde{i}." in holding


def test_a_figure_without_description_is_refused() -> None:
    notebook = sample.with_output({"image/svg+xml": "<svg/>"}, {"image/svg+xml": {"title": "x"}})
    with pytest.raises(errors.RenderError, match="geen beschrijving"):
        print.render(notebook)


def test_the_typesetter_refuses_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "drawing", lambda *_, **__: "no drawing at all")
    with pytest.raises(errors.RenderError, match=r"kon niet worden gezet[\s\S]*PDF/UA-1"):
        print.render(sample.executed())


def test_words_among_figures_leave_room_for_the_names() -> None:
    """A column of figures in which one cell says why there is none: the name beside it keeps its lines, and the words take several."""
    name = "Bijstellingen van het plan die dit jaar zijn vastgesteld"
    rows = [
        {"kind": "body", "cells": ["1.e", name, value, *["57,9% tot 89,0%"] * 3], "tones": None}
        for value in ("niet aangeleverd: een vastgesteld plan", "67,5%")
    ]
    labels = [{"label": "Nr.", "align": "left"}, {"label": "Indicator", "align": "left"}, *({"label": head, "align": "right"} for head in ("Waarde", "Bandbreedte", "Interval", "Eerder"))]  # fmt: skip
    reader = pypdf.PdfReader(
        io.BytesIO(print.render(sample.with_output(sample.table(columns=labels, rows=rows))))
    )
    placed: dict[str, list[float]] = {"name": [], "value": []}

    def seen(words: str, at: list[float], tm: list[float], _font: object, _size: float) -> None:
        for kind, of in (("name", "Bijstellingen dit jaar vastgesteld"), ("value", "niet aangeleverd")):
            if words.strip() and words.split(maxsplit=1)[0] in of.split():
                placed[kind].append(tm[4] * at[0] + at[4])

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    print_width = min(placed["value"]) - min(placed["name"])
    assert print_width > 130  # points: as much as the name needs for two lines


def test_a_name_beside_sentences_keeps_its_width() -> None:
    """A short first column is no narrower than its words, however long the sentence beside it is."""
    said = "De notering steeg tussen mei en oktober met een zesde; onze inkoop volgt die in drie weken. " * 2
    heads = ("Oorzaak", "Plaats", "Marge", "Reden", "Oorzaak ligt bij", "Gezegd door")
    cells = ["Grondstoffen", "hele klant", "−40.665", said, "de markt", "Marieke Wouda, 7 oktober 2026"]
    labels = [{"label": head, "align": "right" if head == "Marge" else "left"} for head in heads]
    rows = [{"kind": "body", "cells": cells, "tones": None}]
    reader = pypdf.PdfReader(
        io.BytesIO(print.render(sample.with_output(sample.table(columns=labels, rows=rows))))
    )
    begins: dict[str, float] = {}

    def seen(words: str, at: list[float], tm: list[float], _font: object, _size: float) -> None:
        begins.setdefault(words.strip().partition(" ")[0], tm[4] * at[0] + at[4])

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    assert begins["hele"] - begins["Grondstoffen"] > 12 * 4, "twelve letters of at least four points"
