"""A person's timeline as their coach sees it, and as they see it themself: /people/<id> and /progress."""

from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import Element

from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp
from tests.factories.browsing import links, parsed, said, without_tokens, words
from tests.factories.coaching import agree_on, promise, task
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Thing, World, counting
from tests.kamcoach.coaching.history import live_through

pytestmark = ON_ONE_ENGINE

TRAINING = date(2026, 3, 12)


def parts(html: str) -> dict[str, list[str]]:
    """What lies ahead and what was: each line in the order of the page, folded ones by what is said of them."""
    found: dict[str, list[str]] = {}
    title = ""
    for element in parsed(html).iter():
        if element.tag == "h3":
            title = words(element)
        elif element.tag == "ol" and element.get("class") == "timeline" and title not in found:
            found[title] = [_line(one) for one in element if one.tag == "li"]
    return found


def _line(item: Element) -> str:
    if item.get("class") == "folded":
        return words(next(item.iter("summary")))
    margin, state = list(item.iter("span"))[:2]
    return f"{words(margin)} {words(state)}"


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


AHEAD = [
    "+28 d Meet your trio, open until Thursday 16 April",
    "4 more: Meet your trio",
    "+30 d After 30 days, 1 day late, open until Monday 4 May",
    "+37 d How it was before, seen from now, open, due Monday 20 April",
    "+42 d Session with your coach, Thursday 23 April",
    "4 more: Session with your coach",
    "+90 d After 90 days, Wednesday 10 June",
    "+120 d Short pulse after 120 days, Friday 10 July",
    "+120 d Your mentor looks at the plan of one account, Friday 10 July",
    "1 more: Your mentor looks at the plan of one account",
    "+180 d After half a year, Tuesday 8 September",
    "+180 d Two cards a week, until Tuesday 8 September",
    "+365 d After a year, 12 March 2027",
]
WAS = [
    "+60 d Short pulse after 60 days, waived",
    "+21 d What became of your first promise, waived",
    "+14 d Meet your trio, not ticked by Monday 6 April",
    "+12 d First session with your coach, not held by Thursday 26 March",
    "+8 d The first week, closed Thursday 26 March without an answer",
    "+7 d Talk with your manager after the training, not marked as held by Thursday 26 March",
    "+1 d The day after, closed Wednesday 18 March without an answer",
    "−3 d Baseline, answered Monday 2 March",
    "−5 d Talk with your manager before the training, held Friday 6 March",
]


def test_coach_and_person_see_the_same_dates_states_and_reasons(world: World) -> None:
    half_answered(world)
    coachs = world.client(world.bob).get(f"/people/{world.alice.public_id}").text
    own = world.client(world.alice).get("/progress").text
    for html in (coachs, own):
        assert parts(html) == {"What lies ahead": AHEAD, "What was": WAS}
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
            "Meet your trio",
            "Session with your coach",
            "Two cards a week",
            "Your mentor looks at the plan of one account",
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
    titles = [words(one) for one in parsed(html).iter("h2") if words(one).startswith("Programme")]
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


def test_sessions_promises_and_tasks_stand_between_the_follow_ups(world: World) -> None:
    enrolment = half_answered(world)
    agree_on(world, world.alice, world.bob, datetime(2026, 4, 20, 2, tzinfo=UTC))
    agree_on(world, world.alice, world.bob, datetime(2026, 3, 20, 2, tzinfo=UTC), state="held")
    promise(world, world.alice, date(2026, 4, 16))
    promise(world, world.alice, date(2026, 4, 2), kept="partly")
    task(world, world.alice, world.mona, "clear", due_on=date(2026, 4, 21))
    for who, url in ((world.bob, f"/people/{world.alice.public_id}"), (world.alice, "/progress")):
        found = parts(world.client(who).get(url).text)
        assert found["What lies ahead"][2:6] == [
            "+30 d After 30 days, 1 day late, open until Monday 4 May",
            "16 Apr Promise, Thursday 16 April",
            "+37 d How it was before, seen from now, open, due Monday 20 April",
            "20 Apr Session with Bob, Monday 20 April at 10:00",
        ]
        assert "21 Apr To clear the way" in found["What lies ahead"]
        assert "2 Apr Promise: partly kept" in found["What was"]
        assert "20 Mar Session with Bob, held Friday 20 March" in found["What was"]
    assert world.rows(FollowUp, FollowUp.enrolment_id == enrolment.id)


def test_what_the_engine_did_and_what_it_held_back_is_said(world: World) -> None:
    enrolment = half_answered(world)
    with world.writing() as session:
        held = reinforcement.lock(session, world.follow_up(enrolment, "pulse-120").id)
        held.held_back_on, held.held_back_why, held.held_until = world.today, "load", world.today + timedelta(days=3)
        late = reinforcement.lock(session, world.follow_up(enrolment, "plus-30").id)
        reinforcement.remark(session, late, "spoke", "She was at the fair.", actor=world.actor(world.bob), at=world.now)
    page = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "Waits since Tuesday 14 April for a free week; it is asked on Friday 17 April." in page
    assert "Bob spoke with the person on Tuesday 14 April: She was at the fair." in page


def test_who_still_rates_blind_sees_nothing_that_tells_of_a_measure(world: World) -> None:
    enrolment, _baseline = world.baseline(world.alice, world.bob, observer=world.bob)
    url = f"/people/{world.alice.public_id}"
    task(world, world.alice, world.bob, "rehearse", due_on=world.today)
    with world.writing() as session:
        row = session.get_one(FollowUp, world.follow_up(enrolment, "talk-before").id)
        row.kind, row.measure = "ask", "B5"
    assert "To rehearse" not in world.client(world.bob).get(url).text
    assert "less than before" not in world.client(world.bob).get(url).text
    assert "To rehearse" in world.client(world.alice).get("/progress").text
    world.answer_all(world.assessment(enrolment, "baseline", world.bob), world.bob)
    page = world.client(world.bob).get(url).text
    assert "To rehearse" in page and "less than before" in page


def test_it_costs_the_same_after_years(world: World) -> None:
    def cost() -> int:
        bob, url = world.client(world.bob), f"/people/{world.alice.public_id}"
        assert bob.get(url).status_code == 200
        return len(counting(world.app, lambda: bob.get(url))[1])

    live_through(world, world.alice, 2026)
    few = cost()
    live_through(world, world.alice, 2027)
    agree_on(world, world.alice, world.bob, world.now.business)
    assert cost() == few <= 12
