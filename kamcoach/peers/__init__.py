"""Trios: three of a cohort who meet every second week."""
