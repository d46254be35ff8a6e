"""The wheel: everything of the checkout is in it, and in an empty environment it runs from any folder."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
_FOLDERS = {"kamcoach": "kamcoach", "assessments": "assessments", "content": "kamcoach/_content"}
_FOLDERS |= {"templates": "kamcoach/_templates"}
_ASK = """
from kamcoach.app import create_app
from kamcoach.config import load
client = create_app(load()).test_client()
for path in ("/healthz", "/sign-in", "/static/theme.css", "/static/answering.js"):
    print(path, client.get(path).status_code)
"""
_TELL = """
from datetime import UTC, datetime
from kamcoach.demo import portfolios, replies
print(len(portfolios.openings(datetime.now(UTC))), len(replies.events()))
"""


def run(*command: str | Path, at: Path, environ: Mapping[str, str]) -> str:
    """What a command prints."""
    done = subprocess.run(command, cwd=at, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def uv(*arguments: str | Path) -> None:
    """Run the uv that `make setup` installed, with the registry that this machine uses."""
    run(Path(sys.executable).with_name("uv"), "--quiet", *arguments, at=ROOT, environ=os.environ)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    uv("build", "--wheel", "--out-dir", folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_checkout_and_nothing_else(wheel: Path) -> None:
    wanted = {
        f"{inside}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, inside in _FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert packed == wanted
        assert all(archive.getinfo(name).file_size == _size(name) for name in packed)
    kinds = {Path(name).suffix for name in packed}
    assert kinds >= {".py", ".yaml", ".html", ".txt", ".css", ".js", ".svg", ".mako", ".csv"}


def _size(name: str) -> int:
    """The size of the file that a packed one was made from."""
    inside = max((inside for inside in _FOLDERS.values() if name.startswith(f"{inside}/")), key=len)
    folder = next(folder for folder, packed in _FOLDERS.items() if packed == inside)
    return (ROOT / folder / name.removeprefix(f"{inside}/")).stat().st_size


def test_in_an_empty_environment_it_founds_and_serves_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    locked, environment, elsewhere = tmp_path / "locked.txt", tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    uv("export", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes", "--output-file", locked)
    uv("venv", "--python", sys.executable, environment)
    uv("pip", "install", "--python", environment / "bin" / "python", "--requirement", locked, wheel)
    alone = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "KAMCOACH_HOME": str(tmp_path / "home")}
    founding = ("--organisation", "Acme", "--name", "Ann", "--email", "ann@example.com")
    place = ("--country", "ph", "--time-zone", "Asia/Manila")
    printed = run(environment / "bin" / "kamcoach", "init", *founding, *place, at=elsewhere, environ=alone)
    assert printed.startswith("Acme is ready.")
    answers = run(environment / "bin" / "python", "-c", _ASK, at=elsewhere, environ=alone)
    assert [line.rsplit(maxsplit=1)[1] for line in answers.splitlines()] == ["200"] * 4
    kept = run(environment / "bin" / "python", "-c", _TELL, at=elsewhere, environ=alone)
    assert [int(count) > 3 for count in kept.split()] == [True, True], "what the demo's story needs"
