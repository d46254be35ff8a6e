"""Publishing a plan of the organisation's own, and taking one along as a file."""

from kamcoach.cli.installing import read_library
from kamcoach.library.models import ContentVersion
from kamcoach.library.services import sync
from kamcoach.plans.models import PlanDraft
from kamcoach.reinforcement.models import FollowUp
from kamcoach.resources import CONTENT
from tests.factories.browsing import said
from tests.factories.engines import ON_ONE_ENGINE
from tests.factories.world import Browser, World
from tests.kamcoach.plans.writing import begin, drafted, publish, save

pytestmark = ON_ONE_ENGINE


def own(world: World) -> list[ContentVersion]:
    """The organisation's own plans that are published."""
    return list(world.rows(ContentVersion, ContentVersion.owner == "organisation"))


def upload(ann: Browser, content: bytes, name: str = "plan.yaml") -> tuple[int, str, str]:
    """Send a file: status, where it leads, what the page says."""
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--cut--\r\n"
    reply = ann.post("/plans/import", data=body, content_type="multipart/form-data; boundary=cut")
    return reply.status_code, reply.location or "", said(reply.text) if reply.status_code != 302 else ""


def test_published_versions_follow_each_other_and_stay(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    save(ann, path, "pulse-60", title="First")
    assert publish(ann, path).location == "/plans/own-standard"
    assert ann.get(path).status_code == 404
    second = begin(world, ann, "own-standard")
    assert begin(world, ann, "own-standard") == second  # a draft of it is there already
    save(ann, second, "pulse-60", title="Second")
    assert publish(ann, second).status_code == 302
    assert [(one.code, one.version) for one in own(world)] == [("own-standard", 1), ("own-standard", 2)]
    assert "own-standard, 2" in said(ann.get("/plans/own-standard").text)
    before = [(one.code, one.version, one.content_hash) for one in own(world)]
    with world.writing() as session:
        assert sync(session, read_library(CONTENT), at=world.now) == []
    assert [(one.code, one.version, one.content_hash) for one in own(world)] == before


def test_whoever_is_enrolled_afterwards_gets_the_own_plan(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann, "short")
    ann.post(f"{path}/steps/trio/remove")
    publish(ann, path)
    bob = world.client(world.bob)
    fields = {"name": "Half a day", "plan": "own-short", "measures": ["B1", "B5"]}
    assert bob.post("/programmes/new", data=fields).status_code == 302
    assert "own-short" in {one.code for one in own(world)}


def test_a_load_above_the_cap_is_refused_with_both_steps_named(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    assert save(ann, path, "week-one", days=5, opens=5).status_code == 302  # saved: a draft may be unfinished
    page = said(ann.get(path).text)
    assert "“The first week” opens 4 days after “The day after”." in page
    reply = publish(ann, path)
    assert reply.status_code == 422
    assert "This cannot be published yet. “The first week” opens 4 days after “The day after”." in said(reply.text)
    assert own(world) == []


def test_a_plan_without_steps_is_refused(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann, "short")
    for step in drafted(world).steps:
        ann.post(f"{path}/steps/{step.code}/remove")
    assert "A plan without steps asks nothing of anybody." in said(ann.get(path).text)
    reply = publish(ann, path)
    assert reply.status_code == 422 and "The plan has no steps. Add at least one." in said(reply.text)
    assert own(world) == []


def test_what_was_not_looked_at_is_not_published_and_a_discarded_draft_is_gone(world: World) -> None:
    ann = world.client(world.ann)
    path = begin(world, ann)
    for revision in ("7", "", "x", "9" * 30):
        assert ann.post(f"{path}/publish", data={"revision": revision}).status_code == 409
    assert own(world) == []
    assert ann.post(f"{path}/discard").location == "/plans"
    assert world.rows(PlanDraft) == []


def test_a_plan_goes_out_as_a_file_and_comes_in_as_a_draft(world: World) -> None:
    ann = world.client(world.ann)
    file = world.client(world.bob).get("/plans/standard/yaml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="standard.4.yaml"'
    status, where, _ = upload(ann, file.data)
    assert status == 302
    assert (drafted(world).code, len(drafted(world).steps)) == ("own-standard", 19)
    assert publish(ann, where).status_code == 302
    assert own(world)[0].version == 1
    again = file.data.replace(b"code: standard\n", b"code: own-standard\n").replace(b"version: 4", b"version: 9")
    assert upload(ann, again)[0] == 302
    assert (drafted(world).code, world.rows(PlanDraft)[-1].based_on_id) == ("own-standard", own(world)[0].id)


def test_every_problem_of_a_file_is_listed_and_nothing_is_taken(world: World) -> None:
    ann = world.client(world.ann)
    good = world.client(world.bob).get("/plans/short/yaml").text
    twice = good.replace("code: plus-90", "code: plus-30")
    closed = good.replace("closes: 50", "closes: 3").replace("sources:\n- S1-T2\nsteps", "sources:\n- S9\nsteps")
    cases = {
        "the code 'plus-30' stands here 2 times": twice.encode(),
        "'S9' is not in the digest": closed.encode(),
        "29 to 3 is no window around day 30": closed.encode(),
        "steps: missing": good[: good.index("steps:")].encode(),
        "steps: is empty": (good[: good.index("steps:")] + "steps: []\n").encode(),
        "unknown field": (good + "colour: red\n").encode(),
        "is no text in UTF-8": b"\xff\xfe",
        "is larger than 512 KiB": b"a" * 600_000,
        "is empty": b"",
    }
    for words, content in cases.items():
        status, _, page = upload(ann, content)
        assert (status, words in page) == (422, True), (words, page)
    assert ann.post("/plans/import", data={}).status_code == 422
    assert world.rows(PlanDraft) == []
    assert world.client(world.bob).post("/plans/import").status_code == 403
    assert world.rows(FollowUp) == []
