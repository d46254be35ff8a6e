"""The mailed link: it sets a password once, and opening it uses nothing up."""

from kamcoach.signin.models import BrowserSession, Credential, SignInLink
from kamcoach.trail.models import TrailEntry
from tests.factories.doors import PASSWORD, give_password, is_signed_in, mailed_link, sign_in
from tests.factories.world import World

NEW = "five other quiet words here"
BOTH = {"password": NEW, "again": NEW}


def set_disabled(world: World, disabled: bool) -> None:
    """Close or open Alice's door, as an administrator does on the page."""
    do = {"do": "disable" if disabled else "enable"}
    assert (
        world.client(world.ann).post(f"/administration/people/{world.alice.public_id}/door", data=do).status_code == 302
    )


def test_a_link_sets_the_password_signs_in_and_ends_every_other_session(world: World) -> None:
    give_password(world, world.alice)
    elsewhere, bob, browser = world.client(world.alice), world.client(world.bob), world.client()
    reply = browser.post(mailed_link(world, world.alice), data=BOTH)
    assert (reply.status_code, reply.location) == (302, "/")
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(bob)
    assert sign_in(world.client(), world.alice.email, PASSWORD).status_code == 422
    assert sign_in(world.client(), world.alice.email, NEW).status_code == 302
    assert [entry.object_id for entry in world.rows(TrailEntry, TrailEntry.verb == "password set")] == [
        world.alice.public_id
    ]


def test_opening_the_link_uses_nothing_up(world: World) -> None:
    link = mailed_link(world, world.alice, "invitation")
    for _ in range(3):
        assert world.client().get(link).status_code == 200
    assert world.client().head(link).status_code == 200
    assert (world.rows(Credential), world.rows(BrowserSession)) == ([], [])
    assert world.client().post(link, data=BOTH).status_code == 302


def test_a_link_works_once(world: World) -> None:
    link = mailed_link(world, world.alice)
    assert world.client().post(link, data=BOTH).status_code == 302
    for again in (world.client().get(link), world.client().post(link, data={"password": "x" * 12, "again": "x" * 12})):
        assert again.status_code == 404
        assert "This link is over" in again.text
        assert "/forgot-password" in again.text, "there is a way on"
    assert sign_in(world.client(), world.alice.email, NEW).status_code == 302


def test_a_reset_lasts_two_hours_and_an_invitation_two_weeks(world: World) -> None:
    for purpose, hours in (("reset", 2), ("invitation", 14 * 24)):
        link = mailed_link(world, world.alice, purpose)
        world.clock.forward(hours=hours, seconds=-1)
        assert world.client().get(link).status_code == 200
        world.clock.forward(seconds=1)
        assert world.client().get(link).status_code == 404
        assert world.client().post(link, data=BOTH).status_code == 404
    assert world.rows(Credential) == []


def test_a_newer_link_replaces_the_older_one_of_its_kind(world: World) -> None:
    invitation, older = mailed_link(world, world.alice, "invitation"), mailed_link(world, world.alice)
    newer = mailed_link(world, world.alice)
    assert world.client().get(older).status_code == 404
    assert world.client().get(newer).status_code == 200
    assert world.client().get(invitation).status_code == 200


def test_setting_a_password_ends_every_other_link_to_the_same_door(world: World) -> None:
    invitation, reset = mailed_link(world, world.alice, "invitation"), mailed_link(world, world.alice)
    others = mailed_link(world, world.bob)
    assert world.client().post(reset, data=BOTH).status_code == 302
    assert world.client().post(invitation, data=BOTH).status_code == 404
    assert world.client().get(others).status_code == 200


def test_a_forged_link_opens_nothing(world: World) -> None:
    link = mailed_link(world, world.alice)
    (row,) = world.rows(SignInLink)
    stranger = mailed_link(world, world.bob)
    signature = link.split("~")[1]
    for forged in (
        f"/link/{row.public_id}",
        f"/link/{row.public_id}~",
        f"/link/{row.public_id}~{stranger.split('~')[1]}",
        f"/link/{row.public_id[:-1]}~{signature}",
        link[:-1],
        f"/link/{row.id}~{signature}",
        "/link/%00",
        "/link/🙂~🙂",
        "/link/" + "x" * 5000,
    ):
        assert world.client().get(forged).status_code == 404, forged
        assert world.client().post(forged, data=BOTH).status_code == 404, forged
    assert world.rows(Credential) == []


def test_a_link_of_somebody_disabled_opens_nothing(world: World) -> None:
    link = mailed_link(world, world.alice)
    set_disabled(world, True)
    assert world.client().get(link).status_code == 404
    assert world.client().post(link, data=BOTH).status_code == 404
    assert world.rows(Credential) == []


def test_a_password_that_cannot_be_is_422_and_keeps_the_link(world: World) -> None:
    link = mailed_link(world, world.alice)
    for password, again, field, why in [
        ("short", "short", "password", "Use 10 to 200 characters"),
        ("x" * 201, "x" * 201, "password", "Use 10 to 200 characters"),
        ("", "", "password", "Choose a password."),
        (NEW, NEW + "x", "again", "This is not the same password as above."),
    ]:
        page = world.client().post(link, data={"password": password, "again": again})
        assert page.status_code == 422
        assert why in page.text.split(f'id="{field}-error1"')[1].split("</p>")[0]
        assert NEW not in page.text, "a password is never sent back"
    assert world.rows(Credential) == []
    assert world.client().post(link, data=BOTH).status_code == 302


def test_a_link_that_is_used_from_two_windows_works_in_one(world: World) -> None:
    link = mailed_link(world, world.alice)
    one, other = world.client(), world.client()
    assert (one.get(link).status_code, other.get(link).status_code) == (200, 200)
    assert one.post(link, data=BOTH).status_code == 302
    assert other.post(link, data={"password": "x" * 12, "again": "x" * 12}).status_code == 404
    assert is_signed_in(one)


def test_ten_characters_of_any_script_are_a_password(world: World) -> None:
    word = "密码很长很长很长很长🙂"
    assert (
        world.client().post(mailed_link(world, world.alice), data={"password": word, "again": word}).status_code == 302
    )
    assert sign_in(world.client(), world.alice.email, word).status_code == 302
