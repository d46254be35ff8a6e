"""The form of one event that an observer saw."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length

from kamcoach.assessing.observing import Event
from kamcoach.portfolio.queries import AccountName
from kamcoach.web.fields import DayField, RadioField, SelectField, options, text_that_can_be_stored
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_KINDS = {
    "meeting": _l("Customer meeting"),
    "call": _l("Call"),
    "plan_review": _l("Plan review"),
    "other": _l("Other"),
}


class EventForm(FlaskForm):  # type: ignore[misc]
    """When, what kind, one line of what, and with which key account, where there are any to choose from."""

    happened_on = DayField(_l("Day"), [InputRequired(_l("Choose a day."))])
    kind = RadioField(_l("What kind of event?"), choices=options(_KINDS.items()), default="meeting")
    what = StringField(
        _l("What did you see?"),
        [
            DataRequired(_l("Say in one line what it was.")),
            Length(max=300, message=_l("Use at most %(max)d characters.")),
            text_that_can_be_stored,
        ],
    )
    account = SelectField(_l("With which key account?"), default="")

    def offer(self, accounts: Sequence[AccountName]) -> None:
        """Take these accounts, and no others; without any there is no such field."""
        self.account.choices = options(((one.public_id, one.name) for one in accounts), empty=_("None in particular"))
        if not accounts:
            del self.account

    def as_event(self) -> Event:
        """What the service takes."""
        what = " ".join((self.what.data or "").split())
        account = self.account.data or "" if self.account else ""
        return Event(self.happened_on.data, self.kind.data, what, account)
