"""Dealing booster cards and taking the answers. Nothing of it is written to the trail: which card somebody got and what
they chose is nobody else's (method.md §1.11, §3)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.instruments.deck import Card
from assessments.refusals import Refused
from assessments.scheduling.calendar import Calendar
from assessments.scheduling.recalling import Candidate, hand, next_hand_on
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor
from kamcoach.recall import known as known_cards
from kamcoach.recall import memory, queries
from kamcoach.recall.known import Known
from kamcoach.recall.memory import Recall
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.recall.queries import Series, Shown
from kamcoach.reinforcement.models import FollowUp


def deal(session: Session, person_id: int, calendar: Calendar, *, at: Moment) -> int:
    """Give a person the cards of this week, two at most, on a day on which they work; returns how many.

    None while a card waits, within seven days after the last one was got or answered, or when nothing is due.
    """
    today = at.today(calendar.zone)
    series = [one for one in queries.series_of(session, [person_id]) if one.runs(at)]
    rows = _locked(session, series)
    known = known_cards.known_to(session, person_id, calendar.zone)
    if not rows or known.waits or next_hand_on(known.last_on, from_day=today, works=calendar.works) != today:
        return 0
    decks = known_cards.newest_decks(session)
    cards = hand(
        known_cards.candidates(session, decks.values(), series, known, on=today),
        today=today,
        had=known.had,
        rehearse=known_cards.to_rehearse(session, person_id, calendar.zone, known),
    )
    for one in cards:
        _show(session, person_id, one, decks[one.deck].card(one.card), known, calendar.zone, at)
    if cards:
        for row in rows:
            row.opened_on = row.opened_on or today
    return len(cards)


def _locked(session: Session, series: Sequence[Series]) -> Sequence[FollowUp]:
    """The steps of the series, held until the transaction ends: two workers do not deal to one person at once."""
    ids = [one.follow_up_id for one in series]
    query = select(FollowUp).where(FollowUp.id.in_(ids)).order_by(FollowUp.id)
    return session.scalars(query.with_for_update()).all()


def _show(session: Session, person_id: int, dealt: Candidate, card: Card, known: Known, zone: str, at: Moment) -> None:
    row = known.cards.get((dealt.deck, dealt.card))
    today = at.today(zone)
    if row is None:
        row = BoosterCard(person_id=person_id, deck=dealt.deck, card=dealt.card, measure=dealt.measure)
        row.memory, row.due_on = dict(memory.new(at.business)), today
        session.add(row)
        session.flush()
    variant = known_cards.variant_for(card, known.variants.get(row.id, ()))
    session.add(BoosterShowing(card_id=row.id, person_id=person_id, variant=variant, shown_on=today))


def answer(session: Session, shown: Shown, chosen: str, *, at_once: bool, actor: Actor, at: Moment) -> None:
    """Take the first answer to a card; a second one (another tab, a second tap, the way back) changes nothing.

    The best option is recalled, `at_once` easily; any other is not. Raises Refused("cards_over") once the series has
    ended, is waived or the person has left, and Refused("not_on_scale") for what is no option.
    """
    query = select(BoosterShowing).where(BoosterShowing.id == shown.showing.id).with_for_update()
    showing = session.scalars(query).one()
    if showing.answered_at is not None:
        return
    if not any(one.runs(at) for one in queries.series_of(session, [showing.person_id])):
        raise Refused("cards_over")
    option = next((option for option in shown.options if option.code == chosen), None)
    if option is None:
        raise Refused("not_on_scale", item=shown.card.code, value=chosen)
    recall = Recall.WRONG if not option.best else Recall.AT_ONCE if at_once else Recall.RIGHT
    card = session.get_one(BoosterCard, showing.card_id)
    kept, due_at = memory.after(card.memory, recall, at.business)
    card.memory, card.due_on = dict(kept), Moment(due_at, due_at).today(actor.time_zone)
    showing.chosen, showing.rating, showing.answered_at = option.code, int(recall), at.business
