"""The mail server of the tests of notifications."""

from tests.kamcoach.notifications.conftest import sink

__all__ = ["sink"]
