"""What a person had of the booster cards, and which of them they may get: what dealing goes by."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
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


def last_days(session: Session, people: Mapping[int, str]) -> Mapping[int, date]:
    """The last day on which each person got or answered a card; `people` gives their zones."""
    rows = session.execute(_last(), {"people": list(people)})
    found = {}
    for person_id, shown_on, answered_at in rows:
        answered: date = Moment(answered_at, answered_at).today(people[person_id]) if answered_at else shown_on
        found[person_id] = max(shown_on, answered)
    return found


@cache
def _last() -> Select[*tuple[Any, ...]]:
    last = func.max(BoosterShowing.answered_at, type_=BoosterShowing.answered_at.type)
    return (
        select(BoosterShowing.person_id, func.max(BoosterShowing.shown_on), last)
        .where(BoosterShowing.person_id.in_(bindparam("people", expanding=True)))
        .group_by(BoosterShowing.person_id)
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a person had of the cards: their rows, the variants of each (the newest last), how often each measure came
    and on which day last."""

    cards: Mapping[tuple[str, str], BoosterCard]
    variants: Mapping[int, Sequence[str]]
    had: Mapping[str, int]
    last_on: Mapping[str, date]


def known_to(session: Session, person_id: int) -> Known:
    """What a person had of the cards. Two queries."""
    cards = session.scalars(select(BoosterCard).where(BoosterCard.person_id == person_id)).all()
    showings = session.execute(
        select(BoosterShowing.card_id, BoosterShowing.variant, BoosterShowing.shown_on)
        .where(BoosterShowing.person_id == person_id)
        .order_by(BoosterShowing.id)
    )
    measures = {row.id: row.measure for row in cards}
    variants: dict[int, list[str]] = {}
    had: Counter[str] = Counter()
    last_on: dict[str, date] = {}
    for card_id, variant, shown_on in showings:
        variants.setdefault(card_id, []).append(variant)
        had[measures[card_id]] += 1
        last_on[measures[card_id]] = shown_on
    return Known({(row.deck, row.card): row for row in cards}, variants, had, last_on)


def newest_decks(session: Session) -> Mapping[str, Deck]:
    """The newest version of each deck."""
    found: dict[str, Deck] = {}
    for deck in library.decks(session):
        found.setdefault(deck.code, deck)
    return found


def candidates(session: Session, series: Sequence[Series], known: Known, *, on: date) -> Sequence[Candidate]:
    """The cards that a person may get in some series of theirs: those of the focus and of all that is trained."""
    focus = training.focus_of(session, [one.enrolment_id for one in series], on=on)
    trained = _trained(session, {one.programme_id for one in series})
    wanted: dict[str, dict[str, bool]] = {}
    for one in series:
        of_instrument = wanted.setdefault(one.instrument_code, {})
        for measure in trained.get(one.programme_id, ()):
            of_instrument.setdefault(measure, False)
        of_instrument |= dict.fromkeys(focus.get(one.enrolment_id, ()), True)
    decks = newest_decks(session).values()
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
    query = select(ProgrammeBehaviour.programme_id, ProgrammeBehaviour.measure)
    found: dict[int, list[str]] = {}
    for programme_id, measure in session.execute(query.where(ProgrammeBehaviour.programme_id.in_(programme_ids))):
        found.setdefault(programme_id, []).append(measure)
    return found


def to_rehearse(session: Session, person_id: int, zone: str, known: Known) -> Sequence[str]:
    """The measures that a task asks the person to rehearse and that no card was about since (method.md §1.8)."""
    query = select(Task.measure, Task.created_at).where(Task.person_id == person_id, Task.kind == "rehearse")
    rows = session.execute(query.where(Task.done_on.is_(None), Task.measure.is_not(None)))
    return [
        measure
        for measure, created_at in rows
        if measure and known.last_on.get(measure, date.min) <= Moment(created_at, created_at).today(zone)
    ]


def variant_for(card: Card, shown: Sequence[str]) -> str:
    """The variant of a card that comes next for somebody who has seen these, the newest last."""
    return next_variant([variant.code for variant in card.variants], shown)
