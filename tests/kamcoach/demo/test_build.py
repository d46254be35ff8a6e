"""The demo's history: the same from the same seed, believable, and nothing in it that could not have happened."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest
from sqlalchemy import select

from kamcoach.assessing.models import Standing
from kamcoach.assessing.queries import baseline_of, due_for
from kamcoach.assessing.releasing import rebuild_standings
from kamcoach.cycles import team
from kamcoach.cycles.models import Signature
from kamcoach.database import reading, writing
from kamcoach.demo import life
from kamcoach.demo.build import DEMO_PASSWORD
from kamcoach.demo.characters import Character, character_of
from kamcoach.demo.story import RUNS, TRAINS
from kamcoach.insights.heatmap import heat_map
from kamcoach.insights.overview import overview
from kamcoach.insights.period import Period
from kamcoach.insights.selecting import Selection
from kamcoach.signin import services as signin
from kamcoach.signin.models import Credential
from kamcoach.signin.passwords import is_right
from kamcoach.signin.queries import actor_for
from kamcoach.trail.queries import verify
from tests.kamcoach.demo.reading import (
    ANSWERS,
    COACHES,
    RESULTS,
    Demo,
    built,
    copied,
    days_later,
    everything,
    latest_instants,
    person_id,
    queue_of,
    reasons_in,
    rows,
)

SEED = 7
UNTIL = datetime(2026, 5, 20, 14, 30, tzinfo=UTC)
IN_HOLIDAYS = datetime(2026, 2, 22, 0, 10, tzinfo=UTC)
"""A Sunday in the Chinese New Year, before dawn in Europe, still Saturday in the Americas."""
OFTEN = {"late", "silent", "due"}
"""What every coach meets in the demo, on any day."""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with built(seed=SEED, until=UNTIL) as made:
        yield made


@pytest.fixture(scope="module")
def first_state(demo: Demo) -> dict[str, Any]:
    return everything()


def values(relation: str = "self") -> dict[tuple[str, int], dict[str, float]]:
    """Values by person and day, then by measure."""
    found: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    for number, of, _, _, day, measure, value, *_ in rows(RESULTS):
        if of == relation and value is not None:
            found[number, day][measure.split("/")[1]] = value
    return found


def of_first_run(day: int, *, trained: bool, people: set[str] | None = None) -> dict[tuple[str, str], float]:
    run = RUNS[0]
    return {
        (number, measure): value
        for (number, on), by_measure in values().items()
        for measure, value in by_measure.items()
        if on == day and number in (people or set(run.members)) and measure != "index"
        if (measure in TRAINS[run.programme]) == trained
    }


def matched_change(earlier: dict[Any, float], later: dict[Any, float]) -> float:
    both = earlier.keys() & later.keys()
    assert len(both) >= 6
    return mean(later[key] - earlier[key] for key in both)


def test_equal_seed_and_moment_give_an_equal_demo(first_state: dict[str, Any]) -> None:
    with built(seed=SEED, until=UNTIL):
        again = everything()
    for name, found in first_state.items():
        assert again[name] == found, name


def test_another_seed_on_an_awkward_day_gives_another_demo_that_is_whole(first_state: dict[str, Any]) -> None:
    def said(state: dict[str, Any]) -> dict[Any, str]:
        return {(*row[:3], *row[4:6], row[10]): row[11] for row in state["answers"] if row[10]}

    with built(seed=SEED + 1, until=IN_HOLIDAYS) as other:
        one, another = said(first_state), said(everything())
        assert sum(one[key] != another[key] for key in one.keys() & another.keys()) > 100
        for coach in COACHES:
            assert reasons_in(coach, at=other.at) >= OFTEN
        assert not [name for name, newest in latest_instants().items() if newest > other.until]
        with reading() as session:
            verdict = verify(session)
        assert (verdict.problem, verdict.unsealed) == (None, 0)


def test_everybody_is_there_and_knows_the_password(demo: Demo) -> None:
    with reading() as session:
        hashes = session.scalars(select(Credential.password_hash)).all()
    assert len(hashes) == 60
    assert len(set(hashes)) == 1
    assert is_right(DEMO_PASSWORD, hashes[0])


@pytest.mark.parametrize("coach", COACHES)
def test_every_queue_shows_what_a_coach_meets(demo: Demo, coach: str) -> None:
    queue = queue_of(coach, at=demo.at)
    assert reasons_in(coach, at=demo.at) >= OFTEN
    assert queue.quiet > 0


def test_the_queues_together_show_every_reason_but_the_rare_ones(demo: Demo) -> None:
    seen = {kind for coach in COACHES for kind in reasons_in(coach, at=demo.at)}
    assert seen >= {*OFTEN, "task", "session"}


def test_liza_can_answer_today_and_her_coach_sees_a_change(demo: Demo) -> None:
    with reading() as session:
        liza = actor_for(session, person_id(session, "E014"))
        assert liza is not None
        (due,) = [one for one in due_for(session, actor=liza, at=demo.at) if one.sheet.occasion.phase == "fixed"]
        baseline = baseline_of(session, due.sheet, actor=liza, at=demo.at)
    assert due.sheet.occasion.due_on == liza.today(demo.at)
    assert (due.answered, due.sheet.others_owe, due.sheet.coach_name) == (0, False, "Ingrid Halvorsen")
    assert baseline is not None
    assert not baseline.late
    rows = [row for row in queue_of("E005", at=demo.at).rows if row.person.name == "Liza Marasigan"]
    assert [row.has("due") for row in rows] == [True]


def test_trained_behaviours_rise_more_than_the_others(demo: Demo) -> None:
    trained = matched_change(of_first_run(-3, trained=True), of_first_run(30, trained=True))
    others = matched_change(of_first_run(-3, trained=False), of_first_run(30, trained=False))
    assert trained > 0.5
    assert trained > others + 0.3


def test_those_who_fade_have_fallen_after_ninety_days(demo: Demo) -> None:
    fading = {number for number in RUNS[0].members if character_of(SEED, number) == Character.FADES}
    early = of_first_run(30, trained=True, people=fading)
    assert matched_change(early, of_first_run(90, trained=True, people=fading)) < -0.4


def test_observers_see_a_little_less_and_often_nothing(demo: Demo) -> None:
    own, seen = values("self"), values("observer")
    pairs = [
        (own[key][measure], value)
        for key in own.keys() & seen.keys()
        for measure, value in seen[key].items()
        if measure in own[key]
    ]
    assert -1 < mean(value - mine for mine, value in pairs) < -0.1

    def share_unseen(relation: str) -> float:
        said = [row[11] for row in rows(ANSWERS) if row[2] == relation and row[10]]
        return said.count("N") / len(said)

    assert share_unseen("observer") > 0.05 > share_unseen("self")


def test_some_are_silent_and_some_say_why(demo: Demo) -> None:
    asked, answered = set(), set()
    notes = []
    for rater, _, relation, *_, submitted_at, _, _, item, _, note, _, _ in rows(ANSWERS):
        if relation == "self":
            asked.add(rater)
            answered |= {rater} if submitted_at else set()
            notes += [note] if item else []
    assert 3 <= len(asked - answered) <= len(asked) / 3
    assert 1 / 9 < sum(map(bool, notes)) / len(notes) < 1 / 4
    assert any(ord(letter) > 0x3000 for note in notes for letter in note)


def test_nothing_lies_in_the_future_and_nothing_before_it_was_asked(demo: Demo) -> None:
    assert not [name for name, newest in latest_instants().items() if newest > demo.until]
    for row in rows(ANSWERS):
        created_at, submitted_at, recorded_at, released_at, saved_at = row[6], row[7], row[8], row[9], row[14]
        if submitted_at:
            assert created_at < saved_at < submitted_at == recorded_at
            assert released_at is None or released_at >= submitted_at


def test_the_trail_was_written_in_the_order_of_time_and_is_sealed(demo: Demo) -> None:
    with reading() as session:
        verdict = verify(session)
    assert (verdict.problem, verdict.unsealed) == (None, 0)
    assert verdict.sealed > 1000
    back = "SELECT a.id FROM trail_entry a JOIN trail_entry b ON b.id = a.id + 1 AND b.recorded_at < a.recorded_at"
    assert rows(back) == []


def test_nobody_was_reminded_of_what_they_had_sent(demo: Demo) -> None:
    late = """SELECT m.id FROM outbox_message m JOIN assessment a ON a.public_id = json_extract(m.about, '$.assessment')
              WHERE m.state = 'sent' AND a.submitted_at < m.sent_at"""
    assert rows(late) == []
    assert len(rows("SELECT id FROM demo_mail")) > 40
    assert rows("SELECT id FROM outbox_message WHERE state <> 'sent' AND not_before IS NULL") == []


def test_standings_can_be_made_anew(demo: Demo) -> None:
    columns = [column for column in Standing.__table__.columns if column.name != "id"]

    def standings() -> list[tuple[Any, ...]]:
        with reading() as session:
            return sorted(map(tuple, session.execute(select(*columns))))

    with copied(demo):
        before = standings()
        with writing() as session:
            rebuild_standings(session)
        assert standings() == before != []


def test_a_week_later_everybody_has_their_data_and_visitors_answer_themselves(
    demo: Demo, first_state: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "moment", lambda shift=timedelta(0): days_later(demo, shift))
    with copied(demo):
        with writing() as session:
            signin.start_session(session, person_id(session, "E014"), at=demo.at)
        reached = life.travel(7, seed=SEED)
        later = everything()
        with reading() as session:
            verdict = verify(session)
    assert reached.business == demo.until + timedelta(days=7)
    assert (verdict.problem, verdict.unsealed) == (None, 0)
    assert first_state["people"] == later["people"]
    assert set(first_state["results"]) <= set(later["results"])
    assert set(first_state["mails"]) <= set(later["mails"])
    sent_and_released = {row for row in first_state["answers"] if row[7] and row[9]}
    assert sent_and_released <= set(later["answers"])
    after_thirty = {row[0] for row in later["answers"] if row[5] == 30 and row[7]}
    assert {"E027", "E039"} <= after_thirty
    assert "E014" not in after_thirty


def test_hr_and_managers_have_something_true_to_see(demo: Demo) -> None:
    with reading() as session:
        rafael, suresh, naomi = (actor_for(session, person_id(session, number)) for number in ("E009", "E010", "E003"))
        assert rafael is not None
        assert suresh is not None
        assert naomi is not None
        reports = team.reports(session, actor=rafael, at=demo.at)
        assert any(one.owed for one in reports), "a view is owed"
        assert any(pair.agreed_at for one in reports for pair in one.pairs), "a pair is agreed"
        (taken_over,) = [one for one in team.reports(session, actor=suresh, at=demo.at) if "Macaraeg" in one.name]
        assert taken_over.owed, "whoever follows a manager is asked"
        found = heat_map(session, Selection(), page=1, actor=naomi, at=demo.at)
        assert found is not None
        sources = {level.source for row in found.rows for level in row.levels.values()}
        assert sources == {"agreed", "manager"}
        assert any(found.summary.values())
        assert overview(session, Selection(), Period(), actor=naomi, at=demo.at).late > 0
        dissents = session.scalars(select(Signature.dissent).where(Signature.dissent != "")).all()
        assert dissents
