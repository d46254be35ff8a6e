"""`kamcoach trail verify` names what was altered, removed, moved, cut off or rebuilt."""

import pytest
from flask import Flask

from kamcoach.database import reading
from kamcoach.trail.hashing import leaf_hash
from kamcoach.trail.models import TrailEntry, TrailText
from kamcoach.trail.queries import verify
from tests.factories.command import of, run
from tests.factories.tampering import seal, tamper, verdict, write
from tests.factories.world import counting


@pytest.fixture
def sealed(app: Flask) -> Flask:
    """Three batches: places 1 to 3, 4 to 5, 6 to 8, and one entry that waits."""
    for number in (2, 2, 3):
        write(app, number, name="Erin", email="erin@example.com")
        seal(app)
    write(app, 1)
    return app


def entry(app: Flask, number: int) -> TrailEntry:
    """The entry with an id; the ids are the places here."""
    with app.app_context(), reading() as session:
        return session.get_one(TrailEntry, number)


def test_a_whole_trail_is_confirmed_with_its_head_and_the_length_of_its_tail(sealed: Flask) -> None:
    found = verdict(sealed)
    assert (found["ok"], found["sealed"], found["unsealed"], found["problem"]) == (True, 8, 1, None)
    assert verdict(sealed, "--head", found["head"])["ok"]
    said = run("trail", "verify", **of(sealed))
    assert said.exit_code == 0
    assert said.stdout == (
        "8 entries sealed, 1 waiting for the next seal.\n"
        f"head {found['head']}\n"
        "Every sealed entry is as it was written.\n"
    )


def test_an_altered_entry_is_named_whatever_was_altered(sealed: Flask) -> None:
    kept = entry(sealed, 5)
    for column, value in {
        "verb": "'did nothing'",
        "actor": "'somebody else'",
        "object_kind": "'cohort'",
        "object_id": "'bob'",
        "details": """'{"n":2}'""",
        "commitments": "'{}'",
        "business_at": "'2026-03-02 09:00:01'",
        "recorded_at": "'2026-03-02 09:00:00.000001'",
    }.items():
        tamper(
            sealed,
            "DROP TABLE IF EXISTS kept",
            "CREATE TABLE kept AS SELECT * FROM trail_entry",
            f"UPDATE trail_entry SET {column} = {value} WHERE id = 5",
        )
        assert verdict(sealed)["problem"] == f"position 5: entry {kept.public_id} was altered or moved", column
        back = f"(SELECT kept.{column} FROM kept WHERE kept.id = trail_entry.id)"
        tamper(sealed, f"UPDATE trail_entry SET {column} = {back}", "DROP TABLE kept")
        assert verdict(sealed)["ok"], column


def test_a_removed_entry_is_named_with_or_without_its_place(sealed: Flask) -> None:
    tamper(sealed, "DELETE FROM trail_entry WHERE id = 5")
    assert verdict(sealed)["problem"] == "position 5: entry 5 was removed"
    tamper(sealed, "DELETE FROM trail_leaf WHERE position = 5")
    assert verdict(sealed)["problem"] == "position 5: the entry is missing from its place (removed or moved)"
    said = run("trail", "verify", **of(sealed))
    assert said.exit_code == 1
    assert "position 5: the entry is missing from its place" in said.stdout


def test_entries_that_changed_places_are_named(sealed: Flask) -> None:
    seventh = entry(sealed, 7).public_id
    swap = "CASE {0} WHEN 7 THEN -8 WHEN 8 THEN -7 ELSE {0} END"
    back = "UPDATE {1} SET {0} = -{0} WHERE {0} < 0"
    swapped = f"UPDATE trail_entry SET id = {swap.format('id')} WHERE id IN (7, 8)", back.format("id", "trail_entry")
    tamper(sealed, *swapped)
    assert verdict(sealed)["problem"].startswith("position 7: entry ")
    tamper(sealed, *swapped)
    assert verdict(sealed)["ok"]
    places = f"UPDATE trail_leaf SET position = {swap.format('position')} WHERE position IN (7, 8)"
    tamper(sealed, places, back.format("position", "trail_leaf"))
    problem = verdict(sealed)["problem"]
    assert problem == "positions 6 to 8: a row of this batch was altered or reordered together with its hash"
    assert seventh not in problem


def test_an_altered_entry_with_a_fitting_hash_is_still_found(sealed: Flask) -> None:
    tamper(sealed, f"UPDATE trail_leaf SET leaf = '{'0' * 64}' WHERE position = 5")
    assert verdict(sealed)["problem"].startswith("position 5: entry ")
    with sealed.app_context(), reading() as session:
        row = session.get_one(TrailEntry, 5)
        row.verb = "did nothing"
        forged = leaf_hash(row)
        session.expunge_all()
    tamper(
        sealed,
        "UPDATE trail_entry SET verb = 'did nothing' WHERE id = 5",
        f"UPDATE trail_leaf SET leaf = '{forged}' WHERE position = 5",
    )
    assert verdict(sealed)["problem"] == (
        "positions 4 to 5: a row of this batch was altered or reordered together with its hash"
    )


def test_a_removed_batch_is_named_at_the_beginning_in_the_middle_and_alone(sealed: Flask) -> None:
    tamper(sealed, "CREATE TABLE kept AS SELECT * FROM trail_batch", "DELETE FROM trail_batch WHERE id = 2")
    assert verdict(sealed)["problem"] == "positions 6 to 8: this seal, or a batch before it, was altered or removed"
    tamper(sealed, "DELETE FROM trail_batch WHERE id = 3")
    assert verdict(sealed)["problem"] == "position 4: its seal was removed"
    tamper(sealed, "DELETE FROM trail_batch", "INSERT INTO trail_batch SELECT * FROM kept WHERE id > 1")
    assert verdict(sealed)["problem"] == "positions 1 to 3: the batches at the beginning were removed"


def test_an_altered_seal_is_named(sealed: Flask) -> None:
    tamper(sealed, "UPDATE trail_batch SET sealed_at = '2026-03-01 09:00:00' WHERE id = 2")
    assert verdict(sealed)["problem"] == "positions 4 to 5: this seal, or a batch before it, was altered or removed"


def test_an_end_that_was_cut_off_or_rebuilt_is_found_by_a_head_kept_outside(sealed: Flask) -> None:
    early = verdict(sealed)["head"]
    seal(sealed)
    head = verdict(sealed)["head"]
    assert verdict(sealed, "--head", early)["ok"], "a trail that went on is still the same trail"
    tamper(
        sealed,
        "DELETE FROM trail_leaf WHERE position >= 9",
        "DELETE FROM trail_batch WHERE first_position >= 9",
        "DELETE FROM trail_text WHERE entry_id >= 9",
        "DELETE FROM trail_entry WHERE id >= 9",
    )
    assert verdict(sealed)["ok"], "what is left is whole"
    assert verdict(sealed, "--head", early)["ok"]
    lost = f"the expected head {head} is not in this trail: its end was cut off or rebuilt"
    assert verdict(sealed, "--head", head)["problem"] == lost
    tamper(
        sealed,
        "UPDATE trail_entry SET verb = 'did nothing' WHERE id = 8",
        "DELETE FROM trail_leaf",
        "DELETE FROM trail_batch",
    )
    seal(sealed)
    assert verdict(sealed)["ok"], "everything was sealed anew"
    assert "cut off or rebuilt" in verdict(sealed, "--head", early)["problem"]


def test_an_empty_trail_does_not_have_a_head_that_was_kept(app: Flask) -> None:
    assert verdict(app)["ok"]
    assert not verdict(app, "--head", "f" * 64)["ok"]


def test_an_altered_text_is_named_and_an_erased_one_leaves_the_trail_whole(sealed: Flask) -> None:
    second = entry(sealed, 2).public_id
    tamper(sealed, "UPDATE trail_text SET text = 'Mallory' WHERE entry_id = 2 AND field = 'name'")
    named = f"entry {second}: its text 'name' is not the one it was made with"
    assert verdict(sealed)["problem"] == named
    tamper(sealed, "UPDATE trail_text SET text = 'Erin' WHERE entry_id = 2 AND field = 'name'")
    assert verdict(sealed)["ok"]
    with sealed.app_context(), reading() as session:
        email = session.query(TrailText).filter_by(entry_id=2, field="email").one()
        as_email = f"text = '{email.text}', salt = '{email.salt}'"
    tamper(sealed, f"UPDATE trail_text SET {as_email} WHERE entry_id = 2 AND field = 'name'")
    assert verdict(sealed)["problem"] == named, "an email under the heading of a name"
    tamper(sealed, "DELETE FROM trail_text WHERE entry_id = 2")
    assert verdict(sealed)["ok"], "what is erased says nothing any more and breaks nothing"
    tamper(sealed, "DELETE FROM trail_text")
    assert verdict(sealed)["ok"]


def test_verifying_needs_the_same_number_of_questions_for_any_number_of_entries(sealed: Flask) -> None:
    def ask() -> None:
        with sealed.app_context(), reading() as session:
            assert verify(session).problem is None

    before = len(counting(sealed, ask)[1])
    write(sealed, 40)
    assert len(counting(sealed, ask)[1]) == before
