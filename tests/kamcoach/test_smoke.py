import time

from tests.factories.world import World


def test_story(world: World) -> None:
    t = time.time()
    enrolment, baseline = world.baseline(world.alice, world.bob)
    c = world.client(world.alice)
    r = c.get("/")
    assert r.status_code == 200, r.text
    r = c.get(f"/assessments/{baseline.public_id}/answer")
    assert r.status_code == 200
    world.answer_all(baseline, world.alice)
    r = c.get(f"/assessments/{baseline.public_id}")
    assert r.status_code == 200
    b = world.client(world.bob)
    r = b.get(f"/assessments/{baseline.public_id}")
    assert r.status_code == 200
    for u in ("/queue", f"/people/{world.alice.public_id}", "/trainings", "/programmes/new", "/me", "/progress"):
        r = b.get(u)
        assert r.status_code == 200, (u, r.text)
    a = world.client(world.ann)
    for u in (
        "/administration/people",
        f"/administration/people/{world.alice.public_id}",
        "/administration/people/import",
    ):
        r = a.get(u)
        assert r.status_code == 200, (u, r.text)
    print(time.time() - t)
    world.live(12)
    with world.app.app_context():
        from kamcoach.database import reading
        from kamcoach.trail.queries import verify

        with reading() as s:
            print(verify(s))
