"""Saving one answer as the person taps: POST /assessments/<id>/answers/<item>, answered with JSON."""

from datetime import UTC, datetime, timedelta

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.reinforcement import services as reinforcement
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import without_tokens
from tests.factories.world import Thing, World
from tests.kamcoach.assessing.saving import answers, occasion, save


def test_a_save_is_acknowledged_with_its_revision_and_told_by_the_trail_without_the_text(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)

    first = save(alice, baseline, value="3", note="The yard manager, Tuesday", operation="tap-one-1")
    assert (first.status_code, first.json) == (200, {"revision": 1, "said": "Saved 17:00"})
    second = save(alice, baseline, value="4", note="And Thursday", base=1, operation="tap-two-2")
    assert second.json == {"revision": 2, "said": "Saved 17:00"}

    assert answers(world, baseline) == {"B1a": ("4", "And Thursday", 2)}
    told = world.rows(TrailEntry, TrailEntry.verb == "answer saved")
    assert [entry.details for entry in told] == ['{"item":"B1a","revision":1}', '{"item":"B1a","revision":2}']
    assert not world.rows(TrailText, TrailText.entry_id.in_([entry.id for entry in told]))


def test_each_item_has_its_own_revision(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    for number in range(3):
        save(alice, baseline, "B1a", value=str(number + 1), base=number, operation=f"tap-number-{number}")
    assert save(alice, baseline, "B5", base=0).json["revision"] == 1  # type: ignore[index]
    assert {item: revision for item, (_, _, revision) in answers(world, baseline).items()} == {"B1a": 3, "B5": 1}


def test_a_save_that_is_sent_again_gets_its_first_reply_whatever_came_after(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    first = save(alice, baseline, value="3", operation="tap-one-1")
    equal = save(alice, baseline, value="3", operation="tap-equal")
    world.clock.forward(minutes=7)
    save(alice, baseline, value="5", base=1, operation="tap-two-2")

    for reply, operation in ((first, "tap-one-1"), (equal, "tap-equal")):
        again = save(alice, baseline, value="3", operation=operation)
        assert (again.status_code, again.json) == (200, reply.json)
    assert answers(world, baseline)["B1a"] == ("5", "", 2)

    save(alice, baseline, value="1", base=2, operation="tap-three")
    for item in ("B1b", "B2", "B3a", "B3b", "B4", "B5", "B6", "B7", "B8", "B9a", "B9b"):
        save(alice, baseline, item)
    alice.post(f"/assessments/{baseline.public_id}/answer", data={"then": "send"})
    assert world.rows(Assessment, Assessment.id == baseline.id)[0].submitted_at is not None
    late = save(alice, baseline, value="3", operation="tap-one-1")
    assert (late.status_code, late.json) == (200, first.json)
    assert answers(world, baseline)["B1a"] == ("1", "", 3)


def test_a_tap_that_comes_after_its_page_was_sent_is_acknowledged_when_it_says_nothing_else(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice, "4", note="The yard, Tuesday")
    alice, told = world.client(world.alice), len(world.rows(TrailEntry))

    late = save(alice, baseline, value="4", note="The yard, Tuesday \r\n", operation="tap-too-late")
    assert (late.status_code, late.json) == (200, {"revision": 1, "said": "Saved 17:00"})
    for other in ({"value": "5", "note": "The yard, Tuesday"}, {"value": "4", "note": ""}):
        refused = save(alice, baseline, base=1, operation="tap-too-late-and-else", **other)
        assert (refused.status_code, refused.json) == (409, {"problem": "This was sent already."})
    assert answers(world, baseline)["B1a"] == ("4", "The yard, Tuesday", 1)
    assert len(world.rows(TrailEntry)) == told


def test_one_operation_id_for_two_items_saves_both(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    assert save(alice, baseline, "B1a", operation="careless-device").status_code == 200
    assert save(alice, baseline, "B2", operation="careless-device").status_code == 200
    assert set(answers(world, baseline)) == {"B1a", "B2"}


def test_a_stale_save_is_refused_with_both_texts_and_changes_nothing(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    save(phone, baseline, value="2", note="from the phone", operation="phone-one")

    stale = save(laptop, baseline, value="4", note="from the laptop", base=0, operation="laptop-one")
    assert stale.status_code == 409
    assert stale.json == {
        "problem": "You changed this on another device at 17:00.",
        "conflict": {"value": "2", "note": "from the phone", "account": "", "account_name": "", "at": "17:00"},
        "yours": {"value": "4", "note": "from the laptop", "account": ""},
        "revision": 1,
    }
    assert answers(world, baseline)["B1a"] == ("2", "from the phone", 1)

    mine = save(laptop, baseline, value="4", note="from the laptop", base=1, operation="laptop-one")
    assert (mine.status_code, answers(world, baseline)["B1a"]) == (200, ("4", "from the laptop", 2))


def test_an_answer_that_is_equal_to_the_stored_one_is_no_conflict(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    phone, laptop = world.client(world.alice), world.client(world.alice)
    for number, value in enumerate(("2", "3")):
        save(phone, baseline, value=value, note="seen", base=number, operation=f"phone-save-{number}")
    equal = save(laptop, baseline, value="3", note="seen  \r\n", base=0, operation="laptop-one")
    assert (equal.status_code, equal.json["revision"]) == (200, 2)  # type: ignore[index]
    assert answers(world, baseline)["B1a"] == ("3", "seen", 2)


def test_a_note_is_saved_before_an_answer_is_chosen(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    assert save(alice, baseline, value="", note="Only the note so far").json["revision"] == 1  # type: ignore[index]
    assert answers(world, baseline)["B1a"] == (None, "Only the note so far", 1)
    page = alice.get(f"/assessments/{baseline.public_id}/answer").text
    assert "0 of 12 answered" in page
    assert "Only the note so far" in page


WRONG = [
    {"value": "7"},
    {"value": "\x00"},
    {"base": ""},
    {"base": "-1"},
    {"base": "9" * 5000},
    {"base": "1.5"},
    {"operation": ""},
    {"operation": "short"},
    {"operation": "x" * 65},
    {"operation": "long-enough\x00"},
    {"operation": "long-enough\n"},
    {"operation": "<script>alert(1)</script>"},
]


def test_what_cannot_be_read_is_refused_with_a_sentence_and_saves_nothing(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    alice = world.client(world.alice)
    save(alice, baseline, value="2", operation="before-all")
    for wrong in WRONG:
        refused = save(alice, baseline, **({"value": "4", "base": 1, "operation": "the-one-after"} | wrong))  # type: ignore[arg-type]
        assert refused.status_code == 422, wrong
        assert refused.json is not None and len(refused.json["problem"]) > 10, wrong
    url = f"/assessments/{baseline.public_id}/answers/B1a"
    for name in ("base", "operation"):
        fields = {"value": "4", "base": "1", "operation": "the-one-after"}
        del fields[name]
        assert alice.post(url, data=fields).status_code == 422, name
    assert answers(world, baseline) == {"B1a": ("2", "", 1)}


def test_an_item_that_is_unknown_or_not_asked_is_not_there(world: World) -> None:
    pulse = occasion(world, world.alice, asked=["B1a", "B1b"])
    alice = world.client(world.alice)
    for item in ("B5", "B99", "b1a", "B1a%00", "%F0%9F%98%80"):
        assert save(alice, pulse, item).status_code == 404, item
    assert answers(world, pulse) == {}


def test_outside_its_window_nothing_is_saved_and_the_reply_says_why(world: World) -> None:
    enrolment, baseline = world.baseline(world.alice, world.bob)
    tomorrow = occasion(world, world.alice, opens_on=world.today + timedelta(days=1))
    sent = occasion(world, world.alice)
    world.answer_all(sent, world.alice)
    over = occasion(world, world.alice, opens_on=world.today - timedelta(days=3), closes_on=world.today)
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(enrolment, "baseline").id)
        reinforcement.waive(session, row, "On leave.", actor=world.actor(world.bob), at=world.now)
    alice = world.client(world.alice)
    problems = {
        baseline: "Your coach has waived this one; nothing is asked of you.",
        tomorrow: "This opens on Tuesday 3 March.",
        sent: "This was sent already.",
    }
    for assessment, problem in problems.items():
        before = answers(world, assessment)
        refused = save(alice, assessment, value="1", operation="too-late-or-early")
        assert (refused.status_code, refused.json) == (409, {"problem": problem})
        assert answers(world, assessment) == before
    world.clock.forward(days=1)
    assert save(alice, over).json == {"problem": "This closed on Monday 2 March."}
    assert save(alice, tomorrow).status_code == 200


def test_the_last_day_counts_to_its_last_second_where_the_person_is(world: World) -> None:
    day = world.today
    assessment = occasion(world, world.alice, opens_on=day, closes_on=day, zone="Pacific/Honolulu")
    assert world.rows(Occasion)[-1].closes_at == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)  # midnight in Honolulu
    world.clock.set(datetime(2026, 3, 3, 9, 59, 59, tzinfo=UTC))
    alice = world.client(world.alice)
    assert save(alice, assessment).status_code == 200
    world.clock.forward(seconds=1)
    assert save(alice, assessment, "B1b").status_code == 409


def test_only_its_rater_can_save_and_nobody_else_learns_that_it_exists(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob, observer=world.tess)
    absent = Thing(0, "AbsentAbsent1234")
    for somebody in (world.charlie, world.bob, world.tess, world.mona, world.ann):
        browser = world.client(somebody)
        theirs, nowhere = save(browser, baseline), save(browser, absent)
        assert (theirs.status_code, nowhere.status_code) == (404, 404)
        assert without_tokens(theirs.text) == without_tokens(nowhere.text)
    assert save(world.client(), baseline).status_code == 401
    alice = world.client(world.alice)
    assert alice.get(f"/assessments/{baseline.public_id}/answers/B1a").status_code == 405
    alice.csrf = ""
    assert save(alice, baseline).status_code == 400
    assert answers(world, baseline) == {}
