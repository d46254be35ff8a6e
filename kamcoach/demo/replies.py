"""What a simulated rater says: values along the person's curve, now and then a note, words where words are asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessments.instruments.model import WRITTEN, Instrument, Item, Meaning, Scale
from kamcoach.demo.characters import character_of, gain
from kamcoach.demo.draws import between, draw, pick, swing
from kamcoach.demo.owed import Owed

_UNTRAINED = 0.2
"""What of a gain reaches behaviours that the training left out."""
_NOISE = 0.9
_LOWER_SEEN = 0.3
_THEN, _THEN_VARIES = -0.25, 0.5
"""Looking back after a training, most see their earlier habits a little lower than they said at the time."""
_GROWN = 0.7
"""How far levels of competencies lie above shares of occasions, on scales of the same length."""
_NOTES = 1 / 6
_PIECES = 0.3
"""How often somebody names the pieces of work behind a level."""
_IN_OWN_LANGUAGE = 0.6
_STOPPED = "stopped"
"""The barrier that others can move: whoever names it says what it was."""
_FIRST_CHOICE = 0.55
"""How often the first of several choices is taken: on the questions after a week, "used it"."""
_SHARED_DENOMINATOR = frozenset({"B1", "B9"})
"""Doubles whose two questions count the same occasions: who saw none for one saw none for the other."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: an item, a code of its scale, and a note or ""."""

    item: str
    value: str
    note: str


def replies(owed: Owed, instrument: Instrument, trained: Collection[str], *, seed: int) -> Sequence[Reply]:
    """The rater's answers to every item that is asked, in order."""
    items = [item for item in instrument.items if owed.asked is None or item.code in owed.asked]
    values: dict[str, str] = {}
    for item in items:
        if instrument.answered(item) == "scale":
            values[item.code] = _value(owed, instrument.scale_of(item), item, item.measure in trained, values, seed)
        elif instrument.answered(item) == "choice":
            values[item.code] = _choice(owed, instrument.scale_of(item), item, seed)
        else:
            values[item.code] = WRITTEN
    return [Reply(item.code, values[item.code], _note(owed, item, values[item.code], seed)) for item in items]


def level(owed: Owed, measure: str, *, trained: bool, seed: int) -> float:
    """Where the subject stands on a measure at the occasion's day, as this rater sees it."""
    who = owed.subject
    own = between(2.0, 3.2, seed, "base", who) + swing(0.9, seed, "base", who, measure)
    if owed.phase == "then":
        return own + _THEN + swing(_THEN_VARIES, seed, "then", who)
    if owed.in_cycle:
        own += _GROWN
    risen = gain(character_of(seed, who), max(owed.day or 0, 0)) * (1.0 if trained else _UNTRAINED)
    if owed.relation == "self":
        return own + risen
    return own + risen - _LOWER_SEEN + swing(0.3, seed, "leniency", owed.rater)


def _value(owed: Owed, scale: Scale, item: Item, trained: bool, given: Mapping[str, str], seed: int) -> str:
    missing = _without_value(owed, scale, item, given, seed)
    if missing is not None:
        return missing
    wanted = level(owed, item.measure, trained=trained, seed=seed)
    wanted += swing(0.3, seed, "item", item.code) + swing(_NOISE, seed, *owed.key, item.code)
    return min(scale.points, key=lambda point: abs(point.value - wanted)).code


def _choice(owed: Owed, scale: Scale, item: Item, seed: int) -> str:
    about = (*owed.key, item.code)
    if draw(seed, "first choice", *about) < _FIRST_CHOICE:
        return scale.choices[0].code
    return pick([choice.code for choice in scale.choices[1:]], seed, "choice", *about)


def _without_value(owed: Owed, scale: Scale, item: Item, given: Mapping[str, str], seed: int) -> str | None:
    """The code for "not observed" or "no occasion", where this rater has to say so."""
    about = item.measure if item.measure in _SHARED_DENOMINATOR else item.code
    chance, is_self = draw(seed, "without", *owed.key, about), owed.relation == "self"
    unseen, none = (0.01, 0.05) if is_self else (0.13, 0.16)
    meaning: Meaning = "not_observed" if chance < unseen else "no_occasion"
    few = item.code == "B1b" and given.get("B1a") == "1" and draw(seed, "few", *owed.key) < 0.5
    if chance >= none and not few:
        return None
    return next((answer.code for answer in scale.without_value if answer.meaning == meaning), None)


def _note(owed: Owed, item: Item, value: str, seed: int) -> str:
    notes, about = _notes(), (*owed.key, item.code)
    if owed.in_cycle:
        pieces: Sequence[str] = notes["pieces"][owed.relation]
        return pick(pieces, seed, "piece", *about) if draw(seed, "note", *about) < _PIECES else ""
    if value in (WRITTEN, _STOPPED):
        words: Sequence[str] = notes["words"][item.code] if value == WRITTEN else notes["stopped"]
        return pick(words, seed, "which", *about)
    if value in ("N", "O") or draw(seed, "note", *about) >= _NOTES:
        return ""
    if owed.relation != "self":
        seen: Sequence[str] = notes["seen"]
        return pick(seen, seed, "which", *about)
    local: Sequence[str] = notes["by_country"].get(owed.country, {}).get(item.measure, ())
    if local and draw(seed, "language", *about) < _IN_OWN_LANGUAGE:
        return pick(local, seed, "which", *about)
    own: Sequence[str] = notes["own"].get(item.measure, ())
    return pick(own, seed, "which", *about) if own else ""


def events() -> Sequence[Mapping[str, str]]:
    """What observers saw: kind and one line each."""
    found: Sequence[Mapping[str, str]] = _notes()["events"]
    return found


@cache
def _notes() -> Mapping[str, Any]:
    text = Path(__file__).with_name("notes.yaml").read_text(encoding="utf-8")
    notes: Mapping[str, Any] = yaml.safe_load(text)
    return notes
