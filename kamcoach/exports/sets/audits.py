"""Audits as the list shows them, and one audit: findings with the reply beside them, the checklist, evidence, actions.

What a reader sees of an audit depends on what they are to it and on where it stands, exactly as on its page: the person
sees the findings once they are drafted and the checklist once it is final; nobody but they sees a reply being written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamcoach.auditing import queries, saying
from kamcoach.auditing.models import EvidenceRequest, Finding
from kamcoach.auditing.queries import ActionRow
from kamcoach.exports.datasets import Asking, Column, Dataset, Kind, Row, Whole
from kamcoach.exports.filters import Filter, an_id
from kamcoach.permissions.roles import Role
from kamcoach.portfolio import queries as portfolio
from kamcoach.web.language import gettext as _
from kamcoach.web.language import lazy_gettext as _l

_LIST = (
    Column(_l("Person")),
    Column(_l("Checklist")),
    Column(_l("From"), Kind.DAY),
    Column(_l("Until"), Kind.DAY),
    Column(_l("Auditor")),
    Column(_l("What waits for whom")),
    Column(_l("Final (UTC)"), Kind.INSTANT),
)
_ONE = (
    Column(_l("Part")),
    Column(_l("About")),
    Column(_l("What")),
    Column(_l("Result")),
    Column(_l("Note")),
    Column(_l("The person corrects")),
    Column(_l("The person sees it differently")),
    Column(_l("Dated"), Kind.DAY),
    Column(_l("Due"), Kind.DAY),
    Column(_l("Who")),
)


def _opens_list(session: Session, asking: Asking) -> Whole:
    found = queries.audits(session, actor=asking.actor, at=asking.at)
    rows = [
        (
            row.person,
            row.occasion.title,
            row.audit.period_from,
            row.audit.period_to,
            row.auditor,
            saying.waits_for(row, asking.at),
            row.audit.final_at,
        )
        for row in found
    ]
    return Whole(_LIST, rows)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What this reader sees of this audit now; templates/auditing/show.html asks the same."""

    findings: bool
    checklist: bool
    reply: bool
    actions: bool


def _opens_one(session: Session, asking: Asking) -> Whole | None:
    row = queries.audit_row(session, asking.filters["audit"], actor=asking.actor, at=asking.at)
    if row is None:
        return None
    state, is_person = row.state(asking.at), row.part(asking.actor) == "person"
    sight = _Sight(
        findings=not is_person or row.audit.drafted_at is not None,
        checklist=not is_person or state == "final",
        reply=is_person or state in ("replied", "final"),
        actions=state == "final",
    )
    whole = queries.whole(session, row)
    named = portfolio.named(session, {one.key_account_id for asked in whole.evidence.values() for one in asked})
    accounts = {key: one.name for key, one in named.items()}
    about = [
        (_("Person"), row.person),
        (_("Auditor"), row.auditor),
        (_("Period"), f"{row.audit.period_from} – {row.audit.period_to}"),
        (_("Why"), row.audit.reason),
        (_("Independence"), row.audit.independence),
        (_("Where it stands"), saying.waits_for(row, asking.at)),
    ]
    return Whole(_ONE, [*_findings(whole, sight), *_checklist(whole, sight, accounts)], about)


def _findings(whole: queries.Whole, sight: _Sight) -> Iterator[Row]:
    for finding in whole.findings if sight.findings else ():
        measure = whole.instrument.measure(finding.measure).title
        yield _finding(finding, measure, sight)
        for one in whole.actions.get(finding.id, ()) if sight.actions else ():
            yield _action(one, measure)


def _finding(finding: Finding, measure: str, sight: _Sight) -> Row:
    draft = finding.draft if sight.reply and finding.final and finding.final != finding.draft else ""
    replies = (finding.reply, finding.dissent) if sight.reply else ("", "")
    state = _("final") if sight.actions else _("draft")
    before = _("The draft said: %(text)s", text=draft) if draft else ""
    return _("Finding"), measure, finding.final or finding.draft, state, before, *replies, None, None, ""


def _action(one: ActionRow, measure: str) -> Row:
    action = one.action
    state = _("closed") if action.closed_at else _("done, to be closed") if action.done_on else _("open")
    return _("Action"), measure, action.what, state, "", "", "", action.done_on, action.due_on, one.owner


def _checklist(whole: queries.Whole, sight: _Sight, accounts: dict[int, str]) -> Iterator[Row]:
    for item in whole.instrument.items:
        question = item.asked("auditor")
        if sight.checklist:
            answer = whole.answers.get(item.code)
            code, note = (answer.value or "", answer.note) if answer else ("", "")
            label = whole.instrument.scale_of(item).label(code) if item.scale else ""
            yield _("Item"), item.code, question, label or _("not answered"), note, "", "", None, None, ""
        for one in whole.evidence.get(item.code, ()):
            yield _evidence(one, item.code, sight, accounts)


def _evidence(one: EvidenceRequest, item: str, sight: _Sight, accounts: dict[int, str]) -> Row:
    grade = _("grade %(grade)s", grade=one.grade) if one.grade and sight.findings else ""
    state = grade or (_("handed in") if one.received_at else _("asked for"))
    account = accounts.get(one.key_account_id or 0, "")
    return _("Evidence"), item, one.asked_for, state, one.received, "", "", one.dated_on, one.due_on, account


AUDITS = Dataset("audits", _l("Audits"), _opens_list, frozenset({Role.AUDITOR}))
AUDIT = Dataset("audit", _l("Audit of a person"), _opens_one, filters={"audit": Filter(an_id, is_required=True)})
