"""
The invented company that ships with the workbook.

Whoever opens the workbook for the first time has no figures in it, and whoever tests an analysis needs figures whose causes are known. Both are served by one
invented Dutch meat processor, Kruisheide, with six customers: 478 outlets, three full years and the running one, and every table of the contract. The same
seed gives the same company on every machine and every day.

It is told in parts: who there is (`company`), what lies on the shelf (`shelf`), when people want it (`season`), what happens to each customer
(`stories`), what is promoted (`promotions`) and sold (`trade`), how it arrives (`service`), what was agreed and booked (`agreements`), who was seen
(`people`), what people said (`records`), the world outside (`outside`), what is wrong on purpose (`faults`), what is true (`truth`), and in which files it lies (`files`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from amlib.data.demo import (
    agreements,
    company,
    faults,
    files,
    outside,
    people,
    records,
    season,
    service,
    shelf,
    trade,
    truth,
)

__all__ = ["UNTIL", "write"]

UNTIL = date(2026, 9, 30)
Progress = Callable[[str, int, int], None]
Wrong = list[dict[str, object]]


def write(
    folder: Path | str,
    seed: int = 7,
    until: date = UNTIL,
    progress: Progress | None = None,
    *,
    outlets: float = 1.0,
) -> None:
    """
    Write the invented company's source tables into a folder, with what people said in ``records/`` and the truth about it all in ``truth/`` beside them.

    Parameters
    ----------
    folder : made when absent; files of the same name are replaced, others are left alone
    seed : another seed is another company of the same kind
    until : the last day with figures; the stories play in 2025 and 2026
    progress : called with what is being done, how many steps are done, and of how many
    outlets : fraction of the outlets, for a smaller and quicker company
    """
    base = Path(folder)
    base.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda what, done, total: None)
    steps = _parts(base, seed, until, outlets)
    total = 9
    for done, what in enumerate(steps):
        tell(what, done, total)
    tell("", total, total)


def _parts(base: Path, seed: int, until: date, scale: float) -> Iterator[str]:
    """The work in order; each part is named before it is done."""
    yield "outlets"
    calendar = season.calendar(until)
    outlets = company.outlets(seed, scale)
    yield "sales"
    made = trade.worked_out(outlets, calendar, seed)
    sold = trade.lines(made, seed)
    complaints = service.complaints(made, sold, seed)
    sold = trade.with_credits(sold, service.credits(complaints))
    wrong = _sales(base, made, sold)
    yield "category"
    _category(base, made, trade.category(made, sold, seed))
    yield "deliveries"
    _deliveries(base, service.deliveries(made, sold, seed))
    yield "masters"
    _masters(base, outlets, until)
    yield "agreements"
    totals = agreements.monthly(made, sold)
    _agreements(base, made, totals)
    yield "people"
    known = people.contacts(outlets, calendar, seed)
    files.write_excel(base / "contactpersonen.xlsx", known)
    visits = people.visits(outlets, known, calendar, seed)
    wrong += _text(base / "bezoeken.csv", "visits", visits)
    files.write_csv(base / "tevredenheid.csv", people.satisfaction(known, calendar, seed), encoding="utf-8")
    wrong += _text(base / "klachten.csv", "complaints", _complaints(made, complaints))
    yield "outside"
    seen = outside.competitor_prices(made, seed)
    seen.insert(5, "price", files.dutch(seen.pop("cents"), 2))
    wrong += _text(base / "prijswaarnemingen.csv", "competitor_prices", seen)
    _outside(base, outside.market(calendar, seed), outside.raw_materials(calendar, seed))
    yield "truth"
    _truth(base / "truth", made, totals, wrong, until)
    said = truth.commitments(made.outlets, until)
    for account, kept in records.records(said, until).items():
        _write_json(base / "records" / f"{account}.json", kept)


def _sales(base: Path, made: trade.Trade, sold: pd.DataFrame) -> Wrong:
    """One Parquet file per year; the last one also has the faulty lines."""
    year = sold["date"].dt.year.to_numpy()
    codes, accounts = made.outlets["outlet"].tolist(), made.outlets["account"].tolist()
    products = shelf.articles()["product"].tolist()
    number = np.char.zfill(np.arange(1, len(sold) + 1).astype(str), 9)
    last = int(year[-1])
    wrong: Wrong = []
    for one in range(int(year[0]), last + 1):
        lines = sold[year == one]
        outlet = lines["outlet"].to_numpy()
        table = pa.table(
            {
                "date": pa.array(lines["date"].to_numpy().astype("datetime64[D]"), pa.date32()),
                "account": files.coded(outlet, accounts),
                "outlet": files.coded(outlet, codes),
                "product": files.coded(lines["article"].to_numpy(), products),
                "quantity": files.decimals(lines["grams"], 3),
                "revenue": files.decimals(lines["revenue"], 2),
                "cost": files.decimals(lines["cost"], 2),
                "line": pa.array(number[year == one], pa.string()),
            }
        )
        if one == last:
            good = lines.iloc[:: max(1, len(lines) // 40)].copy()
            good["account"] = np.array(accounts, dtype=object)[good["outlet"]]
            good["outlet"] = np.array(codes, dtype=object)[good["outlet"]]
            good["product"] = np.array(products, dtype=object)[good["article"]]
            faulty, wrong = faults.of_sales(good, made.calendar.until)
            table = pa.concat_tables([table, faulty])
        files.write_parquet(base / "verkopen" / f"verkopen-{one}.parquet", table)
    return wrong


def _category(base: Path, made: trade.Trade, bought: pd.DataFrame) -> None:
    """Most customers pass on their purchases per outlet and month; one gives its total per quarter."""
    chain = made.outlets["chain"].to_numpy()[bought["outlet"]]
    detailed = np.array([one.detailed for one in company.CHAINS])[chain]
    months = np.array(made.calendar.months())
    quarters = np.array([f"{month[:4]}Q{(int(month[5:]) + 2) // 3}" for month in months])
    fine = bought[detailed].assign(chain=chain[detailed], period=months[bought["month"][detailed]])
    coarse = bought[~detailed].assign(chain=chain[~detailed], period=quarters[bought["month"][~detailed]])
    whole = coarse.groupby(["period", "chain", "article"], as_index=False)[["grams", "cents"]].sum()
    frame = pd.concat([fine, whole.assign(outlet=-1)], ignore_index=True)
    articles = shelf.articles().iloc[frame["article"].to_numpy()]
    outlet = frame["outlet"].to_numpy()
    table = pa.table(
        {
            "period": pa.array(frame["period"], pa.string()),
            "account": files.coded(frame["chain"].to_numpy(), [one.account for one in company.CHAINS]),
            "outlet": files.coded(
                np.where(outlet < 0, len(made.outlets), outlet), [*made.outlets["outlet"], None]
            ),
            "group": pa.array(articles["group"], pa.string()),
            "supplier": pa.array(articles["supplier"], pa.string()),
            "brand": pa.array(articles["brand"], pa.string()),
            "product": pa.array(articles["product"], pa.string()),
            "quantity": files.decimals(frame["grams"], 3),
            "value": files.decimals(frame["cents"], 2),
            "source": pa.array(["inkoopcijfers klant"] * len(frame), pa.string()),
            "as_of": pa.array([made.calendar.until] * len(frame), pa.date32()),
        }
    )
    files.write_parquet(base / "categorie.parquet", table)


def _deliveries(base: Path, frame: pd.DataFrame) -> None:
    table = {
        name: files.decimals(frame[name], 3)
        if name in ("ordered", "delivered")
        else pa.array(frame[name].to_numpy().astype("datetime64[D]"), pa.date32())
        if name.endswith("_on")
        else pa.array(frame[name], pa.string(), from_pandas=True)
        for name in frame.columns
    }
    files.write_parquet(base / "leveringen.parquet", pa.table(table))


def _masters(base: Path, outlets: pd.DataFrame, until: date) -> None:
    """Customers, outlets and articles."""
    accounts = [
        {"account": one.account, "name": one.name, "channel": one.channel, "since": one.since}
        for one in company.CHAINS
    ]
    files.write_csv(base / "klanten.csv", pd.DataFrame(accounts))
    places = outlets.drop(columns=["chain", "size", "listed", "weekday"])
    for name in ("latitude", "longitude"):
        places[name] = files.dutch((places[name] * 10000).round().astype(int), 4)
    places["floor_area"] = places["floor_area"].astype(int)
    files.write_csv(base / "vestigingen.csv", places)
    columns = ["product", "name", "group", "subgroup", "brand", "supplier", "kg_per_unit", "launched"]
    files.write_excel(
        base / "artikelen.xlsx",
        shelf.articles()[[*columns, "shelf_life_days"]],
        title=f"Artikelbestand {company.NAME}, stand {until:%d-%m-%Y}",
        sheet="Artikelen",
    )


def _agreements(base: Path, made: trade.Trade, totals: pd.DataFrame) -> None:
    """Budget, ledger, promotions, terms and goals."""
    files.write_excel(
        base / "budget.xlsx",
        agreements.budget(totals, made.calendar),
        title="Budget per klant, groep en maand",
        sheet="Budget",
    )
    ledger = agreements.ledger_totals(totals, made.calendar)
    for name in ("revenue", "cost"):
        ledger[name] = files.dutch(ledger[name], 2, grouped=True)
    files.write_csv(base / "grootboek.csv", ledger)
    paper = agreements.on_paper(made)
    for name in ("consumer_price", "discount_per_unit", "fixed_cost"):
        paper[name] = files.dutch(paper[name], 2)
    files.write_csv(base / "acties.csv", paper)
    files.write_excel(base / "voorwaarden.xlsx", agreements.terms(totals, made.calendar))
    files.write_excel(base / "klantdoelen.xlsx", agreements.customer_goals(made.outlets, made.calendar))


def _complaints(made: trade.Trade, frame: pd.DataFrame) -> pd.DataFrame:
    """The complaints with names for places and Dutch amounts."""
    return pd.DataFrame(
        {
            "complaint": frame["complaint"],
            "account": made.outlets["account"].to_numpy()[frame["outlet"]],
            "outlet": made.outlets["outlet"].to_numpy()[frame["outlet"]],
            "product": shelf.articles()["product"].to_numpy()[frame["article"]],
            "received_on": frame["received_on"],
            "settled_on": frame["settled_on"],
            "cause": frame["cause"],
            "quantity": files.dutch(frame["grams"], 3, trimmed=True),
            "credit": files.dutch(frame["cents"], 2),
        }
    )


def _text(path: Path, table: str, frame: pd.DataFrame) -> Wrong:
    """A CSV file with its faulty rows."""
    text = frame.copy()
    for name in text.columns:
        if pd.api.types.is_datetime64_any_dtype(text[name]):
            text[name] = text[name].dt.strftime("%d-%m-%Y")
        elif name.startswith("score_"):
            text[name] = text[name].astype("string")
    written, wrong = faults.in_text(table, text)
    files.write_csv(path, written)
    return wrong


def _outside(base: Path, market: pd.DataFrame, quoted: pd.DataFrame) -> None:
    """The market as its agency sends it, and quotations under their own Dutch names."""
    market.insert(5, "quantity", files.dutch(market.pop("grams"), 3, grouped=True))
    market.insert(6, "value", files.dutch(market.pop("cents"), 2, grouped=True))
    market["coverage"] = files.dutch((market["coverage"] * 100).round().astype(int), 2)
    files.write_csv(base / "markt.csv", market, encoding="utf-8-sig")
    quoted["cents"] = files.dutch(quoted["cents"], 2)
    quoted.columns = pd.Index(["Datum", "Diersoort", "Notering", "Bron"])
    files.write_csv(base / "noteringen.csv", quoted, encoding="utf-8")


def _truth(base: Path, made: trade.Trade, totals: pd.DataFrame, wrong: Wrong, until: date) -> None:
    """What is true, for the tests and for nobody else."""
    files.write_parquet(
        base / "promotions.parquet", pa.Table.from_pandas(truth.of_promotions(made), preserve_index=False)
    )
    files.write_parquet(
        base / "weekly.parquet", pa.Table.from_pandas(truth.weekly(made), preserve_index=False)
    )
    faulty = pd.DataFrame(wrong)
    _write_json(base / "planted.json", truth.planted(made, totals, faulty))
    _write_json(base / "rejected.json", wrong)
    _write_json(base / "causes.json", truth.causes())
    _write_json(base / "commitments.json", truth.commitments(made.outlets, until))


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
