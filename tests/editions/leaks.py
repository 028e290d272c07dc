"""
Looking for secrets in what was filed: in every place of a folder where something can stand, seen or unseen.

A person who checks a document for leaks reads it. What they do not see is read here: attributes, comments and metadata, what is embedded in a picture or a file, the streams inside a PDF, columns and
schemas of tables, sources and outputs of notebooks. A text is found however it is broken or spaced; a number in whatever notation: with points or commas, rounded, in thousands, as the documents shorten it.

Deliberately absent: reading pixels. A drawing that is a photograph of a number is not seen, and there are none: drawings are vectors, whose words are text.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import shutil
import subprocess
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pyarrow.parquet as pq
import pypdf
from bs4 import BeautifulSoup, Comment
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject

from amlib import language

DATA_URI = re.compile(r"data:([\w/+.-]+)((?:;[\w=.-]+)*),([^\"')\s<>]+)")
NUMBER = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*")
HASH = re.compile(r"\b(?=\d*[a-f])(?:[\da-f]{64}|[\da-f]{40}|[\da-f]{16}|[\da-f]{12})\b")
"""A hash as a manifest or a colophon names one. Its digits are drawn as if by lot and hold any few by chance; that it is the right one is for 'verify'."""
SHAPES = {"d", "points", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewbox", "style"}  # fmt: skip
FONTS = (b"wOF2", b"wOFF", b"OTTO", b"\x00\x01\x00\x00", b"true")
MARK = "zqx"
"""How a text begins that was planted."""
ENOUGH, ENOUGH_THOUSANDS = 6, 5
"""Digits below which a number could be any number."""


@dataclass(frozen=True)
class Piece:
    """Something that stands somewhere; of shapes (paths, streams) only long numbers are believed."""

    place: str
    text: str
    shape: bool = False

    @cached_property
    def words(self) -> str:
        """Its letters and digits and nothing between them."""
        return squeezed(self.text)

    @cached_property
    def spaced(self) -> str:
        """Its text with plain spaces, as the documents write amounts."""
        return plain(self.text)

    @cached_property
    def numbers(self) -> set[str]:
        """The digits of each number in it, whatever stands between them; a number of a table beside another is also read alone."""
        spaced = HASH.sub(" ", self.spaced)
        found = NUMBER.findall(spaced) + re.findall(r"\d[\d.,]*", spaced)
        return {re.sub(r"\D", "", each) for each in found}


@dataclass(frozen=True)
class Secret:
    """A value that may not be seen, and where it comes from."""

    source: str
    value: str | float | date

    def stands_in(self, piece: Piece) -> bool:
        """Whether this piece gives it away."""
        match self.value:
            case str(text):
                return squeezed(text) in piece.words
            case date() as day:
                return any(each in piece.words for each in days(day))
            case number:
                return self._number(abs(float(number)), piece)

    def _number(self, value: float, piece: Piece) -> bool:
        if exact(value) & piece.numbers:
            return True
        return not piece.shape and (
            bool(rough(value) & piece.numbers) or any(short in piece.spaced for short in shortened(value))
        )

    @property
    def plain(self) -> bool:
        """Whether it cannot be mistaken for something else."""
        match self.value:
            case str(text):
                return squeezed(text).startswith(MARK)
            case date() as day:
                return day.year < 2000
            case number:
                return len(f"{abs(float(number)):.0f}") > ENOUGH


@dataclass(frozen=True)
class Leak:
    """A secret, and the place where it stands."""

    secret: Secret
    place: str

    def __str__(self) -> str:
        return f"{self.place}: {self.secret.source} ({self.secret.value})"


def scan(folder: Path, secrets: Iterable[Secret]) -> list[Leak]:
    """Every secret in every place of a folder, the names of its files included."""
    wanted = list(secrets)
    found = [
        piece
        for file in sorted(folder.rglob("*"))
        for piece in _file(file, file.relative_to(folder).as_posix())
    ]
    return [Leak(secret, piece.place) for piece in found for secret in wanted if secret.stands_in(piece)]


# -- how a secret may be written ---------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text with one kind of space and one kind of minus."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\N{SOFT HYPHEN}", "").split())


@cache
def squeezed(text: str) -> str:
    """Letters and digits only, small."""
    return re.sub(r"[\W_]", "", plain(text).casefold())


@cache
def exact(value: float) -> frozenset[str]:
    """The digits of a number in full and rounded to units, tenths, cents or what a table stores."""
    written = [f"{value:.{places}f}" for places in (0, 1, 2, 4)] + [repr(value), str(int(value))]
    return frozenset(digits for each in written if len(digits := re.sub(r"\D", "", each)) > ENOUGH)


@cache
def rough(value: float) -> frozenset[str]:
    """Its digits in thousands."""
    return frozenset(
        digits
        for each in (f"{value / 1000:.0f}", f"{value / 1000:.1f}")
        if len(digits := re.sub(r"\D", "", each)) >= ENOUGH_THOUSANDS
    )


@cache
def shortened(value: float) -> tuple[str, ...]:
    """As the documents shorten an amount, in each language."""
    found = []
    for speak in language.LANGUAGES:
        with language.use(speak):
            found.append(plain(language.short_money(value, "EUR")))
    return tuple(found)


@cache
def days(day: date) -> tuple[str, ...]:
    """A day as tables and documents write it."""
    found = [day.isoformat(), f"{day:%d%m%Y}"]
    for speak in language.LANGUAGES:
        with language.use(speak):
            found.append(language.date(day))
    return tuple(map(squeezed, found))


# -- the places ---------------------------------------------------------------------------------------------------------------


def _file(file: Path, place: str) -> Iterator[Piece]:
    yield Piece(f"{place} (its name)", file.name)
    if file.is_file():
        yield from _opened(file.read_bytes(), place)


@cache
def _opened(content: bytes, place: str) -> tuple[Piece, ...]:
    """The pieces of a file; the same file is opened once."""
    return tuple(_content(content, place))


def _content(content: bytes, place: str) -> Iterator[Piece]:
    """What stands in some bytes, by what they look like and not by what they are called."""
    head = content.lstrip()[:200].lower()
    if content.startswith(b"%PDF"):
        yield from _pdf(content, place)
    elif content.startswith(b"PAR1"):
        yield from _parquet(content, place)
    elif content.startswith(b"\x89PNG"):
        yield from _png(content, place)
    elif content.startswith(FONTS):
        return
    elif head.startswith((b"{", b"[")) and (value := _json(content)) is not None:
        yield from _values(value, place)
    elif head.startswith(b"<"):
        yield from _markup(content.decode("utf-8", "replace"), place)
    else:
        yield from _raw(content, place)


def _raw(content: bytes, place: str) -> Iterator[Piece]:
    """Bytes of whatever kind, read in each way in which a text could lie in them."""
    for encoding in ("latin-1", "utf-8", "utf-16-le", "utf-16-be"):
        yield Piece(place, content.decode(encoding, "ignore"), shape=True)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _values(value: Any, place: str) -> Iterator[Piece]:
    """Names and values of JSON; what is embedded in a text is opened."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield Piece(f"{place} > {name} (a name)", str(name))
            yield from _values(inner, f"{place} > {name}")
    elif isinstance(value, list):
        if value and all(isinstance(each, str) for each in value):
            yield from _text("".join(value), place)
        for i, inner in enumerate(value):
            yield from _values(inner, f"{place}[{i}]")
    elif isinstance(value, str):
        yield from _text(value, place)
    else:
        yield Piece(place, str(value))


def _text(text: str, place: str) -> Iterator[Piece]:
    """A text, and what is packed in it: markup, data in base64."""
    if text.lstrip().startswith("<"):
        yield from _markup(text, place)
    else:
        yield Piece(place, text)
        yield from _embedded(text, place)
    if len(text) > 60 and re.fullmatch(r"[A-Za-z0-9+/=\s]+", text):
        try:
            yield from _content(base64.b64decode("".join(text.split()), validate=True), f"{place} (base64)")
        except binascii.Error:
            return


def _markup(text: str, place: str) -> Iterator[Piece]:
    """HTML or SVG: its words with and without what stands between them, attributes, comments, its source and what is embedded."""
    soup = BeautifulSoup(text, "html.parser")
    for joint in ("", " "):
        yield Piece(f"{place} (text)", soup.get_text(joint))
    for comment in soup.find_all(string=lambda found: isinstance(found, Comment)):
        yield Piece(f"{place} (comment)", comment)
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            words = " ".join(value) if isinstance(value, list) else str(value)
            if not words.startswith("data:"):
                yield Piece(f"{place} <{tag.name} {name}>", words, shape=name.lower() in SHAPES)
    yield Piece(f"{place} (source)", html.unescape(DATA_URI.sub(" ", text)), shape=True)
    yield from _embedded(text, place)


def _embedded(text: str, place: str) -> Iterator[Piece]:
    for i, (kind, how, data) in enumerate(DATA_URI.findall(html.unescape(text)), 1):
        where = f"{place} (embedded {kind} {i})"
        content = unquote_to_bytes(data)
        if "base64" in how:
            content = base64.b64decode(content + b"=" * (-len(content) % 4))
        yield from _content(content, where)


def _png(content: bytes, place: str) -> Iterator[Piece]:
    """The texts that a picture carries beside its pixels."""
    at = 8
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + size]
        if kind == b"zTXt":
            name, _, packed = data.partition(b"\0")
            data = name + b" " + zlib.decompress(packed[1:])
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            yield from _raw(data, f"{place} ({kind.decode()})")
        at += size + 12


def _parquet(content: bytes, place: str) -> Iterator[Piece]:
    """Columns, values, and what the schema says beside them."""
    table = pq.read_table(BytesIO(content))
    for name, value in {
        **(table.schema.metadata or {}),
        **(pq.read_metadata(BytesIO(content)).metadata or {}),
    }.items():
        yield from _raw(name + b" " + value, f"{place} (schema)")
    for name in table.column_names:
        yield Piece(f"{place} > {name} (a column)", name)
        values = [value for value in table[name].to_pylist() if value is not None]
        yield Piece(f"{place} > {name}", " ; ".join(map(str, values)))


def _pdf(content: bytes, place: str) -> Iterator[Piece]:
    """Words as they are shown, every text and stream of every object, metadata, and attached files."""
    reader = pypdf.PdfReader(BytesIO(content))
    for number, page in enumerate(reader.pages, 1):
        yield Piece(f"{place} (page {number})", page.extract_text())
    if shutil.which("pdftotext"):
        shown = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
        yield Piece(f"{place} (text)", shown.decode("utf-8", "replace"))
    for name, value in (reader.metadata or {}).items():
        yield Piece(f"{place} (metadata {name})", str(value))
    for name, files in reader.attachments.items():
        yield Piece(f"{place} (attached, its name)", name)
        for inner in files:
            yield from _content(inner, f"{place} (attached {name})")
    for number in range(1, int(reader.trailer["/Size"])):
        yield from _object(reader.get_object(number), f"{place} (object {number})")


def _object(found: Any, place: str) -> Iterator[Piece]:
    if isinstance(found, StreamObject):
        content = found.get_data()
        if isinstance(content, bytes) and not content.startswith(FONTS):
            yield from (
                _content(content, place)
                if content.lstrip().startswith((b"<", b"\x89PNG"))
                else _raw(content, place)
            )
    if isinstance(found, DictionaryObject):
        for name, value in found.items():
            yield from _object(value, f"{place}{name}")
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _object(value, place)
    elif isinstance(found, TextStringObject | ByteStringObject):
        yield Piece(place, found if isinstance(found, str) else found.decode("latin-1"))
