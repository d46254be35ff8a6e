"""One save as the page's script sends it, and an occasion made to measure."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from werkzeug.test import TestResponse

from kamcoach.assessing.models import Answer, Assessment
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.library import queries as library
from tests.factories.world import ZONE, Browser, Someone, Thing, World


def save(
    browser: Browser,
    assessment: Thing,
    item: str = "B1a",
    *,
    value: str = "3",
    note: str = "",
    base: int | str = 0,
    operation: str = "first-save",
) -> TestResponse:
    """Save one answer."""
    fields = {"value": value, "note": note, "base": str(base), "operation": operation}
    url = f"/assessments/{assessment.public_id}/answers/{item}"
    reply: TestResponse = browser.post(url, data=fields, headers={"Accept": "application/json"})
    return reply


def answers(world: World, assessment: Thing) -> dict[str, tuple[str | None, str, int]]:
    """What is stored: value, note and revision by item."""
    stored = world.rows(Answer, Answer.assessment_id == assessment.id)
    return {answer.item: (answer.value, answer.note, answer.revision) for answer in stored}


def occasion(
    world: World,
    person: Someone,
    *,
    opens_on: date | None = None,
    closes_on: date | None = None,
    observer: Someone | None = None,
    asked: Sequence[str] | None = ("B1a", "B1b", "B5"),
    zone: str = ZONE,
) -> Thing:
    """A person's own assessment of an occasion outside any plan; open from today for a week unless told."""
    opens_on = opens_on or world.today
    closes_on = closes_on or opens_on + timedelta(days=7)
    with world.writing() as session:
        instrument = library.newest(session, "instruments", "kam-behaviours")
        assert instrument is not None
        seats = [Seat("self", person.id)]
        if observer is not None:
            seats.append(Seat("observer", observer.id))
        made = open_occasion(
            session,
            person_id=person.id,
            asking=Asking(
                instrument=instrument,
                asked=asked,
                title="Made to measure",
                series="made to measure",
                phase="single",
                day=0,
            ),
            window=Window(opens_on, closes_on, closes_on, zone),
            seats=seats,
            actor=None,
            at=world.now,
        )
        query = select(Assessment).where(Assessment.occasion_id == made.id, Assessment.relation == "self")
        own = session.scalars(query).one()
        return Thing(own.id, own.public_id)
