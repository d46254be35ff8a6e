"""Audits of tests: opened, answered, drafted, final."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from kamcoach.assessing import services as assessing
from kamcoach.assessing.models import Assessment, Occasion
from kamcoach.auditing import actions, findings, papers, services
from kamcoach.auditing.models import Audit, EvidenceRequest, Finding
from kamcoach.database import new_public_id
from kamcoach.library import queries as library
from kamcoach.people.models import Person
from tests.factories.answering import save_all
from tests.factories.world import Someone, Thing, World

INSTRUMENT = "audit-key-account-manager"


def audit(world: World, person: Someone, by: Someone | None = None) -> Thing:
    """An audit of the last ninety days of a person's work, by Hugh unless told otherwise."""
    actor = world.actor(by or world.hugh)
    with world.writing() as session:
        instrument = library.newest(session, "instruments", INSTRUMENT)
        assert instrument is not None
        plan = services.Plan(
            person=session.get_one(Person, person.id),
            instrument=instrument,
            period_from=world.today - timedelta(days=90),
            period_to=world.today - timedelta(days=1),
            reason="The yearly round.",
            independence="We have never met.",
        )
        made = services.open_audit(session, plan, public_id=new_public_id(), actor=actor, at=world.now)
        return Thing(made.id, made.public_id)


def seat(world: World, made: Thing) -> Thing:
    """The auditor's assessment."""
    with world.reading() as session:
        occasion_id = session.get_one(Audit, made.id).occasion_id
        found = session.scalars(select(Assessment).where(Assessment.occasion_id == occasion_id)).one()
        return Thing(found.id, found.public_id)


def items(world: World, made: Thing) -> list[str]:
    """The items of its checklist."""
    with world.reading() as session:
        occasion = session.get_one(Occasion, session.get_one(Audit, made.id).occasion_id)
        return [item.code for item in assessing.instrument_of(session, occasion).items]


def answer(world: World, made: Thing, value: str = "X", but: Mapping[str, str] | None = None) -> None:
    """Answer the whole checklist with one value, some differently; of those below it, the note says why."""
    mine, hugh, codes = seat(world, made), world.actor(world.hugh), items(world, made)
    with world.writing() as session:
        values = {item: (but or {}).get(item, value) for item in codes}
        note = "As the papers show."
        save_all(session, mine.public_id, values, note=note, by="audited", actor=hugh, at=world.now)


def ask(world: World, made: Thing, item: str, text: str = "The signed minutes.") -> Thing:
    """Ask for a piece of evidence."""
    hugh = world.actor(world.hugh)
    with world.writing() as session:
        due_on = world.today + timedelta(days=14)
        papers.ask(session, made.public_id, item, text, "A", due_on, actor=hugh, at=world.now)
    (found,) = world.rows(EvidenceRequest, EvidenceRequest.audit_id == made.id, EvidenceRequest.asked_for == text)
    return Thing(found.id, found.public_id)


def hand_in(world: World, made: Thing, evidence: Thing, person: Someone, *, days_ago: int = 30) -> None:
    """Hand it in, dated so many days ago."""
    actor = world.actor(person)
    given = papers.HandedIn("Minutes, signed.", "Binder 3", world.today - timedelta(days=days_ago), "")
    with world.writing() as session:
        papers.hand_in(session, made.public_id, evidence.public_id, given, 1, actor=actor, at=world.now)


def drafted(world: World, person: Someone, text: str = "Two of five lack a paper.") -> Thing:
    """An audit with one item not met and its finding, sent to the person."""
    made = audit(world, person)
    first = items(world, made)[0]
    answer(world, made, but={first: "0"})
    hugh = world.actor(world.hugh)
    with world.writing() as session:
        findings.save_finding(session, made.public_id, first, text, 0, actor=hugh, at=world.now)
        session.flush()
        findings.send_draft(session, made.public_id, actor=hugh, at=world.now)
    return made


def finding_of(world: World, made: Thing) -> Thing:
    """Its only finding."""
    (found,) = world.rows(Finding, Finding.audit_id == made.id)
    return Thing(found.id, found.public_id)


def final(world: World, person: Someone) -> Thing:
    """A drafted audit, replied to and final."""
    made, actor, hugh = drafted(world, person), world.actor(person), world.actor(world.hugh)
    finding = finding_of(world, made)
    with world.writing() as session:
        said = ("It was three of five.", "The client never signs.")
        findings.save_reply(session, made.public_id, finding.public_id, *said, 0, actor=actor, at=world.now)
        findings.send_reply(session, made.public_id, actor=actor, at=world.now)
        session.flush()
        findings.finalise(session, made.public_id, actor=hugh, at=world.now)
    return made


def action(world: World, made: Thing, owner: Someone, what: str = "Minutes within two days.") -> Thing:
    """An action on its finding."""
    hugh, finding, operation = world.actor(world.hugh), finding_of(world, made), new_public_id()
    with world.writing() as session:
        actions.add(
            session,
            made.public_id,
            finding.public_id,
            operation=operation,
            what=what,
            owner=session.get_one(Person, owner.id),
            due_on=world.today + timedelta(days=30),
            actor=hugh,
            at=world.now,
        )
    return Thing(0, operation)


def audits_of_scene(world: World, ids: dict[str, str]) -> None:
    """Alice has the draft of hers, with a paper that she handed in; Charlie's is final, Dora sees to an action."""
    alices = drafted(world, world.alice)
    evidence = ask(world, alices, items(world, alices)[1])
    hand_in(world, alices, evidence, world.alice)
    charlies = final(world, world.charlie)
    ids |= {"alice's audit": alices.public_id, "alice's paper": evidence.public_id}
    ids |= {"charlie's audit": charlies.public_id, "dora's action": action(world, charlies, world.dora).public_id}
    ids["alice's action"] = action(world, charlies, world.alice, "Her own minutes.").public_id
    ids["bob's action"] = action(world, charlies, world.bob, "A talk about minutes.").public_id
    with world.writing() as session:
        actions.mark_done(session, ids["bob's action"], "Held.", actor=world.actor(world.bob), at=world.now)
