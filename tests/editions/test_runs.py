"""The run record: what was written is what is known, also when the writer is gone."""

from __future__ import annotations

import json

from amlib.editions import runs


def test_a_run_is_what_its_record_says(tmp_path):
    record = runs.start(tmp_path, ["a/2022/x", "b/2022/x"])
    record.note("running", edition="a/2022/x", pid=1)
    assert runs.read(record.folder).state == "running"
    assert [entry.state for entry in runs.read(record.folder).entries.values()] == ["running", "queued"]
    record.note("done", edition="a/2022/x", path="a/2022/x/v1", seconds=1.5)
    record.note("failed", edition="b/2022/x", error="e", log="l")
    record.note("finished")
    record.close()
    run = runs.latest(tmp_path)
    assert run.state == "finished"
    assert not run.succeeded
    assert (run.count("done"), run.count("failed")) == (1, 1)
    assert run.entries["a/2022/x"].path == "a/2022/x/v1"


def test_a_run_whose_process_is_gone_was_interrupted(tmp_path):
    record = runs.start(tmp_path, ["a/2022/x", "b/2022/x"])
    record.note("done", edition="a/2022/x", path="p", seconds=1)
    record.close()
    path = record.folder / "record.jsonl"
    lines = path.read_text().splitlines()
    first = json.loads(lines[0]) | {"born": 12.0}  # the same number, but another process
    path.write_text("\n".join([json.dumps(first), *lines[1:], '{"at": "2026-11-24T00:00:00", "ev']))
    run = runs.read(record.folder)
    assert run.state == "interrupted"
    assert [entry.state for entry in run.entries.values()] == ["done", "interrupted"]


def test_tidying_takes_working_copies_and_leaves_records_and_logs(tmp_path):
    record = runs.start(tmp_path, ["a/2022/x"])
    for name in ("desk", "edition"):
        (record.folder / "a--2022--x" / name).mkdir(parents=True)
    (record.folder / "a--2022--x" / "log.txt").write_text("log")
    runs.tidy(tmp_path)
    assert (record.folder / "a--2022--x" / "desk").exists(), "a running batch keeps what it works on"
    record.note("interrupted")
    record.close()
    runs.tidy(tmp_path)
    assert [path.name for path in (record.folder / "a--2022--x").iterdir()] == ["log.txt"]


def test_runs_are_listed_latest_first(tmp_path):
    for _ in range(3):
        record = runs.start(tmp_path, [])
        record.note("finished")
        record.close()
    names = [run.name for run in runs.read_all(tmp_path)]
    assert names == sorted(names, reverse=True)
    assert len(names) == 3
    assert all(run.succeeded for run in runs.read_all(tmp_path))
