"""
The company's files, as its systems would deliver them: Parquet, Dutch CSV of Windows, Excel.

Amounts come in as whole cents and quantities as whole grams, and leave as decimals or as Dutch text, so nothing is rounded on the way. Excel files carry a fixed
day of making: the same company is the same file, to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from numpy.typing import NDArray

__all__ = ["coded", "decimals", "dutch", "write_csv", "write_excel", "write_parquet"]

_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  a file's stamp has no zone


def decimals(whole: Any, places: int) -> pa.Array:
    """
    Whole hundredths or thousandths as exact decimals; what is missing stays missing.

    Examples
    --------
    >>> decimals(pd.Series([1250, -5]), 2).to_pylist()
    [Decimal('12.50'), Decimal('-0.05')]
    """
    given = pd.Series(whole)
    absent = given.isna().to_numpy()
    low = given.fillna(0).to_numpy().astype(np.int64)
    both = np.stack([low, low >> 63], axis=1)
    valid = None if not absent.any() else pa.array(~absent).buffers()[1]
    return pa.Array.from_buffers(
        pa.decimal128(18, places), len(low), [valid, pa.py_buffer(np.ascontiguousarray(both))]
    )


def coded(places: NDArray[np.int64], names: Sequence[str | None]) -> pa.Array:
    """The names at these places, as text."""
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(names, pa.string())).cast(
        pa.string()
    )


def dutch(whole: Any, places: int, *, grouped: bool = False, trimmed: bool = False) -> list[str]:
    """
    Whole hundredths or thousandths as Dutch text; empty where missing.

    ``grouped`` puts a point between thousands; ``trimmed`` leaves out zeros at the end, so that ``3,6`` cannot be taken for a thousand.

    Examples
    --------
    >>> dutch([123456, -5, None], 2, grouped=True), dutch([3600, 2000, 375], 3, trimmed=True)
    (['1.234,56', '-0,05', ''], ['3,6', '2', '0,375'])
    """
    written: list[str] = []
    for value in pd.Series(whole, dtype="Int64"):
        if pd.isna(value):
            written.append("")
            continue
        units, rest = divmod(abs(int(value)), 10**places)
        size = f"{units:,}".replace(",", ".") if grouped else str(units)
        text = f"{'-' if value < 0 else ''}{size},{rest:0{places}d}"
        written.append(text.rstrip("0").rstrip(",") if trimmed else text)
    return written


def write_parquet(path: Path, table: pa.Table) -> None:
    """A Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", store_schema=False)


def write_csv(path: Path, frame: pd.DataFrame, *, encoding: str = "cp1252") -> None:
    """A CSV file as Dutch Excel saves it: semicolons, 31-12-2026, ``ja`` and ``nee``, Windows line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = frame.copy()
    for name in text.columns:
        if text[name].dtype == bool:
            text[name] = np.where(text[name], "ja", "nee")
        elif _is_days(text[name]):
            text[name] = pd.to_datetime(text[name]).dt.strftime("%d-%m-%Y")
    text.to_csv(path, sep=";", index=False, encoding=encoding, lineterminator="\r\n")


def write_excel(path: Path, frame: pd.DataFrame, *, title: str | None = None, sheet: str = "Blad1") -> None:
    """An Excel sheet, with a merged title and an empty row above its header when it has a title; text stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd-mm-yyyy"})
    book.set_properties({"created": _MADE})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True})
    top = 0
    if title is not None:
        page.merge_range(0, 0, 0, len(frame.columns) - 1, title, bold)
        top = 2
    page.write_row(top, 0, list(frame.columns), bold)
    for column, name in enumerate(frame.columns):
        days = _is_days(frame[name])
        for row, value in enumerate(frame[name], top + 1):
            if pd.isna(value):
                continue
            if days:
                page.write_datetime(row, column, pd.Timestamp(value).to_pydatetime())
            elif isinstance(value, str):
                page.write_string(row, column, value)
            elif isinstance(value, bool):
                page.write_boolean(row, column, value)
            else:
                page.write_number(row, column, float(value))
    book.close()


def _is_days(column: pd.Series) -> bool:
    """Whether a column holds days."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    first = next((value for value in column if not pd.isna(value)), None)
    return hasattr(first, "isoformat")
