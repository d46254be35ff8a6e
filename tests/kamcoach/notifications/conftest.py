"""A mail server for the tests of what leaves the house."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.factories.smtp import Sink, smtp_sink
from tests.factories.world import World


@pytest.fixture
def sink(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """A mail server, to which the application of this test sends."""
    with smtp_sink() as made:
        settings = replace(world.app.extensions["kamcoach.settings"], smtp_url=made.url)
        monkeypatch.setitem(world.app.extensions, "kamcoach.settings", settings)
        yield made
