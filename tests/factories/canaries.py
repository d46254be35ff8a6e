"""A story in which every confidential field holds a word that stands nowhere else, and who may ever read it.

The table is written by hand: a field that is added has to be added here by a person who means it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from kamcoach.assessing import observing
from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.assessing.observing import Event
from kamcoach.assessing.services import Save
from kamcoach.auditing import findings, papers
from kamcoach.cycles import agreeing
from kamcoach.drift import services as drift
from kamcoach.drift.models import Task
from kamcoach.people import services as people
from kamcoach.permissions.roles import Role
from kamcoach.portfolio import services as portfolio
from kamcoach.reinforcement import services as reinforcement
from kamcoach.sessions import commitments
from kamcoach.sessions import services as sessions
from kamcoach.sessions.commitments import Promise, Said
from kamcoach.sessions.models import CoachingSession, Commitment
from kamcoach.worker import tick
from tests.factories import auditing
from tests.factories.cycles import agree, cycle, occasion_of, rate, seat, sign
from tests.factories.letters import invite
from tests.factories.portfolio import account
from tests.factories.sessions import begin as begin_session
from tests.factories.sessions import planned, write
from tests.factories.world import Someone, Thing, World

Readers = Mapping[str, frozenset[str]]


def _who(names: str) -> frozenset[str]:
    return frozenset(names.split())


BEFORE: Readers = {
    "canaryownnote": _who("alice"),
    "canaryobservernote": _who("tess"),
    "canaryevent": _who("tess"),
    "canarypairself": _who("alice"),
    "canarypairmanager": _who("mona"),
    "canaryreason": _who("alice bob"),
    "canarystopped": _who("alice bob"),
    "canaryupload": _who("ann"),
    "canarycontact": _who("alice bob mona hugh olga ann"),
    "canarypaper": _who("alice hugh olga"),
    "canaryfinding": _who("hugh olga"),
    "canaryprivatenote": _who("alice bob"),
    "canarysharednote": _who("alice bob"),
    "canarytheirnote": _who("alice bob"),
    "canarycommitment": _who("alice bob"),
}
"""While answers are drafts, or wait for the other side."""

AFTER: Readers = {
    "canaryownnote": _who("alice bob"),
    "canaryobservernote": _who("tess alice bob"),
    "canaryevent": _who("tess alice bob"),
    "canarypairself": _who("alice mona"),
    "canarypairmanager": _who("alice mona"),
    "canaryagreed": _who("alice mona"),
    "canarydissent": _who("alice mona"),
    "canaryreason": _who("alice bob"),
    "canarystopped": _who("alice bob mona"),
    "canarycleared": _who("alice bob mona"),
    "canaryupload": _who("ann"),
    "canarycontact": _who("alice bob mona hugh olga ann"),
    "canarypaper": _who("alice hugh olga"),
    "canaryfinding": _who("alice hugh olga bob"),
    "canaryreply": _who("alice hugh olga"),
    "canaryaction": _who("alice bob hugh olga"),
    "canaryprivatenote": _who("alice bob"),
    "canarysharednote": _who("alice bob"),
    "canarytheirnote": _who("alice bob"),
    "canarycommitment": _who("alice bob"),
    "canarychecknote": _who("alice bob"),
}
"""When everybody has sent and both have signed."""

ONLY_IN = {("canaryprivatenote", "alice"): "/exports/about-me"}
"""What somebody finds in one place alone: a coach's private note, in the person's own copy of their data."""


@dataclass
class Story:
    """The world of the canaries, and what is needed to let it go on."""

    world: World
    people: dict[str, Someone] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    starts: list[str] = field(default_factory=lambda: ["/", "/me"])

    def write(self, act: Callable[..., object], *args: object, by: Someone, **kwargs: object) -> None:
        """Do something as somebody."""
        actor = self.world.actor(by)
        with self.world.writing() as session:
            act(session, *args, actor=actor, at=self.world.now, **kwargs)


def begin(world: World) -> Story:
    """Drafts and what was sent while the other side still owes; strangers with things of their own."""
    story = Story(world)
    max_, olga = world.person("Max", Role.MANAGER), world.person("Olga", Role.AUDITOR)
    world.line("manager", world.charlie, max_)
    known = (
        world.alice,
        world.bob,
        world.charlie,
        world.mona,
        world.ann,
        world.hugh,
        world.tess,
        max_,
        olga,
    )
    story.people = {one.name.lower(): one for one in known}
    _behaviours(story)
    _competencies(story)
    _around(story)
    _audit(story)
    _sessions(story)
    return story


def tell(story: Story) -> None:
    """Let the worker release and send; letters land in the mailbox of a demo."""
    with story.world.app.app_context():
        tick(story.world.now, is_demo=True)


def _behaviours(story: Story) -> None:
    world = story.world
    enrolment, own = world.baseline(world.alice, world.bob, observer=world.tess)
    observers = world.assessment(enrolment, "baseline", world.tess)
    world.answer_all(own, world.alice, note="canaryownnote")
    event = Event(world.today - timedelta(days=2), "meeting", "canaryevent")
    story.write(observing.add_event, observers.public_id, event, by=world.tess)
    world.see(observers, world.tess)
    save = Save("B1a", "3", "canaryobservernote", 0, "canary-observer-1")
    story.write(assessing.save_answer, observers.public_id, save, by=world.tess)
    world.baseline(world.charlie, world.dora)
    story.things |= {"enrolment": enrolment, "observers": observers}


def _competencies(story: Story) -> None:
    world = story.world
    made = occasion_of(world, cycle(world, world.alice, world.charlie), world.alice)
    rate(world, made, world.alice, but={"negotiation": "5"}, note="canarypairself")
    first = seat(world, made, world.mona)
    save = Save("negotiation", "2", "canarypairmanager", 0, "canary-manager-1")
    story.write(assessing.save_answer, first.public_id, save, by=world.mona)
    story.things["pair"] = made


def _around(story: Story) -> None:
    world = story.world
    follow_up = world.follow_up(story.things["enrolment"], "talk-before")
    with world.writing() as session:
        row = reinforcement.lock(session, follow_up.id)
        reinforcement.waive(session, row, "canaryreason", actor=world.actor(world.bob), at=world.now)
    stopped = Task(
        kind="clear",
        person_id=world.alice.id,
        words="canarystopped",
        created_at=world.now.business,
        due_on=world.today,
    )
    with world.writing() as session:
        session.add(stopped)
        session.flush()
        story.things["stopped"] = Thing(stopped.id, stopped.public_id)
    header = "employee_number,name,email,country,time_zone\n"
    upload = header + "N-1,canaryupload,rosa@example.com,PH,Asia/Manila\n"
    with world.writing() as session:
        kept = people.keep_upload(session, upload, actor=world.actor(world.ann), at=world.now)
    story.starts.append(f"/administration/people/import/{kept}")
    invite(world, world.charlie)
    dairy = account(world, "Dairy", world.alice)
    story.write(portfolio.add_contact, dairy.public_id, by=world.alice, name="canarycontact", position="")
    account(world, "Mill", world.charlie)


def _audit(story: Story) -> None:
    """A paper that was handed in, and a finding that is written and not sent."""
    world = story.world
    made = auditing.audit(world, world.alice)
    first, second = auditing.items(world, made)[:2]
    paper = auditing.ask(world, made, second)
    given = papers.HandedIn("canarypaper", "Binder 3", world.today - timedelta(days=30), "")
    story.write(papers.hand_in, made.public_id, paper.public_id, given, 1, by=world.alice)
    auditing.answer(world, made, but={first: "0"})
    story.write(findings.save_finding, made.public_id, first, "canaryfinding", 0, by=world.hugh)
    story.things["audit"] = made


def _sessions(story: Story) -> None:
    """A session that is ahead with notes of both, and a commitment; a stranger's own."""
    world = story.world
    story.people["dora"] = world.dora
    ahead = planned(world, days=0, clock=time(18))
    with world.reading() as session:
        met = session.get_one(CoachingSession, ahead.id)
    words = Promise("canarycommitment", "Rosa", world.today, "ask", "notes", "", None)
    story.write(commitments.make, world.alice.id, words, met=met, by=world.alice)
    write(world, ahead, world.bob, "fact", "canaryprivatenote", private=True)
    write(world, ahead, world.bob, "fact", "canarysharednote")
    write(world, ahead, world.alice, "review", "canarytheirnote")
    planned(world, world.charlie, world.dora, days=5)


def _finish_sessions(story: Story) -> None:
    """The session was held and the commitment is checked; the next session is ahead."""
    world = story.world
    (made,) = world.rows(CoachingSession, CoachingSession.person_id == world.alice.id)
    (promised,) = world.rows(Commitment)
    begin_session(world, Thing(made.id, made.public_id))
    story.write(sessions.hold, made.public_id, by=world.bob)
    said = Said("no", "forgot", "canarychecknote")
    story.write(commitments.check, promised.public_id, said, by=world.alice)
    planned(world)


def _finish_audit(story: Story) -> None:
    world, made = story.world, story.things["audit"]
    story.write(findings.send_draft, made.public_id, by=world.hugh)
    finding = auditing.finding_of(world, made)
    story.write(findings.save_reply, made.public_id, finding.public_id, "canaryreply", "", 0, by=world.alice)
    story.write(findings.send_reply, made.public_id, by=world.alice)
    story.write(findings.finalise, made.public_id, by=world.hugh)
    auditing.action(world, made, world.bob, "canaryaction")


def release(story: Story) -> None:
    """Everybody sends; the worker tells; self and manager agree and sign; the audit is final."""
    _finish_audit(story)
    _finish_sessions(story)
    world, things = story.world, story.things
    observers, made = things["observers"], things["pair"]
    with world.reading() as session:
        occasion_id = session.get_one(Assessment, observers.id).occasion_id
        asked = session.get_one(Occasion, occasion_id).asked
    assert asked is None, "a baseline asks all nine"
    story.write(drift.give, things["stopped"].public_id, "manager", by=world.alice)
    story.write(drift.finish, things["stopped"].public_id, "canarycleared", by=world.mona)
    world.answer_rest(observers, world.tess)
    world.answer_rest(seat(world, made, world.mona), world.mona)
    tell(story)
    agree(world, made)
    level = ("orders", 3, "canaryagreed")
    story.write(agreeing.save_level, made.public_id, *level, by=world.mona, base=1)
    sign(world, made, world.mona)
    sign(world, made, world.alice, dissent="canarydissent")
