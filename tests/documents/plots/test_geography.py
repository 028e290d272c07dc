"""A map draws what has a place, where it is."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from amlib.documents import plots

SAID = {"title": "Title", "alt": "Description"}
NAN = float("nan")


def texts(chart):
    root = ElementTree.fromstring(chart.svg)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_an_outlet_without_a_place_is_not_drawn():
    table = pd.DataFrame(
        {"name": ["a", "b", "c"], "latitude": [NAN, 0.0, 52.0], "longitude": [5.0, 0.0, 5.0]}
    )
    table = table.assign(size=1.0, level=0.0)
    drawn = texts(plots.outlet_map(table, classes=["low", "high"], **SAID))
    assert drawn == ["high", "low", "c"]


def test_a_degree_east_is_narrower_than_a_degree_north():
    square = pd.DataFrame({"name": list("abcd"), "latitude": [51.5, 51.5, 52.5, 52.5], "longitude": [5.0, 6, 5, 6], "size": 1.0, "level": 0.0})  # fmt: skip
    svg = plots.outlet_map(square, classes=["all"], named=0, **SAID).svg
    places = {(float(x), float(y)) for x, y in re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', svg)}
    places -= {max(places)}  # the dot of the key stands furthest right
    across, upward = ({point[axis] for point in places} for axis in (0, 1))
    # cos 52° = 0.6157
    assert (max(across) - min(across)) / (max(upward) - min(upward)) == pytest.approx(0.6157, abs=0.001)
