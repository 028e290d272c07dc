"""
Which figures the sentences of a section may hold: those of SQL on the slice, and those of the tables beside them.

A figure in a sentence is shorter than the one in the table, so it agrees where it lies within half of its last digit. A sign that is written must be right; a sentence that says 'fell by' writes
none. Of the tables, whose whole numbers were rounded together, a figure may be one off.
"""

import re
from dataclasses import dataclass

from tests.documents.evaluation.agreed import STEPPED, Agreement, over
from tests.documents.evaluation.facts import BEFORE, JUDGED, LAST_REST, LAST_TO_DATE, LAST_YEAR, NOW, TO_DATE
from tests.documents.evaluation.shown import FIGURE, number, sections, whole

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(
    rf"(?:\d{{1,2}} )?(?:{MONTHS})(?: 20\d\d)?|Q[1-4] 20\d\d|\b20[23]\d(?:-\d\d)?\b|\b[TP]\d+\b|\]\([^)]*\)"
)
"""Days, periods and years, the numbers of conditions and proposals, and where a link leads."""
TWELVE = (("2025-10", "2026-09"), ("2024-10", "2025-09"))


@dataclass(frozen=True)
class Pool:
    """Exact figures by their kind: money and other sizes, fractions, and figures that a table shows, which may be one off."""

    sizes: tuple[float, ...] = ()
    parts: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()

    def __add__(self, other):
        return Pool(self.sizes + other.sizes, self.parts + other.parts, self.texts + other.texts)

    def turned(self):
        """The same with the other sign: what was lost can be won."""
        texts = tuple(text.translate(str.maketrans("+−", "−+")) for text in self.texts)
        return Pool(tuple(-size for size in self.sizes), self.parts, texts)

    def holds(self, text):
        """Whether a written figure is one of these."""
        value, least = number(text), precision(text)
        exact = [100 * part for part in self.parts] if "%" in text else self.sizes
        if any(agrees(text, value, each, least / 2 * 1.0001 + 1e-9) for each in exact):
            return True
        shown = [each for each in self.texts if ("%" in each) == ("%" in text)]
        return any(
            agrees(text, value, number(each), least / 2 + (precision(each) >= 1) * 1.0 + 1e-9)
            for each in shown
        )


def agrees(text, value, exact, slack):
    signed = text[0] in "+−"
    return abs((value if signed else abs(value)) - (exact if signed else abs(exact))) <= slack


def precision(text):
    """What one of its last digit is worth."""
    digits = re.sub(r"[^\d.]", "", text).partition(".")[2]
    scale = {"k": 1e3, "m": 1e6}.get(text[-1], 1.0)
    return scale * 10.0 ** -len(digits)


def figures(text, names):
    """The figures of a text, without those in its dates and in the names of articles and places."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, " ")
    return FIGURE.findall(DATES.sub(" ", plain).replace("NaN", " "))


def tables(cells, names):
    """The figures of the tables of a section."""
    return Pool(
        texts=tuple(
            figure
            for cell in cells
            if cell.table is not None
            for row in cell.table.rows
            for text in row.cells
            for figure in figures(text, names)
        )
    )


def named(facts):
    """Names that hold digits."""
    found = facts.rows(
        "SELECT name FROM products UNION SELECT name FROM outlets UNION SELECT mechanic FROM promotions UNION SELECT agreement FROM terms UNION SELECT counter_performance FROM terms"
    )
    return {name for (name,) in found if name and re.search(r"\d", name)}


def outlook(shown):
    """The estimate of each measure."""
    return sections(shown.table("outlook_tables.groups"))


def beside(now, before):
    """A figure, what it is compared with, the change, and by which part."""
    return Pool((now, before, now - before), (now / before - 1,) if before else ())


def reached(facts):
    """What was reached: the period, the year so far, twelve months, each month, and what grew and fell."""
    pool = Pool()
    for measure in ("quantity", "revenue", "margin"):
        for months, other in ((NOW, BEFORE), (TO_DATE, LAST_TO_DATE), TWELVE):
            pool += beside(facts.sold(measure, months), facts.sold(measure, other))
        for months in (NOW, TO_DATE):
            pool += beside(facts.sold(measure, months), facts.budget(measure, months))
            pool += Pool(parts=(facts.sold(measure, months) / facts.budget(measure, months),))
    rates = [facts.sold("margin", months) / facts.sold("revenue", months) for months in (NOW, BEFORE)]
    prices = [facts.sold("revenue", months) / facts.sold("quantity", months) for months in (NOW, BEFORE)]
    pool += beside(*prices) + Pool(parts=tuple(rates), sizes=(100 * (rates[0] - rates[1]),))
    monthly = dict(
        facts.rows("SELECT month, sum(revenue)::DOUBLE FROM sales WHERE month >= '2023-10' GROUP BY 1")
    )
    before = {month: monthly.get(f"{int(month[:4]) - 1}{month[4:]}", 0.0) for month in monthly}
    rose = sum(monthly[month] > before[month] for month in monthly if month >= TWELVE[0][0])
    for month, now in monthly.items():
        pool += beside(now, before[month])
    pool += Pool((float(rose), 12.0, 12.0 - rose))
    for level in ("group", "region", "banner", "outlet_name"):
        now, then = (facts.per(level, "revenue", months) for months in (NOW, BEFORE))
        change = [now.get(name, 0.0) - then.get(name, 0.0) for name in {*now, *then}]
        pool += Pool(
            (len(change), sum(each >= 0.5 for each in change), sum(each <= -0.5 for each in change), *change)
        )
    return pool


def ahead(facts, shown):
    """Where the year ends: what is realised, budgeted and was sold last year, the check on paper, and how far the shown estimates are from what they are held against."""
    pool = Pool(
        (3.0, 12.0), (0.7, 0.3, 0.95, 0.05, 0.8)
    )  # the months left, the moments looked at; what counts as probable; the ends of a chance
    for measure in ("quantity", "revenue", "margin"):
        done, then, rest = (facts.sold(measure, months) for months in (TO_DATE, LAST_TO_DATE, LAST_REST))
        pool += Pool((done, done + rest * done / then, facts.sold(measure, LAST_YEAR), facts.budget(measure, ("2026-01", "2026-12"))))  # fmt: skip
    for code in ("outlook_tables.groups", "outlook_tables.outlets"):
        for row in shown.table(code).rows:
            if row.kind == "section":
                continue
            centre, reach, target, _, last = row.cells[3:]
            for text in (centre, *reach.split(" to ")):
                if text != "–" and whole(target):
                    pool += Pool(
                        texts=(written(whole(text) - whole(target)),), parts=(whole(text) / whole(target),)
                    )
            pool += Pool(texts=(written(whole(centre) - whole(last)),))
    return pool


def written(value):
    """A whole number as a table would show it."""
    return f"{value:+,.0f}".replace("-", "−")


def causes(shown):
    """The effects of both bridges: each, those that add and those that cost together, the small ones together, and as parts of the base; which rests on the test that they add up to the change."""
    pool = Pool(tuple(shown.effects["margin of groups"].values()))
    for measure in ("revenue", "margin"):
        each = sorted(shown.effects[measure].values(), key=abs)
        pool += Pool(tuple(sum(each[:n]) for n in range(len(each))))  # the small ones together
        gains, losses = (sum(one for one in each if one * sign > 0) for sign in (1, -1))
        pool += Pool((*each, gains, losses, sum(each), float(len(each))))
    return pool


def promotions(facts, shown):
    """What the judged promotions brought, each and together; ranges together as errors that have nothing to do with each other."""
    rows = shown.actions
    rows = rows[rows["status"] == "assessed"]
    inside = rows[rows["end"].map(lambda day: "2026-07-01" <= str(day)[:10] <= "2026-09-30")]
    pool = Pool((12.0, 80.0), (0.8,))
    for _, row in rows.iterrows():
        pool += Pool((row["profit"], row["profit_low"], row["profit_high"], float(row["repeated_losses"])))
    pool += Pool(tuple(map(float, (*inside["quiet"], *inside["higher"], len(inside)))))
    profit = inside["profit"].sum()
    low, high = (
        (((inside["profit"] - inside[end]) ** 2).sum()) ** 0.5 for end in ("profit_low", "profit_high")
    )
    net, rise = inside["net"].sum(), inside["gross"].sum()
    return pool + Pool(
        (profit, profit - low, profit + high, net, rise), (net / rise, net / inside["baseline"].sum())
    )


def care(facts):
    """How the customer was looked after: visits, service, complaints, satisfaction and people."""
    quarter, before = ("2026-07-01", "2026-09-30"), ("2025-07-01", "2025-09-30")
    pool = Pool((3.0, 14.0, 10.0, 95.0, 12.0, 1000.0), (0.05, 0.95, 0.98))  # the norms that are printed
    for days in (quarter, before):
        made, known, planned, driven, each, on_day, reported, none = facts.rows(
            "SELECT count(*), count(planned_on), (SELECT count(*) FROM visits WHERE planned_on BETWEEN $a AND $b), sum(kilometres), avg(kilometres), count(*) FILTER (planned_on = date), "
            "count(*) FILTER (reported_on - date <= 3), count(*) FILTER (reported_on IS NULL) FROM visits WHERE date BETWEEN $a AND $b", a=days[0], b=days[1],
        )[0]  # fmt: skip
        pool += Pool((float(made), float(planned), float(driven or 0), float(each or 0), float(none)), (on_day / max(known, 1), reported / max(made, 1), *wilson(reported, made)))  # fmt: skip
        count, fill, part, on_time, in_full, short = (float(value or 0) for value in facts.rows(
            f"SELECT count(*), sum(least(coalesce(delivered, 0), ordered)) / sum(ordered), avg((on_time AND in_full)::INT), avg(on_time::INT), avg(in_full::INT), sum(ordered - least(coalesce(delivered, 0), ordered)) FROM {JUDGED} WHERE requested_on BETWEEN $a AND $b", a=days[0], b=days[1],
        )[0])  # fmt: skip
        orders = float(facts.rows(f'SELECT avg(good) FROM (SELECT "order", min((on_time AND in_full)::INT) AS good FROM {JUDGED} WHERE requested_on BETWEEN $a AND $b GROUP BY 1)', a=days[0], b=days[1])[0][0] or 0)  # fmt: skip
        price = facts.sold("revenue", NOW) / facts.sold("quantity", NOW)
        pool += Pool((count, short, short * price), (fill, part, on_time, in_full, orders))
        wait = facts.rows("SELECT median(settled_on - received_on) FROM complaints WHERE settled_on BETWEEN $a AND $b", a=days[0], b=days[1])[0][0]  # fmt: skip
        received = facts.rows("SELECT count(*) FROM complaints WHERE received_on BETWEEN $a AND $b", a=days[0], b=days[1])[0][0]  # fmt: skip
        sold = facts.sold("quantity", NOW if days == quarter else BEFORE, "kind = 'delivery'")
        pool += Pool((float(received), float(wait or 0), 1000 * received / sold))
    monthly = facts.rows(f"SELECT strftime(requested_on, '%Y-%m'), avg((on_time AND in_full)::INT) FROM {JUDGED} WHERE requested_on BETWEEN '2024-10-01' AND '2026-09-30' GROUP BY 1")  # fmt: skip
    below = sum(part < 0.98 for month, part in monthly if month >= "2025-10")
    rates = facts.rows(
        "SELECT 1000 * n / sold FROM (SELECT strftime(received_on, '%Y-%m') AS month, count(*) AS n FROM complaints GROUP BY 1) "
        "JOIN (SELECT month, sum(quantity)::DOUBLE AS sold FROM sales WHERE kind = 'delivery' AND month BETWEEN '2024-10' AND '2026-09' GROUP BY 1) USING (month)"
    )
    year = facts.one(
        "SELECT count(*) FROM complaints WHERE received_on BETWEEN '2025-10-01' AND '2026-09-30'"
    )
    pool += Pool(
        (float(below), year, *(float(rate or 0) for (rate,) in rates)), tuple(part for _, part in monthly)
    )
    for first, last in (("2025-10-01", "2026-09-30"), ("2024-10-01", "2025-09-30")):
        mean, n, up, down = facts.rows("SELECT avg(score) FILTER (question NOT LIKE 'imago%'), count(*) FILTER (question = 'aanbeveling'), count(*) FILTER (question = 'aanbeveling' AND score >= 9), count(*) FILTER (question = 'aanbeveling' AND score <= 6) FROM satisfaction WHERE date BETWEEN $a AND $b", a=first, b=last)[0]  # fmt: skip
        pool += Pool((float(mean or 0), float(n), 100 * (up - down) / max(n, 1), *wald(up, down, n)))
    count, years = facts.rows("SELECT count(*), avg(DATE '2026-09-30' - since) / 365.25 FROM contacts WHERE since <= '2026-09-30' AND (until IS NULL OR until > '2026-09-30')")[0]  # fmt: skip
    outlets, sold, missed = facts.rows(
        "SELECT count(*), sum(sold), sum(sold) FILTER (last IS NULL OR last < '2025-10-01') FROM (SELECT (SELECT sum(revenue) FROM sales s WHERE s.outlet = o.outlet AND month BETWEEN '2025-10' AND '2026-09')::DOUBLE AS sold, "
        "(SELECT max(date) FROM visits v WHERE v.outlet = o.outlet AND date <= '2026-09-30') AS last FROM outlets o WHERE closed IS NULL OR closed >= '2026-09-30')"
    )[0]
    seen = facts.one(
        "SELECT count(DISTINCT outlet) FROM visits WHERE date BETWEEN '2025-10-01' AND '2026-09-30'"
    )
    return pool + Pool(
        (float(count), float(years), float(outlets), seen, missed or 0.0), ((missed or 0.0) / sold,)
    )


def wilson(hits, cases, z=1.959964):
    """Wilson's range of 95% of a part."""
    if not cases:
        return ()
    p, wide = hits / cases, z**2 / cases
    middle, reach = p + wide / 2, z * (p * (1 - p) / cases + wide / cases / 4) ** 0.5
    return ((middle - reach) / (1 + wide), (middle + reach) / (1 + wide))


def wald(up, down, n, z=1.959964):
    """The adjusted range of 95% of a net promoter score, in points."""
    more = n + 3
    p, d = (up + 0.75) / more, (down + 0.75) / more
    reach = z * ((p + d - (p - d) ** 2) / more) ** 0.5
    return (100 * max(-1, p - d - reach), 100 * min(1, p - d + reach))


def contract(facts, shown):
    """What the conditions cost in the period, of what part of revenue, and where steps and ranges lie."""
    agreement, earlier = Agreement(facts, 2026), Agreement(facts, 2025)
    rows = {name: under[-1].cells for name, under in outlook(shown).items()}
    year, kilograms = whole(rows["Revenue (€)"][3]), whole(rows["Volume sold (kg)"][3])
    low, high = (whole(end) for end in rows["Revenue (€)"][4].split(" to "))
    end, half = agreement.so_far(9), agreement.so_far(6)
    before, before_half = earlier.so_far(9), earlier.so_far(6)
    known = lambda owed: sum(value or 0 for value in owed.values())  # noqa: E731
    done, sold = facts.sold("revenue", TO_DATE), facts.sold("revenue", NOW)
    cost, cost_before = known(end) - known(half), known(before) - known(before_half)
    there = known(agreement.of_year(year, kilograms))
    pool = Pool(
        (year, low, high, 0.95 * min(done, low), 1.1 * high, known(end), cost, there, there - known(end)),
        (known(end) / done, there / year, cost / sold, cost_before / facts.sold("revenue", BEFORE)),
    )
    at = lambda revenue: agreement.of_year(revenue, kilograms * revenue / year)  # noqa: E731
    margin = facts.sold("margin", TO_DATE) / done
    for revenue in (done, year, low, high):
        pool += Pool((sum(owed for term, owed in at(revenue).items() if agreement.kind(term) in STEPPED),))
    last = [facts.sold(measure, LAST_YEAR) for measure in ("revenue", "quantity")]
    for term in agreement.conditions:
        basis, steps = agreement.steps(term, year, kilograms, *last)
        for threshold, rate, _ in steps:
            above = threshold + (year - basis)  # the revenue of the year at which it is reached
            extra = over(threshold, steps) - over(basis, steps)
            jump = over(threshold, steps) - over(threshold - 0.01, steps)
            net = extra - (threshold - basis) * margin
            pool += Pool((above, above - year, jump, extra, net, (above - year) * margin, above - year + net / (margin - rate)), (rate, (above - year) / year))  # fmt: skip
    loose = facts.one("SELECT sum(revenue) FROM sales WHERE quantity = 0 AND month BETWEEN ? AND ?", *TO_DATE)
    return pool + Pool((loose,))


def unvisited(facts):
    """What outlets bought in twelve months to which nobody ever went, and to which nobody went in that time, and how many they are."""
    rows = facts.rows(
        "SELECT (SELECT coalesce(sum(revenue), 0) FROM sales s WHERE s.outlet = o.outlet AND month BETWEEN '2025-10' AND '2026-09'), "
        "(SELECT max(date) FROM visits v WHERE v.outlet = o.outlet AND date <= '2026-09-30') FROM outlets o "
        "WHERE (closed IS NULL OR closed >= '2026-09-30') AND (opened IS NULL OR opened <= '2026-09-30')"
    )
    never = [float(sold) for sold, last in rows if last is None and sold > 0]
    lapsed = [
        float(sold) for sold, last in rows if last is not None and str(last)[:10] < "2025-10-01" and sold > 0
    ]
    return Pool(
        (sum(never), sum(lapsed), float(len(never)), float(len(lapsed)), len(never) - 3.0, len(lapsed) - 3.0)
    )


def shelf(facts):
    """What the customer bought of each group in twelve months, from all and from us, how that grew, which parts are ours, and what a smaller part is worth."""
    pool, sides = Pool(), []
    for months in (*TWELVE, NOW, BEFORE):
        rows = facts.rows(
            "SELECT \"group\", sum(value)::DOUBLE, coalesce(sum(value) FILTER (supplier = 'Kruisheide'), 0)::DOUBLE FROM category_sales "
            "WHERE CASE WHEN period LIKE '%Q%' THEN left(period, 4) || '-' || lpad((3 * right(period, 1)::INT - 2)::VARCHAR, 2, '0') ELSE period END BETWEEN $a AND $b GROUP BY ROLLUP (\"group\")",
            a=months[0], b=months[1],
        )  # fmt: skip
        sides.append({group: (every or 0.0, ours or 0.0) for group, every, ours in rows})
        pool += Pool(
            tuple(size for sums in sides[-1].values() for size in sums),
            tuple(ours / every for every, ours in sides[-1].values() if every),
        )
    for now, before in (sides[:2], sides[2:]):
        for group, (every, ours) in now.items():
            then, had = before.get(group, (0.0, 0.0))
            if every and then:
                less = ours / every - had / then
                pool += Pool((100 * less, less * (every + then) / 2), (every / then - 1,))
            pool += Pool((now[None][1] / now[None][0] * every,))  # what our average part would be worth there
    return pool
