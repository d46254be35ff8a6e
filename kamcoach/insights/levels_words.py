"""What the four levels say, in sentences: whole ones for every case, so that each can be put into another language."""

from collections.abc import Sequence

from assessments.statistics.before_after import Compared, Period
from assessments.statistics.curve import Matched
from assessments.statistics.describing import FEWEST
from assessments.statistics.regression import FEWEST_PAIRS
from kamcoach.insights.levels import Behaviour, Distribution, Levels, Line, Recall
from kamcoach.insights.levels_queries import Heard
from kamcoach.insights.levels_results import Result, Results
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext
from kamcoach.web.texts import change, day, figure, score

_NAMED = 15
"""Names on the page; the rest is counted."""


def who_answered(heard: Heard) -> Sequence[str]:
    """How many answered, and who did not."""
    if not heard.asked:
        return [_("Nobody was asked yet.")]
    sentences = [_("%(answered)s of %(asked)s answered.", answered=heard.answered, asked=heard.asked)]
    if not heard.missing:
        return sentences
    shown = heard.silent[:_NAMED]
    others = heard.others + len(heard.silent) - len(shown)
    if not shown:
        sentences.append(ngettext("%(num)s person did not.", "%(num)s people did not.", others))
    elif not others:
        sentences.append(_("Not yet, or not at all: %(names)s.", names=", ".join(shown)))
    else:
        sentences.append(
            ngettext(
                "Not yet, or not at all: %(names)s, and %(num)s other person.",
                "Not yet, or not at all: %(names)s, and %(num)s other people.",
                others,
                names=", ".join(shown),
            )
        )
    return sentences


def why_no_distribution(one: Distribution) -> str:
    """Why the answers of a question do not show."""
    return ngettext(
        "%(num)s answer counts here. How they are spread shows from %(fewest)s people on.",
        "%(num)s answers count here. How they are spread shows from %(fewest)s people on.",
        one.n,
        fewest=FEWEST,
    )


def left_out(people: int) -> str:
    """People of cohorts that would give somebody away; "" for nobody."""
    if not people:
        return ""
    return ngettext(
        "%(num)s person of a cohort with fewer than %(fewest)s is left out, so that nobody can be read off beside the other cohorts.",  # noqa: E501
        "%(num)s people of cohorts with fewer than %(fewest)s are left out, so that nobody can be read off beside the other cohorts.",  # noqa: E501
        people,
        fewest=FEWEST,
    )


def of_recall(one: Recall) -> str:
    """What the cards say, or why they say nothing."""
    if one.first is not None and one.later is not None:
        return _(
            "%(first)s %% were right the first time a card was answered, %(later)s %% when it came back: the mean of %(n)s people who answered both.",  # noqa: E501
            first=f"{100 * one.first:.0f}",
            later=f"{100 * one.later:.0f}",
            n=one.n,
        )
    if not one.shown:
        return _no_cards()
    return ngettext(
        "%(num)s person has answered a card a first time and again. A figure shows from %(fewest)s people on, because what one person chose is nobody’s.",  # noqa: E501
        "%(num)s people have answered a card a first time and again. A figure shows from %(fewest)s people on, because what one person chose is nobody’s.",  # noqa: E501
        one.n,
        fewest=FEWEST,
    )


def _no_cards() -> str:
    return _("Nobody was shown a card yet. The plan sends two a week from the second week after the training on.")


def cards_answered(one: Recall) -> str:
    """How many answered cards; never who."""
    if not one.shown:
        return _no_cards()
    return _(
        "%(answered)s of %(shown)s who were shown cards answered one or more. Who they are is not told.",
        answered=one.answered,
        shown=one.shown,
    )


def expected(line: Line) -> str:
    """The change to be expected without training, with its sign; "–" where it is not known."""
    return change(line.expected.value) if line.expected and line.expected.value is not None else "–"


def why_not_expected(one: Behaviour) -> str:
    """Why no change to be expected is given; "" where it is, or where nothing changed yet."""
    lacking = [line.expected for line in one.lines if line.expected and line.expected.why_not == "few"]
    if not lacking:
        return ""
    return _(
        "What would have come without any training is not said of every behaviour: that takes %(needed)s people who were measured twice and not trained in it.",  # noqa: E501
        needed=FEWEST_PAIRS,
    )


def period(one: Period) -> str:
    """A period with both of its days."""
    return _("%(first)s to %(last)s", first=day(one.first), last=day(one.last))


def amount(value: float) -> str:
    """A figure that was reckoned, with as many decimal places as it bears: 1,235, 57.1, 0.042."""
    places = 0 if abs(value) >= 1000 else 1 if abs(value) >= 1 else 3
    return figure(round(value, places))


def signed(value: float) -> str:
    """The same with its sign."""
    shown = amount(abs(value))
    return shown if shown == amount(0) else f"+{shown}" if value > 0 else f"−{shown}"


def before_and_after(one: Compared, unit: str = "") -> str:
    """Median before and after, with the unit; "–" below five people."""
    if one.before.median is None or one.after.median is None:
        return "–"
    return f"{amount(one.before.median)} → {amount(one.after.median)} {unit}".rstrip()


def of_result(one: Result) -> str:
    """One figure in a sentence, beside those who were not trained where there are enough; no cause is claimed."""
    told = {"figure": one.figure, "n": one.trained.n, "people": one.people}
    if not one.trained.is_shown:
        return ngettext(
            "%(figure)s: %(num)s person of %(people)s has a value of both periods. A figure shows from %(fewest)s on.",
            "%(figure)s: %(num)s people of %(people)s have a value of both periods. A figure shows from %(fewest)s on.",
            one.trained.n,
            fewest=FEWEST,
            figure=one.figure,
            people=one.people,
        )
    if not one.others.is_shown:
        return _(
            "%(figure)s: %(values)s, %(n)s of %(people)s people.",
            values=before_and_after(one.trained, one.unit),
            **told,
        )
    return _(
        "%(figure)s: %(values)s, %(n)s of %(people)s people; not in the training %(others)s, %(m)s people.",
        values=before_and_after(one.trained, one.unit),
        others=before_and_after(one.others, one.unit),
        m=one.others.n,
        **told,
    )


def why_no_results(results: Results) -> str:
    """Why the fourth level is empty."""
    if not results.any_imported:
        return _("No figures of the business were imported. An administrator can import them.")
    return _(
        "No figure has a period before this training and one of like length after it, for people who took part in it."
    )


def in_short(levels: Levels) -> Sequence[tuple[str, str, str]]:
    """The level's anchor, its name and its figure, or why there is none, for the table on top."""
    return [
        ("reaction", _("Reaction"), _reaction(levels)),
        ("recall", _("Recall"), of_recall(levels.recall) if levels.has_figures else cards_answered(levels.recall)),
        ("behaviour", _("Behaviour"), _behaviour(levels)),
        ("results", _("Results"), _results(levels.results)),
    ]


def _reaction(levels: Levels) -> str:
    shown = [one for reaction in levels.reactions for one in reaction.distributions if one.is_shown]
    if shown and len(shown[0].points) > 2:
        (second, more), (last, most) = shown[0].points[-2:]
        return _(
            "%(count)s of %(n)s left with “%(second)s” or “%(last)s”.",
            count=more + most,
            n=shown[0].n,
            second=second,
            last=last,
        )
    asked = [one.heard for one in levels.reactions]
    return who_answered(asked[0])[0] if asked else _("Nobody was asked yet.")


def _behaviour(levels: Levels) -> str:
    one = levels.behaviour
    newest = [on for on in one.comparison.trained if on.matched.now is not None] if one.comparison else []
    if one.comparison and newest:
        trained = newest[-1]
        beside = next((on for on in one.comparison.untrained if on.day == trained.day), None)
        told = {"day": trained.day, "n": trained.matched.n, "trained": _means(trained.matched)}
        if beside and beside.matched.now is not None:
            return _(
                "After %(day)s days what was trained went %(trained)s, what was not %(untrained)s (%(n)s people).",
                untrained=_means(beside.matched),
                **told,
            )
        return _("After %(day)s days what was trained went %(trained)s (%(n)s people).", **told)
    if one.day is None:
        return _("The first measure after the training is still to come.")
    heard = one.heard["self"]
    return _(
        "After %(day)s days %(answered)s of %(asked)s answered.",
        day=one.day,
        answered=heard.answered,
        asked=heard.asked,
    )


def _means(matched: Matched) -> str:
    return f"{score(matched.before or 0)} → {score(matched.now or 0)}"


def _results(results: Results) -> str:
    shown = [one for one in results.found if one.trained.is_shown] or list(results.found)
    return of_result(shown[0]) if shown else why_no_results(results)
