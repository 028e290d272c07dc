"""A real panel of named key accounts: what a display did for sliced cheese, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import elasticities


@pytest.fixture(scope="module")
def cheese(real_data):
    """One row per account and week."""
    file = real_data / "cheese" / "cheese.parquet"
    if not file.is_file():
        pytest.skip(f"no real data: {file} is absent")
    names = {"RETAILER": "outlet", "VOLUME": "quantity", "PRICE": "price", "DISP": "feature"}
    return pd.read_parquet(file).rename(columns=names)


def per_account(rows):
    """The display effect of each account by itself."""
    found = {}
    for account, mine in rows.groupby("outlet"):
        causes = pd.DataFrame({"constant": 1.0, "price": np.log(mine["price"]), "feature": mine["feature"]})
        centred = causes[["price", "feature"]].to_numpy() - causes[["price", "feature"]].to_numpy().mean(
            axis=0
        )
        fit, rest, *_ = np.linalg.lstsq(centred, np.log(mine["quantity"]) - np.log(mine["quantity"]).mean())
        variance = rest[0] / (len(mine) - 3) * np.linalg.inv(centred.T @ centred)
        found[account] = {"estimate": fit[1], "error": float(np.sqrt(variance[1, 1]))}
    return pd.DataFrame(found).T


def test_a_display_sells_more_and_a_higher_price_less(cheese):
    found = elasticities.elasticity(cheese)
    assert (found.weeks, found.outlets) == (5555, 88)
    assert found.shown
    assert -3.0 < found.price < -1.5
    assert 0 < found.feature_low < found.feature < found.feature_high


def test_accounts_are_drawn_together_and_the_least_known_the_most(cheese):
    alone = per_account(cheese[cheese.groupby("outlet")["feature"].transform("nunique") > 5])
    found = elasticities.shrunk(alone)
    assert found["shrunk"].std() < found["estimate"].std()
    centre = found["shrunk"].median()
    kept = ((found["shrunk"] - centre) / (found["estimate"] - centre)).abs()
    assert (
        kept[found["error"] > found["error"].quantile(0.8)].median()
        < kept[found["error"] < found["error"].quantile(0.2)].median()
    )
