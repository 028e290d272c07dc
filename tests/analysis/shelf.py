"""A category made by hand, and a slice that holds only the tables it is given."""

from types import SimpleNamespace

import pandas as pd

from amlib.analysis.category import Category

AMOUNTS = ["quantity", "value", "base_quantity", "base_value"]


def category(rows, *, level="outlet", named=True, ours=("us",), products=None, **changed):
    """From (outlet, group, supplier, product, quantity, value, base_quantity, base_value)."""
    names = ["outlet", "group", "supplier", "product", *AMOUNTS]
    frame = pd.DataFrame(rows, columns=names).assign(region="north", banner="b")
    frame["outlet_name"], frame["ours"] = frame["outlet"], frame["supplier"].isin(list(ours))
    own = frame[frame["ours"]].groupby(["outlet", "region", "banner", "group"])[AMOUNTS].sum().reset_index()
    own = own.rename(columns={"value": "revenue", "base_value": "base_revenue"}).assign(reported=True)
    facts = {
        "months": ("2026-07",),
        "base_months": ("2025-07",),
        "rows": frame,
        "own": own,
        "level": level,
        "kind": "month",
        "ours": tuple(ours),
        "named": named,
        "articles": True,
        "has_base": True,
        "has_quantity": True,
        "has_value": True,
        "trusted": True,
        "covered": 1.0,
        "sources": (),
        "as_of": None,
        "remarks": (),
    }
    return Category(**facts | changed)


class Given(dict):
    """A slice with only these tables; it sells 'x', 'steak' and 'a', which are ours."""

    partial = False
    company = "us"
    channel = "retail"

    def __init__(self, tables):
        super().__init__(tables)
        self.tables = {name: SimpleNamespace(supplied=True) for name in tables}
        self.setdefault("products", pd.DataFrame({"product": ["a"], "supplier": ["us"]}))
        self.setdefault("sales", pd.DataFrame({"product": ["a"]}))

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self.tables
