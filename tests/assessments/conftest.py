"""Hypothesis without a deadline: a busy machine must not fail a test of pure functions."""

from hypothesis import settings

settings.register_profile("assessments", deadline=None)
settings.load_profile("assessments")
