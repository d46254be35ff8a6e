"""Forms of a plan's pages."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from msgspec.structs import replace
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from assessments.instruments.model import Instrument
from assessments.instruments.rules import MAX_MINUTES
from assessments.scheduling.plan import ASKING, Repeats, Step
from kamcoach.plans import kinds
from kamcoach.web.fields import SelectField, options, text_that_can_be_stored
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

EARLIEST, LATEST = -120, 1100
MOST_PROMPTS = 60
_TITLE = [DataRequired(_l("Give it a name.")), Length(max=120, message=_l("Use at most %(max)d characters."))]
_WHY = [DataRequired(_l("Say it in a sentence.")), Length(max=400, message=_l("Use at most %(max)d characters."))]


class WholeNumber(IntegerField):
    """A whole number, with a true minus sign too; plain words for anything else."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; nothing is no number."""
        typed = valuelist[0].strip().replace("−", "-") if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = int(typed) if len(typed) <= 9 else 10**9
        except ValueError:
            raise ValueError(_("Write a whole number such as 30.")) from None


def _number(label: Any, least: int, most: int) -> WholeNumber:
    message = _l("Choose a number from %(min)s to %(max)s.")
    return WholeNumber(label, [InputRequired(_l("Write a number.")), NumberRange(least, most, message)])


class HeadForm(FlaskForm):  # type: ignore[misc]
    """What the plan is called and for whom it is."""

    title = StringField(_l("Name of the plan"), [*_TITLE, text_that_can_be_stored])
    lede = TextAreaField(_l("For whom it is, and what it holds"), [*_WHY, text_that_can_be_stored])
    was = HiddenField()


class AddForm(FlaskForm):  # type: ignore[misc]
    """A new step: its kind and its day."""

    kind = SelectField(_l("Kind of step"), choices=options((code, one.name) for code, one in kinds.KINDS.items()))
    day = _number(_l("Day"), EARLIEST, LATEST)


class StepForm(FlaskForm):  # type: ignore[misc]
    """One step; what its kind does not have is taken out when the form is made."""

    title = StringField(_l("What it is called"), [*_TITLE, text_that_can_be_stored])
    why = TextAreaField(_l("Why, in words to the person"), [*_WHY, text_that_can_be_stored])
    days = _number(_l("Due on day"), EARLIEST, LATEST)
    opens = _number(_l("Open from day"), EARLIEST, LATEST)
    closes = _number(_l("Open until day"), EARLIEST, LATEST)
    raters = SelectField(_l("Who acts"))
    instrument = SelectField(_l("What is asked"))
    items = SelectField(
        _l("Of what"), choices=options([("all", _l("All behaviours")), ("focus", _l("Those in focus"))])
    )
    times = WholeNumber(_l("How often it comes"))
    every = WholeNumber(_l("Days from one time to the next"))
    minutes = _number(_l("Minutes it takes"), 1, MAX_MINUTES)
    prompts = TextAreaField(_l("What the trio speaks about"), [Length(max=20_000), text_that_can_be_stored])
    on_miss = SelectField(_l("What follows when nobody did it"), choices=options(kinds.MISSES.items()))
    was = HiddenField()

    def fit_to(self, step: Step, instruments: Mapping[str, Instrument]) -> None:
        """Leave what the kind of the step has, and offer what it may choose from."""
        self.raters.choices = options((",".join(raters), name) for raters, name in kinds.acting(step.kind))
        fits = kinds.fitting(step.kind, instruments)
        empty = _("Nothing: the two decide") if kinds.may_be_without(step.kind) else None
        self.instrument.choices = options(((one.code, one.title) for one in fits), empty=empty)
        unwanted = {
            "instrument": not fits,
            "items": not kinds.may_choose_items(step.kind),
            "times": not kinds.may_repeat(step.kind),
            "every": not kinds.may_repeat(step.kind),
            "prompts": step.kind != "trio",
        }
        for name, is_unwanted in unwanted.items():
            if is_unwanted:
                del self[name]

    def validate_prompts(self, field: TextAreaField) -> None:
        """One a line, each short enough to be read on a phone."""
        lines = prompts_of(field.data or "")
        if len(lines) > MOST_PROMPTS:
            raise ValidationError(_("Write at most %(most)s questions.", most=MOST_PROMPTS))
        if any(len(line) > 300 for line in lines):
            raise ValidationError(_("Keep each question under 300 characters."))

    def as_step(self, old: Step) -> Step:
        """The step that the form describes, as the next state of the one that it was made from; a number that could not
        be read is the former one, so that the rest can be checked."""
        times = self.times.data if "times" in self and self.times.data is not None else 1
        every = self.every.data if "every" in self and self.every.data is not None else 0
        return replace(
            old,
            title=" ".join((self.title.data or "").split()),
            why=" ".join((self.why.data or "").split()),
            **{name: old_or(self[name].data, getattr(old, name)) for name in ("days", "opens", "closes", "minutes")},
            raters=tuple((self.raters.data or "").split(",")),
            instrument=(self.instrument.data or None) if "instrument" in self else old.instrument,
            items=self.items.data if "items" in self else old.items,
            repeats=Repeats(every=every, times=times) if times != 1 else None,
            prompts=tuple(prompts_of(self.prompts.data or "")) if "prompts" in self else (),
            on_miss=self.on_miss.data,
        )


def old_or(typed: int | None, old: int) -> int:
    """What was typed, if it was a number."""
    return old if typed is None else typed


def filled(step: Step) -> dict[str, object]:
    """What a form shows of a step."""
    repeats = step.repeats
    return {
        **{name: getattr(step, name) for name in ("title", "why", "days", "opens", "closes", "minutes", "on_miss")},
        "raters": ",".join(step.raters),
        "instrument": step.instrument or "",
        "items": step.items if step.kind in ASKING else None,
        "times": repeats.times if repeats else 1,
        "every": repeats.every if repeats else None,
        "prompts": "\n".join(step.prompts),
    }


def prompts_of(text: str) -> list[str]:
    """The questions of a trio, one a line."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A plan as YAML."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
