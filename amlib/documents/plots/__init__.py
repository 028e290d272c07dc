"""
The kinds of charts that documents share: each a function from plain values to a drawing.

An analysis decides what is true and a caption says it; a kind of chart only knows how such a truth is shown best: a change of shares as a slope, an
estimate as a dot on its range, growth beside the category's as bubbles around the line of equal growth. So nothing here computes a share or
formats a number: names, labels, titles and descriptions come written, and ``write`` says how a value on an axis is written.

Each draws something sensible from no row, from one and from many; labels are cut to their room and never overlap.
"""

from amlib.documents.plots.bubbles import growth_and_share
from amlib.documents.plots.cells import heat
from amlib.documents.plots.changes import bars, slope
from amlib.documents.plots.geography import outlet_map
from amlib.documents.plots.looks import ROLES
from amlib.documents.plots.panels import multiples
from amlib.documents.plots.ranges import dots
from amlib.documents.plots.rates import scatter
from amlib.documents.plots.timelines import lines, months

__all__ = [
    "ROLES",
    "bars",
    "dots",
    "growth_and_share",
    "heat",
    "lines",
    "months",
    "multiples",
    "outlet_map",
    "scatter",
    "slope",
]
