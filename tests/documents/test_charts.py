"""A chart is lean, the same every time, and safe whatever its labels say."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.documents import charts

EVIL = "<script>alert(1)</script> $x$ & 1.23456 #1b2733"


def drawn(text=EVIL, title="Title"):
    def paint(axes):
        axes.plot([0, 1 / 3, 1], [0, 2, 1], "o-", color=charts.COLOURS["us"])
        axes.text(0.5, 0.5, text)

    return charts.draw(paint, title=title, alt="Description", height=2)


def test_the_bundle_is_what_page_and_print_expect():
    chart = drawn()
    data, metadata = chart._repr_mimebundle_()
    assert data == {"image/svg+xml": chart.svg, "text/plain": "Description"}
    assert metadata == {"image/svg+xml": {"alt": "Description", "title": "Title"}}


def test_the_same_chart_gives_the_same_bytes():
    assert drawn().svg == drawn().svg


def test_labels_stay_text_and_are_never_markup_or_formulas():
    root = ElementTree.fromstring(drawn().svg)
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert EVIL in texts
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_ids_are_this_charts_own_and_none_is_unused():
    one, other = drawn(title="One").svg, drawn(title="Other").svg
    ids = re.findall(r'id="([^"]+)"', one)
    assert ids
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(re.findall(r'id="([^"]+)"', other))
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', one))
    assert referred == set(ids)


def test_nothing_leaks_into_the_page():
    svg = drawn().svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert "<!--" not in svg
    assert charts.COLOURS["us"] in svg


def test_the_font_is_ours():
    assert "IBM Plex Sans" in drawn().svg


def test_panels_are_given_row_by_row_and_share_what_they_should():
    seen = []

    def paint(panels):
        seen.extend(panels)
        for number, axes in enumerate(panels):
            axes.plot([0, 1], [0, number])

    chart = charts.draw_many(paint, 2, 3, title="T", alt="A", height=3, share_y=True, heights=[2, 1])
    assert len(seen) == 6
    assert {axes.get_ylim() for axes in seen} == {seen[5].get_ylim()}
    first, below = seen[0].get_position(), seen[3].get_position()
    assert first.height == pytest.approx(2 * below.height)
    assert first.y0 > below.y0
    ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize(("title", "alt"), [("", "x"), ("x", " ")])
def test_a_chart_without_title_or_description_is_refused(title, alt):
    with pytest.raises(ValueError, match="needs a title and a description"):
        charts.Chart("<svg/>", title, alt)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(0.1, 5))
def test_labels_keep_their_distance_and_their_order(wanted, distance):
    places = charts.apart(wanted, distance)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    steps = [places[b] - places[a] for a, b in pairwise(order)]
    assert all(step >= distance - 1e-6 for step in steps)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 200)), max_size=15))
def test_labels_touch_neither_each_other_nor_the_edge(points):
    sizes = [(40.0, 10.0)] * len(points)
    found = [p for p in charts.free_places(points, sizes, (0, 0, 300, 200)) if p is not None]
    assert all(0 <= x <= 260 and 0 <= y <= 190 for x, y in found)
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]]
    assert all(abs(a[0] - b[0]) >= 40 - 1e-9 or abs(a[1] - b[1]) >= 10 - 1e-9 for a, b in pairs)


def test_a_label_stands_beside_the_edge_of_a_large_mark_and_further_when_it_must():
    sizes, room = [(40.0, 10.0)], (0, 0, 300, 200)
    assert charts.free_places([(100, 100)], sizes, room, radii=[20]) == [(125, 95)]
    full = [(60, 60, 140, 99), (60, 101, 140, 140), (110, 80, 160, 120), (40, 80, 90, 120)]
    assert charts.free_places([(100, 100)], sizes, room, taken=full) == [None]
    assert charts.free_places([(100, 100)], sizes, room, taken=full, away=(5, 9, 70)) == [(170, 95)]


def test_a_line_to_a_far_label_crosses_no_other_label():
    room, size = (90, 90, 300, 110), (40.0, 10.0)
    wall = [(104, 90, 140, 110)]
    given = {"taken": wall, "away": (5, 9, 110)}
    assert charts.free_places([(100, 100)], [size], room, **given) == [(210, 95)]
    found = charts.free_places([(150, 100), (100, 100)], [size, size], room, **given)
    assert found == [(155, 95), None]  # the first is in the way of the second's line
