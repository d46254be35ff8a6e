"""The gate of every request: the route table first, before anything is looked up; then headers on the way out."""

from flask import Flask, Response, abort, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import current_user

from kamcoach.permissions.routes import ANYBODY, DEMO, ROUTES, SIGNED_IN
from kamcoach.web.context import actor, is_demo

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
_STATIC = ("static", "bootstrap.static")
_WITHOUT_COOKIES = (*_STATIC, "calendars.feed")
"""A calendar program sends none and shall get none."""
_SECRET_PATHS = ("answer_links.answer",)
"""Whose address alone opens something: not even a proxy's log of what is fetched from there may hold it."""


class _Sessions(SecureCookieSessionInterface):
    """Files carry no cookie and do not vary by it: everybody on the way may keep them. Nor do calendars."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint not in _WITHOUT_COOKIES:
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Put the gate in front of every route."""
    app.session_interface = _Sessions()
    app.before_request(_let_in)
    app.after_request(_add_headers)


def _let_in() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such route: Flask answers 404 or 405
    if "\0" in request.path:
        abort(404)  # no id holds it, and PostgreSQL cannot even be asked
    audience = ROUTES.get(request.endpoint, frozenset())
    if audience == ANYBODY:
        return None
    if audience == DEMO:
        return None if is_demo() else abort(404)
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if audience == SIGNED_IN:
        return None
    assert not isinstance(audience, str)
    return None if actor().holds(*audience) else abort(403)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    goes_to = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signin.sign_in", next=goes_to))


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = _POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer" if request.endpoint in _SECRET_PATHS else "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in _WITHOUT_COOKIES:
        headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    elif request.endpoint not in _STATIC:
        headers.setdefault("Cache-Control", "no-store")
    return response
