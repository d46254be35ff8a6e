"""Writing a plan through its pages, as Ann does."""

from werkzeug.test import TestResponse

from assessments.instruments.reading import plan_from_json
from assessments.scheduling.plan import Plan
from kamcoach.plans.models import PlanDraft
from tests.factories.browsing import form_of
from tests.factories.world import Browser, World


def begin(world: World, ann: Browser, code: str = "standard") -> str:
    """Copy a plan; returns the path of the draft."""
    reply = ann.post(f"/plans/{code}/copy")
    assert reply.status_code == 302, reply.status_code
    return str(reply.location)


def drafted(world: World) -> Plan:
    """The plan that was drafted last, as it is stored."""
    return plan_from_json(world.rows(PlanDraft)[-1].body.encode())


def save(ann: Browser, path: str, step: str, **changes: str | int) -> TestResponse:
    """Open a step, change fields, and send the form."""
    form = form_of(ann.get(f"{path}?step={step}").text, holding="why")
    for name, value in changes.items():
        form[name] = str(value)
    reply: TestResponse = ann.post(f"{path}/steps/{step}", data=form)
    return reply


def publish(ann: Browser, path: str) -> TestResponse:
    """Press the button."""
    form = form_of(ann.get(path).text, holding="revision")
    reply: TestResponse = ann.post(f"{path}/publish", data=form)
    return reply
