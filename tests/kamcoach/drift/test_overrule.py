"""A coach knows what a measure cannot: a mark is set aside with a reason, visibly, and nothing more follows from it."""

from kamcoach.drift.models import DriftMark
from kamcoach.reinforcement.models import FollowUp
from tests.factories.browsing import problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.drift.story import fall

REASON = "Two key accounts were closed for stocktaking."


def mark(world: World) -> DriftMark:
    """The mark on B1."""
    return world.rows(DriftMark, DriftMark.measure == "B1")[0]


def waived(world: World) -> dict[str | None, bool]:
    """Whether the question about each behaviour is waived."""
    return {one.measure: one.waived_at is not None for one in world.rows(FollowUp, FollowUp.kind == "ask")}


def test_with_a_reason_it_is_set_aside_and_what_was_not_asked_is_waived(world: World) -> None:
    fall(world, "443")
    bob = world.client(world.bob)
    path = f"/drift/{mark(world).public_id}"
    assert "4.0 after the training, then 3.0." in said(bob.get(f"{path}/overrule").text)
    assert bob.post(f"{path}/overrule", data={"reason": REASON}).status_code == 302
    assert (mark(world).overruled_by_id, mark(world).reason) == (world.bob.id, REASON)
    assert waived(world) == {"B1": True, "B5": False}
    for who, page in ((world.bob, f"/people/{world.alice.public_id}"), (world.alice, "/progress")):
        assert f"Set aside by Bob on Wednesday 10 June: {REASON}" in said(world.client(who).get(page).text)
    assert bob.post(f"{path}/overrule", data={"reason": "Again."}).status_code == 409
    assert bob.post(f"{path}/restore").status_code == 302
    assert mark(world).overruled_at is None and waived(world) == {"B1": False, "B5": False}
    assert bob.post(f"{path}/restore").status_code == 409


@ON_ONE_ENGINE
def test_the_coach_is_offered_a_focus_and_the_person_is_not_told_to_overrule(world: World) -> None:
    fall(world, "4433")
    coach = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "Take Needs and worries up in the next session: one event, rehearsed aloud." in coach
    assert "Set it aside" in coach
    assert "Set it aside" not in said(world.client(world.alice).get("/progress").text)


@ON_ONE_ENGINE
def test_without_a_reason_nothing_changes(world: World) -> None:
    fall(world, "443")
    reply = world.client(world.bob).post(f"/drift/{mark(world).public_id}/overrule", data={"reason": " "})
    assert reply.status_code == 422 and "reason" in problems(reply.text)
    world.client(world.bob).get(f"/drift/{mark(world).public_id}/overrule")
    assert mark(world).overruled_at is None


@ON_ONE_ENGINE
def test_only_who_coaches_the_person_today_may(world: World) -> None:
    fall(world, "443")
    path = f"/drift/{mark(world).public_id}/overrule"
    assert world.client(world.dora).get(path).status_code == 404
    for who in (world.alice, world.mona, world.hugh, world.tess, world.ann):
        assert world.client(who).post(path, data={"reason": REASON}).status_code == 403, who.name
    world.end_line("coach", world.alice, world.today)
    assert world.client(world.bob).post(path, data={"reason": REASON}).status_code == 404
    assert mark(world).overruled_at is None


@ON_ONE_ENGINE
def test_who_still_owes_a_blind_view_sees_no_mark(world: World) -> None:
    from kamcoach.drift.queries import marks_for  # noqa: PLC0415

    fall(world, "443")
    with world.reading() as session:
        seen = {
            who.name: len(marks_for(session, [world.alice.id], actor=world.actor(who), at=world.now))
            for who in (world.alice, world.bob, world.mona, world.tess, world.dora)
        }
    assert seen == {"Alice": 2, "Bob": 2, "Mona": 0, "Tess": 0, "Dora": 0}
    world.clock.forward(days=30)
    world.tick()  # the pulse at +120 is open: Alice owes her own view
    with world.reading() as session:
        assert marks_for(session, [world.alice.id], actor=world.actor(world.alice), at=world.now) == []
