"""
Every figure in the sentences, tiles and drawings of six accounts is one that SQL on the slice gives, or one of a table beside it.

What no table shows and no SQL can give is a model's: the range of an estimate at other moments, chances of closed years. Those few sentences are named here; everything else that is unknown
fails.
"""

import re
from datetime import date
from statistics import median

import pytest

from tests.documents.evaluation import allowed
from tests.documents.evaluation.agreed import Agreement
from tests.documents.evaluation.allowed import Pool
from tests.documents.evaluation.facts import BEFORE, NOW, TO_DATE
from tests.documents.evaluation.shown import sections, whole

END = date(2026, 9, 30)
OF_A_MODEL = re.compile(
    r"Estimated one by one, \w+ came to [^;]*;"
    r"|\bCauses with a reason carry \S+ of all that moved"
    r"|would have scored .*"  # the chances of closed years, recomputed
    r"|Data as of: .*|fingerprint [0-9a-f]+"
)
COVERED = ("The bottom line", "What must change", "The indicators of the profile")
"""Sections that repeat what others show."""


@pytest.fixture(scope="module")
def names(facts):
    return allowed.named(facts)


@pytest.fixture(scope="module")
def pools(shown, facts, names):
    """What each section may hold besides its own tables."""
    reached, ahead, contract = (
        allowed.reached(facts),
        allowed.ahead(facts, shown),
        allowed.contract(facts, shown),
    )
    care, promotions = allowed.care(facts), allowed.promotions(facts, shown)
    target = Pool(parts=(0.045, 0.02, 0.03))  # the growth targets of the parameters
    effects = allowed.causes(shown)
    bases = [facts.sold("revenue", BEFORE), facts.sold("margin", BEFORE) - cost(facts, 2025)]
    causes = effects + Pool((*bases, bases[1] + sum(shown.effects["margin"].values())), tuple(size / base for size in effects.sizes for base in bases))  # fmt: skip
    months = facts.one("SELECT count(DISTINCT month) FROM sales")
    aside = [float(value or 0) for value in facts.rows("SELECT sum(rows), sum(revenue) FROM rejected WHERE \"table\" = 'sales' AND month BETWEEN ? AND ?", *NOW)[0]]  # fmt: skip
    known = Pool((months, *aside), (aside[1] / (facts.sold("revenue", NOW) + aside[1]),))
    proposed = len(shown.table("proposals.table").rows)
    findings = re.search(r"Of (\d+) findings", shown.words("proposals.indicator"))
    made = Pool((float(proposed), float(findings[1]), 3.0), (1.0,))
    return {
        "The bottom line": reached + ahead + contract + target + known + made + causes + promotions,
        "What was reached": reached,
        "Where will the year end?": ahead + Pool(sizes=counts(shown)),
        "What caused the difference": reached + causes,
        "Which outlets stand out": reached + Pool(parts=(of_both(facts),), sizes=(number_of_both(facts),)),
        "What did the promotions bring": promotions,
        "What does the contract cost, and where does it stand?": contract
        + Pool((30.0, 2019.0, 633.0, 3.0))
        + ahead,
        "Were the promises kept?": Pool(sizes=(0.0, 1.0, 2.0, *lateness(shown))),
        "Who was visited?": care,
        "How good was the service?": care,
        "What must change": made + care + promotions,
        "Do the figures tie out?": known + reached,
        "What we do not know": known + contract,
    }


def cost(facts, year):
    """What the conditions cost in the third quarter of a year."""
    terms = Agreement(facts, year)
    end, half = terms.so_far(9), terms.so_far(6)
    return sum((end[t] or 0) - (half[t] or 0) for t in end)


def of_both(facts):
    """The growth of the outlets that sold in both periods."""
    now, before = (facts.per("outlet", "revenue", months) for months in (NOW, BEFORE))
    both = [name for name in now if before.get(name, 0) > 0]
    return sum(now[name] for name in both) / sum(before[name] for name in both) - 1


def number_of_both(facts):
    now, before = (facts.per("outlet", "revenue", months) for months in (NOW, BEFORE))
    return float(sum(before.get(name, 0) > 0 for name in now))


def counts(shown):
    """How many groups and outlets there are, and how many of them by each chance."""
    rows = [row.cells for row in sections(shown.table("outlook_tables.groups"))["Revenue (€)"][:-1]]
    places = [row.cells for row in shown.table("outlook_tables.outlets").rows if row.kind == "body"]
    chances = [whole(cells[6]) for cells in rows]
    worse = sum(whole(cells[3]) < whole(cells[7]) for cells in places)
    likely = sum(chance >= 70 for chance in chances), sum(chance <= 30 for chance in chances)
    rest = sum(
        whole(row.cells[0]) for row in shown.table("outlook_tables.outlets").rows if row.kind == "rest"
    )
    return (float(len(rows)), float(len(places) + rest), *map(float, likely), float(worse))


def lateness(shown):
    """Days that the promises of each side were late in the middle case."""
    for side in ("us", "customer"):
        mine = [one for one in shown.records.commitments if one.promised_by == side and one.agreed_on <= END]
        late = [
            (min(one.done_on or END, END) - one.due).days
            for one in mine
            if min(one.done_on or END, END) > one.due
        ]
        yield float(median(late or [0]))


def test_every_figure_of_a_sentence_is_one_of_the_slice(shown, pools, names):
    cells, unknown = shown.cells["en"], []
    every = allowed.tables(cells, names)
    read = 0
    for cell in cells:
        if cell.table is not None or cell.section == "What were our chances worth?":
            continue
        beside = every if cell.section in COVERED else allowed.tables([c for c in cells if c.section == cell.section], names)  # fmt: skip
        pool = pools.get(cell.section, Pool()) + beside
        for text in allowed.figures(OF_A_MODEL.sub("", cell.words), names):
            read += 1
            if not pool.holds(text):
                unknown.append((cell.code, text))
    assert not unknown
    assert read > 200


def test_every_figure_of_a_finding_and_of_a_proposal_is_one_of_the_slice(shown, facts, pools, names):
    others = [cell for cell in shown.cells["en"] if not cell.code.startswith(("proposals.", "findings."))]
    pool = (
        allowed.tables(others, names)
        + pools["What must change"]
        + pools["The bottom line"]
        + allowed.shelf(facts)
        + allowed.unvisited(facts)
    )
    pool += pool.turned()  # what was lost can be won
    unknown = []
    for code in ("proposals.table", "findings.table"):
        table = shown.table(code)
        for row in table.rows if table else ():
            for cell in row.cells:
                unknown += [(cell, text) for text in allowed.figures(cell, names) if not pool.holds(text)]
    assert not unknown


def test_the_causes_add_up_to_the_change_that_sql_gives(shown, facts):
    """Revenue to the cent; margin after what the conditions of both periods cost."""
    revenue, margin = (shown.effects[measure] for measure in ("revenue", "margin"))
    assert sum(revenue.values()) == pytest.approx(
        facts.sold("revenue", NOW) - facts.sold("revenue", BEFORE), abs=0.01
    )
    change = facts.sold("margin", NOW) - facts.sold("margin", BEFORE) - cost(facts, 2026) + cost(facts, 2025)
    assert sum(margin.values()) == pytest.approx(change, abs=0.05)
    assert facts.sold("revenue", TO_DATE) > 0


def test_a_wrong_figure_would_be_found(facts, pools, names):
    """A figure one in its last digit off, and one with the wrong sign, are not among those of the slice."""
    pool = pools["What was reached"]
    change = facts.sold("revenue", NOW) - facts.sold("revenue", BEFORE)
    sign = "+" if change > 0 else "−"
    right = f"{sign}€{abs(change):,.0f}"
    assert pool.holds(right)
    assert not pool.holds(f"{sign}€{abs(change) + 7:,.0f}")
    assert not pool.holds(right.translate(str.maketrans("+−", "−+")))
    assert allowed.figures("In Q3 2026, on 4 May 2025, T011 and P3 rose by €1,234 (+2.5%)", names) == [
        "€1,234",
        "+2.5%",
    ]
