"""The reminder of a due follow-up."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kamcoach.assessing.awaited import owed_sheet
from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
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
        ],
        action=_("Answer now"),
        path=f"/assessments/{sheet.assessment.public_id}/answer",
    )
