"""Forms of audits."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

from kamcoach.web.fields import DayField, RadioField, SelectField, not_before, options, text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_ID = r"[A-Za-z0-9_-]{16}\Z"
_TEXT = [Length(max=4000, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored]
_GRADES = [
    ("A", _l("A: a customer's or third party's document")),
    ("B", _l("B: a dated record of a system")),
    ("C", _l("C: what an independent saw")),
    ("D", _l("D: the word of the person or their line")),
]
_DAY = InputRequired(_l("Choose a day."))


def _revision() -> Any:
    return IntegerField(validators=[InputRequired(), NumberRange(min=0, max=1_000_000)])


class NewAuditForm(FlaskForm):  # type: ignore[misc]
    """An audit: of whom, with what, over which period, why."""

    public_id = HiddenField(validators=[Regexp(_ID)])
    person = SelectField(_l("Whose work is audited?"), [InputRequired(_l("Choose a person."))])
    instrument = SelectField(_l("Checklist"), [InputRequired(_l("Choose a checklist."))])
    period_from = DayField(_l("Period from"), [_DAY])
    period_to = DayField(
        _l("to"), [_DAY, not_before("period_from", _l("This lies before the day on which the period begins."))]
    )
    reason = TextAreaField(_l("Why this audit?"), [DataRequired(_l("Say why in a sentence.")), *_TEXT])
    commissioned_by = SelectField(_l("Commissioned by"), default="")
    declared = BooleanField(
        _l("I was not line, coach, trainer or rater of this person within the last 24 months."),
        [InputRequired(_l("Without this declaration there is no audit."))],
    )
    independence = TextAreaField(
        _l("What you know this person from"), [DataRequired(_l("Say it in a sentence, or that you do not.")), *_TEXT]
    )


class AskForm(FlaskForm):  # type: ignore[misc]
    """A piece of evidence to ask for."""

    item = HiddenField(validators=[InputRequired(), Length(max=40)])
    asked_for = TextAreaField(_l("What you ask for"), [DataRequired(_l("Say what you ask for.")), *_TEXT])
    wanted_grade = SelectField(
        _l("Grade that it would have"),
        choices=options(_GRADES),
        default="B",
    )
    due_on = DayField(_l("Until"), [_DAY])


class HandInForm(FlaskForm):  # type: ignore[misc]
    """What the person hands in."""

    received = TextAreaField(_l("What it is"), [DataRequired(_l("Say what it is.")), *_TEXT])
    lies_at = StringField(
        _l("Where it lies"),
        [DataRequired(_l("Say where it can be found: a link, a folder, a binder.")), *_TEXT],
    )
    dated_on = DayField(_l("The day that it carries"), [_DAY])
    account = SelectField(_l("Key account"), default="")
    base = _revision()


class GradeForm(FlaskForm):  # type: ignore[misc]
    """The grade of what was handed in."""

    grade = RadioField(
        _l("Grade"),
        [InputRequired(_l("Choose a grade."))],
        choices=options(_GRADES),
    )
    graded_note = TextAreaField(_l("Why this grade"), _TEXT)
    base = _revision()


class FindingForm(FlaskForm):  # type: ignore[misc]
    """The text of a finding."""

    text = TextAreaField(_l("What the papers show"), [DataRequired(_l("Write the finding.")), *_TEXT])
    base = _revision()


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """What the person says to a finding."""

    reply = TextAreaField(_l("What is not right in it"), _TEXT)
    dissent = TextAreaField(_l("What you see differently"), _TEXT)
    base = _revision()


class ActionForm(FlaskForm):  # type: ignore[misc]
    """A corrective action."""

    operation = HiddenField(validators=[Regexp(_ID)])
    what = TextAreaField(_l("What changes"), [DataRequired(_l("Say what changes.")), *_TEXT])
    owner = SelectField(_l("Who sees to it"), [InputRequired(_l("Choose a person."))])
    due_on = DayField(_l("Until"), [_DAY])


class DoneForm(FlaskForm):  # type: ignore[misc]
    """That an action is done."""

    done_note = TextAreaField(_l("What was done"), [DataRequired(_l("Say what was done.")), *_TEXT])


class CheckForm(FlaskForm):  # type: ignore[misc]
    """Whether an action had an effect."""

    effective = RadioField(
        _l("Did it have an effect?"),
        [InputRequired(_l("Choose an answer."))],
        choices=options([("yes", _l("Yes")), ("no", _l("No"))]),
    )
    check_note = TextAreaField(_l("What you saw"), [DataRequired(_l("Say what you saw.")), *_TEXT])
