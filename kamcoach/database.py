"""The one way to the database: models subclass Base, reads use `reading()`, changes use `writing()`."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from kamcoach.storage import CannotWrite, Storage, refusal

_ATTEMPTS = 5
_PUBLIC_ID_BYTES = 12


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; SQLite keeps it as naive UTC text, PostgreSQL as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: they are a bug, not a time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give every instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}


def new_public_id() -> str:
    """A random id for URLs and mails: 96 bits, so that it cannot be guessed or counted."""
    return secrets.token_urlsafe(_PUBLIC_ID_BYTES)


class HasPublicId:
    """Mixin: the id that leaves the house; the integer key never does."""

    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)


class Busy(Exception):
    """The database could not be written to in time; nothing was changed, trying again is safe."""


db = SQLAlchemy(metadata=Base.metadata, engine_options={"pool_pre_ping": False})


def attach(app: Flask) -> None:
    """Bind the database to an application and set up its connections."""
    db.init_app(app)
    app.extensions["kamcoach.storage"] = Storage()
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _set_up_sqlite(db.engine)


def storage() -> Storage:
    """What the running process knows of the database's disk."""
    found: Storage = current_app.extensions["kamcoach.storage"]
    return found


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, see below
        cursor = connection.cursor()
        for pragma in ("busy_timeout=4000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        # A deferred transaction that turns into a write fails under load; writers queue up at once instead.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _Writing(Session):
    """The session that may flush."""


def _refuse_flush(session: Session, *_: object) -> None:
    if not isinstance(session, _Writing):
        raise RuntimeError("a change outside database.writing()")


event.listen(Session, "before_flush", _refuse_flush)


@contextmanager
def reading() -> Iterator[Session]:
    """A session for queries, for code outside a request; its snapshot ends with the block."""
    try:
        yield db.session()
    finally:
        db.session.close()


@contextmanager
def writing() -> Iterator[Session]:
    """One short write: begins, commits at the end of the block, rolls back when it raises.

    Raises Busy when other writers hold the database for longer than about 20 seconds, and CannotWrite when it takes
    no changes at all.
    """
    db.session.close()  # the reads before this write were of an older snapshot
    session = _Writing(db.engine.execution_options(writes=True), expire_on_commit=False)
    try:
        _begin(session)
        yield session
        session.commit()
        db.session.close()  # what was read meanwhile is older than this write
        storage().worked()
    except DBAPIError as error:
        if _is_contention(error):
            raise Busy(str(error.orig)) from error
        if (reason := refusal(error)) is not None:
            storage().failed(reason)
            session.close()
            db.engine.dispose()  # who connected while it was read-only would stay so
            raise CannotWrite(reason) from error
        raise
    finally:
        session.close()


def _begin(session: Session) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            session.connection()
            return
        except OperationalError as error:
            session.rollback()
            if attempt == _ATTEMPTS or not _is_contention(error):
                raise
            time.sleep((0.01 + secrets.randbelow(40) / 1000) * attempt)


def _is_contention(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return any(word in text for word in ("database is locked", "deadlock", "could not serialize", "lock timeout"))
