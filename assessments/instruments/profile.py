"""The typed model of a job profile: the levels a job requires, per measure of an instrument."""

from typing import Literal

from msgspec import Struct

RoleFamily = Literal["management", "sales", "technical", "customer_care", "administrative"]
"""The five talents of S1-C1."""


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The level wanted of a job holder and, not above it, of a candidate at entry (S1-C2, method.md §2.8).

    Levels are values of the measure's scale; `weight` > 0 says how much this requirement counts.
    """

    instrument: str
    measure: str
    level: int
    entry: int
    weight: float = 1.0


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a job profile.

    `duties` is what the job answers for, from which the levels follow (S1-C2); `note` says that it is a starting
    point (method.md §2.8).
    """

    code: str
    version: int
    title: str
    role_family: RoleFamily
    note: str
    sources: tuple[str, ...]
    requires: tuple[Requirement, ...]
    duties: tuple[str, ...] = ()
