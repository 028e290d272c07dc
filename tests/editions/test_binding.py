"""The document that was decided on: the one that shows exactly the submitted plan, by the hashes of its files."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from amlib import errors, language
from amlib.data.demo import agreements
from amlib.editions import archive, binding, memory, orders
from amlib.plan import keeping, ledger, records, state, workflow
from tests.plan import examples

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def told(kept: ledger.Ledger) -> records.Records:
    return state.records_of(kept.read(), "a", audience="internal")


def handed_in(url: str) -> ledger.Ledger:
    kept = ledger.open(url)
    keeping.save(kept, examples.plan(), author="Ans", at=AT, seen=None)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    return kept


def submitted(kept: ledger.Ledger) -> records.Planned:
    return next(one for one in told(kept).plans if one.state == "submitted")


def filed(output: Path, given: records.Records, page: str = "<p>", **facts: object) -> archive.Edition:
    """An edition of the plan that was told this."""
    known = {"document": "annual_plan", "account": "a", "period": "2026Q3", "audience": "internal", "language": "nl", "parameters": {}} | facts  # fmt: skip
    draft = output / "draft"
    (draft / "inputs").mkdir(parents=True)
    (draft / "inputs" / memory.FILE).write_bytes(memory.content(given))
    drawn = {"page.html": page.encode(), "print.pdf": b"%PDF"}
    name = str(known["document"]) + {"en": "-en"}.get(str(known["language"]), "")
    return archive.file(draft, output, f"{known['account']}/{known['period']}/{name}", known, lambda _: drawn)


@pytest.fixture
def kept(tmp_path: Path) -> ledger.Ledger:
    return handed_in(f"sqlite:///{tmp_path / 'l.sqlite'}")


def test_the_document_is_bound_by_the_hashes_of_its_own_files(tmp_path, kept):
    edition = filed(tmp_path, told(kept))
    assert binding.document(tmp_path, "a", submitted(kept)) == edition
    assert binding.needed(tmp_path, "a", submitted(kept)) == edition
    assert binding.bound(edition) == records.Bound(
        edition="a/2026Q3/annual_plan/v1", page=hashlib.sha256(b"<p>").hexdigest(), print=hashlib.sha256(b"%PDF").hexdigest(),
    )  # fmt: skip


def test_of_several_the_one_that_was_filed_last_counts_unless_one_is_asked(tmp_path, kept):
    one, two = filed(tmp_path, told(kept)), filed(tmp_path, told(kept), "<p>later", language="en")
    filed(tmp_path, told(kept), period="2027Q1")  # of another year: 2028
    moments = {each.address: each.manifest["filed_at"] for each in archive.editions(tmp_path)}
    last = max((one, two), key=lambda each: moments[each.address])
    assert binding.document(tmp_path, "a", submitted(kept)) == last
    for each in (one, two):
        assert binding.document(tmp_path, "a", submitted(kept), asked=each.address) == each
    three = filed(tmp_path, told(kept), "<p>newest", period="2027Q1", parameters={"year": 2027})
    assert binding.document(tmp_path, "a", submitted(kept)) == three


# what was filed                                                        why it does not show the submitted plan
OTHERS = {
    "a draft of before": lambda output, kept: filed(output, before(kept)),
    "another document": lambda output, kept: filed(output, told(kept), document="results_evaluation"),
    "for the customer": lambda output, kept: filed(output, told(kept), audience="customer"),
    "another year": lambda output, kept: filed(output, told(kept), period="2025Q4"),
    "another year asked": lambda output, kept: filed(output, told(kept), parameters={"year": 2026}),
    "another account": lambda output, kept: filed(output, told(kept), account="b"),
    "no records": lambda output, kept: filed(output, records.Records(account="a")),
    "the plan is told otherwise": lambda output, kept: filed(output, otherwise(told(kept))),
    "given back since": lambda output, kept: filed(output, later(kept)),
}


def before(kept):
    return state.records_of(kept.read()[:1], "a", audience="internal")


def otherwise(given):
    plans = tuple(one.model_copy(update={"plan": {**one.plan, "notes": []}}) for one in given.plans)
    return given.model_copy(update={"plans": plans})


def later(kept):
    drafts = tuple(one.model_copy(update={"number": 9}) for one in told(kept).plans if one.state == "draft")
    return told(kept).model_copy(update={"plans": (*told(kept).plans, *drafts)})


@pytest.mark.parametrize("name", OTHERS)
def test_a_document_that_shows_something_else_is_none(tmp_path, kept, name):
    OTHERS[name](tmp_path, kept)
    assert binding.document(tmp_path, "a", submitted(kept)) is None
    with pytest.raises(errors.ArchiveError, match="geen document toont het plan van a voor 2027") as caught:
        binding.needed(tmp_path, "a", submitted(kept))
    assert "versie 1, ingediend, zoals bewaard op 2 november 2026" in str(caught.value)
    assert "maak het eerst: amlib run annual_plan --account a" in str(caught.value)


def test_the_command_names_the_language_where_the_plan_was_begun_in_another(tmp_path, kept):
    plain = submitted(kept)
    goals = [{**goal, "name": f"Omzet {goal['key']}"} for goal in plain.plan["goals"]]
    dutch = plain.model_copy(update={"plan": {**plain.plan, "goals": goals}})
    with language.use("en"), pytest.raises(errors.ArchiveError) as caught:
        binding.needed(tmp_path, "a", dutch)
    assert str(caught.value).endswith("make it first: amlib run annual_plan --account a --language nl")
    assert binding.command("a", dutch) == binding.command("a", plain) == "amlib run annual_plan --account a"


def overwrite(file: Path, text: str) -> None:
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    file.write_text(text)


DAMAGE = {
    "page": lambda folder: overwrite(folder / "page.html", "<p>better"),
    "print": lambda folder: overwrite(folder / "print.pdf", "%PDF better"),
    "records": lambda folder: overwrite(folder / "inputs" / "records.json", (folder / "inputs" / "records.json").read_text() + "\n"),
    "manifest": lambda folder: overwrite(folder / "manifest.json", (folder / "manifest.json").read_text().replace('"nl"', '"en"')),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_document_that_is_not_as_it_was_filed_is_not_bound(tmp_path, kept, name):
    edition = filed(tmp_path, told(kept))
    DAMAGE[name](edition.folder)
    found = binding.document(tmp_path, "a", submitted(kept))
    with pytest.raises(errors.ArchiveError, match="is niet zoals het is gearchiveerd") as caught:
        binding.bound(found)
    assert "gewijzigd" in str(caught.value)


def test_a_page_that_is_gone_is_no_document(tmp_path, kept):
    (filed(tmp_path, told(kept)).folder / "page.html").unlink()
    assert binding.document(tmp_path, "a", submitted(kept)) is None


def test_what_an_adoption_binds_to_is_still_told_when_it_was_changed_or_is_gone(tmp_path, kept):
    edition = filed(tmp_path, told(kept))
    workflow.decide(kept, "a", 2027, 1, "adopted", by="Bob", at=AT)
    workflow.adopt(kept, "a", 2027, by="Bob", at=AT, bound=binding.bound(edition))
    plans = told(kept).plans
    assert binding.broken(tmp_path, plans) == []
    overwrite(edition.folder / "page.html", "<p>better")
    (edition.folder / "print.pdf").unlink()
    assert binding.broken(tmp_path, plans) == [
        archive.Fault(edition.folder / "page.html", "gewijzigd"), archive.Fault(edition.folder / "print.pdf", "ontbreekt"),
    ]  # fmt: skip


def test_a_document_says_how_far_its_plan_has_come(kept, demo_freeze, tmp_path):
    folder = demo_freeze.path
    account = demo_freeze.accounts[0]
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell('account: str = "a"\nperiod: str = "2026Q3"\naudience: str = "internal"\nlanguage: str = "nl"\nyear: int = 0', metadata={"tags": ["parameters"]})
    ]  # fmt: skip
    for document, year, wanted in (
        ("annual_plan", 0, "submitted"),
        ("annual_plan", 2026, "draft"),
        ("results_evaluation", 0, "draft"),
    ):
        nbformat.write(notebook, tmp_path / f"30_{document}.ipynb")
        request = orders.Request(document, "2026Q3", "internal", "nl", (f"year={year}",))
        (order,) = orders.compose(
            orders.check(request, tmp_path), folder, [account], {}, lambda _: told(kept)
        )
        assert order.card["state"] == wanted


def test_the_year_of_a_document_is_the_one_asked_else_the_next():
    assert [binding.year_of(given, "2026Q3") for given in ({}, {"year": 0}, {"year": 2026})] == [
        2027,
        2027,
        2026,
    ]


def test_a_plan_that_was_superseded_is_shown_only_where_there_is_no_other(kept):
    plans = tuple(
        submitted(kept).model_copy(update={"number": n, "state": s, "version": v})
        for n, v, s in ((5, 1, "superseded"), (6, 2, "adopted"), (7, 1, "superseded"))
    )
    given = records.Records(account="a", plans=plans)
    assert binding.standing(given, 2027).number == 6
    assert binding.standing(given.model_copy(update={"plans": plans[:1]}), 2027).number == 5
    assert binding.standing(given, 2028) is None


def test_a_document_that_does_not_tie_out_is_not_adopted(demo_freeze, tmp_path, kept):
    (tmp_path / "freezes").symlink_to(demo_freeze.path.parent)
    known = {"parameters": {"year": 2027}, "freeze": {"id": demo_freeze.path.name}}
    gap = filed(tmp_path, told(kept), account=agreements.UNTIED, **known)
    # the demo leaves this much out of the books of one account, on purpose
    assert binding.untied(tmp_path, gap) == pytest.approx(agreements.UNTIED_CENTS / 100, abs=0.005)
    with language.use("nl"), pytest.raises(errors.ArchiveError, match="sluiten niet aan op het grootboek") as refused:  # fmt: skip
        binding.tied(tmp_path, gap)
    assert "maak het document opnieuw" in str(refused.value)
    for sound in (
        filed(tmp_path, told(kept), account="goudveld", **known),
        filed(tmp_path, told(kept), account="goudveld", parameters={"year": 2027}),  # of a freeze that nobody named
    ):  # fmt: skip
        assert binding.untied(tmp_path, sound) == 0.0
        binding.tied(tmp_path, sound)


def test_a_document_whose_data_are_gone_is_not_adopted(tmp_path, kept):
    gone = filed(tmp_path, told(kept), parameters={"year": 2027}, freeze={"id": "0123456789abcdef"})
    with language.use("nl"), pytest.raises(errors.ArchiveError, match="zijn er niet meer") as refused:
        binding.tied(tmp_path, gone)
    assert "0123456789abcdef" in str(refused.value)


def test_what_is_not_explained_is_told_in_the_currency_of_the_document(demo_freeze, tmp_path, kept):
    (tmp_path / "freezes").symlink_to(demo_freeze.path.parent)
    known = {"parameters": {"year": 2027}, "freeze": {"id": demo_freeze.path.name}, "currency": "USD"}
    with language.use("en"), pytest.raises(errors.ArchiveError, match=r"US\$18,450\.00 is unexplained"):
        binding.tied(tmp_path, filed(tmp_path, told(kept), account=agreements.UNTIED, **known))
