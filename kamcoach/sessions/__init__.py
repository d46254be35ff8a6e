"""Coaching sessions, their notes, and the commitments that come out of them."""
