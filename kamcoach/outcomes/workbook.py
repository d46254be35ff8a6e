"""Reading the first sheet of an XLSX, line by line and with bounded memory: text as text, numbers as numbers.

Only the standard library: a workbook of two cells at opposite corners, or one that unpacks to gigabytes, costs no more
than any other.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from kamcoach.web.language import gettext as _
from kamcoach.web.tables import FileRefused, check_size

SIGNATURE = b"PK\x03\x04"
Cell = str | float
_MOST_UNPACKED = 40_000_000
_MOST_COLUMNS = 40
_BROKEN = (
    *(BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError),
    *(ParseError, KeyError, ValueError, IndexError, StopIteration),
)
"""However a file can be none: no archive or a locked one, no XML, or not the parts of a workbook."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_MAIN, _LINKS, _TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"


def lines(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """The lines of the first sheet with their numbers; missing cells are "". Raises FileRefused."""
    check_size(data)
    try:
        with ZipFile(io.BytesIO(data)) as book:
            _check_unpacked(book)
            texts = list(_texts(book)) if _TEXTS in book.namelist() else []
            with book.open(_first_sheet(book)) as sheet:
                yield from _lines(sheet, texts)
    except _BROKEN as error:
        raise FileRefused(
            _("The file is no workbook that can be read. Save it as XLSX once more, or as “CSV UTF-8”.")
        ) from error


def counts_from_1904(data: bytes) -> bool:
    """Whether days are counted from 1904 on, as old workbooks of a Mac do."""
    with ZipFile(io.BytesIO(data)) as book, book.open(_MAIN) as main:
        settings = (one for one in _elements(main) if _name(one) == "workbookPr")
        return any(one.get("date1904") in ("1", "true") for one in settings)


def _check_unpacked(book: ZipFile) -> None:
    """Sizes are believed only where the checksum agrees: nothing is unpacked beyond what it says it is."""
    if sum(one.file_size for one in book.infolist()) > _MOST_UNPACKED or book.testzip() is not None:
        raise BadZipFile


def _elements(file: IO[bytes]) -> Iterator[Element]:
    """Elements as they end; a document type, which could multiply text, is refused by where it would stand."""
    head = file.read(1024)
    file.seek(0)
    if b"<!" in head:
        raise ValueError("a document type")
    for _event, element in iterparse(file):  # noqa: S314 - bounded, and without a document type
        yield element


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(book: ZipFile) -> Iterator[str]:
    with book.open(_TEXTS) as file:
        for element in _elements(file):
            if _name(element) == "si":
                yield _text(element)
                element.clear()


def _text(element: Element) -> str:
    """Without what helps to pronounce it."""
    runs = [one for one in element if _name(one) == "r"]
    return "".join(part.text or "" for one in (element, *runs) for part in one if _name(part) == "t")


def _first_sheet(book: ZipFile) -> str:
    with book.open(_MAIN) as file:
        sheet = next(one for one in _elements(file) if _name(one) == "sheet")
    wanted = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    with book.open(_LINKS) as file:
        target = next(one.get("Target", "") for one in _elements(file) if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _lines(file: IO[bytes], texts: list[str]) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    for element in _elements(file):
        if _name(element) == "row":
            number = int(element.get("r") or number + 1)
            yield number, _cells(element, texts)
            element.clear()


def _cells(row: Element, texts: list[str]) -> list[Cell]:
    found: list[Cell] = []
    for element in row:
        place = _column(element.get("r", "")) if element.get("r") else len(found)
        if place >= _MOST_COLUMNS:
            break
        found += [""] * (place + 1 - len(found))
        found[place] = _value(element, texts)
    while found and found[-1] == "":
        found.pop()
    return found


def _column(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(element: Element, texts: list[str]) -> Cell:
    kind, parts = element.get("t", "n"), {_name(part): part for part in element}
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    value = (parts["v"].text or "") if "v" in parts else ""
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind == "n" and value else value
