"""A plan that has begun keeps its version: a newer one changes nobody's promise."""

from msgspec.structs import replace

from assessments.instruments.reading import content_hash, to_json
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.reinforcement.models import FollowUp
from tests.factories.world import Thing, World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at


def publish_without(world: World, step: str) -> int:
    """Publish the next version of the plan, without one of its steps; returns its number."""
    with world.writing() as session:
        newest = library.newest(session, "plans", "standard")
        assert newest is not None
        plan = library.as_plan(newest)
        steps = tuple(one for one in plan.steps if one.code != step)
        changed = replace(plan, version=plan.version + 1, steps=steps)
        session.add(
            ContentVersion(
                kind="plans",
                code=changed.code,
                version=changed.version,
                owner="kamcoach",
                content_hash=content_hash(changed),
                body=to_json(changed).decode(),
                published_at=world.now.wall,
            )
        )
        return changed.version


def steps_of(world: World, enrolment: Thing) -> set[str]:
    """The steps that are dated for an enrolment."""
    return {one.step for one in world.rows(FollowUp, FollowUp.enrolment_id == enrolment.id)}


def test_who_enrolled_before_a_new_version_keeps_what_they_were_promised(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    before = world.enrol(cohort, world.alice, world.bob)
    publish_without(world, "pulse-120")
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    assert "pulse-120" in steps_of(world, before)
    assert len({one.plan_id for one in world.rows(FollowUp)}) == 1


def test_who_enrols_afterwards_gets_the_new_version(world: World) -> None:
    version = publish_without(world, "pulse-120")
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    after = world.enrol(cohort, world.alice, world.bob)
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    assert "pulse-120" not in steps_of(world, after)
    plan_ids = {one.plan_id for one in world.rows(FollowUp)}
    assert [row.version for row in world.rows(ContentVersion, ContentVersion.id.in_(plan_ids))] == [version]
