"""One organisation in which everything is there once: for rules that hold for every page of the site.

It is Tuesday 14 April 2026 in Manila. Bob coaches eight people at different distances from their trainings, Dora
coaches Charlie, Otto has a quiet day, Finn and Quinn coach nobody yet, Nora was never asked anything. Gone held
every role and was disabled while signed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from msgspec.structs import replace
from sqlalchemy import select

from assessments.instruments.deck import Deck
from kamcoach.assessing import services as assessing
from kamcoach.installation.models import Installation
from kamcoach.library import queries as library
from kamcoach.library import shelves
from kamcoach.notifications import services as notifications
from kamcoach.notifications.models import DemoMail, OutboxMessage
from kamcoach.people import services as people
from kamcoach.people.models import Person, Unit
from kamcoach.permissions.roles import Role
from kamcoach.plans import services as plans
from kamcoach.reinforcement import services as reinforcement
from kamcoach.signin import services as signin
from kamcoach.training.models import Cohort, Programme
from kamcoach.worker import tick
from tests.factories.auditing import audits_of_scene
from tests.factories.clock import TestClock
from tests.factories.curves import Plot, plot
from tests.factories.cycles import cycles_of_scene
from tests.factories.drift import drift_of_scene
from tests.factories.exports import exports_of
from tests.factories.mailed import link_of, short_questions
from tests.factories.mentoring import days_away_of_scene, mentors_of_scene
from tests.factories.observing import observers_begin
from tests.factories.outcomes_file import figures_of_scene
from tests.factories.peers_and_cards import peers_and_cards
from tests.factories.portfolio import key_accounts
from tests.factories.sessions import sessions_of_scene
from tests.factories.world import Browser, Someone, Thing, World

EVERYBODY = ("alice", "bob", "mona", "tess", "hugh", "ann")
"""One person of each role."""

_SPRING, _APRIL, _TODAY = date(2026, 3, 12), date(2026, 4, 6), date(2026, 4, 14)
_HEADER = "employee_number,name,email,country,time_zone,roles,coach\n"
UPLOAD = (
    _HEADER
    + "N-1,Rosa Delgado,rosa@example.com,PH,Asia/Manila,trainee,N-Bob\n"
    + "N-Charlie,Charles,charlie@example.com,PH,Asia/Manila,trainee,N-Dora\n"
    + "N-2,,nobody,XX,Asia/Atlantis,king,N-3\n"
)
"""A file with a new person, a changed one and a refused row."""
NOTHING_NEW = _HEADER.replace(",roles,coach", "") + "N-Alice,Alice,alice@example.com,PH,Asia/Manila\n"


@dataclass
class Scene:
    """The people by name, and the public ids of things by what they are: `scene.ids["alice's open"]`."""

    world: World
    people: dict[str, Someone] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    is_demo: bool = False
    _sessions: dict[str, Browser] = field(default_factory=dict)

    def sign_in_everybody(self) -> None:
        """Give each person a session now, so that it is part of what is kept."""
        for name, person in self.people.items():
            self._sessions[name] = self.world.client(person)
        self._sessions["nobody"] = self.world.client()

    def client(self, who: str) -> Browser:
        """A new browser with the session that the person has in this scene; "nobody" has none."""
        signed_in = self._sessions[who]
        browser = self.world.app.test_client()
        assert isinstance(browser, Browser)
        browser.csrf = signed_in.csrf
        cookie = signed_in.get_cookie("kamcoach")
        assert cookie is not None
        browser.set_cookie("kamcoach", cookie.value)
        return browser

    def path(self, template: str) -> str:
        """A path with things put in: "/cohorts/{bob's}"."""
        return template.format_map(self.ids)

    def tick(self) -> None:
        """Let the worker do what is due; a demo's mail lands on its page."""
        with self.world.app.app_context():
            tick(self.world.now, is_demo=self.is_demo)

    def go_to(self, month: int, day: int, hour: int = 9) -> None:
        """Go to a day of 2026, at an hour of Manila, and let the worker run."""
        self.world.clock.set(datetime(2026, month, day, hour - 8, 30, tzinfo=UTC))
        self.tick()


def build_scene(app: Flask, clock: TestClock) -> Scene:
    """Build it in a fresh database; the clock stands on the last day of the story."""
    world = World(app, clock)
    scene = Scene(world)
    scene.is_demo = world.scalar(select(Installation.kind)) == "demo"
    _people(scene)
    spring = _spring(scene)
    _april(scene)
    _after_thirty_days(scene, spring)
    _today(scene)
    _around_alice(scene, spring["alice"])
    scene.go_to(4, 14, 10)
    _of_the_curve(scene)
    _of_administrators(scene)
    key_accounts(scene)
    cycles_of_scene(world, scene.ids)
    audits_of_scene(world, scene.ids)
    drift_of_scene(world, scene.ids, scene.people)
    figures_of_scene(world, scene.people["amir"], scene.ids)
    _of_the_library(scene)
    _plan_that_is_written(scene)
    sessions_of_scene(world, scene.ids)
    peers_and_cards(world, scene.people, scene.ids)
    mentors_of_scene(world, scene.ids)
    days_away_of_scene(world, scene.ids)
    _of_messages(scene)
    scene.ids |= {f"hugh's {name}": made for name, made in exports_of(world, world.hugh).items()}
    scene.sign_in_everybody()
    with world.writing() as session:
        gone = session.get_one(Person, scene.people["gone"].id)
        signin.set_disabled(session, gone, True, actor=world.actor(world.ann), at=world.now)
        if scene.is_demo:
            of_alice = select(DemoMail.public_id).where(DemoMail.person_id == world.alice.id)
            scene.ids["mail"] = session.scalars(of_alice.order_by(DemoMail.id.desc())).first() or ""
    return scene


def _people(scene: Scene) -> None:
    world = scene.world
    known = (world.alice, world.bob, world.charlie, world.dora, world.mona, world.ann, world.hugh, world.tess)
    scene.people = {one.name.lower(): one for one in known}
    for name in ("Erin", "Farid", "Grace", "Hana", "Ivan", "Jana", "Kara"):
        scene.people[name.lower()] = world.person(name, Role.TRAINEE)
        world.line("coach", scene.people[name.lower()], world.bob)
    roles: Mapping[str, tuple[Role, ...]] = {
        "Amir": (Role.ADMINISTRATOR,),
        "Finn": (Role.COACH,),
        "Nora": (Role.TRAINEE,),
        "Otto": (Role.COACH,),
        "Pia": (Role.TRAINEE,),
        "Quinn": (Role.COACH,),
        "Gone": tuple(Role),
    }
    for name, held in roles.items():
        scene.people[name.lower()] = world.person(name, *held)
    world.line("coach", scene.people["pia"], scene.people["otto"])
    with world.writing() as session:
        unit = Unit(name="Sales North")
        session.add(unit)
        session.flush()
        many = [Person(name=f"Person {number:02}", unit_id=unit.id, created_at=world.now.wall) for number in range(40)]
        for person in many:
            person.email, person.country = f"{str(person.name).replace(' ', '')}@example.com", "PH"
            person.time_zone = "Asia/Manila"
        session.add_all(many)
    scene.ids |= {name: someone.public_id for name, someone in scene.people.items()}
    scene.ids["absent"] = "AbsentAbsent1234"


def _spring(scene: Scene) -> dict[str, Thing]:
    """A cohort of Bob's and one of Dora's, from the enrolment to the last training day."""
    world, people = scene.world, scene.people
    bobs = world.cohort(world.bob, first_day=_SPRING, programme=world.programme("Spring of accounts"))
    doras = world.cohort(world.dora, first_day=_SPRING, programme=world.programme("Spring elsewhere"))
    enrolled = {"alice": world.enrol(bobs, world.alice, world.bob, observer=world.tess)}
    enrolled["erin"] = world.enrol(bobs, people["erin"], world.bob, observer=world.tess)
    for name in ("ivan", "jana", "kara"):
        enrolled[name] = world.enrol(bobs, people[name], world.bob)
    enrolled["charlie"] = world.enrol(doras, world.charlie, world.dora)
    sent = {"alice's sent": (enrolled["alice"], world.alice), "tess's sent view": (enrolled["alice"], world.tess)}
    sent["charlie's sent"] = (enrolled["charlie"], world.charlie)
    sent["kara's baseline"] = (enrolled["kara"], people["kara"])
    for name, (enrolment, rater) in sent.items():
        assessment = world.assessment(enrolment, "baseline", rater)
        world.answer_all(assessment, rater, "2", note="Met the plant manager on Tuesday.")
        scene.ids[name] = assessment.public_id
    scene.go_to(3, 11)
    world.answer_all(world.assessment(enrolled["erin"], "baseline", people["erin"]), people["erin"], "2")
    scene.go_to(3, 12)
    world.finish(bobs, world.bob)
    world.finish(doras, world.dora)
    scene.ids["bob's finished"] = bobs.public_id
    scene.ids |= {f"{name}'s enrolment": enrolled[name].public_id for name in ("alice", "charlie")}
    for step in ("plus-90", "talk-after"):
        scene.ids[f"charlie's {step}"] = world.follow_up(enrolled["charlie"], step).public_id
    scene.go_to(3, 13)
    return enrolled


def _april(scene: Scene) -> None:
    """Farid is silent; what he was asked before his training has closed."""
    world, farid = scene.world, scene.people["farid"]
    april = world.cohort(world.bob, first_day=_APRIL, programme=world.programme("April of accounts"))
    enrolment = world.enrol(april, farid, world.bob, observer=world.tess)
    scene.go_to(3, 20)
    scene.ids["farid's closed"] = world.assessment(enrolment, "baseline", farid).public_id
    scene.go_to(4, 7)
    world.finish(april, world.bob)


def _after_thirty_days(scene: Scene, spring: Mapping[str, Thing]) -> None:
    """Erin, Ivan and Kara have answered, Alice has begun, Tess, Charlie and Jana have not."""
    world, people = scene.world, scene.people
    scene.go_to(4, 13)
    for name, value in (("erin", "4"), ("ivan", "N"), ("kara", "4")):
        assessment = world.assessment(spring[name], "plus-30", people[name])
        world.answer_all(assessment, people[name], value)
        scene.ids[f"{name}'s sent"] = assessment.public_id
    thens = {name: world.assessment(spring[name], "then-test", people[name]) for name in ("erin", "kara")}
    world.answer_all(thens["kara"], people["kara"], "1")
    scene.ids |= {f"{name}'s then": one.public_id for name, one in thens.items()}
    alices = world.assessment(spring["alice"], "plus-30", world.alice)
    begun = {"B1a": "4", "B1b": "5"}
    with world.writing() as session:
        for item, value in begun.items():
            save = assessing.Save(item, value, "Two of three:\nthe dairy & the <mill>.", 0, f"begun-by-alice-{item}")
            assessing.save_answer(session, alices.public_id, save, actor=world.actor(world.alice), at=world.now)
    scene.ids["alice's open"] = alices.public_id
    scene.ids["charlie's open"] = world.assessment(spring["charlie"], "plus-30", world.charlie).public_id
    observers_begin(scene, *(world.assessment(spring[name], "plus-30", world.tess) for name in ("alice", "erin")))
    scene.ids["jana's waived"] = world.assessment(spring["jana"], "plus-30", people["jana"]).public_id
    with world.writing() as session:
        row = reinforcement.lock(session, world.follow_up(spring["jana"], "plus-30").id)
        reinforcement.waive(session, row, "On leave until June.", actor=world.actor(world.bob), at=world.now)


def _today(scene: Scene) -> None:
    """Cohorts whose training is today, one that is near, and one that nobody is enrolled in."""
    world, people = scene.world, scene.people
    near = world.cohort(world.bob, first_day=date(2026, 4, 17), programme=world.programme("Next week"))
    world.enrol(near, people["grace"], world.bob, observer=world.tess)
    otto, finn = people["otto"], people["finn"]
    quiet = world.cohort(otto, first_day=date(2026, 5, 4), programme=world.programme("May"))
    world.enrol(quiet, people["pia"], otto)
    programme = world.programme("Account plans")
    scene.ids["programme"] = programme.public_id
    cohorts = {"bob's": world.bob, "dora's with alice": world.dora, "dora's": world.dora, "finn's": finn}
    made = {
        name: world.cohort(owner, first_day=_TODAY, programme=world.programme(f"Account plans {number}"))
        for number, (name, owner) in enumerate(cohorts.items())
    }
    world.enrol(made["bob's"], people["farid"], world.bob)
    world.enrol(made["dora's with alice"], world.alice, world.dora)
    world.enrol(made["dora's with alice"], world.charlie, world.dora)
    world.enrol(made["dora's"], world.charlie, world.dora)
    scene.ids |= {name: cohort.public_id for name, cohort in made.items()} | {"bob's next": near.public_id}


def _around_alice(scene: Scene, enrolment: Thing) -> None:
    """Bob has moved, waived, taken back and held."""
    world = scene.world
    bob = world.actor(world.bob)
    for step in ("plus-90", "pulse-60", "talk-after"):
        scene.ids[f"alice's {step}"] = world.follow_up(enrolment, step).public_id
    with world.writing() as session:
        rows = {
            step: reinforcement.lock(session, world.follow_up(enrolment, step).id)
            for step in ("plus-90", "pulse-60", "talk-before")
        }
        day = date(2026, 6, 16)
        reinforcement.move(session, rows["plus-90"], day, "The plant is shut that week.", actor=bob, at=world.now)
        reinforcement.waive(session, rows["pulse-60"], "Too soon after the other one.", actor=bob, at=world.now)
        reinforcement.hold(session, rows["talk-before"], date(2026, 3, 5), actor=bob, at=world.now)
    with world.writing() as session:
        reinforcement.undo(session, reinforcement.lock(session, rows["pulse-60"].id), actor=bob, at=world.now)


def _of_administrators(scene: Scene) -> None:
    """Uploads that wait for confirmation, and an invitation."""
    world = scene.world
    amir = scene.people["amir"]
    with world.writing() as session:
        kept = {"ann's import": (world.ann, UPLOAD), "amir's import": (amir, NOTHING_NEW)}
        for name, (owner, content) in kept.items():
            scene.ids[name] = people.keep_upload(session, content, actor=world.actor(owner), at=world.now)
        nora = session.get_one(Person, scene.people["nora"].id)
        actor = world.actor(world.ann)
        signin.mail_link(session, nora, "reset", actor=actor, at=world.now)
        scene.ids["link"] = signin.signed(signin.make_link(session, nora, "invitation", actor=actor, at=world.now))


def _of_the_curve(scene: Scene) -> None:
    """Half a year of twelve people whose training Bob runs; the programmes of a stranger and of Bob's own."""
    world = scene.world
    with world.writing() as session:
        plan = Plot(12, date(2025, 10, 1), answered=(30, 90, 180), coached=False, late=frozenset({3}), name="Autumn")
        plotted = plot(session, world.bob.id, plan)
        scene.ids |= {"bob's curve": plotted.cohort, "curve of all": plotted.programme}
        whose = select(Programme.public_id).join(Cohort, Cohort.programme_id == Programme.id)
        for name, cohort in (("dora's programme", "dora's"), ("bob's programme", "bob's finished")):
            found = session.scalar(whose.where(Cohort.public_id == scene.ids[cohort]))
            assert found is not None
            scene.ids[name] = found


def _of_messages(scene: Scene) -> None:
    """Links to short questionnaires, a new one and one that was begun and one that was sent; messages that did not
    arrive, that came back, and that wait for the morning."""
    world = scene.world
    whose = {"alice": world.alice, "charlie": world.charlie, "hana": scene.people["hana"], "ivan": scene.people["ivan"]}
    for name, person in whose.items():
        is_in_words = {"instrument": "day-one", "asked": None} if name == "ivan" else {}
        due = short_questions(world, person, **is_in_words)
        scene.ids[f"{name}'s link"] = link_of(world, due).removeprefix("/a/")
        if name == "hana":
            world.answer_all(due, person, "used")
    states = {"failed": "SMTPRecipientsRefused 550", "bounced": "Bounced 5.1.1", "waiting": "SMTPServerDisconnected"}
    for state, error in states.items():
        with world.writing() as session:
            about = {"kind": "audit-action", "person_id": world.alice.id, "about": {}, "dedupe_key": f"a {state} one"}
            notifications.queue(session, **about, at=world.now)
            made = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == f"a {state} one")).one()
            made.state, made.last_error, made.attempts = state, error, 3
            if state == "waiting":
                made.not_before = world.now.business + timedelta(hours=12)
            scene.ids["alice's message"] = made.public_id if state == "failed" else scene.ids["alice's message"]


def _of_the_library(scene: Scene) -> None:
    """A card of a deck of boosters, by the code that the deck gives it, and what is best in its second setting."""
    world = scene.world
    with world.reading() as session:
        piece = shelves.piece(session, "boosters", "boosters-deciders", actor=world.actor(world.ann))
    assert piece is not None and isinstance(piece.content, Deck)
    card = piece.content.cards[0]
    scene.ids |= {"card": card.code, "setting": card.variants[1].code, "best": card.best.code}
    scene.ids["second best"] = next(option.code for option in card.options if not option.best)


def _plan_that_is_written(scene: Scene) -> None:
    """Ann changes a copy of the standard plan: two requests are too near now, and the look after a year is out."""
    world = scene.world
    ann = world.actor(world.ann)
    with world.writing() as session:
        version = library.newest(session, "plans", "standard")
        assert version is not None
        draft = plans.copy(session, version, actor=ann, at=world.now)
        week = plans.plan_of(draft).step("week-one")
        near = replace(week, days=5, opens=5)
        plans.save_step(session, draft, near, plans.print_of(week), actor=ann, at=world.now)
        plans.remove_step(session, draft, "plus-365", actor=ann, at=world.now)
        plan = plans.plan_of(draft)
        scene.ids |= {"draft": draft.public_id, "print of draft": plans.print_of(plan)}
        scene.ids["print of trio"] = plans.print_of(plan.step("trio"))
