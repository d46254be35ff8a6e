"""The simulated organisation: its people in six zones, who coaches and manages whom, and when which cohort trains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kamcoach import resources
from kamcoach.clock import Moment
from kamcoach.database import new_public_id, writing
from kamcoach.installation import services as installation
from kamcoach.library import files
from kamcoach.library import services as publishing
from kamcoach.people.models import Line, Person, RoleGrant
from kamcoach.permissions.roles import Role

BEGINS = datetime(2027, 6, 1, tzinfo=UTC)
"""Two years from here hold 29 February 2028 and four daylight-saving nights of each zone that has them."""
ZONES = (
    ("Asia/Manila", "PH"),
    ("Asia/Shanghai", "CN"),
    ("Europe/Berlin", "DE"),
    ("America/New_York", "US"),
    ("Australia/Lord_Howe", "AU"),
    ("Asia/Kathmandu", "NP"),
)
TRAINED = ("B1", "B5", "B9")
_PER_COACH, _PER_MANAGER, _PER_COHORT = 40, 10, 40
_FIRST_TRAINING, _LAST_TRAINING = 12, 330
"""Days after the beginning: who trains first is enrolled late, who trains last still has the measure after a year in a
run of two years."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the simulation by their keys."""

    id: int
    number: str
    coach_id: int
    manager_id: int


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort: who is in it, who runs it, and its two training days."""

    name: str
    owner_id: int
    members: Sequence[Someone]
    first_day: date

    @property
    def last_day(self) -> date:
        """Trainings take two days."""
        return self.first_day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody, and every cohort in order of time."""

    administrator_id: int
    coach_ids: Sequence[int]
    manager_ids: Sequence[int]
    trainees: Sequence[Someone]
    groups: Sequence[Group]


def found(people: int, *, rng: Random, at: Moment) -> Stage:
    """Found the organisation in an empty, migrated database."""
    content = files.load(resources.CONTENT)
    coaches, managers = max(2, people // _PER_COACH), max(2, people // _PER_MANAGER)
    roles = [Role.ADMINISTRATOR, *[Role.COACH] * coaches, *[Role.MANAGER] * managers, *[Role.TRAINEE] * people]
    with writing() as session:
        installation.found(session, kind="real", organisation="Simulation", at=at)
        publishing.sync(session, content, at=at)
        ids = _add_people(session, roles, at)
    coach_ids, manager_ids = ids[1 : 1 + coaches], ids[1 + coaches : 1 + coaches + managers]
    trainees = [
        Someone(person_id, f"S{place:05}", rng.choice(coach_ids), rng.choice(manager_ids))
        for place, person_id in enumerate(ids)
        if roles[place] == Role.TRAINEE
    ]
    with writing() as session:
        _add_lines(session, trainees, at)
    return Stage(ids[0], coach_ids, manager_ids, trainees, _groups(trainees, coach_ids, rng))


def _add_people(session: Session, roles: Sequence[Role], at: Moment) -> Sequence[int]:
    rows = [
        {
            "public_id": new_public_id(),
            "employee_number": f"S{place:05}",
            "name": f"Person {place}",
            "email": f"s{place:05}@example.com",
            "country": ZONES[place % len(ZONES)][1],
            "time_zone": ZONES[place % len(ZONES)][0],
            "created_at": at.business,
        }
        for place in range(len(roles))
    ]
    session.execute(insert(Person), rows)
    ids = session.scalars(select(Person.id).order_by(Person.employee_number)).all()
    granted = [{"person_id": person_id, "role": role} for person_id, role in zip(ids, roles, strict=True)]
    session.execute(insert(RoleGrant), granted)
    return ids


def _add_lines(session: Session, trainees: Sequence[Someone], at: Moment) -> None:
    since = at.business.date()
    for kind in ("coach", "manager"):
        holders = [(one.id, one.coach_id if kind == "coach" else one.manager_id) for one in trainees]
        rows = [{"person_id": one, "holder_id": two, "kind": kind, "from_date": since} for one, two in holders]
        session.execute(insert(Line), rows)


def _groups(trainees: Sequence[Someone], coach_ids: Sequence[int], rng: Random) -> Sequence[Group]:
    mixed = rng.sample(list(trainees), len(trainees))
    parts = [mixed[start : start + _PER_COHORT] for start in range(0, len(mixed), _PER_COHORT)]
    apart = (_LAST_TRAINING - _FIRST_TRAINING) / max(1, len(parts) - 1)
    return [
        Group(
            name=f"Cohort {number + 1}",
            owner_id=rng.choice(coach_ids),
            members=part,
            first_day=BEGINS.date() + timedelta(days=round(_FIRST_TRAINING + number * apart)),
        )
        for number, part in enumerate(parts)
    ]
