"""Tess accompanies Alice, who leads the dairy; looks and requests of tests."""

from datetime import timedelta

from werkzeug.test import TestResponse

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment
from tests.factories.portfolio import account
from tests.factories.world import Browser, Someone, Thing, World
from tests.kamcoach.library.shipped import instrument

ITEMS = [item.code for item in instrument("mentor-plan-review").items]
COMMENT = "The growers decide, and nobody of us knows them. Whom do you meet first?"


def accompanied(world: World, *, days: int = 100) -> Thing:
    """Let Tess accompany Alice for so many days already; returns the dairy."""
    world.line("mentor", world.alice, world.tess, since=world.today - timedelta(days=days))
    return account(world, "Dairy & Sons", world.alice)


def begin(browser: Browser, person: Someone, what: Thing | str) -> TestResponse:
    """Send the form that begins a look."""
    chosen = what if isinstance(what, str) else what.public_id
    reply: TestResponse = browser.post(f"/mentoring/{person.public_id}/look", data={"account": chosen})
    return reply


def sheet_of(world: World, reply: TestResponse) -> Thing:
    """The assessment that a begun look leads to."""
    return sheet_named(world, reply.location.split("/")[2])


def sheet_named(world: World, public_id: str) -> Thing:
    """The assessment with this public id."""
    (found,) = world.rows(Assessment, Assessment.public_id == public_id)
    return Thing(found.id, found.public_id)


def answer(world: World, sheet: Thing, mentor: Someone, *, comment: str = COMMENT) -> None:
    """Answer everything and send."""
    actor = world.actor(mentor)
    with world.writing() as session:
        for number, item in enumerate(ITEMS):
            value, note = (None, comment) if item == "comment" else ("2", "")
            save = assessing.Save(item, value, note, 0, f"of-the-look-{number}")
            assessing.save_answer(session, sheet.public_id, save, actor=actor, at=world.now)
        assessing.submit(session, sheet.public_id, actor=actor, at=world.now)


def looked(world: World, dairy: Thing, *, comment: str = COMMENT) -> Thing:
    """A whole look at the dairy."""
    sheet = sheet_of(world, begin(world.client(world.tess), world.alice, dairy))
    answer(world, sheet, world.tess, comment=comment)
    return sheet
