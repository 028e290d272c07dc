"""A table is data with meaning; what is in it is never markup."""

import json
import re

import pytest

from amlib.documents.tables import TABLE, TILES, Column, Row, Span, Table, Tile, Tiles, tone

EVIL = '<img src=x onerror="alert(1)">&'


def made():
    return Table(
        (Column(EVIL, "left"), Column("kg")),
        (
            Row((EVIL, ""), "section"),
            Row((EVIL, "−5"), tones=(None, "worse"), links=(None, "s-total")),
            Row(("Total", "−5"), "total"),
        ),
        title=EVIL,
        spans=(Span("", 1), Span(EVIL, 1)),
        note=EVIL,
    )


def test_the_bundle_is_what_page_and_print_expect():
    data, metadata = made()._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain", TABLE}
    assert metadata == {}
    bundle = json.loads(json.dumps(data[TABLE]))
    assert set(bundle) == {"title", "columns", "spans", "rows", "note"}
    assert bundle["columns"] == [{"label": EVIL, "align": "left"}, {"label": "kg", "align": "right"}]
    assert bundle["spans"][0] == {"label": "", "columns": 1}
    assert bundle["rows"][1] == {
        "kind": "body",
        "cells": [EVIL, "−5"],
        "tones": [None, "worse"],
        "links": [None, "s-total"],
    }
    assert bundle["rows"][2]["tones"] is None
    assert bundle["rows"][2]["links"] is None


def test_no_text_becomes_html():
    tags = set(re.findall(r"<(\w+)", made().html()))
    assert tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert 'onerror="' not in made().html()


def test_rows_and_spans_must_fit_the_columns():
    with pytest.raises(ValueError, match="every row needs 1 cells"):
        Table((Column("a"),), (Row(("1", "2")),))
    with pytest.raises(ValueError, match="every row needs 1 cells"):
        Table((Column("a"),), (Row(("1",), tones=(None, None)),))
    with pytest.raises(ValueError, match="as many tones and links"):
        Table((Column("a"),), (Row(("1",), links=()),))
    with pytest.raises(ValueError, match="spans must cover 1"):
        Table((Column("a"),), (), spans=(Span("x", 2),))


def test_a_link_needs_words_to_follow():
    with pytest.raises(ValueError, match="needs the words of a cell"):
        Table((Column("a"), Column("b")), (Row(("1", " "), links=(None, "s-total")),))


def test_tiles_carry_kind_and_tone():
    tiles = Tiles((Tile("Revenue", "€ 5", "+1%", "better"), Tile(EVIL, EVIL)), "strip")
    data, _ = tiles._repr_mimebundle_()
    assert data[TILES] == {
        "kind": "strip",
        "items": [
            {"label": "Revenue", "value": "€ 5", "detail": "+1%", "tone": "better"},
            {"label": EVIL, "value": EVIL, "detail": None, "tone": "neutral"},
        ],
    }
    assert "<img" not in data["text/html"]


@pytest.mark.parametrize(
    ("value", "expected"), [(1, "better"), (-1, "worse"), (0, None), (float("nan"), None)]
)
def test_tone_follows_the_sign(value, expected):
    assert tone(value) == expected
