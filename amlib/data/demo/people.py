"""
The people: who works at the customers, how often they were seen, and what they think of us.

All names are made up. One large outlet is never visited, which no report about visits made would ever show.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, season

__all__ = ["contacts", "never_visited", "satisfaction", "visits"]

MANAGERS = {
    "goudveld": "Marieke Wouda",
    "prijsbaken": "Tom Heijligers",
    "noorderhof": "Sietske Halbertsma",
    "even-langs": "Ruben Okkerse",
    "tafelrond": "Nadia Bouchrit",
    "lindehof": "Joost van Tuylen",
}
_FIRST = [
    "Anna",
    "Bram",
    "Carla",
    "Daan",
    "Esra",
    "Femke",
    "Gijs",
    "Hanneke",
    "Imran",
    "Jelle",
    "Karin",
    "Lars",
    "Mila",
    "Niels",
    "Olga",
    "Pieter",
    "Quinten",
    "Roos",
    "Samir",
    "Tess",
    "Udo",
    "Vera",
    "Wim",
    "Yara",
]
_LAST = [
    "van Aalst",
    "Berghuis",
    "Coolen",
    "Dijkhof",
    "van Elden",
    "Fontein",
    "Graafland",
    "Hoekzema",
    "Ilbrink",
    "Jonkhout",
    "Kuipers-Veld",
    "van Loenhout",
    "Meindersma",
    "Nijborg",
    "Oudkerk",
    "Peltenburg",
    "van Roosmalen",
    "Steenhuis",
    "Terpsma",
    "Uitdehaag",
    "Verbrugh",
    "Westerhof",
    "Zandbelt",
    "El Amrani",
    "Kaya",
    "Sardjoe",
]
_HEAD_OFFICE = (
    ("inkoper vlees", "hoog", 10),
    ("categoriemanager vers", "hoog", 8),
    ("formulemanager", "middel", 4),
    ("kwaliteitsmanager", "middel", 3),
    ("directeur commercie", "hoog", 2),
    ("ketenplanner", "laag", 4),
)
_ATTITUDES = ("positief", "neutraal", "neutraal", "kritisch")
_THEMES = (
    "Schap ligt er verzorgd bij; de afgesproken presentatie wordt gevolgd.",
    "Te veel derving op gehakt; besteladvies aangepast.",
    "Actie goed uitgevoerd, maar het schap was zaterdag om vier uur leeg.",
    "Bedrijfsleider vraagt om een kleinere verpakking voor tweepersoonshuishoudens.",
    "Huismerk heeft een facing extra gekregen ten koste van onze worst.",
    "Koeling stond op zes graden; gemeld bij de bedrijfsleider.",
    "Assortiment klopt niet met de lijst: twee artikelen ontbreken.",
    "Goed gesprek over het barbecueseizoen; extra presentatie toegezegd.",
    "Nieuwe medewerker op de versafdeling, korte uitleg gegeven.",
    "Klacht over houdbaarheid besproken en afgehandeld.",
)
_QUESTIONS = (
    "algemene tevredenheid",
    "aanbeveling",
    "leverbetrouwbaarheid",
    "kwaliteit",
    "contact met accountmanager",
    "imago: betrouwbaar",
    "imago: vernieuwend",
)
_ANSWER = ("date", "account", "outlet", "level", "question", "score", "source")
_MOOD = {
    "goudveld": 7.9,
    "prijsbaken": 6.7,
    "noorderhof": 8.2,
    "even-langs": 7.7,
    "tafelrond": 6.5,
    "lindehof": 7.3,
}


def never_visited(outlets: pd.DataFrame) -> str:
    """The outlet that nobody visits: the largest of the first chain."""
    first = outlets[outlets["chain"] == 0]
    return str(first.nlargest(1, "size")["outlet"].iloc[0])


def contacts(outlets: pd.DataFrame, calendar: season.Calendar, seed: int) -> pd.DataFrame:
    """The functionaries at head office, centres, regions and outlets; some have left and have a successor."""
    rows = []
    for place, chain in enumerate(company.CHAINS):
        numbers = company.generator(seed, f"contacts of {chain.account}")
        mine = outlets[(outlets["chain"] == place) & outlets["closed"].isna()]
        posts = [("head office", role, None, influence, wanted) for role, influence, wanted in _HEAD_OFFICE]
        posts += [
            ("DC", f"hoofd {centre}", None, "middel", 2) for centre in dict.fromkeys(chain.centres.values())
        ]
        posts += [("region", f"regiomanager {region}", None, "middel", 4) for region in chain.centres]
        posts += [
            ("outlet", "bedrijfsleider", outlet, "laag", 1)
            for outlet in mine["outlet"]
            if numbers.random() < 0.55
        ]
        for level, role, outlet, influence, wanted in posts:
            left = level != "outlet" and numbers.random() < 0.25
            changed = date(2024, 1, 1) + int(numbers.integers(0, 900)) * pd.Timedelta(days=1)
            came = date(2012, 1, 1) + int(numbers.integers(0, 3900)) * pd.Timedelta(days=1)
            terms = (
                [(came, changed), (changed, None)] if left and changed <= calendar.until else [(came, None)]
            )
            for since, until in terms:
                rows.append(
                    {
                        "account": chain.account,
                        "name": f"{_FIRST[int(numbers.integers(len(_FIRST)))]} {_LAST[int(numbers.integers(len(_LAST)))]}",
                        "role": role,
                        "level": level,
                        "outlet": outlet,
                        "since": since,
                        "until": until,
                        "influence": influence,
                        "attitude": _ATTITUDES[int(numbers.integers(len(_ATTITUDES)))],
                        "visits_per_year": wanted,
                    }
                )
    frame = pd.DataFrame(rows)
    frame.insert(0, "contact", [f"C{number:04d}" for number in range(1, len(frame) + 1)])
    return frame.astype({"since": "datetime64[s]", "until": "datetime64[s]"})


def visits(outlets: pd.DataFrame, people: pd.DataFrame, calendar: season.Calendar, seed: int) -> pd.DataFrame:
    """Visits to outlets and to people, ordered by day."""
    numbers = company.generator(seed, "visits")
    years = calendar.weeks / 52
    rank = outlets.groupby("chain")["size"].rank(pct=True).to_numpy()
    norm = np.select([rank > 0.8, rank > 0.5], [4.0, 2.0], 0.8)
    made = (norm * years * 1.7 * numbers.random(len(outlets))).astype(int)
    made = np.where(outlets["outlet"] == never_visited(outlets), 0, np.maximum(1, made))
    spoken = people[people["level"] == "outlet"].set_index("outlet")["contact"]
    to_outlets = outlets.loc[
        np.repeat(outlets.index, made), ["account", "outlet", "opened", "closed", "latitude", "longitude"]
    ]
    to_outlets["contact"] = to_outlets["outlet"].map(spoken)
    others = people[people["level"] != "outlet"]
    often = (others["visits_per_year"].to_numpy() * years * (0.4 + 0.8 * numbers.random(len(others)))).astype(
        int
    )
    to_people = others.loc[np.repeat(others.index, often), ["account", "contact", "since", "until"]]
    to_people = to_people.rename(columns={"since": "opened", "until": "closed"})
    frame = pd.concat(
        [to_outlets.assign(at_outlet=True), to_people.assign(at_outlet=False)], ignore_index=True
    )
    frame["date"] = _workdays(len(frame), calendar, numbers)
    present = (frame["date"] >= frame["opened"]) & (
        frame["closed"].isna() | (frame["date"] <= frame["closed"])
    )
    frame = frame[present].sort_values(["date", "account", "outlet", "contact"], ignore_index=True)
    return _reported(frame, numbers, calendar)


def satisfaction(people: pd.DataFrame, calendar: season.Calendar, seed: int) -> pd.DataFrame:
    """Answers to the survey of each May and November; one in three outlets answers, and half of the others."""
    rows = []
    for number, month in enumerate(np.arange(np.datetime64("2023-05"), np.datetime64("2027-01"), 6)):
        day = month.astype("datetime64[D]") + 13
        if day > np.datetime64(calendar.until):
            break
        numbers = company.generator(seed, f"survey {number}")
        there = people[(people["since"] <= day) & (people["until"].isna() | (people["until"] > day))]
        asked = there[numbers.random(len(there)) < np.where(there["level"] == "outlet", 0.33, 0.5)]
        for question, offset in zip(_QUESTIONS, (0, 0.1, -0.2, 0.3, 0.6, 0.3, -0.7), strict=True):
            mood = (
                asked["account"].map(_MOOD).to_numpy()
                + offset
                - 0.1 * (asked["account"] == "tafelrond") * number
            )
            score = np.clip(np.rint(mood * company.weights(numbers, len(asked), 0.16)), 1, 10)
            rows.append(
                asked[["account", "outlet", "level"]].assign(
                    date=day, question=question, score=score.astype(int)
                )
            )
    frame = pd.concat(rows, ignore_index=True)
    frame["source"] = "klantonderzoek"
    frame["date"] = frame["date"].astype("datetime64[s]")
    answers: pd.DataFrame = frame.reindex(columns=list(_ANSWER))
    return answers


def _reported(frame: pd.DataFrame, numbers: np.random.Generator, calendar: season.Calendar) -> pd.DataFrame:
    """Plans, reports, scores and kilometres of visits that took place."""
    count = len(frame)
    outside = frame["at_outlet"].to_numpy()
    day = frame["date"].to_numpy().astype("datetime64[s]")
    one = np.timedelta64(86400, "s")
    kind = np.where(
        outside,
        np.array(["visit", "visit", "advice", "training"])[numbers.integers(0, 4, count)],
        np.array(["visit", "visit", "call"])[numbers.integers(0, 3, count)],
    )
    written = (
        day
        + np.where(
            numbers.random(count) < 0.85, numbers.integers(0, 3, count), numbers.integers(4, 21, count)
        )
        * one
    )
    unwritten = (numbers.random(count) < 0.06) | (written > np.datetime64(calendar.until))
    way = company.distance(
        frame["latitude"].fillna(52.09).to_numpy(), frame["longitude"].fillna(5.12).to_numpy()
    )
    theme = np.array(_THEMES)[numbers.integers(0, len(_THEMES), count)]
    result = pd.DataFrame(
        {
            "visit": [f"V{number:05d}" for number in range(1, count + 1)],
            "date": day,
            "account": frame["account"],
            "outlet": frame["outlet"],
            "contact": frame["contact"],
            "kind": kind,
            "planned_on": day
            - np.where(numbers.random(count) < 0.8, 0, numbers.integers(1, 15, count)) * one,
            "reported_on": np.where(unwritten, np.datetime64("NaT"), written),
            "report": pd.Series(theme, dtype=object).mask(unwritten, None),
        }
    )
    for name, mean in (("layout", 3.6), ("assortment", 3.4), ("quality", 3.9)):
        score = np.clip(np.rint(mean * company.weights(numbers, count, 0.22)), 1, 5)
        result[f"score_{name}"] = pd.array(np.where(outside & ~unwritten, score, np.nan), dtype="Int64")
    result["kilometres"] = np.where(kind == "call", 0, np.rint(way)).astype(int)
    return result


def _workdays(count: int, calendar: season.Calendar, numbers: np.random.Generator) -> NDArray[np.datetime64]:
    """Days from Monday to Friday, up to the last day with figures."""
    week = numbers.integers(0, calendar.weeks, count)
    day = calendar.mondays[week] + numbers.integers(0, 5, count)
    return np.minimum(day, np.datetime64(calendar.until) - 1).astype("datetime64[s]")
