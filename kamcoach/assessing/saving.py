"""Saving a whole page of answers: each item by itself, so that one conflict holds up no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.refusals import Refused
from kamcoach.assessing import services
from kamcoach.assessing.forms import ItemForm
from kamcoach.assessing.observed import TooFewEvents
from kamcoach.assessing.queries import Sheet
from kamcoach.assessing.sentences import why_few
from kamcoach.clock import Moment
from kamcoach.database import writing
from kamcoach.permissions.actor import Actor
from kamcoach.web.texts import refusal


@dataclass(slots=True)
class SheetSave:
    """What became of a page: conflicts by item, items that could not be read, items still without an answer;
    `few` when an observer has to enter first what they saw."""

    conflicts: dict[str, services.Conflict] = field(default_factory=dict)
    invalid: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    few: bool = False
    sent: bool = False


def save_sheet(sheet: Sheet, forms: Mapping[str, ItemForm], *, send: bool, actor: Actor, at: Moment) -> SheetSave:
    """Save what can be saved in one write, and send when asked to and nothing stands in the way.

    Raises Closed when the assessment takes no answers any more.
    """
    result = SheetSave()
    public_id = sheet.assessment.public_id
    valid = {item: form for item, form in forms.items() if _is_valid(item, form, result)}
    saves = [form.as_save(item) for item, form in valid.items() if _says_anything(form)]
    with writing() as session:
        if saves:
            _sort(services.save_answers(session, public_id, saves, actor=actor, at=at), result)
        if send and not result.conflicts and not result.invalid:
            try:
                services.submit(session, public_id, actor=actor, at=at)
                result.sent = True
            except services.Incomplete as incomplete:
                result.missing = incomplete.missing
            except TooFewEvents:
                result.few = True
    return result


def _says_anything(form: ItemForm) -> bool:
    return bool(form.value.data or form.note.data or form.account.data or form.base.data)


def _sort(outcomes: Mapping[str, services.Outcome], result: SheetSave) -> None:
    for item, outcome in outcomes.items():
        if isinstance(outcome, services.Conflict):
            result.conflicts[item] = outcome
        elif isinstance(outcome, TooFewEvents):
            result.few, result.invalid[item] = True, why_few(outcome)
        elif isinstance(outcome, Refused):
            result.invalid[item] = refusal(outcome)


def _is_valid(item: str, form: ItemForm, result: SheetSave) -> bool:
    if form.validate():
        return True
    result.invalid[item] = form.problem
    return False
