"""Key accounts as the actor's list shows them, and one account with its team and the contacts there."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Row, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.portfolio import queries
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_PARTS: Mapping[str, LazyString] = {"lead": _l("Lead"), "member": _l("Member")}


def _opens_list(session: Session, asking: Asking) -> Whole:
    columns = (
        Column(_l("Key account")),
        Column(_l("Lead")),
        Column(_l("Team"), Kind.NUMBER),
        Column(_l("Contacts"), Kind.NUMBER),
        Column(_l("Closed on"), Kind.DAY),
    )
    found = queries.accounts(session, actor=asking.actor, at=asking.at)
    return Whole(columns, [(one.name, one.leads, one.members, one.contacts, one.closed_on) for one in found])


def _opens_one(session: Session, asking: Asking) -> Whole | None:
    account = queries.account(session, asking.filters["account"], actor=asking.actor, at=asking.at)
    if account is None:
        return None
    columns = (
        Column(_l("Who")),
        Column(_l("Name")),
        Column(_l("Part or position")),
        Column(_l("From"), Kind.DAY),
        Column(_l("Until before"), Kind.DAY),
    )
    team: list[Row] = [
        (_("Our team"), one.name, str(_PARTS[one.part]), one.from_date, one.to_date)
        for one in queries.team(session, account.id, on=asking.actor.today(asking.at))
    ]
    contacts: list[Row] = [
        (_("Contact there"), one.name, one.position, None, one.left_on) for one in queries.contacts(session, account.id)
    ]
    return Whole(columns, team + contacts, [(_("Key account"), account.name)])


KEY_ACCOUNTS = Dataset("key-accounts", _l("Key accounts"), _opens_list)
KEY_ACCOUNT = Dataset(
    "key-account", _l("Key account"), _opens_one, filters={"account": Filter(an_id, is_required=True)}
)
