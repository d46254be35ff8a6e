"""From YAML and JSON to the typed model and back: structure only. What the values mean is in checking.py."""

import hashlib
import re
from typing import NoReturn, TypeVar

import msgspec
from msgspec.structs import FieldInfo, fields

from ..scheduling.plan import Plan
from .deck import Deck
from .model import Instrument
from .problems import ContentError, Problem
from .profile import Profile
from .strict_yaml import load

__all__ = [
    "ContentError",
    "Problem",
    "content_hash",
    "deck_from_json",
    "instrument_from_json",
    "plain",
    "plan_from_json",
    "profile_from_json",
    "read_deck",
    "read_instrument",
    "read_plan",
    "read_profile",
    "to_json",
]

Content = Instrument | Plan | Profile | Deck
_T = TypeVar("_T", Instrument, Plan, Profile, Deck)

_AT = re.compile(r"(?P<what>.*) - at `(?P<key>key` in `)?\$(?P<path>[^`]*)`", re.DOTALL)
_FIELD = re.compile(r"Object (?P<how>contains unknown|missing required) field `(?P<name>.*)`", re.DOTALL)
_STEP = re.compile(r"\.?(?P<name>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")


def read_instrument(text: str, file: str) -> Instrument:
    """Return the instrument a YAML text describes; ContentError names the first structural fault."""
    return _typed(load(text, file), Instrument, file)


def read_plan(text: str, file: str) -> Plan:
    """Return the reinforcement plan a YAML text describes; ContentError names the first structural fault."""
    return _typed(load(text, file), Plan, file)


def read_profile(text: str, file: str) -> Profile:
    """Return the job profile a YAML text describes; ContentError names the first structural fault."""
    return _typed(load(text, file), Profile, file)


def read_deck(text: str, file: str) -> Deck:
    """Return the deck of boosters a YAML text describes; ContentError names the first structural fault."""
    return _typed(load(text, file), Deck, file)


def to_json(value: Content) -> bytes:
    """Return the canonical bytes: UTF-8 JSON, keys sorted, no spaces, fields at their default left out.

    So writing a default out, or giving the model a new field with a default, changes no hash of what was
    published (design.md, Instrument versions).
    """
    return msgspec.json.encode(plain(value), order="sorted")


def content_hash(value: Content) -> str:
    """Return the SHA-256 of the canonical bytes, 64 hex digits: what the ledger keeps."""
    return hashlib.sha256(to_json(value)).hexdigest()


def instrument_from_json(data: bytes) -> Instrument:
    """Return the instrument that `to_json` encoded; ContentError for anything else."""
    return _decoded(data, Instrument)


def plan_from_json(data: bytes) -> Plan:
    """Return the plan that `to_json` encoded; ContentError for anything else."""
    return _decoded(data, Plan)


def profile_from_json(data: bytes) -> Profile:
    """Return the profile that `to_json` encoded; ContentError for anything else."""
    return _decoded(data, Profile)


def deck_from_json(data: bytes) -> Deck:
    """Return the deck that `to_json` encoded; ContentError for anything else."""
    return _decoded(data, Deck)


def _decoded(data: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ContentError([Problem("stored JSON", "", str(error))]) from error


def plain(value: object) -> object:
    """Return a piece of content, or a part of it, as mappings, lists and texts, fields at their default left out."""
    if isinstance(value, msgspec.Struct):
        contents = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: plain(content) for field, content in contents if content != _default(field)}
    return [plain(entry) for entry in value] if isinstance(value, tuple) else value


def _default(field: FieldInfo) -> object:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def _typed(raw: object, kind: type[_T], file: str) -> _T:
    if not isinstance(raw, dict):
        raise ContentError([Problem(file, "", "must be a mapping of fields, at the top")])
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        _explain(str(error), raw, file)


def _explain(error: str, raw: object, file: str) -> NoReturn:
    """Turn msgspec's message into a path with codes and a message, and raise it."""
    at = _AT.fullmatch(error)
    what, path = (at["what"], _named(at["path"], raw)) if at else (error, "")
    if field := _FIELD.fullmatch(what):
        path = f"{path}.{field['name']}".lstrip(".")
        what = "unknown field" if field["how"] == "contains unknown" else "missing"
    else:
        what = what[:1].lower() + what[1:]
    raise ContentError([Problem(file, path, what)])


def _named(path: str, raw: object) -> str:
    """Return msgspec's path with the code of an entry in place of its index: `items[B1a].anchors`."""
    shown = ""
    for step in _STEP.finditer(path):
        name, index = step["name"], step["index"]
        if name is not None:
            raw = raw.get(name) if isinstance(raw, dict) else None
            shown += f".{name}"
            continue
        raw = raw[int(index)] if isinstance(raw, list) and index != "..." else None
        code = raw.get("code") if isinstance(raw, dict) else None
        shown += f"[{code if isinstance(code, str) and code else index}]"
    return shown.lstrip(".")
