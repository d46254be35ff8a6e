"""Booster cards: whose series runs, what waits for an answer, what they had."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from assessments.instruments.deck import Card, Deck, Option, Variant
from assessments.scheduling.recalling import WEEK, shuffled
from kamcoach.clock import Moment
from kamcoach.library import queries as library
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Person
from kamcoach.permissions.actor import Actor
from kamcoach.permissions.rules import Rule
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from kamcoach.training.models import Cohort, Enrolment, Programme
from kamcoach.web.language import lazy_gettext as _l

MAIL = "cards"
"""The kind of the letter that cards wait."""
_DAY = timedelta(days=1)


def _is_own(actor: Actor, _at: Moment) -> ColumnElement[bool]:
    return BoosterShowing.person_id == actor.person_id


OWN = Rule(
    _is_own,
    _l(
        "only you. Nobody is told which answer you chose. How many cards were right is counted over five people or "
        "more, without names, and is no part of the curve."
    ),
)
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
    nearly_a_week = (WEEK - 1) * _DAY  # in any zone; to the day it is known when the cards are dealt
    lately = {"shown_after": today - nearly_a_week, "answered_after": at.business - nearly_a_week}
    rows = session.execute(_without_cards(), {"tomorrow": today + _DAY, "yesterday": today - _DAY} | lately)
    return [one for one in (Series(*row) for row in rows) if one.runs(at)]


@cache
def _without_cards() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `tomorrow`, `yesterday`, `shown_after` and
    `answered_after`."""
    had = select(BoosterShowing.id).where(BoosterShowing.person_id == FollowUp.person_id)
    return (
        _series()
        .where(FollowUp.opens_on <= bindparam("tomorrow"), FollowUp.closes_on >= bindparam("yesterday"))
        .where(~_has_waiting())
        .where(~had.where(BoosterShowing.shown_on > bindparam("shown_after")).exists())
        .where(~had.where(BoosterShowing.answered_at > bindparam("answered_after")).exists())
    )


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
    """The cards that wait for the actor's answer, the one dealt first in front; none when no series of theirs runs.
    One query where none waits."""
    rows = session.execute(_waits_for(), {"person": actor.person_id})
    if not any(Series(*row).runs(at) for row in rows):
        return []
    return _shown(session, OWN.condition(actor, at), BoosterShowing.answered_at.is_(None))


@cache
def _waits_for() -> Select[*tuple[Any, ...]]:
    """Built once a process: Today asks at every visit. Run with `person`."""
    return _series().where(FollowUp.person_id == bindparam("person"), _has_waiting())


def _has_waiting() -> ColumnElement[bool]:
    had = select(BoosterShowing.id).where(BoosterShowing.person_id == FollowUp.person_id)
    return had.where(BoosterShowing.answered_at.is_(None)).exists()


def to_write_to(session: Session, *, at: Moment) -> Sequence[Series]:
    """Running series of people for whom cards wait, who were not written to about cards in the last seven days."""
    today, since = at.today("UTC"), at.business - WEEK * _DAY
    rows = session.execute(_to_write_to(), {"tomorrow": today + _DAY, "yesterday": today - _DAY, "since": since})
    return [one for one in (Series(*row) for row in rows) if one.runs(at)]


@cache
def _to_write_to() -> Select[*tuple[Any, ...]]:
    """Built once a process: the worker asks at every tick. Run with `tomorrow`, `yesterday` and `since`."""
    told = select(OutboxMessage.id).where(OutboxMessage.person_id == FollowUp.person_id, OutboxMessage.kind == MAIL)
    return (
        _series()
        .where(FollowUp.opens_on <= bindparam("tomorrow"), FollowUp.closes_on >= bindparam("yesterday"))
        .where(_has_waiting(), ~told.where(OutboxMessage.created_at > bindparam("since")).exists())
    )


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
