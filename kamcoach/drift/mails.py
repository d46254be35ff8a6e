"""The letter to a manager who was given a task. It says nothing of what stopped the person: that stands on its page."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.drift import saying, tasks
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.signin.queries import actor_for
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def task_given(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """Who asks for what, and until when; None once it was done or taken back."""
    reader_id = session.scalar(select(Person.id).where(Person.public_id == about["reader"]))
    reader = actor_for(session, reader_id) if reader_id else None
    row = tasks.task(session, about["task"], actor=reader, at=at) if reader else None
    if row is None or not row.is_mine or row.task.done_on is not None:
        return None
    return Letter(
        title=saying.task_title(row.kind, row.short or row.promise, row.person),
        lines=[
            _(
                "Something stopped %(name)s, and %(name)s asks you to move it. It stands there in their words.",
                name=row.person,
            ),
            _("Until %(day)s, say what can be moved and by when.", day=near_day(row.task.due_on)),
        ],
        action=_("Read it"),
        path=f"/tasks/{row.task.public_id}",
    )
