"""Forms of the coach's pages."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from kamcoach.training.services import FEWEST_FOCUS, MOST_FOCUS
from kamcoach.web.fields import DayField, RadioField, SelectField, Ticks, not_before, options, text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_REASON = [
    DataRequired(_l("Say why, in a few words: it stands in the timeline.")),
    Length(max=500, message=_l("Use at most %(max)d characters.")),
    text_that_can_be_stored,
]
_NAME = [
    DataRequired(_l("Give it a name.")),
    Length(max=120, message=_l("Use at most %(max)d characters.")),
    text_that_can_be_stored,
]


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Another due day, and why."""

    due_on = DayField(_l("New day"), [InputRequired(_l("Choose a day."))])
    reason = TextAreaField(_l("Why"), _REASON)


class WaiveForm(FlaskForm):  # type: ignore[misc]
    """Why a follow-up is not asked."""

    reason = TextAreaField(_l("Why"), _REASON)


class HoldForm(FlaskForm):  # type: ignore[misc]
    """When a talk took place."""

    held_on = DayField(_l("Held on"), [InputRequired(_l("Choose a day."))])


class ProgrammeForm(FlaskForm):  # type: ignore[misc]
    """A programme and the behaviours that it trains."""

    name = StringField(_l("Name"), _NAME)
    plan = SelectField(_l("Plan for the months after"))
    measures = Ticks(_l("Behaviours that it trains"))

    def validate_measures(self, field: Ticks) -> None:
        """Something has to be trained, and something left as the control that costs nothing."""
        if len(field.data or []) < FEWEST_FOCUS:
            raise ValidationError(_l("Choose at least two behaviours: people pick their focus from them."))


class CohortForm(FlaskForm):  # type: ignore[misc]
    """One run of a programme."""

    name = StringField(_l("Name"), _NAME)
    first_day = DayField(_l("First training day"), [InputRequired(_l("Choose a day."))])
    last_day = DayField(
        _l("Last training day"),
        [InputRequired(_l("Choose a day.")), not_before("first_day", _l("This lies before the first training day."))],
    )


def _two_or_three(_form: object, field: Ticks) -> None:
    """Two or three behaviours (method.md §1.6)."""
    if not FEWEST_FOCUS <= len(field.data or []) <= MOST_FOCUS:
        raise ValidationError(_l("Choose two or three: fewer is luck, more is no focus."))


class EnrolForm(FlaskForm):  # type: ignore[misc]
    """A person, their focus behaviours, and who observes."""

    person = SelectField(_l("Person"), [InputRequired(_l("Choose a person."))])
    focus = Ticks(_l("Focus: two or three behaviours"), [_two_or_three])
    observer = SelectField(_l("Observer"))

    def validate_observer(self, field: SelectField) -> None:
        """Nobody observes themself."""
        if field.data and field.data == self.person.data:
            raise ValidationError(_l("Choose somebody else: nobody observes themself."))


class EnrolManyForm(FlaskForm):  # type: ignore[misc]
    """A group of people, the focus that they begin with, and who observes each of them."""

    who = SelectField(_l("Who"))
    focus = Ticks(_l("Focus to begin with: two or three behaviours"), [_two_or_three])
    observer = RadioField(
        _l("Who observes each of them?"),
        choices=options([("coach", _l("Their coach")), ("manager", _l("Their manager")), ("", _l("Nobody yet"))]),
        default="coach",
    )


class FocusForm(FlaskForm):  # type: ignore[misc]
    """What one person works on."""

    focus = Ticks(_l("Focus: two or three behaviours"), [_two_or_three])


class ObserverForm(FlaskForm):  # type: ignore[misc]
    """Who observes from now on."""

    observer = SelectField(_l("Observer"))


class FinishForm(FlaskForm):  # type: ignore[misc]
    """Who attended."""

    attended = Ticks(_l("Who attended?"))


class SpokeForm(FlaskForm):  # type: ignore[misc]
    """What was said, in a line."""

    reason = TextAreaField(
        _l("What was in the way"),
        [Length(max=500, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored],
    )


class HandOverForm(FlaskForm):  # type: ignore[misc]
    """Which coach has these people, from when on, and when they come back."""

    coach = SelectField(_l("To whom"), [InputRequired(_l("Choose a coach."))])
    from_date = DayField(_l("From"), [InputRequired(_l("Choose a day."))])
    back_on = DayField(_l("Back to you on"), [Optional()])


class TalkForm(FlaskForm):  # type: ignore[misc]
    """When a manager's talk took place, and what they promised."""

    held_on = DayField(_l("Held on"), [InputRequired(_l("Choose a day."))])
    promised = StringField(
        _l("The opportunity that you promised"),
        [Length(max=300, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored],
    )


class FinishManyForm(FlaskForm):  # type: ignore[misc]
    """Who of many did not attend: a line each."""

    absent = TextAreaField(
        _l("Who did not attend?"),
        [Length(max=100_000, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored],
    )

    @property
    def lines(self) -> list[str]:
        """What was typed, a person a line."""
        return list(dict.fromkeys(line.strip() for line in (self.absent.data or "").splitlines() if line.strip()))
