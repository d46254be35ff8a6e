"""How far back HR looks: the last months, or everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement

from assessments.scheduling.dates import months_before
from kamcoach.assessing.models import Occasion
from kamcoach.web.language import lazy_gettext as _l

PERIODS: Mapping[str, LazyString] = {
    "3": _l("Last 3 months"),
    "6": _l("Last 6 months"),
    "12": _l("Last 12 months"),
    "all": _l("Everything so far"),
}
"""What can be chosen: months as a number, or "all"."""
DEFAULT = "12"


@dataclass(frozen=True, slots=True)
class Period:
    """The months before today, today included, or everything; by the day on which an assessment opened."""

    chosen: str = DEFAULT

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Period":
        """The period of an address; what is none is the default."""
        asked = args.get("period", "")
        return cls(asked if asked in PERIODS else DEFAULT)

    @property
    def words(self) -> str:
        """The period for the reader."""
        return str(PERIODS[self.chosen])

    @property
    def as_args(self) -> dict[str, str]:
        """For links."""
        return {"period": self.chosen}

    def conditions(self, today: date) -> tuple[ColumnElement[bool], ...]:
        """Conditions on Occasion."""
        if self.chosen == "all":
            return ()
        return (Occasion.opens_on >= months_before(today, int(self.chosen)),)
