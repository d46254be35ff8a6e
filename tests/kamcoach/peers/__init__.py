"""Trios."""
