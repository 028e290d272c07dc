"""The care for a customer on paper: tables that add up, readings that tell chance, and a customer who is told less."""

import pytest

from amlib import language, periods
from amlib.analysis import care as figures
from amlib.analysis import service as definitions
from amlib.documents.evaluation import care, care_charts, care_readings, service, service_readings
from tests.analysis import attended as at

Q3 = periods.parse("2026Q3")
TABLES = {
    "visits": care.visits, "unvisited": care.unvisited, "scores": care.scores, "satisfaction": care.satisfaction, "people": care.people,
    "service": service.service, "complaints": service.complaints, "open": service.open_complaints,
}  # fmt: skip
READINGS = {
    "visits": care_readings.visits, "practice": care_readings.practice, "unvisited": care_readings.unvisited, "satisfaction": care_readings.satisfaction,
    "people": care_readings.people, "service": service_readings.service, "complaints": service_readings.complaints,
}  # fmt: skip
CHARTS = {
    "service": care_charts.service,
    "complaints": care_charts.complaints,
    "satisfaction": care_charts.satisfaction,
}


def read(given, when=Q3, **more):
    return figures.read(given, when, **more), given


def value(cell):
    return 0 if cell in ("–", "") else int(cell.replace(",", "").replace("−", "-").replace("+", ""))


def told(name, given, when=Q3):
    return READINGS[name](*read(given, when)).markdown


@pytest.fixture(autouse=True)
def _english(english):
    pass


@pytest.mark.parametrize(
    ("name", "columns"),
    [("visits", (1, 2, 3, 5, 6, 7)), ("unvisited", (3,)), ("complaints", (1, 2, 3, 4, 5, 6))],
)
def test_a_total_is_the_sum_of_what_is_shown(name, columns):
    made = TABLES[name](*read(at.given()))
    body = [row.cells for row in made.rows if row.kind in ("body", "rest")]
    (total,) = [row.cells for row in made.rows if row.kind == "total"]
    for at_ in columns:
        assert sum(value(cells[at_]) for cells in body) == value(total[at_])


def test_many_outlets_without_a_visit_end_in_a_rest_row_that_adds_up():
    given = at.given()
    given.give("outlets", at.outlets([(f"o{n}", f"Place {n}", "North", None, None) for n in range(30)]))
    given.give(
        "sales", at.sales([("2026-08", f"o{n}", "p1", "delivery", 10.0, 10.4 + n, 1.0) for n in range(30)])
    )
    given.give("visits", at.visits([]))
    rows = care.unvisited(*read(given)).rows
    assert [row.kind for row in rows] == ["body"] * 9 + ["rest", "total"]
    assert rows[9].cells[0] == "21 other outlets"
    assert sum(value(row.cells[3]) for row in rows[:-1]) == value(rows[-1].cells[3]) == 747  # 30 × 10.4 + 435


def test_the_service_level_stands_with_its_definition():
    made = service.service(*read(at.given()))
    assert [row.cells[:4] for row in made.rows] == [
        ("DC", "11", "95.00%", "9.1%"),
        ("Total", "11", "95.00%", "9.1%"),
    ]
    assert made.note.startswith("On time in full: the part of the order lines delivered on the day requested, with a quantity within 5% of what was ordered. Agreed: 98.0%.")  # fmt: skip
    other = definitions.Definition(basis="promised", window=2, tolerance=0.1, level="order")
    note = service.service(*read(at.given("terms"), definition=other)).note
    assert (
        "the part of the orders delivered on 2 days around the day promised, with a quantity within 10%"
        in note
    )
    assert "No level was agreed" in note


def test_many_places_end_in_a_rest_row():
    given = at.given()
    day = "2026-07-06"
    rows = [
        (f"A{n}-{k}", "1", f"DC {n}", "p1", 1.0, 0.0 if k < n else 1.0, day, day, day)
        for n in range(14)
        for k in range(14)
    ]
    given.give("deliveries", at.deliveries(rows))
    made = service.service(*read(given))
    assert [row.kind for row in made.rows] == ["body"] * 9 + ["rest", "total"]
    assert [row.cells[0] for row in made.rows[:2]] == ["DC 13", "DC 12"]
    assert made.rows[9].cells[1:4] == ("70", "85.71%", "85.7%")  # DC 0 to 4 failed 10 of 70
    assert sum(value(row.cells[1]) for row in made.rows[:-1]) == value(made.rows[-1].cells[1]) == 196


def test_few_answers_have_a_count_only():
    made = care.satisfaction(*read(at.given()))
    rows = {row.cells[0]: row.cells[1:] for row in made.rows}
    assert rows["Quality"][0:2] == ("10", "7.0")
    assert rows["Quality"][3:] == ("8.0", "−1.0")
    assert rows["Image: new"] == ("2", "–", "–", "–", "–")


READ = [  # which reading, what it says
    ("visits", "In this period 3 visits and other contacts were made; in the same period last year 0. Over twelve months most are lacking at this level: head office, where 2 of the 10 wanted were made; a contact too many elsewhere does not make up for it."),
    ("practice", "Of the visits made, 33% was reported within 3 days (6% to 79%; last year –). 1 has no report at all."),
    ("unvisited", "In twelve months we visited 1 of the 3 outlets. Those that nobody went to brought €7,000 in that time, 67% of the revenue of all. The largest of them is Mill (€5,500), where nobody ever was, as far back as the visits go."),
    ("service", "Of the 11 order lines due, 9.1% arrived on time in full"),
    ("service", "That is below what was agreed (98.0%)"),
    ("service", "In the same period last year it was 100.0%. 95.00% of what was ordered was delivered; 100.0% of the lines came on time and 9.1% in full. What was not delivered (10\N{NO-BREAK SPACE}kg) would have brought about €50. Counted by whole order it would be 50.0%."),
    ("complaints", "3 complaints came in, against 1 in the same period last year: 1.500 per 1,000 kg delivered, against 0.500. A difference of this size may be chance. Settling one took 4 days in the middle case (last year 10). At the end 2 were open, of which 1 for longer than the 14 days of the norm. 1 is a repeat. So far €30 was credited for them."),
    ("satisfaction", "The customer gives us 7.0 out of 10 on average (6.6 to 7.4; 10 who answered, last on 14 May 2026). That is less than the 8.0 of a year before."),
    ("people", "In this period 0 functionaries came and 1 left. Nobody holds these functions any more: head of DC. The 2 in function now have been so for 3.6 years on average."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), READ)
def test_a_reading_tells_what_was_found(name, said):
    assert said in told(name, at.given())


MISSING = [
    ("visits", "visits"),
    ("service", "deliveries"),
    ("complaints", "complaints"),
    ("satisfaction", "satisfaction"),
    ("people", "contacts"),
]


@pytest.mark.parametrize("speech", ["nl", "en"])
@pytest.mark.parametrize(("name", "table"), MISSING)
def test_what_was_not_supplied_is_told_and_not_drawn(name, table, speech):
    with language.use(speech):
        found, given = read(at.given(table))
        assert READINGS[name](found, given).markdown.startswith(
            {"nl": "Niet aangeleverd: ", "en": "Not supplied: "}[speech]
        )
        assert TABLES[name](found, given) is None
        if name in CHARTS:
            assert CHARTS[name](found, given) is None


@pytest.mark.parametrize("name", READINGS)
def test_a_period_without_rows_is_told(name):
    said = told(name, at.given(), periods.parse("2030Q1"))
    assert "nan" not in said
    assert said.endswith(".") or name in ("practice",)


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_a_customer_is_told_what_was_done_and_not_what_we_think(speech):
    given = at.given(audience="customer")
    with language.use(speech):
        found, _ = read(given)
        shown = [
            *(str(make(found, given)) for make in TABLES.values()),
            *(make(found, given).markdown for make in READINGS.values()),
        ]
        inside = [
            *(str(make(*read(at.given()))) for make in TABLES.values()),
            *(told(name, at.given()) for name in READINGS),
        ]
    words = {
        "nl": [
            "Gewenst",
            "Achter",
            "Gecrediteerd",
            "gecrediteerd",
            "Image: new",
            "opgebracht",
            "Mill (",
            "vervuld",
        ],
        "en": [
            "Wanted",
            "Behind",
            "Credited",
            "credited",
            "Image: new",
            "would have brought",
            "Mill (",
            "Nobody holds",
        ],
    }[speech]
    for word in words:
        assert word in "\n".join(inside)
        assert word not in "\n".join(shown)


def test_a_customer_is_not_asked_to_judge_a_person():
    given = at.given(audience="customer")
    asked = [
        ("2026-05-14", None, "DC", question, 8)
        for question in ("contact met accountmanager", "contact with Account Manager", "quality")
        for _ in range(10)
    ]
    given.give("satisfaction", at.answers(asked))
    assert (
        next(row.cells[0] for row in care.satisfaction(*read(given)).rows if row.kind == "body") == "Quality"
    )
    assert "anager" not in str(care.satisfaction(*read(given)))
    assert "anager" not in care_charts.satisfaction(*read(given)).alt


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("service", "The service level was below what was agreed in 1 of the last 3 months"),
        ("complaints", "Complaints per 1,000 kg show no clear change"),
        ("satisfaction", "Quality"),
    ],
)
def test_a_chart_states_what_was_found(name, title):
    chart = CHARTS[name](*read(at.given()))
    assert chart.title == title
    assert chart.svg.startswith("<svg")
    assert "nan" not in chart.alt


def test_a_hostile_name_is_shown_as_it_is():
    given = at.given()
    given.give("outlets", at.outlets([("o3", "<b>*Mill*</b>", "South", None, None)]))
    assert "\\*Mill\\*" in told("unvisited", given)
    assert "&lt;b&gt;" in care.unvisited(*read(given)).html()
