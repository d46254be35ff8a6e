"""Booster cards: recalled when they are about to be forgotten."""
