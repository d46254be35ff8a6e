"""Who manages, coaches and accompanies whom from which day on: changing it ahead, and reading it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, text
from sqlalchemy.orm import Session

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.people.models import LINE_KINDS, Line, Person
from kamcoach.people.queries import line_runs
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

FARTHEST = timedelta(days=365)
KINDS = LINE_KINDS


def holder_of(session: Session, kind: str, person_id: int, *, on: date) -> int | None:
    """Who holds the line of this kind to a person on a date."""
    query = select(Line.holder_id).where(Line.kind == kind, Line.person_id == person_id, _on(on))
    return session.scalar(query.order_by(Line.from_date.desc()).limit(1))


def holders_of(session: Session, kind: str, days: Mapping[int, date]) -> Mapping[int, int]:
    """Who holds the line of a kind to each person on the day given for them, by person; whoever has nobody is not
    there. One query."""
    query = select(Line.person_id, Line.holder_id, Line.from_date, Line.to_date).where(Line.kind == kind)
    rows = session.execute(query.where(Line.person_id.in_(days)).order_by(Line.from_date))
    return {
        row.person_id: row.holder_id
        for row in rows
        if row.from_date <= days[row.person_id] and (row.to_date is None or row.to_date > days[row.person_id])
    }


def standing_of(session: Session, person_id: int, holder_id: int | None, *, on: date) -> str:
    """The line by which somebody stands to a person on a date: "coach", "manager", or "" for none."""
    for kind in ("coach", "manager"):
        if holder_id is not None and session.scalar(select(line_runs(kind, person=person_id, holder=holder_id, on=on))):
            return kind
    return ""


def ended_on(session: Session, kind: str, person_id: int, holder_id: int, *, on: date) -> date | None:
    """The first day, at the latest this one, on which a line of this kind no longer ran; None while it runs."""
    if session.scalar(select(line_runs(kind, person=person_id, holder=holder_id, on=on))):
        return None
    query = select(Line.to_date).where(Line.kind == kind, Line.person_id == person_id, Line.holder_id == holder_id)
    last = session.scalar(query.where(Line.to_date <= on).order_by(Line.to_date.desc()).limit(1))
    return last or on


def _on(day: date) -> ColumnElement[bool]:
    return (Line.from_date <= day) & or_(Line.to_date.is_(None), Line.to_date > day)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a person's history: a kind, who holds it, from a date to a date (exclusive)."""

    kind: str
    holder: str
    from_date: date
    to_date: date | None


def history(session: Session, person_id: int) -> Sequence[LineRow]:
    """All lines to a person, the newest first; those that never ran for a day are left out."""
    query = (
        select(Line.kind, Person.name, Line.from_date, Line.to_date)
        .join(Person, Person.id == Line.holder_id)
        .where(Line.person_id == person_id, Line.kind.in_(KINDS))
        .where(or_(Line.to_date.is_(None), Line.to_date > Line.from_date))
        .order_by(Line.kind.desc(), Line.from_date.desc(), Line.id.desc())
    )
    return [LineRow(kind, name or "", begins, ends) for kind, name, begins, ends in session.execute(query)]


def change_line(
    session: Session, person: Person, kind: str, holder: Person | None, *, on: date, actor: Actor, at: Moment
) -> bool:
    """Let somebody (None: nobody) manage, coach or accompany a person from a day on, today or a year ahead at most
    where the actor is. What was planned for later days is replaced; the past stays. Returns False when it is so.

    Raises Refused: line_to_oneself, line_in_past, line_too_far(latest), line_in_circle(circle).
    """
    today = actor.today(at)
    if holder is not None and holder.id == person.id:
        raise Refused("line_to_oneself")
    if on < today:
        raise Refused("line_in_past")
    if on > today + FARTHEST:
        raise Refused("line_too_far", latest=today + FARTHEST)
    _hold_lines(session)
    if kind == "manager" and holder is not None:
        _refuse_circles(session, person, holder, on)
    lines = lines_of(session, on, person_id=person.id).get((person.id, kind), ())
    if not set_line(session, lines, kind, person.id, holder.id if holder else None, on=on):
        return False
    details = {"kind": kind, "holder": holder.public_id if holder else None, "from": on.isoformat()}
    where = ("person", person.public_id)
    trail.record(session, actor=actor, verb="line changed", on=where, at=at, details=details)
    return True


def _hold_lines(session: Session) -> None:
    """Two changes at once could close a circle that neither sees; SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE line IN SHARE ROW EXCLUSIVE MODE"))


def _refuse_circles(session: Session, person: Person, holder: Person, on: date) -> None:
    """Follow every manager from a day on upwards: the person must not be among them."""
    query = select(Line.person_id, Line.holder_id).where(Line.kind == "manager", Line.person_id != person.id)
    above: dict[int, list[int]] = {}
    ahead_of_us = or_(Line.to_date.is_(None), and_(Line.to_date > on, Line.to_date > Line.from_date))
    for below, manager in session.execute(query.where(ahead_of_us)):
        above.setdefault(below, []).append(manager)
    paths, seen = [[holder.id]], {holder.id}
    while paths:
        path = paths.pop()
        if path[-1] == person.id:
            rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(path)))
            names = {row.id: row.name or "" for row in rows}
            raise Refused("line_in_circle", circle=" → ".join([person.name or "", *(names[one] for one in path)]))
        ahead = [one for one in above.get(path[-1], ()) if one not in seen]
        seen.update(ahead)
        paths += [[*path, one] for one in ahead]


def lines_of(session: Session, on: date, *, person_id: int | None = None) -> Mapping[tuple[int, str], Sequence[Line]]:
    """Lines by person and kind that run on a date, begin or end on it or begin later, all at once: an import asks
    for many."""
    found: dict[tuple[int, str], list[Line]] = {}
    query = select(Line).where(or_(Line.to_date.is_(None), Line.to_date >= on))
    if person_id is not None:
        query = query.where(Line.person_id == person_id)
    for line in session.scalars(query.order_by(Line.from_date, Line.id)):
        found.setdefault((line.person_id, line.kind), []).append(line)
    return found


def set_line(
    session: Session, lines: Sequence[Line], kind: str, person_id: int, holder_id: int | None, *, on: date
) -> bool:
    """From a day on this holder, for good: the running line ends, what was planned for later goes, the past stays as
    it was. `lines` are those of `lines_of`. Returns False when it is so already."""
    planned = [line for line in lines if line.from_date > on]
    today = [line for line in lines if line.from_date <= on]
    running = next((line for line in today if line.to_date is None or line.to_date > on), None)
    wanted = (holder_id, None) if holder_id is not None else None
    if not planned and wanted == ((running.holder_id, running.to_date) if running else None):
        return False
    if planned:
        session.execute(delete(Line).where(Line.id.in_([line.id for line in planned])))
    if running is not None:
        running.to_date = None if running.holder_id == holder_id else on
        session.flush()
    if holder_id is not None and (running is None or running.holder_id != holder_id):
        theirs = (line for line in today if line.holder_id == holder_id)
        again = next((line for line in theirs if on in (line.from_date, line.to_date)), None)
        if again is not None:  # changed away and back: it goes on
            again.to_date = None
        else:
            session.add(Line(person_id=person_id, holder_id=holder_id, kind=kind, from_date=on))
    return True
