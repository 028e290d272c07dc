"""
What an edition says that must be found again: its probabilities and its main figures.

A probability can only be scored, and a figure only compared, if it is kept as it was said. So a notebook ends with a cell that shows nothing and holds both, as plain data, for whoever
files the edition; the edition's own name is added there.

Deliberately absent: outlets, and anything of a document for a customer. Nobody is held to a chance that was one of a hundred.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib.analysis import results, year
from amlib.plan.records import PUBLISHED

if TYPE_CHECKING:
    from amlib.analysis.results import Comparison
    from amlib.analysis.year import Ahead

__all__ = ["Publication", "of"]

_KEPT = ("total", "group")


@dataclass(frozen=True)
class Publication:
    """
    Probabilities and figures of an edition, without its name.

    Attributes
    ----------
    published : tuple of dict
        As ``year.published`` gives them.
    figures : tuple of dict
        ``period``, ``level``, ``key``, ``measure``, ``value``.
    """

    published: tuple[dict[str, Any], ...]
    figures: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return json.dumps(self.bundle(), ensure_ascii=False, sort_keys=True)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {PUBLISHED: self.bundle(), "text/plain": "", "text/html": ""}, {}

    def bundle(self) -> dict[str, Any]:
        """Both lists as plain data."""
        return {"published": list(self.published), "figures": list(self.figures)}


def of(made: Ahead | None, compared: Comparison) -> Publication:
    """
    What an edition publishes: the chances of its year, and the figures of its period.

    Parameters
    ----------
    made : Ahead or None
        Without one there are no chances.
    compared : Comparison
        Whose period's figures are kept, in total and per group; what is not known is left out.
    """
    lines = compared.lines[compared.lines["level"].isin(_KEPT)]
    figures = tuple(
        {"period": str(compared.period), "level": str(line["level"]), "key": str(line["key"]), "measure": measure, "value": float(line[measure])}
        for line in lines.to_dict("records")
        for measure in results.MEASURES
        if pd.notna(line[measure])
    )  # fmt: skip
    return Publication(() if made is None else tuple(year.published(made)), figures)
