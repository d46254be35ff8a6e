"""A language for messages, without the application and without a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import Babel


@contextmanager
def english() -> Iterator[None]:
    """Messages made inside are English."""
    app = Flask("language")
    Babel(app)
    with app.test_request_context():
        yield
