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

from kamcoach.people.models import LINE_KINDS as _LINES
from kamcoach.people.queries import Known
from kamcoach.people.spreadsheet import MAX_CELL, REQUIRED
from kamcoach.permissions.roles import Role
from kamcoach.web.days import parse_day
from kamcoach.web.language import gettext as _
from kamcoach.web.languages import LANGUAGES
from kamcoach.web.tables import Row

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_LONGEST_NAME = 120


@dataclass(slots=True)
class Outcome:
    """What would happen to one row."""

    line: int
    number: str
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    known_as: str = ""
    before: Known | None = None

    @property
    def is_new(self) -> bool:
        """Whether nobody is known by this number or email."""
        return self.before is None

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

    def refuse(self, why: str) -> None:
        """Leave the row out; the same reason is given once."""
        if why not in self.problems:
            self.problems.append(why)


def compare(rows: Sequence[Row], known: Mapping[str, Known], *, profiles: frozenset[str]) -> list[Outcome]:
    """One outcome a row. A row that leans on a refused row is refused too."""
    outcomes = [_outcome(row, known) for row in rows]
    for outcome in outcomes:
        _check_cells(outcome, profiles)
    _check_twice(outcomes, "employee_number", _("This number stands in line %(line)s too."))
    _check_twice(outcomes, "email", _("This email stands in line %(line)s too."))
    _check_against_each_other(outcomes, known)
    for outcome in outcomes:
        if outcome.before:
            outcome.changes = _differences(outcome.before.fields, outcome.cells)
    return outcomes


def _outcome(row: Row, known: Mapping[str, Known]) -> Outcome:
    """A person is known by the number; the email finds those who have none yet, such as the first administrator."""
    number, email = row.cells["employee_number"], row.cells["email"].lower()
    key = number if number in known else email if email in known else ""
    return Outcome(row.line, number, row.cells, known_as=key, before=known.get(key))


def _check_against_each_other(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    """One refusal may lead to others: ask again until none is added."""
    before, refused = -1, 0
    while before != refused:
        before = refused
        for check in (_check_emails, _check_holders, _check_circles, _check_administrators):
            check(outcomes, known)
        refused = sum(outcome.is_refused for outcome in outcomes)


def _differences(before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Columns that the file has and that say something else; an absent column changes nothing."""
    return {name: (old, cells[name]) for name, old in before.items() if name in cells and cells[name] != old}


def split_roles(cell: str) -> list[str]:
    """Role names of a cell, separated by semicolons, lower case."""
    return [name for part in cell.split(";") if (name := part.strip().lower())]


def _check_cells(outcome: Outcome, profiles: frozenset[str]) -> None:
    cells, say = outcome.cells, outcome.problems.append
    for name, value in cells.items():
        if len(value) > MAX_CELL and name not in ("name", "unit"):
            say(_("%(column)s is longer than %(most)s characters.", column=name, most=MAX_CELL))
        if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in value):
            say(_("%(column)s holds characters that cannot be shown.", column=name))
    for name in REQUIRED:
        if not cells[name]:
            say(_("%(column)s is empty.", column=name))
    if outcome.number and not _NUMBER.fullmatch(outcome.number):
        say(_("The number may have up to 40 letters, digits and . _ / -"))
    for name in ("name", "unit"):
        if len(cells.get(name, "")) > _LONGEST_NAME:
            say(_("%(column)s is longer than %(most)s characters.", column=name, most=_LONGEST_NAME))
    if cells["email"] and not _is_email(cells["email"]):
        say(_("“%(email)s” is not an email address.", email=cells["email"][:80]))
    _check_codes(cells, say, profiles)


def _check_codes(cells: dict[str, str], say: Callable[[str], None], profiles: frozenset[str]) -> None:
    cells["country"] = cells["country"].upper()
    if cells["country"] and cells["country"] not in _countries():
        say(_("“%(code)s” is not a country code; use two letters such as PH.", code=cells["country"][:20]))
    if cells["time_zone"] and cells["time_zone"] not in _time_zones():
        say(_("“%(zone)s” is not a time zone; use a name such as Asia/Manila.", zone=cells["time_zone"][:60]))
    if "locale" in cells and not cells["locale"]:
        cells["locale"] = "en"
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
    if "roles" in cells:
        cells["roles"] = ";".join(sorted(set(split_roles(cells["roles"]))))
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
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads folders: once a process, not once a row


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


def _check_emails(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    """An email is free when nobody has it, or when the row of who has it takes another one."""
    moving = {outcome.known_as for outcome in outcomes if not outcome.is_refused}
    taken = {k.fields["email"].lower(): key for key, k in known.items() if key not in moving}
    for outcome in outcomes:
        owner = taken.get(outcome.cells["email"].lower(), outcome.known_as)
        if owner != outcome.known_as and outcome.cells["email"]:
            outcome.refuse(_("This email belongs to %(number)s already.", number=owner))


def _check_holders(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    by_number = {outcome.number: outcome for outcome in reversed(outcomes)}
    for outcome in outcomes:
        for kind in _LINES:
            if why := _why_not(outcome, kind, by_number, known):
                outcome.refuse(why)


def _why_not(outcome: Outcome, kind: str, by_number: Mapping[str, Outcome], known: Mapping[str, Known]) -> str:
    holder = outcome.cells.get(kind, "")
    if not holder:
        return ""
    if holder == outcome.number:
        return _("%(column)s is the person themself.", column=kind)
    if holder in known and known[holder].fields["employee_number"]:
        return ""
    if holder not in by_number:
        return _("%(column)s %(number)s is neither in the file nor known.", column=kind, number=holder[:40])
    if by_number[holder].is_refused and not outcome.is_refused:
        return _("%(column)s %(number)s is refused, see its row.", column=kind, number=holder)
    return ""


def _check_circles(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    """Nobody may manage themself through others: follow each manager upwards."""
    good = [outcome for outcome in outcomes if not outcome.is_refused]
    manager_of = {number: k.lines.get("manager", "") for number, k in known.items()}
    manager_of |= {outcome.number: outcome.cells["manager"] for outcome in good if "manager" in outcome.cells}
    for outcome in good:
        path = [outcome.number]
        while (above := manager_of.get(path[-1], "")) and above not in path:
            path.append(above)
        if above == outcome.number and len(path) > 1:
            circle = " → ".join([*path[:6], *(["…"] if len(path) > 6 else []), outcome.number])
            outcome.refuse(_("The managers form a circle: %(circle)s.", circle=circle))


def _check_administrators(outcomes: Sequence[Outcome], known: Mapping[str, Known]) -> None:
    """Somebody who can sign in must be left to administrate."""
    changing = [outcome for outcome in outcomes if "roles" in outcome.cells and not outcome.is_refused]
    open_to = {key for key, k in known.items() if not k.is_disabled and _administrates(k.fields)}
    given = any(_administrates(o.cells) and not (o.before and o.before.is_disabled) for o in changing)
    if given or not open_to or open_to - {outcome.known_as for outcome in changing}:
        return
    for outcome in changing:
        if outcome.known_as in open_to:
            outcome.refuse(_("Nobody could administrate any more. Make somebody else administrator first."))


def _administrates(fields: Mapping[str, str]) -> bool:
    return Role.ADMINISTRATOR in split_roles(fields["roles"])
