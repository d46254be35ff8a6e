"""The worker: one tick does everything that is due at a moment. Safe to run several at once."""

import logging
import os
import signal
import threading
from collections.abc import Callable

from flask import Flask
from huey import Huey

from kamcoach.assessing import awaited, handing_over, links, releasing
from kamcoach.auditing import mails as audit_mails
from kamcoach.clock import Moment, moment
from kamcoach.coaching import jobs as coaching
from kamcoach.coaching import mails as coaching_mails
from kamcoach.cycles import jobs as cycles
from kamcoach.cycles import mails as cycles_mails
from kamcoach.database import reading, writing
from kamcoach.drift import jobs as drift
from kamcoach.drift import mails as drift_mails
from kamcoach.exports import jobs as exports
from kamcoach.exports.services import drop_old as drop_old_exports
from kamcoach.installation import queries as installation
from kamcoach.mentoring import jobs as mentoring
from kamcoach.mentoring import mails as mentoring_mails
from kamcoach.notifications.jobs import Post, send_waiting
from kamcoach.outcomes import services as outcomes
from kamcoach.peers import jobs as peers
from kamcoach.peers import mails as peers_mails
from kamcoach.people import services as people
from kamcoach.recall import jobs as recall
from kamcoach.recall import mails as recall_mails
from kamcoach.reinforcement import escalating
from kamcoach.reinforcement import jobs as reinforcement
from kamcoach.reinforcement import mails as reinforcement_mails
from kamcoach.rounds import Rounds
from kamcoach.sessions import jobs as sessions
from kamcoach.sessions import mails as sessions_mails
from kamcoach.signin import mails as signin_mails
from kamcoach.signin import services as signin
from kamcoach.storage import CannotWrite
from kamcoach.trail import services as trail
from kamcoach.web.context import stand_at

COMPOSERS = {
    "invitation": signin_mails.invitation,
    "reset": signin_mails.reset,
    "reminder": reinforcement_mails.reminder,
    "reminder-last": reinforcement_mails.last_reminder,
    "missed": reinforcement_mails.missed,
    "task": drift_mails.task_given,
    "side-by-side": cycles_mails.side_by_side,
    "talk": coaching_mails.talk,
    "nudge": coaching_mails.nudge,
    "audit-opened": audit_mails.opened,
    "audit-asked": audit_mails.asked,
    "audit-drafted": audit_mails.drafted,
    "audit-replied": audit_mails.replied,
    "audit-final": audit_mails.final,
    "audit-action": audit_mails.action,
    "session-planned": sessions_mails.planned,
    "session-moved": sessions_mails.moved,
    "session-cancelled": sessions_mails.cancelled,
    "commitment-check": sessions_mails.commitment_check,
    "cards": recall_mails.cards,
    "trio": peers_mails.trio,
    "look-due": mentoring_mails.look_due,
    "comment-asked": mentoring_mails.comment_asked,
    "comment-given": mentoring_mails.comment_given,
}
_MOST = 500
_LOOKS_UP = 1.0
_LOOKS_FOR_WAITING = 2.0
_log = logging.getLogger("kamcoach")


def tick(at: Moment, *, is_demo: bool, clock: Callable[[], Moment] | None = None) -> None:
    """Do what is due at this moment, in the order in which one thing leads to the next. `clock` tells the time while
    it lasts, for what must not happen too late; without it time stands still."""
    stand_at(at)
    jobs: list[Callable[[], object]] = [
        lambda: reinforcement.name_successors(at),
        lambda: reinforcement.date_waiting(at),
        lambda: reinforcement.open_follow_ups(at),
        lambda: hand_over_seats(at),
        lambda: release_closed(at),
        lambda: drift.read_released(at),
        lambda: drift.lead_promises(at),
        lambda: reinforcement.queue_reminders(at),
        lambda: escalating.remind_once_more(at),
        lambda: escalating.tell_managers(at),
        lambda: cycles.tell_released(at),
        lambda: coaching.tell_managers(at),
        lambda: sessions.settle_checks(at),
        lambda: sessions.ask_about_commitments(at),
        lambda: peers.settle_trios(at),
        lambda: peers.tell_of_meetings(at),
        lambda: recall.deal_cards(at),
        lambda: recall.write_of_cards(at),
        lambda: mentoring.tell_due(at),
        lambda: send_waiting(Post(COMPOSERS, into_mailbox=is_demo), at, clock=clock),
        lambda: exports.make_waiting(at),
        lambda: seal_trail(at),
        lambda: clean_up(at),
    ]
    failures = [failure for job in jobs if (failure := _attempt(job)) is not None]
    if failures:
        raise ExceptionGroup("jobs failed", failures)


def _attempt(job: Callable[[], object]) -> Exception | None:
    """Run one job; a failing one must not keep the others from running."""
    try:
        job()
    except CannotWrite as failure:
        return failure  # the log says it once
    except Exception as failure:
        _log.exception("job failed")
        return failure
    return None


def release_closed(at: Moment) -> int:
    """Release every occasion whose window has ended; returns how many."""
    with reading() as session:
        closed = list(awaited.unreleased_and_closed(session, at=at, most=_MOST))
    released = 0
    for occasion_id in closed:
        with writing() as session:
            released += releasing.release_closed(session, occasion_id, at=at)
    return released


def hand_over_seats(at: Moment) -> int:
    """End the seats whose line has ended and seat whoever follows; returns how many changed."""
    with reading() as session:
        seats = list(handing_over.to_hand_over(session, at=at, most=_MOST))
    changed = 0
    for seat_id in seats:
        with writing() as session:
            changed += handing_over.hand_over(session, seat_id, at=at)
    return changed


def seal_trail(at: Moment) -> None:
    """Seal what the trail has gathered."""
    sealed = -1
    while sealed:
        with writing() as session:
            sealed = trail.seal(session, at=at)


def clean_up(at: Moment) -> None:
    """Drop what has served: old sessions and links, uploads that nobody confirmed, exports of a week ago."""
    with writing() as session:
        signin.drop_old_rows(session, at=at)
        links.drop_old_links(session, at=at)
        people.drop_stale_uploads(session, at=at)
        outcomes.drop_stale_uploads(session, at=at)
        drop_old_exports(session, at=at)


def run(app: Flask, queue: Huey, *, every: float, beside: int | None = None) -> None:
    """Do rounds until SIGTERM or SIGINT, one every so many seconds over all workers of a queue; a failing round is
    logged and tried again. Between them do what people look at a page for meanwhile: dates of a large cohort, files.

    With `beside`, the id of the process that started this one, it ends too when that one was killed.
    """
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if beside is not None:
        threading.Thread(target=_end_with, args=(beside, stop), daemon=True).start()
    rounds = Rounds(queue, lambda: _do("tick failed", app, _tick_now), every)
    rounds.start()
    try:
        while not stop.wait(_LOOKS_FOR_WAITING):
            rounds.check_worker_health()
            _do("what is waited for failed", app, _do_what_is_waited_for)
    finally:
        rounds.stop(graceful=True)
        queue.storage.close()


def _do(failed: str, app: Flask, act: Callable[[], None]) -> None:
    try:
        with app.app_context():
            act()
    except Exception as failure:
        _say(failed, failure)


def _say(event: str, failure: Exception) -> None:
    """Log what failed; that the database takes no changes is said once, when it begins, and is no news after that."""
    if isinstance(failure, CannotWrite):
        return
    rest = failure.split(CannotWrite)[1] if isinstance(failure, ExceptionGroup) else failure
    if rest is not None:
        _log.error(event, exc_info=rest)


def _end_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(_LOOKS_UP):
        pass
    stop.set()


def _do_what_is_waited_for() -> None:
    with reading() as session:
        facts = installation.facts(session)
    if facts is not None:
        at = moment(facts.shift)
        reinforcement.date_waiting(at)
        exports.make_waiting(at, most=1)


def _tick_now() -> None:
    with reading() as session:
        facts = installation.facts(session)
    if facts is not None:
        tick(moment(facts.shift), is_demo=facts.is_demo, clock=lambda: moment(facts.shift))
