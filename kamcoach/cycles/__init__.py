"""Competency assessments of many people at once: cycles, the two views side by side, what both sign."""
