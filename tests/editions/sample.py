"""An executed notebook with one of everything, as the notebooks of the workbook leave it; shared by the tests of page and print."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib import resources
from typing import Any

import matplotlib
import nbformat
from matplotlib import font_manager
from matplotlib.figure import Figure
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

HOSTILE = "<script>alert(1)</script> #eval(\"1\") $x$ ] *ster* \\ & 'Café Zeeën'"
US, LAST, BETTER, WORSE, MARKET, INK, MUTED, GRID = (
    "#1f5a96", "#9aa7b4", "#2a7f9e", "#c4572d", "#7a6a9a", "#1b2733", "#5b6875", "#d9dee3",
)  # fmt: skip
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "amlib",
    "font.family": "IBM Plex Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "grid.color": GRID,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid.axis": "y",
    "axes.grid": True,
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
CARD = {
    "document": "results_evaluation",
    "title": "Resultatenevaluatie",
    "account": "de_kroon",
    "account_name": "De Kroon Supermarkten",
    "period": "2026Q3",
    "audience": "internal",
    "language": "nl",
    "company": "Van Dalen Vleeswaren B.V.",
    "currency": "EUR",
    "unit": "kg",
    "invented": True,
    "freeze": "7c1f09ab52d4e8",
    "as_of": "2026-10-06",
    "version": "v2",
    "state": "draft",
    "code": "0.1.0+g12ab34c",
}


def executed(**card: Any) -> NotebookNode:
    """The sample notebook, with some of its card changed."""
    notebook = nbformat.from_dict(_cells())
    notebook.metadata["amlib"] = {**CARD, **card}
    return notebook


def ordinary() -> NotebookNode:
    """A notebook that knows nothing of the workbook."""
    frame = (
        '<div><style scoped>.dataframe{}</style><table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th>'
        "<th>kg</th><th>groep</th></tr></thead><tbody><tr><th>0</th><td>1.5</td><td>rund &lt;b&gt;</td></tr>"
        "<tr><th>1</th><td>-20.0</td><td>kip</td></tr></tbody></table></div>"
    )
    return new_notebook(
        cells=[
            new_markdown_cell("# An ordinary notebook\n\nSome words.\n\n## A table"),
            new_code_cell("frame", outputs=[_shown({"text/html": frame, "text/plain": "   kg groep"})]),
            new_code_cell("1 + 1", outputs=[_shown({"text/plain": "2"})]),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def with_output(
    data: dict[str, Any], metadata: dict[str, Any] | None = None, source: str = "show(it)"
) -> NotebookNode:
    """A notebook with one heading and one output."""
    cells = [new_markdown_cell("# Vraag"), new_code_cell(source, outputs=[_shown(data, metadata)])]
    return new_notebook(cells=cells, metadata={"amlib": dict(CARD)})


def with_evidence(line: str, *headings: str, cell_leads_to: str = "", **card: Any) -> NotebookNode:
    """A notebook whose bottom line holds ``line``, whose table holds a cell that may lead on, and which then has these headings, each on a page of words."""
    rows = [
        {"kind": "body", "cells": ["Rund", "1.234"], "tones": None, "links": [cell_leads_to or None, None]}
    ]
    cells = [
        new_markdown_cell("# Vraag"),
        new_code_cell("sentences.bottom_line(it)", outputs=[_words(line)]),
        new_code_cell("tables.strengths(it)", outputs=[_shown(table(rows=rows))]),
    ]
    for heading in headings:
        cells += [
            new_markdown_cell(f"## {heading}"),
            new_code_cell("it", outputs=[_words("Woorden.\n\n" * 60)]),
        ]
    return new_notebook(cells=cells, metadata={"amlib": {**CARD, **card}})


def table(**changed: Any) -> dict[str, Any]:
    """A small table in the documents' own format."""
    value: dict[str, Any] = {
        "title": "Omzet per groep",
        "columns": [{"label": "Groep", "align": "left"}, {"label": "Omzet", "align": "right"}],
        "spans": None,
        "rows": [{"kind": "body", "cells": ["Rund", "1.234"], "tones": [None, "better"]}],
        "note": None,
    }
    return {
        "application/vnd.amlib.table+json": {**value, **changed},
        "text/html": "<table></table>",
        "text/plain": "…",
    }


def tiles(kind: str, *items: tuple[str, str, str | None, str]) -> dict[str, Any]:
    """Tiles or a strip in the documents' own format."""
    keys = ("label", "value", "detail", "tone")
    value = {"kind": kind, "items": [dict(zip(keys, item, strict=True)) for item in items]}
    return {"application/vnd.amlib.tiles+json": value, "text/html": "<ul></ul>", "text/plain": "…"}


def chart(number: int = 0) -> str:
    """One of five charts, as the documents draw them."""
    for face in ("Regular", "SemiBold", "Italic"):
        font_manager.fontManager.addfont(
            str(resources.files("amlib.documents").joinpath("fonts", f"IBMPlexSans-{face}.ttf"))
        )
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.7, 2.9), layout="constrained")
        axes = figure.subplots()
        _DRAW[number](axes)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def _bridge(axes: Any) -> None:
    steps = [
        ("Vorig jaar", 4120),
        ("Markt", 96),
        ("Aandeel", -182),
        ("Winkels", 64),
        ("Prijs", 141),
        ("Mix", -58),
        ("Dit jaar", 4181),
    ]
    level = 0.0
    for place, (_, size) in enumerate(steps):
        whole = place in (0, len(steps) - 1)
        colour = (LAST if place == 0 else US) if whole else BETTER if size > 0 else WORSE
        axes.bar(place, size, bottom=0 if whole else level, color=colour, width=0.62)
        level = size if whole else level + size
        axes.text(
            place,
            level + 12 if size > 0 else level - size + 12,
            f"{size:+d}".replace("-", "−") if not whole else "4.1",
            ha="center",
            fontsize=8,
        )
    axes.set_xticks(range(len(steps)), [name for name, _ in steps])
    axes.set_ylim(3900, 4400)


def _course(axes: Any) -> None:
    axes.plot(MONTHS, [300, 310, 330, 340, 360, 420, 430, 410, 360, 340, 350, 400], color=LAST, lw=1.6)
    axes.plot(MONTHS[:9], [310, 305, 340, 352, 371, 401, 455, 440, 371], color=US, lw=2.2)
    axes.text(8.15, 371, "2026", color=US, fontweight="semibold")
    axes.text(11, 408, "2025", color=MUTED)


def _ranked(axes: Any) -> None:
    names = ["Zwolle Noord", "Apeldoorn", "Goëngahuizen", "Zaltbommel", "’s-Hertogenbosch", HOSTILE[:14]]
    sizes = [12, 8, 5, -3, -7, -11]
    axes.barh(names, sizes, color=[BETTER if size > 0 else WORSE for size in sizes], height=0.6)
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)


def _shares(axes: Any) -> None:
    axes.stackplot(
        range(12),
        [30] * 12,
        [25 + i / 2 for i in range(12)],
        [45 - i / 2 for i in range(12)],
        colors=[US, LAST, MARKET],
    )
    axes.text(1, 12, "ons bedrijf", color="#ffffff", fontweight="semibold")


def _cloud(axes: Any) -> None:
    axes.scatter([1, 2, 3, 4, 5], [3, 1, 4, 1.5, 5], s=[30, 80, 120, 60, 40], color=US, alpha=0.75)
    axes.fill_between([1, 5], [1, 3], [2, 4.5], color=LAST, alpha=0.3)
    axes.set_xlabel("Afzet, ton")
    axes.set_ylabel("Marge, € per kg")


_DRAW = [_bridge, _course, _ranked, _shares, _cloud]
_TITLES = [
    (
        "Prijs en markt vergoeden het verlies aan aandeel",
        "Waterval van omzet vorig jaar naar dit jaar: 4.120 naar 4.181 duizend euro.",
    ),
    ("De zomer bleef boven vorig jaar", "Lijnen van de maandomzet; 2026 ligt vanaf juli boven 2025."),
    ("Zwolle groeit, vijf vestigingen dalen", f"Balken per vestiging, van Zwolle Noord tot {HOSTILE}."),
    ("Het aandeel van anderen groeit", "Vlakken: ons aandeel blijft dertig procent."),
    ("Marge tegen afzet", "Puntenwolk van marge per kg tegen afzet per groep."),
]


def _shown(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> NotebookNode:
    return new_output("display_data", data=data, metadata=metadata or {})


def _words(markdown: str) -> NotebookNode:
    return _shown({"text/markdown": markdown, "text/plain": markdown})


def _picture(number: int) -> NotebookNode:
    title, alt = _TITLES[number]
    return _shown(
        {"image/svg+xml": chart(number), "text/plain": alt}, {"image/svg+xml": {"alt": alt, "title": title}}
    )


def _groups() -> dict[str, Any]:
    names = ["Rundvlees", "Varkensvlees", "Pluimvee", "Gehakt", "Worst", "Vleeswaren", "Gemak"]
    rows: list[dict[str, Any]] = [{"kind": "section", "cells": ["Vers"] + [""] * 8, "tones": None}]
    for place, name in enumerate(names):
        if place == 4:
            rows.append({"kind": "section", "cells": ["Verwerkt"] + [""] * 8, "tones": None})
        tone = ["better", "worse", "warn"][place % 3]
        cells = [name, f"{412 + 31 * place}.{120 + place * 7}", f"{398 + 33 * place}.{905 - place * 9}", f"{'+−'[place % 2]}{3.4 + place:.1f}%".replace(".", ","),
                 f"€ {1204 + place * 88}.{310 + place}", f"€ {1180 + place * 90}.{120 + place}", f"{'+−'[place % 2]}{2.1 + place:.1f}%".replace(".", ","), f"{24 - place},4%", f"{'−+'[place % 2]}0,{place}"]  # fmt: skip
        rows.append(
            {"kind": "body", "cells": cells, "tones": [None, None, None, tone, None, None, tone, None, None]}
        )
    rows.append(
        {
            "kind": "rest",
            "cells": ["Overig", "1.200", "980", "+22,4%", "€ 4.100", "€ 3.950", "+3,8%", "11,0%", "–"],
            "tones": None,
        }
    )
    rows.append({"kind": "total", "cells": ["Totaal", "3.612.840", "3.551.020", "+1,7%", "€ 4.181.204", "€ 4.120.330", "+1,5%", "22,8%", "−0,4"], "tones": [None] * 3 + ["better", None, None, "better", None, "worse"]})  # fmt: skip
    labels = [
        "Groep",
        "dit jaar",
        "vorig jaar",
        "verschil",
        "dit jaar",
        "vorig jaar",
        "verschil",
        "dit jaar",
        "verschil, punten",
    ]
    return table(
        title="Afzet, omzet en marge per groep",
        columns=[
            {"label": label, "align": "right" if place else "left"} for place, label in enumerate(labels)
        ],
        spans=[
            {"label": "", "columns": 1},
            {"label": "Afzet, kg", "columns": 3},
            {"label": "Omzet", "columns": 3},
            {"label": "Marge", "columns": 2},
        ],
        rows=rows,
        note="Marge na directe kosten. Groepen volgens het artikelbestand van 6 oktober 2026.",
    )


def _outlets() -> dict[str, Any]:
    towns = [
        "Zwolle",
        "Apeldoorn",
        "Goëngahuizen",
        "Bergen op Zoom",
        "Den Haag",
        "Sint-Oedenrode",
        "Alphen aan den Rijn",
        "IJsselstein",
    ]
    rows = [
        {"kind": "body", "cells": [str(i + 1), f"{towns[i % 8]} {i // 8 + 1}" if i != 3 else HOSTILE, f"{9000 - 61 * i:,}".replace(",", "."), f"€ {(9000 - 61 * i) * 1.21:,.0f}".replace(",", "."), f"{'+' if i % 3 else '−'}{abs(12 - i / 9):.1f}%".replace(".", ",")],
         "tones": [None, None, None, None, "better" if i % 3 else "worse"]}
        for i in range(120)
    ]  # fmt: skip
    labels = [
        ("#", "right"),
        ("Vestiging", "left"),
        ("Afzet, kg", "right"),
        ("Omzet", "right"),
        ("Verschil met gelijke winkels", "right"),
    ]
    return table(
        title="Vestigingen, eerlijk vergeleken",
        columns=[{"label": a, "align": b} for a, b in labels],
        rows=rows,
    )


@cache
def _cells() -> NotebookNode:
    png = base64.b64encode(_png()).decode()
    return new_notebook(
        cells=[
            new_markdown_cell("# Wat is bereikt, waardoor, en wat moet anders?\n\nVoor de accountmanager en de verkoopleiding. Dit document beslist welke bijstellingen van het jaarplan worden voorgelegd."),
            new_code_cell('account: str = "de_kroon"  # SECRET_SOURCE', metadata={"tags": ["parameters"]}),
            new_markdown_cell("## De kern"),
            new_code_cell("sentences.bottom_line(result)", outputs=[_words("De omzet kwam uit op **€ 4,18 mln**, 1,5% boven vorig jaar. Prijs (+€\u00a0141 duizend) en markt (+€\u00a096 duizend) vergoedden het verlies aan aandeel (−€\u00a0182 duizend). De marge daalde met 0,4 punt tot 22,8%.\n\nDe kans op het jaardoel is **64%**.")]),
            new_code_cell("tiles.key(result)", outputs=[_shown(tiles("tiles", ("Omzet", "€ 4,18 mln", "+1,5% op vorig jaar", "better"), ("Afzet", "3.613 ton", "+1,7% op vorig jaar", "better"), ("Marge", "22,8%", "−0,4 punt", "worse"), ("Kans op het jaardoel", "64%", "was 71% in juni", "warn")))]),
            new_code_cell("tiles.strip(result)", outputs=[
                new_output("stream", name="stdout", text="STREAM_NOISE"), new_output("stream", name="stderr", text="STREAM_NOISE"),
                _shown(tiles("strip", ("Aansluiting grootboek", "sluit aan", "verschil € 0", "good"), ("Afgekeurde regels", "12 van 48.210", "€ 1.204 omzet", "warn"), ("Marktgegevens", "graad B", "tot juni 2026", "neutral"), ("Begroting", "sluit niet aan", "verschil € 31.400", "worse")))]),
            new_markdown_cell("## Omzet en marge tegen vorig jaar\n\nDe vergelijking is met hetzelfde kwartaal van 2025, voor *alle* vestigingen."),
            new_code_cell("tables.groups(result)", outputs=[_shown(_groups())]),
            new_code_cell("sentences.groups(result)", outputs=[_words("De groei zit in rundvlees en gehakt; vleeswaren verloor in volume wat het in prijs won.")]),
            new_code_cell("charts.course(result)", outputs=[_picture(1)]),
            new_markdown_cell("## Oorzaken van het verschil\n\n### De brug"),
            new_code_cell("charts.bridge(result)", outputs=[_picture(0)]),
            new_code_cell("sentences.bridge(result)", outputs=[_words("1. **Aandeel** – drie artikelen verdwenen uit het schap in Zwolle.\n2. **Prijs** – de doorberekening van juli werkte door.\n   - rund eerst\n   - varken later\n\n> Een oorzaak is een rekenregel, geen schuldvraag.\n\nArtikel: " + "".join("\\" + c if c in "\\`*_{}[]()#+-.!<>$|&\"'" else c for c in HOSTILE))]),
            new_markdown_cell("### Aandeel en markt"),
            new_code_cell("charts.shares(result)", outputs=[_picture(3)]),
            new_code_cell("charts.cloud(result)", outputs=[_picture(4)]),
            new_markdown_cell("## Vestigingen"),
            new_code_cell("charts.outlets(result)", outputs=[_picture(2)]),
            new_code_cell("tables.outlets(result)", outputs=[_shown(_outlets())]),
            new_markdown_cell("## Wat we niet weten\n\n- Bezoeken zijn niet aangeleverd.\n- De marktcijfers lopen tot **juni 2026**; zie [de toelichting](https://example.org/x) en [dit](javascript:alert(1)).\n\n<b onclick='x()'>geen opmaak</b>\n\n![een plaatje](https://example.org/pixel.png)"),
            new_code_cell("frame", outputs=[_shown({"text/html": "<table><thead><tr><th></th><th>kg</th></tr></thead><tbody><tr><th>rund</th><td>1.5</td></tr></tbody></table>", "text/plain": "kg"})]),
            new_code_cell("png", outputs=[_shown({"image/png": png, "text/plain": "<Figure>"}, {"image/png": {"alt": "Een blauw vlak.", "title": "Een plaat uit een ander programma"}})]),
            new_code_cell("widget", outputs=[_shown({"application/vnd.jupyter.widget-view+json": {"model_id": "WIDGET_NOISE"}, "text/plain": "WIDGET_NOISE"})]),
            new_markdown_cell("# Herkomst"),
            new_code_cell("provenance()", outputs=[_words("Freeze `7c1f09ab52d4`, programma 0.1.0, parameters `{\"account\": \"de_kroon\"}`.")]),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )  # fmt: skip


def _png() -> bytes:
    figure = Figure(figsize=(2, 0.5), facecolor=US)
    data = io.BytesIO()
    figure.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()
