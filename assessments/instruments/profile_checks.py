"""What a job profile must keep: each rule finds (path, message) pairs."""

from collections.abc import Mapping

from .model import Instrument, ranges
from .profile import Profile, Requirement
from .rules import Finding, Findings, repeated


def check_requirements(profile: Profile, instruments: Mapping[str, Instrument]) -> Findings:
    """Find levels that cannot be had, and measures that are not there or stand twice."""
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
        return
    scales = {scale.code: scale for scale in instrument.scales}
    found = sorted(ranges(instrument.items_of(requirement.measure), scales))
    if not found:
        yield Finding(f"{path}.measure", f"{requirement.measure!r} has no levels: it is answered by choice or in words")
    for lowest, highest in found:
        for name, level in (("level", requirement.level), ("entry", requirement.entry)):
            if not lowest <= level <= highest:
                yield Finding(f"{path}.{name}", f"{level} is not on the scale, {lowest} to {highest}")
