"""The colours of the drafting form can be told apart, in a light lab and in a dark one."""

from __future__ import annotations

import re

import pytest

from amlib.widgets import grid

CSS = grid.text_of("drafting.css")
TEXT, SHAPE = 4.5, 3.0
"""WCAG 2.2, AA: the least contrast of a text (1.4.3) and of what must be told apart that is none (1.4.11)."""
PAIRS = [
    ("ink", "paper", TEXT), ("ink", "surface", TEXT), ("ink", "chosen", TEXT), ("muted", "paper", TEXT), ("muted", "surface", TEXT), ("muted", "chosen", TEXT),
    ("accent", "paper", TEXT), ("accent", "surface", TEXT), ("on", "accent", TEXT), ("better", "surface", TEXT), ("worse", "surface", TEXT), ("worse", "fault", TEXT),
    ("ink", "fault", TEXT), ("notice-ink", "notice", TEXT), ("ink", "notice", TEXT), ("edge", "paper", SHAPE), ("accent", "paper", SHAPE), ("worse", "paper", SHAPE),
]  # fmt: skip


def colours(selector: str) -> dict[str, str]:
    block = CSS[CSS.index(f"{selector} {{") :].partition("}")[0]
    return dict(re.findall(r"--am-([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_as_the_standard_has_it() -> None:
    # WebAIM's own examples: black on white 21, #767676 on white 4.54
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", [".am-draft", "[data-jp-theme-light=false] .am-draft"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_read_and_what_is_looked_at_can_be_told_apart(theme: str, front: str, back: str, least: float) -> None:  # fmt: skip
    found = colours(theme)
    assert contrast(found[front], found[back]) >= least


@pytest.mark.parametrize("theme", [".am-draft", "[data-jp-theme-light=false] .am-draft"])
def test_the_year_without_action_can_be_told_from_the_ground_of_the_bar(theme: str) -> None:
    opacity = float(
        re.search(r"\.am-bar \.am-without \{ fill: var\(--am-muted\); opacity: ([\d.]+) \}", CSS)[1]
    )  # type: ignore[index]
    found = colours(theme)
    mixed = "#" + "".join(
        f"{round(opacity * int(found['muted'][at : at + 2], 16) + (1 - opacity) * int(found['surface'][at : at + 2], 16)):02x}"
        for at in (1, 3, 5)
    )
    assert contrast(mixed, found["surface"]) >= SHAPE
