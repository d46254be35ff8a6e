"""Forms about key accounts."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length

from kamcoach.web.fields import DayField, RadioField, SelectField, options, text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l

_SHORT = [Length(max=120, message=_l("Use at most %(max)d characters.")), text_that_can_be_stored]
_NAME = [DataRequired(_l("Give it a name.")), *_SHORT]


def _trimmed(text: str | None) -> str:
    return " ".join((text or "").split())


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name of a key account."""

    name = StringField(_l("Name of the key account"), _NAME)

    @property
    def said(self) -> str:
        """The name without needless space."""
        return _trimmed(self.name.data)


class NewAccountForm(NameForm):
    """A new key account; an administrator says who leads it."""

    lead = SelectField(_l("Who leads it?"), [InputRequired(_l("Choose a person."))])


class MemberForm(FlaskForm):  # type: ignore[misc]
    """Who works on it from when on."""

    person = SelectField(_l("Person"), [InputRequired(_l("Choose a person."))])
    part = RadioField(_l("Part"), choices=options([("member", _l("Member")), ("lead", _l("Lead"))]), default="member")
    from_date = DayField(_l("From"), [InputRequired(_l("Choose a day."))])


class EndForm(FlaskForm):  # type: ignore[misc]
    """From when on somebody no longer works on it."""

    to_date = DayField(_l("No longer from"), [InputRequired(_l("Choose a day."))])


class ContactForm(FlaskForm):  # type: ignore[misc]
    """Somebody at the customer."""

    contact = StringField(_l("Name"), [DataRequired(_l("Give a name.")), *_SHORT])
    position = StringField(_l("Position"), _SHORT)

    @property
    def said(self) -> tuple[str, str]:
        """Name and position without needless space."""
        return _trimmed(self.contact.data), _trimmed(self.position.data)
