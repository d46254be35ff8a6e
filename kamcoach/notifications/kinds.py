"""Every kind of message: what it is called, and when it may leave. One table, so that nobody decides it elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from kamcoach.web.language import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Kind:
    """`urgent` leaves at once, at any hour: somebody waits for it in front of a page. Everything else keeps quiet hours
    and waits for a working day, with `any_day` for any day on which the person is there. `bundled` may wait for the
    morning's one letter of who wishes that; the lowest `rank` stands first in it."""

    name: LazyString
    urgent: bool = False
    any_day: bool = False
    bundled: bool = True
    rank: int = 5


KINDS: Mapping[str, Kind] = {
    "invitation": Kind(_l("Invitation"), urgent=True, bundled=False),
    "reset": Kind(_l("New password"), urgent=True, bundled=False),
    "reminder": Kind(_l("Reminder"), rank=2),
    "reminder-last": Kind(_l("Last reminder"), rank=1),
    "nudge": Kind(_l("A nudge from the coach"), rank=1),
    "task": Kind(_l("A task that follows from an answer"), rank=2),
    "missed": Kind(_l("A step closed without an answer"), rank=4),
    "side-by-side": Kind(_l("Two views side by side"), rank=3),
    "audit-opened": Kind(_l("Audit opened"), rank=3),
    "audit-asked": Kind(_l("Papers asked for"), rank=2),
    "audit-drafted": Kind(_l("Audit waits for a reply"), rank=2),
    "audit-replied": Kind(_l("Reply to an audit"), rank=3),
    "audit-final": Kind(_l("Audit is final"), rank=4),
    "audit-action": Kind(_l("An action to see to"), rank=3),
    "cards": Kind(_l("Cards"), rank=6),
    "trio": Kind(_l("Trio meeting"), rank=3),
    "session-planned": Kind(_l("Session planned"), any_day=True, bundled=False),
    "session-moved": Kind(_l("Session moved"), any_day=True, bundled=False),
    "session-cancelled": Kind(_l("Session cancelled"), any_day=True, bundled=False),
    "talk": Kind(_l("A talk to hold"), rank=2),
    "look-due": Kind(_l("A look at a plan is due"), rank=3),
    "comment-asked": Kind(_l("A comment is asked for"), rank=2),
    "comment-given": Kind(_l("A comment is there"), rank=3),
    "commitment-check": Kind(_l("What became of a commitment"), any_day=True, bundled=False),
}
_OTHER = Kind(_l("Message"))
ALONE = tuple(name for name, kind in KINDS.items() if not kind.bundled)
"""Kinds that never share a letter: a calendar's invitation, a question for this evening, a key to the door."""


def kind_of(name: str) -> Kind:
    """What holds for a kind; of a message that another version of the product queued, the careful rule."""
    return KINDS.get(name, _OTHER)
