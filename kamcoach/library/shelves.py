"""The library as a person may read it: which shelf a piece stands on, and who may take it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.sources import Content
from kamcoach.library import queries
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.roles import Role
from kamcoach.web.language import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind of content: its name, and what it is for."""

    title: LazyString
    about: LazyString


SHELVES: Mapping[str, Shelf] = {
    "checklist": Shelf(_l("Checklists"), _l("What was done, ticked against facts that two people would see alike.")),
    "competencies": Shelf(_l("Competencies"), _l("What a person does alone, how tangled, with what at stake.")),
    "profiles": Shelf(_l("Job profiles"), _l("The levels that one job requires, and those to begin it with.")),
    "plans": Shelf(_l("Reinforcement plans"), _l("What happens before and after a training, and when.")),
    "talk": Shelf(_l("Guides to talks"), _l("What manager and trainee settle in a quarter of an hour.")),
    "review": Shelf(_l("Reviews"), _l("How far the plan of an account goes.")),
    "survey": Shelf(_l("Surveys"), _l("Questions whose answers are read side by side, or by themselves.")),
    "audit": Shelf(_l("Audit checklists"), _l("What is checked, on which evidence, and what is critical.")),
    "interview": Shelf(_l("Interviews"), _l("The same questions for every candidate, on the same anchors.")),
    "boosters": Shelf(_l("Boosters"), _l("Cases of a minute that keep what was trained in mind.")),
}
"""In the order in which they stand."""

STAFF = frozenset({Role.COACH, Role.MENTOR, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR})
_FOR_STAFF = {"interview", "boosters"}
"""Whoever will be asked or dealt these must meet them fresh: an answer read before says nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of content with the kind of thing it is in the database and the shelf that it stands on."""

    kind: str
    shelf: str
    content: Content

    @property
    def summary(self) -> str:
        """What it is for, in a sentence or two."""
        if isinstance(self.content, Profile):
            return self.content.note
        return (self.content.use if isinstance(self.content, Instrument) else "") or self.content.lede


def may_read(actor: Actor, shelf: str) -> bool:
    """Whether the actor may read what stands on a shelf: all of it is open, except what is to be met fresh."""
    return shelf not in _FOR_STAFF or actor.holds(*STAFF)


def pieces(session: Session, *, actor: Actor) -> Sequence[Piece]:
    """The newest version of everything that the actor may read, shelf by shelf, in the order of the sources.

    Two queries at most.
    """
    found = [Piece(kind, _shelf(kind, content), content) for kind, content in queries.everything(session)]
    order = list(SHELVES)
    readable = (piece for piece in found if may_read(actor, piece.shelf))
    return sorted(readable, key=lambda one: (order.index(one.shelf), one.content.sources[0], one.content.title))


def piece(session: Session, kind: str, code: str, *, actor: Actor) -> Piece | None:
    """One piece that the actor may read; None for what is not there and for what is not theirs to read alike."""
    all_of_it = pieces(session, actor=actor)
    return next((one for one in all_of_it if (one.kind, one.content.code) == (kind, code)), None)


def _shelf(kind: str, content: Content) -> str:
    return content.kind if isinstance(content, Instrument) else kind
