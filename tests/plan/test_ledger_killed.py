"""A writer that is killed at any step leaves a ledger that is as before or as after, and the next writer goes on."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

KILLED = Path(__file__).with_name("killed.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is traced as Linux does it")


def points(url: str, every: int) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-W", "error", KILLED, url, str(every)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def sound(found: list[dict], least: int) -> None:
    """Before or after, never between; what the writer was told is true; whoever comes next can write."""
    assert len(found) >= least, "the points are many"
    for point in found:
        assert point["after"] - point["before"] in (0, 1), point
        assert point["first"] in (None, point["after"]), "what is read right after the kill is what stays"
        assert point["after"] > point["before"] or not point["told"], "what is called done is there"
        assert point["faults"] == []
        assert point["then"] == point["after"] + 1
    outcomes = Counter(point["after"] - point["before"] for point in found)
    assert outcomes[0] > 10
    assert outcomes[1] > 2, "some were killed after the entry was on the disk"
    assert any(point["after"] > point["before"] and not point["told"] for point in found)
    assert [point["reached"] for point in found] == [True] * (len(found) - 1) + [False], "up to the very end"


def test_a_file_that_is_being_made(tmp_path: Path):
    sound(points(f"sqlite:///{tmp_path}/{{n}}.sqlite", 2), 40)


def test_a_file_that_grows(tmp_path: Path):
    sound(points(f"sqlite:///{tmp_path}/ledger.sqlite", 2), 40)


def test_a_server(server):
    sound(points(server(), 2), 40)
