"""When messages leave: never in quiet hours, on days off or away, decided at the moment of sending."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from kamcoach.clock import Moment
from kamcoach.notifications import jobs, services
from kamcoach.notifications.kinds import KINDS
from kamcoach.notifications.mail import Letter
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Absence, Person
from kamcoach.worker import COMPOSERS
from tests.factories.letters import invite
from tests.factories.smtp import Sink
from tests.factories.world import Someone, World


@pytest.fixture(autouse=True)
def plain_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that is always needed, whatever its kind."""
    for kind in ("reminder", "commitment-check", "nudge"):
        monkeypatch.setitem(COMPOSERS, kind, lambda *_: Letter(title="Due", action="Answer", path="/"))


def write_to(world: World, *people: Someone, kind: str = "reminder") -> None:
    """Queue a message to each."""
    for person in people:
        key = f"{kind}:{person.id}:{world.now.wall.isoformat()}"
        with world.writing() as session:
            services.queue(session, kind=kind, person_id=person.id, about={}, dedupe_key=key, at=world.now)


def at(world: World, day: date, time: str, zone: str = "Asia/Manila") -> None:
    """Go to a time on a wall, and let the worker run."""
    hour, minute = map(int, time.split(":"))
    world.clock.set(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC))
    world.tick()


FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


def test_what_is_queued_at_night_leaves_in_the_morning_where_the_reader_is(world: World, sink: Sink) -> None:
    ivan = world.person("Ivan", zone="America/New_York", country="US")
    at(world, date(2026, 3, 4), "21:00")
    write_to(world, world.alice, ivan)
    at(world, date(2026, 3, 4), "21:00")
    assert [message["To"] for message in sink.received] == ["ivan@example.com"], "there it is eight in the morning"
    at(world, date(2026, 3, 5), "6:59")
    assert len(sink.received) == 1
    at(world, date(2026, 3, 5), "7:00")
    assert [message["To"] for message in sink.received[1:]] == ["alice@example.com"]
    assert [message.attempts for message in world.rows(OutboxMessage)] == [1, 1], "waiting was no attempt"


def test_what_is_urgent_leaves_at_any_hour(world: World, sink: Sink) -> None:
    at(world, SATURDAY, "3:00")
    invite(world, world.alice)
    write_to(world, world.bob)
    at(world, SATURDAY, "3:00")
    assert [message["To"] for message in sink.received] == ["alice@example.com"]


def test_days_off_and_days_away_are_kept_but_for_what_is_of_any_day(world: World, sink: Sink) -> None:
    with world.writing() as session:
        away = Absence(person_id=world.bob.id, entered_by_id=world.bob.id, entered_at=world.now.business)
        away.first_day, away.last_day = FRIDAY, MONDAY
        session.add(away)
    at(world, SATURDAY, "10:00")
    write_to(world, world.alice, world.bob)
    write_to(world, world.mona, world.bob, kind="commitment-check")
    at(world, SATURDAY, "10:00")
    assert [message["To"] for message in sink.received] == ["mona@example.com"]
    at(world, MONDAY, "7:00")
    assert [message["To"] for message in sink.received[1:]] == ["alice@example.com"]
    at(world, date(2026, 3, 10), "7:00")
    assert sorted(message["To"] for message in sink.received[2:]) == ["bob@example.com"] * 2


def test_what_an_outage_kept_back_does_not_leave_at_night(world: World, sink: Sink) -> None:
    at(world, FRIDAY, "19:30")
    write_to(world, world.alice)
    sink.is_broken = True
    for time in ("19:30", "19:40", "19:55"):
        at(world, FRIDAY, time)
    sink.is_broken = False
    for time in ("20:00", "20:30", "23:00"):
        at(world, FRIDAY, time)
    for time in ("9:00", "19:00"):
        at(world, SATURDAY, time)
    assert sink.received == []
    at(world, MONDAY, "7:00")
    assert len(sink.received) == 1


def test_the_hours_are_looked_at_while_a_long_round_lasts(world: World, sink: Sink) -> None:
    at(world, FRIDAY, "19:59")
    write_to(world, world.alice, world.mona, world.bob)
    moments = iter([world.now, Moment(*[world.now.wall + timedelta(minutes=2)] * 2)])
    last = Moment(*[world.now.wall + timedelta(minutes=3)] * 2)
    with world.app.app_context():
        jobs.send_waiting(jobs.Post(COMPOSERS, into_mailbox=False), world.now, clock=lambda: next(moments, last))
    assert len(sink.received) == 1, "at eight in the evening the rest waits"


def test_somebody_who_leaves_meanwhile_gets_nothing(world: World, sink: Sink) -> None:
    at(world, FRIDAY, "21:00")
    write_to(world, world.alice, world.bob)
    at(world, FRIDAY, "21:00")
    with world.writing() as session:
        session.get_one(Person, world.alice.id).disabled_at = world.now.wall
    at(world, MONDAY, "7:00")
    assert [message["To"] for message in sink.received] == ["bob@example.com"]
    assert sorted(message.state for message in world.rows(OutboxMessage)) == ["dropped", "sent"]


def test_whoever_is_never_quiet_is_written_to_at_night(world: World, sink: Sink) -> None:
    with world.writing() as session:
        session.execute(update(Person).where(Person.id == world.alice.id).values(quiet_from=0, quiet_to=0))
    at(world, FRIDAY, "3:00")
    write_to(world, world.alice)
    at(world, FRIDAY, "3:00")
    assert len(sink.received) == 1


def test_every_kind_that_is_written_has_its_rule() -> None:
    assert COMPOSERS.keys() <= KINDS.keys()
