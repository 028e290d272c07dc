"""The looks of the forms: letters that everybody can read (WCAG 2.2, 1.4.3), on a ground that does not follow the theme of the lab."""

from __future__ import annotations

import re
from importlib import resources

import pytest

CSS = resources.files("amlib.widgets").joinpath("forms.css").read_text("utf-8")
COLOURS = dict(re.findall(r"--am-([\w-]+): (#[0-9a-f]{6})", CSS)) | {"white": "#ffffff", "error": "#fcf1ec"}

# letters, ground
READ = [
    ("ink", "paper"), ("ink", "surface"), ("muted", "paper"), ("muted", "surface"), ("accent", "paper"), ("accent", "surface"), ("accent", "notice"),
    ("white", "accent"), ("better", "paper"), ("better", "surface"), ("worse", "paper"), ("worse", "surface"), ("worse", "error"),
    ("notice-ink", "notice"), ("notice-ink", "surface"),
]  # fmt: skip


def light(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.005
    )  # the well-known grey that just fails


@pytest.mark.parametrize(("letters", "ground"), READ)
def test_letters_can_be_read_on_their_ground(letters: str, ground: str) -> None:
    assert contrast(COLOURS[letters], COLOURS[ground]) >= 4.5


def test_the_ground_is_the_form_s_own_in_a_dark_lab_too() -> None:
    for name in (".am-desk", ".am-form"):
        rules = "".join(re.findall(rf"^{re.escape(name)} \{{(.*?)\}}", CSS, re.DOTALL | re.MULTILINE))
        assert re.search(r"background: var\(--am-(paper|surface)\)", rules)
        assert "color-scheme: light" in rules
