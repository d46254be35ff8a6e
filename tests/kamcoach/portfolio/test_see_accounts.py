"""Who sees which key account: its team, their managers and coaches of today, auditors and administrators."""

from datetime import timedelta

from kamcoach.people.models import Line
from kamcoach.permissions.roles import Role
from tests.factories.browsing import links, said, without_tokens
from tests.factories.portfolio import account
from tests.factories.world import Someone, Thing, World, counting


def sees(world: World, person: Someone, one: Thing) -> bool:
    """Whether somebody can open it, and finds it in the list: always both or neither."""
    browser = world.client(person)
    opens = browser.get(f"/accounts/{one.public_id}").status_code == 200
    assert opens == (f"/accounts/{one.public_id}" in links(browser.get("/accounts").text).values())
    return opens


def test_the_team_its_managers_and_coaches_auditors_and_administrators_see_it(world: World) -> None:
    dairy = account(world, "Dairy", world.alice, world.tess)
    for person in (world.alice, world.tess, world.bob, world.mona, world.hugh, world.ann):
        assert sees(world, person, dairy)
    for person in (world.charlie, world.dora):
        assert not sees(world, person, dairy)
        browser = world.client(person)
        theirs, absent = browser.get(f"/accounts/{dairy.public_id}"), browser.get("/accounts/AbsentAbsent1234")
        assert without_tokens(theirs.text) == without_tokens(absent.text)
        assert "Dairy" not in browser.get("/accounts").text


def test_it_follows_the_lines_and_the_team_of_today(world: World) -> None:
    dairy = account(world, "Dairy", world.alice, world.tess)
    tomorrow = world.today + timedelta(days=1)
    world.end_line("coach", world.alice, tomorrow)
    world.line("coach", world.alice, world.dora, since=tomorrow)
    reply = world.client(world.alice).post(
        f"/accounts/{dairy.public_id}/team/{world.tess.public_id}/end", data={"to_date": tomorrow.isoformat()}
    )
    assert reply.status_code == 302
    assert (sees(world, world.bob, dairy), sees(world, world.dora, dairy), sees(world, world.tess, dairy)) == (
        True,
        False,
        True,
    )
    world.clock.forward(days=1)
    assert (sees(world, world.bob, dairy), sees(world, world.dora, dairy), sees(world, world.tess, dairy)) == (
        False,
        True,
        False,
    )
    assert "Tess" in said(world.client(world.alice).get(f"/accounts/{dairy.public_id}").text)  # the past stays


def test_only_the_lead_and_administrators_change_it(world: World) -> None:
    dairy = account(world, "Dairy", world.alice, world.tess)
    url = f"/accounts/{dairy.public_id}"
    bodies = {
        f"{url}/name": {"name": "Changed"},
        f"{url}/closed": {"do": "close"},
        f"{url}/team": {"person": world.dora.public_id, "part": "lead", "from_date": "2026-03-02"},
        f"{url}/team/{world.tess.public_id}/end": {"to_date": "2026-03-02"},
        f"{url}/contacts": {"contact": "Rosa"},
    }
    for person in (world.tess, world.bob, world.mona, world.hugh, world.charlie):
        browser = world.client(person)
        assert {browser.post(path, data=data).status_code for path, data in bodies.items()} == {404}
    assert "Rename" not in said(world.client(world.tess).get(url).text)
    for person in (world.alice, world.ann):
        assert "Rename" in said(world.client(person).get(url).text)


def test_the_list_costs_the_same_however_long_it_is(world: World) -> None:
    def statements() -> int:
        browser = world.client(world.bob)
        browser.get("/accounts")
        return len(counting(world.app, lambda: browser.get("/accounts"))[1])

    account(world, "First", world.alice)
    first = statements()
    for number in range(8):
        trainee = world.person(f"Trainee {number}", Role.TRAINEE)
        with world.writing() as session:
            since = world.today - timedelta(days=9)
            session.add(Line(person_id=trainee.id, holder_id=world.bob.id, kind="coach", from_date=since))
        account(world, f"Account {number}", trainee, world.alice)
    assert statements() == first
    page = said(world.client(world.bob).get("/accounts").text)
    assert "Account 7" in page and "Trainee 7" in page


def test_without_any_the_list_says_what_would_stand_there(world: World) -> None:
    assert "Enter the first one: its name is enough" in said(world.client(world.alice).get("/accounts").text)
    coach = said(world.client(world.dora).get("/accounts").text)
    assert "those of the people you manage or coach" in coach and "New key account" not in coach
