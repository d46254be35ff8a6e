"""Bringing content into the database: new versions are added once, published ones never change."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamcoach.clock import at_instant
from kamcoach.database import db, writing
from kamcoach.library import queries
from kamcoach.library.files import Library, load
from kamcoach.library.models import ContentVersion
from kamcoach.library.services import PublishedVersionChanged, sync
from kamcoach.resources import CONTENT
from kamcoach.trail.models import TrailEntry
from tests.factories.clock import MONDAY
from tests.factories.command import of, run

from flask import Flask  # isort: skip

PROFILE = "profiles/key-account-manager.1.yaml"
NEXT = "profiles/key-account-manager.99.yaml"
"""A version that is still far away."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that ships."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def copy_as(folder: Path, file: str, target: str, *changes: tuple[str, str]) -> None:
    """Write a changed copy of a file."""
    text = (folder / file).read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / target).write_text(text)


def bring(app: Flask, library: Library) -> list[str]:
    """What syncing adds."""
    with app.app_context(), writing() as session:
        return sync(session, library, at=at_instant(MONDAY))


def rows(app: Flask) -> list[Any]:
    """Everything that is published, and what the trail says of it."""
    with app.app_context():
        published = [tuple(row) for row in db.session.execute(select(ContentVersion.__table__))]
        entries = db.session.scalars(select(TrailEntry.details).where(TrailEntry.verb == "content published")).all()
        db.session.close()
        return [*published, *entries]


def test_new_versions_are_added_once_and_older_ones_stay(app: Flask, folder: Path) -> None:
    before = rows(app)
    assert bring(app, load(folder)) == []
    assert rows(app) == before
    copy_as(folder, PROFILE, NEXT, ("version: 1", "version: 99"), ("level: 4", "level: 5"))
    assert bring(app, load(folder)) == ["profiles/key-account-manager/99"]
    assert bring(app, load(folder)) == []
    after = rows(app)
    assert after[-1] == '{"added":["profiles/key-account-manager/99"]}'
    assert [row for row in before if row not in after] == []
    with app.app_context():
        newest = queries.newest(db.session(), "profiles", "key-account-manager")
        assert newest is not None
        assert queries.as_profile(newest).requires[0].level == 5
        db.session.close()


def test_a_changed_published_version_is_refused_with_everything_as_it_was(app: Flask, folder: Path) -> None:
    before = rows(app)
    copy_as(folder, PROFILE, PROFILE, ("level: 4", "level: 5"))
    copy_as(folder, PROFILE, "profiles/a-new-one.1.yaml", ("code: key-account-manager", "code: a-new-one"))
    with pytest.raises(PublishedVersionChanged, match="profiles/key-account-manager/1"):
        bring(app, load(folder))
    assert rows(app) == before


def test_an_organisations_own_codes_are_never_touched(app: Flask) -> None:
    library = load(CONTENT)
    with app.app_context(), writing() as session:
        for kind, code in (("profiles", "hunter"), ("instruments", "our-own")):
            body = '{"code":"' + code + '"}'
            session.add(
                ContentVersion(
                    kind=kind, code=code, version=1, owner="organisation", content_hash=code, body=body,
                    published_at=MONDAY,
                )
            )  # fmt: skip
    before = rows(app)
    assert bring(app, library) == []
    assert rows(app) == before


def test_a_version_that_is_gone_from_the_folder_stays_published(app: Flask, folder: Path) -> None:
    before = rows(app)
    (folder / PROFILE).unlink()
    (folder / "ledger.yaml").unlink()
    assert bring(app, load(folder)) == []
    assert rows(app) == before


def test_the_command_says_what_it_added_and_refuses_what_it_must(app: Flask, folder: Path) -> None:
    def command() -> tuple[int, str]:
        result = run("content", "sync", "--folder", folder, **of(app))
        return result.exit_code, result.output

    assert command() == (0, "Nothing new.\n")
    copy_as(folder, PROFILE, NEXT, ("version: 1", "version: 99"))
    assert command() == (0, "added profiles/key-account-manager/99\n")
    assert command() == (0, "Nothing new.\n")
    (folder / "ledger.yaml").unlink()
    copy_as(folder, PROFILE, PROFILE, ("level: 4", "level: 5"))
    before = rows(app)
    code, said = command()
    assert code == 1
    assert said == "Error: profiles/key-account-manager/1 was published with another text; nothing was changed.\n"
    (folder / PROFILE).write_text("[")
    assert command()[0] == 1
    assert rows(app) == before
