"""Reading one's own calendar: GET /calendar/<address>.ics, by a program that knows nothing but the address."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from kamcoach.people.models import Person
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.signin import services as signin
from tests.factories.browsing import parsed, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, Thing, World, counting
from tests.kamcoach.calendars.khal import Khal
from tests.kamcoach.people.test_absences import enter
from tests.kamcoach.reinforcement.planned import at, half_year

_LORD_HOWE = "Australia/Lord_Howe"


def address_of(world: World, person: Someone) -> str:
    """The path of a person's address, made on their page as they do it."""
    browser = world.client(person)
    assert browser.post("/me/calendar").location == "/me/calendar"
    page = parsed(browser.get("/me/calendar").text)
    found = next(one.get("value", "") for one in page.iter("input") if one.get("id") == "feed")
    assert found.startswith("http://127.0.0.1:8000/calendar/")
    return found.removeprefix("http://127.0.0.1:8000")


def read(world: World, address: str) -> bytes:
    reply = world.app.test_client().get(address)
    assert (reply.status_code, reply.content_type) == (200, "text/calendar; charset=utf-8")
    return bytes(reply.data)


def events(feed: bytes) -> Sequence[Event]:
    found: Iterator[Event] = Calendar.from_ical(feed).walk("VEVENT")
    return list(found)


def titles(feed: bytes) -> set[str]:
    return {str(event["SUMMARY"]) for event in events(feed)}


def session_of(world: World, starts_at: datetime, zone: str = "Asia/Manila") -> Thing:
    """A session of Alice with Bob."""
    with world.writing() as session:
        row = CoachingSession(person_id=world.alice.id, coach_id=world.bob.id, starts_at=starts_at, time_zone=zone)
        row.place, row.planned_at = "Room 4, <Makati>", world.now.business
        session.add(row)
        session.flush()
        return Thing(row.id, row.public_id)


def change(world: World, made: Thing, **values: object) -> None:
    with world.writing() as session:
        row = session.get_one(CoachingSession, made.id)
        for name, value in values.items():
            setattr(row, name, value)


@ON_ONE_ENGINE
def test_another_program_sees_the_session_its_move_over_the_change_of_clocks_and_its_cancellation(
    world: World, tmp_path: Path
) -> None:
    khal, address = Khal(tmp_path, "Asia/Manila"), address_of(world, world.alice)
    # in Lord Howe the clock goes back by half an hour on Sunday 5 April 2026
    made = session_of(world, datetime(2026, 4, 2, 22, 0, tzinfo=UTC), _LORD_HOWE)
    khal.take(read(world, address))
    assert khal.shows("2026-04-03") == ["2026-04-03 06:00 06:30 Session with Bob CONFIRMED"]
    change(world, made, starts_at=datetime(2026, 4, 6, 22, 30, tzinfo=UTC), sequence=1)
    moved = read(world, address)
    assert str(events(moved)[0]["DTSTART"].to_ical(), "utf-8") == "20260407T090000"
    khal.take(moved)
    assert khal.shows("2026-04-03", 5) == ["2026-04-07 06:30 07:00 Session with Bob CONFIRMED"]
    change(world, made, state="cancelled", sequence=2, cancelled_at=world.now.business)
    khal.take(read(world, address))
    assert khal.shows("2026-04-03", 5) == ["2026-04-07 06:30 07:00 Session with Bob CANCELLED CANCELLED"]


@ON_ONE_ENGINE
def test_another_program_sees_what_is_due_and_its_move(world: World, tmp_path: Path) -> None:
    half_year(world)
    khal, address = Khal(tmp_path, "Asia/Manila"), address_of(world, world.alice)
    khal.take(read(world, address))
    assert "2026-06-01 Short pulse after 60 days" in khal.shows("2026-05-25", 21)
    enter(world.client(world.alice), world.alice, "2026-05-25", "2026-06-05")
    khal.take(read(world, address))
    found = [line for line in khal.shows("2026-05-25", 21) if "pulse" in line]
    assert found == ["2026-06-08 Short pulse after 60 days"]


def test_what_stands_in_whose_calendar(world: World) -> None:
    enrolment = half_year(world)
    world.line("mentor", world.alice, world.tess)
    session_of(world, at(4, 10))
    with world.writing() as session:
        promise = Commitment(
            person_id=world.alice.id, event="Review at the dairy", with_whom="Rosa", know_by="Her mail"
        )
        promise.event_on, promise.will_do, promise.made_at = date(2026, 4, 9), "ask first", world.now.business
        session.add(promise)
    world.clock.set(at(5, 2))
    world.tick()
    feeds = {one.name: read(world, address_of(world, one)) for one in (world.alice, world.bob, world.mona, world.tess)}
    mine, bobs, monas, tesss = (titles(feeds[name]) for name in ("Alice", "Bob", "Mona", "Tess"))
    assert {"After 30 days", "Session with Bob", "Review at the dairy, with Rosa: your promise"} <= mine
    assert "Two cards a week" not in mine
    assert bobs == {"Session with Alice"}, "not the steps of his people"
    assert monas == set(), "the talks are over"
    assert tesss == {"Look at the plan of an account of Alice"}
    by_title = {str(event["SUMMARY"]): event for event in events(feeds["Alice"])}
    own = world.assessment(enrolment, "plus-30", world.alice)
    assert by_title["After 30 days"]["URL"] == f"http://127.0.0.1:8000/assessments/{own.public_id}/answer"
    assert by_title["After 90 days"]["URL"] == "http://127.0.0.1:8000/progress"
    trios = [event.start for event in events(feeds["Alice"]) if event["SUMMARY"] == "Meet your trio"]
    assert trios[0] == world.follow_up(enrolment, "trio-2").opens_on
    world.answer_all(own, world.alice, "2", note="Only the yard manager.")
    again = read(world, address_of(world, world.alice))
    assert "After 30 days" not in titles(again)
    assert b"yard" not in again


def test_a_managers_talks_stand_on_their_due_days(world: World) -> None:
    half_year(world)
    feed = read(world, address_of(world, world.mona))
    assert [(event.start, str(event["SUMMARY"])) for event in events(feed)] == [
        (date(2026, 4, 8), "Talk with Alice about Programme of Bob on 2026-04-01")
    ]
    assert events(feed)[0]["URL"] == "http://127.0.0.1:8000/library/instruments/talk-after"


@ON_ONE_ENGINE
def test_a_cancelled_session_stays_for_thirty_days(world: World) -> None:
    made, address = session_of(world, at(6, 10)), address_of(world, world.bob)
    change(world, made, state="cancelled", sequence=1, cancelled_at=world.now.business)
    world.clock.forward(days=29)
    (event,) = events(read(world, address))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (f"{made.public_id}@kamcoach", 1, "CANCELLED")
    world.clock.forward(days=2)
    assert events(read(world, address)) == []


@pytest.mark.parametrize("zone", ["Asia/Manila", "Asia/Kathmandu", "America/New_York", _LORD_HOWE])
@ON_ONE_ENGINE
def test_the_zone_of_a_session_is_described_for_programs_that_do_not_know_it(world: World, zone: str) -> None:
    address = address_of(world, world.alice)
    # in New York: before the hour that is skipped, and in the second of the hours that are doubled
    for starts_at in (datetime(2026, 3, 8, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)):
        session_of(world, starts_at, zone)
    calendar = Calendar.from_ical(read(world, address))
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == [zone]
    described = calendar.walk("VTIMEZONE")[0].to_tz()
    starts = calendar.walk("VEVENT")[0].start
    assert starts.replace(tzinfo=described).utcoffset() == starts.utcoffset()
    assert [event.start.astimezone(UTC) for event in calendar.walk("VEVENT")] == [
        datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    ]


@ON_ONE_ENGINE
def test_what_has_not_changed_is_not_sent_again_and_no_cookie_goes_either_way(world: World) -> None:
    half_year(world)
    address = address_of(world, world.alice)
    first = world.app.test_client().get(address)
    tag = first.headers["ETag"]
    again = world.app.test_client().get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    world.clock.forward(minutes=50)
    assert world.app.test_client().get(address, headers={"If-None-Match": tag}).status_code == 304
    enter(world.client(world.alice), world.alice, "2026-05-25", "2026-06-05")
    assert world.app.test_client().get(address, headers={"If-None-Match": tag}).status_code == 200
    signed_in = world.client(world.bob).get(address)
    for reply in (first, again, signed_in):
        assert reply.headers["Cache-Control"] == "private, no-cache" or reply.status_code == 304
        assert "Set-Cookie" not in reply.headers
        assert "Cookie" not in reply.headers.get("Vary", "")
    assert "Alice" in signed_in.text


@ON_ONE_ENGINE
def test_addresses_that_do_not_work_get_the_same_answer(world: World) -> None:
    revoked = address_of(world, world.alice)
    replaced, kept = address_of(world, world.bob), address_of(world, world.bob)
    left = address_of(world, world.charlie)
    world.client(world.alice).post("/me/calendar/revoke")
    with world.writing() as session:
        charlie = session.get_one(Person, world.charlie.id)
        signin.set_disabled(session, charlie, True, actor=world.actor(world.ann), at=world.now)
    feed_id, signature = kept.removesuffix(".ics").split("~")
    other = "A" if signature[0] != "A" else "B"
    tampered = (
        f"{feed_id}~{other}{signature[1:]}.ics",
        f"{feed_id}.ics",
        f"{feed_id}x~{signature}.ics",
        "/calendar/~.ics",
    )
    replies = [world.app.test_client().get(one) for one in (revoked, replaced, left, *tampered, "/calendar/ü~é.ics")]
    assert {(reply.status_code, reply.text) for reply in replies} == {(404, "There is no calendar at this address.\n")}
    assert all("Set-Cookie" not in reply.headers for reply in replies)
    assert all(reply.headers["Cache-Control"] == "no-store" for reply in replies)
    assert read(world, kept)


@ON_ONE_ENGINE
def test_the_page_makes_and_revokes_only_when_asked(world: World) -> None:
    alice = world.client(world.alice)
    assert "You have no address yet." in said(alice.get("/me/calendar").text)
    assert alice.get("/me/calendar/revoke").status_code == 405
    first = address_of(world, world.alice)
    assert read(world, first)
    assert "This is your new address." not in said(alice.get("/me/calendar").text)
    alice.post("/me/calendar/revoke")
    assert "You have no address yet." in said(alice.get("/me/calendar").text)
    assert world.client().post("/me/calendar").location == "/sign-in"


@ON_ONE_ENGINE
def test_a_coach_of_forty_is_read_in_a_constant_number_of_queries(world: World) -> None:
    half_year(world)
    address = address_of(world, world.mona)
    world.app.test_client().get(address)
    _, few = counting(world.app, lambda: read(world, address))
    cohort = world.cohort(world.bob, first_day=world.today, programme=world.programme("Of many"))
    for number in range(3):
        other = world.person(f"Trainee {number}")
        world.line("manager", other, world.mona)
        world.enrol(cohort, other, world.bob)
    world.finish(cohort, world.bob)
    feed, many = counting(world.app, lambda: read(world, address))
    assert len(events(feed)) == 4
    assert len(many) == len(few) <= 12
