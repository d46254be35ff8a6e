"""The bench runs, counts what it wrote, and finds out when something is missing."""

import json
from pathlib import Path

import pytest

from tests.bench import hot
from tests.bench.__main__ import main


def test_it_runs_prints_and_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    code = main(["--quick", "--engine", "sqlite", "--only", "save", "--json", str(figures)])
    printed = capsys.readouterr().out
    assert code in (0, 1), printed
    assert "every acknowledged write was found" in printed
    names = {line["name"] for line in json.loads(figures.read_text())}
    assert "one answer saved" in names
    assert any("machine" in name for name in names)


def test_a_write_that_is_not_there_is_found_out() -> None:
    before, after = {"product": 5, "floor": 0}, {"product": 14, "floor": 10}
    hot._compare("saves", {"product": 9, "floor": 10}, before, after)
    with pytest.raises(hot.Lost, match="saves, product: 10 acknowledged, 9 there"):
        hot._compare("saves", {"product": 10, "floor": 10}, before, after)
