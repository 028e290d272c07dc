"""
Who is at the keyboard: a login, and the name of the person behind it.

What stands in the ledger stands in somebody's name, and a supervisor may not decide on what they submitted themselves. So a name is not typed in a form, where anybody types any name: it belongs to
the place where somebody writes. It is, in this order, what the program was started with (``--author``, ``--by``, or ``AMLIB_AUTHOR``), the user of a JupyterHub, or who is logged in on the machine. A login
is seldom a name; ``people`` in the workbook's file says whose it is::

    people: {mwouda: Marieke Wouda, hroelfsema: Hendrik Roelfsema}

A login that stands there is one person: whoever is logged in with it writes in that person's name and in no other, so that the rule about one's own plan holds for each login. With a login that does not stand
there any name may be given, as a demonstration or a shared desk needs; the login is then written down beside the name.

Deliberately absent: proof. Who may change the workbook's file or the environment can be anybody; what a file on somebody's own machine can and cannot promise is in ``docs/decisions/0024``.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass

from amlib import errors, language

__all__ = ["AUTHOR", "HUB", "Person", "same", "writing"]

AUTHOR = "AMLIB_AUTHOR"
"""Where the environment says in whose name is written."""
HUB = "JUPYTERHUB_USER"
"""Where a JupyterHub says who its user is."""


@dataclass(frozen=True)
class Person:
    """
    Who writes.

    Attributes
    ----------
    name : str
        As it stands in the ledger and in documents.
    login : str
        The login under which it is written; empty where that is the name itself.
    fixed : bool
        Whether the workbook says whose login it is, so that no other name can be given.
    """

    name: str
    login: str = ""
    fixed: bool = False


def writing(people: Mapping[str, str], given: str | None = None) -> Person:
    """
    Who writes here.

    Parameters
    ----------
    people : mapping of login to name
        As the workbook's file says.
    given : str, optional
        In whose name, as a person said it: a name, or a login that stands in ``people``.

    Raises
    ------
    ParameterError
        Another name is given than that of the login, where the workbook says whose that is.
    """
    login = os.environ.get(HUB, "").strip() or getpass.getuser()
    told = (given or "").strip() or os.environ.get(AUTHOR, "").strip()
    name, own = people.get(told, told), people.get(login)
    if own and name and not same(own, name):
        raise errors.ParameterError(
            language.say("{login} is the login of {own}, and cannot write as {name}", login=login, own=own, name=name),
            where=language.say("people in the workbook’s file"),
            expected=own,
            do_next=language.say("nothing was written; leave the name out, or let {name} log in", name=name),
        )  # fmt: skip
    name = own or name or login
    return Person(name, "" if same(login, name) else login, bool(own))


def same(one: str, other: str) -> bool:
    """
    Whether two names are of one person: letters and blanks around a name make nobody else.

    Examples
    --------
    >>> same("Els ", "els"), same("Els", "Elsa")
    (True, False)
    """
    return one.strip().casefold() == other.strip().casefold()
