"""The page of a session: prepared, written on while the two talk, and held by sending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.refusals import Refused
from assessments.scheduling.commitments import MOST_OPEN
from assessments.scheduling.sessions import PARTS
from kamcoach.coaching.preparing import prepare
from kamcoach.database import db, writing
from kamcoach.sessions import commitments, notes, promised, queries, services
from kamcoach.sessions.focus import focus_names
from kamcoach.sessions.forms import CommitmentForm, NoteForm, NoteKey, note_forms
from kamcoach.sessions.models import SessionNote
from kamcoach.sessions.queries import SessionRow
from kamcoach.sessions.saying import part_words
from kamcoach.web.context import actor, now
from kamcoach.web.errors import answer
from kamcoach.web.fields import options
from kamcoach.web.language import gettext as _
from kamcoach.web.texts import near_day, refusal

blueprint = Blueprint("session_pages", __name__)


@dataclass
class Written:
    """What became of the notes that a page sent: their forms, and those that another tab had changed."""

    forms: Mapping[NoteKey, NoteForm] = field(default_factory=dict)
    stale: dict[NoteKey, SessionNote] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """409 for two texts to choose from, 422 for one that cannot be kept."""
        return 409 if self.stale else 422 if any(form.errors for form in self.forms.values()) else 200


@blueprint.route("/sessions/<public_id>", methods=["GET", "POST"])
def show(public_id: str) -> ResponseReturnValue:
    """The half hour as a page. Sending it keeps every note first; `do` says what comes then."""
    found = queries.one(db.session(), public_id, actor=actor(), at=now()) or abort(404)
    if request.method == "GET":
        return _page(found, Written(), _commitment_form(found, sent=False))
    if not found.may_write:
        abort(404)
    form, do = _commitment_form(found, sent=request.form.get("do") == "commit"), request.form.get("do")
    try:
        written = _keep(found)
        if written.status == 200 and do == "commit":
            return _commit(found, written, form)
        if written.status == 200 and do == "hold":
            return _hold(found)
    except services.NotTheirs:
        abort(404)
    if written.status != 200:
        return _page(found, written, form), written.status
    flash(_("Saved."))
    return redirect(url_for("session_pages.show", public_id=public_id))


def _commitment_form(found: SessionRow, *, sent: bool) -> CommitmentForm:
    form = CommitmentForm(request.form if sent else None, prefix="commitment-")
    names = focus_names(db.session(), found.person.id, on=actor().today(now()))
    form.measure.choices = options(names, empty=_("None in particular"))
    return form


def _kinds(found: SessionRow) -> Sequence[str]:
    return ("shared", "private") if found.part == "coach" else ("shared",)


def _keep(found: SessionRow) -> Written:
    """Keep what can be kept; each note by itself."""
    written = Written(note_forms(request.form, _kinds(found)))
    valid = {key: form for key, form in written.forms.items() if form.validate()}
    saves = {key: form.as_save(key[0], key[1] == "private") for key, form in valid.items()}
    if saves:
        with writing() as session:
            kept = notes.save(session, found.session.public_id, list(saves.values()), actor=actor(), at=now())
        for key, one in saves.items():
            outcome = kept[one]
            if isinstance(outcome, notes.Stale):
                written.stale[key] = outcome.stored
    return written


def _commit(found: SessionRow, written: Written, form: CommitmentForm) -> ResponseReturnValue:
    if not form.validate():
        return _page(found, written, form), 422
    try:
        with writing() as session:
            promise = form.as_promise()
            commitments.make(session, found.person.id, promise, met=found.session, actor=actor(), at=now())
    except Refused as refused:
        form.event_on.errors = [*form.event_on.errors, refusal(refused)]
        return _page(found, written, form), 422
    name, day = found.person.name, near_day(promise.event_on)
    flash(_("It stands. On the evening of %(day)s %(name)s is asked what became of it.", day=day, name=name))
    return redirect(url_for("session_pages.show", public_id=found.session.public_id))


def _hold(found: SessionRow) -> ResponseReturnValue:
    try:
        with writing() as session:
            services.hold(session, found.session.public_id, actor=actor(), at=now())
    except Refused as refused:
        return answer(409, text=refusal(refused))
    flash(_("The session with %(name)s took place. What is shared stays here for both of you.", name=found.person.name))
    return redirect(url_for("session_pages.show", public_id=found.session.public_id))


def _page(found: SessionRow, written: Written, form: CommitmentForm) -> str:
    session, at = db.session(), now()
    rows = queries.notes(session, found, actor=actor(), at=at)
    made = promised.of_session(session, found.session)
    is_coach, state = found.part == "coach", found.session.state
    coached = is_coach or found.part == "person"
    open_now = [
        one
        for one in (promised.of_person(session, found.person.id, actor=actor(), at=at) if coached else ())
        if one.checked_at is None
    ]
    return render_template(
        "sessions/session.html",
        found=found,
        one=found.session,
        other=found.other(actor()),
        parts=[(part, minutes, *part_words()[part]) for part, minutes in PARTS.items()],
        own={_key(row.note): row.note for row in rows if row.note.by_id == actor().person_id},
        others=[row for row in rows if row.note.by_id != actor().person_id],
        kinds=_kinds(found),
        written=written,
        form=form,
        promised=made,
        has_room=len(open_now) < MOST_OPEN,
        preparation=prepare(session, found, actor=actor(), at=at) if is_coach and state == "planned" else None,
        has_begun=at.business >= found.session.starts_at,
        sees=queries.SEEN.sentence,
        note_sees=queries.NOTES.sentence,
    )


def _key(note: SessionNote) -> NoteKey:
    return note.part, "private" if note.private else "shared"  # type: ignore[return-value]
