"""Writing a plan of the organisation's own: copy, change step by step, publish. What is published never changes."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec.structs import replace
from sqlalchemy.orm import Session

from assessments.instruments.checking import check_plan
from assessments.instruments.model import Instrument
from assessments.instruments.plan_checks import check_load, check_step, check_steps
from assessments.instruments.problems import Problem
from assessments.instruments.reading import content_hash, plan_from_json, to_json
from assessments.instruments.rules import Finding
from assessments.scheduling.plan import Plan, Step
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.digest import facts
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.plans import queries
from kamcoach.plans.models import PlanDraft
from kamcoach.trail import services as trail

OWN = "own-"
"""Codes of the organisation's own plans begin so; no shipped one does, so a new version of the product meets none."""
MOST_STEPS = 60
_LONGEST_CODE = 40


class ChangedMeanwhile(Exception):
    """The step, or what is to be published, is not what the form was made from."""


class NotReady(Exception):
    """The plan cannot be published; `findings` say why, in the order of the plan."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(len(findings))
        self.findings = findings


class Unfit(Exception):
    """A step that breaks a rule by itself; `findings` say which."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(len(findings))
        self.findings = findings


def plan_of(draft: PlanDraft) -> Plan:
    """The plan as it is written so far."""
    return plan_from_json(draft.body.encode())


def print_of(part: Step | Plan) -> str:
    """A fingerprint of a step, or of a plan's title and lede: a form carries it, so that a second tab is noticed."""
    told = msgspec.json.encode(part if isinstance(part, Step) else [part.title, part.lede])
    return hashlib.sha256(told).hexdigest()[:16]


def copy(session: Session, version: ContentVersion, *, actor: Actor, at: Moment) -> PlanDraft:
    """Begin a draft from a published plan: the next version of an own one, of a shipped one a plan with a code of its
    own. Of an own one that is being written already, that draft."""
    plan = library.as_plan(version)
    if version.owner == "organisation":
        there = queries.draft_of(session, plan.code)
        return there or _begin(session, plan, version.id, actor=actor, at=at)
    code = own_code(plan.code, queries.taken_codes(session))
    return _begin(session, replace(plan, code=code, version=1), version.id, actor=actor, at=at)


def take_in(session: Session, plan: Plan, *, actor: Actor, at: Moment) -> PlanDraft:
    """Begin a draft from a plan that was read from a file. It keeps its code when the organisation has it already."""
    newest = library.newest(session, "plans", plan.code)
    if newest is not None and newest.owner == "organisation" and queries.draft_of(session, plan.code) is None:
        return _begin(session, plan, newest.id, actor=actor, at=at)
    code = own_code(plan.code, queries.taken_codes(session))
    return _begin(session, replace(plan, code=code, version=1), None, actor=actor, at=at)


def own_code(wish: str, taken: Collection[str]) -> str:
    """A code of the organisation's own that nothing has yet: "own-standard", then "own-standard-2"."""
    plain = unicodedata.normalize("NFKD", wish.removeprefix(OWN)).encode("ascii", "ignore").decode().lower()
    stem = (OWN + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "plan"))[:_LONGEST_CODE].rstrip("-")
    codes = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _begin(session: Session, plan: Plan, based_on: int | None, *, actor: Actor, at: Moment) -> PlanDraft:
    draft = PlanDraft(
        code=plan.code,
        based_on_id=based_on,
        body=to_json(plan).decode(),
        by_id=actor.person_id,
        saved_at=at.business,
    )
    session.add(draft)
    session.flush()
    _record(session, draft, "plan draft begun", {"code": plan.code}, actor=actor, at=at)
    return draft


def _record(
    session: Session, draft: PlanDraft, verb: str, details: Mapping[str, object], *, actor: Actor, at: Moment
) -> None:
    trail.record(session, actor=actor, verb=verb, on=("plan-draft", draft.public_id), at=at, details=details)


def _store(session: Session, draft: PlanDraft, plan: Plan, what: str, *, actor: Actor, at: Moment) -> None:
    draft.body, draft.saved_at = to_json(plan).decode(), at.business
    draft.revision += 1
    _record(session, draft, "plan draft changed", {"what": what, "revision": draft.revision}, actor=actor, at=at)


def save_head(session: Session, draft: PlanDraft, title: str, lede: str, was: str, *, actor: Actor, at: Moment) -> None:
    """Give the plan another title and summary. Raises ChangedMeanwhile."""
    plan = plan_of(draft)
    if was != print_of(plan):
        raise ChangedMeanwhile
    _store(session, draft, replace(plan, title=title, lede=lede), "title", actor=actor, at=at)


def save_step(session: Session, draft: PlanDraft, step: Step, was: str, *, actor: Actor, at: Moment) -> None:
    """Put a step in the place of the one with its code, and all steps in the order of their days.

    Raises Unfit when it breaks a rule by itself, and ChangedMeanwhile when the stored one is not what the form was made
    from (`was`) or is gone.
    """
    plan = plan_of(draft)
    stored = next((one for one in plan.steps if one.code == step.code), None)
    if stored is None or was != print_of(stored):
        raise ChangedMeanwhile
    changed = _ordered(plan, [step if one is stored else one for one in plan.steps])
    if unfit := findings_of(step, changed, queries.all_instruments(session)):
        raise Unfit(unfit)
    _store(session, draft, changed, step.code, actor=actor, at=at)


def add_step(session: Session, draft: PlanDraft, step: Step, *, actor: Actor, at: Moment) -> Step:
    """Add a step under a code that the plan does not have yet. Raises Unfit."""
    plan = plan_of(draft)
    if len(plan.steps) >= MOST_STEPS:
        raise Unfit([Finding("steps", "too many", "too_many_steps", {"most": MOST_STEPS})])
    step = replace(step, code=free_code(step.code, plan))
    changed = _ordered(plan, [*plan.steps, step])
    if unfit := findings_of(step, changed, queries.all_instruments(session)):
        raise Unfit(unfit)
    _store(session, draft, changed, step.code, actor=actor, at=at)
    return step


def free_code(wish: str, plan: Plan) -> str:
    """A code for a new step: the wish, or the wish with a letter behind it. A number would look like a repetition."""
    taken = {step.code for step in plan.steps} | {step.code for step in plan.dated()}
    names = [
        wish,
        *(f"{wish}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"),
        *(f"{wish}-x{n}" for n in range(99)),
    ]
    return next(name for name in names if name not in taken)


def remove_step(session: Session, draft: PlanDraft, code: str, *, actor: Actor, at: Moment) -> Step | None:
    """Take a step out and keep it for undo; returns it, None when it is gone already."""
    plan = plan_of(draft)
    step = next((one for one in plan.steps if one.code == code), None)
    if step is not None:
        rest = tuple(one for one in plan.steps if one is not step)
        draft.removed = msgspec.json.encode(step).decode()
        _store(session, draft, replace(plan, steps=rest), code, actor=actor, at=at)
    return step


def removed_step(draft: PlanDraft) -> Step | None:
    """The step that was taken out last and can be put back."""
    return msgspec.json.decode(draft.removed, type=Step) if draft.removed else None


def restore_step(session: Session, draft: PlanDraft, *, actor: Actor, at: Moment) -> Step | None:
    """Put the step that was taken out last back; None when there is none."""
    step, plan = removed_step(draft), plan_of(draft)
    if step is not None:
        step = replace(step, code=free_code(step.code, plan))
        draft.removed = ""
        _store(session, draft, _ordered(plan, [*plan.steps, step]), step.code, actor=actor, at=at)
    return step


def _ordered(plan: Plan, steps: Sequence[Step]) -> Plan:
    return replace(plan, steps=tuple(sorted(steps, key=lambda step: step.days)))


def findings_of(step: Step, plan: Plan, instruments: Mapping[str, Instrument]) -> Sequence[Finding]:
    """What is wrong with one step of a plan, beside what is wrong with the whole."""
    own = list(check_step(step, instruments))
    names = {one.code for one in plan.steps if one.code != step.code}
    if step.repeats is not None and not own and any(one.code in names for one in step.each()):
        own.append(Finding(f"steps[{step.code}].repeats", "a name twice", "name_twice"))
    return own


def lacking(plan: Plan, instruments: Mapping[str, Instrument]) -> Sequence[Finding]:
    """Everything that keeps a plan from being published: its steps, and what they ask in a week (method.md §1.5)."""
    if not plan.steps:
        return [Finding("steps", "is empty", "no_steps")]
    return list(check_steps(plan, instruments)) or list(check_load(plan))


def problems_of(plan: Plan, file: str, instruments: Mapping[str, Instrument]) -> Sequence[Problem]:
    """Everything that is wrong with a plan from a file, as `kamcoach content check` would say it; only its load may
    still be too much, which a draft shows."""
    return check_plan(plan, file, facts(), instruments, in_use=False)


def publish(session: Session, draft: PlanDraft, revision: int, *, actor: Actor, at: Moment) -> ContentVersion:
    """Publish the draft as the next version of its code: from now on nothing of it changes.

    Raises ChangedMeanwhile when `revision` is not what was looked at, and NotReady.
    """
    if draft.revision != revision:
        raise ChangedMeanwhile
    plan = plan_of(draft)
    if found := lacking(plan, queries.all_instruments(session)):
        raise NotReady(found)
    newest = library.newest(session, "plans", plan.code)
    plan = replace(plan, version=newest.version + 1 if newest else 1)
    version = ContentVersion(
        kind="plans",
        code=plan.code,
        version=plan.version,
        owner="organisation",
        content_hash=content_hash(plan),
        body=to_json(plan).decode(),
        published_at=at.wall,
    )
    session.add(version)
    session.flush()
    draft.published_id = version.id
    details = {"added": [f"plans/{plan.code}/{plan.version}"]}
    trail.record(session, actor=actor, verb="content published", on=("content", "organisation"), at=at, details=details)
    return version


def discard(session: Session, draft: PlanDraft, *, actor: Actor, at: Moment) -> None:
    """Throw a draft away."""
    _record(session, draft, "plan draft discarded", {"code": draft.code}, actor=actor, at=at)
    session.delete(draft)
