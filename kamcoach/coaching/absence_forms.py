"""The form by which days away are entered."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired

from kamcoach.web.fields import DayField
from kamcoach.web.language import lazy_gettext as _l


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """The first and the last day, and whether the person has read what it does to their plan."""

    first_day = DayField(_l("First day away"), [InputRequired(_l("Choose a day."))])
    last_day = DayField(_l("Last day away"), [InputRequired(_l("Choose a day."))])
    seen = HiddenField()
