"""What a person typed wrongly is marked in their own file."""

from __future__ import annotations

import re

import pytest

from amlib import errors, language
from amlib.data import account

GOOD = "account: hyvee\naccount_manager: J. de Vries\nsupervisor: M. Bakker\n"
HEAD = "account: hyvee\naccount_manager: J. de Vries\nsupervisor: M. Bakker\n"

WRONG = [  # the line added or the whole file, words that must be in the error
    ("growth_target: 12%", ["growth_target is '12%'", "line 4, column 16", "0.12 for twelve percent"]),
    ("growth_target: 12", ["growth_target is 12", "a fraction from -1 to 10"]),
    ("growth_target: '0.12'", ["growth_target is '0.12'", "^^^^^^"]),
    ("growth_target: .nan", ["growth_target is nan"]),
    ("growth_target: [0.1]", ["growth_target is a list"]),
    ("follows: beef", ["follows", "such as gehakt: rund"]),
    ("events: [{month: 2026-11x, what: new, group: beef, amount: 10}]", ["a month such as '2026-11'"]),
    ("events: [{month: '2026-11', what: new, group: beef, amount: many}]", ["what it adds in that month"]),
    ("growth_targt: 0.12", ["unknown name 'growth_targt'", "perhaps growth_target", "^^^^^^^^^^^^"]),
    ("account: other", ["account stands here twice", "the first stands on line 1", "line 4, column 1"]),
    ("remark: 7", ["remark is 7", "a remark in words"]),
    ("remark: true", ["remark is true"]),
    ("remark: a: b", ["not valid YAML", "line 4", "between quotes"]),
    ("remark: 'never closed", ["not valid YAML"]),
    ("remark: !!python/name:os.system x", ["not valid YAML", "line 4"]),
    ("remark: &me {a: *me}", ["not valid YAML"]),
]
WHOLE_FILES = [
    ("", ["the file is empty"]),
    ("# only a remark\n", ["the file is empty"]),
    ("- a list\n", ["not a list of names"]),
    ("account: a\n", ["2 faults", "account_manager is missing", "supervisor is missing"]),
    (
        "account: 7\naccount_manager: ''\nsupervisor: x\n",
        ["2 faults", "account is 7", "account_manager is ''"],
    ),
    ("account: a\x00b\n", ["not valid YAML"]),
]


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def test_the_parameters_of_an_account_are_read(tmp_path):
    (tmp_path / "hyvee.yml").write_text(GOOD + "growth_target: 0.12\n", encoding="utf-8")
    read = account.read(tmp_path / "hyvee.yml")
    assert (read.account, read.growth_target, read.remark) == ("hyvee", 0.12, None)


def test_what_is_known_to_come_is_read(tmp_path):
    line = "events:\n  - {month: '2026-11', what: new listing, group: beef, amount: 40000, low: 20000, high: 50000}\n"
    (tmp_path / "hyvee.yml").write_text(GOOD + line, encoding="utf-8")
    (event,) = account.read(tmp_path / "hyvee.yml").events
    assert (event.month, event.measure, event.low) == ("2026-11", "revenue", 20000)


@pytest.mark.parametrize(("line", "words"), WRONG, ids=[line for line, _ in WRONG])
def test_a_wrong_line_is_marked(tmp_path, line, words):
    (tmp_path / "hyvee.yml").write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(errors.ParameterError) as found:
        account.read(tmp_path / "hyvee.yml")
    for word in words:
        assert word in str(found.value)


@pytest.mark.parametrize(("text", "words"), WHOLE_FILES, ids=[words[0] for _, words in WHOLE_FILES])
def test_a_file_that_is_no_account_is_refused(tmp_path, text, words):
    (tmp_path / "hyvee.yml").write_text(text, encoding="utf-8")
    with pytest.raises(errors.ParameterError) as found:
        account.read(tmp_path / "hyvee.yml")
    for word in words:
        assert word in str(found.value)


def test_the_error_has_the_four_line_form(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hyvee.yml").write_text(GOOD + "growth_target: 12%\n", encoding="utf-8")
    with pytest.raises(errors.ParameterError) as found:
        account.read("hyvee.yml")
    assert str(found.value) == (
        "growth_target is '12%'\n"
        "  Where:    hyvee.yml, line 4, column 16\n"
        "              growth_target: 12%\n"
        "                             ^^^\n"
        "  Expected: a fraction from -1 to 10, such as 0.12 for twelve percent\n"
        "  Do next:  correct the marked value and run again"
    )


def test_in_dutch_it_says_the_same(tmp_path):
    (tmp_path / "a.yml").write_text(GOOD + "growth_target: 12%\n", encoding="utf-8")
    with language.use("nl"), pytest.raises(errors.ParameterError) as found:
        account.read(tmp_path / "a.yml")
    with language.use("nl"):
        assert "zoals 0.12 voor twaalf procent" in str(found.value)
        assert re.search(r"Waar: +\S+a\.yml, regel 4, kolom 16", str(found.value))


def test_a_file_that_is_absent_or_not_utf8_is_named(tmp_path):
    with pytest.raises(errors.ParameterError, match="cannot be read"):
        account.read(tmp_path / "absent.yml")
    (tmp_path / "latin.yml").write_bytes("account: café\n".encode("cp1252"))
    with pytest.raises(errors.ParameterError, match="not in UTF-8"):
        account.read(tmp_path / "latin.yml")


def test_a_folder_gives_all_accounts_and_all_faults(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.yml").write_text(GOOD.replace("hyvee", name), encoding="utf-8")
    assert list(account.folder_read(tmp_path)) == ["a", "b"]
    (tmp_path / "c.yml").write_text("account: c\n", encoding="utf-8")
    (tmp_path / "d.yml").write_text("", encoding="utf-8")
    with pytest.raises(errors.ParameterError, match="3 faults"):
        account.folder_read(tmp_path)


def test_two_files_about_one_account_are_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(errors.ParameterError, match="account hyvee has two files"):
        account.folder_read(tmp_path)


def test_a_folder_that_is_not_there_holds_no_accounts(tmp_path):
    assert account.folder_read(tmp_path / "none") == {}


def test_parameters_do_not_change_once_read(tmp_path):
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ValueError, match="frozen"):
        account.read(tmp_path / "a.yml").account = "other"


def test_what_a_price_follows_is_read(tmp_path):
    (tmp_path / "hyvee.yml").write_text(GOOD + "follows: {mince: beef}\n", encoding="utf-8")
    assert account.read(tmp_path / "hyvee.yml").follows == {"mince": "beef"}


FILE = "account: alfa\naccount_manager: Ann\nsupervisor: Bob\ngrowth_target: 0.02\nfollows: {gehakt: rund}\nevents: [{month: 2026-11, what: x, group: kip, amount: 4}]\n"


@pytest.mark.parametrize(
    ("asked", "growth", "follows", "events"),
    [
        ({}, 0.02, {"gehakt": "rund"}, 1),
        ({"growth_target": 0.0}, 0.0, {"gehakt": "rund"}, 1),
        (
            {"follows": {"worst": "varken"}, "events": [{"what": "a"}, {"what": "b"}]},
            0.02,
            {"worst": "varken"},
            2,
        ),
    ],
)
def test_what_a_cell_leaves_open_is_in_the_account_s_file_nearby(
    tmp_path, monkeypatch, asked, growth, follows, events
):
    (tmp_path / "parameters" / "accounts").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "parameters" / "accounts" / "alfa.yml").write_text(FILE, "utf-8")
    monkeypatch.chdir(tmp_path / "notebooks")
    found = account.own("alfa", **asked)
    assert (found["growth_target"], found["follows"], len(found["coming"])) == (growth, follows, events)
    assert account.own("beta") == {"growth_target": None, "follows": {}, "coming": []}


def test_a_batch_is_told_what_it_needs_and_looks_for_no_file(tmp_path, monkeypatch):
    (tmp_path / "parameters" / "accounts").mkdir(parents=True)
    (tmp_path / "parameters" / "accounts" / "alfa.yml").write_text(FILE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AMLIB_SLICE", str(tmp_path))
    assert account.own("alfa") == {"growth_target": None, "follows": {}, "coming": []}
