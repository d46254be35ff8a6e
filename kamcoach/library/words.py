"""What the parts of the content are called, in the reader's language."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from assessments.scheduling.plan import Step
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.language import ngettext

SUBJECTS: Mapping[str, LazyString] = {
    "person": _l("a person"),
    "account": _l("a key account"),
    "unit": _l("a unit or the whole organisation"),
    "cohort": _l("a training"),
}
CONTEXTS: Mapping[str, LazyString] = {
    "account": _l("with one key account"),
    "proposal": _l("with one proposal"),
    "tender": _l("with one tender"),
}
RATERS: Mapping[str, LazyString] = {
    "self": _l("the person"),
    "manager": _l("the manager"),
    "observer": _l("an observer"),
    "coach": _l("the coach"),
    "mentor": _l("the mentor"),
    "peer": _l("a peer"),
    "team_member": _l("a member of the account team"),
    "customer": _l("the customer"),
    "auditor": _l("an auditor"),
    "assessor": _l("an assessor"),
}
ROLE_FAMILIES: Mapping[str, LazyString] = {
    "management": _l("Management"),
    "sales": _l("Sales"),
    "technical": _l("Technical staff"),
    "customer_care": _l("Customer care"),
    "administrative": _l("Administration"),
}
"""The five of S1-C1."""
_SELF_OF: Mapping[str, LazyString] = {"account": _l("the account manager"), "cohort": _l("a participant")}
"""Who "self" is where no person is the subject."""


def rater(relation: str, subject: str = "person") -> str:
    """Who answers, about a subject of this kind."""
    return str(_SELF_OF.get(subject, RATERS["self"]) if relation == "self" else RATERS[relation])


def day_of(days: int, step: Step) -> str:
    """A day of a step, counted from the first training day for what comes before it, else from the last."""
    if days < 0:
        return ngettext("%(num)s day before", "%(num)s days before", -days)
    if days == 0:
        return _("the first training day") if step.before else _("the last training day")
    return ngettext("%(num)s day after", "%(num)s days after", days)
