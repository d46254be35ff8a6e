"""What a plan will ask of people before anybody is enrolled: the load of each week, shown while the plan is written and
kept when it runs (method.md §1.5)."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .load import MANAGER_MINUTES, OBSERVER_FORMS, QUARTER, WEEK, is_exempt
from .plan import ASKING, Plan, Step


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan for one person. Week 0 is the seven days from the last training day on, -1 the seven before
    the first.

    `requests` count against the load, `forms` are all that the person answers about themself, `minutes` all their time
    (forms, sessions, talks, trios, cards); `observer_forms` and `observer_minutes` are those of whoever observes them.
    """

    number: int
    requests: int
    forms: int
    minutes: int
    observer_forms: int
    observer_minutes: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a manager gives one report in 90 days from the training on (what lies before it counts to the first):
    minutes of talks, and of forms if the manager is the observer. Only the forms have a cap."""

    number: int
    talk_minutes: int
    form_minutes: int

    @property
    def is_too_much(self) -> bool:
        """Whether a manager who observes gives more than the method lets them."""
        return self.form_minutes > MANAGER_MINUTES


@dataclass(frozen=True, slots=True)
class Queue:
    """What a step asks of an observer of so many people: it takes so many weeks, and for some it is over first."""

    step: Step
    people: int
    weeks: int
    late: int


def weeks(plan: Plan) -> Sequence[Week]:
    """Return every week from the first to the last in which something happens, quiet ones too; what asks counts on the
    day on which it opens, what is held on its day, cards in every week of their series."""
    happens = list(_happenings(plan))
    numbers = [number for number, _ in happens]
    if not numbers:
        return []
    return [_week(number, [step for one, step in happens if one == number]) for number in _span(numbers)]


def _span(numbers: Sequence[int]) -> range:
    return range(min(numbers), max(numbers) + 1)


def _happenings(plan: Plan) -> Iterator[tuple[int, Step]]:
    for step in plan.dated():
        if step.kind == "boosters":
            yield from ((number, step) for number in range(step.opens // WEEK, step.closes // WEEK + 1))
        else:
            yield _asked_on(step) // WEEK, step


def _asked_on(step: Step) -> int:
    return step.opens if step.kind in ASKING else step.days


def _week(number: int, steps: Sequence[Step]) -> Week:
    own = [step for step in steps if step.kind in ASKING and "self" in step.raters]
    theirs = [step for step in steps if "observer" in step.raters]
    return Week(
        number=number,
        requests=sum(is_request(step) for step in own),
        forms=len(own),
        minutes=sum(step.minutes for step in steps if step.kind != "review"),
        observer_forms=len(theirs),
        observer_minutes=sum(step.minutes for step in theirs),
    )


def is_request(step: Step) -> bool:
    """Tell whether a step counts against the one request a week of its person."""
    return "self" in step.raters and not is_exempt(step.kind)


def crowded(plan: Plan) -> Sequence[tuple[Step, Step]]:
    """Return each two requests of the person that open within seven days, the earlier one first: the later would have
    to wait, so no plan may hold them. The training is taken to last a day, when both sides of it are nearest."""
    asked = sorted(filter(is_request, plan.dated()), key=lambda step: step.opens)
    return [(one, next_one) for one, next_one in pairwise(asked) if next_one.opens - one.opens < WEEK]


def quarters(plan: Plan) -> Sequence[Quarter]:
    """Return what the manager of one person gives, 90 days after 90 days, as far as there is anything."""
    steps = [step for step in plan.dated() if "manager" in step.raters or "observer" in step.raters]
    numbers = sorted({max(0, _asked_on(step) // QUARTER) for step in steps})
    return [_quarter(number, steps) for number in numbers]


def _quarter(number: int, steps: Iterable[Step]) -> Quarter:
    here = [step for step in steps if max(0, _asked_on(step) // QUARTER) == number]
    talks = sum(step.minutes for step in here if "manager" in step.raters)
    return Quarter(number, talks, sum(step.minutes for step in here if "observer" in step.raters))


def queues(plan: Plan, people: int) -> Sequence[Queue]:
    """Return how long each step keeps somebody who observes so many people (>= 1) of one cohort."""
    asking = sorted((step for step in plan.dated() if "observer" in step.raters), key=lambda step: step.opens)
    days = spread([(step.opens, step.closes) for step in asking for _ in range(people)])
    found = []
    for place, step in enumerate(asking):
        asked = [day for day in days[place * people : (place + 1) * people] if day is not None]
        found.append(Queue(step, people, weeks_for(people), people - len(asked)))
    return found


def weeks_for(forms: int) -> int:
    """Return how many weeks so many forms take of one observer: forty take eight."""
    return -(-forms // OBSERVER_FORMS)


def spread(windows: Sequence[tuple[int, int]], *, most: int = OBSERVER_FORMS) -> list[int | None]:
    """Return the day on which each form is asked of one observer, None where its window is over before one is free.

    `windows` are first and last day of each form (any count of days), in the order of their first days; in seven days
    in a row there are at most `most` (>= 1). Who comes first is asked first, as it is when it runs.
    """
    days = list[int | None]()
    lately: deque[int] = deque(maxlen=most)
    for opens, closes in windows:
        day = max(opens, lately[0] + WEEK) if len(lately) == most else opens
        fits = day <= closes
        days.append(day if fits else None)
        if fits:
            lately.append(day)
    return days
