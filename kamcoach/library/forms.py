"""The forms of a preview: what a rater would send, validated and forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from assessments.instruments.model import WRITTEN, Instrument
from kamcoach.web.answers import AnswerForm


@dataclass(slots=True)
class Tried:
    """What became of a form that was filled in on trial: answers, notes, what is wrong with an item, what lacks one."""

    values: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it could be sent."""
        return not self.problems and not self.missing


def try_out(instrument: Instrument, sent: MultiDict[str, str]) -> Tried:
    """Read what was sent about every item, by the rules of the real form; nothing is stored."""
    tried = Tried()
    for item in instrument.items:
        form = AnswerForm(sent, prefix=item.code)
        form.offer(instrument, item)
        if not form.validate():
            tried.problems[item.code] = form.problem
        value, note = form.value.data or "", form.note.data or ""
        if instrument.answered(item) == "text":
            value = WRITTEN if note.strip() else ""
        elif not value:
            tried.missing.append(item.code)
        tried.values[item.code], tried.notes[item.code] = value, note
    return tried


def given(tried: Tried) -> Mapping[str, str]:
    """The answers that have a value, for the domain to score."""
    return {item: value for item, value in tried.values.items() if value}


def follows(instrument: Instrument, tried: Tried) -> Mapping[str, str]:
    """What follows from each choice that was made, by item (method.md §1.8)."""
    return {
        item.code: item.anchors.get(tried.values[item.code], "")
        for item in instrument.items
        if item.scale and instrument.answered(item) == "choice"
    }
