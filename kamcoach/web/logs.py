"""Structured logs: one JSON object a line, with routes and ids, never with personal text, paths or queries."""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from flask_login import current_user

_log = logging.getLogger("kamcoach")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON line. Of an exception it keeps type and places, not the message,
    which may quote what a person wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at_code"] = [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in frames[-8:]]
        return json.dumps(line, ensure_ascii=False)


def to_stderr(*, warnings_only: bool = False) -> None:
    """Send the product's log to standard error, once."""
    if not _log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        _log.addHandler(handler)
        _log.propagate = False
    _log.setLevel(logging.WARNING if warnings_only else logging.INFO)


def install(app: Flask) -> None:
    """Log every request but those for static files."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint not in ("static", "bootstrap.static", "health.healthz"):
        facts = {
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            "person": current_user.actor.public_id if current_user and current_user.is_authenticated else None,
        }
        _log.info("request", extra={"facts": facts})
    return response
