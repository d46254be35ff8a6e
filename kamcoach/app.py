"""The application factory: settings in, a Flask application out."""

import logging

from flask import Blueprint, Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from kamcoach import database, models
from kamcoach.assessing import event_views, link_views
from kamcoach.assessing import views as assessing
from kamcoach.auditing import action_views, finding_views, paper_views
from kamcoach.auditing import views as audits
from kamcoach.calendars import views as calendars
from kamcoach.coaching import (
    absence_views,
    ahead_views,
    cohort_views,
    follow_up_views,
    many_views,
    observer_views,
    session_views,
    several_views,
    talk_views,
)
from kamcoach.coaching import views as coaching
from kamcoach.config import Settings
from kamcoach.cycles import pair_views
from kamcoach.cycles import views as cycles
from kamcoach.demo import views as demo
from kamcoach.drift import cards as drift_cards
from kamcoach.drift import views as drift
from kamcoach.exports import views as exports
from kamcoach.insights import curve_views, heatmap_views, levels_views, overview_views, record_views
from kamcoach.library import views as library
from kamcoach.mentoring import cards as mentoring_cards
from kamcoach.mentoring import comment_views
from kamcoach.mentoring import own_views as own_mentor
from kamcoach.mentoring import views as mentoring
from kamcoach.notifications import views as messages
from kamcoach.outcomes import views as outcomes
from kamcoach.peers import meeting_views
from kamcoach.peers import views as trios
from kamcoach.people import line_views, mail_views
from kamcoach.people import views as people
from kamcoach.plans import draft_views, load_views, over_views
from kamcoach.plans import views as plans
from kamcoach.portfolio import views as portfolio
from kamcoach.recall import views as recall
from kamcoach.resources import STATIC, TEMPLATES
from kamcoach.sessions import cards as session_cards
from kamcoach.sessions import commitment_views
from kamcoach.sessions import views as sessions
from kamcoach.setup import views as setup
from kamcoach.signin import identity
from kamcoach.signin import views as signin
from kamcoach.signin.services import SESSION_LIFETIME
from kamcoach.web import assets, cards, context, errors, gate, health, language, languages, logs, pieces, shell, texts
from kamcoach.web.limits import limiter

_MEGABYTE = 1_000_000
assert models.ALL  # a table may point to one whose pages are not loaded


def create_app(settings: Settings) -> Flask:
    """Build the application. Raises nothing of its own: settings were checked when they were loaded."""
    app = Flask("kamcoach", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    _configure(app, settings)
    database.attach(app)
    Babel(app, locale_selector=_locale, timezone_selector=_time_zone)
    language.install(app)
    pieces.install(app)
    Bootstrap5(app)
    Compress(app)
    logs.install(app)
    limiter.init_app(app)
    identity.install(app)
    gate.install(app)  # after identity, before anything that reads a form
    CSRFProtect(app).exempt(f"{link_views.__name__}.{link_views.answer.__name__}")  # the path is the secret, no cookie
    errors.install(app)
    assets.install(app)
    texts.install(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    shell.install(app)
    cards.install(app, _cards())
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["kamcoach.settings"] = settings
    app.testing = settings.testing
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SESSION_COOKIE_NAME="kamcoach",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,  # the session ends on its day, whatever the cookie says
        MAX_CONTENT_LENGTH=16 * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * _MEGABYTE,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a questionnaire may stay open all day
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE="en",
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        RATELIMIT_ENABLED=not settings.testing,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if not settings.testing:
        logs.to_stderr()
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _blueprints() -> tuple[Blueprint, ...]:
    return (
        health.blueprint,
        signin.blueprint,
        people.blueprint,
        line_views.blueprint,
        outcomes.blueprint,
        mail_views.blueprint,
        messages.blueprint,
        assessing.blueprint,
        event_views.blueprint,
        link_views.blueprint,
        library.blueprint,
        coaching.blueprint,
        follow_up_views.blueprint,
        several_views.blueprint,
        ahead_views.blueprint,
        talk_views.blueprint,
        cohort_views.blueprint,
        observer_views.blueprint,
        sessions.blueprint,
        session_views.blueprint,
        commitment_views.blueprint,
        *_other_blueprints(),
    )


def _other_blueprints() -> tuple[Blueprint, ...]:
    return (
        plans.blueprint,
        draft_views.blueprint,
        over_views.blueprint,
        load_views.blueprint,
        many_views.blueprint,
        absence_views.blueprint,
        calendars.blueprint,
        mentoring.blueprint,
        own_mentor.blueprint,
        comment_views.blueprint,
        portfolio.blueprint,
        setup.blueprint,
        exports.blueprint,
        cycles.blueprint,
        pair_views.blueprint,
        drift.blueprint,
        audits.blueprint,
        paper_views.blueprint,
        finding_views.blueprint,
        action_views.blueprint,
        overview_views.blueprint,
        heatmap_views.blueprint,
        record_views.blueprint,
        curve_views.blueprint,
        recall.blueprint,
        trios.blueprint,
        meeting_views.blueprint,
        levels_views.blueprint,
        demo.blueprint,
    )


def _cards() -> tuple[cards.Source, ...]:
    """Who puts cards on Today."""
    return (
        talk_views.cards,
        drift_cards.cards,
        recall.on_today,
        meeting_views.on_today,
        mentoring_cards.cards,
        session_cards.commitments,
    )


def _locale() -> str:
    reader = context.actor_or_none()
    return reader.locale if reader and reader.locale in languages.LANGUAGES else "en"


def _time_zone() -> str:
    reader = context.actor_or_none()
    return reader.time_zone if reader else "UTC"
