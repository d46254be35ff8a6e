"""Saving the whole page with a button, as it works without JavaScript: POST /assessments/<id>/answer."""

from datetime import timedelta

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from kamcoach.assessing.models import Assessment, SaveOperation
from kamcoach.reinforcement import services as reinforcement
from tests.factories.browsing import Fields, form_of, parsed, problems, said, without_tokens, words
from tests.factories.world import ITEMS, Browser, Thing, World
from tests.kamcoach.assessing.saving import answers, occasion, save

LONG = "far too long " * 400


def sheet(browser: Browser, assessment: Thing) -> Fields:
    """The form of the page as it is when it is opened."""
    return form_of(browser.get(f"/assessments/{assessment.public_id}/answer").text, holding="B1a-base")


def send(browser: Browser, assessment: Thing, fields: Fields, then: str = "later") -> TestResponse:
    """Press one of the page's two buttons."""
    fields = fields.copy()
    fields["then"] = then
    reply: TestResponse = browser.post(f"/assessments/{assessment.public_id}/answer", data=fields)
    return reply


def fill(fields: Fields, **given: str) -> Fields:
    """The form with answers and notes put in: B1a="3", B1a_note="seen"."""
    for name, value in given.items():
        fields[name.replace("_", "-") if "_" in name else f"{name}-value"] = value
    return fields


def is_sent(world: World, assessment: Thing) -> bool:
    """Whether it was sent."""
    return world.rows(Assessment, Assessment.id == assessment.id)[0].submitted_at is not None


def test_a_page_is_saved_and_opens_again_as_it_was_left(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    fields = fill(
        sheet(alice, baseline), B1a="3", B2="N", B2_note="\r\n  two lines\r\nof mine  ", B5_note="a note only"
    )
    reply = send(alice, baseline, fields)
    assert (reply.status_code, reply.location) == (302, "/")
    assert "Saved. You can finish any time until Thursday 12 March." in said(alice.get("/").text)

    stored = answers(world, baseline)
    assert stored == {"B1a": ("3", "", 1), "B2": ("N", "\n  two lines\nof mine", 1), "B5": (None, "a note only", 1)}
    again = sheet(alice, baseline)
    assert again["B1a-value"] == "3"
    assert (again["B2-value"], again["B2-note"]) == ("N", "\r\n  two lines\r\nof mine")
    assert "2 of 12 answered" in alice.get(f"/assessments/{baseline.public_id}/answer").text

    send(alice, baseline, again)  # opened and saved without a change
    assert answers(world, baseline) == stored


def test_a_page_that_is_sent_twice_saves_once(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    fields = fill(sheet(alice, baseline), B1a="3", B2="4")
    for _ in range(2):
        assert send(alice, baseline, fields).status_code == 302
    save(alice, baseline, "B1a", value="5", base=1, operation="later-tap")
    assert send(alice, baseline, fields).status_code == 302  # and once more, from the history of the browser
    assert answers(world, baseline) == {"B1a": ("5", "", 2), "B2": ("4", "", 1)}
    assert world.scalar(select(func.count()).select_from(SaveOperation)) == 3


def test_both_texts_of_every_conflict_are_shown_and_everything_else_is_saved(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    on_laptop = fill(sheet(laptop, baseline), B1a="4", B1a_note="laptop one", B2="4", B2_note="laptop two", B4="1")
    send(phone, baseline, fill(sheet(phone, baseline), B1a="2", B1a_note="phone one", B2="2", B2_note="phone two"))

    conflict = send(laptop, baseline, on_laptop)
    assert conflict.status_code == 409
    assert parsed(conflict.text).find("head/title") is not None
    text = said(conflict.text)
    for theirs_or_mine in ("phone one", "laptop one", "phone two", "laptop two", "21–40 %", "61–80 %"):
        assert theirs_or_mine in text
    assert "2 answers were changed" in text and "Everything else is saved." in text
    assert answers(world, baseline)["B4"] == ("1", "", 1)
    assert answers(world, baseline)["B1a"] == ("2", "phone one", 1)

    choice = form_of(conflict.text, holding="B1a-keep")
    choice["B2-keep"] = "theirs"
    assert send(laptop, baseline, choice).status_code == 302
    assert answers(world, baseline) == {
        "B1a": ("4", "laptop one", 2),
        "B2": ("2", "phone two", 1),
        "B4": ("1", "", 1),
    }


def test_choosing_goes_on_with_sending_when_that_was_asked(world: World) -> None:
    pulse = occasion(world, world.alice)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    on_laptop = fill(sheet(laptop, pulse), B1a="4", B1b="4", B5="4")
    send(phone, pulse, fill(sheet(phone, pulse), B1a="2"))

    conflict = send(laptop, pulse, on_laptop, then="send")
    assert (conflict.status_code, is_sent(world, pulse)) == (409, False)
    button = next(one for one in parsed(conflict.text).iter("button") if one.get("name") == "then")
    assert (button.get("value"), words(button)) == ("send", "Keep the chosen ones and send")
    choice = form_of(conflict.text, holding="B1a-keep")
    choice["B1a-keep"] = "theirs"
    sent = send(laptop, pulse, choice, then="send")
    assert (sent.status_code, sent.location) == (302, f"/assessments/{pulse.public_id}")
    assert is_sent(world, pulse)
    assert answers(world, pulse)["B1a"] == ("2", "", 1)


def test_a_change_while_one_is_choosing_is_a_conflict_again(world: World) -> None:
    pulse = occasion(world, world.alice)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    on_laptop = fill(sheet(laptop, pulse), B1a="4")
    save(phone, pulse, value="2", operation="phone-one")
    choice = form_of(send(laptop, pulse, on_laptop).text, holding="B1a-keep")
    save(phone, pulse, value="1", base=1, operation="phone-two")
    assert send(laptop, pulse, choice).status_code == 409
    assert answers(world, pulse)["B1a"] == ("1", "", 2)


def test_a_conflict_beside_an_answer_that_cannot_be_saved_loses_neither(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    on_laptop = fill(sheet(laptop, baseline), B1a="4", B2="5", B2_note=LONG)
    save(phone, baseline, value="2", operation="phone-one")

    conflict = send(laptop, baseline, on_laptop, then="send")
    assert conflict.status_code == 409
    assert "1 more could not be saved; the next page says why." in said(conflict.text)
    refused = send(laptop, baseline, form_of(conflict.text, holding="B1a-keep"), then="send")
    assert refused.status_code == 422
    assert problems(refused.text)["B2-value"].startswith("Not saved. The note has")
    kept = form_of(refused.text, holding="B2-base")
    assert (kept["B2-value"], kept["B2-note"]) == ("5", LONG)
    assert answers(world, baseline) == {"B1a": ("4", "", 2)}


def test_an_answer_that_cannot_be_saved_stands_there_with_the_reason_and_the_rest_is_saved(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    fields = fill(sheet(alice, baseline), B1a="3", B2="9", B3a="2", B3a_note=LONG, B4="4")
    del fields["B4-base"]  # a page that arrives in part asks nothing of what it does not hold
    reply = send(alice, baseline, fields, then="send")
    assert reply.status_code == 422
    assert problems(reply.text) == {
        "B2-value": "Not saved. Choose one of the answers offered.",
        "B3a-value": "Not saved. The note has 5199 characters; 4000 fit. Nothing was cut.",
    }
    assert form_of(reply.text, holding="B3a-base")["B3a-note"] == LONG
    assert answers(world, baseline) == {"B1a": ("3", "", 1)}
    assert not is_sent(world, baseline)


def test_a_page_without_its_operation_id_saves_nothing_and_keeps_the_input(world: World) -> None:
    pulse = occasion(world, world.alice)
    alice = world.client(world.alice)
    for wrong in ("", "x" * 70, "with\x00nul-in-it"):
        fields = fill(sheet(alice, pulse), B1a="3", B1a_note="kept")
        fields["operation"] = wrong
        reply = send(alice, pulse, fields)
        assert reply.status_code == 422
        assert problems(reply.text)["B1a-value"].startswith("Not saved. ")
        assert form_of(reply.text, holding="B1a-base")["B1a-note"] == "kept"
    assert answers(world, pulse) == {}


def test_an_answer_that_is_put_right_still_meets_what_was_saved_elsewhere_meanwhile(world: World) -> None:
    pulse = occasion(world, world.alice)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    refused = send(laptop, pulse, fill(sheet(laptop, pulse), B1a="4", B1a_note=LONG))
    save(phone, pulse, value="2", note="from the phone", operation="phone-one")
    once_more = send(laptop, pulse, fill(form_of(refused.text, holding="B1a-base"), B1a_note=LONG))
    corrected = fill(form_of(once_more.text, holding="B1a-base"), B1a_note="short")
    conflict = send(laptop, pulse, corrected)
    assert conflict.status_code == 409
    assert "from the phone" in said(conflict.text)
    assert answers(world, pulse)["B1a"] == ("2", "from the phone", 1)


def test_what_comes_after_sending_is_shown_to_be_copied_and_adds_nothing(world: World) -> None:
    pulse = occasion(world, world.alice)
    alice = world.client(world.alice)
    other_tab = fill(sheet(alice, pulse), B1a="3", B1b="3", B5="3")
    world.answer_all(pulse, world.alice)

    assert send(alice, pulse, other_tab, then="send").location == f"/assessments/{pulse.public_id}"
    late = send(alice, pulse, fill(other_tab, B5="5", B5_note="one more thing"), then="send")
    assert late.status_code == 409
    text = said(late.text)
    assert "This was sent on Monday 2 March, from another page." in text
    assert "one more thing" in text and "81–100 %" in text
    assert "41–60 %" not in text  # what is equal need not be copied
    assert answers(world, pulse)["B5"] == ("3", "", 1)


def test_what_comes_after_the_window_or_a_waiver_is_shown_to_be_copied(world: World) -> None:
    enrolment, baseline = world.baseline(world.alice, world.bob)
    pulse = occasion(world, world.alice, closes_on=world.today)
    alice = world.client(world.alice)
    pages = {one: fill(sheet(alice, one), B1a="3", B1a_note="seen on Tuesday") for one in (baseline, pulse)}
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "baseline").id)
        reinforcement.waive(session, row, "On leave.", actor=world.actor(world.bob), at=world.now)
    world.clock.forward(days=1)
    for assessment, why in ((baseline, "Your coach has waived this one."), (pulse, "This closed on Monday 2 March.")):
        reply = send(alice, assessment, pages[assessment])
        assert reply.status_code == 409
        assert why in said(reply.text) and "seen on Tuesday" in said(reply.text)
        assert why in said(alice.get(f"/assessments/{assessment.public_id}/answer").text)
        assert answers(world, assessment) == {}


def test_before_its_window_the_page_says_when_it_opens(world: World) -> None:
    later = occasion(world, world.alice, opens_on=world.today + timedelta(days=3))
    page = world.client(world.alice).get(f"/assessments/{later.public_id}/answer")
    assert (page.status_code, "This opens on Thursday 5 March." in said(page.text)) == (200, True)


def test_only_its_rater_opens_the_page_and_opening_it_changes_nothing(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob, observer=world.tess)
    url, nowhere = f"/assessments/{baseline.public_id}/answer", "/assessments/AbsentAbsent1234/answer"
    for somebody in (world.charlie, world.bob, world.tess, world.mona, world.ann):
        browser = world.client(somebody)
        for method in ("GET", "POST"):
            theirs, absent = browser.open(url, method=method), browser.open(nowhere, method=method)
            assert (theirs.status_code, absent.status_code) == (404, 404)
            assert without_tokens(theirs.text) == without_tokens(absent.text)
    nobody = world.client().get(url)
    assert (nobody.status_code, nobody.location) == (302, f"/sign-in?next={url}")
    page = world.client(world.alice).get(url)
    assert page.status_code == 200
    assert set(form_of(page.text, holding="B1a-base")) >= {f"{item}-note" for item in ITEMS}
    assert answers(world, baseline) == {}
