"""A programme: POST /programmes/new."""

from werkzeug.test import TestResponse

from kamcoach.trail.models import TrailEntry
from kamcoach.training.models import Programme, ProgrammeBehaviour
from tests.factories.browsing import form_of, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World

pytestmark = ON_ONE_ENGINE

GOOD = {"name": "  Account   conversations ", "measures": ["B5", "B1"], "plan": "standard"}


def create(browser: Browser, **changes: object) -> TestResponse:
    """Send the form."""
    reply: TestResponse = browser.post("/programmes/new", data=GOOD | changes)
    return reply


def test_a_programme_says_what_it_trains_and_leads_to_its_first_cohort(world: World) -> None:
    for who in (world.bob, world.ann):
        reply = create(world.client(who), name=f"Programme of {who.name}")
        made = world.rows(Programme)[-1]
        assert (reply.status_code, reply.location) == (302, f"/programmes/{made.public_id}/cohorts/new")
        trained = world.rows(ProgrammeBehaviour, ProgrammeBehaviour.programme_id == made.id)
        assert (made.name, [one.measure for one in trained]) == (f"Programme of {who.name}", ["B1", "B5"])
        assert (made.instrument_code, made.plan_code) == ("kam-behaviours", "standard")
    assert [entry.verb for entry in world.rows(TrailEntry)].count("programme created") == 2


def test_sent_twice_it_is_there_once_and_the_name_is_said_to_be_taken(world: World) -> None:
    bob = world.client(world.bob)
    assert create(bob).status_code == 302
    again = create(bob)
    assert again.status_code == 422
    assert problems(again.text) == {"name": "There is a programme of this name already."}
    assert form_of(again.text, holding="name")["name"] == GOOD["name"]
    assert [one.name for one in world.rows(Programme)] == ["Account conversations"]


UNREADABLE = "This holds characters that cannot be stored. Type it again without them."
TOO_FEW = "Choose at least two behaviours: people pick their focus from them."
BAD: list[tuple[str, object, str]] = [
    ("name", "   ", "Give it a name."),
    ("name", "x" * 121, "Use at most 120 characters."),
    ("name", "A\x00B", UNREADABLE),
    ("measures", ["B1"], TOO_FEW),
    ("measures", ["B1", "B1"], TOO_FEW),
    ("measures", [], TOO_FEW),
    ("measures", ["B1", "B5", "B99"], "'B99' is not a valid choice for this field."),
    ("plan", "none such", "Choose one of the answers offered."),
]


def test_bad_input_is_named_beside_its_field_and_the_rest_is_kept(world: World) -> None:
    bob = world.client(world.bob)
    for field, value, problem in BAD:
        reply = create(bob, **{field: value})
        assert (reply.status_code, problems(reply.text)) == (422, {field: problem})
        kept = form_of(reply.text, holding="name")
        if field != "name":
            assert kept["name"] == GOOD["name"]
        if field != "measures":
            assert kept.getlist("measures") == ["B1", "B5"]
    assert world.rows(Programme) == []


def test_only_coaches_and_administrators_open_it_and_opening_changes_nothing(world: World) -> None:
    for who in (world.alice, world.mona, world.tess, world.hugh):
        browser = world.client(who)
        assert (browser.get("/programmes/new").status_code, create(browser).status_code) == (403, 403)
    assert world.client().get("/programmes/new").location == "/sign-in?next=/programmes/new"
    page = world.client(world.bob).get("/programmes/new")
    assert (page.status_code, "New programme" in said(page.text)) == (200, True)
    assert world.rows(Programme) == []
