"""The year ahead on paper: tables that add up as shown, a chance never without its range, and what is not known said as such."""

import re

import pytest

from amlib import language
from amlib.documents.evaluation import outlook, outlook_charts, outlook_tables
from tests.documents import golden
from tests.documents.evaluation import years


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_the_year_ahead_reads_as_approved(speech, given):
    def parts():
        made = years.ahead()
        yield outlook.verdict(made, given)
        yield outlook_charts.course(made, given)
        yield outlook_charts.groups(made, given)
        yield outlook.groups(made, given)
        yield outlook_tables.groups(made, given)
        yield outlook_tables.outlets(made, given, most=1)
        yield outlook.outlets(made, given)
        yield outlook.convention(made)
        yield outlook.unknowns(years.without_targets(history=30))

    golden.check("outlook", parts, speech)


def test_realised_and_expected_add_up_to_the_estimate_and_groups_to_the_total(given, english):
    made = years.blocks(outlook_tables.groups(years.ahead(), given))
    assert len(made) == 3
    for *parts, total in made:
        for row in (*parts, total):
            assert years.whole(row.cells[1]) + years.whole(row.cells[2]) == years.whole(row.cells[3])
        for at in (1, 2, 3):
            assert sum(years.whole(row.cells[at]) for row in parts) == years.whole(total.cells[at])
    # 39,600.4 and 13,200.4 make 52,800.8, shown as 52,801
    assert [row.cells[3] for row in (made[0][-1], made[1][-1], made[2][-1])] == ["5,281", "52,801", "10,561"]


def test_chances_stand_in_steps_with_their_target_and_range(given, english):
    beef, pork, total = years.blocks(outlook_tables.groups(years.ahead(), given))[1]
    assert beef.cells[4:] == ("26,000 to 28,000", "26,000", "90%", "25,000")
    assert pork.cells[4:] == ("25,000 to 26,600", "28,000", "5%", "23,000")
    assert total.cells[4:] == ("51,000 to 54,600", "54,000", "30%", "48,000")
    # beef ends at 27,000 of 26,000, pork at 25,800 of 28,000
    assert (beef.tones[3], pork.tones[3], total.tones[3]) == ("better", "worse", "worse")


def test_known_events_have_a_column_of_their_own_that_adds_up(given, english):
    made = years.ahead()
    revenue = made.lines["measure"] == "revenue"
    told = revenue & made.lines["key"].isin(["total", "beef"])
    lines = made.lines.assign(events=told * 500.0, centre=made.lines["centre"] + told * 500.0)
    table = outlook_tables.groups(type(made)(**{**vars(made), "lines": lines}), given)
    assert table.columns[3].label == "Known events"
    _, (beef, pork, total), _ = years.blocks(table)
    assert (beef.cells[3], pork.cells[3], total.cells[3]) == ("500", "0", "500")
    assert sum(map(years.whole, total.cells[1:4])) == years.whole(total.cells[4]) == 53_301


def test_outlets_that_lose_most_stand_first_and_the_rest_together_adds_up(given, english):
    table = outlook_tables.outlets(years.ahead(), given, most=1)
    losing, (first, rest, total) = years.blocks(table)
    # o3 12,000.2 after 14,500; o1 16,000.2 after 16,500 loses less and is the largest of the others
    assert [row.cells[0] for row in losing] == [years.HOSTILE]
    assert (first.cells[0], rest.cells[0]) == ("Harbour", "2 other outlets")
    assert rest.kind == "rest"
    assert rest.cells[4:] == ("–", "–", "–", "17,000")  # 12,000 and 5,000 of last year
    for at in (1, 2, 3):
        assert sum(years.whole(row.cells[at]) for row in (*losing, first, rest)) == years.whole(
            total.cells[at]
        )


def test_the_chance_is_said_with_target_estimate_and_range(given, english):
    said = str(outlook.verdict(years.ahead(), given))
    assert "**The chance that 2026 reaches its revenue budget of €54.0k is 30%**" in said
    assert "the latest estimate is €52.8k, four times in five €51.0k to €54.6k." in said
    # 39,600.4 × 4 ÷ 3 = 52,800.5
    assert "€39.6k is realised, 3 months are left" in said
    assert "makes €52.8k" in said
    assert "Margin: a chance of 90% of €10.0k; expected is €10.6k, €10.0k to €11.1k." in said
    assert (
        "Volume sold: expected is 5,281~kg, 5,100~kg to 5,460~kg.".replace("~", "\N{NO-BREAK SPACE}") in said
    )


def test_a_growth_target_is_not_called_a_budget(given, english):
    said = str(outlook.verdict(years.ahead(target_source="growth_target"), given))
    assert "reaches the growth asked of revenue, to €54.0k, is 30%" in said
    assert "budget" not in said


def test_known_events_are_in_the_sum_on_paper(given, english):
    # 52,800.5 and 500
    assert "makes €53.3k" in str(outlook.verdict(years.ahead(events=500.0), given))


def test_one_month_left_is_one_month(given, english):
    assert "1 month is left" in str(outlook.verdict(years.ahead(left=1), given))
    assert "1 month is left" in str(outlook.verdict(years.ahead(left=1, ytd_ratio=years.NAN), given))


@pytest.mark.parametrize(
    ("target", "chance", "words", "short"),
    [(52_000.0, 1.0, "was reached", "reached"), (54_000.0, 0.0, "was not reached", "not reached")],
)
def test_a_closed_year_says_whether_it_came_and_gives_no_chance(target, chance, words, short, given, english):
    made = years.ahead(left=0, target=target, probability=chance)
    said = str(outlook.verdict(made, given))
    assert said.strip().endswith(f"the target of {language.short_money(target)} {words}.")
    assert "chance" not in said
    assert "paper" not in said
    assert outlook.chance(made.line()) == short
    # the chances of the groups are of a year that is over: only the amounts are told
    assert "Of 2 groups" not in str(outlook.groups(made, given))


def test_a_closed_year_without_a_target_says_only_what_came(given, english):
    made = years.without_targets(left=0)
    assert "no target was set for it" in str(outlook.verdict(made, given))
    assert outlook.chance(made.line()) == language.MISSING


def test_without_a_target_there_is_a_range_and_no_chance(given, english):
    made = years.without_targets()
    said = str(outlook.verdict(made, given))
    assert "four times in five €51.0k to €54.6k; without a target there is no chance" in said
    told = str(outlook.groups(made, given))
    # pork 25,800.4 after 23,000 gains 2,800, beef 27,000.4 after 25,000 gains 2,000; neither loses
    assert "pork will probably gain most on last year: +€2,800" in told
    assert "lose" not in told
    assert "a growth target, so we do not know how likely its target is" in str(outlook.unknowns(made))


def test_without_a_range_no_chance_either(given, english):
    made = years.ahead(history=20, low=years.NAN, high=years.NAN, probability=years.NAN)
    assert "there is no range, so no chance of a target either" in str(outlook.verdict(made, given))
    table = years.blocks(outlook_tables.groups(made, given))
    assert table[1][-1].cells[4] == language.MISSING
    assert table[1][-1].cells[6] == language.MISSING
    assert "There are 20 months of history; below 24" in str(outlook.unknowns(made))


@pytest.mark.parametrize(
    ("history", "said"), [(23, "below 24 no range"), (24, "over few years"), (47, "over few years"), (48, "")]
)
def test_how_much_history_there_is_is_told_until_it_is_enough(history, said, english):
    told = str(outlook.unknowns(years.ahead(history=history)))
    assert said in told
    assert said or "history, so" not in told
    assert "history is" not in str(outlook.unknowns(years.ahead(history=history, left=0))).lower()


def test_what_is_missing_of_budget_cost_and_outlets_is_told(english):
    told = str(outlook.unknowns(years.ahead()))
    assert "1 outlet has too short a history for a range." in told
    assert "Not supplied" not in told
    assert "only revenue has a target" in str(outlook.unknowns(years.ahead(target_source="growth_target")))
    made = years.ahead()
    dark = made.lines.assign(
        reason=made.lines["reason"].where(made.lines["measure"] != "margin", "cost_missing")
    )
    assert "its margin is not estimated" in str(outlook.unknowns(type(made)(**{**vars(made), "lines": dark})))
    assert "its margin is not estimated" not in told


def test_groups_are_counted_by_their_chance(given, english):
    told = str(outlook.groups(years.ahead(), given))
    assert (
        "Of 2 groups with a target, 1 will probably reach it (70% or more) and 1 probably will not (30% or less)."
        in told
    )
    # pork 25,800.4 of 28,000; beef 27,000.4 of 26,000
    assert "Expected to fall furthest short of its target: pork (−€2,200)." in told
    assert "Expected to pass its target by most: beef (+€1,000)." in told
    assert "came to €600 (1.1%) less than the total" in told


def test_outlets_below_last_year_are_counted(given, english):
    told = str(outlook.outlets(years.ahead(), given))
    assert "Of 4 outlets 2 will probably end the year below last year." in told
    assert "will probably lose most on last year: −€2,500." in told
    assert "gain" not in told
    assert "<b>" not in told
    assert "came to €900 (1.7%) more than the total" in told
    bare = years.ahead(drop=("outlet",))
    assert "no last year" in str(outlook.outlets(bare, given))
    assert outlook_tables.outlets(bare, given).rows == ()


def test_the_charts_say_in_words_what_they_draw(given, english):
    course = outlook_charts.course(years.ahead(), given)
    # 52,800.8 − 54,000
    assert course.title == "Revenue of 2026 ends €1,199 below target, by the latest estimate"
    assert "€39.6k to September 2026, and at the end of the year €52.8k" in course.alt
    assert "€51.0k to €54.6k" in course.alt
    assert "The target is €54.0k. Last year was €48.0k." in course.alt
    groups = outlook_charts.groups(years.ahead(), given)
    assert groups.title == "1 of 2 groups are expected to reach their target of revenue"
    # 27,000.4 ÷ 26,000, 25,800.4 ÷ 28,000 and 52,800.8 ÷ 54,000
    for part in ("Total 97.8%; chance 30% (94%–101%)", "beef 103.8%; chance 90%", "pork 92.1%; chance 5%"):
        assert part in groups.alt


def test_without_targets_the_charts_stand_beside_last_year(given, english):
    made = years.without_targets()
    # 52,800.8 − 48,000
    assert outlook_charts.course(made, given).title == "Revenue of 2026 ends €4,801 above last year, by the latest estimate"  # fmt: skip
    groups = outlook_charts.groups(made, given)
    assert groups.title == "2 of 2 groups are expected to reach last year's revenue"
    assert "chance" not in groups.alt


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize(
    "made",
    [
        years.nothing(), years.ahead(drop=("group", "outlet")), years.ahead(left=0), years.without_targets(history=12),
        years.ahead(low=years.NAN, high=years.NAN, probability=years.NAN, last_year=years.NAN, ytd_ratio=years.NAN),
        years.without_targets(last_year=years.NAN),
    ],
    ids=["nothing", "total only", "closed", "no targets", "no range", "nothing to compare"],
)  # fmt: skip
def test_every_part_is_made_however_little_is_known(made, given, speech):
    with language.use(speech):
        parts = [
            outlook.verdict(made, given), outlook.groups(made, given), outlook.outlets(made, given), outlook.convention(made), outlook.unknowns(made),
            outlook_tables.groups(made, given), outlook_tables.outlets(made, given), outlook_charts.course(made, given), outlook_charts.groups(made, given),
            outlook_charts.course(made, given, "margin"), outlook_charts.groups(made, given, "quantity"),
        ]  # fmt: skip
        texts = [f"{part.title} {part.alt}" if hasattr(part, "alt") else str(part) for part in parts]
    assert not re.search(r"\bnan\b|\{", " ".join(texts))
