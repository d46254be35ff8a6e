"""What writing, publishing, moving over and sharing out do to the database, on each engine."""

from sqlalchemy import select

from kamcoach.library import queries as library
from kamcoach.plans import loads, moving_over, services, suggesting
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from kamcoach.training.models import Enrolment
from tests.factories.world import World
from tests.kamcoach.reinforcement.planned import half_year


def test_a_plan_is_published_people_are_moved_over_and_their_observers_asked_in_time(world: World) -> None:
    enrolment = half_year(world, observer=world.bob)
    ann = world.actor(world.ann)
    with world.writing() as session:
        shipped = library.newest(session, "plans", "standard")
        assert shipped is not None
        draft = services.copy(session, shipped, actor=ann, at=world.now)
        services.remove_step(session, draft, "pulse-60", actor=ann, at=world.now)
        version = services.publish(session, draft, draft.revision, actor=ann, at=world.now)
    with world.writing() as session:
        assert moving_over.move_over(session, [enrolment.id], version, actor=ann, at=world.now) == 1
    with world.writing() as session:
        assert moving_over.move_over(session, [enrolment.id], version, actor=ann, at=world.now) == 0
    assert world.follow_up(enrolment, "pulse-60").waived_at is not None
    assert [one.kind for one in world.rows(FollowUpEvent)] == ["replanned"]
    assert [one.plan_id for one in world.rows(Enrolment)] == [version.id]

    with world.reading() as session:
        theirs = session.scalars(select(Enrolment)).all()
        forms = loads.forms_ahead(session, loads.observers_of(session, theirs[0].cohort_id), at=world.now)
        assert {one.step.code for one in forms} == {"plus-30", "plus-90", "pulse-120", "plus-180", "plus-365"}
        assert all(one.day == one.opens_on for one in forms)
        measures = loads.measures(forms, {enrolment.id})
        assert [one.step.code for one in measures] == ["plus-30", "plus-90", "plus-180", "plus-365"]
        assert suggesting.suggestions(session, forms, measures, theirs, at=world.now) == []
    assert len(world.rows(FollowUp)) == len({one.step for one in world.rows(FollowUp)})
