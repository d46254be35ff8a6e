"""The manager's talks: /talks, the letters about them, cards of Today, and the readiness of a cohort."""

from datetime import timedelta

from kamcoach.notifications.models import OutboxMessage
from kamcoach.people.models import Line
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services as reinforcement
from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from tests.factories.browsing import form_of, links, problems, said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.letters import letter
from tests.factories.world import Thing, World, counting

BEFORE = "Talk with Alice before the training"


def enrolled(world: World, *, days: int = 5) -> tuple[Thing, Thing]:
    """Alice's training begins in some days: her cohort and enrolment."""
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=days))
    return cohort, world.enrol(cohort, world.alice, world.bob)


def test_a_manager_sees_the_talk_holds_it_with_a_promise_and_takes_it_back(world: World) -> None:
    _, enrolment = enrolled(world)
    mona = world.client(world.mona)
    page = mona.get("/talks").text
    assert f"{BEFORE} Due today" not in said(page) and BEFORE in said(page)
    assert "Focus: Top decision makers, Needs and worries" in said(page)
    assert links(page)[f"What to talk about: {BEFORE}"] == "/library/instruments/talk-before"
    url = links(page)[f"We held it: {BEFORE}"]
    assert form_of(mona.get(url).text, holding="held_on")["held_on"] == world.today.isoformat()
    sent = {"held_on": world.today.isoformat(), "promised": "The dairy's review in May."}
    assert mona.post(url, data=sent).status_code == 302
    assert world.follow_up(enrolment, "talk-before").held_on == world.today
    (event,) = world.rows(FollowUpEvent)
    assert (event.kind, event.by_id, event.reason) == ("held", world.mona.id, "The dairy's review in May.")
    timeline = said(world.client(world.bob).get(f"/people/{world.alice.public_id}").text)
    assert "Marked as held by Mona. Promised: The dairy's review in May." in timeline
    html = mona.get("/talks").text
    assert f"{BEFORE}: held on Monday 2 March." in said(html)
    assert mona.post(url.replace("/held", "/undo")).status_code == 302
    assert world.follow_up(enrolment, "talk-before").held_on is None
    again = mona.post(url.replace("/held", "/undo"))
    assert again.status_code == 409


@ON_ONE_ENGINE
def test_bad_days_are_refused_with_what_was_typed(world: World) -> None:
    _, enrolment = enrolled(world)
    mona, url = world.client(world.mona), f"/talks/{world.follow_up(enrolment, 'talk-before').public_id}/held"
    for day, problem in (("2026-03-03", "This day is still to come."), ("2026-02-30", "February 2026 has 28 days.")):
        reply = mona.post(url, data={"held_on": day, "promised": "The dairy."})
        assert (reply.status_code, problems(reply.text)) == (422, {"held_on": problem})
        assert dict(form_of(reply.text, holding="held_on").items())["promised"] == "The dairy."
    assert world.rows(FollowUpEvent) == []


@ON_ONE_ENGINE
def test_only_whoever_manages_the_person_today(world: World) -> None:
    _, enrolment = enrolled(world)
    nadia = world.person("Nadia", Role.MANAGER)
    talk = world.follow_up(enrolment, "talk-before").public_id
    for who in (world.alice, world.bob, world.hugh, world.ann):
        assert world.client(who).get("/talks").status_code == 403
        assert world.client(who).post(f"/talks/{talk}/held").status_code == 403
    stranger = world.client(nadia)
    assert "No talk is near." in said(stranger.get("/talks").text)
    for act in ("held", "undo"):
        codes = [stranger.post(f"/talks/{one}/{act}").status_code for one in (talk, "AbsentAbsent1234")]
        assert codes == [404, 404]
    measure = world.follow_up(enrolment, "baseline").public_id
    assert world.client(world.mona).get(f"/talks/{measure}/held").status_code == 404
    world.end_line("manager", world.alice, world.today)
    assert world.client(world.mona).get(f"/talks/{talk}/held").status_code == 404
    assert world.rows(FollowUpEvent) == []


def test_a_letter_when_it_opens_and_one_when_it_is_due(world: World) -> None:
    enrolled(world, days=20)

    def letters() -> list[OutboxMessage]:
        world.tick()
        return list(world.rows(OutboxMessage, OutboxMessage.kind == "talk"))

    assert letters() == []
    world.clock.forward(days=6)
    (first,) = letters()
    assert first.person_id == world.mona.id
    title, text = letter(world, first) or ("", "")
    assert title == BEFORE and "It can be marked as held until Friday 20 March." in text
    assert len(letters()) == 1
    world.clock.forward(days=9)
    assert len(letters()) == len(letters()) == 2
    with world.writing() as session:
        talk = reinforcement.lock(session, world.rows(FollowUp, FollowUp.step == "talk-before")[0].id)
        reinforcement.hold(session, talk, world.today, actor=world.actor(world.mona), at=world.now)
    assert letter(world, letters()[-1]) is None


@ON_ONE_ENGINE
def test_a_letter_to_a_manager_of_yesterday_is_not_composed(world: World) -> None:
    enrolled(world)
    world.tick()
    (waiting,) = world.rows(OutboxMessage, OutboxMessage.kind == "talk", OutboxMessage.dedupe_key.like("talk:%"))
    with world.writing() as session:
        session.query(Line).filter(Line.kind == "manager").update({"to_date": world.today})
    assert letter(world, waiting) is None


@ON_ONE_ENGINE
def test_today_shows_a_manager_the_talk_in_one_query_more_and_nobody_else(world: World) -> None:
    nadia = world.client(world.person("Nadia", Role.TRAINEE))
    nadia.get("/")
    without = len(counting(world.app, lambda: nadia.get("/"))[1])
    enrolled(world)
    mona = world.client(world.mona)
    assert BEFORE in said(mona.get("/").text)
    assert len(counting(world.app, lambda: mona.get("/"))[1]) == without + 2, "the talks, and their trainings"
    assert BEFORE not in said(world.client(world.alice).get("/").text)


@ON_ONE_ENGINE
def test_a_cohort_is_not_ready_before_four_of_five_talks_were_held(world: World) -> None:
    cohort, _enrolment = enrolled(world)
    erin = world.person("Erin", Role.TRAINEE)
    world.line("coach", erin, world.bob)
    world.enrol(cohort, erin, world.bob)
    bob, url = world.client(world.bob), f"/cohorts/{cohort.public_id}"
    page = said(bob.get(url).text)
    assert "Not ready Fewer than 80 % of the talks before the training were held." in page
    assert "Held before0 of 2" in page
    assert "Alice Mona, at the latest Thursday 5 March" in page
    assert "Erin nobody manages them here: name a manager first" in page
    assert bob.post(f"{url}/nudge-managers").status_code == 302
    assert "Reminders leave, to Mona." in said(bob.get(url).text)
    assert [one.kind for one in world.rows(FollowUpEvent)] == ["nudged"]
    bob.post(f"{url}/nudge-managers")
    assert "Left alone, because they had one in the last three days: Mona." in said(bob.get(url).text)
    with world.writing() as session:
        for row in world.rows(FollowUp, FollowUp.kind == "talk"):
            talk = reinforcement.lock(session, row.id)
            reinforcement.hold(session, talk, world.today, actor=world.actor(world.bob), at=world.now)
    page = said(bob.get(url).text)
    assert "Not ready" not in page and "Held before2 of 2" in page
    for who, status in ((world.dora, 404), (world.alice, 403), (world.mona, 403)):
        assert world.client(who).post(f"{url}/nudge-managers").status_code == status
