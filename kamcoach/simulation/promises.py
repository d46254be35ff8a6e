"""What was promised, counted against what the database and the post hold in the end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.clock import at_instant
from kamcoach.database import db, reading
from kamcoach.people.models import Person
from kamcoach.simulation.asked import broken_by_asking, count_asked
from kamcoach.simulation.load import broken_by_load
from kamcoach.simulation.mailed import Mailed, broken_by_mail, count_mail
from kamcoach.simulation.post import Delivery
from kamcoach.trail.models import TrailEntry
from kamcoach.trail.queries import verify
from kamcoach.worker import seal_trail

Gone = Mapping[int, Sequence[tuple[datetime, datetime]]]
"""When whose access had ended: instants from (included) and to (excluded)."""
_SHOWN = 5


def kept(
    deliveries: Sequence[Delivery], kills: Sequence[datetime], outages: Sequence[datetime], *, until: datetime
) -> tuple[dict[str, int], list[str]]:
    """Return the counts, and a sentence for each kind of broken promise with the first examples."""
    seal_trail(at_instant(until))
    with reading() as session:
        gone = _gone(session, until)
        mailed = Mailed(deliveries, frozenset(kills), frozenset(outages), gone, until)
        counts = count_asked(session) | count_mail(session, mailed) | {"outages": len(outages)}
        counts["occasions"] = session.scalar(select(func.count()).select_from(Occasion)) or 0
        counts["assessments"] = session.scalar(select(func.count()).select_from(Assessment)) or 0
        found = {
            **broken_by_asking(session, gone, until=until),
            **broken_by_mail(session, mailed),
            **broken_by_load(session),
            "the database is sound, the trail verifies": list(_unsound(session)),
        }
    broken = [_said(promise, examples) for promise, examples in found.items() if examples]
    return counts, broken


def _said(promise: str, examples: Sequence[str]) -> str:
    more = f" … and {len(examples) - _SHOWN} more" if len(examples) > _SHOWN else ""
    return f"NOT KEPT {promise}: {'; '.join(examples[:_SHOWN])}{more}"


def _gone(session: Session, until: datetime) -> Gone:
    """Read from the trail, which knows every time that somebody was disabled and let in again."""
    query = (
        select(Person.id, TrailEntry.verb, TrailEntry.business_at)
        .join(Person, Person.public_id == TrailEntry.object_id)
        .where(TrailEntry.verb.in_(("person disabled", "person enabled")))
        .order_by(TrailEntry.business_at, TrailEntry.id)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for person_id, verb, instant in session.execute(query):
        spans = found.setdefault(person_id, [])
        if verb == "person disabled":
            spans.append((instant, until))
        elif spans:
            spans[-1] = (spans[-1][0], instant)
    return found


def _unsound(session: Session) -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        verdict = session.scalar(text("PRAGMA integrity_check"))
        if verdict != "ok":
            yield f"integrity_check: {verdict}"
        if broken := session.execute(text("PRAGMA foreign_key_check")).all():
            yield f"{len(broken)} foreign keys point nowhere"
    verdict = verify(session)
    if verdict.problem or verdict.unsealed:
        yield f"trail: {verdict.problem or f'{verdict.unsealed} entries not sealed'}"
