"""The agenda of the team talk is the form of its minutes: what is filled in comes back, what is left empty stays open."""

from __future__ import annotations

from datetime import date

import pytest

from amlib import errors, language
from amlib.documents.plan import team_talk
from amlib.plan.insights import Waiting

DAY = date(2026, 11, 30)
FOUND = (
    Waiting(
        "alfa",
        "I-1",
        "Koper wil\nkleinere # verpakking: 250 g",
        "2026Q3",
        date(2026, 9, 1),
        "Ann",
        again=True,
    ),
    Waiting("alfa", "I-2", "Nieuwe chef", "", date(2026, 10, 2), "Bob"),
    Waiting("beta", "I-1", "Schap leeg op zaterdag", "", date(2026, 10, 3), "Bob"),
)
NAMES = {"alfa": "Alfa (Noord) BV", "beta": "Beta"}
KNOWN = {"alfa": ["I-1", "I-2", "2027-3", "I-1:oud"], "beta": ["I-1"]}

AGENDA = """\
# Teamoverleg

*Vul in wat is besproken; wat leeg blijft, blijft op de lijst. Daarna: amlib plan minutes BESTAND*

Overleg: 2026-11-30

Datum van het overleg: 2026-11-30

Aanwezig:

## Alfa (Noord) BV (alfa)

### I-1: Koper wil kleinere # verpakking: 250 g

*Gezien op 1 september 2026 (2026Q3), gezegd door Ann. Het is al eerder besproken.*

Besproken:

### I-2: Nieuwe chef

*Gezien op 2 oktober 2026, gezegd door Bob.*

Besproken:

## Beta (beta)

### I-1: Schap leeg op zaterdag

*Gezien op 3 oktober 2026, gezegd door Bob.*

Besproken:
"""
FILLED = (
    AGENDA
    .replace("Aanwezig:", "Aanwezig: Ann, Bob;Kees")
    .replace("Besproken:", "Besproken: proef in tien winkels\n\n- met de chef\n\n*dringend*", 1)
)  # fmt: skip

# what stands in the file instead, by what                                         what is said of it
WRONG = [
    ("Datum van het overleg: 2026-11-30", "Datum van het overleg: gauw", "a.md: Datum van het overleg: een dag zoals"),
    ("Datum van het overleg: 2026-11-30", "", "a.md: Datum van het overleg: een dag zoals"),
    ("Overleg: 2026-11-30\n\nDatum", "Overleg:\n\nDatum", "a.md: Overleg: hoe het overleg heet"),
    ("(alfa)", "(gamma)", "a.md, 11: gamma is geen klant in het logboek"),
    ("### I-2", "### I-7", "a.md, 23: alfa heeft geen inzicht of voorstel I-7"),
    ("## Alfa (Noord) BV (alfa)", "", "a.md, 13: dit staat onder geen klant"),
    ("# Teamoverleg\n", "# Teamoverleg\nAlvast dit", "a.md, 2: dit staat onder geen klant"),
    ("Besproken: proef in tien winkels\n\n- met de chef\n\n*dringend*", "Besproken:", "a.md: er is niets ingevuld"),
]  # fmt: skip


def read(text: str) -> dict:
    return team_talk.minutes(text, KNOWN, where="a.md")


def test_the_agenda_is_a_form() -> None:
    assert team_talk.agenda(FOUND, NAMES, DAY) == AGENDA


def test_what_was_filled_in_comes_back_and_the_rest_stays_open() -> None:
    (account, found), *more = read(FILLED).items()
    assert (account, more) == ("alfa", [])
    assert (found.meeting, found.held_on, found.present) == ("2026-11-30", DAY, ("Ann", "Bob", "Kees"))
    assert found.about == ("I-1",)
    assert found.text == "I-1: proef in tien winkels\n\n- met de chef\n\n*dringend*"


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_an_agenda_in_either_language_is_read_in_either(spoken: str) -> None:
    with language.use(spoken):
        text = team_talk.agenda(FOUND, NAMES, DAY)
        label = language.say("Concluded")
    with language.use("nl" if spoken == "en" else "en"):
        found = read(text.replace(f"{label}:", f"{label}: doen"))
    assert [(account, it.about, it.text) for account, it in found.items()] == [
        ("alfa", ("I-1", "I-2"), "I-1: doen\nI-2: doen"),
        ("beta", ("I-1",), "I-1: doen"),
    ]


def test_what_was_added_by_hand_is_minuted_too() -> None:
    added = FILLED.replace("BV (alfa)\n", "BV (alfa)\n\n*Rondje*\nGoede sfeer.\n") + "\n## alfa\n### 2027-3: contract\nuitgesteld\n### I-1:oud: x\nklaar\n"  # fmt: skip
    found = read(added)["alfa"]
    assert found.about == ("I-1", "2027-3", "I-1:oud")
    assert found.text.startswith("*Rondje*\nGoede sfeer.\nI-1: proef")
    assert found.text.endswith("2027-3: uitgesteld\nI-1:oud: klaar")


@pytest.mark.parametrize(("there", "instead", "says"), WRONG)
def test_what_is_wrong_is_told_with_its_line(there: str, instead: str, says: str) -> None:
    assert there in FILLED
    with pytest.raises(errors.ParameterError) as told:
        read(FILLED.replace(there, instead, 1))
    assert says in str(told.value)
    assert "er is niets geschreven" in str(told.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = FILLED
    for there, instead, _ in (WRONG[0], WRONG[2], WRONG[4]):
        text = text.replace(there, instead, 1)
    with pytest.raises(errors.ParameterError) as told:
        read(text.replace("Overleg: 2026-11-30", "Overleg:", 1))
    assert all(WRONG[n][2] in str(told.value) for n in (0, 2, 4))


def test_for_a_mail_there_are_no_marks() -> None:
    text = team_talk.mail(FOUND, NAMES, DAY)
    assert text.startswith("Teamoverleg van 30 november 2026\n\nAlfa (Noord) BV\n  I-1  Koper wil kleinere")
    assert "##" not in text
    assert "*" not in text
    assert text.count("gezegd door Bob") == 2


def test_an_agenda_of_nothing_says_so() -> None:
    for told in (team_talk.agenda((), {}, DAY), team_talk.mail((), {}, DAY)):
        assert "Er wacht geen inzicht op bespreking." in told
