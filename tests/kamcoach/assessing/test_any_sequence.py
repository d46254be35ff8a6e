"""Any sequence of saves, lost replies, replays, conflicts and submits from two devices ends in the last acknowledged
answers, submitted once; results exist only then, and exactly once."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from kamcoach.assessing import services
from kamcoach.assessing.locking import Closed
from kamcoach.assessing.models import Answer, Assessment, Result, SaveOperation, Standing
from kamcoach.assessing.services import Conflict, Incomplete, Save, Saved
from kamcoach.permissions.roles import Role
from kamcoach.trail.models import TrailEntry
from tests.factories.clock import TestClock
from tests.factories.engines import SqliteEngine
from tests.factories.world import Someone, Thing, World
from tests.kamcoach.assessing.saving import occasion

ASKED = ("B1a", "B1b", "B5")
MEASURES = 2
DEVICES = st.sampled_from(("phone", "laptop"))
ITEMS = st.sampled_from(ASKED)
VALUES = st.sampled_from(("1", "5", "N", None))
NOTES = st.sampled_from(("", "seen", "other"))


@dataclass
class Device:
    """What a device knows: the revision it saw of each item, and saves whose reply it never got."""

    base: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASKED, 0))
    unanswered: list[Save] = field(default_factory=list)


class TwoDevices(RuleBasedStateMachine):
    """The real services on a real SQLite database, beside a model that fits on a page."""

    world: World
    people = 0

    @initialize()
    def begin(self) -> None:
        """A new person with one open assessment."""
        TwoDevices.people += 1
        self.person: Someone = self.world.person(f"Writer {TwoDevices.people}", Role.TRAINEE)
        self.assessment: Thing = occasion(self.world, self.person, asked=ASKED)
        self.actor = self.world.actor(self.person)
        self.devices = {"phone": Device(), "laptop": Device()}
        self.stored: dict[str, tuple[str | None, str, int]] = {}
        self.replies: dict[str, tuple[Save, Saved]] = {}
        self.is_sent = False
        self.operations = 0

    def _save(self, save: Save) -> Saved:
        self.world.clock.forward(seconds=1)
        with self.world.writing() as session:
            return services.save_answer(session, self.assessment.public_id, save, actor=self.actor, at=self.world.now)

    def _expect(self, save: Save) -> Saved | None:
        """Send a new save and check its outcome against the model; the reply, or None when it was refused."""
        value, note, revision = self.stored.get(save.item, (None, "", 0))
        is_equal = revision > 0 and (value, note) == (save.value, save.note)
        try:
            reply = self._save(save)
        except Closed as closed:
            assert (closed.why, self.is_sent, is_equal) == ("sent", True, False)
            return None
        except Conflict as conflict:
            assert revision not in (0, save.base) and not is_equal
            assert (conflict.value, conflict.note, conflict.revision) == (value, note, revision)
            return None
        assert is_equal or (revision in (0, save.base) and not self.is_sent)
        assert reply.revision == (revision if is_equal else revision + 1)
        if self.is_sent:
            return reply  # nothing is written any more, not even the reply
        self.stored[save.item] = (save.value, save.note, reply.revision)
        self.replies[save.operation] = (save, reply)
        return reply

    def _new(self, name: str, item: str, value: str | None, note: str) -> Save:
        self.operations += 1
        return Save(item, value, note, self.devices[name].base[item], f"operation-{self.operations}")

    @rule(name=DEVICES, item=ITEMS, value=VALUES, note=NOTES)
    def save(self, name: str, item: str, value: str | None, note: str) -> None:
        """A tap whose reply arrives."""
        reply = self._expect(self._new(name, item, value, note))
        if reply is not None:
            self.devices[name].base[item] = reply.revision

    @rule(name=DEVICES, item=ITEMS, value=VALUES, note=NOTES)
    def save_without_a_reply(self, name: str, item: str, value: str | None, note: str) -> None:
        """A tap that is stored, but the connection breaks before the reply."""
        save = self._new(name, item, value, note)
        self._expect(save)
        self.devices[name].unanswered.append(save)

    @precondition(lambda self: any(device.unanswered for device in self.devices.values()))
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """The device sends a save again whose reply it never got."""
        device = data.draw(st.sampled_from([one for one in self.devices.values() if one.unanswered]))
        save = device.unanswered.pop(0)
        if save.operation in self.replies:
            assert self._save(save) == self.replies[save.operation][1]
        elif (reply := self._expect(save)) is not None:
            device.base[save.item] = reply.revision

    @precondition(lambda self: self.replies)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Any acknowledged save arrives once more."""
        save, first = self.replies[data.draw(st.sampled_from(sorted(self.replies)))]
        assert self._save(save) == first

    @rule(name=DEVICES)
    def reload(self, name: str) -> None:
        """The device opens the page anew."""
        self.devices[name].base |= {item: revision for item, (_, _, revision) in self.stored.items()}

    @rule(name=DEVICES)
    def answer_the_rest(self, name: str) -> None:
        """Somebody means to finish: every item without an answer gets one."""
        self.reload(name)
        for item in ASKED:
            if self.stored.get(item, (None,))[0] is None:
                self.save(name, item, "3", "")

    @rule()
    def submit(self) -> None:
        """Either device sends; both act as the same person."""
        missing = tuple(item for item in ASKED if self.stored.get(item, (None,))[0] is None)
        try:
            with self.world.writing() as session:
                services.submit(session, self.assessment.public_id, actor=self.actor, at=self.world.now)
        except Incomplete as incomplete:
            assert incomplete.missing == missing and missing
            assert not self.is_sent
        else:
            assert not missing
            self.is_sent = True

    @invariant()
    def holds(self) -> None:
        """What is stored is what was acknowledged last, and what follows from sending is there once, or not at all."""
        with self.world.reading() as session:
            own = session.get_one(Assessment, self.assessment.id)
            rows = session.scalars(select(Answer).where(Answer.assessment_id == own.id))
            assert {row.item: (row.value, row.note, row.revision) for row in rows} == self.stored
            kept = session.scalars(select(SaveOperation.operation_id).where(SaveOperation.assessment_id == own.id))
            assert sorted(kept) == sorted(self.replies)
            results = session.scalars(select(Result).where(Result.assessment_id == own.id)).all()
            told = select(TrailEntry.verb, TrailEntry.details).where(TrailEntry.object_id == own.public_id)
            verbs = [row.verb for row in session.execute(told)]
            pointers = select(Standing.id).join(Result, Result.id == Standing.result_id)
            standing = session.scalars(pointers.where(Result.assessment_id == own.id)).all()
        assert (own.submitted_at is not None) == self.is_sent
        assert verbs.count("assessment sent") == (1 if self.is_sent else 0)
        assert verbs.count("answer saved") == sum(revision for _, _, revision in self.stored.values())
        assert len(results) == (MEASURES if self.is_sent else 0)
        assert len(standing) == sum(result.value is not None for result in results)


def test_any_sequence_from_two_devices_ends_in_the_last_acknowledged_answers_sent_once(sqlite: SqliteEngine) -> None:
    sqlite.reset()
    machine = type("Machine", (TwoDevices,), {"world": World(sqlite.app, TestClock())})
    settings_ = settings(
        max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=settings_)
