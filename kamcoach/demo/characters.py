"""What each simulated person is like: what the training left with them, and when they answer."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kamcoach.demo.draws import draw


class Character(StrEnum):
    """What the training left with a trainee."""

    STICKS = "sticks"
    FADES = "fades"
    SLOW = "slow riser"
    STAYS = "never moves"
    LATE = "late answerer"
    SILENT = "silent"


class Habit(StrEnum):
    """When somebody answers what they are asked."""

    PROMPT = "prompt"
    USUAL = "usual"
    DAY_AFTER = "the day after"
    LATE = "late"
    NEVER = "never"


_SHARES = {
    Character.STICKS: 0.35,
    Character.FADES: 0.25,
    Character.SLOW: 0.13,
    Character.STAYS: 0.10,
    Character.LATE: 0.08,
    Character.SILENT: 0.09,
}

_GAINS: Mapping[Character, Mapping[int, float]] = {
    Character.STICKS: {0: 0, 30: 1.3, 60: 1.5, 90: 1.5, 180: 1.4, 365: 1.3},
    Character.FADES: {0: 0, 30: 1.3, 60: 0.7, 90: 0.2, 120: 0.1, 180: 0},
    Character.SLOW: {0: 0, 30: 0.3, 60: 0.8, 90: 1.2, 180: 1.5},
    Character.STAYS: {0: 0, 30: 0.1, 365: 0.1},
    Character.LATE: {0: 0, 30: 1.0, 90: 0.9, 180: 0.8},
    Character.SILENT: {0: 0, 30: 0.3, 90: 0},
}

BEFORE: Mapping[Habit, tuple[int, int]] = {
    Habit.PROMPT: (-14, -6),
    Habit.USUAL: (-9, -1),
    Habit.DAY_AFTER: (-9, -7),
    Habit.LATE: (1, 3),
}
"""On which days around the due day of a baseline somebody answers: most in time, some too late."""

AFTER: Mapping[Habit, tuple[int, int]] = {
    Habit.PROMPT: (-1, 0),
    Habit.USUAL: (-1, 5),
    Habit.DAY_AFTER: (1, 1),
    Habit.LATE: (13, 18),
}
"""The same for everything after the training; these windows open the day before and run for three weeks."""


IN_A_CYCLE: Mapping[Habit, tuple[int, int]] = {
    Habit.PROMPT: (-14, -8),
    Habit.USUAL: (-12, 2),
    Habit.DAY_AFTER: (-4, 1),
    Habit.LATE: (1, 6),
}
"""The same for a cycle, which opens two weeks before its due day and closes a week after it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the story asks of one person whatever the seed; None is left to the seed."""

    character: Character | None = None
    habit: Habit | None = None


CAST: Mapping[str, Part] = {
    "E014": Part(Character.STICKS, Habit.DAY_AFTER),
    "E027": Part(None, Habit.DAY_AFTER),
    "E039": Part(None, Habit.DAY_AFTER),
    "E016": Part(Character.FADES, Habit.PROMPT),
    "E025": Part(Character.FADES, Habit.PROMPT),
    "E040": Part(Character.FADES, Habit.PROMPT),
    "E018": Part(Character.SILENT, Habit.NEVER),
    "E026": Part(Character.SILENT, Habit.NEVER),
    "E042": Part(Character.SILENT, Habit.NEVER),
    "E019": Part(Character.LATE, Habit.LATE),
    "E033": Part(Character.LATE, Habit.LATE),
    "E044": Part(Character.LATE, Habit.LATE),
}
"""So that every coach has somebody due today, somebody who fades, somebody silent and somebody late."""


def character_of(seed: int, number: str) -> Character:
    """The character of the person with an employee number."""
    part = CAST.get(number, Part())
    if part.character is not None:
        return part.character
    left = draw(seed, "character", number)
    for character, share in _SHARES.items():
        left -= share
        if left < 0:
            return character
    return Character.STICKS


def habit_of(seed: int, number: str, relation: str) -> Habit:
    """When somebody answers. As an observer of others nobody is silent for good."""
    if relation != "self":
        return Habit.LATE if draw(seed, "observes late", number) < 0.15 else Habit.USUAL
    part, character = CAST.get(number, Part()), character_of(seed, number)
    if part.habit is not None:
        return part.habit
    if character in (Character.SILENT, Character.LATE):
        return Habit.NEVER if character == Character.SILENT else Habit.LATE
    return Habit.PROMPT if draw(seed, "habit", number) < 0.35 else Habit.USUAL


def gain(character: Character, day: int) -> float:
    """How far a trained behaviour lies above the baseline some days after the training."""
    points = _GAINS[character]
    days = sorted(points)
    place = bisect_right(days, day)
    if place in (0, len(days)):
        return points[days[max(place - 1, 0)]]
    before, after = days[place - 1], days[place]
    share = (day - before) / (after - before)
    return points[before] + share * (points[after] - points[before])
