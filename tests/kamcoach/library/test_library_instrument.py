"""An instrument to read: every question, what counts, what each answer looks like, and where it comes from."""

from collections.abc import Iterator

from assessments.instruments.model import Instrument
from tests.factories.browsing import links, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.library.shipped import (
    OF_STAFF,
    cited,
    ids,
    instrument,
    instruments,
    is_absent,
    lacking,
    library,
    profiles,
    staff,
    text_of,
)

pytestmark = ON_ONE_ENGINE


def texts(one: Instrument) -> Iterator[str]:
    """Everything that an instrument says, as it is written in its file."""
    yield from (one.title, one.lede, one.use, *one.reading)
    for measure in one.measures:
        yield from (measure.title, measure.group)
    for item in one.items:
        yield from (
            item.question,
            item.question_other,
            item.question_then,
            item.counts,
            item.counts_then,
            item.example,
            item.coach_asks,
            item.ours,
            item.when,
        )
        yield from (*item.anchors.values(), *item.without_value.values())
        yield from (f"{piece.grade} {piece.ask_for}" for piece in item.evidence)
        if item.scale:
            known = {**item.anchors, **item.without_value}
            yield from (f"{answer.label} {known[answer.code]}" for answer in one.scale_of(item).answers)


def test_every_instrument_is_shown_word_for_word(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    for one in instruments():
        reply = bob.get(f"/library/instruments/{one.code}")
        assert reply.status_code == 200, one.code
        wrong[one.code] = lacking(reply.text, texts(one))
    assert {code: problem for code, problem in wrong.items() if problem} == {}


def test_every_item_has_its_place_and_every_fact_that_is_cited_is_told(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    for one in instruments():
        page = bob.get(f"/library/instruments/{one.code}").text
        wrong[f"{one.code}: place"] = [item.code for item in one.items if item.code not in ids(page)]
        told = [f"{key} {library().digest[key]['says']}" for key in cited(one)]
        wrong[f"{one.code}: facts"] = lacking("<main>" + page.split('id="where-from"')[1], told)
        wrong[f"{one.code}: links"] = [key for key in cited(one) if f'href="/library/sources#{key}"' not in page]
    assert {code: problem for code, problem in wrong.items() if problem} == {}


def test_it_says_about_whom_by_whom_and_how_long(world: World) -> None:
    mona = world.client(world.mona)
    text = text_of(mona.get("/library/instruments/kam-behaviours").text)
    assert "About a person Answered by the person, an observer Takes 12 questions, about 6 minutes" in text
    assert f"Version kam-behaviours, {instrument('kam-behaviours').version}" in text
    text = text_of(mona.get("/library/instruments/account-care").text)
    assert "Answered by the account manager, the manager" in text


def test_questions_say_who_is_asked_where_two_wordings_are(world: World) -> None:
    page = said(world.client(world.alice).get("/library/instruments/kam-behaviours").text)
    item = instrument("kam-behaviours").items[0]
    assert f"Asked of the person: {item.question}" in page
    assert f"Asked of others: {item.question_other}" in page


def test_an_audit_says_what_to_ask_for_and_what_is_critical(world: World) -> None:
    for one in (one for one in instruments() if one.kind == "audit"):
        page = text_of(world.client(world.hugh).get(f"/library/instruments/{one.code}").text)
        critical = [item for item in one.items if one.measure(item.measure).critical]
        assert page.count(
            "Critical Met needs a piece of grade A or B for each case, two in all, one of them A. Ask for:"
        ) == len(critical)
        assert page.count("Met needs a piece of grade A or B for each case. Ask for:") == len(one.items) - len(critical)
        assert critical, one.code


def test_it_leads_to_the_trial_to_the_sheet_and_back_to_its_shelf(world: World) -> None:
    bob = world.client(world.bob)
    for one in instruments():
        found = links(bob.get(f"/library/instruments/{one.code}").text)
        assert found["Try it as its rater"] == f"/library/instruments/{one.code}/preview"
        assert found["Blank sheet to print"] == f"/library/instruments/{one.code}/sheet"
        assert f"/library?kind={one.kind}" in found.values()


def test_what_is_not_there_is_not_found(world: World) -> None:
    for code in ("absent", "KAM-BEHAVIOURS", "kam-behaviours.1", "%00", "..%2f..", "x" * 3000, profiles()[0].code):
        for page in ("", "/preview", "/sheet"):
            reply = world.client(world.bob).get(f"/library/instruments/{code}{page}")
            assert reply.status_code == 404, f"{code[:20]}{page}"


def test_interviews_are_for_staff_and_for_a_trainee_not_there(world: World) -> None:
    interviews = [one.code for one in instruments() if one.kind == OF_STAFF]
    assert interviews
    for code in interviews:
        for page in ("", "/preview", "/sheet"):
            path = f"/library/instruments/{code}{page}"
            assert is_absent(world.client(world.alice), path, f"/library/instruments/absent{page}")
            assert world.client(world.alice).post(path).status_code in (404, 405)
            for who in staff(world):
                assert world.client(who).get(path).status_code == 200, f"{path} as {who.name}"


def test_everything_else_is_open_to_a_trainee_and_to_nobody_who_is_not_signed_in(world: World) -> None:
    alice, nobody = world.client(world.alice), world.client()
    for one in (one for one in instruments() if one.kind != OF_STAFF):
        path = f"/library/instruments/{one.code}"
        assert alice.get(path).status_code == 200, path
        assert nobody.get(path).location == f"/sign-in?next={path}"
