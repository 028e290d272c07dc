"""A customer of one outlet with even sales and a few conditions: small enough to work out by hand."""

from __future__ import annotations

import pandas as pd

NAN = float("nan")


def term(number, kind, rate, threshold=NAN, year=2026, **more):
    plain = {
        "retroactive": False, "conditional": False, "counter_performance": None, "agreement": "A", "basis": None,
        "from": pd.Timestamp(year, 1, 1), "until": pd.Timestamp(year, 12, 31),
    }  # fmt: skip
    return {"term": number, "account": "c", "kind": kind, "rate": rate, "threshold": threshold} | plain | more


LADDER = (
    term("T1", "bonus ladder", 0.01, 80_000.0, retroactive=True),
    term("T2", "bonus ladder", 0.03, 122_000.0, retroactive=True),
    term("T3", "contribution", 0.02, conditional=True, counter_performance="leaflet"),
)


class Made:
    """A slice of one outlet that buys 10,000 in each month, 1,000 kg at a cost of 8,000."""

    def __init__(self, *terms, first="2024-01", last="2026-09", **changed):
        months = [str(m) for m in pd.period_range(first, last, freq="M")]
        sales = pd.DataFrame(
            {"month": months, "outlet": "o", "product": "p", "kind": "delivery", "quantity": 1_000.0}
        )
        sales = sales.assign(revenue=10_000.0, cost=8_000.0).assign(**changed)
        self.account = "c"
        self._tables = {
            "terms": pd.DataFrame(list(terms)),
            "sales": sales,
            "outlets": pd.DataFrame({"outlet": ["o"], "name": ["o"], "region": ["r"], "banner": ["b"]}),
            "products": pd.DataFrame({"product": ["p"], "group": ["g"]}),
        }  # fmt: skip

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return len(self._tables[name]) > 0

    def __getitem__(self, name):
        return self._tables[name].copy()


def ranged(centre, low, high):
    return pd.Series({"centre": centre, "low": low, "high": high})
