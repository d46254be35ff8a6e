"""All datasets by their code, which is part of an address and of the trail: a code keeps its meaning."""

from collections.abc import Mapping

from kamcoach.exports.datasets import Dataset
from kamcoach.exports.sets import (
    about_me,
    accounts,
    assessments,
    audits,
    cohort,
    curve,
    cycles,
    heatmap,
    levels,
    outcomes,
    people,
    trail,
)

DATASETS: Mapping[str, Dataset] = {
    dataset.code: dataset
    for dataset in (
        about_me.ABOUT_ME,
        accounts.KEY_ACCOUNT,
        accounts.KEY_ACCOUNTS,
        assessments.ASSESSMENTS,
        audits.AUDIT,
        audits.AUDITS,
        cohort.COHORT,
        curve.COHORT_CURVE,
        curve.PROGRAMME_CURVE,
        cycles.CYCLE,
        cycles.PAIR,
        heatmap.HEAT_MAP,
        levels.LEVELS,
        outcomes.OUTCOMES,
        people.PEOPLE,
        trail.TRAIL,
    )
}
