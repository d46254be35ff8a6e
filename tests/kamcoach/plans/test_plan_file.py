"""A plan as a file: what is written out reads in as the same."""

from assessments.instruments.reading import content_hash, read_plan
from assessments.instruments.writing import to_yaml
from tests.kamcoach.library.shipped import library


def test_every_shipped_plan_comes_back_from_its_file_as_it_was() -> None:
    for plan in library().plans.values():
        again = read_plan(to_yaml(plan), "again")
        assert content_hash(again) == content_hash(plan)
