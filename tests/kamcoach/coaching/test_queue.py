"""The coach's queue: who needs a minute today, in what order, with the reason in words."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services as reinforcement
from kamcoach.signin import services as signin
from tests.factories.browsing import parsed, said, words
from tests.factories.world import Someone, Thing, World, counting
from tests.kamcoach.coaching.history import live_through

TRAINING = date(2026, 3, 12)


def queue(world: World, coach: Someone | None = None) -> dict[str, list[tuple[str, str, str]]]:
    """The groups in their order, each with (person, status, reason)."""
    page = world.client(coach or world.bob).get("/queue")
    assert page.status_code == 200
    found: dict[str, list[tuple[str, str, str]]] = {}
    title = ""
    for element in parsed(page.text).iter():
        classes = (element.get("class") or "").split()
        if "group-head" in classes:
            title = words(next(element.iter("h2")))
        elif "row-q" in classes:
            parts = {one.get("class"): words(one) for one in element.iter() if one.get("class")}
            found.setdefault(title, []).append((words(next(element.iter("h3"))), parts["row-when"], parts["row-why"]))
    return found


def coachee(world: World, name: str, zone: str = "Asia/Manila") -> Someone:
    """Somebody whom Bob coaches."""
    person = world.person(name, Role.TRAINEE, zone=zone)
    world.line("coach", person, world.bob)
    return person


def trained(world: World, *people: Someone, last_day: date = TRAINING) -> dict[str, Thing]:
    """Enrolments of people whose training is finished; the clock stands on its last day."""
    cohort = world.cohort(world.bob, first_day=last_day)
    enrolled = {person.name: world.enrol(cohort, person, world.bob) for person in people}
    world.clock.set(datetime(last_day.year, last_day.month, last_day.day, 1, tzinfo=UTC))
    world.tick()
    world.finish(cohort, world.bob)
    return enrolled


def go_to(world: World, month: int, day: int) -> None:
    """Nine in the morning in Manila, the worker has run."""
    world.clock.set(datetime(2026, month, day, 1, tzinfo=UTC))
    world.tick()


def waive_rest(world: World, enrolment: Thing, *keep: str) -> None:
    """Leave only some steps of somebody's half year."""
    actor = world.actor(world.bob)
    for step in (
        "day-one",
        "week-one",
        "talk-after",
        "plus-30",
        "pulse-60",
        "plus-90",
        "pulse-120",
        "plus-180",
        "plus-365",
    ):
        if step not in keep:
            with world.writing() as session:
                row = reinforcement.lock(session, world.follow_up(enrolment, step).id)
                reinforcement.waive(session, row, "Not needed.", actor=actor, at=world.now)


def test_each_group_says_what_it_is_about_in_the_order_of_what_can_still_be_done(world: World) -> None:
    erin, farid = coachee(world, "Erin"), coachee(world, "Farid")
    coachee(world, "Gina")
    enrolled = trained(world, world.alice, erin)
    later = trained(world, farid, last_day=date(2026, 3, 16))
    for enrolment in (*enrolled.values(), *later.values()):
        waive_rest(world, enrolment, "plus-30")
    move = world.follow_up(enrolled["Erin"], "plus-30")
    with world.writing() as session:
        row, actor = reinforcement.lock(session, move.id), world.actor(world.bob)
        reinforcement.move(session, row, date(2026, 4, 16), "Back from leave then.", actor=actor, at=world.now)
    go_to(world, 4, 16)
    found = queue(world)
    assert list(found) == ["Late", "Due today", "Nothing planned"]
    assert found["Late"] == [
        ("Alice", "3 days late", "After 30 days: was due on Monday 13 April, closes on Monday 4 May."),
        ("Farid", "1 day late", "After 30 days: was due on Wednesday 15 April, closes on Tuesday 5 May."),
    ]
    assert found["Due today"] == [("Erin", "Due today", "After 30 days: due today, open until Monday 4 May.")]
    assert ("Gina", "Nothing planned") in [row[:2] for row in found["Nothing planned"]]


def test_what_is_late_stands_first_when_it_closes_first(world: World) -> None:
    zoe, adam = coachee(world, "Zoe"), coachee(world, "Adam")
    trained(world, zoe)
    trained(world, adam, last_day=date(2026, 3, 16))
    go_to(world, 4, 20)
    assert [row[0] for row in queue(world)["Late"]] == ["Zoe", "Adam"]


def test_silence_stands_there_for_two_weeks_and_says_when_it_closed(world: World) -> None:
    trained(world, world.alice)
    go_to(world, 3, 13)
    closed = ("Alice", "Closed", "Baseline: closed on Thursday 12 March without an answer.")
    assert closed in queue(world)["Closed in silence"]
    go_to(world, 3, 26)
    assert closed in queue(world)["Closed in silence"]
    go_to(world, 3, 27)
    assert closed not in queue(world).get("Closed in silence", [])


def test_a_talk_is_asked_for_until_it_is_marked_as_held(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "talk-after")
    go_to(world, 3, 19)
    talk = "Talk with your manager after the training: not marked as held yet; it can be until Thursday 26 March."
    assert queue(world)["Due today"] == [("Alice", "Due today", talk)]
    go_to(world, 3, 20)
    assert ("Alice", "1 day late", talk) in queue(world)["Late"]
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "talk-after").id)
        reinforcement.hold(session, row, world.today, actor=world.actor(world.bob), at=world.now)
    assert "Late" not in queue(world)


def test_what_is_answered_or_waived_needs_nobody_and_is_not_what_comes_next(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "plus-30", "plus-90", "plus-180")
    go_to(world, 4, 14)
    assert list(queue(world)) == ["Late"]
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    assert queue(world) == {}
    page = said(world.client(world.bob).get("/queue").text)
    assert "Nobody needs you today." in page and "Alice next: Monday 20 April" in page
    go_to(world, 6, 9)
    world.answer_all(world.assessment(enrolment, "plus-90", world.alice), world.alice)  # a day before it is due
    nothing = "Nothing until Tuesday 8 September, in 91 days."
    assert queue(world) == {"Nothing planned": [("Alice", "Nothing planned", nothing)]}


def test_nothing_planned_says_what_to_do(world: World) -> None:
    enrol = "No follow-up lies ahead. Enrol this person in a training, or agree on a next step."
    assert queue(world) == {"Nothing planned": [("Alice", "Nothing planned", enrol)]}
    assert queue(world, world.dora) == {"Nothing planned": [("Charlie", "Nothing planned", enrol)]}
    day = timedelta(days=1)
    cohort = world.cohort(world.bob, first_day=world.today - day, last_day=world.today + day)
    world.enrol(cohort, world.alice, world.bob)
    (row,) = [row for row in queue(world)["Nothing planned"] if row[0] == "Alice"]
    assert row[2].startswith("Enrolled in Programme of Bob on 2026-03-01, Manila:")


def test_a_day_is_the_persons_own_day(world: World) -> None:
    kai = coachee(world, "Kai", zone="Pacific/Honolulu")
    trained(world, kai)
    world.clock.set(datetime(2026, 4, 13, 9, tzinfo=UTC))  # the 13th in Manila, still Sunday the 12th in Honolulu
    assert "Due today" not in queue(world)
    world.clock.forward(hours=1)
    assert [row[0] for row in queue(world)["Due today"]] == ["Kai"]


def test_people_whom_one_does_not_coach_today_are_not_in_the_queue(world: World) -> None:
    trained(world, world.alice, coachee(world, "Gone"))
    go_to(world, 4, 14)
    assert {row[0] for row in queue(world)["Late"]} == {"Alice", "Gone"}
    with world.writing() as session:
        row = session.scalars(select(Person).where(Person.name == "Gone")).one()
        signin.set_disabled(session, row, True, actor=world.actor(world.ann), at=world.now)
    assert {row[0] for rows in queue(world).values() for row in rows} == {"Alice"}
    page = said(world.client(world.bob).get("/queue").text)
    assert "1 person. 1 needs a minute of yours; 0 need nothing from you today." in page
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    assert queue(world) == {}
    assert [row[0] for row in queue(world, world.dora)["Late"]] == ["Alice"]


def test_only_coaches_have_a_queue(world: World) -> None:
    for who in (world.alice, world.mona, world.tess, world.hugh, world.ann):
        assert world.client(who).get("/queue").status_code == 403
    assert world.client().get("/queue").location == "/sign-in?next=/queue"
    finn = world.person("Finn", Role.COACH)
    assert "Nobody is on your list yet." in said(world.client(finn).get("/queue").text)


def test_the_queue_costs_the_same_with_three_people_with_thirty_and_after_years(world: World) -> None:
    def cost() -> int:
        bob = world.client(world.bob)
        bob.get("/queue")
        return len(counting(world.app, lambda: bob.get("/queue"))[1])

    trained(world, *(coachee(world, f"Early {number}") for number in range(2)), world.alice)
    go_to(world, 4, 14)
    assert len(queue(world)["Late"]) == 3
    few = cost()
    trained(world, *(coachee(world, f"Later {number:02}") for number in range(27)), last_day=date(2026, 4, 20))
    go_to(world, 5, 22)
    assert len(queue(world)["Late"]) >= 27
    assert cost() == few
    live_through(world, world.alice, 2027)
    assert cost() == few
    assert few <= 8
