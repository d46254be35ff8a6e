"""An answer names a key account: one that the rater or the person rated works on, and no other."""

import json

from kamcoach.assessing.models import Answer, ObservedEvent
from kamcoach.portfolio import services as portfolio
from kamcoach.trail.models import TrailText
from tests.factories.browsing import form_of, offered, said
from tests.factories.portfolio import account
from tests.factories.world import Browser, Thing, World
from tests.kamcoach.assessing.saving import occasion, save


def named(world: World, assessment: Thing) -> dict[str, int | None]:
    """The key account of each answer, by item."""
    return {row.item: row.key_account_id for row in world.rows(Answer, Answer.assessment_id == assessment.id)}


def tap(browser: Browser, assessment: Thing, account_id: str, base: int = 0, operation: str = "first-tap") -> int:
    """Save an answer that names an account; the status."""
    fields = {"value": "3", "note": "seen", "account": account_id, "base": str(base), "operation": operation}
    reply = browser.post(f"/assessments/{assessment.public_id}/answers/B5", data=fields)
    return int(reply.status_code)


def test_without_accounts_there_is_nothing_to_choose(world: World) -> None:
    account(world, "Mill", world.charlie)
    page = world.client(world.alice).get(f"/assessments/{occasion(world, world.alice).public_id}/answer").text
    assert "B5-account" not in page


def test_a_tap_and_a_page_save_the_account_and_the_page_shows_it_again(world: World) -> None:
    dairy, mill = account(world, "Dairy", world.alice), account(world, "Mill", world.alice)
    pulse, alice = occasion(world, world.alice), world.client(world.alice)
    url = f"/assessments/{pulse.public_id}/answer"
    assert offered(alice.get(url).text, "B5-account") == ["None in particular", "Dairy", "Mill"]
    assert tap(alice, pulse, dairy.public_id) == 200
    assert named(world, pulse) == {"B5": dairy.id}
    fields = form_of(alice.get(url).text, holding="B5-base")
    assert fields["B5-account"] == dairy.public_id
    fields["B5-account"], fields["then"] = mill.public_id, "later"
    assert alice.post(url, data=fields).status_code == 302
    assert named(world, pulse) == {"B5": mill.id}
    fields = form_of(alice.get(url).text, holding="B5-base")
    fields["B5-account"], fields["then"] = "", "later"
    assert alice.post(url, data=fields).status_code == 302
    assert named(world, pulse) == {"B5": None}


def test_a_foreign_or_closed_account_is_refused_and_one_that_is_named_already_stays(world: World) -> None:
    mill, dairy = account(world, "Mill", world.charlie), account(world, "Dairy", world.alice)
    pulse, alice = occasion(world, world.alice), world.client(world.alice)
    url = f"/assessments/{pulse.public_id}"
    for wrong in (mill.public_id, "AbsentAbsent1234", "a\x00b", "x" * 40):
        assert tap(alice, pulse, wrong) == 422
    data = {"value": "3", "account": mill.public_id, "base": "0", "operation": "a-foreign-one"}
    refused = alice.post(f"{url}/answers/B5", data=data)
    assert refused.json == {"problem": "Choose one of the accounts shown, or none."}
    page = alice.post(
        f"{url}/answer",
        data={"B5-base": "0", "B5-value": "3", "B5-note": "kept", "B5-account": mill.public_id, "operation": "o" * 9},
    )
    assert page.status_code == 422 and form_of(page.text, holding="B5-base")["B5-note"] == "kept"
    assert named(world, pulse) == {}

    assert tap(alice, pulse, dairy.public_id) == 200
    with world.writing() as session:
        portfolio.set_closed(session, dairy.public_id, True, actor=world.actor(world.alice), at=world.now)
    assert offered(alice.get(f"{url}/answer").text, "B5-account") == ["None in particular", "Dairy"]
    again = {"value": "4", "note": "later", "account": dairy.public_id, "base": "1", "operation": "second-tap"}
    assert alice.post(f"{url}/answers/B5", data=again).status_code == 200
    fresh = {"value": "4", "note": "", "account": dairy.public_id, "base": "0", "operation": "another-item"}
    assert alice.post(f"{url}/answers/B1a", data=fresh).status_code == 422
    assert named(world, pulse) == {"B5": dairy.id}


def test_two_accounts_are_a_conflict_with_both_names(world: World) -> None:
    dairy, mill = account(world, "Dairy", world.alice), account(world, "Mill", world.alice)
    pulse, alice = occasion(world, world.alice), world.client(world.alice)
    assert tap(alice, pulse, dairy.public_id) == 200
    assert tap(alice, pulse, dairy.public_id, operation="the-same-again") == 200  # equal is no conflict
    data = {"value": "3", "note": "seen", "account": mill.public_id, "base": "0", "operation": "other-device"}
    stale = alice.post(f"/assessments/{pulse.public_id}/answers/B5", data=data)
    assert stale.status_code == 409
    theirs = stale.json["conflict"]
    assert (theirs["account"], theirs["account_name"]) == (dairy.public_id, "Dairy")
    assert stale.json["yours"]["account"] == mill.public_id

    url = f"/assessments/{pulse.public_id}/answer"
    sheet = {"B5-base": "0", "B5-value": "3", "B5-note": "seen", "B5-account": mill.public_id, "operation": "page-one"}
    page = alice.post(url, data=sheet)
    assert page.status_code == 409
    assert "Key account: Mill" in said(page.text) and "Key account: Dairy" in said(page.text)
    assert alice.post(url, data=form_of(page.text, holding="B5-keep")).status_code == 302
    assert named(world, pulse) == {"B5": mill.id}


def test_it_is_shown_with_the_answer_and_kept_in_the_trail_by_its_id(world: World) -> None:
    dairy = account(world, "Dairy", world.alice)
    pulse, alice = occasion(world, world.alice), world.client(world.alice)
    tap(alice, pulse, dairy.public_id)
    for item in ("B1a", "B1b"):
        save(alice, pulse, item, operation=f"operation-{item}")
    assert alice.post(f"/assessments/{pulse.public_id}/answer", data={"then": "send"}).status_code == 302
    for reader in (world.alice, world.bob):
        page = world.client(reader).get(f"/assessments/{pulse.public_id}").text
        assert said(page).count("Key account: Dairy") == 1
    told = world.rows(TrailText, TrailText.field == "answers")[0].text
    assert json.loads(told)["B5"] == ["3", "seen", dairy.public_id]
    assert json.loads(told)["B1a"] == ["3", ""]


def test_an_observer_names_accounts_of_the_person_they_saw(world: World) -> None:
    dairy, _ = account(world, "Dairy", world.alice), account(world, "Mill", world.charlie)
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.tess)
    view = world.assessment(enrolment, "baseline", world.tess)
    tess, url = world.client(world.tess), f"/assessments/{view.public_id}/events"
    assert offered(tess.get(url).text, "account") == ["None in particular", "Dairy"]
    event = {"happened_on": "2026-03-01", "kind": "meeting", "what": "Review.", "account": dairy.public_id}
    assert tess.post(url, data=event).status_code == 302
    assert world.rows(ObservedEvent)[0].key_account_id == dairy.id
    assert "Customer meeting, Dairy" in said(tess.get(url).text)
