"""A line ends in the middle: the seat ends that day, the draft stays with its name, whoever follows is asked."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from kamcoach.assessing import handing_over, opening, services
from kamcoach.assessing.awaited import owed_sheet
from kamcoach.assessing.locking import NotTheirs
from kamcoach.assessing.models import Answer, Assessment
from kamcoach.assessing.opening import Seat
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from kamcoach.worker import hand_over_seats
from tests.factories.browsing import said
from tests.factories.handover import hand_over, is_released, rating, seat, seats_of
from tests.factories.world import Someone, Thing, World
from tests.kamcoach.assessing.saving import save

SECRET = "Only Mona thought so."


def managed(world: World, *, begun: bool = True) -> tuple[Thing, Thing]:
    """Alice rated by herself and by Mona, who has begun: the occasion and Mona's seat."""
    occasion = rating(world, world.alice, [Seat("self", world.alice.id), Seat("manager", world.mona.id)])
    monas = seat(world, occasion, world.mona)
    if begun:
        world.answer_all(monas, world.mona, "2", note=SECRET, send=False)
    return occasion, monas


@pytest.fixture
def nina(world: World) -> Someone:
    """Who follows Mona."""
    return world.person("Nina", Role.MANAGER)


@contextmanager
def refused(world: World) -> Iterator[None]:
    """Nothing of this goes through."""
    with pytest.raises(NotTheirs), world.app.app_context():
        yield


def is_shut(world: World, person: Someone, assessment: Thing) -> bool:
    """Whether every door to an assessment is closed: pages, save, lists, the message."""
    browser = world.client(person)
    url = f"/assessments/{assessment.public_id}"
    codes = {browser.get(path).status_code for path in (url, f"{url}/answer")}
    codes |= {browser.post(f"{url}/answer", data={"then": "send"}).status_code, save(browser, assessment).status_code}
    with world.reading() as session:
        owed = owed_sheet(session, assessment.public_id, at=world.now)
    return codes == {404} and url not in browser.get("/").text and owed is None


def test_access_ends_that_very_day_before_any_worker_has_run(world: World, nina: Someone) -> None:
    _, monas = managed(world)
    hand_over(world, "manager", world.alice, nina, world.today + timedelta(days=1))
    world.clock.set(world.now.business.replace(hour=15, minute=59))  # 23:59 in Manila
    assert not is_shut(world, world.mona, monas)
    world.clock.forward(minutes=1)
    assert is_shut(world, world.mona, monas)
    for act in (services.submit,):
        with refused(world), world.writing() as session:
            act(session, monas.public_id, actor=world.actor(world.mona), at=world.now)


def test_the_worker_ends_the_seat_and_asks_whoever_follows(world: World, nina: Someone) -> None:
    occasion, monas = managed(world)
    day = world.today + timedelta(days=30)
    hand_over(world, "manager", world.alice, nina, day)
    world.tick()
    before = [("self", world.alice.id, None), ("manager", world.mona.id, None)]
    assert seats_of(world, occasion) == before
    world.clock.forward(days=29)
    world.tick()
    assert seats_of(world, occasion) == before
    world.live(1)
    after = [("self", world.alice.id, None), ("manager", world.mona.id, day), ("manager", nina.id, None)]
    assert seats_of(world, occasion) == after
    world.tick()
    world.live(2)
    assert seats_of(world, occasion) == after
    drafts = world.rows(Answer, Answer.assessment_id == monas.id)
    assert {(draft.value, draft.note) for draft in drafts} == {("2", SECRET)}
    verbs = [entry.verb for entry in world.rows(TrailEntry) if entry.verb.startswith("seat")]
    assert verbs == ["seat ended", "seat given"]
    assert "Your view of Alice" in said(world.client(nina).get("/").text)
    assert is_shut(world, world.mona, monas)


def test_the_draft_is_shown_with_its_name_to_who_follows_and_to_nobody_else(world: World, nina: Someone) -> None:
    occasion, monas = managed(world)
    world.clock.forward(days=3)
    hand_over(world, "manager", world.alice, nina)
    world.tick()
    ninas = seat(world, occasion, nina)
    page = world.client(nina).get(f"/assessments/{ninas.public_id}/answer").text
    assert "Draft by Mona, until 4 March" in said(page) and SECRET in said(page)
    assert not re.search(r'type="radio"[^>]* checked', page)  # nothing of hers is Nina's answer
    assert "0 of 3 answered" in said(page)
    own = seat(world, occasion, world.alice)
    for person, path in (
        (world.alice, f"/assessments/{own.public_id}/answer"),
        (world.alice, "/progress"),
        (world.bob, f"/people/{world.alice.public_id}"),
        (world.mona, "/"),
        (world.ann, f"/administration/people/{world.alice.public_id}"),
    ):
        assert SECRET not in world.client(person).get(path).text
    world.answer_all(ninas, nina, "4")
    world.answer_all(own, world.alice, "5")
    assert is_released(world, occasion)
    for person in (nina, world.alice, world.bob):
        for assessment in (ninas, own, monas):
            assert SECRET not in world.client(person).get(f"/assessments/{assessment.public_id}").text


def test_a_rating_that_was_sent_stays_the_former_managers_and_nobody_is_asked_twice(
    world: World, nina: Someone
) -> None:
    occasion, monas = managed(world)
    world.answer_all(monas, world.mona, "2", note=SECRET)
    hand_over(world, "manager", world.alice, nina)
    world.tick()
    assert seats_of(world, occasion) == [("self", world.alice.id, None), ("manager", world.mona.id, None)]
    world.answer_all(seat(world, occasion, world.alice), world.alice, "3")
    assert is_released(world, occasion)


def test_when_nobody_follows_what_was_sent_is_released(world: World) -> None:
    occasion, _ = managed(world)
    world.answer_all(seat(world, occasion, world.alice), world.alice, "3")
    assert not is_released(world, occasion)
    hand_over(world, "manager", world.alice, None)
    world.tick()
    assert is_released(world, occasion)


def test_who_follows_later_is_asked_while_it_is_open_and_who_comes_back_has_their_own_draft(
    world: World, nina: Someone
) -> None:
    occasion, monas = managed(world)
    hand_over(world, "manager", world.alice, None)
    world.tick()
    first = ("self", world.alice.id, None)
    assert seats_of(world, occasion) == [first, ("manager", world.mona.id, world.today)]
    world.live(2)
    hand_over(world, "manager", world.alice, nina)
    world.tick()
    gap = world.today - timedelta(days=2)
    assert seats_of(world, occasion) == [first, ("manager", world.mona.id, gap), ("manager", nina.id, None)]
    world.live(1)
    hand_over(world, "manager", world.alice, world.mona)
    world.tick()
    back = [first, ("manager", world.mona.id, None), ("manager", nina.id, world.today)]
    assert seats_of(world, occasion) == back
    assert SECRET in world.client(world.mona).get(f"/assessments/{monas.public_id}/answer").text
    world.tick()
    assert seats_of(world, occasion) == back


def test_a_coach_who_observes_hands_the_seat_on_with_the_line(world: World) -> None:
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.bob)
    view = world.assessment(enrolment, "baseline", world.bob)
    assert world.rows(Assessment, Assessment.id == view.id)[0].standing_as == "coach"
    world.answer_all(view, world.bob, note=SECRET, send=False)
    hand_over(world, "coach", world.alice, world.dora)
    assert is_shut(world, world.bob, view)
    world.tick()
    doras = world.assessment(enrolment, "baseline", world.dora)
    dora = world.client(world.dora)
    assert dora.get(f"/assessments/{doras.public_id}/answer").status_code == 302  # her own events come first
    world.see(doras, world.dora)
    assert "Draft by Bob, until 1 March" in said(dora.get(f"/assessments/{doras.public_id}/answer").text)
    world.answer_all(own, world.alice)
    world.answer_all(doras, world.dora)
    assert world.client(world.alice).get(f"/assessments/{doras.public_id}").status_code == 200


def test_an_observer_without_a_line_keeps_the_seat(world: World) -> None:
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.tess)
    hand_over(world, "coach", world.alice, world.dora)
    world.tick()
    assert world.rows(Assessment, Assessment.relation == "observer")[0].rater_id == world.tess.id
    assert world.assessment(enrolment, "baseline", world.tess)


def test_workers_at_once_give_one_seat_and_a_rating_sent_at_that_moment_counts_or_is_refused(
    world: World, nina: Someone
) -> None:
    occasion, monas = managed(world)
    mona = world.actor(world.mona)
    eve = world.now
    world.clock.forward(days=1)
    hand_over(world, "manager", world.alice, nina)
    at = world.now

    def work() -> str:
        with world.app.app_context():
            hand_over_seats(at)
        return "worked"

    def send() -> str:
        try:
            with world.writing() as session:
                services.submit(session, monas.public_id, actor=mona, at=eve)  # she pressed before midnight
        except NotTheirs:
            return "refused"
        return "sent"

    with ThreadPoolExecutor(4) as pool:
        acts = [pool.submit(act) for act in (work, send, work, work)]
        said_of = [act.result() for act in acts]
    seats = seats_of(world, occasion)
    sent = world.rows(Assessment, Assessment.id == monas.id)[0].submitted_at is not None
    assert sent == ("sent" in said_of)
    ended = world.rows(Assessment, Assessment.id == monas.id)[0].ended_on
    assert [rater for _, rater, _ in seats].count(nina.id) == (0 if sent else 1)
    assert (ended is None) == sent


def test_what_is_over_or_withdrawn_is_left_alone(world: World, nina: Someone) -> None:
    closed = rating(world, world.alice, [Seat("manager", world.mona.id)], days=1)
    world.clock.forward(days=5)
    hand_over(world, "manager", world.alice, nina)
    withdrawn, _ = managed(world, begun=False)
    with world.writing() as session:
        opening.set_withdrawn(session, withdrawn.id, True, at=world.now)
    with world.reading() as session:
        assert handing_over.to_hand_over(session, at=world.now, most=9) == []
    for occasion in (closed, withdrawn):
        with world.writing() as session:
            assert not handing_over.hand_over(session, seat(world, occasion, world.mona).id, at=world.now)
