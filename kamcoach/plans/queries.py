"""Plans with who is on them, and the drafts of the organisation's own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.instruments.reading import plan_from_json
from assessments.scheduling.plan import Plan
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.plans.models import PlanDraft
from kamcoach.training.models import Enrolment, Programme


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The newest version of a plan: how many programmes use the plan, how many people were promised this version, and
    how many an older one."""

    version: ContentVersion
    plan: Plan
    programmes: int
    people: int
    on_older: int

    @property
    def is_own(self) -> bool:
        """Whether it is the organisation's own."""
        return self.version.owner == "organisation"


def plans(session: Session) -> Sequence[PlanRow]:
    """The newest version of every plan, the organisation's own first, by title. Four queries."""
    newest = library.newest_of_kind(session, "plans")
    people = _people_by_version(session)
    used = select(Programme.plan_code, func.count()).group_by(Programme.plan_code)
    programmes = {row[0]: row[1] for row in session.execute(used)}
    older = select(ContentVersion.id, ContentVersion.code).where(ContentVersion.kind == "plans")
    on_older: dict[str, int] = {}
    ids = {one.id for one in newest}
    for key, code in session.execute(older).all():
        if key not in ids:
            on_older[code] = on_older.get(code, 0) + people.get(key, 0)
    rows = [
        PlanRow(
            one, library.as_plan(one), programmes.get(one.code, 0), people.get(one.id, 0), on_older.get(one.code, 0)
        )
        for one in newest
    ]
    return sorted(rows, key=lambda row: (not row.is_own, row.plan.title))


def plan(session: Session, code: str) -> PlanRow | None:
    """The newest version of one plan."""
    return next((row for row in plans(session) if row.plan.code == code), None)


def _people_by_version(session: Session) -> Mapping[int | None, int]:
    query = select(Enrolment.plan_id, func.count()).where(Enrolment.plan_id.is_not(None)).group_by(Enrolment.plan_id)
    return {row[0]: row[1] for row in session.execute(query)}


def all_instruments(session: Session) -> Mapping[str, Instrument]:
    """The newest version of every instrument by code."""
    found = library.everything(session)
    return {
        content.code: content for kind, content in found if kind == "instruments" and isinstance(content, Instrument)
    }


def taken_codes(session: Session) -> Collection[str]:
    """Every code that a plan or an unpublished draft has."""
    published = select(ContentVersion.code).where(ContentVersion.kind == "plans")
    drafts = select(PlanDraft.code).where(PlanDraft.published_id.is_(None))
    return {*session.scalars(published), *session.scalars(drafts)}


def _may_write(actor: Actor) -> ColumnElement[bool]:
    """Administrators share the drafts; nobody else has any."""
    return true() if actor.holds(Role.ADMINISTRATOR) else PlanDraft.by_id == -1


def drafts(session: Session, *, actor: Actor) -> Sequence[tuple[PlanDraft, Plan]]:
    """The drafts that are not published, the newest first."""
    query = select(PlanDraft).where(PlanDraft.published_id.is_(None), _may_write(actor))
    found = session.scalars(query.order_by(PlanDraft.saved_at.desc(), PlanDraft.id.desc())).all()
    return [(one, plan_from_json(one.body.encode())) for one in found]


def draft(session: Session, public_id: str, *, actor: Actor, lock: bool = False) -> PlanDraft | None:
    """One draft that is not published yet; with `lock` it is held until the write ends, as it is now."""
    query = select(PlanDraft).where(PlanDraft.public_id == public_id, PlanDraft.published_id.is_(None))
    query = query.where(_may_write(actor))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def draft_of(session: Session, code: str) -> PlanDraft | None:
    """The unpublished draft of a code, if there is one."""
    query = select(PlanDraft).where(PlanDraft.code == code, PlanDraft.published_id.is_(None))
    return session.scalar(query.order_by(PlanDraft.id).limit(1))
