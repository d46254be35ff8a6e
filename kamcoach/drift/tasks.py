"""Tasks as an actor may see them: about themself, theirs to do, or about whom they coach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from kamcoach.clock import Moment
from kamcoach.drift.leading import OWN, TaskKind
from kamcoach.drift.models import Task
from kamcoach.library import queries as library
from kamcoach.people.models import Line, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, Rule, places
from kamcoach.sessions.models import Commitment
from kamcoach.training.models import Cohort, Enrolment, Programme
from kamcoach.web.language import lazy_gettext as _l

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with the names that its page shows. `short` names the behaviour ("" for none), `promise` is what was
    promised where a promise led to it. `is_mine` to do; `waits` for the person's yes; `is_about_me`."""

    task: Task
    person: str
    owner: str
    short: str
    promise: str
    is_mine: bool
    waits: bool
    is_about_me: bool

    @property
    def may_finish(self) -> bool:
        """Whether the actor may say that it is done: also the person, where it has nobody."""
        return self.is_mine or (self.is_about_me and (self.waits or self.task.owner_id is None))

    @property
    def may_give(self) -> bool:
        """Whether it is the actor's yes that it waits for."""
        return self.waits and self.is_about_me

    @property
    def may_take_back(self) -> bool:
        """Whether the actor gave it to somebody who has not done it yet."""
        is_given = self.kind == "clear" and self.task.owner_id is not None and not self.waits
        return self.is_about_me and is_given and self.task.done_on is None

    @property
    def kind(self) -> TaskKind:
        """Where the barrier led."""
        return cast(TaskKind, self.task.kind)


def _line(kind: str, actor: Actor, at: Moment) -> ColumnElement[bool]:
    return line_runs(kind, person=Task.person_id, holder=actor.person_id, on=actor.today(at))


def _is_held(on: date) -> ColumnElement[bool]:
    """Whether the owner still stands in a line to the person: else what was given to them waits for a yes again."""
    lines = (line_runs(kind, person=Task.person_id, holder=Task.owner_id, on=on) for kind in ("manager", "coach"))
    return or_(*lines)


def _coached(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """About somebody whom the actor coaches today; as a list of people, so that an index finds their tasks."""
    today = actor.today(at)
    running = (Line.from_date <= today) & or_(Line.to_date.is_(None), Line.to_date > today)
    coached = select(Line.person_id).where(Line.kind == "coach", Line.holder_id == actor.person_id, running)
    return Task.person_id.in_(coached)


def _visible(actor: Actor, at: Moment) -> ColumnElement[bool]:
    is_owner = and_(Task.owner_id == actor.person_id, or_(_line("manager", actor, at), _line("coach", actor, at)))
    return or_(Task.person_id == actor.person_id, is_owner, _coached(actor, at))


def _to_do(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """Whose it is to do: the person's own, their coach's of today, or whose it was made with a yes."""
    alone = and_(Task.kind.in_(OWN), Task.person_id == actor.person_id)
    coached = and_(Task.kind.in_(("rehearse", "talk")), _coached(actor, at))
    given = and_(Task.kind == "clear", Task.owner_id == actor.person_id)
    return or_(alone, coached, and_(given, or_(_line("manager", actor, at), _line("coach", actor, at))))


def _waits(on: date) -> ColumnElement[bool]:
    return and_(Task.kind == "clear", Task.done_on.is_(None), or_(Task.owner_id.is_(None), ~_is_held(on)))


SEEN = Rule(_visible, _l("The person it is about, their coach, and with the person’s yes whoever sees to it."))


def _rows(actor: Actor, at: Moment) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person)
    return (
        select(
            Task,
            Person.name.label("person"),
            owner.name.label("owner"),
            library.newest_hash(Programme.instrument_code).label("instrument"),
            Commitment.will_do.label("promise"),
            _to_do(actor, at).label("mine"),
            _waits(actor.today(at)).label("waits"),
        )
        .join(Person, Person.id == Task.person_id)
        .outerjoin(owner, owner.id == Task.owner_id)
        .outerjoin(Enrolment, Enrolment.id == Task.enrolment_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Programme, Programme.id == Cohort.programme_id)
        .outerjoin(Commitment, Commitment.id == Task.commitment_id)
        .where(SEEN.condition(actor, at))
    )


def _found(
    session: Session, query: Select[*tuple[Any, ...]], actor: Actor, filled: Mapping[str, object] | None = None
) -> Sequence[TaskRow]:
    rows = session.execute(query.order_by(Task.done_on.desc(), Task.due_on, Task.id), filled).all()

    def short(row: Any) -> str:
        measures = library.instrument(session, row.instrument).measures if row.instrument else ()
        return next((one.short for one in measures if one.code == row.Task.measure), "")

    return [
        TaskRow(
            task=row.Task,
            person=row.person or "",
            owner=row.owner or "",
            short=short(row),
            promise=row.promise or "",
            is_mine=bool(row.mine),
            waits=bool(row.waits),
            is_about_me=row.Task.person_id == actor.person_id,
        )
        for row in rows
    ]


def tasks(session: Session, *, actor: Actor, at: Moment) -> Sequence[TaskRow]:
    """What is the actor's to do, and what is about them; what was done only of the last month. One query."""
    since = actor.today(at) - LATELY
    query = _rows(actor, at).where(or_(Task.person_id == actor.person_id, _to_do(actor, at)))
    return _found(session, query.where(or_(Task.done_on.is_(None), Task.done_on >= since)), actor)


def open_tasks(session: Session, *, actor: Actor, at: Moment) -> Sequence[TaskRow]:
    """What is the actor's to do or waits for their yes, the nearest due day first. One query."""
    return _found(session, _open(), actor, places(actor, at))


@cache
def _open() -> Select[*tuple[Any, ...]]:
    """Built once a process: the page of today asks it. Run with the places of a rule."""
    actor, at = ANY_ACTOR, ANY_MOMENT
    waiting = and_(Task.person_id == actor.person_id, _waits(actor.today(at)))
    return _rows(actor, at).where(Task.done_on.is_(None), or_(waiting, _to_do(actor, at)))


def about(session: Session, person_id: int, *, actor: Actor, at: Moment) -> Sequence[TaskRow]:
    """Every task about a person that the actor may see."""
    return _found(session, _rows(actor, at).where(Task.person_id == person_id), actor)


def task(session: Session, public_id: str, *, actor: Actor, at: Moment) -> TaskRow | None:
    """One task."""
    found = _found(session, _rows(actor, at).where(Task.public_id == public_id), actor)
    return found[0] if found else None
