"""The form of a card."""

from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from kamcoach.recall.queries import Shown
from kamcoach.web.fields import RadioField, options
from kamcoach.web.language import lazy_gettext as _l


class CardForm(FlaskForm):  # type: ignore[misc]
    """The option that somebody would take, and whether they knew it at once."""

    choice = RadioField(_l("What do you do?"), [InputRequired(_l("Choose one of the answers."))])
    at_once = BooleanField(_l("I knew it at once"))


def card_form(shown: Shown) -> CardForm:
    """The form with the options of a showing, in their order."""
    form = CardForm()
    form.choice.choices = options((option.code, shown.variant.options[option.code]) for option in shown.options)
    return form
