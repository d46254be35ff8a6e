"""The outbox and how messages leave it."""
