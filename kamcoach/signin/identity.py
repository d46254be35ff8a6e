"""Flask-Login: the cookie's token becomes the actor of the request, with one query."""

import flask_babel
from flask import Flask, g
from flask_login import LoginManager, UserMixin, login_user

from kamcoach.database import db
from kamcoach.permissions.actor import Actor
from kamcoach.signin import queries
from kamcoach.web.context import now


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a person for one request; its id is the session token."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """The token that the signed cookie carries."""
        return self.actor.session_token


def install(app: Flask) -> None:
    """Let Flask-Login load people from their session rows."""
    manager = LoginManager(app)
    manager.session_protection = None  # a phone changes its address between two customers
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    actor = queries.actor_of(db.session(), token, at=now())
    return SignedIn(actor) if actor else None


def remember(actor: Actor) -> None:
    """Put the actor's session token into the cookie."""
    login_user(SignedIn(actor))


def only_now(actor: Actor) -> None:
    """Answer the rest of this request as to this person, who holds a right to one thing; no session comes of it."""
    g._login_user = SignedIn(actor)
    g.pop("spoken", None)  # in their language
    flask_babel.refresh()
