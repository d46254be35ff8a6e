"""Forms of cycles and pairs."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from assessments.instruments.model import Point
from kamcoach.web.fields import DayField, RadioField, SelectField, Ticks, not_before, options, text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_ID = r"[A-Za-z0-9_-]{16}\Z"
_NOTE = [Length(max=4000, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored]


class CycleForm(FlaskForm):  # type: ignore[misc]
    """A cycle: whom it asks about which job, and when."""

    public_id = HiddenField(validators=[Regexp(_ID)])
    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give it a title: it stands on every page of the people you ask.")),
            Length(max=120, message=_l("Use at most %(max)d characters.")),
            text_that_can_be_stored,
        ],
    )
    profile = SelectField(_l("Job profile"), [InputRequired(_l("Choose a job profile."))])
    unit = SelectField(_l("People"))
    opens_on = DayField(_l("Opens on"), [InputRequired(_l("Choose a day."))])
    due_on = DayField(
        _l("Due on"),
        [InputRequired(_l("Choose a day.")), not_before("opens_on", _l("This lies before the day on which it opens."))],
    )
    closes_on = DayField(
        _l("Closes after"),
        [InputRequired(_l("Choose a day.")), not_before("due_on", _l("This lies before the day on which it is due."))],
    )
    people = Ticks(_l("Who is asked"))


class LevelForm(FlaskForm):  # type: ignore[misc]
    """The level of one competency that both see, and what they agreed; or why they do not."""

    value = RadioField(_l("Which level do you both see in the evidence?"), [Optional()])
    note = TextAreaField(_l("What you agreed, in one or two sentences"), _NOTE)
    base = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=1_000_000)])

    def offer(self, points: Sequence[Point]) -> None:
        """Put the scale in."""
        self.value.choices = options((str(point.value), point.label) for point in points)


class SignForm(FlaskForm):  # type: ignore[misc]
    """A signature under what the page showed, with a dissenting note if wanted."""

    seen = HiddenField(validators=[Regexp(r"[0-9a-f]{64}\Z")])
    dissent = TextAreaField(_l("If you see something differently: a note of your own"), _NOTE)
