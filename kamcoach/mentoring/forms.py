"""Forms of mentors and of those who ask them."""

from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from kamcoach.web.fields import DayField, RadioField, SelectField, options, text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_LONGEST = 5000
_TEXT = [Length(max=_LONGEST, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored]


class LookForm(FlaskForm):  # type: ignore[misc]
    """Which account is looked at."""

    account = SelectField(_l("Whose plan do you look at?"), [InputRequired(_l("Choose an account."))])


class AskForm(FlaskForm):  # type: ignore[misc]
    """What a mentor is to comment on."""

    about = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Choose what it is."))],
        choices=options([("plan", _l("A plan")), ("proposal", _l("A proposal, before the customer has it"))]),
    )
    title = StringField(
        _l("Title"),
        [
            DataRequired(_l("Give it a title.")),
            Length(max=200, message=_l("Use at most %(max)d characters.")),
            text_that_can_be_stored,
        ],
    )
    account = SelectField(_l("Key account"), default="")
    link = StringField(_l("Where it lies"), [Length(max=500, message=_l("Use at most %(max)d characters."))])
    words = TextAreaField(_l("What you want to know, or the text itself"), _TEXT)
    wanted_by = DayField(_l("Comment wanted by"), [InputRequired(_l("Choose a day."))])

    def validate_link(self, field: Field) -> None:
        """An address that a browser opens, and nothing that runs in it."""
        try:
            where = urlsplit((field.data or "").strip())
        except ValueError:
            where = urlsplit("no:")
        if field.data and (where.scheme not in ("http", "https") or not where.netloc):
            raise ValidationError(_l("Write an address that begins with https:// or leave it empty."))

    def validate_words(self, field: Field) -> None:
        """There has to be something to comment on."""
        if not (field.data or "").strip() and not (self.link.data or "").strip():
            raise ValidationError(_l("Write here what it is about, or give the address where it lies."))


class CommentForm(FlaskForm):  # type: ignore[misc]
    """The mentor's comment."""

    text = TextAreaField(_l("Your comment"), [DataRequired(_l("Write a sentence or two.")), *_TEXT])


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """What became of a comment."""

    text = TextAreaField(_l("What became of it?"), [DataRequired(_l("Say it in a sentence.")), *_TEXT])
