"""Who may open which route: all of it, on one page. A route that is not listed here opens for nobody.

This is the first check of a request, before anything is looked up. Which objects a person may then see is
decided by the visibility rules of each capability.
"""

from collections.abc import Mapping

from kamcoach.permissions.roles import Role

ANYBODY = "anybody"
SIGNED_IN = "signed in"
DEMO = "anybody, and only in a demo"

Audience = str | frozenset[Role]

COACHES = frozenset({Role.COACH})
COACHES_AND_ADMINISTRATORS = frozenset({Role.COACH, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
COACHES_AND_AUDITORS = frozenset({Role.COACH, Role.AUDITOR})

AUDITORS_AND_ADMINISTRATORS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
AUDITORS = frozenset({Role.AUDITOR})
MANAGERS = frozenset({Role.MANAGER})
MENTORS = frozenset({Role.MENTOR})

ROUTES: Mapping[str, Audience] = {
    "static": ANYBODY,
    "bootstrap.static": ANYBODY,
    "health.healthz": ANYBODY,
    # signing in
    "signin.sign_in": ANYBODY,
    "signin.sign_out": ANYBODY,
    "signin.forgot": ANYBODY,
    "signin.use_link": ANYBODY,
    "answer_links.answer": ANYBODY,
    # everybody's own
    "assessing.today": SIGNED_IN,
    "assessing.answer": SIGNED_IN,
    "assessing.save": SIGNED_IN,
    "assessing.show": SIGNED_IN,
    "observing.events": SIGNED_IN,
    "observing.remove": SIGNED_IN,
    "coaching.progress": SIGNED_IN,
    "people.me": SIGNED_IN,
    "own_mail.choose": SIGNED_IN,
    # tasks: whose, decides drift/tasks.py; marks of drift
    "tasks.index": SIGNED_IN,
    "tasks.show": SIGNED_IN,
    "tasks.done": SIGNED_IN,
    "tasks.reopen": SIGNED_IN,
    "tasks.give": SIGNED_IN,
    "tasks.take_back": SIGNED_IN,
    "tasks.overrule": COACHES,
    "tasks.restore": COACHES,
    # days away: whose, decides people/absences.py
    "absences.show": SIGNED_IN,
    "absences.remove": SIGNED_IN,
    # one's own calendar; whoever knows the address may read it, see calendars/services.py
    "calendars.mine": SIGNED_IN,
    "calendars.revoke": SIGNED_IN,
    "calendars.feed": ANYBODY,
    # mentors: whom they accompany, decides mentoring/queries.py; requests belong to the person and their mentor
    "mentoring.index": MENTORS,
    "mentoring.person": MENTORS,
    "mentoring.begin": MENTORS,
    "own_mentor.index": SIGNED_IN,
    "own_mentor.ask": SIGNED_IN,
    "own_mentor.look": SIGNED_IN,
    "comments.show": SIGNED_IN,
    "comments.comment": SIGNED_IN,
    "comments.reply": SIGNED_IN,
    "comments.withdraw": SIGNED_IN,
    # exports: each dataset has its own roles, see exports/sets
    "exports.index": SIGNED_IN,
    "exports.make": SIGNED_IN,
    "exports.fetch": SIGNED_IN,
    # key accounts: whose, decides portfolio/queries.py
    "accounts.index": SIGNED_IN,
    "accounts.new": frozenset({Role.TRAINEE, Role.ADMINISTRATOR}),
    "accounts.show": SIGNED_IN,
    "accounts.rename": SIGNED_IN,
    "accounts.close": SIGNED_IN,
    "accounts.add_member": SIGNED_IN,
    "accounts.end_member": SIGNED_IN,
    "accounts.add_contact": SIGNED_IN,
    "accounts.contact_left": SIGNED_IN,
    # the library: interviews and boosters open to staff only, see library/shelves.py
    "library.index": SIGNED_IN,
    "library.instrument": SIGNED_IN,
    "library.preview": SIGNED_IN,
    "library.sheet": SIGNED_IN,
    "library.profile": SIGNED_IN,
    "library.plan": SIGNED_IN,
    "library.deck": SIGNED_IN,
    "library.card": SIGNED_IN,
    "library.sources": SIGNED_IN,
    # competencies: cycles for HR, the two views for the two that they belong to
    "cycles.index": AUDITORS_AND_ADMINISTRATORS,
    "cycles.new": AUDITORS_AND_ADMINISTRATORS,
    "cycles.show": AUDITORS_AND_ADMINISTRATORS,
    "pairs.reports": MANAGERS,
    "pairs.show": SIGNED_IN,
    "pairs.save": SIGNED_IN,
    "pairs.take_over": SIGNED_IN,
    "pairs.sign": SIGNED_IN,
    # audits: the person audited sees theirs, see auditing/queries.py; actions belong to who owns them
    "audits.index": AUDITORS,
    "audits.new": AUDITORS,
    "audits.show": SIGNED_IN,
    "audits.draft": AUDITORS,
    "audits.final": AUDITORS,
    "audits.replied": SIGNED_IN,
    "audit_papers.ask": AUDITORS,
    "audit_papers.show": SIGNED_IN,
    "audit_findings.write": AUDITORS,
    "audit_findings.reply": SIGNED_IN,
    "actions.new": AUDITORS,
    "actions.index": SIGNED_IN,
    "actions.show": SIGNED_IN,
    "actions.done": SIGNED_IN,
    "actions.close": AUDITORS,
    "actions.check": AUDITORS,
    # peers and cards: one's own
    "meetings.show": SIGNED_IN,
    "meetings.held": SIGNED_IN,
    "meetings.not_held": SIGNED_IN,
    "trios.of_cohort": COACHES_AND_ADMINISTRATORS,
    "cards.index": SIGNED_IN,
    "cards.show": SIGNED_IN,
    "cards.answer": SIGNED_IN,
    # HR
    "overview.index": AUDITORS,
    "overview.assessments": AUDITORS,
    "overview.forgotten": AUDITORS,
    "heatmap.index": AUDITORS,
    "records.show": AUDITORS,
    "records.trail": AUDITORS,
    # coaches
    "coaching.queue": COACHES,
    "coaching.person": COACHES,
    "follow_ups.move": COACHES,
    "follow_ups.waive": COACHES,
    "follow_ups.hold": COACHES,
    "follow_ups.undo": COACHES,
    # the coach's day: several at once, week and month
    "several.begin": COACHES,
    "several.move": COACHES,
    "several.held": COACHES,
    "several.spoke": COACHES,
    "several.undo": COACHES,
    "several.hand_over": COACHES,
    "several.keep": COACHES,
    "ahead.week": COACHES,
    "ahead.month": COACHES,
    # managers' talks
    "talks.index": MANAGERS,
    "talks.held": MANAGERS,
    "talks.undo": MANAGERS,
    # sessions and commitments: whose, decide sessions/queries.py and sessions/promised.py
    "sessions.index": SIGNED_IN,
    "sessions.plan": COACHES,
    "sessions.move": COACHES,
    "sessions.cancel": COACHES,
    "sessions.note": SIGNED_IN,
    "session_pages.show": SIGNED_IN,
    "commitments.index": SIGNED_IN,
    "commitments.check": SIGNED_IN,
    "commitments.again": SIGNED_IN,
    "commitments.withdraw": SIGNED_IN,
    # trainings
    "cohorts.index": COACHES_AND_ADMINISTRATORS,
    "cohorts.new_programme": COACHES_AND_ADMINISTRATORS,
    "cohorts.new_cohort": COACHES_AND_ADMINISTRATORS,
    "cohorts.show": COACHES_AND_ADMINISTRATORS,
    "cohorts.nudge_managers": COACHES_AND_ADMINISTRATORS,
    "cohorts.enrol": COACHES_AND_ADMINISTRATORS,
    "cohorts.finish": COACHES_AND_ADMINISTRATORS,
    "observers.change": COACHES_AND_ADMINISTRATORS,
    # plans: written by administrators, shown to coaches
    "plans.index": COACHES_AND_ADMINISTRATORS,
    "plans.show": COACHES_AND_ADMINISTRATORS,
    "plans.export": COACHES_AND_ADMINISTRATORS,
    "plans.copy": ADMINISTRATORS,
    "plans.take_in": ADMINISTRATORS,
    "plan_drafts.show": ADMINISTRATORS,
    "plan_drafts.head": ADMINISTRATORS,
    "plan_drafts.add": ADMINISTRATORS,
    "plan_drafts.save": ADMINISTRATORS,
    "plan_drafts.remove": ADMINISTRATORS,
    "plan_drafts.restore": ADMINISTRATORS,
    "plan_drafts.publish": ADMINISTRATORS,
    "plan_drafts.discard": ADMINISTRATORS,
    "moving_over.show": COACHES_AND_ADMINISTRATORS,
    "moving_over.move": COACHES_AND_ADMINISTRATORS,
    "observer_load.show": COACHES_AND_ADMINISTRATORS,
    "observer_load.share_out": COACHES_AND_ADMINISTRATORS,
    "cohort_many.enrol": COACHES_AND_ADMINISTRATORS,
    "cohort_many.progress": COACHES_AND_ADMINISTRATORS,
    "cohort_many.focus": COACHES_AND_ADMINISTRATORS,
    # did it stick?
    "curves.index": AUDITORS,
    "curves.cohort": COACHES_AND_AUDITORS,
    "curves.programme": COACHES_AND_AUDITORS,
    "levels.show": frozenset({Role.COACH, Role.AUDITOR, Role.ADMINISTRATOR}),
    # administration
    "setup.index": ADMINISTRATORS,
    "signin.invite_everybody": ADMINISTRATORS,
    "people.index": ADMINISTRATORS,
    "people.show": ADMINISTRATORS,
    "people.change_roles": ADMINISTRATORS,
    "lines.show": ADMINISTRATORS,
    "signin.set_disabled": ADMINISTRATORS,
    "signin.invite": ADMINISTRATORS,
    "answer_links.revoke": ADMINISTRATORS,
    "messages.index": ADMINISTRATORS,
    "messages.again": ADMINISTRATORS,
    "messages.all_again": ADMINISTRATORS,
    "people.upload": ADMINISTRATORS,
    "people.dry_run": ADMINISTRATORS,
    "people.apply": ADMINISTRATORS,
    # figures of the business
    "outcomes.index": AUDITORS_AND_ADMINISTRATORS,
    "outcomes.upload": ADMINISTRATORS,
    "outcomes.dry_run": ADMINISTRATORS,
    "outcomes.apply": ADMINISTRATORS,
    "outcomes.ask_to_remove": ADMINISTRATORS,
    "outcomes.remove": ADMINISTRATORS,
    # the demo's own pages
    "demo.enter": DEMO,
    "demo.travel": DEMO,
    "demo.mailbox": DEMO,
    "demo.mail": DEMO,
}
