"""Which booster cards come: two in any seven days at most, whatever is due, each time in another setting."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scheduling.recalling import Candidate, hand, next_hand_on, next_variant, shuffled

MAY = date(2026, 5, 4)
DAY = timedelta(days=1)
VARIANTS = ("v1", "v2", "v3")


def card(place: int, measure: str = "B1", *, focus: bool = True, due: int | None = None) -> Candidate:
    """A card; `due` in days from 4 May, None for a new one."""
    return Candidate("deck", f"c{place}", measure, place, focus, None if due is None else MAY + due * DAY)


def got(*cards: Candidate, rehearse: Sequence[str] = (), had: dict[str, int] | None = None, most: int = 2) -> list[str]:
    """The codes of a hand on 4 May."""
    return [one.card for one in hand(cards, today=MAY, had=had or {}, rehearse=rehearse, most=most)]


def test_one_to_recall_and_one_new_while_there_are_both() -> None:
    assert got(card(1), card(2), card(3, due=-3), card(4, due=-5)) == ["c4", "c1"]
    assert got(card(1), card(2)) == ["c1", "c2"]
    assert got(card(3, due=-3), card(4, due=-5)) == ["c4", "c3"]


def test_what_is_not_due_does_not_come() -> None:
    assert got(card(1, due=1), card(2, due=0)) == ["c2"]
    assert got(card(1, due=1)) == []


def test_the_focus_comes_before_what_else_was_trained() -> None:
    assert got(card(1, "B9", focus=False, due=-30), card(2, "B1")) == ["c2", "c1"]
    assert got(card(1, "B9", focus=False), card(2), card(3, "B5")) == ["c2", "c3"]


def test_new_cards_go_round_the_measures() -> None:
    assert got(card(1), card(2), card(3, "B5")) == ["c1", "c3"]
    assert got(card(1), card(2), card(3, "B5"), had={"B1": 3, "B5": 1}) == ["c3", "c1"]


def test_a_rehearsal_brings_one_card_of_its_measure_first_even_before_its_day() -> None:
    assert got(card(1, due=-9), card(2, "B5", due=20), rehearse=["B5"]) == ["c2", "c1"]
    assert got(card(1, due=-9), card(2, "B5", due=20), card(3, "B5"), rehearse=["B5"])[0] == "c3"
    assert got(card(1, "B5", due=5), card(2, "B5", due=20), rehearse=["B5"]) == ["c1"], "one, not all of them"


def test_no_card_comes_twice_in_a_hand_and_never_more_than_two() -> None:
    many = [card(place, due=-place) for place in range(9)]
    assert got(*many, rehearse=["B1"]) == ["c8", "c7"]


def test_seven_days_after_the_last_one_on_the_next_working_day() -> None:
    def weekday(day: date) -> bool:
        return day.weekday() < 5

    assert next_hand_on(None, from_day=MAY, works=weekday) == MAY
    assert next_hand_on(MAY, from_day=MAY + DAY, works=weekday) == MAY + 7 * DAY
    assert next_hand_on(MAY + 5 * DAY, from_day=MAY, works=weekday) == MAY + 14 * DAY, "Saturday the 16th to Monday"
    assert next_hand_on(None, from_day=MAY, works=lambda _day: False) == MAY


def test_variants_take_turns() -> None:
    shown: list[str] = []
    for _ in range(7):
        shown.append(next_variant(VARIANTS, shown))
    assert shown == ["v1", "v2", "v3", "v1", "v2", "v3", "v1"]


def test_options_stand_in_an_order_of_the_showing_that_tells_nothing() -> None:
    options = ("a", "b", "c")
    assert shuffled(options, "one") == shuffled(("c", "a", "b"), "one")
    first = Counter(shuffled(options, f"showing {number}")[0] for number in range(300))
    assert set(first) == set(options) and min(first.values()) > 70


@settings(max_examples=40)
@given(
    looks=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=20, max_size=60),
    cards=st.integers(1, 12),
    away=st.sets(st.integers(0, 120), max_size=30),
)
def test_months_of_a_person_who_looks_when_they_like(looks: list[tuple[int, bool]], cards: int, away: set[int]) -> None:
    """The worker deals each working day as it may; the person answers what waits after so many days, right or not."""
    due: dict[str, date | None] = {f"c{place}": None for place in range(cards)}
    shown: dict[str, list[str]] = {code: [] for code in due}
    waits: list[str] = []
    seen_on: list[date] = []
    last: date | None = None
    day, turns = MAY, iter(looks)
    pause, knew = next(turns)
    for number in range(120):
        day = MAY + number * DAY

        def works(one: date) -> bool:
            return one.weekday() < 5 and (one - MAY).days not in away

        if not waits and next_hand_on(last, from_day=day, works=works) == day and works(day):
            dealt = hand([card_of(code, due) for code in due], today=day, had={})
            for one in dealt:
                variant = next_variant(VARIANTS, shown[one.card])
                assert shown[one.card][-2:].count(variant) == 0, "not one of the last two"
                shown[one.card].append(variant)
                waits.append(one.card)
            last = day if dealt else last
            assert len(dealt) <= 2
        if waits and pause <= 0:
            code = waits.pop(0)
            seen_on.append(day)
            due[code] = day + (31 if knew else 1) * DAY
            last = day
            pause, knew = next(turns, (3, True))
        pause -= 1
    fullest = max((sum(0 <= (other - one).days < 7 for other in seen_on) for one in seen_on), default=0)
    assert fullest <= 2


def card_of(code: str, due: dict[str, date | None]) -> Candidate:
    """A card as it stands."""
    return Candidate("deck", code, "B1", int(code[1:]), True, due[code])
