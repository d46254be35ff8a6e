"""A person's cards on the page: GET /cards, GET and POST /cards/<id>."""

from datetime import timedelta

import pytest

from kamcoach.recall.memory import Recall
from kamcoach.recall.models import BoosterCard
from kamcoach.reinforcement import services as reinforcement
from tests.factories.browsing import form_of, links, offered, parsed, said, without_tokens, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World, counting
from tests.kamcoach.recall.series import FIRST, card_of, deal, go_to, option, series, showings, step, waiting

pytestmark = ON_ONE_ENGINE
DAY = timedelta(days=1)


@pytest.fixture
def first(world: World) -> str:
    """Alice has two cards that wait; the public id of the first."""
    world.enrolled = series(world)  # type: ignore[attr-defined]
    go_to(world, FIRST)
    deal(world, world.alice)
    return waiting(world, world.alice)[0]


def choose(browser: Browser, showing: str, choice: str, **more: str) -> int:
    """Send the form of a card."""
    reply = browser.post(f"/cards/{showing}", data={"choice": choice} | more)
    assert reply.status_code != 302 or reply.location == f"/cards/{showing}"
    return int(reply.status_code)


def test_a_card_is_read_answered_and_explained_and_the_next_one_follows(world: World, first: str) -> None:
    alice, card = world.client(world.alice), card_of(world, first)
    page = alice.get("/cards")
    assert card.variants[0].scene in said(page.text) and "1 more waits this week." in said(page.text)
    asked = [words(one) for one in parsed(page.text).iter("label")][: len(card.options)]
    assert sorted(asked) == sorted(card.variants[0].options.values())
    assert all(one.reason not in page.text for one in card.options), "the reasons come with the answer"
    assert choose(alice, first, option(world, first, best=True)) == 302
    result = said(alice.get(f"/cards/{first}").text)
    assert "Yes, that is the best one here" in result and card.teaches in result
    assert all(one.reason in result for one in card.options)
    assert links(alice.get(f"/cards/{first}").text)["The next card"] == "/cards"
    second = waiting(world, world.alice)[0]
    assert choose(alice, second, option(world, second, best=False)) == 302
    result = said(alice.get(f"/cards/{second}").text)
    assert "There is a better one here" in result and "Your choice." in result
    assert "That was it for this week." in result and "The next ones come on Tuesday 17 March" in result
    nothing = said(alice.get("/cards").text)
    assert "That was it for this week." in nothing and "Tuesday 17 March" in nothing


def test_right_wrong_and_at_once_are_told_apart(world: World, first: str) -> None:
    alice = world.client(world.alice)
    second = waiting(world, world.alice)[1]
    choose(alice, first, option(world, first, best=True), at_once="y")
    choose(alice, second, option(world, second, best=False), at_once="y")
    assert [one.rating for one in showings(world, world.alice)] == [Recall.AT_ONCE, Recall.WRONG]
    due = [one.due_on for one in world.rows(BoosterCard)]
    assert due == [FIRST + 16 * DAY, FIRST + DAY]


def test_one_answer_counts_from_two_tabs_a_second_tap_or_the_way_back(world: World, first: str) -> None:
    alice = world.client(world.alice)
    wrong, right = option(world, first, best=False), option(world, first, best=True)
    choose(alice, first, wrong)
    kept = world.rows(BoosterCard)[0].memory
    page = without_tokens(alice.get(f"/cards/{first}").text)
    for again in (right, wrong, "nonsense"):
        assert choose(alice, first, again) == 302
    assert without_tokens(alice.get(f"/cards/{first}").text) == page
    assert showings(world, world.alice)[0].chosen == wrong
    assert world.rows(BoosterCard)[0].memory == kept


def test_options_stand_in_the_same_order_on_every_visit(world: World, first: str) -> None:
    alice = world.client(world.alice)
    pages = {without_tokens(alice.get(f"/cards/{first}").text) for _ in range(3)}
    assert len(pages) == 1


def test_without_a_choice_the_page_says_so_and_keeps_the_tick(world: World, first: str) -> None:
    alice = world.client(world.alice)
    for sent in ({"at_once": "y"}, {"choice": "nonsense", "at_once": "y"}):
        reply = alice.post(f"/cards/{first}", data=sent)
        assert reply.status_code == 422
        assert "Choose one of the answers" in said(reply.text)
        assert form_of(reply.text, holding="at_once")["at_once"] == "y"
    assert showings(world, world.alice)[0].answered_at is None


def test_a_card_is_nobody_elses(world: World, first: str) -> None:
    for who in (world.bob, world.charlie, world.mona, world.tess, world.hugh, world.ann):
        other = world.client(who)
        for path in (f"/cards/{first}", "/cards/AbsentAbsent1234"):
            assert (other.get(path).status_code, other.post(path).status_code) == (404, 404)
        assert "No card waits for you." in said(other.get("/cards").text)
    assert world.client().get("/cards").location == "/sign-in?next=/cards"
    assert showings(world, world.alice)[0].answered_at is None


def test_looking_changes_nothing(world: World, first: str) -> None:
    alice = world.client(world.alice)
    for path in ("/cards", f"/cards/{first}", "/"):
        _, statements = counting(world.app, lambda path=path: alice.get(path))  # type: ignore[misc]
        assert all(sql.upper().startswith("SELECT") for sql in statements)


def test_once_the_half_year_is_over_a_card_left_lying_counts_no_more(world: World, first: str) -> None:
    alice = world.client(world.alice)
    enrolment = world.enrolled["Alice"]  # type: ignore[attr-defined]
    with world.writing() as session:
        row = reinforcement.lock(session, step(world, enrolment).id)
        reinforcement.waive(session, row, "Leave.", actor=world.actor(world.bob), at=world.now)
    reply = alice.post(f"/cards/{first}", data={"choice": option(world, first, best=True)})
    assert reply.status_code == 409 and "counts no more" in said(reply.text)
    assert alice.get(f"/cards/{first}").location == "/cards"
    assert "No more cards come" in said(alice.get("/cards").text)


def test_today_and_progress_lead_there(world: World, first: str) -> None:
    alice = world.client(world.alice)
    today = alice.get("/").text
    assert "2 cards for you" in said(today)
    assert links(today)["Look at the first card: 2 cards for you"] == "/cards"
    assert links(alice.get("/progress").text)["Your cards"] == "/cards"
    assert "cards for you" not in said(world.client(world.charlie).get("/").text)


def test_before_the_first_card_the_page_says_when_it_comes(world: World) -> None:
    assert "A week after a training" in said(world.client(world.alice).get("/cards").text)
    series(world)
    assert "The next ones come on Tuesday 10 March" in said(world.client(world.alice).get("/cards").text)


def test_the_page_costs_the_same_after_months(world: World, first: str) -> None:
    def cost() -> int:
        alice = world.client(world.alice)
        alice.get("/cards")
        return len(counting(world.app, lambda: alice.get("/cards"))[1])

    few = cost()
    for week in range(1, 12):
        for showing in waiting(world, world.alice):
            choose(world.client(world.alice), showing, option(world, showing, best=True))
        go_to(world, FIRST + 7 * week * DAY)
        deal(world, world.alice)
    assert waiting(world, world.alice)
    assert cost() == few <= 6
    assert offered(world.client(world.alice).get("/cards").text, "at_once") == [
        "I knew it at once: show me this one later"
    ]
