"""A cycle: rated blind by self and manager, side by side, agreed on and signed."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from kamcoach.assessing.models import Answer, Assessment, Occasion
from kamcoach.cycles.models import Cycle
from tests.browser.film.cast import MANAGER, Film, named
from tests.factories.answering import save_all
from tests.factories.cycles import occasion_of, seat
from tests.factories.world import Someone, Thing

_TITLE = "Competencies, summer 2026"
_APART = "negotiation"
_AGREED = "Three with large accounts; the two talks in May are the evidence."
_OWN_NOTE = "I would still say four: the renewal in May was mine."


def hr_starts_a_cycle(film: Film) -> None:
    """HR looks at who would be asked about which job, and starts."""
    page = film.hr()
    page.goto("/cycles/new")
    page.get_by_label("Title").fill(_TITLE)
    page.get_by_label("Job profile").select_option(label="Key account manager")
    page.get_by_role("button", name="Show who would be asked").click()
    expect(page.get_by_label("Rosa")).to_be_checked()
    film.cut(page, "Start a cycle", "23 questions about each person", "manager: Max", "Nothing is sent before")
    page.get_by_role("button", name="Start", exact=True).click()
    film.cut(page, _TITLE, "0 of 5 lie side by side, 0 are agreed and signed.", "Rosa")
    film.addresses["cycle"] = page.url


def both_rate_without_seeing_the_other(film: Film) -> None:
    """Rosa and Max tap what they differ on; what they see alike comes in by the same service."""
    rosa, max_ = film.people["Rosa"], film.people[MANAGER]
    world = film.stage.world
    (cycle,) = world.rows(Cycle)
    occasion = occasion_of(world, Thing(cycle.id, cycle.public_id), rosa)
    film.addresses["pair"] = f"/pairs/{occasion.public_id}"
    seats = {one.name: seat(world, occasion, one) for one in (rosa, max_)}
    own = film.seat("Rosa", phone=True)
    own.goto("/")
    own.get_by_role("link", name="Start").tap()
    own.locator(f"#{_APART} .share .pt").nth(4).tap()
    expect(own.locator("#progress-text")).to_have_text("1 of 23 answered")
    film.cut(
        own,
        "Twenty-four competencies of a key account manager",
        "Max when you have both sent it or the window closes",
        "never the own view alone",
    )
    _rest(film, seats["Rosa"], rosa)
    _is_closed(film, own, seats[MANAGER], film.addresses["pair"])
    boss = film.seat(MANAGER)
    boss.goto("/team")
    film.cut(boss, "Your team", "5 people report to you.", "Your view is due on")
    boss.get_by_role("link", name=named("Write your view", "Rosa")).click()
    boss.locator(f"#{_APART} .share .pt").nth(1).click()
    expect(boss.locator("#progress-text")).to_have_text("1 of 23 answered")
    _rest(film, seats[MANAGER], max_)
    _is_closed(film, boss, seats["Rosa"], film.addresses["pair"])
    for page, who in ((own, "Rosa"), (boss, MANAGER)):
        page.goto(f"/assessments/{seats[who].public_id}/answer")
        expect(page.locator("#progress-text")).to_have_text("23 of 23 answered")
        page.get_by_role("button", name="Check and send").click()
        expect(page.get_by_role("status")).to_contain_text("Sent.")


def _rest(film: Film, assessment: Thing, rater: Someone) -> None:
    """Three everywhere that has no answer yet; it is saved and not sent."""
    world, actor = film.stage.world, film.stage.world.actor(rater)
    with world.writing() as session:
        occasion_id = session.get_one(Assessment, assessment.id).occasion_id
        asked = session.get_one(Occasion, occasion_id).asked or []
        done = set(session.scalars(select(Answer.item).where(Answer.assessment_id == assessment.id)))
        rest = {item: "3" for item in asked if item not in done}
        save_all(session, assessment.public_id, rest, by="filmed", actor=actor, at=world.now)


def _is_closed(film: Film, page: Page, other: Thing, pair: str) -> None:
    """Neither the other's seat nor the two together can be opened: exactly as if nothing were there."""
    film.stage.expected = r"status of 404"
    for address in (f"/assessments/{other.public_id}/answer", f"/assessments/{other.public_id}", pair):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here that you can open")
    film.stage.expected = r"(?!)"


def they_look_at_it_together_and_sign(film: Film) -> None:
    """The largest difference first; one level is written down, the rest taken over; both sign, one with a note."""
    boss = film.seat(MANAGER)
    boss.goto("/team")
    boss.get_by_role("link", name=named("Look at it together", "Rosa")).click()
    first = boss.get_by_role("row").nth(1)
    film.cut(boss, "Rosa and Max, side by side", "Both rated without seeing the other.", "22 competencies")
    expect(first).to_contain_text("3 levels apart, Rosa higher. Talk about this first.")
    expect(first.get_by_role("cell").nth(0)).to_have_text("5")
    expect(first.get_by_role("cell").nth(1)).to_have_text("2")
    boss.get_by_role("button", name="Agree on these as they are").click()
    boss.locator("#agree .choices label").nth(2).click()
    boss.get_by_label("What you agreed, in one or two sentences").fill(_AGREED)
    boss.get_by_role("button", name="Save and go to the next").click()
    boss.get_by_role("button", name="Sign", exact=True).click()
    film.cut(boss, "Rosa and Max, side by side", "Max, signed on", "Rosa has not signed", _AGREED)
    own = film.seat("Rosa", phone=True)
    own.goto("/")
    film.cut(own, "Hello, Rosa", "To look at together")
    own.get_by_role("link", name=_TITLE).first.tap()
    own.get_by_label("a note of your own").fill(_OWN_NOTE)
    own.get_by_role("button", name="Sign", exact=True).tap()
    film.cut(own, "Rosa and Max, side by side", "Both have signed. Nothing here can be changed any more.", _OWN_NOTE)


def hr_sees_how_far_it_is(film: Film) -> None:
    """Names and days for HR, never what was said; the agreed level stands in the heat map."""
    page = film.hr()
    page.goto(film.addresses["cycle"])
    film.cut(page, _TITLE, "1 of 5 lie side by side, 1 are agreed and signed.")
    expect(page.get_by_role("main")).not_to_contain_text("renewal")
    page.goto("/heatmap")
    film.cut(page, "Heat map", "Rosa")
    row = page.get_by_role("row", name="Rosa")
    expect(row).not_to_contain_text("mgr")
