"""The library in a browser: every instrument is tried out by tapping, and what is printed is the sheet alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.instruments.model import Instrument
from tests.browser.conftest import DESK, PHONE, Stage
from tests.kamcoach.library.shipped import instrument, instruments
from tests.site.conftest import contents

pytestmark = pytest.mark.browser

_NOTE = "“If line 2 stops again I lose the order.”"
_OUTCOME = "It could be sent. This is what it would say."
_MIDDLE = """(css) => {
  const it = document.querySelector(css);
  let box = it.getBoundingClientRect();
  if (box.top < innerHeight / 8 || box.bottom > (innerHeight * 3) / 4) {
    it.scrollIntoView({ block: "center", behavior: "instant" });
    box = it.getBoundingClientRect();
  }
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
"""Where a thumb goes. The tap itself is the browser's, so that whatever lies on top would get it; asking it for the
place only once is three times as quick as a locator."""
_THE_REST = """() => {
  for (const item of document.querySelectorAll(".item")) {
    if (!item.querySelector("[type=radio]:checked")) item.querySelector("[type=radio]")?.click();
  }
}"""
"""Real taps on one form of each instrument; the others are given by script, which takes a tenth of the time."""
_CHECK = ".task-bar button"
_QUESTIONS = "document.querySelector('.items').outerHTML"
_AFTER = """(item) => [
  document.querySelector("#outcome").innerText,
  document.querySelector(`#${item} textarea`).value,
  document.documentElement.scrollWidth <= innerWidth ? "fits" : "runs off sideways",
]"""
KINDS = sorted({one.kind for one in instruments()})
_CHOSEN = "() => [...document.querySelectorAll('[type=radio]:checked')].map((one) => [one.name, one.value])"


def _path(whole: Instrument, relation: str, page: str = "preview") -> str:
    return f"/library/instruments/{whole.code}/{page}?as={relation}"


def _tap(page: Page, css: str, *, with_a_thumb: bool) -> None:
    x, y = page.evaluate(_MIDDLE, css)
    if with_a_thumb:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)


def _chosen(page: Page) -> dict[str, str]:
    """Everything that is chosen on the page, by the name of its field."""
    return dict(page.evaluate(_CHOSEN))


def _write(page: Page, asked: Instrument, *, with_a_thumb: bool) -> None:
    """Write into the last question, opening its note where it is folded away."""
    last = asked.items[-1]
    if last.scale:
        _tap(page, f"#{last.code} summary", with_a_thumb=with_a_thumb)
    page.locator(f"#{last.code} textarea").fill(_NOTE)


def _try_out(page: Page, asked: Instrument, *, taps: int, with_a_thumb: bool) -> None:
    """Answer everything on the page, some of it with a finger, write a note, and see what it would say."""
    first = {f"{item.code}-value": asked.scale_of(item).codes[0] for item in asked.items if item.scale}
    for name in list(first)[:taps]:
        _tap(page, f"#{name.removesuffix('-value')} .pt", with_a_thumb=with_a_thumb)
    page.evaluate(_THE_REST)
    assert _chosen(page) == first, page.url
    _write(page, asked, with_a_thumb=with_a_thumb)
    _tap(page, _CHECK, with_a_thumb=with_a_thumb)
    page.wait_for_selector("#outcome")
    assert page.evaluate(_AFTER, asked.items[-1].code) == [_OUTCOME, _NOTE, "fits"], page.url
    assert _chosen(page) == first, page.url


@pytest.mark.parametrize(("kind", "width"), [*((kind, PHONE) for kind in KINDS), ("checklist", DESK), ("survey", DESK)])
def test_every_instrument_is_tried_out_by_everybody_who_answers_it(stage: Stage, kind: str, width: int) -> None:
    page = stage.page(stage.world.bob, width=width, reduced_motion="reduce")
    before, tapped = contents(stage.live.app), set()
    wholes = [one for one in instruments() if one.kind == kind]
    for whole in wholes if width == PHONE else wholes[:1]:  # on a desk one form of each layout: points, and choices
        for relation in whole.raters if width == PHONE else whole.raters[:1]:
            page.goto(_path(whole, relation), wait_until="domcontentloaded")
            questions = page.evaluate(_QUESTIONS)
            if questions not in tapped:  # else it is the same form, letter for letter
                taps = 3 if relation == whole.raters[0] else 0
                _try_out(page, whole.put_to(relation), taps=taps, with_a_thumb=width == PHONE)
            tapped.add(questions)
    assert contents(stage.live.app) == before


def test_without_javascript_an_instrument_is_tried_out_all_the_same(stage: Stage) -> None:
    stage.expected = r"^Failed to load resource: the server responded with a status of 422"
    page, whole = stage.page(stage.world.alice, java_script_enabled=False), instrument("day-one")
    page.goto(_path(whole, "self"))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#missing")).to_contain_text(re.compile("no answer yet"))
    for item in whole.items:
        if item.scale:
            page.locator(f"#{item.code} .pt").first.click()
        else:
            page.locator(f"#{item.code} textarea").fill(_NOTE)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name=_OUTCOME)).to_be_visible()
    expect(page.locator("textarea").last).to_have_value(_NOTE)


def test_what_is_missing_gets_the_focus_and_its_links_lead_there(stage: Stage) -> None:
    stage.expected = r"^Failed to load resource: the server responded with a status of 422"
    page = stage.page(stage.world.alice)
    whole = instrument("kam-behaviours")
    page.goto(_path(whole, "self"))
    _tap(page, f"#{whole.items[0].code} .pt", with_a_thumb=True)
    page.get_by_role("button", name="Check it").tap()
    missing = page.locator("#missing")
    expect(missing).to_be_focused()
    expect(missing.get_by_role("link")).to_have_count(len(whole.items) - 1)
    missing.get_by_role("link").last.tap()
    expect(page.locator(f"#{whole.items[-1].code}")).to_be_in_viewport()
    assert list(_chosen(page)) == [f"{whole.items[0].code}-value"]


def test_the_print_button_is_there_with_a_script_and_prints_only_the_sheet(stage: Stage) -> None:
    page = stage.page(stage.world.bob, width=DESK)
    page.goto(_path(instrument("kam-behaviours"), "observer", "sheet"))
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    frame = [page.locator(css) for css in ("header", "nav", ".crumbs", ".skip", ".time-machine", "button")]
    page.emulate_media(media="print")
    assert [one.all_inner_texts() for one in frame for place in one.all() if place.is_visible()] == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".box").first).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_without_a_script_there_is_no_print_button_but_a_sheet(stage: Stage) -> None:
    page = stage.page(stage.world.bob, java_script_enabled=False)
    page.goto(_path(instrument("kam-behaviours"), "self", "sheet"))
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_text("Or print this page from your browser.")).to_be_visible()


def test_somebody_finds_a_question_reads_it_and_tries_it_out(stage: Stage) -> None:
    page = stage.page(stage.world.alice)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Library").tap()
    item = instrument("kam-behaviours").items[-1]
    page.get_by_label("Search the library").fill(item.question[:60].upper())
    page.get_by_role("button", name="Find").tap()
    page.get_by_role("link", name=item.question).tap()
    expect(page.locator(f"#{item.code}")).to_be_in_viewport()
    page.get_by_role("link", name="Try it as its rater").tap()
    expect(page.get_by_text("This is a preview.")).to_be_visible()


def test_a_card_is_answered_setting_after_setting(stage: Stage) -> None:
    page = stage.page(stage.world.bob)
    page.goto("/library/boosters/boosters-deciders")
    page.get_by_role("link", name=re.compile(r"^Try it, in \d settings")).first.tap()
    expect(page.get_by_role("button", name="Choose")).to_be_visible()
    settings = page.get_by_role("navigation", name="Settings").get_by_role("link").count()
    assert settings >= 3
    for _ in range(settings):
        expect(page.get_by_text("Best here.")).to_have_count(0)
        page.locator(".choices .pt").first.tap()
        page.get_by_role("button", name="Choose").tap()
        expect(page.get_by_text("Best here.")).to_have_count(1)
        page.get_by_role("link", name=re.compile("^(The same thing elsewhere|Back to the cards)$")).tap()
    expect(page).to_have_url(re.compile("/library/boosters/boosters-deciders#"))


def test_the_size_of_a_piece_reads_as_two_facts_on_a_phone_and_at_a_desk(stage: Stage) -> None:
    for width in (PHONE, DESK):
        page = stage.page(stage.world.alice, width=width)
        page.goto("/library?search=S1-B5&kind=checklist")
        said = page.locator(".row-facts").first.inner_text()
        assert re.fullmatch(r"\d+ questions\s+about \d+ minutes", said), f"{width}: {said}"
