"""The administrator's list: everybody by name, fifty a page, with a search."""

import re

from sqlalchemy import insert

from kamcoach.people.models import Person
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World, counting

pytestmark = ON_ONE_ENGINE

LIST = "/administration/people"


def many(world: World, number: int) -> None:
    """More people: Person 000, Person 001 …, each with a role and Mona as manager."""
    with world.writing() as session:
        session.execute(
            insert(Person),
            [
                {
                    "employee_number": f"P-{n:03}",
                    "public_id": f"person-{n:03}",
                    "name": f"Person {n:03}",
                    "email": f"p{n:03}@example.org",
                    "country": "PH",
                    "time_zone": "Asia/Manila",
                    "locale": "en",
                    "theme": "auto",
                    "job_profile": "",
                    "created_at": world.now.wall,
                }
                for n in range(number)
            ],
        )


def names(page: str) -> list[str]:
    """The names on a page, in their order."""
    return re.findall(r'href="/administration/people/[^"]{8,}">([^<]+)</a>', page)


def test_everybody_stands_in_the_list_with_roles_manager_and_coach(world: World) -> None:
    page = world.client(world.ann).get(LIST).text
    assert names(page) == ["Alice", "Ann", "Bob", "Charlie", "Dora", "Hugh", "Mona", "Tess"]
    alice = " ".join(re.sub(r"<[^>]+>", " ", page.split("Alice")[1].split("</tr>")[0]).split())
    assert alice == "alice@example.com Trainee Mona Bob"


def test_the_search_finds_part_of_a_name_email_or_number_in_any_case(world: World) -> None:
    browser = world.client(world.ann)
    for search, found in [
        ("aLi", ["Alice"]),
        ("bob@exam", ["Bob"]),
        ("n-char", ["Charlie"]),
        ("  dora ", ["Dora"]),
        ("%", ["Alice", "Ann", "Bob", "Charlie", "Dora", "Hugh", "Mona", "Tess"]),
        ("A%n", ["Ann"]),
    ]:
        assert names(browser.get(LIST, query_string={"search": search}).text) == found, search


def test_a_search_that_finds_nobody_says_so_and_keeps_what_was_typed(world: World) -> None:
    browser = world.client(world.ann)
    for odd in ("nobody", "\0", "<script>alert(1)</script>", "'; --", "🙂", "x" * 500):
        page = browser.get(LIST, query_string={"search": odd})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        if odd != "\0":
            assert "Nobody is called that here." in page.text
    assert 'value="nobody"' in browser.get(LIST, query_string={"search": "nobody"}).text


def test_pages_hold_fifty_and_an_impossible_page_is_the_nearest(world: World) -> None:
    many(world, 100)
    browser = world.client(world.ann)
    first = browser.get(LIST).text
    assert len(names(first)) == 50
    assert "108 people" in first
    assert names(browser.get(LIST, query_string={"page": "3"}).text)[-1] == "Tess"
    for page in ("99", "9" * 30):
        assert len(names(browser.get(LIST, query_string={"page": page}).text)) == 8, page
    for page in ("0", "-5", "soon", ""):
        assert names(browser.get(LIST, query_string={"page": page}).text) == names(first), page
    found = browser.get(LIST, query_string={"search": "person", "page": "2"}).text
    assert len(names(found)) == 50
    assert "search=person" in found, "the search goes along to the other pages"


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_people(world: World) -> None:
    browser = world.client(world.ann)
    browser.get(LIST)  # what the process keeps of the installation is read once
    few = counting(world.app, lambda: browser.get(LIST))[1]
    many(world, 49)
    reply, more = counting(world.app, lambda: browser.get(LIST))
    assert len(names(reply.text)) == 50
    assert len(few) == len(more) <= 3
