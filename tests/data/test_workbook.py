"""The workbook's own file: tables, sources, licences, and secrets that stay out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from amlib import errors, language
from amlib.data import workbook

GOOD = """\
company: Voorbeeld B.V.
tables:
  accounts: {path: ../data/accounts.csv}
  sales:
    query: select * from read_parquet('sales.parquet')
    accepted_faults: 0.02
licence:
  market: {customer: true}
"""
WRONG = [  # what is replaced, by what, words of the error
    ("company: Voorbeeld B.V.", "", ["company is missing"]),
    ("sales:", "salez:", ["unknown name 'salez'", "perhaps sales", "line 4, column 3"]),
    ("path: ../data", "pad: ../data", ["unknown name 'pad'", "perhaps path"]),
    ("{path: ../data/accounts.csv}", "{}", ["a table has one source", "either path: or query:"]),
    ("    query:", "    path: x.csv\n    query:", ["two sources, a path and a query", "line 4"]),
    ("0.02", "2%", ["tables.sales.accepted_faults is '2%'", "0.01 for one percent"]),
    ("0.02", "2", ["tables.sales.accepted_faults is 2"]),
    (
        "company: Voorbeeld B.V.",
        "company: X\npeople: {mw: 5}",
        ["people.mw is 5", "each login with the name"],
    ),
    ("company: Voorbeeld B.V.", "company: X\npeople: {mw: ' '}", ["people.mw is ' '"]),
    ("company: Voorbeeld B.V.", "company: X\npeople: {'m w': Els}", ["people", "each login with the name"]),
    ("company: Voorbeeld B.V.", "company: X\npeople: Els", ["people is 'Els'"]),
    ("customer: true", "customer: 1", ["licence.market.customer is 1", "may it be shown to the customer"]),
    ("market:", "markt:", ["unknown name 'markt'", "perhaps market"]),
    ("tables:", "currency: euro\ntables:", ["currency is 'euro'", "EUR"]),
    ("tables:", "language: fr\ntables:", ["language is 'fr'", "nl or en"]),
    ("{path: ../data/accounts.csv}", "accounts.csv", ["tables.accounts is 'accounts.csv'"]),
]


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def _written(folder: Path, text: str) -> Path:
    path = folder / "parameters" / "workbook.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_workbook_is_read_with_its_defaults(tmp_path):
    read = workbook.read(_written(tmp_path, GOOD))
    assert (read.company, read.currency, read.unit, read.language) == ("Voorbeeld B.V.", "EUR", "kg", "nl")
    assert (read.invented, read.connection) == (False, "duckdb://")
    assert (read.accepted("accounts"), read.accepted("sales")) == (0.01, 0.02)
    assert (read.allowed("market").customer, read.allowed("market").competitors) == (True, False)
    assert read.allowed("category_sales").customer is False


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path, monkeypatch):
    path = _written(tmp_path, GOOD)
    monkeypatch.chdir(path.parent)
    read = workbook.read("workbook.yml")
    assert read.folder == path.parent
    assert read.location("accounts") == (tmp_path / "data" / "accounts.csv").as_posix()
    assert read.records_folder is None
    _written(tmp_path, GOOD + "records: ../said\n")
    assert workbook.read("workbook.yml").records_folder == tmp_path / "said"


@pytest.mark.parametrize(("old", "new", "words"), WRONG, ids=[words[0] for _, _, words in WRONG])
def test_a_wrong_workbook_is_refused_at_its_place(tmp_path, old, new, words):
    with pytest.raises(errors.ParameterError) as found:
        workbook.read(_written(tmp_path, GOOD.replace(old, new, 1)))
    for word in words:
        assert word in str(found.value)


def test_all_faults_are_shown_at_once(tmp_path):
    text = GOOD.replace("0.02", "2%").replace("sales:", "salez:").replace("customer: true", "customer: yes")
    with pytest.raises(errors.ParameterError, match="3 faults in the settings") as found:
        workbook.read(_written(tmp_path, text))
    assert str(found.value).count("^") > 3


def test_all_that_is_wrong_with_people_is_shown_at_once(tmp_path):
    text = GOOD + "people:\n  mw: 5\n  hr: ''\n  els: Els\n"
    with pytest.raises(errors.ParameterError, match="2 faults in the settings"):
        workbook.read(_written(tmp_path, text))
    assert workbook.read(_written(tmp_path, GOOD + "people: {els: Els Bos}\n")).people == {"els": "Els Bos"}


def test_secrets_are_filled_in_at_use_and_not_before(tmp_path, monkeypatch):
    text = GOOD + "connection: postgres://me:${DB_SECRET}@db/sales\n"
    read = workbook.read(_written(tmp_path, text))
    with pytest.raises(errors.ParameterError, match="the environment does not hold DB_SECRET") as found:
        read.connection_url()
    assert "postgres" not in str(found.value)
    monkeypatch.setenv("DB_SECRET", "x7")
    assert read.connection_url() == "postgres://me:x7@db/sales"
    assert "x7" not in repr(read)


def test_an_address_is_left_as_it_is(tmp_path):
    read = workbook.read(_written(tmp_path, GOOD.replace("../data/accounts.csv", "s3://bucket/*.parquet")))
    assert read.location("accounts") == "s3://bucket/*.parquet"
