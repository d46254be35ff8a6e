"""The dates of the half year: the plan's arithmetic, on working days of the person's own country."""

from datetime import date

from kamcoach.permissions.roles import Role
from kamcoach.reinforcement.models import FollowUp
from tests.factories.world import World
from tests.kamcoach.reinforcement.planned import LAST_DAY, at, half_year, window

D = date
REPEATED = (
    *("trio-3", "trio-4", "trio-5", "trio-6", "sessions-1", "sessions-2"),
    *("later-sessions-1", "later-sessions-2", "later-sessions-3", "mentor-review-2"),
)
"""Repetitions that say nothing new of dates."""


def test_the_half_year_is_dated_from_the_training_and_avoids_the_holidays_of_the_country(world: World) -> None:
    half_year(world)
    found = {one.step: window(one) for one in world.rows(FollowUp)}
    assert found.keys() >= {"trio-6", "sessions-2", "later-sessions-3", "mentor-review-2"}
    some = {step: dates for step, dates in found.items() if step not in REPEATED}
    assert some == {
        "talk-before": (D(2026, 3, 18), D(2026, 3, 27), D(2026, 3, 30)),
        "baseline": (D(2026, 3, 11), D(2026, 3, 27), D(2026, 4, 1)),  # back from Sunday the 29th
        "day-one": (D(2026, 4, 2), D(2026, 4, 6), D(2026, 4, 7)),  # Easter is from the 2nd to the 5th
        "week-one": (D(2026, 4, 9), D(2026, 4, 10), D(2026, 4, 15)),  # the 9th is the Day of Valour
        "first-session": (D(2026, 4, 2), D(2026, 4, 13), D(2026, 4, 15)),
        "trio-1": (D(2026, 4, 9), D(2026, 4, 15), D(2026, 4, 22)),
        "trio-2": (D(2026, 4, 23), D(2026, 4, 29), D(2026, 5, 6)),
        "first-check": (D(2026, 4, 16), D(2026, 4, 22), D(2026, 4, 29)),
        "boosters": (D(2026, 4, 9), D(2026, 9, 28), D(2026, 9, 28)),
        "mentor-review-1": (D(2026, 7, 16), D(2026, 7, 30), D(2026, 8, 27)),
        "talk-after": (D(2026, 4, 1), D(2026, 4, 8), D(2026, 4, 15)),
        "plus-30": (D(2026, 4, 30), D(2026, 5, 4), D(2026, 5, 21)),  # 1 May is Labour Day, then comes a weekend
        "then-test": (D(2026, 5, 2), D(2026, 5, 8), D(2026, 5, 21)),
        "pulse-60": (D(2026, 5, 30), D(2026, 6, 1), D(2026, 6, 22)),  # 31 May and 20 June lie in weekends
        "plus-90": (D(2026, 6, 29), D(2026, 6, 30), D(2026, 7, 20)),
        "pulse-120": (D(2026, 7, 29), D(2026, 7, 30), D(2026, 8, 19)),
        "plus-180": (D(2026, 9, 27), D(2026, 9, 28), D(2026, 10, 19)),  # 18 October is a Sunday
        "plus-365": (D(2027, 3, 31), D(2027, 4, 1), D(2027, 4, 21)),
    }
    planned = {one.step: one.planned_on for one in world.rows(FollowUp)}
    assert (planned["baseline"], planned["plus-30"]) == (D(2026, 3, 29), D(2026, 5, 1))


def test_one_training_is_due_on_different_days_in_different_countries(world: World) -> None:
    due = {
        "PH": D(2026, 5, 4),
        "DE": D(2026, 5, 4),
        "US": D(2026, 5, 1),
        "SA": D(2026, 5, 3),  # Friday and Saturday are the weekend
        "XX": D(2026, 5, 1),  # nothing is known of its holidays
    }
    cohort = world.cohort(world.bob, first_day=LAST_DAY)
    people = {country: world.person(f"From {country}", Role.TRAINEE, country=country) for country in due}
    enrolled = {country: world.enrol(cohort, person, world.bob) for country, person in people.items()}
    world.clock.set(at(4, 1))
    world.finish(cohort, world.bob)
    assert {country: world.follow_up(one, "plus-30").due_on for country, one in enrolled.items()} == due


def test_before_the_training_a_due_day_rolls_back_when_only_holidays_are_left(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=D(2026, 4, 6))  # the Monday after Easter; 2 and 3 April are holidays
    enrolment = world.enrol(cohort, world.alice, world.bob)
    assert world.follow_up(enrolment, "baseline").due_on == D(2026, 4, 1)
