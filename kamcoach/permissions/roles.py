"""The roles a person may hold; a person may hold several."""

from enum import StrEnum


class Role(StrEnum):
    """A role as stored; what each may open is in routes.py."""

    TRAINEE = "trainee"
    COACH = "coach"
    MENTOR = "mentor"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
