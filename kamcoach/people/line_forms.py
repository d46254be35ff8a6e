"""The form by which somebody else manages, coaches or accompanies a person from a day on."""

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from kamcoach.web.fields import DayField, RadioField, SelectField, options
from kamcoach.web.language import lazy_gettext as _l

NOBODY = "nobody"
"""The choice that ends a line without another one; a public id is longer."""


class LineForm(FlaskForm):  # type: ignore[misc]
    """Which line, who holds it, and from which day on."""

    kind = RadioField(
        _l("What changes?"),
        [InputRequired(_l("Choose what changes."))],
        choices=options([("manager", _l("The manager")), ("coach", _l("The coach")), ("mentor", _l("The mentor"))]),
    )
    holder = SelectField(_l("Who is it from then on?"), [InputRequired(_l("Choose a person, or nobody."))])
    from_date = DayField(_l("From"), [InputRequired(_l("Choose a day."))])
