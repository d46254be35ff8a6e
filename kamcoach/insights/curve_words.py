"""What a curve says, in sentences: whole ones for every case, so that each can be put into another language."""

from collections.abc import Sequence

from assessments.statistics.curve import Curve, OnDay
from assessments.statistics.describing import FEWEST
from assessments.statistics.regression import FEWEST_PAIRS, Expected
from kamcoach.insights.curve_queries import Study, Talks
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import near_day, score

_LEVEL = 0.05
"""What rounds to no change."""


def in_words(study: Study, curve: Curve, expected: Expected) -> Sequence[str]:
    """The newest change of a curve, what silence could hide, what the then-test says, what would have come anyway."""
    newest = curve.newest
    sentences = [_who(study, curve, newest), _change(newest)] if newest else [why_nothing(study, curve)]
    if newest and newest.silent.mean is not None:
        sentences.append(
            _(
                "If everybody who kept silent is still where they began, it is %(mean)s, over %(n)s people.",
                mean=score(newest.silent.mean),
                n=newest.silent.n,
            )
        )
    if curve.then.mean is not None:
        sentences.append(
            _(
                "Asked afterwards about the time before the training, %(n)s people say %(mean)s.",
                n=curve.then.n,
                mean=score(curve.then.mean),
            )
        )
    if newest:
        sentences.append(_regression(expected))
    return sentences


def _who(study: Study, curve: Curve, on: OnDay) -> str:
    told = {"people": study.people, "n": on.matched.n, "day": on.day}
    if curve.relation == "self":
        return _("Of %(people)s people, %(n)s answered before and after %(day)s days.", **told)
    return _("Of %(people)s people, %(n)s were observed before and after %(day)s days.", **told)


def _change(on: OnDay) -> str:
    matched = on.matched
    assert matched.before is not None and matched.now is not None and matched.change is not None
    told = {"before": score(matched.before), "now": score(matched.now)}
    if told["before"] == told["now"]:
        return _("Their mean stayed at %(now)s.", **told)
    if matched.change > 0:
        return _("Their mean rose from %(before)s to %(now)s.", **told)
    return _("Their mean fell from %(before)s to %(now)s.", **told)


def _regression(expected: Expected) -> str:
    if expected.value is not None:
        return _(
            "Without any training, %(change)s would be expected by chance alone: who is measured low comes up, who is measured high comes down (r = %(r)s, from %(n)s people not trained in it).",  # noqa: E501
            change=_signed(expected.value),
            r=f"{expected.r or 0:.2f}",
            n=expected.n,
        )
    if expected.why_not == "few":
        return _(
            "How much would have come without any training is not said: that takes %(needed)s people who were measured twice and not trained in it; so far there are %(n)s.",  # noqa: E501
            needed=FEWEST_PAIRS,
            n=expected.n,
        )
    return _("How much would have come without any training is not said: those not trained in it do not differ enough.")


def _signed(value: float) -> str:
    if abs(value) < _LEVEL:
        return _("no change")
    return f"+{score(value)}" if value > 0 else f"−{score(-value)}"


def why_nothing(study: Study, curve: Curve) -> str:
    """Why there is no change to show of a curve yet, and when there can be one."""
    following = next_point(study)
    most = max((point.matched.n for point in curve.days), default=0)
    if any(point.everyone.n for point in curve.days):
        return ngettext(
            "%(num)s person has a value both before and after. A figure is shown from %(fewest)s people on.",
            "%(num)s people have a value both before and after. A figure is shown from %(fewest)s people on.",
            most,
            fewest=FEWEST,
        )
    if following:
        return _(
            "The next measure after the training is on %(day)s. Before that there is nothing to compare.", day=following
        )
    return _("Nobody has a value after the training.")


def next_point(study: Study) -> str:
    """The next day on which somebody is measured; "" for none."""
    coming = [point.next_due for point in study.planned if point.next_due]
    return near_day(min(coming)) if coming else ""


def side_notes(study: Study) -> Sequence[str]:
    """Who is not counted, and why."""
    notes = []
    if study.left_out:
        notes.append(
            ngettext(
                "%(num)s person is left out here until you have sent what you saw of them, so that nothing colours your view.",  # noqa: E501
                "%(num)s people are left out here until you have sent what you saw of them, so that nothing colours your view.",  # noqa: E501
                study.left_out,
            )
        )
    if study.late:
        notes.append(
            ngettext(
                "The baseline of %(num)s person came after its day; no change is claimed from it.",
                "The baseline of %(num)s people came after its day; no change is claimed from it.",
                study.late,
            )
        )
    if study.again:
        notes.append(
            ngettext(
                "%(num)s person came a second time and counts with the first.",
                "%(num)s people came a second time and count with the first.",
                study.again,
            )
        )
    return notes


def talks_in_words(before: Talks, after: Talks) -> str:
    """How many talks with the manager were marked as held on either side of the training."""
    return _(
        "Marked as held: %(before)s of %(all_before)s talks with the manager before the training, %(after)s of %(all_after)s after it.",  # noqa: E501
        before=len(before.held),
        all_before=before.planned,
        after=len(after.held),
        all_after=after.planned,
    )
