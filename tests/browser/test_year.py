"""The demo's time machine carries a cohort from three weeks before its training to a year after it, and everything that
was mailed on the way can be read and leads where it says."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from kamcoach.assessing.models import Occasion
from kamcoach.demo import life
from kamcoach.notifications.models import DemoMail, OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from tests.browser.conftest import PHONE, Stage
from tests.factories.world import Browser, Someone, World

pytestmark = pytest.mark.browser

_NOT_FOR_READERS = re.compile(r"None|%\(|\{\{|\}\}|&lt;|&amp;|<[a-z]")
"""What a template or a missing value leaves behind."""
_LINK = re.compile(r"https?://\S+")


def test_a_year_passes_at_the_press_of_a_button_and_every_mail_can_be_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = stage.world
    monkeypatch.setattr(life, "moment", stage.clock.moment)
    berlin = world.person("Birgit", Role.TRAINEE, zone="Europe/Berlin", country="DE")
    york = world.person("Newton", Role.TRAINEE, zone="America/New_York", country="US")
    first_day = world.today + timedelta(days=21)
    cohort = world.cohort(world.bob, first_day=first_day)
    for person in (world.alice, berlin, york):
        world.enrol(cohort, person, world.bob, observer=world.tess)
    page = stage.page(world.bob, width=PHONE)
    page.goto(f"/cohorts/{cohort.public_id}")
    for step in ("+ 1 week", "+ 1 week", "+ 1 week", "+ 1 day"):
        _press(page, step)
    page.get_by_role("link", name="Finish: who attended?").click()
    page.get_by_role("button", name="Finish the cohort").click()
    for _ in range(13):
        _press(page, "+ 1 month")

    steps = world.rows(FollowUp, FollowUp.person_id == world.alice.id, FollowUp.kind == "measure")
    asked = {one.step for one in steps if one.occasion_id is not None}
    assert asked == {"baseline", "plus-30", "plus-90", "plus-180", "plus-365"}
    occasions = world.rows(Occasion, Occasion.released_at.is_not(None))
    assert len(occasions) > 20, "people answered on the way"
    _every_mail_can_be_read(stage, page)


def _press(page: Page, step: str) -> None:
    page.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="The worker ran day by day.")).to_be_visible(timeout=60_000)


def _every_mail_can_be_read(stage: Stage, page: Page) -> None:
    world, mails, readers = stage.world, stage.world.rows(DemoMail), dict[int, Browser]()
    assert len(mails) > 20
    assert {one.state for one in world.rows(OutboxMessage)} <= {"sent", "dropped", "waiting"}
    kinds = {one.message_id: one.kind for one in world.rows(OutboxMessage)}
    shown, followed = set[str](), set[str]()
    for mail in mails:
        if kinds[mail.message_id] not in shown:  # each kind on a phone, as the reader of the demo sees it
            shown.add(kinds[mail.message_id])
            page.goto(f"/demo/mail/{mail.public_id}")
            expect(page.get_by_role("heading", level=1)).to_have_text(mail.title)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, mail.title
        text = mail.body_text
        assert not _NOT_FOR_READERS.search(text), text
        links = _LINK.findall(text)
        assert links, text
        reader = readers.setdefault(mail.person_id, world.client(_reader(world, mail)))
        for link in [one for one in links if one not in followed]:
            followed.add(link)
            where = urlsplit(link.rstrip("."))
            reply = reader.get(f"{where.path}?{where.query}", follow_redirects=True)
            over = where.path.startswith("/a/") and "This link is over" in reply.text
            assert reply.status_code == 200 or over, (mail.title, link, reply.status_code)


def _reader(world: World, mail: DemoMail) -> Someone:
    with world.reading() as session:
        row = session.scalars(select(Person).where(Person.id == mail.person_id)).one()
        return Someone(row.id, row.public_id, row.name or "", row.email or "")
