"""How far a cycle is leaves without a level; two views side by side leave with the two to whom they belong."""

from tests.factories.cycles import agree, cycle, occasion_of, rate, rated_pair
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, recorded, take
from tests.factories.world import World

pytestmark = ON_ONE_ENGINE


def test_progress_has_dates_and_never_a_level(world: World) -> None:
    made = cycle(world, world.alice)
    rate(world, occasion_of(world, made, world.alice), world.alice, "5", note="SECRET-NOTE")
    reply = take(world, world.hugh, "cycle", cycle=made.public_id)
    (row,) = csv_rows(reply)
    assert (row["Name"], row["Manager"], row["Signatures"]) == ("Alice", "Mona", "0")
    assert row["Own view sent (UTC)"] == f"{world.now.business:%Y-%m-%dT%H:%M:%SZ}"
    assert row["Manager’s view sent (UTC)"] == row["Side by side since (UTC)"] == row["Agreed (UTC)"] == ""
    assert "SECRET-NOTE" not in reply.text and ",5" not in reply.text
    page = world.client(world.ann).get(f"/cycles/{made.public_id}").text
    assert f'<input type="hidden" name="cycle" value="{made.public_id}">' in page


def test_a_pair_leaves_with_both_of_them_as_their_table_shows_it(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5"}, manager={"negotiation": "2"})
    agree(world, made)
    for who in (world.alice, world.mona):
        first, *others = csv_rows(take(world, who, "pair", pair=made.public_id))
        assert (first["Own"], first["Manager"], first["Agreed"], first["Note"]) == ("5", "2", "3", "Three, we think.")
        assert {(row["Own"], row["Manager"], row["Agreed"]) for row in others} == {("3", "3", "3")}
        assert f'name="pair" value="{made.public_id}"' in world.client(who).get(f"/pairs/{made.public_id}").text


def test_nobody_else_gets_it_and_nobody_before_it_is_released(world: World) -> None:
    made = cycle(world, world.alice)
    occasion = occasion_of(world, made, world.alice)
    rate(world, occasion, world.alice)
    everybody = (world.alice, world.mona, world.bob, world.hugh, world.ann, world.charlie)
    assert {take(world, who, "pair", pair=occasion.public_id).status_code for who in everybody} == {404}
    rate(world, occasion, world.mona)
    got = [take(world, who, "pair", pair=occasion.public_id).status_code for who in everybody]
    assert got == [200, 200, 404, 404, 404, 404]
    world.end_line("manager", world.alice, world.today)
    assert take(world, world.mona, "pair", pair=occasion.public_id).status_code == 404
    assert len(recorded(world)) == 4


def test_a_cycle_that_is_not_there(world: World) -> None:
    assert take(world, world.hugh, "cycle", cycle="AbsentAbsent1234").status_code == 404
