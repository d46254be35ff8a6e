"""What the worker deals, when, to whom; and what it writes of it."""

from datetime import date, timedelta

from sqlalchemy import select

from kamcoach.drift.models import Task
from kamcoach.people.models import Absence, Person
from kamcoach.permissions.roles import Role
from kamcoach.recall.mails import cards as letter
from kamcoach.recall.models import BoosterCard
from kamcoach.reinforcement import services as reinforcement
from kamcoach.signin import services as signin
from kamcoach.trail.models import TrailEntry
from tests.factories.world import World, counting
from tests.kamcoach.recall.series import (
    FIRST,
    answer,
    cards_of,
    deal,
    go_to,
    letters,
    series,
    showings,
    step,
    waiting,
    work,
)

DAY = timedelta(days=1)


def test_two_cards_from_eight_on_the_first_morning_where_the_person_is(world: World) -> None:
    nuno = world.person("Nuno", Role.TRAINEE, zone="Europe/Lisbon", country="PT")
    enrolled = series(world, world.alice, nuno)
    assert step(world, enrolled["Alice"]).opens_on == FIRST
    go_to(world, FIRST - DAY, 12)
    assert work(world) == (0, 0)
    go_to(world, FIRST, 7)
    assert work(world) == (0, 0)
    go_to(world, FIRST, 8)
    assert work(world) == (2, 1)
    assert work(world) == (0, 0), "once"
    assert (len(showings(world, world.alice)), len(showings(world, nuno))) == (2, 0)
    assert {one.shown_on for one in showings(world, world.alice)} == {FIRST}
    assert step(world, enrolled["Alice"]).opened_on == FIRST
    go_to(world, FIRST, 8, "Europe/Lisbon")
    assert work(world) == (2, 1)
    assert letters(world) == [world.alice.id, nuno.id]


def test_nothing_on_holidays_weekends_and_days_away(world: World) -> None:
    series(world)
    with world.writing() as session:
        away = Absence(person_id=world.alice.id, first_day=FIRST, last_day=date(2026, 3, 12))
        away.entered_by_id, away.entered_at = world.alice.id, world.now.business
        session.add(away)
    go_to(world, date(2026, 3, 12))
    assert work(world) == (0, 0)
    go_to(world, date(2026, 3, 14))  # a Saturday
    assert work(world) == (0, 0)
    go_to(world, date(2026, 3, 16))
    assert work(world) == (2, 1)


def test_focus_first_then_what_else_is_trained(world: World) -> None:
    series(world, focus=("B5", "B9"))
    go_to(world, FIRST)
    for week in range(13):
        go_to(world, FIRST + 7 * week * DAY)
        for _ in range(deal(world, world.alice)):
            answer(world, world.alice, at_once=True)
    measures = [measure for measure, _ in cards_of(world, world.alice)]
    assert set(measures[:10]) == {"B5", "B9"}
    assert set(measures) == {"B1", "B5", "B9"}


def test_a_card_that_was_not_known_comes_back_in_another_variant(world: World) -> None:
    series(world)
    go_to(world, FIRST)
    deal(world, world.alice)
    answer(world, world.alice, best=False)
    answer(world, world.alice)
    go_to(world, FIRST + 7 * DAY)
    deal(world, world.alice)
    first, _, again, new = zip(cards_of(world, world.alice), showings(world, world.alice), strict=True)
    assert first[0] == again[0] and first[1].variant != again[1].variant
    assert new[0] not in (first[0], again[0])


def test_what_waits_is_not_added_to_and_is_written_of_once_a_week(world: World) -> None:
    series(world)
    for day in range(20):
        go_to(world, FIRST + day * DAY)
        work(world)
    assert len(showings(world, world.alice)) == 2
    assert letters(world) == [world.alice.id] * 3
    answer(world, world.alice)
    answer(world, world.alice)
    go_to(world, FIRST + 25 * DAY)
    assert work(world)[0] == 0, "seven days after the answer"
    go_to(world, FIRST + 27 * DAY)
    assert work(world) == (2, 1)


def test_a_rehearsal_brings_a_card_of_its_measure_next_and_only_once(world: World) -> None:
    enrolled = series(world, focus=("B1", "B5"))
    go_to(world, FIRST)
    with world.writing() as session:
        task = Task(kind="rehearse", person_id=world.alice.id, owner_id=world.alice.id, measure="B9", words="")
        task.enrolment_id, task.created_at, task.due_on = enrolled["Alice"].id, world.now.business, world.today
        session.add(task)
    go_to(world, FIRST + DAY)
    deal(world, world.alice)
    assert [measure for measure, _ in cards_of(world, world.alice)] == ["B9", "B1"]
    answer(world, world.alice)
    answer(world, world.alice)
    go_to(world, FIRST + 8 * DAY)
    deal(world, world.alice)
    assert {measure for measure, _ in cards_of(world, world.alice)[2:]} <= {"B1", "B5"}


def test_two_trainings_at_once_are_still_two_cards(world: World) -> None:
    series(world)
    cohort = world.cohort(world.bob, first_day=world.today, programme=world.programme("Another", ("B2", "B3")))
    world.enrol(cohort, world.alice, world.bob, focus=("B2", "B3"))
    world.finish(cohort, world.bob)
    go_to(world, FIRST)
    assert work(world) == (2, 1)


def test_waived_ended_absent_or_gone_gets_nothing_more(world: World) -> None:
    erin, farid, gina = (world.person(name, Role.TRAINEE) for name in ("Erin", "Farid", "Gina"))
    enrolled = series(world, world.alice, erin, farid, gina)
    go_to(world, FIRST)
    assert work(world)[0] == 8
    with world.writing() as session:
        row = reinforcement.lock(session, step(world, enrolled["Alice"]).id)
        reinforcement.waive(session, row, "Leave.", actor=world.actor(world.bob), at=world.now)
        signin.set_disabled(session, session.get_one(Person, erin.id), True, actor=world.actor(world.ann), at=world.now)
        farids = reinforcement.lock(session, step(world, enrolled["Farid"]).id)
        farids.due_on = farids.closes_on = FIRST + 3 * DAY
    assert (waiting(world, world.alice), len(waiting(world, farid))) == ([], 2)
    go_to(world, FIRST + 7 * DAY)
    assert work(world) == (0, 1)
    assert letters(world)[4:] == [gina.id]
    assert waiting(world, farid) == []


def test_the_letter_says_how_many_and_nothing_once_they_are_answered(world: World) -> None:
    series(world)
    go_to(world, FIRST)
    work(world)
    about = {"person": world.alice.public_id}

    def read() -> str | None:
        with world.reading() as session:
            found = letter(session, about, world.now)
            return found.title if found else None

    assert read() == "2 cards wait for you"
    answer(world, world.alice)
    assert read() == "A card waits for you"
    answer(world, world.alice)
    assert read() is None


def test_what_somebody_got_and_chose_is_not_in_the_trail(world: World) -> None:
    series(world)
    go_to(world, FIRST)
    before = len(world.rows(TrailEntry))
    work(world)
    answer(world, world.alice)
    assert len(world.rows(TrailEntry)) == before
    assert world.scalar(select(BoosterCard.memory).order_by(BoosterCard.id).limit(1))["last_review"] is not None


def test_asking_costs_the_worker_two_queries_whoever_has_cards(world: World) -> None:
    series(world, *(world.person(f"P{number}", Role.TRAINEE) for number in range(6)))
    go_to(world, FIRST)
    assert work(world) == (12, 6)
    go_to(world, FIRST + DAY)
    assert len(counting(world.app, lambda: work(world))[1]) == 2
