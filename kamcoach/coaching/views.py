"""The coach's queue, a person's timeline, and everybody's own."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from kamcoach.assessing import queries as assessing
from kamcoach.coaching import queue as queues
from kamcoach.coaching.timeline import timeline_of
from kamcoach.database import db
from kamcoach.peers import meetings
from kamcoach.reinforcement import queries as reinforcement
from kamcoach.training import queries as training
from kamcoach.web.context import actor, now

blueprint = Blueprint("coaching", __name__)


@blueprint.get("/queue")
def queue() -> ResponseReturnValue:
    """Who needs a minute of the coach today."""
    session = db.session()
    around = reinforcement.around_today(session, actor=actor(), at=now())
    coachees = reinforcement.coachees(session, actor=actor(), at=now())
    built = queues.build(around, coachees, today=actor().today(now()))
    to_finish = training.to_finish(session, actor=actor(), at=now())
    own = assessing.due_for(session, actor=actor(), at=now())
    return render_template("coaching/queue.html", queue=built, coachees=coachees, to_finish=to_finish, own=own)


@blueprint.get("/people/<public_id>")
def person(public_id: str) -> ResponseReturnValue:
    """A coached person's timeline."""
    session = db.session()
    found = reinforcement.coachee(session, public_id, actor=actor(), at=now()) or abort(404)
    due = [one.sheet for one in assessing.due_for(session, actor=actor(), at=now())]
    owed = next((sheet for sheet in due if sheet.subject_person_id == found.id and sheet.occasion.blind), None)
    trainings = timeline_of(session, found.id, owes=owed is not None, actor=actor(), at=now())
    return render_template("coaching/person.html", person=found, trainings=trainings, owed=owed, is_own=False)


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """The person's own timeline."""
    session = db.session()
    trainings = timeline_of(session, actor().person_id, actor=actor(), at=now())
    own_meetings = meetings.own_meetings(session, actor=actor(), at=now())
    return render_template("coaching/progress.html", trainings=trainings, is_own=True, meetings=own_meetings)
