"""The lines of a timeline that are no follow-ups, and the folding of what repeats."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from kamcoach.clock import Moment
from kamcoach.coaching.happenings import Happening
from kamcoach.permissions.actor import Actor
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import clock_time, near_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note:
    """A session, a promise or a task on its day; `voice` is what a person said, `lies_ahead` whether it is to come."""

    day: date
    status: str
    title: str
    lies_ahead: bool
    text: str = ""
    voice: str = ""
    session: str | None = None


@dataclass(slots=True)
class Folded(Generic[T]):
    """What stands in one place of the timeline: the first of its kind, and the rest that is folded in behind it."""

    first: T
    rest: list[T] = field(default_factory=list)


def fold(entries: Iterable[T], key: Callable[[T], object]) -> Sequence[Folded[T]]:
    """Put what has the same key (None: by itself) behind the first of it, in the order given."""
    found: dict[object, Folded[T]] = {}
    for number, entry in enumerate(entries):
        same = key(entry)
        place = number if same is None else same
        if place in found:
            found[place].rest.append(entry)
        else:
            found[place] = Folded(entry)
    return list(found.values())


def notes_of(happened: Iterable[Happening], *, actor: Actor, at: Moment) -> Iterator[tuple[int | None, Note]]:
    """Sessions, promises and tasks as lines, each with the id of its enrolment."""
    for one in happened:
        if one.what == "session" and one.word == "held" and one.more:
            continue  # the line of its step says that it was held
        if one.what == "session":
            yield one.about, _session(one, actor, at)
        elif one.what == "promise":
            yield one.about, _promise(one, actor.today(at))
        elif one.what == "task":
            yield one.about, _task(one, actor.today(at))


def _session(one: Happening, actor: Actor, at: Moment) -> Note:
    day = Moment(one.at, one.at).today(actor.time_zone)
    facts = {"name": one.who or "", "day": near_day(day), "time": clock_time(one.at)}
    if one.word == "held":
        return Note(day, "done", _("Session with %(name)s, held %(day)s", **facts), False, session=one.public_id)
    if one.word == "cancelled":
        title = _("Session with %(name)s, cancelled", **facts)
        return Note(day, "waived", title, False, text=near_day(day), voice=one.text or "")
    late = day < actor.today(at)
    title = _("Session with %(name)s, %(day)s at %(time)s", **facts)
    return Note(day, "late" if late else "planned", title, True, session=one.public_id)


def _promise(one: Happening, today: date) -> Note:
    day = one.day or today
    voice = _(
        "“When %(event)s with %(name)s, I will %(what)s”", event=one.more or "", name=one.who or "", what=one.text or ""
    )
    if one.word is None:
        title, status = _("Promise, %(day)s", day=near_day(day)), "due" if day <= today else "planned"
        return Note(day, status, title, True, voice=voice)
    outcomes = {
        "yes": _("Promise: kept"),
        "partly": _("Promise: partly kept"),
        "no": _("Promise: not kept"),
        "no_event": _("Promise: there was no occasion"),
    }
    return Note(day, "done" if one.word == "yes" else "open", outcomes[one.word], False, near_day(day), voice)


def _task(one: Happening, today: date) -> Note:
    day = one.day or today
    titles = {
        "look": _("To look for an occasion"),
        "cue": _("To choose a cue"),
        "rehearse": _("To rehearse"),
        "clear": _("To clear the way"),
        "talk": _("To talk it through"),
    }
    title = titles[one.word or "talk"]
    if one.over is not None:
        return Note(
            date.fromisoformat(one.over[:10]),
            "done",
            _("%(task)s: done", task=title),
            False,
            one.who or "",
            one.text or "",
        )
    who = one.who or (_("waits for their yes") if one.word == "clear" else "")
    text = _("%(name)s, until %(day)s", name=who, day=near_day(day)) if who else _("until %(day)s", day=near_day(day))
    return Note(day, "late" if day < today else "open", title, True, text)
