"""
What is owed under a contract, worked out by hand from its rows: a page of arithmetic that shares nothing with the analyses.

A retroactive step holds from the first euro, any other for what lies above it. A growth bonus is paid over what is sold above last year; in kilograms, that is valued at what a kilogram
brought in these months. A bypass bonus counts all revenue. What an ``other`` condition costs is not known.
"""

STEPPED = ("bonus ladder", "growth bonus", "bypass bonus")
COSTING = (*STEPPED, "contribution", "other")


class Agreement:
    """The conditions of a year: for each the name of its lowest step, its kind, and its steps from low to high."""

    def __init__(self, facts, year):
        self._facts, self._year = facts, year
        asked = facts.rows('SELECT * FROM terms WHERE year("from") = ? ORDER BY term', year)
        names = [name for name, *_ in facts.rows("DESCRIBE terms")]
        rows = [dict(zip(names, row, strict=True)) for row in asked]
        self.conditions = {}
        for row in rows:
            if row["kind"] in COSTING:
                alone = row["term"] if row["kind"] not in STEPPED else ""
                key = (row["kind"], row["from"], row["until"], row["agreement"], row.get("basis"), alone)
                self.conditions.setdefault(key, []).append(row)
        self.conditions = {
            steps[0]["term"]: sorted(steps, key=lambda step: step["threshold"] or 0.0)
            for steps in self.conditions.values()
        }

    def so_far(self, month):
        """What is owed at the end of a month."""
        now, before = ((f"{y}-01", f"{y}-{month:02}") for y in (self._year, self._year - 1))
        sold = (self._facts.sold(measure, now) for measure in ("revenue", "quantity"))
        last = (self._facts.sold(measure, before) for measure in ("revenue", "quantity"))
        return {term: self.owed(term, *sums) for sums in [(*sold, *last)] for term in self.conditions}

    def of_year(self, revenue, quantity):
        """What is owed on a year that ends at a revenue and a quantity."""
        before = (f"{self._year - 1}-01", f"{self._year - 1}-12")
        last = [self._facts.sold(measure, before) for measure in ("revenue", "quantity")]
        return {term: self.owed(term, revenue, quantity, *last) for term in self.conditions}

    def owed(self, term, revenue, quantity, last_revenue, last_quantity):
        """What one condition owes over such sales; None where it is not known."""
        basis, steps = self.steps(term, revenue, quantity, last_revenue, last_quantity)
        if self.kind(term) == "other":
            return None
        return over(basis, steps)

    def steps(self, term, revenue, quantity, last_revenue, last_quantity):
        """The amount that counts, and each step as (threshold in money, rate, from the first euro)."""
        rows = self.conditions[term]
        in_kilograms = rows[0].get("basis") == "quantity"
        price = revenue / quantity
        if self.kind(term) == "growth bonus":
            before = last_quantity * price if in_kilograms else last_revenue
            basis, scale = revenue - before, before
        else:
            basis, scale = revenue, price if in_kilograms else 1.0
        return basis, [((row["threshold"] or 0.0) * scale, row["rate"], row["retroactive"]) for row in rows]

    def kind(self, term):
        """What kind of condition it is."""
        return self.conditions[term][0]["kind"]


def over(basis, steps):
    """What steps owe over an amount."""
    reached = [step for step in steps if step[0] <= basis]
    owed = 0.0
    for n, (threshold, rate, retroactive) in enumerate(reached):
        end = reached[n + 1][0] if n + 1 < len(reached) else basis
        owed = rate * end if retroactive else owed + rate * (end - threshold)
    return owed
