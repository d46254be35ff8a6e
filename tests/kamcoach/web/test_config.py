"""Settings: each is checked before anything starts, and every problem is a sentence that names it."""

from pathlib import Path

import pytest

from kamcoach.config import Settings, SettingsError, home_of, keep_secret, load

SECRET = "k3Jx-2mQ9_vTzR7wLp0sYcB4nHdGfAqE"
GOOD = {"KAMCOACH_SECRET_KEY": SECRET, "KAMCOACH_HOME": "/srv/kamcoach"}


def settings(**environ: str) -> Settings:
    """Settings of an environment that has a home and a secret."""
    return load(GOOD | environ)


def problems(**environ: str) -> list[str]:
    """What is said about an environment."""
    with pytest.raises(SettingsError) as refused:
        settings(**environ)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


def test_a_home_and_a_secret_are_enough() -> None:
    found = settings()
    assert found.home == Path("/srv/kamcoach")
    assert found.database_url == "sqlite:////srv/kamcoach/kamcoach.sqlite3"
    assert (found.port, found.base_url, found.smtp_url, found.proxies) == (8000, "http://127.0.0.1:8000", None, 0)
    assert not found.secure_cookies
    assert not found.testing


def test_home_is_kamcoach_home_or_the_data_folder_of_the_user() -> None:
    assert home_of({"KAMCOACH_HOME": "/a", "XDG_DATA_HOME": "/b"}) == Path("/a")
    assert home_of({"XDG_DATA_HOME": "/b"}) == Path("/b/kamcoach")
    assert home_of({}) == Path.home() / ".local/share/kamcoach"
    assert home_of({"KAMCOACH_HOME": ""}) == Path.home() / ".local/share/kamcoach"


def test_port_is_honoured_and_kamcoach_port_is_stronger() -> None:
    assert settings(PORT="9000").port == 9000
    assert settings(PORT="9000").base_url == "http://127.0.0.1:9000"
    assert settings(PORT="9000", KAMCOACH_PORT="9100").port == 9100


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "http", "٨٠٠٠", "9" * 30, " 80"])
def test_a_port_that_is_none_is_refused_under_the_name_it_was_set_by(port: str) -> None:
    assert [problem.split(":")[0] for problem in problems(PORT=port)] == ["PORT"]
    assert [problem.split(":")[0] for problem in problems(KAMCOACH_PORT=port)] == ["KAMCOACH_PORT"]


def test_the_number_of_proxies_is_a_small_whole_number() -> None:
    assert settings(KAMCOACH_PROXIES="2").proxies == 2
    assert "KAMCOACH_PROXIES" in problems(KAMCOACH_PROXIES="one")[0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgres://kc:pw@db/kamcoach", "postgresql+psycopg://kc:pw@db/kamcoach"),
        ("postgresql://kc:p%40@db:5433/kamcoach", "postgresql+psycopg://kc:p%40@db:5433/kamcoach"),
        ("postgresql+psycopg:///kamcoach?host=/run", "postgresql+psycopg:///kamcoach?host=/run"),
        ("sqlite:////srv/other.sqlite3", "sqlite:////srv/other.sqlite3"),
    ],
)
def test_both_databases_are_taken_by_their_usual_address(given: str, kept: str) -> None:
    assert settings(KAMCOACH_DATABASE_URL=given).database_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "mysql://db/kamcoach",
        "kamcoach.sqlite3",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///relative.sqlite3",
        "postgresql://db:port/kamcoach",
        "postgresql://db",
        "postgresql://",
    ],
)
def test_any_other_database_is_refused_without_repeating_a_password(url: str) -> None:
    (problem,) = problems(KAMCOACH_DATABASE_URL=url)
    assert problem.startswith("KAMCOACH_DATABASE_URL: use sqlite:////absolute/path or postgresql://")
    (secretive,) = problems(KAMCOACH_DATABASE_URL="mysql://kc:tiger@db/kamcoach")
    assert "tiger" not in secretive


def test_the_secret_comes_from_the_environment_or_the_file_that_init_made(tmp_path: Path) -> None:
    (missing,) = _problems_of_home(tmp_path)
    assert "KAMCOACH_SECRET_KEY is not set" in missing
    assert str(tmp_path / "secret_key") in missing
    assert "kamcoach init" in missing
    keep_secret(tmp_path)
    made = load({"KAMCOACH_HOME": str(tmp_path)}).secret_key
    assert len(made) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    keep_secret(tmp_path)
    assert load({"KAMCOACH_HOME": str(tmp_path)}).secret_key == made, "an existing one stays"
    assert load({"KAMCOACH_HOME": str(tmp_path), "KAMCOACH_SECRET_KEY": SECRET}).secret_key == SECRET


def _problems_of_home(home: Path) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load({"KAMCOACH_HOME": str(home)})
    return refused.value.problems


@pytest.mark.parametrize(
    "secret", ["secret", "changeme", "KAMCOACH", "a" * 64, "abc" * 20, SECRET[:31], "change-me", "test", "demo"]
)
def test_a_secret_that_can_be_guessed_is_refused_and_not_repeated(secret: str) -> None:
    (problem,) = problems(KAMCOACH_SECRET_KEY=secret)
    assert "can be guessed" in problem
    assert "token_urlsafe" in problem, "it says how to make a good one"
    if len(secret) > 10:
        assert secret not in problem


def test_an_empty_or_short_secret_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    assert "is not set" in _problems_of_home(tmp_path)[0]
    (tmp_path / "secret_key").write_text("short")
    assert "can be guessed" in _problems_of_home(tmp_path)[0]


def test_an_https_address_makes_cookies_secure() -> None:
    found = settings(KAMCOACH_BASE_URL="https://coach.example.com/")
    assert found.base_url == "https://coach.example.com"
    assert found.secure_cookies


@pytest.mark.parametrize(
    "url", ["coach.example.com", "ftp://coach.example.com", "https://", "http://[::1", "https://coach:port", "/"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    (problem,) = problems(KAMCOACH_BASE_URL=url)
    assert problem.startswith(f"KAMCOACH_BASE_URL: {url!r} must look like https://")


def test_mail_goes_through_the_named_server() -> None:
    for url in ("smtp://mail:25", "smtps://kc:pw@mail.example.com", "smtp+starttls://kc:p%40@mail:587"):
        assert settings(KAMCOACH_SMTP_URL=url).smtp_url == url
    assert settings(KAMCOACH_MAIL_FROM="Coach <coach@example.com>").mail_from == "Coach <coach@example.com>"
    assert settings(KAMCOACH_MAIL_FROM="coach@example.com").mail_from == "coach@example.com"


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail", "smtp://", "smtp://mail:port", "smtp://[::1"])
def test_a_mail_server_that_cannot_be_reached_that_way_is_refused(url: str) -> None:
    (problem,) = problems(KAMCOACH_SMTP_URL=url)
    assert problem.startswith("KAMCOACH_SMTP_URL: use smtp://host:25")
    assert "tiger" not in problems(KAMCOACH_SMTP_URL="http://kc:tiger@mail")[0], "a password is not repeated"


@pytest.mark.parametrize("sender", ["nobody", "Coach <>", "Coach <coach@example.com>\nBcc: all@example.com", "@", "a@"])
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    (problem,) = problems(KAMCOACH_MAIL_FROM=sender)
    assert problem.startswith("KAMCOACH_MAIL_FROM:")


def test_every_problem_is_told_at_once() -> None:
    found = problems(
        KAMCOACH_SECRET_KEY="dev",
        KAMCOACH_PORT="x",
        KAMCOACH_DATABASE_URL="mysql://x",
        KAMCOACH_BASE_URL="x",
        KAMCOACH_SMTP_URL="x",
        KAMCOACH_MAIL_FROM="x",
        KAMCOACH_PROXIES="x",
    )
    names = ("SECRET_KEY", "PORT", "DATABASE_URL", "BASE_URL", "SMTP_URL", "MAIL_FROM", "PROXIES")
    assert len(found) == len(names)
    assert [name for name in names if not any(name in problem for problem in found)] == []


def test_the_queue_is_a_file_of_the_home_unless_it_is_told_otherwise() -> None:
    assert settings().queue_url == "sqlite:////srv/kamcoach/queue.sqlite3"
    for given, kept in (
        ("postgres://u:p@host/name", "postgresql://u:p@host/name"),
        ("postgresql+psycopg://host/name", "postgresql://host/name"),
        ("redis://host:6379/2", "redis://host:6379/2"),
        ("rediss://:secret@host/0", "rediss://:secret@host/0"),
        ("sqlite:////var/queue", "sqlite:////var/queue"),
    ):
        assert settings(KAMCOACH_QUEUE_URL=given).queue_url == kept


@pytest.mark.parametrize("given", ["redis", "redis://", "amqp://host/", "sqlite:///relative", "postgresql://host"])
def test_a_queue_that_is_none_is_refused(given: str) -> None:
    (problem,) = problems(KAMCOACH_QUEUE_URL=given)
    assert problem.startswith("KAMCOACH_QUEUE_URL: use ")
