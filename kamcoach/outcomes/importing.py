"""Comparing a file of business figures with those that are there: added, replaced, as it is, refused and why.

No database: what is known comes in, a judgement a row comes out, for the dry run and for the import alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from babel.numbers import NumberFormatError, format_decimal, parse_decimal

from kamcoach.outcomes.spreadsheet import REQUIRED, Reading
from kamcoach.web.days import parse_day
from kamcoach.web.language import gettext as _
from kamcoach.web.tables import Row

_LONGEST = {"employee_number": 40, "figure": 80, "unit": 20, "source": 120}
_LARGEST = Decimal(10) ** 15
Key = tuple[int, str, date, date]
"""What is stored once: a person, a figure, the first and last day of a period."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A value that is there already."""

    id: int
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file is compared with: people (id and name) by employee number, the unit of every figure by its name,
    and the values of the file's figures."""

    people: Mapping[str, tuple[int, str]]
    units: Mapping[str, str]
    stored: Mapping[Key, Stored]


@dataclass(slots=True)
class Judged:
    """What would happen to one row; the parsed fields are there where nothing refuses it."""

    row: Row
    problems: list[str] = field(default_factory=list)
    person_id: int = 0
    name: str = ""
    first_day: date | None = None
    last_day: date | None = None
    value: float | None = None
    before: Stored | None = None

    @property
    def figure(self) -> str:
        """The name of the figure."""
        return self.row.cells["figure"]

    @property
    def unit(self) -> str:
        """Its unit, "" for a count."""
        return self.row.cells.get("unit", "")

    @property
    def source(self) -> str:
        """Where the value comes from."""
        return self.row.cells["source"]

    @property
    def key(self) -> Key | None:
        """What it would be stored as; None where a part of it cannot be read."""
        if not self.person_id or self.first_day is None or self.last_day is None:
            return None
        return self.person_id, self.figure, self.first_day, self.last_day

    @property
    def what(self) -> Literal["added", "replaced", "unchanged", "refused"]:
        """The word for it."""
        if self.problems:
            return "refused"
        if self.before is None:
            return "added"
        return "unchanged" if (self.before.value, self.before.source) == (self.value, self.source) else "replaced"


def compare(reading: Reading, facts: Facts, *, today: date) -> list[Judged]:
    """One judgement a row."""
    judged = [_read(row, reading.language, facts, today) for row in reading.rows]
    _check_names(judged, facts)
    _check_twice(judged)
    for one in judged:
        if one.key is not None:
            one.before = facts.stored.get(one.key)
    return judged


def counted(judged: Sequence[Judged]) -> dict[str, int]:
    """How many rows by what would happen to them."""
    return {what: sum(one.what == what for one in judged) for what in ("added", "replaced", "unchanged", "refused")}


def _read(row: Row, language: str, facts: Facts, today: date) -> Judged:
    one, cells = Judged(row), row.cells
    _check_cells(one)
    number = cells["employee_number"]
    if number in facts.people:
        one.person_id, one.name = facts.people[number]
    elif number:
        one.problems.append(_("Nobody has the number %(number)s.", number=number[:40]))
    one.first_day, one.last_day = (_day(one, name) for name in ("from", "to"))
    if one.first_day and one.last_day and one.last_day < one.first_day:
        one.problems.append(_("The period ends before it begins."))
    elif one.last_day and one.last_day >= today:
        one.problems.append(_("The period is not over: a figure of the business is what was, not what is planned."))
    if cells["value"]:
        one.value = _number(one, cells["value"], language)
    return one


def _check_cells(one: Judged) -> None:
    cells = one.row.cells
    for name in REQUIRED:
        if not cells[name]:
            one.problems.append(_("%(column)s is empty.", column=name))
    for name, most in _LONGEST.items():
        if len(cells.get(name, "")) > most:
            one.problems.append(_("%(column)s is longer than %(most)s characters.", column=name, most=most))
        if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in cells.get(name, "")):
            one.problems.append(_("%(column)s holds characters that cannot be shown.", column=name))


def _day(one: Judged, column: str) -> date | None:
    text = one.row.cells[column]
    day = parse_day(text) if text else None
    if isinstance(day, str):
        one.problems.append(_("%(column)s: %(why)s", column=column, why=day))
        return None
    return day


def _number(one: Judged, text: str, language: str) -> float | None:
    """As the reader's language writes numbers; what could be read two ways is refused, not guessed."""
    try:
        if any(character.isalpha() or character == "_" for character in text):
            raise NumberFormatError(text)
        value = parse_decimal(text.replace("−", "-"), locale=language, strict=True)
    except NumberFormatError:
        example = format_decimal(Decimal("1234.5"), locale=language)
        one.problems.append(
            _("“%(text)s” is not a number. Write it like %(example)s.", text=text[:40], example=example)
        )
        return None
    if abs(value) > _LARGEST:
        one.problems.append(_("“%(text)s” is too large to be a figure of one person.", text=text[:40]))
        return None
    return float(value)


def _check_names(judged: Sequence[Judged], facts: Facts) -> None:
    """A figure is one thing: it is spelt one way and has one unit, that of before or else of its first good row."""
    known = {name.casefold(): (name, unit) for name, unit in facts.units.items()}
    for one in judged:
        if one.problems:
            continue
        spelt, unit = known.setdefault(one.figure.casefold(), (one.figure, one.unit))
        if spelt != one.figure:
            one.problems.append(_("This figure is written “%(name)s” elsewhere. Write it the same way.", name=spelt))
        elif unit != one.unit:
            one.problems.append(
                _(
                    "“%(name)s” has the unit “%(unit)s” elsewhere. A figure has one unit; give this one another name.",
                    name=spelt,
                    unit=unit,
                )
            )


def _check_twice(judged: Sequence[Judged]) -> None:
    first: dict[Key, Judged] = {}
    for one in judged:
        if one.key is None or one.problems:
            continue
        other = first.setdefault(one.key, one)
        if other is not one:
            one.problems.append(
                _("The same figure of the same person and period stands in line %(line)s too.", line=other.row.line)
            )
