"""One run of a programme: POST /programmes/<id>/cohorts/new."""

from datetime import date

from werkzeug.test import TestResponse

from kamcoach.training.models import Cohort
from tests.factories.browsing import form_of, problems, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, Thing, World

pytestmark = ON_ONE_ENGINE

GOOD = {"name": "Manila, April", "first_day": "2026-04-29", "last_day": "2026-04-30"}


def plan(browser: Browser, programme: Thing, **changes: str) -> TestResponse:
    """Send the form."""
    reply: TestResponse = browser.post(f"/programmes/{programme.public_id}/cohorts/new", data=GOOD | changes)
    return reply


def test_a_cohort_belongs_to_who_planned_it(world: World) -> None:
    reply = plan(world.client(world.bob), world.programme())
    (made,) = world.rows(Cohort)
    assert (reply.status_code, reply.location) == (302, f"/cohorts/{made.public_id}")
    assert (made.first_day, made.last_day) == (date(2026, 4, 29), date(2026, 4, 30))
    assert (made.owner_id, made.finished_at) == (world.bob.id, None)


def test_a_training_may_last_a_day_and_two_programmes_may_have_cohorts_of_one_name(world: World) -> None:
    bob = world.client(world.bob)
    for name in ("One", "Other"):
        assert plan(bob, world.programme(name), last_day="2026-04-29").status_code == 302
    assert len(world.rows(Cohort)) == 2


BAD = [
    ({"last_day": "2026-04-31"}, {"last_day": "April 2026 has 30 days."}),
    ({"first_day": "2026-02-29"}, {"first_day": "February 2026 has 28 days."}),
    ({"last_day": "2026-04-28"}, {"last_day": "This lies before the first training day."}),
    ({"first_day": "soon"}, {"first_day": "Write a date like 2026-05-21: year, month, day."}),
    ({"last_day": ""}, {"last_day": "Choose a day."}),
    ({"first_day": "0001-01-01"}, {"first_day": "The year 1 cannot be right."}),
    ({"name": " \t "}, {"name": "Give it a name."}),
]


def test_bad_input_is_named_beside_its_field_and_kept(world: World) -> None:
    bob, programme = world.client(world.bob), world.programme()
    for changes, problem in BAD:
        reply = plan(bob, programme, **changes)
        assert (reply.status_code, problems(reply.text)) == (422, problem)
        kept = form_of(reply.text, holding="first_day")
        assert {name: kept[name] for name in GOOD} == GOOD | changes
    assert world.rows(Cohort) == []


def test_sent_twice_it_is_there_once_and_the_name_is_said_to_be_taken(world: World) -> None:
    bob, programme = world.client(world.bob), world.programme()
    assert plan(bob, programme).status_code == 302
    again = plan(bob, programme)
    assert (again.status_code, problems(again.text)) == (
        422,
        {"name": "This programme has a cohort of this name already."},
    )
    assert len(world.rows(Cohort)) == 1


def test_only_coaches_and_administrators_plan_cohorts_and_of_programmes_that_are_there(world: World) -> None:
    programme = world.programme()
    for who in (world.alice, world.mona, world.tess, world.hugh):
        assert plan(world.client(who), programme).status_code == 403
    assert plan(world.client(), programme).location == "/sign-in"
    bob = world.client(world.bob)
    absent = [plan(bob, Thing(0, public_id)) for public_id in ("AbsentAbsent1234", "nul%00")]
    assert [reply.status_code for reply in absent] == [404, 404]
    assert without_tokens(absent[0].text) == without_tokens(absent[1].text)
    assert world.rows(Cohort) == []
