"""Where content and templates lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def _folder(name: str) -> Path:
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / name
    return _PACKAGE / f"_{name}"


CONTENT = _folder("content")
TEMPLATES = _folder("templates")
STATIC = _PACKAGE / "static"
MIGRATIONS = _PACKAGE / "migrations"
