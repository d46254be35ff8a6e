"""The coach's queue: who needs a minute today, in what order, with the reason in words."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from tests.factories.browsing import links, parsed, said, words
from tests.factories.coaching import agree_on, mark, promise, task, waive_rest
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, Thing, World, counting
from tests.kamcoach.coaching.history import live_through

pytestmark = ON_ONE_ENGINE

TRAINING = date(2026, 3, 12)


def queue(world: World, coach: Someone | None = None, *, why: str = "") -> dict[str, list[tuple[str, str, str]]]:
    """The two lists in their order, each with (person, status, reason); further reasons stand in `others`."""
    page = world.client(coach or world.bob).get("/queue" + (f"?why={why}" if why else ""))
    assert page.status_code == 200
    found: dict[str, list[tuple[str, str, str]]] = {}
    title = ""
    for element in parsed(page.text).iter():
        classes = (element.get("class") or "").split()
        if "group-head" in classes:
            title = words(next(element.iter("h2")))
        elif "row-q" in classes:
            parts = {one.get("class"): one for one in element.iter() if one.get("class")}
            status = words(next(parts["row-when"].iter("span")))
            reason = words(next(parts["row-why"].iter("p")))
            found.setdefault(title, []).append((words(next(element.iter("h3"))), status, reason))
    return found


def first(world: World, coach: Someone | None = None) -> dict[str, tuple[str, str]]:
    """Status and reason of everybody who is worth a minute today, by name."""
    return {name: (status, reason) for name, status, reason in queue(world, coach).get("First", [])}


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


def test_each_person_stands_once_with_the_reason_that_is_worth_most(world: World) -> None:
    erin, farid = coachee(world, "Erin"), coachee(world, "Farid")
    coachee(world, "Gina")
    enrolled = trained(world, world.alice, erin)
    later = trained(world, farid, last_day=date(2026, 3, 16))
    for enrolment in (*enrolled.values(), *later.values()):
        waive_rest(world, enrolment, "plus-30", "plus-90")
    move = world.follow_up(enrolled["Erin"], "plus-30")
    with world.writing() as session:
        row, actor = reinforcement.lock(session, move.id), world.actor(world.bob)
        reinforcement.move(session, row, date(2026, 4, 16), "Back from leave then.", actor=actor, at=world.now)
    go_to(world, 4, 16)
    nothing = "No follow-up lies ahead. Enrol this person in a training, or agree on a next step."
    assert queue(world) == {
        "First": [
            ("Alice", "3 days late", "After 30 days: was due on Monday 13 April, closes on Monday 4 May."),
            ("Farid", "1 day late", "After 30 days: was due on Wednesday 15 April, closes on Tuesday 5 May."),
            ("Erin", "Due today", "After 30 days: due today, open until Monday 4 May."),
            ("Gina", "Nothing planned", nothing),
        ]
    }
    assert queue(world, why="due") == {"First": [queue(world)["First"][2]]}
    page = said(world.client(world.bob).get("/queue").text)
    assert "4 people. 4 are worth your first 10 minutes; 0 need nothing from you today." in page
    assert "All 4 Late 2 Due today 1 Nothing planned 1" in page


def test_what_closes_sooner_stands_first(world: World) -> None:
    zoe, adam = coachee(world, "Zoe"), coachee(world, "Adam")
    for people, day in ((zoe, TRAINING), (adam, date(2026, 3, 16))):
        waive_rest(world, trained(world, people, last_day=day)[people.name], "plus-30")
    go_to(world, 4, 30)
    assert list(first(world))[:2] == ["Zoe", "Adam"]


def test_drift_stands_before_what_is_late_and_waits_once_a_session_is_agreed(world: World) -> None:
    erin = coachee(world, "Erin")
    enrolled = trained(world, world.alice, erin)
    for enrolment in enrolled.values():
        waive_rest(world, enrolment, "plus-30", "plus-90")
    go_to(world, 4, 14)
    mark(world, erin, enrolled["Erin"], "fading")
    assert queue(world)["First"][0] == (
        "Erin",
        "Fading",
        "Needs and worries: 4.1 after the training, then 3.2 and 3.0. Seen by 2 sources.",
    )
    page = said(world.client(world.bob).get("/queue").text)
    assert "1 day late After 30 days: was due on Monday 13 April" in page, "the other reason stands below"
    mark(world, world.alice, enrolled["Alice"], "ask")
    assert [row[:2] for row in queue(world)["First"]] == [("Erin", "Fading"), ("Alice", "1 day late")]
    world.answer_all(world.assessment(enrolled["Erin"], "plus-30", erin), erin)
    agree_on(world, erin, world.bob, world.now.business + timedelta(days=2))
    (row,) = queue(world)["Can wait"]
    assert row[0] == "Erin" and row[2].endswith("Seen by 2 sources. You speak on Thursday 16 April.")


def test_who_still_rates_blind_reads_nothing_of_drift_in_the_queue(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=TRAINING)
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.bob)
    go_to(world, 3, 12)
    world.finish(cohort, world.bob)
    go_to(world, 4, 14)
    mark(world, world.alice, enrolment, "fading")
    task(world, world.alice, world.bob, "rehearse", due_on=world.today)
    assert first(world)["Alice"][0] == "1 day late"
    page = world.client(world.bob).get("/queue").text
    assert "4.1" not in page and "rehearse" not in page and "Fading" not in page.split("How this order")[0]
    world.answer_all(world.assessment(enrolment, "plus-30", world.bob), world.bob)
    assert first(world)["Alice"][0] == "Fading"
    assert "rehearse it together" in world.client(world.bob).get("/queue").text


def test_a_session_of_the_plan_asks_for_its_day_until_it_has_one(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "first-session", "plus-30")
    step = world.follow_up(enrolment, "first-session")
    go_to(world, 3, 17)
    best = "First session with your coach: no day is agreed yet; best until Tuesday 24 March, at the latest"
    assert first(world)["Alice"] == ("To plan", f"{best} Thursday 26 March.")
    way = links(world.client(world.bob).get("/queue").text)["Plan a session: Alice"]
    assert way == f"/people/{world.alice.public_id}/sessions/new?step={step.public_id}"
    agreed = agree_on(world, world.alice, world.bob, datetime(2026, 3, 20, 2, tzinfo=UTC), follow_up=step)
    assert "To plan" not in str(queue(world))
    go_to(world, 3, 20)
    assert first(world)["Alice"] == ("Today", "Session at 10:00, 30 minutes. Room 4")
    assert links(world.client(world.bob).get("/queue").text)["Open the session: Alice"] == f"/sessions/{agreed}"
    go_to(world, 3, 21)
    assert first(world)["Alice"][1] == "The session of Friday 20 March was not closed: say whether it took place."


def test_promises_and_tasks_say_what_they_wait_for(world: World) -> None:
    erin, farid, gina = (coachee(world, name) for name in ("Erin", "Farid", "Gina"))
    promise(world, world.alice, world.today)
    promise(world, erin, world.today - timedelta(days=2))
    promise(world, gina, world.today + timedelta(days=1))
    task(world, farid, world.bob, "talk", due_on=world.today)
    task(world, gina, None, "clear", due_on=world.today + timedelta(days=7))
    found = queue(world)["First"]
    assert [row[:2] for row in found[:3]] == [("Farid", "Stopped"), ("Alice", "Tonight"), ("Erin", "Promise")]
    assert "“When the review with Mr Adeyemi, I will ask what changed”" in found[1][2]
    gina_says = next(row for row in found if row[0] == "Gina")
    assert gina_says[1] == "Nothing planned"
    page = said(world.client(world.bob).get("/queue").text)
    assert "Whether their manager hears of it waits for their yes." in page
    assert "He is always there." not in page


def test_what_is_held_back_can_wait_and_says_until_when(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "pulse-60", "plus-90")
    go_to(world, 5, 12)
    pulse = world.follow_up(enrolment, "pulse-60")
    with world.writing() as session:
        row = session.get_one(FollowUp, pulse.id)
        row.occasion_id, row.held_back_on, row.held_back_why = None, world.today, "load"
        row.held_until = world.today + timedelta(days=2)
    waits = "Short pulse after 60 days: something else is asked this week, so it is asked on Thursday 14 May."
    assert queue(world) == {"Can wait": [("Alice", "Waiting", waits)]}
    assert "Nobody needs you today." in said(world.client(world.bob).get("/queue").text)


def test_silence_stands_there_for_two_weeks_and_says_when_it_closed(world: World) -> None:
    trained(world, world.alice)
    go_to(world, 3, 13)
    closed = "Baseline: closed on Thursday 12 March without an answer."

    def is_said() -> bool:
        return closed in said(world.client(world.bob).get("/queue?why=silent").text)

    assert is_said()
    go_to(world, 3, 26)
    assert is_said()
    go_to(world, 3, 27)
    assert not is_said()


def test_a_talk_is_asked_for_until_it_is_marked_as_held(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "talk-after", "plus-30")
    go_to(world, 3, 19)
    talk = "Talk with your manager after the training: not marked as held yet; it can be until Thursday 26 March."
    assert talk in said(world.client(world.bob).get("/queue?why=due").text)
    go_to(world, 3, 20)
    assert first(world)["Alice"] == ("1 day late", talk)
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "talk-after").id)
        reinforcement.hold(session, row, world.today, actor=world.actor(world.bob), at=world.now)
    assert talk not in said(world.client(world.bob).get("/queue").text)


def test_what_is_answered_or_waived_needs_nobody_and_is_not_what_comes_next(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "plus-30", "plus-90", "plus-180")
    go_to(world, 4, 14)
    assert list(first(world)) == ["Alice"]
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    assert queue(world) == {}
    page = said(world.client(world.bob).get("/queue").text)
    assert "Nobody needs you today." in page and "Alice next: Wednesday 10 June" in page
    go_to(world, 6, 9)
    world.answer_all(world.assessment(enrolment, "plus-90", world.alice), world.alice)  # a day before it is due
    nothing = "Nothing until Tuesday 8 September, in 91 days."
    assert queue(world) == {"First": [("Alice", "Nothing planned", nothing)]}
    agree_on(world, world.alice, world.bob, world.now.business + timedelta(days=90))
    assert queue(world) == {}, "a session counts as something that lies ahead"


def test_what_others_look_after_is_none_of_the_coachs(world: World) -> None:
    enrolment = trained(world, world.alice)["Alice"]
    waive_rest(world, enrolment, "trio-1", "boosters", "first-check", "plus-30")
    go_to(world, 4, 4)
    assert queue(world) == {}


def test_nothing_planned_says_what_to_do(world: World) -> None:
    enrol = "No follow-up lies ahead. Enrol this person in a training, or agree on a next step."
    assert queue(world) == {"First": [("Alice", "Nothing planned", enrol)]}
    assert queue(world, world.dora) == {"First": [("Charlie", "Nothing planned", enrol)]}
    day = timedelta(days=1)
    cohort = world.cohort(world.bob, first_day=world.today - day, last_day=world.today + day)
    world.enrol(cohort, world.alice, world.bob)
    assert first(world)["Alice"][1].startswith("Enrolled in Programme of Bob on 2026-03-01, Manila:")


def test_a_day_is_the_persons_own_day(world: World) -> None:
    kai = coachee(world, "Kai", zone="Pacific/Honolulu")
    waive_rest(world, trained(world, kai)["Kai"], "plus-30")
    world.clock.set(datetime(2026, 4, 13, 9, tzinfo=UTC))  # the 13th in Manila, still Sunday the 12th in Honolulu
    assert "Kai" not in first(world)
    world.clock.forward(hours=1)
    assert first(world)["Kai"][0] == "Due today"


def test_people_whom_one_does_not_coach_today_are_not_in_the_queue(world: World) -> None:
    trained(world, world.alice, coachee(world, "Gone"))
    go_to(world, 4, 14)
    assert set(first(world)) == {"Alice", "Gone"}
    with world.writing() as session:
        row = session.scalars(select(Person).where(Person.name == "Gone")).one()
        signin.set_disabled(session, row, True, actor=world.actor(world.ann), at=world.now)
    assert set(first(world)) == {"Alice"}
    page = said(world.client(world.bob).get("/queue").text)
    assert "1 person. 1 is worth your first 2 minutes; 0 need nothing from you today." in page
    world.end_line("coach", world.alice, world.today)
    world.line("coach", world.alice, world.dora, since=world.today)
    assert queue(world) == {}
    assert "Alice" in first(world, world.dora)


def test_only_coaches_have_a_queue(world: World) -> None:
    for who in (world.alice, world.mona, world.tess, world.hugh, world.ann):
        assert world.client(who).get("/queue").status_code == 403
    assert world.client().get("/queue").location == "/sign-in?next=/queue"
    finn = world.person("Finn", Role.COACH)
    assert "Nobody is on your list yet." in said(world.client(finn).get("/queue").text)


def test_the_queue_costs_the_same_with_three_people_with_fifteen_and_after_years(world: World) -> None:
    def cost() -> int:
        bob = world.client(world.bob)
        bob.get("/queue")
        return len(counting(world.app, lambda: bob.get("/queue"))[1])

    early = [coachee(world, f"Early {number}") for number in range(2)]
    enrolled = trained(world, *early, world.alice)
    go_to(world, 4, 14)
    for one in early:
        mark(world, one, enrolled[one.name], "fading")
    assert len(first(world)) == 3
    few = cost()
    trained(world, *(coachee(world, f"Later {number:02}") for number in range(12)), last_day=date(2026, 4, 20))
    go_to(world, 5, 22)
    assert len(first(world)) == 15
    for day in (1, 2, 3):
        agree_on(world, early[0], world.bob, world.now.business + timedelta(days=day))
    assert cost() == few
    live_through(world, world.alice, 2027)
    assert cost() == few
    assert few <= 14
