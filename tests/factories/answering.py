"""Answers of a whole sheet, saved as a page saves them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kamcoach.assessing.services import Save, Saved, save_answers
from kamcoach.clock import Moment
from kamcoach.permissions.actor import Actor


def save_all(
    session: Session, public_id: str, values: Mapping[str, str], *, note: str = "", by: str, actor: Actor, at: Moment
) -> None:
    """Save first answers, all with one note; `by` tells the operations of one caller from another's."""
    saves = [Save(item, value, note, base=0, operation=f"{by}-{item}") for item, value in values.items()]
    for outcome in save_answers(session, public_id, saves, actor=actor, at=at).values():
        if not isinstance(outcome, Saved):
            raise outcome
