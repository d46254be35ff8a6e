"""Sending an assessment: once, when every question has an answer, whatever is clicked."""

import json

from sqlalchemy import func, select

from kamcoach.assessing.models import Assessment, Result
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import form_of, links, problems, said
from tests.factories.world import World
from tests.kamcoach.assessing.saving import answers, occasion, save


def told(world: World, verb: str) -> int:
    """How often the trail tells of something."""
    return int(world.scalar(select(func.count()).select_from(TrailEntry).where(TrailEntry.verb == verb)))


def test_a_complete_page_is_sent_with_one_tap_and_shows_what_was_said(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    url = f"/assessments/{baseline.public_id}"
    fields = form_of(alice.get(f"{url}/answer").text, holding="B1a-base")
    for name in list(fields):
        if name.endswith("-base"):
            fields[name.replace("-base", "-value")] = "3"
    fields["B4-value"], fields["B4-note"], fields["then"] = "N", "Nobody saw me prepare.", "send"
    reply = alice.post(f"{url}/answer", data=fields)
    assert (reply.status_code, reply.location) == (302, url)

    shown = said(alice.get(url).text)
    assert "Sent. Thank you: this is what you said." in shown
    assert "Nobody saw me prepare." in shown
    sent = world.rows(Assessment, Assessment.id == baseline.id)[0]
    assert sent.submitted_at == world.now.business
    assert f"{url}" in links(alice.get("/").text).values()

    (entry,) = world.rows(TrailEntry, TrailEntry.verb == "assessment sent")
    assert json.loads(entry.details)["items"] == 12
    assert "Nobody saw me" not in entry.details + entry.commitments
    (text,) = world.rows(TrailText, TrailText.entry_id == entry.id)
    assert json.loads(text.text)["B4"] == ["N", "Nobody saw me prepare."]


def test_questions_without_an_answer_are_named_and_everything_else_is_kept(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice, send=False)
    alice = world.client(world.alice)
    for item in ("B4", "B9b"):
        save(alice, baseline, item, value="", note="a note is no answer", base=1, operation=f"take-back-{item}")
    url = f"/assessments/{baseline.public_id}/answer"
    fields = form_of(alice.get(url).text, holding="B1a-base")
    fields["B1a-value"], fields["then"] = "5", "send"
    reply = alice.post(url, data=fields)

    assert reply.status_code == 422
    assert "2 questions have no answer yet." in said(reply.text)
    assert {"#B4", "#B9b"} == {href for href in links(reply.text).values() if href.startswith("#")}
    assert set(problems(reply.text)) == {"B4-value", "B9b-value"}
    assert answers(world, baseline)["B1a"] == ("5", "", 2)
    assert answers(world, baseline)["B4"] == (None, "a note is no answer", 2)
    assert (told(world, "assessment sent"), world.rows(Result)) == (0, [])

    for item in ("B4", "B9b"):
        fields[f"{item}-value"], fields[f"{item}-base"] = "O", "2"
    fields["B1a-base"], fields["operation"] = "2", "second-try"
    assert alice.post(url, data=fields).status_code == 302


def test_it_is_sent_once_whatever_is_clicked(world: World) -> None:
    pulse = occasion(world, world.alice)
    alice = world.client(world.alice)
    url = f"/assessments/{pulse.public_id}"
    fields = form_of(alice.get(f"{url}/answer").text, holding="B1a-base")
    for item in ("B1a", "B1b", "B5"):
        fields[f"{item}-value"] = "4"
    fields["then"] = "send"
    other_tab = fields.copy()
    other_tab["operation"] = "the-other-tab"
    for page in (fields, fields, other_tab):
        reply = alice.post(f"{url}/answer", data=page)
        assert (reply.status_code, reply.location) == (302, url)
        world.clock.forward(minutes=1)
    back_button = alice.get(f"{url}/answer")
    assert (back_button.status_code, back_button.location) == (302, url)

    assert told(world, "assessment sent") == 1
    assert told(world, "occasion released") == 1
    assert len(world.rows(Result)) == 2
    assert world.rows(Assessment)[0].submitted_at == world.now.business.replace(minute=0)


def test_after_the_window_nothing_is_sent(world: World) -> None:
    pulse = occasion(world, world.alice)
    world.answer_all(pulse, world.alice, send=False)
    world.clock.forward(days=8)
    reply = world.client(world.alice).post(f"/assessments/{pulse.public_id}/answer", data={"then": "send"})
    assert reply.status_code == 409
    assert "This closed on Monday 9 March." in said(reply.text)
    assert told(world, "assessment sent") == 0
