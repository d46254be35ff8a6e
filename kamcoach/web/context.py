"""What a request knows: the moment, the actor, the installation. Read once, passed on to everything below."""

from datetime import timedelta

from flask import abort, current_app, g
from flask_login import AnonymousUserMixin, current_user

from kamcoach.clock import Moment, moment
from kamcoach.database import db
from kamcoach.installation import queries as installation
from kamcoach.installation.queries import Facts
from kamcoach.permissions.actor import Actor


def facts() -> Facts | None:
    """The installation; a real one never changes and is read once a process, a demo's clock moves."""
    if "facts" not in g:
        kept: Facts | None = current_app.extensions.get("kamcoach.facts")
        g.facts = kept or installation.facts(db.session())
        if g.facts is not None and not g.facts.is_demo:
            current_app.extensions["kamcoach.facts"] = g.facts
    found: Facts | None = g.facts
    return found


def is_demo() -> bool:
    """Whether this database was made as a demo."""
    found = facts()
    return found is not None and found.is_demo


def now() -> Moment:
    """The moment of this request on both clocks, the same from its first to its last line."""
    if "moment" not in g:
        found = facts()
        g.moment = moment(found.shift if found else timedelta(0))
    this: Moment = g.moment
    return this


def stand_at(at: Moment) -> None:
    """Let it be this moment for what is worded from here on: a letter that the worker writes is of its own time."""
    g.moment = at


def actor() -> Actor:
    """The signed-in person; the route table has made sure that there is one."""
    if not current_user.is_authenticated:
        abort(401)
    person: Actor = current_user.actor
    return person


def actor_or_none() -> Actor | None:
    """The signed-in person, on pages that anybody may open; nobody outside a request (worker, command line)."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def forget_reader() -> None:
    """Answer the rest of this request as to a stranger, without asking the database who it is."""
    g._login_user = AnonymousUserMixin()
    g.setdefault("facts", None)
