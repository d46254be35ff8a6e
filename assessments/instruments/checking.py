"""What a well-formed file may still get wrong: every fault is collected, none stops the others.

The functions return the problems in the order of the file, an empty list when there are none.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from ..scheduling.plan import Plan
from .deck import Deck
from .deck_checks import check_cards
from .kinds import check_kind
from .model import Instrument, Item, Measure, Scale, ranges
from .plan_checks import check_load, check_steps
from .problems import Problem
from .profile import Profile
from .profile_checks import check_requirements
from .rules import Finding, Findings, general, repeated
from .wording import check_wording

MAX_LOOK_BACK = 366
_RESERVED = "index"


def check_instrument(instrument: Instrument, file: str, known_ids: Collection[str]) -> list[Problem]:
    """Return what is wrong with an instrument; `known_ids` are the ids of the digest.

    Besides the general rules: distinct codes, known measures and scales, an anchor for exactly every point
    (source-digest.md, S1 behaviours; method.md §4), increasing values, thresholds that can be met (§2.7), what
    its kind asks for (kinds.py), and what the words show (wording.py).
    """
    return _problems(
        file, general(instrument, known_ids), _instrument(instrument), check_kind(instrument), check_wording(instrument)
    )


def check_plan(
    plan: Plan, file: str, known_ids: Collection[str], instruments: Mapping[str, Instrument], *, in_use: bool = True
) -> list[Problem]:
    """Return what is wrong with a plan; `instruments` maps each code to the version the plan would use.

    Besides the general rules: steps in order of time, windows around their day, on one side of the training
    (method.md §1.1), kinds that ask what they may (§1.3), no look back into the training (§1.2), and of a plan that is
    in use one request of the person in seven days (§1.5): an older version was promised before that was a rule.
    """
    findings = list(check_steps(plan, instruments))
    if in_use and not findings:  # what is no window has no days to count
        findings += check_load(plan)
    return _problems(file, general(plan, known_ids), iter(findings))


def check_profile(
    profile: Profile, file: str, known_ids: Collection[str], instruments: Mapping[str, Instrument]
) -> list[Problem]:
    """Return what is wrong with a job profile; `instruments` maps each code to the newest version.

    Besides the general rules: known measures, each once, and levels within the values of their scale, the
    entry level not above the level of the job (method.md §2.8).
    """
    return _problems(file, general(profile, known_ids), check_requirements(profile, instruments))


def check_deck(
    deck: Deck, file: str, known_ids: Collection[str], instruments: Mapping[str, Instrument]
) -> list[Problem]:
    """Return what is wrong with a deck of boosters; `instruments` maps each code to the newest version."""
    return _problems(file, general(deck, known_ids), check_cards(deck, instruments))


def check_file_name(content: Instrument | Plan | Profile | Deck, file: str) -> list[Problem]:
    """Return a problem when the file is not named CODE.VERSION.yaml, in whatever folder."""
    wanted = f"{content.code}.{content.version}.yaml"
    named = file.replace("\\", "/").rpartition("/")[2]
    return [] if named == wanted else [Problem(file, "", f"must be named {wanted}")]


def _problems(file: str, *findings: Findings) -> list[Problem]:
    return [Problem(file, found.path, found.message) for several in findings for found in several]


def _instrument(instrument: Instrument) -> Findings:
    yield from repeated("scales", (scale.code for scale in instrument.scales))
    yield from repeated("measures", (measure.code for measure in instrument.measures))
    yield from repeated("items", (item.code for item in instrument.items))
    yield from _lines(instrument.items)
    if instrument.looks_back_days is not None and not 1 <= instrument.looks_back_days <= MAX_LOOK_BACK:
        yield Finding("looks_back_days", f"must be from 1 to {MAX_LOOK_BACK}")
    yield from _thresholds(instrument)
    scales = {scale.code: scale for scale in instrument.scales}
    for scale in instrument.scales:
        yield from _scale(scale)
    for measure in instrument.measures:
        yield from _measure(measure, instrument.items_of(measure.code), scales)
    for item in instrument.items:
        yield from _item(item, scales, {measure.code for measure in instrument.measures})


def _lines(items: tuple[Item, ...]) -> Findings:
    seen: dict[str, str] = {}
    for item in items:
        first = seen.setdefault(item.line, item.code)
        if first != item.code:
            yield Finding(f"items[{item.code}].lineage", f"{item.line!r} is the lineage of {first!r} already")


def _thresholds(instrument: Instrument) -> Findings:
    thresholds = instrument.thresholds
    if thresholds is None:
        return
    scales = {scale.code: scale for scale in instrument.scales}
    scored = {item.measure for item in instrument.items if item.scale in scales and scales[item.scale].points}
    measures = sum(measure.code in scored for measure in instrument.measures)
    if not 1 <= thresholds.index_measures <= measures:
        yield Finding("thresholds.index_measures", f"must be from 1 to the {measures} measures that can have a score")
    if not 0 < thresholds.index_weight <= 1:
        yield Finding("thresholds.index_weight", "must be above 0 and at most 1")
    if len(ranges(instrument.items, scales)) > 1:
        yield Finding("thresholds", "an index needs all items on scales with the same lowest and highest value")


def _scale(scale: Scale) -> Findings:
    path = f"scales[{scale.code}]"
    yield from repeated(path, scale.codes)
    if scale.points and scale.choices:
        yield Finding(f"{path}.choices", "stand beside points; a scale has an order or has none")
    elif len(scale.points) < 2 and len(scale.choices) < 2:
        yield Finding(f"{path}.points", "needs at least two points, or two choices")
    for lower, upper in pairwise(scale.points):
        if lower.value >= upper.value:
            what = f"{upper.value} does not come after {lower.value}; values must increase"
            yield Finding(f"{path}.points[{upper.code}].value", what)


def _measure(measure: Measure, items: tuple[Item, ...], scales: Mapping[str, Scale]) -> Findings:
    path = f"measures[{measure.code}]"
    if measure.code == _RESERVED:
        yield Finding(f"{path}.code", f"{_RESERVED!r} is the name of the index")
    if not items:
        yield Finding(path, "has no items")
    if len(ranges(items, scales)) > 1:
        yield Finding(path, "its items are on scales with different lowest or highest values")


def _item(item: Item, scales: Mapping[str, Scale], measures: Collection[str]) -> Findings:
    path = f"items[{item.code}]"
    if item.measure not in measures:
        yield Finding(f"{path}.measure", f"{item.measure!r} is no measure of this instrument")
    if item.question.split() == item.question_other.split():
        yield Finding(f"{path}.question_other", "is the same as question; it is put to somebody else")
    if not item.scale:
        yield from _in_words(path, item)
    elif scale := scales.get(item.scale):
        points = [point.code for point in scale.points] or [choice.code for choice in scale.choices]
        yield from _matched(f"{path}.anchors", item.anchors, points, scale.code)
        answers = (answer.code for answer in scale.without_value)
        yield from _matched(f"{path}.without_value", item.without_value, answers, scale.code)
    else:
        yield Finding(f"{path}.scale", f"{item.scale!r} is no scale of this instrument")


def _in_words(path: str, item: Item) -> Findings:
    for name in ("anchors", "without_value", "anchors_from"):
        if getattr(item, name):
            yield Finding(f"{path}.{name}", "belongs to a scale; an answer in words has none")


def _matched(path: str, texts: Mapping[str, str], codes: Iterable[str], scale: str) -> Findings:
    wanted = dict.fromkeys(codes)
    for code in wanted:
        if code not in texts:
            yield Finding(path, f"has no text for {code!r} of the scale {scale!r}")
    for code in texts:
        if code not in wanted:
            yield Finding(path, f"{code!r} is not on the scale {scale!r}")
