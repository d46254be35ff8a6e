"""Forms about people."""

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from kamcoach.permissions.roles import Role

ROLE_NAMES = {
    Role.TRAINEE: _l("Trainee"),
    Role.COACH: _l("Coach"),
    Role.MENTOR: _l("Mentor"),
    Role.MANAGER: _l("Manager"),
    Role.AUDITOR: _l("HR auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


class UploadForm(FlaskForm):  # type: ignore[misc]
    """The spreadsheet of people."""

    file = FileField(_l("CSV file"), [FileRequired(_l("Choose a file first."))])


class RolesForm(FlaskForm):  # type: ignore[misc]
    """The roles of one person."""

    roles = SelectMultipleField(
        _l("Roles"),
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PreferencesForm(FlaskForm):  # type: ignore[misc]
    """How the product looks and counts days for a person."""

    theme = RadioField(
        _l("Colours"),
        choices=[("auto", _l("Like my device")), ("light", _l("Light")), ("dark", _l("Dark"))],
    )
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
        self.time_zone.choices = [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]
