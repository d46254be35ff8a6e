"""A person's timeline as their coach sees it, and as they see it themself: /people/<id> and /progress."""

from datetime import UTC, date, datetime

from kamcoach.reinforcement import services as reinforcement
from tests.factories.browsing import links, parsed, said, without_tokens, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Thing, World

pytestmark = ON_ONE_ENGINE

TRAINING = date(2026, 3, 12)


def entries(html: str) -> list[str]:
    """The state of each follow-up, in the order of the page."""
    timeline = [one for one in parsed(html).iter("ol") if one.get("class") == "timeline"]
    return [words(next(one.iter("span"))) + " " + words(list(one.iter("span"))[1]) for part in timeline for one in part]


def half_answered(world: World) -> Thing:
    """Alice's baseline is answered, the talk held, the training over; it is the second day of +30."""
    enrolment, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice)
    world.clock.set(datetime(2026, 3, 12, 1, tzinfo=UTC))
    cohort = Thing(1, "")
    world.finish(cohort, world.bob)
    with world.writing() as session:
        actor = world.actor(world.bob)
        talk = reinforcement.lock(session, world.follow_up(enrolment, "talk-before").id)
        reinforcement.hold(session, talk, date(2026, 3, 6), actor=actor, at=world.now)
        pulse = reinforcement.lock(session, world.follow_up(enrolment, "pulse-60").id)
        reinforcement.waive(session, pulse, "Too soon <i>after</i> the fair.", actor=actor, at=world.now)
    world.clock.set(datetime(2026, 4, 14, 1, tzinfo=UTC))
    world.tick()
    return enrolment


STATES = [
    "−5 d Talk with your manager before the training, held Friday 6 March",
    "−3 d Baseline, answered Monday 2 March",
    "+1 d The day after, closed Wednesday 18 March without an answer",
    "+7 d The first week, closed Wednesday 25 March without an answer",
    "+7 d Talk with your manager after the training, not marked as held by Thursday 26 March",
    "+30 d After 30 days, 1 day late, open until Monday 4 May",
    "+37 d How it was before, seen from now, open, due Monday 20 April",
    "+60 d Short pulse after 60 days, waived",
    "+90 d After 90 days, Wednesday 10 June",
    "+120 d Short pulse after 120 days, Friday 10 July",
    "+180 d After half a year, Tuesday 8 September",
    "+365 d After a year, 12 March 2027",
]


def test_coach_and_person_see_the_same_dates_states_and_reasons(world: World) -> None:
    half_answered(world)
    coachs = world.client(world.bob).get(f"/people/{world.alice.public_id}").text
    own = world.client(world.alice).get("/progress").text
    for html in (coachs, own):
        assert entries(html) == STATES
        assert "Waived by Bob: Too soon <i>after</i> the fair." in said(html)
        assert not list(parsed(html).iter("i"))
        assert "Focus: Top decision makers, Needs and worries" in said(html)


def test_the_coach_can_change_what_is_not_over_and_the_person_cannot(world: World) -> None:
    half_answered(world)
    coachs = links(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    moves = {text for text in coachs if text.startswith("Move")}
    assert moves == {
        f"Move: {step}"
        for step in (
            "After 30 days",
            "How it was before, seen from now",
            "After 90 days",
            "Short pulse after 120 days",
            "After half a year",
            "After a year",
        )
    }
    own = links(world.client(world.alice).get("/progress").text)
    assert not [href for href in own.values() if "/follow-ups/" in href]
    assert "What you said" in own and "The self-view" in coachs


def test_the_newest_training_stands_first(world: World) -> None:
    half_answered(world)
    later = world.cohort(world.bob, first_day=date(2026, 5, 20))
    world.enrol(later, world.alice, world.bob)
    html = world.client(world.bob).get(f"/people/{world.alice.public_id}").text
    titles = [words(one) for one in parsed(html).iter("h2")]
    assert titles == [f"Programme of Bob on {day}, Manila" for day in ("2026-05-20", "2026-03-12")]
    assert "The steps after the training get their dates when it is finished." in said(html)


def test_without_a_training_both_pages_say_what_comes_first(world: World) -> None:
    assert "You are not enrolled in a training yet." in said(world.client(world.alice).get("/progress").text)
    page = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "Nothing is planned for Alice." in page


def test_only_todays_coach_opens_it(world: World) -> None:
    url, nowhere = f"/people/{world.alice.public_id}", "/people/AbsentAbsent1234"
    dora = world.client(world.dora)
    theirs, absent = dora.get(url), dora.get(nowhere)
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert without_tokens(theirs.text) == without_tokens(absent.text)
    for who in (world.alice, world.mona, world.tess, world.hugh, world.ann):
        assert world.client(who).get(url).status_code == 403
    assert world.client().get(url).location == f"/sign-in?next={url}"
    assert world.client().get("/progress").location == "/sign-in?next=/progress"
    assert world.client(world.bob).get(f"/people/{world.bob.public_id}").status_code == 404
