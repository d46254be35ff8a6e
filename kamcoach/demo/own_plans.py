"""A plan of the organisation's own in the demo: the administrator has published one and is writing its next version."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from msgspec.structs import replace
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.demo import story
from kamcoach.demo.founding import Someone
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.plans import queries, services
from kamcoach.signin.queries import actor_for

_PUBLISHED, _BEGUN = timedelta(days=20), timedelta(days=3)
_FROM, _OWN = "standard", "own-standard"


def acts(
    people: Mapping[str, Someone], until: datetime
) -> Iterator[tuple[datetime, Callable[[Session, Moment], None]]]:
    """What the administrator does, at its hour."""
    morning = until.astimezone(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
    who = people[story.ADMINISTRATOR].id
    yield morning - _PUBLISHED, partial(_publish, who)
    yield morning - _BEGUN, partial(_begin_the_next, who)


def _actor(session: Session, person_id: int) -> Actor:
    actor = actor_for(session, person_id)
    if actor is None:
        raise LookupError(f"nobody {person_id}")
    return actor


def _publish(person_id: int, session: Session, at: Moment) -> None:
    """The standard plan with a pulse that keeps clear of the fair in the fourth month."""
    actor, shipped = _actor(session, person_id), library.newest(session, "plans", _FROM)
    if shipped is None:
        raise LookupError(f"no plan {_FROM}")
    draft = services.copy(session, shipped, actor=actor, at=at)
    plan = services.plan_of(draft)
    title, lede = "Half a year around our trade fair", "As the standard plan, with the pulse of the fourth month later."
    services.save_head(session, draft, title, lede, services.print_of(plan), actor=actor, at=at)
    pulse = plan.step("pulse-120")
    later = replace(pulse, title="Short pulse after the fair", days=132, opens=131, closes=152)
    services.save_step(session, draft, later, services.print_of(pulse), actor=actor, at=at)
    services.publish(session, draft, draft.revision, actor=actor, at=at)


def _begin_the_next(person_id: int, session: Session, at: Moment) -> None:
    """Somebody wants to ask sooner than the load allows: the draft says so beside the step."""
    actor, row = _actor(session, person_id), queries.plan(session, _OWN)
    if row is None:
        return
    draft = services.copy(session, row.version, actor=actor, at=at)
    week = services.plan_of(draft).step("week-one")
    sooner = replace(week, days=5, opens=5)
    services.save_step(session, draft, sooner, services.print_of(week), actor=actor, at=at)
