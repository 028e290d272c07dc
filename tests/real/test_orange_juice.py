"""Regressions that were published for orange juice at Dominick's, made again from the same weeks; the data are fetched and never kept in the project."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import elasticities

BRANDS = {1: "tropicana", 5: "minute.maid", 10: "dominicks"}
OUNCES = 64
PUBLISHED = [  # formula as published, and its coefficients for oj.csv of TaddyLab/BDS; rounded to five decimals at the least
    ("price", {"constant": 10.423422, "price": -1.601307}),
    (
        "price + brand",
        {"constant": 10.828822, "minute.maid": 0.870175, "tropicana": 1.529943, "price": -3.138691},
    ),
    (
        "price * brand",
        {
            "constant": 10.95468, "price": -3.37753, "minute.maid": 0.88825, "tropicana": 0.96239,
            "price:minute.maid": 0.05679, "price:tropicana": 0.66576,
        },
    ),
    (
        "price * brand * feat",
        {
            "constant": 10.40657579, "price": -2.77415436, "minute.maid": 0.04720317, "tropicana": 0.70794089, "feat": 1.09440665,
            "price:minute.maid": 0.78293210, "price:tropicana": 0.73579299, "price:feat": -0.47055331,
            "minute.maid:feat": 1.17294361, "tropicana:feat": 0.78525237,
            "price:minute.maid:feat": -1.10922376, "price:tropicana:feat": -0.98614093,
        },
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def juice(tmp_path_factory):
    """Three brands, one row per brand, store and week, from Debian's package of bayesm."""
    rdata = pytest.importorskip("rdata")
    folder: Path = tmp_path_factory.mktemp("bayesm")
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        pytest.skip("no orange juice: its data come in a Debian package, and this is no Debian")
    fetched = subprocess.run(["apt-get", "download", "-q", "r-cran-bayesm"], cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
    packages = list(folder.glob("*.deb"))
    if not packages:
        pytest.skip(f"no orange juice: {fetched.stderr.strip() or 'nothing was downloaded'}")
    subprocess.run(["dpkg-deb", "-x", packages[0], folder / "package"], check=True)
    rows = rdata.read_rda(next((folder / "package").rglob("orangeJuice.rda")))["orangeJuice"]["yx"]
    prices = rows[[f"price{n}" for n in range(1, 12)]].to_numpy()
    own = prices[np.arange(len(rows)), rows["brand"].astype(int) - 1]
    found = pd.DataFrame(
        {
            "brand": rows["brand"].map(BRANDS), "outlet": rows["store"], "kg": rows["logmove"].to_numpy(),
            "feat": (rows["feat"] > 0).astype(float),  # published as yes or no; here it is a part of the week
        }
    )  # fmt: skip
    found["price"] = np.log((own * OUNCES).round(2))  # the published file has prices in whole cents
    return found.dropna(subset="brand")


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # of rdata's own parser
@pytest.mark.parametrize(("formula", "expected"), PUBLISHED)
def test_published_coefficients(juice, formula, expected):
    assert len(juice) == 28_947
    single = {"constant": 1.0, "price": juice["price"], "feat": juice["feat"]}
    single |= {name: (juice["brand"] == name).astype(float) for name in ("minute.maid", "tropicana")}
    columns = {name: math.prod(single[part] for part in name.split(":")) for name in expected}
    found = elasticities.regress(juice["kg"], pd.DataFrame(columns, index=juice.index), juice["outlet"])
    assert found["estimate"].to_dict() == pytest.approx(expected, abs=6e-6), formula
