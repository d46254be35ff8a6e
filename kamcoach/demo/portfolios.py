"""The demo's key accounts: each is opened by its lead on a day of its own, with the team and the people there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.demo.founding import Someone
from kamcoach.people.models import Person
from kamcoach.portfolio import services
from kamcoach.signin.queries import actor_for

_OPENED = -150
"""Days before the story stops on which the first account is opened."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An account that its lead opens at an instant."""

    at: datetime
    account: Mapping[str, Any]


def openings(until: datetime) -> Sequence[Opening]:
    """One account an hour, from a morning on."""
    first = (until + timedelta(days=_OPENED)).replace(hour=1, minute=0, second=0, microsecond=0)
    return [Opening(first + timedelta(hours=place), account) for place, account in enumerate(_accounts())]


def open_account(opening: Opening, people: Mapping[str, Someone], session: Session, at: Moment) -> None:
    """Create it in the lead's name, with its team and contacts."""
    account = opening.account
    lead = people[account["lead"]]
    actor = actor_for(session, lead.id)
    assert actor is not None  # nobody leaves in the story
    made = services.create_account(session, name=account["name"], lead_id=lead.id, actor=actor, at=at)
    for number in account["team"]:
        person = session.get_one(Person, people[number].id)
        on = actor.today(at)
        services.add_member(
            session, made.public_id, person.id, person.public_id, part="member", on=on, actor=actor, at=at
        )
    for name, position in account["contacts"].items():
        services.add_contact(session, made.public_id, name=name, position=position, actor=actor, at=at)


def acts(people: Mapping[str, Someone], until: datetime) -> Iterator[tuple[datetime, Any]]:
    """What is done when."""
    for opening in openings(until):
        yield opening.at, partial(open_account, opening, people)


@cache
def _accounts() -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("accounts.yaml").read_text(encoding="utf-8")
    )
    return found
