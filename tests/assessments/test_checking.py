"""Every semantic rule of instruments, plans and profiles, with the text an author reads."""

from typing import Any

import msgspec
import pytest

from assessments.instruments.checking import check_file_name, check_instrument, check_plan, check_profile
from assessments.instruments.model import Instrument
from assessments.instruments.problems import Problem

from .builders import (
    KNOWN,
    Raw,
    deck,
    instrument,
    plan,
    profile,
    raw_audit,
    raw_baseline,
    raw_choice,
    raw_choice_scale,
    raw_instrument,
    raw_item,
    raw_measure,
    raw_mixed,
    raw_pair,
    raw_scale,
    raw_step,
    raw_talk,
    raw_words,
    without,
)
from .faults import of, of_deck, of_instrument, of_item, told

TINY = {"tiny": instrument()}
ITEMS = ("B1a", "B1b", "B2a")


def of_scale(points: list[Raw], answers: list[Raw]) -> list[str]:
    scale = {**raw_scale(), "points": points, "without_value": answers}
    anchors = {point["code"]: f"seen {n} times" for n, point in enumerate(points)}
    texts = {answer["code"]: "said" for answer in answers}
    items = [raw_item(code, code[:2], anchors=anchors, without_value=texts) for code in ITEMS]
    return of_instrument(scales=[scale], items=items)


def of_plan(*steps: Raw, instruments: dict[str, Instrument] | None = None, **fields: Any) -> list[str]:
    found = check_plan(plan(*steps, **fields), "p", KNOWN, TINY if instruments is None else instruments)
    return told(found)


def of_profile(requires: list[Raw] | None = None, **fields: Any) -> list[str]:
    built = profile(**fields) if requires is None else profile(requires=requires, **fields)
    return told(check_profile(built, "p", KNOWN, TINY))


def point(code: str, value: int) -> Raw:
    return {"code": code, "value": value, "label": f"label {value}"}


def test_the_builders_keep_every_rule() -> None:
    assert of_instrument() == of_plan() == of_profile() == of_deck() == []
    assert of(raw_mixed()) == of(raw_audit()) == of(raw_pair()) == []


@pytest.mark.parametrize("code", ["", "Tiny", "1tiny", "tiny_1", "tiny\n", "-tiny", "é", "a" * 65])
def test_the_code_of_an_instrument_keeps_its_pattern(code: str) -> None:
    assert of_instrument(code=code) == [f"code: {code!r} does not match [a-z][a-z0-9-]{{0,63}}"]


def test_codes_inside_an_instrument_keep_their_patterns() -> None:
    assert of_item(lineage="B 1") == ["items[B1a].lineage: 'B 1' does not match [A-Za-z0-9][A-Za-z0-9_-]{0,63}"]
    odd = [raw_item(code, "B1") for code in ("B1a", "")] + [raw_item("B2a", "B2")]
    assert of_instrument(items=odd) == ["items[1].code: '' does not match [A-Za-z0-9][A-Za-z0-9_-]{0,63}"]
    assert of_scale([point("1", 1), point("2 ", 2)], []) == [
        "scales[share].points[2 ].code: '2 ' does not match [A-Za-z0-9_-]{1,12}"
    ]


def test_duplicate_codes_are_found_everywhere() -> None:
    assert of_instrument(items=[raw_item(code, code[:2]) for code in (*ITEMS, "B1a")]) == [
        "items: the code 'B1a' stands here 2 times"
    ]
    assert of_instrument(measures=[raw_measure(code) for code in ("B1", "B2", "B1")]) == [
        "measures: the code 'B1' stands here 2 times"
    ]
    assert of_instrument(scales=[raw_scale()] * 3) == ["scales: the code 'share' stands here 3 times"]
    answers = [{"code": "2", "label": "Not observed", "meaning": "not_observed"}]
    assert of_scale([point("1", 1), point("2", 2)], answers) == ["scales[share]: the code '2' stands here 2 times"]


def test_two_items_have_two_lineages() -> None:
    assert of_item(lineage="B1b") == ["items[B1b].lineage: 'B1b' is the lineage of 'B1a' already"]


def test_unknown_measures_and_scales_are_found() -> None:
    assert of_item(measure="B9") == ["items[B1a].measure: 'B9' is no measure of this instrument"]
    assert of_item(scale="level") == ["items[B1a].scale: 'level' is no scale of this instrument"]


def test_a_measure_has_items() -> None:
    measures = [raw_measure(code) for code in ("B1", "B2", "B3")]
    assert of_instrument(measures=measures) == ["measures[B3]: has no items"]
    assert of_instrument(measures=[], items=[]) == ["measures: is empty", "items: is empty"]


def test_no_measure_takes_the_name_of_the_index() -> None:
    items = [raw_item(code, "index" if code == "B2a" else "B1") for code in ITEMS]
    assert of_instrument(measures=[raw_measure("B1"), raw_measure("index")], items=items) == [
        "measures[index].code: 'index' is the name of the index"
    ]


def test_every_point_has_an_anchor_and_nothing_else_has() -> None:
    anchors = {"1": "a", "2": "b", "3": "c", "5": "e", "6": "f", "N": "n"}
    assert of_item(anchors=anchors) == [
        "items[B1a].anchors: has no text for '4' of the scale 'share'",
        "items[B1a].anchors: '6' is not on the scale 'share'",
        "items[B1a].anchors: 'N' is not on the scale 'share'",
    ]


def test_every_answer_without_a_value_has_a_text_and_nothing_else_has() -> None:
    assert of_item(without_value={"N": "n", "O": "o", "X": "x"}) == [
        "items[B1a].without_value: has no text for 'A' of the scale 'share'",
        "items[B1a].without_value: 'X' is not on the scale 'share'",
    ]


@pytest.mark.parametrize("values", [(1, 1), (2, 1)])
def test_the_values_of_a_scale_increase(values: tuple[int, int]) -> None:
    first, second = values
    assert of_scale([point("1", first), point("2", second)], []) == [
        f"scales[share].points[2].value: {second} does not come after {first}; values must increase"
    ]


def test_a_scale_has_two_points_at_least() -> None:
    assert of_scale([point("1", 1)], []) == ["scales[share].points: needs at least two points, or two choices"]


def test_a_scale_has_an_order_or_has_none() -> None:
    choices = raw_choice_scale()["choices"]
    for change, fault in (
        ({"points": raw_scale()["points"]}, "choices: stand beside points; a scale has an order or has none"),
        ({"choices": choices[:1]}, "points: needs at least two points, or two choices"),
        ({"choices": []}, "points: needs at least two points, or two choices"),
    ):
        scale = {**raw_choice_scale(), **change}
        assert f"scales[barrier].{fault}" in of(raw_mixed(scales=[raw_scale(), scale]))
    odd = {**raw_choice_scale(), "choices": [*choices, {"code": "no time", "label": "None"}]}
    assert "scales[barrier].choices[no time].code: 'no time' does not match [A-Za-z0-9_-]{1,12}" in of(
        raw_mixed(scales=[raw_scale(), odd])
    )
    again = {**raw_choice_scale(), "choices": [*choices, choices[0]]}
    assert of(raw_mixed(scales=[raw_scale(), again])) == ["scales[barrier]: the code 'time' stands here 2 times"]


def test_every_choice_says_what_follows_from_it_and_nothing_else_does() -> None:
    choice = raw_choice("B1c", "B1", anchors={"time": "The manager frees an hour", "1": "Never"}, without_value={})
    assert of(raw_mixed(items=[raw_item("B1a", "B1"), choice, raw_words("B2w", "B2")])) == [
        "items[B1c].anchors: has no text for 'means' of the scale 'barrier'",
        "items[B1c].anchors: '1' is not on the scale 'barrier'",
        "items[B1c].without_value: has no text for 'X' of the scale 'barrier'",
    ]


def test_an_answer_in_words_has_nothing_of_a_scale() -> None:
    words = raw_words("B2w", "B2", anchors={"1": "seen"}, without_value={"N": "no"}, anchors_from="tiny.1/B1a")
    assert of(raw_mixed(items=[raw_item("B1a", "B1"), words])) == [
        "items[B2w].anchors: belongs to a scale; an answer in words has none",
        "items[B2w].without_value: belongs to a scale; an answer in words has none",
        "items[B2w].anchors_from: belongs to a scale; an answer in words has none",
    ]


def test_choices_and_words_are_never_in_the_way_of_an_average() -> None:
    items = [raw_item("B1a", "B1"), raw_choice("B1c", "B1"), raw_words("B1w", "B1"), raw_item("B2a", "B2")]
    assert of(raw_mixed(items=items, thresholds={"index_measures": 2, "index_weight": 1})) == []


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
def test_texts_are_not_blank(blank: str) -> None:
    assert of_instrument(title=blank) == ["title: is empty"]
    assert of_item(example=blank) == ["items[B1a].example: is empty"]
    assert of_item(ours=blank) == ["items[B1a].ours: is empty"]
    anchors = {str(n): blank if n == 3 else f"seen {n}" for n in range(1, 6)}
    assert of_item(anchors=anchors) == ["items[B1a].anchors[3]: is empty"]


def test_an_empty_text_that_may_be_left_out_is_no_fault_and_another_is() -> None:
    assert of_item(ours="", lineage="") == []
    assert of_item(counts="") == ["items[B1a].counts: is empty"]
    assert of_instrument(lede="Three questions.\n") == [
        "lede: begins or ends with white space (>- instead of > or | avoids it)"
    ]


@pytest.mark.parametrize("weight", [0, -1, 1001, float("inf"), float("nan")])
def test_weights_are_positive_and_finite(weight: float) -> None:
    assert of_instrument(measures=[raw_measure("B1", weight=weight), raw_measure("B2")]) == [
        "measures[B1].weight: must be above 0 and at most 1000"
    ]


def test_numbers_lie_in_their_ranges() -> None:
    assert of_instrument(version=0, minutes=0, looks_back_days=0) == [
        "version: must be 1 or more",
        "minutes: must be from 1 to 240",
        "looks_back_days: must be from 1 to 366",
    ]
    for days, minutes, weight in ((None, 1, 0.001), (1, 1, 1), (366, 240, 1000)):
        measures = [raw_measure("B1", weight=weight), raw_measure("B2")]
        assert of_instrument(looks_back_days=days, minutes=minutes, measures=measures) == []


def test_thresholds_can_be_met() -> None:
    assert of_instrument(thresholds={"index_measures": 2, "index_weight": 1}) == []
    assert of_instrument(thresholds={"index_measures": 3, "index_weight": 1.1}) == [
        "thresholds.index_measures: must be from 1 to the 2 measures that can have a score",
        "thresholds.index_weight: must be above 0 and at most 1",
    ]
    assert len(of_instrument(thresholds={"index_measures": 0, "index_weight": 0})) == 2


def test_what_is_averaged_is_on_scales_that_can_be() -> None:
    half = {**raw_scale(), "code": "half", "points": raw_scale()["points"][:3]}
    other = raw_item("B1b", "B1", scale="half", anchors={"1": "a", "2": "b", "3": "c"})
    mixed = {"scales": [raw_scale(), half], "items": [raw_item("B1a", "B1"), other, raw_item("B2a", "B2")]}
    assert of_instrument(**mixed) == ["measures[B1]: its items are on scales with different lowest or highest values"]
    apart = {**mixed, "measures": [raw_measure("B1"), raw_measure("B2")]}
    apart["items"] = [raw_item("B1a", "B1"), {**other, "measure": "B2"}]
    assert of_instrument(**apart) == []
    assert of_instrument(**apart, thresholds={"index_measures": 1, "index_weight": 0.5}) == [
        "thresholds: an index needs all items on scales with the same lowest and highest value"
    ]


def test_sources_are_known_and_items_have_some() -> None:
    assert of_item(sources=["S1-B1", "S9-X1"]) == ["items[B1a].sources: 'S9-X1' is not in the digest"]
    assert of_item(sources=[]) == ["items[B1a].sources: cites nothing; name the digest ids it comes from"]
    assert of_item(sources=["S1", "S1"]) == ["items[B1a].sources: the code 'S1' stands here 2 times"]
    assert of_instrument(measures=[raw_measure("B1", sources=["S8"]), raw_measure("B2", sources=[])]) == [
        "measures[B1].sources: 'S8' is not in the digest"
    ]


def test_the_two_questions_differ() -> None:
    assert of_item(question="How often?", question_other="How  often?") == [
        "items[B1a].question_other: is the same as question; it is put to somebody else"
    ]


def test_all_problems_are_collected() -> None:
    assert len(of_instrument(code="X", version=0, title=" ", minutes=0, sources=["?"], measures=[])) >= 6


# plans


def test_steps_stand_in_order_and_once() -> None:
    assert of_plan(raw_step(), raw_baseline()) == [
        "steps[baseline].days: comes before 'after-30'; order the steps by days"
    ]
    assert of_plan(raw_step(), raw_step()) == ["steps: the code 'after-30' stands here 2 times"]
    assert of_plan(raw_step("After 30")) == ["steps[After 30].code: 'After 30' does not match [a-z0-9-]{1,64}"]


@pytest.mark.parametrize(("opens", "closes"), [(31, 44), (28, 29)])
def test_a_window_holds_its_day(opens: int, closes: int) -> None:
    assert of_plan(raw_step(opens=opens, closes=closes)) == [
        f"steps[after-30]: {opens} to {closes} is no window around day 30 (opens <= days <= closes)"
    ]


def test_a_step_stays_on_its_side_of_the_training() -> None:
    assert of_plan(raw_baseline(closes=1)) == [
        "steps[baseline].closes: a step before the training closes on day 0 at the latest"
    ]
    assert of_plan(raw_step(opens=-1)) == [
        "steps[after-30].opens: a step after the training opens on day 0 at the earliest"
    ]


def test_a_step_may_be_due_on_the_last_day_of_its_window_or_of_the_training() -> None:
    asks_no_period = {"tiny": instrument(looks_back_days=None)}
    assert of_plan(raw_step(days=0, opens=0, closes=0), instruments=asks_no_period) == []
    assert of_plan(raw_baseline(days=-1, closes=-1)) == []


def test_what_asks_something_has_an_instrument_items_and_raters() -> None:
    bare = raw_step(raters=["observer", "self"])
    for name in ("instrument", "items"):
        bare = without(bare, name)
    assert of_plan(bare) == [
        "steps[after-30].items: missing; a measure asks all items or those in focus",
        "steps[after-30].raters: a measure is answered by [self] or [self, observer]",
        "steps[after-30].instrument: missing; a measure needs one",
    ]
    assert of_plan(raw_step(), instruments={}) == ["steps[after-30].instrument: there is no instrument 'tiny'"]
    assert len(of_plan(raw_step(raters=["self", "manager"]))) == 1
    assert len(of_plan(raw_step(raters=[]))) == 2


def test_only_a_pulse_asks_the_focus_alone() -> None:
    assert of_plan(raw_step(kind="pulse", items="focus", raters=["self"])) == []
    assert of_plan(raw_step(items="focus")) == [
        "steps[after-30].items: a measure is fixed and asks all items; make it a pulse (method 1.3)"
    ]


def test_a_talk_asks_nothing_and_is_held_by_one() -> None:
    assert of_plan(raw_talk(raters=["coach"])) == []
    assert of_plan(raw_talk(instrument="tiny", items="all", raters=["manager", "coach"])) == [
        "steps[talk].instrument: 'tiny' is no guide to a talk",
        "steps[talk].items: a talk has none",
        "steps[talk].raters: a talk is held by [manager] or [coach]",
    ]


def test_a_talk_may_name_its_guide_and_no_other_instrument() -> None:
    guides = {**TINY, "guide": instrument(code="guide", kind="talk")}
    assert of_plan(raw_talk(instrument="guide"), instruments=guides) == []
    for name in ("tiny", "nowhere"):
        assert of_plan(raw_talk(instrument=name), instruments=guides) == [
            f"steps[talk].instrument: {name!r} is no guide to a talk"
        ]


def test_a_reaction_is_the_persons_own_to_all_items() -> None:
    asks_no_period = {"tiny": instrument(looks_back_days=None)}
    reaction = raw_step("day-0", kind="reaction", days=0, opens=0, closes=3, raters=["self"])
    assert of_plan(reaction, instruments=asks_no_period) == []
    for change in ({"raters": ["self", "observer"]}, {"items": "focus"}):
        assert of_plan({**reaction, **change}, instruments=asks_no_period) == [
            "steps[day-0]: a reaction is the person's own, to all items of its instrument"
        ]
    assert of_plan({**reaction, "items": None, "instrument": None}) == [
        "steps[day-0].items: missing; a reaction asks all items or those in focus",
        "steps[day-0].instrument: missing; a reaction needs one",
    ]


def test_a_then_test_asks_the_person_alone_on_the_focus_and_of_the_time_before() -> None:
    asked_then = [{**item, "question_then": "And before the training?"} for item in raw_instrument()["items"]]
    can = {"tiny": instrument(items=asked_then)}
    then = raw_step("then-1", kind="then", days=1, opens=1, closes=9, items="focus", raters=["self"])
    assert of_plan(then, instruments=can) == []
    wrong = "steps[then-1]: a then-test asks the person alone, after the training, on the focus (method 1.1)"
    assert of_plan({**then, "raters": ["self", "observer"]}, instruments=can) == [wrong]
    assert of_plan({**then, "items": "all"}, instruments=can) == [wrong]
    assert of_plan({**then, "days": -5, "opens": -9, "closes": -1}, instruments=can) == [wrong]
    (lacking,) = of_plan(then)
    assert lacking.startswith("steps[then-1].instrument: cannot ask of the time before: no question_then in ")


def test_a_question_about_the_time_before_is_for_the_person_and_a_period() -> None:
    first, *others = raw_instrument()["items"]

    def with_then(**fields: Any) -> list[str]:
        return of_instrument(items=[{**first, "question_then": "And before?", **fields}, *others])

    assert with_then(counts_then="Of those weeks.") == []
    assert with_then(question_then="", counts_then="Of those weeks.") == [
        "items[B1a].counts_then: is never shown without question_then"
    ]
    never = "items[B1a].question_then: is never shown: the person is not asked about a period of their own"
    assert with_then(raters=["observer"], question_other="") == [never]
    assert with_then(question_then="Before? Or then?")[0].startswith("items[B1a].question_then: asks for more than one")
    assert with_then(question_then="x" * 176) != []


def test_no_question_looks_back_into_the_training() -> None:
    week = raw_step("week", kind="pulse", days=7, opens=7, closes=10)
    assert of_plan(week) == ["steps[week].days: day 7 looks back 28 days, to before the training ended (method 1.2)"]
    assert of_plan(week, instruments={"tiny": instrument(looks_back_days=None)}) == []
    assert of_plan(raw_step(days=28, opens=28)) == []


def test_the_general_rules_hold_for_plans_too() -> None:
    assert of_plan(raw_step(minutes=0, why=" ", sources=["S9"]), sources=[], title="") == [
        "title: is empty",
        "sources: cites nothing; name the digest ids it comes from",
        "steps[after-30].why: is empty",
        "steps[after-30].minutes: must be from 1 to 240",
        "steps[after-30].sources: 'S9' is not in the digest",
    ]
    assert of_plan(steps=[]) == ["steps: is empty"]


def of_kind(kind: str, **fields: Any) -> Raw:
    """A step that is held or runs by itself, two weeks after the training."""
    bare = raw_step(kind, kind=kind, days=14, opens=8, closes=20, raters=["self"])
    return {**without(without(bare, "instrument"), "items"), **fields}


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("session", {"raters": ["coach"]}, {"raters": ["manager"]}),
        ("trio", {"prompts": ["What would you do again?"]}, {"prompts": []}),
        ("boosters", {}, {"items": "all"}),
        ("check", {}, {"raters": ["coach"]}),
        ("review", {"raters": ["mentor"], "instrument": "read"}, {"raters": ["mentor"]}),
    ],
)
def test_each_kind_is_held_by_whom_it_belongs_to(kind: str, right: Raw, wrong: Raw) -> None:
    guides = {"read": instrument(code="read", kind="review")}
    assert of_plan(of_kind(kind, **right), instruments=guides) == []
    (found,) = of_plan(of_kind(kind, **wrong), instruments=guides)
    assert found.startswith(f"steps[{kind}].")
    assert len(of_plan(of_kind(kind, **{"prompts": ["Said here?"], **right}), instruments=guides)) == (kind != "trio")


def test_what_repeats_does_so_after_the_training_more_than_once_and_is_no_measure() -> None:
    def repeated(kind: str = "check", **fields: Any) -> list[str]:
        return of_plan(of_kind(kind, repeats={"every": 14, "times": 2, **fields}))

    assert repeated() == []
    assert repeated(every=0) == repeated(times=1) == ["steps[check].repeats: needs every >= 1 day and times >= 2"]
    assert repeated(times=10**9) == ["steps[check].repeats: comes 60 times at most"]
    assert repeated("boosters") == ["steps[boosters].repeats: a boosters is a step of its own each time"]
    (before,) = of_plan(raw_talk(repeats={"every": 1, "times": 2}))
    assert before == "steps[talk].repeats: what repeats begins after the training"


def test_no_step_is_called_as_a_repetition_of_another() -> None:
    twice = of_kind("check", repeats={"every": 14, "times": 2})
    assert of_plan(twice, raw_step("check-2")) == ["steps[check-2].code: is what a repetition of 'check' is called"]


def test_the_question_of_the_engine_is_in_no_plan() -> None:
    (found,) = of_plan(raw_step(kind="ask"))
    assert found.startswith("steps[after-30].kind: comes by itself")


def test_of_a_plan_in_use_one_request_in_seven_days_is_the_most() -> None:
    asks_no_period = {"tiny": instrument(looks_back_days=None)}
    first = raw_step("first", kind="reaction", days=1, opens=1, closes=6, raters=["self"])
    second = raw_step("second", kind="pulse", days=7, opens=7, closes=9, raters=["self"])
    near = plan(first, second)
    (found,) = check_plan(near, "p", KNOWN, asks_no_period)
    assert str(found).startswith("p: steps[second].opens: is asked 6 days after 'first'")
    assert check_plan(near, "p", KNOWN, asks_no_period, in_use=False) == []
    assert of_plan(first, {**second, "days": 8, "opens": 8}, instruments=asks_no_period) == []


# profiles


def required(**fields: Any) -> Raw:
    return {"instrument": "tiny", "measure": "B1", "level": 4, "entry": 3, **fields}


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        (required(instrument="big"), "requires[0].instrument: there is no instrument 'big'"),
        (required(measure="B9"), "requires[0].measure: 'B9' is no measure of 'tiny'"),
        (required(level=6), "requires[0].level: 6 is not on the scale, 1 to 5"),
        (required(entry=0), "requires[0].entry: 0 is not on the scale, 1 to 5"),
        (required(entry=5), "requires[0].entry: 5 is above the level, 4"),
        (required(weight=0), "requires[0].weight: must be above 0 and at most 1000"),
    ],
)
def test_a_requirement_can_be_met(requirement: Raw, message: str) -> None:
    assert of_profile([requirement]) == [message]


def test_a_profile_requires_something_and_nothing_twice() -> None:
    assert of_profile([]) == ["requires: is empty"]
    assert of_profile([required(), required(level=5)]) == ["requires: the code 'tiny/B1' stands here 2 times"]
    assert of_profile([required(level=4, entry=4), required(measure="B2", level=1, entry=1)]) == []
    assert of_profile(note="") == ["note: is empty"]


# file names


@pytest.mark.parametrize("file", ["tiny.1.yaml", "content/instruments/tiny.1.yaml", "C:\\content\\tiny.1.yaml"])
def test_a_file_is_named_by_its_code_and_version(file: str) -> None:
    assert check_file_name(instrument(), file) == []
    found = check_file_name(instrument(version=2), file)
    assert [str(problem) for problem in found] == [f"{file}: must be named tiny.2.yaml"]


def test_a_deck_is_named_in_the_same_way() -> None:
    assert check_file_name(deck(), "boosters/cases.1.yaml") == []
    assert check_file_name(deck(), "tiny.1.yaml") == [Problem("tiny.1.yaml", "", "must be named cases.1.yaml")]


def test_a_model_that_was_never_checked_does_not_break_the_checks() -> None:
    raw = raw_instrument(scales=[{**raw_scale(), "points": [], "without_value": []}])
    assert check_instrument(msgspec.convert(raw, Instrument), "x", KNOWN)


def test_nobody_is_sent_the_guide_to_a_talk() -> None:
    guide = {"tiny": instrument(kind="talk", looks_back_days=None)}
    assert of_plan(raw_step(), instruments=guide) == [
        "steps[after-30].instrument: 'tiny' is a guide to a talk; it is not sent to anybody"
    ]


def test_no_level_is_required_of_what_has_none() -> None:
    mixed = {"tiny": msgspec.convert(raw_mixed(), Instrument)}
    found = check_profile(profile(requires=[required(measure="B2")]), "p", KNOWN, mixed)
    assert [problem.message for problem in found] == ["'B2' has no levels: it is answered by choice or in words"]
