"""The places of HR, for the line of words under every page of theirs."""

from collections.abc import Sequence

from flask import current_app

from kamcoach.web.language import gettext as _


def hr_places() -> Sequence[tuple[str, str]]:
    """Endpoints with their words, as far as this application has them."""
    found = [
        ("overview.index", _("Overview")),
        ("heatmap.index", _("Heat map")),
        ("curves.index", _("Curves")),
        ("cycles.index", _("Cycles")),
        ("audits.index", _("Audits")),
    ]
    return [(endpoint, label) for endpoint, label in found if endpoint in current_app.view_functions]
