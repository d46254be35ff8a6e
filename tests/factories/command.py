"""The command line inside the process of the test: quick, and with nothing of it left behind."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from click.testing import CliRunner, Result
from flask import Flask

from kamcoach.cli import main
from kamcoach.web.limits import limiter
from tests.factories.engines import SECRET


def run(*arguments: str | Path, typed: str | None = None, **environ: str) -> Result:
    """Run `kamcoach …` with these settings and no others."""
    with _only(environ), _put_back():
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)


def of(app: Flask) -> dict[str, str]:
    """The settings that lead to the database of an application."""
    return {"KAMCOACH_DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]), "KAMCOACH_SECRET_KEY": SECRET}


@contextmanager
def _only(environ: dict[str, str]) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if "KAMCOACH" not in name and name != "PORT"}
    with mock.patch.dict(os.environ, kept | environ, clear=True):
        yield


@contextmanager
def _put_back() -> Iterator[None]:
    """A command makes an application as it is served: it switches limits on and writes its log to stderr."""
    log, limits = logging.getLogger("kamcoach"), limiter.enabled
    handlers, level, propagate = list(log.handlers), log.level, log.propagate
    try:
        yield
    finally:
        limiter.enabled = limits
        log.handlers[:], log.level, log.propagate = handlers, level, propagate
