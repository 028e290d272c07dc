"""
Dutch and English: the only place that turns a number, a date or a sentence into text.

Words are English in the code and Dutch in gettext catalogues, one per room (``nl/<room>.po``); Babel writes numbers, money and dates, so
that a thousands point is never typed by hand. The language is a setting of the running task (a context variable), because every sentence of one
document, and every error of one command, is in one language.

Deliberately absent: guessing a language from the machine. It is Dutch until somebody says otherwise.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from amlib.periods import Period

__all__ = [
    "LANGUAGES",
    "catalogue",
    "choose",
    "current",
    "date",
    "listing",
    "messages",
    "money",
    "month",
    "number",
    "percent",
    "period",
    "points",
    "quantity",
    "say",
    "say_many",
    "short_date",
    "short_money",
    "translated",
    "use",
]

LANGUAGES = ("nl", "en")
MISSING = "–"
_LOCALES = {"nl": Locale("nl", "NL"), "en": Locale("en", "GB")}
_current: ContextVar[str] = ContextVar("amlib_language", default="nl")
_MINUS = "−"
_EXACT = 1e15
"""So many steps of the last digit: below this a float holds every digit that is shown of it."""
_AND = {"nl": "en", "en": "and"}


def choose(language: str) -> None:
    """
    Set the language for what follows in this task.

    Raises
    ------
    ValueError
        It is not one of ``LANGUAGES``; what people type is checked at the border, long before.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {LANGUAGES}")
    _current.set(language)


@contextmanager
def use(language: str) -> Iterator[None]:
    """Speak one language inside a ``with`` block."""
    before = _current.get()
    choose(language)
    try:
        yield
    finally:
        _current.set(before)


def current() -> str:
    """The language in use: ``'nl'`` or ``'en'``."""
    return _current.get()


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """All translations into a language, from every room's catalogue; English is the source and has none."""
    words: dict[str, str | tuple[str, ...]] = {}
    folder = resources.files(__package__).joinpath(language)
    if not folder.is_dir():
        return words
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".po"):
            with file.open("rb") as lines:
                for message in read_po(lines, locale=language):
                    if message.id and message.string and not message.fuzzy:
                        key = message.id if isinstance(message.id, str) else message.id[0]
                        words[key] = (
                            message.string if isinstance(message.string, str) else tuple(message.string)
                        )
    return words


def say(message: str, /, **values: object) -> str:
    """
    A sentence in the current language, with its values filled in.

    Examples
    --------
    >>> with use("en"):
    ...     say("{count} outlets", count=3)
    '3 outlets'
    """
    found = catalogue(current()).get(message, message)
    text = found if isinstance(found, str) else found[0]
    return text.format(**values) if values else text


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence whose form depends on a count, which may be named ``{count}`` in it."""
    found = catalogue(current()).get(one)
    forms = (one, many) if found is None else ((found, found) if isinstance(found, str) else found)
    return (forms[0] if count == 1 else forms[-1]).format(count=number(count), **values)


def number(value: float, digits: int = 0, *, plus: bool = False) -> str:
    """
    A number with a fixed count of decimals and a true minus; ``–`` when it is missing.

    Examples
    --------
    >>> with use("nl"):
    ...     number(-1234.5, 1)
    '−1.234,5'
    """
    return _signed(value, digits, plus, lambda size: _decimal(size, digits))


def money(value: float, currency: str = "EUR", digits: int = 0, *, plus: bool = False) -> str:
    """
    An amount with its currency sign in front.

    Examples
    --------
    >>> with use("nl"):
    ...     print(money(-1234.5, "EUR", 2, plus=True).replace("\N{NO-BREAK SPACE}", " "))
    −€ 1.234,50
    """
    return _signed(value, digits, plus, lambda size: f"{_symbol(currency)}{_decimal(size, digits)}")


def short_money(value: float, currency: str = "EUR", *, plus: bool = False, tight: bool = False) -> str:
    """
    An amount for a sentence: three meaningful figures, in thousands or millions; ``tight`` for a label in a chart.

    Examples
    --------
    >>> with use("nl"):
    ...     text = short_money(-45_678, plus=True) + "; " + short_money(45_678, tight=True)
    ...     print(text.replace("\N{NO-BREAK SPACE}", " "))
    −€ 45,7 duizend; € 45,7k
    >>> with use("en"):
    ...     short_money(1_234_567)
    '€1.23m'
    """
    if _missing(value):
        return MISSING
    for limit, scale, letter, word in ((999_500, 1e6, "m", "mln"), (9_995, 1e3, "k", "duizend")):
        if abs(value) >= limit:
            size = abs(value) / scale
            digits = 2 if size < 9.995 else 1 if size < 99.95 else 0
            dutch = letter if tight and letter == "k" else f"\N{NO-BREAK SPACE}{word}"
            unit = dutch if current() == "nl" else letter
            return _sign(value, plus) + f"{_symbol(currency)}{_decimal(size, digits)}{unit}"
    return money(value, currency, plus=plus)


def percent(fraction: float, digits: int = 1, *, plus: bool = False) -> str:
    """
    A fraction as a percentage.

    Examples
    --------
    >>> with use("nl"):
    ...     percent(0.1234, plus=True)
    '+12,3%'
    """
    return _signed(fraction, digits, plus, lambda size: f"{_decimal(size, digits)}%", scale=100)


def points(fraction: float, digits: int = 1, *, plus: bool = True) -> str:
    """A difference of two percentages, in percentage points."""
    one, more = {"nl": ("procentpunt", "procentpunt"), "en": ("point", "points")}[current()]

    def written(size: float) -> str:
        figure = _decimal(size, digits)
        return f"{figure}\N{NO-BREAK SPACE}{one if figure == '1' else more}"

    return _signed(fraction, digits, plus, written, scale=100)


def quantity(value: float, unit: str = "kg", digits: int = 0, *, plus: bool = False) -> str:
    """A quantity with its unit."""
    return _signed(value, digits, plus, lambda size: f"{_decimal(size, digits)}\N{NO-BREAK SPACE}{unit}")


def date(day: datetime.date) -> str:
    """A day, with the month in letters, so that no one reads it the wrong way round."""
    return str(dates.format_date(day, "d MMMM y", locale=_LOCALES[current()]))


def short_date(day: datetime.date) -> str:
    """
    A day without its year, for a narrow column.

    Examples
    --------
    >>> with use("nl"):
    ...     short_date(datetime.date(2027, 3, 8))
    '8 mrt'
    """
    return str(dates.format_date(day, "d MMM", locale=_LOCALES[current()])).replace(".", "")


def month(period: Period, *, year: bool = True) -> str:
    """The short name of a month, for the axis of a chart."""
    return str(
        dates.format_date(period.start, "MMM y" if year else "MMM", locale=_LOCALES[current()])
    ).replace(".", "")


def period(period: Period) -> str:
    """
    A period in words.

    Examples
    --------
    >>> from amlib import periods
    >>> with use("nl"):
    ...     period(periods.parse("2026Q3")), period(periods.parse("2026-09"))
    ('3e kwartaal 2026', 'september 2026')
    """
    match period.kind:
        case "quarter":
            return {
                "nl": f"{period.number}e kwartaal {period.year}",
                "en": f"Q{period.number} {period.year}",
            }[current()]
        case "month":
            return str(dates.format_date(period.start, "MMMM y", locale=_LOCALES[current()]))
        case "week":
            return {
                "nl": f"week {period.number} van {period.year}",
                "en": f"week {period.number} of {period.year}",
            }[current()]
        case "months":
            first, last = (
                str(dates.format_date(m.start, "MMMM y", locale=_LOCALES[current()]))
                for m in (period.months()[0], period.months()[-1])
            )
            return {"nl": f"{first} tot en met {last}", "en": f"{first} to {last}"}[current()]
        case _:
            return str(period.year)


def listing(words: list[str]) -> str:
    """
    Several things in a row: ``a, b and c``.

    Examples
    --------
    >>> with use("nl"):
    ...     listing(["rund", "varken", "kip"])
    'rund, varken en kip'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[current()]} {words[-1]}"


def translated(notebook: NotebookNode, language: str) -> NotebookNode:
    """
    A copy of a notebook whose prose is in a language; code and outputs stay as they are.

    Each paragraph of a markdown cell is a message of the catalogue; its heading marks and list marks stay in place.
    """
    result = deepcopy(notebook)
    with use(language):
        for cell in result.cells:
            if cell.cell_type == "markdown":
                cell.source = "\n\n".join(map(_paragraph, re.split(r"\n\s*\n", cell.source)))
    return result


def messages(notebook: NotebookNode) -> list[str]:
    """The messages in a notebook's prose: what a catalogue has to translate."""
    paragraphs = [
        paragraph
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for paragraph in re.split(r"\n\s*\n", cell.source)
    ]
    return [text for _, text in map(_marked, paragraphs) if text]


def _paragraph(paragraph: str) -> str:
    mark, text = _marked(paragraph)
    return mark + say(text) if text else paragraph


def _marked(paragraph: str) -> tuple[str, str]:
    """The heading mark of a paragraph, and its words with line breaks taken out."""
    found = re.match(r"\s*(#{1,6} +)?", paragraph)
    mark = (found and found.group(1)) or ""
    return mark, " ".join(paragraph.strip()[len(mark) :].split())


def _missing(value: Any) -> bool:
    return value is None or not math.isfinite(value)


def _sign(value: float, plus: bool) -> str:
    return _MINUS if value < 0 else "+" if plus and value > 0 else ""


def _signed(value: float, digits: int, plus: bool, write: Any, scale: int = 1) -> str:
    """A sign, then the size; a value that rounds to nothing has no sign."""
    if _missing(value):
        return MISSING
    shown = 0.0 if round(abs(value * scale), digits) == 0 else value * scale
    return _sign(shown, plus) + str(write(abs(shown)))


def _decimal(size: float, digits: int) -> str:
    if (
        size * 10**digits < _EXACT
    ):  # a form shows thousands of numbers, and Babel reads its pattern anew for each
        return f"{round(size, digits):,.{digits}f}".translate(_marks(current()))
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(numbers.format_decimal(round(size, digits), format=pattern, locale=_LOCALES[current()]))


@cache
def _marks(spoken: str) -> dict[int, str]:
    """What stands between thousands and before decimals, as Babel has it, in place of Python's."""
    locale = _LOCALES[spoken]
    return str.maketrans({",": numbers.get_group_symbol(locale), ".": numbers.get_decimal_symbol(locale)})


def _symbol(currency: str) -> str:
    sign = numbers.get_currency_symbol(currency, locale=_LOCALES[current()])
    return f"{sign}\N{NO-BREAK SPACE}" if current() == "nl" or sign.isalpha() else str(sign)
