"""
The figures of an account's slice by SQL on its files.

This is the other side of every agreement test, so it shares nothing with the analyses: no code, no caches, no order of adding up. The definitions are those that the document prints.
"""

from pathlib import Path

import duckdb

NOW, BEFORE = ("2026-07", "2026-09"), ("2025-07", "2025-09")
TO_DATE, LAST_TO_DATE = ("2026-01", "2026-09"), ("2025-01", "2025-09")
LAST_YEAR, LAST_REST = ("2025-01", "2025-12"), ("2025-10", "2025-12")
MEASURES = {"quantity": "quantity", "revenue": "revenue", "margin": "revenue - cost"}

JUDGED = (
    "(SELECT d.*, coalesce(d.distribution_centre, o.name) AS place, coalesce(delivered_on = requested_on, false) AS on_time, "
    "abs(coalesce(delivered, 0) - ordered) <= 0.05 * ordered AS in_full FROM deliveries d LEFT JOIN outlets o USING (outlet) WHERE ordered > 0)"
)
"""Order lines, each judged: on time is on the day requested, in full within five percent."""


class Facts:
    """One slice, asked by SQL; ``book`` is its sales with the names of their places."""

    def __init__(self, folder):
        self._sql = duckdb.connect()
        for file in sorted(Path(folder).glob("*.parquet")):
            self._sql.execute(f"CREATE VIEW \"{file.stem}\" AS SELECT * FROM read_parquet('{file}')")
        self._sql.execute(
            'CREATE VIEW book AS SELECT s.*, s.revenue - s.cost AS margin, o.name AS outlet_name, o.region, o.banner, p."group", p.name AS product_name '
            "FROM sales s LEFT JOIN outlets o USING (outlet) LEFT JOIN products p USING (product)"
        )

    def close(self):
        self._sql.close()

    def rows(self, question, *values, **named):
        """The rows of an answer."""
        return self._sql.execute(question, named or list(values)).fetchall()

    def one(self, question, *values):
        """The only figure of an answer; nil where there is none."""
        return float(self.rows(question, *values)[0][0] or 0)

    def sold(self, measure, months, where="true"):
        """What was sold in some months."""
        return self.one(
            f"SELECT sum({MEASURES[measure]}) FROM book WHERE month BETWEEN ? AND ? AND {where}", *months
        )

    def per(self, level, measure, months, where="true"):
        """What was sold in some months, per group, region, banner, outlet or article."""
        return {
            key: float(value)
            for key, value in self.rows(
                f"SELECT coalesce(\"{level}\", ''), sum({MEASURES[measure]}) FROM book WHERE month BETWEEN ? AND ? AND {where} GROUP BY 1",
                *months,
            )
        }

    def names(self, level):
        """All names of a level that ever sold."""
        return {key for (key,) in self.rows(f"SELECT DISTINCT coalesce(\"{level}\", '') FROM book")}

    def budget(self, measure, months, group=None):
        """The budget of some months."""
        chosen = "true" if group is None else '"group" = $g'
        question = (
            f"SELECT sum(amount) FROM budget WHERE measure = $m AND period BETWEEN $a AND $b AND {chosen}"
        )
        values = {"m": measure, "a": months[0], "b": months[1]} | ({} if group is None else {"g": group})
        return float(self.rows(question, **values)[0][0] or 0)
