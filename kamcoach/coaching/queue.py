"""The coach's day: who needs a minute, in what order, with the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.scheduling.states import State
from kamcoach.reinforcement.queries import SILENT_DAYS, Coachee, Dated
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import near_day

NOTHING_WITHIN = timedelta(days=90)
"""Quarterly is the least that keeps a behaviour in sight (method.md §1.10)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    group: str
    status: str
    status_text: str
    name: str
    person: str
    context: str
    why: str
    follow_up: str | None
    is_talk: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows in the order of what they ask of the coach, and how many people need nothing."""

    rows: Sequence[Row]
    people: int

    def of(self, group: str) -> Sequence[Row]:
        """The rows of a group."""
        return [row for row in self.rows if row.group == group]

    @property
    def quiet(self) -> int:
        """How many people are not in the queue."""
        return self.people - len({row.person for row in self.rows})


_ORDER = {State.LATE: 0, State.MISSED: 1, State.DUE: 2}
_GROUPS = {State.LATE: "late", State.MISSED: "silent", State.DUE: "due"}


def build(around: Sequence[Dated], coachees: Sequence[Coachee], *, today: date) -> Queue:
    """Late first (it still closes), then what closed in silence, due today, and people with nothing planned."""
    urgent = [dated for dated in around if dated.state in _ORDER and not _long_ago(dated) and _is_chased(dated)]
    urgent.sort(key=lambda dated: (_ORDER[dated.state], dated.follow_up.closes_on, dated.person_name))
    rows = [_row(dated) for dated in urgent]
    rows += [_nothing(person, today) for person in coachees if _has_nothing(person, today)]
    return Queue(rows, len(coachees))


def _long_ago(dated: Dated) -> bool:
    return dated.state == State.MISSED and (dated.today - dated.follow_up.closes_on).days > SILENT_DAYS


def _is_chased(dated: Dated) -> bool:
    """A then-test is asked and reminded of once; that it stays out is no reason to speak with anybody."""
    return dated.follow_up.kind != "then"


def _has_nothing(person: Coachee, today: date) -> bool:
    return person.next_due_on is None or person.next_due_on > today + NOTHING_WITHIN


def _row(dated: Dated) -> Row:
    return Row(
        group=_GROUPS[dated.state],
        status=str(dated.state),
        status_text=_status(dated),
        name=dated.person_name,
        person=dated.person_public_id,
        context=f"{dated.training.programme}, {dated.training.cohort}",
        why=_why(dated),
        follow_up=dated.follow_up.public_id if dated.state != State.MISSED else None,
        is_talk=dated.follow_up.kind == "talk",
    )


def _status(dated: Dated) -> str:
    if dated.state == State.LATE:
        return ngettext("%(num)s day late", "%(num)s days late", (dated.today - dated.follow_up.due_on).days)
    return _("Due today") if dated.state == State.DUE else _("Closed")


def _why(dated: Dated) -> str:
    title, closes = dated.step.title, near_day(dated.follow_up.closes_on)
    if dated.state == State.MISSED and dated.follow_up.kind == "talk":
        return _("%(step)s: not marked as held by %(day)s.", step=title, day=closes)
    if dated.state == State.MISSED:
        return _("%(step)s: closed on %(day)s without an answer.", step=title, day=closes)
    if dated.follow_up.kind == "talk":
        return _("%(step)s: not marked as held yet; it can be until %(day)s.", step=title, day=closes)
    if dated.state == State.DUE:
        return _("%(step)s: due today, open until %(day)s.", step=title, day=closes)
    due = near_day(dated.follow_up.due_on)
    return _("%(step)s: was due on %(due)s, closes on %(day)s.", step=title, due=due, day=closes)


def _nothing(person: Coachee, today: date) -> Row:
    if person.next_due_on is None and person.waits_for:
        why = _("Enrolled in %(training)s: the half year is dated when that is finished.", training=person.waits_for)
    elif person.next_due_on is None:
        why = _("No follow-up lies ahead. Enrol this person in a training, or agree on a next step.")
    else:
        days = (person.next_due_on - today).days
        why = ngettext(
            "Nothing until %(day)s, in %(num)s day.",
            "Nothing until %(day)s, in %(num)s days.",
            days,
            day=near_day(person.next_due_on),
        )
    return Row("nothing", "unknown", _("Nothing planned"), person.name, person.public_id, "", why, None, False)
