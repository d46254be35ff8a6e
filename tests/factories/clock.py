"""The clock of tests: it stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

from kamcoach.clock import Moment

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When tests begin: a Monday morning."""


class TestClock:
    """Both clocks at once, or the business clock alone."""

    __test__ = False

    def __init__(self) -> None:
        self.business = MONDAY
        self.wall = MONDAY

    def moment(self, shift: timedelta = timedelta(0)) -> Moment:
        """Now, as the application asks for it."""
        return Moment(self.business + shift, self.wall)

    def forward(self, **delta: float) -> Moment:
        """Let time pass on both clocks."""
        self.business += timedelta(**delta)
        self.wall += timedelta(**delta)
        return self.moment()

    def set(self, instant: datetime) -> Moment:
        """Go to an instant on both clocks."""
        self.business = self.wall = instant
        return self.moment()
