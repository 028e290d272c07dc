"""A heat map keeps its order in grey, and its words can be read on every cell."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from amlib import language
from amlib.documents import charts, plots
from amlib.documents.plots import cells

SAID = {"title": "Title", "alt": "Description"}
NAN = float("nan")


def texts(chart):
    root = ElementTree.fromstring(chart.svg)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def luminance(thick):
    """How light an ink of this thickness is on white, from 0 to 1."""
    channels = [int(charts.COLOURS["us"][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    mixed = [thick * c + 1 - thick for c in channels]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mixed]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_cell_is_darker_the_larger_its_value_and_its_words_stand_out():
    parts = np.linspace(0.001, 1, 200)
    light = [luminance(cells.ink(part)[0]) for part in parts]
    assert all(later < earlier for earlier, later in pairwise(light))
    for part, ground in zip(parts, light, strict=True):
        letters = 1.0 if cells.ink(part)[1] == charts.COLOURS["paper"] else 0.02  # ink is nearly black
        contrast = (max(letters, ground) + 0.05) / (min(letters, ground) + 0.05)
        assert contrast >= 4.5  # WCAG 2.2, 1.4.3


def test_a_cell_without_value_has_a_dash_and_no_ink():
    table = pd.DataFrame([[5.0, NAN], [0.0, -3.0]], index=["a", "b"], columns=["c", "d"])
    chart = plots.heat(table, write=str, **SAID)
    assert texts(chart).count(language.MISSING) == 3
    assert chart.svg.count(charts.COLOURS["us"]) == 1


def test_the_cell_of_the_largest_value_has_the_most_ink():
    table = pd.DataFrame([[5.0, 20.0, 10.0]], index=["a"], columns=["b", "c", "d"])
    svg = plots.heat(table, write=str, **SAID).svg
    inks = [float(found or 1) for found in re.findall(r"fill: #1f5a96(?:; opacity: ([\d.]+))?", svg)]
    assert inks[0] < inks[2] < inks[1] == 1
