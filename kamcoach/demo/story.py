"""The demo's story: who trains when, who comes, what the coaches did besides. People are employee numbers of
people.csv; days are counted from the day on which the story stops."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One cohort of two training days; `last_day` holds the offsets of its last day, the one wished for first."""

    programme: str
    owner: str
    last_day: tuple[int, ...]
    members: tuple[str, ...]
    enrolled_late: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    without_observer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a coach decides about a follow-up, some days after the training, and why.

    `due_in` moves its due day, `closes_in` its window, to that many days after the story stops; without either
    it is waived.
    """

    person: str
    step: str
    after: int
    reason: str
    due_in: int | None = None
    closes_in: int | None = None


ORGANISATION = "Example Components"
ADMINISTRATOR = "E002"
TRAINS: Mapping[str, tuple[str, ...]] = {
    "Account conversations": ("B1", "B5", "B9"),
    "Competition and plans": ("B2", "B3", "B8"),
}
"""What each programme trains."""

RUNS = (
    # The measure after 90 days was due some days ago and is still open.
    Run(
        programme="Account conversations",
        owner="E005",
        last_day=(-100, -99, -101, -98, -102, -97, -103, -96, -104, -95, -105, -94, -106, -93),
        members=(
            *("E015", "E016", "E018", "E053", "E057", "E058"),
            *("E022", "E023", "E025", "E026", "E030", "E035"),
            *("E038", "E040", "E042", "E046", "E048"),
        ),
        enrolled_late=("E057",),
        absent=("E058",),
    ),
    # The measure after 30 days is open and was due some days ago.
    Run(
        programme="Competition and plans",
        owner="E006",
        last_day=(-35, -36, -34, -37, -33, -38, -32, -39, -31, -40, -30, -41, -42),
        members=(
            *("E014", "E019", "E020", "E054", "E060"),
            *("E027", "E028", "E031", "E033", "E034"),
            *("E039", "E043", "E044", "E047", "E050"),
        ),
        enrolled_late=("E047",),
        absent=("E034", "E050"),
        without_observer=("E014",),
    ),
    # Begins in about ten days; most of its people are new.
    Run(
        programme="Account conversations",
        owner="E007",
        last_day=(11, 12, 10, 13, 9, 14, 15, 8, 16, 7),
        members=("E017", "E052", "E055", "E059", "E024", "E029", "E032", "E041", "E049"),
    ),
)

_CLOSED = -6

CHANGES = (
    # due today
    Change("E014", "plus-30", 26, "On leave after the trade fair; we agreed on her first quiet day back.", due_in=0),
    Change("E027", "plus-30", 27, "Stocktaking at two customers; she asked for a few more days.", due_in=0),
    Change("E039", "plus-30", 28, "Home with a broken wrist; he answers when he can type again.", due_in=0),
    # closed in silence
    Change("E018", "pulse-60", 52, "He has not answered so far. We speak first, then I ask again.", closes_in=_CLOSED),
    Change("E026", "pulse-60", 54, "Travelling until the end of the month.", closes_in=_CLOSED),
    Change("E042", "pulse-60", 55, "New area since Monday; it makes sense in two weeks.", closes_in=_CLOSED),
    # brought nearer, so that fading shows by now
    Change("E015", "pulse-120", 74, "She doubts it herself; I look again before the measure.", due_in=-16),
    Change("E040", "pulse-120", 73, "New customers since spring; a short look in between.", due_in=-17),
    # waived
    Change("E060", "plus-30", 25, "On parental leave. We begin again with the pulse after 60 days."),
)


def last_day_of(run: Run, today: date, is_working_day: Sequence[Callable[[date], bool]]) -> date:
    """The first of the run's days that is, with its eve, a working day everywhere; else almost everywhere."""

    def kept_away(day: date) -> int:
        return sum(not works(one) for works in is_working_day for one in (day - _DAY, day))

    days = (today + offset * _DAY for offset in run.last_day)
    return min(days, key=kept_away)


def working_day_from(day: date, is_working_day: Callable[[date], bool], *, step: int = 1) -> date:
    """The nearest working day from a day on, or back from it with step -1; the day itself if none is near."""
    near: Iterable[date] = (day + step * n * _DAY for n in range(15))
    return next(filter(is_working_day, near), day)
