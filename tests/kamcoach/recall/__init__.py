"""Booster cards."""
