"""An auditor opens an audit, and declares to be independent: the system refuses whoever is not."""

from datetime import date, timedelta

import pytest

from assessments.scheduling.dates import months_before
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.auditing.independence import ties
from kamcoach.auditing.models import Audit
from kamcoach.notifications.models import OutboxMessage
from kamcoach.permissions.roles import Role
from tests.factories.auditing import INSTRUMENT, audit
from tests.factories.browsing import form_of, problems, said
from tests.factories.world import World, counting


def _filled(world: World, **changes: str) -> dict[str, str | list[str]]:
    fields = dict(form_of(world.client(world.hugh).get("/audits/new").get_data(as_text=True)))
    given = {
        "person": world.alice.public_id,
        "instrument": INSTRUMENT,
        "period_from": (world.today - timedelta(days=90)).isoformat(),
        "period_to": world.today.isoformat(),
        "reason": "The yearly round.",
        "declared": "y",
        "independence": "We have <never> met.",
    }
    return {**fields, **given, **changes}


def test_it_opens_once_with_the_auditors_seat_and_tells_the_person(world: World) -> None:
    sent, browser = _filled(world), world.client(world.hugh)
    first, second = (browser.post("/audits/new", data=sent) for _ in range(2))
    (made,), (occasion,), (seat,) = world.rows(Audit), world.rows(Occasion), world.rows(Assessment)
    assert first.location == second.location == f"/audits/{made.public_id}"
    assert (occasion.purpose, occasion.sees, occasion.blind) == ("audit", "audit/1", False)
    assert (seat.relation, seat.rater_id) == ("auditor", world.hugh.id)
    (letter,) = world.rows(OutboxMessage)
    assert (letter.kind, letter.person_id) == ("audit-opened", world.alice.id)
    page = said(browser.get(first.location).get_data(as_text=True))
    assert "We have <never> met." in page
    assert "Alice" in said(browser.get("/audits").get_data(as_text=True))
    assert browser.get(f"/assessments/{seat.public_id}/answer").status_code == 200
    assert "For the audit" in said(browser.get(f"/assessments/{seat.public_id}/answer").get_data(as_text=True))


@pytest.mark.parametrize("kind", ["manager", "coach"])
def test_a_line_within_24_months_is_refused_in_words_and_the_input_kept(world: World, kind: str) -> None:
    world.line(
        kind, world.charlie if kind == "manager" else world.hugh, world.hugh if kind == "manager" else world.charlie
    )
    reply = world.client(world.hugh).post("/audits/new", data=_filled(world, person=world.charlie.public_id))
    html = reply.get_data(as_text=True)
    assert reply.status_code == 422
    expected = "You manage Charlie." if kind == "manager" else "Charlie manages, coaches or leads you."
    assert expected in problems(html)["person"]
    assert "The yearly round." in html
    assert world.rows(Audit) == []


def test_a_former_line_is_named_with_its_last_day_and_forgotten_after_24_months(world: World) -> None:
    eve = world.person("Eve", Role.TRAINEE)
    world.line("coach", eve, world.hugh, since=world.today - timedelta(days=1200))
    world.end_line("coach", eve, world.today - timedelta(days=300))
    reply = world.client(world.hugh).post("/audits/new", data=_filled(world, person=eve.public_id))
    assert "You coached Eve until" in problems(reply.get_data(as_text=True))["person"]
    later = world.today + timedelta(days=500)
    with world.reading() as session:
        found = ties(session, auditor_id=world.hugh.id, person_id=eve.id, today=later, at=world.now)
    assert found == []


def test_a_trainer_and_a_rater_are_refused(world: World) -> None:
    world.baseline(world.charlie, world.dora, observer=world.tess)
    with world.reading() as session:
        kinds = {
            who.name: {
                tie.kind
                for tie in ties(session, auditor_id=who.id, person_id=world.charlie.id, today=world.today, at=world.now)
            }
            for who in (world.dora, world.tess, world.hugh, world.charlie)
        }
    assert kinds["Dora"] >= {"coach", "trainer"}
    assert kinds["Tess"] == {"rater"}
    assert kinds["Hugh"] == set()
    assert kinds["Charlie"] == {"oneself"}


def test_a_day_to_come_a_period_upside_down_and_no_declaration_are_refused(world: World) -> None:
    tomorrow = (world.today + timedelta(days=1)).isoformat()
    bad = [
        ({"period_to": tomorrow}, "period_to"),
        ({"period_from": world.today.isoformat(), "period_to": "2026-01-01"}, "period_to"),
        ({"declared": ""}, "declared"),
        ({"instrument": "audit-key-account-executive"}, "commissioned_by"),
        ({"instrument": "audit-key-account-executive", "commissioned_by": world.alice.public_id}, "commissioned_by"),
    ]
    browser = world.client(world.hugh)
    for change, field in bad:
        reply = browser.post("/audits/new", data=_filled(world, **change))
        assert reply.status_code == 422
        assert field in problems(reply.get_data(as_text=True)), field
    assert world.rows(Audit) == []


def test_the_person_sees_what_is_audited_and_strangers_nothing(world: World) -> None:
    made = audit(world, world.alice)
    page = said(world.client(world.alice).get(f"/audits/{made.public_id}").get_data(as_text=True))
    assert "The yearly round." in page
    assert "Nothing is asked for yet." in page
    assert "Checklist and evidence" not in page
    for stranger in (world.mona, world.bob, world.charlie):
        assert world.client(stranger).get(f"/audits/{made.public_id}").status_code == 404
    assert world.client(world.mona).get("/audits").status_code == 403


def test_the_list_costs_the_same_for_many(world: World) -> None:
    audit(world, world.alice)
    browser = world.client(world.hugh)
    browser.get("/audits")
    _, one = counting(world.app, lambda: browser.get("/audits"))
    audit(world, world.charlie)
    _, two = counting(world.app, lambda: browser.get("/audits"))
    assert len(one) == len(two)


def test_months_before_stays_inside_the_month() -> None:
    assert months_before(date(2028, 2, 29), 24) == date(2026, 2, 28)
    assert months_before(date(2026, 5, 31), 24) == date(2024, 5, 31)
