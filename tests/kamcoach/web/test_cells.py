"""What a spreadsheet may take for a formula gets an apostrophe, and the way back takes exactly that off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamcoach.web.cells import SUSPECT, is_formula, neutral, plain

FORMULAS = [
    '=HYPERLINK("http://evil.example","Ana")',
    "+63 917 555 0101",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\ttab first",
    "\rreturn first",
    "  =1+1",
    "\u00a0=1",
    "\u3000=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    " \u200b＝1",
    "\ufeff=1",
    "\u202e=1",
]
TEXTS = ["", "Ana", "a=b", "1-1", "'=1", "  Ana", "3", "’t Hooft", "李明", "مريم", "🙂 =1", "\u3000李", "x\t=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_may_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert neutral(text) == "'" + text
    assert plain(neutral(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert neutral(text) == text


@given(st.text())
def test_the_way_back_and_the_quick_look_are_right_for_any_text(text: str) -> None:
    assert plain(neutral(text)) == text or text.startswith("'")
    assert not is_formula(neutral(text))
    assert not is_formula(text) or text[0] in SUSPECT
