"""Every request of the access table, made once an engine; the tests of several files look at what came back."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

import pytest
from flask import Flask
from sqlalchemy import select

from kamcoach.database import Base, db
from kamcoach.library.models import ContentVersion
from kamcoach.resources import CONTENT
from kamcoach.web import context
from tests.factories import outcomes_file
from tests.factories.clock import TestClock
from tests.factories.engines import PostgresEngine, SqliteEngine, sqlite_engine
from tests.factories.scene import UPLOAD, Scene, build_scene
from tests.factories.world import counting
from tests.site.access_table import (
    BODIES,
    CHANGING,
    CHANGING_A_DEMO,
    PEOPLE,
    READING,
    READING_A_DEMO,
)

_TOKENS = re.compile(r'(name="csrf-token" content|name="csrf_token" value)="[^"]*"')


@dataclass(frozen=True)
class Cell:
    """One row and one person of the table: what is expected, as it is written there."""

    method: str
    path: str
    who: str
    expected: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} as {self.who}"

    @property
    def is_refused(self) -> bool:
        """Whether nothing may change."""
        return self.method == "GET" or self.expected == "in" or int(self.expected) >= 400


@dataclass(frozen=True)
class Answer:
    """What came back, and how many statements it took."""

    got: str
    body: str
    statements: int


@dataclass
class Visits:
    """All answers by cell, and the cells after which the database was not what it was."""

    answers: dict[Cell, Answer] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def cells(method: str, table: str) -> list[Cell]:
    """The cells of a table."""
    rows = [line.rsplit(maxsplit=len(PEOPLE)) for line in table.splitlines() if line.startswith("/")]
    return [Cell(method, path.strip(), who, said) for path, *row in rows for who, said in zip(PEOPLE, row, strict=True)]


def contents(app: Flask) -> str:
    """A hash of every row of every table; of the content, which no statement can change, without its bodies."""
    digest = hashlib.sha256()
    with app.app_context(), db.engine.connect() as connection:
        for statement in _everything(connection.dialect.name):
            digest.update(repr(connection.exec_driver_sql(statement).cursor.fetchall()).encode())
    return digest.hexdigest()


@cache
def _everything(dialect: str) -> list[str]:
    """What reads all rows, as the driver gives them; PostgreSQL hashes them itself, in one statement."""
    body = ContentVersion.__table__.c.body
    statements = [
        str(select(*[column for column in table.columns if column is not body]).order_by(*table.primary_key.columns))
        for table in Base.metadata.sorted_tables
    ]
    if dialect == "sqlite":
        return statements
    hashed = [f"(SELECT md5(string_agg(t::text, ',')) FROM ({statement}) AS t)" for statement in statements]
    return [f"SELECT {', '.join(hashed)}"]


def ask(scene: Scene, cell: Cell) -> Answer:
    """Make the request of a cell."""
    data = _body(scene, cell.path) if cell.method == "POST" else None
    headers = {"Accept": "application/json"} if "/answers/" in cell.path else {}
    client = scene.client(cell.who)
    response, statements = counting(
        scene.world.app,
        lambda: client.open(scene.path(cell.path), method=cell.method, data=data, headers=headers),
    )
    body = response.get_data().decode(errors="replace")  # some are files
    response.close()
    got = str(response.status_code)
    if got == "401" or (got == "302" and response.location.startswith("/sign-in") and cell.expected == "in"):
        got = "in"
    return Answer(got, _TOKENS.sub("", body), len(statements))


def any_object(path: str) -> str:
    """The path of a row without saying whose object it is."""
    return re.sub(r"\{[^}]*\}", "{…}", path)


def _body(scene: Scene, path: str) -> dict[str, object]:
    filled: dict[str, object] = {}
    for name, value in BODIES.get(any_object(path), {}).items():
        if value == "{upload}":
            filled[name] = (io.BytesIO(UPLOAD.encode()), "people.csv")
        elif value == "{plan}":
            filled[name] = (io.BytesIO((CONTENT / "plans" / "short.3.yaml").read_bytes()), "plan.yaml")
        elif value == "{figures}":
            filled[name] = (io.BytesIO(outcomes_file.outcomes_file(outcomes_file.row()).encode()), "figures.csv")
        else:
            filled[name] = [scene.path(one) for one in value] if isinstance(value, list) else scene.path(value)
    return filled


def visit(engine: SqliteEngine | PostgresEngine, scene: Scene, table: list[Cell]) -> Visits:
    """Ask everything that may change nothing first, then each change in a fresh copy of the scene."""
    visits = Visits()
    kept, before = engine.kept(), contents(engine.app)
    refused = [cell for cell in table if cell.is_refused]
    for row, asked in groupby(refused, key=lambda cell: f"{cell.method} {cell.path}"):
        visits.answers |= {cell: ask(scene, cell) for cell in asked}
        if contents(engine.app) != before:
            visits.changed.append(row)
            kept.reset()
    for cell in table:
        if not cell.is_refused:
            kept.reset()
            visits.answers[cell] = ask(scene, cell)
    return visits


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def visits(request: pytest.FixtureRequest) -> Visits:
    """What came back on a real installation. SQLite is asked everything, PostgreSQL what rules of visibility decide:
    of whom the gate turns away no engine hears, and what posts change is tried on both with each of them."""
    engine: SqliteEngine | PostgresEngine = request.getfixturevalue(request.param)
    engine.reset()
    engine.app.extensions.pop("kamcoach.facts", None)
    with pytest.MonkeyPatch.context() as patch:
        clock = TestClock()
        patch.setattr(context, "moment", clock.moment)
        scene = build_scene(engine.app, clock)
        if request.param == "sqlite":
            return visit(engine, scene, [*cells("GET", READING), *cells("POST", CHANGING)])
        asked = [*cells("GET", READING), *(cell for cell in cells("POST", CHANGING) if cell.is_refused)]
        return visit(engine, scene, [cell for cell in asked if cell.expected not in ("in", "403")])


@pytest.fixture(scope="session")
def demo_visits() -> Iterator[Visits]:
    """What came back in a demo."""
    with sqlite_engine("demo") as engine, pytest.MonkeyPatch.context() as patch:
        engine.reset()
        clock = TestClock()
        patch.setattr(context, "moment", clock.moment)
        scene = build_scene(engine.app, clock)
        yield visit(engine, scene, [*cells("GET", READING_A_DEMO), *cells("POST", CHANGING_A_DEMO)])
