"""The behaviours that a person works on, by their short names: what a commitment may be about."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kamcoach.library import queries as library
from kamcoach.training.models import Cohort, Enrolment, Focus, Programme


def focus_names(session: Session, person_id: int, *, on: date) -> Sequence[tuple[str, str]]:
    """Code and short name of each focus behaviour of a person on a date, by code; the caller has found the person."""
    query = (
        select(Focus.measure, Programme.instrument_code)
        .join(Enrolment, Enrolment.id == Focus.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Enrolment.person_id == person_id, Focus.from_date <= on)
        .where(or_(Focus.to_date.is_(None), Focus.to_date > on))
    )
    found = {measure: code for measure, code in session.execute(query)}
    instruments = library.newest_instruments(session, set(found.values()))
    return [(measure, instruments[code].measure(measure).short) for measure, code in sorted(found.items())]
