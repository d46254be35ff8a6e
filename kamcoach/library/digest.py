"""The facts of the sources by id, as `content/digest.yaml` states them, and what carries each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assessments.instruments.sources import Content, citations
from kamcoach.library.shelves import Piece
from kamcoach.resources import CONTENT


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it says, the document it stands in, whether content must carry it or a feature does."""

    id: str
    says: str
    document: str
    must: bool
    by_feature: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is carried: a piece, and the items, cards or steps of it that cite the fact."""

    piece: Piece
    codes: Sequence[str]


@cache
def facts(folder: Path = CONTENT) -> Mapping[str, Fact]:
    """Every fact and every document by id, in the order of the digest."""
    rows = yaml.safe_load((folder / "digest.yaml").read_text(encoding="utf-8"))["ids"]
    titles = {row["id"]: row["says"] for row in rows if "-" not in row["id"]}
    return {
        row["id"]: Fact(
            id=row["id"],
            says=row["says"],
            document=_document(row["id"], titles),
            must=row["must"],
            by_feature=row["carried_by"] == "feature",
        )
        for row in rows
    }


def _document(key: str, titles: Mapping[str, str]) -> str:
    """The document of a fact with its id in front, so that documents stand in their order."""
    document = key.split("-", maxsplit=1)[0]
    return f"{document} {titles[document]}"


def cited(content: Content) -> Sequence[Fact]:
    """The facts that a piece cites, as a whole or in a part, in the order of the digest."""
    named = {*content.sources, *(key for key, _ in citations(content))}
    return [fact for fact in facts().values() if fact.id in named]


def carried(pieces: Iterable[Piece]) -> Mapping[str, Sequence[Place]]:
    """The places that carry each fact."""
    found: dict[str, dict[int, tuple[Piece, list[str]]]] = {}
    for place, piece in enumerate(pieces):
        for key, code in citations(piece.content):
            codes = found.setdefault(key, {}).setdefault(place, (piece, []))[1]
            if code and code not in codes:
                codes.append(code)
    return {key: [Place(*one) for one in places.values()] for key, places in found.items()}
