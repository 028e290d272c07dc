"""Labels fit in their room and keep their distance."""

from itertools import pairwise

import numpy as np
import pytest

from amlib.documents import charts
from amlib.documents.plots import labels

SAID = {"title": "Title", "alt": "Description"}


def test_a_name_is_cut_to_its_room_and_no_further():
    cut = []

    def paint(axes):
        cut.extend(labels.fit(axes, "Steenveld Worstmakers", width) for width in (40, 60, 200))

    charts.draw(paint, height=1, **SAID)
    assert cut[2] == "Steenveld Worstmakers"
    assert cut[0].endswith("…")
    assert len(cut[0]) < len(cut[1]) < len(cut[2])


@pytest.mark.parametrize("seed", range(5))
def test_places_keep_their_distance_within_their_limits(seed):
    wanted = np.random.default_rng(seed).gamma(1, 2, 9).tolist()
    places = labels.shifted(wanted, 0.0, 10.0, 1.0)
    order = sorted(range(9), key=lambda i: wanted[i])
    assert min(places) >= 0
    assert max(places) <= 10
    assert all(places[b] - places[a] >= 1 - 1e-9 for a, b in pairwise(order))


def test_controls_that_no_document_may_hold_are_left_out():
    assert labels.clean("a\x00b\x08 \n c\u200bd \ud800é–€") == "ab cd é–€"


def test_a_text_is_wrapped_between_words():
    found = []
    charts.draw(
        lambda axes: found.extend(labels.wrapped(axes, "two outlets have no place", 70)), height=1, **SAID
    )
    assert " ".join(found) == "two outlets have no place"
    assert len(found) > 1
