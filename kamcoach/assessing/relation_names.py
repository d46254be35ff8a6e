"""What a relation is called on a page."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from kamcoach.web.language import lazy_gettext as _l

RELATION_NAMES: Mapping[str, LazyString] = {
    "self": _l("own view"),
    "manager": _l("manager"),
    "observer": _l("observer"),
    "mentor": _l("mentor"),
    "peer": _l("peer"),
    "team_member": _l("team member"),
    "customer": _l("customer"),
    "auditor": _l("auditor"),
    "assessor": _l("assessor"),
    "agreed": _l("agreed by both"),
}


def relation_name(relation: str) -> str:
    """The word for a relation."""
    return str(RELATION_NAMES[relation])


PURPOSE_NAMES: Mapping[str, LazyString] = {
    "development": _l("development"),
    "selection": _l("selection"),
    "audit": _l("audit"),
}


def purpose_name(purpose: str) -> str:
    """The word for what an assessment is for."""
    return str(PURPOSE_NAMES[purpose])
