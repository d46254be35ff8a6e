"""What is kept of one's own coaching: sessions, every note about oneself, also the coach's private ones, commitments.

"Private to the coach" is not private from the person's own access request (method.md §3); the form of a note says so.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Row, Whole
from kamcoach.permissions.actor import Actor
from kamcoach.sessions import about
from kamcoach.sessions.saying import outcome, part_words, promise
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_COLUMNS = (
    Column(_l("What")),
    Column(_l("When (UTC)"), Kind.INSTANT),
    Column(_l("Day"), Kind.DAY),
    Column(_l("By")),
    Column(_l("About")),
    Column(_l("Text")),
    Column(_l("More")),
)


def _opens(session: Session, asking: Asking) -> Whole:
    actor = asking.actor
    rows = [*_sessions(session, actor), *_notes(session, actor), *_commitments(session, actor)]
    return Whole(_COLUMNS, rows, [(_("Person"), actor.name)])


def _sessions(session: Session, actor: Actor) -> Iterator[Row]:
    states = {"planned": _("planned"), "held": _("held"), "cancelled": _("cancelled")}
    for one, coach in about.sessions(session, actor.person_id):
        where = " ".join(text for text in (one.place, one.link) if text)
        yield _("Session"), one.starts_at, None, coach, states[one.state], where, one.cancelled_why


def _notes(session: Session, actor: Actor) -> Iterator[Row]:
    titles = {part: words[0] for part, words in part_words().items()}
    for note, by, began_at in about.notes(session, actor.person_id):
        kind = _("Note, private to who wrote it") if note.private else _("Note, shared")
        yield kind, note.saved_at, began_at.date(), by, titles[note.part], note.text, ""  # type: ignore[index]


def _commitments(session: Session, actor: Actor) -> Iterator[Row]:
    for one in about.commitments(session, actor.person_id):
        became = _("withdrawn") if one.withdrawn_at else outcome(one)
        more = " ".join(text for text in (one.obstacle, one.check_note) if text)
        yield _("Commitment"), one.made_at, one.event_on, actor.name, became, promise(one), more


ABOUT_ME = Dataset("about-me", _l("Your coaching"), _opens)
