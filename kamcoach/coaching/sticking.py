"""What sticks of a training, with the figures behind each word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.scoring.sticking import Measured, Point, Verdict, Why, Word, judge
from kamcoach.drift.queries import Mark
from kamcoach.library import queries as library
from kamcoach.training.queries import Training
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import near_day, score

STATUS: Mapping[Word, str] = {
    "sticking": "sticking",
    "self_reported": "self",
    "as_before": "same",
    "ask": "ask",
    "fading": "fading",
    "unknown": "unknown",
}
"""The status shape of each word (look.md, Components)."""


@dataclass(frozen=True, slots=True)
class Held:
    """One focus behaviour: its name, the shape and the word, the sentences with the figures, and the mark that the
    engine made of it, if one holds."""

    name: str
    status: str
    word: str
    figures: Sequence[str]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One measure of an enrolment as the reader may see it: whether it was before the training, whether that was too
    late to compare with, and day and values by relation."""

    before: bool
    late: bool
    said: Mapping[str, tuple[date, Mapping[str, float]]]

    def point(self, relation: str, measure: str) -> Point | None:
        """The value of a measure as a relation gave it."""
        day, values = self.said.get(relation, (date.min, {}))
        return Point(day, values[measure]) if measure in values else None


def focus_names(session: Session, trainings: Iterable[Training]) -> Mapping[int, Sequence[str]]:
    """What the focus behaviours of enrolments are called, by enrolment. One query."""
    about = list(trainings)
    instruments = library.newest_instruments(session, {training.instrument_code for training in about})
    return {
        one.enrolment_id: [instruments[one.instrument_code].measure(code).short for code in one.focus] for one in about
    }


def what_holds(
    training: Training, instrument: Instrument, steps: Sequence[Step], marks: Sequence[Mark] = (), *, on: date
) -> Sequence[Held]:
    """The focus behaviours of an enrolment, from its steps in order of time; nothing of a behaviour before its first
    measure after the training."""
    marked = {mark.measure: mark for mark in marks if mark.enrolment_id == training.enrolment_id}
    held = []
    for code in training.focus:
        measure = f"{instrument.code}/{code}"
        before = [step for step in steps if step.before]
        later = [step for step in steps if not step.before]
        after = [Measured(step.point("self", measure), step.point("observer", measure)) for step in later]
        if all(one.value is None for one in after):
            continue
        verdict = judge(
            after,
            own_before=_value(before, "self", measure),
            seen_before=_value(before, "observer", measure),
            baseline_late=any(step.late for step in before),
            on=on,
        )
        name = instrument.measure(code).short
        held.append(Held(name, STATUS[verdict.word], _word(verdict.word), _figures(verdict), marked.get(code)))
    return held


def _value(steps: Sequence[Step], relation: str, measure: str) -> float | None:
    points = [point for step in steps if (point := step.point(relation, measure)) is not None]
    return points[-1].value if points else None


def _word(word: Word) -> str:
    words = {
        "sticking": _("sticking"),
        "self_reported": _("self-reported"),
        "as_before": _("as before"),
        "ask": _("ask: lower than it was"),
        "fading": _("fading"),
        "unknown": _("not known yet"),
    }
    return words[word]


def _figures(verdict: Verdict) -> Sequence[str]:
    said = [_own(verdict), _fallen(verdict)]
    if verdict.seen is not None:
        seen, day = score(verdict.seen.value), near_day(verdict.seen.on)
        if verdict.reached is not None:
            said.append(_("What the observer said is averaged in."))
        said.append(_("Observer %(value)s on %(day)s.", value=seen, day=day))
    if verdict.why is not None:
        said.append(_why(verdict.why, len(verdict.after)))
    return [sentence for sentence in said if sentence]


def _own(verdict: Verdict) -> str:
    after = [score(value) for value in verdict.after]
    before = score(verdict.before) if verdict.before is not None else ""
    if len(after) == 2 and before:
        return _("%(before)s before, %(first)s and %(last)s after.", before=before, first=after[0], last=after[1])
    if len(after) == 2:
        return _("%(first)s and %(last)s after.", first=after[0], last=after[1])
    if after and before:
        return _("%(before)s before, %(last)s after.", before=before, last=after[0])
    return _("%(last)s after.", last=after[0]) if after else ""


def _fallen(verdict: Verdict) -> str:
    """The level that was reached, and what came since, self and observer together."""
    if verdict.reached is None:
        return ""
    reached, since = score(verdict.reached), [score(value) for value in verdict.since]
    if len(since) == 1:
        return _(
            "The first two measures average %(reached)s, the one since is %(last)s.", reached=reached, last=since[0]
        )
    return _(
        "The first two measures average %(reached)s, the last two are %(first)s and %(last)s.",
        reached=reached,
        first=since[0],
        last=since[1],
    )


def _why(why: Why, after: int) -> str:
    sentences = {
        "too_few": ngettext(
            "%(num)s measure of their own after the training; two are needed.",
            "%(num)s measures of their own after the training; two are needed.",
            after,
        ),
        "no_baseline": _("There is no baseline to compare with."),
        "baseline_late": _("The baseline came after its time, so no change is claimed."),
        "no_second": _("Nobody else has rated it yet: a second view would tell."),
        "second_old": _("That second view is more than 90 days old."),
        "second_differs": _("The observer does not see the change."),
    }
    return sentences[why]
