"""The four levels of a programme: what each says, who did not answer, who reads it, and what nobody can read off."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from kamcoach.insights.levels import Levels, levels
from kamcoach.people.models import Line, Person
from kamcoach.permissions.roles import Role
from kamcoach.training.models import Cohort, Enrolment, Programme
from tests.factories.browsing import links, parsed, said, words
from tests.factories.curves import Plot, Plotted, plot, value_of
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import csv_rows, take
from tests.factories.levels import react, seat, show_cards
from tests.factories.outcomes_file import store
from tests.factories.world import Someone, World, counting
from tests.kamcoach.insights.test_curve import steady

LAST_DAY = date(2026, 3, 12)
BEFORE, AFTER = (date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 7, 1), date(2026, 9, 30))
ANSWERS = {0: 1, 1: 2, 2: 2, 3: 3, 4: 3, 5: 3, 6: 4, 7: None, 8: None}


def plotted(world: World, people: int = 12, value: Any = value_of, **more: Any) -> Plotted:
    """A cohort of Bob's, half a year after its training, with the seats of its fixed days."""
    world.clock.set(datetime(2026, 10, 20, 1, tzinfo=UTC))
    with world.writing() as session:
        made = plot(session, world.bob.id, Plot(people, LAST_DAY, answered=(30, 90), **more), value)
        seat(session, made)
    return made


def beside(world: World, made: Plotted, people: int, **more: Any) -> Plotted:
    """Another cohort of the same programme."""
    other = plotted(world, people, name="Second", **more)
    with world.writing() as session:
        programme = session.query(Programme.id).where(Programme.public_id == made.programme).scalar()
        session.execute(
            update(Cohort).where(Cohort.public_id == other.cohort).values(programme_id=programme, name="Second")
        )
    return other


def found(world: World, made: Plotted, who: Someone | None = None, cohort: str = "") -> Levels:
    with world.reading() as session:
        read = levels(session, made.programme, cohort, actor=world.actor(who or world.bob), at=world.now)
    assert read is not None
    return read


def page(world: World, made: Plotted, who: Someone | None = None, cohort: str = "") -> str:
    reply = world.client(who or world.bob).get(f"/programmes/{made.programme}/levels?cohort={cohort}")
    assert reply.status_code == 200
    return str(reply.text)


# -- what each level says --------------------------------------------------------------------------------------------


def test_reaction_is_a_distribution_and_says_who_is_silent(world: World) -> None:
    made = plotted(world)
    with world.writing() as session:
        react(session, made, ANSWERS)
    (reaction,) = found(world, made).reactions
    (use,) = reaction.distributions
    assert (use.points, use.n) == ([("Nothing yet", 1), ("An idea", 2), ("A plan", 3), ("A date", 1)], 7)
    assert (reaction.heard.asked, reaction.heard.answered) == (9, 7)
    assert reaction.heard.silent == ["Plotted 00007", "Plotted 00008"]
    text = said(page(world, made))
    assert "7 of 9 answered. Not yet, or not at all: Plotted 00007, Plotted 00008." in text
    assert "4 of 7 left with “A plan” or “A date”." in text


def test_recall_compares_first_and_later_answers_of_the_same_people(world: World) -> None:
    made = plotted(world)
    turns: dict[int, tuple[bool | None, ...]] = {place: (place < 2, None, True, place < 4) for place in range(6)}
    with world.writing() as session:
        show_cards(session, made, turns | {6: (True,), 7: (None,)})
        show_cards(session, made, {8: (False, True)}, measure="B2")
        show_cards(session, made, {9: (False, True)}, days=-10)
    recall = found(world, made).recall
    assert (recall.shown, recall.answered, recall.n) == (8, 7, 6), "what is not trained, or came before, is no recall"
    assert (recall.first, recall.later) == (pytest.approx(2 / 6), pytest.approx(5 / 6))
    text = said(page(world, made))
    assert "33 % were right the first time a card was answered, 83 % when it came back" in text
    assert "7 of 8 who were shown cards answered one or more. Who they are is not told." in text


def test_recall_says_nothing_below_five_people_and_why(world: World) -> None:
    made = plotted(world)
    with world.writing() as session:
        show_cards(session, made, {place: (False, True) for place in range(4)})
    recall = found(world, made).recall
    assert (recall.n, recall.first, recall.later) == (4, None, None)
    assert "A figure shows from 5 people on, because what one person chose is nobody’s." in said(page(world, made))


def test_behaviour_is_the_curve_s_own_figure_with_its_control_and_what_chance_would_do(world: World) -> None:
    def drifting(person: int, relation: str, measure: str, phase: str, day: int) -> float | None:
        return 3.0 + (person % 2 if phase == "baseline" else person // 2 % 2)

    made = plotted(world, value=steady)
    with world.writing() as session:
        plot(session, world.dora.id, Plot(32, LAST_DAY, answered=(30,), trained=("B2",), name="C"), drifting)
    behaviour = found(world, made).behaviour
    assert (behaviour.day, behaviour.heard["self"].asked, behaviour.heard["observer"].asked) == (90, 8, 0)
    lines = {line.measure.code: line for line in behaviour.lines}
    assert [code for code, line in lines.items() if line.is_trained] == ["B1", "B5", "B9"]
    assert len(lines) == 9
    newest, expected = lines["B5"].newest, lines["B5"].expected
    assert newest is not None and expected is not None and lines["B2"].expected is None
    assert (newest.day, newest.matched.n, newest.matched.before, newest.matched.now) == (90, 8, 2.0, 4.0)
    assert expected.value == pytest.approx(1.5)
    html = page(world, made)
    assert "After 90 days what was trained went 2.0 → 4.0, what was not 2.0 → 2.0 (8 people)." in said(html)
    assert links(html)["Knows their needs and worries"] == (
        f"/programmes/{made.programme}/curve?behaviour=B5#behaviour"
    )


def test_results_are_of_matched_people_beside_those_who_were_not_trained(world: World) -> None:
    made, control = plotted(world), plotted(world, 6, name="Elsewhere")
    with world.writing() as session:
        store(session, {person: 50 + place for place, person in enumerate(made.people[:10])}, BEFORE, world.now)
        store(session, {person: 56 + place for place, person in enumerate(made.people[:9])}, AFTER, world.now)
        for period, value in ((BEFORE, 40), (AFTER, 41)):
            store(session, dict.fromkeys(control.people, value), period, world.now)
    read = found(world, made).results
    (result,) = read.found
    assert (result.figure, result.unit, result.people, result.trained.n, result.others.n) == ("Renewals", "%", 12, 9, 6)
    assert (result.trained.before.median, result.trained.after.median, result.trained.change) == (54, 60, 6)
    assert (result.others.before.median, result.others.after.median) == (40, 41)
    text = said(page(world, made))
    assert "Renewals: 54 → 60 %, 9 of 12 people; not in the training 40 → 41 %, 6 people." in text
    assert "It proves no cause" in text


def test_without_figures_of_the_business_the_fourth_level_says_what_would_bring_them(world: World) -> None:
    made = plotted(world)
    assert "No figures of the business were imported. An administrator can import them." in said(page(world, made))
    with world.writing() as session:
        store(session, {made.people[0]: 1.0}, BEFORE, world.now)
    assert "No figure has a period before this training and one of like length after it" in said(page(world, made))
    assert links(page(world, made, world.ann))["Import figures"] == "/administration/outcomes/import"
    assert "Import figures" not in links(page(world, made))


# -- nobody can be read off ------------------------------------------------------------------------------------------


def test_a_small_cohort_cannot_be_read_off_the_programme_by_choosing_the_other(world: World) -> None:
    """Whatever the page tells of the programme, less what it tells of a cohort, is nobody or five people at least."""
    made = plotted(world, 6)
    small = beside(world, made, 3)
    with world.writing() as session:
        for which in (made, small):
            react(session, which, {place: 1 + place % 4 for place in range(len(which.people))})
            show_cards(session, which, {place: (False, True) for place in range(len(which.people))})
            for period in (BEFORE, AFTER):
                store(session, {person: float(person) for person in which.people}, period, world.now)
    whole, one, three = (found(world, made, cohort=cohort) for cohort in ("", made.cohort, small.cohort))
    assert (whole.people, one.people, three.people) == (9, 6, 3)
    for of in (whole, one):
        (use,) = of.reactions[0].distributions
        assert (use.n, Counter(dict(use.points)).total()) == (6, 6)
        assert of.recall.n == of.results.found[0].trained.n == 6
    assert whole.reactions[0].distributions[0].left_out == whole.recall.left_out == whole.results.found[0].left_out == 3
    assert three.reactions[0].distributions[0].points == []
    assert three.recall.first is three.results.found[0].trained.after.median is None
    assert "3 people of cohorts with fewer than 5 are left out" in said(page(world, made))


def test_two_small_cohorts_that_make_five_together_count(world: World) -> None:
    made = plotted(world, 4)
    other = beside(world, made, 3)
    with world.writing() as session:
        for which in (made, other):
            react(session, which, {place: 2 for place in range(len(which.people))})
    assert found(world, made).reactions[0].distributions[0].n == 7
    for cohort in (made.cohort, other.cohort):
        assert not found(world, made, cohort=cohort).reactions[0].distributions[0].is_shown


@ON_ONE_ENGINE
def test_no_figure_of_fewer_than_five_stands_on_the_page_or_in_the_file(world: World) -> None:
    made = plotted(world, 4, value=steady)
    with world.writing() as session:
        react(session, made, {place: 3 for place in range(4)})
        show_cards(session, made, {place: (False, True) for place in range(4)})
        for period in (BEFORE, AFTER):
            store(session, dict.fromkeys(made.people, 61.25), period, world.now)
    for who in (world.bob, world.hugh):
        html = page(world, made, who)
        assert '<svg class="chart' not in html and "61.2" not in html and "%</b>" not in html
        rows = csv_rows(take(world, who, "levels", programme=made.programme))
        assert rows and {(row["Figure"], row["Lower quartile"]) for row in rows} == {("", "")}


# -- who reads it ----------------------------------------------------------------------------------------------------


def test_coaches_have_the_names_of_their_own_people_and_hr_of_five_or_more(world: World) -> None:
    made = plotted(world, 6, coached=False)
    with world.writing() as session:
        react(session, made, {place: None for place in range(6)})
        session.add(Line(person_id=made.people[1], holder_id=world.dora.id, kind="coach", from_date=LAST_DAY))
    of_dora, of_bob, of_hugh = (
        found(world, made, who).reactions[0].heard for who in (world.dora, world.bob, world.hugh)
    )
    assert (of_dora.silent, of_dora.others) == (["Plotted 00001"], 5)
    assert (of_bob.silent, of_bob.others) == ([], 6), "who runs a training coaches nobody by that"
    assert len(of_hugh.silent) == 6
    assert "Not yet, or not at all: Plotted 00001, and 5 other people." in said(page(world, made, world.dora))
    with world.writing() as session:
        session.execute(update(Enrolment).where(Enrolment.id.in_(made.enrolments[4:])).values(attended=False))
    assert (found(world, made, world.hugh).reactions[0].heard.silent, found(world, made).people) == ([], 4)


def test_administrators_see_how_many_answered_and_the_business_and_nothing_else(world: World) -> None:
    made = plotted(world, value=steady)
    with world.writing() as session:
        react(session, made, ANSWERS)
        show_cards(session, made, {place: (False, True) for place in range(6)})
        for period in (BEFORE, AFTER):
            store(session, dict.fromkeys(made.people, 61.5), period, world.now)
    text = said(page(world, made, world.ann))
    assert "7 of 9 answered. 2 people did not." in text and "8 of 8 answered." in text
    assert "61.5 → 61.5 %" in text
    assert "Plotted 0" not in text and "A plan" not in text and "2.0 → 4.0" not in text and "100 %" not in text
    levels_in_file = {
        row["Level"] for row in csv_rows(take(world, world.ann, "levels", programme=made.programme)) if row["Figure"]
    }
    assert levels_in_file == {"results"}


def test_strangers_are_told_nothing_and_other_roles_nothing_at_all(world: World) -> None:
    made, other = plotted(world, coached=False), plotted(world, 2, name="Other")
    url = f"/programmes/{made.programme}/levels"
    for who, status in ((world.bob, 200), (world.hugh, 200), (world.ann, 200), (world.dora, 404)):
        assert world.client(who).get(url).status_code == status
        assert take(world, who, "levels", programme=made.programme).status_code == status
    for who in (world.alice, world.mona, world.tess):
        assert world.client(who).get(url).status_code == 403
    bob = world.client(world.bob)
    for cohort in (other.cohort, "absent", "x" * 500):
        assert bob.get(f"{url}?cohort={cohort}").status_code == 404
    assert bob.get("/programmes/absent/levels").status_code == 404
    both = world.client(world.person("Both", Role.COACH, Role.ADMINISTRATOR))
    assert "you see how many answered" in said(both.get(url).text), "a stranger's training opens no further"


def test_who_is_still_to_be_rated_blind_is_left_out_of_all_four(world: World) -> None:
    made = plotted(world)
    world.baseline(world.alice, world.bob, observer=world.bob)
    with world.writing() as session:
        react(session, made, {place: 2 for place in range(12)})
        session.get_one(Enrolment, made.enrolments[0]).person_id = world.alice.id
    read = found(world, made)
    assert (read.people, read.reactions[0].distributions[0].n) == (11, 11)
    assert "1 person is left out here until you have sent what you saw of them" in said(page(world, made))
    assert found(world, made, world.hugh).people == 12


# -- the page and the file -------------------------------------------------------------------------------------------


@ON_ONE_ENGINE
def test_the_file_holds_the_figures_of_the_page(world: World) -> None:
    made = plotted(world, value=steady)
    with world.writing() as session:
        react(session, made, ANSWERS)
        show_cards(session, made, {place: (False, True) for place in range(6)})
        for period in (BEFORE, AFTER):
            store(session, dict.fromkeys(made.people, 61.5), period, world.now, name="=Renewals")
    rows = csv_rows(take(world, world.bob, "levels", programme=made.programme))
    told = {
        (row["Level"], row["What"], row["When"], row["Whose"]): (row["Figure"], row["People"], row["Of"])
        for row in rows
    }
    use = "What the training gave for one customer: A plan"
    assert told["reaction", use, "after the training", ""] == ("3", "7", "9")
    assert told["recall", "Cards answered right", "when it came back", ""] == ("100", "6", "6")
    needs = "Knows their needs and worries"
    assert told["behaviour", needs, "after the training", "observers"] == ("4.0", "8", "12")
    assert told["results", "'=Renewals", "after the training", ""] == ("61.5", "12", "12")
    assert told["results", "'=Renewals", "after the training", "not in the training"] == ("", "0", "")
    html = page(world, made)
    assert 'formaction="/exports/levels.csv"' in html and len(html) < 100_000
    assert len([one for one in parsed(html).iter() if one.get("role") == "img"]) == 4
    assert [words(one) for one in parsed(html).iter("h2")][1:] == [
        "1 Reaction: what it gave them",
        "2 Recall: what they still know",
        "3 Behaviour: what they do at work",
        "4 Results: what came of it",
    ]


@ON_ONE_ENGINE
def test_the_trainings_the_cohort_and_the_curves_lead_to_it(world: World) -> None:
    made = plotted(world)
    here = f"/programmes/{made.programme}/levels"
    bob, hugh, ann = (world.client(who) for who in (world.bob, world.hugh, world.ann))
    assert links(bob.get("/trainings").text)["Four levels: Plotted"] == here
    assert links(ann.get("/trainings").text)["Four levels: Plotted"] == here
    assert links(bob.get(f"/cohorts/{made.cohort}").text)["Four levels"] == f"{here}?cohort={made.cohort}"
    assert links(hugh.get("/curves").text)["Four levels: Plotted"] == here


@ON_ONE_ENGINE
def test_a_training_that_is_still_to_come_says_when_each_level_begins(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=date(2026, 4, 20))
    world.enrol(cohort, world.alice, world.bob)
    with world.reading() as session:
        programme = session.get_one(Programme, world.cohort_row(cohort).programme_id).public_id
    text = said(world.client(world.bob).get(f"/programmes/{programme}/levels").text)
    assert "Nobody was asked yet. The plan asks on the day after the training" in text
    assert "Nobody was shown a card yet." in text
    assert "The first measure after the training is still to come." in text


def test_it_costs_the_same_queries_for_few_and_for_many_and_changes_nothing(world: World) -> None:
    costs = []
    for name, people in (("Few", 2), ("Many", 30)):
        made = plotted(world, people, name=name)
        with world.writing() as session:
            react(session, made, {place: 2 for place in range(people)})
            show_cards(session, made, {place: (False, True) for place in range(people)})
            for period in (BEFORE, AFTER):
                store(session, dict.fromkeys(made.people, 50.0), period, world.now)
            session.execute(update(Person).where(Person.id == made.people[0]).values(name="=SUM(1)"))
        bob = world.client(world.bob)
        url = f"/programmes/{made.programme}/levels"
        bob.get(url)
        _, statements = counting(world.app, lambda bob=bob, url=url: bob.get(url))  # type: ignore[misc]
        costs.append(len(statements))
        assert [sql for sql in statements if not sql.lstrip().upper().startswith("SELECT")] == []
    assert costs[0] == costs[1] <= 25
