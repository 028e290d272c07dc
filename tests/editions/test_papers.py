"""What a notebook says, read once for page and print."""

from __future__ import annotations

import re
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from amlib import errors, language
from amlib.documents import links, sentences
from amlib.editions import papers, parts

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


# link as written → anchor of the heading that is meant, in a document with the headings below
LINKS = [
    ("#s-wat-we-niet-weten", "s-wat-we-niet-weten"),
    ("#wat-we-niet-weten", "s-wat-we-niet-weten"),
    ("<#Wat we niet weten>", "s-wat-we-niet-weten"),
    ("#Cafés", "s-cafes"),
    ("#s-twee-keer-2", "s-twee-keer-2"),
    (
        "#s-welke-vestigingen-vallen-op",
        "s-which-outlets-stand-out",
    ),  # run by hand: computed in Dutch, headed in English
    ("#s-which-outlets-stand-out", "s-which-outlets-stand-out"),
]
HEADINGS = ("Wat we niet weten", "Cafés", "Twee keer", "Twee keer", "Which outlets stand out")
# a link that cannot be followed → what is said of it
DEAD = [
    ("#s-nergens", "'#s-nergens' leidt naar geen enkele kop"),
    ("#", "'#' leidt naar geen enkele kop"),
    ("#s-wat-we", "leidt naar geen enkele kop"),
    ("#s-vraag", "leidt naar geen enkele kop"),  # the title is no heading
    ("#s-twee-keer", "'#s-twee-keer' leidt naar meer dan één kop"),
]


def targets(tokens: list[dict[str, Any]]) -> list[str]:
    """The links in a tree of words, in order."""
    own = [t["attrs"]["url"] for t in tokens if t["type"] == "link"]
    return own + [url for t in tokens for url in targets(t.get("children", []))]


def said(notebook: Any) -> str:
    with language.use("nl"):
        return " ".join(
            parts.words(p.tokens) for p in papers.read(notebook).parts if isinstance(p, parts.Prose)
        )


@pytest.mark.parametrize(("alt", "described"), ALT_TEXTS)
@pytest.mark.parametrize("mime", ["image/svg+xml", "image/png"])
def test_a_figure_needs_a_description(mime: str, alt: str | None, described: bool) -> None:
    notebook = sample.with_output(
        {mime: "<svg/>"}, {mime: {"alt": alt}}, source="charts.bridge(result)\nmore"
    )
    if described:
        assert papers.read(notebook).parts[0].alt == alt  # type: ignore[union-attr]  # it is a picture
    else:
        with pytest.raises(
            errors.RenderError, match=r"geen beschrijving[\s\S]*cel 2[\s\S]*charts\.bridge\(result\) …"
        ):
            papers.read(notebook)


def test_an_error_in_a_cell_is_named_with_its_cell() -> None:
    failed = new_output("error", ename="KeyError", evalue="'kg'", traceback=[])
    notebook = new_notebook(cells=[new_code_cell("sales['kg']", outputs=[failed])])
    with pytest.raises(errors.RenderError, match=r"KeyError: 'kg'[\s\S]*cel 1\n.*sales\['kg'\]"):
        papers.read(notebook)


@pytest.mark.parametrize(("typed", "expected"), LEVELS)
def test_headings_never_skip_a_level(typed: list[int], expected: list[int]) -> None:
    cells = [new_markdown_cell("#" * level + f" Kop {i}\n\nText.") for i, level in enumerate(typed)]
    assert [heading.level for heading in papers.read(new_notebook(cells=cells)).headings] == expected


def test_a_lower_heading_with_nothing_under_it_is_left_out() -> None:
    cells = ["# Title?", "## Full", "text", "### Empty", "### Filled", "text", "### Only headings", "#### Deeper", "## Alone"]  # fmt: skip
    read = papers.read(new_notebook(cells=[new_markdown_cell(cell) for cell in cells]))
    assert [heading.text for heading in read.headings] == ["Full", "Filled", "Alone"]


def test_headings_of_the_same_name_have_their_own_anchor() -> None:
    cells = [
        new_markdown_cell("# T"),
        new_markdown_cell("## Café"),
        new_markdown_cell("## Café"),
        new_markdown_cell("## 日本"),
    ]
    anchors = [heading.anchor for heading in papers.read(new_notebook(cells=cells)).headings]
    assert anchors == ["s-cafe", "s-cafe-2", "s-section"]


@pytest.mark.parametrize(("written", "anchor"), LINKS)
def test_a_link_leads_to_the_heading_that_it_means(written: str, anchor: str) -> None:
    paper = papers.read(
        sample.with_evidence(f"- **Zie [dit]({written}).**\n- [web](https://example.org/#s-x)", *HEADINGS)
    )
    lead = paper.parts[0]
    assert isinstance(lead, parts.Prose)
    assert targets(lead.tokens) == [f"#{anchor}", "https://example.org/#s-x"]
    assert [heading.anchor for heading in paper.headings].count(anchor) == 1


@pytest.mark.parametrize(("link", "message"), DEAD)
def test_a_link_that_cannot_be_followed_is_refused_with_its_cell(link: str, message: str) -> None:
    told = rf"{message}[\s\S]*cel 2\n.*sentences\.bottom_line\(it\)[\s\S]*s-cafes, s-twee-keer, s-twee-keer-2"
    with pytest.raises(errors.RenderError, match=told):
        papers.read(sample.with_evidence(f"1. Een *regel*: zie [dit]({link}).", *HEADINGS))


def test_a_dead_link_is_refused_in_a_cell_of_a_table_too() -> None:
    with pytest.raises(errors.RenderError, match=r"'#s-nergens'[\s\S]*cel 3\n.*tables\.strengths\(it\)"):
        papers.read(sample.with_evidence("Kern.", *HEADINGS, cell_leads_to="s-nergens"))


@pytest.mark.parametrize("place", ["# Vraag\n\nVoor [mij](#s-nergens).", "## Kop [dit](#s-nergens)"])
def test_a_dead_link_is_refused_in_an_opening_and_in_a_heading(place: str) -> None:
    with pytest.raises(errors.RenderError, match="'#s-nergens' leidt naar geen"):
        papers.read(new_notebook(cells=[new_markdown_cell(place), new_markdown_cell("## Kop")]))


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_a_computed_link_finds_the_heading_that_was_translated(speech: str) -> None:
    heading = "What we do not know"
    with language.use(speech):
        line, cell = sentences.write("{evidence}", evidence=links.to(heading)), links.anchor(heading)
        written = sample.with_evidence(line, heading, cell_leads_to=cell, language=speech)
        paper = papers.read(language.translated(written, speech))
    lead, table, found, *_ = paper.parts
    assert isinstance(lead, parts.Prose)
    assert isinstance(table, parts.Table)
    assert isinstance(found, parts.Heading)
    assert targets(lead.tokens) == [f"#{found.anchor}"]
    assert table.rows[0]["links"] == [found.anchor, ""]
    assert parts.words(lead.tokens) == found.text


@pytest.mark.parametrize(("data", "expected"), FORMATS)
def test_the_richest_format_is_read(data: dict[str, Any], expected: str) -> None:
    assert said(sample.with_output(data)) == expected


def test_a_table_of_pandas_is_read_cell_by_cell() -> None:
    table = next(part for part in papers.read(sample.ordinary()).parts if isinstance(part, parts.Table))
    assert table.columns == [("", "right"), ("kg", "right"), ("groep", "left")]
    assert [row["cells"] for row in table.rows] == [["0", "1.5", "rund <b>"], ["1", "-20.0", "kip"]]


def test_header_rows_of_a_table_become_one_label_per_column() -> None:
    html = (
        "<table><thead><tr><th></th><th colspan='2'>omzet</th></tr><tr><th>groep</th><th>nu</th><th>toen</th></tr></thead>"
        "<tbody><tr><th rowspan='2'>rund</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>"
    )
    table = papers.read(sample.with_output({"text/html": html})).parts[0]
    assert isinstance(table, parts.Table)
    assert [label for label, _ in table.columns] == ["groep", "omzet nu", "omzet toen"]
    assert [row["cells"] for row in table.rows] == [["rund", "1", "2"], ["", "3", "4"]]


def test_the_first_prose_that_is_computed_is_the_bottom_line() -> None:
    roles = [part.role for part in papers.read(sample.executed()).parts if isinstance(part, parts.Prose)]
    assert roles[0] == "bottom line"
    assert set(roles[1:]) == {""}


def test_only_the_first_toned_table_explains_the_tones_of_all() -> None:
    with language.use("nl"):
        tables = [part for part in papers.read(sample.executed()).parts if isinstance(part, parts.Table)]
    assert [word for _, word in tables[0].legend] == ["gunstig", "ongunstig", "vraagt aandacht"]
    assert not any(table.legend for table in tables[1:])


def test_the_cover_holds_the_facts_of_the_card_in_its_language() -> None:
    with language.use("en"):
        paper = papers.read(sample.executed())
        facts = dict(paper.card.facts())
    assert paper.title == "De Kroon Supermarkten · Results evaluation · Q3 2026"
    assert paper.question == "Wat is bereikt, waardoor, en wat moet anders?"
    assert facts["State"] == "version 2, draft"
    assert facts["Data as of"] == "6 October 2026"
    assert facts["Fingerprint of the data"] == "7c1f09ab52d4"


def test_a_notebook_without_a_card_is_called_by_its_title() -> None:
    paper = papers.read(sample.ordinary(), "file")
    assert (paper.name, paper.subtitle, paper.question) == ("An ordinary notebook", "", "")
    assert papers.read(new_notebook(cells=[]), "file").name == "file"


@hypothesis.given(st.text() | st.text(alphabet="ab1.-+#*_`[]()<>!&|~^$:/\\ \n=;@\"'"))
def test_words_from_data_arrive_as_they_were(text: str) -> None:
    shown = re.sub(r"[ \t\r\n\f\v\x00-\x1f]+", " ", text).strip(" ")
    written = sentences.Prose(f"Artikel **x{sentences.escaped(text)}x**.")
    assert said(sample.with_output(written._repr_mimebundle_()[0])) == f"Artikel x{shown}x."


def test_what_is_published_for_later_editions_is_not_shown():
    data = {"application/vnd.amlib.published+json": {"figures": []}, "text/plain": "figures", "text/html": "<p>figures</p>"}  # fmt: skip
    assert said(sample.with_output(data)) == ""


def planned(**facts: str) -> Any:
    """A notebook with the card of a plan's document."""
    notebook = sample.executed()
    known = {
        "document": "annual_plan",
        "year": "2027",
        "period": "2026Q3",
        "version": "v3",
        "state": "submitted",
    }
    notebook.metadata["amlib"] = {**notebook.metadata["amlib"], **known, **facts}
    return notebook


@pytest.mark.parametrize(
    ("speech", "subtitle", "reach", "state"),
    [
        ("nl", "Jaarplan 2027", ("Cijfers tot en met", "3e kwartaal 2026"), "planversie 2, ingediend · document 3"),
        ("en", "Annual plan 2027", ("Figures up to and including", "Q3 2026"), "plan version 2, submitted · document 3"),
    ],
)  # fmt: skip
def test_the_document_of_a_plan_leads_with_the_year_that_it_is_about(
    speech: str, subtitle: str, reach: tuple[str, str], state: str
) -> None:
    with language.use(speech):
        paper = papers.read(planned(language=speech, plan="2"))
        assert paper.subtitle == subtitle
        assert reach in paper.card.facts()
        assert paper.card.state_words == state


def test_a_plan_that_nobody_kept_has_no_version_of_a_plan() -> None:
    with language.use("en"):
        card = papers.read(planned(language="en", state="draft")).card
        assert card.state_words == "drawn up, not kept yet · document 3"


def test_the_words_that_introduce_a_form_are_no_part_of_the_document() -> None:
    read = new_markdown_cell("## Heading\n\nRead it here.")
    form = new_markdown_cell("Change it here.", metadata={"tags": ["skip-execution"]})
    told = said(new_notebook(cells=[read, form]))
    assert "Read it here" in told
    assert "Change it here" not in told
