"""Draft findings, the right of reply, the final audit; and the actions that follow."""

from datetime import timedelta

import pytest

from kamcoach.assessing.models import Occasion, Result, Standing
from kamcoach.auditing import findings
from kamcoach.auditing.models import Audit, CorrectiveAction, EvidenceRequest, Finding
from kamcoach.notifications.models import OutboxMessage
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.auditing import action, answer, ask, audit, drafted, final, hand_in, items, seat
from tests.factories.browsing import form_of, problems, said
from tests.factories.world import World


def test_a_draft_waits_until_every_item_is_answered_proven_and_every_gap_has_a_finding(world: World) -> None:
    made = audit(world, world.alice)
    browser = world.client(world.hugh)
    reply = browser.post(f"/audits/{made.public_id}/draft")
    assert reply.status_code == 422
    assert "Not answered yet" in said(reply.get_data(as_text=True))
    first, second = items(world, made)[:2]
    answer(world, made, but={first: "0", second: "2"})
    text = said(browser.post(f"/audits/{made.public_id}/draft").get_data(as_text=True))
    assert "Answered as met, but it lacks a paper of grade A or B from the period" in text
    assert "Not met, and without a finding" in text
    evidence = ask(world, made, second)
    hand_in(world, made, evidence, world.alice)
    page = f"/audits/{made.public_id}/evidence/{evidence.public_id}"
    assert browser.post(page, data={"grade": "B", "graded_note": "Dated.", "base": "2"}).status_code == 302
    path = f"/audits/{made.public_id}/findings/{first}"
    assert browser.post(path, data={"text": "Two lack a paper.", "base": "0"}).status_code == 302
    for _ in range(2):
        assert browser.post(f"/audits/{made.public_id}/draft").status_code == 302
    (kept,) = world.rows(Audit)
    assert kept.reply_until is not None
    assert len(world.rows(OutboxMessage, OutboxMessage.kind == "audit-drafted")) == 1


def test_the_person_sees_no_finding_and_no_grade_before_the_draft(world: World) -> None:
    made = audit(world, world.alice)
    first = items(world, made)[0]
    evidence = ask(world, made, first)
    hand_in(world, made, evidence, world.alice)
    hugh = world.client(world.hugh)
    hugh.post(f"/audits/{made.public_id}/findings/{first}", data={"text": "Secret draft.", "base": "0"})
    page = f"/audits/{made.public_id}/evidence/{evidence.public_id}"
    hugh.post(page, data={"grade": "C", "graded_note": "Secret grade.", "base": "2"})
    alice = world.client(world.alice)
    shown = [alice.get(path).get_data(as_text=True) for path in (f"/audits/{made.public_id}", page)]
    assert not [html for html in shown if "Secret" in html]
    assert alice.get(f"/audits/{made.public_id}/findings/{first}/reply").status_code == 404
    assert alice.get(f"/audits/{made.public_id}/findings/{first}").status_code == 403
    assert alice.get(f"/assessments/{seat(world, made).public_id}").status_code == 404


def test_final_waits_for_the_reply_or_ten_working_days(world: World) -> None:
    made = drafted(world, world.alice)
    browser = world.client(world.hugh)
    reply = browser.post(f"/audits/{made.public_id}/final")
    assert reply.status_code == 422
    assert "may still reply until" in said(reply.get_data(as_text=True))
    (kept,) = world.rows(Audit)
    assert kept.reply_until is not None
    assert (kept.reply_until - world.today).days >= 14 - 1
    world.clock.forward(days=(kept.reply_until - world.today).days)
    browser = world.client(world.hugh)
    assert browser.post(f"/audits/{made.public_id}/final").status_code == 422, "the last day is the person's"
    world.clock.forward(days=1)
    browser = world.client(world.hugh)
    assert browser.post(f"/audits/{made.public_id}/final").status_code == 302


def test_the_reply_stands_beside_the_final_text_and_results_exist(world: World) -> None:
    made = drafted(world, world.alice)
    first = items(world, made)[0]
    alice, hugh = world.client(world.alice), world.client(world.hugh)
    path = f"/audits/{made.public_id}/findings/{first}/reply"
    assert "Two of five lack a paper." in said(alice.get(path).get_data(as_text=True))
    given = {"reply": "It was <three>.", "dissent": "The client never signs.", "base": "0"}
    assert alice.post(path, data=given).status_code == 302
    assert "It was <three>." not in said(hugh.get(f"/audits/{made.public_id}").get_data(as_text=True)), "not sent yet"
    stale = alice.post(path, data={**given, "reply": "Another tab."})
    assert stale.status_code == 409
    assert "It was <three>." in said(stale.get_data(as_text=True))
    for _ in range(2):
        assert alice.post(f"/audits/{made.public_id}/replied").status_code == 302
    text = {"text": "Three of five have one.", "base": "1"}
    assert hugh.post(f"/audits/{made.public_id}/findings/{first}", data=text).status_code == 302
    for _ in range(2):
        assert hugh.post(f"/audits/{made.public_id}/final").status_code == 302
    assert world.rows(Finding)[0].draft == "Two of five lack a paper."
    for browser in (alice, hugh):
        page = said(browser.get(f"/audits/{made.public_id}").get_data(as_text=True))
        for words in (
            "Three of five have one.",
            "It was <three>.",
            "The client never signs.",
            "Checklist and evidence",
        ):
            assert words in page
    relations = {result.relation for result in world.rows(Result)}
    assert relations == {"auditor"}
    assert world.rows(Standing) != []
    assert world.rows(Occasion)[0].released_at is not None
    assert alice.get(f"/assessments/{seat(world, made).public_id}").status_code == 200
    assert alice.post(path, data=given).status_code == 404, "final is final"
    verbs = {entry.verb for entry in world.rows(TrailEntry)}
    assert verbs >= {"audit opened", "finding drafted", "audit drafted", "reply saved", "reply sent", "audit final"}


def test_a_stale_edit_shows_both_texts(world: World) -> None:
    made = drafted(world, world.alice)
    first, browser = items(world, made)[0], world.client(world.hugh)
    path = f"/audits/{made.public_id}/findings/{first}"
    assert browser.post(path, data={"text": "First tab.", "base": "1"}).status_code == 302
    reply = browser.post(path, data={"text": "Second tab.", "base": "1"})
    html = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "First tab." in html
    assert "Second tab." in html
    again = dict(form_of(html, holding="text"))
    assert browser.post(path, data=again).status_code == 302
    assert world.rows(Finding)[0].final == "Second tab."


def test_another_auditor_reads_and_changes_nothing(world: World) -> None:
    made = drafted(world, world.alice)
    hana = world.person("Hana", Role.AUDITOR)
    browser, first = world.client(hana), items(world, made)[0]
    assert "Two of five" in said(browser.get(f"/audits/{made.public_id}").get_data(as_text=True))
    for path in ("draft", "final", "replied", f"findings/{first}", f"findings/{first}/reply", f"items/{first}"):
        assert browser.post(f"/audits/{made.public_id}/{path}").status_code == 404


def test_whoever_became_the_coach_meanwhile_cannot_make_it_final(world: World) -> None:
    made = drafted(world, world.charlie)
    world.line("team", world.charlie, world.hugh)
    actor = world.actor(world.charlie)
    with world.writing() as session:
        findings.send_reply(session, made.public_id, actor=actor, at=world.now)
    reply = world.client(world.hugh).post(f"/audits/{made.public_id}/final")
    assert reply.status_code == 422
    assert "You lead the team of Charlie." in said(reply.get_data(as_text=True))


def test_the_person_hands_in_until_it_is_graded(world: World) -> None:
    made = audit(world, world.alice)
    evidence = ask(world, made, items(world, made)[0])
    alice, hugh = world.client(world.alice), world.client(world.hugh)
    path = f"/audits/{made.public_id}/evidence/{evidence.public_id}"
    given = {"received": "Minutes <b>", "lies_at": "https://x", "dated_on": "2026-01-05", "account": "", "base": "1"}
    tomorrow = (world.today + timedelta(days=1)).isoformat()
    late = alice.post(path, data={**given, "dated_on": tomorrow})
    assert late.status_code == 422
    assert "Minutes &lt;b&gt;" in late.get_data(as_text=True)
    for _ in range(2):
        assert alice.post(path, data=given).status_code == 302
    assert alice.post(path, data={**given, "received": "Stale."}).status_code == 409
    assert hugh.post(path, data={"grade": "A", "graded_note": "", "base": "1"}).status_code == 409, (
        "it has changed since"
    )
    assert hugh.post(path, data={"grade": "A", "graded_note": "", "base": "2"}).status_code == 302
    assert alice.post(path, data={**given, "received": "Too late.", "base": "3"}).status_code == 409
    (kept,) = world.rows(EvidenceRequest)
    assert (kept.grade, kept.received) == ("A", "Minutes <b>")
    assert world.client(world.mona).get(path).status_code == 404


def test_asking_with_one_tap_asks_once_and_never_for_yesterday(world: World) -> None:
    made = audit(world, world.alice)
    path, browser = f"/audits/{made.public_id}/items/{items(world, made)[0]}", world.client(world.hugh)
    offer = dict(form_of(browser.get(path).get_data(as_text=True), holding="asked_for"))
    for _ in range(2):
        assert browser.post(path, data=offer).status_code == 302
    assert len(world.rows(EvidenceRequest)) == 1
    yesterday = (world.today - timedelta(days=1)).isoformat()
    reply = browser.post(path, data={**offer, "asked_for": "Mine.", "due_on": yesterday})
    assert reply.status_code == 422
    assert "due_on" in problems(reply.get_data(as_text=True))
    assert "Mine." in reply.get_data(as_text=True)


@pytest.fixture
def agreed(world: World) -> tuple[str, str]:
    """A final audit of Alice's with an action that Mona sees to: its audit and the action."""
    made = final(world, world.alice)
    return made.public_id, action(world, made, world.mona).public_id


def test_who_closes_is_not_who_owns_and_the_effect_is_looked_at_after_ninety_days(
    world: World, agreed: tuple[str, str]
) -> None:
    audit_id, public_id = agreed
    mona, hugh = world.client(world.mona), world.client(world.hugh)
    assert "Minutes within two days." in said(mona.get("/actions").get_data(as_text=True))
    page = said(mona.get(f"/actions/{public_id}").get_data(as_text=True))
    assert "Two of five lack a paper." in page
    assert "The client never signs." not in page, "the reply is not the manager's to read"
    assert mona.get(f"/audits/{audit_id}").status_code == 404
    assert hugh.post(f"/actions/{public_id}/closed").status_code == 404, "it is not done"
    assert mona.post(f"/actions/{public_id}/done", data={"done_note": ""}).status_code == 422
    for _ in range(2):
        assert mona.post(f"/actions/{public_id}/done", data={"done_note": "Talked."}).status_code == 302
    assert mona.post(f"/actions/{public_id}/closed").status_code == 403
    assert world.client(world.charlie).get(f"/actions/{public_id}").status_code == 404
    for _ in range(2):
        assert hugh.post(f"/actions/{public_id}/closed").status_code == 302
    (kept,) = world.rows(CorrectiveAction)
    assert kept.check_on == world.today + timedelta(days=90)
    effect = {"effective": "yes", "check_note": "Five of five."}
    assert hugh.post(f"/actions/{public_id}/effect", data=effect).status_code == 404
    world.clock.forward(days=90)
    hugh = world.client(world.hugh)
    assert "effect to look at" in said(hugh.get("/actions").get_data(as_text=True))
    assert hugh.post(f"/actions/{public_id}/effect", data=effect).status_code == 302
    assert world.rows(CorrectiveAction)[0].effective is True


def test_an_action_due_yesterday_is_refused_and_its_text_kept(world: World) -> None:
    made = final(world, world.alice)
    path, browser = f"/audits/{made.public_id}/findings/{items(world, made)[0]}/actions", world.client(world.hugh)
    form = dict(form_of(browser.get(path).get_data(as_text=True), holding="what"))
    given = {**form, "what": "Less travel.", "owner": world.hugh.public_id}
    yesterday = (world.today - timedelta(days=1)).isoformat()
    reply = browser.post(path, data={**given, "due_on": yesterday})
    assert reply.status_code == 422
    assert "Less travel." in reply.get_data(as_text=True)
    for _ in range(2):
        assert browser.post(path, data={**given, "due_on": world.today.isoformat()}).status_code == 302
    (kept,) = world.rows(CorrectiveAction)
    browser.post(f"/actions/{kept.public_id}/done", data={"done_note": "Done."})
    assert browser.post(f"/actions/{kept.public_id}/closed").status_code == 404, "it is Hugh's own"


def test_the_auditor_is_not_nagged(world: World) -> None:
    audit(world, world.alice)
    world.clock.forward(days=70)
    world.tick()
    assert world.rows(OutboxMessage, OutboxMessage.kind == "reminder") == []
