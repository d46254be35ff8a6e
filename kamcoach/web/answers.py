"""The form of one answer to one item of an instrument; its field names are the item's code and a dash."""

from wtforms import Form, TextAreaField
from wtforms.validators import Optional, ValidationError

from assessments.instruments.model import Instrument, Item
from assessments.refusals import Refused
from assessments.scoring.answers import clean_note, codes_of
from kamcoach.web.fields import RadioField, options
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.texts import refusal


class AnswerForm(Form):
    """A value on the item's scale and a note; of an item that is answered in words the note is the answer."""

    value = RadioField(_l("Answer"), [Optional()], validate_choice=True)
    note = TextAreaField(_l("What did you see, when, with whom?"))

    def validate_note(self, field: TextAreaField) -> None:
        """The domain's own rule, in the reader's words."""
        try:
            clean_note(field.data or "")
        except Refused as refused:
            raise ValidationError(refusal(refused)) from refused

    def offer(self, instrument: Instrument, item: Item) -> None:
        """Take the answers of an item, and no others."""
        self.value.choices = options((code, code) for code in codes_of(instrument, item.code))

    @property
    def problem(self) -> str:
        """What is wrong with it, in one line; "" for nothing."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
