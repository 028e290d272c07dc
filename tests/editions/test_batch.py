"""A batch: what succeeds is filed, what fails fails alone, and nothing survives that should not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from amlib import errors
from amlib.editions import archive, batch, memory, runs
from amlib.plan import records

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

# what a cell does to the account 'beta' only      state        the error says
FAILURES = [
    ("if account == 'beta': 1 / 0", "failed", "ZeroDivisionError: division by zero"),
    ("import os\nif account == 'beta': os.kill(os.getpid(), 9)", "failed", "the kernel died"),
    ("import os\nif account == 'beta': os.kill(os.getppid(), 9)", "failed", "ended from outside"),
    ("import time\nif account == 'beta': time.sleep(60)", "timed out", "not ready after 20 seconds"),
    ("import sys\nif account == 'beta': sys.exit(0)", "failed", "ended itself before its last cell"),
    (
        "import os\nif account == 'beta': open('slice/sales.parquet', 'a').write('!')",
        "failed",
        "changed its own slice",
    ),
]


def test_an_order_becomes_a_filed_edition(shop):
    run = shop.run(shop.order("alfa"))
    assert run.succeeded
    folder = shop.output / "alfa/2022Q3/toy/v1"
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "inputs/notebook.ipynb", "inputs/parameters.json", "inputs/records.json", "inputs/slice/sales.parquet", "inputs/slice/slice.json",
        "inputs/slice/visits.parquet", "manifest.json", "notebook.ipynb", "page.html", "print.pdf",
    ]  # fmt: skip
    assert "alfa grew by 12.5%" in (folder / "page.html").read_text()
    assert json.loads((folder / "manifest.json").read_text())["headline"] == "alfa grew by 12.5% in 2022Q3."
    assert not list(run.folder.glob("*/"))


def test_running_again_makes_only_what_is_missing(shop):
    shop.run(shop.order("alfa"))
    run = shop.run(shop.order("alfa"), shop.order("beta"))
    assert [entry.state for entry in run.entries.values()] == ["filed before", "done"]
    assert run.succeeded


def test_other_parameters_make_a_next_version(shop):
    shop.run(shop.order("alfa"))
    run = shop.run(shop.order("alfa", rate=0.7))
    assert run.entries["alfa/2022Q3/toy"].path == "alfa/2022Q3/toy/v2"
    assert "alfa 2022Q3 v2" in (shop.output / "alfa/2022Q3/toy/v2/page.html").read_text()


def test_audience_and_language_have_their_own_place(shop):
    run = shop.run(shop.order(audience="customer", language="en"))
    assert [entry.path for entry in run.entries.values()] == ["alfa/2022Q3/toy-customer-en/v1"]


def test_a_kernel_is_given_the_tables_that_its_notebook_names_and_no_others(shop):
    shop.write(
        "assert sorted(p.name for p in pathlib.Path('slice').iterdir()) == ['sales.parquet', 'slice.json']",
        tables=["sales"],
    )
    assert shop.run(shop.order()).succeeded
    assert not (shop.output / "alfa/2022Q3/toy/v1/inputs/slice/visits.parquet").exists()


SAID = records.Records.model_validate({
    "account": "alfa", "reasons": [{"period": "2022Q3", "effect": "price", "cause": "own", "text": "dear", "author": "A", "said_on": "2022-10-02"}],
})  # fmt: skip
PUBLISH = """
import json
from IPython.display import display
figure = {"period": period, "level": "total", "key": "", "measure": "revenue", "value": 12.5}
display({"application/vnd.amlib.published+json": {"figures": [figure]}, "text/plain": "published"}, raw=True)
"""


def test_a_kernel_is_given_the_records_of_its_own_edition(shop):
    shop.write(
        "from amlib.plan import records\nassert [each.text for each in records.given(account).reasons] == ['dear']"
    )
    assert shop.run(shop.order(said=SAID)).succeeded
    folder = shop.output / "alfa/2022Q3/toy/v1"
    assert (folder / "inputs/records.json").read_bytes() == memory.content(SAID)
    manifest = json.loads((folder / "manifest.json").read_text())
    (listed,) = (each["sha256"] for each in manifest["files"] if each["path"] == "inputs/records.json")
    assert manifest["records"] == listed
    assert (shop.output / "records/alfa.json").read_bytes() == memory.content(SAID)


def test_a_new_reason_makes_a_next_version_and_the_same_reason_none(shop):
    shop.run(shop.order())
    assert shop.run(shop.order(said=SAID)).entries["alfa/2022Q3/toy"].path == "alfa/2022Q3/toy/v2"
    assert shop.run(shop.order(said=SAID)).count("filed before") == 1


def test_what_an_internal_edition_publishes_is_filed_and_not_shown(shop):
    shop.write(PUBLISH)
    assert shop.run(shop.order()).succeeded
    folder = shop.output / "alfa/2022Q3/toy/v1"
    assert json.loads((folder / "published.json").read_text())["figures"][0]["value"] == 12.5
    assert "published.json" in [
        each["path"] for each in json.loads((folder / "manifest.json").read_text())["files"]
    ]
    found = memory.collect(shop.output, records.Records(account="alfa"), "toy", "2022Q4", "nl")
    assert [(each.edition, each.value) for each in found.figures] == [("alfa/2022Q3/toy/v1", 12.5)]
    assert shop.run(shop.order()).count("filed before") == 1, "an edition is not told of itself"


def test_a_customer_s_edition_that_publishes_is_not_filed(shop):
    shop.write(PUBLISH)
    run = shop.run(shop.order(audience="customer"))
    assert "for the customer publishes no estimates" in run.entries["alfa/2022Q3/toy-customer"].error
    assert not list(shop.output.rglob("published.json"))
    assert not (shop.output / "records").exists(), "what is known of an account is left for ourselves only"


def test_a_secret_of_the_caller_does_not_reach_the_kernel(shop, monkeypatch):
    monkeypatch.setenv("ERP_PASSWORD", "hunter2")
    shop.write("assert 'ERP_PASSWORD' not in os.environ and os.environ['PYTHONHASHSEED'] == '0'")
    assert shop.run(shop.order()).succeeded


@pytest.mark.parametrize(("cell", "state", "says"), FAILURES)
def test_an_edition_fails_alone(shop, cell, state, says):
    shop.write(cell)
    long = 20 if state == "timed out" else 300  # the other two are ready in time, however busy the machine is
    run = shop.run(shop.order("alfa"), shop.order("beta"), shop.order("gamma"), workers=2, timeout=long)
    assert not run.succeeded
    assert [entry.state for entry in run.entries.values()] == ["done", state, "done"]
    failed = run.entries["beta/2022Q3/toy"]
    assert says in failed.error
    assert says in (shop.output / failed.log / "failure.txt").read_text()
    if "slice" not in says:
        assert "cell 5\n" + textwrap.indent(cell, " " * 12) in failed.error, (
            "title, parameters, injected, ask, this one"
        )
    assert not (shop.output / "beta").exists() or not list((shop.output / "beta").rglob("v*"))
    assert not (shop.output / failed.log / "desk").exists()
    assert _kernels(shop.folder) == []


def test_a_failed_edition_is_made_when_the_cause_is_gone(shop):
    shop.write("1 / 0")
    assert shop.run(shop.order()).count("failed") == 1
    shop.write()
    assert shop.run(shop.order()).count("done") == 1


def test_the_same_edition_cannot_be_asked_for_twice(shop):
    with pytest.raises(errors.ParameterError, match="alfa/2022Q3/toy is asked for twice"):
        shop.run(shop.order(), shop.order())


def test_an_account_that_is_no_folder_name_is_refused_before_anything_runs(shop):
    with pytest.raises(errors.ArchiveError, match="cannot be a folder"):
        shop.run(shop.order("..", slice_of="alfa"))


@POSIX
def test_ctrl_c_ends_everything_and_files_nothing_half(shop):
    process, folder = _started(shop, "import time; time.sleep(60)")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    run = runs.read(folder)
    assert run.state == "interrupted"
    assert [entry.state for entry in run.entries.values()] == ["interrupted"]
    assert _gone(shop.folder)
    assert not list(shop.output.rglob("v1"))
    assert sorted(path.name for path in folder.iterdir()) == ["record.jsonl", "workers.log"]


@POSIX
@pytest.mark.parametrize("cell", ["import time; time.sleep(60)", "while True: pass"])
def test_nothing_survives_the_death_of_the_batch(shop, cell):
    process, folder = _started(shop, cell)
    process.kill()
    process.wait()
    assert _gone(shop.folder)
    run = runs.read(folder)
    assert run.state == "interrupted"
    assert run.entries["alfa/2022Q3/toy"].state == "interrupted"
    shop.write()
    assert shop.run(shop.order()).succeeded
    assert not list(folder.glob("*/edition"))


def test_a_running_batch_is_known_to_be_running(shop):
    process, folder = _started(shop, "import time; time.sleep(60)")
    assert runs.read(folder).state == "running"
    batch_again = shop.run()
    assert batch_again.state == "finished"
    assert list(folder.glob("*/edition")), "a running batch keeps its working copies"
    process.kill()
    process.wait()
    assert _gone(shop.folder)


def _started(shop, cell: str) -> tuple[subprocess.Popen[bytes], Path]:
    """A batch in a process of its own, in the middle of a cell."""
    marker = shop.folder / "reached"
    shop.write(f"pathlib.Path({str(marker)!r}).touch()\n{cell}")
    order = shop.order()
    code = (
        "from pathlib import Path\nfrom amlib.editions import batch, orders\n"
        f"order = orders.Order('toy', 'alfa', '2022Q3', 'internal', 'nl', Path({str(order.notebook)!r}), Path({str(order.slice)!r}), "
        f"{dict(order.parameters)!r}, {dict(order.card)!r})\n"
        f"batch.run([order], Path({str(shop.output)!r}), exports={{'page.html': 'toy_page'}})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 180
    while not marker.exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    return process, next((shop.output / "runs").iterdir())


def _kernels(folder: Path) -> list[int]:
    """The workers and kernels that work for a folder."""
    found = []
    for process in psutil.process_iter(["environ"]):
        environ = process.info["environ"] or {}
        if any(str(folder) in environ.get(name, "") for name in ("AMLIB_SLICE", "PYTHONPATH")):
            found.append(process.pid)
    return found


def _gone(folder: Path) -> bool:
    until = time.monotonic() + 60
    while _kernels(folder) and time.monotonic() < until:
        time.sleep(0.1)
    return not _kernels(folder)


def test_two_batches_at_once_get_two_versions(shop):
    drafts = []
    for name in "ab":
        draft = shop.folder / name
        batch.lay_out(shop.order(rate=0.1), draft)
        drafts.append(draft / "edition")

    def draw_late(version: str) -> dict[str, bytes]:
        if drafts[1].exists():  # another one files between the choice of a number and the renaming
            archive.file(
                drafts[1],
                shop.output,
                "alfa/2022Q3/toy",
                {},
                lambda other: {"page.html": f"other {other}".encode()},
            )
        return {"page.html": f"one {version}".encode()}

    filed = archive.file(drafts[0], shop.output, "alfa/2022Q3/toy", {}, draw_late)
    assert filed.address == "alfa/2022Q3/toy/v2"
    assert (shop.output / "alfa/2022Q3/toy/v1/page.html").read_text() == "other v1"
    assert (shop.output / "alfa/2022Q3/toy/v2/page.html").read_text() == "one v2"
