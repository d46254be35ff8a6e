"""Rows in one form: what goes into either database comes out the same, on the other too, whatever its kind."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Column, Date, Double, Engine, LargeBinary, MetaData, String, Table, create_engine
from sqlalchemy import Integer as Int

from kamcoach.backup import rows
from kamcoach.backup.manifest import Shape
from kamcoach.database import Base, UtcDateTime
from tests.factories.backups import empty_postgres

KINDS = Table(
    "kinds",
    MetaData(),
    Column("name", String(20), primary_key=True),
    Column("number", Int),
    Column("share", Double),
    Column("yes", Boolean),
    Column("day", Date),
    Column("instant", UtcDateTime(timezone=True)),
    Column("facts", JSON(none_as_null=True)),
    Column("content", LargeBinary),
)
_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_row = st.fixed_dictionaries(
    {
        "name": _texts,
        "number": st.none() | st.integers(-(2**31), 2**31 - 1),
        "share": st.none()
        | st.floats(allow_nan=False, allow_infinity=False).map(lambda share: share + 0.0),  # SQLite has no -0.0
        "yes": st.none() | st.booleans(),
        "day": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "instant": st.none() | _instants,
        "facts": st.none() | st.lists(_texts, max_size=2) | st.dictionaries(_texts, _texts, max_size=2),
        "content": st.none() | st.binary(max_size=40),
    }
)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[list[Engine]]:
    """The two engines, each with a table of all kinds."""
    file = tmp_path_factory.mktemp("rows") / "rows.sqlite3"
    made = [create_engine(url) for url in (f"sqlite:///{file}", empty_postgres(postgres_url))]
    for engine in made:
        KINDS.metadata.create_all(engine)
    yield made
    for engine in made:
        engine.dispose()


def _shape(engine: Engine) -> Shape:
    with engine.connect() as connection:
        (shape,) = rows.shapes(connection)
    return shape


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_row, unique_by=lambda row: row["name"], max_size=6))
def test_every_value_comes_out_of_both_engines_the_same_and_in_the_same_order(
    engines: list[Engine], values: list[dict[str, Any]]
) -> None:
    first, second = engines
    for source, target in ((first, second), (second, first)):
        with source.connect() as one, target.connect() as other:
            if values:
                one.execute(KINDS.insert(), values)
            shape = _shape(source)
            assert shape == _shape(target)
            lines = b"".join(rows.read(one, shape))
            rows.load(other, shape, map(msgspec.json.decode, lines.splitlines()))
            assert b"".join(rows.read(other, shape)) == lines
            stored = {row.name: row._asdict() for row in other.execute(KINDS.select())}
            assert stored == {row["name"]: row for row in values}
            summary = rows.summary(other, shape, lambda _: None, rows.quiet)
            assert (summary.rows, summary.sha256) == (len(values), sha256(lines).hexdigest())


@given(_row)
def test_a_line_is_the_json_that_anybody_can_write_again(row: dict[str, Any]) -> None:
    told = [row["name"], row["number"], row["yes"], None if row["share"] is None else repr(row["share"])]
    assert msgspec.json.encode(told).decode() == json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def test_every_column_of_the_product_is_of_a_kind_that_can_be_carried() -> None:
    for table in Base.metadata.tables.values():
        shape = rows._shape(table)
        assert shape.key != (), table.name
        assert len(shape.columns) == len(table.columns)
