"""The reminders of a due follow-up, and the word to the manager when it closed without an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamcoach.assessing import links
from kamcoach.assessing.awaited import owed_sheet
from kamcoach.assessing.models import Occasion
from kamcoach.assessing.queries import Sheet
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.notifications.mail import Letter
from kamcoach.people.models import Person
from kamcoach.reinforcement.adaptive import step_of
from kamcoach.reinforcement.escalating import is_unanswered, manager_of, step_behind
from kamcoach.reinforcement.models import FollowUp
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import near_day


def reminder(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """What is due, how long it takes, until when; None when it was answered meanwhile."""
    sheet = owed_sheet(session, about["assessment"], at=at)
    if sheet is None:
        return None
    if sheet.about_oneself:
        title = _("%(title)s: your answers are due", title=sheet.instrument.title)
        first = _("For “%(training)s”, your own view of the last four weeks is due.", training=sheet.occasion.title)
        if sheet.of_before:
            title = _("%(title)s, as it was before: your answers are due", title=sheet.instrument.title)
            first = _("A look back to the time before “%(training)s” is due.", training=sheet.occasion.title)
        elif sheet.instrument.looks_back_days is None:
            first = _("For “%(training)s”, a few questions are due.", training=sheet.occasion.title)
    elif sheet.assessment.relation != "observer":
        title = _("%(title)s: your view of %(name)s is due", title=sheet.instrument.title, name=sheet.subject_name)
        first = _("For “%(training)s”, your own view is due.", training=sheet.occasion.title)
    else:
        title = _("%(title)s: what you saw of %(name)s is due", title=sheet.instrument.title, name=sheet.subject_name)
        first = _("For “%(training)s”, what you saw in the last four weeks is due.", training=sheet.occasion.title)
    questions = ngettext("%(num)s question", "%(num)s questions", len(sheet.items))
    minutes = ngettext("about %(num)s minute", "about %(num)s minutes", sheet.minutes)
    return Letter(
        title=title,
        lines=[
            first,
            _("%(questions)s, %(minutes)s. You can stop and come back.", questions=questions, minutes=minutes),
            _("It is open until %(day)s.", day=near_day(sheet.occasion.closes_on)),
            *_when_missed(session, sheet),
        ],
        action=_("Answer now"),
        path=links.path_of(session, about.get("link"), at=at) or f"/assessments/{sheet.assessment.public_id}/answer",
    )


def _when_missed(session: Session, sheet: Sheet) -> Sequence[str]:
    """Who sees that it closed without an answer, said before it does."""
    step = step_behind(session, sheet.occasion.id) if sheet.about_oneself else None
    if step is None or step.on_miss == "nothing" or not sheet.coach_name:
        return []
    if step.on_miss == "manager" and sheet.manager_name:
        names = {"coach": sheet.coach_name, "manager": sheet.manager_name}
        return [_("When it closes without an answer, %(coach)s and %(manager)s see that, and nothing else.", **names)]
    return [_("When it closes without an answer, your coach %(coach)s sees that.", coach=sheet.coach_name)]


def last_reminder(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """The same, once more before the window ends; None when it was answered meanwhile."""
    letter = reminder(session, about, at)
    return replace(letter, title=_("Still open: %(title)s", title=letter.title)) if letter else None


def missed(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """To the manager: a step closed without an answer, and no word of what is in others. None when that is not so any
    more, or when somebody else manages the person now."""
    query = (
        select(FollowUp, Person, ContentVersion)
        .join(Person, Person.id == FollowUp.person_id)
        .join(Occasion, Occasion.id == FollowUp.occasion_id)
        .join(ContentVersion, ContentVersion.id == FollowUp.plan_id)
        .where(FollowUp.public_id == about["follow_up"], is_unanswered(at))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    follow_up, person, plan = row
    manager = manager_of(session, person.id, person.time_zone, at=at)
    if manager is None or manager.public_id != about["reader"]:
        return None
    step = step_of(library.as_plan(plan), follow_up)
    return Letter(
        title=_("%(name)s: “%(step)s” closed without an answer", name=person.name, step=step.title),
        lines=[
            _("It was open until %(day)s.", day=near_day(follow_up.closes_on)),
            _("Ask what was in the way: an occasion, the time, or something that you can move out of it."),
        ],
        action=_("Look at your team"),
        path="/team",
    )
