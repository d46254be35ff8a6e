"""Trying an instrument out: checked as the real form checks, shown as it would be counted, and stored nowhere."""

from collections.abc import Mapping

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from assessments.instruments.model import Instrument
from kamcoach.assessing.models import Answer, Assessment
from kamcoach.trail.models import TrailEntry
from tests.factories.browsing import form_of, parsed, problems, said, without_tokens, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World
from tests.kamcoach.library.shipped import (
    first_answers,
    instrument,
    instruments,
    is_absent,
    lacking,
    on_one_line,
    text_of,
    views,
)
from tests.site.conftest import contents

pytestmark = ON_ONE_ENGINE

BEHAVIOURS, WEEK, DAY = "kam-behaviours", "week-one", "day-one"
NOTHING_STORED = "Nothing was stored. Your answers stand below; change them and check again."
LONG = "far too long " * 400


def path(code: str, relation: str = "self") -> str:
    """The address of a view."""
    return f"/library/instruments/{code}/preview?as={relation}"


def check(browser: Browser, code: str, fields: Mapping[str, str], relation: str = "self") -> TestResponse:
    """Press Check it."""
    reply: TestResponse = browser.post(path(code, relation), data=fields)
    return reply


def outcome(page: str) -> list[list[str]]:
    """The rows of what it would say: what, its value, of how many answers."""
    (body,) = parsed(page).iter("tbody")
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in body.iter("tr")]


def lost(page: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that lost what was put in."""
    kept = form_of(page, holding="csrf_token")
    return {name: value for name, value in fields.items() if kept.get(name, "").replace("\r\n", "\n") != value}


def asked_of(whole: Instrument, relation: str) -> list[str]:
    """The questions as a rater meets them."""
    return [item.asked(relation) for item in whole.put_to(relation).items]


def test_every_view_of_every_instrument_opens_with_its_own_questions(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    for whole, relation in views():
        reply = bob.get(path(whole.code, relation))
        name = f"{whole.code} as {relation}"
        assert reply.status_code == 200, name
        wrong[name] = lacking(reply.text, [*asked_of(whole, relation), "This is a preview.", "Nothing is stored."])
        theirs = {item.asked(relation) for item in whole.items} - set(asked_of(whole, relation))
        assert [question for question in theirs if on_one_line(question) in text_of(reply.text)] == [], name
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_every_view_answered_whole_says_what_it_would_say_and_stores_nothing(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    before, trail = contents(world.app), len(world.rows(TrailEntry))
    for whole, relation in views():
        fields = first_answers(whole, relation)
        reply = check(bob, whole.code, fields, relation)
        name = f"{whole.code} as {relation}"
        assert reply.status_code == 200, name
        told = ["It could be sent. This is what it would say.", NOTHING_STORED]
        wrong[name] = [*lacking(reply.text, told), *lost(reply.text, fields)]
    assert {name: problem for name, problem in wrong.items() if problem} == {}
    assert contents(world.app) == before
    assert len(world.rows(TrailEntry)) == trail
    assert (len(world.rows(Assessment)), len(world.rows(Answer))) == (0, 0)


def test_every_view_sent_empty_names_the_questions_that_have_no_answer(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    before = contents(world.app)
    for whole, relation in views():
        reply = check(bob, whole.code, {}, relation)
        assert reply.status_code == 422, whole.code
        scaled = [item for item in whole.put_to(relation).items if item.scale]
        missing = next(one for one in parsed(reply.text).iter("div") if one.get("id") == "missing")
        named = {link.get("href", ""): words(link) for link in missing.iter("a")}
        told = {f"{item.code}-value": "Please choose an answer." for item in scaled}
        wrong[f"{whole.code} as {relation}"] = (
            named != {f"#{item.code}": on_one_line(item.asked(relation)) for item in scaled}
            or problems(reply.text) != told
            or f"{len(scaled)} question" not in words(missing)
        )
    assert [name for name, is_wrong in wrong.items() if is_wrong] == []
    assert contents(world.app) == before


def test_the_values_are_counted_as_the_real_ones_are(world: World) -> None:
    whole = instrument(BEHAVIOURS)
    fields = {f"{item.code}-value": "2" for item in whole.items} | {"B1a-value": "3", "B4-value": "N"}
    rows = {name: rest for name, *rest in outcome(check(world.client(world.alice), BEHAVIOURS, fields).text)}
    assert list(rows) == [measure.title for measure in whole.measures]
    assert rows[whole.measure("B1").title] == ["2.5", "2 of 2"]
    assert rows[whole.measure("B2").title] == ["2.0", "1 of 1"]
    value, answered = rows[whole.measure("B4").title]
    assert value.startswith("No score: ") and answered == "0 of 1"


def test_a_choice_says_what_follows_from_it(world: World) -> None:
    whole = instrument(WEEK)
    fields = first_answers(whole, "self") | {"B2-value": "forgot", "B3-value": "stopped"}
    page = said(check(world.client(world.alice), WEEK, fields).text)
    for code, chosen in (("B1", "used"), ("B2", "forgot"), ("B3", "stopped")):
        item = whole.item(code)
        assert f"{whole.measure(code).title} {whole.label(item, chosen)} Then: {item.anchors[chosen]}" in page
    assert "What it would say" not in page and NOTHING_STORED in page


def test_words_of_ones_own_may_stay_empty_and_stand_there_as_they_were_written(world: World) -> None:
    alice = world.client(world.alice)
    short = {"use-value": "3"}
    assert check(alice, DAY, short).status_code == 200
    fields = short | {"goal-note": "\nTwo lines &\n<b>of mine</b>", "use-note": "The mill."}
    reply = check(alice, DAY, fields)
    assert reply.status_code == 200
    assert "<b>of mine" not in reply.text
    assert lost(reply.text, fields) == {}


def test_an_answer_that_is_not_offered_comes_back_with_the_reason_and_the_others_are_kept(world: World) -> None:
    bob = world.client(world.bob)
    before = contents(world.app)
    hostile = ("9", "<script>alert(1)</script>", "x" * 5000, "1\0")
    for whole, wrong in [*((one, "emperor") for one in instruments()), *((instrument(BEHAVIOURS), x) for x in hostile)]:
        relation = whole.raters[0]
        item = next(item.code for item in whole.put_to(relation).items if item.scale)
        fields = first_answers(whole, relation) | {f"{item}-note": "Seen on Tuesday."}
        reply = check(bob, whole.code, fields | {f"{item}-value": wrong}, relation)
        assert reply.status_code == 422, f"{whole.code}: {wrong[:12]}"
        assert problems(reply.text) == {f"{item}-value": "Choose one of the answers offered."}
        assert "1 answer cannot be taken. What you typed is still here" in said(reply.text)
        del fields[f"{item}-value"]
        assert lost(reply.text, fields) == {}
        assert "<script>alert" not in reply.text
    assert contents(world.app) == before


def test_a_note_that_could_not_be_stored_comes_back_with_the_reason(world: World) -> None:
    bob = world.client(world.bob)
    for note, why in (
        (LONG, "The note has 5199 characters; 4000 fit. Nothing was cut."),
        ("tab\x07le", "The note holds characters that cannot be stored. Type it again without them."),
    ):
        for code, item in ((BEHAVIOURS, "B2"), (DAY, "goal")):
            fields = first_answers(instrument(code), "self") | {f"{item}-note": note}
            reply = check(bob, code, fields)
            assert reply.status_code == 422
            assert why in problems(reply.text)[f"{item}-value" if code == BEHAVIOURS else f"{item}-note"]
            assert note[:2000].rstrip() in reply.text


def test_what_is_wrong_and_what_is_missing_are_both_told_beside_the_question(world: World) -> None:
    reply = check(world.client(world.bob), BEHAVIOURS, {"B1a-value": "9", "B1b-value": "3"})
    assert reply.status_code == 422
    told = problems(reply.text)
    assert told["B1a-value"] == "Choose one of the answers offered."
    assert told["B2-value"] == "Please choose an answer."
    assert "B1b-value" not in told


def test_a_relation_that_does_not_answer_it_is_the_first_that_does(world: World) -> None:
    bob = world.client(world.bob)
    for whole in instruments():
        first = without_tokens(bob.get(path(whole.code, whole.raters[0])).text)
        base = f"/library/instruments/{whole.code}/preview"
        for other in ("", "?as=", "?as=emperor", "?as=%00", "?as=SELF", f"?as={'x' * 3000}", "?as=%3Cscript%3E"):
            reply = bob.get(f"{base}{other}")
            assert (reply.status_code, without_tokens(reply.text) == first) == (200, True), f"{whole.code}{other[:20]}"
    fields = first_answers(instrument(BEHAVIOURS), "self")
    assert check(bob, BEHAVIOURS, fields, "emperor").status_code == 200


def test_others_are_asked_in_their_own_words(world: World) -> None:
    item = instrument(BEHAVIOURS).items[0]
    alice = world.client(world.alice)
    own, other = (text_of(alice.get(path(BEHAVIOURS, relation)).text) for relation in ("self", "observer"))
    assert item.question in own and item.question_other not in own
    assert item.question_other in other and item.question not in other


def test_fields_that_nobody_asked_for_are_left_alone(world: World) -> None:
    fields = first_answers(instrument(BEHAVIOURS), "self")
    odd = fields | {"Z9-value": "5", "B1a-base": "7", "then": "send", "operation": "x", "as": "observer"}
    reply = check(world.client(world.alice), BEHAVIOURS, odd)
    assert reply.status_code == 200
    assert world.scalar(select(func.count()).select_from(Answer)) == 0


def test_an_interview_cannot_be_tried_out_by_a_trainee(world: World) -> None:
    code = next(one.code for one in instruments() if one.kind == "interview")
    alice = world.client(world.alice)
    base = "/library/instruments/{}/preview"
    assert is_absent(alice, base.format(code), base.format("absent"))
    theirs, absent = alice.post(base.format(code)), alice.post(base.format("absent"))
    assert (theirs.status_code, absent.status_code) == (404, 404)
    assert without_tokens(theirs.text) == without_tokens(absent.text)
    assert check(world.client(world.hugh), code, {}, "assessor").status_code == 422


def test_nobody_tries_anything_out_without_signing_in(world: World) -> None:
    nobody = world.client()
    asked = nobody.get(f"/library/instruments/{BEHAVIOURS}/preview")
    assert asked.location == f"/sign-in?next=/library/instruments/{BEHAVIOURS}/preview"
    assert check(nobody, BEHAVIOURS, {}).location.startswith("/sign-in")
