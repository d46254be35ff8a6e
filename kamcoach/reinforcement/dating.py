"""Dating the steps of a plan, for one person as for a thousand: whole people at a time, in few statements.

An enrolment is dated whole or not at all. What is dated already is never dated again, so a worker that dies in between
loses nothing and doubles nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments.scheduling.away import around
from assessments.scheduling.calendar import Calendar
from assessments.scheduling.dates import Dates, dates_of
from assessments.scheduling.plan import Step
from kamcoach.clock import Moment
from kamcoach.database import new_public_id
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.people.calendars import calendars_of
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training_queries
from kamcoach.training.models import Enrolment
from kamcoach.training.queries import Training

Dated = Sequence[tuple[Step, Dates]]


@dataclass
class Almanac:
    """The dates of a plan's steps, worked out once for all who share training, plan, day and calendar."""

    known: dict[tuple[object, ...], Dated] = field(default_factory=dict)

    def dates(self, version: ContentVersion, about: Training, calendar: Calendar, *, on: date) -> Dated:
        """Every step of a plan that is not over yet, with its dates for somebody who is enrolled or attended on a
        day."""
        key = (version.id, about.first_day, about.last_day, on, calendar.is_working_day, calendar.away)
        if key not in self.known:
            self.known[key] = [
                (step, dates)
                for step in library.as_plan(version).dated()
                if (dates := _dates(step, about, calendar, on))
            ]
        return self.known[key]


def _dates(step: Step, about: Training, calendar: Calendar, on: date) -> Dates | None:
    """The window is that of everybody in the country; days away move what lies in it (scheduling/away.py)."""
    days = {"first_day": about.first_day, "last_day": about.last_day, "known_on": on}
    dates = dates_of(step, **days, is_working_day=calendar.is_working_day)
    return around(step.kind, dates, calendar, before=step.before, today=on) if dates and calendar.away else dates


def date_steps(session: Session, enrolments: Sequence[Enrolment], almanac: Almanac, *, at: Moment) -> int:
    """Date what the enrolments, which the caller holds, lack: the steps before the training, and those after it of
    whoever attended. Afterwards nothing of theirs waits. Returns how many steps were dated."""
    there = _steps_of(session, [one.id for one in enrolments])
    rows = list[dict[str, Any]]()
    for one, version, dated in whole_plans(session, enrolments, almanac, at=at):
        rows += [
            follow_up_row(one, version, step, dates)
            for step, dates in dated
            if (step.before or one.attended) and (one.id, step.code) not in there
        ]
        one.plan_id, one.waits_since = version.id, None
    session.flush()
    if rows:
        session.execute(insert(FollowUp), rows)
    return len(rows)


def whole_plans(
    session: Session, enrolments: Sequence[Enrolment], almanac: Almanac, *, at: Moment
) -> Iterator[tuple[Enrolment, ContentVersion, Dated]]:
    """Each enrolment with its version of the plan and the dates of all its steps for somebody who comes in today."""
    about = training_queries.trainings(session, [one.id for one in enrolments])
    promised = promised_plans(session, enrolments)
    calendars = calendars_of(session, {one.person_id for one in enrolments})
    for one in enrolments:
        calendar, version = calendars[one.person_id], promised[one.id]
        yield one, version, almanac.dates(version, about[one.id], calendar, on=at.today(calendar.zone))


def promised_plans(session: Session, enrolments: Sequence[Enrolment]) -> Mapping[int, ContentVersion]:
    """The version of the plan by which each enrolment is dated, by its id: the one that was promised, for whoever was
    promised none the newest. LookupError when the plan is not published."""
    wanted = {one.plan_id for one in enrolments if one.plan_id is not None}
    versions = {row.id: row for row in session.scalars(select(ContentVersion).where(ContentVersion.id.in_(wanted)))}
    new = [one.id for one in enrolments if one.plan_id is None]
    codes = {key: about.plan_code for key, about in training_queries.trainings(session, new).items()} if new else {}
    newest = {code: library.newest(session, "plans", code) for code in set(codes.values())}
    found = {}
    for one in enrolments:
        version = versions[one.plan_id] if one.plan_id is not None else newest[codes[one.id]]
        if version is None:
            raise LookupError(f"no plan {codes[one.id]}")
        found[one.id] = version
    return found


def _steps_of(session: Session, enrolment_ids: Collection[int]) -> Collection[tuple[int, str]]:
    query = select(FollowUp.enrolment_id, FollowUp.step).where(FollowUp.enrolment_id.in_(enrolment_ids))
    return {(row.enrolment_id, row.step) for row in session.execute(query)}


def follow_up_row(enrolment: Enrolment, version: ContentVersion, step: Step, dates: Dates) -> dict[str, Any]:
    """What a follow-up of an enrolment is made of; all keys are there, as a bulk insert needs them."""
    return {
        "public_id": new_public_id(),
        "enrolment_id": enrolment.id,
        "person_id": enrolment.person_id,
        "plan_id": version.id,
        "step": step.code,
        "kind": step.kind,
        "days": step.days,
        "planned_on": dates.planned_on,
        "opens_on": dates.opens_on,
        "due_on": dates.due_on,
        "closes_on": dates.closes_on,
    }
