"""Reading YAML and JSON: precise problems, canonical bytes, and no way to make it crash or hang."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.instruments.model import Instrument
from assessments.instruments.reading import (
    ContentError,
    Problem,
    content_hash,
    deck_from_json,
    instrument_from_json,
    plan_from_json,
    profile_from_json,
    read_deck,
    read_instrument,
    read_plan,
    read_profile,
    to_json,
)
from assessments.instruments.strict_yaml import MAX_BYTES, load

from .builders import (
    deck,
    instrument,
    mixed,
    plan,
    profile,
    raw_audit,
    raw_card,
    raw_deck,
    raw_instrument,
    raw_item,
    raw_mixed,
    raw_plan,
    raw_profile,
    raw_step,
    without,
)


def written(raw: object) -> str:
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)


def problem(text: str, read: Callable[[str, str], object] = read_instrument) -> str:
    with pytest.raises(ContentError) as error:
        read(text, "tiny.1.yaml")
    assert len(error.value.problems) == 1
    return str(error.value)


def test_what_was_written_is_read() -> None:
    assert read_instrument(written(raw_instrument()), "tiny.1.yaml") == instrument()
    assert read_plan(written(raw_plan()), "standard.1.yaml") == plan()
    assert read_profile(written(raw_profile()), "key-account-manager.1.yaml") == profile()
    assert read_deck(written(raw_deck()), "cases.1.yaml") == deck()
    assert read_instrument(written(raw_mixed()), "tiny.1.yaml") == mixed()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kind", ["checklist", "competencies", "audit", "review", "survey", "interview", "talk"]),
        ("subject", ["person", "account", "unit", "cohort"]),
        ("context", ["account", "proposal", "tender", None]),
    ],
)
def test_every_word_an_instrument_may_use_is_read(name: str, words: list[str | None]) -> None:
    read = [read_instrument(written(raw_instrument(**{name: word})), "x") for word in words]
    assert [getattr(one, name) for one in read] == words


def test_every_relation_and_every_grade_is_read() -> None:
    raters = ["self", "manager", "observer", "mentor", "peer", "team_member", "customer", "auditor", "assessor"]
    assert read_instrument(written(raw_instrument(raters=raters)), "x").raters == tuple(raters)
    (audited,) = read_instrument(written(raw_audit("ABCD")), "x").items
    assert "".join(piece.grade for piece in audited.evidence) == "ABCD"


def test_an_answer_in_words_leaves_out_what_belongs_to_a_scale() -> None:
    bare = raw_item("B1a", "B1")
    for name in ("scale", "anchors", "without_value", "example", "coach_asks", "question_other"):
        bare = without(bare, name)
    read = read_instrument(written(raw_instrument(items=[bare])), "tiny.1.yaml").item("B1a")
    assert (read.scale, read.anchors, read.without_value, read.asked("observer")) == ("", {}, {}, read.question)


def item_with(**fields: Any) -> dict[str, Any]:
    return raw_instrument(items=[raw_item("B1a", "B1", **fields)])


def item_without(name: str) -> dict[str, Any]:
    return raw_instrument(items=[raw_item("B1a", "B1"), without(raw_item("B1b", "B1"), name)])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (item_without("counts"), "items[B1b].counts: missing"),
        (item_without("code"), "items[1].code: missing"),
        (without(raw_instrument(), "title"), "title: missing"),
        (raw_instrument(colour="red"), "colour: unknown field"),
        (item_with(tip="x"), "items[B1a].tip: unknown field"),
        (raw_instrument(version="1"), "version: expected `int`, got `str`"),
        (raw_instrument(minutes=None), "minutes: expected `int`, got `null`"),
        (item_with(question=7), "items[B1a].question: expected `str`, got `int`"),
        (item_with(sources="S1"), "items[B1a].sources: expected `array`, got `str`"),
        (item_with(sources=["S1", 3]), "items[B1a].sources[1]: expected `str`, got `int`"),
        (item_with(anchors={"1": 2}), "items[B1a].anchors[...]: expected `str`, got `int`"),
        (raw_instrument(items=["B1a"]), "items[0]: expected `object`, got `str`"),
        (raw_instrument(kind="quiz"), "kind: invalid enum value 'quiz'"),
        (raw_instrument(thresholds={"index_measures": 1}), "thresholds.index_weight: missing"),
    ],
)  # fmt: skip
def test_a_structural_fault_names_its_place(raw: object, message: str) -> None:
    assert problem(written(raw)) == f"tiny.1.yaml: {message}"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (raw_deck(raw_card(), without(raw_card("ring"), "teaches")), "cards[ring].teaches: missing"),
        (
            raw_deck(raw_card(variants=[{"code": "v1", "scene": 1}])),
            "cards[stop].variants[v1].scene: expected `str`, got `int`",
        ),
        (
            raw_deck(raw_card(options=[{"code": "a", "reason": "So.", "best": "yes"}])),
            "cards[stop].options[a].best: expected `bool`, got `str`",
        ),
        (raw_deck(kind="deck"), "kind: unknown field"),
    ],
)
def test_a_structural_fault_of_a_deck_names_its_place(raw: object, message: str) -> None:
    assert problem(written(raw), read_deck) == f"tiny.1.yaml: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code: [a", "line 2, column 1: did not find expected ',' or ']' while parsing a flow sequence"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' stands here twice"),
        ("a: 1\n'a': 3", "line 2, column 1: the key 'a' stands here twice"),
        ("x: {1: a, '1': b}", "line 1, column 11: the key '1' stands here twice"),
        ("a: &x [1]\nb: *x", "line 1, column 4: anchors and aliases (& and *) are not used here"),
        ("a: !!python/object:os.system []", "line 1, column 4: tags (!) are not used here"),
        ("!x a: 1", "line 1, column 1: tags (!) are not used here"),
        ("? [a]\n: 1", "line 1, column 3: a key must be a plain text"),
        ("a: 1\n---\nb: 2", "line 2, column 1: holds more than one document"),
        ('a: "x\\0y"', "line 1, column 4: holds a control character"),
        ("a: " + "[" * 13 + "]" * 13, "line 1, column 15: is nested deeper than 12 levels"),
        ("- a", "must be a mapping of fields, at the top"),
        ("just words", "must be a mapping of fields, at the top"),
        ("", "line 1, column 1: is empty"),
        ("# nothing", "line 2, column 1: is empty"),
        ("a: " + "x" * MAX_BYTES, "is larger than 512 KiB"),
        ("é" * (MAX_BYTES // 2 + 1), "is larger than 512 KiB"),
        ("a: \ud800", "holds a lone surrogate, which no text can"),
    ],
)
def test_a_fault_of_the_yaml_names_its_line(text: str, message: str) -> None:
    assert problem(text) == f"tiny.1.yaml: {message}"


BOMB = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True))


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: \x00",
        "\x00",
        "a: \x1b[31m",
        "[" * 50_000,
        "{" * 50_000,
        "- " * 50_000,
        "a: " * 50_000,
        "? " * 50_000,
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 500)),
        "%YAML 9.9\n---\na: 1",
        "a: !<tag:yaml.org,2002:python/name:os.system> x",
        "<<: {a: 1}",
        "a: 1\n\tb: 2",
        '"' + "x" * 100_000,
        "a: |9\n x",
        "\ufeff",
        "a: '\ud800'",
        "..." * 3,
        "--- ",
    ],
)
@pytest.mark.parametrize("read", [read_instrument, read_plan, read_profile, read_deck])
def test_hostile_yaml_is_a_content_error(text: str, read: Callable[[str, str], object]) -> None:
    problem(text, read)


def test_plain_words_are_what_they_look_like() -> None:
    text = "{a: no, b: 12:30, c: 2026-01-01, d: 0x1F, e: 017, f: 1e3, g: .nan, h: N, i: 1_000}"
    assert load(text, "x") == {
        "a": "no", "b": "12:30", "c": "2026-01-01", "d": "0x1F", "e": "017", "f": "1e3", "g": ".nan",
        "h": "N", "i": "1_000",
    }  # fmt: skip
    assert load("{a: , b: ~, c: null, d: '', e: '7', f: -3, g: 0.5, h: true}", "x") == {
        "a": None, "b": None, "c": None, "d": "", "e": "7", "f": -3, "g": 0.5, "h": True,
    }  # fmt: skip
    assert load("a: " + "9" * 5000, "x") == {"a": "9" * 5000}


def test_a_byte_order_mark_and_other_line_ends_do_no_harm() -> None:
    text = written(raw_instrument())
    assert read_instrument("\ufeff" + text, "x") == read_instrument(text.replace("\n", "\r\n"), "x") == instrument()


def test_a_problem_without_a_place_has_no_empty_part() -> None:
    assert str(Problem("a.yaml", "items[B1a]", "is odd")) == "a.yaml: items[B1a]: is odd"
    assert str(Problem("a.yaml", "", "is odd")) == "a.yaml: is odd"
    assert str(ContentError([Problem("a", "b", "c"), Problem("d", "e", "f")])) == "a: b: c\nd: e: f"


def test_json_is_canonical_and_comes_back_the_same() -> None:
    assert instrument_from_json(to_json(instrument())) == instrument()
    assert plan_from_json(to_json(plan())) == plan()
    assert profile_from_json(to_json(profile())) == profile()
    assert deck_from_json(to_json(deck())) == deck()
    assert content_hash(deck_from_json(to_json(deck()))) == content_hash(deck())
    assert instrument_from_json(to_json(mixed())) == mixed()
    assert to_json(profile()) == (
        b'{"code":"key-account-manager","note":"A starting point; a dated job analysis does better.",'
        b'"requires":[{"entry":3,"instrument":"tiny","level":4,"measure":"B1"}],"role_family":"sales",'
        b'"sources":["S1-C2"],"title":"Key account manager","version":1}'
    )
    assert "Überblick".encode() in to_json(instrument(title="Überblick"))


def test_the_hash_is_of_the_meaning_and_not_of_the_writing() -> None:
    raw = raw_instrument()
    other_order = dict(reversed(raw.items()))
    defaults_written = deepcopy(raw)
    defaults_written["measures"][0].update(weight=1.0, critical=False)
    defaults_written["thresholds"] = None
    hashes = {
        content_hash(read_instrument(text, "x"))
        for text in (
            written(raw),
            written(other_order),
            written(defaults_written),
            yaml.safe_dump(raw, width=20),
        )
    }
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64
    assert content_hash(instrument(title="A tiny checklist!")) != content_hash(instrument())


ITEM_DEFAULTS: dict[str, Any] = {
    "when": "",
    "raters": [],
    "anchors_from": "",
    "evidence": [],
    "ours": "",
    "lineage": "",
}
DEFAULTS: dict[str, Any] = {
    "use": "",
    "subject": "person",
    "context": None,
    "raters": ["self", "observer"],
    "reading": [],
    "thresholds": None,
    "items": [{**item, **ITEM_DEFAULTS} for item in raw_instrument()["items"]],
    "measures": [{**measure, "group": ""} for measure in raw_instrument()["measures"]],
    "scales": [{**scale, "choices": []} for scale in raw_instrument()["scales"]],
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_field_at_its_default_changes_no_hash(name: str) -> None:
    assert to_json(instrument(**{name: DEFAULTS[name]})) == to_json(instrument())


@pytest.mark.parametrize(
    "change",
    [
        {"use": "Once a year."},
        {"subject": "account"},
        {"raters": ["observer", "self"]},
        {"reading": ["No total."]},
        {"kind": "interview"},
        {"items": [{**item, "raters": ["self"]} for item in raw_instrument()["items"]]},
    ],
)
def test_a_field_that_says_something_changes_the_hash(change: dict[str, Any]) -> None:
    assert content_hash(instrument(**change)) != content_hash(instrument())


def test_the_hash_of_a_deck_is_of_its_meaning() -> None:
    defaults_written = raw_deck(raw_card(ours=""))
    reordered = dict(reversed(raw_deck().items()))
    assert {content_hash(read_deck(written(raw), "x")) for raw in (raw_deck(), defaults_written, reordered)} == {
        content_hash(deck())
    }
    assert content_hash(deck(raw_card(best="b"))) != content_hash(deck())


def test_the_kinds_of_step_are_read_as_they_are_written() -> None:
    kinds = [step.kind for step in plan(*(raw_step(kind, kind=kind) for kind in ("measure", "reaction"))).steps]
    assert kinds == ["measure", "reaction"]
    assert problem(written(raw_plan(raw_step(kind="party"))), read_plan).endswith("invalid enum value 'party'")


def test_the_hash_of_published_content_must_not_move_with_the_code() -> None:
    # If this fails, every hash in content/ledger.yaml has changed, too: that is no change to make.
    assert content_hash(profile()) == "b5904f103624410109a5a9007223ceccd2f24cc6983be6e8f1552eb591f9058e"
    assert content_hash(instrument()) == "ecaf39d78047bf6e4b3a8a9bbf08d47047d7c59c336b4322ee3547fc1e0f33aa"
    assert content_hash(deck()) == "eb909c5749f9235df3f86cea454ee30a6abf13c84cdbe58b34b1ae09b8d4c12a"
    assert content_hash(plan()) == "b08c47b2d5f23c53310014c7ce54ef161e06da21d575c6f36bf1bafad6ce34a9"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"code":', b"[" * 100_000, b'{"code":"\xff"}'])
@pytest.mark.parametrize("read", [instrument_from_json, plan_from_json, profile_from_json, deck_from_json])
def test_other_json_is_a_content_error(data: bytes, read: Callable[[bytes], object]) -> None:
    with pytest.raises(ContentError, match="stored JSON"):
        read(data)


trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def instrument_or_error(text: str) -> None:
    try:
        assert isinstance(read_instrument(text, "x"), Instrument)
    except ContentError as error:
        assert error.problems and str(error)


@given(st.text())
def test_any_text_is_an_instrument_or_a_content_error(text: str) -> None:
    instrument_or_error(text)


@given(st.text(alphabet=st.sampled_from("ab1 \n\t:-?[]{},&*!|>'\"#%@`\\<=~.\x00é\ud800")))
def test_any_soup_of_signs_is_an_instrument_or_a_content_error(text: str) -> None:
    instrument_or_error(text)


@given(st.sampled_from(sorted(raw_instrument())), trees)
def test_any_value_of_any_field_is_an_instrument_or_a_content_error(name: str, value: object) -> None:
    instrument_or_error(written({**raw_instrument(), name: value}))


SAMPLE = written(raw_instrument())


@given(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.text(max_size=5))
def test_a_damaged_file_is_an_instrument_or_a_content_error(start: int, length: int, patch: str) -> None:
    instrument_or_error(SAMPLE[:start] + patch + SAMPLE[start + length :])
