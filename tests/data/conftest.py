"""A company small enough to check by hand: two accounts, three outlets, four articles, six lines of sales."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from amlib import language
from amlib.data import freeze, slices, workbook

AS_OF = date(2026, 3, 1)

ACCOUNTS = """account;name;channel
bakker;Bakker Supers;retail
visser;Visser Catering;food service
"""
OUTLETS = """outlet;account;name;region
001;bakker;Bakker Breda;Zuid
002;bakker;Bakker Zwolle;Noord
003;visser;Visser Almere;Midden
"""
PRODUCTS = """product;name;group;supplier;kg_per_unit
00101;Rookworst;worst;Slagerij Noord;0,275
00102;Gehakt;gehakt;Slagerij Noord;0,5
00103;Hamlap;varken;Slagerij Noord;1
00999;Knakworst;worst;Concurrent;0,4
"""
# bakker, January: 10.5 + 4 = 14.5 kg for 105 + 50 = 155.00; returned 1.5 kg for 15.00; a credit of 5.00; visser: 100 kg for 1,234.50
SALES = """date;account;outlet;product;quantity;revenue;cost;line
05-01-2026;bakker;001;00101;10,5;105,00;80,00;1
12-01-2026;bakker;001;00101;4;50,00;30,00;2
12-01-2026;bakker;001;00101;1,5-;(15,00);12,00-;3
20-01-2026;bakker;002;00102;0;5,00-;;4
03-02-2026;bakker;002;00103;2;30,00;20,00;5
31-01-2026;visser;003;00102;100;1.234,50;900,00;6
"""
TABLES = {"accounts": ACCOUNTS, "outlets": OUTLETS, "products": PRODUCTS, "sales": SALES}

Company = Callable[..., workbook.Workbook]


@pytest.fixture(autouse=True)
def english():
    with language.use("en"):
        yield


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Write the company (texts by table, or a whole source entry) and read its workbook."""

    def write(
        settings: dict | None = None, folder: str = "company", **tables: str | dict | None
    ) -> workbook.Workbook:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        sources = {}
        for name, content in {**TABLES, **tables}.items():
            if isinstance(content, str):
                (home / f"{name}.csv").write_text(content, "utf-8")
                sources[name] = {"path": f"{name}.csv"}
            elif content is not None:
                sources[name] = content
        file = home / "workbook.yml"
        file.write_text(
            json.dumps({"company": "Slagerij Noord", "tables": sources} | (settings or {})), "utf-8"
        )
        return workbook.read(file)

    return write


@pytest.fixture
def tables() -> dict[str, str]:
    """The company's tables as text, to spoil."""
    return dict(TABLES)


@pytest.fixture
def frozen(tmp_path: Path) -> Callable[..., freeze.Freeze]:
    """Freeze a workbook on a fixed day."""
    return lambda book, day=AS_OF, into="freezes": freeze.make(book, tmp_path / into, day)


@pytest.fixture
def content() -> Callable[[freeze.Freeze], dict[str, pd.DataFrame]]:
    """What a freeze holds of the tables with figures, by account and table."""

    def read(made: freeze.Freeze) -> dict[str, pd.DataFrame]:
        found = {account: slices.read(made.slice_path(account)) for account in made.accounts}
        return {
            f"{account}/{name}": found[account][name]
            for account in found
            for name in ("accounts", "outlets", "products", "sales")
        }

    return read
