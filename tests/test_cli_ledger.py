"""The ledger on the command line: what is said is kept and found again, what is wrong is told, and every command has its help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amlib import cli, cli_ledger, language
from amlib.plan import ledger

WORKBOOK = "company: Ons bedrijf\nlanguage: nl\n{ledger}tables:\n  sales:\n    path: sales.csv\n"
COMMIT = [
    "commit", "alfa", "TZ-003", "--by", "us", "--to", "inkoper", "--what", "een [b]nieuw[/b] plan", "--agreed", "2026-05-01", "--due",
    "2026-07-11", "--author", "Ann",
]  # fmt: skip
REASON = [
    "reason",
    "alfa",
    "2026k3",
    "price",
    "--cause",
    "market",
    "--text",
    "rund werd duurder",
    "--author",
    "Ann",
]
DECIDE = [
    "decide", "alfa", "V-1", "--subject", "plan", "--what", "minder leveringen", "--outcome", "adopted", "--by", "chef", "--on",
    "2026-08-01", "--effect", "1200.5",
]  # fmt: skip

# command line                                              exit  words in what it says
REFUSED = [
    (["nonsense"], 2, "No such command"),
    (["reason", "alfa", "2026Q3", "price"], 2, "Missing"),
    ([*REASON[:4], "--cause", "weather", "--text", ""], 1, "cause: "),
    ([*REASON[:2], "soon", *REASON[3:]], 1, "de periode is 'soon'"),
    ([*COMMIT[:-4], "--due", "ooit"], 1, "due: "),
    (["done", "alfa", "TZ-099"], 1, "alfa heeft geen vermelding 1 in commitment/TZ-099"),
    ([*DECIDE[:8], "maybe", *DECIDE[9:]], 1, "outcome: "),
    ([*COMMIT, "--author", "Ann\nBob"], 1, "author is"),
    (["import", "absent.jsonl"], 1, "absent.jsonl is niet te lezen"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A project folder with a workbook."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(cli.signal, "signal", lambda number, action: None)
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "workbook.yml").write_text(WORKBOOK.format(ledger=""))
    with language.use("nl"):
        yield tmp_path


def amlib(capsys, *words: str) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["ledger", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


@pytest.mark.parametrize(("words", "code", "says"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_written(capsys, here, words, code, says):
    ended, said = amlib(capsys, *words)
    assert ended == code, said
    assert says in said
    assert "Traceback" not in said
    assert amlib(capsys, "list") == (0, "er is nog niets gezegd\n")


def test_from_a_promise_to_its_end(capsys, here):
    assert amlib(capsys, *COMMIT) == (0, "vermelding 1: commitment/TZ-003, nummer 1\n")
    assert amlib(capsys, *REASON)[1] == "vermelding 2: reason/2026Q3/price/total/, nummer 1\n"
    assert amlib(capsys, *DECIDE)[1] == "vermelding 3: proposal/V-1, nummer 1\n"
    assert amlib(capsys, "done", "alfa", "TZ-003", "--on", "2026-07-01")[1].endswith("nummer 2\n")
    said = amlib(capsys, "list", "--account", "alfa")[1]
    for words in (
        "[b]nieuw[/b]",
        "rund werd duurder",
        "effect: 1200.5",
        "done, done_on: 2026-07-01",
        "Wat er is gezegd",
    ):
        assert words in said
    assert "rund" not in amlib(capsys, "list", "--stream", "commitment/TZ-003")[1]
    assert amlib(capsys, "list", "--account", "beta")[1] == "er is nog niets gezegd\n"
    assert amlib(capsys, "verify") == (0, "4 vermeldingen, 0 fouten\n")
    assert (here / "output" / "ledger.sqlite").is_file()


def test_a_second_writer_is_told_what_was_said(capsys):
    amlib(capsys, *COMMIT)
    amlib(capsys, "done", "alfa", "TZ-003", "--on", "2026-07-01", "--author", "Bob", "--seen", "1")
    ended, said = amlib(capsys, "done", "alfa", "TZ-003", "--on", "2026-07-02", "--seen", "1")
    assert ended == 1
    assert "iemand schreef in commitment/TZ-003" in said
    assert "Bob: done, done_on: 2026-07-01" in said


def test_out_and_in_again(capsys, here):
    amlib(capsys, *COMMIT)
    amlib(capsys, *REASON)
    assert amlib(capsys, "export", "uit.jsonl") == (0, "2 vermeldingen, in uit.jsonl\n")
    ended, said = amlib(capsys, "import", "uit.jsonl", "--output", "elders")
    assert ended == 0, said
    assert said.startswith("2 vermeldingen, in sqlite:///")
    assert amlib(capsys, "list", "--output", "elders") == amlib(capsys, "list")
    text = (here / "uit.jsonl").read_text("utf-8")
    (here / "uit.jsonl").write_text(text.replace("duurder", "goedkoper"), "utf-8")
    ended, said = amlib(capsys, "import", "uit.jsonl", "--output", "derde")
    assert ended == 1
    assert "2: de vermelding is gewijzigd" in said


def test_what_editions_name_shows_a_tail_that_was_cut_off(capsys, here):
    amlib(capsys, *COMMIT)
    seen = ledger.head(ledger.open(f"sqlite:///{here}/output/ledger.sqlite"))
    folder = here / "output" / "alfa" / "2026Q3" / "toy" / "v1"
    folder.mkdir(parents=True)
    card = {"account": "alfa", "period": "2026Q3", "ledger": {"position": seen.position, "hash": seen.hash}}
    (folder / "manifest.json").write_text(json.dumps(card))
    assert amlib(capsys, "verify") == (0, "1 vermeldingen, 0 fouten\n")
    (here / "output" / "ledger.sqlite").unlink()
    ended, said = amlib(capsys, "verify")
    assert ended == 1
    assert "het eind is afgeknipt: alfa/2026Q3/toy/v1 zag vermelding 1" in said


def test_the_workbook_names_the_ledger_from_its_own_folder(capsys, here):
    (here / "parameters" / "workbook.yml").write_text(
        WORKBOOK.format(ledger="ledger: sqlite:///../samen/l.sqlite\n")
    )
    amlib(capsys, *COMMIT)
    assert (here / "samen" / "l.sqlite").is_file()
    assert not (here / "output").exists()


@pytest.mark.parametrize(
    "address",
    ["postgresql://ann:geheim@nergens.invalid/x", "postgresql://ann@nergens.invalid/x?password=geheim", "postgresql://a:ge@heim:geheim@db/x", "mysql://ann:geheim@db/x"],
)  # fmt: skip
def test_a_password_in_the_file_is_refused_and_not_shown(capsys, here, address):
    (here / "parameters" / "workbook.yml").write_text(WORKBOOK.format(ledger=f"ledger: {address}\n"))
    ended, said = amlib(capsys, "list", "--debug")
    assert ended == 1
    assert "het wachtwoord van het logboek staat in het bestand" in said
    assert "geheim" not in said


def test_a_ledger_in_another_kind_of_database_is_refused(capsys, here):
    (here / "parameters" / "workbook.yml").write_text(WORKBOOK.format(ledger="ledger: mysql://db/x\n"))
    ended, said = amlib(capsys, "list")
    assert ended == 1
    assert "een logboek kan niet worden bewaard in mysql" in said
    assert "sqlite:///ledger.sqlite" in said


def test_a_password_from_the_environment_is_used_and_not_shown(capsys, here, monkeypatch):
    address = f"postgresql://ann:${{WACHTWOORD}}@/x?host={here}"
    (here / "parameters" / "workbook.yml").write_text(WORKBOOK.format(ledger=f"ledger: {address}\n"))
    ended, said = amlib(capsys, "list")
    assert (ended, "WACHTWOORD" in said) == (1, True), "it is asked for"
    monkeypatch.setenv("WACHTWOORD", "zeergeheim")
    ended, said = amlib(capsys, "list", "--debug")
    assert ended == 1
    assert "het logboek is niet te gebruiken" in said
    assert "ann:***@" in said
    assert "zeergeheim" not in said


@pytest.mark.parametrize(
    "command", [each.name or each.callback.__name__ for each in cli_ledger.app.registered_commands]
)
def test_every_command_has_one_sentence_and_an_example(capsys, command):
    ended, said = amlib(capsys, command, "--help")
    assert ended == 0
    (found,) = (
        each
        for each in cli_ledger.app.registered_commands
        if (each.name or each.callback.__name__) == command
    )
    assert found.callback.__doc__.strip().count(".") == 1
    assert f"Example: amlib ledger {command}" in said


def test_the_example_of_a_promise_can_be_pasted(capsys):
    import shlex

    for command in ("reason", "commit", "done", "decide"):
        (found,) = (each for each in cli_ledger.app.registered_commands if each.callback.__name__ == command)
        ended, said = amlib(capsys, *shlex.split(found.epilog)[3:])
        assert ended == 0, said
