"""Days away, a calendar's address, looks and requests of the scene."""

from datetime import date, timedelta

from kamcoach.calendars import services as calendars
from kamcoach.mentoring import comments, looks
from kamcoach.mentoring.comments import Wish
from kamcoach.people.models import Person
from kamcoach.reinforcement import absences
from kamcoach.reinforcement.absences import Days
from tests.factories.world import Someone, World
from tests.kamcoach.mentoring.looking import answer, sheet_named


def mentors_of_scene(world: World, ids: dict[str, str]) -> None:
    """Tess accompanies Alice for two months and has looked at the dairy; Finn accompanies Charlie."""
    finn = Someone(*_of(world, "Finn"))
    for person, mentor in ((world.alice, world.tess), (world.charlie, finn)):
        world.line("mentor", person, mentor, since=world.today - timedelta(days=60))
    with world.writing() as session:
        dairy, tess = ids["dairy"], world.actor(world.tess)
        look = looks.begin(session, world.alice.public_id, dairy, actor=tess, at=world.now)
    answer(world, sheet_named(world, look), world.tess)
    ids["alice's look"] = look
    wishes = {"request": "Prices of <line 2>", "commented": "Plan for 2028"}
    with world.writing() as session:
        for name, title in wishes.items():
            for whose, someone in (("alice's", world.alice), ("charlie's", world.charlie)):
                wish = Wish("proposal", title, "https://example.com/paper", "Too low?", date(2026, 4, 20))
                row = comments.ask(session, wish, actor=world.actor(someone), at=world.now)
                ids[f"{whose} {name}"] = row.public_id
        done = ids["alice's commented"]
        comments.comment(session, done, "Show the stores first.", actor=tess, at=world.now)


def days_away_of_scene(world: World, ids: dict[str, str]) -> None:
    """Alice and Charlie are away at Christmas; Alice has an address for her calendar."""
    days = Days(date(2026, 12, 23), date(2026, 12, 30))
    with world.writing() as session:
        for name, someone in (("alice's", world.alice), ("charlie's", world.charlie)):
            actor = world.actor(someone)
            made = absences.enter(session, someone.id, days, confirmed=False, actor=actor, at=world.now)
            ids[f"{name} absence"] = made.public_id
        feed = calendars.make_address(session, actor=world.actor(world.alice), at=world.now)
        ids["alice's calendar"] = calendars.path_of(feed).split("/")[2].removesuffix(".ics")


def _of(world: World, name: str) -> tuple[int, str, str, str]:
    (person,) = world.rows(Person, Person.name == name)
    return person.id, person.public_id, name, person.email or ""
