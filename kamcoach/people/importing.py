"""Comparing a file of people with the people that are there: created, changed, unchanged, refused and why.

No database: what is known comes in, an outcome a row comes out, for the dry run and for the import alike.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal
from zoneinfo import available_timezones

from babel import Locale
from email_validator import EmailNotValidError, validate_email

from kamcoach.people.queries import Known
from kamcoach.people.spreadsheet import MAX_CELL, REQUIRED, Row
from kamcoach.permissions.roles import Role
from kamcoach.web.days import parse_day
from kamcoach.web.language import gettext as _
from kamcoach.web.languages import LANGUAGES

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_LINES = ("manager", "coach")


@dataclass(slots=True)
class Outcome:
    """What would happen to one row."""

    line: int
    number: str
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_new: bool = False

    @property
    def what(self) -> Literal["created", "changed", "unchanged", "refused"]:
        """The word for it."""
        if self.problems:
            return "refused"
        if self.is_new:
            return "created"
        return "changed" if self.changes else "unchanged"

    @property
    def is_refused(self) -> bool:
        """Whether the row is left out."""
        return bool(self.problems)


def compare(rows: Sequence[Row], known: Mapping[str, Known], *, profiles: frozenset[str]) -> list[Outcome]:
    """One outcome a row. A row that leans on a refused row is refused too."""
    outcomes = [Outcome(row.line, row.cells["employee_number"], row.cells) for row in rows]
    for outcome in outcomes:
        _check_cells(outcome, profiles)
    _check_twice(outcomes, "employee_number", _("This number stands in line %(line)s too."))
    _check_twice(outcomes, "email", _("This email stands in line %(line)s too."))
    _check_taken_emails(outcomes, known)
    _check_holders(outcomes, known)
    _check_circles(outcomes, known)
    for outcome in outcomes:
        before = known.get(outcome.number)
        outcome.is_new = before is None
        if before:
            outcome.changes = _differences(before.fields, outcome.cells)
    return outcomes


def _differences(before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Columns that the file has and that say something else; an absent column changes nothing."""
    changes = {}
    for name, old in before.items():
        if name in cells:
            new = ";".join(sorted(split_roles(cells[name]))) if name == "roles" else cells[name]
            if new != old:
                changes[name] = (old, new)
    return changes


def split_roles(cell: str) -> list[str]:
    """Role names of a cell, separated by semicolons, lower case."""
    return [name for part in cell.split(";") if (name := part.strip().lower())]


def _check_cells(outcome: Outcome, profiles: frozenset[str]) -> None:
    cells, say = outcome.cells, outcome.problems.append
    for name, value in cells.items():
        if len(value) > MAX_CELL:
            say(_("%(column)s is longer than %(most)s characters.", column=name, most=MAX_CELL))
        if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in value):
            say(_("%(column)s holds characters that cannot be shown.", column=name))
    for name in REQUIRED:
        if not cells[name]:
            say(_("%(column)s is empty.", column=name))
    if outcome.number and not _NUMBER.fullmatch(outcome.number):
        say(_("The number may have up to 40 letters, digits and . _ / -"))
    if len(cells["name"]) > 120:
        say(_("The name is longer than 120 characters."))
    if cells["email"] and not _is_email(cells["email"]):
        say(_("“%(email)s” is not an email address.", email=cells["email"][:80]))
    _check_codes(cells, say, profiles)


def _check_codes(cells: dict[str, str], say: Callable[[str], None], profiles: frozenset[str]) -> None:
    cells["country"] = cells["country"].upper()
    if cells["country"] and cells["country"] not in _countries():
        say(_("“%(code)s” is not a country code; use two letters such as PH.", code=cells["country"][:20]))
    if cells["time_zone"] and cells["time_zone"] not in available_timezones():
        say(_("“%(zone)s” is not a time zone; use a name such as Asia/Manila.", zone=cells["time_zone"][:60]))
    if (locale := cells.get("locale")) and locale not in LANGUAGES:
        say(_("The language “%(code)s” is not one of %(known)s.", code=locale[:20], known=", ".join(LANGUAGES)))
    if (profile := cells.get("job_profile")) and profile not in profiles:
        say(_("The job profile “%(code)s” is not in the library.", code=profile[:64]))
    if hired := cells.get("hire_date"):
        day = parse_day(hired)
        if isinstance(day, date):
            cells["hire_date"] = day.isoformat()
        else:
            say(_("hire_date: %(why)s", why=day))
    unknown = [name for name in split_roles(cells.get("roles", "")) if name not in set(Role)]
    if unknown:
        known = ", ".join(Role)
        say(_("The role “%(role)s” is not known; use %(known)s.", role=unknown[0][:40], known=known))


def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@cache
def _countries() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha())


def _check_twice(outcomes: Sequence[Outcome], column: str, message: str) -> None:
    first: dict[str, Outcome] = {}
    for outcome in outcomes:
        value = outcome.cells[column].lower()
        if not value:
            continue
        other = first.setdefault(value, outcome)
        if other is not outcome:
            outcome.problems.append(message % {"line": other.line})


def _check_taken_emails(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    moving = {outcome.number for outcome in outcomes}
    taken = {k.fields["email"].lower(): number for number, k in known.items() if number not in moving}
    for outcome in outcomes:
        if (owner := taken.get(outcome.cells["email"].lower())) and outcome.cells["email"]:
            outcome.problems.append(_("This email belongs to %(number)s already.", number=owner))


def _check_holders(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    by_number = {outcome.number: outcome for outcome in reversed(outcomes)}
    for outcome in outcomes:
        for kind in _LINES:
            holder = outcome.cells.get(kind, "")
            if not holder:
                continue
            if holder == outcome.number:
                outcome.problems.append(_("%(column)s is the person themself.", column=kind))
            elif holder not in by_number and holder not in known:
                outcome.problems.append(
                    _("%(column)s %(number)s is neither in the file nor known.", column=kind, number=holder[:40])
                )
    _refuse_those_who_lean_on_refused(outcomes, by_number, known)


def _refuse_those_who_lean_on_refused(
    outcomes: Sequence[Outcome], by_number: Mapping[str, Outcome], known: Mapping[str, Known]
) -> None:
    leaning = True
    while leaning:
        leaning = False
        for outcome in outcomes:
            if outcome.problems:
                continue
            for kind in _LINES:
                holder = outcome.cells.get(kind, "")
                if holder in by_number and by_number[holder].problems and holder not in known:
                    outcome.problems.append(
                        _("%(column)s %(number)s is refused, see its row.", column=kind, number=holder)
                    )
                    leaning = True


def _check_circles(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    """Nobody may manage themself through others: follow each manager upwards."""
    manager_of = {number: k.lines.get("manager", "") for number, k in known.items()}
    manager_of |= {o.number: o.cells["manager"] for o in outcomes if "manager" in o.cells and not o.problems}
    for outcome in outcomes:
        path = [outcome.number]
        while (above := manager_of.get(path[-1], "")) and above not in path:
            path.append(above)
        if above == outcome.number and len(path) > 1:
            circle = " → ".join([*path[:6], *(["…"] if len(path) > 6 else []), outcome.number])
            outcome.problems.append(_("The managers form a circle: %(circle)s.", circle=circle))
