"""The order of a coach's day."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.scheduling.worth import CLOSING, KINDS, STAKES, Reason, place, worth

DAYS = st.none() | st.integers(0, 400)
REASONS = st.builds(Reason, st.sampled_from(KINDS), DAYS)


@given(REASONS)
def test_worth_lies_between_nothing_and_everything(reason: Reason) -> None:
    assert 0 <= STAKES[reason.kind] <= worth(reason) <= 100


@given(st.sampled_from(KINDS), st.integers(0, 400), st.integers(0, 400))
def test_what_closes_sooner_is_never_worth_less(kind: str, one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert worth(Reason(kind, sooner)) >= worth(Reason(kind, later))  # type: ignore[arg-type]


@given(DAYS, DAYS, DAYS)
def test_hurry_changes_the_order_only_between_what_is_near(late: int | None, due: int | None, plan: int | None) -> None:
    fading, silent, nothing = (worth(Reason(kind)) for kind in ("fading", "silent", "nothing"))  # type: ignore[arg-type]
    assert fading > worth(Reason("late", late)) > silent > worth(Reason("due", due)) > nothing
    assert fading > worth(Reason("session", plan)) > silent
    assert worth(Reason("session", 0)) > worth(Reason("late", 7)), "the last day of one before a week of the other"


@given(st.lists(REASONS), REASONS)
def test_who_has_one_reason_more_never_stands_behind(reasons: list[Reason], more: Reason) -> None:
    assert place([*reasons, more]) < place(reasons)


@given(st.lists(REASONS, max_size=5).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_the_reasons_does_not_count(pair: tuple[list[Reason], list[Reason]]) -> None:
    assert place(pair[0]) == place(pair[1])


@given(st.lists(REASONS, min_size=1), st.lists(REASONS, min_size=1))
def test_the_best_reason_decides_first(some: list[Reason], others: list[Reason]) -> None:
    best, other = max(map(worth, some)), max(map(worth, others))
    if best != other:
        assert (place(some) < place(others)) == (best > other)


def test_the_days_of_what_does_not_close_count_nothing() -> None:
    assert {kind for kind in KINDS if worth(Reason(kind, 0)) > worth(Reason(kind))} == CLOSING
