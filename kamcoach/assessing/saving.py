"""Saving a whole page of answers: each item by itself, so that one conflict holds up no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.refusals import Refused
from kamcoach.assessing import services
from kamcoach.assessing.forms import ItemForm
from kamcoach.assessing.queries import Sheet
from kamcoach.clock import Moment
from kamcoach.database import writing
from kamcoach.permissions.actor import Actor
from kamcoach.web.texts import refusal


@dataclass(slots=True)
class SheetSave:
    """What became of a page: conflicts by item, items that could not be read, items still without an answer."""

    conflicts: dict[str, services.Conflict] = field(default_factory=dict)
    invalid: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    sent: bool = False


def save_sheet(sheet: Sheet, forms: Mapping[str, ItemForm], *, send: bool, actor: Actor, at: Moment) -> SheetSave:
    """Save what can be saved in one write, and send when asked to and nothing stands in the way.

    Raises services.Closed when the assessment takes no answers any more.
    """
    result = SheetSave()
    public_id = sheet.assessment.public_id
    valid = {item: form for item, form in forms.items() if _is_valid(item, form, result)}
    with writing() as session:
        for item, form in valid.items():
            if form.value.data or form.note.data or form.base.data:
                try:
                    services.save_answer(session, public_id, form.as_save(item), actor=actor, at=at)
                except services.Conflict as conflict:
                    result.conflicts[item] = conflict
                except Refused as refused:
                    result.invalid[item] = refusal(refused)
        if send and not result.conflicts and not result.invalid:
            try:
                services.submit(session, public_id, actor=actor, at=at)
                result.sent = True
            except services.Incomplete as incomplete:
                result.missing = incomplete.missing
    return result


def _is_valid(item: str, form: ItemForm, result: SheetSave) -> bool:
    if form.validate():
        return True
    result.invalid[item] = form.problem
    return False
