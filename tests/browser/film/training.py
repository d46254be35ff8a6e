"""From the plan of a training to the curve that says whether it stuck."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from kamcoach.assessing import services as assessing
from kamcoach.training.models import Cohort, Enrolment
from tests.browser.film.cast import COACH, LAST_DAY, TRAINEES, Film
from tests.factories.answering import save_all
from tests.factories.world import ITEMS, Thing

TRAINED = ("Reaches top decision makers", "Knows their needs and worries", "Closes the loop")
_FOCUS = ("B1", "B5")


def a_cohort_is_planned(film: Film) -> None:
    """The coach plans a training and enrols the first person; the others come in by the same service."""
    page = film.seat(COACH)
    page.goto("/programmes/new")
    page.get_by_label("Name").fill("Account conversations")
    for behaviour in TRAINED:
        page.get_by_label(behaviour).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name").fill("Manila, March")
    for label in ("First training day", "Last training day"):
        page.get_by_label(label).fill(LAST_DAY.isoformat())
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Enrol somebody").click()
    page.get_by_label("Person", exact=True).select_option(label="Rosa")
    for behaviour in TRAINED[:2]:
        page.get_by_label(behaviour).check()
    page.get_by_label("Observer").select_option(label=COACH)
    page.get_by_role("button", name="Enrol").click()
    _enrol_the_others(film)
    page.reload()
    film.cut(page, "Account conversations, Manila, March", "5 people enrolled", "Rosa", "Noor")
    film.addresses["cohort"] = page.url


def _enrol_the_others(film: Film) -> None:
    world, ben = film.stage.world, film.people[COACH]
    cohort = world.rows(Cohort)[0]
    for name in TRAINEES[1:]:
        world.enrol(Thing(cohort.id, cohort.public_id), film.people[name], ben, observer=ben, focus=_FOCUS)
    for name in TRAINEES:
        found = world.scalar(select(Enrolment).where(Enrolment.person_id == film.people[name].id))
        film.enrolments[name] = Thing(found.id, found.public_id)


def everybody_answers_the_baseline(film: Film) -> None:
    """Rosa on her phone, her observer after two events; the other four through the service."""
    _rosa_answers(film)
    _observer_enters_two_events_and_answers(film)
    world, ben = film.stage.world, film.people[COACH]
    for number, name in enumerate(TRAINEES[1:]):
        for rater in (film.people[name], ben):
            value = str(2 + number % 2)
            world.answer_all(world.assessment(film.enrolments[name], "baseline", rater), rater, value)


def _rosa_answers(film: Film) -> None:
    page = film.seat("Rosa", phone=True)
    page.goto("/")
    film.cut(page, "Hello, Rosa", "One thing waits for your answers.", "12 questions")
    page.get_by_role("link", name="Start").tap()
    for item in ITEMS:
        page.locator(f"#{item} .share .pt").nth(1).tap()
    expect(page.locator("#progress-text")).to_have_text("12 of 12 answered")
    film.cut(page, "The nine behaviours", "your coach Ben once everybody asked has sent theirs")
    _send(page)
    film.cut(page, "What you said", "Sent. Thank you", "All in all 2.0 of 5")


def _send(page: Page) -> None:
    page.get_by_role("button", name="Check and send").click()


def _observer_enters_two_events_and_answers(film: Film) -> None:
    page = film.seat(COACH)
    mine = film.stage.world.assessment(film.enrolments["Rosa"], "baseline", film.people[COACH])
    page.goto(f"/assessments/{mine.public_id}/answer")
    today = film.stage.world.today
    for days, kind, what in (
        (7, "Customer meeting", "Review with the plant manager of the dairy."),
        (3, "Call", "Call about the audit that came too late."),
    ):
        film.cut(page, "What did you see of Rosa?", "Two events come first")
        page.get_by_label("Day").fill((today - timedelta(days=days)).isoformat())
        page.get_by_label(kind).check()
        page.get_by_label("What did you see?").fill(what)
        page.get_by_role("button", name="Note this event").click()
    page.get_by_role("link", name="Go to the questions").click()
    expect(page.get_by_text("You rate from 2 events that you saw.")).to_be_visible()
    for item in ITEMS:
        page.locator(f"#{item} .share .pt").nth(1).click()
    expect(page.locator("#progress-text")).to_have_text("12 of 12 answered")
    _send(page)
    expect(page.get_by_role("main")).to_contain_text("Call about the audit that came too late.")


def half_a_year_begins(film: Film) -> None:
    """The last training day: the coach says who was there, and the dates of the half year stand."""
    film.to_morning_of(LAST_DAY)
    page = film.seat(COACH)
    page.goto(film.addresses["cohort"])
    page.get_by_role("link", name="Finish: who attended?").click()
    page.get_by_role("button", name="Finish the cohort").click()
    film.cut(page, "Account conversations, Manila, March", "Finished. The half year of 5 people is planned.")


def days_pass_to_the_measure(film: Film, step: str, gain: int) -> None:
    """Until a measure is due: Rosa finds it on her phone, everybody answers, the trained behaviours higher than before.

    Untrained behaviours keep their value, so that the curve has a control to stand beside.
    """
    world, ben = film.stage.world, film.people[COACH]
    film.to_morning_of(world.follow_up(film.enrolments["Rosa"], step).due_on)
    page = film.seat("Rosa", phone=True)
    page.goto("/")
    film.cut(page, "Hello, Rosa", "Due today", f"{step.removeprefix('plus-')} days")
    for number, name in enumerate(TRAINEES):
        before = 2 if name == "Rosa" else 2 + (number - 1) % 2
        for rater in (film.people[name], ben):
            _answer(film, world.assessment(film.enrolments[name], step, rater), rater.name, before, before + gain)


def _answer(film: Film, assessment: Thing, rater: str, before: int, now: int) -> None:
    world, who = film.stage.world, film.people[rater]
    if rater == COACH:
        world.see(assessment, who)
    actor = world.actor(who)
    with world.writing() as session:
        values = {item: str(now if item[:2] in ("B1", "B5", "B9") else before) for item in ITEMS}
        save_all(session, assessment.public_id, values, by="filmed", actor=actor, at=world.now)
        assessing.submit(session, assessment.public_id, actor=actor, at=world.now)


def the_coach_sees_it_in_the_timeline(film: Film) -> None:
    """What Rosa said then and now, as her coach finds it."""
    page = film.seat(COACH)
    page.goto(f"/people/{film.people['Rosa'].public_id}")
    step = page.get_by_role("listitem").filter(has_text="After 90 days")
    expect(step).to_contain_text("answered")
    step.get_by_role("link", name=re.compile("self-view")).click()
    film.cut(page, "What Rosa said", "Closes the loop", "+2.0")


def the_curve_shows_it(film: Film) -> None:
    """From the cohort to its curve: figures of five people at both measures, trained beside what was not trained."""
    page = film.seat(COACH)
    page.goto(film.addresses["cohort"])
    page.get_by_role("link", name="Did it stick?").click()
    film.cut(
        page,
        "Did the training stick?",
        "5 people. Next measure: Tuesday 8 September",
        "Of 5 people, 5 were observed before and after 90 days. Their mean rose from 2.4 to 4.4.",
        "so far there are 0",
    )
    for behaviour, figures in (("Closes the loop", "2.4 → 4.4"), ("Helps outside our own offer", "2.4 → 2.4")):
        row = page.get_by_role("row", name=re.compile(f"^{behaviour}"))
        for cell in row.get_by_role("cell").all():
            expect(cell).to_have_text(f"{figures} 5 people, +90")
    beside = page.get_by_role("region", name="Trained beside untrained")
    expect(beside.get_by_role("row", name=re.compile(r"^\+90"))).to_contain_text("+2.0")
    expect(page.get_by_role("img")).to_have_count(2)
