"""Dates, numbers and the domain's refusals in the reader's words."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_decimal, format_time

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.web.context import actor_or_none, now
from kamcoach.web.refusal_words import SENTENCES

_FILTERS = (
    "day",
    "short_day",
    "near_day",
    "short_date",
    "weekday_and_day",
    "month",
    "clock_time",
    "score",
    "change",
    "level",
    "year",
    "figure",
    "whole",
)


def install(app: Flask) -> None:
    """Offer the functions of this module to templates, as filters."""
    for name in _FILTERS:
        app.jinja_env.filters[name] = globals()[name]


def day(value: date | datetime) -> str:
    """A date such as 21 May 2026; an instant becomes the date where the reader is."""
    return str(format_date(_as_date(value), "d MMMM y"))


def short_day(value: date | datetime) -> str:
    """A date without weekday and year, where both are clear: 21 May."""
    return str(format_date(_as_date(value), "d MMMM"))


def near_day(value: date | datetime) -> str:
    """A date with its weekday, without the year when that is clear: Thursday 21 May."""
    value = _as_date(value)
    far = abs((value - _as_date(now().business)).days) > 180
    return str(format_date(value, "d MMMM y" if far else "EEEE d MMMM"))


def month(value: date) -> str:
    """A month with its year: May 2026."""
    return str(format_date(value, "LLLL y"))


def short_date(value: date) -> str:
    """A day for a narrow margin: 21 May."""
    return str(format_date(value, "d MMM"))


def weekday_and_day(value: date) -> str:
    """A day within its month: Thu 21."""
    return str(format_date(value, "EEE d"))


def clock_time(value: datetime) -> str:
    """An instant as the reader's hour and minute: 08:14."""
    return str(format_time(value, "HH:mm"))


def score(value: float) -> str:
    """A score with one decimal place."""
    return str(format_decimal(value, "0.0"))


def level(value: float) -> str:
    """A level of a scale: whole as it is, a mean with one decimal place."""
    return str(format_decimal(value, "0.#"))


def figure(value: float) -> str:
    """A figure of the business as the reader writes numbers, at most three decimal places: 1,234.5."""
    return str(format_decimal(value, "#,##0.###"))


def whole(value: int) -> str:
    """A whole number as the reader writes it: 5,000."""
    return str(format_decimal(value, "#,##0"))


def year(value: date | datetime) -> str:
    """The year of a date or instant."""
    return str(format_date(_as_date(value), "y"))


def change(value: float) -> str:
    """A change with its sign and one decimal place; no change is 0.0 without a sign."""
    return str(format_decimal(round(value, 1), "+0.0;−0.0")) if abs(value) >= 0.05 else score(0)


def _as_date(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    reader = actor_or_none()
    return Moment(value, value).today(reader.time_zone if reader else "UTC")


def refusal(refused: Refused) -> str:
    """The sentence for a domain refusal."""
    params: Mapping[str, object] = {
        key: day(value) if isinstance(value, date) else value for key, value in refused.params.items()
    }
    return str(SENTENCES[refused.code]) % params
