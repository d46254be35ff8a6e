"""The form in which a coach puts people into trios."""

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from kamcoach.peers.queries import Member
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

MOST_TRIOS = 999


class TriosForm(FlaskForm):  # type: ignore[misc]
    """A trio number for each person; `suggestion` is the one that it began with."""

    suggestion = HiddenField()


class NumberField(IntegerField):
    """A whole number, with our word for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("Write the number of a trio, such as 2.")) from None


def trios_form(members: Sequence[Member], numbers: Mapping[str, int], *, suggestion: int | None) -> TriosForm:
    """The form for these people, with these numbers as long as nothing else was sent."""

    class OfCohort(TriosForm):  # the fields are the people
        pass

    for one in members:
        rules = [
            InputRequired(_l("Give everybody a trio.")),
            NumberRange(1, MOST_TRIOS, _l("Write a number from 1 to %(max)d.")),
        ]
        setattr(OfCohort, field_of(one), NumberField(one.name, rules, default=numbers.get(one.enrolment)))
    form: TriosForm = OfCohort()
    if not form.is_submitted():
        form.suggestion.data = str(suggestion or "")
    return form


def field_of(member: Member) -> str:
    """The name of a person's field."""
    return f"trio-{member.enrolment}"


def numbers_of(form: TriosForm, members: Sequence[Member]) -> Mapping[str, int]:
    """The trio number of each enrolment, once the form is valid."""
    return {one.enrolment: form[field_of(one)].data for one in members}
