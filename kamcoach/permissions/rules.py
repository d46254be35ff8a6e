"""A visibility rule: the SQL condition that filters, and the sentence that the page shows for it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement

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
