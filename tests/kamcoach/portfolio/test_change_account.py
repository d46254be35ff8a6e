"""A key account is made, renamed, closed; its team and its contacts change."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from kamcoach.portfolio.models import Contact, KeyAccount, TeamMember
from kamcoach.trail.models import TrailEntry, TrailText
from tests.factories.browsing import form_of, problems, said
from tests.factories.portfolio import account
from tests.factories.world import Thing, World


def test_a_trainee_leads_what_they_create(world: World) -> None:
    alice = world.client(world.alice)
    assert "lead" not in form_of(alice.get("/accounts/new").text, holding="name")
    reply = alice.post("/accounts/new", data={"name": "  Dairy\t& Sons "})
    assert reply.status_code == 302
    page = said(alice.get(reply.location).text)
    assert "Dairy & Sons is there." in page and "AliceLead2 March 2026" in page
    member = world.rows(TeamMember)[0]
    assert (member.person_id, member.part, member.from_date) == (world.alice.id, "lead", world.today)
    assert [entry.verb for entry in world.rows(TrailEntry) if entry.object_kind == "key account"] == [
        "key account created"
    ]
    assert "Dairy" not in world.rows(TrailEntry)[-1].details
    assert "Dairy & Sons" in [text.text for text in world.rows(TrailText)]


def test_an_administrator_says_who_leads_it(world: World) -> None:
    ann = world.client(world.ann)
    refused = ann.post("/accounts/new", data={"name": "Dairy", "lead": ""})
    assert problems(refused.text) == {"lead": "Choose a person."}
    assert form_of(refused.text, holding="name")["name"] == "Dairy"
    ann.post("/accounts/new", data={"name": "Dairy", "lead": world.alice.public_id})
    assert world.rows(TeamMember)[0].person_id == world.alice.id
    for person in (world.bob, world.mona, world.hugh):
        assert world.client(person).get("/accounts/new").status_code == 403


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Give it a name."),
        ("x" * 121, "Use at most 120 characters."),
        ("a\x00b", "This holds characters that cannot be stored. Type it again without them."),
        ("Taken", "There is a key account of this name already. Ask its lead to take you on."),
    ],
)
def test_a_name_that_cannot_be_comes_back_with_the_reason(world: World, name: str, why: str) -> None:
    account(world, "Taken", world.charlie)
    reply = world.client(world.alice).post("/accounts/new", data={"name": name})
    assert (reply.status_code, problems(reply.text)) == (422, {"name": why})
    assert world.scalar(select(func.count()).select_from(KeyAccount)) == 1


def test_it_is_renamed_closed_and_opened_again(world: World) -> None:
    dairy, _ = account(world, "Dairy", world.alice), account(world, "Mill", world.alice)
    alice, url = world.client(world.alice), f"/accounts/{dairy.public_id}"
    taken = alice.post(f"{url}/name", data={"name": "Mill"})
    assert (taken.status_code, problems(taken.text)) == (422, {"name": "There is a key account of this name already."})
    assert form_of(taken.text, holding="name")["name"] == "Mill"
    assert alice.post(f"{url}/name", data={"name": "Dairy of the North"}).status_code == 302
    for do, closed in (("close", world.today), ("close", world.today), ("reopen", None)):
        assert alice.post(f"{url}/closed", data={"do": do}).status_code == 302
        row = world.rows(KeyAccount, KeyAccount.id == dairy.id)[0]
        assert (row.name, row.closed_on) == ("Dairy of the North", closed)
    assert [entry.verb for entry in world.rows(TrailEntry, TrailEntry.object_id == dairy.public_id)] == [
        "key account created",
        "key account renamed",
        "key account closed",
        "key account reopened",
    ]


def team(world: World, one: Thing) -> list[tuple[int, str, bool]]:
    """Person, part and whether it is over today."""
    rows = world.rows(TeamMember, TeamMember.key_account_id == one.id)
    return [(row.person_id, row.part, row.to_date is not None and row.to_date <= world.today) for row in rows]


def test_the_team_is_dated_and_never_without_a_lead(world: World) -> None:
    dairy = account(world, "Dairy", world.alice)
    alice, url = world.client(world.alice), f"/accounts/{dairy.public_id}/team"
    only = alice.post(f"{url}/{world.alice.public_id}/end", data={"to_date": "2026-03-02"})
    assert problems(only.text) == {"to_date": "This is the only lead. Add another lead first."}
    body = {"person": world.tess.public_id, "part": "lead", "from_date": "2026-03-02"}
    assert alice.post(url, data=body).status_code == 302
    twice = alice.post(url, data=body)
    assert problems(twice.text) == {"person": "This person works on it already. End that first."}
    assert form_of(twice.text, holding="part")["person"] == world.tess.public_id
    bad = alice.post(url, data={"person": "", "part": "king", "from_date": "2026-02-30"})
    assert problems(bad.text)["person"] == "Choose a person."
    assert alice.post(f"{url}/{world.alice.public_id}/end", data={"to_date": "2026-03-02"}).status_code == 302
    assert team(world, dairy) == [(world.alice.id, "lead", True), (world.tess.id, "lead", False)]
    assert alice.post(f"{url}/{world.alice.public_id}/end", data={}).status_code == 404
    tess = world.client(world.tess)
    again = {"person": world.alice.public_id, "part": "member", "from_date": "2026-03-02"}
    assert tess.post(url, data=again).status_code == 302
    assert team(world, dairy) == [(world.alice.id, "member", False), (world.tess.id, "lead", False)]
    later = (world.today + timedelta(days=20)).isoformat()
    assert tess.post(f"{url}/{world.alice.public_id}/end", data={"to_date": later}).status_code == 302
    assert "before 22 March 2026" in said(tess.get(f"/accounts/{dairy.public_id}").text)


def test_contacts_come_and_go(world: World) -> None:
    dairy = account(world, "Dairy", world.alice)
    alice, url = world.client(world.alice), f"/accounts/{dairy.public_id}/contacts"
    for _ in range(2):
        data = {"contact": " Rosa  Delgado", "position": "Plant director"}
        assert alice.post(url, data=data).status_code == 302
    contact = world.rows(Contact)[0]
    assert len(world.rows(Contact)) == 1 and contact.name == "Rosa Delgado"
    empty = alice.post(url, data={"contact": "", "position": "x" * 121})
    assert problems(empty.text) == {"contact": "Give a name.", "position": "Use at most 120 characters."}
    left = f"{url}/{contact.public_id}/left"
    for do, day in (("left", world.today), ("left", world.today), ("back", None)):
        assert alice.post(left, data={"do": do}).status_code == 302
        assert world.rows(Contact)[0].left_on == day
    other = account(world, "Mill", world.alice)
    elsewhere = f"/accounts/{other.public_id}/contacts/{contact.public_id}/left"
    assert alice.post(elsewhere, data={"do": "left"}).status_code == 404
    texts = [text.text for text in world.rows(TrailText, TrailText.field == "name")]
    assert "Rosa Delgado" in texts
