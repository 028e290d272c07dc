"""
What is known to come and was never done before: a listing that begins, a chain of outlets that joins, a contract that ends.

A forecast knows the past only. What a person knows of the months to come is told beside it, in lines of its own with a range of its own, and never worked into the model: then everybody can see how
much of an estimate is history and how much is somebody's word.

Conventions: an event is of one product group, so that groups and total agree; it belongs to no outlet. Without a range the amount is taken as certain. What happens every year, promotions among
them, is in the past already and no event.

Deliberately absent: checking whether it comes true. The amount is what somebody expects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import errors, language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.data.slices import Slice

__all__ = ["COLUMNS", "at_each_level", "told"]

COLUMNS = ("month", "what", "group", "measure", "amount", "low", "high")


def told(given: Sequence[Mapping[str, Any]], data: Slice) -> pd.DataFrame:
    """
    Events as a person told them, in order of their months.

    Parameters
    ----------
    given : sequence of mappings
        ``month`` 'YYYY-MM', ``what``, ``group``, ``measure`` ('quantity', 'revenue' or 'margin'), ``amount``, and the range ``low`` and ``high``, which may be left out.
    data : Slice
        For its product groups.

    Returns
    -------
    DataFrame, one row per event
        ``COLUMNS``.

    Raises
    ------
    ParameterError
        A group that the account does not have; all of them at once.
    """
    rows = pd.DataFrame([dict(one) for one in given], columns=list(COLUMNS))
    for end in ("low", "high"):
        rows[end] = rows[end].astype(float).fillna(rows["amount"].astype(float))
    known = sorted(data["products"]["group"].dropna().astype(str).unique())
    wrong = sorted(set(rows["group"].astype(str)) - set(known))
    if wrong:
        raise errors.ParameterError(
            language.say("an event is of an unknown product group: {names}", names=", ".join(wrong)),
            where=f"parameters/accounts/{data.account}.yml",
            expected=language.say("one of: {names}", names=", ".join(known)),
            do_next=language.say("correct the names and run again"),
        )
    return rows.sort_values(["month", "group", "what"], kind="stable", ignore_index=True)


def at_each_level(events: pd.DataFrame) -> pd.DataFrame:
    """The events as ``year.ahead`` reads them: each once for its group and once for the total."""
    parts = [events.assign(level="group", key=events["group"]), events.assign(level="total", key="total")]
    return pd.concat(parts, ignore_index=True)
