"""Settings of a deployment, from KAMCOACH_… environment variables, checked before anything starts."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_KNOWN_SECRETS = {"secret", "changeme", "change-me", "dev", "development", "demo", "test", "kamcoach"}
_SHORTEST_SECRET = 32


class SettingsError(Exception):
    """One or more settings are wrong; `problems` says each in a sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides; what the organisation decides are rows in the database."""

    home: Path
    database_url: str
    secret_key: str
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    mail_from: str = "KAM Coach <kamcoach@localhost>"
    proxies: int = 0
    queue: str | None = None
    testing: bool = False

    @property
    def queue_url(self) -> str:
        """Where workers agree who looks next: a file of the installation, unless KAMCOACH_QUEUE_URL says otherwise."""
        return self.queue or f"sqlite:///{self.home.resolve() / 'queue.sqlite3'}"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS only, unless the site itself is plain http."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ, *, home: Path | None = None) -> Settings:
    """Read and check the settings. Raises SettingsError with every problem, not only the first."""
    problems: list[str] = []
    home = home or home_of(environ)
    port = _port(environ, problems)
    settings = Settings(
        home=home,
        database_url=_database_url(environ.get("KAMCOACH_DATABASE_URL"), home, problems),
        secret_key=_secret_key(environ.get("KAMCOACH_SECRET_KEY"), home, problems),
        port=port,
        base_url=_base_url(environ.get("KAMCOACH_BASE_URL") or f"http://127.0.0.1:{port}", problems),
        smtp_url=_smtp_url(environ.get("KAMCOACH_SMTP_URL"), problems),
        mail_from=_mail_from(environ.get("KAMCOACH_MAIL_FROM"), problems),
        queue=_queue_url(environ.get("KAMCOACH_QUEUE_URL"), problems),
        proxies=_whole_number(environ.get("KAMCOACH_PROXIES") or "0", "KAMCOACH_PROXIES", problems),
    )
    if problems:
        raise SettingsError(problems)
    return settings


def keep_secret(home: Path) -> None:
    """Create the secret file of a new installation, readable by its owner only; an existing one stays."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))


def home_of(environ: Mapping[str, str]) -> Path:
    """Where an installation keeps its files: KAMCOACH_HOME, else the user's data folder."""
    if environ.get("KAMCOACH_HOME"):
        return Path(environ["KAMCOACH_HOME"])
    data = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "kamcoach"


def _whole_number(text: str, name: str, problems: list[str]) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    problems.append(f"{name}: {text!r} is not a whole number.")
    return 1


def _port(environ: Mapping[str, str], problems: list[str]) -> int:
    name = "KAMCOACH_PORT" if environ.get("KAMCOACH_PORT") else "PORT"
    port = _whole_number(environ.get(name) or "8000", name, problems)
    if 1 <= port <= 65535:
        return port
    problems.append(f"{name}: {port} is not a port; use a number from 1 to 65535.")
    return 8000


def _database_url(value: str | None, home: Path, problems: list[str]) -> str:
    if not value:
        return f"sqlite:///{home.resolve() / 'kamcoach.sqlite3'}"
    value = re.sub("^postgres(ql)?://", "postgresql+psycopg://", value)
    if not _is_database(value):
        problems.append("KAMCOACH_DATABASE_URL: use sqlite:////absolute/path or postgresql://user:password@host/name.")
    return value


def _is_database(url: str) -> bool:
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if parts.drivername == "sqlite":
        return Path(parts.database or "").is_absolute()
    return parts.drivername == "postgresql+psycopg" and bool(parts.database)


def _secret_key(value: str | None, home: Path, problems: list[str]) -> str:
    path = home / "secret_key"
    if not value and path.is_file():
        value = path.read_text(encoding="utf-8").strip()
    if not value:
        problems.append(
            f"KAMCOACH_SECRET_KEY is not set and {path} does not exist. "
            "Run `kamcoach init`, which makes one, or set it to at least 32 random characters."
        )
    elif value.lower() in _KNOWN_SECRETS or len(value) < _SHORTEST_SECRET or len(set(value)) < 8:
        problems.append(
            "KAMCOACH_SECRET_KEY can be guessed; use at least 32 random characters, for example from "
            '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"`.'
        )
    return value or ""


def _base_url(value: str, problems: list[str]) -> str:
    if not _is_url(value, "http", "https"):
        problems.append(f"KAMCOACH_BASE_URL: {value!r} must look like https://coach.example.com.")
    return value.rstrip("/")


def _smtp_url(value: str | None, problems: list[str]) -> str | None:
    if value and not _is_url(value, "smtp", "smtps", "smtp+starttls"):
        problems.append("KAMCOACH_SMTP_URL: use smtp://host:25, smtp+starttls://user:password@host:587 or smtps://….")
    return value or None


def _queue_url(value: str | None, problems: list[str]) -> str | None:
    value = re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", value or "")
    is_database = _is_database(value.replace("postgresql:", "postgresql+psycopg:"))
    if value and not is_database and not _is_url(value, "redis", "rediss"):
        problems.append(
            "KAMCOACH_QUEUE_URL: use sqlite:////absolute/path, postgresql://user:password@host/name or "
            "redis://host:6379/0."
        )
    return value or None


def _is_url(value: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False


def _mail_from(value: str | None, problems: list[str]) -> str:
    value = value or "KAM Coach <kamcoach@localhost>"
    if not value.isprintable() or not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
        problems.append("KAMCOACH_MAIL_FROM: use an address such as KAM Coach <coach@example.com>.")
    return value
