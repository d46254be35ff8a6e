"""What each kind of step may be: who acts, what it may ask, and how a new one begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from assessments.instruments.model import Instrument
from assessments.instruments.plan_checks import GUIDED, HELD_BY, ONCE
from assessments.scheduling.plan import ASKING, OnMiss, Rater, Step, StepKind
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: its name, what it is for, and how long it takes and is open by default (days around its day)."""

    name: LazyString
    about: LazyString
    minutes: int
    before: int
    after: int
    on_miss: OnMiss = "queue"


KINDS: Mapping[StepKind, Kind] = {
    "measure": Kind(_l("Measure"), _l("Fixed and for everybody; it stands on the curve."), 6, 1, 20),
    "pulse": Kind(_l("Pulse"), _l("A few questions in between, never on the curve."), 2, 1, 20),
    "then": Kind(_l("Look back"), _l("How it was before the training, seen from now; once."), 2, 1, 20),
    "reaction": Kind(_l("Reaction"), _l("What people say of the training and mean to do next."), 3, 0, 6),
    "talk": Kind(_l("Talk"), _l("A quarter of an hour with the manager or the coach."), 15, 7, 7),
    "session": Kind(_l("Session"), _l("Half an hour with the coach."), 30, 7, 14),
    "trio": Kind(_l("Trio"), _l("Three peers meet with one question for all."), 20, 6, 7, "nothing"),
    "boosters": Kind(_l("Cards"), _l("Two cards a week, from the first to the last day."), 3, 60, 0, "nothing"),
    "check": Kind(_l("Check of a promise"), _l("What became of what was promised."), 1, 6, 7, "nothing"),
    "review": Kind(_l("Mentor's review"), _l("The mentor reads the plan of an account."), 45, 14, 28, "nothing"),
}
"""What a plan may hold, in the order in which it is offered."""
MISSES: Mapping[OnMiss, LazyString] = {
    "queue": _l("It stands in the coach's queue"),
    "manager": _l("It stands in the coach's queue, and the manager hears of it"),
    "nothing": _l("Nothing"),
}
_RATER_NAMES: Mapping[tuple[Rater, ...], LazyString] = {
    ("self",): _l("The person"),
    ("self", "observer"): _l("The person and an observer"),
    ("manager",): _l("The manager"),
    ("coach",): _l("The coach"),
    ("mentor",): _l("The mentor"),
}
_ASKS_FOR: Mapping[StepKind, tuple[str, ...]] = {
    "measure": ("checklist", "survey"),
    "pulse": ("checklist", "survey"),
    "then": ("checklist",),
    "reaction": ("survey",),
}


def acting(kind: StepKind) -> Sequence[tuple[tuple[Rater, ...], LazyString]]:
    """Who may see to a step of a kind, with the words for it."""
    alone: tuple[tuple[Rater, ...], ...] = (("self",),)
    asked = alone if kind in ("then", "reaction") else (*alone, ("self", "observer"))
    return [(raters, _RATER_NAMES[raters]) for raters in HELD_BY.get(kind, asked)]


def fitting(kind: StepKind, instruments: Mapping[str, Instrument]) -> Sequence[Instrument]:
    """The instruments that a step of a kind may have, by title; none for a kind that has none."""
    return sorted((one for one in instruments.values() if _fits(kind, one)), key=lambda one: one.title)


def _fits(kind: StepKind, instrument: Instrument) -> bool:
    if kind in GUIDED:
        return instrument.kind == GUIDED[kind] and (kind != "review" or instrument.raters == ("mentor",))
    asks = instrument.kind in _ASKS_FOR.get(kind, ()) and instrument.subject == "person" and "self" in instrument.raters
    return asks and (kind != "then" or all(item.question_then for item in instrument.items))


def may_be_without(kind: StepKind) -> bool:
    """Whether a step of a kind may do without the instrument that it could have."""
    return kind == "talk"


def may_repeat(kind: StepKind) -> bool:
    """Whether a step of a kind may come several times."""
    return kind not in ONCE


def may_choose_items(kind: StepKind) -> bool:
    """Whether a step of a kind may ask of all behaviours or of the focus alone."""
    return kind == "pulse"


def new_step(kind: StepKind, days: int, instruments: Mapping[str, Instrument]) -> Step:
    """A step to begin with: named after its kind, with a window that keeps to its side of the training."""
    known = KINDS[kind]
    opens, closes = days - known.before, days + known.after
    before = days < 0
    asks, fits = kind in ASKING, fitting(kind, instruments)
    return Step(
        code=f"{kind}-{abs(days)}" if not before else f"{kind}-before-{-days}",
        kind=kind,
        title=str(known.name),
        why=str(known.about),
        days=days,
        opens=opens if before else max(opens, 0),
        closes=min(closes, 0) if before else closes,
        raters=acting(kind)[0][0],
        minutes=known.minutes,
        instrument=_first(fits, days) if asks or kind == "review" else None,
        items=("focus" if kind in ("then", "pulse") else "all") if asks else None,
        prompts=(_("What did you try since last time, and what came of it?"),) if kind == "trio" else (),
        on_miss=known.on_miss,
    )


def _first(fits: Sequence[Instrument], days: int) -> str | None:
    """The first that may be asked so soon after the training, else the first."""
    soon = [one for one in fits if days < 0 or days >= (one.looks_back_days or 0)]
    return next((one.code for one in (*soon, *fits)), None)
