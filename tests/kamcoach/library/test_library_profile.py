"""A job profile: the level and the entry level of everything that the job requires, and what they look like."""

import pytest

from assessments.instruments.profile import Profile
from tests.factories.browsing import links, parsed, words
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.library.shipped import (
    cited,
    ids,
    instrument,
    lacking,
    library,
    on_one_line,
    profiles,
    staff,
    text_of,
)

pytestmark = ON_ONE_ENGINE

FAMILIES = {
    "management": "Management",
    "sales": "Sales",
    "technical": "Technical staff",
    "customer_care": "Customer care",
    "administrative": "Administration",
}


def rows(page: str) -> list[list[str]]:
    """What is required, its level, the level to begin with, its weight, what the level looks like."""
    return [
        [words(cell) for cell in row if cell.tag in ("th", "td")]
        for body in parsed(page).iter("tbody")
        for row in body.iter("tr")
    ]


def required(one: Profile) -> list[list[str]]:
    """The rows as they must be."""
    wanted = []
    for need in sorted(one.requires, key=lambda need: need.instrument):
        whole = instrument(need.instrument)
        looks = [
            f"{whole.label(item, str(need.level))}: {item.anchors[str(need.level)]}"
            for item in whole.items_of(need.measure)
        ]
        row = [whole.measure(need.measure).title, str(need.level), str(need.entry), f"{need.weight:.1f}"]
        wanted.append([*row, on_one_line("".join(looks))])
    return wanted


def test_every_profile_shows_its_levels_and_what_they_look_like(world: World) -> None:
    for one in profiles():
        reply = world.client(world.alice).get(f"/library/profiles/{one.code}")
        assert reply.status_code == 200, one.code
        assert rows(reply.text) == required(one), one.code


def test_every_profile_says_whose_it_is_what_the_job_answers_for_and_that_it_is_a_starting_point(world: World) -> None:
    bob, wrong = world.client(world.bob), {}
    for one in profiles():
        page = bob.get(f"/library/profiles/{one.code}").text
        told = [f"{key} {library().digest[key]['says']}" for key in cited(one)]
        about = f"{FAMILIES[one.role_family]}. Version {one.version}."
        wrong[one.code] = lacking(page, [one.title, about, one.note, *one.duties, *told])
        assert "How to find your own levels" in text_of(page)
    assert {code: problem for code, problem in wrong.items() if problem} == {}


def test_what_is_required_leads_to_its_place_in_the_instrument(world: World) -> None:
    bob = world.client(world.bob)
    for one in profiles():
        found = links(bob.get(f"/library/profiles/{one.code}").text)
        for need in one.requires:
            address, _, place = found[instrument(need.instrument).measure(need.measure).title].partition("#")
            assert address == f"/library/instruments/{need.instrument}"
            assert place in ids(bob.get(address).text), f"{one.code} {need.measure}"


def test_the_newest_version_is_the_one_that_is_shown(world: World) -> None:
    newest = max(one.version for one in library().profiles.values() if one.code == "key-account-manager")
    assert newest > 1
    page = text_of(world.client(world.bob).get("/library/profiles/key-account-manager").text)
    assert f"Version {newest}." in page


def test_profiles_are_open_to_everybody_who_is_signed_in(world: World) -> None:
    path = "/library/profiles/sales-leader"
    for who in (world.alice, *staff(world)):
        assert world.client(who).get(path).status_code == 200, who.name
    assert world.client().get(path).location == f"/sign-in?next={path}"


@pytest.mark.parametrize("code", ["absent", "kam-behaviours", "%00", "Sales-Leader", "x" * 3000])
def test_what_is_not_there_is_not_found(world: World, code: str) -> None:
    assert world.client(world.bob).get(f"/library/profiles/{code}").status_code == 404
