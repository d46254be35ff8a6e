"""A small, strict YAML: mappings with distinct text keys, lists, texts, numbers, true, false and null.

Content files may come from outside, so whatever can surprise is refused with its line and column:
duplicate keys (SafeLoader silently keeps the last), anchors and aliases, tags, several documents, control
characters, deep nesting, large files. Plain words follow the YAML 1.2 core schema: `no` and `12:30` are
texts. Keys are always texts, so `1:` and `"1":` are the same key.
"""

import re
from collections.abc import Iterator
from typing import NoReturn, Protocol

import yaml

from .problems import ContentError, Problem

MAX_BYTES = 512 * 1024
MAX_DEPTH = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Mark(Protocol):
    """A place in a text, counted from 0."""

    line: int
    column: int


def load(text: str, file: str) -> object:
    """Return the one document of a YAML text as dict, list, str, int, float, bool or None.

    Raises ContentError with one problem: whatever is not this strict YAML (see the module), a text of more
    than MAX_BYTES (512 KiB in UTF-8) or nesting deeper than MAX_DEPTH.
    """
    _check_size(text, file)
    try:
        return _Document(text, file).read()
    except yaml.MarkedYAMLError as error:
        message = " ".join(filter(None, (error.problem, error.context)))
        raise ContentError([Problem(file, _place(error.problem_mark), message)]) from error
    except (yaml.YAMLError, UnicodeError) as error:
        message = " ".join(str(error).split())
        raise ContentError([Problem(file, "", f"cannot be read as YAML: {message}")]) from error


def _check_size(text: str, file: str) -> None:
    try:
        size = len(text) if len(text) > MAX_BYTES else len(text.encode())
    except UnicodeEncodeError as error:
        raise ContentError([Problem(file, "", "holds a lone surrogate, which no text can")]) from error
    if size > MAX_BYTES:
        raise ContentError([Problem(file, "", f"is larger than {MAX_BYTES // 1024} KiB")])


def _place(mark: _Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""


class _Document:
    """Reads the events of one YAML text into plain Python values."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def read(self) -> object:
        next(self.events)  # the stream starts
        start = next(self.events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self.refuse(start, "is empty")
        value = self.value(next(self.events), 1)
        next(self.events)  # the document ends
        end = next(self.events)
        if not isinstance(end, yaml.StreamEndEvent):
            self.refuse(end, "holds more than one document")
        return value

    def refuse(self, event: yaml.Event, message: str) -> NoReturn:
        raise ContentError([Problem(self.file, _place(event.start_mark), message)])

    def value(self, event: yaml.Event, depth: int) -> object:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, "anchors and aliases (& and *) are not used here")
        if getattr(event, "tag", None):
            self.refuse(event, "tags (!) are not used here")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if depth > MAX_DEPTH:
            self.refuse(event, f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(depth)
        return self.sequence(depth)

    def sequence(self, depth: int) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event, depth + 1))
        return values

    def mapping(self, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event)
            if key in values:
                self.refuse(event, f"the key {key!r} stands here twice")
            values[key] = self.value(next(self.events), depth + 1)
        return values

    def key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key must be a plain text")
        self.value(event, 0)
        return str(event.value)

    def scalar(self, event: yaml.ScalarEvent) -> object:
        text: str = event.value
        if _UNREADABLE.search(text):
            self.refuse(event, "holds a control character")
        if not event.implicit[0]:  # quoted or a block: always a text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text
