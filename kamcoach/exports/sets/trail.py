"""The trail of a person: who did what, when, and the place at which it is sealed; nothing that anybody wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Chunk, Column, Dataset, Key, Kind
from kamcoach.exports.filters import Filter, an_id
from kamcoach.insights.trail_of import count, trail_of
from kamcoach.insights.trail_words import happened
from kamcoach.people.models import Person
from kamcoach.people.queries import by_public_id
from kamcoach.permissions.roles import Role
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_COLUMNS = (
    Column(_l("Entry")),
    Column(_l("When (UTC)"), Kind.INSTANT),
    Column(_l("Recorded (UTC)"), Kind.INSTANT),
    Column(_l("Who")),
    Column(_l("What")),
    Column(_l("Texts that belong to it"), Kind.NUMBER),
    Column(_l("Sealed at place"), Kind.NUMBER),
)


@dataclass(frozen=True, slots=True)
class _Trail:
    """Entries, the newest first, as many at a time as the page shows."""

    person: Person
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column] = _COLUMNS

    def total(self, session: Session) -> int:
        return count(session, self.person)

    def chunk(self, session: Session, *, after: Key | None, most: int) -> Chunk:  # noqa: ARG002
        page = trail_of(session, self.person, before=after)
        rows = [
            (
                told.entry.public_id,
                told.entry.business_at,
                told.entry.recorded_at,
                _("the product itself")
                if told.entry.actor == "system"
                else page.names.get(told.entry.actor, _("somebody who was erased")),
                happened(told.entry),
                told.texts,
                told.position,
            )
            for told in page.entries
        ]
        return Chunk.of(rows, page.next_before)


def _opens(session: Session, asking: Asking) -> _Trail | None:
    person = by_public_id(session, asking.filters["person"])
    if person is None or person.name is None:
        return None
    return _Trail(person, [(_("Person"), person.name)])


TRAIL = Dataset(
    "trail",
    _l("Trail of a person"),
    _opens,
    frozenset({Role.AUDITOR}),
    {"person": Filter(an_id, is_required=True)},
)
