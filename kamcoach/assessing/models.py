"""Subjects, occasions, the raters' assessments and answers, and the results that they yield."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kamcoach.database import Base, HasPublicId

RELATIONS = (
    "self",
    "manager",
    "observer",
    "mentor",
    "peer",
    "team_member",
    "customer",
    "auditor",
    "assessor",
    "agreed",
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Subject(Base):
    """Whom or what is assessed. Erasure cuts person_id, so results stay and nobody is named by them."""

    __tablename__ = "subject"
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'key_account', 'unit', 'cohort')", name="kind"),
        CheckConstraint("person_id IS NULL OR kind = 'person'", name="tie"),
        CheckConstraint("key_account_id IS NULL OR kind = 'key_account'", name="account_tie"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    key_account_id: Mapped[int | None] = mapped_column(ForeignKey("key_account.id"), unique=True)


class Occasion(HasPublicId, Base):
    """One asking. Purpose, blindness and who may see it are fixed here, so no later setting breaks the promise.

    `series` groups the occasions that belong together (the public id of an enrolment or a cycle), `phase` and `day`
    say where in the series it stands ("then": how it was before, as seen now; never a standing), `measured_by` is
    the date after which a baseline is late.
    """

    __tablename__ = "occasion"
    __table_args__ = (
        CheckConstraint("purpose IN ('development', 'selection', 'audit')", name="purpose"),
        CheckConstraint("phase IN ('baseline', 'fixed', 'then', 'pulse', 'single')", name="phase"),
        CheckConstraint("closes_on >= opens_on", name="window"),
        Index("ix_occasion_unreleased", "released_at", "closes_at"),
        Index("ix_occasion_series", "series", "phase"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    context_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    instrument_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    blind: Mapped[bool]
    sees: Mapped[str] = mapped_column(String(40))
    asked: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    title: Mapped[str] = mapped_column(String(200))
    series: Mapped[str | None] = mapped_column(String(16))
    phase: Mapped[str] = mapped_column(String(10))
    day: Mapped[int | None]
    measured_by: Mapped[date | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Assessment(HasPublicId, Base):
    """One rater's seat on an occasion: empty (no rater), open, or submitted; `ended_on` is the first day on which
    the seat is no longer the rater's, because the line that gave it to them ended: a draft stays, attributed.
    `asked_from` is the day from which the rater is asked, later than the occasion opens when their week is full."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(_one_of("relation", RELATIONS), name="relation"),
        UniqueConstraint("occasion_id", "rater_id", "relation"),
        Index("ix_assessment_rater", "rater_id", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), index=True)
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    relation: Mapped[str] = mapped_column(String(12))
    standing_as: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    text_revision: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    reminded_for: Mapped[date | None]
    ended_on: Mapped[date | None]
    asked_from: Mapped[date | None]


class AnswerLink(HasPublicId, Base):
    """A mailed link that lets one rater answer one assessment without signing in. The link is public_id and a signature
    made from the secret key, so this row alone opens nothing."""

    __tablename__ = "answer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Answer(Base):
    """The newest saved answer to one item; `revision` counts its saves from 1. It may name a key account."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("revision >= 1", name="revision"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text, default="")
    key_account_id: Mapped[int | None] = mapped_column(ForeignKey("key_account.id"))
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class ObservedEvent(HasPublicId, Base):
    """A dated event that an observer saw, entered before they rate (method.md §1.4)."""

    __tablename__ = "observed_event"
    __table_args__ = (CheckConstraint("kind IN ('meeting', 'call', 'plan_review', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    happened_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    what: Mapped[str] = mapped_column(String(300))
    key_account_id: Mapped[int | None] = mapped_column(ForeignKey("key_account.id"))
    added_at: Mapped[datetime]


class SaveOperation(Base):
    """A save of an item that was accepted, by the id that the device gave it: a replay gets the same reply."""

    __tablename__ = "save_operation"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    operation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class Result(Base):
    """What a released assessment yields for one measure. Triggers refuse any change."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint(_one_of("relation", RELATIONS), name="relation"),
        CheckConstraint("coverage >= 0 AND coverage <= 1", name="coverage"),
        UniqueConstraint("occasion_id", "measure", "relation", "assessment_id"),
        Index("ix_result_subject", "subject_id", "purpose", "measure", "relation", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"))
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    context_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    relation: Mapped[str] = mapped_column(String(12))
    measure: Mapped[str] = mapped_column(String(120))
    value: Mapped[float | None]
    coverage: Mapped[float]
    why: Mapped[str | None] = mapped_column(String(20))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    released_at: Mapped[datetime]


class Standing(Base):
    """Points to the newest released result, and repeats its value and its day: what reports read, so that they cost
    the number of people and not the years of use. `standings rebuild` gives the same rows."""

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("subject_id", "context_key", "purpose", "measure", "relation"),
        Index("ix_standing_measure", "measure", "relation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    context_key: Mapped[int] = mapped_column(default=0)
    purpose: Mapped[str] = mapped_column(String(12))
    measure: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(12))
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), index=True)
    value: Mapped[float]
    occurred_at: Mapped[datetime]
