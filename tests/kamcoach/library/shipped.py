"""What ships, read from its folder: the newest version of everything, as the library's pages must show it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import unescape

from assessments.instruments.deck import Card, Deck
from assessments.instruments.model import Instrument
from assessments.instruments.profile import Profile
from assessments.instruments.sources import Content, citations
from assessments.scheduling.plan import Plan
from kamcoach.library.files import Library, load, newest
from kamcoach.resources import CONTENT
from tests.factories.browsing import without_tokens
from tests.factories.world import Browser, Someone, World

DECK = "boosters-deciders"
OF_STAFF = "interview"
"""The kind of instrument that trainees do not see."""


@cache
def library() -> Library:
    """The folder, read once."""
    return load(CONTENT)


def instruments() -> Sequence[Instrument]:
    """Every instrument."""
    return list(newest(library().instruments).values())


def instrument(code: str) -> Instrument:
    """One instrument."""
    return newest(library().instruments)[code]


def profiles() -> Sequence[Profile]:
    """Every job profile."""
    return list(newest(library().profiles).values())


def plans() -> Sequence[Plan]:
    """Every plan."""
    return list(newest(library().plans).values())


def decks() -> Sequence[Deck]:
    """Every deck of boosters."""
    return list(newest(library().boosters).values())


def cards(code: str) -> Sequence[Card]:
    """The cards of a deck."""
    return newest(library().boosters)[code].cards


def views() -> Sequence[tuple[Instrument, str]]:
    """Every instrument with each relation that answers it."""
    return [(one, relation) for one in instruments() for relation in one.raters]


def pieces() -> Mapping[str, Content]:
    """Everything by the address of its page."""
    return {
        **{f"/library/instruments/{one.code}": one for one in instruments()},
        **{f"/library/profiles/{one.code}": one for one in profiles()},
        **{f"/library/plans/{one.code}": one for one in plans()},
        **{f"/library/boosters/{one.code}": one for one in decks()},
    }


def cited(content: Content) -> set[str]:
    """The facts and documents that a piece names anywhere."""
    return {*content.sources, *(key for key, _ in citations(content))}


def first_answers(whole: Instrument, relation: str) -> dict[str, str]:
    """The fields of a form in which everything is answered: the first of the answers, or some words."""
    asked = whole.put_to(relation)
    return {
        f"{item.code}-{'value' if item.scale else 'note'}": (
            asked.scale_of(item).codes[0] if item.scale else "With the plant manager, on Tuesday."
        )
        for item in asked.items
    }


def staff(world: World) -> Sequence[Someone]:
    """One person of every role to which all of the library is open."""
    return (world.bob, world.tess, world.mona, world.hugh, world.ann)


def text_of(html: str) -> str:
    """The text of the main part on one line; quick enough for hundreds of long pages."""
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return on_one_line(unescape(re.sub(r"<[^>]*>", " ", f"<main{main}")))


def on_one_line(text: str) -> str:
    """A text as a page shows it, without its line ends."""
    return " ".join(text.split())


def lacking(html: str, texts: Iterable[str]) -> list[str]:
    """Those of the texts that do not stand in the main part."""
    shown = text_of(html)
    return [text for text in texts if on_one_line(text) not in shown]


def ids(html: str) -> list[str]:
    """The places of a page that a link may lead to."""
    return re.findall(r'\sid="([^"]*)"', html)


def is_absent(browser: Browser, path: str, never: str) -> bool:
    """Whether a path answers 404, the very same as one that never was."""
    theirs, absent = browser.get(path), browser.get(never)
    same = without_tokens(theirs.text) == without_tokens(absent.text)
    return (theirs.status_code, absent.status_code, same) == (404, 404, True)
