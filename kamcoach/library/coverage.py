"""What the content holds and which facts of the sources it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kamcoach.library.files import Library


@dataclass(frozen=True, slots=True)
class Report:
    """The report of `kamcoach content check`."""

    instruments: Sequence[Mapping[str, object]]
    others: Sequence[str]
    covered: Mapping[str, Sequence[str]]
    open_ids: Sequence[str]
    feature_ids: Sequence[str]
    problems: Sequence[str]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "ok": not self.problems,
            "problems": list(self.problems),
            "instruments": list(self.instruments),
            "others": list(self.others),
            "covered": dict(self.covered),
            "must_not_covered_yet": list(self.open_ids),
            "features": list(self.feature_ids),
        }

    def as_text(self) -> str:
        """For people."""
        lines = [
            f"{one['code']} version {one['version']}: {one['items']} items, {one['measures']} measures"
            for one in self.instruments
        ]
        lines += list(self.others)
        lines.append(f"{len(self.covered)} facts of the sources covered: {', '.join(self.covered)}")
        if self.open_ids:
            lines.append(f"{len(self.open_ids)} that must be carried are not yet: {', '.join(self.open_ids)}")
        lines += [f"PROBLEM {problem}" for problem in self.problems] or ["No problems."]
        return "\n".join(lines)


def report(library: Library) -> Report:
    """List everything; a version that is not in the ledger is a problem too."""
    covered = _covered(library)
    must = [key for key, row in library.digest.items() if row.get("must")]
    content_ids = [key for key in must if library.digest[key].get("carried_by") == "content"]
    unpublished = [
        f"ledger.yaml: {key} is not in the ledger: run `kamcoach content publish`" for key in library.unpublished()
    ]
    return Report(
        instruments=[
            {
                "code": one.code,
                "version": one.version,
                "kind": one.kind,
                "title": one.title,
                "items": len(one.items),
                "measures": len(one.measures),
            }
            for one in library.instruments.values()
        ],
        others=[
            *(f"plan {one.code} version {one.version}: {len(one.steps)} steps" for one in library.plans.values()),
            *(f"profile {one.code} version {one.version}" for one in library.profiles.values()),
        ],
        covered=covered,
        open_ids=[key for key in content_ids if key not in covered],
        feature_ids=[key for key, row in library.digest.items() if row.get("carried_by") == "feature"],
        problems=[str(problem) for problem in library.problems] + unpublished,
    )


def _covered(library: Library) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}

    def note(ids: Sequence[str], where: str) -> None:
        for key in ids:
            found.setdefault(key, []).append(where)

    for instrument in library.instruments.values():
        for item in instrument.items:
            note(item.sources, f"{instrument.code}/{item.code}")
    for plan in library.plans.values():
        note(plan.sources, plan.code)
    for profile in library.profiles.values():
        note(profile.sources, profile.code)
    return dict(sorted(found.items()))
