"""The command line: what it says, in which language, and with which number it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from amlib import cli, cli_forms, language
from amlib.plan import ledger

WORKBOOK = (
    "company: Ons bedrijf\ninvented: true\nlanguage: {language}\ntables:\n  sales:\n    path: sales.csv\n"
)
PARAMETERS = 'account: str = "alfa"  # which customer\nperiod: str = "2022Q3"\naudience: str = "internal"\nlanguage: str = "nl"\nrate: float = 0.5'
CELL = "from IPython.display import Markdown\nassert rate < 1, 'too high'\nMarkdown(f'**{account} in {period}.** Meer.')"

# command line                                                           exit  words in what it says
REFUSED = [
    (["nonsense"], 2, "No such command"),
    (["run"], 2, "Missing"),
    (["run", "toy"], 2, "zeg voor welke accounts"),
    (["run", "toy", "--all", "--account", "alfa"], 2, "zeg voor welke accounts"),
    (["run", "toi", "--all"], 1, "misschien 'toy'"),
    (["run", "toy", "toi", "--all"], 1, "misschien 'toy'"),
    (["run", "toy", "--all", "--period", "2022Q7"], 1, "de periode is '2022Q7'"),
    (["run", "toy", "--all", "--audience", "boss"], 1, "audience is 'boss'"),
    (["run", "toy", "--all", "--language", "de"], 1, "language is 'de'"),
    (["run", "toy", "--all", "--language", "nl", "--language", "de"], 1, "language is 'de'"),
    (
        ["run", "toy", "--all", "--audience", "internal", "--audience", "customer"],
        1,
        "niet gemaakt voor het publiek 'customer'",
    ),
    (["quarter", "--period", "2022Q7"], 1, "de periode is '2022Q7'"),
    (["run", "toy", "--all", "--set", "rate=12%"], 1, "rate is '12%'"),
    (["run", "toy", "--all", "--set", "rat=1"], 1, "misschien 'rate'"),
    (["run", "toy", "--all", "--set", "rate"], 2, "--set name=value"),
    (["run", "toy", "--account", "alpha", "--same-freeze"], 1, "misschien 'alfa'"),
    (["rebuild", "alfa/2022Q3/toy"], 1, "er is geen editie"),
    (["list", "--period", "soon"], 1, "de periode is 'soon'"),
    (["verify", "--workbook", "parameters/broken.yml"], 1, "nope"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A project folder with a notebook and a freeze of two accounts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(cli.signal, "signal", lambda number, action: None)
    (tmp_path / "parameters").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "parameters" / "workbook.yml").write_text(WORKBOOK.format(language="nl"))
    (tmp_path / "parameters" / "broken.yml").write_text("nope: 1\n")
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Toy", id="a"),
            new_code_cell(PARAMETERS, id="b", metadata={"tags": ["parameters"]}),
            new_code_cell(CELL, id="c", metadata={"tags": ["bottom-line"]}),
        ]
    )
    nbformat.write(notebook, tmp_path / "notebooks" / "40_toy.ipynb")
    freezes = tmp_path / "output" / "freezes"
    for account in ("alfa", "beta"):
        folder = freezes / "f1" / "slices" / account / "internal"
        folder.mkdir(parents=True)
        card = {
            "account": account, "name": account.title(), "channel": "retail", "audience": "internal", "company": "Ons bedrijf", "currency": "EUR",
            "unit": "kg", "invented": True, "freeze": "f1", "fingerprint": account, "as_of": "2022-10-05", "tables": {},
        }  # fmt: skip
        (folder / "slice.json").write_text(json.dumps(card))
    (freezes / "f1" / "freeze.json").write_text("{}")
    (freezes / "latest").write_text("f1")
    with language.use("nl"):
        yield tmp_path


def amlib(capsys, *words: str) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


@pytest.mark.parametrize(("words", "code", "says"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_run(capsys, here, words, code, says):
    ended, said = amlib(capsys, *words)
    assert ended == code, said
    assert says in said
    assert "Traceback" not in said
    assert not (here / "output" / "runs").exists()


def test_a_traceback_is_shown_when_asked_for(capsys):
    assert "Traceback" in amlib(capsys, "run", "toi", "--all", "--debug")[1]


def test_errors_are_in_the_language_of_the_workbook(capsys, here):
    (here / "parameters" / "workbook.yml").write_text(WORKBOOK.format(language="en"))
    assert "perhaps 'toy'" in amlib(capsys, "run", "toi", "--all")[1]


def test_the_unforeseen_is_shown_without_a_traceback(capsys, monkeypatch):
    monkeypatch.setattr("amlib.editions.archive.verify", lambda output: 1 / 0)
    ended, said = amlib(capsys, "verify")
    assert ended == 1
    assert "onvoorzien: ZeroDivisionError: division by zero" in said
    assert "Traceback" not in said


def test_from_run_to_rebuild(capsys, here):
    command = ["run", "toy", "--period", "2022k3", "--all", "--same-freeze"]
    ended, said = amlib(capsys, *command)
    assert ended == 0, said
    assert "2 gemaakt" in said
    assert (here / "output/alfa/2022Q3/toy/v1/page.html").is_file()
    assert (here / "output/alfa/2022Q3/toy/v1/print.pdf").read_bytes().startswith(b"%PDF")
    assert "beta/2022Q3/toy/v1/page.html" in (here / "output/index.html").read_text(encoding="utf-8")

    assert "niets te doen: alle 2 edities" in amlib(capsys, *command)[1]
    said = amlib(capsys, "list", "--account", "alfa")[1]
    assert "alfa/2022Q3/toy/v1" in said
    assert "alfa in 2022Q3." in said
    assert "beta" not in said
    assert "Al gearchiveerd" in amlib(capsys, "list", "--runs")[1]
    assert amlib(capsys, "verify") == (0, "2 edities, 0 fouten\n")

    shutil.rmtree(here / "output" / "freezes")
    ended, said = amlib(capsys, "rebuild", "alfa/2022Q3/toy")
    assert ended == 0, said
    assert "byte voor byte gelijk" in said

    page = here / "output/alfa/2022Q3/toy/v1/page.html"
    page.chmod(0o644)
    page.write_text(
        page.read_text(encoding="utf-8").replace("alfa in 2022Q3", "alfa in 2022Q4"), encoding="utf-8"
    )
    ended, said = amlib(capsys, "verify")
    assert ended == 1
    assert "page.html: gewijzigd" in said
    ended, said = amlib(capsys, "rebuild", "alfa/2022Q3/toy")
    assert ended == 1
    assert "page.html: wijkt af" in said


def test_one_command_makes_the_documents_of_a_quarter_and_a_second_time_none(capsys, here):
    notebook = nbformat.read(here / "notebooks/40_toy.ipynb", as_version=4)
    notebook.cells[1].source = PARAMETERS.replace("internal", "customer")
    nbformat.write(notebook, here / "notebooks/40_toy_customer.ipynb")
    for slice_ in (here / "output/freezes/f1/slices").iterdir():
        card = (slice_ / "internal/slice.json").read_text()
        (slice_ / "customer").mkdir()
        (slice_ / "customer/slice.json").write_text(card.replace('"internal"', '"customer"'))
    ended, said = amlib(capsys, "quarter", "--period", "2022Q3", "--same-freeze")
    assert ended == 0, said
    assert "8 gemaakt" in said
    made = {path.name for path in (here / "output/beta/2022Q3").iterdir()}
    assert made == {"toy", "toy-en", "toy-customer", "toy-customer-en"}

    again = ["--period", "2022Q3", "--all", "--same-freeze"]
    assert (
        "niets te doen: alle 8 edities" in amlib(capsys, "quarter", "--period", "2022Q3", "--same-freeze")[1]
    )
    options = ["--audience", "internal", "--audience", "customer", "--language", "nl", "--language", "en"]
    assert "niets te doen: alle 8 edities" in amlib(capsys, "run", "toy", *options, *again)[1]
    assert "niets te doen: alle 2 edities" in amlib(capsys, "run", "toy", *again)[1]

    (here / "said").mkdir()
    (here / "said/alfa.json").write_text(
        json.dumps({"account": "alfa", "reasons": [{"period": "2022Q3", "effect": "price", "cause": "own", "text": "x", "author": "A", "said_on": "2022-10-02"}]})
    )  # fmt: skip
    with (here / "parameters/workbook.yml").open("a") as book:
        book.write("records: ../said\n")
    said = amlib(capsys, "quarter", "--period", "2022Q3", "--same-freeze")[1]
    assert "2 gemaakt, 6 al gearchiveerd" in said, "a new reason is for ourselves, in both languages"


def test_what_the_ledger_holds_reaches_the_documents_and_each_names_its_last_entry(capsys, here):
    command = ["run", "toy", "--period", "2022Q3", "--all", "--same-freeze"]
    assert "2 gemaakt" in amlib(capsys, *command)[1]
    reason = ["ledger", "reason", "alfa", "2022Q3", "price", "--cause", "market", "--text", "rund werd duurder", "--author", "Ann"]  # fmt: skip
    assert amlib(capsys, *reason)[0] == 0
    assert "1 gemaakt, 1 al gearchiveerd" in amlib(capsys, *command)[1]
    folder = here / "output/alfa/2022Q3/toy/v2"
    told = json.loads((folder / "inputs/records.json").read_text())
    assert [each["text"] for each in told["reasons"]] == ["rund werd duurder"]
    named = json.loads((folder / "manifest.json").read_text())["ledger"]
    assert named["position"] == 1
    assert json.loads((here / "output/alfa/2022Q3/toy/v1/manifest.json").read_text())["ledger"] is None
    assert amlib(capsys, "ledger", "verify")[0] == 0
    assert "niets te doen: alle 2 edities" in amlib(capsys, *command)[1]


PUBLISH = """
from IPython.display import display
chance = {"through": "2022-09", "year": 2022, "level": "total", "key": "total", "measure": "revenue", "target": 100.0, "probability": rate, "centre": 98.0}
display({"application/vnd.amlib.published+json": {"published": [chance]}, "text/plain": ""}, raw=True)
"""


@pytest.fixture
def publishing(here):
    """The notebook gives a probability."""
    notebook = nbformat.read(here / "notebooks/40_toy.ipynb", as_version=4)
    notebook.cells.append(new_code_cell(PUBLISH, id="d"))
    nbformat.write(notebook, here / "notebooks/40_toy.ipynb")
    return here


def published(here) -> list[tuple[str, str]]:
    """What the ledger holds: the account and the stream of each entry."""
    return [(each.account, each.stream) for each in ledger.open(f"sqlite:///{here / 'output/ledger.sqlite'}").read()]  # fmt: skip


def test_what_a_batch_publishes_stands_in_the_ledger_and_a_second_batch_adds_nothing(capsys, publishing):
    command = ["quarter", "--period", "2022Q3", "--same-freeze"]
    assert "4 gemaakt" in amlib(capsys, *command)[1]
    found = published(publishing)
    assert sorted(account for account, _ in found) == ["alfa", "beta"], "one for both languages"
    assert "niets te doen: alle 4 edities" in amlib(capsys, *command)[1]
    assert published(publishing) == found
    assert amlib(capsys, "ledger", "verify") == (0, "2 vermeldingen, 0 fouten\n")
    line = amlib(capsys, "ledger", "list", "--account", "alfa")[1]
    assert f"published, {found[0][1].partition('/')[2]}: één kans voor 2022" in line.replace("beta", "alfa")
    assert "probability" not in line


KILLED = """
import os, signal, sys
from amlib import cli
from amlib.editions import publications
write, calls = publications.write, []
def killed(*given):
    calls.append(given)
    if len(calls) == 2:  # before the batch, and after it
        os.kill(os.getpid(), signal.SIGKILL)
    return write(*given)
publications.write = killed
cli.main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_what_a_batch_that_was_killed_did_not_write_the_next_one_writes(capsys, publishing):
    command = ["run", "toy", "--account", "alfa", "--period", "2022Q3", "--same-freeze"]
    ended = subprocess.run([sys.executable, "-c", KILLED, *command], cwd=publishing, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (publishing / "output/alfa/2022Q3/toy/v1/published.json").is_file()
    assert published(publishing) == [], "it was filed, and its batch was gone before it wrote"
    later = [*command[:4], "--period", "2022Q4", "--same-freeze"]
    assert "1 gemaakt" in amlib(capsys, *later)[1]
    assert published(publishing) == [("alfa", "published/alfa/2022Q3/toy/v1"), ("alfa", "published/alfa/2022Q4/toy/v1")]  # fmt: skip
    told = json.loads((publishing / "output/alfa/2022Q4/toy/v1/inputs/records.json").read_text())["published"]
    assert [(each["edition"], each["period"]) for each in told] == [("alfa/2022Q3/toy/v1", "2022Q3")]
    assert json.loads((publishing / "output/alfa/2022Q4/toy/v1/manifest.json").read_text())["ledger"]["position"] == 1  # fmt: skip
    assert "niets te doen" in amlib(capsys, *command)[1]
    assert "niets te doen" in amlib(capsys, *later)[1]


def test_a_failed_edition_makes_the_command_fail_and_names_its_log(capsys, here):
    ended, said = amlib(
        capsys, "run", "toy", "--period", "2022Q3", "--account", "alfa", "--same-freeze", "--set", "rate=2"
    )
    assert ended == 1
    assert "AssertionError: too high" in said
    log = next((here / "output" / "runs").glob("*/*/failure.txt"))
    assert str(log.relative_to(here)) in said
    assert "assert rate < 1" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command", [each.name or each.callback.__name__ for each in cli.app.registered_commands]
)
def test_every_command_has_one_sentence_and_an_example(capsys, command):
    ended, said = amlib(capsys, command.rstrip("_"), "--help")
    assert ended == 0
    sentence = next(
        each for each in cli.app.registered_commands if (each.name or each.callback.__name__) == command
    ).callback.__doc__
    assert sentence.strip().count(".") == 1
    assert f"Example: amlib {command.rstrip('_')}" in said


def test_version_names_the_code(capsys):
    ended, said = amlib(capsys, "version")
    assert ended == 0
    assert said.startswith("amlib 0.")


def test_the_module_can_be_run():
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "amlib", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("amlib 0.")


def test_who_manages_an_account_comes_to_draft_and_a_file_with_a_fault_keeps_nobody_from_the_forms(tmp_path):
    (tmp_path / "alfa.yml").write_text("account: alfa\naccount_manager: Ans\nsupervisor: Bob\n")
    assert [cli_forms._first(who, tmp_path) for who in ("Ans", "Bob", "Cor")] == ["draft", "decide", "decide"]
    assert cli_forms._first("Ans", tmp_path / "none") == "decide"
    (tmp_path / "beta.yml").write_text("account: beta\n")
    assert cli_forms._first("Ans", tmp_path) == "decide"
