"""What every kind of chart promises: the same bytes, text that stays text, labels that fit and touch nothing, and sense from any number of rows."""

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.text import Text

from amlib.documents import charts, plots
from amlib.documents.plots import looks

pytestmark = pytest.mark.usefixtures("english")

HOSTILE = "<b>Vlees & $x^2$</b> van den Bovenkamp-Hollandsche Exportslachterij ’s-Hertogenbosch\x00 B.V."
SAID = {"title": "Title", "alt": "Description"}
NAN = float("nan")
SUPPLIERS = [
    "Kruisheide",
    "Huismerk",
    "Hazelberg Vlees",
    "Duinrand Pluimvee",
    "Roodakker Vleeswaren",
    "Steenveld",
]
KINDS = ["us", "private_label", *["other"] * 200]
WORDS = ("faster than the category", "slower than the category")


def write(value):
    return f"{value:.4g}"


def frame(count, name=None, seed=1):
    """So many suppliers with all columns that any kind asks for."""
    rng = np.random.default_rng(seed)
    names = [*SUPPLIERS, *(f"Leverancier nummer {i}" for i in range(len(SUPPLIERS), 200))]
    table = pd.DataFrame(
        {
            "name": [name or each for each in names[:count]],
            "role": KINDS[:count],
            "before": rng.gamma(1, 0.1, count),
            "after": rng.gamma(1, 0.1, count),
            "note": [name or "+1.2"] * count,
            "x": rng.normal(0.02, 0.05, count),
            "y": rng.normal(0.02, 0.05, count),
            "size": rng.gamma(1, 5, count),
            "value": rng.normal(0, 1000, count),
            "latitude": rng.normal(52, 0.4, count),
            "longitude": rng.normal(5.3, 0.6, count),
            "level": rng.integers(0, 4, count).astype(float),
        }
    )
    return table.assign(
        low=table["value"] - 300, high=table["value"] + 400, label=[name or write(v) for v in table["value"]]
    )


def slope(count, name=None):
    return plots.slope(
        frame(count, name), periods=(name or "Q3 2025", name or "Q3 2026"), write=write, **SAID
    )


def growth(count, name=None):
    words = (name, name) if name else WORDS
    return plots.growth_and_share(
        frame(count, name), x_name=name or "category", y_name=name or "ours", write=write, words=words,
        sizes=name or "area: value", **SAID,
    )  # fmt: skip


def share(count, name=None):
    words = (name or "upper left", name or "upper right", name or "lower left", name or "lower right")
    return plots.growth_and_share(
        frame(count, name),
        x_name="category",
        y_name="share",
        write=write,
        words=words,
        diagonal=False,
        **SAID,
    )


def multiples(count, name=None):
    rows = [
        {"panel": f"{name or 'group'} {i}", "at": f"Q{k} 2026", "value": i + k / 3, "other": i + 1.0}
        for i in range(count)
        for k in range(1, 5)
    ]
    table = pd.DataFrame(rows, columns=["panel", "at", "value", "other"])
    return plots.multiples(table, write=write, names=(name or "ours", name or "category"), **SAID)


def heat(count, name=None):
    numbers = np.random.default_rng(2).gamma(1, 9000, (count, min(count, 12))).round()
    if count > 2:
        numbers[1, 1], numbers[2, 1], numbers[0, 2] = NAN, 0, -4
    table = pd.DataFrame(
        numbers,
        index=[name or f"group {i}" for i in range(count)],
        columns=[name or f"Region {i}" for i in range(numbers.shape[1])],
    )
    return plots.heat(
        table, write=write, row_totals=["€ 99.9k"] * count, column_totals=["€ 99.9k"] * numbers.shape[1],
        total_name=name or "together", **SAID,
    )  # fmt: skip


def outlet_map(count, name=None):
    towns = pd.DataFrame({"name": ["Zwolle", "Utrecht"], "latitude": [52.5, 52.1], "longitude": [6.1, 5.1]})
    classes = [name or text for text in ("below 10% (1)", "to 20% (2)", "to 30% (3)", "more (4)")]
    return plots.outlet_map(
        frame(count, name), classes=classes, sizes=name or "area: value", note=name or "2 outlets without a place",
        towns=towns, **SAID,
    )  # fmt: skip


def dots(count, name=None):
    return plots.dots(
        frame(count, name),
        write=write,
        reference=(100.0, name or "us = 100"),
        axis_name=name or "index",
        **SAID,
    )


def months_of(count):
    return [f"{2024 + i // 12}-{i % 12 + 1:02d}" for i in range(count)]


def lines(count, name=None):
    at = np.arange(count)
    table = pd.DataFrame({"month": months_of(count), "us": at + 1.0, "them": at * 0.9, "raw": at * 0.01 + 5})
    return plots.lines(
        table, names={"us": name or "Kruisheide", "them": name or "category", "raw": name or "beef"}, write=write,
        tell=lambda month: name or month, roles={"us": "us", "them": "category"}, lower=["raw"],
        panel_names=(name or "index", name or "price"), shade=("2024-02", "2024-04"), shade_name=name or "Q1",
        reference=(1.0, name or "start = 1"), **SAID,
    )  # fmt: skip


def bars(count, name=None):
    return plots.bars(frame(count, name), ends=(name or "lost", name or "won"), **SAID)


def months(count, name=None):
    values = [100 + 10 * np.sin(i) if i < count else NAN for i in range(12)]
    feasts = {3: "Suikerfeest", 4: "Easter", 5: "King's Day, Pentecost", 6: "Offerfeest", 12: "Christmas"}
    return plots.months(
        values, names=[name or "jan"] * 12, write=write, feasts={k: name or v for k, v in feasts.items()},
        reference_name=name or "average", **SAID,
    )  # fmt: skip


def scatter(count, name=None, log=False):
    table = frame(count, name)
    return plots.scatter(
        table.assign(x=table["x"].abs(), y=table["size"]), x_name=name or "distribution", y_name=name or "rate",
        write_x=write, write_y=write, log=log, curves=[(0.1, name or "0.1"), (0.11, "0.11"), (0.5, "0.5")], **SAID,
    )  # fmt: skip


def scatter_log(count, name=None):
    return scatter(count, name, log=True)


EVERY = [slope, growth, share, multiples, heat, outlet_map, dots, lines, bars, months, scatter, scatter_log]
every = pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)


def texts(chart):
    """All words in a picture."""
    root = ElementTree.fromstring(chart.svg)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def boxes(monkeypatch):
    """What was last drawn: each text with its box in points, and the size of the whole."""
    drawn = {"texts": {}, "size": (0.0, 0.0)}
    draw, save = Text.draw, FigureCanvasSVG.print_svg

    def noting_draw(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            drawn["texts"][id(self)] = (self.get_text(), self.get_window_extent(renderer))
        return draw(self, renderer, *args, **kwargs)

    def noting_save(self, *args, **kwargs):
        drawn["texts"].clear()
        save(self, *args, **kwargs)
        drawn["size"] = (self.figure.bbox.width, self.figure.bbox.height)

    monkeypatch.setattr(Text, "draw", noting_draw)
    monkeypatch.setattr(FigureCanvasSVG, "print_svg", noting_save)
    return drawn


def outside(boxes):
    width, height = boxes["size"]
    return [
        text
        for text, box in boxes["texts"].values()
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]


def touching(boxes):
    return [
        (one[0], other[0])
        for one, other in combinations(boxes["texts"].values(), 2)
        if min(one[1].x1, other[1].x1) - max(one[1].x0, other[1].x0) > 0.5
        and min(one[1].y1, other[1].y1) - max(one[1].y0, other[1].y0) > 1.5  # an empty line above letters
    ]


@every
@pytest.mark.parametrize("count", [1, 2, 6, 20])
@pytest.mark.parametrize("name", [None, HOSTILE])
def test_no_label_leaves_the_picture_or_touches_another(kind, count, name, boxes):
    kind(count, name)
    assert boxes["texts"]
    assert outside(boxes) == []
    assert touching(boxes) == []


@pytest.mark.parametrize("kind", [scatter, scatter_log, outlet_map])
def test_a_hundred_and_fifty_eight_still_do_not_touch(kind, boxes):
    chart = kind(158)
    assert outside(boxes) == []
    assert touching(boxes) == []
    assert len(chart.svg) < 100_000


@every
def test_the_same_values_give_the_same_bytes(kind):
    one = kind(6)
    assert one == kind(6)
    assert (one.title, one.alt) == ("Title", "Description")


@every
def test_hostile_text_stays_text(kind):
    chart = kind(6, HOSTILE)
    assert "<b>" not in chart.svg
    assert any(text.startswith("<b>Vl") for text in texts(chart))


@every
def test_nothing_to_show_is_said(kind):
    assert texts(kind(0)) == ["There is nothing to show here."]


def test_nothing_is_said_in_the_words_of_the_caller():
    chart = plots.bars(frame(0), empty="Nobody <i>moved</i>", **SAID)
    assert texts(chart) == ["Nobody <i>moved</i>"]


@pytest.mark.parametrize("kind", [slope, bars, dots, growth, scatter])
def test_everybody_is_named(kind):
    assert all(any(name in text for text in texts(kind(6))) for name in SUPPLIERS)


@pytest.mark.parametrize(("kind", "word"), [(slope, "Q3 2025"), (growth, WORDS[1]), (heat, "together"), (outlet_map, "to 30% (3)"), (dots, "us = 100"),
                                            (lines, "start = 1"), (bars, "won"), (months, "Easter"), (multiples, "category"), (scatter, "0.5")])  # fmt: skip
def test_the_words_around_the_marks_are_there(kind, word):
    assert word in texts(kind(6))


@pytest.mark.parametrize("hole", [NAN, float("inf"), 0.0])
def test_holes_and_noughts_do_no_harm(hole, boxes):
    columns = ["before", "after", "x", "y", "size", "value", "low", "high", "latitude", "longitude", "level"]
    table = frame(4)
    table.loc[1, columns] = hole
    bare = table.drop(columns=["role", "note"])
    plots.slope(bare, periods=("a", "b"), write=write, **SAID)
    plots.growth_and_share(bare, x_name="x", y_name="y", write=write, **SAID)
    plots.scatter(bare, x_name="x", y_name="y", write_x=write, write_y=write, log=True, **SAID)
    plots.dots(bare, write=write, **SAID)
    plots.bars(bare, judge=True, **SAID)
    plots.outlet_map(bare, classes=["low", "high"], **SAID)
    course = pd.DataFrame({"month": months_of(4), "us": [1.0, hole, -2.0, hole]})
    plots.lines(course, names={"us": "us", "absent": "absent"}, write=write, tell=str, **SAID)
    plots.months([hole] * 12, names=["m"] * 12, write=write, **SAID)
    flat = pd.DataFrame({"panel": ["a"] * 3, "at": ["1", "2", "3"], "value": [hole, 0.0, hole]})
    plots.multiples(flat, write=write, zero=True, **SAID)
    assert outside(boxes) == []


def test_all_alike_is_drawn():
    same = frame(3).assign(before=0.1, after=0.1, x=0.0, y=0.0, value=0.0, low=0.0, high=0.0, size=0.0)
    same = same.assign(latitude=52.0, longitude=5.0)
    for chart in (
        plots.slope(same, periods=("a", "b"), write=write, **SAID),
        plots.growth_and_share(same, x_name="x", y_name="y", write=write, **SAID),
        plots.scatter(same, x_name="x", y_name="y", write_x=write, write_y=write, **SAID),
        plots.dots(same, write=write, **SAID),
        plots.bars(same, **SAID),
        plots.outlet_map(same, classes=["low"], **SAID),
    ):
        ElementTree.fromstring(chart.svg)


def test_we_look_different_from_all_others_even_in_grey():
    assert len({(look.weight, look.marker, look.dashes) for look in looks.LOOKS.values()}) == len(looks.ROLES)


def test_what_is_lost_and_won_has_the_colours_of_worse_and_better():
    two = pd.DataFrame({"name": ["a", "b"], "value": [5.0, -5.0], "label": ["+5", "-5"]})
    svg = plots.bars(two, judge=True, **SAID).svg
    assert svg.index(charts.COLOURS["better"]) < svg.index(charts.COLOURS["worse"])
    assert charts.COLOURS["better"] not in plots.bars(two, **SAID).svg


def test_a_line_ends_with_its_name_and_last_known_value():
    course = pd.DataFrame({"month": months_of(3), "us": [1.0, 2.5, NAN]})
    assert "Kruisheide 2.5" in texts(
        plots.lines(course, names={"us": "Kruisheide"}, write=write, tell=str, **SAID)
    )


def test_the_extremes_of_the_year_are_labelled_and_no_other():
    values = [100.0, 91, 99, 104, 108, 112, 106, 101, 94, 95, 98, 118]
    drawn = texts(plots.months(values, names=["m"] * 12, write=lambda v: f"= {v:g}", **SAID))
    assert {"= 91", "= 118"} <= set(drawn)
    assert not {"= 112", "= 94"} & set(drawn)


def test_we_are_named_wherever_we_stand():
    last = frame(30).iloc[::-1].assign(x=range(30), y=range(30))
    drawn = texts(plots.scatter(last, x_name="x", y_name="y", write_x=write, write_y=write, named=3, **SAID))
    assert "Kruisheide" in drawn
    assert "Hazelberg Vlees" not in drawn


def test_what_has_half_a_place_is_left_out_and_what_has_half_a_course_is_not():
    table = frame(3)
    table.loc[1, "x"] = NAN
    assert "Huismerk" not in texts(plots.growth_and_share(table, x_name="x", y_name="y", write=write, **SAID))
    course = pd.DataFrame({"panel": ["a", "a", "b"], "at": ["1", "2", "1"], "value": [NAN, 3.0, NAN]})
    drawn = texts(plots.multiples(course, write=write, **SAID))
    assert {"a", "3"} <= set(drawn)
    assert "b" not in drawn


def test_the_word_of_a_line_at_the_edge_stays_in_the_picture(boxes):
    table = frame(3).assign(value=[1.0, 2, 3], low=1.0, high=3.0)
    plots.dots(table, write=write, reference=(3.0, "what the whole category costs per kilo = 3"), **SAID)
    plots_edge = [box.x1 for text, box in boxes["texts"].values() if text.startswith("what")]
    labels_edge = [box.x0 for text, box in boxes["texts"].values() if text in table["label"].tolist()]
    assert max(plots_edge) <= min(labels_edge)
