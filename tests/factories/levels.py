"""What the four levels read beside the curve, written in bulk for a plotted cohort: reactions, cards, seats."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion, Result, Subject
from kamcoach.database import new_public_id
from kamcoach.library import queries as library
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment
from tests.factories.bulk import occasion_row, result_row
from tests.factories.curves import Plotted


def _first_id(session: Session, table: Any) -> int:
    return (session.scalar(select(func.max(table.id))) or 0) + 1_000


def _last_day(session: Session, made: Plotted) -> date:
    return session.scalars(select(Cohort.last_day).where(Cohort.public_id == made.cohort)).one()


def seat(session: Session, made: Plotted) -> None:
    """Give the occasions of the fixed days to their follow-ups, and the seats of them to the people."""
    enrolments = select(Enrolment.public_id).where(Enrolment.id.in_(made.enrolments))
    of_day = (
        select(Occasion.id)
        .join(Enrolment, Enrolment.public_id == Occasion.series)
        .where(Enrolment.id == FollowUp.enrolment_id, Occasion.phase == "fixed", Occasion.day == FollowUp.days)
        .correlate(FollowUp)
        .scalar_subquery()
    )
    mine = FollowUp.enrolment_id.in_(made.enrolments)
    session.execute(update(FollowUp).where(mine, FollowUp.kind == "measure").values(occasion_id=of_day))
    person = select(Subject.person_id).join(Occasion, Occasion.subject_id == Subject.id)
    rater = person.where(Occasion.id == Assessment.occasion_id).correlate(Assessment).scalar_subquery()
    asked = Assessment.occasion_id.in_(select(Occasion.id).where(Occasion.series.in_(enrolments)))
    session.execute(update(Assessment).where(asked, Assessment.relation == "self").values(rater_id=rater))


def react(session: Session, made: Plotted, values: Mapping[int, int | None]) -> None:
    """Ask people (by their place) on the day after the training; None keeps silent."""
    instrument, plan = library.newest(session, "instruments", "day-one"), library.newest(session, "plans", "standard")
    assert instrument is not None and plan is not None
    day = _last_day(session, made) + timedelta(days=1)
    then = datetime.combine(day, datetime.min.time(), UTC)
    occasion, assessment = _first_id(session, Occasion), _first_id(session, Assessment)
    of_person = {
        row.person_id: row.id for row in session.execute(select(Subject.id, Subject.person_id)) if row.person_id
    }
    series = dict(row for row in session.execute(select(Enrolment.id, Enrolment.public_id)))
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in (Occasion, Assessment, Result, FollowUp)}
    for number, (place, value) in enumerate(values.items()):
        person, enrolment = made.people[place], made.enrolments[place]
        asked = occasion_row(
            occasion + number,
            (of_person[person], instrument.id),
            opens_at=then,
            due_on=day,
            closes_on=day + timedelta(days=5),
            released_at=then + timedelta(days=6),
        )
        asked |= {"sees": "self-then-coach/1", "title": "Plotted", "series": series[enrolment], "phase": "single"}
        rows[Occasion].append(asked | {"day": 1, "blind": False})
        sent = None if value is None else then + timedelta(hours=9)
        seat_of = {"id": assessment + number, "public_id": new_public_id(), "occasion_id": asked["id"]}
        seat_of |= {"rater_id": person, "relation": "self", "submitted_at": sent, "recorded_at": sent}
        rows[Assessment].append(seat_of)
        if value is not None:
            assert sent is not None
            given = result_row(asked, "self", "day-one/use", float(value), sent)
            rows[Result].append(given | {"assessment_id": seat_of["id"]})
        step = {"public_id": new_public_id(), "enrolment_id": enrolment, "person_id": person, "plan_id": plan.id}
        step |= {"step": "day-one", "kind": "reaction", "days": 1, "occasion_id": asked["id"]}
        days = {"planned_on": day, "opens_on": day, "due_on": day, "closes_on": asked["closes_on"]}
        rows[FollowUp].append(step | days)
    for table, some in rows.items():
        if some:
            session.execute(insert(table), some)


def show_cards(
    session: Session, made: Plotted, answers: Mapping[int, Sequence[bool | None]], measure: str = "B5", days: int = 10
) -> None:
    """Show people (by their place) one card again and again from some days after the training on: right, wrong, or
    None for a showing that was left unanswered."""
    first, at = _first_id(session, BoosterCard), _last_day(session, made) + timedelta(days=days)
    cards, showings = [], []
    for number, (place, said) in enumerate(answers.items()):
        card = {"id": first + number, "person_id": made.people[place], "deck": "boosters-needs", "card": measure}
        cards.append(card | {"measure": measure, "memory": {}, "due_on": at})
        for turn, is_right in enumerate(said):
            day = at + timedelta(days=7 * turn)
            answered = None if is_right is None else datetime.combine(day, datetime.min.time(), UTC)
            shown = {"public_id": new_public_id(), "card_id": first + number, "person_id": made.people[place]}
            shown |= {"variant": f"v{turn}", "shown_on": day, "answered_at": answered}
            rating = None if is_right is None else 3 if is_right else 1
            showings.append(shown | {"chosen": None if is_right is None else "a", "rating": rating})
    if cards:
        session.execute(insert(BoosterCard), cards)
        session.execute(insert(BoosterShowing), showings)
