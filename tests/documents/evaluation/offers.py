"""Promotions that can be checked by hand, as ``promotions.evaluate`` gives them: one that paid, one that lost, one not certain, one not judged, two to come."""

from datetime import date

import pandas as pd

NAN = float("nan")

COLUMNS = [
    "promotion", "product", "name", "group", "mechanic", "start", "end", "status", "reason", "repeated_losses", "clean_weeks", "quiet", "higher",
    "baseline", "gross", "dip", "cannibalisation", "profit", "profit_low", "profit_high", "cost", "break_even", "predicted", "predicted_from",
]  # fmt: skip

ROWS = [
    ("A1", "p1", "Rookworst", "pork", "25% korting", (2026, 7, 6), (2026, 7, 12), "assessed", "", 0, 8, 40, 0,
     1_000.4, 800.3, -100.2, -50.4, 500.0, 200.0, 800.0, 400.0, 0.30, 0.50, 3),
    ("A2", "p2", "Speklap", "pork", "2 voor prijsje", (2026, 8, 3), (2026, 8, 9), "assessed", "", 2, 8, 40, 9,
     2_000.4, 300.4, -250.3, 0.0, -2_100.0, -2_500.0, -1_700.0, 2_200.0, 0.80, 0.40, 3),
    ("A3", "p3", "Kipfilet <b>*x*</b>", "poultry", "25% korting", (2026, 8, 31), (2026, 9, 6), "assessed", "", 0, 6, 30, 3,
     500.4, 200.4, -20.2, -30.4, 40.0, -360.0, 440.0, 300.0, 0.25, 0.20, 3),
    ("A4", "p4", "Hamburger", "beef", "2e halve prijs", (2026, 9, 21), (2026, 9, 27), "not_assessable", "few_clean_weeks", 0, 2, 0, 0,
     NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0.10, 1),
    ("A5", "p2", "Speklap", "pork", "2 voor prijsje", (2026, 10, 5), (2026, 10, 11), "planned", "", 2, 0, 0, 0,
     NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0.80, 0.05, 4),
    ("A6", "p1", "Rookworst", "pork", "25% korting", (2026, 9, 28), (2026, 10, 4), "running", "", 0, 0, 0, 0,
     NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0.30, 0.65, 4),
    ("A0", "p1", "Rookworst", "pork", "25% korting", (2026, 3, 2), (2026, 3, 8), "assessed", "", 0, 8, 38, 1,
     900.0, 600.0, -100.0, 0.0, 300.0, 100.0, 500.0, 400.0, 0.30, NAN, 0),
]  # fmt: skip


def frame(rows=ROWS, *, money=True):
    """The promotions, with what follows from their figures."""
    made = pd.DataFrame(rows, columns=COLUMNS)
    made["start"], made["end"] = ([date(*day) for day in made[c]] for c in ("start", "end"))
    net = made["gross"] + made["dip"] + made["cannibalisation"]
    made = made.assign(
        net=net, net_low=net - 100, net_high=net + 100, uplift=net / made["baseline"], actual=made["baseline"] + made["gross"],
        roi=made["profit"] / made["cost"], roi_low=made["profit_low"] / made["cost"], roi_high=made["profit_high"] / made["cost"],
        outlets=NAN, agreement="", margin_per_kg=1.5, support=0.4, fixed_cost=300.0,
    )  # fmt: skip
    if not money:
        owned = [
            c for c in made if c.startswith(("profit", "roi", "cost", "margin", "support", "fixed", "break"))
        ]
        made[owned] = NAN
    return made
