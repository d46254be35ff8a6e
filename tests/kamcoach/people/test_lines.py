"""Who manages and coaches whom from when on: /administration/people/<id>/lines, and the import beside it."""

from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from kamcoach.assessing.opening import Seat
from kamcoach.people.importing import compare
from kamcoach.people.models import Line
from kamcoach.people.queries import known_people
from kamcoach.people.services import apply_import
from kamcoach.people.spreadsheet import read
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, problems, said
from tests.factories.handover import hand_over, rating, seats_of
from tests.factories.world import Someone, World


def change(
    world: World, person: Someone, kind: str, holder: Someone | None, on: date | str, by: Someone | None = None
) -> TestResponse:
    """Fill in the form and send it."""
    data = {"kind": kind, "holder": holder.public_id if holder else "nobody", "from_date": str(on)}
    url = f"/administration/people/{person.public_id}/lines"
    reply: TestResponse = world.client(by or world.ann).post(url, data=data)
    return reply


def lines(world: World, person: Someone, kind: str = "manager") -> list[tuple[int, date, date | None]]:
    """Holder, first day and end of each line that runs for a day."""
    rows = world.rows(Line, Line.person_id == person.id, Line.kind == kind)
    return sorted(
        ((row.holder_id, row.from_date, row.to_date) for row in rows if row.to_date != row.from_date),
        key=lambda row: row[1],
    )


def test_somebody_else_manages_from_a_day_on_and_the_past_stays(world: World) -> None:
    nina = world.person("Nina", Role.MANAGER)
    day, since = world.today + timedelta(days=30), world.today - timedelta(days=365)
    reply = change(world, world.alice, "manager", nina, day)
    assert reply.status_code == 302
    page = world.client(world.ann).get(reply.location).text
    assert "Mona" in said(page) and "planned" in said(page) and "before 1 April 2026" in said(page)
    assert lines(world, world.alice) == [(world.mona.id, since, day), (nina.id, day, None)]
    assert world.rows(TrailEntry, TrailEntry.verb == "line changed")[0].details == (
        f'{{"from":"{day}","holder":"{nina.public_id}","kind":"manager"}}'
    )

    change(world, world.alice, "manager", nina, day)  # twice is harmless
    assert lines(world, world.alice) == [(world.mona.id, since, day), (nina.id, day, None)]
    sooner = world.today + timedelta(days=7)
    change(world, world.alice, "manager", world.bob, sooner)  # what was planned for later is replaced
    assert lines(world, world.alice) == [(world.mona.id, since, sooner), (world.bob.id, sooner, None)]
    change(world, world.alice, "manager", world.mona, sooner)  # and she stays after all
    assert lines(world, world.alice) == [(world.mona.id, since, None)]
    assert len(world.rows(TrailEntry, TrailEntry.verb == "line changed")) == 3


def test_a_line_may_end_without_another_and_change_twice_on_one_day(world: World) -> None:
    since = world.today - timedelta(days=365)
    change(world, world.alice, "coach", world.dora, world.today)
    change(world, world.alice, "coach", None, world.today)
    change(world, world.alice, "coach", world.dora, world.today)
    found = lines(world, world.alice, "coach")
    assert found == [(world.bob.id, since, world.today), (world.dora.id, world.today, None)]
    assert world.client(world.bob).get(f"/people/{world.alice.public_id}").status_code == 404
    assert world.client(world.dora).get(f"/people/{world.alice.public_id}").status_code == 200


@pytest.mark.parametrize(
    ("holder", "day", "why"),
    [
        ("alice", 0, {"holder": "This is the person themself. Choose somebody else."}),
        ("bob", -1, {"from_date": "This day is over: what was cannot be changed. Choose today or later."}),
        ("bob", 366, {"from_date": "Choose a day until 2 March 2027, at most a year ahead."}),
        ("alice", None, {"from_date": "Write a date like 2026-05-21: year, month, day."}),
    ],
)
def test_what_cannot_be_comes_back_with_the_reason_and_the_input(
    world: World, holder: str, day: int | None, why: dict[str, str]
) -> None:
    who: Someone = getattr(world, holder)
    before = lines(world, world.alice)
    typed = str(world.today + timedelta(days=day)) if day is not None else "next week"
    reply = change(world, world.alice, "manager", who, typed)
    assert (reply.status_code, problems(reply.text)) == (422, why)
    kept = form_of(reply.text, holding="holder")
    assert (kept["kind"], kept["holder"], kept["from_date"]) == ("manager", who.public_id, typed)
    assert lines(world, world.alice) == before


def test_pressing_the_button_without_a_choice_ends_no_line(world: World) -> None:
    url = f"/administration/people/{world.alice.public_id}/lines"
    ann = world.client(world.ann)
    reply = ann.post(url, data=form_of(ann.get(url).text, holding="holder"))
    assert problems(reply.text) == {"holder": "Choose a person, or nobody."}
    assert lines(world, world.alice)[0][2] is None


def test_the_managers_form_no_circle_now_or_later(world: World) -> None:
    tomorrow = world.today + timedelta(days=1)
    hand_over(world, "manager", world.mona, world.bob, tomorrow)
    reply = change(world, world.bob, "manager", world.alice, world.today)
    circle = "The managers would form a circle: Bob → Alice → Mona → Bob. Choose somebody else."
    assert (reply.status_code, problems(reply.text)) == (422, {"holder": circle})
    assert change(world, world.mona, "coach", world.alice, world.today).status_code == 302  # coaching goes both ways
    hand_over(world, "manager", world.mona, None, tomorrow)
    assert change(world, world.bob, "manager", world.alice, world.today).status_code == 302


def test_only_administrators_open_it_and_opening_it_changes_nothing(world: World) -> None:
    url = f"/administration/people/{world.alice.public_id}/lines"
    for person in (world.alice, world.bob, world.mona, world.hugh):
        assert world.client(person).get(url).status_code == 403
        assert change(world, world.alice, "manager", None, world.today, by=person).status_code == 403
    before = lines(world, world.alice)
    assert world.client(world.ann).get(url).status_code == 200
    assert world.client(world.ann).get("/administration/people/AbsentAbsent1234/lines").status_code == 404
    assert lines(world, world.alice) == before


def test_an_import_hands_over_too_and_replaces_what_was_planned(world: World) -> None:
    nina = world.person("Nina", Role.MANAGER)
    hand_over(world, "manager", world.alice, world.bob, world.today + timedelta(days=20))
    occasion = rating(world, world.alice, [Seat("manager", world.mona.id)])
    header = "employee_number,name,email,country,time_zone,manager"
    rows = read(f"{header}\nN-Alice,Alice,alice@example.com,PH,Asia/Manila,N-Nina\n".encode())
    with world.writing() as session:
        outcomes = compare(rows, known_people(session, on=world.today), profiles=frozenset())
        apply_import(session, outcomes, on=world.today, actor=world.actor(world.ann), at=world.now)
    since = world.today - timedelta(days=365)
    assert lines(world, world.alice) == [(world.mona.id, since, world.today), (nina.id, world.today, None)]
    world.tick()
    assert seats_of(world, occasion) == [("manager", world.mona.id, world.today), ("manager", nina.id, None)]
