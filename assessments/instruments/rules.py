"""Rules that hold for all content alike: codes, texts, numbers, sources. Each finds (path, message) pairs."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from ..scheduling.plan import Plan, Step
from .deck import Card, Deck, Option, Variant
from .model import Choice, Instrument, Item, Measure, Point, Scale, WithoutValue
from .profile import Profile

MAX_MINUTES = 240
MAX_WEIGHT = 1000


class Finding(NamedTuple):
    """What is wrong at one place of a file; `checking.py` adds the file. `rule` and `facts` are for a page that says it
    in the reader's words: the rule's code and what stands in its sentence."""

    path: str
    message: str
    rule: str = ""
    facts: Mapping[str, object] = MappingProxyType({})


Findings = Iterator[Finding]

_WORD = re.compile(r"[a-z][a-z0-9-]{0,63}")
_STEP = re.compile(r"[a-z0-9-]{1,64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ANSWER = re.compile(r"[A-Za-z0-9_-]{1,12}")
_CODES: Mapping[type[Struct], re.Pattern[str]] = {
    Instrument: _WORD,
    Plan: _WORD,
    Profile: _WORD,
    Deck: _WORD,
    Card: _NAME,
    Option: _ANSWER,
    Variant: _ANSWER,
    Choice: _ANSWER,
    Scale: _WORD,
    Step: _STEP,
    Measure: _NAME,
    Item: _NAME,
    Point: _ANSWER,
    WithoutValue: _ANSWER,
}
_MUST_CITE = (Instrument, Item, Plan, Profile, Deck, Card)


@cache
def fields_of(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """Return the fields of a part; msgspec works them out anew on every call, which is most of the time of a check."""
    return fields(kind)


def general(content: Struct, known_ids: Collection[str]) -> Findings:
    """Find what is wrong by the rules for all content, in the whole of it.

    Codes keep their pattern, texts are not blank, versions are >= 1, minutes 1 to 240, weights above 0 and
    finite, sources known to the digest (source-digest.md: every item cites the ids it comes from).
    """
    for path, part in parts(content):
        yield from _code(path, part)
        yield from _texts(path, part)
        yield from _numbers(path, part)
        yield from _sources(path, part, known_ids)


def repeated(path: str, codes: Iterable[str]) -> Findings:
    """Find the codes that stand more than once in a list that must have distinct ones."""
    for code, times in Counter(codes).items():
        if times > 1:
            yield Finding(path, f"the code {code!r} stands here {times} times")


def at(path: str, name: str) -> str:
    """Return the path of a field."""
    return f"{path}.{name}" if path else name


def parts(part: Struct, path: str = "") -> Iterator[tuple[str, Struct]]:
    """Yield a piece of content and every part of it, each with its path."""
    yield path, part
    for field in fields_of(type(part)):
        content = getattr(part, field.name)
        if isinstance(content, Struct):
            yield from parts(content, at(path, field.name))
        elif isinstance(content, tuple):
            for index, entry in enumerate(content):
                if isinstance(entry, Struct):
                    label = getattr(entry, "code", "") or index
                    yield from parts(entry, f"{at(path, field.name)}[{label}]")


def _code(path: str, part: Struct) -> Findings:
    pattern = _CODES.get(type(part))
    for name in ("code", "lineage"):
        code = getattr(part, name, "") if pattern else ""
        if pattern and (code or name == "code") and not pattern.fullmatch(code):
            yield Finding(at(path, name), f"{code!r} does not match {pattern.pattern}")


def _texts(path: str, part: Struct) -> Findings:
    for field in fields_of(type(part)):
        content = getattr(part, field.name)
        if isinstance(content, str) and field.name != "code" and content != field.default:
            yield from _text(at(path, field.name), content)
        elif isinstance(content, Mapping):
            for key, text in content.items():
                yield from _text(f"{at(path, field.name)}[{key}]", text)
        elif isinstance(content, tuple) and field.name != "sources" and content and isinstance(content[0], str):
            for index, text in enumerate(content):
                yield from _text(f"{at(path, field.name)}[{index}]", text)
        elif content == () and field.default is NODEFAULT and field.name != "sources":
            yield Finding(at(path, field.name), "is empty")


def _text(path: str, text: str) -> Findings:
    if not text.strip():
        yield Finding(path, "is empty")
    elif text != text.strip():
        yield Finding(path, "begins or ends with white space (>- instead of > or | avoids it)")


def _numbers(path: str, part: Struct) -> Findings:
    if getattr(part, "version", 1) < 1:
        yield Finding(at(path, "version"), "must be 1 or more")
    if not 1 <= getattr(part, "minutes", 1) <= MAX_MINUTES:
        yield Finding(at(path, "minutes"), f"must be from 1 to {MAX_MINUTES}")
    weight = getattr(part, "weight", 1)
    if not (isfinite(weight) and 0 < weight <= MAX_WEIGHT):
        yield Finding(at(path, "weight"), f"must be above 0 and at most {MAX_WEIGHT}")


def _sources(path: str, part: Struct, known_ids: Collection[str]) -> Findings:
    sources: tuple[str, ...] = getattr(part, "sources", ())
    if not sources and isinstance(part, _MUST_CITE):
        yield Finding(at(path, "sources"), "cites nothing; name the digest ids it comes from")
    for source in dict.fromkeys(sources):
        if source not in known_ids:
            yield Finding(at(path, "sources"), f"{source!r} is not in the digest")
    yield from repeated(at(path, "sources"), sources)
