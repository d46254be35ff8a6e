"""What a person had of the booster cards, and which of them they may get: what dealing goes by."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assessments.instruments.deck import Card, Deck
from assessments.scheduling.recalling import Candidate, next_variant
from kamcoach.clock import Moment
from kamcoach.drift.models import Task
from kamcoach.library import queries as library
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.recall.queries import Series
from kamcoach.training import queries as training
from kamcoach.training.models import ProgrammeBehaviour


@dataclass(frozen=True, slots=True)
class Known:
    """What a person had of the cards: their rows, the variants of each (the newest last), how often each measure came
    and on which day last, the last day on which they got or answered any, and whether one waits."""

    cards: Mapping[tuple[str, str], BoosterCard]
    variants: Mapping[int, Sequence[str]]
    had: Mapping[str, int]
    last_of: Mapping[str, date]
    last_on: date | None
    waits: bool


def known_to(session: Session, person_id: int, zone: str) -> Known:
    """What a person had of the cards, in days of their zone. Two queries."""
    cards = session.scalars(_cards(), {"person": person_id}).all()
    showings = session.execute(_showings(), {"person": person_id}).all()
    measures = {row.id: row.measure for row in cards}
    variants: dict[int, list[str]] = {}
    last_of: dict[str, date] = {}
    days: list[date] = []
    for card_id, variant, shown_on, answered_at in showings:
        variants.setdefault(card_id, []).append(variant)
        last_of[measures[card_id]] = shown_on
        days.append(max(shown_on, Moment(answered_at, answered_at).today(zone)) if answered_at else shown_on)
    return Known(
        cards={(row.deck, row.card): row for row in cards},
        variants=variants,
        had=Counter(measures[row.card_id] for row in showings),
        last_of=last_of,
        last_on=max(days, default=None),
        waits=any(row.answered_at is None for row in showings),
    )


@cache
def _cards() -> Select[BoosterCard]:
    """Built once a process, as the next ones: the worker deals to everybody every week."""
    return select(BoosterCard).where(BoosterCard.person_id == bindparam("person"))


@cache
def _showings() -> Select[*tuple[Any, ...]]:
    return (
        select(BoosterShowing.card_id, BoosterShowing.variant, BoosterShowing.shown_on, BoosterShowing.answered_at)
        .where(BoosterShowing.person_id == bindparam("person"))
        .order_by(BoosterShowing.id)
    )


def newest_decks(session: Session) -> Mapping[str, Deck]:
    """The newest version of each deck."""
    found: dict[str, Deck] = {}
    for deck in library.decks(session):
        found.setdefault(deck.code, deck)
    return found


def candidates(
    session: Session, decks: Collection[Deck], series: Sequence[Series], known: Known, *, on: date
) -> Sequence[Candidate]:
    """The cards that a person may get in some series of theirs: those of the focus and of all that is trained."""
    focus = training.focus_of(session, [one.enrolment_id for one in series], on=on)
    trained = _trained(session, {one.programme_id for one in series})
    wanted: dict[str, dict[str, bool]] = {}
    for one in series:
        of_instrument = wanted.setdefault(one.instrument_code, {})
        for measure in trained.get(one.programme_id, ()):
            of_instrument.setdefault(measure, False)
        of_instrument |= dict.fromkeys(focus.get(one.enrolment_id, ()), True)
    cards = [(deck, card) for deck in decks for card in deck.cards if card.measure in wanted.get(deck.instrument, {})]
    return [
        Candidate(
            deck=deck.code,
            card=card.code,
            measure=card.measure,
            place=place,
            is_focus=wanted[deck.instrument][card.measure],
            due_on=row.due_on if (row := known.cards.get((deck.code, card.code))) else None,
        )
        for place, (deck, card) in enumerate(cards)
    ]


def _trained(session: Session, programme_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for programme_id, measure in session.execute(_measures(), {"programmes": list(programme_ids)}):
        found.setdefault(programme_id, []).append(measure)
    return found


@cache
def _measures() -> Select[*tuple[Any, ...]]:
    query = select(ProgrammeBehaviour.programme_id, ProgrammeBehaviour.measure)
    return query.where(ProgrammeBehaviour.programme_id.in_(bindparam("programmes", expanding=True)))


def to_rehearse(session: Session, person_id: int, zone: str, known: Known) -> Sequence[str]:
    """The measures that a task asks the person to rehearse and that no card was about since (method.md §1.8)."""
    rows = session.execute(_rehearsals(), {"person": person_id})
    return [
        measure
        for measure, created_at in rows
        if measure and known.last_of.get(measure, date.min) <= Moment(created_at, created_at).today(zone)
    ]


@cache
def _rehearsals() -> Select[*tuple[Any, ...]]:
    query = select(Task.measure, Task.created_at).where(Task.person_id == bindparam("person"), Task.kind == "rehearse")
    return query.where(Task.done_on.is_(None), Task.measure.is_not(None))


def variant_for(card: Card, shown: Sequence[str]) -> str:
    """The variant of a card that comes next for somebody who has seen these, the newest last."""
    return next_variant([variant.code for variant in card.variants], shown)
