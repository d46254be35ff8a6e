"""A calendar program that is not ours (khal), with a calendar of its own that is filled from the address as a
subscription is: what it was given before and is given again is the same event, changed."""

from dataclasses import dataclass
from pathlib import Path

import icalendar
from click.testing import CliRunner
from khal.cli import main_khal

icalendar.use_zoneinfo()  # the program has changed this for the whole process, and our own code shall not notice

_CONFIG = """
[calendars]
[[kam-coach]]
path = {path}
[sqlite]
path = {path}/../khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = kam-coach
"""


@dataclass(frozen=True)
class Khal:
    """The program with its folder, as somebody in a zone runs it."""

    folder: Path
    zone: str

    def take(self, feed: bytes) -> None:
        """Read what the address gave."""
        (self.folder / "kam-coach").mkdir(exist_ok=True)
        (self.folder / "config").write_text(_CONFIG.format(path=self.folder / "kam-coach", zone=self.zone))
        (self.folder / "feed.ics").write_bytes(feed)
        self._run("import", "--batch", "-a", "kam-coach", str(self.folder / "feed.ics"))

    def shows(self, first: str, days: int = 1) -> list[str]:
        """The lines of some days: begin, end, title; what is cancelled says so."""
        form = "{start-date} {start-time} {end-time} {title}{repeat-symbol} {status}{cancelled}"
        said = self._run("list", "--format", form, "--day-format", "", first, f"{days}d")
        return [" ".join(line.split()) for line in said.splitlines() if line.strip()]

    def _run(self, *arguments: str) -> str:
        icalendar.use_pytz()
        try:
            config = ["-c", str(self.folder / "config")]
            result = CliRunner().invoke(main_khal, [*config, *arguments], catch_exceptions=False)
        finally:
            icalendar.use_zoneinfo()
        assert result.exit_code == 0, result.output
        return result.output
