"""What is wrong with a plan or a step, in the reader's words, and beside which field it belongs."""

from collections.abc import Mapping, Sequence

from assessments.instruments.rules import Finding
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext

_WHOLE_STEP: Mapping[str, str] = {
    "closes_first": "closes",
    "outside_window": "days",
    "then_alone": "days",
    "reaction_alone": "raters",
}
"""The field that a finding about a whole step belongs to."""


def field_of(finding: Finding) -> str:
    """The name of the field that a finding is about; "" for the whole plan."""
    _path, _bracket, field = finding.path.partition("].")
    return field or _WHOLE_STEP.get(finding.rule, "")


def step_of(finding: Finding) -> str:
    """The code of the step that a finding is about; "" for the whole plan."""
    return finding.path.partition("[")[2].partition("]")[0]


def sentence(finding: Finding) -> str:
    """What is wrong, in a sentence; the words for authors of files where a page cannot get it wrong."""
    return _sentences(finding.facts).get(finding.rule, finding.message)


def sentences(findings: Sequence[Finding]) -> Mapping[str, Sequence[str]]:
    """What is wrong with each step, by its code; "" for the whole plan."""
    found: dict[str, list[str]] = {}
    for one in findings:
        found.setdefault(step_of(one), []).append(sentence(one))
    return found


def _sentences(facts: Mapping[str, object]) -> Mapping[str, str]:
    return _of_days(facts) | _of_kinds(facts)


def _of_days(facts: Mapping[str, object]) -> dict[str, str]:
    days, back, most = (_number(facts, name) for name in ("days", "back", "most"))
    return {
        "no_steps": _("The plan has no steps. Add at least one."),
        "too_many_steps": _("A plan has at most %(most)s steps.", most=most),
        "closes_first": _("It closes before it opens. Let it close on its day or later."),
        "outside_window": _("Its day lies outside the days on which it is open. Choose a day between them."),
        "closes_late": _("What comes before the training closes on its first day (0) at the latest."),
        "opens_early": _("What comes after the training opens on its last day (0) at the earliest."),
        "not_repeated": _("This kind comes once. Add another step for another day."),
        "repeats_little": _("What repeats comes at least twice, with at least one day in between."),
        "repeats_much": _("It comes at most %(most)s times.", most=most),
        "repeats_before": _("What repeats begins after the training."),
        "name_twice": _("Another step has the name that a repetition would get. Let it come less often."),
        "looks_back": _(
            "On day %(days)s its questions, which look back %(back)s days, would ask of the time before the training "
            "ended. Choose day %(back)s or later.",
            days=days,
            back=back,
        ),
        "too_near": ngettext(
            "“%(later)s” opens %(num)s day after “%(earlier)s”. A person is asked once in seven days, so it would "
            "have to wait. Let it open later.",
            "“%(later)s” opens %(num)s days after “%(earlier)s”. A person is asked once in seven days, so it would "
            "have to wait. Let it open later.",
            days,
            earlier=facts.get("earlier", ""),
            later=facts.get("later", ""),
        ),
    }


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _of_kinds(facts: Mapping[str, object]) -> dict[str, str]:
    return {
        "no_instrument_here": _("This kind asks no questions; leave it without."),
        "no_guide": _("This is no guide to such a conversation. Choose another."),
        "instrument_missing": _("Choose what is asked."),
        "unknown_instrument": _("“%(code)s” is not in the library. Choose another.", code=facts.get("instrument", "")),
        "guide_not_sent": _("This is a guide to a talk and is sent to nobody. Choose another."),
        "not_of_before": _("These questions cannot be put about the time before the training. Choose another."),
        "no_items_here": _("This kind asks no questions, so there are none to choose from."),
        "items_missing": _("Choose whether all behaviours are asked or those in focus."),
        "measure_asks_all": _("A measure is fixed and asks everything. Make it a pulse to ask of the focus only."),
        "held_by_others": _("Somebody else sees to this kind of step. Choose one of those shown."),
        "answered_by_others": _("This is answered by the person, or by the person and an observer."),
        "then_alone": _("A look back is put to the person alone, after the training, on the behaviours in focus."),
        "reaction_alone": _("A reaction is the person's own, to all its questions."),
        "prompts_missing": _("Write at least one question: a trio without one talks about the weather."),
        "no_prompts_here": _("Only a trio has questions to talk about."),
        "comes_by_itself": _("This question comes by itself when a measure drops; no plan has it."),
    }
