"""Guessing addresses is slowed down, and so is a program gone wild; and no log ever holds an address."""

import logging

import pytest
from flask import Flask

from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import World
from tests.kamcoach.calendars.test_read_calendar import address_of
from tests.kamcoach.signin.test_rate_limits import real  # noqa: F401 - a fixture


@ON_ONE_ENGINE
def test_guesses_are_limited_by_machine_and_readings_by_address(world: World, real: Flask) -> None:  # noqa: F811
    browser, mine, bobs = real.test_client(), address_of(world, world.alice), address_of(world, world.bob)
    guesses = [browser.get(f"/calendar/guess{number}.ics").status_code for number in range(31)]
    assert (set(guesses[:30]), guesses[30]) == ({404}, 429)
    other = {"REMOTE_ADDR": "192.0.2.9"}
    readings = [browser.get(mine, environ_overrides=other).status_code for _ in range(61)]
    assert (set(readings[:60]), readings[60]) == ({200}, 429)
    assert "Set-Cookie" not in browser.get(mine, environ_overrides=other).headers
    assert browser.get(bobs, environ_overrides=other).status_code == 200, "another calendar, the same machine"


@ON_ONE_ENGINE
def test_no_log_holds_an_address(world: World, caplog: pytest.LogCaptureFixture) -> None:
    address = address_of(world, world.alice)
    with caplog.at_level(logging.DEBUG):
        world.app.test_client().get(address)
        world.app.test_client().get(address[:-5] + "x.ics")
    said = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "calendars.feed" in said
    assert address.split("/")[-1].removesuffix(".ics") not in said
    assert address.partition("~")[2].removesuffix(".ics")[:-2] not in said
