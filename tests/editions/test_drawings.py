"""A figure keeps its shapes and its words, and loses what does not belong in a document."""

from __future__ import annotations

import re

import pytest

from amlib import errors
from amlib.editions import drawings

from . import sample

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">%s</svg>'
# what is in the figure → what must not come through
UNWANTED = [
    ("<script>alert(1)</script>", "alert"),
    ('<path d="M0 0" onload="alert(1)"/>', "alert"),
    ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>p</p></foreignObject>", "foreign"),
    ("<style>* { fill: url(https://example.org/x) }</style>", "example"),
    ('<use xlink:href="https://example.org/x.svg#a"/>', "example"),
    ('<image href="https://example.org/x.png"/>', "example"),
    ('<rect style="fill: url(https://example.org/x)"/>', "example"),
    ('<rect filter="url(https://example.org/x)"/>', "example"),
    ('<rect style="fill: u\\72l(https://example.org/x)"/>', "example"),
    ('<a xlink:href="javascript:alert(1)"><text>t</text></a>', "alert"),
    ("<metadata>m4t</metadata>", "m4t"),
    ("<!-- c0mment -->", "c0mment"),
]


@pytest.mark.parametrize(("inside", "unwanted"), UNWANTED)
def test_what_could_act_or_fetch_is_left_out(inside: str, unwanted: str) -> None:
    assert unwanted not in drawings.drawing(SVG % inside, {})


def test_colours_become_what_they_mean() -> None:
    inside = '<rect style="fill: #1F5A96; stroke: #000"/><text style="font-size: 9px">t</text><path fill="white" d="M 0 0"/>'
    drawn = drawings.drawing(SVG % inside, {"us": "var(--us)", "ink": "navy", "paper": "#111111"})
    assert "fill: var(--us); stroke: navy" in drawn
    assert 'style="font-size: 9px; fill: navy"' in drawn
    assert 'style="fill: #111111"' in drawn


def test_every_name_inside_gets_the_prefix() -> None:
    inside = '<defs><path id="m"/><clipPath id="c"/></defs><use xlink:href="#m"/><g clip-path="url(#c)" style="mask: url(#c)"/>'
    drawn = drawings.drawing(SVG % inside, {}, prefix="f1-")
    assert set(re.findall(r'id="(.*?)"', drawn)) == {"f1-m", "f1-c"}
    assert drawn.count("#f1-") == 3
    assert not re.search(r"#[mc]\b", drawn)


def test_words_in_a_figure_stay_words() -> None:
    drawn = drawings.drawing(sample.chart(2), {})
    assert "&lt;script&gt;aler" in drawn
    assert "Goëngahuizen" in drawn


@pytest.mark.parametrize(
    "svg", ["<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>']
)
def test_a_figure_that_cannot_be_read_is_an_error(svg: str) -> None:
    with pytest.raises(errors.RenderError, match="niet leesbaar"):
        drawings.drawing(svg, {})
