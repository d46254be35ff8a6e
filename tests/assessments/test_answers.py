"""What may be stored as an answer or a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.instruments.model import WRITTEN
from assessments.refusals import SENTENCES, Refused
from assessments.scoring.answers import accept, clean_note, codes_of

from .builders import instrument, mixed

TINY, MIXED = instrument(), mixed()


@given(st.sampled_from(TINY.items), st.sampled_from(TINY.scales[0].codes))
def test_every_code_of_the_scale_is_accepted(item: object, code: str) -> None:
    assert accept(TINY, getattr(item, "code", ""), code, asked=None) == code


@given(st.text())
def test_nothing_else_is_accepted(value: str) -> None:
    if value not in TINY.scales[0].codes:
        with pytest.raises(Refused) as refusal:
            accept(TINY, "B1a", value, asked=None)
        assert refusal.value.code == "not_on_scale"
        assert "B1a" in str(refusal.value)


def test_an_unknown_item_is_refused_before_one_that_is_not_asked() -> None:
    with pytest.raises(Refused) as refusal:
        accept(TINY, "B7x", "4", asked=["B1a"])
    assert (refusal.value.code, refusal.value.params) == ("unknown_item", {"item": "B7x"})
    assert str(refusal.value) == "The instrument has no item 'B7x'."


def test_an_item_that_is_not_asked_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        accept(TINY, "B2a", "4", asked=["B1a"])
    assert str(refusal.value) == "The item 'B2a' is not asked on this occasion."
    assert accept(TINY, "B1a", "4", asked=["B1a"]) == "4"


@pytest.mark.parametrize("value", ["", " 4", "4 ", "4.0", "٤", "n", "label", "1\n"])
def test_a_value_that_only_looks_like_a_code_is_refused(value: str) -> None:
    with pytest.raises(Refused) as refusal:
        accept(TINY, "B1a", value, asked=None)
    assert refusal.value.code == "not_on_scale"


MAY_STAND = {
    "B1a": ("1", "2", "3", "4", "5", "N", "O", "A"),
    "B1c": ("time", "means", "X"),
    "B1w": (WRITTEN,),
    "B2w": (WRITTEN,),
}


@pytest.mark.parametrize(("item", "codes"), MAY_STAND.items())
def test_points_choices_and_words_each_have_values_of_their_own(item: str, codes: tuple[str, ...]) -> None:
    assert codes_of(MIXED, item) == codes
    for code in sorted({code for several in MAY_STAND.values() for code in several}):
        if code in codes:
            assert accept(MIXED, item, code, asked=None) == code
        else:
            with pytest.raises(Refused, match="is not an answer on the scale"):
                accept(MIXED, item, code, asked=None)


@given(st.sampled_from(["B1c", "B1w", "B2w"]), st.text())
def test_neither_a_choice_nor_words_take_any_other_text(item: str, value: str) -> None:
    if value not in MAY_STAND[item]:
        with pytest.raises(Refused) as refusal:
            accept(MIXED, item, value, asked=None)
        assert (refusal.value.code, refusal.value.params) == ("not_on_scale", {"item": item, "value": value})


def test_what_is_stored_for_words_keeps_its_name() -> None:
    assert WRITTEN == "written"


def test_an_unknown_item_has_no_codes_and_words_that_are_not_asked_are_refused() -> None:
    with pytest.raises(KeyError, match="B7x"):
        codes_of(MIXED, "B7x")
    with pytest.raises(Refused, match="is not asked"):
        accept(MIXED, "B2w", WRITTEN, asked=["B1w"])


@pytest.mark.parametrize(
    "text",
    [
        "שלום، عميل",
        "\u202eright to left\u202c",
        "👩🏽‍🔧 done",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "a\tb\n\nc",
        "  indented",
        "",
    ],
)
def test_a_note_is_kept_as_it_was_written(text: str) -> None:
    assert clean_note(text) == text


def test_line_ends_become_one_kind_and_white_space_at_the_end_goes() -> None:
    assert clean_note("one\r\ntwo\rthree \n\t\n") == "one\ntwo\nthree"
    assert clean_note(" \n ") == ""


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\ud83d", "\udc00"])
@pytest.mark.parametrize("place", ["a{}b", "a{}"])
def test_a_note_with_control_characters_or_half_characters_is_refused(character: str, place: str) -> None:
    with pytest.raises(Refused) as refusal:
        clean_note(place.format(character))
    assert refusal.value.code == "note_unreadable"


def test_a_note_may_have_as_many_characters_as_allowed_and_no_more() -> None:
    assert clean_note("é" * 4000 + "\n") == "é" * 4000
    with pytest.raises(Refused) as refusal:
        clean_note("é" * 4001)
    assert refusal.value.params == {"limit": 4000, "length": 4001}
    assert str(refusal.value) == "The note has 4001 characters; 4000 are allowed."
    assert clean_note("abc", limit=3) == "abc"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean_note(text)
    except Refused:
        return
    assert clean_note(once) == once


def test_every_code_has_a_sentence_and_an_unknown_one_does_not_break_the_log() -> None:
    assert all(code == code.lower() and sentence.endswith(".") for code, sentence in SENTENCES.items())
    assert str(Refused("something_else", n=1)) == "Refused: something_else."
    assert str(Refused("unknown_item")) == "Refused: unknown_item."
