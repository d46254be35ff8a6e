"""Who acts: passed to every query and service, never looked up there."""

from dataclasses import dataclass
from datetime import date

from kamcoach.clock import Moment
from kamcoach.permissions.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as far as rules need to know them."""

    person_id: int
    public_id: str
    name: str
    roles: frozenset[Role]
    locale: str
    time_zone: str
    theme: str
    session_token: str = ""

    def today(self, at: Moment) -> date:
        """The business date where the person is."""
        return at.today(self.time_zone)

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return not self.roles.isdisjoint(roles)
