"""The ledger: a published version neither changes nor vanishes."""

from assessments.instruments.ledger import check_ledger, new_versions

ONE, TWO = "instruments/tiny/1", "instruments/tiny/2"


def test_what_was_published_as_it_is_and_what_is_new_are_no_problem() -> None:
    assert check_ledger({ONE: "aa", TWO: "bb"}, {ONE: "aa"}) == []
    assert new_versions({TWO: "bb", ONE: "aa", "plans/standard/1": "cc"}, {ONE: "aa"}) == [
        TWO,
        "plans/standard/1",
    ]
    assert new_versions({ONE: "changed"}, {ONE: "aa"}) == []


def test_a_published_version_that_changed_becomes_the_next_one() -> None:
    assert [str(problem) for problem in check_ledger({TWO: "zz"}, {TWO: "bb"})] == [
        "ledger.yaml: instruments/tiny/2: changed after it was published; make it version 3"
    ]


def test_a_published_version_that_vanished_comes_back() -> None:
    assert [str(problem) for problem in check_ledger({}, {TWO: "bb", ONE: "aa"})] == [
        "ledger.yaml: instruments/tiny/1: was published and is gone; put its file back",
        "ledger.yaml: instruments/tiny/2: was published and is gone; put its file back",
    ]


def test_a_key_without_a_version_still_gives_a_sentence() -> None:
    (found,) = check_ledger({"odd": "x"}, {"odd": "y"})
    assert found.message.endswith("make it version N+1")
