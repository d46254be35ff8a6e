"""Asking a mentor for a comment: /mentor/ask, the comment, and what became of it: /comments/<id>."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from kamcoach.mentoring.models import CommentRequest
from kamcoach.notifications.models import DemoMail, OutboxMessage
from kamcoach.trail.models import TrailEntry
from kamcoach.worker import tick
from tests.factories.browsing import form_of, problems, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World
from tests.kamcoach.mentoring.looking import accompanied

WISH = {"about": "proposal", "title": "Line 2 <for> the dairy", "link": "", "words": "Is the second price too low?"}


def ask(world: World, browser: Browser, **more: str) -> TestResponse:
    """Send the form."""
    fields = {**WISH, "account": "", "wanted_by": str(world.today + timedelta(days=5)), **more}
    reply: TestResponse = browser.post("/mentor/ask", data=fields)
    return reply


@ON_ONE_ENGINE
def test_somebody_without_a_key_account_asks_too(world: World) -> None:
    world.line("mentor", world.charlie, world.tess)
    charlie = world.client(world.charlie)
    fields = form_of(charlie.get("/mentor/ask").text, holding="title")
    assert "account" not in fields
    filled = dict(fields.items()) | WISH | {"wanted_by": str(world.today)}
    assert charlie.post("/mentor/ask", data=filled).location == "/mentor"


def asked(world: World) -> CommentRequest:
    (row,) = world.rows(CommentRequest)
    return row


def mails(world: World) -> list[tuple[int, str]]:
    """What is in the mailboxes after the worker ran."""
    with world.app.app_context():
        tick(world.now, is_demo=True)
    return [(mail.person_id, f"{mail.title} {mail.body_text}") for mail in world.rows(DemoMail)]


def test_from_the_question_to_what_became_of_it(world: World) -> None:
    dairy = accompanied(world)
    alice, tess = world.client(world.alice), world.client(world.tess)
    assert ask(world, alice, account=dairy.public_id).location == "/mentor"
    assert ask(world, alice, account=dairy.public_id).location == "/mentor", "a double click asks once"
    row = asked(world)
    url = f"/comments/{row.public_id}"
    ((reader, letter),) = mails(world)
    assert (reader, "Alice asks for your comment" in letter, url in letter) == (world.tess.id, True, True)
    assert "Line 2" not in letter, "the letter says with whom, not what"
    assert "Line 2 <for> the dairy" in said(tess.get("/mentoring").text)
    assert "Alice asks for your comment" in said(tess.get("/").text)
    assert "Is the second price too low?" in said(tess.get(url).text)
    assert tess.post(f"{url}/comment", data={"text": "Ask for the stores first."}).location == "/mentoring"
    assert tess.post(f"{url}/comment", data={"text": "Ask for the stores <first>."}).location == "/mentoring"
    letters = mails(world)
    assert [reader for reader, _ in letters] == [world.tess.id, world.alice.id], "told once"
    assert "Tess has commented" in said(alice.get("/").text)
    assert "Ask for the stores <first>." in said(alice.get(url).text)
    assert alice.post(f"{url}/reply", data={"text": "They take two lots."}).location == "/mentor"
    before = said(tess.get(f"/mentoring/{world.alice.public_id}").text)
    assert "told what became of it" in before
    assert "They take two lots." in said(tess.get(url).text)
    assert "Nothing waits for your answers today." in said(alice.get("/").text)
    late = tess.post(f"{url}/comment", data={"text": "And the price?"})
    assert (late.status_code, "And the price?" in late.text) == (422, True)
    assert "Your words are kept here" in said(late.text)
    verbs = [entry.verb for entry in world.rows(TrailEntry) if entry.verb.startswith("comment")]
    assert verbs == ["comment asked", "comment given", "comment given", "comment replied"]


def test_taken_back_nobody_is_asked(world: World) -> None:
    accompanied(world)
    alice, tess = world.client(world.alice), world.client(world.tess)
    ask(world, alice)
    url = f"/comments/{asked(world).public_id}"
    assert alice.post(f"{url}/withdraw").location == "/mentor"
    assert alice.post(f"{url}/withdraw").status_code == 302
    assert mails(world) == []
    assert [row.state for row in world.rows(OutboxMessage)] == ["dropped"]
    assert "Line 2" not in tess.get("/mentoring").text
    assert tess.post(f"{url}/comment", data={"text": "Ask first."}).status_code == 422
    ask(world, alice)
    second = world.rows(CommentRequest)[1]
    tess.post(f"/comments/{second.public_id}/comment", data={"text": "Ask first."})
    assert alice.post(f"/comments/{second.public_id}/withdraw").status_code == 409


def test_the_next_mentor_comments_on_what_waits(world: World) -> None:
    accompanied(world)
    ask(world, world.client(world.alice))
    url = f"/comments/{asked(world).public_id}"
    world.end_line("mentor", world.alice, world.today)
    finn = world.person("Finn")
    world.line("mentor", world.alice, finn, since=world.today)
    assert world.client(world.tess).get(url).status_code == 404
    assert "Alice asks for your comment" in said(world.client(finn).get("/").text)
    assert world.client(finn).post(f"{url}/comment", data={"text": "Fine."}).status_code == 302
    assert asked(world).mentor_id == finn.id


@ON_ONE_ENGINE
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"about": "song"}, "about"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"words": "", "link": ""}, "words"),
        ({"words": "x" * 5001}, "words"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://"}, "link"),
        ({"wanted_by": "2026-03-01"}, "wanted_by"),
        ({"wanted_by": "soon"}, "wanted_by"),
        ({"account": "AbsentAbsent1234"}, "account"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(world: World, wrong: dict[str, str], field: str) -> None:
    accompanied(world)
    reply = ask(world, world.client(world.alice), **wrong)
    assert reply.status_code == 422
    assert set(problems(reply.text)) == {field}
    if field not in ("about", "account"):
        assert form_of(reply.text, holding="title")[field].strip() == wrong[field].strip()
    assert world.rows(CommentRequest) == []
    assert world.rows(OutboxMessage) == []


@ON_ONE_ENGINE
def test_the_empty_page_and_asking_nobody(world: World) -> None:
    nobody = world.client(world.charlie)
    assert "Nobody accompanies you as mentor yet." in said(nobody.get("/mentor").text)
    assert nobody.get("/mentor/ask").status_code == 409
    assert ask(world, nobody).status_code == 409
    assert world.rows(CommentRequest) == []


@ON_ONE_ENGINE
def test_whose_it_is(world: World) -> None:
    accompanied(world)
    alice, tess = world.client(world.alice), world.client(world.tess)
    ask(world, alice)
    url, nowhere = f"/comments/{asked(world).public_id}", "/comments/AbsentAbsent1234"
    for other in (world.bob, world.mona, world.charlie, world.dora, world.hugh, world.ann):
        browser = world.client(other)
        theirs, absent = browser.get(url), browser.get(nowhere)
        assert (theirs.status_code, absent.status_code) == (404, 404)
        assert without_tokens(theirs.text) == without_tokens(absent.text)
        for act in ("comment", "reply", "withdraw"):
            assert browser.post(f"{url}/{act}", data={"text": "x"}).status_code == 404
    assert alice.post(f"{url}/comment", data={"text": "x"}).status_code == 404
    assert alice.post(f"{url}/reply", data={"text": "x"}).status_code == 404, "there is no comment yet"
    for act in ("reply", "withdraw"):
        assert tess.post(f"{url}/{act}", data={"text": "x"}).status_code == 404
    empty = tess.post(f"{url}/comment", data={"text": " "})
    assert (empty.status_code, set(problems(empty.text))) == (422, {"text"})
    for act in ("comment", "reply", "withdraw"):
        assert tess.get(f"{url}/{act}").status_code == 405
    row = asked(world)
    assert (row.comment, row.reply, row.withdrawn_at) == ("", "", None)
