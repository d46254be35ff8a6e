"""What a file says about itself: what it is, who made it when, and what it was narrowed by."""

from flask_babel import format_datetime

from kamcoach.exports.datasets import Asking, Dataset, Source
from kamcoach.exports.xlsx_file import Cover
from kamcoach.web.language import gettext as _


def cover_of(dataset: Dataset, source: Source, asking: Asking) -> Cover:
    """The cover, in the language that is current."""
    made_at = asking.at.business
    facts = [
        (_("Export"), str(dataset.title)),
        (_("Made by"), asking.actor.name),
        (_("Made at (UTC)"), str(format_datetime(made_at, "y-MM-dd HH:mm", rebase=False))),
        *source.about,
        (_("Times"), _("Hours are UTC; days are the days of the person whom they concern.")),
        (_("Confidential"), _("Personal data: keep it no longer than you need it. That you took it is recorded.")),
    ]
    return Cover(str(dataset.title), facts, made_at)


def file_name(dataset: Dataset, asking: Asking, file_format: str) -> str:
    """Such as kamcoach-assessments-2026-04-14.csv, with the day where the actor is."""
    return f"kamcoach-{dataset.code}-{asking.actor.today(asking.at)}.{file_format}"
