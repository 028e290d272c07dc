"""How six accounts were looked after: visits, service, complaints, satisfaction, people and promises, beside SQL with the definitions that are printed."""

import re
from datetime import date
from statistics import median

import pytest

from tests.documents.evaluation.facts import BEFORE, JUDGED, NOW
from tests.documents.evaluation.shown import add_up, body, figures, number, sections, total, whole

YEAR = ("2025-10-01", "2026-09-30")
YEAR_BEFORE = ("2024-10-01", "2025-09-30")
QUARTER, QUARTER_BEFORE = ("2026-07-01", "2026-09-30"), ("2025-07-01", "2025-09-30")
TIERS = {"Head office": "head office", "Distribution centres": "DC", "Sales regions": "region", "Outlets": "outlet", "Unknown level": "unknown"}  # fmt: skip
END = date(2026, 9, 30)
TENTH = 0.0005 + 1e-9

LEVELED = "(SELECT v.*, coalesce(c.level, CASE WHEN v.outlet IS NOT NULL THEN 'outlet' ELSE 'unknown' END) AS level FROM visits v LEFT JOIN contacts c USING (contact))"
WANTED = (
    "(SELECT *, visits_per_year * ((least(coalesce(until, DATE '2026-10-01'), DATE '2026-10-01') - greatest(coalesce(since, DATE '2025-10-01'), DATE '2025-10-01'))) / 365.0 AS wanted, "
    "(SELECT count(*) FROM visits v WHERE v.contact = c.contact AND v.date BETWEEN '2025-10-01' AND '2026-09-30') AS made, "
    "until IS NULL OR until > '2026-09-30' AS held FROM contacts c WHERE (until IS NULL OR until > '2025-10-01') AND (since IS NULL OR since <= '2026-09-30'))"
)


def pct(text):
    return number(text) / 100


def test_visits_per_level_are_those_of_the_slice(shown, facts):
    table = shown.table("care.visits")
    for name, (people, wanted, made, part, before, inside, behind) in body(table).items():
        level = TIERS[name]
        counted = [
            facts.one(
                f"SELECT count(*) FROM {LEVELED} WHERE level = ? AND date BETWEEN ? AND ?", level, *days
            )
            for days in (YEAR, YEAR_BEFORE, QUARTER)
        ]
        assert [whole(made), whole(before), whole(inside)] == counted, name
        held, wish, short = facts.rows(f"SELECT count(*) FILTER (held), sum(wanted), count(*) FILTER (held AND wanted - made >= 1) FROM {WANTED} WHERE level = ?", level)[0]  # fmt: skip
        assert (whole(people), whole(behind)) == (held, short), name
        assert abs(whole(wanted) - float(wish or 0)) <= 1
        if wish:
            assert pct(part) == pytest.approx(counted[0] / float(wish), abs=0.0051)
    for at in (1, 2, 3, 5, 6, 7):
        assert add_up(table.rows, at)
    said = figures(shown.words("care_readings.visits"))
    made = [facts.one("SELECT count(*) FROM visits WHERE date BETWEEN ? AND ?", *days) for days in (QUARTER, QUARTER_BEFORE)]  # fmt: skip
    assert [whole(text) for text in said[:2]] == made


def test_outlets_that_nobody_visited_are_those_of_the_slice(shown, facts):
    rows = facts.rows(
        "SELECT name, (SELECT sum(revenue) FROM sales s WHERE s.outlet = o.outlet AND month BETWEEN '2025-10' AND '2026-09'), "
        "(SELECT max(date) FROM visits v WHERE v.outlet = o.outlet AND date <= '2026-09-30') FROM outlets o "
        "WHERE (closed IS NULL OR closed >= '2026-09-30') AND (opened IS NULL OR opened <= '2026-09-30')"
    )
    missed = {
        name: (float(sold or 0), last)
        for name, sold, last in rows
        if last is None or str(last)[:10] < YEAR[0]
    }
    table = shown.table("care.unvisited")
    found = body(table) if table else {}
    assert len(missed) <= 10
    assert set(found) == set(missed)
    for name, (_, last, sold) in found.items():
        assert abs(whole(sold) - missed[name][0]) <= 1
        assert (last == "never") == (missed[name][1] is None)
        assert last == "never" or last.split()[-1] == str(missed[name][1])[:4]
    said = [whole(text) for text in figures(shown.words("care_readings.unvisited"))[:2]]
    assert said == [len(rows) - len(missed), len(rows)]
    if table:
        assert add_up(table.rows, 3)


def test_how_visits_were_reported_is_that_of_the_slice(shown, facts):
    said = shown.words("care_readings.practice").replace("\N{NO-BREAK SPACE}", " ")
    made, reported, none, on_day, known, driven, each = (
        float(value or 0)
        for value in facts.rows(
            "SELECT count(*), count(*) FILTER (reported_on - date <= 3), count(*) FILTER (reported_on IS NULL), count(*) FILTER (planned_on = date), count(planned_on), sum(kilometres), avg(kilometres) "
            "FROM visits WHERE date BETWEEN ? AND ?",
            *QUARTER,
        )[0]
    )
    planned = facts.one("SELECT count(*) FROM visits WHERE planned_on BETWEEN ? AND ?", *QUARTER)
    assert f"Of the visits made, {100 * reported / made:.0f}% was reported" in said
    assert (f"{none:.0f} ha" in said) == (none > 0)
    assert f"{planned:.0f} were planned for this period; {100 * on_day / known:.0f}% of those" in said
    assert f"A visit took {each:.0f} km on average, {driven:,.0f} km together" in said


def service(facts, days, where="true"):
    """Lines, what was delivered of what was ordered, and the parts that were on time in full, on time, and in full."""
    return [
        float(value or 0)
        for value in facts.rows(
            f"SELECT count(*), sum(least(coalesce(delivered, 0), ordered)) / sum(ordered), avg((on_time AND in_full)::INT), avg(on_time::INT), avg(in_full::INT), sum(ordered - least(coalesce(delivered, 0), ordered)) "
            f"FROM {JUDGED} WHERE requested_on BETWEEN ? AND ? AND {where}",
            *days,
        )[0]
    ]


def test_the_service_level_is_that_of_the_slice(shown, facts):
    table = shown.table("service.service(")
    places = dict(body(table)) | {"": total(table)}
    for place, (lines, fill, part, _, last, change) in places.items():
        where = f"place = '{place}'" if place else "true"
        now, before = (service(facts, days, where) for days in (QUARTER, QUARTER_BEFORE))
        assert whole(lines) == now[0], place
        assert pct(fill) == pytest.approx(now[1], abs=0.000051)
        assert pct(part) == pytest.approx(now[2], abs=TENTH)
        if before[0]:
            assert pct(last) == pytest.approx(before[2], abs=TENTH)
            assert number(change) == pytest.approx(number(part) - number(last))  # as shown
    assert add_up(table.rows, 1)


def test_the_service_level_is_told_as_the_slice_has_it(shown, facts):
    said = shown.words("service_readings.service").replace("\N{NO-BREAK SPACE}", " ")
    lines, fill, part, on_time, in_full, short = service(facts, QUARTER)
    orders = facts.one(f'SELECT avg(good) FROM (SELECT "order", min((on_time AND in_full)::INT) AS good FROM {JUDGED} WHERE requested_on BETWEEN ? AND ? GROUP BY 1)', *QUARTER)  # fmt: skip
    assert f"Of the {lines:,.0f} order lines due, {100 * part:.1f}% arrived on time in full" in said
    assert f"{100 * fill:.2f}% of what was ordered was delivered" in said
    assert f"{100 * on_time:.1f}% of the lines came on time and {100 * in_full:.1f}% in full" in said
    assert f"Counted by whole order it would be {100 * orders:.1f}%." in said
    missed = short * facts.sold("revenue", NOW) / facts.sold("quantity", NOW)
    if missed >= 1:
        assert f"What was not delivered ({short:,.0f} kg)" in said
        assert number(re.search(r"would have brought about (\S+?)\. ", said)[1]) == pytest.approx(missed, abs=max(0.5, 0.005 * missed))  # fmt: skip


def test_complaints_are_those_of_the_slice(shown, facts):
    table = shown.table("service.complaints(")
    causes = {
        cause: [float(value or 0) for value in values]
        for cause, *values in facts.rows(
            "SELECT cause, count(*) FILTER (received_on >= '2026-07-01'), count(*) FILTER (received_on < '2026-07-01'), sum(quantity) FILTER (received_on >= '2026-07-01'), sum(credit) FILTER (received_on >= '2026-07-01') "
            "FROM complaints WHERE received_on BETWEEN '2026-07-01' AND '2026-09-30' OR received_on BETWEEN '2025-07-01' AND '2025-09-30' GROUP BY 1"
        )
    }
    found = body(table) if table else {}
    assert {name.lower() for name in found} == set(causes)
    for name, (count, before, change, quantity, _, credit) in found.items():
        now, then, weight, money = causes[name.lower()]
        assert (whole(count), whole(before), whole(change)) == (now, then, now - then)
        assert abs(whole(quantity) - weight) <= 1
        assert abs(whole(credit) - money) <= 1
    if table:
        assert all(add_up(table.rows, at) for at in range(1, 7))


def test_complaints_are_told_as_the_slice_has_them(shown, facts):
    said = shown.words("service_readings.complaints").replace("\N{NO-BREAK SPACE}", " ")
    now, before = (facts.one("SELECT count(*) FROM complaints WHERE received_on BETWEEN ? AND ?", *days) for days in (QUARTER, QUARTER_BEFORE))  # fmt: skip
    waits = [facts.rows("SELECT median(settled_on - received_on) FROM complaints WHERE settled_on BETWEEN ? AND ?", *days)[0][0] for days in (QUARTER, QUARTER_BEFORE)]  # fmt: skip
    waiting = facts.one("SELECT count(*) FROM complaints WHERE received_on <= '2026-09-30' AND (settled_on IS NULL OR settled_on > '2026-09-30')")  # fmt: skip
    if not (now or before or waiting):
        assert said == "No complaint came in, and none was open."
        return
    rates = [1000 * count / facts.sold("quantity", months, "kind = 'delivery'") for count, months in ((now, NOW), (before, BEFORE))]  # fmt: skip
    assert re.match(rf"{now:.0f} complaints? came in, against {before:.0f} in the same period last year: {rates[0]:.3f} per 1,000 kg delivered, against {rates[1]:.3f}\.", said)  # fmt: skip
    if waits[0] is not None:
        last = "–" if waits[1] is None else f"{waits[1]:.0f}"
        assert f"Settling one took {waits[0]:.0f} days in the middle case (last year {last})." in said
    assert "At the end none was open." in said if not waiting else f"At the end {waiting:.0f} w" in said
    table = shown.table("service.open_complaints")
    assert len(table.rows if table else []) == min(waiting, 10)


def answered(facts, days, where):
    return [
        float(value or 0)
        for value in facts.rows(f"SELECT count(*), avg(score) FROM satisfaction WHERE date BETWEEN ? AND ? AND {where}", *days)[0]
    ]  # fmt: skip


def test_satisfaction_is_that_of_the_slice(shown, facts):
    per = sections(shown.table("care.satisfaction"))
    rows = [row for name, under in per.items() if name != "Per level" for row in under]
    assert len(rows) == facts.one(
        "SELECT count(DISTINCT question) FROM satisfaction WHERE date BETWEEN ? AND ?", *YEAR
    )
    for row in rows:
        question, answers, score, _, before, change = row.cells
        (n, mean), (base_n, base) = (answered(facts, days, f"lower(question) = '{question.lower()}'") for days in (YEAR, YEAR_BEFORE))  # fmt: skip
        assert whole(answers) == n
        if n >= 10:
            assert number(score) == pytest.approx(mean, abs=0.051)
        if n >= 10 and base_n >= 10:
            assert number(before) == pytest.approx(base, abs=0.051)
            assert number(change) == pytest.approx(number(score) - number(before))  # as shown
    for row in per["Per level"]:
        asked = f"level = '{TIERS[row.cells[0]]}' AND question NOT LIKE 'imago%'"
        most = facts.one(f"SELECT max(n) FROM (SELECT count(*) AS n FROM satisfaction WHERE date BETWEEN ? AND ? AND {asked} GROUP BY question)", *YEAR)  # fmt: skip
        assert whole(row.cells[1]) == most
        assert (row.cells[2] == "–") == (most < 10)


def test_satisfaction_is_told_as_the_slice_has_it(shown, facts):
    said = shown.words("care_readings.satisfaction")
    (_, mean), (_, base) = (
        answered(facts, days, "question NOT LIKE 'imago%'") for days in (YEAR, YEAR_BEFORE)
    )
    assert f"gives us {mean:.1f} out of 10" in said
    assert f"{base:.1f}" in said
    net = [
        facts.one("SELECT 100 * avg(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) FROM satisfaction WHERE question = 'aanbeveling' AND date BETWEEN ? AND ?", *days)
        for days in (YEAR, YEAR_BEFORE)
    ]  # fmt: skip
    now, before = re.search(
        r"net promoter score is (\S+) \(.*; a year before it was (\S+?)\. ", said
    ).groups()
    assert number(now) == pytest.approx(net[0], abs=0.51)
    assert before == "–" or number(before) == pytest.approx(net[1], abs=0.51)


def test_people_are_those_of_the_slice(shown, facts):
    said = shown.words("care_readings.people")
    came, left = (facts.one(f"SELECT count(*) FROM contacts WHERE {day} BETWEEN ? AND ?", *QUARTER) for day in ("since", "until"))  # fmt: skip
    count, years = facts.rows("SELECT count(*), avg(DATE '2026-09-30' - since) / 365.25 FROM contacts WHERE since <= '2026-09-30' AND (until IS NULL OR until > '2026-09-30')")[0]  # fmt: skip
    assert ("no functionary came or left" in said) == (came + left == 0)
    if came + left:
        assert f"In this period {came:.0f} functionar" in said
        assert f"and {left:.0f} left" in said
    assert f"The {count} in function now have been so for {float(years):.1f} years" in said


def test_promises_are_counted_as_they_were_recorded(shown):
    """Due in twelve months by their first day; kept is done by then, never given a later day, and confirmed."""
    said = shown.words("commitments.reading").split("\n\n")
    for paragraph, side in zip(said, ("us", "customer"), strict=True):
        mine = [one for one in shown.records.commitments if one.promised_by == side and one.agreed_on <= END]
        due = [one for one in mine if date(2025, 10, 1) <= one.due <= END]
        moved = [one for one in due if any(new.on <= END for new in one.redated)]
        kept = [
            one
            for one in due
            if one not in moved and one.done_on and one.done_on <= one.due and one.confirmed
        ]
        if not due:
            assert "none was due in the last twelve months" in paragraph
            continue
        assert [whole(text) for text in figures(paragraph)[:2]] == [len(due), len(kept)]
        late = [
            ((min(one.done_on or END, END)) - one.due).days for one in mine if (one.done_on or END) > one.due
        ]
        if late:
            assert f"{median(late):.0f} days late in the middle case" in paragraph


def test_indicators_stand_beside_the_period_that_their_column_names(shown, facts):
    table = shown.table("indicators.table")
    assert table.columns[-1].label == "Q3 2025"
    rows = {row.cells[1]: row.cells for row in table.rows}
    for name, measure in (("Revenue", "revenue"), ("Margin", "margin")):
        for text, months in ((rows[name][2], NOW), (rows[name][-1], BEFORE)):
            assert number(text) == pytest.approx(facts.sold(measure, months), rel=0.005)
    now, before, earlier = (facts.sold("revenue", months) for months in (NOW, BEFORE, ("2024-07", "2024-09")))
    assert pct(rows["Revenue against last year"][2]) == pytest.approx(now / before - 1, abs=TENTH)
    assert pct(rows["Revenue against last year"][-1]) == pytest.approx(before / earlier - 1, abs=TENTH)
    seen, wanted = facts.rows(f"SELECT count(*) FILTER (held AND made > 0), count(*) FILTER (held) FROM {WANTED}")[0]  # fmt: skip
    assert pct(rows["Functionaries heard in twelve months"][2]) == pytest.approx(seen / wanted, abs=TENTH)
    assert whole(rows["Functionaries heard in twelve months"][4]) == wanted
