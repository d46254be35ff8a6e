"""What is measured on: an installation of the product with open checklists, and a floor with as many."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from kamcoach.app import create_app
from kamcoach.assessing.models import Assessment, Occasion, Subject
from kamcoach.assessing.policies import SELF_THEN_COACH
from kamcoach.config import load
from kamcoach.database import db, new_public_id
from kamcoach.library import queries as library
from kamcoach.permissions.roles import Role
from tests.bench import floor
from tests.bench.serving import durable_postgres
from tests.crash.server import _init, free_port
from tests.factories.clock import TestClock
from tests.factories.engines import with_database
from tests.factories.world import Someone, World

PEOPLE = 8
SHEETS = 1000
"""Open checklists a person: what a run of the bench may send at most."""


@dataclass
class Seat:
    """One client: how it is recognised, and the sheets that it may fill in."""

    headers: str
    sheets: list[str]


@dataclass
class Stage:
    """The product and the floor, side by side on one engine."""

    environ: dict[str, str]
    world: World
    product: Sequence[Seat]
    floor_url: str
    floor: Sequence[Seat]
    hugh: Seat


@contextmanager
def stage(engine: str, *, people: int = PEOPLE, sheets: int = SHEETS) -> Iterator[Stage]:
    """A fresh installation with open checklists, and a fresh floor, on SQLite files or one durable PostgreSQL."""
    with TemporaryDirectory(prefix="kamcoach-bench-") as folder, _urls(engine, Path(folder)) as (url, floor_url):
        environ = {"PATH": "/usr/bin:/bin", "HOME": folder, "KAMCOACH_HOME": folder, "KAMCOACH_PORT": str(free_port())}
        if url:
            environ["KAMCOACH_DATABASE_URL"] = url
        _init(environ)
        app = create_app(replace(load(environ), testing=True))
        clock = TestClock()
        clock.set(datetime.now(UTC))
        world = World(app, clock)
        clients = [world.person(f"Person {number}", Role.TRAINEE) for number in range(people)]
        product = [seat_of(world, one, _open_sheets(world, one, sheets)) for one in clients]
        hugh = seat_of(world, world.hugh, [])
        yield Stage(environ, world, product, floor_url, _floor(floor_url, people, sheets), hugh)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _urls(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    if engine == "sqlite":
        yield "", f"sqlite:///{folder / 'floor.sqlite3'}"
        return
    with durable_postgres() as url:
        made = floor.engine_of(url)
        with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CREATE DATABASE floor")
            connection.exec_driver_sql("CREATE DATABASE product")
        made.dispose()
        yield with_database(url, "product"), with_database(url, "floor")


def seat_of(world: World, person: Someone, sheets: list[str]) -> Seat:
    """A client that is signed in as a person."""
    browser = world.client(person)
    cookie = browser.get_cookie("kamcoach")
    assert cookie is not None
    told = f"Cookie: kamcoach={cookie.value}\r\nX-CSRFToken: {browser.csrf}\r\n"
    return Seat(told, sheets)


def _open_sheets(world: World, person: Someone, sheets: int) -> list[str]:
    """Many open baselines of one person, by bulk insert: all nine behaviours, nobody else asked."""
    with world.writing() as session:
        version = library.newest(session, "instruments", "kam-behaviours")
        subject = session.scalar(select(Subject).where(Subject.person_id == person.id)) or Subject(
            kind="person", person_id=person.id
        )
        session.add(subject)
        session.flush()
        assert version is not None
        opens, closes = world.today - timedelta(days=1), world.today + timedelta(days=20)
        now = world.now.business
        shared = {
            "subject_id": subject.id, "instrument_id": version.id, "purpose": "development", "blind": True,
            "sees": SELF_THEN_COACH, "title": "Bench", "series": "bench", "phase": "single", "day": 0,
            "time_zone": "Asia/Manila", "opens_on": opens, "due_on": world.today, "closes_on": closes,
            "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20), "created_at": now,
        }  # fmt: skip
        ids = [new_public_id() for _ in range(sheets)]
        session.execute(insert(Occasion), [shared | {"public_id": one} for one in ids])
        rows = session.execute(select(Occasion.id, Occasion.public_id).where(Occasion.public_id.in_(ids)))
        seats = [
            {"occasion_id": row.id, "rater_id": person.id, "relation": "self", "public_id": row.public_id}
            for row in rows
        ]
        defaults = {"standing_as": "", "language": "en", "text_revision": 1}
        session.execute(insert(Assessment), [one | defaults for one in seats])
        return [str(one["public_id"]) for one in seats]


def _floor(url: str, people: int, sheets: int) -> Sequence[Seat]:
    engine = floor.engine_of(url)
    seats = []
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        floor.metadata.create_all(connection)
        for number in range(1, people + 1):
            token = secrets.token_hex(24)
            connection.execute(insert(floor.person).values(id=number, name=f"Person {number}"))
            connection.execute(insert(floor.session_row).values(token=token, person=number))
            ids = [new_public_id() for _ in range(sheets)]
            first = (number - 1) * sheets + 1
            rows = [{"id": first + i, "title": "Bench"} for i in range(sheets)]
            connection.execute(insert(floor.occasion), rows)
            rows = [
                {"id": first + i, "public_id": one, "occasion": first + i, "rater": number} for i, one in enumerate(ids)
            ]
            connection.execute(insert(floor.assessment), rows)
            seats.append(Seat(f"Cookie: floor={token}\r\n", ids))
    engine.dispose()
    return seats


def fill_pages(url: str, pages: dict[str, bytes]) -> None:
    """Cut what the product rendered into twelve pieces, so that the floor renders as many bytes from as many rows."""
    engine = floor.engine_of(url)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for name, body in pages.items():
            plain = "".join(one if one not in "<>&'\"" else "." for one in body.decode())
            step = len(plain) // len(floor.ITEMS) + 1
            rows = [
                {"page": name, "place": place, "text": plain[place * step : (place + 1) * step]}
                for place in range(len(floor.ITEMS))
            ]
            connection.execute(insert(floor.item), rows)
    engine.dispose()
