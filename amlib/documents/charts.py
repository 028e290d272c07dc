"""
Charts as text: lean SVG, the same bytes every time.

A chart shows one thing, and its title says which. Lines and bars carry their own labels, so there is no legend to look up; better and worse
differ in sign, side or shape as well as in colour, so the chart survives a grey printer and a colour-blind reader; whoever cannot see it gets
a description computed from the same data.

Letters stay letters (they can be searched, read aloud and set in the page's own font), measured with the fonts that come with this
room. Colours have a fixed meaning. The four colours of structure – ink, muted, grid, paper – appear literally, for a page to replace in the dark.

Drawing goes through a figure of its own, never through the global one of pyplot. What matplotlib writes beyond the picture (date, ids nobody refers
to, a style sheet that would leak into the page, decimals of a thousandth of a pixel) is taken out again.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

__all__ = ["COLOURS", "LETTER", "WIDTH", "Chart", "apart", "draw", "draw_many", "free_places", "limits"]

COLOURS = {
    "ink": "#1b2733",
    "muted": "#5b6875",
    "grid": "#d9dee3",
    "paper": "#ffffff",
    "us": "#1f5a96",
    "comparison": "#9aa7b4",
    "better": "#2a7f9e",
    "worse": "#c4572d",
    "category": "#7a6a9a",
    "private_label": "#7b7a32",
    "warning": "#b57f00",
}
"""What each colour means, everywhere."""

WIDTH = 7.2
"""Inches: the text width of an A4 page."""

LETTER = 0.073
"""Inches that a letter or digit takes at most, on average, in labels."""

FAMILY = "IBM Plex Sans"
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "amlib",
    "text.parse_math": False,
    "text.color": COLOURS["ink"],
    "font.size": 9,
    "axes.labelsize": 9,
    "axes.labelcolor": COLOURS["muted"],
    "axes.edgecolor": COLOURS["grid"],
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": COLOURS["grid"],
    "grid.linewidth": 0.6,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.color": COLOURS["grid"],
    "ytick.color": COLOURS["grid"],
    "xtick.labelcolor": COLOURS["muted"],
    "ytick.labelcolor": COLOURS["muted"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
    "path.simplify": True,
}


@dataclass(frozen=True)
class Chart:
    """
    A drawing, the sentence that it shows, and its description for who cannot see it.

    Raises
    ------
    ValueError
        The title or the description is empty: a fault of ours.
    """

    svg: str
    title: str
    alt: str

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.alt.strip()):
            raise ValueError("a chart needs a title and a description")

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {"image/svg+xml": self.svg, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt, "title": self.title}},
        )


def draw(paint: Callable[[Axes], None], *, title: str, alt: str, height: float) -> Chart:
    """
    A chart of one panel.

    Parameters
    ----------
    paint : callable
        Puts the marks on the axes it is given; spines and ticks are off when it gets them.
    title, alt : str
        What the chart shows for this account, in one sentence, and its description.
    height : float
        In inches.
    """
    return draw_many(lambda panels: paint(panels[0]), 1, 1, title=title, alt=alt, height=height)


def draw_many(
    paint: Callable[[list[Axes]], None],
    rows: int,
    columns: int,
    *,
    title: str,
    alt: str,
    height: float,
    share_x: bool = False,
    share_y: bool = False,
    heights: Sequence[float] | None = None,
) -> Chart:
    """
    A chart of several panels that are read as one.

    Parameters
    ----------
    paint : callable
        Puts the marks on the panels, given row by row; spines and ticks are off when it gets them.
    rows, columns : int
        Of panels.
    title, alt : str
        What the chart shows for this account, in one sentence, and its description.
    height : float
        Of the whole, in inches.
    share_x, share_y : bool
        Whether all panels have the same limits across, and up and down.
    heights : sequence of float, optional
        Of the rows, relative to one another.
    """
    style: Any = {**sns.axes_style("white"), **_STYLE, "font.family": [_family()]}
    with mpl.rc_context(style):
        figure = Figure(
            figsize=(WIDTH, height), dpi=72
        )  # the unit of an SVG: places measured before drawing hold
        canvas: Any = FigureCanvasSVG(figure)
        panels = figure.subplots(
            rows, columns, sharex=share_x, sharey=share_y, squeeze=False, height_ratios=heights
        )
        for axes in panels.flat:
            axes.spines[:].set_visible(False)
        paint(list(panels.flat))
        buffer = io.StringIO()
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return Chart(_lean(buffer.getvalue(), salt=title + alt), title, alt)


def limits(
    spans: Sequence[tuple[float, float]], labels: Sequence[str], sides: Sequence[int], width: float
) -> tuple[float, float]:
    """
    The limits of an axis on which bars and the labels at their ends just fit.

    Parameters
    ----------
    spans : (low, high) of each bar, in units of the axis
    labels, sides : the text of each bar, and the side on which it stands: 1 at the high end, -1 at the low
    width : inches for the whole axis

    Examples
    --------
    >>> low, high = limits([(0, 10), (-10, 0)], ["+10", "-10"], [1, -1], 4.0)
    >>> low == -high and high > 10
    True
    """
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    scale = (high - low or 1.0) / width
    for _ in range(
        40
    ):  # labels take a fixed width, so the wider the axis the more units they take: a contraction
        texts = [(len(label) * LETTER + 0.12) * scale for label in labels]
        left = min([low, *(s[0] - t for s, t, side in zip(spans, texts, sides, strict=True) if side < 0)])
        right = max([high, *(s[1] + t for s, t, side in zip(spans, texts, sides, strict=True) if side > 0)])
        scale = max((right - left) / width, scale)
    return left, right


def apart(wanted: Sequence[float], distance: float) -> list[float]:
    """
    Places as near as possible to those wanted, at least a distance apart, in the same order.

    Examples
    --------
    >>> apart([1.0, 1.2, 5.0], 1.0)
    [0.6, 1.6, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    clusters: list[list[int]] = []
    for i in order:  # neighbours that would touch share a cluster, centred on the mean of what they want
        clusters.append([i])
        while (
            len(clusters) > 1
            and _start(clusters[-1], wanted, distance) < _end(clusters[-2], wanted, distance) + distance
        ):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    places = [0.0] * len(wanted)
    for cluster in clusters:
        for step, i in enumerate(cluster):
            places[i] = round(_start(cluster, wanted, distance) + step * distance, 9)
    return places


def free_places(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    room: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]] = (),
    avoided: Sequence[tuple[float, float, float, float]] = (),
    *,
    away: Sequence[float] = (5, 9),
    radii: Sequence[float] | None = None,
) -> list[tuple[float, float] | None]:
    """
    Where labels can stand beside their points without touching one another, or None where there is no room.

    Greedy, in the order given: most important first. All in the same unit, such as points of print.

    Parameters
    ----------
    points : (x, y) of each mark
    sizes : (width, height) of each label
    room : (left, bottom, right, top) within which they must stay
    taken, avoided : boxes where no label may stand, unless its own point lies in it, and where none stands if it can be helped
    away : how far from the edge of its mark a label may stand, nearest first; beyond the second it is taken to have a line to its mark
    radii : of each mark; without them a mark is a point

    Returns
    -------
    list of (left, bottom) of each label, or None
    """
    full: list[tuple[float, float, float, float]] = []
    places: list[tuple[float, float] | None] = []
    for point, size, radius in zip(points, sizes, radii or [0.0] * len(points), strict=True):
        others = [*full, *(box for box in taken if not _touch(box, (*point, *point)))]
        rings = [list(_spots(point, size, radius, far)) for far in away]
        near, beyond = [spot for ring in rings[:2] for spot in ring], rings[2:]
        tried = [(spot, [*others, *avoided]) for spot in near]  # rather over a thin line than far away
        tried += [(spot, others) for spot in rings[0]]
        tried += [
            (spot, [*others, *avoided])
            for ring in beyond
            for spot in ring
            if not any(_touch(step, box) for step in _way(point, spot, size) for box in full)
        ]
        place = next((spot for spot, boxes in tried if _free(spot, size, room, boxes)), None)
        if place is not None:
            full.append((*place, place[0] + size[0], place[1] + size[1]))
            if place not in near:
                full += _way(point, place, size)
        places.append(place)
    return places


def _way(
    point: tuple[float, float], place: tuple[float, float], size: tuple[float, float]
) -> list[tuple[float, float, float, float]]:
    """Small boxes along the line from a mark to its label."""
    x, y = (
        min(max(at, low), low + wide) for at, low, wide in zip(point, place, size, strict=True)
    )  # where the label is nearest
    steps = [(point[0] + (x - point[0]) * k / 12, point[1] + (y - point[1]) * k / 12) for k in range(1, 12)]
    return [(a - 0.5, b - 0.5, a + 0.5, b + 0.5) for a, b in steps]


def _spots(
    point: tuple[float, float], size: tuple[float, float], radius: float, far: float
) -> Iterator[tuple[float, float]]:
    """Where a label may stand around its mark: right, left, at the corners, above and below."""
    (x, y), (width, height) = point, size
    for side, lift in ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1)):
        reach = far + (radius * 0.71 if side and lift else radius)  # a corner of a round mark is nearer
        left = x + reach if side > 0 else x - reach - width if side < 0 else x - width / 2
        yield left, y - height / 2 + lift * (reach + height / 2)


def _free(
    place: tuple[float, float],
    size: tuple[float, float],
    room: tuple[float, float, float, float],
    full: Sequence[tuple[float, float, float, float]],
) -> bool:
    """Whether a label fits in the room and touches nothing."""
    box = (*place, place[0] + size[0], place[1] + size[1])
    inside = box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]
    return inside and not any(_touch(box, other) for other in full)


def _start(cluster: list[int], wanted: Sequence[float], distance: float) -> float:
    """The first place of a cluster."""
    return sum(wanted[i] for i in cluster) / len(cluster) - distance * (len(cluster) - 1) / 2


def _end(cluster: list[int], wanted: Sequence[float], distance: float) -> float:
    """The last place of a cluster."""
    return _start(cluster, wanted, distance) + distance * (len(cluster) - 1)


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@cache
def _family() -> str:
    """The name of the font, after adding the files that come with this room to what matplotlib knows."""
    folder = resources.files("amlib.documents").joinpath("fonts")
    files = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    known = font_manager.fontManager.ttflist
    for name in files:
        if name.endswith(".ttf"):
            font_manager.fontManager.addfont(Path(str(folder.joinpath(name))))
            known.insert(0, known.pop())  # ours come before a font of the same name on this machine
    return FAMILY if any(name.endswith(".ttf") for name in files) else "DejaVu Sans"


def _lean(svg: str, salt: str) -> str:
    """The picture alone: one line, two decimals, only the ids that are referred to, and those named after this chart."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    mark = hashlib.sha256(salt.encode()).hexdigest()[:8]
    used = dict.fromkeys(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", svg))
    names = {name: f"c{mark}-{number}" for number, name in enumerate(used)}
    svg = re.sub(
        r"<[^>]*>", lambda tag: _lean_tag(tag[0], names), svg
    )  # tags only: a number in a text is left alone
    return re.sub(r"<defs>\s*</defs>", "", re.sub(r">\s+<", "><", svg)).strip()


def _lean_tag(tag: str, names: dict[str, str]) -> str:
    """One tag with short numbers and the chart's own ids."""
    tag = re.sub(r' id="([^"]+)"', lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", tag)
    tag = re.sub(r'(href="#|url\(#)([^")]+)', lambda found: found[1] + names[found[2]], tag)
    tag = re.sub(
        r"(?<![\w#.-])-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), tag
    )
    return re.sub(r"\s*\n\s*", " ", tag)
