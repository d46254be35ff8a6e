"""What is wrong with a content file, said so that its author finds the place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, the place in it (`items[B1a].anchors`, or a line and column), and what it is."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        """Return "file: path: message"."""
        return ": ".join(part for part in (self.file, self.path, self.message) if part)


class ContentError(Exception):
    """Content that cannot be used; `problems` has at least one entry."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the problems, one a line."""
        return "\n".join(map(str, self.problems))
