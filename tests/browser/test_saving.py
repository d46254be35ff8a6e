"""Nothing that a person taps is lost: dropped connections, second tabs, double clicks, sessions that end."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Answer, SaveOperation
from kamcoach.storage import READ_ONLY
from kamcoach.trail.models import TrailEntry
from tests.browser.conftest import DESK, Stage
from tests.factories.portfolio import account
from tests.factories.troubles import trouble
from tests.factories.world import ITEMS, Thing

pytestmark = pytest.mark.browser

_DROPPED = r"^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)"
_REFUSED = r"^Failed to load resource: the server responded with a status of (400|401|409|422)"
_SAVED = r"^Saved \d\d:\d\d$"


@pytest.fixture
def sheet(stage: Stage) -> Thing:
    """Alice's open baseline."""
    return stage.world.baseline(stage.world.alice, stage.world.bob)[1]


@pytest.fixture
def phone(stage: Stage, sheet: Thing) -> BrowserContext:
    """Alice's phone."""
    return stage.context(stage.world.alice)


def _open(browser: BrowserContext, sheet: Thing) -> Page:
    page = browser.new_page()
    page.goto(f"/assessments/{sheet.public_id}/answer")
    return page


def _tap(page: Page, item: str, point: int) -> None:
    page.locator(f"#{item} .share .pt").nth(point - 1).click()


def _says(page: Page, item: str, words: str) -> None:
    expect(page.locator(f"#{item}-saved")).to_have_text(re.compile(words))


def _stored(stage: Stage) -> dict[str, tuple[str | None, str, int]]:
    return {row.item: (row.value, row.note, row.revision) for row in stage.world.rows(Answer)}


def _saves(stage: Stage) -> int:
    return len(stage.world.rows(SaveOperation))


def _times_sent(stage: Stage) -> int:
    query = select(func.count()).select_from(TrailEntry).where(TrailEntry.verb == "assessment sent")
    return int(stage.world.scalar(query))


def _answer(stage: Stage, sheet: Thing, *items: str) -> None:
    """Answer items as from another device, long before."""
    actor = stage.world.actor(stage.world.alice)
    with stage.world.writing() as session:
        for item in items:
            save = assessing.Save(item, "3", "", 0, f"other-device-{item}")
            assessing.save_answer(session, sheet.public_id, save, actor=actor, at=stage.world.now)


def _sending_leads_back_to(page: Page, item: str, button: str) -> None:
    """Nothing is sent while something on the page is neither saved nor decided: the focus goes there instead."""
    page.get_by_role("button", name="Check and send").click()
    expect(page.locator(f"#{item}-saved").get_by_role("button", name=button)).to_be_focused()


def _stop_timers(page: Page) -> None:
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def test_an_answer_is_kept_while_the_connection_is_gone_and_sent_once_when_it_is_back(
    stage: Stage, sheet: Thing, phone: BrowserContext
) -> None:
    stage.expected = _DROPPED
    page = _open(phone, sheet)
    _tap(page, "B1a", 3)
    _says(page, "B1a", _SAVED)
    _stop_timers(page)  # it is the connection that sends it, not the next try
    phone.set_offline(True)
    _tap(page, "B1b", 4)
    _says(page, "B1b", "^Not saved: the connection dropped. Your answer is kept on this page. Save it again$")
    expect(page.locator("#progress-text")).to_have_text("1 of 12 answered, 1 not saved")
    expect(page.locator("#B1b [type=radio][value='4']")).to_be_checked()
    assert _stored(stage) == {"B1a": ("3", "", 1)}
    _sending_leads_back_to(page, "B1b", "Save it again")
    phone.set_offline(False)
    _says(page, "B1b", _SAVED)
    expect(page.locator("#progress-text")).to_have_text("2 of 12 answered")
    assert _stored(stage) == {"B1a": ("3", "", 1), "B1b": ("4", "", 1)}
    assert _saves(stage) == 2


def test_leaving_with_an_answer_that_is_not_saved_asks_first(stage: Stage, sheet: Thing, phone: BrowserContext) -> None:
    stage.expected = _DROPPED
    page = _open(phone, sheet)
    phone.set_offline(True)
    _tap(page, "B1b", 4)
    _says(page, "B1b", "^Not saved")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    _says(page, "B1b", "^Not saved")


@pytest.mark.parametrize("again", ["by hand", "by itself"])
def test_a_save_whose_reply_was_lost_counts_once_when_it_is_sent_again(
    stage: Stage, sheet: Thing, phone: BrowserContext, again: str
) -> None:
    stage.expected = _DROPPED
    page = _open(phone, sheet)
    _stop_timers(page)

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/answers/B2", lose_the_reply, times=1)
    _tap(page, "B2", 5)
    _says(page, "B2", "^Not saved: the connection dropped")
    assert _stored(stage) == {"B2": ("5", "", 1)}
    if again == "by hand":
        page.get_by_role("button", name="Save it again").click()
    else:
        page.clock.fast_forward(2000)
    _says(page, "B2", _SAVED)
    assert _stored(stage) == {"B2": ("5", "", 1)}
    assert _saves(stage) == 1


@pytest.mark.parametrize("choice", ["Keep mine", "Take the other"])
def test_two_tabs_that_disagree_show_both_texts_and_the_person_chooses(
    stage: Stage, sheet: Thing, phone: BrowserContext, choice: str
) -> None:
    stage.expected = _REFUSED
    first, second = _open(phone, sheet), _open(phone, sheet)
    first.locator("#B2 summary").click()
    first.locator("#B2 textarea").fill("The valve maker.")
    _tap(first, "B2", 2)
    _says(first, "B2", _SAVED)
    second.locator("#B2 summary").click()
    second.locator("#B2 textarea").fill("The paper mill.")
    _tap(second, "B2", 4)
    _says(second, "B2", r"You changed this on another device at \d\d:\d\d\.")
    _says(second, "B2", "There it says: 21–40 %, “The valve maker.”")
    expect(second.locator("#B2 textarea")).to_have_value("The paper mill.")
    assert _stored(stage)["B2"][:2] == ("2", "The valve maker.")
    _sending_leads_back_to(second, "B2", "Keep mine")
    first.bring_to_front()
    second.bring_to_front()
    assert _stored(stage)["B2"][:2] == ("2", "The valve maker.")
    second.get_by_role("button", name=choice).click()
    if choice == "Keep mine":
        _says(second, "B2", _SAVED)
        assert _stored(stage)["B2"][:2] == ("4", "The paper mill.")
    else:
        expect(second.locator("#B2 [type=radio][value='2']")).to_be_checked()
        expect(second.locator("#B2 textarea")).to_have_value("The valve maker.")
        assert _stored(stage)["B2"][:2] == ("2", "The valve maker.")
    _tap(second, "B2", 5)  # and from there on it saves as ever
    _says(second, "B2", _SAVED)
    expect(second.get_by_role("button", name=choice)).to_have_count(0)
    assert _stored(stage)["B2"][0] == "5"


def test_a_double_click_sends_once_and_the_back_button_shows_what_was_said(
    stage: Stage, sheet: Thing, phone: BrowserContext
) -> None:
    _answer(stage, sheet, *ITEMS)
    page = _open(phone, sheet)
    posts: list[Route] = []
    page.route("**/answer", lambda route: posts.append(route) if route.request.method == "POST" else route.continue_())
    box = page.get_by_role("button", name="Check and send").bounding_box()
    assert box is not None
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.dblclick(box["x"] + 9, box["y"] + 9)
    page.mouse.click(box["x"] + 9, box["y"] + 9)  # a slow server has not answered yet
    posts[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    assert len(posts) == 1
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    expect(page.get_by_role("button", name="Check and send")).to_have_count(0)
    assert len(posts) == 1
    assert _times_sent(stage) == 1


def test_signed_out_in_another_tab_it_says_so_and_saves_after_signing_in_again(
    stage: Stage, sheet: Thing, phone: BrowserContext
) -> None:
    stage.expected = _REFUSED
    page, other = _open(phone, sheet), phone.new_page()
    other.goto("/me")
    other.get_by_role("button", name="Sign out").click()
    page.bring_to_front()
    _tap(page, "B2", 4)
    _says(page, "B2", "^Not saved: you are signed out. Sign in in another tab, then save it again.")
    expect(page.locator("#B2 [type=radio][value='4']")).to_be_checked()
    assert _stored(stage) == {}
    _sending_leads_back_to(page, "B2", "Save it again")
    other.bring_to_front()
    other.goto("/sign-in")
    other.get_by_label("Anybody else").select_option(label="Alice, Trainee")
    other.get_by_role("button", name="Enter", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Hello, Alice")
    page.bring_to_front()
    page.get_by_role("button", name="Save it again").click()
    _says(page, "B2", _SAVED)
    assert _stored(stage) == {"B2": ("4", "", 1)}
    _tap(page, "B3a", 1)
    _says(page, "B3a", _SAVED)


def test_the_keyboard_alone_answers_and_sends(stage: Stage, sheet: Thing) -> None:
    _answer(stage, sheet, *ITEMS[1:])
    page = _open(stage.context(stage.world.alice, width=DESK), sheet)
    focused = page.locator(":focus")
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused.get_attribute("name") == "B1a-value":
            break
    page.keyboard.press("Space")
    _says(page, "B1a", _SAVED)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#B1a [type=radio][value='3']")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Tuesday, with the plant manager.")
    page.keyboard.press("Tab")
    _says(page, "B1a", _SAVED)
    expect(page.locator("#progress-text")).to_have_text("12 of 12 answered")
    for _ in range(40):
        if focused.inner_text() == "Check and send":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    assert _stored(stage)["B1a"][:2] == ("3", "Tuesday, with the plant manager.")


def test_without_javascript_the_same_sheet_is_filled_and_sent(stage: Stage, sheet: Thing) -> None:
    page = _open(stage.context(stage.world.alice, java_script_enabled=False), sheet)
    for item in ITEMS[:6]:
        _tap(page, item, 2)
    page.get_by_role("button", name="Save, finish later").click()
    expect(page.get_by_text("6 of 12 answered and saved.")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.locator("#B1a [type=radio][value='2']")).to_be_checked()
    for item in ITEMS[6:11]:
        _tap(page, item, 5)
    stage.expected = _REFUSED
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_text("1 question has no answer yet.")).to_be_visible()
    assert len(_stored(stage)) == 11
    page.locator("#missing").get_by_role("link").click()
    page.locator("#B9b").get_by_text("No occasion").click()
    page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    assert {item: row[0] for item, row in _stored(stage).items()} == (
        dict.fromkeys(ITEMS[:6], "2") | dict.fromkeys(ITEMS[6:11], "5") | {"B9b": "O"}
    )
    assert _times_sent(stage) == 1


def test_a_key_account_is_saved_as_it_is_chosen_and_shown_again(stage: Stage, sheet: Thing) -> None:
    dairy = account(stage.world, "Dairy & Sons", stage.world.alice)
    page = _open(stage.context(stage.world.alice), sheet)
    _tap(page, "B5", 3)
    _says(page, "B5", _SAVED)
    page.locator("#B5 summary").click()
    with page.expect_response("**/answers/B5"):
        page.locator("#B5").get_by_label("With which key account?").select_option(label="Dairy & Sons")
    _says(page, "B5", _SAVED)
    page.reload()
    expect(page.locator("#B5").get_by_label("With which key account?")).to_have_value(dairy.public_id)
    assert stage.world.rows(Answer)[0].key_account_id == dairy.id


def test_while_nothing_can_be_saved_the_answer_stays_on_the_page_and_is_saved_afterwards(
    stage: Stage, sheet: Thing, phone: BrowserContext
) -> None:
    stage.expected = r"^Failed to load resource: the server responded with a status of 503"
    page = _open(phone, sheet)
    _stop_timers(page)
    with trouble(stage.live.app, READ_ONLY):
        _tap(page, "B1b", 4)
        _says(
            page,
            "B1b",
            "^Not saved: the server cannot save anything just now. Your answer is kept on this page. Save it",
        )
        expect(page.locator("#B1b [type=radio][value='4']")).to_be_checked()
        _sending_leads_back_to(page, "B1b", "Save it again")
        assert _stored(stage) == {}
    page.clock.run_for(2500)  # by itself
    _says(page, "B1b", _SAVED)
    assert _stored(stage) == {"B1b": ("4", "", 1)}
    with trouble(stage.live.app, READ_ONLY):
        page.get_by_role("button", name="Save, finish later").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing can be saved just now")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Saved. You can finish any time")).to_be_visible()
