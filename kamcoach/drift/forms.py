"""Forms of tasks and marks."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from kamcoach.web.fields import text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_LENGTH = Length(max=500, message=_l("Use at most %(max)d characters."))


class DoneForm(FlaskForm):  # type: ignore[misc]
    """What became of a task."""

    note = TextAreaField(_l("What became of it?"), [_LENGTH, text_that_can_be_stored])


class OverruleForm(FlaskForm):  # type: ignore[misc]
    """Why a mark is set aside."""

    reason = TextAreaField(
        _l("Why"),
        [DataRequired(_l("Say why, in a few words: it stands beside the mark.")), _LENGTH, text_that_can_be_stored],
    )
