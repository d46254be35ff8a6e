"""Who sees this: the sentence that stands on every page with personal answers, by the occasion's policy;
and why nothing can be answered any more.

A policy's code never changes its meaning: another promise is another code.
"""

from kamcoach.assessing.observed import TooFewEvents
from kamcoach.assessing.policies import SELF_THEN_COACH
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.services import Closed
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def who_sees(sheet: Sheet) -> str:
    """The sentence for the rater or reader of a sheet."""
    if sheet.occasion.sees != SELF_THEN_COACH:
        raise LookupError(sheet.occasion.sees)
    return " ".join([_readers(sheet), _purpose(sheet)])


def _readers(sheet: Sheet) -> str:
    coach, name = sheet.coach_name, sheet.subject_name
    if sheet.about_oneself:
        if not coach:
            return _("you. You have no coach at present; whoever coaches you later can read it too.")
        if sheet.others_owe and sheet.occasion.released_at is None:
            return _("you; your coach %(coach)s once everybody asked has sent theirs.", coach=coach)
        return _("you; your coach %(coach)s once you have sent it.", coach=coach)
    if not coach or coach == sheet.rater_name:
        return _("you; %(name)s once everybody asked has sent theirs.", name=name)
    return _("you; %(name)s and their coach %(coach)s once everybody asked has sent theirs.", name=name, coach=coach)


def _purpose(sheet: Sheet) -> str:
    if sheet.occasion.purpose != "development":
        raise LookupError(sheet.occasion.purpose)
    return _("For development only; nobody can open it for selection or pay.")


def why_closed(closed: Closed) -> str:
    """Why a save was not taken."""
    sentences = {
        "sent": _("This was sent already."),
        "withdrawn": _("Your coach has waived this one; nothing is asked of you."),
        "early": _("This opens on %(day)s.", day=near_day(closed.opens_on)),
        "over": _("This closed on %(day)s.", day=near_day(closed.closes_on)),
    }
    return sentences[closed.why]


def why_few(few: TooFewEvents) -> str:
    """Why an observer's answer was not taken: two events come first (method.md §1.4)."""
    if few.seen:
        return _("One event stands here; two are needed before you rate. Enter another one that you saw.")
    return _("Before you rate, enter two events that you saw.")
