"""A real PostgreSQL server for the tests of the ledger, and an empty ledger of either kind."""

from __future__ import annotations

import getpass
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

MakeUrl = Callable[[], str]


def binaries() -> Path | None:
    """Where Debian puts the server's programs, or where the path says."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    onpath = shutil.which("initdb")
    return found[-1].parent if found else Path(onpath).parent if onpath else None


@pytest.fixture(scope="session")
def server() -> Iterator[MakeUrl]:
    """A server of our own, on a socket in a folder of its own; each call gives the address of a new database."""
    programs = binaries()
    if programs is None:
        pytest.skip("no server: Debian's package postgresql is not installed")
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()  # it refuses to be run by root
    home = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short: the path of a socket may not be long
    if os.geteuid() == 0:
        shutil.chown(home, owner)

    def run(program: str, *arguments: str) -> None:
        words = [programs / program, "-D", home / "data", *arguments]
        with (home / "said").open("ab") as said:
            subprocess.run(
                words, check=True, stdout=said, stderr=said, user=owner if os.geteuid() == 0 else None, cwd=home
            )  # fmt: skip

    run("initdb", "--auth=trust", "--no-sync", "--username=team", "--encoding=UTF8")
    run(
        "pg_ctl",
        "start",
        "-w",
        "-o",
        f"-c listen_addresses='' -c fsync=off -k {home}",
        "-l",
        str(home / "log"),
    )
    numbers = itertools.count(1)
    place = f"postgresql://team:geheim@/{{name}}?host={home}"
    whole = sa.create_engine(
        place.format(name="postgres").replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool
    )

    def new() -> str:
        name = f"ledger{next(numbers)}"
        with whole.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return place.format(name=name)

    yield new
    run("pg_ctl", "stop", "-m", "immediate")
    shutil.rmtree(home)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger that is not there yet, in a file and on a server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'besluiten' / 'ledger.sqlite'}"
    made: str = request.getfixturevalue("server")()
    return made
