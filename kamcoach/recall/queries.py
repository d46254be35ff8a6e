"""Booster cards: whose series runs, what waits for an answer, what they had."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from assessments.instruments.deck import Card, Deck, Option, Variant
from assessments.scheduling.recalling import WEEK, Candidate, next_variant, shuffled
from kamcoach.clock import Moment
from kamcoach.drift.models import Task
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import Rule
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training import queries as training
from kamcoach.training.models import Cohort, Enrolment, Programme, ProgrammeBehaviour
from kamcoach.web.language import lazy_gettext as _l

_DAY = timedelta(days=1)


def _is_own(actor: Actor, _at: Moment) -> ColumnElement[bool]:
    return BoosterShowing.person_id == actor.person_id


OWN = Rule(_is_own, _l("only you. Nobody is told which answer you chose, and it is part of no figure."))
"""A card is its person's own: no coach, manager or auditor has a way to it (method.md §1.11, §3)."""


@dataclass(frozen=True, slots=True)
class Series:
    """The cards of one enrolment, from its first to its last day, and where their person is."""

    follow_up_id: int
    person_id: int
    enrolment_id: int
    programme_id: int
    instrument_code: str
    opens_on: date
    closes_on: date
    time_zone: str
    country: str

    def runs(self, at: Moment) -> bool:
        """Whether today lies in it where the person is."""
        return self.opens_on <= at.today(self.time_zone) <= self.closes_on


def _series() -> Select[*tuple[Any, ...]]:
    return (
        select(
            FollowUp.id,
            FollowUp.person_id,
            Enrolment.id,
            Programme.id,
            Programme.instrument_code,
            FollowUp.opens_on,
            FollowUp.closes_on,
            Person.time_zone,
            Person.country,
        )
        .join(Enrolment, Enrolment.id == FollowUp.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Person, Person.id == FollowUp.person_id)
        .where(FollowUp.kind == "boosters", FollowUp.waived_at.is_(None))
        .where(Enrolment.attended.is_(True), Person.disabled_at.is_(None))
        .order_by(FollowUp.id)
    )


def series_of(session: Session, person_ids: Collection[int]) -> Sequence[Series]:
    """The series of some people that are running, over or still to come."""
    rows = session.execute(_of_people(), {"people": list(person_ids)})
    return [Series(*row) for row in rows]


@cache
def _of_people() -> Select[*tuple[Any, ...]]:
    return _series().where(FollowUp.person_id.in_(bindparam("people", expanding=True)))


def without_cards(session: Session, *, at: Moment) -> Sequence[Series]:
    """Running series of people who have no card that waits and had none in the last days: the worker deals to them,
    once it knows what day and hour it is where they are."""
    today = at.today("UTC")
    rows = session.execute(
        _without_cards(), {"tomorrow": today + _DAY, "yesterday": today - _DAY, "lately": today - (WEEK - 1) * _DAY}
    )
    return [one for one in (Series(*row) for row in rows) if one.runs(at)]


@cache
def _without_cards() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `tomorrow`, `yesterday` and `lately`."""
    had = select(BoosterShowing.id).where(BoosterShowing.person_id == FollowUp.person_id)
    return (
        _series()
        .where(FollowUp.opens_on <= bindparam("tomorrow"), FollowUp.closes_on >= bindparam("yesterday"))
        .where(~had.where(BoosterShowing.answered_at.is_(None)).exists())
        .where(~had.where(BoosterShowing.shown_on > bindparam("lately")).exists())
    )


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
    """What a person had of the cards: their rows, the variants of each (the newest last), how often each measure."""

    cards: Mapping[tuple[str, str], BoosterCard]
    variants: Mapping[int, Sequence[str]]
    had: Mapping[str, int]


def known_to(session: Session, person_id: int) -> Known:
    """What a person had of the cards. Two queries."""
    cards = session.scalars(select(BoosterCard).where(BoosterCard.person_id == person_id)).all()
    showings = session.execute(
        select(BoosterShowing.card_id, BoosterShowing.variant)
        .where(BoosterShowing.person_id == person_id)
        .order_by(BoosterShowing.id)
    )
    variants: dict[int, list[str]] = {}
    for card_id, variant in showings:
        variants.setdefault(card_id, []).append(variant)
    had: Counter[str] = Counter()
    for row in cards:
        had[row.measure] += len(variants.get(row.id, ()))
    return Known({(row.deck, row.card): row for row in cards}, variants, had)


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


def to_rehearse(session: Session, person_id: int, *, on: date) -> Sequence[str]:
    """The measures that a task asks the person to rehearse and that no card was about since (method.md §1.8)."""
    since = (
        select(BoosterShowing.id)
        .join(BoosterCard, BoosterCard.id == BoosterShowing.card_id)
        .where(BoosterCard.person_id == Task.person_id, BoosterCard.measure == Task.measure)
        .where(BoosterShowing.shown_on >= func.date(Task.created_at))
    )
    query = select(Task.measure).where(Task.person_id == person_id, Task.kind == "rehearse", Task.measure.is_not(None))
    query = query.where(Task.done_on.is_(None), func.date(Task.created_at) <= on, ~since.exists())
    return [measure for measure in session.scalars(query.distinct().order_by(Task.measure)) if measure]


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing as its person sees it: the case in one variant, its options in their order, and what was chosen."""

    showing: BoosterShowing
    card: Card
    variant: Variant
    options: Sequence[Option] = field(default=())

    @property
    def chosen(self) -> Option | None:
        """The option that was chosen; None while it waits."""
        return next((option for option in self.options if option.code == self.showing.chosen), None)


def waiting(session: Session, *, actor: Actor, at: Moment) -> Sequence[Shown]:
    """The cards that wait for the actor's answer, the one dealt first in front; none when no series of theirs runs."""
    if not any(one.runs(at) for one in series_of(session, [actor.person_id])):
        return []
    return _shown(session, OWN.condition(actor, at), BoosterShowing.answered_at.is_(None))


def one(session: Session, public_id: str, *, actor: Actor, at: Moment) -> Shown | None:
    """One showing of the actor's own."""
    found = _shown(session, OWN.condition(actor, at), BoosterShowing.public_id == public_id)
    return found[0] if found else None


def _shown(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Shown]:
    query = select(BoosterShowing, BoosterCard).join(BoosterCard, BoosterCard.id == BoosterShowing.card_id)
    rows = session.execute(query.where(*conditions).order_by(BoosterShowing.id)).all()
    decks = library.decks(session) if rows else ()
    return [_as_shown(showing, row, decks) for showing, row in rows]


def _as_shown(showing: BoosterShowing, row: BoosterCard, decks: Sequence[Deck]) -> Shown:
    card, variant = next(
        (card, variant)
        for deck in decks
        if deck.code == row.deck
        for card in deck.cards
        if card.code == row.card
        for variant in card.variants
        if variant.code == showing.variant
    )
    options = {option.code: option for option in card.options}
    return Shown(showing, card, variant, [options[code] for code in shuffled(list(options), showing.public_id)])


def answered_lately(session: Session, *, actor: Actor, at: Moment) -> int:
    """How many cards the actor answered in the last seven days."""
    since: datetime = at.business - WEEK * _DAY
    query = select(func.count()).select_from(BoosterShowing).where(OWN.condition(actor, at))
    return session.scalar(query.where(BoosterShowing.answered_at > since)) or 0


def variant_for(card: Card, shown: Sequence[str]) -> str:
    """The variant of a card that comes next for somebody who has seen these, the newest last."""
    return next_variant([variant.code for variant in card.variants], shown)
