"""
A table and its columns, as values that can be asked questions.

The contract is a list; what follows from it (which columns a customer may see, how a column is kept in memory, when a frame is as
promised) is worked out here, once, so that the checks, the cuts, the slices and the manual cannot drift apart.

Conventions: a *kind* says how a value is read, a *unit* what it counts. The unit ``kg`` stands for the quantity unit that the workbook names, and
``currency`` for its currency. A ``period`` may have the unit ``month``: then only months are accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["AUDIENCES", "KINDS", "Column", "Table"]

AUDIENCES = ("internal", "customer")
KINDS = ("text", "date", "period", "number", "money", "integer", "flag", "list")
_DTYPES = {
    "text": ("str", "str"),
    "period": ("str", "str"),
    "list": ("object", "object"),
    "date": ("datetime64[s]", "datetime64[s]"),
    "number": ("float64", "float64"),
    "money": ("float64", "float64"),
    "integer": ("Int64", "int64"),
    "flag": ("boolean", "bool"),
}


@dataclass(frozen=True)
class Column:
    """
    One column of the contract.

    Attributes
    ----------
    name, kind, unit, meaning : str
        What it is called, how it is read (one of `KINDS`), what it counts, and a sentence for whoever supplies it.
    required : bool
        The column must be supplied, and filled in each row.
    minimum, maximum, choices, pattern
        The values accepted; none given means any. A pattern is a regular expression for the whole value.
    internal, licensed : bool
        Never in a customer's slice; or only where the table's licence lets competitors be named.
    references : str, optional
        ``'outlets.outlet'``: each value must occur there.
    not_before : str, optional
        The column with a date that this one may not precede.
    happened : bool
        A day that has been: not after the day on which the freeze is made.
    """

    name: str
    kind: str
    meaning: str
    unit: str | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] | None = None
    pattern: str | None = None
    internal: bool = False
    licensed: bool = False
    references: str | None = None
    not_before: str | None = None
    happened: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is added up, and so is kept as a decimal with four places: sums then do not depend on the order of rows."""
        return self.kind == "money" or (self.kind == "number" and self.unit == "kg")

    @property
    def dtype(self) -> str:
        """The pandas type in which a slice hands it out."""
        return _DTYPES[self.kind][self.required]


@dataclass(frozen=True)
class Table:
    """
    One table of the contract.

    Attributes
    ----------
    name, meaning : str
        What it is called, and what one row is.
    columns : tuple of Column
    key : tuple of str
        The columns that name a row; empty when rows need no name.
    required : bool
        Nothing can be computed without it.
    when, value : str, optional
        The column that places a row in time, and the one that gives its weight when faults are counted in value.
    customer_rows : (column, values), optional
        The only rows that a customer's slice may hold.

    Examples
    --------
    >>> price = Column("price", "money", "what was asked", internal=True)
    >>> shelf = Table("shelf", "one price", (Column("product", "text", "the article", required=True), price))
    >>> shelf.names, shelf.shown("customer").names, shelf.internal
    (('product', 'price'), ('product',), False)
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    when: str | None = None
    value: str | None = None
    customer_rows: tuple[str, tuple[str, ...]] | None = None

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def internal(self) -> bool:
        """Whether nothing of it may ever be shown to a customer."""
        return all(column.internal for column in self.columns)

    @property
    def licensed(self) -> bool:
        """Whether it comes from others, so that a licence says who may see it."""
        return any(column.licensed for column in self.columns)

    def shown(self, audience: str, *, competitors: bool = False) -> Table:
        """The part that an audience may see; licensed columns reach a customer only where competitors may be named."""
        if audience == "internal":
            return self
        return self.only(c.name for c in self.columns if not c.internal and (competitors or not c.licensed))

    def only(self, names: Iterable[str]) -> Table:
        """The table with some of its columns."""
        kept = set(names)
        return replace(self, columns=tuple(column for column in self.columns if column.name in kept))

    def schema(self) -> pa.DataFrameSchema:
        """
        What a frame of this table must be: strict in its columns and types, nothing coerced.

        Returns
        -------
        pandera.pandas.DataFrameSchema
            Columns in any order, none missing and none extra; ranges, choices and required values checked.
        """
        import pandera.pandas as pa  # half a second to import, and only the freeze and the tests ask for it

        return pa.DataFrameSchema(
            {
                column.name: pa.Column(column.dtype, _promises(column), nullable=not column.required)
                for column in self.columns
            },
            strict=True,
            coerce=False,
            name=self.name,
        )


def _promises(column: Column) -> list[pa.Check]:
    """The range and the choices of a column, as checks on a frame."""
    import pandera.pandas as pa

    found = []
    if column.minimum is not None:
        found.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        found.append(pa.Check.le(column.maximum))
    if column.choices is not None:
        found.append(pa.Check.isin(column.choices))
    if column.pattern is not None:
        found.append(pa.Check.str_matches(f"(?:{column.pattern})$"))
    return found
