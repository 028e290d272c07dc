"""An account small enough to reckon by hand: two outlets and two groups that sell the same each month, and ten percent more in 2026."""

import numpy as np
import pandas as pd

from amlib.analysis import results


class Account:
    """As much of a slice as these modules look at."""

    planned = False

    def __init__(self, budget=None):
        self.tables, self._budget = {}, budget

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name == "budget" and self._budget is not None

    def __getitem__(self, name):
        return self._budget


def sales(first="2023-01", months=45, cost=8.0, noise=0.0):
    """Two outlets and two groups; 100 kg at 10 a month each, 110 kg in 2026."""
    random = np.random.default_rng(3)
    rows = pd.MultiIndex.from_product(
        [pd.period_range(first, periods=months, freq="M").astype(str), ["o1", "o2"], ["beef", "pork"]],
        names=["month", "outlet", "group"],
    ).to_frame(index=False)
    quantity = np.where(rows["month"] >= "2026-01", 110.0, 100.0) * np.exp(
        random.normal(0, noise, len(rows)) if noise else 0.0
    )
    return rows.assign(
        outlet_name=rows["outlet"], quantity=quantity, revenue=10 * quantity, cost=cost * quantity
    )


def budget(amount=1000.0, months=12, group="beef"):
    return (
        pd.DataFrame(
            [
                ("a", None, group, f"2026-{m:02d}", measure, amount)
                for m in range(1, months + 1)
                for measure in results.MEASURES
            ],
            columns=["account", "outlet", "group", "period", "measure", "amount"],
        )
        .astype({"outlet": "str"})
        .assign(outlet=pd.Series(pd.NA, index=range(3 * months), dtype="string"))
    )
