"""`kamcoach standings rebuild`: the pointers to the newest results, made anew, are the same."""

from sqlalchemy import delete, select

from kamcoach.assessing.models import Standing
from tests.factories.command import of, run
from tests.factories.world import World


def pointers(world: World) -> list[tuple[object, ...]]:
    """Which result stands for what."""
    columns = [column for column in Standing.__table__.columns if column.name != "id"]
    with world.reading() as session:
        return sorted(tuple(row) for row in session.execute(select(*columns)))


def test_the_pointers_are_the_same_even_after_they_were_lost(world: World) -> None:
    _, baseline = world.baseline(world.alice, world.bob)
    world.answer_all(baseline, world.alice)
    before = pointers(world)
    assert before != []
    with world.writing() as session:
        session.execute(delete(Standing))
    for _ in range(2):
        result = run("standings", "rebuild", **of(world.app))
        assert (result.exit_code, result.stdout) == (0, "Standings of 1 subjects made anew.\n")
        assert pointers(world) == before
