"""The story that the product begins with, acted where a person would act: in a browser, by three people.

import people → enrol → baseline on a phone → a follow-up falls due → answered → the coach sees it
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from kamcoach.assessing.models import Answer, Assessment
from kamcoach.people.models import Person
from kamcoach.reinforcement.models import FollowUp
from kamcoach.signin import services as signin
from kamcoach.signin.passwords import hash_password
from tests.browser.conftest import DESK, PHONE, Stage
from tests.factories.world import ITEMS

pytestmark = pytest.mark.browser

PASSWORD = "three words are good"
FIRST_DAY = date(2026, 3, 12)
PEOPLE = (
    "employee_number,name,email,country,time_zone,roles,coach\n"
    "E-1,Ben Okafor,ben@example.com,PH,Asia/Manila,coach,\n"
    "E-2,Rosa Delgado,rosa@example.com,PH,Asia/Manila,trainee,E-1\n"
    "E-3,Nobody Yet,not an address,PH,Asia/Manila,trainee,E-1\n"
)


def test_a_training_is_reinforced_from_the_import_of_people_to_the_coachs_look(stage: Stage, tmp_path: Path) -> None:
    _administrator_imports_and_invites(stage, tmp_path)
    stage.tick()
    ben = _new_password(stage.page(width=DESK), "Ben Okafor")
    _coach_plans_a_training_and_enrols(ben)
    rosa = _new_password(stage.page(width=PHONE), "Rosa Delgado")
    _trainee_answers_the_baseline(stage, rosa)

    stage.clock.set(datetime(2026, 3, 12, 9, 0, tzinfo=UTC))
    _coach_finishes_the_cohort(ben)
    _time_passes_until_the_measure_after_thirty_days(stage)

    rosa = stage.page(width=PHONE)  # her session has ended since; the mail's link leads through sign-in
    _trainee_follows_the_reminder_and_answers(stage, rosa)
    _coach_sees_it_in_the_timeline(stage.page(width=DESK))


def _sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _administrator_imports_and_invites(stage: Stage, folder: Path) -> None:
    with stage.world.writing() as session:
        signin.set_password(session, stage.world.ann.id, hash_password(PASSWORD), at=stage.world.now)
    file = folder / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    page = stage.page(width=DESK)
    page.goto("/sign-in")
    _sign_in(page, stage.world.ann.email)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Import people").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Nobody Yet"))).to_contain_text("is not an email address")
    assert _person(stage, "rosa@example.com") is None
    page.get_by_role("button", name="Import 2 people").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("2 created, 0 changed, 1 left out"))
    for name in ("Ben Okafor", "Rosa Delgado"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Mail an invitation").click()
        expect(page.get_by_role("status")).to_have_text(re.compile(f"An invitation to {name} is on its way"))
        page.get_by_role("main").get_by_role("link", name="People").click()


def _person(stage: Stage, email: str) -> Person | None:
    found: Person | None = stage.world.scalar(select(Person).where(Person.email == email))
    return found


def _newest_mail(page: Page, name: str) -> Locator:
    page.goto("/demo/mail")
    page.get_by_role("listitem").filter(has_text=name).first.get_by_role("link").click()
    expect(page.get_by_text(re.compile(f"^To {name}"))).to_be_visible()
    return page.get_by_role("main").get_by_role("link").filter(has_text="http").first


def _new_password(page: Page, name: str) -> Page:
    """Follow the link of the invitation and choose a password; returns the page, signed in."""
    _newest_mail(page, name).click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {name}")
    return page


def _coach_plans_a_training_and_enrols(page: Page) -> None:
    page.get_by_role("link", name="Trainings", exact=True).click()
    page.get_by_role("link", name="New programme").click()
    page.get_by_label("Name").fill("Account conversations")
    for behaviour in ("Reaches top decision makers", "Knows their needs and worries", "Closes the loop"):
        page.get_by_label(behaviour).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name").fill("Manila, March")
    page.get_by_label("First training day").fill(FIRST_DAY.isoformat())
    page.get_by_label("Last training day").fill(FIRST_DAY.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody is enrolled yet.")).to_be_visible()
    page.get_by_role("link", name="Enrol somebody").click()
    page.get_by_label("Person", exact=True).select_option(label="Rosa Delgado")
    page.get_by_label("Reaches top decision makers").check()
    page.get_by_label("Knows their needs and worries").check()
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("row", name=re.compile("Rosa Delgado"))).to_contain_text("nobody yet")


def _answer(stage: Stage, page: Page, point: int, items: Sequence[str] = ITEMS) -> None:
    """Answer questions by tapping; each tap is in the database before the next."""
    for number, item in enumerate(items, start=1):
        page.locator(f"#{item} .share .pt").nth(point - 1).tap()
        expect(page.locator(f"#{item}-saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
        expect(page.locator("#progress-text")).to_have_text(f"{number} of {len(ITEMS)} answered")
        saved = [answer.item for answer in stage.world.rows(Answer, Answer.value == str(point))]
        assert sorted(saved) == sorted(items[:number])


def _trainee_answers_the_baseline(stage: Stage, page: Page) -> None:
    expect(page.get_by_text("One thing waits for your answers.")).to_be_visible()
    page.get_by_role("link", name="Start").tap()
    expect(page.get_by_text("your coach Ben Okafor once you have sent it")).to_be_visible()
    _answer(stage, page, 2)
    page.get_by_role("button", name="Check and send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    expect(page.get_by_role("status")).to_have_text(re.compile("^Sent. Thank you"))
    page.get_by_role("link", name="Back to today").tap()
    expect(page.get_by_text("Nothing waits for your answers today.")).to_be_visible()


def _coach_finishes_the_cohort(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="Finish: who attended?").click()
    expect(page.get_by_label("Rosa Delgado")).to_be_checked()
    page.get_by_role("button", name="Finish the cohort").click()
    expect(page.get_by_role("status")).to_have_text("Finished. The half year of 1 person is planned.")


def _time_passes_until_the_measure_after_thirty_days(stage: Stage) -> None:
    due = stage.world.rows(FollowUp, FollowUp.step == "plus-30")[0].due_on
    assert timedelta(days=30) <= due - FIRST_DAY <= timedelta(days=33)
    morning = datetime(due.year, due.month, due.day, 8, 5, tzinfo=UTC) - timedelta(hours=8)
    stage.go_to(morning - timedelta(hours=1))
    assert stage.world.scalar(select(Assessment.reminded_for).where(Assessment.submitted_at.is_(None))) is None
    stage.go_to(morning)


def _trainee_follows_the_reminder_and_answers(stage: Stage, page: Page) -> None:
    link = _newest_mail(page, "Rosa Delgado")
    expect(page.get_by_role("heading", level=1)).to_have_text("The nine behaviours: your answers are due")
    expect(page.get_by_role("main")).to_contain_text("12 questions, about 6 minutes")
    link.tap()
    _sign_in(page, "rosa@example.com")
    expect(page.get_by_role("heading", level=1)).to_have_text("The nine behaviours")
    expect(page.get_by_text(re.compile("30 days after"))).to_be_visible()
    _answer(stage, page, 4, ITEMS[:3])
    page.evaluate("() => document.querySelectorAll('.share [type=radio][value=\"4\"]').forEach((one) => one.click())")
    expect(page.locator("#progress-text")).to_have_text(f"{len(ITEMS)} of {len(ITEMS)} answered")
    note = page.locator("#B5 textarea")
    page.locator("#B5 summary").tap()
    note.fill("Plant manager: “if line 2 stops again I lose the order.”")
    expect(page.locator("#B5-saved")).to_have_text(re.compile("^Saved"))
    page.get_by_role("button", name="Check and send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you said")
    row = page.get_by_role("row", name=re.compile("Knows their needs and worries"))
    expect(row.get_by_role("cell").nth(0)).to_have_text("4.0")
    expect(row.get_by_role("cell").nth(1)).to_have_text("2.0")
    expect(row.get_by_role("cell").nth(2)).to_have_text("+2.0")


def _coach_sees_it_in_the_timeline(page: Page) -> None:
    page.goto("/sign-in")
    _sign_in(page, "ben@example.com")
    page.get_by_role("link", name="Rosa Delgado").first.click()
    step = page.get_by_role("listitem").filter(has_text="After 30 days")
    expect(step).to_contain_text("answered")
    step.get_by_role("link", name="The self-view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Rosa Delgado said")
    expect(page.get_by_role("row", name=re.compile("Closes the loop"))).to_contain_text("+2.0")
    expect(page.get_by_text("if line 2 stops again I lose the order")).to_be_visible()
