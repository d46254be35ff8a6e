"""The transfer curve leaves with the figures of its page, to whoever reads the page, and none below five people."""

from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.exports import about, csv_rows, take
from tests.factories.world import World
from tests.kamcoach.insights.test_curve import plotted, rows_of, steady

pytestmark = ON_ONE_ENGINE


def test_every_figure_of_the_page_and_no_other(world: World) -> None:
    made = plotted(world, value=steady)
    rows = csv_rows(take(world, world.bob, "cohort-curve", cohort=made.cohort))
    shown = rows_of(world, made)
    assert [(row["Code"], int(row["People"]), row["Mean"]) for row in rows] == [
        (one.behaviour, one.n, "" if one.mean is None else str(one.mean)) for one in shown
    ]
    matched = [row for row in rows if row["Code"] == "B5" and row["Of whom"] == "matched people, that day"]
    thirty = next(row for row in matched if row["Days after the training"] == "30" and row["Rated by"] == "own view")
    assert (thirty["Trained"], thirty["People"], thirty["Mean"]) == ("yes", "12", "4.0")
    assert {row["Trained"] for row in rows} == {"yes", "no"}


def test_no_figure_of_fewer_than_five(world: World) -> None:
    made = plotted(world, people=4)
    rows = csv_rows(take(world, world.bob, "cohort-curve", cohort=made.cohort))
    assert rows and {(row["Mean"], row["Lower quartile"], row["Upper quartile"]) for row in rows} == {("", "", "")}


def test_coaches_of_the_cohort_and_auditors_and_nobody_else(world: World) -> None:
    made = plotted(world, people=6)
    for dataset, filters in (
        ("cohort-curve", {"cohort": made.cohort}),
        ("programme-curve", {"programme": made.programme}),
    ):
        everybody = (world.bob, world.hugh, world.dora, world.ann, world.mona, world.alice)
        got = [take(world, who, dataset, **filters).status_code for who in everybody]
        assert got == [200, 200, 404, 403, 403, 403], dataset


def test_the_page_has_the_buttons_and_the_file_says_what_it_is_of(world: World) -> None:
    made = plotted(world, people=6)
    bob = world.client(world.bob)
    for path, dataset, name, value in (
        (f"/cohorts/{made.cohort}/curve", "cohort-curve", "cohort", made.cohort),
        (f"/programmes/{made.programme}/curve", "programme-curve", "programme", made.programme),
    ):
        page = bob.get(path).text
        assert f'formaction="/exports/{dataset}.csv"' in page
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
        assert about(take(world, world.bob, dataset, "xlsx", **{name: value}).data)["Programme"] == "Plotted"
