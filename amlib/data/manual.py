"""
The data contract in words: the page of the manual, and what a column accepts.

Whoever supplies the tables reads the page; whoever supplied a wrong value reads of the same column what it accepts. Both are made from the contract itself, in the language in use, so that neither can
say anything else than what is checked.
"""

from __future__ import annotations

from amlib import language
from amlib.data import contracts
from amlib.data.columns import Column

__all__ = ["accepted", "page"]

_OPENING = (
    "Only the four tables marked * are required. Each other table that is not supplied makes its section say so: it is never an error and never an "
    "invented number. A column in bold must be supplied and filled in each row. Mark `I`: internal, never in a customer's slice. Mark `L`: "
    "licensed, shown to a customer only where the licence of that table in `parameters/workbook.yml` allows it."
)
_HOW = (
    "Quantities are in kilograms or the one unit that the workbook names, money is in the workbook's currency without VAT, dates are days. Files may be "
    "Parquet, CSV or Excel, or a query may yield these columns. Days may be written 2026-12-31 or 31-12-2026; numbers 1234.5 or 1.234,5. A number such as "
    "1.234, which can be read in two ways, is decided by the other values in its column, or reported."
)


def page() -> str:
    """
    The contract as a page of the manual, in the current language.

    Returns
    -------
    str, Markdown
        One section per table; a row per column with its kind, unit, what is accepted, and who may see it.
    """
    lines = [f"# {language.say('The data contract')}", "", language.say(_OPENING), "", language.say(_HOW), ""]
    for table in contracts.TABLES.values():
        lines += [
            f"## `{table.name}`{' *' if table.required else ''}",
            "",
            language.say("One row is {meaning}.", meaning=language.say(table.meaning)),
        ]
        lines += (
            [language.say("The key is {names}.", names=language.listing([f"`{name}`" for name in table.key]))]
            if table.key
            else []
        )
        if table.customer_rows:
            column, values = table.customer_rows
            lines.append(
                language.say(
                    "A customer sees only rows whose {column} is {values}.",
                    column=f"`{column}`",
                    values=language.listing(list(values)),
                )
            )
        heads = ("column", "kind", "accepted", "what it is", "mark")
        lines += ["", _row([language.say(head) for head in heads]), _row(["---"] * len(heads))]
        lines += [_row(_described(column, column.name in table.key)) for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _described(column: Column, key: bool) -> list[str]:
    """One line of the manual about a column."""
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    meaning = language.say(column.meaning) + (f" ({language.say('key')})" if key else "")
    unit = f" ({language.say(column.unit)})" if column.unit else ""
    return [
        name,
        language.say(column.kind) + unit,
        accepted(column),
        meaning,
        "I" * column.internal + "L" * column.licensed,
    ]


def accepted(column: Column, code: str | None = None) -> str:
    """
    What a column accepts, in words; empty when any value will do.

    Parameters
    ----------
    column : Column
    code : str, optional
        Only what a fault is about: ``'choice'``, ``'range'``, ``'order'``, ``'future'`` or ``'unknown'``.

    Examples
    --------
    >>> with language.use("en"):
    ...     accepted(contracts.TABLES["satisfaction"]["score"]), accepted(contracts.TABLES["promotions"]["end"])
    ('from 0 to 10', 'not before start')
    """
    low, high = (None if limit is None else f"{limit:g}" for limit in (column.minimum, column.maximum))
    said = {
        "choice": language.say("one of: {names}", names=", ".join(column.choices)) if column.choices else "",
        "unknown": language.say("a value of {column}", column=column.references) if column.references else "",
        "order": language.say("not before {column}", column=column.not_before) if column.not_before else "",
        "future": language.say("a day up to that of the freeze") if column.happened else "",
        "range": language.say("at least {low}", low=low) if low else "",
    }
    if column.pattern:
        said["choice"] = language.say("letters, digits, - and _")
    if low and high:
        said["range"] = language.say("from {low} to {high}", low=low, high=high)
    return said[code] if code else "; ".join(words for words in said.values() if words)
