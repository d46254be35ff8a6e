"""A mail server for the tests of reminders."""

from tests.kamcoach.notifications.conftest import sink

__all__ = ["sink"]
