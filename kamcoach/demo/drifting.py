"""What people of the demo do about what stopped them, and a coach about a mark: some weeks before the story stops."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.drift import services
from kamcoach.drift.leading import OWN, TaskKind
from kamcoach.drift.models import DriftMark, Task
from kamcoach.people.lines import holder_of
from kamcoach.permissions.actor import Actor
from kamcoach.signin.queries import actor_for
from kamcoach.training.models import Enrolment

_DAY = timedelta(days=1)
_GIVEN, _CLEARED, _DONE, _OVERRULED = -20, -15, -12, -2
"""Days before the story stops. What is younger is for visitors to do."""
_NOTES: Mapping[str, Sequence[str]] = {
    "look": ("The review of the second line on Thursday is one; it is in my calendar.", "Two calls next week."),
    "cue": ("A card on the screen, every Monday before the calls.", "It stands in the invitation of each review now."),
    "rehearse": ("Rehearsed twice, the first question is hers now.",),
    "talk": ("He asks for the next step too early; we agreed on one question first.",),
    "clear": ("Legal answers within three working days now; I settled it with them on Tuesday.",),
}
_REASON = "Two of these customers were closed for stocktaking; there was hardly anybody to meet."


def acts(until: datetime) -> Iterator[tuple[datetime, Callable[[Session, Moment], None]]]:
    """Each act with its instant."""
    noon = until.replace(hour=4, minute=20, second=0, microsecond=0)
    yield noon + _GIVEN * _DAY, _give
    yield noon + _CLEARED * _DAY, partial(_finish, ("clear",))
    yield noon + _DONE * _DAY, partial(_finish, ("look", "cue", "rehearse", "talk"))
    yield noon + _OVERRULED * _DAY, _overrule


def _give(session: Session, at: Moment) -> None:
    """Every second person whose way is to be cleared says yes to their manager."""
    for task in _open(session, ("clear",))[::2]:
        actor = actor_for(session, task.person_id)
        if actor is None:
            continue
        try:
            services.give(session, task.public_id, "manager", actor=actor, at=at)
        except Refused:
            continue  # they have no manager


def _finish(kinds: Sequence[TaskKind], session: Session, at: Moment) -> None:
    """Every second one is done, by whose it is to do."""
    doers = [(task, _doer(session, task, at)) for task in _open(session, kinds)]
    doable = [(task, actor) for task, actor in doers if actor is not None]
    for place, (task, actor) in enumerate(doable[::2]):
        notes = _NOTES[task.kind]
        services.finish(session, task.public_id, notes[place % len(notes)], actor=actor, at=at)


def _doer(session: Session, task: Task, at: Moment) -> Actor | None:
    if task.kind in OWN:
        return actor_for(session, task.person_id)
    today = at.today("UTC")
    holder = task.owner_id if task.kind == "clear" else holder_of(session, "coach", task.person_id, on=today)
    return actor_for(session, holder) if holder is not None else None


def _open(session: Session, kinds: Sequence[TaskKind]) -> Sequence[Task]:
    query = select(Task).where(Task.kind.in_(kinds), Task.done_on.is_(None))
    return session.scalars(query.order_by(Task.created_at, Task.person_id, Task.measure)).all()


def _overrule(session: Session, at: Moment) -> None:
    """A coach knows better about the oldest question."""
    query = (
        select(DriftMark, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == DriftMark.enrolment_id)
        .where(DriftMark.word == "ask", DriftMark.ended_at.is_(None))
    )
    found = session.execute(query.order_by(DriftMark.read_at, DriftMark.measure).limit(1)).one_or_none()
    if found is None:
        return
    coach = holder_of(session, "coach", found.person_id, on=at.today("UTC"))
    actor = actor_for(session, coach) if coach is not None else None
    if actor is not None:
        services.overrule(session, found.DriftMark.public_id, _REASON, actor=actor, at=at)
