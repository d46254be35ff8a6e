"""Backup and restore: one portable file for both engines, consistent while people write, proved by hashes."""
