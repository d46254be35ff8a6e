"""The sources: every fact once, by document, with what carries it."""

from collections import Counter
from xml.etree.ElementTree import Element

from tests.factories.browsing import parsed, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Someone, World
from tests.kamcoach.library.shipped import ids, instrument, library, pieces, staff

pytestmark = ON_ONE_ENGINE

SOURCES = "/library/sources"
BY_FEATURE = "Carried by a part of the product, not by content."
BY_NOTHING = "Nothing that you may read carries it."


def facts(world: World, who: Someone) -> dict[str, Element]:
    """The row of each fact by its id; none stands there twice."""
    reply = world.client(who).get(SOURCES)
    assert reply.status_code == 200
    found = [(one.get("id", ""), one) for one in parsed(reply.text).iter("div") if list(one.iter("dt"))]
    assert [key for key, times in Counter(key for key, _ in found).items() if times > 1] == []
    assert [key for key, row in found if words(next(row.iter("dt"))) != key] == []
    return dict(found)


def carriers(row: Element) -> dict[str, str]:
    """What carries a fact: the titles, with their addresses."""
    return {words(link): link.get("href", "") for link in row.iter("a")}


def test_every_fact_stands_there_once_with_what_it_says(world: World) -> None:
    found = facts(world, world.bob)
    known = {key: row for key, row in library().digest.items() if "-" in key}
    assert list(found) == list(known), "in the order of the digest"
    for key, row in known.items():
        assert words(found[key]).startswith(f"{key}{row['says']}"), key


def test_the_documents_are_named_over_their_facts(world: World) -> None:
    page = parsed(world.client(world.bob).get(SOURCES).text)
    sections = {words(next(one.iter("h2"))): one for one in page.iter("section")}
    documents = {f"{key} {row['says']}": key for key, row in library().digest.items() if "-" not in key}
    assert list(sections) == list(documents)
    for title, section in sections.items():
        within = {row.get("id", "").split("-")[0] for row in section.iter("div") if row.get("id")}
        assert within == {documents[title]}


def test_what_content_must_carry_leads_to_what_carries_it(world: World) -> None:
    found = facts(world, world.bob)
    must = [key for key, row in library().digest.items() if row["must"] and row["carried_by"] == "content"]
    assert [key for key in must if not carriers(found[key])] == []
    titles = {content.title: address for address, content in pieces().items()}
    for key in must:
        for title, address in carriers(found[key]).items():
            assert address.split("#")[0] == titles[title], key


def test_every_link_leads_to_a_place_that_cites_the_fact(world: World) -> None:
    bob = world.client(world.bob)
    pages: dict[str, str] = {}
    for key, row in facts(world, world.bob).items():
        for address in carriers(row).values():
            page, _, place = address.partition("#")
            pages[page] = pages.get(page) or bob.get(page).text
            assert f'href="{SOURCES}#{key}"' in pages[page], f"{page} does not cite {key}"
            assert not place or place in ids(pages[page]), address


def test_several_places_in_one_piece_are_counted(world: World) -> None:
    row = words(facts(world, world.bob)["S1-B1"])
    many = sum("S1-B1" in item.sources for item in instrument("kam-behaviours").items)
    assert many > 1 and f"The nine behaviours ({many})" in row


def test_what_a_feature_carries_says_so_and_what_nothing_carries_too(world: World) -> None:
    for key, row in facts(world, world.bob).items():
        if not carriers(row):
            by = library().digest[key]["carried_by"]
            assert words(row).endswith(BY_FEATURE if by == "feature" else BY_NOTHING), key


def test_a_trainee_reads_every_fact_and_is_led_to_nothing_that_is_for_staff(world: World) -> None:
    found, alice = facts(world, world.alice), world.client(world.alice)
    assert found.keys() == facts(world, world.bob).keys()
    addresses = {address.split("#")[0] for row in found.values() for address in carriers(row).values()}
    assert {address: alice.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    hidden = [
        one.title for path, one in pieces().items() if "/boosters/" in path or getattr(one, "kind", "") == "interview"
    ]
    assert hidden
    shown = " ".join(words(row) for row in found.values())
    assert [title for title in hidden if title in shown] == []


def test_the_sources_are_open_to_everybody_who_is_signed_in(world: World) -> None:
    for who in (world.alice, *staff(world)):
        assert world.client(who).get(SOURCES).status_code == 200, who.name
    assert world.client().get(SOURCES).location == f"/sign-in?next={SOURCES}"
    assert world.client(world.bob).post(SOURCES).status_code == 405
