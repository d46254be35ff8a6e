"""Standings point to the newest released result with a value, and can be made anew from the results."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamcoach.assessing import releasing, services
from kamcoach.assessing.models import Assessment, Result, Standing
from kamcoach.assessing.services import Save
from kamcoach.clock import at_instant
from kamcoach.permissions.roles import Role
from tests.factories.clock import TestClock
from tests.factories.engines import SqliteEngine
from tests.factories.world import World
from tests.kamcoach.assessing.saving import occasion

Pointers = dict[tuple[int, str, str], int]


def pointers(world: World) -> Pointers:
    """Which result stands for whom, by measure and relation."""
    return {(one.subject_id, one.measure, one.relation): one.result_id for one in world.rows(Standing)}


def standing_values(world: World) -> dict[tuple[str, str], float | None]:
    """The values that stand, by measure and relation."""
    values = {result.id: result.value for result in world.rows(Result)}
    return {(measure, relation): values[id_] for (_, measure, relation), id_ in pointers(world).items()}


def test_the_newest_result_with_a_value_stands_for_each_relation(world: World) -> None:
    for self_value, view_value in (("2", "1"), ("4", "N")):
        own = occasion(world, world.alice, observer=world.tess, asked=["B5"])
        view = world.rows(Assessment)[-1]
        world.answer_all(own, world.alice, self_value)
        world.answer_all(view, world.tess, view_value)  # type: ignore[arg-type]
        world.clock.forward(days=1)
    assert standing_values(world) == {("kam-behaviours/B5", "self"): 4.0, ("kam-behaviours/B5", "observer"): 1.0}


def test_what_was_answered_earlier_and_released_later_does_not_stand(world: World) -> None:
    early = occasion(world, world.alice, observer=world.tess, asked=["B5"])
    world.answer_all(early, world.alice, "2")  # waits for Tess, who stays silent
    world.clock.forward(days=1)
    world.answer_all(occasion(world, world.alice, asked=["B5"]), world.alice, "4")
    world.live(8)
    assert len(world.rows(Result)) == 2
    assert standing_values(world) == {("kam-behaviours/B5", "self"): 4.0}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(values=st.lists(st.sampled_from("135N"), min_size=1, max_size=4), data=st.data())
def _any_order(world: World, values: list[str], data: st.DataObject) -> None:
    person = world.person(f"Somebody {len(world.rows(Assessment))}", Role.TRAINEE)
    actor, opened = world.actor(person), world.now
    answered: list[tuple[int, int, str]] = []
    for value in values:
        own = occasion(world, person, observer=world.tess, asked=["B1a", "B1b"])
        minute = data.draw(st.integers(0, 3), label="answered in minute")
        at = at_instant(opened.business + timedelta(minutes=minute))
        with world.writing() as session:
            for item in ("B1a", "B1b"):
                save = Save(item, value, "", 0, f"operation-{item}")
                services.save_answer(session, own.public_id, save, actor=actor, at=at)
            services.submit(session, own.public_id, actor=actor, at=at)
            row = session.get_one(Assessment, own.id)
            answered.append((minute, row.occasion_id, value))
    closed = at_instant(opened.business + timedelta(days=9))
    order = data.draw(st.permutations([occasion_id for _, occasion_id, _ in answered]), label="released in order")
    for occasion_id in order:
        with world.writing() as session:
            assert releasing.release_closed(session, occasion_id, at=closed)

    ages = [(minute, order.index(occasion_id), value) for minute, occasion_id, value in answered if value != "N"]
    results = {result.id: result for result in world.rows(Result)}
    subject_ids = {results[one].subject_id for one in results if results[one].occasion_id in order}
    stands = {key: one for key, one in pointers(world).items() if key[0] in subject_ids}
    assert [results[one].value for one in stands.values()] == ([float(max(ages)[2])] if ages else [])

    before = pointers(world)
    with world.writing() as session:
        releasing.rebuild_standings(session)
    assert pointers(world) == before


def test_in_whatever_order_results_are_released_the_newest_stands_and_a_rebuild_says_the_same(
    sqlite: SqliteEngine,
) -> None:
    sqlite.reset()
    _any_order(World(sqlite.app, TestClock()))


def test_rebuilding_gives_the_same_rows_on_this_engine(world: World) -> None:
    for person in (world.alice, world.charlie):
        for value in ("2", "4", "N"):
            world.answer_all(occasion(world, person, asked=None), person, value)
            world.clock.forward(hours=1)
    before = pointers(world)
    with world.writing() as session:
        assert releasing.rebuild_standings(session) == 2
    assert pointers(world) == before
    assert len(before) == 20
