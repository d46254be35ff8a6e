"""`kamcoach drift simulate`: what the drift rule finds, and what it marks falsely."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from random import Random
from typing import Any

import click

from assessments.instruments.model import Instrument
from assessments.scheduling.plan import Plan
from assessments.statistics.drift_simulation import (
    BOTH,
    GRID,
    SCENARIOS,
    Course,
    Outcome,
    Scenario,
    Thresholds,
    Truth,
    courses,
    judged,
    supported,
    truth_of,
)
from kamcoach.library.files import load, newest
from kamcoach.resources import CONTENT

RELIABILITIES = (0.5, 0.65)
ALONE = frozenset({"self"})
_NAMES: Mapping[Scenario, str] = {
    "stable": "nothing lost",
    "lost": "all lost by +180",
    "half": "half lost by +180",
    "late": "all lost from +180 to +365",
}


@click.group()
def drift() -> None:
    """The rule that reads from the measures whether a behaviour fades."""


@drift.command()
@click.option("--people", type=click.IntRange(200, 200_000), default=4000, show_default=True, help="In each scenario.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same figures.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def simulate(people: int, seed: int, as_json: bool) -> None:
    """Let invented people whose truth is known answer the shipped plan, and read them with the rule in use.

    Each has a true level; self and observer see it with errors of their own and answer on the scale, on the days of the
    newest standard plan, scored as the product does. What is marked though nothing was lost is a false alarm; what is
    marked of a gain that is lost is found. Then every pair of thresholds of a grid is tried on the same people, and the
    one that the figures support is named. docs/drift.md holds the result and explains it. No database is needed.
    """
    made = figures(people, seed)
    click.echo(json.dumps(made, indent=2) if as_json else as_text(made))


def figures(people: int, seed: int) -> dict[str, Any]:
    """Everything that the command prints, by name."""
    plan, instrument = shipped()
    draws = Random(seed)  # noqa: S311  no secret hangs on it
    truth = truth_of(plan, instrument, RELIABILITIES[0])
    runs = {
        (name, reliability): _run(replace(truth, reliability=reliability), people, draws, sources)
        for reliability in RELIABILITIES
        for name, sources in (("two", BOTH), ("one", ALONE))
    }
    rows = [_row(f"{name}, {reliability}", run) for (name, reliability), run in runs.items()]
    rows += [
        _row(f"{name}, {truth.reliability}, {words}", _run(other, people, draws, sources))
        for name, sources, words, other in _variants(truth)
    ]
    once = {one: judged(runs["one", RELIABILITIES[0]][one], Thresholds(), once_is_enough=True) for one in SCENARIOS}
    two, one = ([runs[name, reliability] for reliability in RELIABILITIES] for name in ("two", "one"))
    return {
        "people": people,
        "seed": seed,
        "plan": f"{plan.code}.{plan.version}",
        "instrument": f"{instrument.code}.{instrument.version}",
        "truth": _as_data(truth),
        "reliabilities": list(RELIABILITIES),
        "in_use": asdict(Thresholds()),
        "results": [*rows, _shares(f"one, {truth.reliability}, if one measure were enough", once)],
        "grid": [_tried(thresholds, two) for thresholds in GRID],
        "grid_of_one": [_tried(Thresholds(fading=fading), one) for fading in sorted({of.fading for of in GRID})],
        "supported": asdict(supported(two)),
    }


def _variants(truth: Truth) -> Sequence[tuple[str, frozenset[str], str, Truth]]:
    """What else may be so, one thing at a time."""
    return (
        ("two", BOTH, "behaviours of one act", replace(truth, acts=(1,))),
        ("two", BOTH, "behaviours of two acts", replace(truth, acts=(2,))),
        ("two", BOTH, "days that move both by 0.3", replace(truth, shared=0.3)),
        ("two", BOTH, "a fifth of answers missing", replace(truth, missing=0.2)),
        ("one", ALONE, "a fifth of answers missing", replace(truth, missing=0.2)),
    )


def shipped() -> tuple[Plan, Instrument]:
    """The newest standard plan, and the instrument that it measures with."""
    library = load(CONTENT)
    plan = newest(library.plans)["standard"]
    code = next(step.instrument for step in plan.steps if step.kind == "measure")
    return plan, newest(library.instruments)[code or ""]


def _run(truth: Truth, people: int, draws: Random, sources: frozenset[str]) -> Mapping[Scenario, Sequence[Course]]:
    return {one: courses(truth, one, people=people, draws=draws, sources=sources) for one in SCENARIOS}


def _as_data(truth: Truth) -> dict[str, Any]:
    data = asdict(truth) | {"asked": [{"day": one.day, "raters": sorted(one.raters)} for one in truth.asked]}
    return {name: value for name, value in data.items() if name not in ("reliability", "shared", "missing")}


def _row(name: str, run: Mapping[Scenario, Sequence[Course]]) -> dict[str, Any]:
    return _shares(name, {scenario: judged(of, Thresholds()) for scenario, of in run.items()})


def _shares(name: str, of: Mapping[Scenario, Outcome]) -> dict[str, Any]:
    return {"sources": name} | {
        scenario: {part: round(share, 4) for part, share in asdict(outcome).items()} for scenario, outcome in of.items()
    }


def _tried(thresholds: Thresholds, runs: Sequence[Mapping[Scenario, Sequence[Course]]]) -> dict[str, Any]:
    """The least favourable run: the most that is false, the least that is found."""
    stable = [judged(run["stable"], thresholds) for run in runs]
    return asdict(thresholds) | {
        "false": round(max(one.marked for one in stable), 4),
        "false_fading": round(max(one.fading for one in stable), 4),
        "found": round(min(judged(run["lost"], thresholds).marked for run in runs), 4),
        "found_half": round(min(judged(run["half"], thresholds).marked for run in runs), 4),
    }


def as_text(made: Mapping[str, Any]) -> str:
    """The figures as a page of text, its tables in Markdown."""
    truth = made["truth"]
    asked = ", ".join(f"+{one['day']} ({' and '.join(one['raters'])})" for one in truth["asked"])
    use, best = made["in_use"], made["supported"]
    lines = [
        f"People in each scenario: {made['people']}, seed {made['seed']}",
        f"Schedule of plan {made['plan']}: {asked}",
        f"Instrument {made['instrument']}: behaviours by {', '.join(map(str, truth['acts']))} acts, "
        f"answers rounded to {truth['lowest']}-{truth['highest']}",
        f"Spread {truth['spread']}, reliability of one answer {' and '.join(map(str, made['reliabilities']))}, "
        f"base {truth['base']}, gain {truth['gain']}",
        f"In use: ask {use['ask']}, fading {use['fading']}",
        "",
        "| sources, reliability | " + " | ".join(_NAMES[one] for one in SCENARIOS) + " | of single readings, false |",
        "| --- " * (len(SCENARIOS) + 2) + "|",
        *(_line(row) for row in made["results"]),
        "",
        "Each cell: marked at all in the year (word ask / word fading), in per cent.",
        "",
        "| two sources: ask, fading | false | of it fading | found of all lost | of half lost |",
        "| --- " * 5 + "|",
        *(f"| {row['ask']}, {row['fading']} | {_tried_line(row)} |" for row in made["grid"]),
        "",
        "| one source: fading | false | of it fading | found of all lost | of half lost |",
        "| --- " * 5 + "|",
        *(f"| {row['fading']} | {_tried_line(row)} |" for row in made["grid_of_one"]),
        "",
        f"Supported: ask {best['ask']}, fading {best['fading']}"
        + (" (in use)" if best == use else f" (in use are {use['ask']} and {use['fading']})"),
    ]
    return "\n".join(lines)


def _line(row: Mapping[str, Any]) -> str:
    cells = [
        f"{_share(row[one]['marked'])} ({_share(row[one]['asked'])} / {_share(row[one]['fading'])})"
        for one in SCENARIOS
    ]
    return f"| {row['sources']} | {' | '.join(cells)} | {_share(row['stable']['each_reading'])} |"


def _tried_line(row: Mapping[str, Any]) -> str:
    return " | ".join(_share(row[part]) for part in ("false", "false_fading", "found", "found_half"))


def _share(share: float) -> str:
    return f"{100 * share:.1f}"
