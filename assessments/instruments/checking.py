"""What a well-formed file may still get wrong: every fault is collected, none stops the others.

The three functions return the problems in the order of the file, an empty list when there are none.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from ..scheduling.plan import Plan, Step
from .model import Instrument, Item, Measure, Scale
from .problems import Problem
from .profile import Profile, Requirement
from .rules import Finding, Findings, general, repeated

MAX_LOOK_BACK = 366
_RESERVED = "index"


def check_instrument(instrument: Instrument, file: str, known_ids: Collection[str]) -> list[Problem]:
    """Return what is wrong with an instrument; `known_ids` are the ids of the digest.

    Besides the general rules: distinct codes, known measures and scales, an anchor for exactly every point
    (source-digest.md, S1 behaviours; method.md §4), increasing values, thresholds that can be met (§2.7).
    """
    return _problems(file, general(instrument, known_ids), _instrument(instrument))


def check_plan(
    plan: Plan, file: str, known_ids: Collection[str], instruments: Mapping[str, Instrument]
) -> list[Problem]:
    """Return what is wrong with a plan; `instruments` maps each code to the version the plan would use.

    Besides the general rules: steps in order of time, windows around their day, on one side of the training
    (method.md §1.1), kinds that ask what they may (§1.3), no look back into the training (§1.2).
    """
    return _problems(file, general(plan, known_ids), _plan(plan, instruments))


def check_profile(
    profile: Profile, file: str, known_ids: Collection[str], instruments: Mapping[str, Instrument]
) -> list[Problem]:
    """Return what is wrong with a job profile; `instruments` maps each code to the newest version.

    Besides the general rules: known measures, each once, and levels within the values of their scale, the
    entry level not above the level of the job (method.md §2.8).
    """
    return _problems(file, general(profile, known_ids), _profile(profile, instruments))


def check_file_name(content: Instrument | Plan | Profile, file: str) -> list[Problem]:
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
    thresholds, measures = instrument.thresholds, len(instrument.measures)
    if thresholds is None:
        return
    if not 1 <= thresholds.index_measures <= measures:
        yield Finding("thresholds.index_measures", f"must be from 1 to the {measures} measures there are")
    if not 0 < thresholds.index_weight <= 1:
        yield Finding("thresholds.index_weight", "must be above 0 and at most 1")
    scales = {scale.code: scale for scale in instrument.scales}
    if len(_ranges(instrument.items, scales)) > 1:
        yield Finding("thresholds", "an index needs all items on scales with the same lowest and highest value")


def _scale(scale: Scale) -> Findings:
    path = f"scales[{scale.code}]"
    codes = (answer.code for answers in (scale.points, scale.without_value) for answer in answers)
    yield from repeated(path, codes)
    if len(scale.points) < 2:
        yield Finding(f"{path}.points", "needs at least two points")
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
    if len(_ranges(items, scales)) > 1:
        yield Finding(path, "its items are on scales with different lowest or highest values")


def _ranges(items: tuple[Item, ...], scales: Mapping[str, Scale]) -> set[tuple[int, int]]:
    used = (scales[item.scale] for item in items if item.scale in scales)
    return {(min(values), max(values)) for scale in used if (values := [point.value for point in scale.points])}


def _item(item: Item, scales: Mapping[str, Scale], measures: Collection[str]) -> Findings:
    path = f"items[{item.code}]"
    if item.measure not in measures:
        yield Finding(f"{path}.measure", f"{item.measure!r} is no measure of this instrument")
    if item.question.split() == item.question_other.split():
        yield Finding(f"{path}.question_other", "is the same as question; it is put to somebody else")
    if scale := scales.get(item.scale):
        points = (point.code for point in scale.points)
        yield from _matched(f"{path}.anchors", item.anchors, points, scale.code)
        answers = (answer.code for answer in scale.without_value)
        yield from _matched(f"{path}.without_value", item.without_value, answers, scale.code)
    else:
        yield Finding(f"{path}.scale", f"{item.scale!r} is no scale of this instrument")


def _matched(path: str, texts: Mapping[str, str], codes: Iterable[str], scale: str) -> Findings:
    wanted = dict.fromkeys(codes)
    for code in wanted:
        if code not in texts:
            yield Finding(path, f"has no text for {code!r} of the scale {scale!r}")
    for code in texts:
        if code not in wanted:
            yield Finding(path, f"{code!r} is not on the scale {scale!r}")


def _plan(plan: Plan, instruments: Mapping[str, Instrument]) -> Findings:
    yield from repeated("steps", (step.code for step in plan.steps))
    for earlier, later in pairwise(plan.steps):
        if earlier.days > later.days:
            yield Finding(f"steps[{later.code}].days", f"comes before {earlier.code!r}; order the steps by days")
    for step in plan.steps:
        yield from _window(step)
        yield from _talk(step) if step.kind == "talk" else _asking(step, instruments)


def _window(step: Step) -> Findings:
    path = f"steps[{step.code}]"
    if not step.opens <= step.days <= step.closes:
        what = f"{step.opens} to {step.closes} is no window around day {step.days} (opens <= days <= closes)"
        yield Finding(path, what)
    if step.before and step.closes > 0:
        yield Finding(f"{path}.closes", "a step before the training closes on day 0 at the latest")
    if not step.before and step.opens < 0:
        yield Finding(f"{path}.opens", "a step after the training opens on day 0 at the earliest")


def _talk(step: Step) -> Findings:
    path = f"steps[{step.code}]"
    if step.instrument is not None:
        yield Finding(f"{path}.instrument", "a talk has none")
    if step.items is not None:
        yield Finding(f"{path}.items", "a talk has none")
    if step.raters not in (("manager",), ("coach",)):
        yield Finding(f"{path}.raters", "a talk is held by [manager] or [coach]")


def _asking(step: Step, instruments: Mapping[str, Instrument]) -> Findings:
    path = f"steps[{step.code}]"
    if step.items is None:
        yield Finding(f"{path}.items", f"missing; a {step.kind} asks all items or those in focus")
    if step.kind == "measure" and step.items == "focus":
        yield Finding(f"{path}.items", "a measure is fixed and asks all items; make it a pulse (method 1.3)")
    if step.raters not in (("self",), ("self", "observer")):
        yield Finding(f"{path}.raters", f"a {step.kind} is answered by [self] or [self, observer]")
    if step.instrument is None:
        yield Finding(f"{path}.instrument", f"missing; a {step.kind} needs one")
    elif instrument := instruments.get(step.instrument):
        yield from _period(path, step, instrument.looks_back_days or 0)
    else:
        yield Finding(f"{path}.instrument", f"there is no instrument {step.instrument!r}")


def _period(path: str, step: Step, looks_back_days: int) -> Findings:
    if not step.before and step.days < looks_back_days:
        what = f"day {step.days} looks back {looks_back_days} days, to before the training ended (method 1.2)"
        yield Finding(f"{path}.days", what)


def _profile(profile: Profile, instruments: Mapping[str, Instrument]) -> Findings:
    yield from repeated("requires", (f"{one.instrument}/{one.measure}" for one in profile.requires))
    for index, requirement in enumerate(profile.requires):
        yield from _requirement(f"requires[{index}]", requirement, instruments.get(requirement.instrument))


def _requirement(path: str, requirement: Requirement, instrument: Instrument | None) -> Findings:
    if requirement.entry > requirement.level:
        yield Finding(f"{path}.entry", f"{requirement.entry} is above the level, {requirement.level}")
    if instrument is None:
        yield Finding(f"{path}.instrument", f"there is no instrument {requirement.instrument!r}")
        return
    if requirement.measure not in {measure.code for measure in instrument.measures}:
        what = f"{requirement.measure!r} is no measure of {requirement.instrument!r}"
        yield Finding(f"{path}.measure", what)
    scales = {scale.code: scale for scale in instrument.scales}
    for lowest, highest in sorted(_ranges(instrument.items_of(requirement.measure), scales)):
        for name, level in (("level", requirement.level), ("entry", requirement.entry)):
            if not lowest <= level <= highest:
                yield Finding(f"{path}.{name}", f"{level} is not on the scale, {lowest} to {highest}")
