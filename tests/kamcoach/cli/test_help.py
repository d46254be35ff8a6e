"""Help: every command says what it does, every option what it means."""

from collections.abc import Iterator

import click
import pytest

from kamcoach import __version__
from kamcoach.cli import main
from tests.factories.command import run


def commands(group: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group with the words that call it."""
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, *path, name)


EVERYTHING = dict(commands(main))


def test_the_commands_are_those_of_the_manual() -> None:
    assert {" ".join(path) for path, command in EVERYTHING.items() if not isinstance(command, click.Group)} == {
        "demo",
        "init",
        "upgrade",
        "backup",
        "restore",
        "serve",
        "worker",
        "content check",
        "content publish",
        "content sync",
        "people import",
        "mail bounced",
        "drift simulate",
        "outcomes import",
        "trail verify",
        "standings rebuild",
        "simulate",
    }


@pytest.mark.parametrize("path", EVERYTHING, ids=" ".join)
def test_help_teaches(path: tuple[str, ...]) -> None:
    command = EVERYTHING[path]
    for flag in ("--help", "-h"):
        result = run(*path, flag)
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")
    assert len((command.help or "").split()) >= 4, "a sentence"
    assert (command.help or "").strip()[0].isupper()
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    assert [one.name for one in options if not (one.help or "").strip()] == []
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            assert name in result.stdout
            assert inner.get_short_help_str() != ""


def test_the_front_page_says_where_to_begin() -> None:
    for result in (run("--help"), run()):
        assert "kamcoach demo" in result.output
        assert "kamcoach init" in result.output
        assert "KAMCOACH_" in result.output
    assert __version__ in run("--version").stdout


def test_a_wrong_word_is_answered_with_a_sentence() -> None:
    for arguments in (["nothing"], ["content", "nothing"], ["serve", "--nothing"], ["people", "import"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "Usage: " in result.stderr
        assert "Traceback" not in result.output
