"""Who plays, where they sit, and the still of each cut."""

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from kamcoach.people.models import Person
from tests.browser.conftest import DESK, PHONE, Stage
from tests.factories.people_file import people_file, row
from tests.factories.world import Someone, Thing

STILLS = os.environ.get("KAMCOACH_STILLS", "")
"""A folder: every cut is kept there as pictures of 390 and 1280 px, light and dark. Empty: none are taken."""
TRAINEES = ("Rosa", "Amir", "Lena", "Jun", "Noor")
COACH, MANAGER = "Ben", "Max"
LAST_DAY = date(2026, 3, 12)


@dataclass
class Film:
    """What the acts share: the stage, the imported people, and what was made on the way."""

    stage: Stage
    folder: Path
    people: dict[str, Someone] = field(default_factory=dict)
    enrolments: dict[str, Thing] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _cuts: int = 0
    _pages: dict[tuple[int, int, datetime], Page] = field(default_factory=dict)

    def seat(self, name: str, *, phone: bool = False) -> Page:
        """A browser in which this person of the import is signed in."""
        return self._page(self.people[name], PHONE if phone else DESK)

    def hr(self) -> Page:
        """A browser in which HR's auditor is signed in."""
        return self._page(self.stage.world.hugh, DESK)

    def _page(self, person: Someone, width: int) -> Page:
        """The one that is open already, as long as the clock stands still: a session does not last for months."""
        key = (person.id, width, self.stage.world.now.business)
        if key not in self._pages:
            self._pages[key] = self.stage.page(person, width=width)
        return self._pages[key]

    def to_morning_of(self, day: date) -> None:
        """Let the days pass until nine in the morning of a day in Manila, the worker running on each."""
        self.stage.go_to(datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC))

    def cut(self, page: Page, heading: str, *seen: str) -> None:
        """Say what the page is and what stands on it; keep a still where stills are wanted."""
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        for words in seen:
            expect(page.get_by_role("main")).to_contain_text(words)
        self._cuts += 1
        if STILLS:
            self._still(page, f"{self._cuts:02} {heading}".replace("/", " "))

    def _still(self, page: Page, name: str) -> None:
        size = page.viewport_size
        assert size is not None
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": size["height"]})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                file = Path(STILLS) / f"{name} {width} {scheme}.png"
                page.screenshot(path=file, full_page=True, animations="disabled")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)


def named(what: str, whom: str) -> re.Pattern[str]:
    """The accessible name of a link or button that says aloud whom or what it is about."""
    return re.compile(rf"^{re.escape(what)}\s?: {re.escape(whom)}")


def people_are_imported(film: Film) -> None:
    """An administrator looks at what a file would change, and takes its seven people over."""
    team = {"coach": f"N-{COACH}", "manager": f"N-{MANAGER}", "job_profile": "key-account-manager", "roles": "trainee"}
    file = film.folder / "people.csv"
    rows = [row(COACH, roles="coach"), row(MANAGER, roles="manager"), *(row(name, **team) for name in TRAINEES)]
    file.write_text(people_file(*rows), encoding="utf-8")
    page = film.stage.page(film.stage.world.ann, width=DESK)
    page.goto("/administration/people/import")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    film.cut(page, "What the file would change", "Nothing has changed yet.", "Rosa", "Noor")
    page.get_by_role("button", name="Import 7 people").click()
    film.cut(page, "People", "7 created, 0 changed, 0 left out")
    for name in (COACH, MANAGER, *TRAINEES):
        (one,) = film.stage.world.rows(Person, Person.employee_number == f"N-{name}")
        film.people[name] = Someone(one.id, one.public_id, one.name or "", one.email or "")
