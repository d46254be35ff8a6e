"""Dates, numbers and the domain's refusals in the reader's words."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_decimal, format_time

from assessments.refusals import Refused
from kamcoach.clock import Moment
from kamcoach.web.context import actor_or_none, now
from kamcoach.web.language import gettext as _

_FILTERS = ("day", "short_day", "near_day", "clock_time", "score", "change", "level", "year")


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


def clock_time(value: datetime) -> str:
    """An instant as the reader's hour and minute: 08:14."""
    return str(format_time(value, "HH:mm"))


def score(value: float) -> str:
    """A score with one decimal place."""
    return str(format_decimal(value, "0.0"))


def level(value: float) -> str:
    """A level of a scale: whole as it is, a mean with one decimal place."""
    return str(format_decimal(value, "0.#"))


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
    sentences = {
        "unknown_item": _("This question is not part of this form. Reload the page."),
        "not_asked": _("This question is not asked here. Reload the page."),
        "not_on_scale": _("Choose one of the answers shown."),
        "note_too_long": _("The note has %(length)s characters; %(limit)s fit. Nothing was cut.", **_of(params)),
        "note_unreadable": _("The note holds characters that cannot be stored. Type it again without them."),
        "unknown_account": _("Choose one of the accounts shown, or none."),
        "evidence_to_come": _("This day is still to come. Enter the day that the paper carries."),
        "event_to_come": _("This day is still to come. Enter what you have seen."),
        "event_too_long_ago": _(
            "The questions look back to %(first)s. Enter an event from that day on.", **_of(params)
        ),
        "too_many_events": _("That is enough: %(most)s events stand here already.", **_of(params)),
        "line_to_oneself": _("This is the person themself. Choose somebody else."),
        "line_in_past": _("This day is over: what was cannot be changed. Choose today or later."),
        "line_too_far": _("Choose a day until %(latest)s, at most a year ahead.", **_of(params)),
        "line_in_circle": _("The managers would form a circle: %(circle)s. Choose somebody else.", **_of(params)),
        "no_observer": _("Choose somebody else: this person can no longer be reached."),
        "observes_oneself": _("Choose somebody else: nobody observes themself."),
        "last_lead": _("This is the only lead. Add another lead first."),
        "difference_needs_note": _("Say in a sentence where you see it differently."),
        "move_past": _("This day is over. Choose today or later."),
        "move_before_training": _("This step comes after the training. Choose a day after its last day."),
        "move_after_training": _("This step comes before the training. Choose a day before its first day."),
        "move_outside_window": _("It has to stay between %(opens)s and %(closes)s.", **_of(params)),
        "move_nowhere": _("It is due on that day already."),
        "already_waived": _("This follow-up is waived already."),
        "already_done": _("This follow-up is done already."),
        "not_a_talk": _("Only a talk is marked as held."),
        "held_in_future": _("This day is still to come."),
        "nobody_to_give": _("Nobody has this place beside you today. Give it to somebody else, or keep it."),
    }
    return (sentences | _of_peers_and_cards(params))[refused.code]


def _of_peers_and_cards(params: Mapping[str, object]) -> dict[str, str]:
    return {
        "trio_alone": _("Trio %(number)s would have one person only. Two to four meet.", **_of(params)),
        "trio_crowded": _("Trio %(number)s would have more than %(most)s people.", **_of(params)),
        "trio_without_others": _("You are in no trio with anybody now, so nothing is asked here."),
        "trio_not_open": _("This meeting can be ticked in its own two weeks only."),
        "cards_over": _("The half year of your cards is over, so this one counts no more."),
    }


def _of(params: Mapping[str, object]) -> dict[str, object]:
    return {
        name: params.get(name, "")
        for name in ("length", "limit", "opens", "closes", "first", "most", "latest", "circle", "number")
    }
