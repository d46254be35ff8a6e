"""What frames every page: the four places of the navigation, role names, the stylesheet of Bootstrap."""

from collections.abc import Sequence

from flask import Flask

from kamcoach.permissions.roles import Role
from kamcoach.web import assets
from kamcoach.web.context import actor_or_none, is_demo, now
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

ROLE_NAMES = {
    Role.TRAINEE: _l("Trainee"),
    Role.COACH: _l("Coach"),
    Role.MENTOR: _l("Mentor"),
    Role.MANAGER: _l("Manager"),
    Role.AUDITOR: _l("HR auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
_MOST_PLACES = 4


def install(app: Flask) -> None:
    """Offer the frame's parts to templates."""
    app.jinja_env.filters["role_name"] = lambda role: str(ROLE_NAMES[role])
    app.context_processor(_for_templates)


def _for_templates() -> dict[str, object]:
    return {
        "reader": actor_or_none(),
        "is_demo": is_demo,
        "now": now,
        "Role": Role,
        "places": places,
        "bootstrap_css": assets.bootstrap("css/bootstrap.min.css"),
    }


def places() -> Sequence[tuple[str, str]]:
    """The places that the reader's roles lead to, the most needed first, four at most."""
    reader = actor_or_none()
    if reader is None:
        return []
    runs_trainings = reader.holds(Role.COACH, Role.ADMINISTRATOR)
    found = [
        ("coaching.queue", _("Queue"), reader.holds(Role.COACH)),
        ("assessing.today", _("Today"), True),
        ("cohorts.index", _("Trainings"), runs_trainings),
        ("people.index", _("People"), reader.holds(Role.ADMINISTRATOR)),
        ("coaching.progress", _("Progress"), reader.holds(Role.TRAINEE) or not runs_trainings),
        ("library.index", _("Library"), True),
    ]
    return [(endpoint, label) for endpoint, label, theirs in found if theirs][:_MOST_PLACES]
