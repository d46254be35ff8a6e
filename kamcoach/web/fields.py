"""Form fields that the library lacks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import wtforms
from wtforms import Field, SelectChoice, SelectMultipleField  # type: ignore[attr-defined]  # types-wtforms is a version behind
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from kamcoach.web.days import parse_day
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_NOT_OFFERED = _l("Choose one of the answers offered.")


class DayField(Field):
    """A date; what was typed stays in the field when it is none, with a sentence that says why."""

    widget = DateInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = ""

    def _value(self) -> str:
        return self.typed or (self.data.isoformat() if self.data else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.typed = valuelist[0][:40]
        day = parse_day(self.typed)
        if isinstance(day, str):
            self.data = None
            raise ValueError(day)
        self.data = day


class SelectField(wtforms.SelectField):
    """One choice of a list, with a plainer word for what is not in it than the library's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invalid_choice_message = _NOT_OFFERED


class RadioField(wtforms.RadioField):
    """One choice of a few, with the same word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invalid_choice_message = _NOT_OFFERED


class Ticks(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """A choice that is sent twice is one choice."""
        super().process_formdata(list(dict.fromkeys(valuelist)))


def text_that_can_be_stored(_form: object, field: Field) -> None:
    """Refuse what a database or a page cannot hold: NUL and other control characters, lone surrogates."""
    text = field.data or ""
    if any((ord(c) < 32 and c not in "\n\r\t") or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValidationError(_("This holds characters that cannot be stored. Type it again without them."))


def not_before(other: str, message: Any) -> Any:
    """The day must not lie before that of another field."""

    def check(form: Any, field: DayField) -> None:
        earliest: date | None = form[other].data
        if field.data and earliest and field.data < earliest:
            raise ValidationError(message)

    return check


def options(pairs: Iterable[tuple[str, Any]], *, empty: Any = None) -> list[Any]:
    """Choices from (value, label); `empty` is the label of a first choice of nothing."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(value, label) for value, label in pairs]
