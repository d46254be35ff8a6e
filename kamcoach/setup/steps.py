"""The first steps of an administrator, in order, each derived from what is there: nothing is ticked off by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from kamcoach.setup.queries import Counts
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why or how it stands, whether it is done, and where it is done ("" for by itself)."""

    title: str
    text: str
    done: bool
    endpoint: str
    verb: str


def first_steps(counts: Counts, *, mail_leaves: bool) -> Sequence[Step]:
    """The steps from an empty installation to the first training and the first cycle."""
    return [_people(counts), _lines(counts), _hr(counts), _mail(mail_leaves), _invitations(counts), *_work(counts)]


def _mail(mail_leaves: bool) -> Step:
    text = _("Mail leaves through your mail server.")
    if not mail_leaves:
        text = _("No mail leaves yet. Set KAMCOACH_SMTP_URL where the server starts; docs/operating.md shows how.")
    return Step(_("Let mail leave"), text, mail_leaves, "", "")


def _people(counts: Counts) -> Step:
    text = _("A spreadsheet with one line a person. You see what it would change before anything is changed.")
    if counts.people > 1:
        text = ngettext("%(num)s person is known.", "%(num)s people are known.", counts.people)
    return Step(_("Import your people"), text, counts.people > 1, "people.upload", _("Import people"))


def _lines(counts: Counts) -> Step:
    lacking = counts.without_coach + counts.without_manager
    if not counts.trainees:
        text = _("Trainees are followed up by a coach and rated by their manager; the import names both.")
    elif lacking:
        text = _(
            "Trainees without a coach: %(coach)s. Without a manager: %(manager)s. Nobody follows them up.",
            coach=counts.without_coach,
            manager=counts.without_manager,
        )
    else:
        text = _("Every trainee has both.")
    done = counts.trainees > 0 and not lacking
    return Step(_("Give every trainee a coach and a manager"), text, done, "people.index", _("See people"))


def _hr(counts: Counts) -> Step:
    text = _("The role “HR auditor” opens the overview, the heat map and audits. You give it on a person's page.")
    if counts.auditors:
        text = ngettext("%(num)s person audits.", "%(num)s people audit.", counts.auditors)
    return Step(_("Name somebody for HR"), text, counts.auditors > 0, "people.index", _("See people"))


def _invitations(counts: Counts) -> Step:
    text = _("Each gets a link by mail that sets their password. Nobody is mailed before you press.")
    if counts.uninvited:
        text = ngettext(
            "%(num)s person has neither a password nor an invitation.",
            "%(num)s people have neither a password nor an invitation.",
            counts.uninvited,
        )
    elif counts.people > 1:
        text = _("Everybody is invited or can sign in.")
    done = counts.people > 1 and not counts.uninvited
    return Step(_("Invite everybody"), text, done, "signin.invite_everybody", _("Mail the invitations"))


def _work(counts: Counts) -> Sequence[Step]:
    training = _("A programme says which behaviours are trained, a cohort is one run of it with its days.")
    enrolment = _("Three weeks before the training, so that there is a baseline to compare with.")
    cycle = _("Self and manager rate the competencies of a job, each without seeing the other's view.")
    return [
        Step(_("Plan the first training"), training, counts.cohorts > 0, "cohorts.index", _("Plan a training")),
        Step(_("Enrol people"), enrolment, counts.enrolled > 0, "cohorts.index", _("See trainings")),
        Step(_("Start a competency cycle"), cycle, counts.cycles > 0, "cycles.index", _("See cycles")),
    ]
