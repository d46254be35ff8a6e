"""Importing people: a file, a dry run that changes nothing, an import that does what the dry run showed."""

import json
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from kamcoach.people import services
from kamcoach.people.models import Line, PeopleImport, Person, RoleGrant, Unit
from kamcoach.people.spreadsheet import COLUMNS
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.doors import main_of
from tests.factories.people_file import people_file, row
from tests.factories.world import Browser, Someone, World, counting

UPLOAD = "/administration/people/import"
ABSENT = f"{UPLOAD}/abcdefghijklmnop"


def send(browser: Browser, data: bytes | str) -> TestResponse:
    """Upload a file."""
    content = data if isinstance(data, bytes) else data.encode()
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    body = head + content + b"\r\n--cut--\r\n"
    reply: TestResponse = browser.post(UPLOAD, data=body, content_type="multipart/form-data; boundary=cut")
    return reply


def dry_run(browser: Browser, data: bytes | str) -> str:
    """Upload a file that can be read; the address of its dry run."""
    reply = send(browser, data)
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def do_import(browser: Browser, data: bytes | str) -> str:
    """Upload and apply; what the page then says."""
    reply = browser.post(dry_run(browser, data), follow_redirects=True)
    assert reply.status_code == 200
    return str(reply.text)


def everything(world: World) -> list[Any]:
    """Whatever an import may change."""
    with world.reading() as session:
        tables = (model.__table__ for model in (Person, Unit, RoleGrant, Line, TrailEntry))
        return [tuple(found) for table in tables for found in session.execute(select(table).order_by(*table.c))]


def one(world: World, number: str) -> Person:
    """The person with a number."""
    return world.rows(Person, Person.employee_number == number)[0]


def lines(world: World, person: Someone, kind: str) -> list[tuple[str, Any, Any]]:
    """Who held a line to a person, from when to when."""
    query = select(Person.name, Line.from_date, Line.to_date).join(Line, Line.holder_id == Person.id)
    query = query.where(Line.person_id == person.id, Line.kind == kind).order_by(Line.from_date, Line.id)
    with world.reading() as session:
        return [(found[0], found[1], found[2]) for found in session.execute(query)]


# -- works ---------------------------------------------------------------------------------------------------------


def test_the_page_documents_every_column(world: World) -> None:
    page = world.client(world.ann).get(UPLOAD)
    assert page.status_code == 200
    for column in COLUMNS:
        assert f"<code>{column}</code></th><td>" in page.text
    assert page.text.count("<b>Required.</b>") == 5


def test_the_dry_run_tells_row_by_row_what_would_happen_and_changes_nothing(world: World) -> None:
    text = people_file(
        row("Erin", country="Mars"), row("Finn"), row("Alice", name="Alice Mae"), row("Bob"), newline="\r\n"
    )
    before, browser = everything(world), world.client(world.ann)
    where = dry_run(browser, text)
    page = browser.get(where).text
    assert "1 person would be created, 1 changed, 1 stay as they are, 1 row is refused." in " ".join(page.split())
    assert "“MARS” is not a country code; use two letters such as PH." in page
    assert "<b>name</b>: Alice → Alice Mae" in page
    assert page.index("Refused") < page.index("Created"), "what was refused comes first"
    assert "Import 2 people" in page
    assert browser.get(where).status_code == 200, "it can be looked at again"
    assert everything(world) == before


def test_the_import_writes_people_units_roles_and_lines_from_today(world: World) -> None:
    text = people_file(
        row("Erin", unit="North", roles="coach;trainee", manager="N-Mona", coach="N-Finn", hire_date="2020-05-01"),
        row("Finn", unit="North", job_profile="key-account-manager"),
        delimiter=";",
    )
    said = do_import(world.client(world.ann), text)
    assert "Imported: 2 created, 0 changed, 0 left out." in said
    erin, finn = one(world, "N-Erin"), one(world, "N-Finn")
    assert (erin.name, erin.email, erin.country, erin.time_zone, erin.locale) == (
        "Erin",
        "erin@example.com",
        "PH",
        "Asia/Manila",
        "en",
    )
    assert str(erin.hire_date) == "2020-05-01"
    assert finn.job_profile == "key-account-manager"
    assert erin.unit_id == finn.unit_id == world.rows(Unit)[0].id
    assert [grant.role for grant in world.rows(RoleGrant, RoleGrant.person_id == erin.id)] == ["coach", "trainee"]
    held = {
        (line.kind, line.holder_id): (line.from_date, line.to_date)
        for line in world.rows(Line)
        if line.person_id == erin.id
    }
    assert held == {("manager", world.mona.id): (world.today, None), ("coach", finn.id): (world.today, None)}


def test_the_trail_says_who_imported_whom_and_keeps_personal_text_apart(world: World) -> None:
    do_import(world.client(world.ann), people_file(row("Erin")))
    erin = one(world, "N-Erin")
    (entry,) = world.rows(TrailEntry, TrailEntry.object_id == erin.public_id)
    assert (entry.verb, entry.actor) == ("person created", world.ann.public_id)
    assert "Erin" not in entry.details + entry.commitments
    texts = {text.field: text.text for text in world.rows(TrailText, TrailText.entry_id == entry.id)}
    cells = json.loads(texts["cells"])
    assert (cells["name"], cells["email"]) == ("Erin", "erin@example.com")


def test_refused_rows_are_left_out_and_the_others_arrive(world: World) -> None:
    said = do_import(
        world.client(world.ann), people_file(row("Erin", email="erin"), row("Finn"), row("Gina", manager="N-Erin"))
    )
    assert "Imported: 1 created, 0 changed, 2 left out." in said
    assert [
        person.name for person in world.rows(Person, Person.employee_number.in_(["N-Erin", "N-Finn", "N-Gina"]))
    ] == ["Finn"]


def test_a_second_import_changes_only_what_differs(world: World) -> None:
    browser = world.client(world.ann)
    text = people_file(row("Erin", unit="North", roles="Coach;trainee;coach", locale="", manager="N-Mona"), row("Finn"))
    do_import(browser, text)
    before = everything(world)
    page = browser.get(dry_run(browser, text)).text
    assert "2 stay as they are" in page
    assert "There is nothing to import in this file." in page
    do_import(browser, text)
    assert everything(world) == before
    do_import(browser, text.replace("North", "South"))
    changed = [entry for entry in world.rows(TrailEntry) if entry.verb == "person changed"]
    assert [(entry.object_id, entry.details) for entry in changed] == [
        (one(world, "N-Erin").public_id, '{"by":"import","columns":["unit"]}')
    ]


def test_a_changed_manager_ends_the_old_line_today_and_begins_a_new_one(world: World) -> None:
    browser, since = world.client(world.ann), lines(world, world.alice, "manager")[0][1]
    do_import(browser, people_file(row("Alice", manager="N-Tess")))
    assert lines(world, world.alice, "manager") == [("Mona", since, world.today), ("Tess", world.today, None)]
    do_import(browser, people_file(row("Alice", manager="N-Bob")))
    do_import(browser, people_file(row("Alice", manager="N-Tess")))
    running = [held for held in lines(world, world.alice, "manager") if held[2] is None]
    assert running == [("Tess", world.today, None)], "changed away and back on one day"
    world.clock.forward(days=1)
    do_import(browser, people_file(row("Alice", manager="")))
    assert [held for held in lines(world, world.alice, "manager") if held[2] is None] == []
    assert ("Tess", world.today.replace(day=2), world.today) in lines(world, world.alice, "manager")
    assert lines(world, world.alice, "coach")[0][2] is None, "a column that is not in the file changes nothing"


def test_a_manager_who_is_taken_away_and_given_back_on_one_day_is_there(world: World) -> None:
    browser = world.client(world.ann)
    for manager in ("N-Mona", "", "N-Mona", "N-Tess", "", "N-Mona", "N-Mona"):
        do_import(browser, people_file(row("Charlie", manager=manager)))
    running = [held for held in lines(world, world.charlie, "manager") if held[2] is None]
    assert running == [("Mona", world.today, None)]


def test_two_people_swap_their_emails(world: World) -> None:
    do_import(
        world.client(world.ann),
        people_file(row("Alice", email="bob@example.com"), row("Bob", email="alice@example.com")),
    )
    assert one(world, "N-Alice").email == "bob@example.com"
    assert one(world, "N-Bob").email == "alice@example.com"


def test_the_first_administrator_gets_a_number_by_their_email(world: World) -> None:
    with world.writing() as session:
        session.get_one(Person, world.ann.id).employee_number = None
    browser = world.client(world.ann)
    text = people_file(row("Ann", employee_number="N-1", manager="N-Mona"), row("Erin", manager="N-1"))
    assert "<b>employee_number</b>: – → N-1" in browser.get(dry_run(browser, text)).text
    assert "1 created, 1 changed" in do_import(browser, text)
    assert one(world, "N-1").id == world.ann.id
    assert world.rows(Line, Line.holder_id == world.ann.id)[0].person_id == one(world, "N-Erin").id


def test_a_utf_16_file_from_excel_arrives_with_its_letters(world: World) -> None:
    do_import(world.client(world.ann), people_file(row("Erin", name="José 李 🙂"), delimiter=";").encode("utf-16"))
    assert one(world, "N-Erin").name == "José 李 🙂"


def test_odd_names_are_kept_as_written_and_shown_escaped(world: World) -> None:
    names = [
        "<script>alert(1)</script>",
        '=HYPERLINK("https://evil.example")',
        "ايرين",
        "🙂 & Co",
        "%(name)s {{ 7*7 }}",
    ]
    rows = [row(f"Erin{number}", name=name) for number, name in enumerate(names)]
    browser = world.client(world.ann)
    where = dry_run(browser, people_file(*rows, row("Odd", email="<b>@x", manager="<i>")))
    pages = [browser.get(where).text]
    assert browser.post(where).status_code == 302
    pages.append(browser.get("/administration/people").text)
    for page in pages:
        assert "<script>alert" not in page
        for shown in (
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "=HYPERLINK(&#34;https",
            "ايرين",
            "🙂 &amp; Co",
            "{{ 7*7 }}",
        ):
            assert shown in page
    assert "<b>@x" not in pages[0]
    assert "<i>" not in pages[0]
    assert [one(world, f"N-Erin{number}").name for number in range(len(names))] == names


# -- bad input -----------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(world: World) -> None:
    browser, before = world.client(world.ann), everything(world)
    for data, why in [
        ("name;email\n", "The header lacks the columns employee_number, country, time_zone."),
        (people_file(row("Erin", name="José")).encode("latin-1"), "The file is not UTF-8: byte"),
        (people_file(row("Er\0in")), "The file holds binary data."),
        (people_file(row("Erin", name="\ud83d")).encode("utf-8", "surrogatepass"), "cannot be read. In Excel"),
        (b"\x00junk" * 2_000_000, "The file is larger than 2 MB."),
    ]:
        reply = send(browser, data)
        assert reply.status_code == 422
        assert why in reply.text.split('<p class="field-error" id="file-error1">')[1].split("</p>")[0]
        assert 'aria-describedby="file-help file-error1"' in reply.text
    none = browser.post(UPLOAD, data={})
    assert none.status_code == 422
    assert "Choose a file first." in none.text
    assert everything(world) == before
    assert world.rows(PeopleImport) == []


def test_more_than_a_request_may_carry_is_413(world: World) -> None:
    reply = send(world.client(world.ann), b"x" * 17_000_000)
    assert reply.status_code == 413
    assert "That is too large" in reply.text


# -- whose it is -----------------------------------------------------------------------------------------------------


def test_only_administrators_import(world: World) -> None:
    before, where = everything(world), dry_run(world.client(world.ann), people_file(row("Erin")))
    for someone, status in ((world.bob, 403), (world.alice, 403), (None, 302)):
        browser = world.client(someone)
        replies = [
            browser.get(UPLOAD),
            send(browser, people_file(row("Finn"))),
            browser.get(where),
            browser.post(where),
        ]
        assert [reply.status_code for reply in replies] == [status] * 4
        if someone is None:
            assert all("/sign-in" in str(reply.location) for reply in replies)
    assert everything(world) == before


def test_somebody_elses_dry_run_is_the_same_as_none(world: World) -> None:
    other = world.person("Olga", Role.ADMINISTRATOR)
    where, browser = dry_run(world.client(world.ann), people_file(row("Erin"))), world.client(other)
    for address in (where, ABSENT):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert main_of(browser.get(where)) == main_of(browser.get(ABSENT))
    assert world.client(world.ann).get(where).status_code == 200, "it is still hers"


def test_an_administrator_who_lost_access_after_the_dry_run_imports_nothing(world: World) -> None:
    olga = world.person("Olga", Role.ADMINISTRATOR)
    browser, ann = world.client(olga), world.actor(world.ann)
    where = dry_run(browser, people_file(row("Erin")))
    with world.writing() as session:
        services.change_roles(session, session.get_one(Person, olga.id), [Role.COACH], actor=ann, at=world.now)
    before = everything(world)
    assert browser.post(where).status_code == 403
    with world.writing() as session:
        person = session.get_one(Person, olga.id)
        services.change_roles(session, person, [Role.ADMINISTRATOR], actor=ann, at=world.now)
        services.set_disabled(session, person, True, actor=ann, at=world.now)
    assert "/sign-in" in str(browser.post(where).location)
    assert [kept for kept in everything(world) if "Erin" in kept] == []
    assert len(before) == len(everything(world)) - 2, "nothing but the two changes of Olga"


# -- twice, at once, half ------------------------------------------------------------------------------------------


def test_applying_twice_imports_once(world: World) -> None:
    browser = world.client(world.ann)
    where = dry_run(browser, people_file(row("Erin")))
    assert browser.post(where).status_code == 302
    before = everything(world)
    assert browser.post(where).status_code == 404
    assert browser.get(where).status_code == 404
    assert everything(world) == before


def test_applying_from_two_windows_at_the_same_time_imports_once(world: World) -> None:
    windows: Sequence[Browser] = [world.client(world.ann) for _ in range(4)]
    where = dry_run(windows[0], people_file(*(row(f"Erin{number}") for number in range(40))))
    start, found = threading.Barrier(len(windows)), []

    def apply(browser: Browser) -> None:
        start.wait()
        found.append(browser.post(where).status_code)

    threads = [threading.Thread(target=apply, args=(browser,)) for browser in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [302, 404, 404, 404]
    assert (
        world.scalar(select(func.count()).where(TrailEntry.verb == "person created", TrailEntry.details != "{}")) == 40
    )


def test_a_newer_upload_replaces_the_older_one_and_a_forgotten_one_goes_after_a_day(world: World) -> None:
    browser = world.client(world.ann)
    older = dry_run(browser, people_file(row("Erin")))
    newer = dry_run(browser, people_file(row("Finn")))
    assert browser.post(older).status_code == 404
    world.clock.forward(days=1, seconds=1)
    world.tick()
    assert world.rows(PeopleImport) == []
    assert browser.post(newer).status_code == 404
    assert world.rows(Person, Person.name.in_(["Erin", "Finn"])) == []


def test_the_import_looks_again_at_what_is_there(world: World) -> None:
    browser = world.client(world.ann)
    where = dry_run(browser, people_file(row("Erin"), row("Finn")))
    world.person("Erin")
    with world.writing() as session:
        session.scalars(select(Person).where(Person.name == "Erin")).one().employee_number = "N-Other"
    assert "Imported: 1 created, 0 changed, 1 left out." in browser.post(where, follow_redirects=True).text


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, calls = world.client(world.ann), []
    where = dry_run(browser, people_file(row("Erin", unit="North"), row("Finn"), row("Alice", name="Alice Mae")))
    before, really = everything(world), services.trail.record

    def fail_the_second_time(*args: Any, **kwargs: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        really(*args, **kwargs)

    monkeypatch.setattr(services.trail, "record", fail_the_second_time)
    assert browser.post(where).status_code == 500
    assert everything(world) == before


# -- cost -----------------------------------------------------------------------------------------------------------


def test_the_dry_run_asks_the_same_number_of_questions_for_any_file(world: World) -> None:
    browser, counts = world.client(world.ann), []
    for many in (1, 60):
        where = dry_run(browser, people_file(*(row(f"Erin{number}", manager="N-Mona") for number in range(many))))
        reply, statements = counting(world.app, lambda where=where: browser.get(where))  # type: ignore[misc]
        assert reply.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7
