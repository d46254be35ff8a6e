"""Finding content by the words in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.instruments.deck import Deck
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.scheduling.plan import Plan
from kamcoach.library.shelves import Piece

_ID = re.compile(r"s\d-[a-z]\d+[a-z]?")
"""An id of the sources is found as it is: S2-P1 is not S2-P10, though S4-F2 has S4-F2a to j under it."""
_MOST_HITS = 3
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of a piece that holds all the words: its code, which is its place on the page, a line of it, and what
    stands around the first of the words where the line does not hold it."""

    code: str
    line: str
    context: str


@dataclass(frozen=True, slots=True)
class Found:
    """A piece that holds all the words, in its own texts or in some of its parts; `more` parts are not listed."""

    piece: Piece
    hits: Sequence[Hit]
    more: int


def search(pieces: Sequence[Piece], words: str) -> Sequence[Found]:
    """The pieces that hold every one of these words, in any order and case: in their title, their summary or in one
    part. Without words everything is found."""
    wanted = words.casefold().split()
    return [found for piece in pieces if (found := _in_piece(piece, wanted))]


def _in_piece(piece: Piece, wanted: Sequence[str]) -> Found | None:
    parts = _parts(piece) if wanted else ()
    hits = [Hit(code, line, _around(line, text, wanted)) for code, line, text in parts if _holds(text, wanted)]
    if not hits and not _holds(_whole(piece), wanted):
        return None
    return Found(piece, hits[:_MOST_HITS], max(0, len(hits) - _MOST_HITS))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    text = text.casefold()
    return all(re.search(rf"{re.escape(word)}(?!\d)", text) if _ID.fullmatch(word) else word in text for word in wanted)


def _whole(piece: Piece) -> str:
    """What a piece says of itself, apart from its parts."""
    content = piece.content
    texts = [content.title, piece.summary, content.code, *content.sources]
    if isinstance(content, Instrument):
        texts += [content.lede, *content.reading, *content.results]
        texts += [answer.label for scale in content.scales for answer in scale.answers]
    elif isinstance(content, Profile):
        texts += content.duties
    return " ".join(texts)


def _around(line: str, text: str, wanted: Sequence[str]) -> str:
    """Whole words around the first word that the line does not hold; "" when it holds them all."""
    for word in wanted:
        if word not in line.casefold() and (found := re.search(re.escape(word), text, re.IGNORECASE)):
            around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
            return " ".join(around.split()[1:-1])
    return ""


def _parts(piece: Piece) -> Iterator[tuple[str, str, str]]:
    """Code, a line to show, and all the text of each part."""
    content = piece.content
    if isinstance(content, Instrument):
        for item in content.items:
            texts = (item.question, item.question_other, item.counts, item.example, item.coach_asks, item.ours)
            asked_for = (evidence.ask_for for evidence in item.evidence)
            title = content.measure(item.measure).title
            text = " ".join([title, *texts, *item.anchors.values(), *asked_for, *item.sources])
            yield item.code, item.question, text
    elif isinstance(content, Deck):
        for card in content.cards:
            reasons = (option.reason for option in card.options)
            cases = (" ".join([one.scene, one.ask, *one.options.values()]) for one in card.variants)
            yield card.code, card.teaches, " ".join([card.teaches, *reasons, *cases, *card.sources])
    elif isinstance(content, Plan):
        for step in content.steps:
            yield step.code, step.title, " ".join([step.title, step.why, *step.sources])
