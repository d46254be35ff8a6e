"""URLs of static files that change when the file changes, so that browsers may keep them for a year."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from flask import Flask, Response, request, url_for

from kamcoach.resources import STATIC

_YEAR = 31_536_000
_ENDPOINTS = ("static", "bootstrap.static")


def install(app: Flask) -> None:
    """Offer `asset('theme.css')` to templates and let versioned files be kept."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_versioned)
    app.after_request(_close_file)


def asset(name: str) -> str:
    """The URL of a static file with a version made from its content."""
    return url_for("static", filename=name, v=_version(STATIC / name))


def bootstrap(name: str) -> str:
    """The URL of a file of Bootstrap-Flask with the version of that library."""
    return url_for("bootstrap.static", filename=name, v=_bootstrap_version())


@cache
def _bootstrap_version() -> str:
    return version("bootstrap-flask")


@cache
def _version(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def _keep_versioned(response: Response) -> Response:
    if request.endpoint in _ENDPOINTS and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


def _close_file(response: Response) -> Response:
    if response.direct_passthrough and (close := getattr(response.response, "close", None)):
        response.call_on_close(close)  # compressing wraps the file, and nobody else would close it
    return response
