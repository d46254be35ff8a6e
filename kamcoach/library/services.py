"""Publishing content into the database: new versions are added, published ones never change."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.reading import content_hash, to_json
from kamcoach.clock import Moment
from kamcoach.library.files import Content, Library
from kamcoach.library.models import ContentVersion
from kamcoach.trail import services as trail


class PublishedVersionChanged(Exception):
    """The folder holds another text under a code and version that this database has published."""


def sync(session: Session, library: Library, *, at: Moment, shipped: Collection[str] | None = None) -> list[str]:
    """Add what the database lacks; returns the keys added. Codes of the organisation itself stay untouched.

    `shipped` holds the keys that come with the product, None for all: what is not among them is the organisation's.
    Raises PublishedVersionChanged, with everything as it was.
    """
    rows = session.execute(
        select(ContentVersion.kind, ContentVersion.code, ContentVersion.version, ContentVersion.content_hash)
    )
    known = {(row.kind, row.code, row.version): row.content_hash for row in rows}
    added = []
    for kind, value in library.everything():
        key, digest = (kind, value.code, value.version), content_hash(value)
        name = f"{kind}/{value.code}/{value.version}"
        if key not in known:
            is_shipped = shipped is None or name in shipped
            session.add(_as_row(kind, value, digest, "kamcoach" if is_shipped else "organisation", at))
            added.append(name)
        elif known[key] != digest:
            raise PublishedVersionChanged(name)
    if added:
        on = ("content", "kamcoach")
        trail.record(session, actor=None, verb="content published", on=on, at=at, details={"added": sorted(added)})
    return added


def _as_row(kind: str, value: Content, digest: str, owner: str, at: Moment) -> ContentVersion:
    return ContentVersion(
        kind=kind,
        code=value.code,
        version=value.version,
        owner=owner,
        content_hash=digest,
        body=to_json(value).decode(),
        published_at=at.wall,
    )
