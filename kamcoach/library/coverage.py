"""What the content holds, which facts of the sources it covers, and what is not translated yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.instruments.sources import Content, citations
from assessments.instruments.texts import texts_of
from assessments.scheduling.plan import Plan
from kamcoach.library.files import Library

PLANNED_LANGUAGES = ("fil", "zh_Hans")
"""Those that the product is to speak besides English; text by text they are missing, and no problem yet."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of `kamcoach content check`."""

    instruments: Sequence[Mapping[str, object]]
    others: Sequence[str]
    covered: Mapping[str, Sequence[str]]
    open_ids: Sequence[str]
    features: Mapping[str, str]
    translations: Mapping[str, Mapping[str, int]]
    problems: Sequence[str]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "ok": not self.problems,
            "problems": list(self.problems),
            "instruments": list(self.instruments),
            "others": list(self.others),
            "covered": dict(self.covered),
            "must_not_covered": list(self.open_ids),
            "features": dict(self.features),
            "translations": dict(self.translations),
        }

    def as_text(self) -> str:
        """For people."""
        lines = [
            f"{one['code']} version {one['version']}: {one['kind']}, {one['items']} items" for one in self.instruments
        ]
        lines += list(self.others)
        lines.append(f"{len(self.covered)} facts of the sources covered: {', '.join(self.covered)}")
        lines.append(f"{len(self.features)} facts are carried by features: {', '.join(self.features)}")
        lines += [
            f"{language}: {count['missing']} of {count['texts']} texts are not translated yet"
            for language, count in self.translations.items()
        ]
        lines += [f"PROBLEM {problem}" for problem in self.problems] or ["No problems."]
        return "\n".join(lines)


def report(library: Library, folder: Path) -> Report:
    """List everything. Problems are also: a version that is not in the ledger, a fact that must be carried by
    content and is cited by nothing (source-digest.md)."""
    covered = _covered(library)
    must = [key for key, row in library.digest.items() if row.get("must") and row.get("carried_by") == "content"]
    open_ids = [key for key in must if key not in covered]
    problems = [str(problem) for problem in library.problems]
    problems += [f"digest.yaml: {key}: must be carried by content, and no item cites it" for key in open_ids]
    problems += [
        f"ledger.yaml: {key} is not in the ledger: run `kamcoach content publish`" for key in library.unpublished()
    ]
    return Report(
        instruments=[_about(one) for one in library.instruments.values()],
        others=[_line(kind, one) for kind, one in library.everything() if kind != "instruments"],
        covered=covered,
        open_ids=open_ids,
        features={key: str(row["says"]) for key, row in library.digest.items() if row.get("carried_by") == "feature"},
        translations={language: _translated(library, folder, language) for language in PLANNED_LANGUAGES},
        problems=problems,
    )


def _about(one: Instrument) -> Mapping[str, object]:
    return {
        "code": one.code,
        "version": one.version,
        "kind": one.kind,
        "title": one.title,
        "items": len(one.items),
        "measures": len(one.measures),
    }


def _line(kind: str, one: Content) -> str:
    name = f"{kind.removesuffix('s')} {one.code} version {one.version}"
    if isinstance(one, Plan):
        return f"{name}: {len(one.steps)} steps"
    return f"{name}: {len(one.cards)} cards" if isinstance(one, Deck) else name


def _covered(library: Library) -> dict[str, list[str]]:
    """The places that cite each fact, such as kam-behaviours/B1a."""
    found: dict[str, list[str]] = {}
    for _, content in library.everything():
        for key, code in citations(content):
            place = f"{content.code}/{code}" if code else content.code
            if place not in found.setdefault(key, []):
                found[key].append(place)
    return dict(sorted(found.items()))


def _translated(library: Library, folder: Path, language: str) -> Mapping[str, int]:
    """How many texts there are, and how many of them `translations/LANGUAGE/KIND/CODE.VERSION.yaml` lacks: a mapping
    from the path of a text to its translation."""
    texts = missing = 0
    for kind, content in library.everything():
        paths = texts_of(content).keys()
        file = folder / "translations" / language / kind / f"{content.code}.{content.version}.yaml"
        known = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
        texts += len(paths)
        missing += len(paths - known.keys())
    return {"texts": texts, "missing": missing}
