"""The model: look-ups, and that they leave no trace in what is encoded or compared."""

import msgspec
import pytest

from assessments.instruments.model import Instrument
from assessments.instruments.reading import to_json

from .builders import (
    Raw,
    deck,
    instrument,
    mixed,
    plan,
    raw_card,
    raw_choice_scale,
    raw_instrument,
    raw_item,
    raw_pair,
    raw_scale,
)


def test_looking_things_up() -> None:
    tiny = instrument()
    assert tiny.item("B1b").measure == "B1"
    assert tiny.has_item("B1b") and not tiny.has_item("B7")
    assert tiny.measure("B2").title == "Behaviour B2"
    assert [item.code for item in tiny.items_of("B1")] == ["B1a", "B1b"]
    assert tiny.items_of("B7") == ()
    assert tiny.scale_of(tiny.item("B1a")).code == "share"
    for look_up in (tiny.item, tiny.measure, plan().step):
        with pytest.raises(KeyError, match="B7"):
            look_up("B7")


def test_the_items_for_some_measures_stand_in_the_order_asked() -> None:
    tiny = instrument()
    assert tiny.items_for(None) is tiny.items
    assert [item.code for item in tiny.items_for(["B2", "B1"])] == ["B1a", "B1b", "B2a"]
    assert [item.code for item in tiny.items_for({"B2"})] == ["B2a"]
    assert tiny.items_for([]) == tiny.items_for(["B7"]) == ()


def test_a_scale_tells_points_from_answers_without_a_value() -> None:
    scale = instrument().scales[0]
    point, answer = scale.point("4"), scale.without("N")
    assert point is not None and point.value == 4
    assert answer is not None and answer.meaning == "not_observed"
    assert scale.point("N") is None and scale.without("4") is None and scale.point("x") is None
    assert scale.codes == ("1", "2", "3", "4", "5", "N", "O", "A")


def test_a_scale_of_choices_has_answers_and_labels_and_no_points() -> None:
    scale = mixed().scales[1]
    assert scale.codes == ("time", "means", "X")
    assert [answer.code for answer in scale.answers] == ["time", "means", "X"]
    assert scale.point("time") is None and scale.without("time") is None
    assert [scale.label(code) for code in ("time", "X", "1", "")] == ["No time in these weeks", "Nothing", "", ""]


@pytest.mark.parametrize(
    ("code", "answered", "answer", "label"),
    [
        ("B1a", "scale", "1", "0 to 20 %"),
        ("B1a", "scale", "N", "Not observed"),
        ("B1a", "scale", "time", ""),
        ("B1c", "choice", "means", "I lack the means"),
        ("B1w", "text", "written", ""),
    ],
)
def test_an_item_is_answered_on_a_scale_by_choice_or_in_words(
    code: str, answered: str, answer: str, label: str
) -> None:
    one = mixed()
    assert one.answered(one.item(code)) == answered
    assert one.label(one.item(code), answer) == label


def test_words_have_no_scale_and_an_unknown_scale_is_no_words() -> None:
    odd = instrument(items=[raw_item("B1a", "B1", scale="level")])
    for look_up, item in ((mixed().scale_of, mixed().item("B1w")), (odd.answered, odd.item("B1a"))):
        with pytest.raises(KeyError):
            look_up(item)


@pytest.mark.parametrize(
    ("scales", "found"),
    [
        ([raw_scale()], (1, 5)),
        ([raw_scale(), raw_choice_scale()], (1, 5)),
        ([raw_scale(), {**raw_scale(), "points": [{"code": "x", "value": -2, "label": "Lost"}]}], (-2, 5)),
        ([raw_choice_scale()], None),
        ([], None),
    ],
)
def test_the_range_of_values_is_that_of_all_scales(scales: list[Raw], found: tuple[int, int] | None) -> None:
    assert instrument(scales=scales).value_range == found


def test_a_question_is_put_to_the_person_and_to_others_each_in_their_words() -> None:
    item = instrument().item("B1a")
    assert item.asked("self") == item.question
    assert item.asked("observer") == item.asked("manager") == item.question_other
    one_wording = mixed(items=[raw_item("B1a", "B1", question_other="")]).item("B1a")
    assert one_wording.asked("observer") == one_wording.asked("self") == one_wording.question


@pytest.mark.parametrize(("relation", "codes"), [("self", ["B1a"]), ("customer", ["B1b"]), ("auditor", [])])
def test_an_instrument_is_put_to_a_rater_without_what_others_are_asked(relation: str, codes: list[str]) -> None:
    pair = msgspec.convert(raw_pair(), Instrument)
    assert pair.has_item("B1a") and pair.has_item("B1b")
    put = pair.put_to(relation)
    assert [item.code for item in put.items] == [item.code for item in put.items_of("B1")] == codes
    assert [code for code in ("B1a", "B1b") if put.has_item(code)] == codes
    assert len(pair.items) == 2


def test_an_instrument_that_asks_everybody_the_same_is_put_to_each_as_it_is() -> None:
    tiny = instrument(items=[raw_item("B1a", "B1", raters=["self", "observer"]), raw_item("B2a", "B2")])
    assert tiny.put_to("observer") is tiny
    assert [item.code for item in tiny.put_to("manager").items] == ["B2a"]


def test_a_deck_finds_its_cards_and_a_card_its_best_option() -> None:
    cases = deck(raw_card("stop"), raw_card("ring", best="c"))
    assert [cases.card(code).best.code for code in ("stop", "ring")] == ["a", "c"]
    with pytest.raises(KeyError, match="write"):
        cases.card("write")


def test_the_lineage_of_an_item_is_its_code_unless_it_says_another() -> None:
    one = instrument(items=[raw_item("B1a", "B1"), raw_item("B1x", "B1", lineage="B1b")])
    assert [item.line for item in one.items] == ["B1a", "B1b"]


def test_a_step_knows_its_side_of_the_training() -> None:
    assert [step.before for step in plan().steps] == [True, True, False]
    assert plan().step("baseline").days == -3


def test_content_is_frozen_and_look_ups_are_no_part_of_it() -> None:
    used, fresh = instrument(), instrument()
    used.item("B1a"), used.items_of("B1"), used.scales[0].codes
    assert used == fresh
    assert to_json(used) == to_json(fresh)
    changed = msgspec.structs.replace(used, items=used.items[:1])
    assert not changed.has_item("B1b")
    with pytest.raises(AttributeError):
        used.title = "Another"  # type: ignore[misc]


def test_whatever_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.convert(raw_instrument(colour="red"), Instrument)
