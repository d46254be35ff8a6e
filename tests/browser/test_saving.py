"""Nothing that a person taps is lost: dropped connections, second tabs, double clicks, sessions that end."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect
from sqlalchemy import func, select

from kamcoach.assessing.models import Answer, Assessment, SaveOperation
from kamcoach.trail.models import TrailEntry
from tests.browser.conftest import DESK, Stage
from tests.factories.world import ITEMS, Thing

pytestmark = pytest.mark.browser

_NETWORK = r"^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)"


@pytest.fixture
def sheet(stage: Stage) -> Thing:
    """Alice's open baseline."""
    return stage.world.baseline(stage.world.alice, stage.world.bob)[1]


@pytest.fixture
def phone(stage: Stage) -> BrowserContext:
    """Alice's phone."""
    return stage.context(stage.world.alice)


def _open(browser: BrowserContext, sheet: Thing) -> Page:
    page = browser.new_page()
    page.goto(f"/assessments/{sheet.public_id}/answer")
    return page


def _tap(page: Page, item: str, point: int) -> None:
    page.locator(f"#{item} .share .pt").nth(point - 1).click()


def _says(page: Page, item: str, words: str) -> None:
    expect(page.locator(f"#{item}-saved")).to_contain_text(re.compile(words))


def _stored(stage: Stage) -> dict[str, tuple[str | None, str, int]]:
    return {row.item: (row.value, row.note, row.revision) for row in stage.world.rows(Answer)}


def _count(stage: Stage, model: type[object], *conditions: object) -> int:
    query = select(func.count()).select_from(model)
    found: int = stage.world.scalar(query.where(*conditions))  # type: ignore[arg-type]
    return found


def _answer_the_rest(stage: Stage, sheet: Thing, but: Sequence[str] = ()) -> None:
    """Answer all other items through the product's service."""
    world = stage.world
    occasion_items = [item for item in ITEMS if item not in but]
    from kamcoach.assessing import services as assessing

    actor = world.actor(world.alice)
    with world.writing() as session:
        for item in occasion_items:
            save = assessing.Save(item=item, value="3", note="", base=0, operation=f"the-rest-{item}")
            assessing.save_answer(session, sheet.public_id, save, actor=actor, at=world.now)
