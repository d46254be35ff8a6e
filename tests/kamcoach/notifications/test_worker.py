"""The worker's round: one failing job keeps no other from running, and the log says where it failed."""

import json
import logging

import pytest
from sqlalchemy import func, select

from kamcoach.reinforcement import jobs
from kamcoach.trail.models import TrailLeaf
from kamcoach.web.logs import JsonLines
from tests.factories.letters import invite, states
from tests.factories.smtp import Sink
from tests.factories.world import World


def test_a_failing_job_is_told_and_the_others_run(
    world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("Alice")

    monkeypatch.setattr(jobs.queries, "to_open", fail)
    invite(world, world.alice)
    with caplog.at_level(logging.ERROR, "kamcoach"), pytest.raises(ExceptionGroup) as failed:
        world.tick()
    assert [type(one) for one in failed.value.exceptions] == [LookupError]
    assert states(world) == ["sent"]
    assert world.scalar(select(func.count()).select_from(TrailLeaf)) > 0
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["error"]) == ("job failed", "LookupError")
    assert any(place.startswith("reinforcement/jobs.py:") for place in line["at_code"])
    assert "Alice" not in str(line)


def test_a_second_round_at_the_same_moment_finds_nothing_to_do(world: World, sink: Sink) -> None:
    invite(world, world.alice)
    world.tick()
    sealed = world.scalar(select(func.count()).select_from(TrailLeaf))
    world.tick()
    assert len(sink.received) == 1
    assert world.scalar(select(func.count()).select_from(TrailLeaf)) == sealed
