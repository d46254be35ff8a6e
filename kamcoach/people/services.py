"""Changing people: import, roles, lines, disabling."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.people import lines
from kamcoach.people.importing import Outcome, split_roles
from kamcoach.people.models import PeopleImport, Person, RoleGrant, Unit
from kamcoach.people.queries import import_key
from kamcoach.people.spreadsheet import REQUIRED
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.trail import services as trail
from kamcoach.trail.hashing import canonical_json

UPLOAD_LIFETIME = timedelta(days=1)


class LastAdministrator(Exception):
    """The change would leave the installation without an administrator who can sign in."""


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    country: str,
    time_zone: str,
    roles: Collection[Role],
    actor: Actor | None,
    at: Moment,
) -> Person:
    """One person, as `kamcoach init` makes the first administrator."""
    person = Person(name=name, email=email, country=country, time_zone=time_zone, locale="en", created_at=at.wall)
    session.add(person)
    session.flush()
    session.add_all(RoleGrant(person_id=person.id, role=role) for role in roles)
    texts = {"name": name, "email": email}
    trail.record(session, actor=actor, verb="person created", on=("person", person.public_id), at=at, texts=texts)
    return person


def keep_upload(session: Session, content: str, *, actor: Actor, at: Moment) -> str:
    """Keep an uploaded file until it is confirmed; returns its public id. An older upload of the actor goes."""
    session.execute(delete(PeopleImport).where(PeopleImport.uploaded_by_id == actor.person_id))
    upload = PeopleImport(uploaded_by_id=actor.person_id, content=content, created_at=at.wall)
    session.add(upload)
    session.flush()
    return upload.public_id


def drop_upload(session: Session, upload_id: int) -> None:
    """Forget an uploaded file."""
    session.execute(delete(PeopleImport).where(PeopleImport.id == upload_id))


def drop_stale_uploads(session: Session, *, at: Moment) -> None:
    """Forget uploads that nobody confirmed for a day."""
    session.execute(delete(PeopleImport).where(PeopleImport.created_at < at.wall - UPLOAD_LIFETIME))


def apply_import(
    session: Session, outcomes: Sequence[Outcome], *, on: date, actor: Actor | None, at: Moment
) -> dict[str, int]:
    """Write what the dry run promised; refused rows are left out. Returns the count by outcome."""
    good = [outcome for outcome in outcomes if outcome.what in ("created", "changed")]
    units = _units(session, {outcome.cells.get("unit", "") for outcome in good} - {""})
    people = {import_key(person): person for person in session.scalars(select(Person))}
    for outcome in good:
        if outcome.is_new:
            person = Person(created_at=at.wall)
            session.add(person)
        else:
            person = people[outcome.known_as]
        people[outcome.number] = person
        _fill(person, outcome.cells, units)
    _free_emails_first(session, good, people)
    session.flush()
    held_lines = lines.lines_of(session, on)
    for outcome in good:
        person = people[outcome.number]
        if outcome.is_new:
            _grant(session, person.id, split_roles(outcome.cells.get("roles", "")))
        elif "roles" in outcome.changes:
            _set_roles(session, person.id, split_roles(outcome.cells["roles"]))
        for kind in lines.KINDS:
            if kind in outcome.cells and (outcome.is_new or kind in outcome.changes):
                holder = people.get(outcome.cells[kind])
                held = held_lines.get((person.id, kind), ())
                lines.set_line(session, held, kind, person.id, holder.id if holder else None, on=on)
        _record(session, outcome, person.public_id, actor=actor, at=at)
    return {what: sum(o.what == what for o in outcomes) for what in ("created", "changed", "unchanged", "refused")}


def _free_emails_first(session: Session, good: Sequence[Outcome], people: Mapping[str, Person]) -> None:
    """Two people may swap addresses in one file: let go of the old ones before the new ones are written."""
    swapped = [people[o.number].id for o in good if "email" in o.changes]
    if swapped:
        with session.no_autoflush:
            free = update(Person).where(Person.id.in_(swapped)).values(email=None)
            session.execute(free.execution_options(synchronize_session=False))


def _units(session: Session, names: set[str]) -> dict[str, int]:
    known = {unit.name: unit.id for unit in session.scalars(select(Unit))}
    new = [Unit(name=name) for name in sorted(names - known.keys())]
    session.add_all(new)
    session.flush()
    return known | {unit.name: unit.id for unit in new}


def _fill(person: Person, cells: Mapping[str, str], units: Mapping[str, int]) -> None:
    for column in REQUIRED:
        setattr(person, column, cells[column])
    if "unit" in cells:
        person.unit_id = units.get(cells["unit"])
    if "locale" in cells or person.locale is None:
        person.locale = cells.get("locale") or "en"
    if "job_profile" in cells:
        person.job_profile = cells["job_profile"]
    if "hire_date" in cells:
        person.hire_date = date.fromisoformat(cells["hire_date"]) if cells["hire_date"] else None


def _record(session: Session, outcome: Outcome, public_id: str, *, actor: Actor | None, at: Moment) -> None:
    verb = "person created" if outcome.is_new else "person changed"
    columns = outcome.cells if outcome.is_new else outcome.changes
    texts = {"cells": canonical_json({column: outcome.cells[column] for column in columns})}
    details = {"columns": sorted(columns), "by": "import"}
    trail.record(session, actor=actor, verb=verb, on=("person", public_id), at=at, details=details, texts=texts)


def _set_roles(session: Session, person_id: int, roles: Collection[str]) -> None:
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == person_id))
    _grant(session, person_id, roles)


def _grant(session: Session, person_id: int, roles: Collection[str]) -> None:
    session.add_all(RoleGrant(person_id=person_id, role=role) for role in sorted(set(roles)))


def change_roles(session: Session, person: Person, roles: Collection[Role], *, actor: Actor, at: Moment) -> None:
    """Give a person exactly these roles. Raises LastAdministrator."""
    before = set(session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id)))
    if before == set(roles):
        return
    _set_roles(session, person.id, roles)
    session.flush()
    _keep_an_administrator(session)
    details = {"before": sorted(before), "after": sorted(roles)}
    trail.record(session, actor=actor, verb="roles changed", on=("person", person.public_id), at=at, details=details)


def set_disabled(session: Session, person: Person, disabled: bool, *, actor: Actor, at: Moment) -> None:
    """Close or reopen the door to a person; nothing of theirs is deleted. Raises LastAdministrator."""
    if (person.disabled_at is not None) == disabled:
        return
    session.execute(update(Person).where(Person.id == person.id).values(disabled_at=at.wall if disabled else None))
    _keep_an_administrator(session)
    verb = "person disabled" if disabled else "person enabled"
    trail.record(session, actor=actor, verb=verb, on=("person", person.public_id), at=at)


def _keep_an_administrator(session: Session) -> None:
    query = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    query = query.where(RoleGrant.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None))
    if session.scalar(query.limit(1)) is None:
        raise LastAdministrator


def change_preferences(session: Session, *, theme: str, time_zone: str, actor: Actor, at: Moment) -> None:
    """The person's own choices of look and zone."""
    values = {"theme": theme, "time_zone": time_zone}
    session.execute(update(Person).where(Person.id == actor.person_id).values(**values))
    on = ("person", actor.public_id)
    trail.record(session, actor=actor, verb="preferences changed", on=on, at=at, details=values)


def choose_mail(session: Session, *, quiet_from: int, quiet_to: int, digest: bool, actor: Actor, at: Moment) -> None:
    """The hours (0-23) from and to which no mail comes to the actor, and whether what can wait shares one letter."""
    values = {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest": digest}
    session.execute(update(Person).where(Person.id == actor.person_id).values(**values))
    on = ("person", actor.public_id)
    trail.record(session, actor=actor, verb="mail preferences changed", on=on, at=at, details=values)
