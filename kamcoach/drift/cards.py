"""What waits for a person's yes, what is theirs to do, and what others did for them: cards on Today."""

from collections.abc import Iterator, Sequence

from flask import url_for
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.drift import saying, tasks
from kamcoach.drift.leading import TIME
from kamcoach.drift.tasks import TaskRow
from kamcoach.people import queries as people
from kamcoach.people.lines import holder_of
from kamcoach.permissions.actor import Actor
from kamcoach.web.cards import Button, Card
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext


def cards(session: Session, actor: Actor, at: Moment) -> Sequence[Card]:
    """One card for each yes that is waited for, and one for all that is to do. One query when there is nothing.

    What lay there for two weeks past its day stays on the page of tasks alone: nobody acts on such a card.
    """
    oldest = actor.today(at) - TIME
    found = [row for row in tasks.open_tasks(session, actor=actor, at=at) if row.task.due_on >= oldest]
    return list(_cards(session, found, actor, at)) if found else []


def _cards(session: Session, found: Sequence[TaskRow], actor: Actor, at: Moment) -> Iterator[Card]:
    to_give = [row for row in found if row.may_give]
    if to_give:
        names = _holders(session, actor, at)
        yield from (_to_give(row, names) for row in to_give)
    to_do = [row for row in found if row.is_mine]
    if to_do:
        yield _to_do(to_do)


def _holders(session: Session, actor: Actor, at: Moment) -> dict[str, str]:
    ids = {kind: holder_of(session, kind, actor.person_id, on=actor.today(at)) for kind in ("manager", "coach")}
    names = people.names(session, [holder for holder in ids.values() if holder is not None])
    return {kind: names[holder] for kind, holder in ids.items() if holder is not None}


def _to_give(row: TaskRow, names: dict[str, str]) -> Card:
    path = url_for("tasks.give", public_id=row.task.public_id)
    buttons = []
    if "manager" in names:
        buttons.append(Button(_("Give it to %(name)s", name=names["manager"]), path, {"to": "manager"}))
    if "coach" in names:
        label = _("Rather to %(name)s, your coach", name=names["coach"]) if buttons else _("Give it to your coach")
        buttons.append(Button(label, path, {"to": "coach"}))
    buttons.append(Button(_("Look at it first"), url_for("tasks.show", public_id=row.task.public_id)))
    return Card(
        day=row.task.due_on,
        title=_("Something stopped you: %(behaviour)s", behaviour=row.short or row.promise),
        text=_("Who gets it as a task? Only with your yes, in your words."),
        buttons=buttons,
        quote=row.task.words,
        sees=_("You and your coach; with your yes also whoever gets it."),
    )


def _to_do(rows: Sequence[TaskRow]) -> Card:
    first = rows[0]
    title = saying.task_title(first.kind, first.short or first.promise, "" if first.is_about_me else first.person)
    more = len(rows) - 1
    text = saying.task_help(first.kind)
    if more:
        text += " " + ngettext("%(num)s more waits.", "%(num)s more wait.", more)
    button = Button(_("Look at your tasks"), url_for("tasks.index")) if more else None
    show = Button(_("Look at it"), url_for("tasks.show", public_id=first.task.public_id))
    return Card(day=first.task.due_on, title=title, text=text, buttons=[button or show])
