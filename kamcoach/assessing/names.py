"""Names that stand on a sheet, each as a part of one statement on Occasion and Subject."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from kamcoach.assessing.models import Occasion, Subject
from kamcoach.people.models import Line, Person
from kamcoach.portfolio.models import KeyAccount


def holder_name(kind: str, today: date) -> ColumnElement[str | None]:
    """Who holds the line of a kind to the subject on a date."""
    holder = aliased(Person)
    query = select(holder.name).join(Line, Line.holder_id == holder.id)
    query = query.where(Line.person_id == Subject.person_id, Line.kind == kind, Line.from_date <= today)
    return query.where(or_(Line.to_date.is_(None), Line.to_date > today)).limit(1).scalar_subquery()


def account_name() -> ColumnElement[str | None]:
    """The key account that is the subject."""
    return select(KeyAccount.name).where(KeyAccount.id == Subject.key_account_id).scalar_subquery()


def name_in_context() -> ColumnElement[str | None]:
    """The person in whose work the subject is looked at (the occasion's context)."""
    context, person = aliased(Subject), aliased(Person)
    query = select(person.name).join(context, context.person_id == person.id)
    return query.where(context.id == Occasion.context_id).scalar_subquery()
