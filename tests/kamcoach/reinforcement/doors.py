"""Who may change a follow-up: the person's coach of today, and nobody else learns that it exists."""

from kamcoach.reinforcement.models import FollowUp, FollowUpEvent
from tests.factories.browsing import without_tokens
from tests.factories.world import World


def only_todays_coach_opens(world: World, follow_up: FollowUp, act: str, *, has_page: bool = True) -> None:
    """Strangers 404 as for what is absent, other roles 403, nobody to sign-in; a GET changes nothing."""
    url, nowhere = f"/follow-ups/{follow_up.public_id}/{act}", f"/follow-ups/AbsentAbsent1234/{act}"
    dora = world.client(world.dora)
    for method in ("GET", "POST") if has_page else ("POST",):
        theirs, absent = dora.open(url, method=method), dora.open(nowhere, method=method)
        assert (theirs.status_code, absent.status_code) == (404, 404)
        assert without_tokens(theirs.text) == without_tokens(absent.text)
        for who in (world.alice, world.charlie, world.mona, world.tess, world.hugh, world.ann):
            assert world.client(who).open(url, method=method).status_code == 403
    assert world.client().post(url).location == "/sign-in"
    bob = world.client(world.bob)
    assert bob.get(url).status_code == (200 if has_page else 405)
    world.end_line("coach", world.alice, world.today)
    assert bob.post(url).status_code == 404
    assert world.rows(FollowUpEvent) == []
    assert world.rows(FollowUp, FollowUp.id == follow_up.id)[0].due_on == follow_up.due_on
