"""Who may read what of whom, and when: blind while one still owes, released afterwards, along today's coaching line."""

from datetime import date, timedelta

from kamcoach.assessing.models import Occasion
from kamcoach.training.models import Cohort
from tests.factories.browsing import links, said, without_tokens
from tests.factories.world import Someone, Thing, World

TRAINING = date(2026, 3, 12)


def opens(world: World, reader: Someone, assessment: Thing) -> bool:
    """Whether somebody can read an assessment, by its page and by the links that lead to it."""
    browser = world.client(reader)
    status = browser.get(f"/assessments/{assessment.public_id}").status_code
    assert status in (200, 404)
    return bool(status == 200)


def is_linked(world: World, reader: Someone, assessment: Thing) -> bool:
    """Whether the timeline of Alice leads there."""
    page = "/progress" if reader is world.alice else f"/people/{world.alice.public_id}"
    return f"/assessments/{assessment.public_id}" in links(world.client(reader).get(page).text).values()


def both(world: World, observer: Someone) -> tuple[Thing, Thing, Thing]:
    """Alice in a training, observed: the enrolment, her own baseline, the observer's view of it."""
    cohort = world.cohort(world.bob, first_day=TRAINING)
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=observer)
    own = world.assessment(enrolment, "baseline", world.alice)
    return enrolment, own, world.assessment(enrolment, "baseline", observer)


def go_to_day_30(world: World) -> None:
    """The training takes place; the measure of day +30 opens."""
    cohort = world.rows(Cohort)[0]
    world.live((TRAINING - world.today).days)
    world.finish(Thing(cohort.id, cohort.public_id), world.bob)
    world.live(30)


def test_until_both_have_sent_each_reads_only_their_own(world: World) -> None:
    _, own, view = both(world, world.tess)
    world.answer_all(own, world.alice)
    assert world.rows(Occasion)[0].released_at is None
    assert opens(world, world.alice, own)
    for reader in (world.tess, world.bob):
        assert not opens(world, reader, own)

    world.answer_all(view, world.tess)
    assert world.rows(Occasion)[0].released_at == world.now.business
    for reader in (world.alice, world.bob):
        assert opens(world, reader, own) and opens(world, reader, view)
        assert is_linked(world, reader, own) and is_linked(world, reader, view)
    assert opens(world, world.tess, view)
    assert not opens(world, world.tess, own)  # an observer is neither the person nor their coach


def test_an_observer_who_was_faster_stays_unread_until_the_other_has_sent(world: World) -> None:
    _, own, view = both(world, world.tess)
    world.answer_all(view, world.tess, note="A view from outside.")
    for reader in (world.alice, world.bob):
        assert not opens(world, reader, view) and not is_linked(world, reader, view)
    assert "A view from outside." not in world.client(world.alice).get(f"/assessments/{own.public_id}/answer").text


def test_a_draft_is_read_by_nobody_but_its_rater(world: World) -> None:
    _, own, view = both(world, world.tess)
    world.answer_all(own, world.alice, send=False)
    for reader in (world.bob, world.tess, world.mona, world.ann):
        assert not opens(world, reader, own)
    assert not opens(world, world.alice, view)


def test_an_empty_seat_holds_nothing_back(world: World) -> None:
    _, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice)
    assert world.rows(Occasion)[0].released_at == world.now.business
    assert opens(world, world.bob, own)


def test_a_coach_who_observes_and_owes_reads_no_answers_new_or_old_but_their_own(world: World) -> None:
    enrolment, own, view = both(world, world.bob)
    world.answer_all(own, world.alice, note="My secret plan.")
    assert not opens(world, world.bob, own) and not is_linked(world, world.bob, own)
    world.answer_all(view, world.bob)
    assert opens(world, world.bob, own)

    go_to_day_30(world)
    assert not opens(world, world.bob, own) and not is_linked(world, world.bob, own)
    assert opens(world, world.bob, view)
    later, later_view = (world.assessment(enrolment, "plus-30", one) for one in (world.alice, world.bob))
    world.see(later_view, world.bob)
    page = world.client(world.bob).get(f"/assessments/{later_view.public_id}/answer")
    assert (page.status_code, "My secret plan." in page.text) == (200, False)

    world.answer_all(later_view, world.bob)
    assert opens(world, world.bob, own)  # nothing is owed any more: the earlier ones open again
    assert not opens(world, world.bob, later)
    world.answer_all(later, world.alice)
    assert opens(world, world.bob, later)


def test_the_person_too_answers_before_reading_what_the_observer_saw_earlier(world: World) -> None:
    enrolment, own, view = both(world, world.tess)
    world.answer_all(own, world.alice)
    world.answer_all(view, world.tess)
    go_to_day_30(world)
    assert opens(world, world.alice, own)
    assert not opens(world, world.alice, view) and not is_linked(world, world.alice, view)
    world.answer_all(world.assessment(enrolment, "plus-30", world.alice), world.alice)
    assert opens(world, world.alice, view)


def test_whoever_let_the_window_pass_owes_nothing_any_more(world: World) -> None:
    _, own, _ = both(world, world.bob)
    world.answer_all(own, world.alice)
    world.live(11)
    assert opens(world, world.bob, own)


def test_the_new_coach_reads_from_the_first_day_and_the_former_from_that_day_on_no_more(world: World) -> None:
    _, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice)
    handover = world.today + timedelta(days=2)
    world.end_line("coach", world.alice, handover)
    world.line("coach", world.alice, world.dora, since=handover)
    world.clock.set(world.now.business.replace(day=3, hour=15, minute=59))  # 23:59 in Manila, the eve
    assert (opens(world, world.bob, own), opens(world, world.dora, own)) == (True, False)
    world.clock.forward(minutes=1)
    assert (opens(world, world.bob, own), opens(world, world.dora, own)) == (False, True)
    assert world.client(world.bob).get(f"/people/{world.alice.public_id}").status_code == 404
    assert is_linked(world, world.dora, own)


def test_everybody_else_meets_the_same_page_as_for_what_does_not_exist(world: World) -> None:
    _, own = world.baseline(world.alice, world.bob)
    world.answer_all(own, world.alice)
    for reader in (world.charlie, world.dora, world.mona, world.tess, world.hugh, world.ann):
        browser = world.client(reader)
        theirs = browser.get(f"/assessments/{own.public_id}")
        absent = browser.get("/assessments/AbsentAbsent1234")
        assert (theirs.status_code, absent.status_code) == (404, 404)
        assert without_tokens(theirs.text) == without_tokens(absent.text)
        assert "Alice" not in said(theirs.text)
    url = f"/assessments/{own.public_id}"
    nobody = world.client().get(url)
    assert (nobody.status_code, nobody.location) == (302, f"/sign-in?next={url}")


def test_what_is_not_sent_yet_leads_its_rater_to_the_questions(world: World) -> None:
    _, own = world.baseline(world.alice, world.bob)
    reply = world.client(world.alice).get(f"/assessments/{own.public_id}")
    assert (reply.status_code, reply.location) == (302, f"/assessments/{own.public_id}/answer")
