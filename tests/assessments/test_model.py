"""The model: look-ups, and that they leave no trace in what is encoded or compared."""

import msgspec
import pytest

from assessments.instruments.model import Instrument
from assessments.instruments.reading import to_json

from .builders import instrument, plan, raw_instrument, raw_item


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
