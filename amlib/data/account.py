"""
One account's parameters: what a person sets, beside what the tables say.

Who manages the account and who decides about it, and by how much it should grow, is in no source system. It stands in
``parameters/accounts/<account>.yml``, one file per account, kept with the workbook and changed by people.

A batch reads the files and passes on what a notebook takes. A person who opens a notebook in JupyterLab finds the same (``own``): what a cell leaves open is taken from the account's file nearby.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from amlib import language
from amlib.data import settings

__all__ = ["AccountParameters", "Event", "folder_read", "nearby", "own", "read"]

_NEARBY = (".", "..", "../..")


class Event(settings.Settings):
    """Something that is known to come and was never done before; ``low`` and ``high`` hold four in five, without them the amount is certain."""

    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="a month such as '2026-11'")
    what: str = Field(min_length=1, description="what comes, in words")
    group: str = Field(min_length=1, description="a product group, as in the table products")
    measure: Literal["quantity", "revenue", "margin"] = Field(
        default="revenue", description="quantity, revenue or margin"
    )
    amount: float = Field(allow_inf_nan=False, description="what it adds in that month, a number")
    low: float | None = Field(
        default=None, allow_inf_nan=False, description="the low end of its range, a number"
    )
    high: float | None = Field(
        default=None, allow_inf_nan=False, description="the high end of its range, a number"
    )


class AccountParameters(settings.Settings):
    """
    What a person sets for one account.

    Attributes
    ----------
    account : its code, as in the table ``accounts``.
    account_manager, supervisor : names of persons of our own company.
    growth_target : fraction of last year's revenue, -1 to 10; None where none was agreed.
    follows : product group → raw material whose quotation its price follows, where their names differ.
    events : what is known to come and was never done before, on top of the latest estimate.
    remark : shown at the head of internal documents.
    """

    account: str = Field(
        min_length=1, description="the code of the account, between quotes when it is a number"
    )
    account_manager: str = Field(min_length=1, description="the name of the account manager")
    supervisor: str = Field(min_length=1, description="the name of the supervisor")
    growth_target: float | None = Field(
        default=None,
        ge=-1,
        le=10,
        allow_inf_nan=False,
        description="a fraction from -1 to 10, such as 0.12 for twelve percent",
    )
    follows: dict[str, str] = Field(
        default_factory=dict,
        description="a product group and the raw material that its price follows, such as gehakt: rund",
    )
    events: list[Event] = Field(
        default_factory=list, description="a list of events, each with month, what, group and amount"
    )
    remark: str | None = Field(default=None, description="a remark in words")


def read(path: Path | str) -> AccountParameters:
    """
    The parameters of one account.

    Raises
    ------
    ParameterError
        The file cannot be used; all its faults at once, each with its line.
    """
    return settings.read(path, AccountParameters)


def nearby(account: str) -> AccountParameters | None:
    """
    What the account's own file says, for a person in JupyterLab; None where there is no file, and in a batch, which is told what it needs.

    Raises
    ------
    ParameterError
        The file cannot be used.
    """
    if os.environ.get("AMLIB_SLICE") or Path("slice/slice.json").is_file():
        return None
    files = (Path(place) / "parameters" / "accounts" / f"{account}.yml" for place in _NEARBY)
    file = next((file for file in files if file.is_file()), None)
    return read(file) if file else None


def own(
    account: str,
    growth_target: float | None = None,
    follows: Mapping[str, str] | None = None,
    events: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """
    What was set for an account, as ``review.read`` takes it: what was asked, and of what was left open what the account's file nearby says.

    Returns
    -------
    dict
        ``growth_target``, ``follows``, ``coming``.

    Raises
    ------
    ParameterError
        The file cannot be used.
    """
    near = nearby(account)
    told = near.model_dump() if near else {}
    return {
        "growth_target": told.get("growth_target") if growth_target is None else growth_target,
        "follows": dict(follows or told.get("follows") or {}),
        "coming": list(events or told.get("events") or ()),
    }


def folder_read(folder: Path | str) -> dict[str, AccountParameters]:
    """
    The parameters of every account in a folder, by account, in order of account; a folder that is not there holds none.

    Raises
    ------
    ParameterError
        Any of the files cannot be used, or two of them are about the same account; the faults of all files at once.
    """
    paths = sorted(Path(folder).glob("*.yml"))
    read_values = settings.read_all(paths, AccountParameters)
    first: dict[str, Path] = {}
    faults = []
    for path, value in zip(paths, read_values, strict=True):
        if value.account in first:
            what = language.say("account {account} has two files", account=value.account)
            expected = language.say(
                "one file per account; the other is {file}", file=first[value.account].as_posix()
            )
            faults.append(settings.Fault(what, expected, path))
        first.setdefault(value.account, path)
    if faults:
        raise settings.refused(faults)
    return {value.account: value for value in sorted(read_values, key=lambda value: value.account)}
