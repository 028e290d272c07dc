"""What an edition is told of before: what people said, what earlier editions published, and nothing of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from amlib import errors, language
from amlib.documents import publication
from amlib.editions import archive, memory
from amlib.plan.records import PUBLISHED, Records, given

FORECAST = {"through": "2022-03", "year": 2022, "level": "total", "key": "", "measure": "revenue", "target": 100.0, "probability": 0.6, "centre": 98.0}  # fmt: skip
FIGURE = {"period": "2022Q1", "level": "total", "key": "", "measure": "revenue", "value": 25.0}


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def filed(output: Path, period: str, value: float | None = None, **facts: str) -> archive.Edition:
    """An edition that published one forecast and one figure of this value, or nothing."""
    known = {"document": "toy", "account": "alfa", "audience": "internal", "language": "nl", **facts}
    draft = output / "draft"
    draft.mkdir(parents=True)
    if value is not None:
        told = {"published": [{**FORECAST, "centre": value}], "figures": [{**FIGURE, "period": period, "value": value}]}  # fmt: skip
        (draft / "published.json").write_text(json.dumps(told))
    name = known["document"] + {"customer": "-customer"}.get(known["audience"], "") + {"en": "-en"}.get(known["language"], "")  # fmt: skip
    return archive.file(
        draft, output, f"{known['account']}/{period}/{name}", {**known, "period": period}, lambda _: {}
    )


def told(output: Path, period: str = "2022Q3", **known: Any) -> tuple[list[float], list[float]]:
    """The centres of forecasts and the values of figures that an edition is told."""
    found = memory.collect(output, Records(account="alfa", **known), "toy", period, "nl")
    return [each.centre for each in found.published], [each.value for each in found.figures]


def published(*periods: str, document: str = "toy") -> list[dict[str, object]]:
    """A forecast for each period, as the ledger tells it; the centre is its place in the row."""
    return [
        {**FORECAST, "edition": f"alfa/{period}/{document}/v1", "document": document, "period": period, "centre": float(n)}
        for n, period in enumerate(periods, 1)
    ]  # fmt: skip


def test_an_edition_is_told_the_probabilities_of_earlier_periods_and_the_figures_of_the_last(tmp_path):
    filed(tmp_path, "2022Q2", 2.0)
    filed(tmp_path, "2022Q1", 1.0)
    ledger = published("2022Q1", "2022Q2", "2022Q3")
    assert told(tmp_path, published=ledger) == ([1.0, 2.0], [2.0])
    assert told(tmp_path, "2022Q2", published=ledger) == ([1.0], [1.0])
    assert told(tmp_path, "2022Q1", published=ledger) == ([], [])


def test_the_archive_is_not_searched_for_probabilities(tmp_path):
    filed(tmp_path, "2022Q1", 1.0)
    assert told(tmp_path) == ([], [1.0])


def test_what_another_document_published_about_an_earlier_period_is_told_too(tmp_path):
    assert told(tmp_path, published=published("2022Q1", "2022Q3", document="plan"))[0] == [1.0]


def test_of_a_period_the_latest_version_counts(tmp_path):
    for value in (1.0, 1.5):
        filed(tmp_path, "2022Q1", value)
    assert told(tmp_path) == ([], [1.5])
    (found,) = memory.collect(tmp_path, Records(account="alfa"), "toy", "2022Q3", "nl").figures
    assert found.edition == "alfa/2022Q1/toy/v2"


def test_no_edition_is_told_of_itself_of_later_ones_or_of_a_period_that_ends_with_its_own(tmp_path):
    later = ("2022Q3", "2022-09", "2022Q4", "2022")
    for period in later:
        filed(tmp_path, period, 1.0)
    filed(tmp_path, "2022-08", 8.0)
    assert told(tmp_path, published=published(*later, "2022-08")) == ([5.0], [8.0])


OTHERS = [{"account": "beta"}, {"document": "other"}, {"audience": "customer"}, {"language": "en"}]


@pytest.mark.parametrize("facts", OTHERS, ids=str)
def test_an_edition_is_told_nothing_of_others(tmp_path, facts):
    filed(tmp_path, "2022Q1", 1.0, **facts)
    assert told(tmp_path) == ([], [])


def test_an_edition_that_published_nothing_is_the_last_one_all_the_same(tmp_path):
    filed(tmp_path, "2022Q1", 1.0)
    filed(tmp_path, "2022Q2")
    assert told(tmp_path) == ([], [])


def test_where_a_file_and_the_archive_tell_the_same_figure_the_archive_is_believed(tmp_path):
    filed(tmp_path, "2022Q1", 1.0)
    said = [{**FIGURE, "edition": "x", "value": 7.0}, {**FIGURE, "edition": "x", "period": "2021Q4", "value": 6.0}]  # fmt: skip
    assert told(tmp_path, figures=said) == ([], [6.0, 1.0])


def test_what_was_published_must_be_as_it_was_filed(tmp_path):
    file = filed(tmp_path, "2022Q1", 1.0).folder / "published.json"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("1.0", "0.9"))
    with pytest.raises(errors.ArchiveError, match="what an edition published is not as it was filed"):
        told(tmp_path)


def shown(*values: object) -> Any:
    """A notebook that publishes."""
    outputs = [new_output("display_data", {PUBLISHED: value, "text/plain": "…"}) for value in values]
    return new_notebook(cells=[new_code_cell("x", outputs=outputs)])


def test_what_a_notebook_publishes_is_gathered_in_its_order():
    made = memory.published(
        shown({"published": [FORECAST]}, json.dumps({"published": [{**FORECAST, "year": 2023}], "figures": [FIGURE]})),
        "internal",
    )  # fmt: skip
    kept = json.loads(made)
    assert [each["year"] for each in kept["published"]] == [2022, 2023]
    assert kept["figures"] == [FIGURE]
    assert memory.published(new_notebook(cells=[new_code_cell("x")]), "internal") is None


# what is published                                       what the error says
BAD = [
    ({"published": [{**FORECAST, "probability": 1.2}]}, "probability: Input should be less than"),
    ({"published": [{**FORECAST, "remark": "x"}]}, "remark: Extra inputs"),
    ({"figures": [{"period": "2022Q1"}]}, "level: Field required"),
    ({"forecasts": [FIGURE]}, "cannot be kept"),
    ("{", "cannot be kept"),
    ({"published": 3}, "cannot be kept"),
]


@pytest.mark.parametrize(("value", "says"), BAD, ids=[says for _, says in BAD])
def test_what_could_not_be_read_later_is_not_filed(value, says):
    with pytest.raises(errors.EditionError, match=says):
        memory.published(shown(value), "internal")


def test_what_the_documents_publish_is_what_is_gathered():
    made = publication.Publication((FORECAST,), (FIGURE,))
    data, _ = made._repr_mimebundle_()
    assert json.loads(memory.published(shown(data[PUBLISHED]), "internal")) == {
        "published": [FORECAST],
        "figures": [FIGURE],
    }


def test_a_customer_s_document_publishes_nothing():
    with pytest.raises(errors.EditionError, match="for the customer publishes no estimates"):
        memory.published(shown({"figures": [FIGURE]}), "customer")


def test_what_people_said_is_read_by_account_and_need_not_be_there(tmp_path):
    said = Records(account="alfa", figures=[{**FIGURE, "edition": "x"}])
    (tmp_path / "alfa.json").write_bytes(memory.content(said))
    assert memory.said(tmp_path, "alfa") == said
    for folder in (tmp_path, tmp_path / "absent", None):
        assert memory.said(folder, "beta") == Records(account="beta")


def test_a_probability_that_a_person_s_file_tells_is_passed_over(tmp_path):
    said = Records(account="alfa", published=published("2022Q1"))
    (tmp_path / "alfa.json").write_bytes(memory.content(said))
    assert memory.said(tmp_path, "alfa") == Records(account="alfa")


def test_a_file_of_another_account_is_refused(tmp_path):
    (tmp_path / "alfa.json").write_bytes(memory.content(Records(account="beta")))
    with pytest.raises(errors.DataError, match="the records given are of beta"):
        memory.said(tmp_path, "alfa")


def test_a_person_finds_what_the_last_batch_was_told(tmp_path, monkeypatch):
    one = Records(account="alfa", published=[{**FORECAST, "edition": "a/v1"}])
    two = Records(account="alfa", published=[{**FORECAST, "edition": "b/v1"}])
    memory.leave(tmp_path / "output", [one, two, one, Records(account="")])
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AMLIB_RECORDS", raising=False)
    assert [each.edition for each in given("alfa").published] == ["a/v1", "b/v1"]
    assert [file.name for file in (tmp_path / "output/records").iterdir()] == ["alfa.json"]


def test_plans_are_left_for_a_person_too_each_once(tmp_path):
    plan = {"year": 2027, "number": 1, "version": 1, "state": "draft", "by": "Ann", "at": "2026-10-01T08:00:00Z", "plan": {"format": 1, "goals": []}}  # fmt: skip
    one = Records.model_validate({"account": "alfa", "plans": [plan]})
    memory.leave(tmp_path, [one, one, one.model_copy(update={"plans": ()})])
    assert given_from(tmp_path).plans == one.plans


def given_from(output: Path) -> Records:
    return Records.model_validate_json((output / "records" / "alfa.json").read_text("utf-8"))
