"""Which facts of the sources a piece of content cites, and where."""

from collections.abc import Iterator, Sequence

from ..scheduling.plan import Plan, Step
from .deck import Card, Deck
from .model import Instrument, Item
from .profile import Profile

Content = Instrument | Plan | Profile | Deck


def citations(content: Content) -> Iterator[tuple[str, str]]:
    """Yield (digest id, code of the item, card or step that cites it), with "" for the content as a whole.

    Naming a document or a fact on top of an instrument carries nothing: an item has to ask for it
    (source-digest.md).
    """
    if not isinstance(content, Instrument):
        yield from ((key, "") for key in content.sources)
    for part in _parts(content):
        yield from ((key, part.code) for key in part.sources)


def _parts(content: Content) -> Sequence[Item | Card | Step]:
    if isinstance(content, Instrument):
        return content.items
    if isinstance(content, Deck):
        return content.cards
    return content.steps if isinstance(content, Plan) else ()
