"""Saving a whole page of answers: each item by itself, so that one conflict holds up no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

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

    Raises services.Closed when the assessment takes no answers any more.
    """
    result = SheetSave()
    public_id = sheet.assessment.public_id
    valid = {item: form for item, form in forms.items() if _is_valid(item, form, result)}
    with writing() as session:
        for item, form in valid.items():
            if form.value.data or form.note.data or form.account.data or form.base.data:
                _save(session, public_id, form.as_save(item), result, actor, at)
        if send and not result.conflicts and not result.invalid:
            try:
                services.submit(session, public_id, actor=actor, at=at)
                result.sent = True
            except services.Incomplete as incomplete:
                result.missing = incomplete.missing
            except TooFewEvents:
                result.few = True
    return result


def _save(session: Session, public_id: str, save: services.Save, result: SheetSave, actor: Actor, at: Moment) -> None:
    try:
        services.save_answer(session, public_id, save, actor=actor, at=at)
    except services.Conflict as conflict:
        result.conflicts[save.item] = conflict
    except TooFewEvents as few:
        result.few, result.invalid[save.item] = True, why_few(few)
    except Refused as refused:
        result.invalid[save.item] = refusal(refused)


def _is_valid(item: str, form: ItemForm, result: SheetSave) -> bool:
    if form.validate():
        return True
    result.invalid[item] = form.problem
    return False
