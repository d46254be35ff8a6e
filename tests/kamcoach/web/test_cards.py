"""Cards on Today: other packages' things stand among the sheets in order of day, with what can be done."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.web import cards
from kamcoach.web.cards import Button, Card
from tests.factories.browsing import parsed, said, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.assessing.saving import occasion

pytestmark = ON_ONE_ENGINE


@pytest.fixture
def source(world: World) -> Iterator[dict[int, Sequence[Card]]]:
    """A package that has these cards for these people."""
    given: dict[int, Sequence[Card]] = {}
    before = world.app.extensions["kamcoach.cards"]

    def of(_session: Session, actor: Actor, _at: Moment) -> Sequence[Card]:
        return given.get(actor.person_id, ())

    cards.install(world.app, (of,))
    yield given
    cards.install(world.app, before)


def test_cards_stand_among_the_sheets_by_their_day(world: World, source: dict[int, Sequence[Card]]) -> None:
    near, far = (occasion(world, world.alice, closes_on=world.today + timedelta(days=days)) for days in (3, 9))
    source[world.alice.id] = [
        Card(world.today + timedelta(days=5), "<Later>", "In between."),
        Card(world.today, "Sooner", "First.", [Button("Yes", "/yes", {"to": "mona"}), Button("Look", "/look")], "“No”"),
    ]
    html = world.client(world.alice).get("/").text
    titles = [words(one) for one in parsed(html).iter("h2")][:4]
    assert titles[0] == "Sooner" and titles[2] == "<Later>", (titles, near, far)
    assert "4 things wait for your answers." in said(html)
    (form,) = [one for one in parsed(html).iter("form") if one.get("action") == "/yes"]
    assert ("to", "mona") in {(one.get("name"), one.get("value")) for one in form.iter("input")}
    assert [one.get("href") for one in parsed(html).iter("a") if words(one).startswith("Look")] == ["/look"]


def test_a_card_alone_asks_for_no_answers_and_is_nobody_elses(world: World, source: dict[int, Sequence[Card]]) -> None:
    source[world.alice.id] = [Card(world.today, "Sooner", "First.")]
    assert "One thing waits for you." in said(world.client(world.alice).get("/").text)
    assert "Nothing waits for your answers today." in said(world.client(world.charlie).get("/").text)
