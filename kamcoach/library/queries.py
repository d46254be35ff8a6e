"""Published content by code or by hash. Parsed content is cached by its hash, so it is always the right one."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.reading import instrument_from_json, plan_from_json, profile_from_json
from assessments.scheduling.plan import Plan
from kamcoach.library.models import ContentVersion

_parsed: dict[str, Instrument] = {}


def newest(session: Session, kind: str, code: str) -> ContentVersion | None:
    """The highest published version of a code."""
    query = select(ContentVersion).where(ContentVersion.kind == kind, ContentVersion.code == code)
    return session.scalar(query.order_by(ContentVersion.version.desc()).limit(1))


def newest_of_kind(session: Session, kind: str) -> Sequence[ContentVersion]:
    """The highest version of every code of a kind, by code."""
    best = (
        select(ContentVersion.code, func.max(ContentVersion.version).label("version"))
        .where(ContentVersion.kind == kind)
        .group_by(ContentVersion.code)
        .subquery()
    )
    query = select(ContentVersion).where(ContentVersion.kind == kind)
    query = query.join(best, (best.c.code == ContentVersion.code) & (best.c.version == ContentVersion.version))
    return session.scalars(query.order_by(ContentVersion.code)).all()


def newest_instruments(session: Session, codes: Collection[str]) -> Mapping[str, Instrument]:
    """The newest version of each instrument, in one query of hashes; bodies are read once a process."""
    rows = session.execute(
        select(ContentVersion.code, ContentVersion.content_hash)
        .where(ContentVersion.kind == "instruments", ContentVersion.code.in_(codes))
        .order_by(ContentVersion.version)
    ).all()
    return {code: instrument(session, digest) for code, digest in {row.code: row.content_hash for row in rows}.items()}


def instrument(session: Session, content_hash: str) -> Instrument:
    """The instrument with this hash, parsed once a process."""
    if content_hash not in _parsed:
        body = session.scalars(
            select(ContentVersion.body).where(
                ContentVersion.kind == "instruments", ContentVersion.content_hash == content_hash
            )
        ).one()
        _parsed[content_hash] = instrument_from_json(body.encode())
    return _parsed[content_hash]


def as_instrument(version: ContentVersion) -> Instrument:
    """A row of kind instruments, parsed once a process."""
    if version.content_hash not in _parsed:
        _parsed[version.content_hash] = instrument_from_json(version.body.encode())
    return _parsed[version.content_hash]


@lru_cache(maxsize=64)
def _plan(body: str) -> Plan:
    return plan_from_json(body.encode())


def as_plan(version: ContentVersion) -> Plan:
    """A row of kind plans."""
    return _plan(version.body)


def as_profile(version: ContentVersion) -> Profile:
    """A row of kind profiles."""
    return profile_from_json(version.body.encode())


def profile_codes(session: Session) -> frozenset[str]:
    """Codes of the job profiles that a person may have."""
    return frozenset(session.scalars(select(ContentVersion.code).where(ContentVersion.kind == "profiles").distinct()))
