"""Starting a cycle: one occasion a person, with a seat for the person and one for whoever manages them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from kamcoach.assessing.opening import Asking, Seat, Window, open_occasion
from kamcoach.assessing.policies import PAIR_THEN_HR
from kamcoach.clock import Moment
from kamcoach.cycles import choosing
from kamcoach.cycles.models import Cycle
from kamcoach.library import queries as library
from kamcoach.permissions.actor import Actor
from kamcoach.trail import services as trail

INSTRUMENT = "kam-competencies"


class NobodyToAsk(Exception):
    """None of the chosen people can be asked just now."""


@dataclass(frozen=True, slots=True)
class Days:
    """The window of a cycle, counted where each person is; opens_on <= due_on <= closes_on."""

    opens_on: date
    due_on: date
    closes_on: date


def start(
    session: Session,
    *,
    public_id: str,
    title: str,
    profile_code: str,
    days: Days,
    people: Collection[str],
    actor: Actor,
    at: Moment,
) -> Cycle:
    """Start a cycle for the people with these public ids, in one write: it is whole or not there at all.

    A second start with the same `public_id` returns the first: a double click asks nobody twice. People who cannot
    be asked (see choosing.py) are left out. Raises NobodyToAsk; LookupError where the content is not published.
    """
    known = session.scalar(select(Cycle).where(Cycle.public_id == public_id))
    if known is not None:
        return known
    instrument = library.newest(session, "instruments", INSTRUMENT)
    profile = library.newest(session, "profiles", profile_code)
    if instrument is None or profile is None:
        raise LookupError(f"{INSTRUMENT} or {profile_code} is not published")
    chosen = choosing.of_these(session, people, actor=actor, at=at)
    if not chosen:
        raise NobodyToAsk
    cycle = _cycle(public_id, title, instrument.id, profile.id, days, actor, at)
    session.add(cycle)
    session.flush()
    asked = items_of(library.as_instrument(instrument), library.as_profile(profile))
    asking = Asking(instrument, title, public_id, "single", asked=asked, sees=PAIR_THEN_HR)
    _ask(session, asking, days, chosen, actor=actor, at=at)
    details = {"profile": profile_code, "people": len(chosen), "closes_on": days.closes_on.isoformat()}
    trail.record(session, actor=actor, verb="cycle started", on=("cycle", public_id), at=at, details=details)
    return cycle


def _cycle(
    public_id: str, title: str, instrument_id: int, profile_id: int, days: Days, actor: Actor, at: Moment
) -> Cycle:
    return Cycle(
        public_id=public_id,
        title=title,
        instrument_id=instrument_id,
        profile_id=profile_id,
        opens_on=days.opens_on,
        due_on=days.due_on,
        closes_on=days.closes_on,
        started_by_id=actor.person_id,
        started_at=at.business,
    )


def _ask(
    session: Session, asking: Asking, days: Days, chosen: Sequence[choosing.Choice], *, actor: Actor, at: Moment
) -> None:
    for one in chosen:
        open_occasion(
            session,
            person_id=one.person_id,
            asking=asking,
            window=Window(days.opens_on, days.due_on, days.closes_on, one.time_zone),
            seats=[Seat("self", one.person_id), Seat("manager", one.manager_id)],
            actor=actor,
            at=at,
        )


def items_of(instrument: Instrument, profile: Profile) -> list[str]:
    """The items of the measures for which a job profile requires a level, in the order of the instrument."""
    wanted = {need.measure for need in profile.requires if need.instrument == instrument.code}
    return [item.code for item in instrument.items if item.measure in wanted]


def needed_levels(instrument_code: str, profile: Profile) -> dict[str, int]:
    """The level that the job requires, by measure."""
    return {need.measure: need.level for need in profile.requires if need.instrument == instrument_code}
