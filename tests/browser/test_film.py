"""The whole main job as one film, acted where people would act: in a browser, by everybody who has a part in it.

people → cohort → baseline (self on a phone, observer after two events) → the clock to +30 and +90 → the curve →
competencies rated blind → side by side, agreed, signed → an audit with a reply → the figures leave as files
"""

from pathlib import Path

import pytest

from tests.browser.conftest import Stage
from tests.browser.film import audit, cast, competencies, leaving, training
from tests.browser.film.cast import Film

pytestmark = pytest.mark.browser


def test_the_whole_main_job(stage: Stage, tmp_path: Path) -> None:
    film = Film(stage, tmp_path)
    cast.people_are_imported(film)
    training.a_cohort_is_planned(film)
    training.everybody_answers_the_baseline(film)
    training.half_a_year_begins(film)
    training.days_pass_to_the_measure(film, "plus-30", gain=1)
    training.days_pass_to_the_measure(film, "plus-90", gain=2)
    training.the_coach_sees_it_in_the_timeline(film)
    training.the_curve_shows_it(film)
    competencies.hr_starts_a_cycle(film)
    competencies.both_rate_without_seeing_the_other(film)
    competencies.they_look_at_it_together_and_sign(film)
    competencies.hr_sees_how_far_it_is(film)
    audit.hr_opens_it(film)
    audit.evidence_is_asked_for_and_graded(film)
    audit.a_draft_is_written(film)
    audit.rosa_replies(film)
    audit.it_becomes_final_and_something_changes(film)
    audit.the_owner_finds_it(film)
    leaving.the_files_say_what_the_page_says(film)
