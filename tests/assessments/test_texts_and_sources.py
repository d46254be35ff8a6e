"""What people read, by its path, and what is cited where."""

from msgspec.structs import replace

from assessments.instruments.deck import Deck
from assessments.instruments.kinds import with_anchors
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.sources import citations
from assessments.instruments.texts import texts_of
from assessments.scheduling.plan import Plan

from .builders import (
    deck,
    instrument,
    plan,
    profile,
    raw_audit,
    raw_card,
    raw_choice_scale,
    raw_instrument,
    raw_item,
    raw_measure,
    raw_scale,
    raw_step,
    raw_talk,
    without,
)


def with_everything() -> Instrument:
    scale = {**raw_scale(), "points": raw_scale()["points"][:2], "without_value": raw_scale()["without_value"][:1]}
    item = raw_audit("A")["items"][0]
    texts = {
        "question": "How many?",
        "question_other": "How many of theirs?",
        "when": "3 minutes",
        "anchors": {"1": "one", "2": "two"},
        "without_value": {"N": "I was away"},
        "ours": "The period is ours.",
        "lineage": "B0",
        "raters": ["self"],
    }
    return instrument(
        kind="audit",
        use="Once a year.",
        reading=["No total.", "No ranking."],
        context="account",
        thresholds={"index_measures": 1, "index_weight": 1},
        scales=[scale, raw_choice_scale()],
        measures=[raw_measure("B1", group="Knowledge")],
        items=[{**item, **texts}],
    )


def test_every_text_of_an_instrument_that_people_read_has_its_path() -> None:
    assert texts_of(with_everything()) == {
        "title": "A tiny checklist",
        "lede": "Three questions.",
        "use": "Once a year.",
        "reading[0]": "No total.",
        "reading[1]": "No ranking.",
        "scales[share].title": "Share of occasions in the last four weeks",
        "scales[share].points[1].label": "0 to 20 %",
        "scales[share].points[2].label": "21 to 40 %",
        "scales[share].without_value[N].label": "Not observed",
        "scales[barrier].title": "What stopped you",
        "scales[barrier].choices[time].label": "No time in these weeks",
        "scales[barrier].choices[means].label": "I lack the means",
        "scales[barrier].without_value[X].label": "Nothing",
        "measures[B1].title": "Behaviour B1",
        "measures[B1].short": "B1",
        "measures[B1].group": "Knowledge",
        "items[B1a].question": "How many?",
        "items[B1a].question_other": "How many of theirs?",
        "items[B1a].counts": "a conversation of 15 minutes or more",
        "items[B1a].when": "3 minutes",
        "items[B1a].anchors[1]": "one",
        "items[B1a].anchors[2]": "two",
        "items[B1a].without_value[N]": "I was away",
        "items[B1a].evidence[0].ask_for": "The paper of grade A",
        "items[B1a].example": "Plant manager: line 2 stopped",
        "items[B1a].coach_asks": "Whom do you meet this week?",
        "items[B1a].ours": "The period is ours.",
    }


def test_borrowed_anchors_are_the_lenders_to_translate() -> None:
    borrows = without(raw_item("ask", "B1", anchors_from="tiny.1/B1a"), "anchors")
    bare = instrument(code="talk", items=[borrows, raw_item("B2a", "B2")])
    whole = with_anchors(bare, {"tiny.1": instrument()})
    assert whole.item("ask").anchors
    assert texts_of(whole) == texts_of(bare)
    assert not [path for path in texts_of(whole) if path.startswith("items[ask].anchors")]
    assert "items[B2a].anchors[1]" in texts_of(whole)


def test_every_text_of_a_deck_that_people_read_has_its_path() -> None:
    one = replace(deck().cards[0], variants=deck().cards[0].variants[:1], ours="The case is ours.")
    assert texts_of(replace(deck(), cards=(one,))) == {
        "title": "Cases",
        "lede": "One minute each.",
        "cards[stop].teaches": "Ask the one who knows.",
        "cards[stop].ours": "The case is ours.",
        "cards[stop].options[a].reason": "What follows from a.",
        "cards[stop].options[b].reason": "What follows from b.",
        "cards[stop].options[c].reason": "What follows from c.",
        "cards[stop].variants[v1].scene": "Line v1 stopped. Ann rings you.",
        "cards[stop].variants[v1].ask": "What do you do?",
        "cards[stop].variants[v1].options[a]": "Ask her",
        "cards[stop].variants[v1].options[b]": "Write to her boss",
        "cards[stop].variants[v1].options[c]": "Wait",
    }


def test_every_text_of_a_plan_and_a_profile_that_people_read_has_its_path() -> None:
    assert texts_of(plan(raw_step())) == {
        "title": "A month",
        "lede": "Three steps.",
        "steps[after-30].title": "A month after",
        "steps[after-30].why": "What stuck, after a month.",
    }
    assert texts_of(profile(duties=["Grow the account", "Keep the promises"])) == {
        "title": "Key account manager",
        "note": "A starting point; a dated job analysis does better.",
        "duties[0]": "Grow the account",
        "duties[1]": "Keep the promises",
    }


# sources


def cited(content: Instrument | Plan | Profile | Deck) -> list[tuple[str, str]]:
    return list(citations(content))


def test_an_instrument_cites_what_its_items_ask_for_and_nothing_on_top() -> None:
    items = [raw_item("B1a", "B1", sources=["S1-B1", "S1-B3"]), raw_item("B2a", "B2", sources=["S1-B3"])]
    measures = [raw_measure("B1", sources=["S1-C2"]), raw_measure("B2")]
    one = instrument(**raw_instrument(sources=["S1-T2"], measures=measures, items=items))
    assert cited(one) == [("S1-B1", "B1a"), ("S1-B3", "B1a"), ("S1-B3", "B2a")]


def test_other_content_cites_as_a_whole_and_by_its_parts() -> None:
    assert cited(deck(raw_card(sources=["S1-B1"]), raw_card("ring", sources=["S1-B3"]), sources=["S1"])) == [
        ("S1", ""),
        ("S1-B1", "stop"),
        ("S1-B3", "ring"),
    ]
    assert cited(plan(raw_talk(sources=["S1-C2"]), raw_step(), sources=["S1", "S1-T2"])) == [
        ("S1", ""),
        ("S1-T2", ""),
        ("S1-C2", "talk"),
    ]
    assert cited(profile(sources=["S1-C2"])) == [("S1-C2", "")]
