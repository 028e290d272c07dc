"""Who writes: what was said, then the environment, then a JupyterHub, then the login; and whose that login is."""

from __future__ import annotations

import getpass

import pytest

from amlib import errors, language
from amlib.data import people
from amlib.data.people import Person

KNOWN = {"mwouda": "Marieke Wouda", "hroelfsema": "Hendrik Roelfsema"}

# given, AMLIB_AUTHOR, JUPYTERHUB_USER, login          who writes
TOLD = [
    (None, "", "", "mwouda", Person("Marieke Wouda", "mwouda", True)),
    ("Marieke Wouda", "", "", "mwouda", Person("Marieke Wouda", "mwouda", True)),
    ("marieke wouda ", "", "", "mwouda", Person("Marieke Wouda", "mwouda", True)),
    ("mwouda", "", "", "mwouda", Person("Marieke Wouda", "mwouda", True)),
    (None, "", "hroelfsema", "jovyan", Person("Hendrik Roelfsema", "hroelfsema", True)),
    (None, "Els", "", "root", Person("Els", "root")),
    ("Els", "Bob", "", "root", Person("Els", "root")),
    ("hroelfsema", "", "", "root", Person("Hendrik Roelfsema", "root")),
    (None, "", "", "root", Person("root")),
    ("  ", " ", " ", "root", Person("root")),
    ("Root", "", "", "root", Person("Root")),
]


@pytest.fixture
def sits(monkeypatch: pytest.MonkeyPatch):
    """Somebody sits down: the environment and the login."""

    def sit(author: str, hub: str, login: str) -> None:
        monkeypatch.setenv(people.AUTHOR, author)
        monkeypatch.setenv(people.HUB, hub)
        monkeypatch.setattr(getpass, "getuser", lambda: login)

    return sit


@pytest.mark.parametrize(("given", "author", "hub", "login", "found"), TOLD)
def test_who_writes(sits, given, author, hub, login, found):
    sits(author, hub, login)
    assert people.writing(KNOWN, given) == found


@pytest.mark.parametrize(("given", "author"), [("Hendrik Roelfsema", ""), ("hroelfsema", ""), (None, "Hendrik Roelfsema")])  # fmt: skip
def test_a_login_that_is_somebody_s_writes_in_no_other_name(sits, given, author):
    sits(author, "", "mwouda")
    with language.use("en"), pytest.raises(errors.ParameterError) as found:
        people.writing(KNOWN, given)
    assert "mwouda is the login of Marieke Wouda, and cannot write as Hendrik Roelfsema" in str(found.value)
    assert "nothing was written" in str(found.value)


def test_a_workbook_without_people_lets_any_name_be_given_and_keeps_the_login(sits):
    sits("", "", "mwouda")
    assert people.writing({}, "Hendrik Roelfsema") == Person("Hendrik Roelfsema", "mwouda")
