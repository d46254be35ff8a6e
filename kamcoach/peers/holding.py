"""One tick that a meeting took place, and taking it back."""

from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.peers.meetings import Meeting
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement import services as reinforcement


def hold(session: Session, meeting: Meeting, *, actor: Actor, at: Moment) -> None:
    """Say today that a meeting of the actor's own trio took place; saying it twice is saying it once.

    Raises Refused: trio_without_others, trio_not_open.
    """
    follow_up = reinforcement.lock(session, meeting.follow_up.id)
    if follow_up.held_on is not None:
        return
    if not meeting.others:
        raise Refused("trio_without_others")
    if not meeting.is_open(at):
        raise Refused("trio_not_open")
    reinforcement.hold(session, follow_up, actor.today(at), actor=actor, at=at)


def take_back(session: Session, meeting: Meeting, *, actor: Actor, at: Moment) -> None:
    """Take the tick back, if there is one. Raises NothingToUndo when somebody else changed it since."""
    follow_up = reinforcement.lock(session, meeting.follow_up.id)
    if follow_up.held_on is not None:
        reinforcement.undo(session, follow_up, actor=actor, at=at)
