"""The first day of a demo: the installation, its content, its people and their passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach import resources
from kamcoach.clock import Moment
from kamcoach.database import reading, writing
from kamcoach.demo.story import ADMINISTRATOR, ORGANISATION
from kamcoach.installation import services as installation
from kamcoach.library import files
from kamcoach.library import queries as library
from kamcoach.library import services as publishing
from kamcoach.people import importing, spreadsheet
from kamcoach.people import queries as people_queries
from kamcoach.people import services as people
from kamcoach.people.models import Person
from kamcoach.signin import services as signin
from kamcoach.signin.passwords import hash_password
from kamcoach.web.tables import Row

_PEOPLE = Path(__file__).with_name("people.csv")


class BrokenDemo(Exception):
    """What ships with the product cannot be used: content or people have problems."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the story, with the employee numbers of their manager and coach ("" for none)."""

    id: int
    number: str
    country: str
    time_zone: str
    manager: str
    coach: str


def found(*, seed: int, password: str, at: Moment) -> None:
    """Found the installation, publish the content, import the people, give each the same password."""
    content = files.load(resources.CONTENT)
    if content.problems:
        raise BrokenDemo(str(content.problems[0]))
    rows = spreadsheet.read(_PEOPLE.read_bytes())
    with writing() as session:
        installation.found(session, kind="demo", organisation=ORGANISATION, at=at, seed=seed)
        publishing.sync(session, content, at=at)
    _import(rows, at)
    hashed = hash_password(password)
    with reading() as session:
        ids = session.scalars(select(Person.id).order_by(Person.id)).all()
    with writing() as session:
        for person_id in ids:
            signin.set_password(session, person_id, hashed, at=at)


def _import(rows: list[Row], at: Moment) -> None:
    zone = next(row.cells["time_zone"] for row in rows if row.cells["employee_number"] == ADMINISTRATOR)
    on = at.today(zone)
    with reading() as session:
        known = people_queries.known_people(session, on=on)
        outcomes = importing.compare(rows, known, profiles=library.profile_codes(session))
    refused = [outcome for outcome in outcomes if outcome.what == "refused"]
    if refused:
        raise BrokenDemo(f"people.csv line {refused[0].line}: {' '.join(refused[0].problems)}")
    with writing() as session:
        people.apply_import(session, outcomes, on=on, actor=None, at=at)


def everybody(session: Session) -> Mapping[str, Someone]:
    """The people of the file by employee number, as the database knows them."""
    lines = {row.cells["employee_number"]: row.cells for row in spreadsheet.read(_PEOPLE.read_bytes())}
    found = session.execute(select(Person.id, Person.employee_number, Person.country, Person.time_zone))
    return {
        number: Someone(person_id, number, country, zone, lines[number]["manager"], lines[number]["coach"])
        for person_id, number, country, zone in found
        if number in lines
    }
