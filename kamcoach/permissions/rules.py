"""A visibility rule: the SQL condition that filters, and the sentence that the page shows for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, bindparam

from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, three uses: list, open one, explain.

    Listing filters by `condition(actor, at)`; opening one object is the same query with an id; `sentence`
    stands on the page beside what the rule protects.
    """

    condition: Callable[[Actor, Moment], ColumnElement[bool]]
    sentence: LazyString


class _AnyActor:
    """Stands for an actor in a condition that is built once: what is asked of them is a place to be filled in."""

    person_id: Any = bindparam("rule_actor")

    def today(self, _at: Moment) -> Any:
        """The place of the actor's date."""
        return bindparam("rule_today")


class _AnyMoment:
    """Stands for a moment likewise."""

    business: Any = bindparam("rule_business")


ANY_ACTOR, ANY_MOMENT = cast(Actor, _AnyActor()), cast(Moment, _AnyMoment())
"""For statements of hot paths: building one takes longer than running it, so it is built once a process with these and
run with `places`. A rule that asks the actor for anything else (roles) cannot be built so, and says so by failing."""


def places(actor: Actor, at: Moment) -> dict[str, object]:
    """What fills the places of a statement that was built with ANY_ACTOR and ANY_MOMENT."""
    return {"rule_actor": actor.person_id, "rule_today": actor.today(at), "rule_business": at.business}
