"""Where an audit stands and why one may not be done, in words."""

from collections.abc import Mapping

from assessments.scoring.evidence import Shortfall
from kamcoach.auditing.independence import Tie
from kamcoach.auditing.queries import AuditRow
from kamcoach.clock import Moment
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import day, near_day


def waits_for(row: AuditRow, at: Moment) -> str:
    """What an audit waits for, and whom, in a sentence."""
    state = row.state(at)
    if state == "final":
        if row.open_actions:
            return ngettext(
                "Final. %(num)s action is still open.", "Final. %(num)s actions are still open.", row.open_actions
            )
        return _("Final. Nothing is open.")
    if state == "replying" and row.audit.reply_until is not None:
        return _("%(name)s may reply until %(day)s.", name=row.person, day=near_day(row.audit.reply_until))
    if state == "replied":
        if row.audit.replied_at is not None:
            return _("%(name)s has replied. %(auditor)s can make it final.", name=row.person, auditor=row.auditor)
        return _("The days to reply have passed. %(auditor)s can make it final.", auditor=row.auditor)
    return _checking(row)


def _checking(row: AuditRow) -> str:
    if row.to_grade:
        return ngettext(
            "%(auditor)s has %(num)s paper to grade.",
            "%(auditor)s has %(num)s papers to grade.",
            row.to_grade,
            auditor=row.auditor,
        )
    if row.to_hand_in:
        return ngettext(
            "%(name)s is to hand in %(num)s paper.",
            "%(name)s is to hand in %(num)s papers.",
            row.to_hand_in,
            name=row.person,
        )
    return _("%(auditor)s is checking.", auditor=row.auditor)


def why_not_independent(tie: Tie, name: str) -> str:
    """Why this auditor may not audit this person."""
    if tie.kind == "oneself":
        return _("Nobody audits themself. Ask another auditor.")
    if tie.until is None:
        running: Mapping[str, str] = {
            "manager": _("You manage %(name)s.", name=name),
            "coach": _("You coach %(name)s.", name=name),
            "mentor": _("You accompany %(name)s as mentor.", name=name),
            "team": _("You lead the team of %(name)s.", name=name),
            "under": _("%(name)s manages, coaches or leads you.", name=name),
            "trainer": _("%(name)s is in a training of yours.", name=name),
            "rater": _("You are asked for an assessment of %(name)s.", name=name),
        }
        return running[tie.kind]
    until = day(tie.until)
    over: Mapping[str, str] = {
        "manager": _("You managed %(name)s until %(day)s.", name=name, day=until),
        "coach": _("You coached %(name)s until %(day)s.", name=name, day=until),
        "mentor": _("You accompanied %(name)s as mentor until %(day)s.", name=name, day=until),
        "team": _("You led the team of %(name)s until %(day)s.", name=name, day=until),
        "under": _("%(name)s managed, coached or led you until %(day)s.", name=name, day=until),
        "trainer": _("%(name)s was in a training of yours until %(day)s.", name=name, day=until),
        "rater": _("You rated %(name)s on %(day)s.", name=name, day=until),
    }
    return over[tie.kind]


def what_lacks(lacking: Shortfall) -> str:
    """What an item lacks to count as met."""
    if lacking.papers == 1 and lacking.third_party:
        return _("lacks a customer's or third party's paper (grade A) from the period")
    if lacking.third_party:
        return _("lacks two papers from the period, one of them a customer's or third party's (grade A)")
    return ngettext(
        "lacks a paper of grade A or B from the period",
        "lacks %(num)s papers of grade A or B from the period",
        lacking.papers,
    )
