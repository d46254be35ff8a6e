"""The content that ships with the product, read from its folder and checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml

from assessments.instruments.checking import check_deck, check_instrument, check_plan, check_profile
from assessments.instruments.deck import Deck
from assessments.instruments.kinds import check_borrowing, with_anchors
from assessments.instruments.ledger import check_ledger, new_versions
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.reading import (
    ContentError,
    Problem,
    content_hash,
    read_deck,
    read_instrument,
    read_plan,
    read_profile,
)
from assessments.scheduling.plan import Plan

Content = Instrument | Plan | Profile | Deck
_T = TypeVar("_T", Instrument, Plan, Profile, Deck)


@dataclass(slots=True)
class Library:
    """Everything in a content folder; `problems` is empty when it may be published."""

    instruments: dict[str, Instrument] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    boosters: dict[str, Deck] = field(default_factory=dict)
    digest: dict[str, Mapping[str, object]] = field(default_factory=dict)
    published: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def everything(self) -> list[tuple[str, Content]]:
        """Every piece with its kind."""
        return [
            *(("instruments", value) for value in self.instruments.values()),
            *(("plans", value) for value in self.plans.values()),
            *(("profiles", value) for value in self.profiles.values()),
            *(("boosters", value) for value in self.boosters.values()),
        ]

    def hashes(self) -> dict[str, str]:
        """Content hash by ledger key, such as instruments/kam-behaviours/1."""
        return {f"{kind}/{value.code}/{value.version}": content_hash(value) for kind, value in self.everything()}

    def unpublished(self) -> list[str]:
        """Ledger keys of versions that are not in the ledger yet."""
        return new_versions(self.hashes(), self.published)


def load(folder: Path) -> Library:
    """Read and check a content folder; every problem found is in the result."""
    library = Library()
    library.digest = {str(row["id"]): row for row in _yaml_rows(folder / "digest.yaml", "ids", library.problems)}
    library.published = _read_ledger(folder / "ledger.yaml", library.problems)
    library.instruments = _read(folder, "instruments", read_instrument, library.problems)
    library.plans = _read(folder, "plans", read_plan, library.problems)
    library.profiles = _read(folder, "profiles", read_profile, library.problems)
    library.boosters = _read(folder, "boosters", read_deck, library.problems)
    for file, one in library.instruments.items():
        library.problems += [Problem(file, found.path, found.message) for found in check_borrowing(one)]
    lenders = {f"{one.code}.{one.version}": one for one in library.instruments.values()}
    library.instruments = {file: with_anchors(one, lenders) for file, one in library.instruments.items()}
    _check(library)
    return library


def _check(library: Library) -> None:
    known, by_code = library.digest.keys(), newest(library.instruments)
    for file, instrument in library.instruments.items():
        library.problems += check_instrument(instrument, file, known)
    in_use = newest(library.plans).values()
    for file, plan in library.plans.items():
        library.problems += check_plan(plan, file, known, by_code, in_use=plan in in_use)
    for file, profile in library.profiles.items():
        library.problems += check_profile(profile, file, known, by_code)
    for file, deck in library.boosters.items():
        library.problems += check_deck(deck, file, known, by_code)
    library.problems += check_ledger(library.hashes(), library.published)


def newest(found: Mapping[str, _T]) -> dict[str, _T]:
    """The highest version of each code."""
    best: dict[str, _T] = {}
    for value in found.values():
        if value.code not in best or best[value.code].version < value.version:
            best[value.code] = value
    return best


def _read(folder: Path, kind: str, read: Callable[[str, str], _T], problems: list[Problem]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    seen: dict[tuple[str, int], str] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        file = f"{kind}/{path.name}"
        try:
            value = read(path.read_text(encoding="utf-8"), file)
        except UnicodeDecodeError as error:
            problems.append(Problem(file, "", f"is not UTF-8 (byte {error.start + 1})"))
            continue
        except ContentError as error:
            problems += error.problems
            continue
        key = (value.code, value.version)
        if key in seen:
            problems.append(Problem(file, "code", f"{value.code} version {value.version} is in {seen[key]} too"))
        elif path.name != f"{value.code}.{value.version}.yaml":
            problems.append(Problem(file, "", f"must be named {value.code}.{value.version}.yaml"))
        seen.setdefault(key, file)
        found[file] = value
    return found


def _yaml_rows(path: Path, name: str, problems: list[Problem]) -> list[Mapping[str, object]]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))[name]
        return [row for row in rows if isinstance(row["id"], str)]
    except (OSError, yaml.YAMLError, TypeError, KeyError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, name, f"cannot be read: {error}"))
        return []


def _read_ledger(path: Path, problems: list[Problem]) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        published = yaml.safe_load(path.read_text(encoding="utf-8"))["published"] or {}
        return {str(key): str(value) for key, value in published.items()}
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, "published", f"cannot be read: {error}"))
        return {}


def write_ledger(folder: Path, library: Library) -> None:
    """Add the hashes of new versions to the ledger; published ones stay as they are."""
    hashes = dict(sorted((library.hashes() | library.published).items()))
    text = "# Written by `kamcoach content publish`: a published version never changes.\n"
    text += yaml.safe_dump({"published": hashes}, sort_keys=True)
    (folder / "ledger.yaml").write_text(text, encoding="utf-8")
