"""The coach's queue, a person's timeline, and everybody's own."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessments.scheduling.worth import HURRY, SOON, STAKES
from kamcoach.assessing import queries as assessing
from kamcoach.assessing.queries import Due
from kamcoach.coaching.queue import Queue, queue_of
from kamcoach.coaching.reasons import MINUTES, kind_names
from kamcoach.coaching.timeline import timeline_of
from kamcoach.database import db
from kamcoach.mentoring import queries as mentoring
from kamcoach.peers import meetings
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.sessions import promised as commitments
from kamcoach.sessions import queries as sessions
from kamcoach.training import queries as training
from kamcoach.web.context import actor, now

blueprint = Blueprint("coaching", __name__)


def own_queue(due: Sequence[Due] | None = None) -> Queue:
    """The actor's queue, without what they may not see of people whom they still have to rate blind. `due` is what they
    owe, if it was looked up already."""
    session = db.session()
    due = assessing.due_for(session, actor=actor(), at=now()) if due is None else due
    return queue_of(session, owed=blind_of(due), actor=actor(), at=now())


def blind_of(due: Sequence[Due]) -> frozenset[int]:
    """The people whom the actor still has to rate blind, from what is due."""
    owed = (one.sheet.subject_person_id for one in due if one.sheet.occasion.blind)
    return frozenset(person_id for person_id in owed if person_id is not None)


@blueprint.get("/queue")
def queue() -> ResponseReturnValue:
    """Who needs a minute of the coach today."""
    session = db.session()
    own = assessing.due_for(session, actor=actor(), at=now())
    whole = own_queue(own)
    only = request.args.get("why", "")
    names = kind_names()
    return render_template(
        "coaching/queue.html",
        whole=whole,
        queue=whole.of(only) if only in names else whole,
        only=only if only in names else "",
        names=names,
        stakes=STAKES,
        minutes=MINUTES,
        hurry=HURRY,
        soon=SOON,
        to_finish=training.to_finish(session, actor=actor(), at=now()),
        own=own,
    )


@blueprint.get("/people/<public_id>")
def person(public_id: str) -> ResponseReturnValue:
    """A coached person's timeline."""
    session = db.session()
    found = reinforcement.coachee(session, public_id, actor=actor(), at=now()) or abort(404)
    due = [one.sheet for one in assessing.due_for(session, actor=actor(), at=now())]
    owed = next((sheet for sheet in due if sheet.subject_person_id == found.id and sheet.occasion.blind), None)
    trainings = timeline_of(session, found.id, owes=owed is not None, actor=actor(), at=now())
    met = sessions.of_person(session, found.id, actor=actor(), at=now())
    return render_template(
        "coaching/person.html",
        person=found,
        trainings=trainings,
        owed=owed,
        is_own=False,
        met=met,
        taken={one.session.follow_up_id for one in met if one.session.state == "planned"},
        promised=commitments.of_person(session, found.id, actor=actor(), at=now()),
        last_look=mentoring.last_look_on(session, found.id),
    )


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """The person's own timeline."""
    session = db.session()
    trainings = timeline_of(session, actor().person_id, actor=actor(), at=now())
    own_meetings = meetings.own_meetings(session, actor=actor(), at=now())
    return render_template("coaching/progress.html", trainings=trainings, is_own=True, meetings=own_meetings)
