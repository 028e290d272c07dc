"""What a notebook says, read once for page and print."""

from __future__ import annotations

import re
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from amlib import errors, language
from amlib.documents import sentences
from amlib.editions import parts

from . import sample

# alt text as given → is it a description?
ALT_TEXTS = [
    ("De omzet steeg van 4,1 naar 4,2 miljoen.", True),
    ("Figures rose.", True),
    ("", False),
    ("   \n", False),
    (None, False),
    ("No description has been provided for this image", False),
    ("<Figure size 640x480 with 1 Axes>", False),
    ("Image", False),
]
# levels as typed → levels as read: the first is the title, none is skipped, none is a second title
LEVELS = [
    ([1, 2, 3, 2], [2, 3, 2]),
    ([1, 4, 2, 5], [2, 2, 3]),
    ([1, 2, 1], [2, 2]),
    ([2, 3], [2, 3]),
]
# output data → the words of what is read, '' when nothing is
FORMATS: list[tuple[dict[str, Any], str]] = [
    ({"text/plain": "2"}, "2"),
    ({"text/markdown": "*a* &lt;b&gt;", "text/plain": "x"}, "a <b>"),
    (
        {"text/html": "<style>no</style><p>two <b>words</b></p><script>no</script>", "text/plain": "x"},
        "two words",
    ),
    ({"application/javascript": "alert(1)", "text/plain": "x"}, ""),
    ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "x"}, ""),
]


def said(notebook: Any) -> str:
    with language.use("nl"):
        return " ".join(
            parts.words(p.tokens) for p in parts.read(notebook).parts if isinstance(p, parts.Prose)
        )


@pytest.mark.parametrize(("alt", "described"), ALT_TEXTS)
@pytest.mark.parametrize("mime", ["image/svg+xml", "image/png"])
def test_a_figure_needs_a_description(mime: str, alt: str | None, described: bool) -> None:
    notebook = sample.with_output(
        {mime: "<svg/>"}, {mime: {"alt": alt}}, source="charts.bridge(result)\nmore"
    )
    if described:
        assert parts.read(notebook).parts[0].alt == alt  # type: ignore[union-attr]  # it is a picture
    else:
        with pytest.raises(
            errors.RenderError, match=r"geen beschrijving[\s\S]*cel 2[\s\S]*charts\.bridge\(result\) …"
        ):
            parts.read(notebook)


def test_an_error_in_a_cell_is_named_with_its_cell() -> None:
    failed = new_output("error", ename="KeyError", evalue="'kg'", traceback=[])
    notebook = new_notebook(cells=[new_code_cell("sales['kg']", outputs=[failed])])
    with pytest.raises(errors.RenderError, match=r"KeyError: 'kg'[\s\S]*cel 1\n.*sales\['kg'\]"):
        parts.read(notebook)


@pytest.mark.parametrize(("typed", "expected"), LEVELS)
def test_headings_never_skip_a_level(typed: list[int], expected: list[int]) -> None:
    cells = [new_markdown_cell("#" * level + f" Kop {i}") for i, level in enumerate(typed)]
    assert [heading.level for heading in parts.read(new_notebook(cells=cells)).headings] == expected


def test_headings_of_the_same_name_have_their_own_anchor() -> None:
    cells = [
        new_markdown_cell("# T"),
        new_markdown_cell("## Café"),
        new_markdown_cell("## Café"),
        new_markdown_cell("## 日本"),
    ]
    anchors = [heading.anchor for heading in parts.read(new_notebook(cells=cells)).headings]
    assert anchors == ["s-cafe", "s-cafe-2", "s-section"]


@pytest.mark.parametrize(("data", "expected"), FORMATS)
def test_the_richest_format_is_read(data: dict[str, Any], expected: str) -> None:
    assert said(sample.with_output(data)) == expected


def test_a_table_of_pandas_is_read_cell_by_cell() -> None:
    table = next(part for part in parts.read(sample.ordinary()).parts if isinstance(part, parts.Table))
    assert table.columns == [("", "right"), ("kg", "right"), ("groep", "left")]
    assert [row["cells"] for row in table.rows] == [["0", "1.5", "rund <b>"], ["1", "-20.0", "kip"]]


def test_header_rows_of_a_table_become_one_label_per_column() -> None:
    html = (
        "<table><thead><tr><th></th><th colspan='2'>omzet</th></tr><tr><th>groep</th><th>nu</th><th>toen</th></tr></thead>"
        "<tbody><tr><th rowspan='2'>rund</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>"
    )
    table = parts.read(sample.with_output({"text/html": html})).parts[0]
    assert isinstance(table, parts.Table)
    assert [label for label, _ in table.columns] == ["groep", "omzet nu", "omzet toen"]
    assert [row["cells"] for row in table.rows] == [["rund", "1", "2"], ["", "3", "4"]]


def test_the_first_prose_that_is_computed_is_the_bottom_line() -> None:
    roles = [part.role for part in parts.read(sample.executed()).parts if isinstance(part, parts.Prose)]
    assert roles[0] == "bottom line"
    assert set(roles[1:]) == {""}


def test_only_the_first_toned_table_explains_the_tones_of_all() -> None:
    with language.use("nl"):
        tables = [part for part in parts.read(sample.executed()).parts if isinstance(part, parts.Table)]
    assert [word for _, word in tables[0].legend] == ["gunstig", "ongunstig", "vraagt aandacht"]
    assert not any(table.legend for table in tables[1:])


def test_the_cover_holds_the_facts_of_the_card_in_its_language() -> None:
    with language.use("en"):
        paper = parts.read(sample.executed())
        facts = dict(paper.card.facts())
    assert paper.title == "De Kroon Supermarkten · Results evaluation · Q3 2026"
    assert paper.question == "Wat is bereikt, waardoor, en wat moet anders?"
    assert facts["State"] == "version 2, draft"
    assert facts["Data as of"] == "6 October 2026"
    assert facts["Freeze"] == "7c1f09ab52d4"


def test_a_notebook_without_a_card_is_called_by_its_title() -> None:
    paper = parts.read(sample.ordinary(), "file")
    assert (paper.name, paper.subtitle, paper.question) == ("An ordinary notebook", "", "")
    assert parts.read(new_notebook(cells=[]), "file").name == "file"


@hypothesis.given(st.text() | st.text(alphabet="ab1.-+#*_`[]()<>!&|~^$:/\\ \n=;@\"'"))
def test_words_from_data_arrive_as_they_were(text: str) -> None:
    shown = re.sub(r"[ \t\r\n\f\v\x00-\x1f]+", " ", text).strip(" ")
    written = sentences.Prose(f"Artikel **x{sentences.escaped(text)}x**.")
    assert said(sample.with_output(written._repr_mimebundle_()[0])) == f"Artikel x{shown}x."
