"""Many people at once: enrolled as a group, finished together, dated by the worker in parts, whole person by person."""

import pytest
from sqlalchemy import func, insert, select

from kamcoach.coaching import cohort_views
from kamcoach.database import new_public_id
from kamcoach.people.models import Line, Person, Unit
from kamcoach.reinforcement import jobs, planning
from kamcoach.reinforcement.dating import Almanac
from kamcoach.reinforcement.models import FollowUp
from kamcoach.trail.models import TrailEntry
from kamcoach.training.models import Cohort, Enrolment, Focus
from tests.factories.browsing import form_of, offered, problems, said
from tests.factories.world import Browser, Thing, World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at

MANY = planning.AT_ONCE + 5
STEPS_AFTER = 26


def many(world: World, number: int = MANY) -> None:
    """People whom Bob coaches, half of them in one unit, one with a country of their own."""
    with world.writing() as session:
        session.add(Unit(name="North"))
        session.flush()
        unit = session.scalars(select(Unit.id)).one()
        shared = {"time_zone": "Asia/Manila", "created_at": world.now.business, "locale": "en", "theme": "auto"}
        rows = [
            {
                **shared,
                "public_id": new_public_id(),
                "name": f"Kam {place:03}",
                "email": f"kam{place}@example.com",
                "employee_number": f"K{place}",
                "country": "DE" if place == 7 else "PH",
                "unit_id": unit if place % 2 else None,
                "job_profile": "key-account-manager",
            }
            for place in range(number)
        ]
        session.execute(insert(Person), rows)
        ids = session.scalars(select(Person.id).where(Person.name.like("Kam %"))).all()
        since = world.today.replace(year=2025)
        lines = [{"person_id": key, "holder_id": world.bob.id, "kind": "coach", "from_date": since} for key in ids]
        session.execute(insert(Line), lines)


def enrol(browser: Browser, cohort: Thing, who: str, observer: str = "coach") -> None:
    """Choose a group, look who that is, press the button."""
    path = f"/cohorts/{cohort.public_id}/enrol-many"
    shown = browser.post(path, data={"who": who, "focus": ["B1", "B5"], "observer": observer})
    assert shown.status_code == 200
    reply = browser.post(path, data=form_of(shown.text, holding="count"))
    assert reply.location == f"/cohorts/{cohort.public_id}/planning"


def dated(world: World) -> dict[int, int]:
    """How many steps of each enrolment are dated."""
    with world.reading() as session:
        rows = session.execute(select(FollowUp.enrolment_id, func.count()).group_by(FollowUp.enrolment_id))
        return {row[0]: row[1] for row in rows}


def test_a_group_is_shown_then_enrolled_and_dated_by_the_worker(world: World) -> None:
    many(world)
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}"
    labels = offered(bob.get(f"{path}/enrol-many").text, "who")
    assert labels == [
        f"Everybody who is not enrolled yet: {MANY + 1} people",
        f"Unit North: {MANY // 2} people",
        f"Job profile Key account manager: {MANY} people",
    ]
    enrol(bob, cohort, "unit:North")
    enrolled = world.rows(Enrolment)
    assert len(enrolled) == MANY // 2
    assert {(one.observer_id, one.observer_as) for one in enrolled} == {(world.bob.id, "coach")}
    assert len(world.rows(Focus)) == 2 * len(enrolled)
    assert len(world.rows(TrailEntry, TrailEntry.verb == "enrolled")) == len(enrolled)
    assert f"0 of {MANY // 2} people have their dates." in said(bob.get(f"{path}/planning").text)
    assert "The dates of some people are being made." in said(bob.get(path).text)
    world.tick()
    assert set(dated(world).values()) == {2}
    assert f"{MANY // 2} people have their dates." in said(bob.get(f"{path}/planning").text)
    enrol(bob, cohort, "everybody")  # who is there already is left out
    assert len(world.rows(Enrolment)) == MANY + 1


def test_a_cohort_of_many_is_finished_at_once_and_dated_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    many(world)
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    enrol(world.client(world.bob), cohort, "job:key-account-manager")
    world.tick()
    world.clock.set(at(4, 1))
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}"
    monkeypatch.setattr(cohort_views, "MOST_TICKS", 10)

    wrong = "Kam 001\nkam2@EXAMPLE.com\nNobody Here\n"
    reply = bob.post(f"{path}/finish", data={"absent": wrong})
    assert reply.status_code == 422
    assert "“Nobody Here”" in problems(reply.text)["absent"]
    assert form_of(reply.text)["absent"].split("\r\n")[:2] == ["Kam 001", "kam2@EXAMPLE.com"]
    assert world.rows(Cohort)[0].finished_at is None

    reply = bob.post(f"{path}/finish", data={"absent": "kam  001\nkam2@EXAMPLE.com\nK3"})
    assert reply.location == f"{path}/planning"
    assert [one.attended for one in world.rows(Enrolment)].count(False) == 3
    assert set(dated(world).values()) == {2}  # nobody has a date after the training yet
    with world.writing() as session:
        assert planning.date_waiting(session, Almanac(), most=10, at=world.now) == 10
    counts = list(dated(world).values())
    assert (counts.count(2 + STEPS_AFTER), counts.count(2)) == (10, MANY - 10)  # whole or not at all
    assert f"10 of {MANY - 3} people have their dates." in said(bob.get(f"{path}/planning").text)

    with world.app.app_context():  # another worker goes on where the first one died
        assert jobs.date_waiting(world.now) == MANY - 13
        assert jobs.date_waiting(world.now) == 0
    counts = list(dated(world).values())
    assert (counts.count(2 + STEPS_AFTER), counts.count(2)) == (MANY - 3, 3)
    by_country = {one.due_on for one in world.rows(FollowUp, FollowUp.step == "plus-30")}
    assert len(by_country) == 1  # 1 May is a holiday in both countries, and a weekend follows
    assert {one.plan_id is not None for one in world.rows(Enrolment)} == {True}


def test_what_cannot_be_is_refused_and_enrols_nobody(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    bob, path = world.client(world.bob), f"/cohorts/{cohort.public_id}/enrol-many"
    reply = bob.post(path, data={"who": "unit:Nowhere", "focus": ["B1"], "observer": "coach"})
    assert reply.status_code == 422
    assert problems(reply.text).keys() == {"who", "focus"}
    stale = bob.post(path, data={"who": "everybody", "focus": ["B1", "B5"], "observer": "", "count": "7"})
    assert stale.status_code == 200 and "1 person would be enrolled: Alice" in said(stale.text)
    assert world.rows(Enrolment) == []
    assert world.client(world.dora).get(path).status_code == 404
    assert world.client(world.mona).post(path).status_code == 403
    assert world.client(world.dora).get(f"/cohorts/{cohort.public_id}/planning").status_code == 404


def test_the_focus_of_one_person_changes_from_today_on(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    enrolment = world.enrol(cohort, world.alice, world.bob)
    bob, path = world.client(world.bob), f"/enrolments/{enrolment.public_id}/focus"
    assert form_of(bob.get(path).text).getlist("focus") == ["B1", "B5"]
    world.clock.forward(days=1)
    assert bob.post(path, data={"focus": ["B1", "B9"]}).status_code == 302
    found = {one.measure: (one.from_date == world.today, one.to_date) for one in world.rows(Focus)}
    assert found == {"B1": (False, None), "B5": (False, world.today), "B9": (True, None)}
    assert [one.details for one in world.rows(TrailEntry, TrailEntry.verb == "focus changed")] == [
        '{"focus":["B1","B9"]}'
    ]
    assert bob.post(path, data={"focus": ["B1"]}).status_code == 422
    assert world.client(world.dora).get(path).status_code == 404
    assert world.client(world.mona).get(path).status_code == 403
