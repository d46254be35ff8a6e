"""Which people HR looks at: filters that all of HR's pages share, as conditions and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kamcoach.library import queries as library
from kamcoach.people.models import Line, Person, Unit
from kamcoach.training.models import Cohort, Enrolment, Programme

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen, each "" for everybody: public ids of unit, manager and cohort, a country, a profile's code."""

    unit: str = ""
    country: str = ""
    profile: str = ""
    manager: str = ""
    cohort: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Selection":
        """The selection of an address; what is too long to be an id is nothing."""
        taken = {name: args.get(name, "").replace("\0", "") for name in cls.__dataclass_fields__}
        return cls(**{name: value if len(value) <= _LONGEST else "" for name, value in taken.items()})

    @property
    def as_args(self) -> dict[str, str]:
        """For links: only what is chosen."""
        return {name: value for name, value in asdict(self).items() if value}

    def conditions(self, on: date) -> Sequence[ColumnElement[bool]]:
        """Conditions on Person: active people of the selection on a date."""
        found: list[ColumnElement[bool]] = [Person.disabled_at.is_(None), Person.name.is_not(None)]
        if self.unit:
            found.append(Person.unit_id.in_(select(Unit.id).where(Unit.public_id == self.unit)))
        if self.country:
            found.append(Person.country == self.country)
        if self.profile:
            found.append(Person.job_profile == self.profile)
        if self.manager:
            found.append(Person.id.in_(_managed(self.manager, on)))
        if self.cohort:
            enrolled = select(Enrolment.person_id).join(Cohort, Cohort.id == Enrolment.cohort_id)
            found.append(Person.id.in_(enrolled.where(Cohort.public_id == self.cohort)))
        return found


def _managed(manager: str, on: date) -> ColumnElement[int]:
    holder = select(Person.id).where(Person.public_id == manager).scalar_subquery()
    line = select(Line.person_id).where(Line.kind == "manager", Line.holder_id == holder, Line.from_date <= on)
    return line.where(or_(Line.to_date.is_(None), Line.to_date > on))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: (value, label) pairs by filter, in the order of their labels."""

    by_name: Mapping[str, Sequence[tuple[str, str]]]

    def chosen(self, selection: Selection) -> Sequence[str]:
        """The labels of what is chosen, for the sentence above a list."""
        labels = (dict(self.by_name[name]).get(value, value) for name, value in selection.as_args.items())
        return list(labels)


def choices(session: Session, *, on: date) -> Choices:
    """Everything that the filters offer. Four queries and the library's."""
    units = [(unit.public_id, unit.name) for unit in session.scalars(select(Unit).order_by(Unit.name))]
    active = Person.disabled_at.is_(None)
    countries = session.scalars(select(Person.country).where(active).distinct().order_by(Person.country))
    running = select(Line.holder_id).where(Line.kind == "manager", Line.from_date <= on)
    running = running.where(or_(Line.to_date.is_(None), Line.to_date > on))
    managers = session.execute(
        select(Person.public_id, Person.name).where(active, Person.id.in_(running)).order_by(Person.name)
    )
    cohorts = session.execute(
        select(Cohort.public_id, Programme.name, Cohort.name)
        .join(Programme, Programme.id == Cohort.programme_id)
        .order_by(Cohort.first_day.desc(), Cohort.id)
    )
    profiles = [library.as_profile(version) for version in library.newest_of_kind(session, "profiles")]
    return Choices(
        {
            "unit": units,
            "country": [(country, country) for country in countries],
            "profile": sorted(((one.code, one.title) for one in profiles), key=lambda pair: pair[1]),
            "manager": [(row.public_id, row.name or "") for row in managers],
            "cohort": [(row[0], f"{row[1]}, {row[2]}") for row in cohorts],
        }
    )
