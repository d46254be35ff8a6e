"""People whose half year of cards runs: their training ended on Monday 2 March 2026, the cards begin on the 10th."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assessments.instruments.deck import Card
from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.calendars import calendars_of
from kamcoach.recall import jobs, known, queries, services
from kamcoach.recall.models import BoosterCard, BoosterShowing
from kamcoach.reinforcement.models import FollowUp
from tests.factories.world import Someone, Thing, World

FIRST = date(2026, 3, 10)


def series(world: World, *people: Someone, focus: Sequence[str] = ("B1", "B5")) -> dict[str, Thing]:
    """Enrol and train them; it is still the day of the training."""
    cohort = world.cohort(world.bob, first_day=world.today)
    enrolled = {one.name: world.enrol(cohort, one, world.bob, focus=focus) for one in people or (world.alice,)}
    world.finish(cohort, world.bob)
    return enrolled


def go_to(world: World, day: date, hour: int = 9, zone: str = "Asia/Manila") -> None:
    """Let it be an hour of a day somewhere."""
    world.clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC))


def work(world: World) -> tuple[int, int]:
    """Let the worker do its part for cards: how many were dealt, how many letters queued."""
    with world.app.app_context():
        return jobs.deal_cards(world.now), jobs.write_of_cards(world.now)


def deal(world: World, person: Someone) -> int:
    """Deal to one person, whatever the hour."""
    with world.writing() as session:
        return services.deal(session, person.id, calendars_of(session, [person.id])[person.id], at=world.now)


def showings(world: World, person: Someone) -> Sequence[BoosterShowing]:
    """Every card that somebody got, in order."""
    return world.rows(BoosterShowing, BoosterShowing.person_id == person.id)


def waiting(world: World, person: Someone) -> list[str]:
    """The public ids of what waits for somebody."""
    with world.reading() as session:
        found = queries.waiting(session, actor=world.actor(person), at=world.now)
        return [one.showing.public_id for one in found]


def cards_of(world: World, person: Someone) -> list[tuple[str, str]]:
    """Measure and card of every showing, in order."""
    with world.reading() as session:
        query = select(BoosterCard.measure, BoosterCard.card).join(
            BoosterShowing, BoosterShowing.card_id == BoosterCard.id
        )
        rows = session.execute(query.where(BoosterShowing.person_id == person.id).order_by(BoosterShowing.id))
        return [(row.measure, row.card) for row in rows]


def card_of(world: World, showing: str) -> Card:
    """The card behind a showing, as the deck has it."""
    with world.reading() as session:
        query = select(BoosterCard.deck, BoosterCard.card).join(
            BoosterShowing, BoosterShowing.card_id == BoosterCard.id
        )
        deck, card = session.execute(query.where(BoosterShowing.public_id == showing)).one()
        return known.newest_decks(session)[deck].card(card)


def option(world: World, showing: str, *, best: bool) -> str:
    """The best option of a showing, or one that is not."""
    return next(one.code for one in card_of(world, showing).options if one.best is best)


def answer(world: World, person: Someone, *, best: bool = True, at_once: bool = False) -> None:
    """Answer the first card that waits, without the page."""
    with world.reading() as session:
        shown = queries.waiting(session, actor=world.actor(person), at=world.now)[0]
    actor, chosen = world.actor(person), option(world, shown.showing.public_id, best=best)
    with world.writing() as session:
        services.answer(session, shown, chosen, at_once=at_once, actor=actor, at=world.now)


def step(world: World, enrolment: Thing) -> FollowUp:
    """The step of the cards."""
    return world.follow_up(enrolment, "boosters")


def letters(world: World, kind: str = "cards") -> list[int]:
    """To whom letters of a kind were queued, in order."""
    return [message.person_id for message in world.rows(OutboxMessage, OutboxMessage.kind == kind)]
