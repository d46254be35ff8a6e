"""The people and things of tests, made through the product's own services.

Alice is a trainee, Bob her coach. Charlie is a stranger to both: a trainee whom Dora coaches. Mona manages
Alice, Ann administrates, Hugh audits for HR, Tess is a mentor. All live in Manila.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Answer, Assessment, Occasion
from kamcoach.clock import Moment
from kamcoach.database import db, reading, writing
from kamcoach.people.models import Line, Person
from kamcoach.people.services import add_person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import planning
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from kamcoach.signin.queries import actor_for
from kamcoach.training import services as training
from kamcoach.training.models import Cohort, Enrolment, Programme
from kamcoach.worker import tick
from tests.factories.answering import save_all
from tests.factories.clock import TestClock
from tests.factories.observing import see_two_events

T = TypeVar("T")
ZONE = "Asia/Manila"
_CSRF = "raw token of tests"


@dataclass(frozen=True)
class Someone:
    """A person of the test, outside any session."""

    id: int
    public_id: str
    name: str
    email: str


@dataclass(frozen=True)
class Thing:
    """Anything else with an id."""

    id: int
    public_id: str


class Browser(FlaskClient):
    """A client that sends the token of its own session with every unsafe request."""

    csrf: str = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request."""
        if kwargs.get("method") == "POST" and self.csrf:
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRFToken": self.csrf} | headers
        return super().open(*args, **kwargs)


class World:
    """What a test starts from, and the ways to change it."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        app.test_client_class = Browser
        self.alice = self.person("Alice", Role.TRAINEE)
        self.bob = self.person("Bob", Role.COACH)
        self.charlie = self.person("Charlie", Role.TRAINEE)
        self.dora = self.person("Dora", Role.COACH)
        self.mona = self.person("Mona", Role.MANAGER)
        self.ann = self.person("Ann", Role.ADMINISTRATOR)
        self.hugh = self.person("Hugh", Role.AUDITOR)
        self.tess = self.person("Tess", Role.MENTOR)
        self.line("coach", self.alice, self.bob)
        self.line("coach", self.charlie, self.dora)
        self.line("manager", self.alice, self.mona)

    # -- reaching the database ------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to look with."""
        with self.app.app_context(), reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A write."""
        with self.app.app_context(), writing() as session:
            yield session

    def scalar(self, query: Any) -> Any:
        """The one value of a query."""
        with self.reading() as session:
            return session.scalar(query)

    def rows(self, model: type[T], *conditions: Any) -> Sequence[T]:
        """All rows of a model, by id where it has one."""
        with self.reading() as session:
            query = select(model).where(*conditions)
            return session.scalars(query.order_by(*model.__mapper__.primary_key)).all()  # type: ignore[attr-defined]

    # -- people ------------------------------------------------------------------------------------------------

    def person(self, name: str, *roles: Role, zone: str = ZONE, country: str = "PH") -> Someone:
        """A new person."""
        email = f"{name.lower().replace(' ', '.')}@example.com"
        with self.writing() as session:
            made = add_person(
                session, name=name, email=email, country=country, time_zone=zone, roles=roles, actor=None, at=self.now
            )
            made.employee_number = f"N-{name.replace(' ', '-')}"
            return Someone(made.id, made.public_id, name, email)

    def line(self, kind: str, person: Someone, holder: Someone, since: date | None = None) -> None:
        """A line that runs from a day on (default: a year ago)."""
        begin = since or self.today - timedelta(days=365)
        with self.writing() as session:
            session.add(Line(person_id=person.id, holder_id=holder.id, kind=kind, from_date=begin))

    def end_line(self, kind: str, person: Someone, on: date) -> None:
        """End a running line; the day itself is no longer part of it."""
        with self.writing() as session:
            query = select(Line).where(Line.kind == kind, Line.person_id == person.id, Line.to_date.is_(None))
            session.scalars(query).one().to_date = on

    def actor(self, person: Someone) -> Actor:
        """The actor that a person is."""
        with self.reading() as session:
            found = actor_for(session, person.id)
        assert found is not None
        return found

    def client(self, person: Someone | None = None) -> Browser:
        """A browser, signed in as a person or as nobody."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        with browser.session_transaction() as cookie:
            cookie["csrf_token"] = _CSRF
            if person is not None:
                with self.writing() as session:
                    cookie["_user_id"] = signin.start_session(session, person.id, at=self.now)
                cookie["_fresh"] = True
        serializer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        browser.csrf = str(serializer.dumps(_CSRF))
        return browser

    # -- time --------------------------------------------------------------------------------------------------

    @property
    def now(self) -> Moment:
        """The moment of the test's clock."""
        return self.clock.moment()

    @property
    def today(self) -> date:
        """Today in Manila."""
        return self.now.today(ZONE)

    def tick(self) -> None:
        """Let the worker do what is due now."""
        with self.app.app_context():
            tick(self.now, is_demo=False)

    def live(self, days: int) -> None:
        """Let days pass, the worker running each day."""
        for _ in range(days):
            self.clock.forward(days=1)
            self.tick()

    # -- trainings ---------------------------------------------------------------------------------------------

    def programme(self, name: str = "Account conversations", measures: Sequence[str] = ("B1", "B5", "B9")) -> Thing:
        """A programme on the nine behaviours."""
        with self.writing() as session:
            made = training.create_programme(
                session,
                name=name,
                instrument_code="kam-behaviours",
                plan_code="standard",
                measures=measures,
                actor=None,
                at=self.now,
            )
            return Thing(made.id, made.public_id)

    def cohort(
        self, owner: Someone, *, first_day: date, last_day: date | None = None, programme: Thing | None = None
    ) -> Thing:
        """A cohort of a (new) programme."""
        programme = programme or self.programme(f"Programme of {owner.name} on {first_day}")
        with self.writing() as session:
            made = training.create_cohort(
                session,
                session.get_one(Programme, programme.id),
                name="Manila",
                first_day=first_day,
                last_day=last_day or first_day,
                actor=self.actor(owner),
                at=self.now,
            )
            return Thing(made.id, made.public_id)

    def enrol(
        self,
        cohort: Thing,
        person: Someone,
        by: Someone,
        *,
        observer: Someone | None = None,
        focus: Sequence[str] = ("B1", "B5"),
    ) -> Thing:
        """Enrol a person."""
        actor = self.actor(by)
        with self.writing() as session:
            made = planning.enrol(
                session,
                cohort.id,
                person=session.get_one(Person, person.id),
                observer_id=observer.id if observer else None,
                focus=focus,
                actor=actor,
                at=self.now,
            )
            return Thing(made.id, made.public_id)

    def finish(self, cohort: Thing, by: Someone) -> None:
        """Finish a cohort; everybody attended."""
        actor = self.actor(by)
        with self.writing() as session:
            ids = list(session.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id)))
            planning.finish_cohort(session, cohort.id, attended=ids, actor=actor, at=self.now)

    def follow_up(self, enrolment: Thing, step: str) -> FollowUp:
        """One step of an enrolment."""
        with self.reading() as session:
            query = select(FollowUp).where(FollowUp.enrolment_id == enrolment.id, FollowUp.step == step)
            return session.scalars(query).one()

    def baseline(self, person: Someone, by: Someone, *, observer: Someone | None = None) -> tuple[Thing, Thing]:
        """Enrol a person ten days before a training: (enrolment, their own open baseline assessment)."""
        cohort = self.cohort(by, first_day=self.today + timedelta(days=10))
        enrolment = self.enrol(cohort, person, by, observer=observer)
        return enrolment, self.assessment(enrolment, "baseline", person)

    def assessment(self, enrolment: Thing, step: str, rater: Someone) -> Thing:
        """The assessment of a rater on a step's occasion."""
        occasion_id = self.follow_up(enrolment, step).occasion_id
        with self.reading() as session:
            query = select(Assessment).where(Assessment.occasion_id == occasion_id, Assessment.rater_id == rater.id)
            found = session.scalars(query).one()
            return Thing(found.id, found.public_id)

    # -- answering ---------------------------------------------------------------------------------------------

    def see(self, assessment: Thing, observer: Someone) -> None:
        """Let an observer enter the two events that open the questions."""
        actor = self.actor(observer)
        with self.writing() as session:
            see_two_events(session, assessment.public_id, actor, self.now)

    def answer_all(
        self, assessment: Thing, rater: Someone, value: str = "3", *, note: str = "", send: bool = True
    ) -> None:
        """Answer every item with one value, and send."""
        actor = self.actor(rater)
        with self.writing() as session:
            own = session.get_one(Assessment, assessment.id)
            occasion = session.get_one(Occasion, own.occasion_id)
            if own.relation == "observer":
                see_two_events(session, assessment.public_id, actor, self.now)
            values = dict.fromkeys(occasion.asked or ITEMS, value)
            save_all(session, assessment.public_id, values, note=note, by="operation", actor=actor, at=self.now)
            if send:
                assessing.submit(session, assessment.public_id, actor=actor, at=self.now)

    def answer_rest(self, assessment: Thing, rater: Someone, value: str = "3") -> None:
        """Answer what has no answer yet, and send."""
        actor = self.actor(rater)
        with self.writing() as session:
            own = session.get_one(Assessment, assessment.id)
            asked = session.get_one(Occasion, own.occasion_id).asked or ITEMS
            done = set(session.scalars(select(Answer.item).where(Answer.assessment_id == own.id)))
            rest = {item: value for item in asked if item not in done}
            save_all(session, assessment.public_id, rest, by="the-rest", actor=actor, at=self.now)
            assessing.submit(session, assessment.public_id, actor=actor, at=self.now)

    def cohort_row(self, cohort: Thing) -> Cohort:
        """The cohort as it is."""
        with self.reading() as session:
            return session.get_one(Cohort, cohort.id)


ITEMS = ("B1a", "B1b", "B2", "B3a", "B3b", "B4", "B5", "B6", "B7", "B8", "B9a", "B9b")


def counting(app: Flask, act: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What an act returns, and the SQL statements that it ran."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        return act(), [sql for sql in seen if not sql.upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT"))]
    finally:
        event.remove(engine, "before_cursor_execute", note)
