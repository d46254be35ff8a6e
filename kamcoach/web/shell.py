"""What frames every page: where the day begins, the places of the navigation, role names, Bootstrap's stylesheet."""

from collections.abc import Sequence

from flask import Flask, request, url_for

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
_WITHIN = {
    "ahead": "coaching",
    "several": "coaching",
    "audit_findings": "audits",
    "commitments": "coaching",
    "session_pages": "coaching",
    "sessions": "coaching",
    "audit_papers": "audits",
    "cards": "assessing",
    "cohort_many": "cohorts",
    "comments": "mentoring",
    "curves": "overview",
    "follow_ups": "coaching",
    "heatmap": "overview",
    "levels": "overview",
    "lines": "people",
    "meetings": "coaching",
    "messages": "setup",
    "moving_over": "cohorts",
    "observer_load": "cohorts",
    "observers": "cohorts",
    "observing": "assessing",
    "plan_drafts": "cohorts",
    "plans": "cohorts",
    "outcomes": "setup",
    "own_mentor": "accounts",
    "records": "overview",
    "tasks": "assessing",
    "trios": "cohorts",
}
"""To which place the pages of a blueprint belong that has none of its own."""
_OF_ONESELF = ("people.me", "calendars.mine", "absences.show")
_STAFF = (Role.COACH, Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER, Role.MENTOR)


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
        "home": home,
        "places": places,
        "all_places": all_places,
        "current_place": current_place,
        "bootstrap_css": assets.bootstrap("css/bootstrap.min.css"),
    }


def home() -> str:
    """Where a person's day begins: the queue for coaches, how it stands for HR and administrators, else what is due."""
    reader = actor_or_none()
    if reader is None:
        return url_for("signin.sign_in")
    begins = (
        ("coaching.queue", Role.COACH),
        ("overview.index", Role.AUDITOR),
        ("setup.index", Role.ADMINISTRATOR),
    )
    return url_for(next((endpoint for endpoint, role in begins if reader.holds(role)), "assessing.today"))


def places() -> Sequence[tuple[str, str]]:
    """The places that the reader's roles lead to, the most needed first, four at most."""
    return all_places()[:_MOST_PLACES]


def current_place() -> str:
    """Which of these places the page belongs to; "" for none of them."""
    shown = [endpoint for endpoint, _ in places()]
    if request.endpoint in _OF_ONESELF:
        return ""  # the name beside the places is marked
    if request.endpoint in shown:
        return request.endpoint or ""
    within = _WITHIN.get(request.blueprint or "", request.blueprint)
    return next((endpoint for endpoint in shown if endpoint.partition(".")[0] == within), "")


def all_places() -> Sequence[tuple[str, str]]:
    """Every place that the reader's roles lead to: what finds no room in the navigation stands on the page "You"."""
    reader = actor_or_none()
    if reader is None:
        return []
    runs_trainings = reader.holds(Role.COACH, Role.ADMINISTRATOR)
    takes_along = reader.holds(Role.COACH, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
    found = [
        ("coaching.queue", _("Queue"), reader.holds(Role.COACH)),
        ("assessing.today", _("Today"), True),
        ("pairs.reports", _("Team"), reader.holds(Role.MANAGER)),
        ("talks.index", _("Talks"), reader.holds(Role.MANAGER)),
        ("mentoring.index", _("Mentoring"), reader.holds(Role.MENTOR)),
        ("overview.index", _("Overview"), reader.holds(Role.AUDITOR)),
        ("audits.index", _("Audits"), reader.holds(Role.AUDITOR)),
        ("setup.index", _("Set-up"), reader.holds(Role.ADMINISTRATOR)),
        ("cohorts.index", _("Trainings"), runs_trainings),
        ("people.index", _("People"), reader.holds(Role.ADMINISTRATOR)),
        ("cycles.index", _("Cycles"), reader.holds(Role.AUDITOR, Role.ADMINISTRATOR)),
        ("accounts.index", _("Accounts"), reader.holds(Role.TRAINEE)),
        ("coaching.progress", _("Progress"), reader.holds(Role.TRAINEE) or not reader.holds(*_STAFF)),
        ("library.index", _("Library"), True),
        ("sessions.index", _("Sessions"), True),
        ("commitments.index", _("Commitments"), True),
        ("curves.index", _("Curves"), reader.holds(Role.AUDITOR)),
        ("accounts.index", _("Accounts"), not reader.holds(Role.TRAINEE)),
        ("tasks.index", _("Tasks"), True),
        ("actions.index", _("Actions"), True),
        ("exports.index", _("Your exports"), takes_along),
    ]
    return [(endpoint, label) for endpoint, label, theirs in found if theirs]
