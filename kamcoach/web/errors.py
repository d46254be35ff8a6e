"""Every error as a page in plain words; the input that led to it is still in the person's browser."""

import logging

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from kamcoach.database import Busy, storage
from kamcoach.storage import CannotWrite, is_out_of_reach, refusal
from kamcoach.web.context import forget_reader
from kamcoach.web.language import gettext as _

_log = logging.getLogger("kamcoach")


def install(app: Flask) -> None:
    """Answer errors with pages, or with JSON where a script asked."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(CannotWrite, _cannot_write)
    app.register_error_handler(DBAPIError, _database_fault)
    app.register_error_handler(Exception, _our_fault)


def _texts(code: int) -> tuple[str, str]:
    known = {
        400: (_("That could not be read"), _("The request was incomplete. Go back and try again.")),
        401: (_("Please sign in again"), _("Your session has ended. What you typed is still on the page before.")),
        403: (_("This is not yours to open"), _("Your role does not include this page.")),
        404: (_("There is nothing here that you can open"), _("It may have moved, or it belongs to others.")),
        405: (_("That does not work here"), _("Go back and use the buttons of the page.")),
        409: (_("This has changed meanwhile"), _("Go back, reload the page and look at what is there now.")),
        413: (_("That is too large"), _("The most that can be sent at once is 16 MB, and 2 MB of text.")),
        429: (_("Too many attempts"), _("Wait a minute, then try again.")),
        503: (_("Too busy just now"), _("Nothing was changed. Try again in a few seconds.")),
    }
    fallback = (_("Something went wrong on our side"), _("Nothing you did. Try again; what was saved before is safe."))
    return known.get(code, fallback)


def answer(code: int, title: str | None = None, text: str | None = None) -> ResponseReturnValue:
    """An error page, or its JSON."""
    known_title, known_text = _texts(code)
    title, text = title or known_title, text or known_text
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=title, text=text), code
    return render_template("errors/error.html", title=title, text=text, code=code, again=()), code


def _try_again(title: str, text: str, problem: str) -> ResponseReturnValue:
    """503: what was sent is kept on the page and can be sent again; a script is told what to say beside the field."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=title, text=text, problem=problem), 503
    again = [] if _is_private() else list(request.form.items(multi=True))
    return render_template("errors/error.html", title=title, text=text, code=503, again=again), 503


def _is_private() -> bool:
    """Passwords are not written into a page, and a file cannot be."""
    return bool(request.files) or any("password" in name for name in request.form)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return answer(error.code)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    text = _("You signed in or out in another tab. Go back, reload the page and send it again.")
    return answer(400, _("This page is from an earlier session"), text)


def _busy(_error: Busy) -> ResponseReturnValue:
    return _try_again(*_texts(503), _("Not saved: too many people are saving just now."))


def _cannot_write(_error: CannotWrite) -> ResponseReturnValue:
    text = _(
        "The server's disk is full or cannot be written. Nothing was changed, and what you typed is still in your "
        "browser. You can read everything; try to save again when your administrator has mended it."
    )
    return _try_again(
        _("Nothing can be saved just now"), text, _("Not saved: the server cannot save anything just now.")
    )


def _database_fault(error: DBAPIError) -> ResponseReturnValue:
    """The disk or the way to the database, where the page did not come to writing."""
    if (reason := refusal(error)) is not None:
        storage().failed(reason)
        return _cannot_write(CannotWrite(reason))
    if not is_out_of_reach(error):
        return _our_fault(error)
    _log.exception("no database", extra={"facts": {"endpoint": request.endpoint}})
    forget_reader()
    text = _(
        "The server does not reach its database. What you typed is still in your browser. Look whether it was saved "
        "before you send it again, in a minute."
    )
    return _try_again(_("The database cannot be reached just now"), text, _("Not saved: the server has no database."))


def _our_fault(error: Exception) -> ResponseReturnValue:
    g.failed = type(error).__name__
    _log.exception("unhandled", extra={"facts": {"endpoint": request.endpoint}})
    return answer(500)
