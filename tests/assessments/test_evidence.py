"""What evidence proves: one paper of grade A or B inside the period; of a critical measure two, one of them A."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.evidence import Period, Proof, Shortfall, shortfall, standing

_PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
_IN, _OUT = date(2026, 3, 31), date(2026, 4, 1)

_proofs = st.builds(
    Proof,
    st.sampled_from("ABCD"),
    st.none() | st.dates(_PERIOD.first - timedelta(days=3), _PERIOD.last + timedelta(days=3)),
)


def test_one_dated_paper_inside_the_period_is_met() -> None:
    assert standing([Proof("B", _IN)], _PERIOD, critical=False) == "met"
    assert standing([Proof("B", _OUT)], _PERIOD, critical=False) == "not_proven"
    assert standing([Proof("A", None)], _PERIOD, critical=False) == "not_proven"
    assert standing([Proof("C", _IN), Proof("D", _IN)], _PERIOD, critical=False) == "not_proven"


def test_a_critical_measure_wants_two_one_of_them_from_outside() -> None:
    assert standing([Proof("A", _IN)], _PERIOD, critical=True) == "partly"
    assert standing([Proof("B", _IN)] * 3, _PERIOD, critical=True) == "partly"
    assert standing([Proof("A", _IN), Proof("B", _PERIOD.first)], _PERIOD, critical=True) == "met"
    assert shortfall([Proof("B", _IN)] * 2, _PERIOD, critical=True) == Shortfall(1, True)
    assert shortfall([], _PERIOD, critical=True) == Shortfall(2, True)
    assert shortfall([Proof("A", _IN)], _PERIOD, critical=True) == Shortfall(1, False)


@given(st.lists(_proofs, max_size=5), _proofs, st.booleans())
def test_more_evidence_never_proves_less(proofs: list[Proof], more: Proof, critical: bool) -> None:
    order = ("not_proven", "partly", "met")
    before = order.index(standing(proofs, _PERIOD, critical=critical))
    assert order.index(standing([*proofs, more], _PERIOD, critical=critical)) >= before


@given(st.lists(_proofs, max_size=5))
def test_the_order_does_not_matter_and_critical_is_never_easier(proofs: list[Proof]) -> None:
    for critical in (True, False):
        assert standing(proofs, _PERIOD, critical=critical) == standing(proofs[::-1], _PERIOD, critical=critical)
    if standing(proofs, _PERIOD, critical=True) == "met":
        assert standing(proofs, _PERIOD, critical=False) == "met"


@given(st.lists(_proofs, max_size=6), st.booleans())
def test_handing_in_what_lacks_makes_it_met(proofs: list[Proof], critical: bool) -> None:
    lacking = shortfall(proofs, _PERIOD, critical=critical)
    added = [Proof("A" if lacking.third_party and number == 0 else "B", _IN) for number in range(lacking.papers)]
    assert standing([*proofs, *added], _PERIOD, critical=critical) == "met"
