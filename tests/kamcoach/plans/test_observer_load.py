"""The load of a cohort's observers: /cohorts/<id>/load, and sharing people out."""

from datetime import date

from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.training.models import Enrolment
from tests.factories.browsing import form_of, offered, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, Thing, World, counting
from tests.kamcoach.reinforcement.planned import LAST_DAY, at

pytestmark = ON_ONE_ENGINE


def forty(world: World, people: int = 24) -> tuple[Thing, list[Someone]]:
    """A training of many whom Bob coaches and observes; Mona manages the first three."""
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    trained = [world.person(f"Kam {number:02}", Role.TRAINEE) for number in range(people)]
    for number, one in enumerate(trained):
        world.line("coach", one, world.bob)
        if number >= people - 3:
            world.line("manager", one, world.mona)
        world.enrol(cohort, one, world.bob, observer=world.bob)
    return cohort, trained


def observers(world: World) -> dict[int | None, int]:
    """How many people each observes."""
    found: dict[int | None, int] = {}
    for one in world.rows(Enrolment):
        found[one.observer_id] = found.get(one.observer_id, 0) + 1
    return found


def test_what_does_not_fit_is_shown_and_can_be_shared_out(world: World) -> None:
    cohort, _ = forty(world)
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    bob = world.client(world.bob)
    path = f"/cohorts/{cohort.public_id}/load"
    html = bob.get(path).text
    page = said(html)
    assert "The forms about 4 people would come too late" in page
    assert "After 30 days Open from 30 April 2026 to 21 May 2026" in page
    assert "27 April: 5, 4 May: 5, 11 May: 5, 18 May: 54" in page  # twenty of twenty-four
    form = form_of(html, holding=f"to-{world.rows(Enrolment)[-1].public_id}")
    assert [name for name in form if name.startswith("to-")] == [
        f"to-{one.public_id}" for one in world.rows(Enrolment)[-4:]
    ]
    assert list(form.values())[1:] == [
        world.dora.public_id,
        *[world.mona.public_id] * 3,
    ]  # the manager first, then a coach
    assert offered(html, f"to-{world.rows(Enrolment)[-1].public_id}")[:2] == ["Mona", "Dora"]
    assert observers(world) == {world.bob.id: 24}  # looking names nobody

    assert bob.post(path, data=form).location == path
    assert observers(world) == {world.bob.id: 20, world.mona.id: 3, world.dora.id: 1}
    page = said(bob.get(path).text)
    assert "too late with" not in page and "2 observers have at most five forms each, all in time." in page
    _, queries = counting(world.app, lambda: bob.get(path))
    assert len(queries) <= 24


def test_before_the_training_what_its_plan_will_ask_counts(world: World) -> None:
    cohort, _ = forty(world, 21)
    page = said(world.client(world.bob).get(f"/cohorts/{cohort.public_id}/load").text)
    assert "The form about 1 person would come too late" in page
    assert "After a year" in page


def test_who_is_left_as_they_are_stays_and_nonsense_is_refused(world: World) -> None:
    cohort, trained = forty(world, 22)
    first, second = (f"to-{one.public_id}" for one in world.rows(Enrolment)[-2:])
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}/load"
    with world.writing() as session:
        session.get_one(Person, world.dora.id).disabled_at = world.now.business
    reply = bob.post(path, data={first: trained[-2].public_id, second: ""})
    assert reply.status_code == 422
    assert problems(reply.text)[first] == "Choose somebody else: nobody observes themself."
    for value in ("AbsentAbsent1234", world.dora.public_id):
        reply = bob.post(path, data={first: value})
        assert "can no longer be reached" in problems(reply.text)[first]
    assert observers(world) == {world.bob.id: 22}


def test_a_cohort_without_observers_says_what_to_do(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 6, 1))
    world.enrol(cohort, world.alice, world.bob)
    page = said(world.client(world.bob).get(f"/cohorts/{cohort.public_id}/load").text)
    assert "1 person has no observer yet." in page and "No measure with an observer lies ahead." in page


def test_only_who_runs_the_cohort_shares_it_out(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 6, 1))
    enrolment = world.enrol(cohort, world.alice, world.bob, observer=world.bob)
    path, absent = f"/cohorts/{cohort.public_id}/load", "/cohorts/AbsentAbsent1234/load"
    sent = {f"to-{enrolment.public_id}": world.dora.public_id}
    for page in (path, absent):
        assert world.client(world.dora).get(page).status_code == 404
        assert world.client(world.dora).post(page, data=sent).status_code == 404
    assert world.client(world.mona).post(path, data=sent).status_code == 403
    assert observers(world) == {world.bob.id: 1}
    assert world.client(world.ann).post(path, data=sent).status_code == 302
    assert observers(world) == {world.dora.id: 1}
