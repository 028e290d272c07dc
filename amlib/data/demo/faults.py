"""
The rows that are wrong, on purpose: well under one in a hundred, of each kind that happens.

They stand beside the good rows and are not part of any total, so an import that sets them aside ties out, and one that swallows them does not.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from amlib.data.demo import files

__all__ = ["TABLES", "in_text", "of_sales"]

_UNKNOWN_ARTICLE, _UNKNOWN_OUTLET = "009999", "GV9999"
TABLES = ("sales", "complaints", "competitor_prices", "visits")
_GOOD_PER_FAULT = 110  # so that a small company too stays under the accepted one in a hundred
Wrong = list[dict[str, object]]


def of_sales(good: pd.DataFrame, until: date) -> tuple[pa.Table, Wrong]:
    """
    Faulty sales lines, made from good ones.

    Parameters
    ----------
    good : DataFrame with ``date``, ``account``, ``outlet``, ``product`` as text and ``grams``, ``revenue``, ``cost``; at least 40 lines.

    Returns
    -------
    Table of the contract's sales; and for each row what is wrong with it
    """
    sample = good.iloc[:: max(1, len(good) // 30)].head(30).reset_index(drop=True).copy()
    sample["grams"] = sample["grams"].astype("Int64")
    wrong: Wrong = []
    for row in range(len(sample)):
        kind = ("unknown article", "date in the wrong year", "quantity missing", "unknown outlet")[row % 4]
        if kind == "unknown article":
            sample.loc[row, "product"] = _UNKNOWN_ARTICLE
        elif kind == "date in the wrong year":
            sample.loc[row, "date"] = pd.Timestamp(until.year + 36, 1 + row % 12, 15)
        elif kind == "quantity missing":
            sample.loc[row, "grams"] = pd.NA
        else:
            sample.loc[row, "outlet"] = _UNKNOWN_OUTLET
        wrong.append({"table": "sales", "row": row, "account": sample.loc[row, "account"], "fault": kind})
    table = pa.table(
        {
            "date": pa.array(sample["date"].dt.date, pa.date32()),
            "account": pa.array(sample["account"], pa.string()),
            "outlet": pa.array(sample["outlet"], pa.string()),
            "product": pa.array(sample["product"], pa.string()),
            "quantity": files.decimals(sample["grams"], 3),
            "revenue": files.decimals(sample["revenue"], 2),
            "cost": files.decimals(sample["cost"], 2),
            "line": pa.array([f"F{row:08d}" for row in range(len(sample))], pa.string()),
        }
    )
    return table, wrong


def in_text(table: str, good: pd.DataFrame) -> tuple[pd.DataFrame, Wrong]:
    """A table of text with faulty rows at its end, and what is wrong with them; a table without planned faults is left alone."""
    changes: dict[str, list[tuple[str, dict[str, str]]]] = {
        "complaints": [
            ("unreadable number", {"complaint": "K90001", "quantity": "ca. 2 doos"}),
            ("a day that does not exist", {"complaint": "K90002", "received_on": "31-02-2026"}),
        ],
        "competitor_prices": [
            ("unreadable number", {"price": "8,9O"}),
            ("negative price", {"price": "-7,49"}),
        ],
        "visits": [
            ("score out of range", {"visit": "V90001", "score_layout": "7"}),
            ("unknown outlet", {"visit": "V90002", "outlet": _UNKNOWN_OUTLET}),
        ],
    }
    planned = changes.get(table, [])[: len(good) // _GOOD_PER_FAULT]
    rows, wrong = [], []
    for place, (fault, change) in enumerate(planned):
        source = good.iloc[[len(good) // 2 + place]]
        rows.append(source.assign(**change))
        wrong.append({"table": table, "row": place, "account": source["account"].iloc[0], "fault": fault})
    return (pd.concat([good, *rows], ignore_index=True) if rows else good), wrong
