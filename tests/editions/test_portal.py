"""The portal: every edition, offline, whatever somebody called an account."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from amlib.editions import archive, binding, memory, portal, runs
from amlib.plan import decided, keeping, ledger, state, workflow
from amlib.plan.items import Proposal
from tests.plan import examples

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOSTILE = "<script>alert(\"x\")</script> & 'Zn'"


def filed(
    output: Path, account: str = "alfa", period: str = "2022Q3", inputs: bytes = b"", **facts: object
) -> archive.Edition:
    draft = output / "draft"
    draft.mkdir(parents=True)
    if inputs:
        (draft / "inputs").mkdir()
        (draft / "inputs" / memory.FILE).write_bytes(inputs)
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


# ---- plans: how far they have come


def handed_in(output: Path, account: str = "alfa", text: str = "do it") -> ledger.Ledger:
    """A plan of two proposals, submitted."""
    kept = ledger.open(f"sqlite:///{output / 'l.sqlite'}")
    asked = (
        Proposal(number=1, subject="plan", text=text),
        Proposal(number=2, subject="contract", text="a bonus"),
    )
    plan = examples.plan().model_copy(update={"account": account, "proposals": asked})
    keeping.save(kept, plan, author="Ans", at=AT, seen=None)
    workflow.submit(kept, account, 2027, to="Bob", author="Ans", at=AT)
    return kept


def documented(output: Path, kept: ledger.Ledger, **facts: object) -> archive.Edition:
    """The document of the plan of alfa as it stands now."""
    told = state.records_of(kept.read(), "alfa", audience="internal")
    return filed(output, period="2026Q3", document="annual_plan", inputs=memory.content(told), **facts)


def plans_page(output: Path, kept: ledger.Ledger) -> tuple[str, str]:
    """The page as text, and its words with single blanks."""
    text = portal.write(output, "Ons bedrijf", "nl", decided.stands(kept.read())).read_text(encoding="utf-8")
    return text, " ".join(Page(text).words.split())


def decide_all(kept: ledger.Ledger) -> None:
    for each in decided.open_proposals(kept, "alfa", 2027):
        workflow.decide(kept, "alfa", 2027, each.number, "adopted", by="Bob", at=AT)


def adopt(kept: ledger.Ledger, edition: archive.Edition) -> None:
    workflow.adopt(kept, "alfa", 2027, by="Bob", at=AT, bound=binding.bound(edition))


def test_what_waits_for_a_decision_stands_above_the_documents_and_leads_to_the_one_that_shows_it(
    tmp_path, monkeypatch
):
    kept = handed_in(tmp_path, text=HOSTILE)
    text, words = plans_page(tmp_path, kept)
    assert "1 jaarplan wacht op een besluit" in words
    assert (
        "alfa Jaarplan 2027, planversie 1 Ingediend door Ans op 2 november 2026 · van 2 voorstellen wachten er 2 op Bob"
        in words
    )
    assert "Nog geen document toont het. Maak het met amlib run annual_plan --account alfa" in words
    assert HOSTILE in words
    assert "<script>alert" not in text
    edition = documented(tmp_path, kept)
    workflow.decide(kept, "alfa", 2027, 1, "rejected", reason="nee", by="Bob", at=AT)
    text, words = plans_page(tmp_path, kept)
    assert "Nog geen document" not in words
    assert text.index('class="waiting"') < text.index('class="period"')
    waiting = text[text.index('class="waiting"') : text.index('class="plans"')]
    assert waiting.count(f'href="{edition.address}/page.html"') == 2
    assert '<li value="2">a bonus</li>' in waiting
    assert (
        "Alfa Jaarplan 2027, planversie 1 Ingediend door Ans op 2 november 2026 · van 2 voorstellen wacht er één op Bob"
        in words
    )
    decide_all(kept)
    assert "over alle voorstellen is beslist; Bob kan het vaststellen" in plans_page(tmp_path, kept)[1]
    with monkeypatch.context() as untied:
        untied.setattr(binding, "untied", lambda *asked: -18_450.0 if asked == (tmp_path, edition) else 0.0)
        assert "Bob kan het pas vaststellen als de cijfers op het grootboek aansluiten" in plans_page(tmp_path, kept)[1]  # fmt: skip
    adopt(kept, edition)
    assert "wacht op een besluit" not in plans_page(tmp_path, kept)[1]


def states(text: str) -> list[str]:
    """The state beside each document, the first on the page first."""
    return re.findall(r'<span class="state (\w+)">', text[text.index('class="period"') :])


def test_a_document_of_a_plan_is_as_far_as_that_plan(tmp_path):
    kept = handed_in(tmp_path)
    first = documented(tmp_path, kept)  # filed as a draft, like any other
    text, words = plans_page(tmp_path, kept)
    assert states(text) == ["submitted"]
    assert (
        "Plan 2027, planversie 1: ingediend door Ans, 2 november 2026 · van 2 voorstellen wachten er 2 op Bob"
        in words
    )
    decide_all(kept)
    adopt(kept, first)
    text, words = plans_page(tmp_path, kept)
    assert states(text) == ["adopted"]
    assert "Plan 2027, planversie 1: vastgesteld door Bob, 2 november 2026" in words
    other = documented(tmp_path, kept, language="en")  # shows the adopted plan itself
    assert states(plans_page(tmp_path, kept)[0]) == ["adopted", "adopted"]
    workflow.adjust(kept, "alfa", 2027, reason="pand sluit", cause="customer", author="Ans", at=AT)
    text, words = plans_page(tmp_path, kept)
    assert states(text) == ["adopted", "adopted"], "the adopted version holds until the next is adopted"
    assert words.count("In de maak: plan 2027, planversie 2: concept door Ans, 2 november 2026") == 2
    second = documented(tmp_path, kept, state="draft")
    assert states(plans_page(tmp_path, kept)[0])[0] == "draft"
    workflow.submit(kept, "alfa", 2027, to="Bob", author="Ans", at=AT)
    text, words = plans_page(tmp_path, kept)
    assert states(text)[0] == "draft", "it shows the draft, not what was handed over"
    assert "Het plan is sindsdien verder: plan 2027, planversie 2: ingediend door Ans" in words
    third = documented(tmp_path, kept)
    adopt(kept, third)
    text, words = plans_page(tmp_path, kept)
    assert states(text) == ["adopted", "superseded"]
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert other.number == 1
    older = " ".join(Page(text[text.index("2 eerdere versies") :]).words.split())
    assert re.findall(r"document v(\d) \d+ \w+ \d+ · planversie (\d), (\w+)", older) == [
        ("2", "2", "concept"),
        ("1", "1", "vervangen"),
    ]


def test_the_adopted_version_stands_beside_the_one_in_the_making_with_history_and_documents(tmp_path):
    kept = handed_in(tmp_path)
    first = documented(tmp_path, kept)
    decide_all(kept)
    adopt(kept, first)
    assert "het vastgestelde document" not in plans_page(tmp_path, kept)[1]
    made = documented(tmp_path, kept)
    workflow.adjust(kept, "alfa", 2027, reason=HOSTILE, cause="customer", author="Ans", at=AT)
    text, _ = plans_page(tmp_path, kept)
    section = text[text.index('class="plans"') : text.index('class="period"')]
    words = " ".join(Page(section).words.split())
    assert (
        "Alfa Jaarplan 2027 planversie 1, vastgesteld Bob, 2 november 2026 het vastgestelde document, v2 het document waarop is besloten, v1"
        in words
    )
    assert f'<a href="{made.address}/page.html">het vastgestelde document, v2</a>' in section
    assert "planversie 2, concept Ans, 2 november 2026" in words
    assert words.index("planversie 1, vastgesteld") < words.index("planversie 2, concept")
    history = words[words.index("geschiedenis") :]
    told = re.findall(r"planversie (\d), (\w+) (\w+), 2", history)
    assert told == [
        ("2", "concept", "Ans"),
        ("1", "vastgesteld", "Bob"),
        ("1", "ingediend", "Ans"),
        ("1", "concept", "Ans"),
    ]
    assert HOSTILE.strip() in words
    assert "<script>alert" not in text
    assert re.findall(r"document v(\d) planversie (\d), (\w+)", words) == [
        ("2", "1", "vastgesteld"),
        ("1", "1", "ingediend"),
    ]
    links = [unquote(each) for each in Page(section).links]
    assert links.count(f"{first.address}/page.html") == 3, (
        "where it holds, in the history, and among the documents"
    )
    assert all((tmp_path / each).is_file() for each in links)


def test_a_document_that_shows_no_kept_plan_says_that_there_is_one_by_now(tmp_path):
    kept = ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}")
    documented(tmp_path, kept)
    text, words = plans_page(tmp_path, kept)
    assert (states(text), "sindsdien" in words) == (["draft"], False)
    handed_in(tmp_path)
    text, words = plans_page(tmp_path, kept)
    assert (states(text), "Het plan is sindsdien verder: plan 2027, planversie 1: ingediend" in words) == (
        ["draft"],
        True,
    )
    filed(tmp_path, document="results_evaluation", period="2026Q3")
    assert states(plans_page(tmp_path, kept)[0]) == ["draft", "draft"], "another document has no plan"
