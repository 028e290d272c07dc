"""Regressions that were published for orange juice at Dominick's, made again from the same weeks; the data are fetched and never kept in the project."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import elasticities

BRANDS = {1: "tropicana", 5: "minute.maid", 10: "dominicks"}
OUNCES = 64
PUBLISHED = [  # causes, coefficients as published for oj.csv of TaddyLab/BDS
    (("price",), {"constant": 10.423422, "price": -1.601307}),
    (
        ("price", "minute.maid", "tropicana"),
        {"constant": 10.828822, "minute.maid": 0.870175, "tropicana": 1.529943, "price": -3.138691},
    ),
]


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
        {"brand": rows["brand"].map(BRANDS), "outlet": rows["store"], "kg": rows["logmove"].to_numpy()}
    )
    found["price"] = np.log((own * OUNCES).round(2))  # the published file has prices in whole cents
    return found.dropna(subset="brand")


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # of rdata's own parser
@pytest.mark.parametrize(("causes", "expected"), PUBLISHED)
def test_published_coefficients(juice, causes, expected):
    assert len(juice) == 28_947
    columns = {"constant": 1.0, "price": juice["price"]}
    columns |= {name: (juice["brand"] == name).astype(float) for name in causes[1:]}
    found = elasticities.regress(juice["kg"], pd.DataFrame(columns), juice["outlet"])["estimate"]
    assert found.to_dict() == pytest.approx(expected, abs=2e-6)
