"""Holding the actor's own assessment while something is written to it."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.visibility import OWN
from kamcoach.assessing.window import Shut, why_shut
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import ANY_ACTOR, ANY_MOMENT, places


class NotTheirs(Exception):
    """There is no such assessment for this actor."""


class Closed(Exception):
    """The assessment takes no answers; `why` says for what reason, see window.py."""

    def __init__(self, why: Shut, occasion: Occasion) -> None:
        super().__init__(why)
        self.why = why
        self.opens_on = occasion.opens_on
        self.closes_on = occasion.closes_on


class Locked(NamedTuple):
    """An assessment that nobody else writes to meanwhile, its occasion, and what it asks."""

    assessment: Assessment
    occasion: Occasion
    instrument: Instrument


@cache
def _own_to_lock() -> Select[*tuple[Any, ...]]:
    """Built once a process; run with `places` and `sheet`."""
    return (
        select(Assessment, Occasion, ContentVersion.content_hash)
        .join(Occasion, Occasion.id == Assessment.occasion_id)
        .join(ContentVersion, ContentVersion.id == Occasion.instrument_id)
        .join(Subject, Subject.id == Occasion.subject_id)
        .where(Assessment.public_id == bindparam("sheet"), OWN.condition(ANY_ACTOR, ANY_MOMENT))
        .where(Assessment.ended_on.is_(None))  # whatever the hour at which the request began
        .with_for_update(of=Assessment)
    )


def lock_own(session: Session, public_id: str, actor: Actor, at: Moment) -> Locked:
    """The actor's assessment, held until this transaction ends. Raises NotTheirs."""
    row = session.execute(_own_to_lock(), places(actor, at) | {"sheet": public_id}).one_or_none()
    if row is None:
        raise NotTheirs
    return Locked(row.Assessment, row.Occasion, library.instrument(session, row.content_hash))


def check_open(assessment: Assessment, occasion: Occasion, at: Moment) -> None:
    """Raise Closed when the assessment takes no answers at this moment."""
    why = why_shut(assessment, occasion, at)
    if why is not None:
        raise Closed(why, occasion)
