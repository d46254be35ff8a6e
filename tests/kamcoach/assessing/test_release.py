"""Releasing: when everybody asked has sent, or when the window closes where the person is, with what came in."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from kamcoach.assessing import opening, releasing
from kamcoach.assessing.models import Assessment, Occasion, Result, Standing
from kamcoach.clock import at_instant
from kamcoach.people.models import Person
from kamcoach.reinforcement import services as reinforcement
from kamcoach.signin import services as signin
from tests.factories.browsing import said
from tests.factories.world import Someone, Thing, World
from tests.kamcoach.assessing.saving import occasion, save


def view_of(world: World, own: Thing, rater: Someone) -> Thing:
    """The assessment of another rater on the same occasion."""
    occasion_id = world.rows(Assessment, Assessment.id == own.id)[0].occasion_id
    (seat,) = world.rows(Assessment, Assessment.occasion_id == occasion_id, Assessment.rater_id == rater.id)
    return Thing(seat.id, seat.public_id)


def disable(world: World, person: Someone) -> None:
    """Ann closes the door to somebody."""
    with world.writing() as session:
        row = session.get_one(Person, person.id)
        signin.set_disabled(session, row, True, actor=world.actor(world.ann), at=world.now)


def test_at_the_end_of_the_window_the_worker_releases_what_came_in(world: World) -> None:
    own = occasion(world, world.alice, observer=world.tess)
    world.answer_all(own, world.alice, "4")
    world.live(7)
    assert world.rows(Occasion)[0].released_at is None
    world.live(1)
    assert world.rows(Occasion)[0].released_at == world.now.business
    assert {(one.relation, one.measure, one.value) for one in world.rows(Result)} == {
        ("self", "kam-behaviours/B1", 4.0),
        ("self", "kam-behaviours/B5", 4.0),
    }
    late = save(world.client(world.tess), view_of(world, own, world.tess))
    assert (late.status_code, late.json) == (409, {"problem": "This closed on Monday 9 March."})
    world.live(1)
    assert len(world.rows(Result)) == 2


def test_the_last_day_counts_where_the_person_is(world: World) -> None:
    day = world.today
    for zone, midnight in (("Pacific/Honolulu", 10), ("Pacific/Auckland", -13)):
        own = occasion(world, world.alice, opens_on=day, closes_on=day, observer=world.tess, zone=zone)
        row = world.rows(Assessment, Assessment.id == own.id)[0]
        end = datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=midnight)
        for instant, released in ((end - timedelta(seconds=1), None), (end, end)):
            world.clock.set(instant)
            world.tick()
            assert world.rows(Occasion, Occasion.id == row.occasion_id)[0].released_at == released
        world.clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_silence_is_released_without_results(world: World) -> None:
    own = occasion(world, world.alice)
    world.answer_all(own, world.alice, send=False)
    world.live(8)
    assert world.rows(Occasion)[0].released_at == world.now.business
    assert (world.rows(Result), world.rows(Standing)) == ([], [])
    page = world.client(world.alice).get(f"/assessments/{own.public_id}/answer")
    assert "What you had saved is kept, and was not sent." in said(page.text)
    assert world.client(world.bob).get(f"/assessments/{own.public_id}").status_code == 404


def test_what_was_waived_is_never_released(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    world.answer_all(view_of(world, own, world.tess), world.tess)
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "baseline").id)
        reinforcement.waive(session, row, "On leave.", actor=world.actor(world.bob), at=world.now)
    world.live(20)
    assert world.rows(Occasion)[0].released_at is None
    assert world.rows(Result) == []


def test_even_a_worker_whose_clock_is_wrong_releases_nothing_that_is_open_withdrawn_or_out_already(
    world: World,
) -> None:
    occasion(world, world.alice)
    (asked,) = world.rows(Occasion)
    last_second, end = (at_instant(asked.closes_at - timedelta(seconds=one)) for one in (1, 0))
    with world.writing() as session:
        assert not releasing.release_closed(session, asked.id, at=last_second)
        opening.set_withdrawn(session, asked.id, True, at=world.now)
        assert not releasing.release_closed(session, asked.id, at=end)
        opening.set_withdrawn(session, asked.id, False, at=world.now)
        assert releasing.release_closed(session, asked.id, at=end)
        assert not releasing.release_closed(session, asked.id, at=end)


def test_somebody_who_was_disabled_holds_nobody_back_longer_than_the_window(world: World) -> None:
    own = occasion(world, world.alice, observer=world.tess)
    world.answer_all(own, world.alice)
    disable(world, world.tess)
    world.live(8)
    assert world.client(world.bob).get(f"/assessments/{own.public_id}").status_code == 200


def test_what_a_disabled_person_said_stays_with_their_coach_and_the_observer_can_still_send(world: World) -> None:
    own = occasion(world, world.alice, observer=world.tess)
    view = view_of(world, own, world.tess)
    world.answer_all(own, world.alice)
    alice = world.client(world.alice)
    disable(world, world.alice)
    assert alice.get(f"/assessments/{own.public_id}").status_code == 302  # to sign-in
    assert save(alice, own).status_code == 401
    world.answer_all(view, world.tess)
    for assessment in (own, view):
        assert world.client(world.bob).get(f"/assessments/{assessment.public_id}").status_code == 200


def test_results_carry_their_coverage_and_the_reason_where_there_is_no_value(world: World) -> None:
    own = occasion(world, world.alice, asked=None)
    alice = world.client(world.alice)
    values = {"B1b": "N", "B2": "N", "B3a": "O", "B3b": "O"}
    world.answer_all(own, world.alice, "4", send=False)
    for item, value in values.items():
        save(alice, own, item, value=value, base=1, operation=f"change-{item}")
    alice.post(f"/assessments/{own.public_id}/answer", data={"then": "send"})
    results = {one.measure.removeprefix("kam-behaviours/"): one for one in world.rows(Result)}
    assert {code: (one.value, one.coverage, one.why) for code, one in results.items() if one.value != 4.0} == {
        "B1": (None, 0.5, "partly"),
        "B2": (None, 0.0, "not_observed"),
        "B3": (None, 0.0, "no_occasion"),
        "index": (None, pytest.approx(6 / 9), "partly"),
    }
    one = results["B5"]
    assert (one.coverage, one.relation, one.purpose) == (1.0, "self", "development")
    assert one.occurred_at == one.released_at == one.recorded_at == world.now.business


def test_results_cannot_be_changed_or_removed(world: World) -> None:
    world.answer_all(occasion(world, world.alice), world.alice)
    before = [(one.id, one.value) for one in world.rows(Result)]
    for statement in (update(Result).values(value=5.0), delete(Result)):
        with pytest.raises(DatabaseError), world.writing() as session:
            session.execute(statement)
    assert [(one.id, one.value) for one in world.rows(Result)] == before != []
