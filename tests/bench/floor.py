"""The floors that the product is measured against: bare Flask and SQLAlchemy Core, nothing that makes a product.

`same work` is the denominator. For each request it does the same work on the database and renders the same bytes:

- it checks a session cookie by reading a session row and the person behind it;
- a page reads the assessment, its occasion, twelve items and twelve answers, and renders as many bytes as the product's
  page through Jinja with autoescape, item by item;
- a save writes in one transaction what the product writes: one answer, one save operation, one trail entry;
- sending a checklist writes twelve answers, twelve save operations, fourteen trail entries, one trail text, ten
  results, ten standings, one assessment and one occasion; then the page of the result is rendered.

`bare` is one table with nine answers a row and a fixed form, as anchors.md section 5 measured it: it tells how fast the
machine is. Both run on gunicorn with two sync workers and the product's SQLite settings (WAL, FULL) or PostgreSQL.
"""

import json
import secrets
from typing import Any

from flask import Flask, Response, abort, redirect, request
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
    update,
)

ITEMS = [f"I{number:02}" for number in range(12)]
MEASURES = [f"M{number}" for number in range(10)]

metadata = MetaData()
session_row = Table("session_row", metadata, Column("token", String(64), primary_key=True), Column("person", Integer))
person = Table("person", metadata, Column("id", Integer, primary_key=True), Column("name", String(80)))
occasion = Table(
    "occasion", metadata, Column("id", Integer, primary_key=True), Column("title", Text), Column("released", String(32))
)
assessment = Table(
    "assessment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public_id", String(16), unique=True),
    Column("occasion", Integer, index=True),
    Column("rater", Integer, index=True),
    Column("sent", String(32)),
)
item = Table(
    "item",
    metadata,
    Column("page", String(8), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("text", Text),
)
answer = Table(
    "answer",
    metadata,
    Column("assessment", Integer, primary_key=True),
    Column("item", String(8), primary_key=True),
    Column("value", String(8)),
    Column("note", Text),
    Column("revision", Integer),
    Column("saved", String(32)),
)
operation = Table(
    "operation",
    metadata,
    Column("assessment", Integer, primary_key=True),
    Column("item", String(8), primary_key=True),
    Column("operation", String(64), primary_key=True),
    Column("revision", Integer),
)
trail = Table(
    "trail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public_id", String(16), unique=True),
    Column("at", String(32)),
    Column("actor", String(16), index=True),
    Column("verb", String(40)),
    Column("object_kind", String(40)),
    Column("object_id", String(64)),
    Column("details", Text),
    Column("commitments", Text),
    Index("trail_object", "object_id", "object_kind"),
)
trail_text = Table(
    "trail_text", metadata, Column("id", Integer, primary_key=True), Column("entry", Integer), Column("text", Text)
)
result = Table(
    "result",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment", Integer),
    Column("occasion", Integer),
    Column("measure", String(20)),
    Column("value", Integer),
    UniqueConstraint("occasion", "measure", "assessment"),
)
standing = Table(
    "standing",
    metadata,
    Column("rater", Integer, primary_key=True),
    Column("measure", String(20), primary_key=True),
    Column("result", Integer, index=True),
)
form = Table("form", metadata, Column("id", Integer, primary_key=True), *[Column(f"a{n}", Integer) for n in range(9)])
blob = Table("blob", metadata, Column("id", Integer, primary_key=True), Column("content", LargeBinary))

_PAGE = """<!doctype html><title>{{ title }}</title><h1>{{ name }}</h1><form method="post">
{% for one in items %}<fieldset><p>{{ one.text }}</p><i>{{ answers.get(one.place, '') }}</i></fieldset>
{% endfor %}</form>"""
_BARE = "<form>{% for n in range(9) %}<p><input name=a{{ n }}></p>{% endfor %}</form>"


def engine_of(url: str) -> Engine:
    """An engine with the product's settings."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _record: object) -> None:
            connection.isolation_level = None
            for pragma in ("busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def on_begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Floor:
    """The views of both floors on one engine."""

    def __init__(self, app: Flask, url: str) -> None:
        app.jinja_env.autoescape = True
        self._app, self._engine = app, engine_of(url)
        self._page, self._bare = app.jinja_env.from_string(_PAGE), app.jinja_env.from_string(_BARE)

    def _signed_in(self) -> Any:
        query = select(person).join(session_row, session_row.c.person == person.c.id)
        with self._engine.connect() as connection:
            found = connection.execute(query.where(session_row.c.token == request.cookies.get("floor", "")))
            return found.one_or_none() or abort(401)

    def _sheet(self, connection: Connection, public_id: str, rater: int) -> Any:
        query = select(assessment, occasion.c.title).join(occasion, occasion.c.id == assessment.c.occasion)
        query = query.where(assessment.c.public_id == public_id, assessment.c.rater == rater)
        return connection.execute(query).one_or_none() or abort(404)

    def _rendered(self, which: str, public_id: str) -> str:
        who = self._signed_in()
        with self._engine.connect() as connection:
            found = self._sheet(connection, public_id, who.id)
            items = connection.execute(select(item).where(item.c.page == which).order_by(item.c.place)).all()
            rows = connection.execute(select(answer).where(answer.c.assessment == found.id)).all()
        answers = {row.item: row.value for row in rows}
        return self._page.render(title=found.title, name=who.name, items=items, answers=answers)

    def form(self, public_id: str) -> str:
        """The page of an open checklist."""
        return self._rendered("answer", public_id)

    def result(self, public_id: str) -> str:
        """The page of a sent one."""
        return self._rendered("result", public_id)

    def save(self, public_id: str, code: str) -> Response:
        """One answer."""
        who, sent = self._signed_in(), request.form
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            found = self._sheet(connection, public_id, who.id)
            revision = _store(connection, found.id, code, sent["value"], sent["note"], sent["operation"])
            _record(connection, who.name, "answer saved", public_id)
        return self._app.json.response(revision=revision, said="Saved 08:12")

    def send(self, public_id: str) -> Any:
        """All answers, sent."""
        who, sent = self._signed_in(), request.form
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            found = self._sheet(connection, public_id, who.id)
            for code in ITEMS:
                _store(connection, found.id, code, sent["value"], sent["note"], f"{sent['operation']}.{code}")
                _record(connection, who.name, "answer saved", public_id)
            _release(connection, found, who, public_id)
        return redirect(f"/assessments/{public_id}")

    def bare(self) -> Any:
        """A fixed form, or nine answers in one row."""
        if request.method == "GET":
            return self._bare.render()
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(form).values({f"a{n}": 3 for n in range(9)}))
        return self._app.json.response(ok=True)


def create_floor(url: str) -> Flask:
    """Both floors as one application."""
    app = Flask("floor", static_folder=None)
    views = Floor(app, url)
    app.add_url_rule("/assessments/<public_id>/answer", view_func=views.form, endpoint="form")
    app.add_url_rule("/assessments/<public_id>", view_func=views.result, endpoint="result")
    app.add_url_rule("/assessments/<public_id>/answers/<code>", view_func=views.save, methods=["POST"])
    app.add_url_rule("/assessments/<public_id>/answer", view_func=views.send, methods=["POST"], endpoint="send")
    app.add_url_rule("/bare", view_func=views.bare, methods=["GET", "POST"])
    return app


def _store(connection: Connection, sheet_id: int, code: str, value: str, note: str, op: str) -> int:
    known = connection.execute(
        select(answer).where(answer.c.assessment == sheet_id, answer.c.item == code)
    ).one_or_none()
    revision = known.revision + 1 if known else 1
    values = {"value": value, "note": note, "revision": revision, "saved": "2026-04-14 09:30:00"}
    if known:
        here = (answer.c.assessment == sheet_id) & (answer.c.item == code)
        connection.execute(update(answer).where(here).values(values))
    else:
        connection.execute(insert(answer).values(values | {"assessment": sheet_id, "item": code}))
    connection.execute(insert(operation).values(assessment=sheet_id, item=code, operation=op, revision=revision))
    return revision


def _record(connection: Connection, actor: str, verb: str, on: str) -> int:
    values = {
        "public_id": secrets.token_urlsafe(12),
        "at": "2026-04-14 09:30:00.000000",
        "actor": actor[:16],
        "verb": verb,
        "object_kind": "assessment",
        "object_id": on,
        "details": json.dumps({"item": "I01", "revision": 1}),
        "commitments": "{}",
    }
    made = connection.execute(insert(trail).values(values)).inserted_primary_key
    return int(made[0]) if made else 0


def _release(connection: Connection, found: Any, who: Any, public_id: str) -> None:
    connection.execute(update(assessment).where(assessment.c.id == found.id).values(sent="2026-04-14 09:30:00"))
    connection.execute(update(occasion).where(occasion.c.id == found.occasion).values(released="2026-04-14 09:30:00"))
    entry = _record(connection, who.name, "assessment sent", public_id)
    connection.execute(insert(trail_text).values(entry=entry, text="x" * 400))
    for measure in MEASURES:
        values = {"assessment": found.id, "occasion": found.occasion, "measure": measure, "value": 3}
        key = connection.execute(insert(result).values(values)).inserted_primary_key
        here = (standing.c.rater == who.id) & (standing.c.measure == measure)
        moved = connection.execute(update(standing).where(here).values(result=key[0] if key else 0))
        if not moved.rowcount:
            connection.execute(insert(standing).values(rater=who.id, measure=measure, result=key[0] if key else 0))
    _record(connection, "system", "occasion released", public_id)
