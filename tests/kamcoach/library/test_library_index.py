"""The library's first page: every shelf with its pieces, a filter by kind, a search in all the words."""

import gzip
from collections import Counter
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.reading import content_hash, to_json
from assessments.instruments.sources import Content
from kamcoach.library import queries
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.roles import Role
from tests.factories.browsing import form_of, links, offered, parsed, said, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, World, counting
from tests.kamcoach.library.shipped import (
    cited,
    decks,
    ids,
    instrument,
    instruments,
    on_one_line,
    pieces,
    plans,
    profiles,
    staff,
    views,
)

pytestmark = ON_ONE_ENGINE

LIBRARY = "/library"
SHELVES = {
    "checklist": "Checklists",
    "competencies": "Competencies",
    "profiles": "Job profiles",
    "plans": "Reinforcement plans",
    "talk": "Guides to talks",
    "review": "Reviews",
    "survey": "Surveys",
    "audit": "Audit checklists",
    "interview": "Interviews",
    "boosters": "Boosters",
}
FOR_STAFF = ("interview", "boosters")
HOSTILE = (
    "\0",
    "a\0b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%",
    "beha%rs",
    "_",
    "'; DROP TABLE person; --",
    "{{ 7 * 7 }}",
    "🙂 \u202eabc",
    "x" * 10_000,
    "x " * 5_000,
)


def look(world: World, who: Someone | None = None, **query: str) -> str:
    """The page as somebody sees it, Bob unless told."""
    reply = world.client(who or world.bob).get(LIBRARY, query_string=query)
    assert reply.status_code == 200
    return str(reply.text)


def shelves(page: str) -> dict[str, list[str]]:
    """The titles on each shelf, in their order."""
    return {
        words(next(section.iter("h2"))): [words(title) for title in section.iter("h3")]
        for section in parsed(page).iter("section")
    }


def titles(page: str) -> set[str]:
    """Everything that is listed, wherever it stands."""
    return {title for shelf in shelves(page).values() for title in shelf}


def rows(page: str) -> dict[str, str]:
    """What is said of each piece, by its title."""
    found = [one for one in parsed(page).iter("li") if one.get("class") == "row-piece"]
    return {words(next(one.iter("h3"))): on_one_line(" ".join(one.itertext())) for one in found}


def hits(page: str, title: str) -> tuple[list[tuple[str, str]], str]:
    """The places inside a piece that hold the words, with their addresses, and what is said of further ones."""
    row = next(one for one in parsed(page).iter("li") if one.get("class") == "row-piece" and title in words(one))
    parts = [part for found in row.iter("ul") for part in found.iter("li")]
    linked = [(words(link), link.get("href", "")) for part in parts for link in part.iter("a")]
    return linked, " ".join(words(part) for part in parts if not list(part.iter("a")))


def shipped(*without: str) -> dict[str, list[str]]:
    """The shelves as they must be, in the order of the sources; none for which there is nothing."""
    on: dict[str, Sequence[Content]] = {kind: [one for one in instruments() if one.kind == kind] for kind in SHELVES}
    on |= {"profiles": profiles(), "plans": plans(), "boosters": decks()}
    return {
        SHELVES[kind]: [one.title for one in sorted(on[kind], key=lambda one: (one.sources[0], one.title))]
        for kind in SHELVES
        if on[kind] and kind not in without
    }


def test_everything_stands_on_its_shelf_for_everybody_of_the_staff(world: World) -> None:
    for who in staff(world):
        assert shelves(look(world, who)) == shipped(), who.name


def test_each_piece_says_how_large_it_is_and_what_it_is_for(world: World) -> None:
    said_of = rows(look(world))
    for one in instruments():
        many = "question" if len(one.items) == 1 else "questions"
        size = f"{len(one.items)} {many} about {one.minutes} minutes"
        assert said_of[one.title] == on_one_line(f"{size} {one.title} {one.use or one.lede}")
    for plan in plans():
        assert said_of[plan.title] == on_one_line(f"{len(plan.steps)} steps {plan.title} {plan.lede}")
    for deck in decks():
        assert said_of[deck.title] == on_one_line(f"{len(deck.cards)} cards {deck.title} {deck.lede}")
    assert said_of["Sales leader"].startswith("Management Sales leader A starting point")


def test_every_title_leads_to_its_page(world: World) -> None:
    page = look(world)
    found = {title: address for title, address in links(page).items() if title in titles(page)}
    assert found == {content.title: address for address, content in pieces().items()}
    bob = world.client(world.bob)
    assert {address: bob.get(address).status_code for address in found.values()} == dict.fromkeys(found.values(), 200)
    assert links(page)["The sources"] == "/library/sources"


def test_a_trainee_sees_neither_interviews_nor_boosters(world: World) -> None:
    page = look(world, world.alice)
    assert shelves(page) == shipped(*FOR_STAFF)
    kinds = [title for kind, title in SHELVES.items() if kind not in FOR_STAFF and title in shipped()]
    assert offered(page, "kind") == ["Every kind", *kinds]
    hidden = {title for kind in FOR_STAFF for title in shipped()[SHELVES[kind]]}
    asked = [{"search": title} for title in hidden] + [{"kind": kind} for kind in FOR_STAFF]
    asked += [{"search": deck.cards[0].teaches[:90]} for deck in decks()]
    for query in asked:
        assert titles(look(world, world.bob, **query)) & hidden, query
        assert titles(look(world, world.alice, **query)) & hidden == set(), query


def test_a_trainee_who_is_also_of_the_staff_sees_everything(world: World) -> None:
    both = world.person("Both", Role.TRAINEE, Role.MENTOR)
    assert shelves(look(world, both)) == shipped()


def test_one_kind_at_a_time(world: World) -> None:
    kinds = [title for title in SHELVES.values() if title in shipped()]
    assert offered(look(world), "kind") == ["Every kind", *kinds]
    for kind, title in SHELVES.items():
        if title in shipped():
            page = look(world, kind=kind)
            assert shelves(page) == {title: shipped()[title]}
            assert form_of(page, holding="search")["kind"] == kind


def test_a_kind_that_is_not_there_is_every_kind(world: World) -> None:
    for kind in ("", "emperor", "instruments", "\0", "<script>alert(1)</script>", "x" * 5000):
        page = look(world, kind=kind)
        assert shelves(page) == shipped(), kind[:20]
        assert "<script>alert" not in page


def test_a_word_is_found_in_any_case_and_nothing_without_it(world: World) -> None:
    page = look(world, search="purchasing")
    assert 0 < len(titles(page)) < len(titles(look(world)))
    for other in ("PURCHASING", "Purchasing", "  purChasing "):
        assert shelves(look(world, search=other)) == shelves(page)
    for one in pieces().values():
        if one.title in titles(page):
            assert "purchasing" in to_json(one).decode().casefold(), one.title


def test_several_words_are_found_in_any_order_where_all_of_them_stand_in_one_place(world: World) -> None:
    item = instrument("kam-behaviours").items[0]
    some = item.question.split()[:7]
    page = look(world, search=" ".join(reversed(some)).upper())
    assert (item.question, f"/library/instruments/kam-behaviours#{item.code}") in hits(page, "The nine behaviours")[0]
    assert titles(look(world, search=f"{' '.join(some)} zebra")) == set()


def test_what_is_asked_taught_or_planned_is_found_by_its_own_words(world: World) -> None:
    bob = world.client(world.bob)
    for address, content in pieces().items():
        if isinstance(content, Profile):
            continue
        if isinstance(content, Instrument):
            part, line = content.items[-1].code, content.items[-1].question
        elif isinstance(content, Deck):
            part, line = content.cards[-1].code, content.cards[-1].teaches
        else:
            part, line = content.steps[-1].code, content.steps[-1].title
        page = bob.get(LIBRARY, query_string={"search": line[:100]}).text
        place, more = hits(page, content.title)
        assert (line, f"{address}#{part}") in place or more, address
        assert {found.split("#")[1] for _, found in place} | {part} <= set(ids(bob.get(address).text)), address


def test_a_fact_of_the_sources_is_found_by_its_id(world: World) -> None:
    for search in ("S2-P7", "s2-p7", "S1-A1"):
        named = {one.title for one in pieces().values() if search.upper() in cited(one)}
        assert named
        assert titles(look(world, search=search)) == named


def test_it_says_how_many_pieces_hold_the_words(world: World) -> None:
    page = look(world, search="S2-P7")
    assert f"{len(titles(page))} pieces hold “S2-P7”." in said(page)
    page = look(world, search=instrument("kam-behaviours").items[0].question[:90])
    assert len(titles(page)) == 1 and "1 piece holds “" in said(page)


def test_three_places_of_a_piece_are_listed_and_the_others_counted(world: World) -> None:
    place, more = hits(look(world, search="S1-A1"), "Audit of a sales leader")
    every = [item for item in instrument("audit-sales-leader").items if "S1-A1" in item.sources]
    assert [line for line, _ in place] == [item.question for item in every[:3]]
    assert more == f"and {len(every) - 3} more places in it"


def test_a_search_inside_a_kind_keeps_both(world: World) -> None:
    page = look(world, search="S1-A1", kind="audit")
    assert list(shelves(page)) == ["Audit checklists"]
    fields = form_of(page, holding="search")
    assert (fields["search"], fields["kind"]) == ("S1-A1", "audit")


def test_nothing_found_says_what_to_do_and_keeps_what_was_typed(world: World) -> None:
    page = look(world, search="purchasing zebra")
    assert shelves(page) == {}
    assert "Nothing here holds “purchasing zebra”." in said(page)
    assert "All the words have to stand in one place. Try fewer of them." in said(page)
    assert form_of(page, holding="search")["search"] == "purchasing zebra"
    assert shelves(str(world.client(world.bob).get(links(page)["Show everything"]).text)) == shipped()


@pytest.mark.parametrize("search", HOSTILE, ids=[text[:12].replace("\0", "NUL") for text in HOSTILE])
def test_a_hostile_search_is_a_search_like_any_other(world: World, search: str) -> None:
    page = look(world, search=search)
    assert "<script>alert" not in page and "<img" not in page
    kept = form_of(page, holding="search")["search"]
    assert kept == search.replace("\0", "")[:100].strip()
    assert len(titles(page)) < len(titles(look(world))) or not kept, "nothing stands for anything else"
    assert len(page) < 60_000, "what is typed is not said ten thousand characters long"


def test_a_search_in_bytes_that_are_no_text_is_harmless(world: World) -> None:
    for odd in ("search=%ff%fe", "search=%ed%a0%80", "search=%00", "search[]=x", "search=a&search=b", "search"):
        assert world.client(world.bob).get(f"{LIBRARY}?{odd}").status_code == 200, odd


def test_a_search_of_nothing_but_white_space_is_everything(world: World) -> None:
    for blank in ("", "   ", "\t\n", "\0\0"):
        assert shelves(look(world, search=blank)) == shipped()


def _publish_more(world: World, number: int) -> None:
    """Profiles of an organisation's own, so that there is more to list."""
    some = profiles()[0]
    with world.writing() as session:
        for count in range(number):
            one = replace(some, code=f"own-{count:03}", title=f"Own job {count:03}")
            row = {"kind": "profiles", "code": one.code, "version": 1, "owner": "organisation"}
            row |= {"content_hash": content_hash(one), "body": to_json(one).decode()}
            session.add(ContentVersion(**row, published_at=world.now.wall))


def test_the_library_asks_the_same_few_questions_however_much_it_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, searched = world.client(world.bob), {"search": "S1-A1"}

    def cost() -> Sequence[int]:
        asked = [
            lambda: bob.get(LIBRARY),
            lambda: bob.get(LIBRARY, query_string=searched),
            lambda: bob.get("/library/instruments/kam-competencies"),
            lambda: bob.get("/library/instruments/kam-competencies/preview"),
            lambda: bob.get("/library/profiles/key-account-manager"),
            lambda: bob.get("/library/sources"),
        ]
        return [len(counting(world.app, act)[1]) for act in asked]

    cost()  # what the process keeps is read once
    few = cost()
    assert max(few) <= 6
    _publish_more(world, 100)
    monkeypatch.setattr(queries, "_parsed", {})
    assert cost()[0] == few[0] + 1, "whatever is not known yet is read in one question"
    assert cost() == few
    assert len(titles(look(world))) == len(pieces()) + 100


def test_every_page_is_small_and_its_links_inside_the_page_lead_somewhere(world: World) -> None:
    bob = world.client(world.bob)
    addresses = [LIBRARY, "/library/sources", *pieces()]
    for one, relation in views():
        addresses += [f"/library/instruments/{one.code}/{page}?as={relation}" for page in ("preview", "sheet")]
    flaws: dict[str, object] = {}
    for address in addresses:
        page = bob.get(address).text
        if (size := len(gzip.compress(page.encode()))) > 100_000:
            flaws[f"{address}: size"] = size
        if twice := [name for name, times in Counter(ids(page)).items() if times > 1]:
            flaws[f"{address}: twice"] = twice
        if lost := {link[1:] for link in links_inside(page)} - set(ids(page)):
            flaws[f"{address}: leads nowhere"] = lost
    assert flaws == {}


def links_inside(page: str) -> list[str]:
    """Where links of a page lead on the page itself."""
    return [part.split('"', 1)[0] for part in page.split('href="')[1:] if part.startswith("#")]
