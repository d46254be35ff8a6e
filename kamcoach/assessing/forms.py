"""The form of one item, built from the instrument: its field names are its item code and a dash."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from assessments.instruments.model import Instrument, Item
from kamcoach.assessing.models import Answer
from kamcoach.assessing.services import Save
from kamcoach.web.answers import AnswerForm
from kamcoach.web.fields import text_that_can_be_stored

_OPERATION = r"[A-Za-z0-9_.:-]{8,64}\Z"


class ItemForm(AnswerForm):
    """One answer as it is sent: value, note, key account, the revision the page had seen, the device's operation id."""

    account = StringField(validators=[Length(max=16), text_that_can_be_stored])
    base = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=1_000_000)])
    operation = HiddenField(validators=[Length(max=64), Regexp(_OPERATION)])

    def as_save(self, item: str) -> Save:
        """What the service takes."""
        return Save(
            item=item,
            value=self.value.data or None,
            note=self.note.data or "",
            account=self.account.data or "",
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
    form.offer(instrument, item)
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
