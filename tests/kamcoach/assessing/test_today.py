"""The home page: what waits for one's answers, the nearest due day first, one tap away."""

from datetime import timedelta

from tests.factories.browsing import parsed, said, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.assessing.saving import occasion, save

pytestmark = ON_ONE_ENGINE


def test_what_is_due_waits_one_tap_away_with_its_time_its_window_and_its_progress(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    save(alice, baseline, "B1a")
    html = alice.get("/").text
    text = said(html)
    assert "One thing waits for your answers." in text
    assert "12 questions, about 6 minutes. Open until Thursday 12 March." in text
    assert "1 of 12 answered and saved." in text
    (button,) = [one for one in parsed(html).iter("a") if words(one).startswith("Go on")]
    assert button.get("href") == f"/assessments/{baseline.public_id}/answer"


def test_the_nearest_due_day_stands_first_and_what_is_closed_or_not_yet_open_does_not_wait(world: World) -> None:
    today = world.today
    far = occasion(world, world.alice, closes_on=today + timedelta(days=20))
    near = occasion(world, world.alice, closes_on=today)
    occasion(world, world.alice, opens_on=today + timedelta(days=1))
    occasion(world, world.alice, opens_on=today - timedelta(days=3), closes_on=today - timedelta(days=1))
    occasion(world, world.charlie)
    html = world.client(world.alice).get("/").text
    found = [one.get("href", "") for one in parsed(html).iter("a") if words(one).startswith("Start")]
    assert found == [f"/assessments/{one.public_id}/answer" for one in (near, far)]
    assert "Due today" in said(html)


def test_a_quiet_day_says_so(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice)
    text = said(world.client(world.alice).get("/").text)
    assert "Nothing waits for your answers today." in text
    assert "Sent lately" in text
