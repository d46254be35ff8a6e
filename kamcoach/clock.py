"""Two clocks, read in one place and passed on as a Moment.

Business time moves with the demo's time machine and decides due dates, windows and the age of results.
Wall time is the real time and decides sessions, leases, rate limits and when a row was recorded.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant on both clocks, each an aware datetime in UTC."""

    business: datetime
    wall: datetime

    def today(self, zone: str) -> date:
        """The business date in an IANA time zone."""
        return self.business.astimezone(ZoneInfo(zone)).date()


def moment(shift: timedelta = timedelta(0)) -> Moment:
    """Now on both clocks; `shift` is how far the business clock runs ahead."""
    wall = datetime.now(UTC)
    return Moment(business=wall + shift, wall=wall)


def at_instant(instant: datetime) -> Moment:
    """A moment at which both clocks agree, for simulations that drive both."""
    return Moment(business=instant, wall=instant)


def start_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a date begins in an IANA time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
