"""Who sees this: the sentence that stands on every page with personal answers, by the occasion's policy;
and why nothing can be answered any more.

A policy's code never changes its meaning: another promise is another code.
"""

from collections.abc import Callable, Mapping

from kamcoach.assessing.locking import Closed
from kamcoach.assessing.observed import TooFewEvents
from kamcoach.assessing.policies import AUDIT, MENTOR_THEN_PERSON, PAIR_THEN_HR, SELF_THEN_COACH
from kamcoach.assessing.queries import Sheet
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def sheet_title(sheet: Sheet) -> str:
    """What a sheet is called for its rater."""
    if sheet.of_before:
        return _("%(title)s, as it was before", title=sheet.instrument.title)
    if sheet.about_oneself:
        return sheet.instrument.title
    if sheet.assessment.relation == "auditor":
        return _("Audit of %(name)s", name=sheet.subject_name)
    if sheet.assessment.relation == "observer":
        return _("What you saw of %(name)s", name=sheet.subject_name)
    if sheet.assessment.relation == "mentor":
        return _("The plan of %(account)s, with %(name)s", account=sheet.subject_name, name=sheet.context_name)
    return _("Your view of %(name)s", name=sheet.subject_name)


def who_sees(sheet: Sheet) -> str:
    """The sentence for the rater or reader of a sheet."""
    return " ".join([_READERS[sheet.occasion.sees](sheet), _purpose(sheet)])


def _person_and_coach(sheet: Sheet) -> str:
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


def _pair_and_hr(sheet: Sheet) -> str:
    """Said before the first answer: what HR will read of it (design.md, Purpose)."""
    hr = _("HR reads the level that you both agree on, until then the manager's, never the own view alone.")
    if sheet.about_oneself:
        manager = sheet.manager_name
        if not manager:
            return _("you; whoever manages you once the window closes.") + " " + hr
        return _("you; %(manager)s when you have both sent it or the window closes.", manager=manager) + " " + hr
    name = sheet.subject_name
    return _("you; %(name)s when you have both sent it or the window closes.", name=name) + " " + hr


def _auditors(sheet: Sheet) -> str:
    return _("HR's auditors; %(name)s once the audit is final.", name=sheet.subject_name)


def _mentor_and_person(sheet: Sheet) -> str:
    return _(
        "%(mentor)s; %(name)s once it is sent, and whoever is their mentor later. Their coach sees that somebody"
        " looked, and nothing else.",
        mentor=sheet.rater_name,
        name=sheet.context_name,
    )


_READERS: Mapping[str, Callable[[Sheet], str]] = {
    SELF_THEN_COACH: _person_and_coach,
    PAIR_THEN_HR: _pair_and_hr,
    AUDIT: _auditors,
    MENTOR_THEN_PERSON: _mentor_and_person,
}


def _purpose(sheet: Sheet) -> str:
    if sheet.occasion.purpose == "audit":
        return _("For the audit; trainings, talks and coaching stay out of it.")
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
