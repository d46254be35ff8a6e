"""`kamcoach backup` and `kamcoach restore`: a whole file or none; what is wrong is a sentence, and nothing changed."""

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from click.testing import Result
from sqlalchemy import create_engine, text

from kamcoach import schema
from kamcoach.backup import archive, restoring
from kamcoach.backup.manifest import Manifest, content_hash
from tests.factories.backups import backed_up, claiming, empty_postgres, lived_in, living_in, rewritten
from tests.factories.command import of, run
from tests.factories.engines import SECRET, SqliteEngine, sqlite_engine
from tests.factories.world import World

SECRETS = {"KAMCOACH_SECRET_KEY": SECRET}


@pytest.fixture(scope="module")
def taken(sqlite: SqliteEngine, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a founded organisation, “Tests”."""
    sqlite.reset()
    file = tmp_path_factory.mktemp("backup") / "tests.zip"
    backed_up(sqlite.app, file)
    return file.read_bytes()


@pytest.fixture
def file(taken: bytes, tmp_path: Path) -> Path:
    """The same as a file of one's own."""
    (tmp_path / "tests.zip").write_bytes(taken)
    return tmp_path / "tests.zip"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A place without a database."""
    return {"KAMCOACH_HOME": str(tmp_path / "home"), **SECRETS}


def refused(result: Result) -> str:
    """The sentence of a command that gave up."""
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    return result.stderr.removeprefix("Error: ").strip()


def database(home: dict[str, str]) -> Path:
    return Path(home["KAMCOACH_HOME"]) / "kamcoach.sqlite3"


# -- taking --------------------------------------------------------------------------------------------------------


def test_a_backup_says_what_it_holds_and_only_its_owner_can_read_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "one.zip"
    result = run("backup", file, **of(lived_in(world).app))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Tests, as of 20")
    assert f"database at {schema.newest()}" in result.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["one.zip"]
    content = next(line for line in result.stdout.splitlines() if line.startswith("content "))
    checked = run("backup", "--check", file)
    assert checked.exit_code == 0
    assert content in checked.stdout
    assert checked.stdout.endswith("Every row is as it was backed up.\n")


def test_an_existing_file_is_overwritten_only_when_that_is_said(sqlite: SqliteEngine, tmp_path: Path) -> None:
    sqlite.reset()
    file = tmp_path / "one.zip"
    file.write_text("dear to somebody")
    assert "exists; nothing was written. --force overwrites it." in refused(run("backup", file, **of(sqlite.app)))
    assert file.read_text() == "dear to somebody"
    assert run("backup", file, "--force", **of(sqlite.app)).exit_code == 0
    assert run("backup", "--check", file).exit_code == 0


def test_a_backup_that_cannot_be_written_leaves_nothing(
    sqlite: SqliteEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.reset()
    assert "cannot be written to" in refused(run("backup", tmp_path / "no" / "one.zip", **of(sqlite.app)))
    assert "is a folder; name a file in it." in refused(run("backup", tmp_path, **of(sqlite.app)))

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    said = refused(run("backup", tmp_path / "one.zip", **of(sqlite.app)))
    assert said == f"{tmp_path}/one.zip could not be written: No space left on device. Nothing is left of it."
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_has_nothing_to_back_up(home: dict[str, str], tmp_path: Path) -> None:
    Path(home["KAMCOACH_HOME"]).mkdir()
    assert refused(run("backup", tmp_path / "one.zip", **home)).startswith("This database is empty")
    assert run("upgrade", **home).exit_code == 0
    assert refused(run("backup", tmp_path / "one.zip", **home)).startswith("This database has no organisation yet")
    assert not (tmp_path / "one.zip").exists()


# -- restoring ---------------------------------------------------------------------------------------------------


def test_on_a_new_machine_a_home_and_a_secret_are_made(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    result = run("restore", file, KAMCOACH_HOME=str(home))
    assert result.exit_code == 0, result.output
    assert "every foreign key holds" in result.stdout
    assert "The trail verifies" in result.stdout
    assert "A new secret key was made here" in result.stdout
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (home / "kamcoach.sqlite3").stat().st_mode & 0o777 == 0o600
    assert run("trail", "verify", KAMCOACH_HOME=str(home)).exit_code == 0
    with living_in(f"sqlite:///{home / 'kamcoach.sqlite3'}") as app:
        assert backed_up(app, tmp_path / "again.zip").content == restoring.check(file).content


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_an_organisation_is_replaced_only_when_its_name_is_typed(
    request: pytest.FixtureRequest, file: Path, tmp_path: Path, home: dict[str, str], engine: str
) -> None:
    url = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    if engine == "postgres":
        url = empty_postgres(request.getfixturevalue("postgres_url"))
    here = home | {"KAMCOACH_DATABASE_URL": url}
    answers = ["--name", "Ann", "--email", "ann@example.com", "--country", "PH", "--time-zone", "Asia/Manila"]
    assert run("init", "--organisation", "There first", *answers, **here).exit_code == 0

    assert "The database holds There first already" in refused(run("restore", file, **here))
    wrong = run("restore", file, "--replace", typed="tests\n", **here)
    assert "This replaces the database of There first." in wrong.output
    assert "That is not its name; nothing was changed." in wrong.stderr
    assert run("restore", file, "--replace", typed="", **here).exit_code == 1
    with living_in(url) as app:
        there = backed_up(app, tmp_path / "there.zip")
        assert there.organisation == "There first"
        # this application has the database open
        assert "The database is in use." in refused(run("restore", file, "--replace", "--yes", **here))

    done = run("restore", file, "--replace", typed="There first\n", **here)
    assert done.exit_code == 0, done.output
    with living_in(url) as app:
        assert backed_up(app, tmp_path / "now.zip").content == restoring.check(file).content
    if engine == "sqlite":
        (kept,) = tmp_path.glob("there.sqlite3.before-*")
        assert str(kept) in done.stdout
        with living_in(f"sqlite:///{kept}") as app:
            assert backed_up(app, tmp_path / "kept.zip").content == there.content


def test_a_demo_never_takes_the_place_of_a_real_organisation(file: Path, tmp_path: Path, home: dict[str, str]) -> None:
    with sqlite_engine("demo") as demo:
        demo.reset()
        backed_up(demo.app, tmp_path / "demo.zip")
    assert run("restore", file, **home).exit_code == 0
    said = refused(run("restore", tmp_path / "demo.zip", "--replace", "--yes", **home))
    assert "holds a real organisation and the backup is of a demo" in said


def test_the_database_of_another_program_is_left_alone(
    file: Path, tmp_path: Path, home: dict[str, str], postgres_url: str
) -> None:
    url = empty_postgres(postgres_url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id integer primary key)"))
    engine.dispose()
    for option in ([], ["--replace", "--yes"]):
        said = refused(run("restore", file, *option, **home | {"KAMCOACH_DATABASE_URL": url}))
        assert "tables of another program (invoices)" in said
    note = tmp_path / "note.sqlite3"
    note.write_text("not a database at all")
    said = refused(run("restore", file, "--replace", "--yes", **home | {"KAMCOACH_DATABASE_URL": f"sqlite:///{note}"}))
    assert "file is not a database" in said
    assert note.read_text() == "not a database at all"


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _flip(file: Path) -> None:
    said = bytearray(file.read_bytes())
    said[len(said) // 3] ^= 1
    file.write_bytes(said)


def _foreign(file: Path) -> None:
    file.unlink()
    sqlite3.connect(file).executescript("CREATE TABLE t (a); VACUUM").close()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _other_zip(file: Path) -> None:
    rewritten(file, lambda name, said: None if name == "manifest.json" else said)


def _missing(file: Path) -> None:
    rewritten(file, lambda name, said: None if "person" in name else said)


def _renamed(file: Path) -> None:
    rewritten(file, lambda _name, said: said.replace(b"account", b"Account"))


def _shorter(file: Path) -> None:
    rewritten(file, lambda name, said: said[:-1] if name == "tables/installation.jsonl" else said)


def _row_gone(file: Path) -> None:
    rewritten(file, lambda name, said: said.partition(b"\n")[2] if "content_version" in name else said)


def _another_row(file: Path) -> None:
    rewritten(file, lambda name, said: said + b"[1,2]\n" if "installation" in name else said)


@pytest.mark.parametrize(
    "harm",
    [_cut, _flip, _foreign, _empty, _other_zip, _missing, _renamed, _shorter, _row_gone, _another_row],
)
def test_a_damaged_changed_or_foreign_file_is_a_sentence_and_changes_nothing(
    file: Path, home: dict[str, str], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(file)
    assert "backup" in refused(run("backup", "--check", file))
    assert "backup" in refused(run("restore", file, **home))
    assert not database(home).exists()
    assert [one.name for one in Path(home["KAMCOACH_HOME"]).iterdir()] == []


def test_a_file_that_is_not_there_is_a_sentence(home: dict[str, str], tmp_path: Path) -> None:
    for arguments in (["backup", "--check"], ["restore"]):
        assert "cannot be read: No such file or directory." in refused(run(*arguments, tmp_path / "no.zip", **home))


def test_a_backup_of_a_newer_version_names_that_version(file: Path, home: dict[str, str]) -> None:
    rewritten(file, claiming(revision="9999", product="7.0"))
    said = refused(run("restore", file, **home))
    assert said.startswith("This backup is of KAM Coach 7.0 (database at 9999), which is newer than this version")
    rewritten(file, claiming(format="kamcoach-backup/2", tables="elsewhere"))
    assert refused(run("restore", file, **home)).startswith("A newer KAM Coach wrote this backup")
    assert not database(home).exists()


def test_rows_that_point_to_nothing_are_refused_on_both_engines(
    world: World, tmp_path: Path, home: dict[str, str], postgres_url: str
) -> None:
    """A forged backup whose hashes are right is still loaded under every rule of the tables."""
    taken = backed_up(world.app, tmp_path / "forged.zip")
    _forge(tmp_path / "forged.zip", taken)
    places = {"one": home, "other": home | {"KAMCOACH_DATABASE_URL": empty_postgres(postgres_url)}}
    for here in places.values():
        said = refused(run("restore", tmp_path / "forged.zip", **here))
        assert "point to nothing" in said or "violates foreign key constraint" in said
    assert not database(home).exists()


def _forge(file: Path, taken: Manifest) -> None:
    """Take every person out and make the hashes fit."""
    nobody = sha256(b"").hexdigest()
    tables = tuple(
        msgspec.structs.replace(table, rows=0, sha256=nobody) if table.name == "person" else table
        for table in taken.tables
    )
    forged = msgspec.structs.replace(taken, tables=tables, content=content_hash(tables))
    parts = {"manifest.json": forged.as_bytes(), "tables/person.jsonl": b""}
    rewritten(file, parts.get)
