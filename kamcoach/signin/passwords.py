"""Hashing passwords with Argon2id (RFC 9106), outside any transaction."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST = 10
LONGEST = 200


def hash_password(password: str) -> str:
    """A salted Argon2id hash."""
    return _hasher().hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password fits; takes as long for a person without one, so that time tells nothing."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    return _cheap() if current_app.testing else _real()


@cache
def _real() -> PasswordHasher:
    return PasswordHasher()


@cache
def _cheap() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody's password")
