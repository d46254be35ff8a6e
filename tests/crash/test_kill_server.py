"""The short form of `python -m tests.crash.kill_server`: the real server, killed three times under writing load."""

from tests.crash.kill_server import run
from tests.crash.server import Server, installation


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed() -> None:
    report = run(kills=3, engine="sqlite", longest_life=0.2)
    assert report.problems == []
    assert report.cut_off > 0, "no save was under way when the server was killed"


def test_no_process_is_left_behind_and_the_port_is_free_again_at_once() -> None:
    with installation("sqlite") as environ, Server(environ) as server:
        server.start()
        server.wait_for_members(4)  # the master, two web processes, the worker
        server.kill_master()
        server.start()
        assert server.stop() == 0
