"""The transfer curve of a cohort and of a programme: who reads it, what it shows, and what it holds back."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from kamcoach.insights import curve_queries
from kamcoach.insights.curve_rows import CurveRow, curve_rows
from kamcoach.people.models import Line
from kamcoach.permissions.roles import Role
from kamcoach.reinforcement import services as reinforcement
from kamcoach.training.models import Cohort, Enrolment
from tests.factories.browsing import links, parsed, said, words
from tests.factories.curves import Plot, Plotted, plot, value_of
from tests.factories.world import World, counting

SVG = "{http://www.w3.org/2000/svg}"
LAST_DAY = date(2026, 3, 12)


def plotted(world: World, people: int = 12, value: Any = value_of, **more: Any) -> Plotted:
    """A cohort of Bob's, half a year after its training."""
    world.clock.set(datetime(2026, 10, 20, 1, tzinfo=UTC))
    plan = Plot(people, LAST_DAY, answered=more.pop("answered", (30, 90, 180)), **more)
    with world.writing() as session:
        return plot(session, world.bob.id, plan, value)


def page(world: World, made: Plotted, behaviour: str = "B5", who: Any = None) -> str:
    reply = world.client(who or world.bob).get(f"/cohorts/{made.cohort}/curve?behaviour={behaviour}")
    assert reply.status_code == 200
    return reply.text


def chart_of(html: str) -> Element:
    """The first chart of the page."""
    return next(one for one in parsed(html).iter(f"{SVG}svg") if one.get("role") == "img")


def row_of(html: str, label: str, day: str) -> list[str]:
    """The cells of a day in the table that a heading names."""
    (table,) = [one for one in parsed(html).iter("div") if label in (one.get("aria-labelledby"), one.get("aria-label"))]
    (row,) = [one for one in table.iter("tr") if words(one[0]) == day]
    return [words(cell) for cell in row[1:]]


def rows_of(world: World, made: Plotted, who: Any = None) -> list[CurveRow]:
    with world.reading() as session:
        study = curve_queries.of_cohort(session, made.cohort, actor=world.actor(who or world.bob), at=world.now)
        assert study is not None
        return list(curve_rows(study))


def figures(found: list[CurveRow], behaviour: str, relation: str, who: str) -> dict[int, tuple[int, float | None]]:
    chosen = [row for row in found if (row.behaviour, row.relation, row.who) == (behaviour, relation, who)]
    return {row.day: (row.n, row.mean) for row in chosen}


def steady(person: int, relation: str, measure: str, phase: str, day: int) -> float | None:
    """Everybody goes from 2 to 4 on what is trained; people 8 to 11 fall silent after 90 days; looking
    back, it was 1."""
    if phase == "then":
        return 1.0
    if phase == "fixed" and day > 30 and person >= 8:
        return None
    return 4.0 if phase == "fixed" and measure in ("B1", "B5", "B9") else 2.0


def test_the_figures_are_of_matched_people_beside_everyone_beside_silence(world: World) -> None:
    found = rows_of(world, plotted(world, value=steady))
    for relation in ("self", "observer"):
        assert figures(found, "B5", relation, "everyone") == {
            0: (12, 2.0),
            30: (12, 4.0),
            90: (8, 4.0),
            180: (8, 4.0),
            365: (0, None),
        }
        assert figures(found, "B5", relation, "matched")[180] == (8, 4.0)
        assert figures(found, "B5", relation, "matched, before")[180] == (8, 2.0)
        assert figures(found, "B5", relation, "if silent")[180] == (12, 3.3)
        assert figures(found, "B5", relation, "if silent")[365] == (0, None)
        assert figures(found, "B2", relation, "matched")[180] == (8, 2.0)
    assert figures(found, "B5", "self", "then") == {0: (12, 1.0)}
    assert figures(found, "B5", "observer", "then") == {}
    assert found[0].behaviour == "B1"
    assert {row.behaviour for row in found if row.trained} == {"B1", "B5", "B9"}


def test_the_page_says_it_in_a_table_in_words_and_in_a_chart(world: World) -> None:
    made = plotted(world, value=steady)
    html = page(world, made)
    text = said(html)
    assert (
        "Of 12 people, 8 answered before and after 180 days. Their mean rose from 2.0 to 4.0. If everybody who kept"
        " silent is still where they began, it is 3.3, over 12 people. Asked afterwards about the time before the"
        " training, 12 people say 1.0." in text
    )
    assert "Of 12 people, 8 were observed before and after 180 days." in text
    assert "so far there are 0." in text
    assert row_of(html, "of-self", "+365") == ["planned for 12 March 2027"]
    assert row_of(html, "of-self", "+180") == ["2.0", "4.0 of 8", "+2.0", "4.0 of 8", "4.0–4.0", "3.3 of 12"]
    chart = chart_of(html)
    looks = {line.get("class") for line in chart.iter(f"{SVG}polyline")}
    assert looks == {"worst", "l-other everyone", "l-other", "l-self", "l-none then"}
    assert [words(one) for one in chart.iter(f"{SVG}text")][:5] == [
        "0–20 %",
        "21–40 %",
        "41–60 %",
        "61–80 %",
        "81–100 %",
    ]
    assert "style=" not in html and len(html) < 100_000


def test_time_and_values_are_drawn_to_scale(world: World) -> None:
    chart = chart_of(page(world, plotted(world, value=steady)))
    at = {words(one): float(one.get("x", 0)) for one in chart.iter(f"{SVG}text")}
    assert (at["+180"] - at["+90"]) / (at["+90"] - at["+30"]) == pytest.approx(1.5, abs=0.01)
    (line,) = [one.get("points", "") for one in chart.iter(f"{SVG}polyline") if one.get("class") == "l-self"]
    heights = [float(point.split(",")[1]) for point in line.split()]
    assert heights == [188.0, 76.0, 76.0, 76.0]  # 2 and 4 of 1 to 5 on 244 … 20


def test_trained_behaviours_stand_beside_untrained_ones(world: World) -> None:
    html = page(world, plotted(world, value=steady))
    assert row_of(html, "Trained and not trained, by day", "+180") == [
        "2.0 → 4.0 of 8",
        "+2.0",
        "2.0 → 2.0 of 8",
        "0.0",
    ]


def test_every_behaviour_opens_its_own_detail_and_an_unknown_one_is_not_found(world: World) -> None:
    made = plotted(world)
    bob = world.client(world.bob)
    found = [url for url in links(page(world, made)).values() if "behaviour=" in url]
    assert len(found) == 9
    for url in found:
        reply = bob.get(url.partition("#")[0])
        assert (reply.status_code, len(reply.data) < 100_000) == (200, True)
    assert bob.get(f"/cohorts/{made.cohort}/curve?behaviour=B77").status_code == 404


def test_below_five_people_there_is_no_figure(world: World) -> None:
    made = plotted(world, people=4)
    found = rows_of(world, made)
    assert {row.mean for row in found} == {row.low for row in found} == {None}
    html = page(world, made)
    assert "A figure is shown from 5 people on." in said(html)
    assert "Their mean" not in said(html) and "<polyline" not in html
    assert not re.search(r"\d\.\d", said(html))


def test_matched_figures_need_five_matched_people(world: World) -> None:
    def four_stay(person: int, relation: str, measure: str, phase: str, day: int) -> float | None:
        return None if phase == "fixed" and person >= 4 else steady(0, relation, measure, phase, 30)

    found = rows_of(world, plotted(world, value=four_stay))
    assert figures(found, "B5", "self", "matched")[30] == (4, None)
    assert figures(found, "B5", "self", "everyone")[30] == (4, None)
    assert figures(found, "B5", "self", "everyone")[0] == (12, 2.0)


def test_a_late_baseline_stays_out_of_every_claim_and_the_page_says_how_many(world: World) -> None:
    made = plotted(world, value=steady, late=frozenset({0, 1}))
    found = rows_of(world, made)
    assert figures(found, "B5", "self", "everyone")[0] == (10, 2.0)
    assert figures(found, "B5", "self", "matched")[30] == (10, 4.0)
    assert figures(found, "B5", "self", "everyone")[30] == (12, 4.0)
    assert "The baseline of 2 people came after its day; no change is claimed from it." in said(page(world, made))


def test_whoever_did_not_come_counts_nowhere(world: World) -> None:
    made = plotted(world, value=steady)
    with world.writing() as session:
        session.get_one(Enrolment, made.enrolments[0]).attended = False
    assert figures(rows_of(world, made), "B5", "self", "everyone")[30] == (11, 4.0)


def test_who_is_still_to_be_rated_blind_is_left_out_and_not_named(world: World) -> None:
    made = plotted(world, value=steady)
    enrolment, _ = world.baseline(world.alice, world.bob, observer=world.bob)
    with world.writing() as session:  # Alice, whom Bob owes what he saw, took part in the cohort
        before = session.get_one(Enrolment, made.enrolments[0])
        before.person_id = world.alice.id
    text = said(page(world, made))
    assert "1 person is left out here until you have sent what you saw of them" in text and "Alice" not in text
    assert figures(rows_of(world, made), "B5", "self", "everyone")[30] == (11, 4.0)
    assert figures(rows_of(world, made, world.hugh), "B5", "self", "everyone")[30] == (12, 4.0)
    world.answer_all(world.assessment(enrolment, "baseline", world.bob), world.bob)
    assert figures(rows_of(world, made), "B5", "self", "everyone")[30] == (12, 4.0)


def test_a_programme_takes_its_cohorts_together_and_each_person_once(world: World) -> None:
    made = plotted(world, value=steady)
    with world.writing() as session:
        first = session.get_one(Enrolment, made.enrolments[0])
        cohort = session.get_one(Cohort, first.cohort_id)
        later = Cohort(
            programme_id=cohort.programme_id,
            name="Later",
            first_day=LAST_DAY + timedelta(days=90),
            last_day=LAST_DAY + timedelta(days=90),
            owner_id=world.bob.id,
            finished_at=world.now.business,
        )
        session.add(later)
        session.flush()
        session.add(Enrolment(cohort_id=later.id, person_id=first.person_id, enrolled_on=LAST_DAY, attended=True))
    text = said(world.client(world.bob).get(f"/programmes/{made.programme}/curve").text)
    assert "Plotted, 2 cohorts." in text and "12 people." in text
    assert "1 person came a second time and counts with the first." in text


def test_the_regression_to_be_expected_stands_beside_the_change_once_it_can_be_estimated(world: World) -> None:
    made = plotted(world, value=steady)

    def drifting(person: int, relation: str, measure: str, phase: str, day: int) -> float | None:
        return 3.0 + (person % 2 if phase == "baseline" else person // 2 % 2)

    with world.writing() as session:
        control = Plot(32, LAST_DAY, answered=(30,), trained=("B2",), name="Control", then=False)
        plot(session, world.dora.id, control, drifting)
    text = said(page(world, made))
    assert (
        "Without any training, +1.5 would be expected by chance alone: who is measured low comes up, who is measured"
        " high comes down (r = 0.00, from 32 people not trained in it)." in text
    )


def test_nothing_to_compare_yet_says_when_there_will_be(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    for number in range(5):
        person = world.person(f"New {number}", Role.TRAINEE)
        world.line("coach", person, world.bob)
        world.enrol(cohort, person, world.bob)
    reply = world.client(world.bob).get(f"/cohorts/{cohort.public_id}/curve")
    text = said(reply.text)
    assert "The next measure after the training is on Saturday 11 April." in text
    assert "Before that there is nothing to compare." in text


def test_strangers_are_told_nothing_and_other_roles_nothing_at_all(world: World) -> None:
    made = plotted(world, coached=False)
    for url in (f"/cohorts/{made.cohort}/curve", f"/programmes/{made.programme}/curve"):
        assert world.client(world.bob).get(url).status_code == 200
        assert world.client(world.hugh).get(url).status_code == 200
        assert world.client(world.dora).get(url).status_code == 404
        for who in (world.alice, world.mona, world.tess, world.ann):
            assert world.client(who).get(url).status_code == 403
        assert world.client().get(url).location.startswith("/sign-in?next=")


def test_a_coach_with_a_person_in_it_reads_it_until_the_handover(world: World) -> None:
    made = plotted(world, coached=False)
    with world.writing() as session:
        line = Line(person_id=made.people[0], holder_id=world.dora.id, kind="coach", from_date=LAST_DAY)
        session.add(line)
    dora = world.client(world.dora)
    assert dora.get(f"/cohorts/{made.cohort}/curve").status_code == 200
    with world.writing() as session:
        session.get_one(Line, line.id).to_date = world.today
    assert dora.get(f"/cohorts/{made.cohort}/curve").status_code == 404


def test_being_an_administrator_too_opens_no_stranger_s_curve(world: World) -> None:
    made = plotted(world, coached=False)
    both = world.person("Both", Role.COACH, Role.ADMINISTRATOR)
    browser = world.client(both)
    assert browser.get(f"/cohorts/{made.cohort}/curve").status_code == 404
    assert "Did it stick?" not in said(browser.get("/trainings").text)
    assert "Did it stick?" not in said(browser.get(f"/cohorts/{made.cohort}").text)


def test_the_cohort_and_the_trainings_lead_to_it(world: World) -> None:
    made = plotted(world)
    bob = world.client(world.bob)
    assert links(bob.get(f"/cohorts/{made.cohort}").text)["Did it stick?"] == f"/cohorts/{made.cohort}/curve"
    found = links(bob.get("/trainings").text)
    assert found["Did it stick?: Plotted, Everybody"] == f"/cohorts/{made.cohort}/curve"
    assert found["Did it stick?: Plotted"] == f"/programmes/{made.programme}/curve"


def test_auditors_find_every_curve_in_a_list(world: World) -> None:
    made = plotted(world)
    near = world.cohort(world.dora, first_day=world.today + timedelta(days=10))
    html = world.client(world.hugh).get("/curves").text
    text = said(html)
    assert "training on 12 March 2026, 12 people. There is a curve. Next measure: Friday 12 March." in text
    assert "0 people. No curve yet." in text
    found = links(html)
    assert found["Plotted"] == f"/programmes/{made.programme}/curve"
    assert f"/cohorts/{near.public_id}/curve" in found.values()
    assert world.client(world.bob).get("/curves").status_code == 403


def test_it_costs_the_same_queries_for_two_people_and_for_many_and_after_years(world: World) -> None:
    few, many = plotted(world, people=2, name="Few"), plotted(world, people=30, name="Many", others=12)
    bob, hugh = world.client(world.bob), world.client(world.hugh)
    costs = []
    for made in (few, many):
        page(world, made)
        url = f"/cohorts/{made.cohort}/curve"
        costs.append(len(counting(world.app, lambda url=url: bob.get(url))[1]))  # type: ignore[misc]
    assert costs[0] == costs[1] <= 14
    with_two = len(counting(world.app, lambda: hugh.get("/curves"))[1])
    plotted(world, people=3, name="Third")
    assert len(counting(world.app, lambda: hugh.get("/curves"))[1]) == with_two


def test_looking_changes_nothing(world: World) -> None:
    made = plotted(world)
    hugh = world.client(world.hugh)
    _, statements = counting(world.app, lambda: hugh.get(f"/cohorts/{made.cohort}/curve"))
    assert [sql for sql in statements if not sql.lstrip().upper().startswith("SELECT")] == []


def test_held_talks_are_counted_on_their_side_of_the_training(world: World) -> None:
    cohort = world.cohort(world.bob, first_day=world.today + timedelta(days=10))
    enrolment = world.enrol(cohort, world.alice, world.bob)
    with world.writing() as session:
        talk = reinforcement.lock(session, world.follow_up(enrolment, "talk-before").id)
        reinforcement.hold(session, talk, world.today, actor=world.actor(world.bob), at=world.now)
    html = world.client(world.bob).get(f"/cohorts/{cohort.public_id}/curve").text
    assert "Marked as held: 1 of 1 talks with the manager before the training, 0 of 0 after it." in said(html)
    assert len([one for one in chart_of(html).iter(f"{SVG}rect") if one.get("class") == "talk"]) == 1
