"""What an assessment came to: scores with coverage, changes, and the reason where there is no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.instruments.model import Item, Measure, Point
from assessments.scoring.change import Change, change
from assessments.scoring.scores import Score, score
from kamcoach.assessing.models import Answer
from kamcoach.assessing.queries import Baseline, Sheet, values_of
from kamcoach.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Said:
    """One answered item: its label, what that looks like, and the note."""

    item: Item
    label: str
    anchor: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the page."""

    measure: Measure
    score: Score
    before: float | None
    change: Change | None
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page's lines, the index where there is one, and how the baseline stands."""

    lines: Sequence[Line]
    index: Score | None
    has_baseline: bool
    baseline_late: bool
    top: int


def outcome_of(sheet: Sheet, answers: Mapping[str, Answer], baseline: Baseline | None) -> Outcome:
    """Score the answers and set them beside the baseline of the same rater relation."""
    now = score(sheet.instrument, values_of(answers), asked=sheet.occasion.asked)
    then = score(sheet.instrument, baseline.answers) if baseline else None
    lines = []
    for scored in now.measures:
        before = then.of(scored.measure) if then else None
        lines.append(
            Line(
                measure=sheet.instrument.measure(scored.measure),
                score=scored,
                before=before.value if before else None,
                change=change(scored, before, then_late=baseline.late) if baseline else None,
                said=[_said(sheet, item, answers) for item in sheet.items if item.measure == scored.measure],
            )
        )
    top = max(point.value for scale in sheet.instrument.scales for point in scale.points)
    return Outcome(lines, now.index, baseline is not None, bool(baseline and baseline.late), top)


def _said(sheet: Sheet, item: Item, answers: Mapping[str, Answer]) -> Said:
    answer = answers.get(item.code)
    value = (answer.value if answer else None) or ""
    scale = sheet.instrument.scale_of(item)
    point = scale.point(value) or scale.without(value)
    text = (item.anchors if isinstance(point, Point) else item.without_value).get(value, "")
    return Said(item, point.label if point else _("No answer"), text, answer.note if answer else "")


def why_no_score(scored: Score) -> str:
    """The reason why a measure has no figure, in words."""
    reasons = {
        "not_observed": _("not observed"),
        "no_occasion": _("no occasion"),
        "not_applicable": _("not applicable"),
        "partly": _("only one of its questions has a share"),
        "unanswered": _("not answered"),
    }
    return reasons[scored.why] if scored.why else ""
