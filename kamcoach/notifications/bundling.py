"""One letter a day for who wishes that: each thing with its own link, the most urgent first."""

from collections.abc import Sequence

from kamcoach.notifications.kinds import kind_of
from kamcoach.notifications.mail import Letter, Part
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext


def one_letter(letters: Sequence[tuple[str, Letter]]) -> Letter:
    """The letter of one or more messages, each with its kind; a single one is sent as it is."""
    first, *others = (letter for _kind, letter in sorted(letters, key=lambda one: kind_of(one[0]).rank))
    if not others:
        return first
    return Letter(
        title=ngettext("%(num)s thing for today", "%(num)s things for today", len(letters)),
        lines=[_("Your letter of this morning. The most urgent stands first.")],
        action=first.action,
        path=first.path,
        parts=[Part(letter.title, letter.action, letter.path) for letter in (first, *others)],
    )
