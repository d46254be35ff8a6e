"""The form of one item, built from the instrument: its field names are its item code and a dash."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from assessments.instruments.model import Instrument, Item
from assessments.refusals import Refused
from assessments.scoring.answers import clean_note
from kamcoach.assessing.models import Answer
from kamcoach.assessing.services import Save
from kamcoach.web.fields import options
from kamcoach.web.language import lazy_gettext as _l
from kamcoach.web.texts import refusal

_OPERATION = r"[A-Za-z0-9_.:-]{8,64}\Z"


class ItemForm(Form):
    """One answer as it is sent: value, note, the revision that the page had seen, the device's operation id."""

    value = RadioField(_l("Answer"), [Optional()], validate_choice=True)
    note = TextAreaField(_l("What did you see, when, with whom?"))
    base = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=1_000_000)])
    operation = HiddenField(validators=[Length(max=64), Regexp(_OPERATION)])

    def validate_note(self, field: TextAreaField) -> None:
        """The domain's own rule, in the reader's words."""
        try:
            clean_note(field.data or "")
        except Refused as refused:
            raise ValidationError(refusal(refused)) from refused

    def as_save(self, item: str) -> Save:
        """What the service takes."""
        return Save(
            item=item,
            value=self.value.data or None,
            note=self.note.data or "",
            base=self.base.data or 0,
            operation=self.operation.data or "",
        )

    def adds_to(self, stored: Answer | None) -> bool:
        """Whether this says anything that is not stored."""
        note = (self.note.data or "").replace("\r\n", "\n").rstrip()
        told = (stored.value or "", stored.note) if stored else ("", "")
        return (self.value.data or "", note) != told


def item_form(instrument: Instrument, item: Item, sent: MultiDict[str, str], *, prefix: str = "") -> ItemForm:
    """The form of an item, filled with what was sent."""
    form = ItemForm(sent, prefix=prefix)
    form.value.choices = options((code, code) for code in instrument.scale_of(item).codes)
    return form


def sheet_forms(instrument: Instrument, items: Iterable[Item], sent: MultiDict[str, str]) -> Mapping[str, ItemForm]:
    """The forms of the items that were sent, by item, without those whose saved answer the person chose to keep.
    A page has one operation id, from which each item gets its own.
    """
    sent = MultiDict(sent)
    forms = {}
    for item in items:
        if f"{item.code}-base" not in sent or sent.get(f"{item.code}-keep") == "theirs":
            continue
        sent[f"{item.code}-operation"] = f"{sent.get('operation', '')}.{item.code}"
        forms[item.code] = item_form(instrument, item, sent, prefix=item.code)
    return forms
