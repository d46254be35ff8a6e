"""Steps that no plan holds: the engine adds them when a measure asks for it."""

from assessments.scheduling.plan import Plan, Step
from kamcoach.reinforcement.models import FollowUp
from kamcoach.web.language import gettext as _

ASK_INSTRUMENT = "why-less"


def step_of(plan: Plan, follow_up: FollowUp) -> Step:
    """The step that a follow-up is a date of: the plan's, or the engine's own question about a drop."""
    return _ask(follow_up) if follow_up.kind == "ask" else plan.step(follow_up.step)


def _ask(follow_up: FollowUp) -> Step:
    """Drift costs one question (method.md, Drift)."""
    return Step(
        code=follow_up.step,
        kind="ask",
        title=_("One question: less than before?"),
        why=_(
            "A measure was clearly lower than the first ones after the training. One question asks what was in the way."
        ),
        days=follow_up.days,
        opens=follow_up.days,
        closes=follow_up.days + (follow_up.closes_on - follow_up.opens_on).days,
        raters=("self",),
        minutes=1,
        instrument=ASK_INSTRUMENT,
        items="focus",
    )
