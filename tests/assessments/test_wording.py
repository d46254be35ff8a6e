"""The rules of authoring that a program can see in the words: each with what it finds and a neighbour that passes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instruments.wording import DEGREE_WORDS, lix, same_but_for_degree

from .builders import Raw, raw_choice_scale, raw_instrument, raw_item, raw_measure, raw_mixed, raw_scale, text
from .faults import of, of_instrument, of_item

LEVELS = ("competencies", "interview")
NO_LEVELS = ("checklist", "review", "survey", "talk")


def too_long(path: str, length: int, most: int) -> list[str]:
    return [f"{path}: has {length} characters, {most} fit on a phone"] if length > most else []


def anchors(texts: dict[str, str]) -> Raw:
    return {**raw_item("B1a", "B1")["anchors"], **texts}


# what fits on a phone


@pytest.mark.parametrize(
    ("field", "most"),
    [("question", 160), ("question_other", 175), ("counts", 280), ("example", 260), ("coach_asks", 150), ("when", 24)],
)
@pytest.mark.parametrize("more", [0, 1])
def test_the_texts_of_an_item_fit_on_a_phone(field: str, most: int, more: int) -> None:
    fields: Any = {field: text(most + more)}
    assert of_item(**fields) == too_long(f"items[B1a].{field}", most + more, most)


@pytest.mark.parametrize(("kind", "most"), [*((kind, 280) for kind in LEVELS), *((kind, 150) for kind in NO_LEVELS)])
@pytest.mark.parametrize("more", [0, 1])
def test_an_anchor_fits_on_a_phone_and_a_level_may_be_longer(kind: str, most: int, more: int) -> None:
    found = of_item(kind, anchors=anchors({"3": text(most + more)}))
    assert found == too_long("items[B1a].anchors[3]", most + more, most)


@pytest.mark.parametrize("length", [80, 81])
def test_the_text_of_an_answer_without_a_value_fits_on_a_phone(length: int) -> None:
    texts = {"N": text(length), "O": "fewer than three", "A": "no such account"}
    assert of_item(without_value=texts) == too_long("items[B1a].without_value[N]", length, 80)


@pytest.mark.parametrize("length", [190, 191])
def test_a_lede_fits_on_a_phone(length: int) -> None:
    assert of_instrument(lede=text(length)) == too_long("lede", length, 190)


@pytest.mark.parametrize("length", [26, 27])
def test_the_short_name_of_a_measure_fits_on_a_phone(length: int) -> None:
    measures = [raw_measure("B1", short=text(length)), raw_measure("B2")]
    assert of_instrument(measures=measures) == too_long("measures[B1].short", length, 26)


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(
    ("part", "at", "code", "most"),
    [
        ("points", "scales[share].1", "1", 15),
        ("without_value", "scales[share].N", "N", 15),
        ("choices", "scales[barrier].time", "time", 48),
        ("without_value", "scales[barrier].X", "X", 15),
    ],
)
def test_labels_stand_side_by_side_and_choices_below_each_other(
    part: str, at: str, code: str, most: int, more: int
) -> None:
    scales = [raw_scale(), raw_choice_scale()]
    labelled = next(answer for scale in scales for answer in scale.get(part, ()) if answer["code"] == code)
    labelled["label"] = text(most + more)
    assert of(raw_mixed(scales=scales)) == too_long(at, most + more, most)


# reading ease


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("The cat sat on the mat. It slept.", 8 / 2),
        ("Letter by letter.", 3),
        ("Letters by letter.", 3 + 100 / 3),
        ("Negotiators prepared yesterday. They won.", 5 / 2 + 100 * 3 / 5),
        ("We ask: who decides? Ann! She waits; we write.", 9 / 5 + 100 / 9),
        ("They said 'stop.' We left.", 5 / 2),
        ("No end", 2),
        ("It's Ann's well-being.", 3 + 100 / 3),
        ("Version 2.5 at 12:30 is out.", 4 + 100 / 4),
        ("Überprüfung läuft.", 2 + 100 / 2),
        ("20 % … 2026.", 0),
        ("", 0),
    ],
)
def test_lix_is_words_a_sentence_and_per_cent_of_words_over_six_letters(words: str, index: float) -> None:
    assert lix(words) == pytest.approx(index)


sentences = st.lists(st.lists(st.sampled_from(["ox", "letter", "letters", "negotiation"]), min_size=1), min_size=1)


@given(sentences, st.sampled_from(".!?:;"))
def test_lix_of_any_sentences_is_what_bjornsson_published(written: list[list[str]], end: str) -> None:
    words = [word for sentence in written for word in sentence]
    long = [word for word in words if len(word) > 6]
    read = " ".join(" ".join(sentence) + end for sentence in written)
    assert lix(read) == pytest.approx(len(words) / len(written) + 100 * len(long) / len(words))


@given(st.text(st.characters()) | st.text("aÉ1 _.!?:;'’”-\n"))
def test_every_text_has_a_lix_and_none_below_zero(anything: str) -> None:
    assert lix(anything) >= 0


def test_an_item_reads_like_a_newspaper_at_most() -> None:
    counts = "Every meeting counts where figures were present in written form."
    question = "Did the manager present written figures to the whole {}?"
    assert lix(f"{question.format('board')} {counts}") == 50
    assert of_item(question=question.format("board"), counts=counts) == []
    assert of_item(question=question.format("committee"), counts=counts) == [
        "items[B1a]: is hard to read: LIX 55, at most 50 (shorter sentences and words)"
    ]


@pytest.mark.parametrize("field", ["question", "question_other", "counts"])
def test_no_sentence_is_longer_than_one_breath(field: str) -> None:
    enough: Any = {field: "It was. " + "so " * 35 + "on. So be it."}
    too_much: Any = {field: "It was. " + "so " * 36 + "on. So be it."}
    assert of_item(**enough) == []
    assert of_item(**too_much) == [f"items[B1a].{field}: has a sentence of 37 words, at most 36"]


# one act an item


@pytest.mark.parametrize("field", ["question", "question_other"])
@pytest.mark.parametrize(
    ("question", "joint"),
    [
        ("Did Ann ring and/or write?", "and/or"),
        ("Did Ann ring as well as write?", "as well as"),
        ("Did Ann both ring and write?", "both ring and"),
        *((f"Where was it said AND {verb} it help?", f"AND {verb}") for verb in ("did", "does", "do")),
        *((f"Who rang and {verb} in time?", f"and {verb}") for verb in ("was", "were", "is", "are")),
        *((f"Who rang and {verb} a plan?", f"and {verb}") for verb in ("has", "have", "had", "then", "also")),
        ("Did Ann ring; the buyer too?", ";"),
        ("Did Ann ring? Or write?", "? Or write?"),
    ],
)
def test_a_question_asks_for_one_act(field: str, question: str, joint: str) -> None:
    fields: Any = {field: question}
    assert of_item(**fields) == [f"items[B1a].{field}: asks for more than one act ({joint!r}); make it two items"]


@pytest.mark.parametrize(
    "question",
    [
        "Did Ann meet the buyer and the planner?",
        "Did Ann meet both of them?",
        "Did Ann and Bo, both new, ring?",
        "Did Ann ring on land and island?",
        "Did Ann write 'and, or' in the plan?",
        "Ann rang. Did the buyer ring back?",
    ],
)
def test_a_question_may_join_what_is_no_second_act(question: str) -> None:
    assert of_item(question=question) == []


def test_what_counts_may_join_as_much_as_it_needs() -> None:
    assert of_item(counts="Ann rang and did write; both the day and the hour count.") == []


# anchors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meets the decider", "Often meets the decider"),
        ("Meets deciders rarely", "meets most deciders, clearly and fully."),
        ("The plan is good", "A very good plan"),
    ],
)
def test_anchors_differ_by_more_than_a_word_of_degree(one: str, other: str) -> None:
    assert of_item(anchors=anchors({"2": one, "4": other})) == [
        "items[B1a].anchors[4]: differs from the anchor of '2' only by words of degree; "
        "show something else that is seen"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meets 2 deciders", "Meets 3 deciders"),
        ("Meets two deciders", "Meets three deciders"),
        ("Meets the buyer", "Meets the planner"),
        ("Meets the buyer", "Meets the buyer at a desk"),
        ("Meets the buyer, then the planner", "Meets the planner, then the buyer"),
    ],
)
def test_a_number_a_thing_or_an_order_is_a_difference(one: str, other: str) -> None:
    assert of_item(anchors=anchors({"2": one, "4": other})) == []


def test_anchors_of_two_items_may_be_the_same() -> None:
    assert raw_item("B1a", "B1")["anchors"] == raw_item("B2a", "B2")["anchors"]
    assert of(raw_instrument()) == []


words = st.lists(st.sampled_from(["meets", "buyers", "2", "3", "often", "Rarely,", "the"]), max_size=4).map(" ".join)
degree = st.sampled_from(sorted(DEGREE_WORDS))


@given(st.text())
def test_a_text_is_the_same_as_itself(anything: str) -> None:
    assert same_but_for_degree(anything, anything)


@given(words, words)
def test_one_is_the_same_as_the_other_when_the_other_is_the_same_as_the_one(one: str, other: str) -> None:
    assert same_but_for_degree(one, other) == same_but_for_degree(other, one)


@given(st.text(), degree | degree.map(str.upper), st.text())
def test_a_word_of_degree_makes_no_difference_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert same_but_for_degree(f"{before} {word} {after}", f"{before} {after}")


# acts, in levels

INWARD = [
    *(
        "understand",
        "understands",
        "understood",
        "is aware",
        "knows",
        "appreciate",
        "appreciates",
        "believe",
        "believes",
    ),
    *("feel", "feels", "thinks", "is able to", "is willing to", "has the ability", "demonstrate", "demonstrates"),
    *("is familiar", "values"),
]
TEMPERAMENT = [
    *(
        "ambitious",
        "assertive",
        "charismatic",
        "charming",
        "confident",
        "courageous",
        "dynamic",
        "empathic",
        "empathetic",
    ),
    *("energetic", "enthusiastic", "extrovert", "extroverted", "fearless", "passionate", "personality", "persistent"),
    *("resilient", "self-confident", "tenacious"),
]
NO_ACTS = [
    *((word, "says how, not what ({}); a level shows another act") for word in ("clearly", "Fully", "independently")),
    *((word, "is inside a person ({}); say what can be seen") for word in INWARD),
    *((word, "is temperament ({}); say what the person does") for word in TEMPERAMENT),
]


@pytest.mark.parametrize("kind", LEVELS)
@pytest.mark.parametrize(("word", "message"), NO_ACTS)
def test_a_level_names_acts(kind: str, word: str, message: str) -> None:
    found = of_item(kind, anchors=anchors({"3": f"Ann {word} the plan"}))
    assert found == [f"items[B1a].anchors[3]: {message.format(word)}"]


@pytest.mark.parametrize("kind", NO_LEVELS)
@pytest.mark.parametrize("word", ["clearly", "understands", "confident"])
def test_what_is_no_level_may_say_how(kind: str, word: str) -> None:
    assert of_item(kind, question=f"Was Ann {word}?", anchors=anchors({"3": f"Ann {word} the plan"})) == []


def test_each_fault_of_a_level_is_named_once_with_all_its_words() -> None:
    assert of_item("competencies", anchors=anchors({"3": "Confident, clearly and clearly and calmly knows Ann"})) == [
        "items[B1a].anchors[3]: says how, not what (clearly, calmly); a level shows another act",
        "items[B1a].anchors[3]: is inside a person (knows); say what can be seen",
        "items[B1a].anchors[3]: is temperament (Confident); say what the person does",
    ]


@pytest.mark.parametrize("word", ["weekly", "Monthly", "reply", "supply", "only", "early", "July", "family", "value"])
def test_words_that_only_look_like_a_fault_are_allowed_in_a_level(word: str) -> None:
    assert of_item("competencies", anchors=anchors({"3": f"Ann sends the {word} figures"})) == []


@pytest.mark.parametrize("kind", LEVELS)
def test_the_question_of_a_level_may_say_how_but_asks_for_no_temperament(kind: str) -> None:
    assert of_item(kind, question="How clearly does Ann write?") == []
    assert of_item(kind, question="How resilient is Ann, how resilient and dynamic?") == [
        "items[B1a].question: is temperament (resilient, dynamic)"
    ]


def test_a_last_sentence_without_its_stop_is_a_sentence_too() -> None:
    assert lix("It rains. It pours") == lix("It rains. It pours.") == 2


def test_temperament_is_not_asked_of_others_either() -> None:
    found = of_item(kind="competencies", question_other="How confident are they with Ann?")
    assert found == ["items[B1a].question_other: is temperament (confident)"]


@pytest.mark.parametrize("word", ["fortnightly", "Italy", "bully"])
def test_more_words_that_are_no_adverbs(word: str) -> None:
    assert of_item(kind="competencies", anchors=anchors({"3": f"Meets the {word} group."})) == []


def test_one_thing_is_another_than_none() -> None:
    assert not same_but_for_degree("Names one decider", "Names no decider")


def test_two_questions_are_two_acts_on_two_lines_as_well() -> None:
    found = of_item(question="Did you call?\nDid you write?")
    assert found and found[0].startswith("items[B1a].question: asks for more than one act")


def test_a_long_hostile_question_is_read_at_once() -> None:
    assert of_item(question="both " * 8000)
