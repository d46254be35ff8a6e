"""GET /healthz, for load balancers and `kamcoach serve` itself."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from kamcoach import __version__, schema
from kamcoach.database import db, storage

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 when the database answers, takes changes and has this code's migrations, else 503."""
    state = {"status": "ok", "version": __version__, "database": "ok", "writes": "ok", "migrations": "current"}
    try:
        if (reason := storage().problem(db.engine)) is not None:
            state |= {"status": "failing", "writes": reason}
        if (revision := schema.current()) != schema.newest():
            state |= {"status": "failing", "migrations": f"at {revision}, needs {schema.newest()}"}
    except SQLAlchemyError as error:
        state |= {"status": "failing", "database": type(error).__name__, "writes": "unknown", "migrations": "unknown"}
    return jsonify(state), 200 if state["status"] == "ok" else 503
