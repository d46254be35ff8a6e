"""Forms about people."""

from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from kamcoach.web.fields import RadioField, SelectField, options
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.shell import ROLE_NAMES


class UploadForm(FlaskForm):  # type: ignore[misc]
    """The spreadsheet of people."""

    file = FileField(_l("CSV file"), [FileRequired(_l("Choose a file first."))])


class RolesForm(FlaskForm):  # type: ignore[misc]
    """The roles of one person."""

    roles = SelectMultipleField(
        _l("Roles"),
        choices=options((role.value, name) for role, name in ROLE_NAMES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PreferencesForm(FlaskForm):  # type: ignore[misc]
    """How the product looks and counts days for a person."""

    theme = RadioField(
        _l("Colours"),
        choices=options([("auto", _l("Like my device")), ("light", _l("Light")), ("dark", _l("Dark"))]),
    )
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
        self.time_zone.choices = options((zone, zone.replace("_", " ")) for zone in ["UTC", *zones])


def _hours() -> list[Any]:
    return options((str(hour), f"{hour:02}:00") for hour in range(24))


class MailForm(FlaskForm):  # type: ignore[misc]
    """When mail comes to a person."""

    digest = RadioField(
        _l("Reminders and news"),
        choices=options(
            [
                ("no", _l("Each when it is due")),
                ("yes", _l("One letter a day, in the morning of a working day")),
            ]
        ),
    )
    quiet_from = SelectField(_l("Quiet from"), choices=_hours())
    quiet_to = SelectField(_l("Quiet until"), choices=_hours())
