"""Enrolling somebody: POST /cohorts/<id>/enrol."""

from datetime import date, timedelta

from werkzeug.test import TestResponse

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from kamcoach.trail.models import TrailEntry
from kamcoach.training.models import Enrolment, Focus
from tests.factories.browsing import form_of, offered, problems, said, without_tokens
from tests.factories.world import Browser, Someone, Thing, World


def enrol(
    browser: Browser,
    cohort: Thing,
    person: Someone,
    *,
    focus: tuple[str, ...] = ("B1", "B5"),
    observer: Someone | None = None,
) -> TestResponse:
    """Send the form."""
    fields = {"person": person.public_id, "focus": list(focus), "observer": observer.public_id if observer else ""}
    reply: TestResponse = browser.post(f"/cohorts/{cohort.public_id}/enrol", data=fields)
    return reply


def steps(world: World) -> dict[str, FollowUp]:
    """The follow-ups that there are, by step."""
    return {one.step: one for one in world.rows(FollowUp)}


def test_enrolling_dates_the_steps_before_the_training_and_opens_the_baseline_with_a_seat_for_the_observer(
    world: World,
) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 3, 12), last_day=date(2026, 3, 13))
    bob = world.client(world.bob)
    reply = enrol(bob, cohort, world.alice, focus=("B9", "B1", "B5"), observer=world.tess)
    assert (reply.status_code, reply.location) == (302, f"/cohorts/{cohort.public_id}")
    shown = said(bob.get(reply.location).text)
    assert "Alice is enrolled." in shown and "Tess" in shown

    (enrolment,) = world.rows(Enrolment)
    assert (enrolment.enrolled_on, enrolment.attended) == (date(2026, 3, 2), None)
    focus = [(one.measure, one.from_date, one.to_date) for one in world.rows(Focus)]
    assert sorted(focus) == [(measure, date(2026, 3, 2), None) for measure in ("B1", "B5", "B9")]
    found = steps(world)
    assert set(found) == {"talk-before", "baseline"}
    baseline = found["baseline"]
    assert (baseline.opens_on, baseline.due_on, baseline.closes_on) == (
        date(2026, 3, 2),
        date(2026, 3, 9),
        date(2026, 3, 12),
    )
    seats = [(one.relation, one.rater_id) for one in world.rows(Assessment)]
    assert seats == [("self", world.alice.id), ("observer", world.tess.id)]
    (asked,) = world.rows(Occasion)
    assert (asked.phase, asked.purpose, asked.blind, asked.asked) == ("baseline", "development", True, None)
    assert {"enrolled", "occasion opened"} <= {entry.verb for entry in world.rows(TrailEntry)}


def test_long_before_the_training_the_baseline_opens_three_weeks_before_it_by_the_worker(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 4, 1))
    assert enrol(world.client(world.bob), cohort, world.alice).status_code == 302
    assert steps(world)["baseline"].opens_on == date(2026, 3, 11)
    world.live(8)
    assert world.rows(Occasion) == []
    world.live(1)
    assert [one.opens_on for one in world.rows(Occasion)] == [date(2026, 3, 11)]
    assert [(one.relation, one.rater_id) for one in world.rows(Assessment)] == [
        ("self", world.alice.id),
        ("observer", None),
    ]


def test_just_before_the_training_the_baseline_is_due_at_once_and_the_talk_is_too_late(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 3, 3))
    assert enrol(world.client(world.bob), cohort, world.alice).status_code == 302
    found = steps(world)
    assert set(found) == {"baseline"}
    assert (found["baseline"].planned_on, found["baseline"].due_on) == (date(2026, 2, 28), date(2026, 3, 2))


def test_once_the_training_has_begun_it_is_too_late_for_a_baseline(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 3, 1), last_day=date(2026, 3, 4))
    assert enrol(world.client(world.bob), cohort, world.alice).status_code == 302
    assert (steps(world), world.rows(Occasion)) == ({}, [])


def test_a_coach_is_offered_their_own_people_and_an_administrator_everybody_who_is_not_disabled(world: World) -> None:
    erin, gone = world.person("Erin", Role.TRAINEE), world.person("Gone", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    world.line("coach", gone, world.bob)
    with world.writing() as session:
        row = session.get_one(Person, gone.id)
        signin.set_disabled(session, row, True, actor=world.actor(world.ann), at=world.now)
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    world.enrol(cohort, erin, world.bob)
    page = world.client(world.bob).get(f"/cohorts/{cohort.public_id}/enrol").text
    assert offered(page, "person") == ["Choose a person", "Alice"]
    assert "Gone" not in offered(page, "observer") and "Mona" in offered(page, "observer")
    everybody = offered(world.client(world.ann).get(f"/cohorts/{cohort.public_id}/enrol").text, "person")
    assert "Charlie" in everybody and not {"Erin", "Gone"} & set(everybody)
    assert enrol(world.client(world.ann), cohort, world.charlie).status_code == 302


def test_bad_input_is_named_beside_its_field_and_kept(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    bob = world.client(world.bob)
    count = "Choose two or three: fewer is luck, more is no focus."
    for focus, problem in (
        (("B1",), count),
        (("B1", "B1"), count),
        ((), count),
        (("B1", "B2"), "'B2' is not a valid choice for this field."),  # the programme does not train it
    ):
        reply = enrol(bob, cohort, world.alice, focus=focus, observer=world.tess)
        assert (reply.status_code, problems(reply.text)) == (422, {"focus": problem})
        kept = form_of(reply.text, holding="person")
        assert (kept["person"], kept["observer"]) == (world.alice.public_id, world.tess.public_id)
        assert set(kept.getlist("focus")) == set(focus) - {"B2"}
    everything = world.programme("Everything", ("B1", "B2", "B5", "B9"))
    wide = world.cohort(world.bob, first_day=world.today + timedelta(days=10), programme=everything)
    four = enrol(bob, wide, world.alice, focus=("B1", "B2", "B5", "B9"))
    assert problems(four.text) == {"focus": count}
    oneself = enrol(bob, cohort, world.alice, observer=world.alice)
    assert problems(oneself.text) == {"observer": "Choose somebody else: nobody observes themself."}
    nobody = bob.post(f"/cohorts/{cohort.public_id}/enrol", data={"focus": ["B1", "B5"], "observer": "nul\x00"})
    assert problems(nobody.text) == {"person": "Choose a person.", "observer": "Choose one of the answers offered."}
    assert (world.rows(Enrolment), world.rows(FollowUp)) == ([], [])


def test_nobody_is_enrolled_twice_or_by_somebody_who_does_not_coach_them(world: World) -> None:
    world.line("coach", world.person("Erin", Role.TRAINEE), world.bob)
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    bob = world.client(world.bob)
    assert enrol(bob, cohort, world.alice).status_code == 302
    for person in (world.alice, world.charlie, world.mona):
        reply = enrol(bob, cohort, person)
        assert (reply.status_code, problems(reply.text)) == (422, {"person": "Choose one of the answers offered."})
    assert len(world.rows(Enrolment)) == 1


def test_after_finishing_nobody_is_enrolled_any_more(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today)
    world.finish(cohort, world.bob)
    bob = world.client(world.bob)
    for reply in (bob.get(f"/cohorts/{cohort.public_id}/enrol"), enrol(bob, cohort, world.alice)):
        assert reply.status_code == 409
        assert "This cohort is finished; nobody can be enrolled any more." in said(reply.text)
    assert world.rows(Enrolment) == []


def test_a_cohort_of_another_coach_is_not_there_until_one_has_people_in_it(world: World) -> None:
    doras = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    bob = world.client(world.bob)
    theirs, absent = enrol(bob, doras, world.alice), enrol(bob, Thing(0, "AbsentAbsent1234"), world.alice)
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert without_tokens(theirs.text) == without_tokens(absent.text)
    assert enrol(world.client(world.ann), doras, world.alice).status_code == 302
    assert enrol(bob, doras, erin).status_code == 302
    for who in (world.alice, world.mona, world.tess, world.hugh):
        assert enrol(world.client(who), doras, world.charlie).status_code == 403
    assert enrol(world.client(), doras, world.charlie).location == "/sign-in"
    assert len(world.rows(Enrolment)) == 2
