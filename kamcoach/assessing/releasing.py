"""Releasing an occasion: answers become immutable results, standings point to the newest."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments.scoring.scores import Score, score
from kamcoach.assessing.models import Answer, Assessment, Occasion, Result, Standing, Subject
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.library.models import ContentVersion
from kamcoach.trail import services as trail


def hold(session: Session, occasion_id: int) -> Occasion:
    """The occasion as it is now, held until this transaction ends: the last two raters may send at the same time."""
    query = select(Occasion).where(Occasion.id == occasion_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def release_if_complete(session: Session, occasion: Occasion, *, at: Moment) -> bool:
    """Release a held occasion when every rater who has a name and still the seat has sent theirs."""
    owed = select(Assessment.id).where(Assessment.occasion_id == occasion.id)
    owed = owed.where(Assessment.rater_id.is_not(None), Assessment.submitted_at.is_(None))
    owed = owed.where(Assessment.ended_on.is_(None))
    if not _by_itself(occasion) or session.scalar(owed.limit(1)) is not None:
        return False
    release(session, occasion, at=at)
    return True


def release_closed(session: Session, occasion_id: int, *, at: Moment) -> bool:
    """Release an occasion whose window has ended, with whatever came in: nobody can hold another hostage."""
    occasion = hold(session, occasion_id)
    if not _by_itself(occasion) or occasion.withdrawn_at is not None or occasion.closes_at > at.business:
        return False
    release(session, occasion, at=at)
    return True


def _by_itself(occasion: Occasion) -> bool:
    """Whether the occasion is still to be released, and needs nobody for it: an audit is final when its auditor
    has heard the person."""
    return occasion.released_at is None and occasion.purpose != "audit"


def release(session: Session, occasion: Occasion, *, at: Moment) -> None:
    """Make what was sent on a held occasion results for good, and point the standings to them.

    How things were before, as seen now, is never a standing (method.md §1.1).
    """
    occasion.released_at = at.business
    version = session.get_one(ContentVersion, occasion.instrument_id)
    instrument = library.as_instrument(version)
    sent = select(Assessment).where(
        Assessment.occasion_id == occasion.id, Assessment.submitted_at.is_not(None), Assessment.rater_id.is_not(None)
    )
    results = []
    for assessment in session.scalars(sent.order_by(Assessment.id)):
        answers = session.scalars(select(Answer).where(Answer.assessment_id == assessment.id))
        given = {answer.item: answer.value for answer in answers if answer.value is not None}
        scores = score(instrument, given, asked=occasion.asked)
        for measure in (*scores.measures, *([scores.index] if scores.index else [])):
            results.append(_result(occasion, assessment, instrument.code, measure, at))
    session.add_all(results)
    session.flush()
    if occasion.phase != "then":
        _point(session, occasion.subject_id, results)
    on = ("occasion", occasion.public_id)
    trail.record(session, actor=None, verb="occasion released", on=on, at=at, details={"results": len(results)})


def _result(occasion: Occasion, assessment: Assessment, code: str, scored: Score, at: Moment) -> Result:
    assert assessment.submitted_at is not None  # only sent assessments are released
    return Result(
        occasion_id=occasion.id,
        assessment_id=assessment.id,
        subject_id=occasion.subject_id,
        context_id=occasion.context_id,
        purpose=occasion.purpose,
        relation=assessment.relation,
        measure=f"{code}/{scored.measure}",
        value=scored.value,
        coverage=scored.coverage,
        why=scored.why,
        occurred_at=assessment.submitted_at,
        recorded_at=at.wall,
        released_at=at.business,
    )


def add_agreed(session: Session, occasion: Occasion, levels: Mapping[str, float], *, at: Moment) -> None:
    """Make what self and manager signed results of the relation "agreed", by measure; the occasion is held."""
    code = session.get_one(ContentVersion, occasion.instrument_id).code
    results = [
        Result(
            occasion_id=occasion.id,
            assessment_id=None,
            subject_id=occasion.subject_id,
            context_id=occasion.context_id,
            purpose=occasion.purpose,
            relation="agreed",
            measure=f"{code}/{measure}",
            value=value,
            coverage=1.0,
            why=None,
            occurred_at=at.business,
            recorded_at=at.wall,
            released_at=at.business,
        )
        for measure, value in levels.items()
    ]
    session.add_all(results)
    session.flush()
    _point(session, occasion.subject_id, results)


def _point(session: Session, subject_id: int, results: Iterable[Result]) -> None:
    """Point the subject's standings to these results where they are newer. A result without a value moves
    nothing: not having been seen does not undo what was seen before."""
    session.execute(select(Subject.id).where(Subject.id == subject_id).with_for_update())
    rows = session.execute(
        select(Standing, Result).join(Result, Result.id == Standing.result_id).where(Standing.subject_id == subject_id)
    )
    standing = {_key(result): (pointer, result) for pointer, result in rows}
    for result in sorted(results, key=_age):
        if result.value is None:
            continue
        pointer, newest = standing.get(_key(result), (None, None))
        if pointer is None or newest is None:
            pointer = Standing(
                subject_id=result.subject_id,
                context_key=result.context_id or 0,
                purpose=result.purpose,
                measure=result.measure,
                relation=result.relation,
            )
            session.add(pointer)
        elif _age(newest) > _age(result):
            continue
        pointer.result_id, pointer.value, pointer.occurred_at = result.id, result.value, result.occurred_at
        standing[_key(result)] = (pointer, result)


def _key(result: Result) -> tuple[int, str, str, str]:
    return (result.context_id or 0, result.purpose, result.measure, result.relation)


def _age(result: Result) -> tuple[object, int]:
    return (result.occurred_at, result.id)


def rebuild_standings(session: Session) -> int:
    """Make every pointer anew from the results; returns how many subjects have any."""
    session.execute(delete(Standing))
    subjects: Sequence[int] = session.scalars(select(Result.subject_id).distinct()).all()
    for subject_id in subjects:
        query = select(Result).join(Occasion, Occasion.id == Result.occasion_id)
        query = query.where(Result.subject_id == subject_id, Occasion.phase != "then")
        results = session.scalars(query).all()
        _point(session, subject_id, results)
        session.flush()
    return len(subjects)
