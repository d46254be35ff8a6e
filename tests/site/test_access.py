"""The access table against what the site answers: route × role × whose object."""

import re
from collections import Counter

import pytest
from werkzeug.exceptions import HTTPException

from tests.factories.engines import SqliteEngine
from tests.site.access_table import (
    BODIES,
    CHANGING,
    CHANGING_A_DEMO,
    PEOPLE,
    READING,
    READING_A_DEMO,
    SAME,
)
from tests.site.conftest import Visits, any_object, cells

at_the_gate = pytest.mark.parametrize("visits", ["sqlite"], indirect=True)

_TABLE = [
    *cells("GET", READING + READING_A_DEMO),
    *cells("POST", CHANGING + CHANGING_A_DEMO),
]


def test_everybody_gets_what_the_table_says(visits: Visits) -> None:
    said = [
        f"{cell}: {cell.expected} was meant, {answer.got} came"
        for cell, answer in visits.answers.items()
        if answer.got != cell.expected
    ]
    assert said == []


def test_a_demos_own_pages_open_in_a_demo_for_everybody(demo_visits: Visits) -> None:
    assert {str(cell): answer.got for cell, answer in demo_visits.answers.items()} == {
        str(cell): cell.expected for cell in demo_visits.answers
    }


def test_what_is_refused_changes_nothing(visits: Visits) -> None:
    assert [row for row in visits.changed if row.startswith("POST")] == []


@at_the_gate
def test_a_wrong_role_is_refused_before_anything_is_looked_up(visits: Visits) -> None:
    forbidden = {str(cell): answer.statements for cell, answer in visits.answers.items() if answer.got == "403"}
    assert len(forbidden) > 200
    assert set(forbidden.values()) == {1}, "only the session is looked up"


@at_the_gate
def test_nobody_is_sent_to_sign_in_before_anything_is_looked_up(visits: Visits) -> None:
    sent_away = [
        (cell.who, answer.statements, answer.body) for cell, answer in visits.answers.items() if answer.got == "in"
    ]
    assert {(who, statements) for who, statements, _ in sent_away} == {("nobody", 0), ("gone", 1)}
    assert not [body for _, _, body in sent_away if "Alice" in body]


def test_a_strangers_object_answers_like_one_that_never_was(visits: Visits) -> None:
    answers = {(cell.path, cell.who, cell.method): answer for cell, answer in visits.answers.items()}
    compared: Counter[str] = Counter()
    for theirs, absent in SAME:
        for (path, who, method), answer in answers.items():
            never = answers.get((absent, who, method))
            if path == theirs and never is not None and answer.got == "404":
                assert (answer.got, answer.body) == (never.got, never.body), f"{path} as {who}"
                compared[theirs] += 1
    assert set(compared) == {theirs for theirs, _ in SAME}


def test_every_route_and_method_stands_in_the_table(sqlite: SqliteEngine) -> None:
    rules = {
        (str(rule.endpoint), method)
        for rule in sqlite.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert rules == {_endpoint(sqlite, cell.method, cell.path) for cell in _TABLE}


def test_every_route_to_an_object_is_asked_for_one_that_is_not_there(sqlite: SqliteEngine) -> None:
    asked = {_endpoint(sqlite, cell.method, cell.path) for cell in _TABLE if "absent" in cell.path}
    of_objects = {
        (str(rule.endpoint), method)
        for rule in sqlite.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.arguments and rule.endpoint != "bootstrap.static"
    }
    assert of_objects - asked == set()


def test_no_row_of_the_table_is_idle() -> None:
    rows = Counter((cell.method, cell.path, cell.who) for cell in _TABLE)
    twice = {key[1] for key, times in rows.items() if times > 1}
    assert {path for path in twice if not path.startswith("/demo/")} == set()
    assert all(re.fullmatch(r"in|[2-4]\d\d", cell.expected) for cell in _TABLE)
    assert {cell.who for cell in _TABLE} == set(PEOPLE)
    assert set(BODIES) <= {any_object(cell.path) for cell in _TABLE if cell.method == "POST"}


def _endpoint(engine: SqliteEngine, method: str, path: str) -> tuple[str, str]:
    adapter = engine.app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(any_object(path).partition("?")[0].replace("{…}", "something"), method=method)
    except HTTPException:
        pytest.fail(f"the table lists {method} {path}, and there is no such route")
    return endpoint, method
