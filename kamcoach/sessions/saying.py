"""Sessions and commitments in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import format_time

from assessments.scheduling.sessions import Part
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.sessions.queries import SessionRow
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day


def when(one: CoachingSession, zone: str) -> str:
    """Day and hours as the clocks of a zone show them: Thursday 12 March, 15:00–15:30."""
    begins = one.starts_at.astimezone(ZoneInfo(zone))
    ends = (one.starts_at + timedelta(minutes=one.minutes)).astimezone(ZoneInfo(zone))
    return _("%(day)s, %(begins)s–%(ends)s", day=near_day(begins.date()), begins=_clock(begins), ends=_clock(ends))


def _clock(there: datetime) -> str:
    return str(format_time(there.replace(tzinfo=None), "HH:mm", rebase=False))


def when_there(found: SessionRow, actor: Actor) -> str:
    """The same for the other of the two, with their name, where their clocks show another time; else ""."""
    other = found.other(actor)
    here, there = (found.session.starts_at.astimezone(ZoneInfo(zone)) for zone in (actor.time_zone, other.time_zone))
    if here.utcoffset() == there.utcoffset():
        return ""
    return _("for %(name)s %(when)s", name=other.name or "", when=when(found.session, other.time_zone))


def hours_apart(actor: Actor, person: Person, at: datetime) -> str:
    """How the clocks of somebody differ from the reader's at an instant, as a sentence; "" for not at all."""
    here, there = (at.astimezone(ZoneInfo(zone)).utcoffset() for zone in (actor.time_zone, person.time_zone))
    assert here is not None and there is not None  # both zones are known
    if here == there:
        return ""
    ahead, name = there > here, person.name or ""
    minutes = int(abs(there - here).total_seconds()) // 60
    hours = f"{minutes // 60}:{minutes % 60:02}"
    if ahead:
        return _("Where %(name)s is, clocks show %(hours)s h more than yours.", name=name, hours=hours)
    return _("Where %(name)s is, clocks show %(hours)s h less than yours.", name=name, hours=hours)


def promise(one: Commitment) -> str:
    """The whole promise as one sentence."""
    return _(
        "When %(event)s with %(whom)s comes on %(day)s, I will %(will)s. I will know by %(know)s.",
        day=near_day(one.event_on),
        event=one.event.rstrip("."),
        whom=one.with_whom.rstrip("."),
        will=one.will_do.rstrip("."),
        know=one.know_by.rstrip("."),
    )


def outcome(one: Commitment) -> str:
    """What the person said became of it, with what was in the way; "" while nothing was said."""
    if one.kept is None:
        return ""
    kept = {
        "yes": _("Kept"),
        "partly": _("Kept in part"),
        "no": _("Not kept"),
        "no_event": _("The event did not take place"),
    }[one.kept]
    return f"{kept}: {barrier_name(one.barrier)}" if one.barrier else kept


def barrier_names() -> Mapping[str, str]:
    """What may have been in the way, by its code (method.md §1.8), as the person would say it."""
    return {
        "none": _("There was no occasion"),
        "forgot": _("I forgot"),
        "unsure": _("I was unsure how"),
        "stopped": _("My manager, a rule or a system stopped me"),
        "vain": _("I tried, it did not work"),
    }


def barrier_name(code: str) -> str:
    """One of them in the middle of a sentence."""
    return {
        "none": _("no occasion"),
        "forgot": _("forgot"),
        "unsure": _("unsure how"),
        "stopped": _("stopped by manager, rule or system"),
        "vain": _("tried, it did not work"),
    }[code]


def part_words() -> Mapping[Part, tuple[str, str, str]]:
    """Of each part of the half hour: its heading, what the coach asks, and what happens in it (method.md §1.10)."""
    return {
        "evidence": (
            _("What happened since last time"),
            _("What did you do that you would not have done before, and what shows it?"),
            _("Evidence only: a date, a note, a mail, what somebody said."),
        ),
        "review": (
            _("One event, as you saw it"),
            _("Take one customer event. What did you want, what happened, what would you do again?"),
            _("The one who was there speaks first."),
        ),
        "fact": (
            _("One observed fact, and what it did for the customer"),
            _("This is what was seen or heard. What did the customer do next because of it?"),
            _("About the task, never about the person."),
        ),
        "rehearse": (
            _("The next event, rehearsed"),
            _("Which conversation comes next? Say your first two sentences to me as if I were there."),
            _("Aloud, twice: once as it comes, once better."),
        ),
        "next": (
            _("Commitment, date, obstacle"),
            _("When exactly will you try it, with whom, and what could come in between?"),
            _("One promise that can be seen to be kept."),
        ),
    }
