"""`kamcoach drift simulate`: a short form repeats what docs/drift.md publishes."""

import json
import re
from pathlib import Path

from tests.factories.command import run

PAGE = (Path(__file__).parents[3] / "docs/drift.md").read_text(encoding="utf-8")
BOUND = 6.0
"""Points in a hundred that 600 people may lie away from 20,000: three standard errors of a share of a half."""
_SCENARIOS = ("stable", "lost", "half", "late")
_ROW = re.compile(r"^\| ((?:one|two), 0\.\d+[^|]*) \| (.+) \|$", re.M)
_CELL = re.compile(r"([\d.]+) \(([\d.]+) / ([\d.]+)\)")


def test_a_short_form_gives_the_published_figures() -> None:
    told = run("drift", "simulate", "--people", "600", "--seed", "7", "--json")
    assert told.exit_code == 0, told.output
    made = json.loads(told.output)
    published = dict(_ROW.findall(PAGE))
    assert [row["sources"] for row in made["results"]] == list(published)
    far = {}
    for row in made["results"]:
        for scenario, cell in zip(_SCENARIOS, _CELL.findall(published[row["sources"]]), strict=True):
            for part, share in zip(("marked", "asked", "fading"), map(float, cell), strict=True):
                if abs(100 * row[scenario][part] - share) > BOUND:
                    far[row["sources"], scenario, part] = (row[scenario][part], share)
    assert far == {}
    assert made["supported"] == made["in_use"] == {"ask": 1.0, "fading": 0.75}
    assert f"standard, version {made['plan'].partition('.')[2]}" in PAGE
    assert [f"+{one['day']}" for one in made["truth"]["asked"]] == ["+30", "+60", "+90", "+120", "+180", "+365"]


def test_the_words_are_those_of_the_page() -> None:
    told = run("drift", "simulate", "--people", "200", "--seed", "3").output
    assert "Supported: ask" in told and "| two, 0.5 |" in told
    header = next(line for line in told.splitlines() if line.startswith("| sources"))
    assert header in PAGE


def test_too_few_people_are_refused() -> None:
    told = run("drift", "simulate", "--people", "3")
    assert told.exit_code == 2 and "200" in told.output
