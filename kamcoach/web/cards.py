"""Cards on Today that packages above `assessing` put there: each package registers in app.py a source of its own.

A source is asked at every visit of the page: one query that costs nothing when the person has no card.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import Flask, current_app
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor


@dataclass(frozen=True, slots=True)
class Button:
    """What can be done on a card. With `fields` (may be empty) it is a POST of these to the path, else a link."""

    label: str
    path: str
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that waits for the person: its day, what it is, what they or somebody wrote about it (`quote`), what
    can be done (the first button is the main one), and who sees it."""

    day: date
    title: str
    text: str
    buttons: Sequence[Button] = field(default=())
    quote: str = ""
    sees: str = ""


Source = Callable[[Session, Actor, Moment], Sequence[Card]]
_KEY = "kamcoach.cards"


def install(app: Flask, sources: Sequence[Source]) -> None:
    """Let these sources put cards on Today."""
    app.extensions[_KEY] = sources


def cards_for(session: Session, actor: Actor, at: Moment) -> Sequence[Card]:
    """The person's cards from all sources, the nearest day first."""
    sources: Sequence[Source] = current_app.extensions[_KEY]
    found = [card for source in sources for card in source(session, actor, at)]
    return sorted(found, key=lambda card: card.day)
