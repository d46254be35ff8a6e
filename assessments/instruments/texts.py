"""Every text of a piece of content that people read, by its path: what a translation has to give."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from .rules import at, fields_of, parts

_NOT_READ = frozenset(
    {"code", "kind", "lineage", "instrument", "measure", "scale", "anchors_from", "context", "subject", "grade"}
    | {"meaning", "items", "role_family", "on_miss"}
)
"""Fields that hold codes and words of the program."""


def texts_of(content: Struct) -> Mapping[str, str]:
    """Return the texts by path, such as `items[B1a].anchors[1]`; anchors borrowed from elsewhere are not among them."""
    return {path: text for at_part, part in parts(content) for path, text in _texts(at_part, part) if text}


def _texts(path: str, part: Struct) -> Iterator[tuple[str, str]]:
    borrows = bool(getattr(part, "anchors_from", ""))
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if field.name in _NOT_READ or (borrows and field.name == "anchors"):
            continue
        if isinstance(value, str):
            yield at(path, field.name), value
        elif isinstance(value, Mapping):
            yield from ((f"{at(path, field.name)}[{key}]", text) for key, text in value.items())
        elif field.name in ("reading", "results", "duties", "prompts"):
            yield from ((f"{at(path, field.name)}[{index}]", text) for index, text in enumerate(value))
