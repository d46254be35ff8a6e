"""Every page, file, mail and log as everybody, before and after release: no confidential word where the table says no.

Everybody walks the site from their own first page, then opens every address that anybody else was led to, and asks
for every file that anybody was offered. A page or an export that is added is walked through without being named here.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from kamcoach.notifications.models import DemoMail
from kamcoach.trail.models import TrailEntry
from kamcoach.web import context
from tests.factories import canaries
from tests.factories.canaries import AFTER, BEFORE, ONLY_IN, Readers, Story
from tests.factories.clock import TestClock
from tests.factories.crawling import Walk, fetch, walk
from tests.factories.engines import SqliteEngine
from tests.factories.world import World


@dataclass
class Seen:
    """All texts by who read them and where, and what the logs said meanwhile."""

    texts: Mapping[tuple[str, str], str]
    logged: str

    def readers(self, word: str) -> dict[str, list[str]]:
        """Who came across a word, and where."""
        found: dict[str, list[str]] = {}
        for (who, where), text in self.texts.items():
            if word in text:
                found.setdefault(who, []).append(where)
        return found


def _look(story: Story) -> Seen:
    """Everybody walks; then everybody opens what the others were led to."""
    world, log = story.world, _Log()
    logger = logging.getLogger("kamcoach")
    logger.addHandler(log)
    try:
        walks = {name: walk(world.client(one), story.starts) for name, one in story.people.items()}
        paths = _one_of_a_list(sorted({path for one in walks.values() for path in one.pages}))
        files = sorted({file for one in walks.values() for file in one.files})
        texts: dict[tuple[str, str], str] = {}
        for name, one in story.people.items():
            browser = world.client(one)
            texts |= {(name, path): text for path, text in walks[name].pages.items()}
            for path in paths:
                if path not in walks[name].pages:
                    texts[name, path] = browser.get(path).get_data(as_text=True)
                    texts[name, f"POST {path}"] = browser.post(path).get_data(as_text=True)
            texts |= {(name, where): text for where, text in fetch(browser, files).items()}
    finally:
        logger.removeHandler(log)
    assert _is_a_site(walks)
    return Seen(texts, " ".join(log.said))


def _one_of_a_list(paths: list[str]) -> list[str]:
    """Without the variants of a filter, and of the administrator's people only the first few: all of one kind."""
    found = [path for path in paths if "?" not in path]
    people = [path for path in found if path.startswith("/administration/people/")]
    return [path for path in found if path not in people[6:]]


def _is_a_site(walks: Mapping[str, Walk]) -> bool:
    """The walk went somewhere: every role has pages of its own, and somebody was offered files."""
    return all(len(one.pages) > 4 for one in walks.values()) and any(one.files for one in walks.values())


class _Log(logging.Handler):
    """Keeps what is logged, with its facts and its trace."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{self.format(record)} {record.__dict__}")


@pytest.fixture(scope="module")
def stages(sqlite: SqliteEngine) -> Iterator[dict[str, tuple[Readers, Seen, Story]]]:
    """What was seen before and after the release."""
    sqlite.reset()
    sqlite.app.extensions.pop("kamcoach.facts", None)
    with pytest.MonkeyPatch.context() as patch:
        clock = TestClock()
        patch.setattr(context, "moment", clock.moment)
        story = canaries.begin(World(sqlite.app, clock))
        canaries.tell(story)
        found = {"before": (BEFORE, _look(story), story)}
        canaries.release(story)
        canaries.tell(story)
        found["after"] = (AFTER, _look(story), story)
        yield found


@pytest.mark.parametrize("stage", ["before", "after"])
def test_nobody_reads_what_is_not_theirs(stages: dict[str, tuple[Readers, Seen, Story]], stage: str) -> None:
    allowed, seen, _ = stages[stage]
    wrong = {
        word: {who: where[:3] for who, where in seen.readers(word).items() if who not in allowed.get(word, ())}
        for word in AFTER
    }
    assert {word: who for word, who in wrong.items() if who} == {}


@pytest.mark.parametrize("stage", ["before", "after"])
def test_what_is_private_to_a_coach_the_person_finds_in_their_own_copy_alone(
    stages: dict[str, tuple[Readers, Seen, Story]], stage: str
) -> None:
    _, seen, _ = stages[stage]
    for (word, who), place in ONLY_IN.items():
        where = seen.readers(word)[who]
        assert where
        assert [path for path in where if not path.startswith(place)] == []


@pytest.mark.parametrize("stage", ["before", "after"])
def test_everybody_finds_what_is_theirs(stages: dict[str, tuple[Readers, Seen, Story]], stage: str) -> None:
    allowed, seen, _ = stages[stage]
    missing = {word: sorted(who - seen.readers(word).keys()) for word, who in allowed.items()}
    assert {word: who for word, who in missing.items() if who} == {}


@pytest.mark.parametrize("stage", ["before", "after"])
def test_neither_mails_nor_logs_nor_the_trail_hold_a_word(
    stages: dict[str, tuple[Readers, Seen, Story]], stage: str
) -> None:
    _, seen, story = stages[stage]
    mails = " ".join(f"{mail.title} {mail.body_text} {mail.body_html}" for mail in story.world.rows(DemoMail))
    trail = " ".join(f"{entry.details} {entry.commitments}" for entry in story.world.rows(TrailEntry))
    told = {"mails": mails, "logs": seen.logged, "trail": trail}
    assert {where: [word for word in AFTER if word in text] for where, text in told.items()} == {
        "mails": [],
        "logs": [],
        "trail": [],
    }
    assert mails, "letters were sent"
    assert trail
