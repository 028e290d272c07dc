"""The archive: whole editions or none, never overwritten, and every change seen."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from amlib import errors, language
from amlib.editions import archive

FACTS = {"document": "toy", "account": "alfa", "period": "2022Q3", "identity": "i"}

# what happens to a filed edition                                            what verify says of which file
DAMAGE = [
    (lambda v: _overwrite(v / "page.html", "<h1>better</h1>"), "page.html", "changed"),
    (lambda v: (v / "inputs" / "slice.json").unlink(), "slice.json", "missing"),
    (lambda v: (v / "note.txt").write_text("hi"), "note.txt", "not filed with the edition"),
    (
        lambda v: _overwrite(v / "manifest.json", (v / "manifest.json").read_text().replace("toy", "tox")),
        "manifest.json",
        "changed",
    ),
    (lambda v: _overwrite(v / "manifest.json", "{"), "manifest.json", "cannot be read"),
    (lambda v: (v / "manifest.json").unlink(), "manifest.json", "missing"),
]

# the bottom line                                                            its first sentence
HEADLINES = [
    ("**Revenue grew 4.2% to €1.2m.** Margin fell.", "Revenue grew 4.2% to €1.2m."),
    (
        "De omzet was\n€\N{NO-BREAK SPACE}1,2 mln. Dat is *minder*.",
        "De omzet was €\N{NO-BREAK SPACE}1,2 mln.",
    ),
    ("Zie [de bijlage](#x): 12.408 kg te weinig.\n\nTweede alinea.", "Zie de bijlage: 12.408 kg te weinig."),
    (r"Jansen \& Zn. groeide met 3\.5 procent", r"Jansen & Zn. groeide met 3.5 procent"),
]


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def filed(output: Path, address: str = "alfa/2022Q3/toy") -> archive.Edition:
    draft = output / "draft"
    (draft / "inputs").mkdir(parents=True)
    (draft / "inputs" / "slice.json").write_text("{}")
    account, period, _ = address.split("/")
    facts = {**FACTS, "account": account, "period": period}
    return archive.file(
        draft, output, address, facts, lambda version: {"page.html": f"<p>{version}</p>".encode()}
    )


def _overwrite(path: Path, text: str) -> None:
    path.chmod(0o644)
    path.write_text(text)


def test_each_filing_is_a_next_version_and_leaves_the_earlier_ones_alone(tmp_path):
    assert [filed(tmp_path).address for _ in range(3)] == [f"alfa/2022Q3/toy/v{n}" for n in (1, 2, 3)]
    assert (tmp_path / "alfa/2022Q3/toy/v1/page.html").read_text() == "<p>v1</p>"
    assert not (tmp_path / "draft").exists()


def test_version_ten_comes_after_nine(tmp_path):
    for _ in range(11):
        filed(tmp_path)
    assert archive.find(tmp_path, "alfa/2022Q3/toy").number == 11
    assert [each.number for each in archive.editions(tmp_path)] == list(range(11, 0, -1))


def test_filed_files_are_read_only(tmp_path):
    folder = filed(tmp_path).folder
    assert all(
        not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        for path in folder.rglob("*")
        if path.is_file()
    )


def test_the_manifest_names_every_other_file(tmp_path):
    manifest = filed(tmp_path).manifest
    assert [each["path"] for each in manifest["files"]] == ["inputs/slice.json", "page.html"]
    # sha256 of '{}', from a hand calculation with sha256sum
    assert (
        manifest["files"][0]["sha256"] == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
    assert manifest["files"][0]["bytes"] == 2
    assert manifest["version"] == "v1"


def test_a_sound_archive_has_no_faults(tmp_path):
    filed(tmp_path)
    filed(tmp_path, "beta/2022Q4/toy")
    assert archive.verify(tmp_path) == (2, [])


@pytest.mark.parametrize(("damage", "name", "what"), DAMAGE)
def test_every_damage_is_named(tmp_path, damage, name, what):
    filed(tmp_path)
    damage(filed(tmp_path, "beta/2022Q4/toy").folder)
    count, faults = archive.verify(tmp_path)
    assert count == 2
    assert [(fault.path.name, fault.what) for fault in faults] == [(name, what)]
    assert "beta" in faults[0].path.parts


def test_editions_can_be_asked_by_account_and_period(tmp_path):
    for address in ("alfa/2022Q3/toy", "alfa/2022Q4/toy", "beta/2022Q4/toy"):
        filed(tmp_path, address)
    assert [each.address for each in archive.editions(tmp_path)] == [
        "alfa/2022Q4/toy/v1",
        "alfa/2022Q3/toy/v1",
        "beta/2022Q4/toy/v1",
    ]
    assert [each.address for each in archive.editions(tmp_path, "alfa", "2022Q4")] == ["alfa/2022Q4/toy/v1"]


@pytest.mark.parametrize("asked", ["alfa/2022Q3/toy", "alfa/2022Q3/toy/v2", "{folder}"])
def test_an_edition_is_found_by_folder_or_address(tmp_path, asked):
    filed(tmp_path)
    folder = filed(tmp_path).folder
    assert archive.find(tmp_path, asked.format(folder=folder)).address == "alfa/2022Q3/toy/v2"


def test_an_unknown_edition_is_an_error(tmp_path):
    with pytest.raises(errors.ArchiveError, match="there is no edition 'alfa/2022Q3/toy'"):
        archive.find(tmp_path, "alfa/2022Q3/toy")


@pytest.mark.parametrize(
    "address",
    [
        "../2022Q3/toy",
        "a/b",
        "a\\b/2022Q3/toy",
        "runs/2022Q3/toy",
        "/2022Q3/toy",
        "con./2022Q3/toy",
        "a/2022Q3/..",
    ],
)
def test_an_address_is_three_plain_names(address):
    with pytest.raises(errors.ArchiveError, match="cannot be a folder"):
        archive.check_address(address)


def test_an_edition_is_filed_before_only_when_it_is_the_latest_and_made_from_the_same(tmp_path):
    assert archive.filed_before(tmp_path, "alfa/2022Q3/toy", "i") is None
    filed(tmp_path)
    assert archive.filed_before(tmp_path, "alfa/2022Q3/toy", "i").number == 1
    assert archive.filed_before(tmp_path, "alfa/2022Q3/toy", "other") is None


@pytest.mark.parametrize(("text", "sentence"), HEADLINES)
def test_the_headline_is_the_first_sentence_of_the_bottom_line(text, sentence):
    shown = new_output("display_data", {"text/markdown": text})
    cell = new_code_cell("x", outputs=[shown], metadata={"tags": ["bottom-line"]})
    assert archive.headline(new_notebook(cells=[cell])) == sentence
    assert archive.headline(new_notebook()) is None


def test_identity_depends_on_what_it_is_made_from_and_on_nothing_else():
    facts = {
        "document": "d",
        "audience": "a",
        "language": "nl",
        "notebook": "n",
        "slice": "s",
        "records": "r",
        "parameters": {},
        "code": {"source": "c"},
    }
    assert archive.identity(facts) == archive.identity(
        {**facts, "run": "2", "code": {"source": "c", "commit": "x"}}
    )
    for name in facts:
        assert archive.identity(facts) != archive.identity({**facts, name: {"source": "other"}})


def test_a_folder_hash_sees_names_and_contents_and_no_dates(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text(json.dumps(1))
    assert archive.folder_hash(tmp_path / "one") == archive.folder_hash(tmp_path / "two")
    (tmp_path / "two" / "a").rename(tmp_path / "two" / "b")
    assert archive.folder_hash(tmp_path / "one") != archive.folder_hash(tmp_path / "two")
