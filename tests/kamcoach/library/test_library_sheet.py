"""An instrument on paper: everything that is asked, boxes to tick, lines to write on, and nothing of a form."""

from tests.factories.browsing import parsed, said, without_tokens
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.library.shipped import (
    instrument,
    instruments,
    is_absent,
    lacking,
    on_one_line,
    text_of,
    views,
)

pytestmark = ON_ONE_ENGINE


def path(code: str, relation: str) -> str:
    """The address of a view's sheet."""
    return f"/library/instruments/{code}/sheet?as={relation}"


def test_every_view_has_a_sheet_with_its_questions_and_a_box_for_every_answer(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    for whole, relation in views():
        asked = whole.put_to(relation)
        reply = bob.get(path(whole.code, relation))
        assert reply.status_code == 200, whole.code
        texts = [whole.title, whole.lede, *whole.reading]
        boxes = 0
        for item in asked.items:
            texts += [item.asked(relation), item.counts, *item.anchors.values(), *item.without_value.values()]
            texts += [f"{piece.grade} {piece.ask_for}" for piece in item.evidence]
            boxes += len(asked.scale_of(item).answers) if item.scale else 0
        name = f"{whole.code} as {relation}"
        wrong[name] = lacking(reply.text, texts)
        theirs = {item.asked(relation) for item in whole.items} - {item.asked(relation) for item in asked.items}
        wrong[name] += [question for question in theirs if on_one_line(question) in text_of(reply.text)]
        if (drawn := reply.text.count('class="box"')) != boxes:
            wrong[name].append(f"{drawn} boxes for {boxes} answers")
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_there_is_room_for_a_name_a_date_and_for_words(world: World) -> None:
    bob = world.client(world.bob)
    page = text_of(bob.get(path("kam-behaviours", "observer")).text)
    assert "About a person Filled in by an observer Date" in page
    assert page.count("What, when, with whom:") == len(instrument("kam-behaviours").items)
    page = bob.get(path("day-one", "self")).text
    assert page.count("line line-tall") == sum(not item.scale for item in instrument("day-one").items)


def test_paper_has_no_fields_and_its_button_waits_for_a_script(world: World) -> None:
    bob = world.client(world.bob)
    for one in instruments():
        main = parsed(bob.get(f"/library/instruments/{one.code}/sheet").text).find(".//main")
        assert main is not None
        assert [field.tag for field in main.iter() if field.tag in ("form", "input", "textarea", "select")] == []
        (button,) = main.iter("button")
        assert button.get("hidden") is not None and button.get("data-print") is not None


def test_it_says_which_version_it_is(world: World) -> None:
    for one in instruments():
        page = text_of(world.client(world.bob).get(f"/library/instruments/{one.code}/sheet").text)
        assert f"{one.code} version {one.version}, KAM Coach. Answers count once they are in the system." in page


def test_a_relation_that_does_not_answer_it_is_the_first_that_does(world: World) -> None:
    bob = world.client(world.bob)
    for one in instruments():
        first = without_tokens(bob.get(path(one.code, one.raters[0])).text)
        for other in ("", "?as=", "?as=emperor", "?as=%00"):
            page = bob.get(f"/library/instruments/{one.code}/sheet{other}")
            assert (page.status_code, without_tokens(page.text) == first) == (200, True), f"{one.code}{other}"


def test_an_interview_is_no_paper_for_a_trainee(world: World) -> None:
    alice, base = world.client(world.alice), "/library/instruments/{}/sheet"
    for one in instruments():
        if one.kind == "interview":
            assert is_absent(alice, base.format(one.code), base.format("absent"))
        else:
            assert alice.get(base.format(one.code)).status_code == 200
    assert world.client().get(base.format("day-one")).location == "/sign-in?next=/library/instruments/day-one/sheet"


def test_paper_is_only_read(world: World) -> None:
    assert world.client(world.bob).post("/library/instruments/day-one/sheet").status_code == 405


def test_who_fills_it_in_is_called_by_what_they_are_to_its_subject(world: World) -> None:
    bob = world.client(world.bob)
    for code, who in (
        ("kam-behaviours", "the person"),
        ("account-plan-review", "the account manager"),
        ("training-reaction", "a participant"),
    ):
        assert f"Filled in by {who}" in said(bob.get(f"/library/instruments/{code}/sheet").text)
