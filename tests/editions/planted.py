"""
A small company that is full of secrets: each internal column of each table holds values that occur nowhere else in the world.

A leak can only be seen when what leaks cannot be mistaken. So every internal text begins with ``Zqx``, every internal amount has eight digits or more where what a customer may know has
four, and internal days lie in 1987. The other account, its outlets and its people are secrets too, and so is what people said, set and remarked.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from amlib import periods
from amlib.plan import entries, ledger, records

COMPANY, ACCOUNT, OTHER, PERIOD = "Slagerij Noord", "alfa", "zqxbeta", "2026Q3"
OWN = ("00101", "00102")
MONTHS = [str(month) for year in (2024, 2025, 2026) for month in periods.parse(str(year)).months()][6:33]

TABLES = {
    "accounts": f"account;name;channel\n{ACCOUNT};Alfa Supers;retail\n{OTHER};Zqxbeta Supermarkten;retail\n",
    "outlets": "outlet;account;name;region;banner\n"
    + "".join(f"00{i};{ACCOUNT};Alfa {town};{region};Alfa\n" for i, (town, region) in enumerate([("Breda", "Zuid"), ("Zwolle", "Noord"), ("Emmen", "Noord")], 1))
    + f"zqx9;{OTHER};Zqxbeta Almere;Midden;Zqxbanier\n",
    "products": f"product;name;group;subgroup;brand;supplier;kg_per_unit\n00101;Rookworst;worst;;Noord;{COMPANY};0,275\n00102;Gehakt;gehakt;;Noord;{COMPANY};0,5\n"
    "zqx00999;Zqxknakworst;worst;;Zqxmerk;Zqxconcurrent;0,4\nzqx00998;Zqxeigenaardig;worst;;Noord;Slagerij Noord;0,4\n",
    "budget": f"account;outlet;group;period;measure;amount\n{ACCOUNT};;worst;{PERIOD};revenue;64.827.193,31\n{ACCOUNT};;gehakt;{PERIOD};revenue;72.615.938,47\n",
    "competitor_prices": f"date;account;outlet;supplier;product;price;promoted;seen_by;source\n14-03-1987;{ACCOUNT};001;Zqxconcurrent;zqx00999;48.261.937,52;nee;Zqxziener;Zqxfolder\n",
    "promotions": f"promotion;account;outlets;product;start;end;mechanic;consumer_price;discount_per_unit;fixed_cost\nP1;{ACCOUNT};;00101;06-07-2026;12-07-2026;25% korting;8,00;51.739.264,81;39.174.628,53\n",
    "terms": f"term;account;kind;from;threshold;rate;counter_performance\nT1;{ACCOUNT};payment days;2026-01-01;;30;\nT2;{ACCOUNT};bonus ladder;2026-01-01;57.193.826,00;28.461.739,00;Zqxtegenprestatie\n",
    "raw_materials": "date;species;price;source\n21-11-1987;Zqxrund;94.638.172,26;Zqxnotering\n",
    "contacts": f"contact;account;name;role;level;influence;attitude\nC1;{ACCOUNT};Jo Inkoop;inkoper;head office;Zqxinvloed;Zqxhouding\nzqxC2;{OTHER};Zqxpersoon;inkoper;head office;laag;goed\n",
    "visits": f"visit;date;account;outlet;kind;report;score_layout\nV1;05-08-2026;{ACCOUNT};001;visit;Zqxverslag van een lastig gesprek;4\n",
    "complaints": f"complaint;account;outlet;product;received_on;cause;quantity;credit\nK1;{ACCOUNT};001;00101;03-08-2026;koeling;12;83.516.294,17\n",
    "ledger_totals": "account;month;revenue;cost;note\n",
}  # fmt: skip
FILES = {name: f"zqx-{name}.csv" for name in ("budget", "competitor_prices", "raw_materials")}
"""Of tables that are internal altogether, the file too."""
NOTE = "Zqxopmerking: Zqxbeta levert laat aan"
SETTINGS = f"account: {ACCOUNT}\naccount_manager: Zqxmanager\nsupervisor: Zqxbaas\ngrowth_target: 0.0731942\nremark: Zqxaantekening over de inkoper\n"
SET = ("Zqxmanager", "Zqxbaas", "Zqxaantekening over de inkoper", "growth_target", "0.0731942")
PROMISE = "Koelvakken controleren voor de feestdagen"
SAID = records.Records.model_validate(
    {
        "account": ACCOUNT,
        "figures": [{"edition": "zqxeditie", "period": "2026Q2", "level": "total", "key": "", "measure": "margin", "value": 35817264.25}],
        "reasons": [{"period": PERIOD, "effect": "price", "cause": "own", "text": "Zqxreden achter de prijs", "author": "Zqxauteur", "said_on": "2026-10-02"}],
        "commitments": [{"commitment": "A1", "promised_by": "us", "promised_to": "Jo Inkoop", "what": PROMISE, "agreed_on": "2026-08-05", "due": "2026-11-15"}],
        "decisions": [{"proposal": "zqxvoorstel", "subject": "plan", "what": "Zqxbesluit", "outcome": "rejected", "decided_on": "2026-10-05", "decided_by": "Zqxbeslisser", "reason": "Zqxoverweging", "effect": 27391846.75}],
    }
)  # fmt: skip
PUBLISHED = entries.Publication.model_validate(
    {
        "edition": "zqxeditie", "document": "results_evaluation", "period": "2026Q1",
        "probabilities": [{"through": "2026-03", "year": 2026, "level": "total", "key": "zqxsleutel", "measure": "revenue", "target": 47182639.5, "probability": 0.6, "centre": 62918374.5}],
    }
)  # fmt: skip
SECRET_SAID = (
    "zqxeditie", "zqxsleutel", "Zqxreden achter de prijs", "Zqxauteur", "zqxvoorstel", "Zqxbesluit", "Zqxbeslisser", "Zqxoverweging",
    47182639.5, 62918374.5, 35817264.25, 27391846.75,
)  # fmt: skip


def write(home: Path) -> Path:
    """The company's tables, settings and records in a folder; its workbook."""
    tables = {**TABLES, "sales": _sales(), "category_sales": _category(), "market": _market()}
    tables["ledger_totals"] += _ledger()
    folder = home / "parameters"
    for place in (home / "tables", home / "said", folder / "accounts"):
        place.mkdir(parents=True)
    for name, text in tables.items():
        (home / "tables" / FILES.get(name, f"{name}.csv")).write_text(text, "utf-8")
    (folder / "accounts" / f"{ACCOUNT}.yml").write_text(SETTINGS, "utf-8")
    (home / "said" / f"{ACCOUNT}.json").write_text(SAID.model_dump_json(), "utf-8")
    sources = {name: {"path": f"../tables/{FILES.get(name, f'{name}.csv')}"} for name in tables}
    sources["category_sales"]["note"] = sources["sales"]["note"] = NOTE
    book = {
        "company": COMPANY,
        "invented": True,
        "accepted_faults": 0.5,
        "tables": sources,
        "records": "../said",
    }
    book["licence"] = {
        name: {"customer": True, "competitors": False} for name in ("category_sales", "market")
    }
    (folder / "workbook.yml").write_text(json.dumps(book), "utf-8")
    return folder / "workbook.yml"


def publish(output: Path) -> None:
    """Write in the ledger beside the editions what an earlier one published."""
    kept = ledger.open(f"sqlite:///{output / 'ledger.sqlite'}")
    kept.append(ledger.Draft(ACCOUNT, PUBLISHED, "Zqxautomaat", datetime(2026, 4, 6, tzinfo=UTC)), None)


def _dutch(amount: float) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _sales() -> str:
    """A line per month, outlet and article: what the customer paid has four digits, what it cost us has eight."""
    lines = ["date;account;outlet;product;quantity;revenue;cost;line"]
    for i, month in enumerate(MONTHS):
        for outlet in ("001", "002", "003"):
            for article in OWN:
                paid, cost = 1000 + 10 * i + 5 * int(outlet), 31_415_926 + 1_618.03 * len(lines)
                lines.append(
                    f"{month}-05;{ACCOUNT};{outlet};{article};{100 + i};{paid};{_dutch(cost)};{len(lines)}"
                )
        lines.append(
            f"{month}-06;{OTHER};zqx9;00101;9182{i:02d};{_dutch(91_827_364.55 + i)};{_dutch(27_182_818.28 + i)};{len(lines)}"
        )
        lines.append(f"{month}-07;{OTHER};zqx9;zqx00998;1;100;50,00;{len(lines)}")
    lines.append(
        f"2026-08-09;{ACCOUNT};nergens;00101;1;77.123.946,58;1,00;{len(lines)}"
    )  # set aside: no such outlet
    return "\n".join(lines) + "\n"


def _category() -> str:
    """Each month the group at each outlet: we, and a competitor that may not be named."""
    rows = [
        f"{month};{ACCOUNT};{outlet};{group};{supplier};{brand};{article};{quantity + i};{7 * quantity + i};klant"
        for i, month in enumerate(MONTHS)
        for outlet in ("001", "002", "003")
        for group, article in zip(("worst", "gehakt"), OWN, strict=True)
        for supplier, brand, article, quantity in ((COMPANY, "Noord", article, 100), ("Zqxconcurrent", "Zqxmerk", "zqx00999", 300))
    ]  # fmt: skip
    return (
        "period;account;outlet;group;supplier;brand;product;quantity;value;source\n" + "\n".join(rows) + "\n"
    )


def _market() -> str:
    rows = [
        f"{month};retail;{group};{supplier};{4000 + i};{9000 + i};bureau"
        for i, month in enumerate(MONTHS)
        for group in ("worst", "gehakt")
        for supplier in (COMPANY, "Zqxconcurrent")
    ]
    return "period;channel;group;supplier;quantity;value;source\n" + "\n".join(rows) + "\n"


def _ledger() -> str:
    """What was booked: the customer's own invoices, and a cost that is ours."""
    rows = []
    for i, month in enumerate(MONTHS):
        paid = sum(1000 + 10 * i + 5 * outlet for outlet in (1, 2, 3)) * len(OWN)
        rows.append(f"{ACCOUNT};{month};{paid};{_dutch(68_319_275.46 + i)};")
    return "\n".join(rows) + "\n"
