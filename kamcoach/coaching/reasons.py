"""Why somebody needs a minute of their coach: each reason with its figures, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assessments.instruments.model import Instrument
from assessments.scheduling.states import State
from assessments.scheduling.worth import Reason, ReasonKind
from kamcoach.clock import Moment
from kamcoach.coaching.queries import Coachee, Last, Open, Planned, Promise
from kamcoach.drift.queries import Mark
from kamcoach.permissions.actor import Actor
from kamcoach.reinforcement.queries import SILENT_DAYS, Dated
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import clock_time, near_day, score

MINUTES: Mapping[ReasonKind, int] = {
    "today": 5,
    "fading": 15,
    "task": 5,
    "late": 2,
    "promise": 2,
    "session": 3,
    "ask": 1,
    "silent": 5,
    "due": 1,
    "nothing": 5,
    "waiting": 0,
}
"""What a reason takes of the coach, so that a morning can be planned: a practice judgement."""
NOTHING_WITHIN = timedelta(days=90)
"""Quarterly is the least that keeps a behaviour in sight (method.md §1.10)."""
LET_IT_WORK = timedelta(days=3)
"""So long somebody who was nudged or spoken with is left alone."""
_LASTING = ("boosters", "trio", "check", "review")
"""What its own people look after: a series of cards, a meeting of three, a question on the evening, the mentor's."""
_MINE = ("rehearse", "talk")
"""Tasks that are the coach's when nobody else has them (method.md §1.8)."""


def kind_names() -> Mapping[ReasonKind, str]:
    """What each kind of reason is called, the most valuable first."""
    return {
        "today": _("Session today"),
        "fading": _("Fading"),
        "task": _("Stopped"),
        "late": _("Late"),
        "promise": _("Promises"),
        "session": _("To plan"),
        "ask": _("Ask"),
        "silent": _("Closed in silence"),
        "due": _("Due today"),
        "nothing": _("Nothing planned"),
        "waiting": _("Waiting"),
    }


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: its shape and word, the sentence with the figures, the follow-up behind it if there is one."""

    reason: Reason
    status: str
    label: str
    text: str
    quote: str = ""
    dated: Dated | None = None
    session: str | None = None

    @property
    def minutes(self) -> int:
        """How many minutes of the coach it takes."""
        return MINUTES[self.reason.kind]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is known of one person today."""

    person: Coachee
    dated: Sequence[Dated] = ()
    marks: Sequence[Mark] = ()
    sessions: Sequence[Planned] = ()
    promises: Sequence[Promise] = ()
    tasks: Sequence[Open] = ()
    last: Mapping[int, Last] = field(default_factory=dict)
    asked_later: Mapping[int, date] = field(default_factory=dict)
    instruments: Mapping[int, Instrument] = field(default_factory=dict)
    """By enrolment."""


def reasons_of(about: Gathered, *, actor: Actor, at: Moment) -> Iterator[Because]:
    """Every reason that a person gives today."""
    today = at.today(about.person.time_zone)
    yield from _sessions(about, actor, at)
    yield from _drift(about, actor, at)
    yield from _tasks(about, actor)
    yield from _promises(about, today)
    for dated in about.dated:
        yield from _follow_up(dated, about, at)
    yield from _nothing(about, actor, at)


def _sessions(about: Gathered, actor: Actor, at: Moment) -> Iterator[Because]:
    today = actor.today(at)
    for one in about.sessions:
        day = one.day(actor.time_zone)
        if one.coach_id != actor.person_id or day > today:
            continue
        if day == today:
            text = _("Session at %(time)s, %(num)s minutes.", time=clock_time(one.starts_at), num=one.minutes)
            yield Because(Reason("today"), "due", _("Today"), f"{text} {one.where}".strip(), session=one.public_id)
        else:
            text = _("The session of %(day)s was not closed: say whether it took place.", day=near_day(day))
            yield Because(Reason("session", 0), "late", _("To close"), text, session=one.public_id)


def _next_session(about: Gathered, actor: Actor, at: Moment) -> date | None:
    days = [one.day(actor.time_zone) for one in about.sessions]
    return next((day for day in days if day >= actor.today(at)), None)


def _drift(about: Gathered, actor: Actor, at: Moment) -> Iterator[Because]:
    planned = _next_session(about, actor, at)
    for mark in about.marks:
        if not mark.stands:
            continue
        name = about.instruments[mark.enrolment_id].measure(mark.measure).short
        figures = {"behaviour": name, "reached": score(mark.reached), "last": score(mark.since[-1])}
        if mark.word == "fading":
            text = _(
                "%(behaviour)s: %(reached)s after the training, then %(first)s and %(last)s.",
                first=score(mark.since[0]),
                **figures,
            )
        else:
            text = _("%(behaviour)s: %(reached)s after the training, then %(last)s, once.", **figures)
        text += " " + ngettext("Seen by %(num)s source.", "Seen by %(num)s sources.", mark.sources)
        kind: ReasonKind = "fading" if mark.word == "fading" else "ask"
        label = _("Fading") if mark.word == "fading" else _("Ask")
        if planned is not None:
            kind, text = "waiting", text + " " + _("You speak on %(day)s.", day=near_day(planned))
        yield Because(Reason(kind), mark.word, label, text)


def _tasks(about: Gathered, actor: Actor) -> Iterator[Because]:
    for task in about.tasks:
        day = near_day(task.due_on)
        if task.owner_id == actor.person_id or (task.owner_id is None and task.kind in _MINE):
            text = {
                "rehearse": _("Was unsure how: rehearse it together, until %(day)s.", day=day),
                "talk": _("Tried it and it did not work: talk it through, until %(day)s.", day=day),
            }.get(task.kind, _("Something stood in the way, and the next step is yours, until %(day)s.", day=day))
            yield Because(Reason("task"), "late", _("Stopped"), text)
        elif task.kind == "clear" and task.owner_id is None and not task.answered:
            text = _("Something outside stopped it. Whether their manager hears of it waits for their yes.")
            yield Because(Reason("waiting"), "open", _("Waiting"), text)
        elif task.kind == "clear" and task.owner_id not in (None, about.person.person_id):
            text = _("%(name)s is to clear the way until %(day)s.", name=task.owner, day=day)
            yield Because(Reason("waiting"), "open", _("Waiting"), text)


def _promises(about: Gathered, today: date) -> Iterator[Because]:
    for one in about.promises:
        if one.event_on > today:
            continue
        words = _(
            "“When %(event)s with %(name)s, I will %(what)s”", event=one.event, name=one.with_whom, what=one.will_do
        )
        if one.event_on == today:
            text = _("The event is today; the question what became of it goes out this evening.")
            yield Because(Reason("promise"), "due", _("Tonight"), text, quote=words)
        else:
            text = _("The event was on %(day)s, and nobody has said what became of it.", day=near_day(one.event_on))
            yield Because(Reason("promise"), "late", _("Promise"), text, quote=words)


def _follow_up(dated: Dated, about: Gathered, at: Moment) -> Iterator[Because]:
    row = dated.follow_up
    if row.kind == "then" or dated.step.on_miss == "nothing" or row.kind in _LASTING:
        return  # a then-test is asked and reminded of once; that it stays out is no reason to speak with anybody
    left = max(0, (row.closes_on - dated.today).days)
    if dated.state == State.MISSED:
        if (dated.today - row.closes_on).days <= SILENT_DAYS and not _was(about, dated, "spoke"):
            yield Because(Reason("silent"), "missed", _("Closed"), _closed(dated), dated=dated)
    elif row.kind == "session":
        yield from _session_to_plan(dated, about, left)
    elif (waits := _held_back(dated, about)) is not None:
        yield Because(Reason("waiting"), "open", _("Waiting"), waits, dated=dated)
    elif dated.state in (State.LATE, State.DUE):
        kind: ReasonKind = "late" if dated.state == State.LATE else "due"
        why, status, label = _still_open(dated), str(dated.state), _label(dated)
        if (left_alone := _left_alone(dated, about, at)) and left > 0:
            kind, status, why = "waiting", "open", f"{why} {left_alone}"
        yield Because(Reason(kind, left), status, label, why, dated=dated)


def _session_to_plan(dated: Dated, about: Gathered, left: int) -> Iterator[Because]:
    row = dated.follow_up
    agreed = next((one for one in about.sessions if one.follow_up_id == row.id), None)
    if dated.state not in (State.OPEN, State.DUE, State.LATE) or agreed is not None:
        return
    text = _(
        "%(step)s: no day is agreed yet; best until %(due)s, at the latest %(day)s.",
        step=dated.step.title,
        due=near_day(row.due_on),
        day=near_day(row.closes_on),
    )
    status = "late" if dated.state == State.LATE else "open"
    yield Because(Reason("session", left), status, _("To plan"), text, dated=dated)


def _held_back(dated: Dated, about: Gathered) -> str | None:
    """Why a follow-up waits: its own person's week is full, they are away, or an observer's week is full."""
    row, title = dated.follow_up, dated.step.title
    if row.occasion_id is None and row.held_back_on is not None and row.held_until and row.held_until > dated.today:
        day = near_day(row.held_until)
        if row.held_back_why == "load":
            return _("%(step)s: something else is asked this week, so it is asked on %(day)s.", step=title, day=day)
        return _("%(step)s: held back while they are away, asked on %(day)s.", step=title, day=day)
    later = about.asked_later.get(row.occasion_id or 0)
    if later is not None and dated.state == State.OPEN:
        return _("%(step)s: the observer's week is full, they are asked on %(day)s.", step=title, day=near_day(later))
    return None


def _was(about: Gathered, dated: Dated, kind: str) -> bool:
    last = about.last.get(dated.follow_up.id)
    return last is not None and last.kind == kind


def _left_alone(dated: Dated, about: Gathered, at: Moment) -> str:
    """What was done about it in the last days, in words; empty for nothing."""
    last = about.last.get(dated.follow_up.id)
    if last is None or last.kind not in ("nudged", "spoke") or not _is_recent(last.happened_at, at):
        return ""
    day = near_day(last.happened_at)
    return _("Nudged on %(day)s.", day=day) if last.kind == "nudged" else _("Spoken with on %(day)s.", day=day)


def _is_recent(instant: datetime, at: Moment) -> bool:
    return at.business - instant < LET_IT_WORK


def _label(dated: Dated) -> str:
    if dated.state == State.LATE:
        return ngettext("%(num)s day late", "%(num)s days late", (dated.today - dated.follow_up.due_on).days)
    return _("Due today")


def _closed(dated: Dated) -> str:
    title, closes = dated.step.title, near_day(dated.follow_up.closes_on)
    if dated.follow_up.kind == "talk":
        return _("%(step)s: not marked as held by %(day)s.", step=title, day=closes)
    if dated.follow_up.kind == "session":
        return _("%(step)s: not held by %(day)s.", step=title, day=closes)
    return _("%(step)s: closed on %(day)s without an answer.", step=title, day=closes)


def _still_open(dated: Dated) -> str:
    title, closes = dated.step.title, near_day(dated.follow_up.closes_on)
    if dated.follow_up.kind == "talk":
        return _("%(step)s: not marked as held yet; it can be until %(day)s.", step=title, day=closes)
    if dated.state == State.DUE:
        return _("%(step)s: due today, open until %(day)s.", step=title, day=closes)
    due = near_day(dated.follow_up.due_on)
    return _("%(step)s: was due on %(due)s, closes on %(day)s.", step=title, due=due, day=closes)


def _nothing(about: Gathered, actor: Actor, at: Moment) -> Iterator[Because]:
    person, today = about.person, actor.today(at)
    ahead = [day for day in (person.next_due_on, _next_session(about, actor, at)) if day is not None]
    if ahead and min(ahead) <= today + NOTHING_WITHIN:
        return
    if ahead:
        why = ngettext(
            "Nothing until %(day)s, in %(num)s day.",
            "Nothing until %(day)s, in %(num)s days.",
            (min(ahead) - today).days,
            day=near_day(min(ahead)),
        )
    elif person.waits_for:
        why = _("Enrolled in %(training)s: the half year is dated when that is finished.", training=person.waits_for)
    else:
        why = _("No follow-up lies ahead. Enrol this person in a training, or agree on a next step.")
    yield Because(Reason("nothing"), "unknown", _("Nothing planned"), why)
