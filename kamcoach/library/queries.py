"""Published content by code or by hash. Parsed content is cached by its hash, so it is always the right one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.reading import deck_from_json, instrument_from_json, plan_from_json, profile_from_json
from assessments.instruments.sources import Content
from assessments.scheduling.plan import Plan
from kamcoach.library.models import ContentVersion

_READERS: Mapping[str, Callable[[bytes], Content]] = {
    "instruments": instrument_from_json,
    "plans": plan_from_json,
    "profiles": profile_from_json,
    "boosters": deck_from_json,
}
_parsed: dict[str, Content] = {}


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


def everything(session: Session) -> Sequence[tuple[str, Content]]:
    """The newest version of every piece with its kind, by kind and code. One query of hashes; bodies are read once
    a process, in one more."""
    rows = session.execute(
        select(ContentVersion.kind, ContentVersion.code, ContentVersion.content_hash).order_by(
            ContentVersion.kind, ContentVersion.code, ContentVersion.version
        )
    ).all()
    newest_hash = {(row.kind, row.code): row.content_hash for row in rows}
    if unknown := [digest for digest in newest_hash.values() if digest not in _parsed]:
        for version in session.scalars(select(ContentVersion).where(ContentVersion.content_hash.in_(unknown))):
            _content(version)
    return [(kind, _parsed[digest]) for (kind, _), digest in newest_hash.items()]


def decks(session: Session) -> Sequence[Deck]:
    """Every version of every deck of boosters, by code, the newest first: a card that was dealt stays readable when a
    newer deck has none like it. One query of hashes; bodies are read once a process."""
    rows = session.scalars(
        select(ContentVersion.content_hash)
        .where(ContentVersion.kind == "boosters")
        .order_by(ContentVersion.code, ContentVersion.version.desc())
    ).all()
    if unknown := [digest for digest in rows if digest not in _parsed]:
        for version in session.scalars(select(ContentVersion).where(ContentVersion.content_hash.in_(unknown))):
            _content(version)
    return [cast(Deck, _parsed[digest]) for digest in rows]


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
        query = select(ContentVersion).where(
            ContentVersion.kind == "instruments", ContentVersion.content_hash == content_hash
        )
        return as_instrument(session.scalars(query).one())
    return cast(Instrument, _parsed[content_hash])


def newest_hash(code: Any) -> ScalarSelect[str]:
    """The hash of the newest version of an instrument, for a column that names its code: `instrument` gives its words
    without a query of its own."""
    query = select(ContentVersion.content_hash).where(ContentVersion.kind == "instruments", ContentVersion.code == code)
    return query.order_by(ContentVersion.version.desc()).limit(1).scalar_subquery()


def _content(version: ContentVersion) -> Content:
    if version.content_hash not in _parsed:
        _parsed[version.content_hash] = _READERS[version.kind](version.body.encode())
    return _parsed[version.content_hash]


def as_instrument(version: ContentVersion) -> Instrument:
    """A row of kind instruments, parsed once a process."""
    return cast(Instrument, _content(version))


def as_plan(version: ContentVersion) -> Plan:
    """A row of kind plans, parsed once a process."""
    return cast(Plan, _content(version))


def as_profile(version: ContentVersion) -> Profile:
    """A row of kind profiles, parsed once a process."""
    return cast(Profile, _content(version))


def profile_codes(session: Session) -> frozenset[str]:
    """Codes of the job profiles that a person may have."""
    return frozenset(session.scalars(select(ContentVersion.code).where(ContentVersion.kind == "profiles").distinct()))
