"""Bringing a database to the revision that this code needs."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from kamcoach.database import db
from kamcoach.resources import MIGRATIONS


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def newest() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current() -> str | None:
    """The revision that the database has; None for an empty one."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision


def upgrade() -> None:
    """Migrate to the newest revision; nothing happens when it is there already. Needs an app context."""
    if current() != newest():
        command.upgrade(config(), "head")


def upgrade_on(connection: Connection, revision: str) -> None:
    """Migrate over a connection, inside its transaction: nothing is committed here. On SQLite its foreign keys must
    be off."""
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, revision)


def knows(revision: str) -> bool:
    """Whether this code has a revision: that of an older database, or its own."""
    try:
        return ScriptDirectory.from_config(config()).get_revision(revision) is not None
    except CommandError:
        return False
