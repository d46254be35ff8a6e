"""Programmes, cohorts, enrolments."""
