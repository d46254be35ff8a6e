"""Dates as people type them."""

import calendar
import re
from datetime import date

from flask_babel import format_date

from kamcoach.web.language import gettext as _

_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")


def parse_day(text: str) -> date | str:
    """A date from YYYY-MM-DD, or the sentence that says what is wrong with it."""
    match = _ISO.fullmatch(text)
    if not match or not text.isascii():
        return _("Write a date like 2026-05-21: year, month, day.")
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        return _("There is no month %(month)s. Write a date like 2026-05-21.", month=month)
    if not 1900 <= year <= 2200:
        return _("The year %(year)s cannot be right.", year=year)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = str(format_date(date(year, month, 1), "LLLL"))
        return _("%(month)s %(year)s has %(last)s days.", month=name, year=year, last=last)
    return date(year, month, day)
