"""Alembic's environment: one set of migrations for SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import Connection, text

from kamcoach import models
from kamcoach.database import Base, db

assert models.ALL


def run() -> None:
    """Migrate the database of the current application, or of the connection that a test hands in."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run_on(given)
        return
    engine = db.engine.execution_options(writes=True)
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            _run_on(connection)
        return
    with engine.connect() as connection:
        # Batch mode copies tables and drops the old ones, which enforced foreign keys would refuse.
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            _run_on(connection)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        finally:
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"the migration broke {len(broken)} foreign keys: {broken[:5]}")


def _run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="kamcoach.database.",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
