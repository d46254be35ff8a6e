"""Forms of sessions, their notes, and commitments."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import TimeInput

from assessments.scheduling.sessions import FEWEST_MINUTES, MINUTES, MOST_MINUTES, PARTS, Part
from kamcoach.sessions.commitments import Promise
from kamcoach.sessions.notes import LONGEST, NoteSave
from kamcoach.web.fields import DayField, SelectField, text_that_can_be_stored
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_ID = r"[A-Za-z0-9_-]{16}\Z"


def _text(most: int, empty: Any = None) -> list[Any]:
    first = [DataRequired(empty)] if empty is not None else []
    return [*first, Length(max=most, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored]


class ClockField(Field):
    """A time of day; what was typed stays in the field when it is none, with a sentence that says why."""

    widget = TimeInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = ""

    def _value(self) -> str:
        return self.typed or (self.data.strftime("%H:%M") if self.data else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.typed = valuelist[0].strip()[:20]
        self.data = _as_clock(self.typed)
        if self.data is None:
            raise ValueError(_("Write a time like 14:30."))


def _as_clock(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


class SessionForm(FlaskForm):  # type: ignore[misc]
    """When and where a session is; when it is planned, also which step of a plan it fulfils."""

    public_id = HiddenField(validators=[Regexp(_ID)])
    day = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])
    clock = ClockField(_l("Begins at"), [InputRequired(_l("Choose a time."))])
    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Say how many minutes.")),
            NumberRange(FEWEST_MINUTES, MOST_MINUTES, _l("Choose between %(min)s and %(max)s minutes.")),
        ],
        default=MINUTES,
    )
    place = StringField(_l("Place"), _text(200))
    link = StringField(
        _l("Link to the call"), [*_text(500), Regexp(r"(https?://\S+)?\Z", message=_l("Begin it with https://."))]
    )
    step = SelectField(_l("Which step of the plan is it?"), default="")

    def validate_place(self, field: Field) -> None:
        """People have to find each other."""
        if not (field.data or "").strip() and not (self.link.data or "").strip():
            raise ValidationError(_("Say where you meet: a place or a link."))


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why a session does not take place."""

    why = StringField(_l("Why"), _text(300, _l("Say why, in a few words: both of you read it.")))


class NoteForm(Form):
    """One note, and the revision that the page showed."""

    text = TextAreaField(_l("Note"), _text(LONGEST))
    base = IntegerField(default=0, validators=[Optional(), NumberRange(min=0, max=1_000_000)])

    def as_save(self, part: Part, private: bool) -> NoteSave:
        """What the service takes."""
        text = (self.text.data or "").replace("\r\n", "\n").strip()
        return NoteSave(part, private, text, self.base.data or 0)

    @property
    def problem(self) -> str:
        """What is wrong with it, in one line; "" for nothing."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


NoteKey = tuple[Part, str]
"""A part of the session and "shared" or "private"."""


def note_forms(sent: MultiDict[str, str], kinds: Sequence[str]) -> Mapping[NoteKey, NoteForm]:
    """The notes that a page sent, of these kinds."""
    return {
        (part, kind): NoteForm(sent, prefix=f"{part}-{kind}-")
        for part in PARTS
        for kind in kinds
        if f"{part}-{kind}-text" in sent
    }


class CommitmentForm(FlaskForm):  # type: ignore[misc]
    """An if-then promise with a dated event."""

    event = StringField(
        _l("When … (an event: a meeting, a call, a visit)"),
        _text(200, _l("Name the event: a meeting, a call, a visit.")),
    )
    with_whom = StringField(_l("With whom"), _text(120, _l("Name the person who will be there.")))
    event_on = DayField(_l("Day of the event"), [InputRequired(_l("Choose a day."))])
    will_do = TextAreaField(_l("… I will …"), _text(500, _l("Say what you will do.")))
    know_by = StringField(_l("I will know by …"), _text(300, _l("Say what will show it: a note, a date, a sentence.")))
    obstacle = StringField(_l("What could come in between, and what then?"), _text(300))
    measure = SelectField(_l("Which behaviour is it about?"), default="")

    def as_promise(self) -> Promise:
        """What the service takes."""
        return Promise(
            event=_line(self.event),
            with_whom=_line(self.with_whom),
            event_on=self.event_on.data,
            will_do=_line(self.will_do),
            know_by=_line(self.know_by),
            obstacle=_line(self.obstacle),
            measure=self.measure.data or None,
        )


def _line(field: Field) -> str:
    return " ".join((field.data or "").split())


class CheckForm(FlaskForm):  # type: ignore[misc]
    """What became of a commitment; a button says one thing."""

    kept = StringField(validators=[Optional(), Regexp(r"(yes|partly|no|no_event)\Z")])
    barrier = StringField(validators=[Optional(), Regexp(r"(none|forgot|unsure|stopped|vain)\Z")])
    note = TextAreaField(_l("A note, if you like"), _text(500))


class AgainForm(FlaskForm):  # type: ignore[misc]
    """The day to which an event was put off."""

    event_on = DayField(_l("It is now on"), [InputRequired(_l("Choose a day."))])
