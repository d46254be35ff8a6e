"""An audit of Rosa's work: papers asked for, handed in and graded, the draft, her reply, the final text, an action."""

from datetime import timedelta

from playwright.sync_api import expect

from kamcoach.auditing.models import Audit
from tests.browser.film.cast import COACH, Film, named
from tests.factories.answering import save_all
from tests.factories.auditing import items, seat
from tests.factories.world import Thing

ITEM, MEASURE = "plan_current", "The plan is alive"
_DRAFT = "One of three drawn plans was changed within the last six months."
_CORRECTION = "Two of three: the mill's plan was saved on 2 June."
_VIEW = "The dairy asked us not to touch its plan before the merger."
_FINAL = "Two of three drawn plans were changed within the last six months."
_ACTION = "Each plan is saved once a quarter, with the customer."


def hr_opens_it(film: Film) -> None:
    """Whoever coached or trained a person may not audit them; HR may, and declares so."""
    page, today = film.hr(), film.stage.world.today
    page.goto("/audits/new")
    page.get_by_label("Whose work is audited?").select_option(label="Rosa")
    page.get_by_label("Checklist").select_option(label="Audit of a key account manager")
    page.get_by_label("Period from").fill((today - timedelta(days=100)).isoformat())
    page.get_by_label("to", exact=True).fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("Why this audit?").fill("Drawn in the yearly round.")
    page.get_by_label("I was not line, coach, trainer or rater").check()
    page.get_by_label("What you know this person from").fill("We have never met.")
    page.get_by_role("button", name="Open the audit").click()
    film.cut(page, "Audit of Rosa", "declared on", "Drawn in the yearly round.")
    film.addresses["audit"] = page.url


def evidence_is_asked_for_and_graded(film: Film) -> None:
    """The checklist names the paper, Rosa says where it lies, the auditor looks and grades."""
    page = film.hr()
    page.goto(film.addresses["audit"])
    page.get_by_role("listitem").filter(has_text="Does each drawn account have a plan").get_by_role(
        "link", name="Ask for evidence"
    ).click()
    page.get_by_role("button", name=named("Ask for it", "The versions of each drawn plan")).click()
    film.cut(page, "Ask for evidence", "Asked for.", "The versions of each drawn plan")
    own = film.seat("Rosa", phone=True)
    own.goto(film.addresses["audit"])
    film.cut(own, "Audit of Rosa", "What you are asked for", "to hand in until")
    own.get_by_role("link", name="The versions of each drawn plan").tap()
    own.get_by_label("What it is").fill("The saved versions of three plans.")
    own.get_by_label("Where it lies").fill("Team folder, plans, history")
    own.get_by_label("The day that it carries").fill((film.stage.world.today - timedelta(days=20)).isoformat())
    own.get_by_role("button", name="Hand it in").tap()
    film.cut(own, "Audit of Rosa", "Handed in.")
    page.goto(film.addresses["audit"])
    page.get_by_role("link", name="The versions of each drawn plan").click()
    page.get_by_label("B: a dated record of a system").check()
    page.get_by_label("Why this grade").fill("The saving days were set by the system.")
    page.get_by_role("button", name="Save the grade").click()
    film.cut(page, "Audit of Rosa", "grade B")


def a_draft_is_written(film: Film) -> None:
    """One item is not met, by hand; the others do not apply. The person hears of nothing before the draft is sent."""
    page = film.hr()
    page.goto(film.addresses["audit"])
    page.get_by_role("link", name="Fill in the checklist").click()
    page.locator(f"#{ITEM} .share .pt").nth(0).click()
    expect(page.locator("#progress-text")).to_contain_text("1 of 15 answered")
    film.cut(page, "Audit of Rosa", "One rule counts all cases")
    _the_others_do_not_apply(film)
    page.goto(film.addresses["audit"])
    page.get_by_role("link", name=f"Write the finding: {MEASURE}").click()
    page.get_by_label("What the papers show").fill(_DRAFT)
    page.get_by_role("button", name="Save").click()
    own = film.seat("Rosa", phone=True)
    own.goto(film.addresses["audit"])
    expect(own.get_by_role("main")).not_to_contain_text(_DRAFT)
    page.get_by_role("button", name="Send the draft").click()
    film.cut(page, "Audit of Rosa", "Rosa has ten working days to reply", _DRAFT)


def _the_others_do_not_apply(film: Film) -> None:
    world = film.stage.world
    (audit,) = world.rows(Audit)
    made = Thing(audit.id, audit.public_id)
    mine, hugh = seat(world, made), world.actor(world.hugh)
    with world.writing() as session:
        rest = {item: "X" for item in items(world, made) if item != ITEM}
        save_all(session, mine.public_id, rest, note="None in the period.", by="filmed", actor=hugh, at=world.now)


def rosa_replies(film: Film) -> None:
    """What is not right, and what she sees differently; then it goes to the auditor."""
    own = film.seat("Rosa", phone=True)
    own.goto(film.addresses["audit"])
    film.cut(own, "Audit of Rosa", "Draft findings", _DRAFT)
    own.get_by_role("link", name=named("Reply", MEASURE)).tap()
    own.get_by_label("What is not right in it").fill(_CORRECTION)
    own.get_by_label("What you see differently").fill(_VIEW)
    film.cut(own, "Your reply", "The draft says", _DRAFT)
    own.get_by_role("button", name="Save").tap()
    own.get_by_role("button", name="Send my reply").tap()
    film.cut(own, "Audit of Rosa", _CORRECTION, _VIEW)


def it_becomes_final_and_something_changes(film: Film) -> None:
    """The auditor puts the figure right, makes it final, and agrees on an action with the coach."""
    page, world = film.hr(), film.stage.world
    page.goto(film.addresses["audit"])
    page.get_by_role("link", name=named("Change the text", MEASURE)).click()
    page.get_by_label("What the papers show").fill(_FINAL)
    film.cut(page, MEASURE, _CORRECTION, _VIEW)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make it final").click()
    film.cut(page, "Audit of Rosa", "The audit is final.", _FINAL, "What the draft said", _VIEW)
    page.get_by_role("link", name=named("Agree on an action", MEASURE)).click()
    page.get_by_label("What changes").fill(_ACTION)
    page.get_by_label("Who sees to it").select_option(label=COACH)
    page.get_by_label("Until").fill((world.today - timedelta(days=1)).isoformat())
    film.stage.expected = r"status of 422"
    page.get_by_role("button", name="Agree on it").click()
    film.cut(page, "Agree on an action", "This day is over. Choose today or later.")
    film.stage.expected = r"(?!)"
    expect(page.get_by_label("What changes")).to_have_value(_ACTION)
    page.get_by_label("Until").fill((world.today + timedelta(days=60)).isoformat())
    page.get_by_role("button", name="Agree on it").click()
    film.cut(page, "Audit of Rosa", _ACTION, COACH)


def the_owner_finds_it(film: Film) -> None:
    """The coach finds the action on their own page; he sees the finding that it comes from, and nothing else."""
    page = film.seat(COACH)
    page.goto("/actions")
    film.cut(page, "Actions", "You see to these", _ACTION)
    page.get_by_role("link", name=_ACTION).click()
    film.cut(page, "Action", _FINAL)
    expect(page.get_by_role("main")).not_to_contain_text(_VIEW)
