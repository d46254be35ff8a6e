"""What an assessment came to: scores with coverage, changes, and the reason where there is no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assessments.instruments.model import Item, Measure
from assessments.scoring.change import Change, change
from assessments.scoring.scores import Score, score
from kamcoach.assessing.models import Answer
from kamcoach.assessing.queries import Baseline, Sheet, values_of
from kamcoach.portfolio.queries import AccountName
from kamcoach.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Said:
    """One item as it was answered: the label, what that looks like, the note, and the key account that it names."""

    item: Item
    label: str
    anchor: str
    note: str
    account: str


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the page."""

    measure: Measure
    score: Score
    before: float | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page's lines, every answer, the index where there is one, and how the baseline stands."""

    lines: Sequence[Line]
    said: Sequence[Said]
    index: Score | None
    has_baseline: bool
    baseline_late: bool


def outcome_of(
    sheet: Sheet,
    answers: Mapping[str, Answer],
    baseline: Baseline | None,
    named: Mapping[int, AccountName] = MappingProxyType({}),
) -> Outcome:
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
            )
        )
    said = [_said(sheet, item, answers, named) for item in sheet.items]
    return Outcome(lines, said, now.index, baseline is not None, bool(baseline and baseline.late))


def _said(sheet: Sheet, item: Item, answers: Mapping[str, Answer], named: Mapping[int, AccountName]) -> Said:
    answer = answers.get(item.code)
    value = (answer.value if answer else None) or ""
    label = sheet.instrument.label(item, value) or (_("In words") if value else _("No answer"))
    text = item.anchors.get(value) or item.without_value.get(value, "")
    account = named.get(answer.key_account_id or 0) if answer else None
    return Said(item, label, text, answer.note if answer else "", account.name if account else "")


def why_no_score(scored: Score) -> str:
    """The reason why a measure has no figure, in words."""
    reasons = {
        "not_observed": _("not observed"),
        "no_occasion": _("no occasion"),
        "not_applicable": _("not applicable"),
        "partly": _("not every question of it has a value"),
        "unanswered": _("not answered"),
    }
    return reasons[scored.why] if scored.why else ""
