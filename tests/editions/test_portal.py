"""The portal: every edition, offline, whatever somebody called an account."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from amlib.editions import archive, portal, runs

HOSTILE = "<script>alert(\"x\")</script> & 'Zn'"


def filed(output: Path, account: str = "alfa", period: str = "2022Q3", **facts: object) -> archive.Edition:
    draft = output / "draft"
    draft.mkdir(parents=True)
    known = {
        "document": "results_evaluation", "account": account, "account_name": account.title(), "period": period, "audience": "internal",
        "language": "nl", "company": "Ons bedrijf", "invented": True, "state": "draft", "code": {"source": "x"}, "headline": f"{account} groeide.",
    } | facts  # fmt: skip
    name = (
        str(known["document"])
        + ("-customer" if known["audience"] == "customer" else "")
        + ("-en" if known["language"] == "en" else "")
    )
    return archive.file(
        draft,
        output,
        f"{account}/{period}/{name}",
        known,
        lambda v: {"page.html": b"<p>", "print.pdf": b"%PDF"},
    )


class Page(HTMLParser):
    """Links, tags and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data):
        self.words += data


def page(output: Path, speak: str = "nl") -> tuple[str, Page]:
    text = portal.write(output, "Ons bedrijf", speak).read_text(encoding="utf-8")
    return text, Page(text)


def test_every_edition_can_be_reached(tmp_path):
    made = [filed(tmp_path) for _ in range(3)] + [
        filed(tmp_path, "b c"),
        filed(tmp_path, audience="customer"),
        filed(tmp_path, language="en"),
    ]
    _, read = page(tmp_path)
    links = [unquote(link) for link in read.links if not link.startswith("#")]
    for each in made:
        assert f"{each.address}/page.html" in links
        assert f"{each.address}/print.pdf" in links
    assert all((tmp_path / link).is_file() for link in links)


def test_the_latest_period_comes_first_and_the_newest_version_stands_for_its_document(tmp_path):
    for period, headline in (
        ("2021Q4", "oud"),
        ("2022Q3", "nieuw"),
        ("2022Q3", "nieuwer"),
        ("2022Q2", "midden"),
    ):
        filed(tmp_path, period=period, headline=headline)
    text, read = page(tmp_path)
    assert re.findall(r'class="headline"[^>]*>([^<]*)<', text) == ["nieuwer", "midden", "oud"]
    assert (
        read.words.index("3e kwartaal 2022")
        < read.words.index("2e kwartaal 2022")
        < read.words.index("4e kwartaal 2021")
    )
    assert "1 eerdere versie" in read.words


def test_nothing_is_fetched_and_the_script_is_the_one_that_is_named(tmp_path):
    filed(tmp_path)
    text, read = page(tmp_path)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL).group(1)
    name = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(
        attrs["content"] for tag, attrs in read.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{name}'" in policy
    assert not re.search(r"(?:src|href)=.?https?:|@import|url\((?!data:)", text)
    assert len(text) < 300_000


def test_what_people_called_things_is_text(tmp_path):
    filed(tmp_path, account_name=HOSTILE, headline=HOSTILE)
    text, read = page(tmp_path)
    assert HOSTILE in read.words
    assert text.count("<script>") == 1


@pytest.mark.parametrize(
    ("speak", "title", "words"),
    [("nl", "Accountdocumenten", "Verzonnen gegevens"), ("en", "Account documents", "Invented data")],
)
def test_it_speaks_the_language_of_the_workbook(tmp_path, speak, title, words):
    filed(tmp_path)
    _, read = page(tmp_path, speak)
    assert title in read.words
    assert words in read.words
    assert ("html", {"lang": speak}) in read.tags


def test_real_data_is_not_called_invented(tmp_path):
    filed(tmp_path, invented=False)
    assert "Verzonnen" not in page(tmp_path)[1].words
    filed(tmp_path, "beta")
    assert page(tmp_path)[1].words.count("Verzonnen gegevens") == 1, "only the invented one is marked"


def test_what_the_last_run_could_not_make_stands_on_top_with_its_log(tmp_path):
    filed(tmp_path)
    record = runs.start(
        tmp_path, ["alfa/2022Q3/results_evaluation", "beta/2022Q3/results_evaluation-customer"]
    )
    record.note(
        "failed",
        edition="beta/2022Q3/results_evaluation-customer",
        error="KeyError: 'cost'\nmore",
        log="runs/r/beta",
    )
    record.note("done", edition="alfa/2022Q3/results_evaluation", path="p")
    record.note("finished")
    record.close()
    _, read = page(tmp_path)
    assert "De laatste productie kon 1 document niet maken" in read.words
    assert "KeyError: 'cost'" in read.words
    assert "more" not in read.words
    assert "runs/r/beta/failure.txt" in read.links


def test_an_empty_archive_has_a_portal_too(tmp_path):
    assert "Er is nog geen document gearchiveerd." in page(tmp_path)[1].words
