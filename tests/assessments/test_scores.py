"""Scores, coverage and the index (method.md §2.2, §2.7)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instruments.model import WRITTEN, Instrument
from assessments.refusals import Refused
from assessments.scoring.scores import Score, score, scored_items

from .builders import NINE, instrument, mixed, raw_choice, raw_item, raw_pair, raw_words, the_nine, with_measures

CODES = ("1", "2", "3", "4", "5", "N", "O", "A")
TINY, MIXED = instrument(), mixed()
DOUBLES = with_measures({"B1": 2, "B2": 1, "B3": 2, "B9": 2}, thresholds={"index_measures": 2, "index_weight": 0.5})

answer_sets = st.dictionaries(st.sampled_from([item.code for item in DOUBLES.items]), st.sampled_from(CODES))


def nine_answers(answered: int, code: str = "4") -> dict[str, str]:
    return {f"{measure}-0": code for measure in NINE[:answered]}


def test_a_behaviour_is_the_mean_of_its_two_acts() -> None:
    scores = score(TINY, {"B1a": "4", "B1b": "5", "B2a": "2"})
    assert scores.of("B1") == Score("B1", 4.5, 1.0, 2, 2, None)
    assert scores.of("B2") == Score("B2", 2.0, 1.0, 1, 1, None)


@pytest.mark.parametrize(
    ("answers", "why", "with_value"),
    [
        ({}, "unanswered", 0),
        ({"B1a": "4"}, "partly", 1),
        ({"B1a": "4", "B1b": "N"}, "partly", 1),
        ({"B1a": "O", "B1b": "1"}, "partly", 1),
        ({"B1a": "N", "B1b": "N"}, "not_observed", 0),
        ({"B1a": "O", "B1b": "O"}, "no_occasion", 0),
        ({"B1a": "A", "B1b": "A"}, "not_applicable", 0),
        ({"B1a": "N", "B1b": "O"}, "partly", 0),
        ({"B1a": "N"}, "partly", 0),
    ],
)
def test_one_act_without_a_value_leaves_no_score_and_says_why(
    answers: dict[str, str], why: str, with_value: int
) -> None:
    found = score(TINY, answers).of("B1")
    assert found is not None
    assert (found.value, found.why, found.with_value, found.asked) == (None, why, with_value, 2)
    assert found.coverage == with_value / 2


def test_only_measures_with_asked_items_appear() -> None:
    scores = score(TINY, {"B1a": "4", "B1b": "4", "B2a": "1"}, asked=["B2a"])
    assert [found.measure for found in scores.measures] == ["B2"]
    assert scores.of("B1") is None


def test_a_double_of_which_one_act_is_asked_has_no_score() -> None:
    found = score(TINY, {"B1a": "4"}, asked=["B1a"]).of("B1")
    assert found == Score("B1", None, 1.0, 1, 1, "partly")


def test_an_answer_off_the_scale_is_refused_not_read_as_unanswered() -> None:
    with pytest.raises(Refused) as refusal:
        score(TINY, {"B1a": "6"})
    assert refusal.value.code == "not_on_scale"
    assert refusal.value.params == {"item": "B1a", "value": "6"}


def test_there_is_no_index_without_thresholds_or_of_a_part() -> None:
    whole = nine_answers(9)
    assert score(TINY, {}).index is None
    assert score(the_nine(), whole, asked=[f"{measure}-0" for measure in NINE[:8]]).index is None
    assert score(the_nine(), whole, asked=list(whole)).index == Score("index", 4.0, 1.0, 9, 9, None)


def test_seven_of_nine_are_enough_for_an_index_and_six_are_not() -> None:
    assert score(the_nine(), nine_answers(7)).index == Score("index", 4.0, 7 / 9, 7, 9, None)
    assert score(the_nine(), nine_answers(6)).index == Score("index", None, 6 / 9, 6, 9, "partly")
    assert score(the_nine(), {}).index == Score("index", None, 0.0, 0, 9, "unanswered")
    assert score(the_nine(), nine_answers(9, "N")).index == Score("index", None, 0.0, 0, 9, "not_observed")


def test_an_index_needs_seventy_per_cent_of_the_weight() -> None:
    heavy = {"B9": 3.0}  # eight of eleven are 73 %, seven are 64 %
    enough = score(the_nine(weights=heavy), nine_answers(8)).index
    too_little = score(the_nine(weights=heavy), nine_answers(7)).index
    assert enough is not None and enough.value == 4.0
    assert too_little is not None and too_little.value is None


def test_exactly_seventy_per_cent_is_enough_in_spite_of_binary_fractions() -> None:
    weights = {**dict.fromkeys(NINE, 0.1), "B8": 0.1, "B9": 0.2}
    found = score(the_nine(weights=weights), nine_answers(7)).index
    assert found is not None and found.value == 4.0


def test_an_index_needs_every_critical_measure() -> None:
    found = score(the_nine(critical=["B9"]), nine_answers(8)).index
    assert found is not None and found.value is None
    found = score(the_nine(critical=["B1"]), nine_answers(8)).index
    assert found is not None and found.value == 4.0


def test_all_measures_may_be_critical() -> None:
    found = score(the_nine(critical=NINE), nine_answers(9)).index
    assert found is not None and found.value == 4.0


def test_one_measure_can_make_an_index_and_none_cannot() -> None:
    lax = with_measures({"B1": 1, "B2": 1}, thresholds={"index_measures": 0, "index_weight": 0})
    one, none = score(lax, {"B1-0": "3"}).index, score(lax, {}).index
    assert one is not None and one.value == 3.0
    assert none is not None and none.value is None


def test_the_index_is_weighted() -> None:
    answers = {**nine_answers(9, "2"), "B1-0": "5"}
    found = score(the_nine(weights={"B1": 2.0}), answers).index
    assert found is not None and found.value == pytest.approx((2 * 5 + 8 * 2) / 10)


def test_choices_and_words_are_not_scored_and_a_measure_of_nothing_else_is_left_out() -> None:
    answers = {"B1a": "4", "B1c": "time", "B1w": WRITTEN, "B2w": WRITTEN}
    scores = score(MIXED, answers)
    assert scores.measures == (Score("B1", 4.0, 1.0, 1, 1, None),)
    assert scores.of("B2") is None
    assert [item.code for item in scored_items(MIXED, "B1")] == ["B1a"]
    assert scored_items(MIXED, "B2") == scored_items(MIXED, "B7") == ()


def test_a_measure_of_which_only_choices_and_words_are_asked_is_left_out() -> None:
    assert score(MIXED, {"B1c": "time"}, asked=["B1c", "B1w", "B2w"]).measures == ()
    assert score(MIXED, {}, asked=["B1a", "B1c"]).of("B1") == Score("B1", None, 0.0, 0, 1, "unanswered")


@given(
    st.dictionaries(st.sampled_from(["B1c", "B1w", "B2w"]), st.sampled_from(["time", "means", "X", WRITTEN, "1"])),
    st.sampled_from(CODES),
)
def test_no_choice_and_no_words_move_a_score(others: dict[str, str], code: str) -> None:
    assert score(MIXED, {"B1a": code, **others}) == score(MIXED, {"B1a": code})


def test_choices_and_words_that_were_left_out_do_not_keep_an_index_away() -> None:
    items = [raw_item("B1a", "B1"), raw_choice("B1c", "B1"), raw_item("B2a", "B2"), raw_words("B2w", "B2")]
    indexed = mixed(items=items, thresholds={"index_measures": 2, "index_weight": 1})
    assert score(indexed, {"B1a": "2", "B2a": "4"}).index == Score("index", 3.0, 1.0, 2, 2, None)


def test_each_side_of_a_pair_has_its_own_score() -> None:
    pair = msgspec.convert(raw_pair(), Instrument)
    ours, theirs = score(pair.put_to("self"), {"B1a": "4"}), score(pair.put_to("customer"), {"B1b": "2"})
    assert ours.of("B1") == Score("B1", 4.0, 1.0, 1, 1, None)
    assert theirs.of("B1") == Score("B1", 2.0, 1.0, 1, 1, None)


@given(answer_sets)
def test_scores_stay_on_the_scale_and_coverage_between_nothing_and_all(answers: dict[str, str]) -> None:
    scores = score(DOUBLES, answers)
    assert scores.index is not None
    for found in (*scores.measures, scores.index):
        assert found.value is None or 1 <= found.value <= 5
        assert 0 <= found.coverage <= 1
        assert found.coverage == found.with_value / found.asked
        assert (found.value is None) == (found.why is not None)


@given(answer_sets, st.sampled_from([item.code for item in DOUBLES.items]))
def test_not_observed_changes_no_other_measure(answers: dict[str, str], item: str) -> None:
    touched = DOUBLES.item(item).measure
    before, after = score(DOUBLES, answers), score(DOUBLES, {**answers, item: "N"})
    for measure in DOUBLES.measures:
        if measure.code != touched:
            assert before.of(measure.code) == after.of(measure.code)
    hit = after.of(touched)
    assert hit is not None and hit.value is None


@given(answer_sets, st.sets(st.sampled_from([item.code for item in DOUBLES.items])))
def test_answers_that_were_not_asked_count_for_nothing(answers: dict[str, str], asked: set[str]) -> None:
    known = {item: code for item, code in answers.items() if item in asked}
    assert score(DOUBLES, answers, asked=asked) == score(DOUBLES, known, asked=asked)


@given(
    st.lists(st.floats(0.001, 1000), min_size=9, max_size=9),
    st.lists(st.sampled_from(CODES[:5]), min_size=9, max_size=9),
)
def test_the_index_lies_between_the_lowest_and_highest_measure(weights: list[float], codes: list[str]) -> None:
    answers = {f"{measure}-0": code for measure, code in zip(NINE, codes, strict=True)}
    found = score(the_nine(weights=dict(zip(NINE, weights, strict=True))), answers).index
    assert found is not None and found.value is not None
    assert int(min(codes)) <= found.value <= int(max(codes))


def test_a_measure_that_cannot_have_a_score_does_not_stand_in_the_way_of_the_index() -> None:
    thresholds = {"index_measures": 1, "index_weight": 1}
    found = score(mixed(thresholds=thresholds), {"B1a": "4"}).index
    assert found == Score("index", 4.0, 1.0, 1, 1, None)
