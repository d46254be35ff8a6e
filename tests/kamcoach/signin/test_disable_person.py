"""Closing the door to a person: their sessions end at once, nothing of theirs is deleted."""

from werkzeug.test import TestResponse

from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.doors import give_password, is_signed_in, sign_in
from tests.factories.world import Browser, Someone, World


def door(browser: Browser, person: Someone, do: str) -> TestResponse:
    """Disable or enable a person."""
    reply: TestResponse = browser.post(f"/administration/people/{person.public_id}/door", data={"do": do})
    return reply


def test_disabling_ends_every_session_at_once_and_enabling_revives_none(world: World) -> None:
    give_password(world, world.alice)
    ann, phone, desk, bob = (world.client(who) for who in (world.ann, world.alice, world.alice, world.bob))
    assert door(ann, world.alice, "disable").status_code == 302
    assert "Alice is signed out and cannot sign in." in ann.get(f"/administration/people/{world.alice.public_id}").text
    assert not is_signed_in(phone)
    assert not is_signed_in(desk)
    assert is_signed_in(bob)
    assert sign_in(world.client(), world.alice.email).status_code == 422
    assert "disabled" in ann.get("/administration/people").text
    assert door(ann, world.alice, "enable").status_code == 302
    assert not is_signed_in(phone), "an old session stays over"
    assert sign_in(world.client(), world.alice.email).status_code == 302
    verbs = [entry.verb for entry in world.rows(TrailEntry, TrailEntry.object_id == world.alice.public_id)]
    assert verbs[-2:] == ["person disabled", "person enabled"]


def test_the_last_administrator_stays(world: World) -> None:
    ann = world.client(world.ann)
    refused = door(ann, world.ann, "disable")
    assert refused.status_code == 409
    assert "Make somebody else administrator first." in refused.text
    assert is_signed_in(ann)
    olga = world.person("Olga", Role.ADMINISTRATOR)
    assert door(ann, olga, "disable").status_code == 302
    assert door(ann, world.ann, "disable").status_code == 409, "a disabled administrator does not count"
    assert door(ann, olga, "enable").status_code == 302
    assert door(ann, world.ann, "disable").status_code == 302
    assert not is_signed_in(ann)


def test_doing_it_twice_is_doing_it_once(world: World) -> None:
    ann = world.client(world.ann)
    for _ in range(2):
        assert door(ann, world.alice, "disable").status_code == 302
    assert len(world.rows(TrailEntry, TrailEntry.verb == "person disabled")) == 1


def test_anything_else_than_the_two_buttons_is_refused(world: World) -> None:
    ann = world.client(world.ann)
    door(ann, world.alice, "disable")
    for odd in ("", "open", "disable "):
        assert door(ann, world.alice, odd).status_code == 400
    assert len(world.rows(TrailEntry, TrailEntry.verb == "person enabled")) == 0


def test_only_administrators_close_doors_and_looking_closes_none(world: World) -> None:
    for someone, status in ((world.bob, 403), (world.mona, 403), (None, 302)):
        assert door(world.client(someone), world.alice, "disable").status_code == status
    ann = world.client(world.ann)
    assert ann.get(f"/administration/people/{world.alice.public_id}/door").status_code == 405
    assert ann.post("/administration/people/nobody/door", data={"do": "disable"}).status_code == 404
    assert ann.post("/administration/people/%00/door", data={"do": "disable"}).status_code == 404
    assert is_signed_in(world.client(world.alice))
