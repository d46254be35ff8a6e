"""Marks of drift and tasks in words."""

from collections.abc import Sequence

from kamcoach.drift.leading import TaskKind
from kamcoach.drift.queries import Mark
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import score


def why_nearer(short: str, reached: float, since: Sequence[float]) -> str:
    """Why a pulse comes sooner, with the figures behind it."""
    return _("%(behaviour)s fades: %(figures)s", behaviour=short, figures=_figures(reached, since))


def mark_words(mark: Mark) -> str:
    """What a mark says, with the figures behind it and who gave the last one."""
    by = ngettext("%(num)s source gave the last one.", "%(num)s sources gave the last one.", mark.sources)
    return f"{_figures(mark.reached, mark.since)} {by}"


def suggestion(mark: Mark) -> str:
    """What a coach can do about a mark that stands."""
    if mark.word == "ask":
        return _("One question asks what stopped them. Wait for the answer, or ask it yourself.")
    return _("Take %(behaviour)s up in the next session: one event, rehearsed aloud.", behaviour=mark.short)


def _figures(reached: float, since: Sequence[float]) -> str:
    """From where to what: "4.1 after the training, then 3.2 and 3.0."."""
    later = [score(value) for value in since]
    if len(later) == 1:
        return _("%(reached)s after the training, then %(last)s.", reached=score(reached), last=later[0])
    return _(
        "%(reached)s after the training, then %(first)s and %(last)s.",
        reached=score(reached),
        first=later[-2],
        last=later[-1],
    )


def task_title(kind: TaskKind, short: str, name: str) -> str:
    """What is to be done about a behaviour; `name` is whom it is about, "" for oneself."""
    own = {
        "look": _("Look for an occasion: %(behaviour)s", behaviour=short),
        "cue": _("Choose what reminds you: %(behaviour)s", behaviour=short),
        "rehearse": _("Rehearse with your coach: %(behaviour)s", behaviour=short),
        "clear": _("Clear the way: %(behaviour)s", behaviour=short),
        "talk": _("Talk it through with your coach: %(behaviour)s", behaviour=short),
    }
    others = {
        "look": _("%(name)s looks for an occasion: %(behaviour)s", name=name, behaviour=short),
        "cue": _("%(name)s chooses what reminds: %(behaviour)s", name=name, behaviour=short),
        "rehearse": _("Rehearse with %(name)s: %(behaviour)s", name=name, behaviour=short),
        "clear": _("Clear the way for %(name)s: %(behaviour)s", name=name, behaviour=short),
        "talk": _("Talk it through with %(name)s: %(behaviour)s", name=name, behaviour=short),
    }
    return (others if name else own)[kind].rstrip(": ")  # a promise may be about no behaviour


def task_help(kind: TaskKind, *, waits: bool = False) -> str:
    """How it is done, in a sentence; of one that waits for the reader's yes, what their yes does."""
    if waits:
        return _("With your yes your manager or your coach gets it as a task, in your words.")
    sentences = {
        "look": _(
            "Look through your next two weeks: which meeting or call is a chance? Write its day into your calendar."
        ),
        "cue": _("Which sight, where, on which day will remind you? Put it there today."),
        "rehearse": _("The next session rehearses it once aloud, on a real event; a card on it comes first."),
        "clear": _("A manager, a rule or a system stood in the way. Say what can be moved, and by when."),
        "talk": _("It was tried and did not work. The next session asks what happened and what to try now."),
    }
    return sentences[kind]
