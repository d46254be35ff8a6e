"""Working days by country."""

from collections.abc import Callable
from datetime import date
from functools import cache

import holidays


@cache
def working_day(country: str) -> Callable[[date], bool]:
    """Whether a date is a working day in a country (ISO 3166 code): its weekend and public holidays are not.

    A country that `holidays` does not know has Saturday and Sunday off.
    """
    try:
        calendar = holidays.country_holidays(country)
    except NotImplementedError:
        return lambda day: day.weekday() < 5
    return lambda day: bool(calendar.is_working_day(day))
