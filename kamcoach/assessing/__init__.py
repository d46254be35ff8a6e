"""Occasions, answers, results: the heart of every checklist and assessment."""
