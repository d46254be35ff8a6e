"""Two views side by side: for the two whom they are about, after both have sent, with what is worth talking about."""

from kamcoach.assessing.models import Result, Standing
from kamcoach.cycles import jobs
from kamcoach.notifications.models import OutboxMessage
from tests.factories.browsing import said
from tests.factories.cycles import cycle, occasion_of, rate, rated_pair, seat
from tests.factories.world import World, counting


def _page(world: World, who: str, occasion: str) -> str:
    return said(world.client(getattr(world, who)).get(f"/pairs/{occasion}").get_data(as_text=True))


def test_until_both_have_sent_nobody_sees_the_other_view(world: World) -> None:
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    own = rate(world, made, world.alice, note="Own evidence.")
    for person in (world.alice, world.mona, world.hugh, world.bob):
        assert world.client(person).get(f"/pairs/{made.public_id}").status_code == 404
    assert world.client(world.mona).get(f"/assessments/{own.public_id}").status_code == 404
    rate(world, made, world.mona)
    assert {world.client(who).get(f"/pairs/{made.public_id}").status_code for who in (world.alice, world.mona)} == {200}


def test_strangers_never_see_it(world: World) -> None:
    made = rated_pair(world)
    for person in (world.bob, world.charlie, world.dora, world.hugh, world.ann, world.tess):
        assert world.client(person).get(f"/pairs/{made.public_id}").status_code == 404


def test_the_largest_difference_stands_first_and_is_pointed_to(world: World) -> None:
    made = rated_pair(world, own={"negotiation": "5", "orders": "3"}, manager={"orders": "2"})
    page = _page(world, "mona", made.public_id)
    rows = page.split("In words", 1)[1]
    assert rows.index("Selling and negotiating") < rows.index("Order processing") < rows.index("Delegation")
    assert "2 levels apart, Alice higher. Talk about this first." in page
    assert "One apart, Alice higher. Two raters often differ this much." in page
    assert "Same level, as the job needs." in page
    assert "Own evidence." in page
    assert "What the manager saw." in page


def test_when_the_window_closes_one_view_is_enough_and_the_page_says_so(world: World) -> None:
    made = occasion_of(world, cycle(world, world.alice, days=5), world.alice)
    rate(world, made, world.mona)
    world.clock.forward(days=7)
    world.tick()
    page = _page(world, "alice", made.public_id)
    assert "with one view missing" in page
    assert "The window closed without the view of Alice" in page


def test_results_of_both_are_kept_apart(world: World) -> None:
    rated_pair(world, own={"negotiation": "5"})
    found = {row.relation: row.value for row in world.rows(Result, Result.measure == "kam-competencies/negotiation")}
    assert found == {"self": 5.0, "manager": 3.0}
    relations = {row.relation for row in world.rows(Standing)}
    assert relations == {"self", "manager"}


def test_a_former_manager_sees_it_no_more_and_the_new_one_does(world: World) -> None:
    made = rated_pair(world)
    max_ = world.person("Max")
    world.end_line("manager", world.alice, world.today)
    world.line("manager", world.alice, max_, world.today)
    assert world.client(world.mona).get(f"/pairs/{made.public_id}").status_code == 404
    assert world.client(world.mona).get(f"/assessments/{seat(world, made, world.mona).public_id}").status_code == 404
    page = said(world.client(max_).get(f"/pairs/{made.public_id}").get_data(as_text=True))
    assert "Mona, manager" in page, "what was sent stays the view of who sent it"


def test_who_owes_the_next_view_does_not_see_the_last_pair(world: World) -> None:
    made = rated_pair(world)
    world.clock.forward(days=40)
    again = occasion_of(world, cycle(world, world.alice, title="Autumn 2026"), world.alice)
    assert world.client(world.mona).get(f"/pairs/{made.public_id}").status_code == 404
    rate(world, again, world.mona)
    assert world.client(world.mona).get(f"/pairs/{made.public_id}").status_code == 200


def test_the_sheet_says_before_the_first_answer_who_will_read_it(world: World) -> None:
    made = occasion_of(world, cycle(world, world.alice), world.alice)
    page = world.client(world.alice).get(f"/assessments/{seat(world, made, world.alice).public_id}/answer")
    text = said(page.get_data(as_text=True))
    assert "Mona when you have both sent it or the window closes" in text
    assert "never the own view alone" in text
    other = world.client(world.mona).get(f"/assessments/{seat(world, made, world.mona).public_id}/answer")
    assert "Your view of Alice" in said(other.get_data(as_text=True))


def test_both_are_told_once_by_mail_and_on_their_page(world: World) -> None:
    made = rated_pair(world)
    world.tick()
    world.clock.forward(hours=2)
    world.tick()

    letters = world.rows(OutboxMessage, OutboxMessage.kind == "side-by-side")
    assert sorted(letter.person_id for letter in letters) == sorted([world.alice.id, world.mona.id])
    assert f"/pairs/{made.public_id}" in world.client(world.alice).get("/").get_data(as_text=True)


def test_the_worker_does_not_come_back_to_who_has_been_told(world: World) -> None:
    world.baseline(world.charlie, world.dora)  # the people of the organisation are more than this pair
    rated_pair(world)
    with world.app.app_context():
        assert jobs.tell_released(world.now) == 2
        told, statements = counting(world.app, lambda: jobs.tell_released(world.now))
    assert (told, len(statements)) == (0, 1), "or a hundred told pairs would keep the next ones waiting"
