"""Two dated events before an observer rates: GET and POST /assessments/<id>/events, and the rule behind it."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from kamcoach.assessing import observing, services
from kamcoach.assessing.models import ObservedEvent
from kamcoach.assessing.observed import TooFewEvents
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import Fields, form_of, links, problems, said
from tests.factories.world import Thing, World
from tests.kamcoach.assessing.saving import answers, occasion, save


def observed(world: World) -> tuple[Thing, Thing]:
    """Alice's own baseline, and Tess's view of it."""
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    return own, world.assessment(enrolment, "baseline", world.tess)


def note(world: World, view: Thing, days: int, what: str, **changes: str) -> TestResponse:
    """Send the form of one event, of so many days ago."""
    tess = world.client(world.tess)
    fields: Fields = form_of(tess.get(f"/assessments/{view.public_id}/events").text, holding="what")
    day = (world.today - timedelta(days=days)).isoformat()
    for name, value in ({"happened_on": day, "kind": "call", "what": what} | changes).items():
        fields[name] = value
    reply: TestResponse = tess.post(f"/assessments/{view.public_id}/events", data=fields)
    return reply


def kept(world: World) -> list[tuple[str, str]]:
    """What stands there: kind and words."""
    return [(event.kind, event.what) for event in world.rows(ObservedEvent)]


def test_two_events_open_the_questions(world: World) -> None:
    _, view = observed(world)
    tess, url = world.client(world.tess), f"/assessments/{view.public_id}/answer"
    assert tess.get(url).location == f"/assessments/{view.public_id}/events"
    page = tess.get(f"/assessments/{view.public_id}/events")
    assert "Two events come first: your answers rest on them. 2 February to 2 March counts." in said(page.text)
    assert note(world, view, 28, "Review with the plant manager.").location == f"/assessments/{view.public_id}/events"
    assert tess.get(url).status_code == 302
    page = tess.get(f"/assessments/{view.public_id}/events")
    assert "One event stands here; one more, and the questions open." in said(page.text)
    assert "Go to the questions" not in links(page.text)

    note(world, view, 0, "  Call about\tthe audit. ", kind="meeting")
    page = tess.get(f"/assessments/{view.public_id}/events")
    assert links(page.text)["Go to the questions"] == url
    assert "You rate from 2 events that you saw." in said(tess.get(url).text)
    assert kept(world) == [("call", "Review with the plant manager."), ("meeting", "Call about the audit.")]
    assert save(tess, view).status_code == 200


def test_with_one_event_nothing_is_taken_and_everything_typed_is_kept(world: World) -> None:
    _, view = observed(world)
    tess = world.client(world.tess)
    refused = save(tess, view)
    assert refused.status_code == 422
    assert refused.json == {"problem": "Before you rate, enter two events that you saw."}
    note(world, view, 3, "Review.")
    one = "One event stands here; two are needed before you rate. Enter another one that you saw."
    assert save(tess, view).json == {"problem": one}
    sent = {"then": "send", "operation": "of-the-page", "B1a-base": "0", "B1a-value": "4", "B1a-note": "in the yard"}
    page = tess.post(f"/assessments/{view.public_id}/answer", data=sent)
    assert page.status_code == 422
    assert "First enter two events that you saw." in said(page.text)
    assert f"Not saved. {one}" in problems(page.text).values()
    again = form_of(page.text, holding="B1a-base")
    assert (again["B1a-value"], again["B1a-note"]) == ("4", "in the yard")
    assert answers(world, view) == {}


def test_the_services_keep_the_rule_too(world: World) -> None:
    _, view = observed(world)
    tess = world.actor(world.tess)
    with pytest.raises(TooFewEvents), world.writing() as session:
        answer = services.Save("B1a", "3", "", 0, "operation-1")
        services.save_answer(session, view.public_id, answer, actor=tess, at=world.now)
    with pytest.raises(TooFewEvents), world.writing() as session:
        services.submit(session, view.public_id, actor=tess, at=world.now)


def test_an_event_taken_back_shuts_sending_and_keeps_the_answers(world: World) -> None:
    _, view = observed(world)
    world.answer_all(view, world.tess, send=False)
    tess, event = world.client(world.tess), world.rows(ObservedEvent)[0]
    url = f"/assessments/{view.public_id}/events/{event.public_id}/remove"
    assert (tess.get(url).status_code, tess.post(url).status_code) == (405, 302)
    assert tess.post(url).status_code == 404  # it is gone
    assert len(answers(world, view)) == 12
    page = tess.post(f"/assessments/{view.public_id}/answer", data={"then": "send", "operation": "of-the-page"})
    assert (page.status_code, "First enter two events" in said(page.text)) == (422, True)
    note(world, view, 2, "Another call.")
    page = tess.post(f"/assessments/{view.public_id}/answer", data={"then": "send", "operation": "of-the-page"})
    assert page.location == f"/assessments/{view.public_id}"
    assert tess.post(url).status_code == 409  # sent: nothing can be taken back


BAD: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"happened_on": ""}, {"happened_on": "Choose a day."}),
    ({"happened_on": "2026-02-30"}, {"happened_on": "February 2026 has 28 days."}),
    ({"happened_on": "2026-03-03"}, {"happened_on": "This day is still to come. Enter what you have seen."}),
    (
        {"happened_on": "2026-02-01"},
        {"happened_on": "The questions look back to 2 February 2026. Enter an event from that day on."},
    ),
    ({"what": "  "}, {"what": "Say in one line what it was."}),
    ({"what": "x" * 301}, {"what": "Use at most 300 characters."}),
    ({"what": "\x07"}, {"what": "This holds characters that cannot be stored. Type it again without them."}),
]


def test_what_cannot_be_an_event_comes_back_with_the_reason(world: World) -> None:
    _, view = observed(world)
    for changes, why in BAD:
        reply = note(world, view, 1, **({"what": "Seen."} | changes))
        assert (reply.status_code, problems(reply.text)) == (422, why)
        again = form_of(reply.text, holding="what")
        assert again["kind"] == "call"
        assert again["happened_on"] == changes.get("happened_on", "2026-03-01")
    assert kept(world) == []


def test_the_same_event_twice_is_one_and_there_is_an_end_to_it(world: World) -> None:
    _, view = observed(world)
    for _ in range(2):
        assert note(world, view, 1, "Review.").status_code == 302
    assert len(kept(world)) == 1
    with world.writing() as session:
        for number in range(observing.MOST_EVENTS - 1):
            event = observing.Event(world.today, "call", f"Call {number}.")
            observing.add_event(session, view.public_id, event, actor=world.actor(world.tess), at=world.now)
    reply = note(world, view, 1, "One more.")
    assert problems(reply.text) == {"what": "That is enough: 20 events stand here already."}


def test_only_the_observer_of_a_checklist_enters_events(world: World) -> None:
    own, view = observed(world)
    pulse = occasion(world, world.alice)
    for person, assessment in ((world.alice, own), (world.alice, pulse), (world.alice, view), (world.bob, view)):
        browser = world.client(person)
        assert browser.get(f"/assessments/{assessment.public_id}/events").status_code == 404
        assert browser.post(f"/assessments/{assessment.public_id}/events", data={}).status_code == 404
    assert world.client(world.alice).get(f"/assessments/{own.public_id}/answer").status_code == 200


def test_events_are_read_with_the_answers_and_never_before(world: World) -> None:
    own, view = observed(world)
    world.answer_all(view, world.tess)
    secret = "Review with the plant manager."
    for reader in (world.alice, world.bob):
        assert world.client(reader).get(f"/assessments/{view.public_id}").status_code == 404
        for page in ("/", "/progress", f"/people/{world.alice.public_id}"):
            assert secret not in world.client(reader).get(page).text
    world.answer_all(own, world.alice)
    for reader in (world.alice, world.bob, world.tess):
        page = said(world.client(reader).get(f"/assessments/{view.public_id}").text)
        assert "What this rests on" in page and secret in page
    assert secret not in world.client(world.alice).get(f"/assessments/{own.public_id}").text


def test_the_trail_knows_that_and_the_words_stand_apart(world: World) -> None:
    _, view = observed(world)
    world.see(view, world.tess)
    noted = world.rows(TrailEntry, TrailEntry.verb == "event noted")
    assert len(noted) == 2
    assert all("plant manager" not in entry.details and "2026" not in entry.details for entry in noted)
    texts = world.rows(TrailText, TrailText.field == "what")
    assert [text.text for text in texts] == ["Review with the plant manager.", "Call about the delayed audit."]


def test_after_the_window_the_page_says_so(world: World) -> None:
    _, view = observed(world)
    world.clock.forward(days=20)
    tess = world.client(world.tess)
    page = tess.get(f"/assessments/{view.public_id}/events")
    assert (page.status_code, "This closed on" in said(page.text)) == (200, True)
    data = {"happened_on": "2026-03-20", "kind": "call", "what": "Late."}
    assert tess.post(f"/assessments/{view.public_id}/events", data=data).status_code == 409
    assert kept(world) == []
